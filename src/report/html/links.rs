//! Which pages link most and least, which nobody links to, and which images no page shows.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Cx;
use super::overview::rows;
use super::text::Text;
use crate::base::path::RelPath;
use crate::engine::View;
use crate::lint::rule;
use crate::lint::whole::Census;
use crate::report::{Edge, edges, plural, safe};

/// Pages of a list by links: the others are in between.
const MOST: usize = 10;

/// Links of one file.
#[derive(Default, Clone, Copy)]
struct Degree {
    /// Links in it to other files of the corpus.
    out: usize,
    /// Links to it in other pages.
    into: usize,
}

pub(super) fn section(cx: &Cx<'_>, out: &mut dyn Write) -> io::Result<()> {
    let view = cx.report.view;
    let pages = view.snapshot().pages().into_iter().filter(|(_, page)| page.is_checked_page());
    let mut degrees: BTreeMap<RelPath, Degree> =
        pages.map(|(_, page)| (page.path.clone(), Degree::default())).collect();
    let inside = edges(view).filter(|edge| edge.is_use() && edge.holds());
    for Edge { from, to, .. } in inside {
        let Some(from) = cx.places.file(from).map(|file| &file.path).filter(|from| **from != to)
        else {
            continue;
        };
        if let Some(degree) = degrees.get_mut(from) {
            degree.out += 1;
        }
        if let Some(degree) = degrees.get_mut(&to) {
            degree.into += 1;
        }
    }
    let all: Vec<(RelPath, Degree)> = degrees.into_iter().collect();
    let top = |count: fn(&Degree) -> usize| {
        let mut top: Vec<&(RelPath, Degree)> =
            all.iter().filter(|(_, degree)| count(degree) > 0).collect();
        top.sort_by_key(|(_, degree)| std::cmp::Reverse(count(degree)));
        top.truncate(MOST);
        top
    };
    writeln!(out, "<section id=\"links\"><h2>Links within the pages</h2><div class=\"columns\">")?;
    let name =
        |path: &RelPath| safe::path(&cx.report.standpoint.seen_from_above(path)).into_owned();
    for (title, count) in [
        ("Pages that link most", (|degree| degree.out) as fn(&Degree) -> usize),
        ("Pages linked to most", |degree| degree.into),
    ] {
        let top = top(count);
        if top.is_empty() {
            continue;
        }
        let head = "<th scope=\"col\">Page</th><th scope=\"col\">Links</th>";
        write!(out, "<div><h3>{title}</h3>")?;
        rows(title, head, &top, out, |(path, degree), out| {
            let (path, count) = (name(path), count(degree));
            write!(out, "<th scope=\"row\">{}</th><td class=\"num\">{count}</td>", Text(&path))
        })?;
        write!(out, "</div>")?;
    }
    writeln!(out, "</div>")?;
    let least = all.iter().filter(|(_, degree)| degree.out == 0).map(|(path, _)| path);
    let pages = |paths: &[&RelPath], [none, one, many]: [&str; 3], out: &mut dyn Write| {
        if paths.is_empty() {
            return writeln!(out, "<p>Every page {none}.</p>");
        }
        let what = if paths.len() == 1 { one } else { many };
        list(&format!("{} {what}", plural(paths.len(), "page", "pages")), paths, &name, out)
    };
    let least: Vec<&RelPath> = least.collect();
    pages(
        &least,
        ["links to another page", "links to no other page", "link to no other page"],
        out,
    )?;
    let is_start = |path: &RelPath| {
        let site = view.settings().sites.of(path);
        site.is_index(path) && path.parent().segments().count() <= site.home.segments().count() + 1
    };
    let orphans = all.iter().filter(|(path, degree)| degree.into == 0 && !is_start(path));
    let orphans: Vec<&RelPath> = orphans.map(|(path, _)| path).collect();
    pages(
        &orphans,
        [
            "is linked to by another page",
            "is linked to by no other page",
            "are linked to by no other page",
        ],
        out,
    )?;
    let unused = unused_images(view);
    if !unused.is_empty() {
        let images = plural(unused.len(), "image that no page shows", "images that no page shows");
        let title = format!("{images}; a template or a style sheet may");
        list(&title, &unused.iter().collect::<Vec<_>>(), &name, out)?;
    }
    writeln!(out, "</section>")
}

/// What `unused-asset` would tell, wherever it runs or not. Nothing where only a part of the pages was read.
fn unused_images(view: &View) -> Vec<RelPath> {
    let Some(rule) = rule("unused-asset") else { return Vec::new() };
    let pages = view.snapshot().pages().into_iter();
    let told = pages.flat_map(|(id, _)| view.found(rule).of(id));
    let mut unused: Vec<RelPath> =
        told.filter_map(|finding| RelPath::new(finding.data.text("target")?)).collect();
    unused.sort_unstable();
    unused
}

/// Files by name, behind a click.
fn list(
    title: &str,
    paths: &[&RelPath],
    name: &dyn Fn(&RelPath) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    /// Files of one list that are named.
    const MOST_NAMED: usize = 2_000;
    write!(out, "<details><summary>{title}</summary><ul>")?;
    for path in paths.iter().take(MOST_NAMED) {
        write!(out, "<li>{}</li>", Text(&name(path)))?;
    }
    if paths.len() > MOST_NAMED {
        write!(out, "<li>and {} more</li>", paths.len() - MOST_NAMED)?;
    }
    writeln!(out, "</ul></details>")
}
