//! A link to the site itself that is written with its host.

use crate::base::diag::Datum;
use crate::base::edit::{Fix, Safety};
use crate::doc::LinkKind;
use crate::lint::link::{data, places};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "own-domain-link",
    family: "links",
    severity: None,
    summary: "a link to a page of the same site names the host",
    doc: include_str!("own_domain_link.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let relative = matches!(
            link.kind,
            LinkKind::Link | LinkKind::Image | LinkKind::Definition | LinkKind::Html
        );
        let page = cx.page_of(resolution);
        let (Some(found), Some(_)) = (&resolution.found, page.site.own_path(&link.url)) else {
            continue;
        };
        if !relative || resolution.status != Status::Ok {
            continue;
        }
        let end = link.url.find(['?', '#']).unwrap_or(link.url.len());
        let raw = link.is_raw(cx.file.format);
        // As a path to a file, where the site takes one: forges and editors follow it, too.
        let Some(path) = crate::resolve::destination(found, &page, "x.md", raw) else { continue };
        let written = format!("{path}{}", &link.url[end..]);
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(vec![written.clone()]));
        let order = "Leave the host out";
        let finding = Finding::new(link.dest, "this page is of the same site, whatever its host")
            .label("another host shows another page")
            .help(format!("write `{written}`"))
            .data(data)
            .places(places(cx, link, resolution))
            .fix(Fix::replace(Safety::Unsafe, order, cx.id, link.dest, written));
        out.push(finding);
    }
}
