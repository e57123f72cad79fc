//! Who links to a place.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use serde::Serialize;

use super::edges::edges;
use super::json::{PositionOut, SCHEMA, path, positions, put};
use super::{Places, Standpoint, plural, safe};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::secret::covered;
use crate::base::span::Span;
use crate::base::url::UrlKey;
use crate::doc::{Format, Link};
use crate::engine::View;
use crate::resolve::{Resolution, Status};
use crate::site::is_below;

/// The place whose references are wanted.
pub struct Wanted {
    /// A file or a folder, there or not; `None` for an address of somebody else.
    pub path: Option<RelPath>,
    /// An address, as it is written in links.
    pub url: Option<UrlKey>,
    /// The same within the site of the corpus that it belongs to, without the slashes at its ends: links may lead to a page that
    /// would be there.
    pub address: Option<String>,
    /// The anchor, if only links to that one count.
    pub anchor: Option<String>,
    /// It is a folder: links from outside of it into it count.
    pub folder: bool,
}

/// One reference to a place.
pub struct Ref<'a> {
    /// The page that it stands in.
    pub from: FileId,
    /// How it is written: see [`crate::doc::LinkKind::name`]; `include` where the page takes in the file's content.
    pub kind: &'static str,
    /// The destination, or the path that is included.
    pub destination: &'a str,
    /// Where that stands.
    pub span: Span,
    /// What is to be said of it.
    pub status: Status,
    /// What it leads to: a path, or an address.
    pub to: Arc<str>,
    /// The fragment, decoded.
    pub fragment: Option<&'a str>,
}

impl Wanted {
    /// Does a link with this `fragment` lead to the anchor, if one is wanted?
    fn takes(&self, fragment: Option<&str>) -> bool {
        self.anchor.is_none() || self.anchor.as_deref() == fragment
    }

    /// Would a page at the path `to` have the address?
    fn would_be(&self, to: &RelPath, view: &View) -> bool {
        let Some(address) = &self.address else { return false };
        let at = view.settings().sites.of(to).address(to);
        at.is_some_and(|at| at.trim_matches('/') == address)
    }

    /// The place, as reports for programs call it.
    fn name(&self) -> &str {
        let path = self.path.as_ref().map(RelPath::as_str);
        path.or(self.url.as_ref().map(UrlKey::as_str)).unwrap_or_default()
    }
}

impl<'a> Ref<'a> {
    fn new(from: FileId, link: &'a Link, resolution: &'a Resolution, to: Arc<str>) -> Self {
        Self {
            from,
            kind: link.kind.name(),
            destination: &link.url,
            span: link.dest,
            status: resolution.status,
            to,
            fragment: resolution.fragment.as_deref(),
        }
    }
}

/// Who refers to `wanted`, in the order of pages and places.
pub fn refs<'a>(view: &'a View, wanted: &Wanted) -> Vec<Ref<'a>> {
    let path_of = |id| view.snapshot().file(id).map(|file| &file.path);
    let leads_there = |from: FileId, to: &RelPath, fragment: Option<&str>| {
        let Some(path) = &wanted.path else { return wanted.would_be(to, view) };
        let outside = || path_of(from).is_none_or(|from| !is_below(from, path));
        let inside = || wanted.folder && is_below(to, path) && outside();
        wanted.takes(fragment) && (to == path || inside())
    };
    let mut found: Vec<Ref<'a>> = Vec::new();
    for edge in edges(view) {
        if leads_there(edge.from, &edge.to, edge.resolution.fragment.as_deref()) {
            found.push(Ref::new(edge.from, edge.link, edge.resolution, edge.to.text()));
        }
    }
    for (from, page) in view.snapshot().pages().into_iter().filter(|(_, page)| page.checked) {
        if let Some(url) = &wanted.url {
            let resolved = view.resolved(from).map_or(&[][..], |resolved| &resolved.links);
            for (link, resolution) in page.doc.links.iter().zip(resolved) {
                let is_it = resolution.url.as_ref() == Some(url);
                if is_it && wanted.takes(resolution.fragment.as_deref()) {
                    found.push(Ref::new(from, link, resolution, url.as_str().into()));
                }
            }
        }
        let site = view.settings().sites.of(&page.path);
        for include in &page.doc.includes {
            let mut may_be = site.included(&page.path, include).into_iter();
            if let Some(to) = may_be.find(|to| leads_there(from, to, None)) {
                let (destination, span, status) = (&*include.path, include.span, Status::Ok);
                let (kind, to) = ("include", to.text());
                found.push(Ref { from, kind, destination, span, status, to, fragment: None });
            }
        }
    }
    found.sort_by(|a, b| (path_of(a.from), a.span).cmp(&(path_of(b.from), b.span)));
    found
}

/// Write `found`, the references to `wanted`, for people.
pub fn refs_human(
    view: &View,
    wanted: &Wanted,
    found: &[Ref<'_>],
    standpoint: &Standpoint,
    out: &mut dyn Write,
) -> io::Result<()> {
    let places = Places::new(view);
    for Ref { from, kind, destination, span, status, .. } in found {
        // What a file for the generator names is no front matter in the eyes of anybody.
        let is_table =
            places.file(*from).is_some_and(|file| matches!(file.format, Format::Redirects(_)));
        let kind = if is_table { "entry" } else { kind };
        let at = places.line_col(*from, span.start);
        let page = places.file(*from).map(|file| standpoint.shown(&file.path)).unwrap_or_default();
        let (line, column) = (at.line, at.column);
        let destination = safe::line(&covered(destination));
        writeln!(out, "{page}:{line}:{column}: {kind} {destination} [{}]", status.name())?;
    }
    let mut pages: Vec<FileId> = found.iter().map(|found| found.from).collect();
    pages.dedup();
    let (links, pages) =
        (plural(found.len(), "link", "links"), plural(pages.len(), "page", "pages"));
    match found {
        [_, ..] => writeln!(out, "{links} in {pages}"),
        [] if wanted.folder => writeln!(out, "no link from outside of it"),
        [] if wanted.path.is_none() && wanted.address.is_none() => writeln!(
            out,
            "no link to this address; if these pages are published there, [site] `url` says so"
        ),
        [] => writeln!(out, "no link{}", no_anchor(view, wanted, standpoint)),
    }
}

/// Why nobody links to the anchor: the page, which is there, does not have it.
fn no_anchor(view: &View, wanted: &Wanted, standpoint: &Standpoint) -> String {
    let (Some(anchor), Some(path)) = (&wanted.anchor, &wanted.path) else { return String::new() };
    let page = view.snapshot().page(path).map(|(_, page)| page);
    match page {
        Some(page) if page.doc.anchors.iter().all(|known| *known.id != **anchor) => {
            let (path, anchor) = (standpoint.shown(path), safe::line(anchor));
            format!(
                ", and no anchor `{anchor}`: `guidepost anchors {path}` lists those that are there"
            )
        }
        _ => String::new(),
    }
}

#[derive(Serialize)]
struct RefsOut<'a> {
    schema: u32,
    target: &'a str,
    fragment: Option<&'a str>,
    refs: Vec<RefOut<'a>>,
}

#[derive(Serialize)]
struct RefOut<'a> {
    path: String,
    kind: &'static str,
    destination: Cow<'a, str>,
    start: PositionOut,
    end: PositionOut,
    status: &'static str,
    target: &'a str,
    fragment: Option<&'a str>,
}

/// Write `found`, the references to `wanted`, for programs.
pub fn refs_json(
    view: &View,
    wanted: &Wanted,
    found: &[Ref<'_>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let places = Places::new(view);
    let one = |found: &Ref<'_>| {
        let (start, end) = positions(found.from, found.span, &places);
        (start, end, path(found.from, &places).0)
    };
    let rows = found.iter().map(|found| {
        let (start, end, path) = one(found);
        RefOut {
            path,
            kind: found.kind,
            destination: covered(found.destination),
            start,
            end,
            status: found.status.name(),
            target: &found.to,
            fragment: found.fragment,
        }
    });
    let (target, fragment) = (wanted.name(), wanted.anchor.as_deref());
    put(&RefsOut { schema: SCHEMA, target, fragment, refs: rows.collect() }, out)
}
