//! A definition that no link uses, or a footnote that no text refers to.

use std::collections::HashSet;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::doc::LinkKind;
use crate::doc::definitions::label_key;
use crate::lint::notes::notes;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef, whole_lines};

pub(super) static META: RuleDef = RuleDef {
    name: "unused-definition",
    family: "links",
    severity: Some(Severity::Warning),
    summary: "a reference definition is used by no link, or a footnote by no text",
    doc: include_str!("unused_definition.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    footnotes(cx, out);
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
            .data(data);
        if cx.is_named_in_html(row) {
            let help = format!(
                "write `<a href=\"…\">` where the HTML says `[{label}]`: Markdown is not read there"
            );
            finding = finding.help(help);
        } else {
            finding = finding.help("remove it, or write the link that was to use it");
            if let Some(line) = whole_lines(&cx.file.text, link.span) {
                let title = "Remove the definition";
                finding = finding.fix(Fix::replace(Safety::Safe, title, cx.id, line, ""));
            }
        }
        out.push(finding);
    }
}

/// Footnotes that the text of the page does not refer to. What they say may be worth keeping, so that nothing removes them.
fn footnotes(cx: &FileCx<'_>, out: &mut Findings) {
    let notes = notes(cx);
    if notes.is_empty() || cx.is_part() {
        return;
    }
    let used: HashSet<_> =
        notes.iter().filter(|note| !note.defines).map(|note| label_key(note.label)).collect();
    let mut told = HashSet::new();
    for note in notes.iter().filter(|note| note.defines && !used.contains(&label_key(note.label))) {
        if !told.insert(label_key(note.label)) {
            continue; // That it is written twice is told by another rule.
        }
        let label = note.label;
        let finding = Finding::new(note.span, format!("no text refers to the footnote “{label}”"))
            .label("readers never see this, or do not know what it is about")
            .help(format!("write `[^{label}]` in the text where it belongs, or remove it"))
            .data(Data(vec![("label", Datum::Text(label.to_owned()))]));
        out.push(finding);
    }
}
