//! The identity of a finding: the same before and after edits around it.

use std::collections::HashMap;

use crate::base::diag::{Data, Datum, Diagnostic};
use crate::corpus::File;

/// Give each of the page's findings its fingerprint: a hash of the rule, the page, what the finding is about, the
/// headings above it, and how many like it stand there before. Line numbers are no part of it. The findings are in
/// the order of the page.
pub(super) fn stamp<'d>(diagnostics: impl Iterator<Item = &'d mut Diagnostic>, file: &File) {
    let mut counts: HashMap<blake3::Hash, u32> = HashMap::new();
    let above = headings_above(file);
    for diagnostic in diagnostics {
        let mut hasher = blake3::Hasher::new();
        let mut part = |text: &str| {
            hasher.update(text.as_bytes());
            hasher.update(&[0]);
        };
        part(diagnostic.rule);
        part(file.path.as_str());
        part(subject(&diagnostic.data).unwrap_or(&diagnostic.message));
        let headings = &file.doc.headings;
        let before =
            headings.partition_point(|heading| heading.span.start <= diagnostic.span.start);
        let mut heading = before.checked_sub(1);
        while let Some(row) = heading {
            part(&headings[row].text);
            heading = above[row];
        }
        let nth = counts.entry(hasher.finalize()).or_insert(0);
        hasher.update(&nth.to_le_bytes());
        *nth += 1;
        hasher.finalize().to_hex()[..32].clone_into(&mut diagnostic.fingerprint);
    }
}

/// For each heading the row of the one that it stands under: a chain of at most six for every place.
fn headings_above(file: &File) -> Vec<Option<usize>> {
    let headings = &file.doc.headings;
    let mut above: Vec<Option<usize>> = Vec::with_capacity(headings.len());
    for (row, heading) in headings.iter().enumerate() {
        let mut next = row.checked_sub(1);
        while let Some(before) = next.filter(|&before| headings[before].level >= heading.level) {
            next = above[before];
        }
        above.push(next);
    }
    above
}

/// What a finding is about, as its data tells.
fn subject(data: &Data) -> Option<&str> {
    let known = ["target", "destination", "label", "anchor", "section"];
    known.into_iter().find_map(|key| match data.get(key) {
        Some(Datum::Text(text)) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    })
}
