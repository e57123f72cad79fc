//! Destinations that a converter or a keyboard damaged, recognised by their shape.
//!
//! Only looked at when a destination leads nowhere. Every path that is tried is asked for like any
//! other, so that the answer changes when the tree does.

use std::borrow::Cow;

use super::{Asked, Page, Resolution, Status, is_page, lookup, resolve_plain};
use crate::base::path::RelPath;
use crate::base::url::{self, Class};
use crate::doc::{Format, PAGE_EXTENSIONS, mojibake};
use crate::site::Changes;

/// What happened to a destination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Damage {
    /// The title of the link became part of the destination: `x/%20%22Title%22.md`.
    SwallowedTitle {
        /// What was the destination.
        path: String,
        /// What was the title.
        title: String,
        /// Destinations that exist and may have been meant; two that lead to the same page count as one.
        repaired: Vec<String>,
    },
    /// It is the name of several pages, of which the generator takes none.
    Ambiguous {
        /// The pages.
        pages: Vec<RelPath>,
    },
    /// Another way of writing it leads to a page.
    Misspelt {
        /// What is wrong with the way it is written.
        why: &'static str,
        /// How to write it.
        repaired: String,
    },
    /// It is garbled text: see [`mojibake`]. It may lead somewhere all the same, as the garbled heading it names has a
    /// garbled anchor.
    Garbled {
        /// The destination as it was, which leads somewhere.
        repaired: String,
    },
}

/// What `destination` was before it was garbled, if that leads somewhere.
pub(super) fn garbled(destination: &str, page: &Page<'_>, asked: &mut Asked) -> Option<Damage> {
    let Cow::Owned(repaired) = mojibake::repaired(destination) else { return None };
    let found = resolve_plain(&repaired, false, page, asked);
    (found.status == Status::Ok).then_some(Damage::Garbled { repaired })
}

/// What happened to `destination`, which leads nowhere from `page`.
pub(super) fn find(destination: &str, page: &Page<'_>, asked: &mut Asked) -> Option<Damage> {
    if url::split(destination).class != Class::Path {
        return None;
    }
    if let Some((host, repaired)) = misspelt_address(destination)
        && (host.trim_matches('.').contains('.') || host == "localhost")
    {
        let why = "its scheme and what follows are not written as in `https://`";
        return Some(Damage::Misspelt { why, repaired });
    }
    let (path, rest) =
        destination.split_at(destination.find(['?', '#']).unwrap_or(destination.len()));
    if let Some((path, title, extension)) = swallowed(path) {
        let mut repaired = repairs(&path, &title, &extension, page, asked);
        for destination in &mut repaired {
            destination.push_str(rest);
        }
        return Some(Damage::SwallowedTitle { path, title, repaired });
    }
    let changes = page.site.ways.changes;
    let left = changes == Changes::Nothing || changes > Changes::All && path.starts_with('/');
    if let Some(damage) = left.then(|| unserved(path, rest, page, asked)).flatten() {
        return Some(damage);
    }
    if !rest.is_empty() {
        let repaired = destination.replace('#', "%23").replace('?', "%3F");
        if resolve_plain(&repaired, false, page, asked).status == Status::Ok {
            let why = "a `#` or `?` in the name of a file is written `%23` or `%3F`";
            return Some(Damage::Misspelt { why, repaired });
        }
    }
    let twice = url::decode(path).into_owned();
    let attempts = [
        ("it has backslashes where a URL has slashes", path.replace('\\', "/").replace("%5C", "/")),
        (
            "it is percent-encoded twice",
            if url::decode(&twice) == twice { path.to_owned() } else { twice },
        ),
        ("it has characters that only look like the right ones", plain(path)),
        ("quotes or spaces of the text around it are a part of it", unwrapped(path)),
    ];
    attempts.into_iter().filter(|(_, attempt)| attempt != path).find_map(|(why, attempt)| {
        let repaired = format!("{attempt}{}", rest.trim_end_matches(is_around));
        let found = resolve_plain(&repaired, false, page, asked);
        matches!(found.status, Status::Ok | Status::MissingAnchor)
            .then_some(Damage::Misspelt { why, repaired })
    })
}

/// The host of `destination` and how to write it, where one sees what address is meant and a browser does not: a colon or a
/// slash is missing, or what stands in front of the path is full-width. `https//host/`, `ｈttps：／／host`.
pub fn misspelt_address(destination: &str) -> Option<(String, String)> {
    if let Some(inside) = without_second_scheme(destination) {
        let host = inside.split(['/', '?', '#']).nth(2).unwrap_or_default();
        return Some((host.to_owned(), inside.to_owned()));
    }
    let mut rest = destination.char_indices().map(|(at, c)| (at, narrow(c))).peekable();
    let mut scheme = String::new();
    while let Some((_, letter)) = rest.next_if(|(_, c)| c.is_ascii_alphabetic()) {
        scheme.push(letter.to_ascii_lowercase());
    }
    let colon = rest.next_if(|(_, c)| *c == ':').is_some();
    let mut slashes = 0;
    while rest.next_if(|(_, c)| *c == '/').is_some() {
        slashes += 1;
    }
    // `http/x` is a folder of that name, and more slashes than three are none of ours.
    if !matches!(&*scheme, "http" | "https") || slashes > 3 || !colon && slashes < 2 {
        return None;
    }
    let mut host = String::new();
    while let Some((_, c)) = rest.next_if(|(_, c)| !matches!(c, '/' | '?' | '#' | ' ')) {
        host.push(c);
    }
    // The first slash of the path separates as well; what follows may be meant as it is.
    let slash = if rest.next_if(|(_, c)| *c == '/').is_some() { "/" } else { "" };
    let behind = rest.next().map_or("", |(at, _)| &destination[at..]);
    let repaired = format!("{scheme}://{host}{slash}{behind}");
    let same = repaired.eq_ignore_ascii_case(destination);
    (!host.is_empty() && !same).then_some((host, repaired))
}

/// How to write `htps://host/`, whose scheme is one letter away from one that there is, and from no other.
pub fn misspelt_scheme(destination: &str) -> Option<String> {
    let (scheme, rest) = destination.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Those that only look like it: <https://www.iana.org/assignments/uri-schemes/> and UPnP.
    let others = ["http", "https", "shttp", "httpu", "httpg"];
    let scheme = scheme.to_ascii_lowercase();
    if !host.trim_matches('.').contains('.') || others.contains(&&*scheme) {
        return None;
    }
    let far = |meant: &&str| strsim::osa_distance(&scheme, meant);
    let (plain, secure) = (far(&"http"), far(&"https"));
    let meant = match (plain, secure) {
        (1, 2..) => "http",
        (2.., 1) => "https",
        _ => return None,
    };
    Some(format!("{meant}://{rest}"))
}

/// The address in `https://https://host/`, where a host cannot be called so.
fn without_second_scheme(destination: &str) -> Option<&str> {
    let strip = |text: &'_ str| {
        let scheme = ["https:", "http:"].into_iter().find(|scheme| {
            text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        })?;
        Some(scheme.len())
    };
    let behind = &destination[strip(destination)?..];
    let inside = behind.strip_prefix("//")?;
    let rest = &inside[strip(inside)?..];
    rest.strip_prefix("//").filter(|host| !host.is_empty()).map(|_| inside)
}

/// `c` in half width, if it is a full-width form of an ASCII character.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// What a page would have written on a site that leaves such links as they are, where `path` is a source's, or lacks the path
/// of the site.
fn unserved(path: &str, rest: &str, page: &Page<'_>, asked: &mut Asked) -> Option<Damage> {
    let site = page.site;
    let lacks_base =
        path.starts_with('/') && !site.base.is_empty() && site.without_base(path) == path;
    let based = if lacks_base { format!("{}{path}", site.base) } else { path.to_owned() };
    let served = Page { forwarded: true, ..*page };
    let target = lookup::path(&url::split(&based), false, &served, asked).found?;
    let like = match (site.ways.changes, based.rsplit_once('.')) {
        // Wherever the site is moved, a relative path goes with it.
        (Changes::Relative, _) => target.file_name().to_owned(),
        (_, Some((stem, extension))) if is_source(extension) => format!("{stem}/"),
        _ => based,
    };
    let repaired = super::destination(&target, page, &like, false)?;
    let why = if lacks_base {
        "the path below which the site is served is missing in front of it"
    } else {
        "the site leaves such links as they are and serves no address that ends so"
    };
    Some(Damage::Misspelt { why, repaired: format!("{repaired}{rest}") })
}

/// Does a page that is no HTML yet end so?
pub(super) fn is_source(extension: &str) -> bool {
    Format::of_extension(extension).is_some_and(|format| format != Format::Html)
}

/// Path, title and extension of a destination that swallowed its title: a double quote behind a space or a slash,
/// closed at the end or in front of an extension that was put behind it.
fn swallowed(destination: &str) -> Option<(String, String, String)> {
    if !destination.contains("%22") && !destination.contains(['"', '“']) {
        return None;
    }
    let decoded = url::decode(destination);
    let quote = |c: char| matches!(c, '"' | '“' | '”');
    let open = decoded.find(quote)?;
    let path = decoded[..open].trim_end();
    let boundary = path.len() < open || path.ends_with('/');
    let inside = &decoded[open..].trim_start_matches(quote);
    let close = inside.rfind(quote)?;
    let behind = inside[close..].trim_start_matches(quote);
    let extension = behind.strip_prefix('.').unwrap_or_default();
    let ends = behind.is_empty() || PAGE_EXTENSIONS.contains(&extension);
    let title = inside[..close].trim_end_matches(quote);
    (boundary && ends && !path.is_empty())
        .then(|| (path.to_owned(), title.to_owned(), extension.to_owned()))
}

/// The destinations that exist among those that the link may have had before: the path itself, the page of
/// that name, the index page of that folder, and the page in that folder that is called like the title.
fn repairs(
    path: &str,
    title: &str,
    extension: &str,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Vec<String> {
    let extension = if extension.is_empty() { "md" } else { extension };
    let bare = path.trim_end_matches('/');
    let stem = bare.strip_suffix(".html").or(bare.strip_suffix(".htm")).unwrap_or(bare);
    let folder = stem.strip_suffix("/index").unwrap_or(bare);
    let attempts = [
        format!("{stem}.{extension}"),
        format!("{folder}/index.{extension}"),
        format!("{folder}/README.{extension}"),
        format!("{folder}/{title}.{extension}"),
        format!("{folder}/{}.{extension}", slug(title)),
        path.to_owned(),
    ];
    let mut found: Vec<(RelPath, String)> = Vec::new();
    for attempt in attempts {
        let written = url::encode_path(&attempt);
        let resolution = resolve_plain(&written, false, page, asked);
        let Resolution { status: Status::Ok, found: Some(leads_to), .. } = resolution else {
            continue;
        };
        if !is_page(&leads_to) {
            continue; // A folder without an index page is nothing that a link had a title for.
        }
        if !found.iter().any(|(known, _)| *known == leads_to) {
            found.push((leads_to, written));
        }
    }
    found.into_iter().map(|(_, written)| written).collect()
}

/// A title as a file may be called after it.
fn slug(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

/// `path` with look-alikes of the characters that paths are made of replaced, and invisible ones removed.
fn plain(path: &str) -> String {
    let decoded = url::decode(path);
    if decoded.is_ascii() {
        return path.to_owned();
    }
    let plain = decoded.chars().filter_map(|c| match c {
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => None,
        '‐' | '‑' | '‒' | '–' | '—' | '−' => Some('-'),
        '⁄' | '∕' => Some('/'),
        '․' => Some('.'),
        '\u{a0}' | '\u{202f}' => Some(' '),
        '’' | '‘' => Some('\''),
        other => Some(narrow(other)),
    });
    url::encode_path(&plain.collect::<String>())
}

/// Does `c` stand around a destination, and in none?
fn is_around(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '‹' | '›')
}

/// `path` without what only stands around it.
fn unwrapped(path: &str) -> String {
    let decoded = url::decode(path);
    let inside = decoded.trim_matches(is_around);
    if inside.len() == decoded.len() { path.to_owned() } else { url::encode_path(inside) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_seen_through_their_spelling() {
        for (written, meant) in [
            ("https//example.org/a", "https://example.org/a"),
            ("http:/example.org", "http://example.org"),
            ("https:example.org", "https://example.org"),
            ("ｈttps：／／example．org／（x）", "https://example.org/（x）"),
            ("HTTPS：//example.org?q", "https://example.org?q"),
            ("http://https://example.org/a", "https://example.org/a"),
        ] {
            assert_eq!(misspelt_address(written).map(|(_, meant)| meant).as_deref(), Some(meant));
        }
        let sound = [
            "https://web.example/https://x",
            "https://https/x",
            "https://example.org/（x）",
            "http/x.md",
            "https",
            "https：",
            "ftp:/x",
            "a：b",
        ];
        assert!(sound.into_iter().all(|sound| misspelt_address(sound).is_none()));
    }

    #[test]
    fn swallowed_titles_are_recognised_by_their_shape() {
        let cut = |destination| swallowed(destination);
        let parts = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
        assert_eq!(cut("../x/%20%22y%22.md"), parts("../x/", "y", "md"));
        assert_eq!(cut("../a/index.html%20%22A%20B%22.md"), parts("../a/index.html", "A B", "md"));
        assert_eq!(cut("a.md%20%22T%22"), parts("a.md", "T", ""));
        assert_eq!(cut("a.md%20“T”"), parts("a.md", "T", ""));
        for sound in ["a%22b%22c.md", "%22a%22.md", "a.md", "say%22.md", "a/%22b%22.png"] {
            assert_eq!(cut(sound), None, "{sound}");
        }
    }
}
