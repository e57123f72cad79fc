//! Secrets in addresses: what must appear neither in a report nor in what is kept between runs.

use std::borrow::Cow;

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
}
