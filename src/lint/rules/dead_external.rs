//! An external link that works for nobody.

use crate::base::diag::{Datum, Severity};
use crate::lint::link::{self, data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::judge::Verdict;

pub(super) static META: RuleDef = RuleDef {
    name: "dead-external",
    family: "external",
    severity: Some(Severity::Error),
    summary: "an external link leads to a page that is gone, or a host that does not exist",
    doc: include_str!("dead_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, seen, verdict) in verdicts(cx) {
        let Verdict::Broken(why) = verdict else { continue };
        let mut data = data(cx, link, resolution);
        data.set("reason", Datum::Text(why.clone()));
        let chain: Vec<&str> = seen.hops.iter().map(|hop| hop.url.as_str()).collect();
        let via = if chain.len() > 1 {
            format!(", behind {} redirects", chain.len())
        } else {
            String::new()
        };
        let finding = Finding::new(link.dest, format!("this address is dead: {why}{via}"))
            .label(why)
            .help("find where the page went, link to another one, or remove the link")
            .data(data)
            .cause(link::cause(META.name, resolution))
            .places(uses(cx, link));
        out.push(finding);
    }
}
