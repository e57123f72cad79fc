//! An external link of which nobody can say whether it works.

use crate::base::diag::{Datum, Severity};
use crate::base::history::date;
use crate::lint::link::{data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::judge::Verdict;

pub(super) static META: RuleDef = RuleDef {
    name: "unverified-external",
    family: "external",
    severity: Some(Severity::Info),
    summary: "it could not be told whether an external link works",
    doc: include_str!("unverified_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, history, verdict) in verdicts(cx) {
        let Verdict::Unverified(kind, why) = verdict else { continue };
        let mut data = data(cx, link, resolution);
        data.set("kind", Datum::Text(kind.to_owned()));
        data.set("reason", Datum::Text(why.clone()));
        if let Some(good) = history.last_good {
            data.set("last-good", Datum::Text(date(good)));
        }
        let finding = Finding::new(link.dest, format!("not verified: {why}"))
            .label("may well work for readers")
            .data(data)
            .cause(format!("unverified-external {why}"))
            .places(uses(cx, link));
        out.push(finding);
    }
}
