//! `robots.txt`: what hosts do not want robots to ask (RFC 9309).

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;
use url::Url;

/// Of the file no more is read than this; so much a crawler has to read at least.
pub(super) const MOST_BYTES: usize = 500 << 10;
/// So many redirects are followed.
pub(super) const MOST_REDIRECTS: usize = 5;
/// What guidepost is called in such files.
const NAME: &str = "guidepost";

/// The rules of the hosts that were asked so far, by origin.
#[derive(Debug, Default)]
pub(super) struct Robots(Mutex<HashMap<String, Arc<OnceCell<Rules>>>>);

/// What one host says: paths, and whether they may be asked.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules(Vec<(String, bool)>);

impl Robots {
    /// May `url` be asked? `fetch` gives status and start of the file, once for each origin; `None` where there is no answer.
    pub(super) async fn admits<F>(&self, url: &Url, fetch: impl FnOnce(Url) -> F) -> bool
    where
        F: Future<Output = Option<(u16, Vec<u8>)>>,
    {
        let Ok(file) = url.join("/robots.txt") else { return true };
        let origin = url.origin().ascii_serialization();
        let cell = {
            let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(hosts.entry(origin).or_default())
        };
        let rules = cell.get_or_init(|| async { rules(fetch(file).await) }).await;
        rules.admits(&url[url::Position::BeforePath..url::Position::AfterQuery])
    }
}

/// What an answer means: a host without such a file forbids nothing; one that is in trouble is to be left alone.
fn rules(answer: Option<(u16, Vec<u8>)>) -> Rules {
    match answer {
        Some((200..=299, text)) => Rules::read(&String::from_utf8_lossy(&text)),
        Some((500.., _)) => Rules(vec![("/".to_owned(), false)]),
        // Without any answer the address itself will have none either, and that says more.
        Some(_) | None => Rules::default(),
    }
}

impl Rules {
    /// The groups that speak to guidepost by name, or else those that speak to all.
    fn read(text: &str) -> Self {
        let (mut ours, mut all) = (None, Vec::new());
        let (mut named, mut starred, mut in_rules) = (false, false, false);
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
            match &*key {
                "user-agent" => {
                    if std::mem::take(&mut in_rules) {
                        (named, starred) = (false, false);
                    }
                    starred |= value == "*";
                    named |= value.eq_ignore_ascii_case(NAME);
                    if named {
                        ours.get_or_insert_with(Vec::new);
                    }
                }
                "allow" | "disallow" => {
                    in_rules = true;
                    let rule = (value.to_owned(), key == "allow");
                    if value.is_empty() {
                        // An empty rule forbids nothing.
                    } else if named {
                        ours.get_or_insert_with(Vec::new).push(rule);
                    } else if starred {
                        all.push(rule);
                    }
                }
                _ => {}
            }
        }
        Self(ours.unwrap_or(all))
    }

    /// The longest rule that fits wins, and of two as long the one that allows.
    fn admits(&self, path: &str) -> bool {
        let fitting = self.0.iter().filter(|(rule, _)| fits(rule, path));
        fitting
            .max_by_key(|(rule, allowed)| (rule.len(), *allowed))
            .is_none_or(|(_, allowed)| *allowed)
    }
}

/// Does `path` start as `rule` says? `*` stands for anything, `$` at the end for the end.
fn fits(rule: &str, path: &str) -> bool {
    let (rule, whole) = rule.strip_suffix('$').map_or((rule, false), |rule| (rule, true));
    let mut parts = rule.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return !whole || rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    if whole { rest.ends_with(last) } else { rest.contains(last) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_wins() {
        let admits = |text: &str, path: &str| Rules::read(text).admits(path);
        let text = "User-agent: *\nDisallow: /private # not for you\nAllow: /private/open\nDisallow: /*.pdf$\n";
        for (path, wanted) in [
            ("/", true),
            ("/private", false),
            ("/private/x", false),
            ("/private/open/x", true),
            ("/a/b.pdf", false),
            ("/a/b.pdf?x", true),
        ] {
            assert_eq!(admits(text, path), wanted, "{path}");
        }
        assert!(admits("User-agent: *\nDisallow:\n", "/x"));
        assert!(admits("User-agent: *\nDisallow: /a\nAllow: /a\n", "/a"));
        assert!(admits("", "/x") && admits("Disallow: /", "/x"), "rules of nobody");
    }

    #[test]
    fn who_is_spoken_to_by_name_listens_to_nothing_else() {
        let text = "\u{feff}user-agent: other\ndisallow: /\n\nUser-Agent: GuidePost\nUser-agent: third\nDisallow: /ours\n\nUser-agent: *\nDisallow: /all\n";
        let rules = Rules::read(text);
        assert!(!rules.admits("/ours") && rules.admits("/all") && rules.admits("/x"));
        assert_eq!(
            Rules::read("User-agent: guidepost\nUser-agent: *\nDisallow: /x"),
            Rules(vec![("/x".to_owned(), false)])
        );
    }

    #[test]
    fn stars_and_ends() {
        for (rule, path, wanted) in [
            ("/a*c", "/abbbc/d", true),
            ("/a*c$", "/abbbc/d", false),
            ("/a*c$", "/abbbcxc", true),
            ("/a$", "/a", true),
            ("/a$", "/ab", false),
            ("*/x", "/y/x", true),
            ("/*/*/z", "/a/b/z", true),
            ("/*/*/z", "/a/z", false),
        ] {
            assert_eq!(fits(rule, path), wanted, "{rule} {path}");
        }
    }

    #[test]
    fn a_host_in_trouble_is_left_alone() {
        assert!(!rules(Some((503, Vec::new()))).admits("/x"));
        assert!(rules(Some((404, b"User-agent: *\nDisallow: /".to_vec()))).admits("/x"));
        assert!(rules(None).admits("/x"));
    }
}
