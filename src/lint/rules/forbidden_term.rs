//! Words that are not to be used here.

use std::collections::BTreeMap;

use regex::{Regex, RegexBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::lint::types::locale::same_language;
use crate::lint::{Check, FileCx, Finding, Findings, Pattern, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "forbidden-term",
    family: "hygiene",
    severity: Some(Severity::Warning),
    summary: "a word that the configuration says to avoid",
    doc: include_str!("forbidden_term.md"),
    check: Check::told::<ForbiddenTerm>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct ForbiddenTerm {
    /// Words or phrases, each with what to write instead; an empty string where nothing takes its place.
    terms: Terms,
    /// Further ones for pages in a language, by its name in `[locales]`.
    locales: BTreeMap<String, Terms>,
}

/// Terms, compiled to one expression.
#[derive(Debug, Default, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
struct Terms {
    find: Option<Regex>,
    instead: BTreeMap<String, String>,
}

impl TryFrom<BTreeMap<String, String>> for Terms {
    type Error = String;

    fn try_from(terms: BTreeMap<String, String>) -> Result<Self, String> {
        let instead: BTreeMap<String, String> =
            terms.into_iter().map(|(term, instead)| (folded(&term), instead)).collect();
        if instead.keys().any(String::is_empty) {
            return Err("a term must have a letter or a sign in it".to_owned());
        }
        if instead.is_empty() {
            return Ok(Self::default());
        }
        // Longer terms first: who forbids `log in page` means more than `log in`.
        let mut longest: Vec<&String> = instead.keys().collect();
        longest.sort_by_key(|term| std::cmp::Reverse(term.len()));
        let terms: Vec<String> = longest.into_iter().map(|term| expression(term)).collect();
        let find = RegexBuilder::new(&terms.join("|"))
            .case_insensitive(true)
            .size_limit(Pattern::SIZE)
            .build()
            .map_err(|_| "these are too many terms for one rule".to_owned())?;
        Ok(Self { find: Some(find), instead })
    }
}

impl JsonSchema for Terms {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Terms".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        BTreeMap::<String, String>::json_schema(generator)
    }
}

/// `term` in lower case with single spaces: how it is looked up.
fn folded(term: &str) -> String {
    term.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `term` as a whole word, wherever lines break in it.
fn expression(term: &str) -> String {
    let words: Vec<String> = term.split(' ').map(regex::escape).collect();
    let edge = |c: Option<char>| if c.is_some_and(char::is_alphanumeric) { r"\b" } else { "" };
    let (first, last) = (edge(term.chars().next()), edge(term.chars().next_back()));
    format!("{first}{}{last}", words.join(r"[ \t]*(?:\r?\n)?[ \t]*"))
}

impl Rule for ForbiddenTerm {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        self.terms.check(cx, out);
        if self.locales.is_empty() {
            return;
        }
        let locale = cx.locales.of(cx.file).or_else(|| cx.locales.source.clone());
        let own = locale.and_then(|locale| {
            let exact = self.locales.get(&locale);
            let near = || self.locales.iter().find(|(name, _)| same_language(name, &locale));
            exact.or_else(|| near().map(|(_, terms)| terms))
        });
        if let Some(terms) = own {
            terms.check(cx, out);
        }
    }
}

impl Terms {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        let Some(find) = &self.find else { return };
        let text = &*cx.file.text;
        for found in find.find_iter(text) {
            let span = Span::from(found.range());
            if !is_prose(cx, span) {
                continue;
            }
            let term = found.as_str();
            let instead = self.instead.get(&folded(term)).map_or("", String::as_str);
            if term == instead {
                continue; // Only its capitals were wanted.
            }
            let mut data = Data(vec![("term", Datum::Text(folded(term)))]);
            let mut finding =
                Finding::new(span, format!("“{}” is not to be used here", folded(term)))
                    .cause(format!("forbidden-term {}", folded(term)));
            if instead.is_empty() {
                finding = finding.label("avoid this").help("say it in other words");
            } else {
                let written = in_case_of(term, instead);
                data.set("instead", Datum::Text(written.clone()));
                let order = format!("Write “{written}”");
                let fix = Fix::replace(Safety::Unsafe, order, cx.id, span, written);
                finding = finding.label(format!("write “{instead}”"));
                finding = finding.fix(fix.changes_content());
            }
            out.push(finding.data(data));
        }
    }
}

/// Is the text at `span` there to be read: no code, no destination, no metadata and no tag?
fn is_prose(cx: &FileCx<'_>, span: Span) -> bool {
    let doc = &cx.file.doc;
    let metadata = doc.front_matter.is_some_and(|block| block.span.contains(span));
    if metadata || doc.is_code(span) {
        return false;
    }
    let before = &cx.file.text[..span.range().start];
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let in_tag = line.rfind('<').is_some_and(|open| {
        !line[open..].contains('>') && !line[open + 1..].starts_with([' ', '=', '-'])
    });
    let written = doc.links.iter().filter(|link| link.definition.is_none());
    !in_tag && !written.into_iter().any(|link| link.dest.contains(span))
}

/// `instead` with a capital at its start if `term` has one.
fn in_case_of(term: &str, instead: &str) -> String {
    let mut chars = instead.chars();
    match chars.next() {
        Some(first) if term.starts_with(char::is_uppercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => instead.to_owned(),
    }
}
