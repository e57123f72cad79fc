//! What a check after a fix finds that nobody had found before it.

use std::collections::{BTreeMap, BTreeSet};

use super::fixer::Candidate;
use crate::base::diag::{Diagnostic, RuleId};
use crate::base::span::Span;

/// The first of the findings `after` that is none of those `before` which the fixes of `repaired` are to leave: it stands
/// elsewhere, and says something else. What has moved otherwise than the edits around it, or says the same in other words, is
/// the same, unless it says what was to be repaired there.
pub(super) fn unknown<'d>(
    before: impl Iterator<Item = &'d Diagnostic>,
    repaired: impl Iterator<Item = &'d Candidate>,
    after: impl Iterator<Item = &'d Diagnostic>,
    moved: impl Fn(Span) -> Span,
) -> Option<&'d Diagnostic> {
    let mut places: BTreeMap<(RuleId, u32), Vec<&str>> = BTreeMap::new();
    for found in before {
        places.entry((found.rule, moved(found.span).start)).or_default().push(&found.message);
    }
    let mut gone: BTreeSet<(RuleId, u32, &str)> = BTreeSet::new();
    for Candidate { rule, span, message, .. } in repaired {
        let start = moved(*span).start;
        let stood = places.entry((rule, start)).or_default();
        // Another fix may have changed what it says, but not that there is one less.
        let row = stood.iter().position(|says| says == message);
        if let Some(row) = row.or(stood.len().checked_sub(1)) {
            stood.swap_remove(row);
        }
        if !stood.contains(&&**message) {
            gone.insert((rule, start, message));
        }
    }
    let mut left: Vec<&Diagnostic> = after.collect();
    left.retain(|found| {
        let stood = places.get_mut(&(found.rule, found.span.start));
        let row = stood.as_ref().and_then(|says| says.iter().position(|s| *s == found.message));
        row.zip(stood).map(|(row, stood)| stood.swap_remove(row)).is_none()
    });
    left.retain(|found| {
        let place = (found.rule, found.span.start);
        gone.contains(&(place.0, place.1, &*found.message))
            || places.get_mut(&place).and_then(Vec::pop).is_none()
    });
    let mut words: BTreeMap<(RuleId, &str), usize> = BTreeMap::new();
    for ((rule, _), says) in places {
        for says in says {
            *words.entry((rule, says)).or_default() += 1;
        }
    }
    left.into_iter().find(|found| {
        let same = words.get_mut(&(found.rule, &*found.message)).filter(|count| **count > 0);
        same.map(|count| *count -= 1).is_none()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diag::{Data, Severity};
    use crate::base::edit::{Fix, Safety};
    use crate::base::ids::FileId;

    #[test]
    fn a_finding_that_comes_in_the_place_of_another_is_seen() {
        let found = |start, message: &str| Diagnostic {
            rule: "detour",
            severity: Severity::Info,
            file: FileId(0),
            span: Span::new(start, start + 2),
            message: message.to_owned(),
            label: "".into(),
            help: None,
            data: Data::default(),
            fix: None,
            cause: None,
            places: Vec::new(),
            fingerprint: String::new(),
        };
        let is_new = |before: &[Diagnostic], repaired: &[Candidate], after: &[Diagnostic]| {
            let moved = |span: Span| Span { start: span.start + 1, end: span.end + 1 };
            unknown(before.iter(), repaired.iter(), after.iter(), moved).is_some()
        };
        let before = [found(4, "one")];
        let other = found(9, "other");
        assert!(!is_new(&before, &[], &[]));
        assert!(!is_new(&before, &[], &[found(5, "one")]), "it moved with the text");
        assert!(!is_new(&before, &[], &[found(5, "now in other words")]));
        assert!(!is_new(&before, &[], &[found(7, "one")]), "it says the same elsewhere");
        assert!(is_new(&before, &[], &[other]), "as many as before, but not the same");
        assert!(is_new(&before, &[], &[found(5, "one"), found(7, "one")]), "one more");
        let repaired = |message: &str| Candidate {
            file: FileId(0),
            rule: "detour",
            span: Span::new(4, 6),
            message: message.to_owned(),
            fix: Fix::replace(Safety::Safe, "", FileId(0), Span::new(4, 6), ""),
        };
        let (one, two) = (repaired("one"), [found(4, "one"), found(4, "two")]);
        let gone = std::slice::from_ref(&one);
        assert!(!is_new(&two, gone, &[found(5, "two")]), "the other one of the place stays");
        assert!(!is_new(&two, gone, &[found(5, "two, in other words")]));
        assert!(is_new(&two, gone, &[found(5, "one")]), "the other one was repaired, and this not");
        assert!(is_new(&two, gone, &[found(5, "one"), found(5, "two")]), "nothing was repaired");
        let same = [found(4, "one"), found(4, "one")];
        assert!(!is_new(&same, gone, &[found(5, "one")]), "one less");
        assert!(is_new(&same, gone, &[found(5, "one"), found(5, "one")]));
    }
}
