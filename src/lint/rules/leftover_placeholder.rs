//! A note to the writer that readers see.

use std::sync::LazyLock;

use regex::Regex;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::span::Span;
use crate::doc::Format;
use crate::lint::{Check, FileCx, Finding, Findings, Pattern, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "leftover-placeholder",
    family: "hygiene",
    severity: Some(Severity::Warning),
    summary: "a placeholder or note such as TODO was left in the text",
    doc: include_str!("leftover_placeholder.md"),
    check: Check::told::<LeftoverPlaceholder>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct LeftoverPlaceholder {
    /// Regular expressions of further placeholders.
    patterns: Vec<Pattern>,
    /// Regular expressions of what is none, although it looks like one.
    allow: Vec<Pattern>,
}

/// Notes and fillers, in the words of several languages. What stands for a value that the reader is to replace is none,
/// unless browsers take it for a tag, so that the reader sees nothing of it.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    // Plain words, which are found faster than words with their boundaries and both cases.
    let notes = "TODOCS|TODO|FIXME|TKTK|TBD|TBA";
    let fillers = "[Ll]orem [Ii]psum|Platzhaltertext|[Tt]exto de relleno|[Tt]exte de remplissage|[Hh]ier Text einfügen|\
                   (?:[Ii]nsert|[Aa]dd|[Yy]our) text here";
    // What Word prints for a reference to what is gone.
    let word = "Error! (?:Reference source|Hyperlink reference|Bookmark) not (?:found|valid|defined)|\
                Fehler! (?:Verweisquelle konnte nicht gefunden werden|Hyperlink-Referenz ungültig|Textmarke nicht definiert)|\
                Erreur ! (?:Source du renvoi introuvable|Référence de lien hypertexte non valide|Signet non défini)|\
                ¡Error! (?:No se encuentra el origen de la referencia|Referencia de hipervínculo no válida|Marcador no definido)";
    let east = "ダミーテキスト|ここにテキスト|此处填写|待补充|待完善|此處填寫|待補充";
    let tags = "<(?:your|Your|YOUR)[ -][^<>\\n]{1,40}>";
    Regex::new(&format!("{notes}|{fillers}|{word}|{east}|{tags}")).expect("it is written here")
});

impl Rule for LeftoverPlaceholder {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        if cx.file.format == Format::Html {
            return; // What of it is prose is not known.
        }
        let start = cx.file.doc.front_matter.as_ref().map_or(0, |found| found.span.range().end);
        let text = &cx.file.text[start..];
        let test_data = super::is_test_data(&cx.file.path);
        let known = KNOWN.find_iter(text).filter(|_| !test_data);
        let known = known.filter(|found| is_note(text, found.as_str(), found.end()));
        let mut spans: Vec<Span> = known.map(|found| found.range().into()).collect();
        for pattern in &self.patterns {
            let found = pattern.regex().find_iter(text).filter(|found| !found.is_empty());
            spans.extend(found.map(|found| Span::from(found.range())));
        }
        spans.sort_unstable();
        spans.dedup();
        for span in spans {
            let span = Span::new(span.range().start + start, span.range().end + start);
            let written = cx.slice(span);
            if cx.file.doc.is_hidden(span) || is_address(cx, span) || self.is_allowed(cx, span) {
                continue;
            }
            let (label, help) = if written.starts_with('<') {
                (
                    "browsers take it for a tag and show nothing",
                    "put it into code: between backticks",
                )
            } else {
                ("readers see it", "finish what it stands for, or put the note into a comment")
            };
            let finding = Finding::new(span, format!("“{written}” was left in the text"))
                .label(label)
                .help(help)
                .data(Data(vec![("text", Datum::Text(written.to_owned()))]));
            out.push(finding);
        }
    }
}

impl LeftoverPlaceholder {
    /// Is the line around `span` one that somebody allows?
    fn is_allowed(&self, cx: &FileCx<'_>, span: Span) -> bool {
        let (before, after) = cx.file.text.split_at(span.range().end);
        let start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let end = before.len() + after.find(['\n', '\r']).unwrap_or(after.len());
        let line = &cx.file.text[start..end];
        self.allow.iter().any(|pattern| pattern.regex().is_match(line))
    }
}

/// Is `word`, which ends at byte `end` of `text`, a note, and not a word of a sentence ("a TODO app")?
fn is_note(text: &str, word: &str, end: usize) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let within =
        part(text[..end - word.len()].chars().next_back()) || part(text[end..].chars().next());
    if !matches!(word, "TODO" | "FIXME" | "TBD" | "TBA") {
        return !within || !word.is_ascii() || word.starts_with('<');
    }
    if within {
        return false;
    }
    let before = text[..end - word.len()].rsplit(['\n', '\r']).next().unwrap_or_default();
    let after = text[end..].split(['\n', '\r']).next().unwrap_or_default();
    let marks = |c: char| {
        matches!(
            c,
            '*' | '_' | '[' | ']' | '(' | ')' | '|' | '>' | '-' | '#' | ' ' | '\t' | '.' | '!'
        )
    };
    let alone = before.trim_matches(marks).is_empty() && after.trim_matches(marks).is_empty();
    // In a cell of a table, or between brackets.
    let framed = before.trim_end().ends_with(['|', '[', '('])
        && after.trim_start().starts_with(['|', ']', ')']);
    let named = after.starts_with(':') || word != "TBD" && after.starts_with('(');
    alone
        || framed
        || named
            && before
                .trim_end_matches(['*', '_', ' '])
                .chars()
                .next_back()
                .is_none_or(|c| !c.is_alphanumeric())
}

/// Is `span` in the destination or title of a link?
fn is_address(cx: &FileCx<'_>, span: Span) -> bool {
    let links = &cx.file.doc.links;
    let end = links.partition_point(|link| link.span.start <= span.start);
    links[..end].iter().rev().take(4).any(|link| {
        let label = link.label;
        let in_label = label.start <= span.start && span.end <= label.end;
        span.end <= link.span.end && !in_label
    })
}
