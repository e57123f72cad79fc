//! Text from pages, file names and servers, made harmless for terminals and logs.
//!
//! An escape sequence in a page could rewrite what the terminal shows, and bidirectional controls could reorder it
//! (CVE-2021-42574). What CI systems take for a command to them is defused as well: GitHub's runner finds `##[` anywhere
//! in a line, Azure's `##vso[`, that of `TeamCity` is `##teamcity[`. JSON keeps true bytes, since its own escapes make them harmless.

use std::borrow::Cow;
use std::fmt::Write;

use crate::base::path::raw_byte;

/// One character for each that a terminal must not see; tabs and line feeds stay.
pub fn text(text: &str) -> Cow<'_, str> {
    let clean = if text.chars().any(is_dangerous) {
        Cow::Owned(text.chars().map(|c| if is_dangerous(c) { stand_in(c) } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    };
    defused(clean)
}

/// `text` with every command to a CI system broken, at the same length.
fn defused(text: Cow<'_, str>) -> Cow<'_, str> {
    const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];
    let commands = |text: &str| {
        let mut at_hashes = text.match_indices('#').map(|(at, _)| at);
        let starts = |rest: &str, word: &str| {
            rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
        };
        at_hashes.rfind(|&at| COMMANDS.iter().any(|word| starts(&text[at..], word)))
    };
    let mut text = text;
    while let Some(at) = commands(&text) {
        text.to_mut().replace_range(at + 1..at + 2, "?");
    }
    text
}

/// As [`text`], on one line.
pub fn line(text: &str) -> String {
    self::text(text).replace(['\n', '\t'], " ")
}

/// A file name: every control character and every byte that is not UTF-8 is written out.
pub fn path(path: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || is_dangerous(c) || raw_byte(c).is_some();
    // A line that starts with `::` is a command to GitHub.
    let command = path.starts_with("::");
    if !command && !path.chars().any(odd) {
        return defused(Cow::Borrowed(path));
    }
    let mut out = String::with_capacity(path.len() + 8);
    for (at, c) in path.char_indices() {
        match raw_byte(c) {
            Some(byte) => {
                write!(out, "\\x{byte:02x}").ok();
            }
            None if odd(c) || command && at == 0 => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    defused(Cow::Owned(out))
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

    #[test]
    fn nothing_is_a_command_to_a_ci_system() {
        assert_eq!(text("a ###[error]b ##VSO[task] ## [x]"), "a ##?[error]b #?VSO[task] ## [x]");
        assert_eq!(path("::error::a.md"), "\\u{3a}:error::a.md");
        assert_eq!(path("##[group].md"), "#?[group].md");
    }
}
