//! Characters that nobody sees and that change what a page is.

use unicode_properties::{GeneralCategoryGroup, UnicodeEmoji, UnicodeGeneralCategory};

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::mojibake;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Damage;

pub(super) static META: RuleDef = RuleDef {
    name: "hidden-character",
    family: "encoding",
    severity: Some(Severity::Warning),
    summary: "an invisible character breaks search, code or the order of the text",
    doc: include_str!("hidden_character.md"),
    check: Check::Plain(check),
};

/// What is wrong with a character in its place.
struct Hidden {
    name: &'static str,
    label: &'static str,
    /// May it be removed unseen?
    safety: Option<Safety>,
}

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let text = &*cx.file.text;
    let mut garbled = None;
    let mut at = 0;
    while let Some(start) = next(text, at) {
        let Some(c) = text[start..].chars().next() else { break };
        at = start + c.len_utf8();
        let Some(hidden) = hidden(c, &text[..start], &text[at..]) else { continue };
        // Several in a row are one mistake.
        while let Some(again) = text[at..].chars().next().filter(|again| *again == c) {
            at += again.len_utf8();
        }
        let span = Span::new(start, at);
        // `tree` draws with them.
        let line = &text[text[..start].rfind('\n').map_or(0, |end| end + 1)..start];
        if c == '\u{a0}' && line.contains(|c| matches!(c, '\u{2500}'..='\u{257f}')) {
            continue;
        }
        let garbled = garbled.get_or_insert_with(|| mojibake::find(text));
        let behind = garbled.partition_point(|run| run.span.end <= start);
        if garbled.get(behind).is_some_and(|run| run.span.start < at) {
            continue;
        }
        // Where nothing is found because of it, that is said.
        if is_damage(cx, span) {
            continue;
        }
        out.push(finding(cx, c, &hidden, span));
    }
}

/// Is it the reason why the destination that it stands in leads nowhere?
fn is_damage(cx: &FileCx<'_>, span: Span) -> bool {
    let links = cx.file.doc.links.iter().zip(cx.resolutions);
    let mut around = links.filter(|(link, _)| link.dest.contains(span));
    around.any(|(_, to)| matches!(to.damage.as_deref(), Some(Damage::Misspelt { .. })))
}

fn finding(cx: &FileCx<'_>, c: char, hidden: &Hidden, span: Span) -> Finding {
    let code = format!("U+{:04X}", c as u32);
    let in_code = cx.file.doc.is_code(span);
    let message = format!("there is {} ({code}) here, which nobody sees", hidden.name);
    let finding = Finding::new(span, message)
        .label(hidden.label)
        .data(Data(vec![("character", Datum::Text(code.clone()))]))
        .cause(format!("hidden-character {} {code} {in_code}", cx.file.path));
    let in_link = || cx.file.doc.links.iter().any(|link| link.dest.contains(span));
    let finding = if c == '\u{a0}' && !in_code && is_among_words(cx, span) && !in_link() {
        finding.severity(Severity::Info)
    } else {
        finding
    };
    match hidden.safety {
        None => finding.help("look whether the text reads in the order in which it is written"),
        Some(safety) => {
            let safety = if in_code || in_link() { Safety::Unsafe } else { safety };
            let fix = Fix::replace(safety, format!("Remove {}", hidden.name), cx.id, span, "");
            finding.help("remove it").fix(fix.changes_content())
        }
    }
}

/// Does it stand among words of a text, where it is no more than a wide gap? At the start of a line it keeps a marker from
/// being one, and in a heading it may be part of the anchor.
fn is_among_words(cx: &FileCx<'_>, span: Span) -> bool {
    let before = &cx.file.text[..span.range().start];
    let line = &before[before.rfind(['\n', '\r']).map_or(0, |end| end + 1)..];
    let in_heading = cx.file.doc.headings.iter().any(|heading| heading.span.contains(span));
    line.contains(char::is_alphabetic) && !in_heading
}

/// Where the next character is that may be hidden. All of them start with one of these bytes or are control characters.
fn next(text: &str, from: usize) -> Option<usize> {
    const STEP: usize = 64;
    // Nearly all bytes are plain: asking for many at once takes 8 instead of 102 million instructions for 472 pages of 5.7 MB.
    let plain = |byte: u8| (b' '..0x7f).contains(&byte) | matches!(byte, b'\t' | b'\n' | b'\r');
    let suspicious =
        |&byte: &u8| matches!(byte, 0xc2 | 0xe2 | 0xef | 0xf3) || byte < 0x80 && !plain(byte);
    let rest = &text.as_bytes()[from..];
    let all_plain = |chunk: &&[u8]| chunk.iter().fold(true, |all, &byte| all & plain(byte));
    let skipped: usize = rest.chunks(STEP).take_while(all_plain).map(<[u8]>::len).sum();
    let found = rest[skipped..].iter().position(suspicious)?;
    Some(from + skipped + found)
}

/// What is wrong with `c` between this text, if anything is.
fn hidden(c: char, before: &str, behind: &str) -> Option<Hidden> {
    let (left, right) = (before.chars().next_back(), behind.chars().find(|next| *next != c));
    let sides = [left, right];
    let safe = |name, label| Some(Hidden { name, label, safety: Some(Safety::Safe) });
    let uses = |uses: fn(char) -> bool| sides.into_iter().flatten().any(uses);
    match c {
        '\u{a0}' => {
            // Several in a row are meant to indent, or to keep a cell open.
            let alone = !behind.starts_with('\u{a0}') && left != Some('\u{a0}');
            let spaced =
                uses(|side| side == ' ') && left.is_some_and(|left| !left.is_ascii_control());
            (alone && spaced).then_some(Hidden {
                name: "a no-break space beside a space",
                label: "beside a space it keeps nothing together",
                safety: Some(Safety::Safe),
            })
        }
        '\u{200b}' if !uses(breaks_words_by_hand) => {
            safe("a zero-width space", "it splits a word for search and for who copies it")
        }
        '\u{200c}' | '\u{200d}' if !uses(joins) => {
            safe("a zero-width joiner", "nothing here can be joined")
        }
        '\u{feff}' if !before.is_empty() => {
            safe("a byte order mark within the text", "it belongs to the very start of a file only")
        }
        '\u{e0000}'..='\u{e007f}' if !is_flag(before) => {
            safe("a tag character", "machines read it, people do not")
        }
        '\u{2028}' | '\u{2029}' => Some(Hidden {
            name: "a line separator of Unicode",
            label: "it ends no line in Markdown, and one in JavaScript",
            safety: Some(Safety::Unsafe),
        }),
        '\u{200e}' | '\u{200f}' if !is_right_to_left(before, behind) => {
            safe("a direction mark", "nothing in this line is written from right to left")
        }
        '\u{202d}' | '\u{202e}' => Some(ORDER),
        '\u{202a}' | '\u{202b}' | '\u{2066}'..='\u{2068}' if !is_right_to_left(before, behind) => {
            Some(ORDER)
        }
        _ if c.is_control() && c.is_ascii() => {
            safe("a control character", "no page is meant to have one")
        }
        _ => None,
    }
}

/// What follows reads in another order than it is written: a person has to look.
const ORDER: Hidden = Hidden {
    name: "a direction control",
    label: "from here on the text may read in another order than it is written",
    safety: None,
};

/// Writing without spaces between words says by hand where lines may break, and Markdown in Chinese and Japanese where
/// emphasis ends.
fn breaks_words_by_hand(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{19ff}'
        | '\u{3000}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// Scripts whose letters join, their marks, and emoji.
fn joins(c: char) -> bool {
    let script = matches!(c, '\u{590}'..='\u{1aff}' | '\u{a840}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}');
    let mark = c.general_category_group() == GeneralCategoryGroup::Mark;
    script || mark || !c.is_ascii() && c.is_emoji_char()
}

/// Does a flag of a region stand in front, of which tag characters are the end?
fn is_flag(before: &str) -> bool {
    before.trim_end_matches(|c| matches!(c, '\u{e0000}'..='\u{e007f}')).ends_with('🏴')
}

/// Is anything in the line around written from right to left?
fn is_right_to_left(before: &str, behind: &str) -> bool {
    let letter = |c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    before.rsplit('\n').next().is_some_and(|line| line.contains(letter))
        || behind.split('\n').next().is_some_and(|line| line.contains(letter))
}
