//! Adopting guidepost with old findings.

use std::fs;

use serde_json::Value;

use crate::cli::{Place, findings, text};

const FILE: &str = "guidepost-baseline.json";

fn place() -> Place {
    Place::new(&[
        ("docs/a.md", "# A\n\n[x](gone.md) [y](gone.md)\n\n## B\n\n[z](away.md)\n"),
        ("docs/b.md", "# B\n\n[x](gone.md)\n"),
    ])
}

fn baseline(place: &Place, arguments: &[&str]) -> (Option<i32>, String) {
    let output = place.run(&[&["baseline"], arguments, &["--offline"]].concat());
    (output.status.code(), text(&output.stdout) + &text(&output.stderr))
}

fn file(place: &Place) -> String {
    fs::read_to_string(place.path().join(FILE)).unwrap()
}

#[test]
fn what_was_there_is_known_and_what_is_new_fails() {
    let place = place();
    assert_eq!(
        baseline(&place, &["create"]),
        (Some(0), format!("{FILE} holds 4 findings; `guidepost check` fails on new ones\n"))
    );
    assert_eq!(
        file(&place),
        r#"{
  "version": 1,
  "findings": [
    {"path":"docs/a.md","rule":"missing-target","about":"away.md","count":1},
    {"path":"docs/a.md","rule":"missing-target","about":"gone.md","count":2},
    {"path":"docs/b.md","rule":"missing-target","about":"gone.md","count":1}
  ]
}
"#
    );
    let report = place.check(&[]);
    assert_eq!(findings(&report), [] as [&str; 0]);
    assert_eq!(
        (&report["summary"]["baselined"], &report["summary"]["suppressed"]),
        (&4.into(), &0.into())
    );
    // Lines, headings and order are no part of what a finding is.
    place.write(
        "docs/a.md",
        "# New\n\nText.\n\n## C\n\n[z](away.md)\n\n- [y](gone.md)\n- [x](gone.md)\n",
    );
    assert_eq!(findings(&place.check(&[])), [] as [&str; 0]);
    place.write("docs/a.md", "[x](gone.md) [y](gone.md) [z](away.md) [new](gone.md)\n");
    assert_eq!(findings(&place.check(&[])), ["docs/a.md missing-target gone.md"]);
    let output = place.run(&["check", "--offline"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("4 findings are in the baseline"), "{output:?}");
    assert_eq!(place.check(&["--no-config"])["summary"]["errors"], 5);
}

#[test]
fn what_is_gone_is_taken_out_and_cannot_come_back() {
    let place = place();
    baseline(&place, &["create"]);
    place.write("docs/a.md", "# A\n\n[x](gone.md)\n");
    let report = place.check(&[]);
    assert_eq!(findings(&report), ["docs/a.md unused-suppression "]);
    assert_eq!(
        report["diagnostics"][0]["message"],
        "the baseline holds 2 findings of this page that are gone"
    );
    // A run that looks elsewhere, or for something else, knows nothing of it.
    assert_eq!(findings(&place.check(&["--root", ".", "docs/b.md"])), [] as [&str; 0]);
    assert_eq!(
        findings(&place.check(&["--select", "anchors,unused-suppression"])),
        [] as [&str; 0]
    );
    assert_eq!(baseline(&place, &["prune"]), (Some(0), format!("{FILE}: 2 taken out, 2 left\n")));
    assert_eq!(findings(&place.check(&[])), [] as [&str; 0]);
    place.write("docs/a.md", "# A\n\n[x](gone.md) [z](away.md)\n");
    assert_eq!(findings(&place.check(&[])), ["docs/a.md missing-target away.md"]);
    // Pruning never adds.
    assert_eq!(baseline(&place, &["prune"]).1, format!("{FILE}: 0 taken out, 2 left\n"));
    assert_eq!(
        baseline(&place, &["update"]).1,
        format!("{FILE} held 2 and holds 3 findings now\n")
    );
    fs::remove_file(place.path().join("docs/b.md")).unwrap();
    assert_eq!(baseline(&place, &["prune"]).1, format!("{FILE}: 1 taken out, 2 left\n"));
}

#[test]
fn an_update_keeps_what_the_run_did_not_look_for() {
    let place = place();
    place.write("docs/c.md", "# C\n\n[x](#no)\n");
    baseline(&place, &["create"]);
    let said = format!("{FILE} held 5 and holds 5 findings now\n");
    for arguments in [["--select", "anchors"], ["--ignore", "links"]] {
        assert_eq!(
            baseline(&place, &[&["update"][..], &arguments].concat()),
            (Some(0), said.clone())
        );
    }
    place.write("docs/c.md", "# C\n");
    let said = format!("{FILE} held 5 and holds 4 findings now\n");
    assert_eq!(baseline(&place, &["update", "--select", "anchors"]), (Some(0), said));
}

#[test]
fn a_page_that_moves_takes_its_findings_along() {
    let place = place();
    place.git(&["init", "-q"]);
    let commit = |what: &str| {
        place.git(&["add", "-A"]);
        place.git(&["-c", "user.name=n", "-c", "user.email=e@x", "commit", "-qm", what]);
    };
    baseline(&place, &["create"]);
    commit("pages");
    for (old, new) in [("docs/a.md", "guide.md"), ("guide.md", "docs/guides/a.md")] {
        fs::create_dir_all(place.path().join("docs/guides")).unwrap();
        place.git(&["mv", old, new]);
        commit("move");
    }
    assert_eq!(findings(&place.check(&[])), [] as [&str; 0]);
    assert_eq!(baseline(&place, &["prune"]).1, format!("{FILE}: 0 taken out, 4 left\n"));
    baseline(&place, &["update"]);
    assert!(
        file(&place).contains("\"docs/guides/a.md\"") && !file(&place).contains("\"docs/a.md\"")
    );
}

#[test]
fn a_baseline_that_cannot_be_read_stops_the_run() {
    let place = place();
    for (content, why) in
        [("<<<<<<< HEAD\n", "expected value"), ("{\"version\": 9}", "a later guidepost wrote")]
    {
        place.write(FILE, content);
        let output = place.run(&["check", "--offline"]);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(2) && said.contains(why), "{said}");
        assert!(said.contains("baseline create"), "{said}");
        let (status, said) = baseline(&place, &["update"]);
        assert!(status == Some(2) && file(&place) == content, "{said}");
    }
    fs::remove_file(place.path().join(FILE)).unwrap();
    assert_eq!(baseline(&place, &["prune"]).0, Some(2));
    baseline(&place, &["create"]);
    let (status, said) = baseline(&place, &["create"]);
    assert!(status == Some(2) && said.contains("baseline update"), "{said}");
}

#[test]
fn fixing_makes_the_baseline_smaller() {
    let place = Place::new(&[("a.md", "[b](B.md) [x](gone.md)\n"), ("b.md", "# B\n")]);
    baseline(&place, &["create"]);
    let report: Value = place.check(&["--fix"]);
    assert_eq!(
        (&report["summary"]["fixed"], &report["summary"]["baselined"]),
        (&1.into(), &1.into())
    );
    assert_eq!(findings(&report), ["a.md unused-suppression "]);
}
