//! Mathematics between dollars: what looks like a link in it is none.
//!
//! GitHub, GitLab and pandoc know it by themselves, other renderers where they are told to. The rules are those that all of
//! them agree on, so that prices and variables stay prose; where a renderer knows none, nobody writes a link there.

use std::ops::Range;

use memchr::{memchr, memchr3, memmem};

use crate::base::span::Span;

/// Add the formulas that start in `block` of `text`, a block of prose, to `found`, which holds those above it.
pub(super) fn find(text: &str, block: Range<usize>, found: &mut Vec<Span>) {
    let mut at = block.start.max(found.last().map_or(0, |last| last.range().end));
    // Most blocks have no dollar.
    let rest = text.as_bytes().get(at..block.end);
    if rest.and_then(|rest| memchr(b'$', rest)).is_none() {
        return;
    }
    // An item with one paragraph has no event for it.
    let end =
        block.start + memmem::find(text[block.clone()].as_bytes(), b"\n\n").unwrap_or(block.len());
    let bytes = &text.as_bytes()[..end];
    while let Some(next) = bytes.get(at..).and_then(|rest| memchr3(b'$', b'`', b'\\', rest)) {
        at += next;
        let rest = &text[at..end];
        let run = |mark: char| rest.len() - rest.trim_start_matches(mark).len();
        at += match rest.as_bytes()[0] {
            b'\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            b'`' => code(rest, run('`')),
            _ => {
                let length = match run('$') {
                    1 => inline(text, at, end),
                    2 => displayed(rest).or_else(|| fenced(text, at)),
                    _ => None,
                };
                found.extend(length.map(|length| Span::new(at, at + length)));
                length.unwrap_or_else(|| run('$'))
            }
        };
    }
}

/// Does `span` lie in one of `formulas`, which are in the order of the text?
pub(super) fn hold(formulas: &[Span], span: Span) -> bool {
    let after = formulas.partition_point(|formula| formula.start <= span.start);
    after.checked_sub(1).is_some_and(|row| formulas[row].contains(span))
}

/// The length of the code that starts `rest` with so many backticks, or else of these.
fn code(rest: &str, ticks: usize) -> usize {
    let mut at = ticks;
    while let Some(next) = rest[at..].find('`') {
        at += next;
        let run = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        at += run;
        if run == ticks {
            return at;
        }
    }
    ticks
}

/// The length of `$…$` in one line: no blank within the dollars, and no letter or digit beyond them.
fn inline(text: &str, at: usize, end: usize) -> Option<usize> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    if text[..at].ends_with(is_word) {
        return None;
    }
    let line = text[at + 1..end].lines().next()?;
    let mut escaped = false;
    let close = line.find(|c| {
        let found = c == '$' && !escaped;
        escaped = c == '\\' && !escaped;
        found
    })?;
    let (inside, behind) = (&line[..close], &line[close + 1..]);
    let blank = |c: char| c.is_whitespace();
    let closes = !inside.is_empty() && !inside.starts_with(blank) && !inside.ends_with(blank);
    (closes && !behind.starts_with(is_word) && !behind.starts_with('$')).then_some(close + 2)
}

/// The length of `$$…$$` in one block.
fn displayed(rest: &str) -> Option<usize> {
    let close = rest[2..].find("$$")?;
    let inside = &rest[2..2 + close];
    (!inside.trim().is_empty() && !inside.contains("\n\n")).then_some(close + 4)
}

/// The length of what stands between lines of `$$` alone, blank lines and all.
fn fenced(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let alone = |line: &str| line.trim() == "$$";
    let mut lines = text[start..].split_inclusive('\n');
    let first = lines.next().filter(|line| alone(line))?;
    let mut end = start + first.len();
    for line in lines {
        end += line.len();
        if alone(line) {
            return Some(start + text[start..end].trim_end().len() - at);
        }
        // What is not closed before the next section or code is no formula.
        if line.starts_with('#') || line.trim_start().starts_with("```") {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formulas(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find(text, 0..text.len(), &mut found);
        found.into_iter().map(|span| &text[span.range()]).collect()
    }

    #[test]
    fn dollars_are_mathematics_where_nothing_else_could_be_meant() {
        for text in
            ["$x$", "$[x](y)$", "$$ [x](y) $$", "$$\n[x](y)\n$$", "$$\n\n[x](y)\n\n$$", r"$a\$b$"]
        {
            assert_eq!(formulas(text), [text]);
        }
        assert_eq!(
            formulas("for $n$-th, ($m$): $$a$$ and `$` $ü$"),
            ["$n$", "$m$", "$$a$$", "$ü$"]
        );
        for prose in [
            "$5 and [link](x) $6",
            "from $5-[link](x)-$10",
            "US$5 [link](x), US$6 or 7$",
            "$HOME/[x](y)/$USER",
            "`$x` [x](y) `y$`",
            r"\$x [x](y) \$ and $",
            "$ x $",
            "$$",
            "$$ $$",
            "$$\n\n# A\n\n[x](y)\n\n$$",
            "$a\n[x](y)$",
        ] {
            assert!(formulas(prose).is_empty(), "{prose}");
        }
    }
}
