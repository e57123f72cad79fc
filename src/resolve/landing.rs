//! Where redirects end, and whether that is the page that was meant.

use url::Url;

use super::anchor;
use crate::base::observation::Observation;
use crate::base::secret::redacted;
use crate::base::url::UrlKey;

/// Where a page went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// Its address now.
    pub to: String,
    /// May a link be changed without anyone looking?
    pub certain: bool,
}

/// Why a page that answered well is likely not the page that was meant.
pub(super) fn soft_404(seen: &Observation, asked: &UrlKey) -> Option<String> {
    let (asked, last) = (Url::parse(asked.as_str()).ok()?, Url::parse(&seen.last_url).ok()?);
    // A page about that status has it in its address, too.
    let about = ["404", "not-found", "not_found", "notfound"];
    let is_about = about.iter().any(|word| asked.path().to_ascii_lowercase().contains(word));
    let title = seen.page.as_ref().and_then(|page| page.title.as_deref()).unwrap_or_default();
    let lower = title.to_lowercase();
    let words = lower.trim();
    let says = ["404", "not found", "error 404"].iter().any(|start| words.starts_with(start));
    if !is_about && (says || words.contains("page not found")) {
        return Some(format!("its title is \"{}\"", title.trim()));
    }
    if seen.hops.is_empty() {
        return None;
    }
    if is_not_found(last.path()) && !is_about {
        return Some(format!("it redirects to {}", redacted(last.as_str())));
    }
    let host = |url: &Url| url.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let home = !is_home(&asked) && is_home(&last) && host(&asked) == host(&last);
    home.then(|| "it redirects to the home page".to_owned())
}

fn is_not_found(path: &str) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    let names = ["404", "error404", "error-404", "404-error"];
    names.contains(&&*name) || ["not-found", "notfound"].iter().any(|end| name.ends_with(end))
}

fn is_home(url: &Url) -> bool {
    let path = url.path().trim_end_matches('/');
    let index = ["/index.html", "/index.htm", "/index.php"].contains(&path);
    url.query().is_none() && (path.is_empty() || index)
}

/// Is this where readers log in?
pub(super) fn is_login(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let words =
        ["login", "signin", "sign-in", "sign_in", "log-in", "sso", "authorize", "users/sign_in"];
    let mut segments = url.path().split('/');
    let path = segments.any(|segment| {
        let segment = segment.to_ascii_lowercase();
        let segment = segment.split('.').next().unwrap_or_default();
        words.contains(&segment)
    });
    let host = url.host_str().unwrap_or_default();
    path || ["login.", "signin.", "sso.", "accounts."].iter().any(|name| host.starts_with(name))
}

/// The new address, when every redirect on the way says that it is permanent, or nothing but the scheme has changed.
pub(super) fn moved(seen: &Observation, url: &UrlKey, fragment: Option<&str>) -> Option<Move> {
    let to = &*seen.last_url;
    let rest = |url: &str| url.split_once("://").map(|(_, rest)| rest.to_owned());
    let asked = url.as_str();
    let secured =
        asked.starts_with("http://") && to.starts_with("https://") && rest(asked) == rest(to);
    let permanent =
        !seen.hops.is_empty() && seen.hops.iter().all(|hop| matches!(hop.status, 301 | 308));
    if !(permanent || secured && !seen.hops.is_empty()) || to == asked {
        return None;
    }
    let fragment = fragment.filter(|fragment| !fragment.is_empty());
    let proven = |fragment: &str| match (anchor::wanted(url, fragment), &seen.page) {
        (Some(id), Some(page)) => anchor::has(page, &id),
        _ => true,
    };
    let kept = fragment.is_none_or(|fragment| !to.contains('#') && proven(fragment));
    let certain = kept && redacted(to) == *to && !loses_its_path(asked, to);
    let to = match fragment {
        Some(fragment) if !to.contains('#') => format!("{to}#{fragment}"),
        _ => redacted(to).into_owned(),
    };
    Some(Move { to, certain })
}

/// Does a redirect from `asked` to `to` throw the reader back to a page above, or to somebody's home page?
fn loses_its_path(asked: &str, to: &str) -> bool {
    let (Ok(asked), Ok(to)) = (Url::parse(asked), Url::parse(to)) else { return true };
    let above = to.path().ends_with('/')
        && asked.path().len() > to.path().len()
        && asked.path().starts_with(to.path())
        && !asked.path()[to.path().len()..].starts_with("index.");
    !is_home(&asked) && is_home(&to) || above
}
