//! How well required sections are judged: pages with one defect each, and markdownlint's cases of MD043.
//!
//! The pages are in `fixtures/page-types`, a corpus a file. A line of carets under a line says which rule finds a fault
//! there, and in which section; a page without one has no fault. What we do not reach is listed with its reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::Path;

use guidepost::base::path::RelPath;
use guidepost::config::FILE_NAME;
use guidepost::doc::Format;
use guidepost::engine::settings::Settings;
use guidepost::lint::select;
use serde_json::Value;

use crate::corpus::{Corpus, Files, config, sites, split};
use crate::shared::shared;

/// The rules about what a page of its type must be.
const RULES: [&str; 6] = [
    "missing-section",
    "section-out-of-order",
    "unexpected-section",
    "section-content",
    "page-shape",
    "front-matter-schema",
];

/// Pages that are judged otherwise than they say, each with its reason. A star stands for anything.
const BEHIND: [(&str, &str); 0] = [];

/// Line, rule and section of each fault, by page.
type Faults = BTreeMap<String, BTreeSet<(u64, String, String)>>;

/// The faults that `files` have, or why their configuration cannot be used.
fn faults(files: &Files) -> Result<Faults, String> {
    let config = config(files).map_err(|error| error.to_string())?;
    let known = RULES.iter().filter(|rule| select::is_known(rule));
    let select = known.map(ToString::to_string).collect();
    let sites = sites(files, &config);
    let corpus = Corpus::with(files.clone(), Settings { sites, select, ..config.settings });
    let (view, found) = corpus.check();
    let places = guidepost::report::Places::new(&view);
    let mut faults = Faults::new();
    for fault in found {
        let path = places.file(fault.file).unwrap().path.to_string();
        let line = u64::from(places.line_col(fault.file, fault.span.start).line);
        let named = ["section", "part", "key"].iter().find_map(|key| fault.data.text(key));
        let section = named.unwrap_or_default().to_owned();
        faults.entry(path).or_default().insert((line, fault.rule.to_owned(), section));
    }
    Ok(faults)
}

/// Pages that agree and pages in all, and what is neither right nor listed.
#[derive(Default)]
struct Score {
    agreed: usize,
    total: usize,
    wrong: Vec<String>,
    used: BTreeSet<&'static str>,
}

impl Score {
    fn count(&mut self, page: &str, agree: bool, why: &str, listed: &[(&'static str, &str)]) {
        self.total += 1;
        self.agreed += usize::from(agree);
        let row = listed.iter().find(|(known, _)| fits(known, page));
        self.used.extend(row.filter(|_| !agree).map(|(known, _)| *known));
        match row {
            None if !agree => self.wrong.push(format!("{page}: {why}")),
            Some((known, _)) if agree && !known.contains('*') => {
                self.wrong.push(format!("{page}: listed, and right"));
            }
            _ => {}
        }
    }

    fn finish(mut self, name: &str, listed: &[(&'static str, &str)]) -> usize {
        let word = format!("SECTIONS {name}: {} of {} pages agree\n", self.agreed, self.total);
        // Written past the test harness, which keeps what passing tests print to itself.
        std::io::stderr().write_all(word.as_bytes()).unwrap();
        let needless = listed.iter().filter(|(known, _)| !self.used.contains(known));
        self.wrong.extend(needless.map(|(known, _)| format!("{known}: listed, and not needed")));
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
        self.agreed
    }
}

/// Does `text` read like `pattern`, which may end in a star?
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => pattern == text,
    }
}

#[test]
fn our_own_pages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/page-types");
    let mut groups: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    groups.sort();
    let mut score = Score::default();
    for group in groups {
        let name = group.file_stem().unwrap().to_str().unwrap();
        let (files, marks) = split(&fs::read_to_string(&group).unwrap());
        let found = faults(&files);
        for page in files
            .keys()
            .filter(|path| Format::of_extension(RelPath::new(path).unwrap().extension()).is_some())
        {
            let marked = marks.get(page).map_or(&[][..], Vec::as_slice);
            let expected: BTreeSet<(u64, String, String)> = marked
                .iter()
                .map(|mark| {
                    let (rule, section) = mark.text.trim().split_once(": ").unwrap();
                    (mark.line as u64, rule.to_owned(), section.to_owned())
                })
                .collect();
            assert!(expected.len() < 2, "{name} {page} has one defect at most");
            let case = format!("{name} {page}");
            match &found {
                Ok(found) => {
                    let actual = found.get(page).cloned().unwrap_or_default();
                    let why = format!("expected {expected:?}, found {actual:?}");
                    score.count(&case, actual == expected, &why, &BEHIND);
                }
                Err(why) => score.count(&case, false, why, &BEHIND),
            }
        }
    }
    let agreed = score.finish("of our own", &BEHIND);
    assert!(agreed >= 89, "{agreed}");
}

/// Cases of MD043 on which we do not agree, each with its reason.
const MD043: [(&str, &str); 1] = [(
    "required-headings-question-first.md",
    "a wildcard asks for a section, and the title of a page is none",
)];

#[test]
fn the_cases_of_markdownlint() {
    let Some(data) = shared("conformance/peers/markdownlint") else { return };
    let told: Value =
        serde_json::from_str(&fs::read_to_string(data.join("expected.json")).unwrap()).unwrap();
    let told: BTreeSet<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| {
            let violations = case["violations"].as_array().unwrap();
            violations.iter().any(|violation| violation["rule"] == "MD043")
        })
        .map(|case| case["file"].as_str().unwrap())
        .collect();
    let mut pages: Vec<_> =
        fs::read_dir(data.join("test")).unwrap().map(|entry| entry.unwrap().path()).collect();
    pages.sort();
    let mut score = Score::default();
    for page in pages {
        let name = page.file_name().unwrap().to_str().unwrap();
        let Ok(text) = fs::read_to_string(&page) else { continue };
        let Some((headings, case)) = required_headings(&text) else { continue };
        let files = BTreeMap::from([
            (FILE_NAME.to_owned(), page_type(&headings, case)),
            ("page.md".to_owned(), text),
        ]);
        let theirs = told.contains(format!("test/{name}").as_str());
        let ours = faults(&files);
        let agree = ours.as_ref().is_ok_and(|ours| ours.is_empty() != theirs);
        score.count(name, agree, &format!("they say {theirs}, we {ours:?}"), &MD043);
    }
    let agreed = score.finish("of markdownlint", &MD043);
    assert!(agreed >= 26, "{agreed}");
}

/// The headings that a page of markdownlint's says it must have, and whether their case counts.
fn required_headings(text: &str) -> Option<(Vec<String>, bool)> {
    let (_, rest) = text.split_once("<!-- markdownlint-configure-file")?;
    let (json, _) = rest.split_once("-->")?;
    let options: Value = serde_json::from_str(json).ok()?;
    let options = &options["required-headings"];
    let headings = options["headings"].as_array()?;
    let headings = headings.iter().map(|heading| heading.as_str().unwrap().to_owned()).collect();
    Some((headings, options["match_case"] == true))
}

/// The same demand as a page type. Ours counts every heading that a title fits, whatever its level is below that of
/// the sections: a wildcard is a section of any title.
fn page_type(headings: &[String], case: bool) -> String {
    let mut text =
        "[types.page]\nmatch = { paths = [\"*.md\"] }\nunlisted-sections = \"deny\"\n".to_owned();
    for (row, heading) in headings.iter().enumerate() {
        let more = match heading.as_str() {
            "*" => "title = { regex = '' }\nrepeat = \"0..\"".to_owned(),
            "+" => "title = { regex = '' }\nrepeat = \"1..\"".to_owned(),
            "?" => "title = { regex = '' }".to_owned(),
            heading => {
                let (marks, title) = heading.split_once(' ').unwrap();
                let pattern = regex::escape(title);
                let flag = if case { "" } else { "(?i)" };
                format!("level = {}\ntitle = {{ regex = '{flag}^{pattern}$' }}", marks.len())
            }
        };
        write!(text, "\n[[types.page.sections]]\nid = \"{row}\"\nallow-empty = true\n{more}\n")
            .unwrap();
    }
    text
}
