//! A reference or footnote whose label nobody defines, or that two definitions define differently.

use std::collections::HashMap;

use crate::base::diag::{Data, Datum, Place, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::doc::definitions::label_key as key;
use crate::doc::meant::{Fault, Meant, meant as meant_lines};
use crate::doc::{LinkKind, UndefinedReference};
use crate::lint::notes::{Note, notes};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::{is_page, parts};
use crate::site::Site;

pub(super) static META: RuleDef = RuleDef {
    name: "undefined-reference",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a reference link or footnote has no definition, or two that disagree",
    doc: include_str!("undefined_reference.md"),
    check: Check::Plain(check),
};

/// May `label` mean something on every page of `site`?
fn knows(site: &Site, label: &str) -> bool {
    site.ways.programs.labels.may_be(label) || site.labels.may_know(label)
}

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    footnotes(cx, out);
    let doc = &cx.file.doc;
    if doc.undefined.is_empty() && doc.duplicates.is_empty() {
        return; // As nearly all pages.
    }
    let site = cx.sites.of(&cx.file.path);
    // A file that is copied into the page brings its definitions along.
    let parts = if doc.undefined.is_empty() { Vec::new() } else { parts(cx.file, site) };
    let brings = |path: &RelPath, label: &str| {
        let Some((_, part)) = cx.snapshot.page(path) else { return !is_page(path) };
        let mut links = part.doc.links.iter();
        links.any(|link| {
            link.kind == LinkKind::Definition && key(&part.text[link.label.range()]) == key(label)
        })
    };
    let (mut meant, mut tags) = (None, None);
    for reference in &doc.undefined {
        let label = cx.slice(reference.label);
        let before = cx.file.text[..reference.span.range().start].chars().next_back();
        let in_a_word = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']' | ')'));
        // `[x][crate::Thing]` is for rustdoc, into whose pages such files are included.
        let known = site.ways.programs.labels.may_be(label) || label.contains("::");
        let named = known && !label.contains(char::is_whitespace);
        if in_a_word || named || label.trim().is_empty() || label.starts_with('^') {
            continue; // `matrix[0][1]` and the like are prose.
        }
        let written = cx.slice(reference.span);
        if is_index(written, label)
            || is_tag(&cx.file.text, reference, label)
                && *tags.get_or_insert_with(|| has_tags(&cx.file.text))
        {
            continue;
        }
        if site.labels.may_know(label) || parts.iter().any(|path| brings(path, label)) {
            continue;
        }
        // A part of a page means what it means there.
        if cx.snapshot.readers(&cx.file.path).any(|reader| knows(cx.sites.of(reader), label)) {
            continue;
        }
        let finding =
            Finding::new(reference.span, format!("no definition for the label “{label}”"))
                .label("readers see the brackets")
                .data(Data(vec![("label", Datum::Text(label.to_owned()))]));
        let lines = meant.get_or_insert_with(|| meant_lines(&cx.file.text, doc));
        let finding = if let Some(line) = lines.get(&key(label)) {
            because(cx, finding, line)
        } else {
            let help =
                format!("add `[{label}]: destination` to this page, or write the link inline");
            let cause = format!("undefined-reference {} {}", cx.file.path, label.to_lowercase());
            finding.help(help).cause(cause)
        };
        out.push(finding);
    }
    if doc.duplicates.is_empty() {
        return;
    }
    let mut definitions = HashMap::new();
    for link in doc.links.iter().filter(|link| link.kind == LinkKind::Definition) {
        definitions.entry(key(cx.slice(link.label))).or_insert(link);
    }
    for duplicate in &doc.duplicates {
        let label = cx.slice(duplicate.label);
        let Some(&first) = definitions.get(&key(label)) else { continue };
        let comment = matches!(&*duplicate.url, "" | "#");
        if first.url == duplicate.url || comment {
            continue;
        }
        let message = format!("the label “{label}” is defined twice, with two destinations");
        let data = Data(vec![
            ("destination", Datum::Text(cx.slice(duplicate.dest).to_owned())),
            ("label", Datum::Text(label.to_owned())),
        ]);
        let first = Place { file: cx.id, span: first.span, note: "this definition counts".into() };
        let finding = Finding::new(duplicate.dest, message)
            .label("never used: the first definition counts")
            .help("remove one of the two, or rename its label")
            .data(data)
            .places(vec![first]);
        out.push(finding);
    }
}

/// Is `written` an entry of a table, as in “the `[i][j]` entry”?
fn is_index(written: &str, label: &str) -> bool {
    let mut text = written.trim_start_matches('[').chars();
    let is_one = text.next().is_some_and(char::is_alphanumeric) && text.next() == Some(']');
    is_one && label.chars().count() == 1
}

/// Is `reference` the start of an item, so that both of its brackets may hold what the item is about: `- [menu][docs] Fix…`?
fn is_tag(text: &str, reference: &UndefinedReference, label: &str) -> bool {
    let range = reference.span.range();
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let named = text[range.clone()].trim_start_matches('[').split(']').next().unwrap_or_default();
    before.trim().trim_end_matches(['*', '-', '+']).is_empty()
        && !named.eq_ignore_ascii_case(label)
        && [named, label].iter().all(|name| !name.contains([' ', '`', '*', '/']))
        && text[range.end..].starts_with([' ', '['])
}

/// Do items of the page start with what they are about: `- [menu] Fix…`?
fn has_tags(text: &str) -> bool {
    const FEWEST: usize = 3;
    let is_item = |line: &&str| {
        let item = line.trim_start().strip_prefix(['*', '-', '+']).unwrap_or_default();
        let tag = item.trim_start().strip_prefix('[').and_then(|rest| rest.split_once("] "));
        tag.is_some_and(|(tag, _)| tag.len() > 1 && !tag.contains([']', '(']))
    };
    text.lines().filter(is_item).take(FEWEST).count() == FEWEST
}

/// References to footnotes that the page does not have, and footnotes that it has twice.
fn footnotes(cx: &FileCx<'_>, out: &mut Findings) {
    let notes = notes(cx);
    if notes.is_empty() || cx.is_part() || !parts(cx.file, cx.sites.of(&cx.file.path)).is_empty() {
        return; // A file that is copied into the page, or around it, may bring them along.
    }
    let mut defined: HashMap<_, &Note<'_>> = HashMap::new();
    for note in notes.iter().filter(|note| note.defines) {
        let data = Data(vec![("label", Datum::Text(note.label.to_owned()))]);
        if let Some(first) = defined.get(&key(note.label)) {
            let note_of = "this one counts".into();
            let place = Place { file: cx.id, span: first.span, note: note_of };
            let finding =
                Finding::new(note.span, format!("the footnote “{}” is written twice", note.label))
                    .label("readers see the first one only")
                    .help("rename one of the two, here and where the text refers to it")
                    .data(data)
                    .places(vec![place]);
            out.push(finding);
        } else {
            defined.insert(key(note.label), note);
        }
    }
    for note in notes.iter().filter(|note| !note.defines && !defined.contains_key(&key(note.label)))
    {
        if !is_reference(&cx.file.text, note, !defined.is_empty()) {
            continue;
        }
        let label = note.label;
        let finding = Finding::new(note.span, format!("no footnote “{label}” on this page"))
            .label("readers see the brackets")
            .help(format!("add `[^{label}]: text` as a paragraph of its own, or remove it"))
            .data(Data(vec![("label", Datum::Text(label.to_owned()))]))
            .cause(format!("undefined-reference {} ^{}", cx.file.path, label.to_lowercase()));
        out.push(finding);
    }
}

/// Was `note` meant as a reference, and not as an expression such as `[^a-z]`? On a page that `has_notes` it most likely was.
fn is_reference(text: &str, note: &Note<'_>, has_notes: bool) -> bool {
    let range = note.span.range();
    let (label, bytes) = (note.label, note.label.as_bytes());
    let named = label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    if !named || matches!(bytes, [_, b'-', _]) {
        return false;
    }
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    let attached = before.is_some_and(|c| !c.is_whitespace() && c != '(' && c != '/');
    let quantified =
        |c: char| c.is_alphanumeric() || matches!(c, '*' | '+' | '?' | '{' | '(' | '$');
    let ends = !behind.is_some_and(quantified);
    let number = bytes.iter().all(u8::is_ascii_digit);
    has_notes || ends && attached && (number || bytes.len() > 1)
}

/// `finding`, with the `line` that was meant to be the definition.
fn because(cx: &FileCx<'_>, finding: Finding, line: &Meant) -> Finding {
    let text = &cx.file.text;
    let (why, help, fix) = match line.fault {
        Fault::Space => {
            let written = format!("<{}>", cx.slice(line.dest));
            let order = "Write the destination between angle brackets";
            (
                "this is no definition, for its destination holds a space",
                format!(
                    "write the destination as `{written}`, so that this line defines its label"
                ),
                Fix::replace(Safety::Unsafe, order, cx.id, line.dest, written),
            )
        }
        Fault::Colon => {
            let written = cx.slice(line.span);
            let behind = written.find(']').map_or(0, |bracket| bracket + 1);
            let colon = behind + written[behind..].find(':').unwrap_or_default();
            let start = line.span.range().start;
            let spaces = Span::new(start + behind, start + colon);
            (
                "this is no definition, for a space stands in front of its colon",
                "remove the space, so that this line defines its label".to_owned(),
                Fix::replace(Safety::Safe, "Remove the space", cx.id, spaces, ""),
            )
        }
        Fault::Continues => {
            let start = text[..line.span.range().start].rfind('\n').map_or(0, |end| end + 1);
            let quote = text[start..line.span.range().start].trim_end();
            let end = if text[..start].ends_with("\r\n") { "\r\n" } else { "\n" };
            let order = "Put an empty line above the definition";
            (
                "this is no definition, for it continues what stands above",
                "put an empty line above it, so that this line defines its label".to_owned(),
                Fix::replace(
                    Safety::Safe,
                    order,
                    cx.id,
                    Span::empty(start),
                    format!("{quote}{end}"),
                ),
            )
        }
    };
    let place = Place { file: cx.id, span: line.span, note: why.into() };
    let cause = format!("undefined-reference {} at {}", cx.file.path, cx.slice(line.span));
    finding.help(help).places(vec![place]).cause(cause).fix(fix.changes_content())
}
