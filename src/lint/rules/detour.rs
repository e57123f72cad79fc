//! A link that works only because the site forwards it.

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::lint::link::{data, places};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "detour",
    family: "links",
    severity: Some(Severity::Info),
    summary: "a link works only through a redirect that the site itself publishes",
    doc: include_str!("detour.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let Some(to) = resolution.detour.as_deref() else { continue };
        // Where it ends, as a path of this corpus if it is one: that is what a writer links to.
        let rest = to.find(['?', '#']).map_or("", |at| &to[at..]);
        let found = resolution.found.as_ref().filter(|_| resolution.status == Status::Ok);
        let raw = link.is_raw(cx.file.format);
        let path = found.and_then(|found| {
            crate::resolve::destination(found, &cx.page_of(resolution), &link.url, raw)
        });
        let repaired = path.map_or_else(|| to.to_owned(), |path| format!("{path}{rest}"));
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(vec![repaired.clone()]));
        let order = "Link to where the redirect leads";
        let finding = Finding::new(link.dest, format!("the site forwards this to `{to}`"))
            .label("an old address")
            .help(format!("write `{repaired}`"))
            .data(data)
            .cause(format!("detour {to}"))
            .places(places(cx, link, resolution))
            .fix(Fix::replace(Safety::Safe, order, cx.id, link.dest, repaired));
        out.push(finding);
    }
}
