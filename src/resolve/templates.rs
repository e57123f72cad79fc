//! Destinations that a template language makes, as far as they say where they lead.

use std::borrow::Cow;

use crate::doc::Format;

/// What a destination with tags in it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Made<'a> {
    /// A page by its path, which the generator looks up: Hugo's `ref` and `relref`.
    Page(&'a str),
    /// A source file by its path from the root of the sources: Jekyll's `link`.
    Source(Cow<'a, str>),
    /// A plain destination.
    Plain(Cow<'a, str>),
    /// Only the generator knows.
    Unknown,
}

/// What `destination` means.
pub(super) fn read(destination: &str) -> Made<'_> {
    let tag = |open: &str, close: &str| destination.trim().strip_prefix(open)?.strip_suffix(close);
    if let Some(inside) = tag("{{<", ">}}").or_else(|| tag("{{%", "%}}")) {
        let inside = inside.trim();
        let reference = inside.strip_prefix("relref").or_else(|| inside.strip_prefix("ref"));
        return match reference.and_then(argument) {
            Some(path) => Made::Page(path),
            None => Made::Unknown,
        };
    }
    if let Some((inside, rest)) =
        destination.strip_prefix("{%").and_then(|rest| rest.split_once("%}"))
    {
        let plain = rest.is_empty() || rest.starts_with('#') && !rest.contains('{');
        return match inside.trim().strip_prefix("link ").map(str::trim) {
            Some(path) if plain && !path.contains('{') => Made::Source(if rest.is_empty() {
                path.into()
            } else {
                format!("{path}{rest}").into()
            }),
            _ => Made::Unknown,
        };
    }
    // Before Jekyll 4, `link` did not put the site's own path in front.
    if let Some((inside, rest)) =
        destination.strip_prefix("{{").and_then(|rest| rest.split_once("}}"))
        && rest.starts_with("{%")
        && matches!(inside.trim(), "site.baseurl" | "site.url")
    {
        return read(rest);
    }
    liquid(destination).map_or(Made::Unknown, Made::Plain)
}

/// The first argument of a shortcode: quoted, named `path`, or a word.
fn argument(arguments: &str) -> Option<&str> {
    let arguments = arguments.trim();
    let arguments = arguments.strip_prefix("path=").unwrap_or(arguments);
    let quote = arguments.chars().next()?;
    let found = if matches!(quote, '"' | '\'' | '`') {
        arguments[1..].split(quote).next()
    } else {
        arguments.split_whitespace().next()
    };
    found.filter(|path| {
        !path.is_empty() && !path.starts_with('.')
            || path.starts_with("./")
            || path.starts_with("../")
    })
}

/// `{{ site.baseurl }}/x` and `{{ '/x' | relative_url }}` are `/x`, whatever the site's base.
fn liquid(destination: &str) -> Option<Cow<'_, str>> {
    let mut rest = destination;
    while let Some((inside, behind)) =
        rest.strip_prefix("{{").and_then(|rest| rest.split_once("}}"))
    {
        let inside = inside.trim();
        let (value, filter) = inside.split_once('|').unwrap_or((inside, ""));
        match (value.trim(), filter.trim()) {
            ("site.baseurl" | "site.url" | "site.github.url", _) => rest = behind,
            (
                value,
                "relative_url" | "absolute_url" | "prepend: site.baseurl" | "prepend:site.baseurl",
            ) => {
                let path = value.strip_prefix(['"', '\''])?.strip_suffix(['"', '\''])?;
                let slash = if path.starts_with('/') { "" } else { "/" };
                return Some(Cow::Owned(format!("{slash}{path}{behind}")));
            }
            _ => return None,
        }
    }
    (rest.len() < destination.len() && rest.starts_with('/') && !rest.contains("{{"))
        .then_some(Cow::Borrowed(rest))
}

/// Does something in `destination` get its value only when the site is built?
pub(crate) fn is_template(destination: &str) -> bool {
    if destination.starts_with('`') {
        return names_code(destination);
    }
    if memchr::memchr3(b'{', b'%', b'[', destination.as_bytes()).is_none() {
        return false;
    }
    let marks = ["{{", "{%", "<%", "${"];
    let inside = destination.split_once("[[").map(|(_, rest)| rest);
    marks.iter().any(|mark| destination.contains(mark))
        || inside.is_some_and(|rest| rest.contains("]]"))
        || has_variable(destination)
}

/// `` `Module.function/2` ``: generators of documentation for programs find what is named so.
fn names_code(destination: &str) -> bool {
    let inside = destination.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    inside.is_some_and(|name| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Format::of_extension(extension).is_none()
    })
}

/// `%PUBLIC_URL%` and its like.
fn has_variable(destination: &str) -> bool {
    let mut parts = destination.split('%').skip(1);
    let is_name = |part: &str| {
        part.len() > 2
            && part.bytes().all(|c| c.is_ascii_uppercase() || c == b'_')
            && part.contains('_')
    };
    let last_is_open = destination.matches('%').count() == 1;
    !last_is_open && parts.any(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_where_they_lead() {
        assert_eq!(read("{{< ref \"a b.md#c\" >}}"), Made::Page("a b.md#c"));
        assert_eq!(read("{{% relref path=\"../x\" lang=\"de\" %}}"), Made::Page("../x"));
        assert_eq!(read("{{< relref x >}}"), Made::Page("x"));
        assert_eq!(read("{{< param v >}}"), Made::Unknown);
        assert_eq!(read("{% link a/b.md %}"), Made::Source("a/b.md".into()));
        assert_eq!(read("{{site.baseurl}}{% link a.md %}#b"), Made::Source("a.md#b".into()));
        assert_eq!(read("{{ '/a' | prepend: site.baseurl }}"), Made::Plain("/a".into()));
        assert_eq!(read("{% post_url 2020-01-01-x %}"), Made::Unknown);
        assert_eq!(read("{{ site.baseurl }}/a/#b"), Made::Plain(Cow::Borrowed("/a/#b")));
        assert_eq!(read("{{ '/a' | relative_url }}#b"), Made::Plain(Cow::Owned("/a#b".to_owned())));
        assert_eq!(read("{{ page.url }}/x"), Made::Unknown);
    }
}
