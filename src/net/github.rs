//! What GitHub's API knows of github.com. It answers a token far more often than the site answers robots, and only with yes
//! or no.

use url::Url;

use crate::base::url::UrlKey;

/// The one origin that the token is sent to.
pub const ORIGIN: &str = "https://api.github.com";

/// First segments of paths that are the site's own and no owner of repositories.
const SITE: [&str; 22] = [
    "about",
    "apps",
    "codespaces",
    "collections",
    "contact",
    "customer-stories",
    "enterprise",
    "explore",
    "features",
    "login",
    "marketplace",
    "new",
    "notifications",
    "orgs",
    "pricing",
    "search",
    "security",
    "settings",
    "sponsors",
    "topics",
    "trending",
    "users",
];

/// The address in the API that is there when the page at `url` is: a repository, a file or folder in it, an issue or pull
/// request.
pub fn instead(url: &UrlKey) -> Option<UrlKey> {
    let url = Url::parse(url.as_str()).ok()?;
    let usual = url.host_str() == Some("github.com") && url.port().is_none();
    if !usual || url.query().is_some() || !url.username().is_empty() {
        return None;
    }
    let path = url.path().trim_end_matches('/');
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    let (&[owner, name], rest) = segments.split_first_chunk::<2>()?;
    let is_name = |name: &str| {
        let letter = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
        !name.is_empty() && name.bytes().all(letter)
    };
    if !is_name(owner) || !is_name(name) || SITE.contains(&owner) {
        return None;
    }
    let name = name.strip_suffix(".git").unwrap_or(name);
    let path = match rest {
        [] => String::new(),
        // A branch with a slash in its name is not found so, and the page is asked then.
        ["blob" | "tree", branch, path @ ..] => {
            format!("/contents/{}?ref={branch}", path.join("/"))
        }
        ["issues" | "pull", number] if number.parse::<u32>().is_ok() => format!("/issues/{number}"),
        _ => return None,
    };
    UrlKey::new(&format!("{ORIGIN}/repos/{owner}/{name}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_repositories_have_their_like_in_the_api() {
        let of = |url: &str| Some(instead(&UrlKey::new(url)?)?.as_str().to_owned());
        for (page, wanted) in [
            ("rust-lang/rust", "rust-lang/rust"),
            ("rust-lang/rust.git/", "rust-lang/rust"),
            ("a/b/blob/main/docs/x%20y.md", "a/b/contents/docs/x%20y.md?ref=main"),
            ("a/b/tree/v1.0", "a/b/contents/?ref=v1.0"),
            ("a/b/issues/7", "a/b/issues/7"),
            ("a/b/pull/8", "a/b/issues/8"),
        ] {
            let wanted = format!("https://api.github.com/repos/{wanted}");
            assert_eq!(of(&format!("https://github.com/{page}")), Some(wanted), "{page}");
        }
        for page in [
            "https://github.com/rust-lang",
            "https://github.com/orgs/rust-lang",
            "https://github.com/a/b/issues",
            "https://github.com/a/b/wiki/X",
            "https://github.com/a/b/releases/tag/v1",
            "https://github.com/a/b/pull/8/files",
            "https://github.com/a/b?tab=readme",
            "https://gist.github.com/a/b",
            "https://me:pw@github.com/a/b",
            "https://github.com.evil.org/a/b",
        ] {
            assert_eq!(of(page), None, "{page}");
        }
    }
}
