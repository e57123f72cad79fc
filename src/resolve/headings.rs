//! Which anchor of a page a fragment that it lacks may have meant: computed only for what is reported.
//!
//! A heading that says what the link says is likelier than one whose anchor is spelled alike, and that one is likelier than
//! one that has all words of the fragment among others.

use super::likeness::{Pattern, Shape, is_sibling, squash};
use super::suggest::{LONGEST, MOST};
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::Document;
use crate::doc::blocks::Open;

/// Do a heading and the text of a link say the same?
pub fn says(heading: &str, text: &str) -> bool {
    let text = squash(text);
    text.len() > 2 && squash(heading) == text
}

/// A heading of fewer bytes is a part of too many texts.
const SHORTEST_PART: usize = 20;

/// The anchor of the heading in `page` that a link with this text names: the title says only which page is meant.
pub fn said<'p>(text: &str, page: &'p File) -> Option<&'p str> {
    let headings = || page.doc.headings.iter().filter(|heading| heading.level > 1);
    let whole = || page.doc.headings.iter().position(|h| h.level > 1 && says(&h.text, text));
    // "FAQ: How is it set up?" names a heading behind what says where it is.
    let text_of_all = squash(text);
    let part = || {
        let mut ends = headings().filter(|heading| {
            let heading = squash(&heading.text);
            heading.len() >= SHORTEST_PART && text_of_all.ends_with(&heading)
        });
        let only = ends.next().filter(|_| ends.next().is_none())?;
        page.doc.headings.iter().position(|heading| heading == only)
    };
    let row = u32::try_from(whole().or_else(part)?).ok();
    page.doc.anchors.iter().find(|anchor| anchor.heading == row).map(|anchor| &*anchor.id)
}

/// The anchor that `id` of the page has become in `now`, which was `then`, the latest first, before.
pub fn successor<'p>(id: &'p str, now: &'p Document, then: &'p [Document]) -> Option<&'p str> {
    let at = then.iter().position(|page| row(page, id).is_some())?;
    let newer = [now].into_iter().chain(then);
    let pairs: Vec<(&Document, &Document)> = newer.zip(then).take(at + 1).collect();
    // From the last version that had it to this one: later ones may have renamed it again.
    pairs.into_iter().rev().try_fold(id, |id, (new, old)| {
        if row(new, id).is_some() { Some(id) } else { replaced(id, new, old) }
    })
}

/// The anchor of the heading in `new` that stands where that of `id` stood in `old`: between the same others.
fn replaced<'p>(id: &str, new: &'p Document, old: &Document) -> Option<&'p str> {
    let (old_ids, new_ids) = (ids(old), ids(new));
    let at = row(old, id)?;
    let kept = |id: &&str| new_ids.iter().position(|other| other == id && !id.is_empty());
    let before = old_ids[..at].iter().rposition(|id| kept(id).is_some());
    let after = old_ids[at + 1..].iter().position(|id| kept(id).is_some()).map(|row| at + 1 + row);
    let old_range = before.map_or(0, |row| row + 1)..after.unwrap_or(old_ids.len());
    let start = before.and_then(|row| kept(&old_ids[row])).map_or(0, |row| row + 1);
    let end = after.and_then(|row| kept(&old_ids[row])).unwrap_or(new_ids.len());
    // As many as there were, so that each has its place.
    if start > end || end - start != old_range.len() {
        return None;
    }
    let row = start + (at - old_range.start);
    let same_level = new.headings[row].level == old.headings[at].level;
    Some(new_ids[row]).filter(|id| same_level && !id.is_empty())
}

/// The heading of the anchor `id`.
fn row(page: &Document, id: &str) -> Option<usize> {
    page.anchors.iter().find(|anchor| *anchor.id == *id)?.heading.map(|row| row as usize)
}

/// The anchor of each heading, the first where it has several; empty for one that has none.
fn ids(page: &Document) -> Vec<&str> {
    let mut ids = vec![""; page.headings.len()];
    for anchor in page.anchors.iter().rev() {
        if let Some(id) = anchor.heading.and_then(|row| ids.get_mut(row as usize)) {
            *id = &anchor.id;
        }
    }
    ids
}

/// How like an anchor is to a wanted fragment, the likest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// It is spelled much alike.
    Near,
    /// It has the words of the other.
    Words,
    /// It is spelled a little alike.
    Vague,
    /// One is a part of the other.
    Part,
}

/// Anchors of a page that `fragment` may have meant, best first.
pub fn anchors(fragment: &str, page: &File) -> Vec<(Likeness, String)> {
    let wanted = squash(fragment);
    if wanted.len() > LONGEST {
        return Vec::new();
    }
    let (shape, pattern) = (Shape::of(&wanted), Pattern::new(&wanted));
    let words = words(fragment, page);
    let mut ranked: Vec<(Likeness, usize, &str)> = page
        .exports()
        .filter_map(|export| {
            let id = export.id;
            let other = squash(id);
            let longest = wanted.chars().count().max(other.chars().count());
            let may_be_near = shape.least_edits(Shape::of(&other)) as usize * 2 <= longest;
            let distance = if may_be_near { pattern.distance(&other) } else { longest };
            let words_cost = lacking(&words, id);
            // The same words in another order are as good as a typing error.
            if words_cost == Some(0) && distance > 0 {
                return Some((Likeness::Near, 1, id));
            }
            if distance * 3 <= longest && !is_sibling(&wanted, &other) {
                return Some((Likeness::Near, distance, id));
            }
            if let Some(cost) = words_cost {
                return Some((Likeness::Words, cost, id));
            }
            if distance * 2 <= longest {
                return Some((Likeness::Vague, distance, id));
            }
            let is_longer = other.len() > wanted.len();
            let within = is_longer && !wanted.is_empty() && holds(id, &wanted);
            let around = !is_longer && other.len() > 3 && holds(fragment, &other);
            (within || around).then_some((Likeness::Part, longest, id))
        })
        .collect();
    ranked.sort_unstable();
    ranked.into_iter().take(MOST).map(|(likeness, _, id)| (likeness, id.to_owned())).collect()
}

/// Does a word of `id` start with what `part`, a squashed name, is? In the middle of one it is there by chance.
fn holds(id: &str, part: &str) -> bool {
    let mut before = None;
    id.char_indices().any(|(at, c)| {
        let starts = before.replace(c).is_none_or(|c: char| !c.is_alphanumeric());
        let letters = id[at..].chars().filter(|c| c.is_alphanumeric());
        let mut letters = letters.flat_map(char::to_lowercase);
        starts && part.chars().all(|c| letters.next() == Some(c))
    })
}

/// Words that say nothing of what a section is about.
const EMPTY: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "for", "from", "how", "i", "in",
    "is", "of", "on", "or", "the", "to", "what", "why", "with",
];

/// The words of `fragment` that say which section of `page` it means: an id often starts with what its page is called.
fn words<'f>(fragment: &'f str, page: &File) -> Vec<&'f str> {
    let name = squash(page.path.stem());
    let mut words: Vec<&str> = parts(fragment).filter(|word| !EMPTY.contains(word)).collect();
    let mut named = 0;
    while named < words.len() && name.starts_with(&squash(&words[..=named].concat())) {
        named += 1;
    }
    let is_name = squash(&words[..named].concat()) == name;
    if is_name && named < words.len() {
        words.drain(..named);
    }
    words
}

fn parts(id: &str) -> impl Iterator<Item = &str> {
    id.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The least letters of a word that may stand alone for a section.
const LONG_WORD: usize = 6;

/// How many words the anchor `id` has besides `words`, and how many of these it lacks, which counts more; `None` when it has
/// too few of them.
fn lacking(words: &[&str], id: &str) -> Option<usize> {
    let found = words.iter().filter(|word| parts(id).any(|other| is_form(word, other))).count();
    let enough = match words {
        [] => false,
        [word] => found == 1 && (word.len() >= LONG_WORD || parts(id).any(|other| other == *word)),
        _ => found >= 2 && found * 4 >= words.len() * 3,
    };
    enough.then(|| 100 * (words.len() - found) + parts(id).count().saturating_sub(found))
}

/// Are these two forms of one word: `scale` and `scaling`?
fn is_form(a: &str, b: &str) -> bool {
    let common: usize = a
        .chars()
        .zip(b.chars())
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .map(|(a, _)| a.len_utf8())
        .sum();
    let rest = (a.len() - common).max(b.len() - common.min(b.len()));
    rest == 0 || common >= 4 && rest <= 3
}

/// The block without an end in `page` that makes code or a comment of the heading which `fragment` names: where it starts.
pub fn swallowed(fragment: &str, page: &File) -> Option<Span> {
    let wanted = squash(fragment);
    let mut blocks = page.doc.blocks.unclosed.iter();
    let block = blocks.find(|block| {
        let lines = page.text[block.span.range().end..].lines();
        let mut headings = lines.filter(|line| line.starts_with('#'));
        matches!(block.what, Open::Fence | Open::Comment)
            && !wanted.is_empty()
            && headings.any(|line| squash(line) == wanted)
    });
    block.map(|block| block.span)
}
