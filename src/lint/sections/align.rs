//! Which heading is which section: one alignment for all of them.

use super::{Heading, Wanted};
use crate::lint::types::Position;

/// What is gained by a heading at the right level.
const RIGHT: u32 = 10;
/// What is gained by a heading whose title alone is right.
const TITLED: u32 = 4;
/// What is gained by a required section that is there at all.
const FOUND: u32 = 100;

/// The headings that are one section.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Found {
    /// Their rows, in document order.
    pub(super) rows: Vec<usize>,
    /// It stands in another place than the order of the sections says.
    pub(super) displaced: bool,
}

/// For each section the headings that are it. Sections in the declared order at the right level come first; what is
/// left over takes the headings that are left over, wherever they stand.
pub(super) fn align(
    sections: &[Wanted<'_>],
    ordered: bool,
    headings: &[Heading<'_>],
) -> Vec<Found> {
    let mut found = vec![Found::default(); sections.len()];
    let mut used = vec![false; headings.len()];
    // A section whose place is said by itself is found wherever it is.
    for (row, wanted) in sections.iter().enumerate() {
        if let Some(position) = &wanted.section.position {
            let last = *position == Position::Last;
            take(wanted, headings, &mut used, &mut found[row], last);
        }
    }
    let rows: Vec<usize> =
        (0..sections.len()).filter(|&row| sections[row].section.position.is_none()).collect();
    if ordered {
        let columns: Vec<usize> = (0..headings.len()).filter(|&at| !used[at]).collect();
        in_order(sections, headings, &rows, &columns, &mut found);
        for at in found.iter().flat_map(|found| &found.rows) {
            used[*at] = true;
        }
    } else {
        in_any_order(sections, headings, &rows, &mut used, &mut found);
    }
    for row in rows.into_iter().filter(|_| ordered) {
        if found[row].rows.is_empty() {
            take(&sections[row], headings, &mut used, &mut found[row], false);
            found[row].displaced = !found[row].rows.is_empty();
        }
    }
    found
}

/// How well the heading fits the section: not at all where this is 0.
fn fit(wanted: &Wanted<'_>, heading: &Heading<'_>) -> u32 {
    if !wanted.titles.iter().any(|title| title.fits(&heading.text)) {
        return 0;
    }
    if wanted.has_level(heading.level) { RIGHT } else { TITLED }
}

/// Give the section the free headings that fit it best: all of them that do, if it repeats.
fn take(
    wanted: &Wanted<'_>,
    headings: &[Heading<'_>],
    used: &mut [bool],
    found: &mut Found,
    last: bool,
) {
    let free = |at: &usize| !used[*at] && fit(wanted, &headings[*at]) > 0;
    let mut rows: Vec<usize> = (0..headings.len()).filter(free).collect();
    if wanted.section.repeat.max == 1 {
        let best = |&&at: &&usize| {
            let place = if last { at } else { headings.len() - at };
            (fit(wanted, &headings[at]), place)
        };
        rows = rows.iter().max_by_key(best).copied().into_iter().collect();
    }
    for &at in &rows {
        used[at] = true;
    }
    found.rows = rows;
}

/// The sections `rows` and the headings `columns` in one order, so that as much as possible of both belongs together.
fn in_order(
    sections: &[Wanted<'_>],
    headings: &[Heading<'_>],
    rows: &[usize],
    columns: &[usize],
    found: &mut [Found],
) {
    let (height, width) = (rows.len(), columns.len());
    let fits = |i: usize, j: usize| fit(&sections[rows[i]], &headings[columns[j]]);
    let gain = |i: usize, j: usize| match fits(i, j) {
        0 => 0,
        gain if sections[rows[i]].required => gain + FOUND,
        gain => gain,
    };
    let repeats = |i: usize| sections[rows[i]].section.repeat.max > 1;
    // first[i][j]: the most to gain from the sections from i on with the headings from j on; more[i][j]: the same
    // where section i has a heading already and may have more.
    let mut first = vec![vec![0_u32; width + 1]; height + 1];
    let mut more = vec![vec![0_u32; width + 1]; height + 1];
    for i in (0..height).rev() {
        more[i][width] = 0;
        for j in (0..width).rev() {
            let rest = if repeats(i) { more[i][j + 1] } else { first[i + 1][j + 1] };
            let taken = if fits(i, j) > 0 { gain(i, j) + rest } else { 0 };
            first[i][j] = taken.max(first[i + 1][j]).max(first[i][j + 1]);
            let again = if fits(i, j) > 0 { fits(i, j) + more[i][j + 1] } else { 0 };
            more[i][j] = again.max(first[i + 1][j]).max(more[i][j + 1]);
        }
    }
    let (mut i, mut j, mut within) = (0, 0, false);
    while i < height && j < width {
        let (here, value) = if within {
            (fits(i, j) + more[i][j + 1], more[i][j])
        } else {
            let rest = if repeats(i) { more[i][j + 1] } else { first[i + 1][j + 1] };
            (gain(i, j) + rest, first[i][j])
        };
        if fits(i, j) > 0 && here == value {
            found[rows[i]].rows.push(columns[j]);
            within = repeats(i);
            i += usize::from(!within);
            j += 1;
        } else if value == if within { more[i][j + 1] } else { first[i][j + 1] } {
            j += 1;
        } else {
            (i, within) = (i + 1, false);
        }
    }
}

/// Each section with a heading of its own, so that as many as possible have one.
fn in_any_order(
    sections: &[Wanted<'_>],
    headings: &[Heading<'_>],
    rows: &[usize],
    used: &mut [bool],
    found: &mut [Found],
) {
    let mut owner: Vec<Option<usize>> = vec![None; headings.len()];
    for least in [RIGHT, TITLED] {
        for &row in rows {
            if !owner.contains(&Some(row)) {
                let mut seen = used.to_vec();
                assign(row, least, sections, headings, &mut seen, &mut owner);
            }
        }
    }
    for (at, row) in owner.iter().enumerate() {
        if let Some(row) = row {
            used[at] = true;
            found[*row].rows.push(at);
        }
    }
    for &row in rows.iter().filter(|&&row| sections[row].section.repeat.max > 1) {
        let mut rest = Found::default();
        take(&sections[row], headings, used, &mut rest, false);
        found[row].rows.extend(rest.rows);
        found[row].rows.sort_unstable();
    }
}

/// Find a heading for the section `row`, moving others to other headings where that helps.
fn assign(
    row: usize,
    least: u32,
    sections: &[Wanted<'_>],
    headings: &[Heading<'_>],
    seen: &mut [bool],
    owner: &mut Vec<Option<usize>>,
) -> bool {
    for at in 0..headings.len() {
        if seen[at] || fit(&sections[row], &headings[at]) < least {
            continue;
        }
        seen[at] = true;
        let free = match owner[at] {
            None => true,
            Some(other) => assign(other, least, sections, headings, seen, owner),
        };
        if free {
            owner[at] = Some(row);
            return true;
        }
    }
    false
}
