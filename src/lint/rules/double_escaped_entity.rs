//! An entity whose `&` was escaped once more.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "double-escaped-entity",
    family: "encoding",
    severity: Some(Severity::Warning),
    summary: "an entity was escaped twice, so that readers see `&nbsp;` and not a space",
    doc: include_str!("double_escaped_entity.md"),
    check: Check::Plain(check),
};

/// The names that programs escape text with.
const NAMES: [&str; 30] = [
    "nbsp", "amp", "lt", "gt", "quot", "apos", "mdash", "ndash", "hellip", "lsquo", "rsquo",
    "ldquo", "rdquo", "laquo", "raquo", "bull", "middot", "copy", "reg", "trade", "times", "deg",
    "euro", "shy", "eacute", "egrave", "agrave", "ouml", "uuml", "auml",
];

const ESCAPED: &str = "&amp;";

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let text = &*cx.file.text;
    let mut teaches = None;
    for start in memchr::memmem::find_iter(text.as_bytes(), ESCAPED) {
        let name_at = start + ESCAPED.len();
        let Some(length) = entity(&text[name_at..]) else { continue };
        let span = Span::new(start, name_at + length);
        if cx.file.doc.is_code(span) {
            continue;
        }
        let teaches = *teaches.get_or_insert_with(|| is_about_entities(text));
        let within = is_within_word(&text[..start], &text[span.range().end..]);
        // Who explains entities lets readers see them.
        if teaches && !within {
            continue;
        }
        let in_link = cx.file.doc.links.iter().any(|link| link.dest.contains(span));
        let certain = within && !teaches && !in_link;
        let meant = format!("&{}", &text[name_at..span.range().end]);
        let safety = if certain { Safety::Safe } else { Safety::Unsafe };
        let fix = Fix::replace(safety, format!("Write `{meant}`"), cx.id, span, meant.clone());
        let finding = Finding::new(span, "this entity was escaped twice")
            .label(format!("readers see `{meant}`"))
            .help(format!("write `{meant}`, or put it between backticks if readers are to see it"))
            .data(Data(vec![("entity", Datum::Text(meant))]))
            .cause(format!("double-escaped-entity {}", cx.file.path))
            .fix(fix.changes_content());
        out.push(finding);
    }
}

/// The length of the rest of an entity at the start of `text`, which stands behind its `&`, up to its `;`.
fn entity(text: &str) -> Option<usize> {
    const LONGEST: usize = 8;
    let end = text.bytes().take(LONGEST + 1).position(|byte| byte == b';')?;
    let name = &text[..end];
    let known = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit()),
            None => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        },
        None => NAMES.contains(&name),
    };
    known.then_some(end + 1)
}

/// Does it stand within a word, or between two, where only the character itself makes sense?
fn is_within_word(before: &str, behind: &str) -> bool {
    before.ends_with(char::is_alphanumeric) && behind.starts_with(char::is_alphanumeric)
}

/// Is the page about how to write such characters?
fn is_about_entities(text: &str) -> bool {
    let words = ["entit", "Entit", "escap", "Escap", "encode", "HTML char"];
    words.iter().any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}
