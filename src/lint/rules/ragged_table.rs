//! A row of a table with another number of cells than the table has columns.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::base::diag::{Data, Datum, Severity};
use crate::lint::{Check, FileCx, Finding, Findings, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "ragged-table",
    family: "structure",
    severity: Some(Severity::Warning),
    summary: "a row of a table has more cells than the table has columns",
    doc: include_str!("ragged_table.md"),
    check: Check::told::<RaggedTable>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct RaggedTable {
    /// A row must not have fewer cells either.
    short_rows: bool,
}

impl Rule for RaggedTable {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        for row in &cx.file.doc.blocks.ragged {
            let long = row.cells > row.columns;
            if !long && !self.short_rows {
                continue;
            }
            let message =
                format!("this row has {} cells, the table {} columns", row.cells, row.columns);
            let (label, help) = if long {
                let help = if cx.file.dialect.divides_in_code() {
                    "write `\\|` for a bar that divides nothing, in code too"
                } else {
                    "write `\\|` for a bar that divides nothing"
                };
                ("what is too much is not shown", help)
            } else {
                ("the rest of the row is empty", "add the cells that are missing")
            };
            let data = Data(vec![
                ("cells", Datum::Number(row.cells.into())),
                ("columns", Datum::Number(row.columns.into())),
            ]);
            out.push(Finding::new(row.span, message).label(label).help(help).data(data));
        }
    }
}
