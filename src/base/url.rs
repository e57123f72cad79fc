//! Destinations: what a link says before anyone asks whether it is true.
//!
//! A destination is split at `#` and `?` before anything is decoded (RFC 3986, section 2.4), and each path
//! segment is decoded exactly once, so that `%23` and `%3F` stay part of a name and `%2F` never
//! becomes a separator.

use std::borrow::Cow;
use std::sync::Arc;

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::path::{name_from_bytes, name_to_bytes};

/// What kind of place a destination names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing at all.
    Empty,
    /// `#fragment`: this very page.
    SamePage,
    /// A path, relative or from the root.
    Path,
    /// `http:`, `https:` or `//host/…`.
    External,
    /// `file:`, a drive letter, a UNC path: works on one machine only.
    Local,
    /// Any other scheme: `mailto:`, `tel:`, `data:`.
    Other,
}

/// The parts of a destination; each is a slice of it, nothing decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts<'a> {
    /// What kind of place.
    pub class: Class,
    /// The path, for [`Class::Path`]; everything before the fragment otherwise.
    pub path: &'a str,
    /// After `?`, without it.
    pub query: Option<&'a str>,
    /// After `#`, without it.
    pub fragment: Option<&'a str>,
}

/// Split `destination` into its parts.
pub fn split(destination: &str) -> Parts<'_> {
    let (rest, fragment) = cut(destination, b'#');
    let class = classify(rest, fragment);
    let (path, query) = if class == Class::Path { cut(rest, b'?') } else { (rest, None) };
    Parts { class, path, query, fragment }
}

/// What stands before the first `mark`, an ASCII character, and what stands behind it.
fn cut(text: &str, mark: u8) -> (&str, Option<&str>) {
    match memchr::memchr(mark, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

fn classify(rest: &str, fragment: Option<&str>) -> Class {
    if rest.is_empty() {
        return if fragment.is_some() { Class::SamePage } else { Class::Empty };
    }
    // `\\server\share`: Markdown takes the first backslash for an escape.
    if rest.starts_with('\\') {
        return Class::Local;
    }
    if rest.starts_with("//") {
        return Class::External;
    }
    match scheme(rest) {
        None => Class::Path,
        Some(scheme) if scheme.len() == 1 => Class::Local,
        Some(scheme) => {
            let is = |known: &str| scheme.eq_ignore_ascii_case(known);
            if is("http") || is("https") {
                Class::External
            } else if is("file") {
                Class::Local
            } else {
                Class::Other
            }
        }
    }
}

/// The scheme of `destination`, without the colon (RFC 3986, section 3.1). A drive letter counts only
/// when a separator follows, so that `a:b` stays a scheme of one letter that no one uses: a path.
pub fn scheme(destination: &str) -> Option<&str> {
    let letter = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'+' | b'-' | b'.');
    let end = destination.bytes().position(|c| !letter(&c))?;
    let (scheme, rest) = (&destination[..end], destination[end..].strip_prefix(':')?);
    let fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic());
    let drive_needs_separator = scheme.len() > 1 || rest.starts_with(['/', '\\']);
    (fits && drive_needs_separator).then_some(scheme)
}

/// The address in the `content` of a `meta refresh` that sends readers on at once, as in `0; url=x`.
pub fn refresh(content: &str) -> Option<&str> {
    // Longer waits are for readers to notice.
    const SOON: f32 = 5.0;
    let (seconds, rest) = content.split_once([';', ','])?;
    let seconds: f32 = seconds.trim().parse().ok()?;
    let (name, url) = rest.split_once('=')?;
    let url = url.trim().trim_matches(['"', '\'']);
    let is_url = name.trim().eq_ignore_ascii_case("url") && !url.is_empty();
    (is_url && (0.0..=SOON).contains(&seconds)).then_some(url)
}

/// Decode `%xx` once. Invalid sequences stay as they are; bytes that are not UTF-8 become stand-in
/// characters, see [`super::path`].
pub fn decode(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let bytes: Cow<'_, [u8]> = percent_decode_str(text).into();
    Cow::Owned(name_from_bytes(&bytes).into_owned())
}

/// What must be encoded in a path that stands in a Markdown destination without `<>`. Parentheses
/// are encoded although balanced ones would do: a name says nothing of its balance.
const IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'#')
    .add(b'?')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'[')
    .add(b']')
    .add(b'(')
    .add(b')');

/// Write the path `path` (text with `/`) so that a Markdown destination means exactly it. Letters
/// beyond ASCII stay readable.
pub fn encode_path(path: &str) -> String {
    let written = encode(path);
    // A first segment with a colon would read as a scheme.
    if scheme(&written).is_some() { format!("./{written}") } else { written }
}

/// Write `path`, or a fragment without its `#`, with what would end it encoded.
pub fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for piece in path.split_inclusive(|c: char| !c.is_ascii()) {
        let end = piece.char_indices().next_back().filter(|(_, c)| !c.is_ascii());
        let (ascii, other) = piece.split_at(end.map_or(piece.len(), |(at, _)| at));
        out.extend(utf8_percent_encode(ascii, IN_PATH));
        match other.chars().next().and_then(super::path::raw_byte) {
            Some(_) => out.extend(name_to_bytes(other).iter().map(|byte| format!("%{byte:02X}"))),
            None => out.push_str(other),
        }
    }
    out
}

/// The address of an external page: absolute, normalised as browsers do, without fragment.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UrlKey(Arc<str>);

impl UrlKey {
    /// Normalise `destination`. `//host/x` is taken as `https`. `None` when no browser would ask for
    /// it.
    pub fn new(destination: &str) -> Option<Self> {
        let parsed = if destination.starts_with("//") {
            url::Url::parse(&format!("https:{destination}"))
        } else {
            url::Url::parse(destination)
        };
        let mut url = parsed.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        url.host_str().filter(|host| !host.is_empty())?;
        url.set_fragment(None);
        Some(Self(Arc::from(url.as_str())))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Could everybody ask it, as far as its name tells? Not a single word, a number, or a name that is reserved for use at
    /// home (RFC 2606, RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`).
    pub fn is_public(&self) -> bool {
        let reserved = [
            "local",
            "localhost",
            "internal",
            "test",
            "example",
            "invalid",
            "lan",
            "home",
            "corp",
            "intranet",
            "arpa",
        ];
        let host = url::Url::parse(&self.0).ok().and_then(|url| match url.host()? {
            url::Host::Domain(name) => Some(name.trim_end_matches('.').to_owned()),
            url::Host::Ipv4(_) | url::Host::Ipv6(_) => None,
        });
        let top = host.as_deref().and_then(|host| host.rsplit_once('.')).map(|(_, top)| top);
        top.is_some_and(|top| !reserved.contains(&top))
    }

    /// Host and port, the unit of politeness.
    pub fn authority(&self) -> &str {
        let rest = self.0.split_once("://").map_or(&*self.0, |(_, rest)| rest);
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let authority = &rest[..end];
        authority.rsplit_once('@').map_or(authority, |(_, host)| host)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_split_before_it_is_decoded() {
        let parts = split("a%23b.md?raw=1#sec%20one");
        assert_eq!(parts.path, "a%23b.md");
        assert_eq!(parts.query, Some("raw=1"));
        assert_eq!(parts.fragment, Some("sec%20one"));
        assert_eq!(decode("a%2523%zz%C3%A9"), "a%23%zzé");
    }

    #[test]
    fn classes() {
        for (destination, class) in [
            ("", Class::Empty),
            ("#x", Class::SamePage),
            ("a.md", Class::Path),
            ("?q", Class::Path),
            ("HTTPS://x", Class::External),
            ("//x/y", Class::External),
            ("mailto:a@b.c", Class::Other),
            ("file:///etc/passwd", Class::Local),
            (r"C:\docs\a.md", Class::Local),
            (r"\\server\share", Class::Local),
            ("a:b", Class::Path),
            ("notes/12:30.md", Class::Path),
        ] {
            assert_eq!(split(destination).class, class, "{destination}");
        }
    }

    #[test]
    fn what_is_encoded_decodes_to_the_same_name() {
        for name in ["a b(1).md", "50%.md", "ä [x]#?.md", "x:y.md", "q\u{10FFE9}.md"] {
            let written = encode_path(name);
            let path = written.strip_prefix("./").unwrap_or(&written);
            assert_eq!(decode(path), name);
            assert_eq!(split(&written).class, Class::Path, "{written}");
        }
    }

    #[test]
    fn keys_are_normalised_and_lose_their_fragment() {
        let key = UrlKey::new("HTTP://User@Example.COM:80/a/../b#c").unwrap();
        assert_eq!(key.as_str(), "http://User@example.com/b");
        assert_eq!(key.authority(), "example.com");
        assert_eq!(UrlKey::new("//x.org").unwrap().as_str(), "https://x.org/");
        assert_eq!(UrlKey::new("http://"), None);
    }

    #[test]
    fn only_names_that_mean_something_everywhere_are_public() {
        let is_public = |url: &str| UrlKey::new(url).unwrap().is_public();
        assert!(is_public("https://docs.example.com/x") && is_public("http://a.org:8080"));
        for url in [
            "http://127.0.0.1/",
            "http://8.8.8.8/",
            "http://[::1]/",
            "http://wiki/x",
            "http://printer.local",
            "https://git.corp.internal./",
            "https://a.test",
            "https://b.example",
        ] {
            assert!(!is_public(url), "{url}");
        }
    }

    #[test]
    fn only_what_sends_on_soon_is_a_redirect() {
        for (content, wanted) in [
            ("0;url=a", Some("a")),
            ("5 ; URL = 'b' ", Some("b")),
            ("6;url=a", None),
            ("0", None),
            ("0;url=", None),
            ("x;url=a", None),
        ] {
            assert_eq!(refresh(content), wanted, "{content}");
        }
    }
}
