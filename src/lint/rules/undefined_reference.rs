//! A reference whose label nobody defines, or that two definitions define differently.

use std::collections::HashMap;

use crate::base::diag::{Data, Datum, Place, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::doc::LinkKind;
use crate::doc::definitions::label_key as key;
use crate::doc::meant::{Fault, Meant, meant as meant_lines};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::{is_page, parts};

pub(super) static META: RuleDef = RuleDef {
    name: "undefined-reference",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a reference link has no definition, or two that disagree",
    doc: include_str!("undefined_reference.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let doc = &cx.file.doc;
    if doc.undefined.is_empty() && doc.duplicates.is_empty() {
        return; // As nearly all pages.
    }
    let site = cx.sites.of(&cx.file.path);
    // A file that is copied into the page brings its definitions along.
    let parts = if doc.undefined.is_empty() { Vec::new() } else { parts(cx.file, site) };
    let brings = |path: &RelPath, label: &str| {
        let Some((_, part)) = cx.snapshot.page(path) else { return !is_page(path) };
        let mut links = part.doc.links.iter();
        links.any(|link| {
            link.kind == LinkKind::Definition && key(&part.text[link.label.range()]) == key(label)
        })
    };
    let mut meant = None;
    for reference in &doc.undefined {
        let label = cx.slice(reference.label);
        let before = cx.file.text[..reference.span.range().start].chars().next_back();
        let in_a_word = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
        // `[x][crate::Thing]` is for rustdoc, into whose pages such files are included.
        let known = site.ways.programs.labels.may_be(label) || label.contains("::");
        let named = known && !label.contains(char::is_whitespace);
        if in_a_word || named || label.trim().is_empty() || label.starts_with('^') {
            continue; // `matrix[0][1]` and the like are prose.
        }
        if site.labels.may_know(label) || parts.iter().any(|path| brings(path, label)) {
            continue;
        }
        let finding =
            Finding::new(reference.span, format!("no definition for the label “{label}”"))
                .label("readers see the brackets")
                .data(Data(vec![("label", Datum::Text(label.to_owned()))]));
        let lines = meant.get_or_insert_with(|| meant_lines(&cx.file.text, doc));
        let finding = if let Some(line) = lines.get(&key(label)) {
            because(cx, finding, line)
        } else {
            let help =
                format!("add `[{label}]: destination` to this page, or write the link inline");
            let cause = format!("undefined-reference {} {}", cx.file.path, label.to_lowercase());
            finding.help(help).cause(cause)
        };
        out.push(finding);
    }
    if doc.duplicates.is_empty() {
        return;
    }
    let mut definitions = HashMap::new();
    for link in doc.links.iter().filter(|link| link.kind == LinkKind::Definition) {
        definitions.entry(key(cx.slice(link.label))).or_insert(link);
    }
    for duplicate in &doc.duplicates {
        let label = cx.slice(duplicate.label);
        let Some(&first) = definitions.get(&key(label)) else { continue };
        let comment = matches!(&*duplicate.url, "" | "#");
        if first.url == duplicate.url || comment {
            continue;
        }
        let message = format!("the label “{label}” is defined twice, with two destinations");
        let data = Data(vec![
            ("destination", Datum::Text(cx.slice(duplicate.dest).to_owned())),
            ("label", Datum::Text(label.to_owned())),
        ]);
        let first = Place { file: cx.id, span: first.span, note: "this definition counts".into() };
        let finding = Finding::new(duplicate.dest, message)
            .label("never used: the first definition counts")
            .help("remove one of the two, or rename its label")
            .data(data)
            .places(vec![first]);
        out.push(finding);
    }
}

/// `finding`, with the `line` that was meant to be the definition.
fn because(cx: &FileCx<'_>, finding: Finding, line: &Meant) -> Finding {
    let text = &cx.file.text;
    let (why, help, fix) = match line.fault {
        Fault::Space => {
            let written = format!("<{}>", cx.slice(line.dest));
            let order = "Write the destination between angle brackets";
            (
                "this is no definition, for its destination holds a space",
                format!(
                    "write the destination as `{written}`, so that this line defines its label"
                ),
                Fix::replace(Safety::Unsafe, order, cx.id, line.dest, written),
            )
        }
        Fault::Continues => {
            let start = text[..line.span.range().start].rfind('\n').map_or(0, |end| end + 1);
            let quote = text[start..line.span.range().start].trim_end();
            let end = if text[..start].ends_with("\r\n") { "\r\n" } else { "\n" };
            let order = "Put an empty line above the definition";
            (
                "this is no definition, for it continues what stands above",
                "put an empty line above it, so that this line defines its label".to_owned(),
                Fix::replace(
                    Safety::Safe,
                    order,
                    cx.id,
                    Span::empty(start),
                    format!("{quote}{end}"),
                ),
            )
        }
    };
    let place = Place { file: cx.id, span: line.span, note: why.into() };
    let cause = format!("undefined-reference {} at {}", cx.file.path, cx.slice(line.span));
    finding.help(help).places(vec![place]).cause(cause).fix(fix.changes_content())
}
