//! An external link that works through a permanent redirect.

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::lint::link::{self, data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::judge::Verdict;

pub(super) static META: RuleDef = RuleDef {
    name: "moved-external",
    family: "external",
    severity: Some(Severity::Info),
    summary: "an external page has moved for good",
    doc: include_str!("moved_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, _, verdict) in verdicts(cx) {
        let Verdict::Moved(to) = verdict else { continue };
        let fragment = link.url.split_once('#').filter(|_| !to.contains('#'));
        let repaired = match fragment {
            Some((_, fragment)) => format!("{to}#{fragment}"),
            None => to,
        };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(vec![repaired.clone()]));
        let order = "Link to the new address";
        let finding = Finding::new(link.dest, "this page has moved for good")
            .label("redirects permanently")
            .help(format!("its address is now {repaired}"))
            .data(data)
            .cause(link::cause(META.name, resolution))
            .places(uses(cx, link))
            .fix(Fix::replace(Safety::Safe, order, cx.id, link.dest, repaired));
        out.push(finding);
    }
}
