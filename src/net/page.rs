//! What is read of a page: its title, and what a link into it may end in.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};
use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::base::observation::PageFacts;
use crate::base::url;

/// Ids beyond this many in one page are not kept.
pub(super) const MOST_IDS: usize = 50_000;
/// Elements in which scripts build a page, by id.
const MOUNTS: [&str; 7] = ["root", "app", "__next", "__nuxt", "___gatsby", "svelte", "app-root"];
/// So much of a page may come before it says in which charset it is written (HTML Standard, section 13.2.3.2).
const PRESCAN: usize = 1024;
/// A page with fewer ids and such an element is empty until a script has run.
const FEW_IDS: usize = 8;

/// The text of a page, in the charset that these parameters of its `Content-Type` name, or the page itself.
pub(super) fn decoded<'a>(body: &'a [u8], parameters: &str) -> Cow<'a, str> {
    let start = &body[..body.len().min(PRESCAN)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let named = charset(parameters).or_else(|| charset(&start));
    // A byte order mark knows better.
    named.unwrap_or(UTF_8).decode(body).0
}

/// The first charset that `text` names and that there is.
fn charset(text: &str) -> Option<&'static Encoding> {
    text.split("charset").skip(1).find_map(|rest| {
        let label =
            rest.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = label.find(|c: char| c.is_whitespace() || "\"';/>".contains(c));
        Encoding::for_label(&label.as_bytes()[..end.unwrap_or(label.len())])
    })
}

/// What the page `html` tells, and where it sends its readers at once. Not `complete`: only whoever read it knows.
pub(super) fn facts(html: &str) -> (PageFacts, Option<String>) {
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    let (mut facts, mut refresh) = (PageFacts::default(), None);
    let (mut mount, mut scripts) = (false, false);
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
                    // Angular's own element, which has no id.
                    b"app-root" => mount = true,
                    b"script" => scripts |= tag.attributes.contains_key(&b"src"[..]),
                    b"title" if facts.title.is_none() => title = Some(String::new()),
                    b"meta" if refresh.is_none() => {
                        let is_refresh = attribute(b"http-equiv")
                            .is_some_and(|kind| kind.eq_ignore_ascii_case("refresh"));
                        let content = attribute(b"content").filter(|_| is_refresh);
                        refresh = content.as_deref().and_then(url::refresh).map(str::to_owned);
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
    // A page with scripts and without a single id leaves it to them as well.
    facts.script_built = mount && facts.ids.len() < FEW_IDS || scripts && facts.ids.is_empty();
    (facts, refresh)
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
    fn a_page_is_read_in_the_charset_that_it_or_its_server_names() {
        let latin = b"<meta charset='iso-8859-1'><p id=caf\xe9>";
        assert!(facts(&decoded(latin, "")).0.has("café"));
        assert!(facts(&decoded(b"<p id=caf\xe9>", " charset=\"windows-1252\"")).0.has("café"));
        let old =
            b"<meta http-equiv=content-type content='text/html; charset=shift_jis'><p id=\x93\xfa>";
        assert!(facts(&decoded(old, "")).0.has("日"));
        let utf8 = "\u{feff}<p id=café>".as_bytes();
        for parameters in ["", "charset=utf-8", "charset=x-nonsense", "charset=iso-8859-1"] {
            assert!(facts(&decoded(utf8, parameters)).0.has("café"), "{parameters}");
        }
    }

    #[test]
    fn a_page_that_a_script_builds_proves_nothing() {
        for page in [
            "<div id=root></div><script src=x></script>",
            "<app-root></app-root>",
            "<body><script type=module src=x></script>",
        ] {
            assert!(facts(page).0.script_built, "{page}");
        }
        for page in ["<p id=a><script src=x></script>", "<script>x</script><p>words", ""] {
            assert!(!facts(page).0.script_built, "{page}");
        }
        let real =
            ["a", "b", "c", "d", "e", "f", "g", "h"].map(|id| format!("<p id={id}>")).concat();
        assert!(!facts(&format!("<div id=root>{real}</div>")).0.script_built);
    }
}
