//! A page that is not there in a language that others are in.

use std::collections::BTreeSet;

use crate::base::diag::{Data, Datum};
use crate::base::path::Kind;
use crate::base::span::Span;
use crate::corpus::Lookup;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "missing-translation",
    family: "corpus",
    severity: None,
    summary: "a page has no translation into a language that others are translated into",
    doc: include_str!("missing_translation.md"),
    check: Check::Whole(check),
};

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let locales = whole.locales;
    let known = whole.checked().filter_map(|(_, file)| locales.in_path(&file.path));
    let mut known: BTreeSet<String> = known.collect();
    known.retain(|locale| !locales.is_source(locale));
    for (id, file) in whole.checked() {
        if !locales.in_path(&file.path).is_some_and(|locale| locales.is_source(&locale)) {
            continue;
        }
        let is_missing = |locale: &&String| {
            locales.translated(&file.path, locale).is_some_and(|path| {
                whole.snapshot.page(&path).is_none()
                    && whole.snapshot.tree().lookup(&path) != Lookup::Found(Kind::File)
            })
        };
        let missing: Vec<String> = known.iter().filter(is_missing).cloned().collect();
        if missing.is_empty() {
            continue;
        }
        let shown = missing.join("`, `");
        let first = locales.translated(&file.path, &missing[0]);
        let first = first.map_or_else(String::new, |path| path.to_string());
        let finding =
            Finding::new(Span::default(), format!("this page has no translation into `{shown}`"))
                .label("the page that is to be translated")
                .help(format!("write `{first}`"))
                .data(Data(vec![
                    ("target", Datum::Text(first)),
                    ("locales", Datum::List(missing)),
                ]));
        told.push(id, finding);
    }
}
