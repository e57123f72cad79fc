//! What a section holds, against what it must hold.

use super::{Fault, Heading, Page, Problem, Wanted};
use crate::base::span::Span;
use crate::doc::{Link, LinkKind};
use crate::lint::types::{Need, Range, Thing};
use crate::resolve::Status;

/// What is wrong with what stands under `heading`, a problem for each demand.
pub(super) fn problems(
    page: &Page<'_>,
    wanted: &Wanted<'_>,
    heading: &Heading<'_>,
) -> Vec<Problem> {
    let section = wanted.section;
    let (start, end) = (heading.span.range().end, heading.end());
    let mut problems = Vec::new();
    let mut say = |span: Span, message: String| {
        problems.push(wanted.problem(Fault::Contents, span, message));
    };
    if let Some(range) = section.words {
        let words = words(page, start, end);
        if !range.holds(words) {
            let needs = range.shown("word", "words");
            say(heading.span, format!("“{}” needs {needs}, has {words}", heading.text));
        }
    }
    let mut few_links = false;
    for need in &section.contains {
        // Who has too few links is not told that too few of them stay within the site.
        if few_links && matches!(need, Need::Count(Thing::InternalLinks, ..)) {
            continue;
        }
        if let Some(lack) = lack(page, heading, need) {
            few_links |= matches!(need, Need::Count(Thing::Links, ..));
            say(heading.span, format!("“{}” needs {lack}", heading.text));
        }
    }
    let text = &page.cx.file.text[start..end];
    for pattern in section.must_match.iter().filter(|pattern| !pattern.is_match(text)) {
        say(heading.span, format!("“{}” has nothing that matches `{pattern}`", heading.text));
    }
    for pattern in &section.must_not_match {
        if let Some(found) = pattern.find(text) {
            let span = Span::new(start + found.start(), start + found.end());
            say(span, format!("“{}” must not have what matches `{pattern}`", heading.text));
        }
    }
    problems
}

/// How many words of prose stand from `start` to `end`.
pub(in crate::lint) fn words(page: &Page<'_>, start: usize, end: usize) -> u64 {
    let prose = page.cx.contents().prose.iter();
    prose.filter(|prose| (start..end).contains(&prose.start)).map(|prose| prose.words).sum()
}

/// What of `need` is not there: `at least 1 link, has none`.
fn lack(page: &Page<'_>, heading: &Heading<'_>, need: &Need) -> Option<String> {
    match need {
        Need::Any(ways) => {
            let lacks =
                ways.iter().map(|way| way.iter().find_map(|need| lack(page, heading, need)));
            let lacks: Option<Vec<String>> = lacks.collect();
            lacks.filter(|lacks| !lacks.is_empty()).map(|lacks| lacks.join("; or "))
        }
        Need::Count(thing, range, own) => {
            let end = if *own { heading.own_end() } else { heading.end() };
            let count = count(page, heading.span.range().end, end, thing)?;
            let lacking = !range.holds(count);
            let place = if *own { " outside its subsections" } else { "" };
            lacking.then(|| format!("{}{place}, has {}", shown(thing, *range), number(count)))
        }
    }
}

fn number(count: u64) -> String {
    if count == 0 { "none".to_owned() } else { count.to_string() }
}

/// How many of `thing` there are from `start` to `end`; `None` where the page does not tell.
fn count(page: &Page<'_>, start: usize, end: usize, thing: &Thing) -> Option<u64> {
    let cx = page.cx;
    let within = |at: usize| (start..end).contains(&at);
    let links = || {
        let links = cx.file.doc.links.iter().zip(cx.resolutions);
        links.filter(move |(link, _)| within(link.span.range().start))
    };
    let is_element = |link: &Link, tag: &str| {
        let start = cx.slice(link.span).get(..tag.len());
        link.kind == LinkKind::Html && start.is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    let is_image = |link: &Link| link.kind == LinkKind::Image || is_element(link, "<img");
    let is_link = |link: &Link| match link.kind {
        LinkKind::Image | LinkKind::Definition => false,
        LinkKind::Html => is_element(link, "<a"),
        _ => true,
    };
    let is_internal = |status| !matches!(status, Status::External | Status::Ignored);
    let known = cx.file.format != crate::doc::Format::Html;
    Some(match thing {
        Thing::Links => links().filter(|(link, _)| is_link(link)).count() as u64,
        Thing::InternalLinks => {
            let links = links().filter(|(link, _)| is_link(link));
            links.filter(|(_, resolution)| is_internal(resolution.status)).count() as u64
        }
        Thing::Images => links().filter(|(link, _)| is_image(link)).count() as u64,
        _ if !known => return None,
        Thing::Tables => cx.contents().tables.iter().filter(|at| within(**at)).count() as u64,
        Thing::Code(langs) => {
            let code = cx.contents().code.iter().filter(|code| within(code.start));
            let fits = |lang: &String| langs.is_empty() || langs.contains(lang);
            code.filter(|code| fits(&code.lang)).count() as u64
        }
        Thing::Lists { items, ordered } => {
            let lists = cx.contents().lists.iter().filter(|list| within(list.start));
            let fits = |is: bool| ordered.is_none_or(|wanted| wanted == is);
            lists.filter(|list| fits(list.ordered) && items.holds(list.items)).count() as u64
        }
    })
}

/// So many of `thing`, for people.
fn shown(thing: &Thing, range: Range) -> String {
    match thing {
        Thing::Links => range.shown("link", "links"),
        Thing::InternalLinks => range.shown("link within the site", "links within the site"),
        Thing::Images => range.shown("image", "images"),
        Thing::Tables => range.shown("table", "tables"),
        Thing::Code(langs) if langs.is_empty() => range.shown("code block", "code blocks"),
        Thing::Code(langs) => {
            let langs = langs.join(" or ");
            range.shown(&format!("code block in {langs}"), &format!("code blocks in {langs}"))
        }
        Thing::Lists { items, ordered } => {
            let kind = match ordered {
                Some(true) => "numbered ",
                Some(false) => "bulleted ",
                None => "",
            };
            let of = match (items.min, items.max) {
                (0, u64::MAX) => String::new(),
                _ => format!(" of {}", items.shown("item", "items")),
            };
            range.shown(&format!("{kind}list{of}"), &format!("{kind}lists{of}"))
        }
    }
}
