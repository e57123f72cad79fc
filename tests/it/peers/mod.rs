//! What other link checkers say of their own test pages, and where we say something else on purpose.
//!
//! One point is what both say of one link: its file, line and destination as far as the peer tells them. Every point on
//! which we differ stands in a table with its reason, and every row of a table must be needed, so that it stays true.

mod html;
mod lychee;
mod markdownlint;
mod pages;
mod remark;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::outside_of_hooks;
use crate::shared::shared;

/// Where we differ: the case, the point, and the reason. In the first two a star stands for anything.
/// A reason that starts with `FIXME` is a defect of ours.
type Differences = &'static [(&'static str, &'static str, &'static str)];

/// Cases that say nothing of us, each with its reason.
type NotApplicable = &'static [(&'static str, &'static str)];

/// What somebody says of each link.
type Verdicts = BTreeMap<String, String>;

/// One peer's cases as they are gone through.
struct Peer {
    name: &'static str,
    differences: Differences,
    not_applicable: NotApplicable,
    cases: usize,
    agreed: usize,
    total: usize,
    used: BTreeSet<usize>,
    left_out: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Peer {
    fn new(
        name: &'static str,
        differences: Differences,
        not_applicable: NotApplicable,
    ) -> Option<(Self, PathBuf)> {
        let data = shared(&format!("conformance/peers/{name}"))?;
        let peer = Self {
            name,
            differences,
            not_applicable,
            cases: 0,
            agreed: 0,
            total: 0,
            used: BTreeSet::new(),
            left_out: BTreeSet::new(),
            wrong: Vec::new(),
        };
        Some((peer, data))
    }

    /// Does the case say anything of us?
    fn applies(&mut self, case: &str) -> bool {
        let row = self.not_applicable.iter().find(|(known, _)| fits(known, case));
        self.left_out.extend(row.map(|_| case.to_owned()));
        row.is_none()
    }

    /// Both say what they think of each link of a case. What one of them does not mention is fine with him, and where
    /// both are content with everything they agree once.
    fn compare(&mut self, case: &str, theirs: &Verdicts, ours: &Verdicts) {
        self.cases += 1;
        let points: BTreeSet<&String> = theirs.keys().chain(ours.keys()).collect();
        if points.is_empty() {
            (self.agreed, self.total) = (self.agreed + 1, self.total + 1);
        }
        for point in points {
            self.total += 1;
            let (their, our) = (theirs.get(point), ours.get(point));
            let known = |row: &(&str, &str, &str)| fits(row.0, case) && fits(row.1, point);
            let row = self.differences.iter().position(known);
            match row {
                None if their == our => self.agreed += 1,
                Some(row) if their != our => _ = self.used.insert(row),
                None => self.wrong.push(format!("{case}: {point}: they say {their:?}, we {our:?}")),
                Some(_) => self.wrong.push(format!("{case}: {point}: listed, and we agree")),
            }
        }
    }

    /// Say how it went, and return what was not foreseen.
    fn finish(mut self) -> (usize, usize, Vec<String>) {
        let Self { name, cases, agreed, total, .. } = self;
        let left_out = self.left_out.len();
        // Written past the test harness, which keeps what passing tests print to itself.
        let word = format!(
            "PEER {name}: {agreed}/{total} points of {cases} cases agree ({left_out} not applicable)\n"
        );
        std::io::stderr().write_all(word.as_bytes()).unwrap();
        for (row, (case, point, _)) in self.differences.iter().enumerate() {
            if !self.used.contains(&row) {
                self.wrong.push(format!("{case}: {point}: listed as a difference, and is none"));
            }
        }
        for (case, _) in self.not_applicable {
            if !self.left_out.iter().any(|left_out| fits(case, left_out)) {
                self.wrong.push(format!("{case}: listed as not applicable, and is not there"));
            }
        }
        let wrong = self.wrong.into_iter().map(|wrong| format!("{name}: {wrong}"));
        (agreed, total, wrong.collect())
    }
}

#[test]
fn other_checkers_agree_but_where_we_differ_on_purpose() {
    // Where remark-validate-links differs it is policy: of its points no share is asked.
    let (_, _, mut wrong) = remark::remark().map(Peer::finish).unwrap_or_default();
    // And where markdownlint judges how pages are written, each difference is one of opinion, too.
    let content = markdownlint::markdownlint_content().map(Peer::finish).unwrap_or_default();
    wrong.extend(content.2);
    let others = [
        lychee::lychee,
        html::hyperlink,
        pages::mdbook_linkcheck,
        pages::markdown_link_check,
        pages::mlc,
        markdownlint::markdownlint,
    ];
    let (mut agreed, mut total) = (0, 0);
    for peer in others.iter().filter_map(|peer| peer()) {
        let (good, all, more) = peer.finish();
        (agreed, total) = (agreed + good, total + all);
        wrong.extend(more);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(agreed * 100 >= total * 95, "{agreed} of {total}");
}

/// Does `text` read like `pattern`, where a star stands for anything?
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(behind) = text.strip_prefix(start) else { return false };
    rest.is_empty()
        || (0..=behind.len()).any(|at| behind.get(at..).is_some_and(|end| fits(rest, end)))
}

fn cases(data: &Path, file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(data.join(file)).unwrap()).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

/// A folder with a copy of `from`, outside of any repository.
fn copied(from: &Path, to: &str) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let entry = entry.unwrap();
            let target = to.join(entry.file_name());
            if entry.path().is_dir() {
                copy(&entry.path(), &target);
            } else {
                // The bytes alone: the originals are not to be written to.
                fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
            }
        }
    }
    let folder = tempfile::tempdir().unwrap();
    copy(from, &folder.path().join(to));
    folder
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The JSON of `guidepost COMMAND ARGUMENTS` with the root `root`, with `input` as its standard input.
fn run(root: &Path, command: &str, arguments: &[&str], input: &str) -> Value {
    let mut guidepost = Command::new(env!("CARGO_BIN_EXE_guidepost"));
    let mut child = outside_of_hooks(&mut guidepost)
        .args([command, "--offline", "--no-cache", "--format", "json", "--root", "."])
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that reads no input may be over before it is written.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{arguments:?}: {:?}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A link as `guidepost links` lists it.
struct Row {
    path: String,
    line: u64,
    kind: String,
    destination: String,
    status: String,
    target: String,
    fragment: Option<String>,
}

impl Row {
    fn is_broken(&self) -> bool {
        ["missing", "missing-anchor", "wrong-case", "escapes"].contains(&&*self.status)
    }

    fn is_external(&self) -> bool {
        self.status == "external"
    }

    /// Where it leads, with its fragment.
    fn whole_target(&self) -> String {
        let fragment = self.fragment.as_deref().map(|fragment| format!("#{fragment}"));
        format!("{}{}", self.target, fragment.unwrap_or_default())
    }
}

fn links(root: &Path, arguments: &[&str], input: &str) -> Vec<Row> {
    let found = run(root, "links", arguments, input);
    let rows = list(&found["files"]).iter().flat_map(|file| {
        list(&file["links"]).iter().map(|link| Row {
            path: text(&file["path"]).to_owned(),
            line: link["start"]["line"].as_u64().unwrap(),
            kind: text(&link["kind"]).to_owned(),
            destination: text(&link["destination"]).to_owned(),
            status: text(&link["status"]).to_owned(),
            target: text(&link["target"]).to_owned(),
            fragment: link["fragment"].as_str().map(str::to_owned),
        })
    });
    rows.collect()
}

/// `text` with `%xx` decoded.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A finding about a link, as `guidepost check` reports it.
struct Found {
    path: String,
    line: u64,
    rule: String,
    destination: String,
    target: String,
    label: String,
    /// Where the destination is used, for one that stands in a definition.
    uses: Vec<u64>,
}

/// What says that a link leads nowhere.
const BROKEN: [&str; 6] = [
    "missing-target",
    "missing-anchor",
    "wrong-case",
    "escapes-root",
    "malformed-destination",
    "swallowed-title",
];

/// What `rules` find in the pages that `arguments` name.
fn findings(root: &Path, arguments: &[&str], input: &str, rules: &[&str]) -> Vec<Found> {
    let found = run(root, "check", arguments, input);
    let found = list(&found["diagnostics"]).iter().map(|found| Found {
        path: text(&found["path"]).to_owned(),
        line: found["start"]["line"].as_u64().unwrap(),
        rule: text(&found["rule"]).to_owned(),
        destination: text(&found["data"]["destination"]).to_owned(),
        target: text(&found["data"]["target"]).to_owned(),
        label: text(&found["data"]["label"]).to_owned(),
        uses: list(&found["places"])
            .iter()
            .filter(|place| text(&place["note"]) == "used here")
            .map(|place| place["start"]["line"].as_u64().unwrap())
            .collect(),
    });
    found.filter(|found| rules.contains(&&*found.rule)).collect()
}
