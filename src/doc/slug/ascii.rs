//! Slugs that are ASCII.

use unicode_normalization::UnicodeNormalization;

use super::plain::squeeze;

/// Python-Markdown's `slugify`: compatibility form, ASCII alone, words joined by single hyphens.
pub(crate) fn mkdocs(text: &str) -> String {
    let ascii = text.nfkd().filter(char::is_ascii);
    let kept =
        |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-') || c.is_ascii_whitespace();
    let plain: String = ascii.filter(kept).collect();
    let lower = plain.trim().to_ascii_lowercase();
    squeeze(&lower.replace(|c: char| c.is_ascii_whitespace(), "-"))
}

/// Hugo, `autoHeadingIDType = "github-ascii"`: accents fall off, then what is not ASCII falls out.
pub(crate) fn hugo_ascii(text: &str) -> String {
    let ascii = text.trim().nfd().filter(char::is_ascii);
    let slug = ascii.filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
        _ => None,
    });
    let slug: String = slug.collect();
    if slug.is_empty() { "heading".to_owned() } else { slug }
}

/// Zola's `slugify`: ASCII as far as accents fall off, runs of anything else to one hyphen.
pub(crate) fn zola(text: &str) -> String {
    let plain = text.nfkd().filter(char::is_ascii).map(|c| c.to_ascii_lowercase());
    let hyphens = plain.map(|c| if c.is_ascii_alphanumeric() { c } else { '-' });
    squeeze(hyphens.collect::<String>().trim_matches('-'))
}

/// docutils' `make_id`: a few letters spelled out, ASCII, runs of anything else to one hyphen, a letter first.
pub(crate) fn docutils(text: &str) -> String {
    let lower = text.to_lowercase();
    let mut spelled = String::with_capacity(lower.len());
    for c in lower.chars() {
        match SPELLED.iter().find(|(letter, _)| *letter == c) {
            Some((_, ascii)) => spelled.push_str(ascii),
            None => spelled.push(c),
        }
    }
    let mut slug = String::new();
    for c in spelled.nfkd().filter(|&c| c.is_ascii() || c.is_whitespace()) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let start = slug.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
    start.trim_end_matches('-').to_owned()
}

/// Letters that no normal form takes apart, from the tables of docutils' `nodes.py`.
const SPELLED: [(char, &str); 31] = [
    ('ø', "o"),
    ('đ', "d"),
    ('ħ', "h"),
    ('ı', "i"),
    ('ł', "l"),
    ('ŧ', "t"),
    ('ƀ', "b"),
    ('ƃ', "b"),
    ('ƈ', "c"),
    ('ƌ', "d"),
    ('ƒ', "f"),
    ('ƙ', "k"),
    ('ƚ', "l"),
    ('ƞ', "n"),
    ('ƥ', "p"),
    ('ƫ', "t"),
    ('ƭ', "t"),
    ('ƴ', "y"),
    ('ƶ', "z"),
    ('ǥ', "g"),
    ('ȥ', "z"),
    ('ȷ', "j"),
    ('ɇ', "e"),
    ('ɍ', "r"),
    ('ɏ', "y"),
    ('ß', "sz"),
    ('æ', "ae"),
    ('œ', "oe"),
    ('ȸ', "db"),
    ('ȹ', "qp"),
    ('ɋ', "q"),
];
