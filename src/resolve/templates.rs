//! Destinations that a template language makes, as far as they say where they lead.

use std::borrow::Cow;

use crate::doc::Format;

/// What a destination with tags in it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Made<'a> {
    /// A page by its path, which the generator looks up in a language: Hugo's `ref` and `relref`.
    Page {
        /// The path.
        path: &'a str,
        /// The language, if it says one.
        language: Option<&'a str>,
    },
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
        let path = reference.and_then(argument);
        let language = reference.and_then(|arguments| named("lang", arguments));
        return path.map_or(Made::Unknown, |path| Made::Page { path, language });
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

/// The first argument of a shortcode, or the one named `path`.
fn argument(arguments: &str) -> Option<&str> {
    let found = named("path", arguments).or_else(|| first(arguments))?;
    let is_path = !found.starts_with('.') || found.starts_with("./") || found.starts_with("../");
    is_path.then_some(found)
}

/// The argument of this name.
fn named<'a>(name: &str, arguments: &'a str) -> Option<&'a str> {
    let mut starts = arguments.match_indices(name).filter_map(|(at, _)| {
        let is_word = arguments[..at].chars().next_back().is_none_or(char::is_whitespace);
        arguments[at + name.len()..].strip_prefix('=').filter(|_| is_word)
    });
    starts.find_map(first)
}

/// What `text` starts with: a quoted string, or a word.
fn first(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let quote = text.chars().next()?;
    let found = if matches!(quote, '"' | '\'' | '`') {
        text[1..].split(quote).next()
    } else {
        text.split_whitespace().next()
    };
    found.filter(|found| !found.is_empty())
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
    if destination.starts_with('@') {
        return names_root(destination);
    }
    if destination.strip_prefix('$').is_some_and(is_doxygens) || names_change(destination) {
        return true;
    }
    if memchr::memchr3(b'{', b'%', b'[', destination.as_bytes()).is_none() {
        return false;
    }
    let marks = ["{{", "{%", "<%", "${"];
    // Markdown takes the brackets of `<%= x %>` for its own.
    let embedded = ["%=", "%-", "% "].iter().any(|open| destination.starts_with(open));
    let inside = destination.split_once("[[").map(|(_, rest)| rest);
    marks.iter().any(|mark| destination.contains(mark))
        || inside.is_some_and(|rest| rest.contains("]]"))
        || embedded && destination.ends_with('%')
        || has_variable(destination)
}

/// `` `Module.function/2` `` or `` `e:package:page.md` ``: generators of documentation for programs find what is named so.
fn names_code(destination: &str) -> bool {
    let inside = destination.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    inside.is_some_and(|name| {
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        Format::of_extension(extension).is_none() || name.contains(':')
    })
}

/// `group/project!12`, `group/project@1a2b3c4d`: GitLab looks up merge requests and commits that are written so, as its own
/// changelogs are (<https://docs.gitlab.com/user/markdown/#gitlab-specific-references>).
fn names_change(destination: &str) -> bool {
    const SHORTEST: usize = 7;
    let Some(mark) = memchr::memrchr2(b'!', b'@', destination.as_bytes()) else { return false };
    let (project, name) = (&destination[..mark], &destination[mark + 1..]);
    let is_request = destination.as_bytes()[mark] == b'!';
    let is_name = if is_request {
        !name.is_empty() && name.bytes().all(|digit| digit.is_ascii_digit())
    } else {
        name.len() >= SHORTEST && name.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    let mut groups = project.split('/');
    let is_group = |group: &str| {
        !group.is_empty() && group.bytes().all(|c| c.is_ascii_alphanumeric() || b"-_.".contains(&c))
    };
    is_name && (is_request && project.is_empty() || project.contains('/') && groups.all(is_group))
}

/// What stands behind the `$` of `$relpath^tabs.css` or `$projectlogo`, which templates of Doxygen write so.
fn is_doxygens(written: &str) -> bool {
    let name = written.split_once('^').map_or(written, |(name, _)| name);
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_lowercase())
}

/// `@docroot@/x`: what programs fill in, in the manner of Autoconf.
fn names_root(destination: &str) -> bool {
    let name = destination[1..].split_once('@').map_or("", |(name, _)| name);
    !name.is_empty() && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

/// What stands behind such a mark, which most often is that of the root of the sources.
pub(super) fn behind_root(destination: &str) -> Option<&str> {
    let behind = destination.strip_prefix('@').filter(|_| is_template(destination))?;
    behind.split_once("@/").map(|(_, path)| path)
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
        let page = |path, language| Made::Page { path, language };
        assert_eq!(read("{{< ref \"a b.md#c\" >}}"), page("a b.md#c", None));
        assert_eq!(read("{{% relref path=\"../x\" lang=\"de\" %}}"), page("../x", Some("de")));
        assert_eq!(read("{{< ref lang='de' path='x' >}}"), page("x", Some("de")));
        assert_eq!(read("{{< relref x >}}"), page("x", None));
        assert_eq!(read("{{< ref .Page >}}"), Made::Unknown);
        assert_eq!(read("{{< param v >}}"), Made::Unknown);
        assert_eq!(read("{% link a/b.md %}"), Made::Source("a/b.md".into()));
        assert_eq!(read("{{site.baseurl}}{% link a.md %}#b"), Made::Source("a.md#b".into()));
        assert_eq!(read("{{ '/a' | prepend: site.baseurl }}"), Made::Plain("/a".into()));
        assert_eq!(read("{% post_url 2020-01-01-x %}"), Made::Unknown);
        assert_eq!(read("{{ site.baseurl }}/a/#b"), Made::Plain(Cow::Borrowed("/a/#b")));
        assert_eq!(read("{{ '/a' | relative_url }}#b"), Made::Plain(Cow::Owned("/a#b".to_owned())));
        assert_eq!(read("{{ page.url }}/x"), Made::Unknown);
    }

    #[test]
    fn programs_fill_in_what_is_marked() {
        for made in [
            "@docroot@/a.md",
            "%= url %",
            "%PUBLIC_URL%/a",
            "{{ x }}",
            "`Enum.map/2`",
            "`e:kernel:page.md`",
            "a/b-c!12",
            "a/b/c@1a2b3c4",
            "!12",
        ] {
            assert!(is_template(made), "{made}");
        }
        for plain in ["@site/a.md", "@@/a", "@a b@/c", "100%.md", "a%20b%20c", "`b.md`", "me@a@b"] {
            assert!(!is_template(plain), "{plain}");
        }
    }
}
