//! An external link that works through a permanent redirect.

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::lint::link::{self, data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::judge::{Move, Verdict};

pub(super) static META: RuleDef = RuleDef {
    name: "moved-external",
    family: "external",
    severity: Some(Severity::Info),
    summary: "an external page has moved for good",
    doc: include_str!("moved_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, history, verdict) in verdicts(cx) {
        let Verdict::Moved(Move { to, certain }) = verdict else { continue };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(vec![to.clone()]));
        let chain = link::chain(&history.latest);
        // One more than from `http:` to `https:` and on to the new address: each costs readers a round trip.
        let after = match history.latest.hops.len() {
            0..=2 => String::new(),
            many => format!(", after {many} redirects"),
        };
        data.set("chain", Datum::List(chain));
        let order = "Link to the new address";
        let mut finding = Finding::new(link.dest, "this page has moved for good")
            .label("redirects permanently")
            .help(if certain {
                format!("its address is now {to}{after}")
            } else {
                format!("it leads to {to}{after}: look whether that is the page that is meant")
            })
            .data(data)
            .cause(link::cause(META.name, resolution))
            .places(uses(cx, link));
        if certain {
            finding = finding.fix(Fix::replace(Safety::Safe, order, cx.id, link.dest, to));
        }
        out.push(finding);
    }
}
