//! Ids that the author of a heading wrote behind it: `## Setup {#setup}`.

/// Which forms a renderer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeadingIds {
    /// None.
    None,
    /// `{#anything}`: Docusaurus, kramdown.
    Whole {
        /// A space ends the id: kramdown.
        word: bool,
    },
    /// A list of attributes, `{#id .class key=value}`: goldmark, pandoc, mdBook, markdown-it-attrs.
    List {
        /// Words that are no attribute of a known form are taken too, and so `{word}` vanishes.
        words: bool,
    },
    /// Python-Markdown's `attr_list`: as a list with words, `{: …}` too, with a space in front.
    AttrList,
}

/// Where the braces at the end of `text` start and the id in them, empty when they give none, if `ids` knows their form.
pub(crate) fn take_id(text: &str, ids: HeadingIds) -> Option<(usize, String)> {
    let end = text.trim_end();
    let inside = end.strip_suffix('}')?;
    let open = inside.rfind('{')?;
    let inside = &inside[open + 1..];
    match ids {
        HeadingIds::None => None,
        HeadingIds::Whole { word } => {
            // `{/* #id */}` is the same for MDX, whose braces hold JavaScript.
            let comment = inside.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/"));
            let inside = comment.filter(|_| !word).map_or(inside, str::trim);
            let id = inside.strip_prefix('#').filter(|id| !id.is_empty())?;
            let fits = !word || !id.contains(char::is_whitespace);
            fits.then(|| (open, id.to_owned()))
        }
        HeadingIds::List { words } => attributes(inside, words).map(|id| (open, id)),
        HeadingIds::AttrList => {
            let spaced = text[..open].ends_with(' ');
            let list = inside.strip_prefix(':').unwrap_or(inside);
            if !spaced || list.trim().is_empty() {
                return None;
            }
            attributes(list, true).map(|id| (open, id))
        }
    }
}

/// Where the braces at the end of `text` start, and the id in them, as converters write them: `{#id .class}`.
pub(crate) fn converted_id(text: &str) -> Option<(usize, String)> {
    take_id(text, HeadingIds::List { words: false }).filter(|(_, id)| !id.is_empty())
}

/// The id in a list of attributes, empty when it gives none; `None` when it is no such list.
fn attributes(list: &str, words: bool) -> Option<String> {
    let mut id = String::new();
    let mut any = false;
    for attribute in list.split_whitespace() {
        any = true;
        if let Some(name) = crate::doc::attributes::id(attribute) {
            name.clone_into(&mut id);
        } else if !words && !attribute.starts_with('.') && !attribute.contains('=') {
            return None;
        }
    }
    any.then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(text: &str, ids: HeadingIds) -> Option<(&str, String)> {
        take_id(text, ids).map(|(at, id)| (text[..at].trim_end(), id))
    }

    #[test]
    fn each_renderer_knows_its_forms() {
        let list = HeadingIds::List { words: false };
        let id = |id: &str| id.to_owned();
        assert_eq!(taken("A {#b .c}", list), Some(("A", id("b"))));
        assert_eq!(taken("A {b}", list), None);
        assert_eq!(taken("A {b}", HeadingIds::List { words: true }), Some(("A", id(""))));
        assert_eq!(taken("A {: #b }", HeadingIds::AttrList), Some(("A", id("b"))));
        assert_eq!(taken("A{#b}", HeadingIds::AttrList), None);
        assert_eq!(taken("{A}", HeadingIds::AttrList), None);
        assert_eq!(taken("A {#b c}", HeadingIds::Whole { word: false }), Some(("A", id("b c"))));
        assert_eq!(taken("A {#b c}", HeadingIds::Whole { word: true }), None);
        assert_eq!(taken("A {/* #b */}", HeadingIds::Whole { word: false }), Some(("A", id("b"))));
        assert_eq!(taken("A {/* #b */}", HeadingIds::Whole { word: true }), None);
        assert_eq!(taken("A {#b}", HeadingIds::None), None);
        assert_eq!(taken("A b}", list), None);
    }
}
