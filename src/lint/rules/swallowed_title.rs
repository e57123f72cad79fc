//! A link whose title became part of its destination.

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::doc::{Link, LinkKind};
use crate::lint::link::{data, places};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Damage;

pub(super) static META: RuleDef = RuleDef {
    name: "swallowed-title",
    family: "links",
    severity: Some(Severity::Error),
    summary: "the title of a link was encoded into its destination",
    doc: include_str!("swallowed_title.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let Some(Damage::SwallowedTitle { title, repaired, .. }) = resolution.damage.as_deref()
        else {
            continue;
        };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(repaired.clone()));
        data.set("title", Datum::Text(title.clone()));
        let finding = Finding::new(link.dest, "the title was swallowed into the destination")
            .label(format!("the title is “{title}”"))
            .data(data)
            .cause(format!("swallowed-title {}", cx.file.path))
            .places(places(cx, link, resolution));
        let finding = match repaired.as_slice() {
            [] => finding.help(
                "no page is where the link led before: restore the page, or link to another one",
            ),
            [only] => {
                let edit = repair(cx, link, only, title);
                let order = "Move the title out of the destination";
                let fix = Fix::replace(Safety::Safe, order, cx.id, link.dest, edit.clone());
                finding.help(format!("write `{edit}`")).fix(fix)
            }
            several => finding.help(format!("the page may be {}", list(several))),
        };
        out.push(finding);
    }
}

/// The destination with its title behind it, where the syntax has a place for one that is free.
fn repair(cx: &FileCx<'_>, link: &Link, destination: &str, title: &str) -> String {
    let takes_title = matches!(link.kind, LinkKind::Link | LinkKind::Image | LinkKind::Definition);
    let bracketed = cx.file.text[..link.dest.range().start].ends_with('<');
    if !takes_title || bracketed || !link.title.is_empty() || title.is_empty() {
        return destination.to_owned();
    }
    format!("{destination} \"{}\"", title.replace('\\', "\\\\").replace('"', "\\\""))
}

fn list(destinations: &[String]) -> String {
    let quoted: Vec<String> =
        destinations.iter().map(|destination| format!("`{destination}`")).collect();
    quoted.join(" or ")
}
