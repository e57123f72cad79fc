//! What renderers take for the text of a heading.

use std::borrow::Cow;

use pulldown_cmark::CowStr;

/// A piece of a heading as the parser saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// Prose, escapes resolved.
    Text(CowStr<'a>),
    /// An entity such as `&amp;`: as written, and what it stands for.
    Entity(CowStr<'a>, CowStr<'a>),
    /// The content of a code span.
    Code(CowStr<'a>),
    /// Prose in the description of an image.
    Alt(CowStr<'a>),
    /// An HTML tag.
    Tag(CowStr<'a>),
    /// A line break within the heading.
    Break,
}

/// What a renderer takes for the text of a heading with these pieces.
pub(crate) type TextOf = for<'p> fn(&'p [Piece<'_>]) -> Cow<'p, str>;

/// Which pieces count, and what becomes of prose. Most headings are one piece of it, and nothing is copied.
fn join<'p>(
    pieces: &'p [Piece<'_>],
    alt: bool,
    prose: impl Fn(&str) -> Cow<'_, str>,
) -> Cow<'p, str> {
    if let [Piece::Text(part)] = pieces {
        return prose(part);
    }
    let whole = pieces.iter().map(|piece| match piece {
        Piece::Text(part) | Piece::Entity(_, part) | Piece::Code(part) | Piece::Alt(part) => {
            part.len()
        }
        Piece::Tag(_) | Piece::Break => 1,
    });
    let mut text = String::with_capacity(whole.sum());
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(&prose(part)),
            Piece::Entity(_, part) | Piece::Code(part) => text.push_str(part),
            Piece::Alt(part) if alt => text.push_str(part),
            Piece::Break => text.push('\n'),
            Piece::Alt(_) | Piece::Tag(_) => {}
        }
    }
    Cow::Owned(text)
}

/// Prose and code as they are; images and HTML left out.
pub(crate) fn plain_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    join(pieces, false, |text| Cow::Borrowed(text))
}

/// As [`plain_text`], descriptions of images included.
pub(crate) fn described_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    join(pieces, true, |text| Cow::Borrowed(text))
}

/// As [`plain_text`], with two or three hyphens in prose turned into dashes.
pub(crate) fn smart_text_untrimmed<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    join(pieces, false, dashes)
}

/// As [`smart_text_untrimmed`], without spaces around it.
pub(crate) fn smart_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    Cow::Owned(smart_text_untrimmed(pieces).trim().to_owned())
}

/// Prose, code and descriptions of images; a `<br>` is a line break.
pub(crate) fn pandoc_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) | Piece::Code(part) | Piece::Alt(part) | Piece::Entity(_, part) => {
                text.push_str(part);
            }
            Piece::Tag(tag) if tag.starts_with("<br") => text.push('\n'),
            Piece::Break => text.push('\n'),
            Piece::Tag(_) => {}
        }
    }
    Cow::Owned(text)
}

/// As [`described_text`], with dashes, without spaces around it.
pub(crate) fn smart_described_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    Cow::Owned(join(pieces, true, dashes).trim().to_owned())
}

/// As [`plain_text`], with two hyphens in prose turned into a dash, as retext-smartypants does.
pub(crate) fn astro_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    join(pieces, false, |text| {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find("--") {
            let run = rest[start..].bytes().take_while(|&byte| byte == b'-').count();
            out.push_str(&rest[..start]);
            out.push_str(if run == 2 { "—" } else { &rest[start..start + run] });
            rest = &rest[start + run..];
        }
        Cow::Owned(out + rest)
    })
}

fn dashes(text: &str) -> Cow<'_, str> {
    if text.contains("--") {
        Cow::Owned(text.replace("---", "—").replace("--", "–"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Prose and code with runs of white space collapsed, as Python-Markdown's toc extension names its entries.
pub(crate) fn collapsed_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    Cow::Owned(super::super::html::collapse(plain_text(pieces)))
}

/// `pieces` without shortcodes, which become pictures.
pub(crate) fn without_pictures<'a>(pieces: &[Piece<'a>]) -> Vec<Piece<'a>> {
    let strip = |piece: &Piece<'a>| match piece {
        Piece::Text(part) => Piece::Text(without_shortcodes(part).into_owned().into()),
        other => other.clone(),
    };
    pieces.iter().map(strip).collect()
}

/// `text` without `:material-cog:` and its like, which become pictures.
fn without_shortcodes(text: &str) -> Cow<'_, str> {
    if !text.contains(':') {
        return Cow::Borrowed(text);
    }
    let is_name = |name: &str| {
        name.contains(|c: char| !c.is_ascii_digit())
            && name.bytes().all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'+'))
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut apart = true;
    while let Some(start) = rest.find(':') {
        apart = if start == 0 {
            apart
        } else {
            !rest[..start].ends_with(|c: char| c.is_alphanumeric() || c == ':')
        };
        out.push_str(&rest[..start]);
        let behind = &rest[start + 1..];
        let name =
            behind.split(':').next().filter(|name| name.len() < behind.len() && is_name(name));
        if let Some(name) = name.filter(|_| apart) {
            // One may follow at once.
            rest = &behind[name.len() + 1..];
        } else {
            out.push(':');
            (rest, apart) = (behind, false);
        }
    }
    Cow::Owned(out + rest)
}

/// As [`collapsed_text`] for pymdownx, which resolves entities and then takes what looks like a tag for one, in code
/// too.
pub(crate) fn pymdownx_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) | Piece::Code(part) => out.push_str(part),
            // A space that an entity stands for is none when white space is collapsed.
            Piece::Entity(_, part) => {
                out.push_str(if &**part == "\u{a0}" { "\u{e000}" } else { part });
            }
            Piece::Break => out.push(' '),
            Piece::Alt(_) | Piece::Tag(_) => {}
        }
    }
    let mut untagged = String::new();
    let mut rest = out.as_str();
    while let Some(open) = rest.find('<') {
        let Some(close) = rest[open..].find('>') else { break };
        untagged.push_str(&rest[..open]);
        rest = &rest[open + close + 1..];
    }
    untagged.push_str(rest);
    Cow::Owned(super::super::html::collapse(untagged))
}

/// What markdown-it-anchor is given by `VitePress`: prose and code, entities as written, no emoji shortcodes.
pub(crate) fn markdown_it_text<'p>(pieces: &'p [Piece<'_>]) -> Cow<'p, str> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(&without_shortcodes(part)),
            Piece::Code(part) | Piece::Entity(part, _) => text.push_str(part),
            Piece::Break | Piece::Alt(_) | Piece::Tag(_) => {}
        }
    }
    Cow::Owned(text)
}
