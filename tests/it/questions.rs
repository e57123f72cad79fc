//! What maintainers ask of a corpus: who links here, what links where, how much is wrong where.

use serde_json::Value;

use crate::cli::Place;

fn corpus() -> Place {
    Place::new(&[
        ("guidepost.toml", ""),
        (
            "index.md",
            "# Home\n\n[Setup](guides/setup.md#linux), [again](guides/setup.md), [it][s], ![p](guides/p.png)\n\n\
             [s]: guides/setup.md#mac\n",
        ),
        (
            "guides/setup.md",
            "# Setup\n\n## Linux\n\n[top](#setup) [gone](gone.md) [home](/)\n\n## Mac\n",
        ),
        ("guides/more.md", "# More\n\n[setup](./setup.md#linux) [e](https://example.org/x)\n"),
        ("guides/p.png", ""),
    ])
}

fn text(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn who_links_to_a_page() {
    let place = corpus();
    let refs = |asked: &str| text(&place, &["refs", "--offline", asked]);
    assert_eq!(
        refs("guides/setup.md"),
        "guides/more.md:3:9: link ./setup.md#linux [ok]\n\
         guides/setup.md:5:7: link #setup [ok]\n\
         index.md:3:9: link guides/setup.md#linux [ok]\n\
         index.md:3:41: link guides/setup.md [ok]\n\
         index.md:3:64: reference guides/setup.md#mac [ok]\n\
         index.md:5:6: definition guides/setup.md#mac [ok]\n\
         6 links in 3 pages\n"
    );
    assert_eq!(
        refs("guides/setup.md#linux"),
        "guides/more.md:3:9: link ./setup.md#linux [ok]\n\
         index.md:3:9: link guides/setup.md#linux [ok]\n\
         2 links in 2 pages\n"
    );
    assert_eq!(refs("guides/more.md"), "no link\n");
    assert_eq!(
        refs("guides/setup.md#linx"),
        "no link, and no anchor `linx`: `guidepost anchors guides/setup.md` lists those that are there\n"
    );
    assert_eq!(refs("guides/setup.md#%6Cinux"), refs("guides/setup.md#linux"));
    assert!(refs("guides/p.png").ends_with("1 link in 1 page\n"), "of a picture");
    assert!(refs("guides/gone.md").contains("setup.md:5:22: link gone.md [missing]"), "of nothing");
    let into = refs("guides");
    assert!(into.ends_with("5 links in 1 page\n") && !into.contains("more.md"), "{into}");
}

#[test]
fn links_are_found_from_anywhere_in_the_corpus() {
    let place = corpus();
    let output = place
        .command(&["refs", "--offline", "more.md"])
        .current_dir(place.path().join("guides"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "no link\n");
    let output = place
        .command(&["refs", "--offline", "setup.md#mac"])
        .current_dir(place.path().join("guides"))
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.starts_with("../index.md:3:64: reference "), "{told}");
}

#[test]
fn a_place_that_nobody_knows_is_an_error() {
    let place = corpus();
    for (asked, told) in [
        ("guides/stup.md", "did you mean `guides/setup.md`?"),
        ("setup", "did you mean `guides/setup.md`?"),
        ("guides\\SETUP.md#linux", "did you mean `guides/setup.md`?"),
        ("nothing-like-it.md", "paths are relative to the current folder"),
        ("/guides/nowhere/", "lies outside of the root"),
        ("#linux", "name the page, too: `refs PAGE#linux`"),
    ] {
        let output = place.run(&["refs", "--offline", asked]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        let said: Vec<&str> = said.split_whitespace().filter(|word| *word != "│").collect();
        assert!(said.join(" ").contains(told), "{asked}: {said:?}");
    }
    let output = place.run(&["refs", "--offline", "../elsewhere.md"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn a_place_may_be_named_by_its_address() {
    let place = Place::new(&[
        ("mkdocs.yml", "site_name: x\nsite_url: https://docs.example.org/en/\n"),
        (
            "docs/index.md",
            "[a](guide/install.md#linux) [b](gone.md) [c](https://docs.example.org/en/old/)\n",
        ),
        (
            "docs/guide/install.md",
            "# Install\n\n## Linux\n\n[x](https://elsewhere.example/x#y) <https://elsewhere.example/z>\n",
        ),
    ]);
    let told = |asked: &str| text(&place, &["refs", "--offline", asked]);
    let install = "docs/index.md:1:5: link guide/install.md#linux [ok]\n1 link in 1 page\n";
    for asked in [
        "https://docs.example.org/en/guide/install/",
        "https://docs.example.org/en/guide/install/#linux",
        "/en/guide/install/",
        "docs/guide/install.md",
    ] {
        assert_eq!(told(asked), install, "{asked}");
    }
    assert_eq!(told("https://docs.example.org/en/guide/install/#mac").lines().count(), 1);
    // Whatever is there no more.
    let gone = "docs/index.md:1:33: link gone.md [missing]\n1 link in 1 page\n";
    assert_eq!(told("https://docs.example.org/en/gone/"), gone);
    let old =
        "docs/index.md:1:46: link https://docs.example.org/en/old/ [external]\n1 link in 1 page\n";
    assert_eq!(told("https://docs.example.org/en/old/"), old);
    let elsewhere = "docs/guide/install.md:5:5: link https://elsewhere.example/x#y [external]\n1 link in 1 page\n";
    assert_eq!(told("https://elsewhere.example/x"), elsewhere);
    let nowhere =
        "no link to this address; if these pages are published there, [site] `url` says so\n";
    assert_eq!(told("https://elsewhere.example/nowhere"), nowhere);
    place.write("mkdocs.yml", "site_name: x\nnav: [{Start: index.md}]\n");
    assert!(told("docs/index.md").starts_with("mkdocs.yml:2:15: entry index.md [ok]\n"));
    let json =
        text(&place, &["refs", "--offline", "--format", "json", "https://elsewhere.example/x"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["target"], "https://elsewhere.example/x");
    assert_eq!(json["refs"][0]["target"], "https://elsewhere.example/x");
}

#[test]
fn references_as_json() {
    let place = corpus();
    let json = text(&place, &["refs", "--offline", "--format", "json", "guides/setup.md#mac"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["target"], &json["fragment"]), (&"guides/setup.md".into(), &"mac".into()));
    let first = &json["refs"][0];
    assert_eq!(
        (&first["path"], &first["kind"], &first["start"]["line"], &first["status"]),
        (&"index.md".into(), &"reference".into(), &3.into(), &"ok".into())
    );
    assert_eq!(json["refs"].as_array().unwrap().len(), 2);
}

#[test]
fn pages_that_take_in_a_file_refer_to_it() {
    let place = Place::new(&[
        (
            "mkdocs.yml",
            "site_name: x\nmarkdown_extensions:\n  - pymdownx.snippets:\n      base_path: [.]\n",
        ),
        ("docs/index.md", "# Home\n\n--8<-- \"parts/note.md\"\n"),
        ("parts/note.md", "A note.\n"),
    ]);
    let told = text(&place, &["refs", "--offline", "--root", ".", "parts/note.md"]);
    assert!(told.starts_with("docs/index.md:3:1: include parts/note.md [ok]"), "{told}");
}

#[test]
fn a_graph_for_graphviz() {
    let place = corpus();
    let dot = text(&place, &["links", "--offline", "--format", "dot"]);
    assert_eq!(
        dot,
        r#"digraph links {
  rankdir=LR;
  node [shape=box];
  "guides/more.md";
  "guides/setup.md";
  "index.md";
  "guides/gone.md" [color=red, style=dashed];
  "guides/more.md" -> "guides/setup.md" [weight=1];
  "guides/setup.md" -> "guides/gone.md" [weight=1, color=red, style=dashed];
  "guides/setup.md" -> "index.md" [weight=1];
  "index.md" -> "guides/p.png" [weight=1];
  "index.md" -> "guides/setup.md" [label=3, weight=3];
}
"#
    );
}

#[test]
#[cfg(unix)]
fn names_cannot_break_out_of_the_graph() {
    let place = Place::new(&[("a\"]; x [label=\\N\n.md", "# A\n"), ("guidepost.toml", "")]);
    let dot = text(&place, &["links", "--offline", "--format", "dot"]);
    assert!(dot.contains(r#"  "a\"]; x [label=\\N\\u{a}.md";"#), "{dot}");
}

#[test]
fn figures_by_rule_folder_and_host() {
    let place = corpus();
    place.write("guides/deep/a.md", "# A\n\n[x](no.md) [y](nope.md) [z](http://example.org/)\n");
    place.write("other/b.md", "# B\n\n[x](no.md)\n");
    let output = place.run(&[
        "check",
        "--offline",
        "--format",
        "stats",
        "--select",
        "missing-target,insecure-link",
    ]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "5 pages with 13 links: 4 errors, 1 warning\n\
         \n findings   errors warnings    infos  by rule\n        \
         4        4        0        0  missing-target\n        \
         1        0        1        0  insecure-link\n\
         \n findings   errors warnings    infos  by folder\n        \
         3        2        1        0  guides/deep/\n        \
         1        1        0        0  guides/\n        \
         1        1        0        0  other/\n\
         \n findings    links  by host\n        \
         1        2  example.org\n"
    );
}

#[test]
fn pages_that_nobody_comes_to_and_images_that_nobody_shows() {
    let place = corpus();
    place.write("guides/alone.md", "# Alone\n");
    place.write("guides/old <b>.png", "");
    let report = place.run(&[
        "check",
        "--offline",
        "--select",
        "orphan-page,unused-asset",
        "--fail-on",
        "never",
        "--format",
        "concise",
        "--format",
        "html",
        "--output",
        "r.html",
    ]);
    let concise = String::from_utf8_lossy(&report.stdout);
    assert!(concise.contains("guides/alone.md:1:1: "), "{concise}");
    assert!(concise.contains("no page shows `guides/old <b>.png`"), "{concise}");
    assert!(!concise.contains("guides/p.png"), "{concise}");
    let html = std::fs::read_to_string(place.path().join("r.html")).unwrap();
    let list = |title: &str| html.split_once(title).unwrap().1.split_once("</ul>").unwrap().0;
    assert!(list("linked to by no other page</summary>").contains("<li>guides/alone.md</li>"));
    let unused = "1 image that no page shows; a template or a style sheet may</summary>";
    assert!(list(unused).ends_with("<li>guides/old &lt;b&gt;.png</li>"), "{}", list(unused));
}
