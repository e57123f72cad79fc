//! What several reports of one run have in common, and what one says of an earlier one.

use std::collections::BTreeMap;
use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::changed::repository;
use crate::cli::{Place, findings, text};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no array"))
}

/// Findings of three rules, with comments that hide one of each kind of reason.
fn place() -> Place {
    let hidden = "<!-- guidepost-ignore missing-target -- the vendor's -->\n\n[v](vendor.md)\n";
    Place::new(&[
        ("guidepost.toml", ""),
        ("a.md", "# A\n\n[x](gone.md) [y](b.md#no)\n\n#### Deep\n"),
        ("b.md", &format!("# B\n\n[x](gone.md) and [x](gone.md)\n\n{hidden}")),
    ])
}

/// Every report at once, and what they say by their names.
fn all(place: &Place, formats: &[&str], more: &[&str]) -> BTreeMap<String, String> {
    let mut arguments = vec!["check", "--offline"];
    let files: Vec<String> = formats.iter().map(|format| format!("out.{format}")).collect();
    for (format, file) in formats.iter().zip(&files) {
        arguments.extend(["--format", format, "--output", file]);
    }
    let output = place.run(&[&arguments[..], more].concat());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let read = |file: &String| fs::read_to_string(place.path().join(file)).unwrap();
    formats.iter().map(|format| (*format).to_owned()).zip(files.iter().map(read)).collect()
}

#[test]
fn a_finding_has_one_fingerprint_wherever_it_is_told() {
    let told = all(&place(), &["json", "sarif", "gitlab", "html"], &[]);
    let mut wanted: Vec<String> = array(&json(&told["json"])["diagnostics"])
        .iter()
        .map(|found| found["fingerprint"].as_str().unwrap().to_owned())
        .collect();
    wanted.sort();
    assert_eq!(wanted.len(), 5);
    assert!(wanted.windows(2).all(|pair| pair[0] != pair[1]), "each its own: {wanted:?}");
    let sarif = json(&told["sarif"]);
    let results = array(&sarif["runs"][0]["results"]).iter();
    let open = results.filter(|result| result.get("suppressions").is_none());
    let sarif = open.map(|result| {
        let prints = result["partialFingerprints"].as_object().unwrap();
        prints.values().next().unwrap().as_str().unwrap().to_owned()
    });
    let gitlab = json(&told["gitlab"]);
    let gitlab =
        array(&gitlab).iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned());
    let html = told["html"].split("<article id=\"f-").skip(1);
    let html = html.map(|article| article.split('"').next().unwrap().to_owned());
    for (format, mut prints) in [
        ("sarif", sarif.collect::<Vec<String>>()),
        ("gitlab", gitlab.collect()),
        ("html", html.collect()),
    ] {
        prints.sort();
        assert_eq!(prints, wanted, "{format}");
    }
}

#[test]
fn what_people_read_counts_what_programs_read() {
    let told = all(&place(), &["json", "human", "stats"], &[]);
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for found in array(&json(&told["json"])["diagnostics"]) {
        *wanted.entry(found["rule"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let counts = |text: &str| -> BTreeMap<String, usize> {
        let words = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let row = |words: Vec<&str>| {
            let (count, rule) = (words.first()?.parse().ok()?, words.last()?);
            wanted.contains_key(*rule).then(|| ((*rule).to_owned(), count))
        };
        words.filter_map(row).collect()
    };
    assert_eq!(counts(&told["human"]), wanted, "{}", told["human"]);
    assert_eq!(counts(&told["stats"]), wanted, "{}", told["stats"]);
    for format in ["human", "stats"] {
        assert!(
            told[format].contains("2 pages with 5 links: 4 errors, 1 warning"),
            "{}",
            told[format]
        );
    }
}

#[test]
fn what_is_hidden_is_told_with_its_reason() {
    let told = all(&place(), &["sarif"], &[]);
    let sarif = json(&told["sarif"]);
    let results = array(&sarif["runs"][0]["results"]).iter();
    let hidden: Vec<&Value> = results.filter_map(|result| result.get("suppressions")).collect();
    let wanted = serde_json::json!([{"kind": "inSource", "justification": "the vendor's"}]);
    assert_eq!(hidden, [&wanted]);
}

#[test]
fn a_report_says_what_is_new_and_what_is_gone_since_an_earlier_one() {
    let place = place();
    let old = all(&place, &["json"], &[]);
    place.write("old.json", &old["json"]);
    // Another line is no other finding.
    place.write("a.md", "# A\n\nMore.\n\n[x](gone.md) [z](new.md)\n\n#### Deep\n");
    let told = all(&place, &["html", "sarif"], &["--compare", "old.json"]);
    let html = &told["html"];
    assert!(html.contains("Since the earlier report: 1 new, 1 gone, 4 as before."), "{html}");
    assert!(html.contains("<summary>1 gone</summary><ul><li>a.md:3 missing-anchor: "), "{html}");
    assert!(html.contains("<dt>Errors</dt><dd>4 <small>as before</small>"), "{html}");
    let new: Vec<&str> =
        html.split("<article").filter(|one| one.contains("class=\"new\"")).collect();
    assert!(new.len() == 1 && new[0].contains("new.md"), "{new:?}");
    let sarif = json(&told["sarif"]);
    let results = array(&sarif["runs"][0]["results"]).iter();
    let open = results.filter(|result| result.get("suppressions").is_none());
    let mut states: Vec<&str> = open.filter_map(|one| one["baselineState"].as_str()).collect();
    states.sort_unstable();
    assert_eq!(states, ["new", "unchanged", "unchanged", "unchanged", "unchanged"]);
    let nothing = place.run(&["check", "--offline", "--compare", "a.md"]);
    assert_eq!(nothing.status.code(), Some(2), "{nothing:?}");
}

#[test]
fn a_summary_of_a_step_stays_within_what_github_takes() {
    let name = "a-long-name-".repeat(12);
    let links: Vec<String> = (0..6_000).map(|n| format!("[x]({name}{n}.md)\n")).collect();
    let place = Place::new(&[("guidepost.toml", ""), ("a.md", &links.join("\n"))]);
    let told = all(&place, &["github-summary"], &[]);
    let summary = &told["github-summary"];
    assert!(summary.len() > 900_000 && summary.len() <= 1 << 20, "{}", summary.len());
    assert!(summary.contains("more, for which there is no room"), "it says so");
}

fn annotations(output: &Output) -> Vec<String> {
    let said = text(&output.stdout);
    let file = |line: &str| Some(line.split_once("file=")?.1.split(',').next()?.to_owned());
    said.lines().filter_map(file).collect()
}

#[test]
fn annotations_begin_with_the_worst_in_lines_of_the_change() {
    let place = repository(&[("a.md", "[x](m.md)\n"), ("m.md", "# M\n"), ("z.md", "# Z\n")]);
    place.git(&["rm", "-q", "m.md"]);
    place.write("z.md", "# Z\n\n#### Deep\n\n[x](no.md)\n");
    assert_eq!(findings(&place.check(&["--changed"])).len(), 3);
    let output = place.run(&["check", "--offline", "--changed", "--format", "github"]);
    assert_eq!(annotations(&output), ["z.md", "a.md", "z.md"], "{output:?}");
}
