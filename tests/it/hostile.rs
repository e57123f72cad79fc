//! What pages and configurations may do to whoever reads and repairs them.
//!
//! As in `threats`, a test has the number of its threat in its name: `s12` bombs of YAML, TOML and JSON, `s13` expressions
//! and schemas, `s18` files that change or must not be changed, `s19` byte order marks, line ends and charsets.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli::{Place, findings, text};
use crate::server::{Server, status};

/// Far more than any of these takes on a busy machine, and far less than what a bomb costs whoever it goes off at.
const LONG: Duration = Duration::from_secs(20);

/// What is found in `page`, in well under [`LONG`].
fn found(page: &str) -> Vec<String> {
    let place = Place::new(&[("page.md", page)]);
    let start = Instant::now();
    let report = place.check(&[]);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    findings(&report)
}

/// Text that makes more of itself than stands there, in YAML.
fn bombs() -> Vec<String> {
    let laughs = (1..40).map(|n| {
        let one = format!("*a{}", n - 1);
        format!("a{n}: &a{n} [{}]\n", [one.as_str(); 9].join(", "))
    });
    let storm = (1..40).map(|n| format!("m{n}: &m{n}\n  <<: [*m{0}, *m{0}]\n  k{n}: 1\n", n - 1));
    vec![
        format!("a0: &a0 [x, x]\n{}", laughs.collect::<String>()),
        format!("m0: &m0 {{k: 1}}\n{}", storm.collect::<String>()),
        format!("a: {}", "[".repeat(10_000)),
        format!("a: {}x", "- ".repeat(10_000)),
        "a: &a [*a]\n".to_owned(),
        "a: &a\n  <<: *a\n".to_owned(),
        format!("a: {}\n", "1".repeat(1_000_000)),
        format!("a: !!python/object/apply:os.system ['touch {}']\n", "ran"),
    ]
}

#[test]
fn s14_of_very_many_ids_none_is_said_to_be_missing() {
    let ids = (0..60_000).map(|id| format!("<p id=i{id}>\n")).collect::<Vec<_>>().concat();
    let found = found(&format!("{ids}\n# T\n\n[last](#i59999) [other](#zzz) [gone](gone.md)\n"));
    assert_eq!(found, ["page.md missing-target gone.md"]);
}

#[test]
fn s14_many_links_into_many_ids_take_no_time() {
    let ids = (0..60_000).map(|id| format!("<p id=i{id}>\n")).collect::<Vec<_>>().concat();
    let links = (50_000..53_000).map(|id| format!("<a href=b.html#i{id}>x</a>\n"));
    let links = links.collect::<Vec<_>>().concat();
    let place = Place::new(&[("a.html", &links), ("b.html", &ids)]);
    let start = Instant::now();
    let report = place.check(&[]);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    assert_eq!(findings(&report), Vec::<String>::new());
}

#[test]
fn s12_a_bomb_in_front_matter_costs_no_finding_behind_it() {
    for bomb in bombs() {
        let start: String = bomb.chars().take(40).collect();
        let found = found(&format!("---\n{bomb}---\n# T\n\n[gone](gone.md)\n"));
        assert!(found.contains(&"page.md missing-target gone.md".to_owned()), "{start}: {found:?}");
    }
    let deep = format!("+++\na = {}\n+++\n# T\n\n[gone](gone.md)\n", "[".repeat(10_000));
    let tables = format!("+++\n[{}a]\nb = 1\n+++\n# T\n\n[gone](gone.md)\n", "a.".repeat(10_000));
    let json = format!("{{\n\"a\": {}\n}}\n\n# T\n\n[gone](gone.md)\n", "{\"a\":".repeat(10_000));
    for page in [deep, tables, json] {
        found(&page);
    }
}

#[test]
fn s12_what_is_too_much_of_front_matter_is_said() {
    let long = format!("---\na: {}\n---\n# T\n", "1".repeat(70_000));
    let deep = format!("---\na: {}\n---\n# T\n", "[".repeat(10_000));
    let twice = "---\na: 1\na: 2\n---\n# T\n".to_owned();
    for page in [long, deep, twice] {
        let found = found(&page);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("page.md unreadable-front-matter"), "{found:?}");
    }
    let big = format!("---\na: {}\n---\n# T\n", vec!["[1]"; 9_000].join("\nb: "));
    found(&big);
}

#[test]
fn s12_a_bomb_in_the_configuration_of_a_generator_ends_no_run() {
    for bomb in bombs() {
        let place = Place::new(&[
            ("mkdocs.yml", &format!("site_name: x\n{bomb}")),
            ("docs/index.md", "# T\n\n[gone](gone.md)\n"),
        ]);
        let start = Instant::now();
        let report = place.check(&[]);
        assert!(start.elapsed() < LONG);
        assert_eq!(findings(&report), ["docs/index.md missing-target gone.md"]);
    }
    let place = Place::new(&[
        ("guidepost.toml", &format!("exclude = {}\n", "[".repeat(10_000))),
        ("page.md", "# T\n"),
    ]);
    let output = place.run(&["check", "--offline"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("guidepost.toml"), "{output:?}");
}

#[test]
fn s13_expressions_take_linear_time_wherever_users_write_them() {
    let word = format!("{}b", "a".repeat(50_000));
    let page = format!("---\nslug: {word}\n---\n# {word}\n\n{word} <https://a.example/{word}>\n");
    let config = "[types.t]\nmatch = { paths = ['*.md'] }\ntitle = { match = '^(a+)+$' }\n\
                  front-matter = { schema = 's.json' }\n\
                  [[types.t.sections]]\nid = 's'\ntitle = { regex = '^(a|a)*$' }\nrequired = false\n\
                  [external]\nexclude = ['^https://a\\.example/(a+)+$']\n";
    let schema = "{\"properties\": {\"slug\": {\"pattern\": \"^(a+)+$\"}}}";
    let place = Place::new(&[("guidepost.toml", config), ("s.json", schema), ("page.md", &page)]);
    let start = Instant::now();
    let report = place.check(&["--exclude", "^https://b\\.example/(a+)+$"]);
    assert!(start.elapsed() < LONG, "{:?}", start.elapsed());
    let found = findings(&report);
    for rule in ["front-matter-schema", "page-shape"] {
        assert!(found.iter().any(|line| line.contains(rule)), "{rule}: {found:?}");
    }
}

#[test]
fn s13_expressions_that_grow_without_bound_are_refused() {
    const HUGE: &str = "\\d{1,9999}{1,9999}";
    let schema =
        format!("{{\"properties\": {{\"a\": {{\"pattern\": \"{}\"}}}}}}", "\\\\d{1,9999}{1,9999}");
    let of_type = |what: &str| format!("[types.t]\nmatch = {{ paths = ['*.md'] }}\n{what}\n");
    for config in [
        of_type(&format!("title = {{ match = '{HUGE}' }}")),
        of_type(&format!("sections = [{{ id = 's', title = {{ regex = '{HUGE}' }} }}]")),
        of_type("front-matter = { schema = 's.json' }"),
        format!("[external]\nexclude = ['{HUGE}']\n"),
    ] {
        let place =
            Place::new(&[("guidepost.toml", &config), ("s.json", &schema), ("page.md", "# T\n")]);
        let start = Instant::now();
        let output = place.run(&["check", "--offline"]);
        assert!(start.elapsed() < LONG);
        assert_eq!(output.status.code(), Some(2), "{config}: {output:?}");
    }
    let place = Place::new(&[("page.md", "# T\n")]);
    let output = place.run(&["check", "--offline", "--exclude", HUGE]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
}

#[test]
fn s13_a_schema_makes_no_connection() {
    let server = Server::start("127.0.0.1", |_| status(200, ""));
    let config = "[types.t]\nmatch = { paths = ['*.md'] }\nfront-matter = { schema = 's.json' }\n";
    for key in ["$ref", "$dynamicRef", "$schema"] {
        let schema = format!("{{\"{key}\": \"{}\"}}", server.url("/x"));
        let place = Place::new(&[
            ("guidepost.toml", config),
            ("s.json", &schema),
            ("page.md", "---\na: 1\n---\n# T\n"),
        ]);
        // Not offline: requests to this very host would be allowed.
        let output = place.run(&["check", "--allow-address", "127.0.0.0/8"]);
        assert_ne!(output.status.code(), Some(101), "{output:?}");
        assert_eq!(server.asked(), Vec::<String>::new(), "{key}");
    }
}

#[cfg(unix)]
#[test]
fn s18_what_must_not_be_replaced_stays() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let damaged = "# A[](#a)\n";
    let place = Place::new(&[("docs/open.md", damaged), ("docs/closed.md", damaged)]);
    place.write("docs/hard.md", damaged);
    place.write("elsewhere/real.md", damaged);
    let docs = place.path().join("docs");
    fs::set_permissions(docs.join("closed.md"), fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(docs.join("open.md"), fs::Permissions::from_mode(0o640)).unwrap();
    fs::hard_link(docs.join("hard.md"), place.path().join("other-name.txt")).unwrap();
    symlink("../elsewhere/real.md", docs.join("link.md")).unwrap();
    let output = place.run(&["check", "--offline", "--root", "docs", "--fix", "docs"]);
    let said = text(&output.stderr);
    for why in ["closed.md left out: it is read-only", "hard.md left out: it is a hard link"] {
        assert!(said.contains(why), "{said}");
    }
    let read = |path: &str| fs::read_to_string(place.path().join(path)).unwrap();
    assert_eq!(read("docs/open.md"), "# A\n");
    let mode = docs.join("open.md").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    for path in ["docs/closed.md", "docs/hard.md", "other-name.txt", "elsewhere/real.md"] {
        assert_eq!(read(path), damaged, "{path}");
    }
    assert!(docs.join("link.md").symlink_metadata().unwrap().is_symlink());
}

#[test]
fn s18_marks_line_ends_and_the_end_of_the_last_line_are_kept() {
    for (before, after) in [
        ("\u{feff}# A[](#a)\r\n\r\nx  \r\ny", "\u{feff}# A\r\n\r\nx  \r\ny"),
        ("# A[](#a)\r\rx\r", "# A\r\rx\r"),
        ("# A[](#a)\n\r\nx\n\n\n", "# A\n\r\nx\n\n\n"),
    ] {
        let place = Place::new(&[("page.md", before)]);
        let fixed = |place: &Place| {
            let report = place.check(&["--select", "scraped-permalink", "--fix"]);
            (report["summary"]["fixed"].clone(), fs::read(place.path().join("page.md")).unwrap())
        };
        assert_eq!(fixed(&place), (1.into(), after.as_bytes().to_vec()), "{before:?}");
        assert_eq!(fixed(&place), (0.into(), after.as_bytes().to_vec()), "a second run");
    }
}

#[cfg(unix)]
#[test]
fn s18_a_run_that_is_killed_leaves_each_page_old_or_new() {
    let damaged = format!("# A[](#a)\n\n{}\n", "words ".repeat(2_000));
    let repaired = damaged.replacen("[](#a)", "", 1);
    let names: Vec<String> = (0..150).map(|n| format!("p{n}.md")).collect();
    let (mut old, mut new) = (0, 0);
    let mut wait = Duration::from_millis(4);
    for _ in 0..12 {
        let pages: Vec<_> = names.iter().map(|name| (name.as_str(), damaged.as_str())).collect();
        let place = Place::new(&pages);
        let mut child = place.command(&["check", "--offline", "--fix", "-q"]).spawn().unwrap();
        let end = Instant::now() + wait;
        // Killed as soon as it writes, or when its time is over: later from round to round.
        while Instant::now() < end && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().ok();
        child.wait().unwrap();
        for name in &names {
            let text = fs::read_to_string(place.path().join(name)).unwrap();
            assert!(text == damaged || text == repaired, "{name} is neither old nor new");
            if text == damaged { old += 1 } else { new += 1 }
        }
        wait *= 2;
        if new == names.len() {
            break;
        }
    }
    assert!(new > 0, "no run was long enough to write; {old} pages were old");
}

/// `rule line message` of each finding: what does not depend on how a file stores its text.
fn told(report: &Value) -> Vec<String> {
    let found = report["diagnostics"].as_array().unwrap().iter();
    found
        .map(|one| format!("{} {} {}", one["rule"], one["start"]["line"], one["message"]))
        .collect()
}

#[test]
fn s19_a_page_says_the_same_however_it_is_stored() {
    let page = "---\ntitle: Größe\n---\n\n## Über[](#uber)\n\nEin [Link](fehlt.md) und [noch\neiner](a%20b.md).\n\n\
                [x]: nichts.md\n\n- ![](bild.png)\n- [y][unbekannt]\n\n#### Tief\n\n```\noffen\n";
    let utf16 = |swap: bool| -> Vec<u8> {
        let units = "\u{feff}".encode_utf16().chain(page.encode_utf16());
        units.flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let check = |bytes: &[u8]| {
        let place = Place::new(&[]);
        fs::write(place.path().join("page.md"), bytes).unwrap();
        let report = place.check(&["--ignore", "invalid-utf8,hidden-character"]);
        let fixed = place.check(&["--ignore", "invalid-utf8,hidden-character", "--fix"]);
        let after = fs::read(place.path().join("page.md")).unwrap();
        (told(&report), fixed["summary"]["fixed"].as_u64().unwrap(), after)
    };
    let (expected, fixed, _) = check(page.as_bytes());
    assert!(expected.len() >= 6 && fixed > 0, "{expected:?}");
    let crlf = page.replace('\n', "\r\n");
    let cr = page.replace('\n', "\r");
    let marked = format!("\u{feff}{page}");
    for (how, text) in [("CRLF", &crlf), ("CR", &cr), ("mark", &marked)] {
        let (found, also, after) = check(text.as_bytes());
        assert_eq!((&found, also), (&expected, fixed), "{how}");
        let ends = |bytes: &[u8], end: u8| bytes.split(|byte| *byte == end).count();
        for end in [b'\n', b'\r'] {
            assert!(ends(&after, end) <= ends(text.as_bytes(), end), "{how}");
        }
        assert_eq!(after.starts_with(b"\xef\xbb\xbf"), text.starts_with('\u{feff}'), "{how}");
        assert_eq!(after.contains(&b'\n'), text.contains('\n'), "{how}");
    }
    for swap in [false, true] {
        let bytes = utf16(swap);
        let (found, also, after) = check(&bytes);
        assert_eq!((found, also), (expected.clone(), 0), "UTF-16");
        assert_eq!(after, bytes, "it is read and not written");
    }
}

#[test]
fn s19_bytes_that_are_no_text_hide_nothing_behind_them() {
    let place = Place::new(&[]);
    let bytes = b"# Caf\xe9\n\nna\xefve [gone](gone.md)\n";
    fs::write(place.path().join("page.md"), bytes).unwrap();
    let report = place.check(&[]);
    let found = findings(&report);
    assert!(found.contains(&"page.md missing-target gone.md".to_owned()), "{found:?}");
    let invalid = report["diagnostics"].as_array().unwrap();
    let invalid = invalid.iter().find(|one| one["rule"] == "invalid-utf8").unwrap();
    let start = usize::try_from(invalid["start"]["offset"].as_u64().unwrap()).unwrap();
    let end = usize::try_from(invalid["end"]["offset"].as_u64().unwrap()).unwrap();
    assert!(bytes[start..end].contains(&0xe9), "offsets are those of the file: {start}..{end}");
    assert!(invalid.to_string().contains("1252"), "it says what the bytes may be: {invalid}");
    let gone = report["diagnostics"].as_array().unwrap();
    let gone = gone.iter().find(|one| one["rule"] == "missing-target").unwrap();
    let at = usize::try_from(gone["start"]["offset"].as_u64().unwrap()).unwrap();
    assert_eq!(&bytes[at..at + 7], b"gone.md");
}
