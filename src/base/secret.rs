//! Secrets in addresses: what must appear neither in a report nor in what is kept between runs.

use std::borrow::Cow;
use std::ops::Range;

/// Query parameters whose value is a secret, without case.
const NAMES: [&str; 13] = [
    "access_token",
    "api_key",
    "apikey",
    "auth",
    "code",
    "credential",
    "key",
    "password",
    "pwd",
    "secret",
    "sig",
    "signature",
    "token",
];

/// What stands in place of a secret.
pub const HIDDEN: &str = "REDACTED";

/// `url` with the user name, the password and the values of telling query parameters hidden.
pub fn redacted(url: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = url.split_once("://") else { return Cow::Borrowed(url) };
    let authority_end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, rest) = rest.split_at(authority_end);
    let (host, user) = match authority.rsplit_once('@') {
        Some((_, host)) => (host, true),
        None => (authority, false),
    };
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (rest, None),
    };
    let (path, query) = match rest.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (rest, None),
    };
    let telling = query.is_some_and(|query| query.split('&').any(is_secret));
    if !user && !telling {
        return Cow::Borrowed(url);
    }
    let hide = |pair| match split(pair) {
        (name, Some(_)) if is_secret(pair) => format!("{name}={HIDDEN}"),
        _ => String::from(pair),
    };
    let query = query.map(|query| query.split('&').map(hide).collect::<Vec<_>>().join("&"));
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    let fragment = fragment.map_or(String::new(), |fragment| format!("#{fragment}"));
    let user = if user { format!("{HIDDEN}@") } else { String::new() };
    Cow::Owned(format!("{scheme}://{user}{host}{path}{query}{fragment}"))
}

/// Where in `text` addresses of the web hold a user name or a password. What a reader is to fill in (`<token>`, `$USER`) is
/// none, nor is what every SSH address starts with.
pub fn credentials(text: &str) -> impl Iterator<Item = Range<usize>> {
    let slashes = text.match_indices("//").map(|(at, _)| at);
    slashes.filter_map(|at| {
        let (before, rest) = (&text[..at], &text[at + 2..]);
        let web = match before.strip_suffix(':') {
            Some(before) => {
                let start = before
                    .rfind(|c: char| !c.is_ascii_alphabetic())
                    .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
                let scheme = before[start..].to_ascii_lowercase();
                scheme.starts_with("http") || scheme.starts_with("ftp")
            }
            None => before.is_empty() || before.ends_with(['(', '<', '"', '\'', '=']),
        };
        let end = |c: char| {
            c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\' | '<' | '>' | '"' | '`')
        };
        let authority = &rest[..rest.find(end).unwrap_or(rest.len())];
        let (secret, host) = authority.rsplit_once('@').filter(|_| web)?;
        let blank = secret.is_empty() || host.is_empty() || is_to_fill_in(secret);
        (!blank).then(|| at + 2..at + 2 + secret.len())
    })
}

fn is_to_fill_in(secret: &str) -> bool {
    let mut percents = secret.match_indices('%').map(|(at, _)| &secret[at + 1..]);
    let encoded = |rest: &str| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    secret.contains(['{', '$', '[']) || percents.any(|rest| !encoded(rest))
}

/// `text` with the [`credentials`] in it covered, at the same length in bytes.
pub fn covered(text: &str) -> Cow<'_, str> {
    // Nearly all text has none.
    if memchr::memchr(b'@', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut shown = Cow::Borrowed(text);
    for range in credentials(text) {
        let stars = "*".repeat(range.len());
        shown.to_mut().replace_range(range, &stars);
    }
    shown
}

/// Does `url` carry a user name or password?
pub fn has_user(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())].contains('@')
}

fn split(pair: &str) -> (&str, Option<&str>) {
    pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)))
}

fn is_secret(pair: &str) -> bool {
    let (name, value) = split(pair);
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("x-goog-").unwrap_or(&name);
    value.is_some_and(|value| !value.is_empty())
        && (name.starts_with("x-amz-") || NAMES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_and_nothing_else() {
        for url in ["https://a.org/x?page=2#key=1", "https://a.org/?token", "mailto:a@b.org"] {
            assert_eq!(redacted(url), url);
        }
        assert_eq!(redacted("https://me:pw@a.org/x"), "https://REDACTED@a.org/x");
        assert_eq!(
            redacted("https://a.org/x?a=1&Token=abc&X-Amz-Signature=d#f"),
            "https://a.org/x?a=1&Token=REDACTED&X-Amz-Signature=REDACTED#f"
        );
        assert!(has_user("https://me@a.org/") && !has_user("https://a.org/@me"));
    }

    #[test]
    fn credentials_in_running_text_are_covered_at_their_length() {
        for (text, shown) in [
            (
                "see [x](https://ann:s3cret@a.org/x) and @ann",
                "see [x](https://**********@a.org/x) and @ann",
            ),
            ("<ftp://ann@a.org>", "<ftp://***@a.org>"),
            ("//ann:pw@a.org", "//******@a.org"),
            ("(//ann:pw@a.org)", "(//******@a.org)"),
            ("HTTPS://u:p%40s@a.org https://v@b.org", "HTTPS://*******@a.org https://*@b.org"),
            ("https://ä:ö@a.org", "https://*****@a.org"),
            ("https://a:b@c:d@e.org/", "https://*******@e.org/"),
        ] {
            assert_eq!(covered(text), shown);
        }
        for text in [
            "mail me@a.org // see ann@b.org",
            "https://a.org/@ann",
            "https://a.org mail ann@b.org",
            "ssh://git@a.org/x and git@a.org:x",
            "https://<token>@a.org https://$USER:$PW@a.org https://%USER%@a.org",
            "https://@a.org",
        ] {
            assert_eq!(covered(text), text);
        }
    }
}
