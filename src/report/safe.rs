//! Text from pages, file names and servers, made harmless for terminals and logs.
//!
//! An escape sequence in a page could rewrite what the terminal shows, and bidirectional controls could reorder it
//! (CVE-2021-42574). JSON keeps true bytes, since its own escapes make them harmless.

use std::borrow::Cow;
use std::fmt::Write;

use crate::base::path::raw_byte;

/// One character for each that a terminal must not see; tabs and line feeds stay.
pub fn text(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_dangerous) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| if is_dangerous(c) { stand_in(c) } else { c }).collect())
}

/// As [`text`], on one line.
pub fn line(text: &str) -> String {
    self::text(text).replace(['\n', '\t'], " ")
}

/// A file name: every control character and every byte that is not UTF-8 is written out.
pub fn path(path: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || is_dangerous(c) || raw_byte(c).is_some();
    if !path.chars().any(odd) {
        return Cow::Borrowed(path);
    }
    let mut out = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        match raw_byte(c) {
            Some(byte) => {
                write!(out, "\\x{byte:02x}").ok();
            }
            None if odd(c) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn stand_in(c: char) -> char {
    match c.len_utf8() {
        1 => '?',
        2 => '·',
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn is_dangerous(c: char) -> bool {
    let control = c.is_control() && !matches!(c, '\n' | '\t');
    control || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_gets_through() {
        assert_eq!(text("a\u{1b}[2Jb\u{9b}\u{202e}c\r\n\td"), "a?[2Jb·\u{fffd}c?\n\td");
        assert_eq!(path("a\u{1b}\n\u{10ffff}.md"), "a\\u{1b}\\u{a}\\xff.md");
        assert_eq!(line("a\nb"), "a b");
    }
}
