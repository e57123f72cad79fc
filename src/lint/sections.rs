//! A page's headings against the sections that its type asks for.
//!
//! One alignment finds for each section the heading that is it, so that each absence is one problem:
//! missing, misplaced, at the wrong level, or empty, never several of these.

use unicode_normalization::UnicodeNormalization;

use super::types::{PageType, Section, Unlisted};
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::{Heading, mojibake};

/// What is wrong with one section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What kind of fault.
    pub fault: Fault,
    /// The page type that says so.
    pub page_type: String,
    /// The id of the section; the heading's text for one that should not be there.
    pub section: String,
    /// Where: the heading, or for an absent section the heading it should follow.
    pub span: Span,
    /// There is no heading for this section.
    pub absent: bool,
    /// What is wrong, one sentence.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
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
}

/// What is wrong with the sections of `file` as a page of `page_type`.
pub fn problems(page_type: &PageType, file: &File) -> Vec<Problem> {
    let title = file.doc.headings.iter().position(|heading| heading.level == 1);
    let headings: Vec<(&Heading, String)> = file
        .doc
        .headings
        .iter()
        .enumerate()
        .filter(|(row, _)| Some(*row) != title)
        .map(|(_, heading)| (heading, normalise(&heading.text)))
        .collect();
    let found = align(page_type, &headings);
    let mut problems = Vec::new();
    let mut renamed = Vec::new();
    let mut after = title.map(|row| file.doc.headings[row].span);
    let mut highest: Option<(usize, usize)> = None;
    for (row, section) in page_type.sections.iter().enumerate() {
        let problem = |fault, span, message: String| Problem {
            fault,
            page_type: page_type.name.clone(),
            section: section.id.clone(),
            span,
            message,
            help: section.help.clone(),
            absent: false,
            skeleton: None,
        };
        let Some(at) = found[row] else {
            if section.required {
                let (problem, nearest) =
                    missing(page_type, section, file, &headings, &found, after);
                problems.push(problem);
                renamed.extend(nearest);
            }
            continue;
        };
        let (heading, text) = &headings[at];
        if !section.levels.is_empty() && !section.levels.contains(&heading.level) {
            let levels: Vec<String> = section.levels.iter().map(ToString::to_string).collect();
            let message = format!(
                "section “{text}” is at level {}, not {}",
                heading.level,
                levels.join(" or ")
            );
            problems.push(problem(Fault::Misplaced, heading.span, message));
        } else if page_type.ordered && highest.is_some_and(|(before, _)| at < before) {
            let (_, before) = highest.unwrap_or_default();
            let before = &page_type.sections[before];
            let message = format!("section “{text}” stands before the section {}", before.shown());
            let mut late = problem(Fault::Misplaced, heading.span, message);
            late.help
                .get_or_insert_with(|| format!("move it behind the section {}", before.shown()));
            problems.push(late);
        } else if !section.allow_empty && !has_content(file, heading) {
            let message = format!("section “{text}” is empty");
            problems.push(problem(Fault::Missing, heading.span, message));
        }
        if highest.is_none_or(|(before, _)| at > before) {
            highest = Some((at, row));
        }
        after = Some(heading.span);
    }
    problems.extend(unexpected(page_type, &headings, &found, &renamed));
    problems
}

/// A heading's text as it is compared: not garbled, NFC, spaces collapsed, typographic quotes and dashes as
/// their ASCII fellows.
pub fn normalise(text: &str) -> String {
    let text = mojibake::repaired(text);
    let folded = text.nfc().map(|c| match c {
        '’' | '‘' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        other => other,
    });
    let folded: String = folded.collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For each section the row of the heading that is it. Sections in the declared order at the right level come
/// first; what is left over takes the headings that are left over, wherever they stand.
fn align(page_type: &PageType, headings: &[(&Heading, String)]) -> Vec<Option<usize>> {
    let sections = &page_type.sections;
    let fits = |section: &Section, at: usize| {
        let (heading, text) = &headings[at];
        let titled = section.titles.iter().any(|title| title.fits(text));
        let level = section.levels.is_empty() || section.levels.contains(&heading.level);
        if titled { if level { 2 } else { 1 } } else { 0 }
    };
    // best[i][j]: the highest score of the sections from i on with the headings from j on, in order.
    let (rows, columns) = (sections.len(), headings.len());
    let mut best = vec![vec![0_u32; columns + 1]; rows + 1];
    for i in (0..rows).rev() {
        for j in (0..columns).rev() {
            let here = fits(&sections[i], j);
            let taken = if here > 0 { here + best[i + 1][j + 1] } else { 0 };
            best[i][j] = taken.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let mut found = vec![None; rows];
    let (mut i, mut j) = (0, 0);
    while i < rows && j < columns {
        let here = fits(&sections[i], j);
        if here > 0 && best[i][j] == here + best[i + 1][j + 1] {
            found[i] = Some(j);
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] == best[i][j + 1] {
            j += 1;
        } else {
            i += 1;
        }
    }
    let mut used: Vec<bool> = vec![false; columns];
    for at in found.iter().flatten() {
        used[*at] = true;
    }
    for (row, section) in sections.iter().enumerate() {
        if found[row].is_none() {
            let free = (0..columns).filter(|&at| !used[at] && fits(section, at) > 0);
            if let Some(at) = free.max_by_key(|&at| (fits(section, at), std::cmp::Reverse(at))) {
                used[at] = true;
                found[row] = Some(at);
            }
        }
    }
    found
}

/// Is there anything under `heading`, in itself or in its subsections?
fn has_content(file: &File, heading: &Heading) -> bool {
    let from = file.doc.headings.iter().skip_while(|other| other.span != heading.span);
    let own = from.clone().take(1).any(|heading| heading.has_body);
    own || from.skip(1).take_while(|below| below.level > heading.level).any(|below| below.has_body)
}

/// The problem that there is no heading for `section`, and the row of the heading that it asks to rename.
fn missing(
    page_type: &PageType,
    section: &Section,
    file: &File,
    headings: &[(&Heading, String)],
    found: &[Option<usize>],
    after: Option<Span>,
) -> (Problem, Option<usize>) {
    let title = section.titles.iter().find_map(|title| match title {
        super::types::Title::Is(title) => Some(title.clone()),
        _ => None,
    });
    let free = headings.iter().enumerate().filter(|(at, _)| !found.contains(&Some(*at)));
    let wanted = section.titles.first().map(super::types::Title::words).unwrap_or_default();
    let nearest = free
        .map(|(at, (_, text))| (strsim::jaro_winkler(&wanted, &text.to_lowercase()), at))
        .filter(|(likeness, _)| *likeness > 0.75 && section.help.is_none())
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, at)| at);
    let help = section.help.clone().or_else(|| {
        let (_, text) = &headings[nearest?];
        Some(format!("the nearest heading is “{text}”: rename it, or add the section"))
    });
    let level = section.levels.first().copied().unwrap_or(2);
    let end = after.map_or(0, |span| section_end(file, span));
    let skeleton = title.map(|title| (end, format!("{} {title}", "#".repeat(level.into()))));
    let problem = Problem {
        fault: Fault::Missing,
        page_type: page_type.name.clone(),
        section: section.id.clone(),
        span: after.unwrap_or_default(),
        message: format!("no section {}", section.shown()),
        absent: true,
        help,
        skeleton,
    };
    (problem, nearest)
}

/// Where the section whose heading is at `heading` ends: at the next heading, or the end of the page.
fn section_end(file: &File, heading: Span) -> usize {
    let next = file.doc.headings.iter().find(|other| other.span.start > heading.start);
    next.map_or(file.text.len(), |next| next.span.range().start)
}

/// Headings that should not be there, other than those that are to be `renamed`: these were told already.
fn unexpected(
    page_type: &PageType,
    headings: &[(&Heading, String)],
    found: &[Option<usize>],
    renamed: &[usize],
) -> Vec<Problem> {
    let last_listed = found.iter().flatten().max();
    let top =
        page_type.sections.iter().flat_map(|section| &section.levels).min().copied().unwrap_or(2);
    let mut problems = Vec::new();
    for (at, (heading, text)) in headings.iter().enumerate() {
        let forbidden = page_type.forbidden.iter().find(|forbidden| forbidden.title.fits(text));
        let listed = found.contains(&Some(at));
        // What stands below a section belongs to it: only its equals can be unlisted.
        let unlisted = !listed && !renamed.contains(&at) && heading.level <= top;
        let denied = match page_type.unlisted {
            Unlisted::Allow => false,
            Unlisted::Deny => unlisted,
            Unlisted::AfterListed => unlisted && last_listed.is_some_and(|&last| at < last),
        };
        if forbidden.is_none() && !denied {
            continue;
        }
        let message = if forbidden.is_some() {
            format!("a page of type `{}` must not have a section “{text}”", page_type.name)
        } else {
            format!("section “{text}” is not one of page type `{}`", page_type.name)
        };
        problems.push(Problem {
            fault: Fault::Unexpected,
            page_type: page_type.name.clone(),
            section: text.clone(),
            span: heading.span,
            message,
            help: forbidden.and_then(|forbidden| forbidden.help.clone()),
            absent: false,
            skeleton: None,
        });
    }
    problems
}
