//! Anchors from headings, one function for each renderer that differs.

use pulldown_cmark::CowStr;
use rustc_hash::FxHashMap;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A piece of a heading as the parser saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Prose, escapes and entities resolved.
    Text(CowStr<'a>),
    /// The content of a code span.
    Code(CowStr<'a>),
    /// A line break within the heading.
    Break,
}

/// How one renderer makes anchors.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slugger {
    /// The text that it takes for the heading.
    pub(crate) text: fn(&[Piece<'_>]) -> String,
    /// The anchor of that text, before duplicates are told apart.
    pub(crate) slug: fn(&str) -> String,
}

/// Prose and code as they are, images and HTML left out.
pub(crate) fn plain_text(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) | Piece::Code(part) => text.push_str(part),
            Piece::Break => text.push('\n'),
        }
    }
    text
}

/// GitHub: lower case; what is no word character, hyphen or space falls out; spaces become hyphens, each one.
///
/// The rule is Ruby's `[^\p{Word}\- ]` in GitHub's `html-pipeline`, which `github-slugger` follows.
/// `\p{Word}` is Alphabetic, marks, decimal and letter numbers, and connector punctuation; unlike
/// `\w` of the regex crate it leaves out the joiners.
pub(crate) fn github(text: &str) -> String {
    if text.is_ascii() {
        let mut kept = Vec::with_capacity(text.len());
        for byte in text.bytes() {
            match byte {
                b' ' | b'-' => kept.push(b'-'),
                b'_' | b'0'..=b'9' | b'a'..=b'z' => kept.push(byte),
                b'A'..=b'Z' => kept.push(byte.to_ascii_lowercase()),
                _ => {}
            }
        }
        return String::from_utf8(kept).unwrap_or_default();
    }
    let lower = text.to_lowercase();
    lower
        .chars()
        .filter(|&c| matches!(c, ' ' | '-') || is_word(c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

fn is_word(c: char) -> bool {
    use GeneralCategory as Category;
    c.is_alphabetic()
        || matches!(
            c.general_category(),
            Category::NonspacingMark
                | Category::SpacingMark
                | Category::EnclosingMark
                | Category::DecimalNumber
                | Category::LetterNumber
                | Category::ConnectorPunctuation
        )
}

/// Tells equal anchors of one page apart as GitHub does: the second `a` is `a-1`, and a heading
/// called `a-1` that comes later is `a-1-1`.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    seen: FxHashMap<String, u32>,
}

impl Numbers {
    /// `slug`, or `slug` with the next free number. The flag says whether a number was needed.
    pub(crate) fn number(&mut self, slug: &str) -> (String, bool) {
        let Some(mut count) = self.seen.get(slug).copied() else {
            self.seen.insert(slug.to_owned(), 0);
            return (slug.to_owned(), false);
        };
        let unique = loop {
            count += 1;
            let unique = format!("{slug}-{count}");
            if !self.seen.contains_key(&unique) {
                break unique;
            }
        };
        self.seen.insert(slug.to_owned(), count);
        self.seen.insert(unique.clone(), 0);
        (unique, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn github_keeps_words_hyphens_and_spaces() {
        assert_eq!(github("What to do if you're stuck?"), "what-to-do-if-youre-stuck");
        assert_eq!(github("a  b_c & D"), "a--b_c--d");
        assert_eq!(github("Größe – ½ ① ©"), "größe----");
        assert_eq!(github("e\u{301} \u{200d}日本語"), "e\u{301}-日本語");
    }

    #[test]
    fn equal_anchors_are_numbered_past_those_that_are_taken() {
        let mut numbers = Numbers::default();
        let ids: Vec<String> =
            ["a", "a", "a-1", "a"].iter().map(|slug| numbers.number(slug).0).collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2"]);
    }
}
