//! Findings in built HTML, told of the source that made them.
//!
//! A built page is matched to its source by its address, which the site of the source knows; its link by where it leads,
//! by what it says, and by its order. A link that no source has is a template's.

use std::collections::HashMap;

use super::{Checked, View, fingerprint};
use crate::base::diag::{Datum, Diagnostic, Place, Suppressed, Suppression};
use crate::base::edit::{Fix, Safety};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::File;
use crate::doc::{Format, Link, LinkKind};
use crate::lint::rule;
use crate::lint::suppress::Suppressions;
use crate::resolve::{self, Page, Resolution, Resolved, resolve_page};
use crate::site::is_below;

/// What a link that no source has is told.
const BY_TEMPLATE: &str =
    "no source of the page has this link: a template or the navigation of the site makes it";

/// Move `diagnostics` of built pages to the pages in `folders` that they were made of, as far as these have the link;
/// sorted by path, offset and rule. What those pages suppress is set apart.
pub fn trace(view: &View, folders: &[RelPath], diagnostics: Vec<Diagnostic>) -> Checked {
    let mut sources = Sources::new(view, folders);
    let traced = diagnostics.into_iter().filter_map(|found| {
        let built = found.file;
        as_there(view, built, sources.trace(found))
    });
    let mut traced: Vec<Diagnostic> = traced.collect();
    let path = |id: FileId| view.snapshot().file(id).map(|file| &file.path);
    traced.sort_by(|a, b| (path(a.file), a.span, a.rule).cmp(&(path(b.file), b.span, b.rule)));
    // One source may become several pages.
    traced.dedup_by(|later, first| {
        let same = (later.file, later.span, later.rule) == (first.file, first.span, first.rule)
            && first.data.get("built").is_some();
        if same {
            first.places.append(&mut later.places);
        }
        same
    });
    for group in traced.chunk_by_mut(|a, b| a.file == b.file) {
        if let Some(file) = view.snapshot().file(group[0].file) {
            fingerprint::stamp(group.iter_mut(), file);
        }
    }
    let mut checked = Checked::default();
    for diagnostic in traced {
        match suppression(view, &diagnostic) {
            None => checked.open.push(diagnostic),
            Some(by) => checked.suppressed.push(Suppressed { diagnostic, by }),
        }
    }
    checked
}

/// `found`, which was moved from the page `built`, as bad as it is where it was moved to; nothing where its rule does not run.
fn as_there(view: &View, built: FileId, found: Diagnostic) -> Option<Diagnostic> {
    if found.file == built {
        return Some(found);
    }
    let severity = view.severity(found.file, found.rule)?;
    // What a rule calls less bad than usual stays so.
    let usual = view.severity(built, found.rule) == Some(found.severity);
    Some(Diagnostic { severity: if usual { severity } else { found.severity }, ..found })
}

/// What suppresses `found` in the page to which it was moved.
fn suppression(view: &View, found: &Diagnostic) -> Option<Suppression> {
    found.data.get("built")?;
    let file = view.snapshot().file(found.file)?;
    Suppressions::new(&file.doc.directives, view.settings().today).of(rule(found.rule)?, found.span)
}

/// The pages that a site was built from.
struct Sources<'a> {
    view: &'a View,
    by_address: HashMap<String, Vec<&'a File>>,
    /// Where their links lead, as far as somebody asked.
    leads: HashMap<RelPath, Resolved>,
}

/// A link in a source.
struct Source<'a> {
    file: &'a File,
    row: usize,
}

impl<'a> Sources<'a> {
    fn new(view: &'a View, folders: &[RelPath]) -> Self {
        let mut by_address: HashMap<String, Vec<&File>> = HashMap::new();
        for (_, file) in view.snapshot().pages() {
            let around = folders.iter().filter(|folder| is_below(&file.path, folder));
            let Some(folder) = around.max_by_key(|folder| folder.as_str().len()) else { continue };
            if file.format == Format::Html {
                continue;
            }
            let site = view.settings().sites.of(&file.path);
            let own = file.served.at.as_deref().map(str::to_owned);
            let own = own.or_else(|| site.address(&file.path));
            // Where no profile knows better, addresses are as paths.
            let plain = match file.path.relative_to(folder).rsplit_once('.') {
                Some((path, _)) => {
                    let name = path.rsplit('/').next().unwrap_or_default();
                    let index = ["index", "readme", "_index"].contains(&&*name.to_lowercase());
                    let path = if index { &path[..path.len() - name.len()] } else { path };
                    format!("/{}", path.trim_end_matches('/'))
                }
                None => continue,
            };
            for address in own.into_iter().chain([plain]) {
                let pages = by_address.entry(key(&address)).or_default();
                if pages.iter().all(|known| known.path != file.path) {
                    pages.push(file);
                }
            }
        }
        Self { view, by_address, leads: HashMap::new() }
    }

    fn trace(&mut self, found: Diagnostic) -> Diagnostic {
        let view = self.view;
        let snapshot = view.snapshot();
        let Some(built) = snapshot.file(found.file).filter(|file| file.format == Format::Html)
        else {
            return found;
        };
        let row = built.doc.links.iter().position(|link| link.dest == found.span);
        let Some((row, resolved)) = row.zip(view.resolved(found.file)) else { return found };
        let resolution = &resolved.links[row];
        let pages = self.pages_of(built);
        let source = pages.into_iter().find_map(|page| self.link(page, built, row, resolution));
        match source {
            Some(source) => self.moved(found, &source, built, resolution),
            None => Diagnostic {
                help: Some(BY_TEMPLATE.to_owned()),
                cause: Some(format!("template {}", found.cause.as_deref().unwrap_or(found.rule))),
                fix: None,
                ..found
            },
        }
    }

    /// The sources that the page `built` may have been made of: those of its address, else of the address without the
    /// folders in front of it, such as a version's.
    fn pages_of(&self, built: &File) -> Vec<&'a File> {
        let site = self.view.settings().sites.of(&built.path);
        let address = key(&site.address(&built.path).unwrap_or_default());
        let mut rest = address.as_str();
        loop {
            if let Some(pages) = self.by_address.get(rest) {
                return pages.clone();
            }
            match rest.get(1..).and_then(|inner| inner.find('/')) {
                Some(at) => rest = &rest[at + 1..],
                None => return Vec::new(),
            }
        }
    }

    /// The link in `page`, or in a file that it includes, that became the link in `row` of `built`.
    fn link(
        &mut self,
        page: &'a File,
        built: &File,
        row: usize,
        resolution: &Resolution,
    ) -> Option<Source<'a>> {
        let view = self.view;
        let wanted = &built.doc.links[row];
        let address = self.address(built, resolution);
        let says = text_of(built, wanted);
        let mut best: Vec<(u32, Source<'a>)> = Vec::new();
        let parts = resolve::parts(page, view.settings().sites.of(&page.path));
        let parts = parts.iter().filter_map(|part| view.snapshot().page(part));
        for file in [page].into_iter().chain(parts.map(|(_, part)| &**part)) {
            self.leads
                .entry(file.path.clone())
                .or_insert_with(|| resolve_page(file, view.snapshot(), &view.settings().sites));
            let leads = &self.leads[&file.path];
            for (row, link) in file.doc.links.iter().enumerate() {
                if link.kind == LinkKind::Definition {
                    continue;
                }
                let lead = &leads.links[row];
                let same_text = resolve::says(&says, &file.text[link.label.range()]);
                let same_end = lead.fragment.as_deref().unwrap_or_default()
                    == resolution.fragment.as_deref().unwrap_or_default();
                let fits = if link.url == wanted.url {
                    4
                } else if same_end && address.is_some() && self.address(file, lead) == address {
                    3
                } else if same_text && same_end {
                    2
                } else {
                    u32::from(same_text && lead.url.is_none())
                };
                if fits > 0 {
                    best.push((2 * fits + u32::from(same_text), Source { file, row }));
                }
            }
        }
        let most = best.iter().map(|(fits, _)| *fits).max()?;
        best.retain(|(fits, _)| *fits == most);
        // The third of these links in the page is the third of those in its source.
        let before = built.doc.links[..row].iter().filter(|link| link.url == wanted.url);
        let nth = before.count().min(best.len() - 1);
        best.into_iter().nth(nth).map(|(_, source)| source)
    }

    /// The address to which a link of `file` leads, or would lead, as it is compared.
    fn address(&self, file: &File, lead: &Resolution) -> Option<String> {
        let path = match &lead.found {
            Some(found) => found.clone(),
            None => RelPath::new(lead.target.as_deref()?)?,
        };
        let view = self.view;
        let claimed = view.snapshot().page(&path).and_then(|(_, page)| page.served.at.as_deref());
        let site = view.settings().sites.of(&file.path);
        let own = claimed.map(str::to_owned).or_else(|| site.address(&path))?;
        let page = Format::of_extension(path.extension()).is_some();
        let end = if page { "" } else { path.extension() };
        Some(key(&format!("{own}{end}")))
    }

    /// `found`, told of `source`.
    fn moved(
        &self,
        found: Diagnostic,
        source: &Source<'a>,
        built: &File,
        resolution: &Resolution,
    ) -> Diagnostic {
        let snapshot = self.view.snapshot();
        let Source { file, row } = source;
        let row = file.doc.links[*row].definition.map_or(*row, |definition| definition as usize);
        let link = &file.doc.links[row];
        let Some((id, _)) = snapshot.page(&file.path) else { return found };
        let written = &file.text[link.dest.range()];
        let suggestions = found.data.list("suggestions").unwrap_or_default();
        let suggestions: Vec<String> = suggestions
            .iter()
            .filter_map(|suggestion| self.rewritten(suggestion, link, file, built, resolution))
            .collect();
        let fix = found.fix.as_ref().zip(suggestions.first()).map(|(fix, best)| {
            Fix::replace(Safety::Unsafe, fix.title.clone(), id, link.dest, best.clone())
        });
        let help = match suggestions.as_slice() {
            [] => found.help.filter(|_| {
                found.fix.is_none()
                    && found.data.list("suggestions").is_none_or(<[String]>::is_empty)
            }),
            several => Some(super::advice::did_you_mean(several)),
        };
        let mut data = found.data;
        data.set("destination", Datum::Text(written.to_owned()));
        data.set("suggestions", Datum::List(suggestions));
        data.set("built", Datum::Text(built.path.to_string()));
        let place = Place { file: found.file, span: found.span, note: "built here".into() };
        Diagnostic { file: id, span: link.dest, data, fix, help, places: vec![place], ..found }
    }

    /// `suggestion`, which works in `built`, as `file` would write it in place of `link`.
    fn rewritten(
        &self,
        suggestion: &str,
        link: &Link,
        file: &File,
        built: &File,
        resolution: &Resolution,
    ) -> Option<String> {
        let (snapshot, sites) = (self.view.snapshot(), &self.view.settings().sites);
        let lead = resolve::lead(suggestion, &Page::new(built, snapshot, sites));
        let written = &file.text[link.dest.range()];
        let fragment =
            lead.fragment.as_deref().map(|fragment| format!("#{}", url::encode(fragment)));
        let fragment = fragment.unwrap_or_default();
        if lead.found == resolution.found {
            let path = written.split('#').next().unwrap_or_default();
            return Some(format!("{path}{fragment}"));
        }
        let target = self.by_address.get(&self.address(built, &lead)?)?.first()?;
        let page = Page::new(file, snapshot, sites);
        let path = resolve::destination(&target.path, &page, written, link.is_raw(file.format))?;
        Some(format!("{path}{fragment}"))
    }
}

/// An address as it is compared: hosts and generators do not agree on case and slashes.
fn key(address: &str) -> String {
    format!("/{}", address.trim_matches('/').to_lowercase())
}

/// What a link of a built page says: the text up to the end of its element, without tags.
fn text_of(built: &File, link: &Link) -> String {
    let rest = &built.text[link.span.range().end..];
    let end = rest.find("</a").unwrap_or_default();
    let mut text = String::new();
    let mut inside = false;
    for c in rest[..end].chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
