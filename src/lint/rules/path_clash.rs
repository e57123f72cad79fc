//! Two files that are one to somebody: to the site that publishes them, or to a file system.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diag::{Data, Datum, Place, Severity};
use crate::base::ids::FileId;
use crate::base::path::{Kind, RelPath};
use crate::base::span::Span;
use crate::corpus::{File, Lookup};
use crate::lint::whole::{Address, ByPage, Whole, address};
use crate::lint::{Check, Finding, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "path-clash",
    family: "corpus",
    severity: Some(Severity::Error),
    summary: "two files have one address, or names that differ in case or encoding only",
    doc: include_str!("path_clash.md"),
    check: Check::Whole(check),
};

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    addresses(whole, told);
    names(whole, told);
}

/// Pages that a site serves at one address.
fn addresses(whole: &Whole<'_>, told: &mut ByPage) {
    let mut served: BTreeMap<Address<'_>, Vec<(FileId, &File)>> = BTreeMap::new();
    for (id, file) in whole.checked() {
        if let Some(address) = address(file, whole.sites) {
            served.entry(address).or_default().push((id, file));
        }
    }
    for ((address, ..), pages) in served {
        let [(first_id, first), rest @ ..] = pages.as_slice() else { continue };
        for (id, file) in rest {
            let shown = if address.is_empty() { "/" } else { address.as_str() };
            let message = format!("{} and this page are both served at `{shown}`", first.path);
            let place = Place { file: *first_id, span: Span::default(), note: "the other".into() };
            let finding = Finding::new(Span::default(), message)
                .label("readers get one of the two")
                .help("give one of them another name, or move its text into the other")
                .data(data(&file.path, &first.path))
                .places(vec![place]);
            told.push(*id, finding);
        }
    }
}

/// Files and folders in one folder whose names a careless file system takes for one.
fn names(whole: &Whole<'_>, told: &mut ByPage) {
    let folders = whole.checked().flat_map(|(_, file)| {
        let above = |folder: &RelPath| (!folder.is_root()).then(|| folder.parent());
        std::iter::successors(Some(file.path.parent()), above)
    });
    let folders: BTreeSet<RelPath> = folders.collect();
    let tree = whole.snapshot.tree();
    for folder in folders {
        for twins in tree.twins(&folder) {
            let [first, rest @ ..] = twins.as_slice() else { continue };
            for name in rest {
                let path = folder.child(name);
                let other = folder.child(first);
                let is_page = whole.snapshot.page(&path).filter(|(_, file)| file.is_checked_page());
                let inside = || match tree.lookup(&path) {
                    Lookup::Found(Kind::Dir) => whole.nearest(&path),
                    _ => whole.nearest(&folder),
                };
                let Some(id) = is_page.map(|(id, _)| id).or_else(inside) else { continue };
                let how = if fold_case(first) == fold_case(name) {
                    "case"
                } else {
                    "the encoding of a letter"
                };
                let message = format!("`{path}` and `{other}` differ in {how} only");
                let finding = Finding::new(Span::default(), message)
                    .label("one file on macOS and Windows")
                    .help("rename one of them")
                    .data(data(&path, &other));
                told.push(id, finding);
            }
        }
    }
}

/// `name` in lower case, in whatever encoding its letters are.
fn fold_case(name: &str) -> String {
    name.to_lowercase()
}

fn data(path: &RelPath, other: &RelPath) -> Data {
    let text = |path: &RelPath| Datum::Text(path.to_string());
    Data(vec![("target", text(path)), ("other", text(other))])
}
