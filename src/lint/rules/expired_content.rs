//! Content that says of itself that it is no longer true.

use crate::base::date::Date;
use crate::base::diag::{Data, Datum, Severity};
use crate::base::span::Span;
use crate::doc::FrontMatterKind;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "expired-content",
    family: "hygiene",
    severity: Some(Severity::Warning),
    summary: "a day until which the text was to be looked at again is over",
    doc: include_str!("expired_content.md"),
    check: Check::Plain(check),
};

/// What stands in front of the day.
const KEYS: [&str; 4] = ["expires", "review-by", "review_by", "expire"];

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let Some(today) = cx.today else { return };
    let doc = &cx.file.doc;
    let comments = doc.blocks.comments.iter().filter_map(|&comment| {
        let inside = cx.slice(comment);
        let text = inside.trim_start_matches(['<', '!', '-', '{', '/', '*', ' ', '\n', '\r', '\t']);
        day(text, comment.range().start + inside.len() - text.len())
    });
    let block = doc.front_matter.as_ref().filter(|found| found.kind != FrontMatterKind::Json);
    let lines = block.into_iter().flat_map(|found| {
        let body = cx.slice(found.body);
        let start = found.body.range().start;
        body.lines()
            .filter_map(move |line| day(line, start + line.as_ptr().addr() - body.as_ptr().addr()))
    });
    for (date, span) in lines.chain(comments).filter(|(date, _)| *date < today) {
        let finding = Finding::new(span, format!("this was to be reviewed by {date}"))
            .label("the day is over")
            .help("bring the text up to date, then set another day or remove the note")
            .data(Data(vec![("date", Datum::Text(date.to_string()))]));
        // Who writes in the line has read it.
        let now = cx.snapshot.writes(cx.file, span);
        out.push(if now { finding.severity(Severity::Error) } else { finding });
    }
}

/// The day in `text`, which starts at byte `base` of the page: `expires 2026-01-31`, `review-by: 2026-01-31`.
fn day(text: &str, base: usize) -> Option<(Date, Span)> {
    let key = KEYS
        .iter()
        .find(|key| text.get(..key.len()).is_some_and(|start| start.eq_ignore_ascii_case(key)))?;
    let rest = text[key.len()..].trim_start_matches([':', '=', ' ', '"', '\'']);
    // `expiresAt` and the like are other keys.
    let written = rest.get(..10).filter(|_| text.len() - rest.len() > key.len())?;
    let at = base + text.len() - rest.len();
    Some((Date::parse(written)?, Span::new(at, at + written.len())))
}
