//! The addresses of a `srcset` attribute.

use std::ops::Range;

/// Where the addresses of a `srcset` stand (HTML Living Standard, "parse a srcset attribute"). A comma within an
/// address divides nothing, as in `data:`.
pub(super) fn candidates(value: &str) -> Vec<Range<usize>> {
    let space = |c: char| c.is_ascii_whitespace();
    let mut places = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c| space(c) || c == ',');
        if rest.is_empty() {
            return places;
        }
        let start = value.len() - rest.len();
        let word = &rest[..rest.find(space).unwrap_or(rest.len())];
        let url = word.trim_end_matches(',');
        places.push(start..start + url.len());
        rest = &rest[word.len()..];
        if url.len() == word.len() {
            rest = behind_descriptors(rest);
        }
    }
}

/// `text` from the first comma outside of parentheses on.
fn behind_descriptors(text: &str) -> &str {
    let mut inside = false;
    let end = text.find(|c| {
        inside = c == '(' || inside && c != ')';
        c == ',' && !inside
    });
    &text[end.unwrap_or(text.len())..]
}
