//! The page of each rule is its test: what stands under "Wrong" raises exactly the marked places, the fixes turn it
//! into what stands under "Fixed", and what stands under "Right" is silent.

use std::collections::BTreeMap;
use std::fmt::Write;

use guidepost::base::date::Date;
use guidepost::base::diag::{Diagnostic, Severity};
use guidepost::base::edit::Safety;
use guidepost::base::path::RelPath;
use guidepost::engine::settings::Settings;
use guidepost::lint::{RULES, RuleDef};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::corpus::{Corpus, Files, Mark, config, marks, places, sites};

/// One corpus of a page: the blocks under one heading.
#[derive(Debug, Default)]
struct Example {
    heading: String,
    files: Files,
    marks: BTreeMap<String, Vec<Mark>>,
    observed: String,
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut block: Option<(String, String)> = None;
    let mut in_heading = false;
    for event in Parser::new(page) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                examples.push(Example::default());
                in_heading = true;
            }
            Event::End(TagEnd::Heading(_)) => in_heading = false,
            Event::Text(text) if in_heading => examples.last_mut().unwrap().heading.push_str(&text),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                block = Some((info.to_string(), String::new()));
            }
            Event::Text(text) => {
                if let Some((_, code)) = &mut block {
                    code.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                let (info, code) = block.take().unwrap();
                examples.last_mut().unwrap().add(&info, &code);
            }
            _ => {}
        }
    }
    examples
}

impl Example {
    fn add(&mut self, info: &str, code: &str) {
        if info == "observed" {
            self.observed.push_str(code);
            return;
        }
        let path = info
            .split_once("file=\"")
            .map_or("page.md", |(_, rest)| &rest[..rest.rfind('"').unwrap()]);
        let text = self.files.entry(path.to_owned()).or_default();
        for line in code.split_inclusive('\n') {
            let marked = marks(line, text.lines().count());
            if marked.is_empty() {
                text.push_str(line);
            } else {
                self.marks.entry(path.to_owned()).or_default().extend(marked);
            }
        }
    }

    fn settings(&self, rule: &RuleDef) -> Settings {
        let config = config(&self.files).unwrap();
        let sites = sites(&self.files, &config);
        if is_about_others(rule) {
            let covered = vec![RelPath::root()];
            let mut settings = Settings { sites, covered, ..config.settings };
            settings.rules.set(rule.name, Some(Severity::Warning));
            return settings;
        }
        let (select, today) = (vec![rule.name.to_owned()], Date::parse("2026-06-01"));
        let covered = vec![RelPath::root()];
        Settings { sites, select, today, covered, ..config.settings }
    }

    fn check(
        &self,
        files: Files,
        rule: &RuleDef,
    ) -> (BTreeMap<String, Vec<Mark>>, Vec<Diagnostic>, Corpus) {
        let mut corpus = Corpus::with(files, self.settings(rule));
        corpus.observe(&self.observed);
        let (view, mut found) = corpus.check();
        found.retain(|found| found.rule == rule.name);
        (places(&view, &found), found, corpus)
    }
}

/// Does the rule speak of the findings of others, so that these have to run, too?
fn is_about_others(rule: &RuleDef) -> bool {
    rule.family == "suppressions"
}

/// Where the marks are, without their texts.
fn where_only(marks: &BTreeMap<String, Vec<Mark>>) -> Vec<(String, usize, usize, usize)> {
    let places = marks.iter().flat_map(|(path, marks)| {
        marks.iter().map(|mark| (path.clone(), mark.line, mark.from, mark.to.max(mark.from + 1)))
    });
    places.collect()
}

#[test]
fn every_page_is_right() {
    let mut wrong = Vec::new();
    for rule in RULES {
        let mut last_wrong: Option<Example> = None;
        let mut headings = Vec::new();
        for example in examples(rule.doc) {
            headings.push(example.heading.clone());
            match example.heading.as_str() {
                "Wrong" => {
                    let (actual, _, _) = example.check(example.files.clone(), rule);
                    if where_only(&example.marks) != where_only(&actual) {
                        wrong.push(format!(
                            "{}, of which guidepost says:\n{}",
                            rule.name,
                            draw(&example.files, &actual)
                        ));
                    }
                    last_wrong = Some(example);
                }
                "Right" => {
                    let (actual, _, _) = example.check(example.files.clone(), rule);
                    assert_eq!(actual, BTreeMap::new(), "{}", rule.name);
                }
                "Fixed" => fixed(
                    rule,
                    last_wrong.as_ref().expect("something wrong stands above"),
                    &example,
                ),
                heading => assert_eq!(heading, rule.name, "the title of the page"),
            }
        }
        let has_examples =
            headings.iter().any(|h| h == "Wrong") && headings.iter().any(|h| h == "Right");
        assert!(
            has_examples || ["unreadable-file", "invalid-utf8"].contains(&rule.name),
            "{} has no examples",
            rule.name
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `files` with what was found drawn under it, as it would stand in a page.
fn draw(files: &Files, found: &BTreeMap<String, Vec<Mark>>) -> String {
    let mut out = String::new();
    for (path, marks) in found {
        for (row, line) in files[path].lines().enumerate() {
            let here: Vec<&Mark> = marks.iter().filter(|mark| mark.line == row + 1).collect();
            if here.is_empty() {
                continue;
            }
            let mut carets = String::new();
            for mark in &here {
                carets.push_str(&" ".repeat((mark.from - 1).saturating_sub(carets.len())));
                carets.push_str(&"^".repeat((mark.to - mark.from).max(1)));
            }
            let texts: Vec<&str> = here.iter().map(|mark| mark.text.as_str()).collect();
            let said = texts.join("; ");
            writeln!(out, "{path}:{}\n{line}\n{carets}\n({said})", row + 1).unwrap();
        }
    }
    out
}

/// All fixes of `wrong`, proven, give `right`, and its findings are gone then.
fn fixed(rule: &RuleDef, wrong: &Example, right: &Example) {
    let (_, found, mut corpus) = wrong.check(wrong.files.clone(), rule);
    let repairable = found.iter().filter(|diagnostic| diagnostic.fix.is_some()).count();
    let fixed = corpus.fix(Safety::Unsafe);
    assert_eq!(fixed.dropped, [], "{}", rule.name);
    assert!(fixed.count() >= repairable, "{}: {fixed:#?}", rule.name);
    for (path, text) in &right.files {
        assert_eq!(&corpus.files[path], text, "{}: {path}", rule.name);
    }
    let (_, left) = corpus.check();
    assert_eq!(left, fixed.found, "{}: what remains is what another check finds", rule.name);
    assert_eq!(corpus.fix(Safety::Unsafe).pages, [], "{}: fixing again changes nothing", rule.name);
}

#[test]
fn rules_about_suppressions_come_last() {
    let about: Vec<bool> = RULES.iter().map(|rule| is_about_others(rule)).collect();
    assert!(about.is_sorted() && about.last() == Some(&true));
}

#[test]
fn names_and_families_are_kebab_case_and_unique() {
    let mut seen = std::collections::BTreeSet::new();
    for rule in RULES {
        assert!(seen.insert(rule.name), "{} twice", rule.name);
        let kebab = |name: &str| {
            name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
        };
        assert!(kebab(rule.name) && kebab(rule.family), "{}", rule.name);
        assert!(!rule.summary.is_empty() && rule.summary.len() < 100, "{}", rule.name);
    }
}
