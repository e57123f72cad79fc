//! A page's headings against the sections that its type asks for.
//!
//! One alignment finds for each section the headings that are it, so that each absence is one problem:
//! missing, misplaced, at the wrong level, or empty, never several of these.

mod align;
mod contents;
mod order;
mod unexpected;

use unicode_normalization::UnicodeNormalization;

use super::FileCx;
use super::types::{self, PageType, Section, Title, Typed};
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::mojibake;
use align::Found;

/// What is wrong with one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of fault.
    pub fault: Fault,
    /// The id of the section; the heading's text for one that should not be there.
    pub section: String,
    /// Where: the heading, or for an absent section the heading it should follow.
    pub span: Span,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// There is no heading for this section.
    pub absent: bool,
    /// The heading that may be the absent section under another name.
    pub nearest: Option<Span>,
    /// Where a missing section would go, and its heading, if its title is certain.
    pub skeleton: Option<(usize, String)>,
}

/// The kinds of fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A required section is not there, or is empty.
    Missing,
    /// A section is there but in the wrong place or at the wrong level.
    Misplaced,
    /// A section is there that should not be.
    Unexpected,
    /// A section does not hold what it should.
    Contents,
}

/// A heading that may be a section.
#[derive(Debug)]
struct Heading<'a> {
    /// Its row in the document.
    row: usize,
    level: u8,
    span: Span,
    /// Its text as it is compared.
    text: String,
    has_body: bool,
    file: &'a File,
}

impl Heading<'_> {
    /// Where the section ends that it starts, with its subsections.
    fn end(&self) -> usize {
        let below = |other: &&crate::doc::Heading| other.level > self.level;
        self.end_where(|other| !below(&other))
    }

    /// Where its own text ends.
    fn own_end(&self) -> usize {
        self.end_where(|_| true)
    }

    fn end_where(&self, ends: impl Fn(&crate::doc::Heading) -> bool) -> usize {
        let next = self.file.doc.headings[self.row + 1..].iter().find(|other| ends(other));
        next.map_or(self.file.text.len(), |next| next.span.range().start)
    }

    /// Is there anything under it, in itself or in its subsections?
    fn has_content(&self) -> bool {
        let below = self.file.doc.headings[self.row + 1..].iter();
        let mut below = below.take_while(|below| below.level > self.level);
        self.has_body || below.any(|below| below.has_body)
    }
}

/// A section as this page must have it.
#[derive(Debug)]
struct Wanted<'a> {
    section: &'a Section,
    /// Its titles in the language of the page.
    titles: &'a [Title],
    /// It must be there, and somebody has said how it reads in this language.
    required: bool,
}

impl Wanted<'_> {
    fn has_level(&self, level: u8) -> bool {
        self.section.levels.is_empty() || self.section.levels.contains(&level)
    }

    /// A problem with it at `span`.
    fn problem(&self, fault: Fault, span: Span, message: String) -> Problem {
        Problem {
            fault,
            section: self.section.id.clone(),
            span,
            message,
            help: self.section.help.clone(),
            absent: false,
            nearest: None,
            skeleton: None,
        }
    }
}

/// A page seen as one of a type.
struct Page<'a> {
    wanted: &'a PageType,
    cx: &'a FileCx<'a>,
    /// The heading that is the title of the page and no section.
    title: Option<Span>,
    headings: Vec<Heading<'a>>,
    sections: Vec<Wanted<'a>>,
    found: Vec<Found>,
    /// Some section has no title in the language of the page.
    untranslated: bool,
}

impl<'a> Page<'a> {
    fn new(page_type: &'a PageType, cx: &'a FileCx<'a>) -> Self {
        let (file, locale) = (cx.file, cx.locale.as_deref());
        let mut untranslated = false;
        let wanted = page_type.sections.iter().map(|section| {
            let titles = section.titles_in(locale, cx.source_locale);
            untranslated |= titles.is_none();
            let required = section.required && titles.is_some();
            Wanted { section, titles: titles.unwrap_or(&section.titles), required }
        });
        let sections: Vec<Wanted<'a>> = wanted.collect();
        // A type that lists a section of level 1 speaks of the title.
        let listed = sections.iter().any(|wanted| wanted.section.levels.contains(&1));
        let title = file.doc.headings.iter().position(|heading| heading.level == 1);
        let title = title.filter(|_| !listed);
        let rows = file.doc.headings.iter().enumerate().filter(|(row, _)| Some(*row) != title);
        let headings = rows.map(|(row, heading)| Heading {
            row,
            level: heading.level,
            span: heading.span,
            text: comparable(&heading.text),
            has_body: heading.has_body,
            file,
        });
        let headings: Vec<Heading<'a>> = headings.collect();
        let found = align::align(&sections, page_type.ordered, &headings);
        let title = title.map(|row| file.doc.headings[row].span);
        Self { wanted: page_type, cx, title, headings, sections, found, untranslated }
    }

    /// The headings that are the section in `row`.
    fn headings_of(&self, row: usize) -> impl DoubleEndedIterator<Item = &Heading<'a>> {
        self.found[row].rows.iter().map(|&at| &self.headings[at])
    }

    fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut renamed = Vec::new();
        let mut after = self.title;
        for (row, wanted) in self.sections.iter().enumerate() {
            let Some(last) = self.headings_of(row).next_back() else {
                if wanted.required {
                    let (problem, nearest) = self.missing(wanted, after);
                    problems.push(problem);
                    renamed.extend(nearest);
                }
                continue;
            };
            let misplaced = order::problem(self, row);
            let settled = misplaced.is_some();
            problems.extend(misplaced);
            problems.extend(order::count(self, row));
            for heading in self.headings_of(row) {
                if heading.has_content() {
                    problems.extend(contents::problems(self, wanted, heading));
                } else if wanted.required && !wanted.section.allow_empty && !settled {
                    let message = format!("section “{}” is empty", heading.text);
                    problems.push(wanted.problem(Fault::Missing, heading.span, message));
                }
            }
            if wanted.section.position.is_none() && !self.found[row].displaced {
                after = Some(last.span);
            }
        }
        problems.extend(unexpected::problems(self, &renamed));
        problems
    }

    /// The problem that there is no heading for `wanted`, which should follow `after`, and the row of the heading that
    /// may be it under another name.
    fn missing(&self, wanted: &Wanted<'_>, after: Option<Span>) -> (Problem, Option<usize>) {
        let taken = |at: usize| self.found.iter().any(|found| found.rows.contains(&at));
        let words = wanted.titles.first().map(Title::words).unwrap_or_default();
        let free = self.headings.iter().enumerate().filter(|(at, _)| !taken(*at));
        let alike = free
            .map(|(at, heading)| (strsim::jaro_winkler(&words, &heading.text.to_lowercase()), at));
        let nearest = alike
            .filter(|(likeness, _)| *likeness > 0.75)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, at)| at);
        let message = format!("no section {}", types::shown(wanted.titles));
        let mut problem = wanted.problem(Fault::Missing, after.unwrap_or_default(), message);
        if let Some(at) = nearest {
            let text = &self.headings[at].text;
            let help = format!("the nearest heading is “{text}”: rename it, or add the section");
            problem.help = Some(match problem.help.take() {
                Some(own) => format!("{own} {}{}", help[..1].to_uppercase(), &help[1..]),
                None => help,
            });
            problem.nearest = Some(self.headings[at].span);
        }
        let certain = wanted.titles.iter().find_map(|title| match title {
            Title::Is(title) => Some(title.clone()),
            _ => None,
        });
        let level = wanted.section.levels.first().copied().unwrap_or(2);
        let next = self.cx.file.doc.headings.iter().find(|other| match after {
            Some(after) => other.span.start > after.start,
            None => true,
        });
        let end = next.map_or(self.cx.file.text.len(), |next| next.span.range().start);
        problem.skeleton =
            certain.map(|title| (end, format!("{} {title}", "#".repeat(level.into()))));
        problem.absent = true;
        (problem, nearest)
    }
}

/// What is wrong with the sections of the page as one of `typed`.
pub(super) fn problems(typed: &Typed, cx: &FileCx<'_>) -> Vec<Problem> {
    Page::new(&typed.page_type, cx).problems()
}

/// One line of what a page has of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The id of the section; `None` for a heading that is none.
    pub section: Option<String>,
    /// Must it be there?
    pub required: bool,
    /// Does nobody say how it reads in the language of the page?
    pub untranslated: bool,
    /// The titles that are looked for, for people.
    pub titles: String,
    /// The headings that are it.
    pub headings: Vec<Span>,
}

/// For each section of the type its headings, and behind them the headings that are no section.
pub fn outline(page_type: &PageType, cx: &FileCx<'_>) -> Vec<Row> {
    let page = Page::new(page_type, cx);
    let mut rows: Vec<Row> = Vec::new();
    for (row, wanted) in page.sections.iter().enumerate() {
        rows.push(Row {
            section: Some(wanted.section.id.clone()),
            required: wanted.required,
            untranslated: wanted.section.required && !wanted.required,
            titles: types::shown(wanted.titles),
            headings: page.headings_of(row).map(|heading| heading.span).collect(),
        });
    }
    let listed = |at: usize| page.found.iter().any(|found| found.rows.contains(&at));
    let rest = page.headings.iter().enumerate().filter(|(at, _)| !listed(*at));
    rows.extend(rest.map(|(_, heading)| Row {
        section: None,
        required: false,
        untranslated: false,
        titles: String::new(),
        headings: vec![heading.span],
    }));
    rows
}

/// The text of a heading as it is compared: what an encoding damaged is repaired before anything else.
pub fn comparable(text: &str) -> String {
    normalise(&mojibake::repaired(text))
}

/// Text as it is compared: NFC, spaces collapsed, typographic quotes, dashes and hyphens as their ASCII fellows.
pub fn normalise(text: &str) -> String {
    let folded = text.nfc().map(|c| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' | '‑' | '‐' => '-',
        other => other,
    });
    let folded: String = folded.collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}
