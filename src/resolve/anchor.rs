//! Which fragments of external addresses can be looked for, and whether they are there.

use crate::base::observation::PageFacts;
use crate::base::url::{UrlKey, decode};

/// Ids of longer pages are not compared one by one.
const MOST_COMPARED: usize = 5000;

/// What `fragment` asks of the page at `url`: an id, decoded. `None` for what no page has to know of: the top, a text
/// to be found, a line of code, a place in an application.
pub fn wanted(url: &UrlKey, fragment: &str) -> Option<Box<str>> {
    let fragment = fragment.split(":~:").next().unwrap_or_default();
    let id = decode(fragment);
    let application = id.starts_with(['/', '!']) || id.contains('=');
    if id.is_empty() || id.eq_ignore_ascii_case("top") || application {
        return None;
    }
    let forge = url.authority().contains("github") || url.authority().contains("gitlab");
    (!forge || !is_scripted(&id)).then(|| id.into())
}

/// Anchors that forges make in the reader's browser: lines, comments, files of a change.
fn is_scripted(id: &str) -> bool {
    let lines =
        id.strip_prefix('L').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let kinds = [
        "issuecomment-",
        "discussion",
        "diff-",
        "pullrequestreview-",
        "note_",
        "r",
        "commitcomment-",
    ];
    lines
        || kinds.iter().any(|kind| {
            id.strip_prefix(kind).is_some_and(|rest| {
                *kind != "r" || !rest.is_empty() && rest.bytes().all(|digit| digit.is_ascii_digit())
            })
        })
}

/// Does `page` have `id`? Forges put a word in front of the ids that their users write.
pub fn has(page: &PageFacts, id: &str) -> bool {
    page.has(id) || page.has(&format!("user-content-{id}"))
}

/// Ids of `page` that may have been meant by `id`, best first.
pub fn similar(page: &PageFacts, id: &str) -> Vec<String> {
    let plain = id.to_lowercase();
    let mut near: Vec<(usize, &str)> = Vec::new();
    for known in page.ids.iter().take(MOST_COMPARED) {
        let name = known.strip_prefix("user-content-").unwrap_or(known);
        let length = name.chars().count().abs_diff(plain.chars().count());
        let most = (plain.chars().count() / 4).max(1);
        if length <= most {
            let distance = strsim::osa_distance(&plain, &name.to_lowercase());
            if distance <= most {
                near.push((distance, name));
            }
        }
    }
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, name)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ids_are_looked_for() {
        let wanted = |url: &str| {
            let (page, fragment) = url.split_once('#').unwrap();
            wanted(&UrlKey::new(page).unwrap(), fragment)
        };
        assert_eq!(wanted("https://a.org/#se%20c:~:text=x").as_deref(), Some("se c"));
        assert_eq!(wanted("https://github.com/a/b#usage").as_deref(), Some("usage"));
        assert_eq!(wanted("https://a.org/#L10").as_deref(), Some("L10"));
        for url in [
            "https://a.org/#",
            "https://a.org/#top",
            "https://a.org/#:~:text=words",
            "https://a.org/#/route",
            "https://a.org/#!/route",
            "https://a.org/x.pdf#page=3",
            "https://github.com/a/b/blob/main/x.rs#L10-L20",
            "https://github.com/a/b/issues/1#issuecomment-5",
            "https://github.com/a/b/pull/1/files#r123",
            "https://gitlab.com/a/b/-/issues/1#note_5",
        ] {
            assert_eq!(wanted(url), None, "{url}");
        }
    }

    #[test]
    fn ids_are_found_and_suggested() {
        let ids = ["Install", "user-content-usage", "x"].map(Into::into).to_vec();
        let page = PageFacts { ids, complete: true, ..PageFacts::default() };
        assert!(has(&page, "usage") && has(&page, "Install") && !has(&page, "install"));
        assert_eq!(similar(&page, "instal"), ["Install"]);
        assert_eq!(similar(&page, "usge"), ["usage"]);
        assert!(similar(&page, "elsewhere").is_empty());
    }
}
