//! A definition that no link uses.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::doc::LinkKind;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef, whole_lines};

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
        if cx.is_part() {
            return; // Pages that hold this file may use what it defines.
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
