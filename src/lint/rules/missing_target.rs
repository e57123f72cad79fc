//! A link to a file that is not there.

use crate::base::diag::Severity;
use crate::base::path::{Kind, RelPath};
use crate::corpus::Lookup;
use crate::lint::link::{data, is_malformed, is_undamaged, places, seen, shown};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::{Damage, Status};

pub(super) static META: RuleDef = RuleDef {
    name: "missing-target",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link, image or definition leads to a file that does not exist",
    doc: include_str!("missing_target.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let ambiguous = match resolution.damage.as_deref() {
            Some(Damage::Ambiguous { pages }) => Some(pages),
            _ => None,
        };
        let missing = resolution.status == Status::Missing
            && (is_undamaged(resolution) || ambiguous.is_some());
        if !missing || is_malformed(link, resolution) {
            continue;
        }
        let target = resolution.target.as_deref().unwrap_or_default();
        let folder = RelPath::new(target)
            .is_some_and(|path| cx.snapshot.tree().lookup(&path) == Lookup::Found(Kind::Dir));
        let finding = if let Some(pages) = ambiguous {
            let message = format!("{} pages are called `{target}`", pages.len());
            let paths: Vec<String> = pages.iter().map(|path| format!("`{path}`")).collect();
            Finding::new(link.dest, message)
                .label("the generator does not choose")
                .help(format!("refer to it by its path: {}", paths.join(" or ")))
        } else if folder {
            let message = format!("`{}` is a folder without a page of its own", shown(target));
            Finding::new(link.dest, seen(cx, resolution, &message))
                .label("the site serves nothing here")
                .help("link to a page in it, or give it an index page")
        } else {
            let message = format!("`{}` does not exist", shown(target));
            Finding::new(link.dest, seen(cx, resolution, &message)).label("no such file")
        };
        let finding = finding
            .data(data(cx, link, resolution))
            .cause(format!("missing-target {target}"))
            .places(places(cx, link, resolution));
        out.push(finding);
    }
}
