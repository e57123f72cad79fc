//! What is read of a page: its title, and what a link into it may end in.

use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::base::observation::PageFacts;

/// Ids beyond this many in one page are not kept.
const MOST_IDS: usize = 50_000;
/// Elements in which scripts build a page, by id.
const MOUNTS: [&str; 7] = ["root", "app", "__next", "__nuxt", "___gatsby", "svelte", "app-root"];
/// A page with fewer ids and such an element is empty until a script has run.
const FEW_IDS: usize = 8;
/// Longer waits are for readers to notice.
const SOON: f32 = 5.0;

/// What the page `html` tells, and where it sends its readers at once. Not `complete`: only whoever read it knows.
pub(super) fn facts(html: &str) -> (PageFacts, Option<String>) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut facts, mut refresh, mut mount) = (PageFacts::default(), None, false);
    let mut title: Option<String> = None;
    for token in Tokenizer::new_with_emitter(html, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let attribute = |name: &[u8]| {
                    let value = tag.attributes.get(name)?;
                    Some(String::from_utf8_lossy(value).into_owned()).filter(|id| !id.is_empty())
                };
                if facts.ids.len() < MOST_IDS {
                    let id = attribute(b"id");
                    mount |= id.as_deref().is_some_and(|id| MOUNTS.contains(&id));
                    let name = attribute(b"name").filter(|_| **tag.name == *b"a");
                    facts.ids.extend(id.into_iter().chain(name).map(String::into_boxed_str));
                }
                match &**tag.name {
                    b"title" if facts.title.is_none() => title = Some(String::new()),
                    b"meta" if refresh.is_none() => {
                        let is_refresh = attribute(b"http-equiv")
                            .is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"));
                        let content = attribute(b"content").filter(|_| is_refresh);
                        refresh = content.as_deref().and_then(soon).map(str::to_owned);
                    }
                    _ => {}
                }
            }
            Token::String(text) => {
                if let Some(title) = &mut title {
                    title.push_str(&String::from_utf8_lossy(&text));
                }
            }
            Token::EndTag(tag) if **tag.name == *b"title" => {
                if let Some(title) = title.take() {
                    let words: Vec<&str> = title.split_whitespace().collect();
                    facts.title = Some(words.join(" ").into());
                }
            }
            _ => {}
        }
    }
    facts.ids.sort_unstable();
    facts.ids.dedup();
    facts.script_built = mount && facts.ids.len() < FEW_IDS;
    (facts, refresh)
}

/// The address in the `content` of a `meta refresh`, if it comes soon: `0; url=x`.
fn soon(content: &str) -> Option<&str> {
    let (seconds, rest) = content.split_once([';', ','])?;
    let seconds: f32 = seconds.trim().parse().ok()?;
    let rest = rest.trim();
    let (name, url) = rest.split_once('=')?;
    let url = url.trim().trim_matches(['"', '\'']);
    let is_url = name.trim().eq_ignore_ascii_case("url") && !url.is_empty();
    (is_url && (0.0..=SOON).contains(&seconds)).then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_names_and_titles() {
        let (facts, refresh) = facts(
            "<title> A\n page </title><a name=old></a><h1 id='b'>x</h1><p id=b name=no>\
             <script>'<i id=script>'</script><!-- <i id=comment> --><meta http-equiv=Refresh content='0; URL=\"/x\"'>",
        );
        assert_eq!(facts.title.as_deref(), Some("A page"));
        let ids: Vec<&str> = facts.ids.iter().map(|id| &**id).collect();
        assert_eq!(ids, ["b", "old"]);
        assert!(facts.has("old") && !facts.has("script") && !facts.script_built);
        assert_eq!(refresh.as_deref(), Some("/x"));
    }

    #[test]
    fn a_page_that_a_script_builds_proves_nothing() {
        assert!(facts("<div id=root></div><script src=x></script>").0.script_built);
        let real =
            ["a", "b", "c", "d", "e", "f", "g", "h"].map(|id| format!("<p id={id}>")).concat();
        assert!(!facts(&format!("<div id=root>{real}</div>")).0.script_built);
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
            assert_eq!(soon(content), wanted, "{content}");
        }
    }
}
