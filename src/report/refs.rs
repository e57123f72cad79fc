//! Who links to a place.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::edges::edges;
use super::json::{PositionOut, SCHEMA, path, positions, put};
use super::{Places, Standpoint, plural, safe};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::secret::covered;
use crate::base::span::Span;
use crate::engine::View;
use crate::resolve::Status;
use crate::site::is_below;

/// The place whose references are wanted.
pub struct Wanted {
    /// A file or a folder, there or not.
    pub path: RelPath,
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
    /// What it leads to.
    pub to: RelPath,
    /// The fragment, decoded.
    pub fragment: Option<&'a str>,
}

/// Who refers to `wanted`, in the order of pages and places.
pub fn refs<'a>(view: &'a View, wanted: &Wanted) -> Vec<Ref<'a>> {
    let path_of = |id| view.snapshot().file(id).map(|file| &file.path);
    let leads_there = |from: FileId, to: &RelPath, fragment: Option<&str>| {
        let same_anchor = wanted.anchor.is_none() || wanted.anchor.as_deref() == fragment;
        let outside = || path_of(from).is_none_or(|from| !is_below(from, &wanted.path));
        let inside = || wanted.folder && is_below(to, &wanted.path) && outside();
        same_anchor && (*to == wanted.path || inside())
    };
    let mut found: Vec<Ref<'a>> = Vec::new();
    for edge in edges(view) {
        let fragment = edge.resolution.fragment.as_deref();
        if leads_there(edge.from, &edge.to, fragment) {
            found.push(Ref {
                from: edge.from,
                kind: edge.link.kind.name(),
                destination: &edge.link.url,
                span: edge.link.dest,
                status: edge.resolution.status,
                to: edge.to,
                fragment,
            });
        }
    }
    for (from, page) in view.snapshot().pages().into_iter().filter(|(_, page)| page.checked) {
        let site = view.settings().sites.of(&page.path);
        for include in &page.doc.includes {
            let mut may_be = site.included(&page.path, include).into_iter();
            if let Some(to) = may_be.find(|to| leads_there(from, to, None)) {
                let (destination, span, status) = (&*include.path, include.span, Status::Ok);
                let kind = "include";
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
        [] => writeln!(out, "no link{}", no_anchor(view, wanted, standpoint)),
    }
}

/// Why nobody links to the anchor: the page, which is there, does not have it.
fn no_anchor(view: &View, wanted: &Wanted, standpoint: &Standpoint) -> String {
    let Some(anchor) = &wanted.anchor else { return String::new() };
    let page = view.snapshot().page(&wanted.path).map(|(_, page)| page);
    match page {
        Some(page) if page.doc.anchors.iter().all(|known| *known.id != **anchor) => {
            let (path, anchor) = (standpoint.shown(&wanted.path), safe::line(anchor));
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
            target: found.to.as_str(),
            fragment: found.fragment,
        }
    });
    let (target, fragment) = (wanted.path.as_str(), wanted.anchor.as_deref());
    put(&RefsOut { schema: SCHEMA, target, fragment, refs: rows.collect() }, out)
}
