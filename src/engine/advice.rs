//! Suggestions, help and fixes for findings that will be reported.
//!
//! They are no part of what a finding is: they depend on the whole corpus and are worth computing only once it is
//! certain that somebody will read them.

use std::sync::Arc;

use crate::base::diag::{Datum, Diagnostic, Place};
use crate::base::edit::{Fix, Safety};
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::base::url;
use crate::corpus::File;
use crate::doc::{Format, Link, LinkKind, NAVIGATION};
use crate::resolve::headings::{self, Likeness};
use crate::resolve::suggest::{self, Index};
use crate::resolve::{self, Page, Resolution, Status, Want, is_page};
use crate::site::Serve;

use super::View;

/// Makes suggestions for one corpus.
pub struct Advice<'a> {
    view: &'a View,
    index: Index,
    /// Pages that somebody wrote.
    written: Vec<&'a File>,
}

/// Anchors of fewer bytes are on many pages.
const SHORTEST_MOVED: usize = 8;

/// An anchor that more pages have says nothing of where it was.
const MOST_ALIKE: usize = 3;

/// Anchors of a page that are named when none is like the wanted one.
const MOST_ANCHORS: usize = 5;

impl<'a> Advice<'a> {
    /// Get ready to make suggestions: indexes every known file.
    pub fn new(view: &'a View) -> Self {
        let pages = view.snapshot().pages().into_iter().map(|(_, page)| &**page);
        let written = pages.filter(|page| page.format != Format::Html).collect();
        Self { view, index: Index::new(view.snapshot()), written }
    }

    /// Look in no other page for a section that may have moved: of a change, earlier runs decide which pages are read.
    #[must_use]
    pub fn of_change(mut self) -> Self {
        self.written.clear();
        self
    }

    /// Is there anything to add to `diagnostic`?
    pub fn is_wanted(diagnostic: &Diagnostic) -> bool {
        matches!(diagnostic.rule, "missing-target" | "escapes-root" | "missing-anchor")
    }

    /// The page that lacks the anchor which `diagnostic` is about.
    pub fn page_lacking(view: &'a View, diagnostic: &Diagnostic) -> Option<&'a File> {
        let about = link_of(view, diagnostic).filter(|_| diagnostic.rule == "missing-anchor");
        let (_, _, resolution) = about?;
        view.snapshot().page(resolution.found.as_ref()?).map(|(_, page)| &**page)
    }

    /// Complete `diagnostic`. Returns the pages that would have to be read to say whether a suggested
    /// anchor is there.
    pub fn complete(&self, diagnostic: &mut Diagnostic) -> Vec<Want> {
        let mut wants = Vec::new();
        if !Self::is_wanted(diagnostic) {
            return wants;
        }
        let snapshot = self.view.snapshot();
        let Some(file) = snapshot.file(diagnostic.file) else { return wants };
        if matches!(file.format, Format::Redirects(_)) {
            let row = file.doc.links.iter().position(|link| link.dest == diagnostic.span);
            let key = row.and_then(|row| file.doc.front_matter_keys.get(row));
            let help = if key == Some(&NAVIGATION) {
                "name a page that is there"
            } else {
                "send readers to what is there"
            };
            diagnostic.help = Some(help.to_owned());
            return wants;
        }
        let Some((file, link, resolution)) = link_of(self.view, diagnostic) else { return wants };
        if let Some(place) = self.swallowed(resolution) {
            diagnostic.places.push(place);
            diagnostic.help = Some("close the block that swallows its heading".to_owned());
            return wants;
        }
        let Meant { suggestions, clear, renamed } = match diagnostic.rule {
            "missing-anchor" => self.anchors(file, link, resolution, &mut wants),
            _ => self.pages(file, link, resolution, &mut wants),
        };
        if let Some(best) = suggestions.first() {
            diagnostic.help = Some(if renamed {
                format!("it was renamed, says git: write `{best}`")
            } else {
                did_you_mean(&suggestions)
            });
            if clear {
                let order = "Write the suggested destination";
                let fix =
                    Fix::replace(Safety::Unsafe, order, diagnostic.file, link.dest, best.clone());
                diagnostic.fix = Some(fix);
            }
        } else if diagnostic.help.is_none() {
            diagnostic.help = Some(self.nothing_like(diagnostic.rule, link, resolution));
        }
        diagnostic.data.set("suggestions", Datum::List(suggestions));
        wants
    }

    fn nothing_like(&self, rule: &str, link: &Link, resolution: &Resolution) -> String {
        if rule != "missing-anchor" {
            let what = match link.kind {
                LinkKind::Image => "show another one, or remove it",
                _ => "link to another page, or remove the link",
            };
            return format!("no file here is called like it: {what}");
        }
        let page = resolution.found.as_ref().and_then(|path| self.view.snapshot().page(path));
        let mut ids: Vec<&str> =
            page.iter().flat_map(|(_, page)| page.exports()).map(|e| e.id).collect();
        ids.sort_unstable();
        let shown: Vec<String> =
            ids.iter().take(MOST_ANCHORS).map(|id| format!("`#{id}`")).collect();
        match ids.len().checked_sub(MOST_ANCHORS) {
            _ if shown.is_empty() => "link to it without the part behind `#`".to_owned(),
            None | Some(0) => format!("it has {}", shown.join(", ")),
            Some(more) => format!("it has {} and {more} more", shown.join(", ")),
        }
    }

    /// Pages that may have been meant.
    fn pages(
        &self,
        file: &File,
        link: &Link,
        resolution: &Resolution,
        wants: &mut Vec<Want>,
    ) -> Meant {
        let written = &file.text[link.dest.range()];
        if let Some(meant) = suggest::slip(written, file) {
            return Meant { suggestions: vec![meant], clear: true, renamed: false };
        }
        let fragment = resolution.fragment.as_deref().filter(|fragment| !fragment.is_empty());
        let target = resolution.target.as_deref().unwrap_or_default();
        let text = &file.text[link.label.range()];
        let mut ranked = self.index.paths(target, &self.start(file, resolution).path, text);
        if resolution.status == Status::Escapes {
            // What lay outside is not here under another name.
            ranked.retain(|(cost, _)| suggest::is_same_name(*cost));
        }
        let mut clear = suggest::is_clear(&ranked);
        let mut is_called_so = ranked.first().is_some_and(|(cost, _)| suggest::is_same_name(*cost));
        let mut paths: Vec<RelPath> = ranked.into_iter().map(|(_, path)| path).collect();
        let first = paths.first().cloned();
        self.prefer(&mut paths, self.start(file, resolution), fragment, wants);
        clear &= paths.first() == first.as_ref();
        // What history says of the file beats every likeness.
        let mut renamed = self.renamed(target);
        if let Some(renamed) = &renamed {
            paths.retain(|path| path != renamed);
            paths.insert(0, renamed.clone());
            paths.truncate(suggest::MOST);
            (clear, is_called_so) = (true, true);
        }
        // A page that was split or merged left its name in front of an anchor that is elsewhere now.
        if let Some(fragment) = fragment.filter(|_| !is_called_so) {
            let here = file.export(fragment).is_some().then_some(&file.path);
            let there = || self.elsewhere(fragment, text, &file.path, &file.path);
            let moved = here.or_else(|| there().map(|(path, _)| path)).cloned();
            let first = paths.first().and_then(|path| self.view.snapshot().page(path));
            let is_first = first.is_some_and(|(_, page)| page.export(fragment).is_some());
            if let Some(moved) = moved.filter(|_| !is_first) {
                paths.retain(|path| *path != moved);
                paths.insert(0, moved);
                paths.truncate(suggest::MOST);
                clear = false;
            }
        }
        let mut suggestions = Vec::new();
        for path in &paths {
            match self.destination(path, file, link, resolution, wants) {
                Some(destination) => suggestions.push(destination),
                None => _ = renamed.take_if(|renamed| renamed == path),
            }
        }
        Meant { suggestions, clear, renamed: renamed.is_some() }
    }

    /// Bring forward what a generator of pages can link to from `page`, and of that what has the anchor `fragment`.
    fn prefer(
        &self,
        paths: &mut [RelPath],
        page: &File,
        fragment: Option<&str>,
        wants: &mut Vec<Want>,
    ) {
        let (snapshot, sites) = (self.view.snapshot(), &self.view.settings().sites);
        let site = sites.of(&page.path);
        let is_forge = site.ways.serve == Serve::Files && site.ways.lists;
        let is_away = |path: &RelPath| !is_forge && is_page(path) && !site.holds(path);
        let fragment = fragment.filter(|fragment| fragment.len() >= SHORTEST_MOVED);
        let unread = |path: &&RelPath| is_page(path) && snapshot.page(path).is_none();
        let unread = paths.iter().filter(unread).filter(|_| fragment.is_some());
        let known = wants.len();
        wants.extend(unread.cloned().map(Want::Page));
        let fragment = fragment.filter(|_| wants.len() == known);
        let lacks = |path: &RelPath| {
            let page = snapshot.page(path);
            fragment.is_some_and(|id| page.is_none_or(|(_, page)| page.export(id).is_none()))
        };
        paths.sort_by_key(|path| (is_away(path), lacks(path)));
    }

    /// The page from which a link in `file` starts: itself, or one that includes it.
    fn start<'f>(&'f self, file: &'f File, resolution: &Resolution) -> &'f File {
        let reader = resolution.reader.and_then(|reader| self.view.snapshot().file(reader));
        reader.map_or(file, |reader| &**reader)
    }

    /// Where the file that was at `target` went, followed from name to name.
    fn renamed(&self, target: &str) -> Option<RelPath> {
        let snapshot = self.view.snapshot();
        let stem = target.strip_suffix(".html").unwrap_or(target);
        let ends = ["", ".md", ".mdx", "/index.md", "/index.mdx", "/README.md", "/_index.md"];
        let olds = ends.iter().map(|end| format!("{stem}{end}"));
        let mut olds = [target.to_owned()].into_iter().chain(olds);
        olds.find_map(|old| snapshot.renamed(&RelPath::new(&old)?))
    }

    /// How `file` links to `path`, with the anchor that `resolution` asks for if it is there.
    fn destination(
        &self,
        path: &RelPath,
        file: &File,
        link: &Link,
        resolution: &Resolution,
        wants: &mut Vec<Want>,
    ) -> Option<String> {
        let written = &file.text[link.dest.range()];
        let start = self.start(file, resolution);
        let page = Page::new(start, self.view.snapshot(), &self.view.settings().sites);
        let mut destination = resolve::destination(path, &page, written, link.is_raw(file.format))?;
        let Some(fragment) = resolution.fragment.as_deref().filter(|fragment| !fragment.is_empty())
        else {
            return Some(destination);
        };
        let page = self.view.snapshot().page(path);
        if page.is_none() && is_page(path) {
            wants.push(Want::Page(path.clone()));
        }
        let fragment = match page {
            Some((_, page)) if page.export(fragment).is_none() => {
                headings::anchors(fragment, page).into_iter().next().map(|(_, id)| id)
            }
            _ => Some(fragment.to_owned()),
        };
        if let Some(fragment) = fragment {
            if *path == file.path {
                destination.clear();
            }
            destination.push('#');
            destination.push_str(&url::encode(&fragment));
        }
        Some(destination)
    }

    /// Anchors that may have been meant.
    fn anchors(
        &self,
        file: &File,
        link: &Link,
        resolution: &Resolution,
        wants: &mut Vec<Want>,
    ) -> Meant {
        let Some((page, fragment)) = self.lacking(resolution) else { return Meant::default() };
        let text = &file.text[link.label.range()];
        let written = &file.text[link.dest.range()];
        let before = written.split_once('#').map_or(written, |(before, _)| before);
        let ids = headings::anchors(fragment, page);
        // What history says of the heading beats every likeness.
        let past = self.view.snapshot().past(&page.path).unwrap_or_default();
        let renamed = headings::successor(fragment, &page.doc, past);
        let mut exported = page.exports().map(|export| export.id);
        let respelled = exported.find(|id| id.eq_ignore_ascii_case(fragment));
        let best = renamed.or(respelled).or_else(|| headings::said(text, page));
        // One that is much like it was meant, too, where no other one is.
        let near = ids.iter().filter(|(likeness, _)| *likeness == Likeness::Near);
        let mut clear = best.is_some() || near.count() == 1;
        let vague = ids.iter().all(|(likeness, _)| *likeness == Likeness::Vague);
        let others = ids.iter().map(|(_, id)| id.as_str()).filter(|id| Some(*id) != best);
        let here = best.into_iter().chain(others);
        let mut suggestions: Vec<String> =
            here.map(|id| format!("{before}#{}", url::encode(id))).collect();
        if best.is_none()
            && let Some((other, is_said)) = self.elsewhere(fragment, text, &page.path, &file.path)
            && let Some(moved) = self.destination(other, file, link, resolution, wants)
        {
            let is_first = is_said && vague;
            let at = if is_first { 0 } else { suggestions.len().min(suggest::MOST - 1) };
            suggestions.insert(at, moved);
            clear &= !is_first;
        }
        suggestions.truncate(suggest::MOST);
        Meant { suggestions, clear, renamed: renamed.is_some() }
    }

    /// The page nearest to `from` that has the anchor which the page `lacking` has not: a section may have moved, or its page
    /// was left out. Does the text of the link say what the section is called, too?
    fn elsewhere(
        &self,
        fragment: &str,
        text: &str,
        lacking: &RelPath,
        from: &RelPath,
    ) -> Option<(&RelPath, bool)> {
        if fragment.len() < SHORTEST_MOVED {
            return None;
        }
        let sites = &self.view.settings().sites;
        let pages = self.written.iter().filter(|page| {
            page.path != *lacking
                && page.export(fragment).is_some()
                && suggest::in_one_tree(&page.path, from)
                && Arc::ptr_eq(sites.of(&page.path), sites.of(from))
        });
        if pages.clone().nth(MOST_ALIKE).is_some() {
            return None;
        }
        let steps = |page: &File| page.path.relative_to(&from.parent()).split('/').count();
        let mut pages: Vec<_> = pages.map(|page| (steps(page), *page)).collect();
        pages.sort_by_key(|(steps, _)| *steps);
        let (nearest, page) = *pages.first()?;
        if pages.get(1).is_some_and(|(steps, _)| *steps == nearest) {
            return None;
        }
        let mut headings = page.doc.anchors.iter().filter(|anchor| *anchor.id == *fragment);
        let is_said = headings.any(|anchor| headings::says(page.doc.heading_text(anchor), text));
        Some((&page.path, is_said))
    }

    /// The page that a link leads to, and the fragment that is none of its anchors.
    fn lacking<'r>(&'r self, resolution: &'r Resolution) -> Option<(&'r File, &'r str)> {
        let (_, page) = self.view.snapshot().page(resolution.found.as_ref()?)?;
        let fragment = resolution.fragment.as_deref()?;
        page.export(fragment).is_none().then_some((page, fragment))
    }

    /// The block that makes no heading of what would give the wanted anchor, for nothing closes it.
    fn swallowed(&self, resolution: &Resolution) -> Option<Place> {
        let (page, fragment) = self.lacking(resolution)?;
        let span = headings::swallowed(fragment, page)?;
        let (file, _) = self.view.snapshot().page(&page.path)?;
        Some(Place { file, span, note: "nothing closes this".into() })
    }
}

/// What a broken link may have meant.
#[derive(Default)]
struct Meant {
    /// Destinations, best first.
    suggestions: Vec<String>,
    /// The first stands out.
    clear: bool,
    /// History says so.
    renamed: bool,
}

/// The link that `diagnostic` is about, its page, and where it leads.
fn link_of<'v>(
    view: &'v View,
    diagnostic: &Diagnostic,
) -> Option<(&'v File, &'v Link, &'v Resolution)> {
    let file = view.snapshot().file(diagnostic.file)?;
    let row = link_at(file, diagnostic.span)?;
    Some((file, &file.doc.links[row], &view.resolved(diagnostic.file)?.links[row]))
}

/// The row of the link whose destination is at `dest`.
fn link_at(file: &File, dest: Span) -> Option<usize> {
    // Links are in the order of their starts, and a destination lies within its link.
    let links = &file.doc.links;
    let end = links.partition_point(|link| link.span.start <= dest.start);
    (0..end).rev().find(|&row| links[row].dest == dest && links[row].definition.is_none())
}

pub(super) fn did_you_mean(suggestions: &[String]) -> String {
    let quoted: Vec<String> =
        suggestions.iter().map(|suggestion| format!("`{suggestion}`")).collect();
    match quoted.as_slice() {
        [rest @ .., last] if !rest.is_empty() => {
            format!("did you mean {} or {last}?", rest.join(", "))
        }
        _ => format!("did you mean {}?", quoted.join("")),
    }
}
