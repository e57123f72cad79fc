//! Rows that make no table.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::BrokenTable;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "broken-table",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "rows were meant as a table and are shown as text",
    doc: include_str!("broken_table.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for table in &cx.file.doc.blocks.tables {
        out.push(finding(cx, table));
    }
}

fn finding(cx: &FileCx<'_>, table: &BrokenTable) -> Finding {
    let BrokenTable { head, columns, divider, gap } = *table;
    let cells = vec!["---"; columns as usize].join(" | ");
    let line = format!("| {cells} |");
    let data = |of: u32| {
        Data(vec![
            ("columns", Datum::Number(columns.into())),
            ("divider", Datum::Number(of.into())),
        ])
    };
    if let Some(gap) = gap {
        let order = "Remove the empty line above the row";
        let end = if cx.slice(gap).starts_with('\r') { "\r\n" } else { "\n" };
        let fix = Fix::replace(Safety::Unsafe, order, cx.id, gap, end);
        return Finding::new(
            head,
            "this row is no part of the table above, for an empty line ends it",
        )
        .label("readers see the bars")
        .help("remove the empty line, or give the rows below it a first row of their own")
        .data(data(0))
        .fix(fix.changes_content());
    }
    let help = format!("write `{line}` below the first row");
    let Some(divider) = divider else {
        let order = "Divide the first row from the others";
        let below = Span::empty(head.range().end);
        let fix = Fix::replace(Safety::Unsafe, order, cx.id, below, below_line(cx, head, &line));
        return Finding::new(
            head,
            "this is no table, for no line divides its first row from the others",
        )
        .label("readers see the bars")
        .help(help)
        .data(data(0))
        .fix(fix.changes_content());
    };
    let message = if divider.sound {
        let noun = if divider.columns == 1 { "column" } else { "columns" };
        format!(
            "this is no table, for its first row has {columns} columns and the line below it {} {noun}",
            divider.columns
        )
    } else {
        "this is no table, for the line below its first row is not made of hyphens".to_owned()
    };
    let order = "Write the line below the first row as tables have it";
    let fix = Fix::replace(Safety::Unsafe, order, cx.id, divider.span, line.clone());
    Finding::new(divider.span, message)
        .label("readers see the bars")
        .help(format!("write `{line}`, or give the first row as many cells"))
        .data(data(divider.columns))
        .fix(fix.changes_content())
}

/// `line` as a line of its own behind the row in `head`, with what stands in front of that.
fn below_line(cx: &FileCx<'_>, head: Span, line: &str) -> String {
    let text = &cx.file.text;
    let before = &text[..head.range().start];
    let lead = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    // A list item has its mark in front of its first line only.
    let lead: String = lead.chars().map(|c| if c == '>' { c } else { ' ' }).collect();
    let end = if text[head.range().end..].starts_with('\r') { "\r\n" } else { "\n" };
    format!("{end}{lead}{line}")
}
