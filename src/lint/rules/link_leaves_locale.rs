//! A link into another language although its target is there in this one.

use crate::base::diag::Datum;
use crate::lint::link::data_in;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};
use crate::resolve::{self, Page};

pub(super) static META: RuleDef = RuleDef {
    name: "link-leaves-locale",
    family: "corpus",
    severity: None,
    summary: "a link leads to a page in another language that is there in this one, too",
    doc: include_str!("link_leaves_locale.md"),
    check: Check::Whole(check),
};

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let locales = whole.locales;
    for (id, file) in whole.checked() {
        let Some(own) = locales.in_path(&file.path) else { continue };
        let resolved = whole.pages.resolved(id).into_iter().flat_map(|resolved| &*resolved.links);
        for (link, resolution) in file.doc.links.iter().zip(resolved) {
            let Some(found) = resolution.found.as_ref().filter(|_| link.definition.is_none())
            else {
                continue;
            };
            let Some(theirs) = locales.in_path(found).filter(|theirs| *theirs != own) else {
                continue;
            };
            // To itself in another language leads whoever offers a choice.
            if locales.translated(&file.path, &theirs).as_ref() == Some(found) {
                continue;
            }
            let here = locales.translated(found, &own);
            let Some(here) = here.filter(|path| whole.snapshot.page(path).is_some()) else {
                continue;
            };
            let page = Page::new(file, whole.snapshot, whole.sites);
            let written = &file.text[link.dest.range()];
            let end = written.find(['?', '#']).unwrap_or(written.len());
            let better =
                resolve::destination(&here, &page, &written[..end], link.is_raw(file.format));
            let better = better.unwrap_or_else(|| here.to_string());
            let mut data = data_in(file, link, resolution);
            data.set("suggestions", Datum::List(vec![better.clone()]));
            let message = format!("this leads from `{own}` to `{theirs}`, and {here} is there");
            let finding = Finding::new(link.dest, message)
                .label("another language")
                .help(format!("write `{better}`"))
                .data(data);
            told.push(id, finding);
        }
    }
}
