//! An image that no page shows.

use std::collections::HashSet;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unused-asset",
    family: "corpus",
    severity: None,
    summary: "no page shows an image, or names it",
    doc: include_str!("unused_asset.md"),
    check: Check::Whole(check),
};

/// Extensions of images that pages show.
const IMAGES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "bmp"];

/// Stems of images that themes and programs look for by name.
const KNOWN: [&str; 7] =
    ["favicon", "logo", "apple-touch-icon", "icon", "og-image", "social", "android-chrome"];

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let mut unused: Vec<RelPath> = whole.snapshot.tree().files();
    unused.retain(|path| {
        let stem = path.stem().to_lowercase();
        IMAGES.contains(&path.extension().to_lowercase().as_str())
            && !KNOWN.iter().any(|known| stem.starts_with(known))
            && !super::is_test_data(path)
            && whole.covers(&whole.sites.of(path).home)
            && path.segments().all(|name| !name.starts_with('.'))
    });
    if unused.is_empty() {
        return;
    }
    let mut used: HashSet<&RelPath> = HashSet::new();
    let mut named: HashSet<String> = HashSet::new();
    for (id, file) in whole.checked() {
        let links = whole.pages.resolved(id).into_iter().flat_map(|resolved| &*resolved.links);
        used.extend(links.filter_map(|link| link.found.as_ref()));
        names_in(&file.text, &mut named);
    }
    unused.retain(|path| !used.contains(path) && !named.contains(path.file_name()));
    for path in unused {
        let Some(id) = whole.nearest(&path.parent()) else { continue };
        let finding = Finding::new(Span::default(), format!("no page shows `{path}`"))
            .label("the nearest page to it")
            .severity(Severity::Info)
            .help("show it, or remove it")
            .data(Data(vec![("target", Datum::Text(path.to_string()))]));
        told.push(id, finding);
    }
}

/// Every name of an image in `text`, wherever it stands: templates and components show images in ways of their own.
fn names_in(text: &str, names: &mut HashSet<String>) {
    for dot in memchr::memchr_iter(b'.', text.as_bytes()) {
        let end = |c: char| !c.is_ascii_alphanumeric();
        let extension = &text[dot + 1..];
        let extension = &extension[..extension.find(end).unwrap_or(extension.len()).min(5)];
        if !IMAGES.iter().any(|known| extension.eq_ignore_ascii_case(known)) {
            continue;
        }
        let start = text[..dot]
            .rfind(['/', '"', '\'', '(', '<', '`', '\n', '=', '[', '|', ':', ','])
            .map_or(0, |at| at + 1);
        let name = &text[start..=dot + extension.len()];
        names.insert(crate::base::url::decode(name).trim().to_owned());
        if let Some((_, last)) = name.rsplit_once(char::is_whitespace) {
            names.insert(last.to_owned());
        }
    }
}
