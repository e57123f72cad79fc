//! A comment that suppresses findings and does not say why.

use crate::lint::suppress::FAMILY;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unexplained-suppression",
    family: FAMILY,
    severity: None,
    summary: "a comment suppresses findings and gives no reason",
    doc: include_str!("unexplained_suppression.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let own = cx.suppressions.own().map(|stated| stated.directive);
    for directive in own.filter(|own| own.covers.is_some() && own.reason.is_none()) {
        let found = Finding::new(directive.span, "nothing says why this is suppressed");
        out.push(found.label("no reason").help("write the reason behind ` -- `, at the end of it"));
    }
}
