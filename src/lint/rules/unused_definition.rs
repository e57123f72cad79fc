//! A definition that no link uses.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::LinkKind;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unused-definition",
    family: "links",
    severity: Some(Severity::Warning),
    summary: "a reference definition is used by no link",
    doc: include_str!("unused_definition.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let doc = &cx.file.doc;
    if doc.references_cut {
        return; // The parser has not told every use.
    }
    for (row, link) in doc.links.iter().enumerate() {
        let comment = matches!(&*link.url, "" | "#");
        if link.kind != LinkKind::Definition || cx.is_used(row) || comment {
            continue;
        }
        let label = cx.slice(link.label);
        let data = Data(vec![
            ("destination", Datum::Text(cx.slice(link.dest).to_owned())),
            ("label", Datum::Text(label.to_owned())),
        ]);
        let mut finding = Finding::new(link.span, format!("no link uses the definition “{label}”"))
            .label("readers never see this")
            .help("remove it, or write the link that was to use it")
            .data(data);
        if let Some(line) = whole_lines(&cx.file.text, link.span) {
            finding =
                finding.fix(Fix::replace(Safety::Safe, "Remove the definition", cx.id, line, ""));
        }
        out.push(finding);
    }
}

/// The lines that `span` fills, with their line ending; `None` when something else stands there too.
fn whole_lines(text: &str, span: Span) -> Option<Span> {
    let range = span.range();
    let start = text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let rest = &text[range.end..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let ending = match &rest.as_bytes()[blank..] {
        [b'\r', b'\n', ..] => 2,
        [b'\n' | b'\r', ..] => 1,
        [] => 0,
        _ => return None,
    };
    let alone = text[start..range.start].trim().is_empty();
    alone.then(|| Span::new(start, range.end + blank + ending))
}
