//! Data that others' implementations produced. It lies beside the project, not in it: without it these tests say so
//! and pass.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use guidepost::doc::{AnchorKind, DIALECTS, Dialect, Format, LinkKind, parse};
use serde_json::Value;

/// The folder `what` of the shared data, or a loud word that it is not there.
pub(crate) fn shared(what: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(what);
    if folder.exists() {
        return Some(folder);
    }
    say_skipped(&format!("no ../shared/{what}, so this is not tested"));
    None
}

/// Say that something is not tested, past the test harness, which keeps what passing tests print to itself.
pub(crate) fn say_skipped(why: &str) {
    std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes()).unwrap();
}

fn rows(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
}

/// Renderers percent-encode, and complete `www.` and e-mail addresses: both spellings are the same.
fn canonical(destination: &str) -> String {
    let decoded =
        percent_encoding::percent_decode_str(destination).decode_utf8_lossy().into_owned();
    let bare = decoded.strip_prefix("mailto:").unwrap_or(&decoded).to_owned();
    if bare.starts_with("www.") { format!("http://{bare}") } else { bare }
}

#[test]
fn destinations_of_the_specifications_examples() {
    let Some(data) = shared("conformance/urls") else { return };
    // Their HTML was made without the autolink extension, which turns the bare addresses in them into links.
    let bare: [(&str, &[u64]); 2] = [
        ("commonmark-0.31.2", &[602, 606, 608, 611, 612]),
        ("cmark-gfm spec.txt", &[610, 614, 616, 619, 620]),
    ];
    let (mut good, mut total, mut failures) = (0, 0, Vec::new());
    for name in ["commonmark_dests", "gfm_dests"] {
        for example in rows(&data.join(format!("{name}.jsonl"))) {
            let (spec, number) =
                (example["spec"].as_str().unwrap(), example["number"].as_u64().unwrap());
            let text = example["markdown"].as_str().unwrap();
            if bare.iter().any(|(name, numbers)| *name == spec && numbers.contains(&number)) {
                continue;
            }
            let mut wanted: Vec<String> =
                strings(&example["links"]).into_iter().filter(|d| !d.starts_with("#fn")).collect();
            if text.contains("<a ") {
                // An HTML tree opens an unclosed <a> again in the next block; the page has one tag.
                wanted.dedup();
            }
            let document = parse(text, Format::Markdown, &DIALECTS[0]);
            let images: BTreeSet<String> =
                strings(&example["images"]).iter().map(|d| canonical(d)).collect();
            let links = document
                .links
                .iter()
                .filter(|link| !matches!(link.kind, LinkKind::Definition | LinkKind::Image));
            let mut got: Vec<String> =
                links.map(|link| canonical(&link.url)).filter(|d| !images.contains(d)).collect();
            let mut want: Vec<String> =
                wanted.iter().map(|d| canonical(d)).filter(|d| !images.contains(d)).collect();
            got.sort();
            want.sort();
            let every: BTreeSet<String> =
                document.links.iter().map(|link| canonical(&link.url)).collect();
            total += 1;
            if got == want && images.is_subset(&every) {
                good += 1;
            } else {
                failures.push(format!("{spec} {number}: {text:?} wants {want:?}, has {got:?}"));
            }
        }
    }
    assert!(good * 100 >= total * 99, "{good} of {total}:\n{}", failures.join("\n"));
}

/// Each dialect with the implementation that is its truth.
const TRUTH: [(&str, &str); 16] = [
    ("github", "github"),
    ("docusaurus", "docusaurus"),
    ("vitepress", "vitepress"),
    ("mkdocs", "mkdocs"),
    ("mkdocs-attr-list", "mkdocs-attr_list"),
    ("mkdocs-unicode", "python-markdown-unicode"),
    ("pymdownx-lower", "pymdownx-lower"),
    ("mdbook", "mdbook"),
    ("hugo", "hugo-github"),
    ("hugo-ascii", "hugo-github-ascii"),
    ("hugo-blackfriday", "hugo-blackfriday"),
    ("starlight", "astro"),
    ("jekyll", "kramdown-gfm"),
    ("pandoc", "pandoc"),
    ("pandoc-gfm", "pandoc-gfm"),
    ("sphinx", "docutils"),
];

#[test]
fn anchors_of_every_dialect() {
    let Some(data) = shared("conformance/slugs") else { return };
    let mut truth: BTreeMap<(String, String), BTreeMap<u64, String>> = BTreeMap::new();
    for row in rows(&data.join("slugs.jsonl")) {
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let page = truth.entry((text("dialect"), text("doc"))).or_default();
        page.insert(row["idx"].as_u64().unwrap(), text("slug"));
    }
    let pages = rows(&data.join("headings.jsonl"));
    let (mut all_good, mut all) = (0, 0);
    for (name, implementation) in TRUTH {
        let dialect = Dialect::named(name).unwrap();
        let (mut good, mut total, mut failures) = (0, 0, Vec::new());
        for page in &pages {
            let headings = strings(&page["heads"]);
            let key = (implementation.to_owned(), page["doc"].as_str().unwrap().to_owned());
            let Some(slugs) = truth.get(&key).filter(|slugs| slugs.len() == headings.len()) else {
                continue;
            };
            let blocks: Vec<String> =
                headings.iter().map(|heading| format!("## {heading}\n\ntext\n\n")).collect();
            let document = parse(&blocks.concat(), Format::Markdown, dialect);
            let ids = document
                .anchors
                .iter()
                .filter(|anchor| matches!(anchor.kind, AnchorKind::Heading | AnchorKind::Explicit));
            let got: Vec<&str> = ids.map(|anchor| &*anchor.id).collect();
            let want: Vec<&str> =
                slugs.values().map(String::as_str).filter(|slug| !slug.is_empty()).collect();
            total += 1;
            if got == want {
                good += 1;
            } else {
                failures.push(format!("{headings:?} wants {want:?}, has {got:?}"));
            }
        }
        assert!(good * 100 >= total * 98, "{name}: {good} of {total}:\n{}", failures.join("\n"));
        (all_good, all) = (all_good + good, all + total);
    }
    assert!(all_good * 100 >= all * 99, "{all_good} of {all} in all");
}

#[test]
fn the_damaged_help_page() {
    let Some(sample) = shared("samples/how-persona-works.md") else { return };
    let output = Command::new(env!("CARGO_BIN_EXE_guidepost"))
        .args(["check", "--offline", "--format", "json"])
        .arg(&sample)
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut causes = BTreeSet::new();
    for diagnostic in found["diagnostics"].as_array().unwrap() {
        *counts.entry(diagnostic["rule"].as_str().unwrap()).or_insert(0) += 1;
        causes.insert(diagnostic["cause"].as_str().unwrap_or_default());
    }
    let expected = [
        ("escapes-root", 1),
        ("mojibake", 13),
        ("scraped-permalink", 4),
        ("swallowed-title", 5),
        ("vague-link-text", 2),
    ];
    assert_eq!(counts, BTreeMap::from(expected));
    assert!(causes.len() <= 6, "each cause once: {causes:?}");
}

#[test]
fn the_damaged_help_page_is_repaired_as_far_as_a_program_can() {
    let Some(sample) = shared("samples/how-persona-works.md") else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.md");
    // A page that is sound in part is the harder case.
    let text = fs::read_to_string(sample).unwrap() + "\n日本語の文はそのまま残る。\n";
    fs::write(&page, text).unwrap();
    let fix = || -> Value {
        let output = Command::new(env!("CARGO_BIN_EXE_guidepost"))
            .args(["check", "--offline", "--no-config", "--fix", "--format", "json", "."])
            .current_dir(folder.path())
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let report = fix();
    assert_eq!(report["summary"]["fixed"], 17);
    let left: BTreeSet<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|found| found["rule"].as_str().unwrap())
        .collect();
    assert_eq!(left, BTreeSet::from(["escapes-root", "swallowed-title", "vague-link-text"]));
    let repaired = fs::read_to_string(&page).unwrap();
    assert!(repaired.contains("⚠️ Note") && repaired.contains("日本語の文はそのまま残る。"));
    assert_eq!(fix()["summary"]["fixed"], 0);
    assert_eq!(fs::read_to_string(&page).unwrap(), repaired);
}

/// `texts`, a page each, behind `check --fix` with `options`, where only what is garbled is looked for.
fn repaired(texts: &[&str], options: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let page = |row: usize| folder.path().join(format!("{row:05}.md"));
    for (row, text) in texts.iter().enumerate() {
        fs::write(page(row), text).unwrap();
    }
    let status = Command::new(env!("CARGO_BIN_EXE_guidepost"))
        .args(["check", "--offline", "--no-config", "--no-cache", "--select", "mojibake", "--fix"])
        .args(["--format", "concise", "--fail-on", "never"])
        .args(options)
        .arg(".")
        .current_dir(folder.path())
        .output()
        .unwrap()
        .status;
    assert!(status.success());
    (0..texts.len()).map(|row| fs::read_to_string(page(row)).unwrap()).collect()
}

#[test]
fn garbled_text_is_restored_and_sound_text_is_left_alone() {
    let Some(data) = shared("conformance/mojibake") else { return };
    let column = |rows: &[Value], name: &str| -> Vec<String> {
        rows.iter().map(|row| row[name].as_str().unwrap().to_owned()).collect()
    };
    let restored = |rows: &[Value], options: &[&str]| {
        let (broken, sound) = (column(rows, "broken"), column(rows, "fixed"));
        let broken: Vec<&str> = broken.iter().map(String::as_str).collect();
        repaired(&broken, options).into_iter().zip(sound).filter(|(is, was)| is == was).count()
    };
    // A part of them: each page that is repaired is synced to the disk, and all would take most of a minute.
    let broken: Vec<Value> = rows(&data.join("broken.jsonl")).into_iter().step_by(5).collect();
    let safe = restored(&broken, &[]);
    assert!(safe * 100 >= broken.len() * 60, "{safe} of {}", broken.len());
    let all = restored(&broken, &["--unsafe-fixes"]);
    assert!(all * 100 >= broken.len() * 85, "{all} of {}", broken.len());
    let short = rows(&data.join("short.jsonl"));
    let (ours, theirs) = (
        restored(&short, &["--unsafe-fixes"]),
        short.iter().filter(|row| row["ftfy"] == true).count(),
    );
    assert!(ours > theirs, "{ours}, and ftfy {theirs} of {}", short.len());
    let clean = column(&rows(&data.join("clean.jsonl")), "text");
    let clean: Vec<&str> = clean.iter().step_by(4).map(String::as_str).collect();
    assert_eq!(repaired(&clean, &["--unsafe-fixes"]), clean);
}

#[test]
fn real_documentation_is_checked_to_the_end() {
    let Some(corpora) = shared("corpora") else { return };
    for entry in fs::read_dir(corpora).unwrap() {
        let corpus = entry.unwrap().path();
        if !corpus.is_dir() {
            continue;
        }
        let output = Command::new(env!("CARGO_BIN_EXE_guidepost"))
            .args(["check", "--offline", "--format", "json", "--root", ".", "."])
            .current_dir(&corpus)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0 | 1)),
            "{}: {:?} {errors}",
            corpus.display(),
            output.status
        );
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(report["summary"]["files"].as_u64().unwrap() > 50, "{}", corpus.display());
    }
}
