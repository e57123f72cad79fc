//! What is kept of pages between runs changes nothing but the time: with it and without it `--changed` says the same.

use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::changed::repository;
use crate::cli::{Place, findings, text};

/// A repository with these files and a page that was removed, so that a first run has kept what it read.
fn known(files: &[(&str, &str)], page: &str) -> Place {
    let gone = Path::new(page).with_file_name("gone.md").to_string_lossy().into_owned();
    let place = repository(&[files, &[(&gone, "# Gone\n")]].concat());
    fs::remove_file(place.path().join(&gone)).unwrap();
    check(&place);
    assert!(kept(&place), "the first run keeps what it read");
    place.git(&["checkout", "-q", "--", "."]);
    place
}

fn kept(place: &Place) -> bool {
    let names = fs::read_dir(place.cache()).unwrap();
    names.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("facts-"))
}

/// What is written while a run starts is read again by the next: nothing here shall be.
fn age(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let (path, kind) = (entry.path(), entry.file_type().unwrap());
        if kind.is_dir() && entry.file_name() != ".git" {
            age(&path);
        } else if kind.is_file() {
            let file = File::options().append(true).open(&path).unwrap();
            let written = file.metadata().unwrap().modified().unwrap();
            if SystemTime::now().duration_since(written).is_ok_and(|age| age.as_secs() < 60) {
                file.set_modified(written - Duration::from_secs(100)).unwrap();
            }
        }
    }
}

fn check(place: &Place) -> Value {
    age(place.path());
    place.check(&["--changed"])
}

/// The findings of the change in the work tree, which are the same whatever is kept.
fn found(place: &Place) -> Vec<String> {
    let warm = check(place);
    assert_eq!(warm, check(place), "the second time");
    assert_eq!(warm, place.check(&["--changed", "--no-cache"]), "without what was kept");
    findings(&warm)
}

const SNIPPETS: &str =
    "site_name: x\nmarkdown_extensions:\n  - pymdownx.snippets:\n      base_path: docs\n";

#[test]
fn a_part_is_seen_from_the_pages_that_include_it() {
    let place = known(
        &[
            ("mkdocs.yml", SNIPPETS),
            ("docs/index.md", "# Home\n"),
            ("docs/_parts/t.md", "# T\n"),
            ("docs/_parts/p.md", "See [the page](t.md).\n"),
            ("docs/d2/t.md", "# T\n"),
            ("docs/d2/r2.md", "# R\n\n--8<-- \"_parts/p.md\"\n"),
        ],
        "docs/index.md",
    );
    fs::remove_file(place.path().join("docs/d2/t.md")).unwrap();
    assert_eq!(found(&place), ["docs/_parts/p.md missing-target t.md"]);
    // The same where the part is what the change edits.
    place.git(&["checkout", "-q", "--", "."]);
    place.write("docs/_parts/u.md", "# U\n");
    place.write("docs/_parts/p.md", "See [the page](t.md) and [another](u.md).\n");
    assert_eq!(found(&place), ["docs/_parts/p.md missing-target u.md"]);
}

#[test]
fn an_address_is_that_of_the_page_that_owns_it() {
    let place = known(
        &[
            ("hugo.toml", "baseURL = 'https://x.org/'\n"),
            ("content/a.md", "---\ntitle: A\naliases: [/old/]\n---\n## Part\n"),
            ("content/z.md", "---\ntitle: Z\nurl: /old/\n---\n## Part\n"),
            ("content/l.md", "---\ntitle: L\n---\n[old](/old/#part)\n"),
        ],
        "content/a.md",
    );
    place.write("content/a.md", "---\ntitle: A\naliases: [/old/]\n---\n## More\n");
    assert_eq!(found(&place), [""; 0]);
    place.write("content/z.md", "---\ntitle: Z\nurl: /old/\n---\n## More\n");
    assert_eq!(found(&place), ["content/l.md missing-anchor /old/#part"]);
}

#[test]
fn pages_that_are_not_checked_stay_unchecked() {
    let place = known(
        &[
            (".gitignore", "ignored.md\n"),
            ("a.md", "# A\n\n[ignored](ignored.md#it)\n"),
            ("ignored.md", "# It\n\n[target](t.md)\n"),
            ("t.md", "# T\n"),
        ],
        "a.md",
    );
    fs::remove_file(place.path().join("t.md")).unwrap();
    assert_eq!(found(&place), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn folders_that_differ_in_case_are_told_of_by_the_same_page() {
    let place = known(
        &[("Docs/a.md", "# A\n"), ("docs/a.md", "# A\n"), ("docs/m.md", "# M\n")],
        "docs/a.md",
    );
    place.write("docs/z.md", "# Z\n");
    assert_eq!(found(&place), [""; 0]);
    place.write("docs/m.md", "# N\n");
    assert_eq!(found(&place), [""; 0]);
}

#[test]
fn titles_of_unread_pages_are_suggested() {
    let place = known(&[("a.md", "# A\n"), ("far/off.md", "# How to travel\n")], "a.md");
    place.write("a.md", "# A\n\n[How to travel](nowhere.md)\n");
    let warm = check(&place);
    assert_eq!(warm["diagnostics"][0]["data"]["suggestions"][0], "far/off.md");
    assert_eq!(warm, place.check(&["--changed", "--no-cache"]));
}

#[cfg(unix)]
#[test]
fn what_links_of_the_file_system_lead_to_has_other_names() {
    let place = repository(&[
        ("docs/t.md", "# T\n\n## Part\n"),
        ("docs/sub/u.md", "# U\n"),
        ("a.md", "# A\n\n[t](link/t.md#part) [u](link/in/u.md) [alias](alias.md#part)\n"),
    ]);
    for (to, name) in [("docs", "link"), ("docs/t.md", "alias.md"), ("sub", "docs/in")] {
        std::os::unix::fs::symlink(to, place.path().join(name)).unwrap();
    }
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "links"]);
    assert_eq!(findings(&place.check(&[])), [""; 0]);
    place.write("docs/t.md", "# T\n\n## Other\n");
    let both = ["a.md missing-anchor link/t.md#part", "a.md missing-anchor alias.md#part"];
    assert_eq!(found(&place), both);
    place.git(&["checkout", "-q", "--", "."]);
    fs::remove_file(place.path().join("docs/sub/u.md")).unwrap();
    let said = text(&place.run(&["check", "--offline", "--changed"]).stdout);
    assert!(
        said.ends_with(
            "no page is new or edited: 1 error, in pages that the change does not touch\n"
        ),
        "{said}"
    );
    assert_eq!(found(&place), ["a.md missing-target link/in/u.md"]);
}
