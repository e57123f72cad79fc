//! Where sections stand, how many there are, and how they are numbered.

use super::{Fault, Page, Problem, Wanted};
use crate::lint::types::{self, Position, Title};

/// What is wrong with the place of the section in `row`, which is on the page: one problem at most.
pub(super) fn problem(page: &Page<'_>, row: usize) -> Option<Problem> {
    let wanted = &page.sections[row];
    let level = page.headings_of(row).find(|heading| !wanted.has_level(heading.level));
    if let Some(heading) = level {
        let levels: Vec<String> = wanted.section.levels.iter().map(ToString::to_string).collect();
        let message = format!(
            "section “{}” is at level {}, not {}",
            heading.text,
            heading.level,
            levels.join(" or ")
        );
        return Some(wanted.problem(Fault::Misplaced, heading.span, message));
    }
    if page.found[row].displaced {
        return Some(displaced(page, row));
    }
    positioned(page, row).or_else(|| numbering(page, row))
}

/// The section stands in front of one that it should follow, or behind one that it should precede.
fn displaced(page: &Page<'_>, row: usize) -> Problem {
    let (wanted, at) = (&page.sections[row], page.found[row].rows[0]);
    let heading = &page.headings[at];
    let in_place = |other: &usize| {
        !page.found[*other].displaced && page.sections[*other].section.position.is_none()
    };
    let last = |other: usize| page.found[other].rows.last().copied();
    let first = |other: usize| page.found[other].rows.first().copied();
    let before = (0..row).rev().filter(in_place).find(|&other| last(other).is_some_and(|o| o > at));
    let behind = (row + 1..page.sections.len())
        .filter(in_place)
        .find(|&other| first(other).is_some_and(|o| o < at));
    let (how, order, other) = match (before, behind) {
        (Some(other), _) => ("before", "behind", other),
        (None, Some(other)) => ("behind", "in front of", other),
        (None, None) => ("out of order, away from", "to", row),
    };
    let other = types::shown(page.sections[other].titles);
    let message = format!("section “{}” stands {how} the section {other}", heading.text);
    let mut problem = wanted.problem(Fault::Misplaced, heading.span, message);
    problem.help.get_or_insert_with(|| format!("move it {order} the section {other}"));
    problem
}

/// What is wrong with a section whose place is said by itself.
fn positioned(page: &Page<'_>, row: usize) -> Option<Problem> {
    let wanted = &page.sections[row];
    let (rows, position) = (&page.found[row].rows, wanted.section.position.as_ref()?);
    let (&first, &last) = (rows.first()?, rows.last()?);
    let of = |id: &String| page.sections.iter().position(|other| other.section.id == *id);
    let level = page.headings[first].level;
    let is_other = |at: &usize| !rows.contains(at) && page.headings[*at].level <= level;
    let (at, message) = match position {
        Position::Any => return None,
        Position::First => {
            let before = (0..first).find(is_other)?;
            (
                first,
                format!("must be the first, and “{}” stands before it", page.headings[before].text),
            )
        }
        Position::Last => {
            let behind = (last + 1..page.headings.len()).find(is_other)?;
            (
                last,
                format!("must be the last, and “{}” stands behind it", page.headings[behind].text),
            )
        }
        Position::After(id) => {
            let other = *page.found[of(id)?].rows.last()?;
            let text = &page.headings[other].text;
            (first, (first < other).then(|| format!("must stand behind “{text}”"))?)
        }
        Position::Before(id) => {
            let other = *page.found[of(id)?].rows.first()?;
            let text = &page.headings[other].text;
            (last, (last > other).then(|| format!("must stand before “{text}”"))?)
        }
    };
    let heading = &page.headings[at];
    let message = format!("section “{}” {message}", heading.text);
    Some(wanted.problem(Fault::Misplaced, heading.span, message))
}

/// The first number that does not follow the one before.
fn numbering(page: &Page<'_>, row: usize) -> Option<Problem> {
    let wanted = &page.sections[row];
    let group = wanted.section.sequential.as_ref()?;
    let number = |text: &str| {
        let captured = wanted.titles.iter().find_map(|title| match title {
            Title::Matches(regex) => regex.captures(text)?.name(group),
            _ => None,
        });
        captured?.as_str().parse::<u64>().ok()
    };
    let mut numbers =
        page.headings_of(row).zip(1..).map(|(heading, due)| (heading, number(&heading.text), due));
    let (heading, number, due) = numbers.find(|(_, number, due)| *number != Some(*due))?;
    let number = number.map_or("no number".to_owned(), |number| format!("number {number}"));
    let message = format!("section “{}” has {number} where {due} is due", heading.text);
    Some(wanted.problem(Fault::Misplaced, heading.span, message))
}

/// Too few or too many of the section in `row`, which is on the page.
pub(super) fn count(page: &Page<'_>, row: usize) -> Option<Problem> {
    let wanted: &Wanted<'_> = &page.sections[row];
    let (rows, repeat) = (&page.found[row].rows, wanted.section.repeat);
    let count = rows.len() as u64;
    let titles = types::shown(wanted.titles);
    if count < repeat.min {
        let span = page.headings[*rows.last()?].span;
        let noun = if count == 1 { "section" } else { "sections" };
        let message = format!("{count} {noun} {titles}, and at least {} must be there", repeat.min);
        let mut problem = wanted.problem(Fault::Missing, span, message);
        problem.help.get_or_insert_with(|| "add what is missing behind this one".to_owned());
        return Some(problem);
    }
    if count > repeat.max {
        let excess = rows.get(usize::try_from(repeat.max).ok()?)?;
        let message = format!("{count} sections {titles}, and at most {} may be there", repeat.max);
        let mut problem = wanted.problem(Fault::Unexpected, page.headings[*excess].span, message);
        problem.help.get_or_insert_with(|| "bring them together, or remove one".to_owned());
        return Some(problem);
    }
    None
}
