//! Slugs that keep the letters of every script.

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{
    GeneralCategory as Category, GeneralCategoryGroup as Group, UnicodeGeneralCategory,
};

/// GitHub: lower case; what is no word character, hyphen or space falls out; spaces become hyphens, each one.
///
/// The rule is Ruby's `[^\p{Word}\- ]` in GitHub's `html-pipeline`, which `github-slugger` follows.
/// `\p{Word}` is Alphabetic, marks, decimal and letter numbers, and connector punctuation; unlike
/// `\w` of the regex crate it leaves out the joiners.
pub(crate) fn github(text: &str) -> String {
    if text.is_ascii() {
        let mut kept: Vec<u8> = text.bytes().map(|byte| ASCII[usize::from(byte)]).collect();
        kept.retain(|&byte| byte != 0);
        return String::from_utf8(kept).unwrap_or_default();
    }
    keep(&text.to_lowercase(), |c| c == '-' || is_word(c), |c| c == ' ')
}

/// What [`github`] makes of each byte of ASCII; 0 where it makes nothing.
const ASCII: [u8; 128] = {
    let mut made = [0; 128];
    let mut byte = 0;
    while byte < 128_u8 {
        made[byte as usize] = match byte {
            b' ' => b'-',
            b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => byte.to_ascii_lowercase(),
            _ => 0,
        };
        byte += 1;
    }
    made
};

/// Keep some characters, turn others into hyphens, drop the rest.
fn keep(text: &str, kept: fn(char) -> bool, space: fn(char) -> bool) -> String {
    let slug = text.chars().filter_map(|c| match c {
        c if space(c) => Some('-'),
        c if kept(c) => Some(c),
        _ => None,
    });
    slug.collect()
}

fn is_word(c: char) -> bool {
    c.is_alphabetic()
        || matches!(c.general_category_group(), Group::Mark)
        || matches!(
            c.general_category(),
            Category::DecimalNumber | Category::LetterNumber | Category::ConnectorPunctuation
        )
}

/// One lower-case character for one, as languages without special casing do it.
fn simple_lower(text: &str) -> String {
    text.chars().map(|c| c.to_lowercase().next().unwrap_or(c)).collect()
}

fn is_letter(c: char) -> bool {
    c.general_category_group() == Group::Letter
}

/// `ExDoc`: what is no word character becomes a hyphen, runs of it one; what HTML escapes falls out
/// (`ExDoc.Utils.text_to_id`).
pub(crate) fn exdoc(text: &str) -> String {
    let escaped = ['&', '<', '>', '"', '\''];
    let words = text.chars().filter(|c| !escaped.contains(c));
    let slug: String = words.map(|c| if is_word(c) { c } else { '-' }).collect();
    squeeze(&slug).trim_matches('-').to_lowercase()
}

/// `DevSite`, which publishes Google's documentation: words in lower case with an underscore between them.
pub(crate) fn devsite(text: &str) -> String {
    let words = text.split_whitespace().map(|word| {
        word.chars().filter(|c| is_word(*c) || *c == '-').flat_map(char::to_lowercase).collect()
    });
    words.filter(|word: &String| !word.is_empty()).collect::<Vec<_>>().join("_")
}

/// GitLab: as GitHub, but runs of hyphens are one, and a slug of digits alone gets `anchor-` in front
/// (`Gitlab::Utils::Markdown.string_to_anchor`).
pub(crate) fn gitlab(text: &str) -> String {
    let slug = squeeze(&github(text.trim()));
    let only_digits = !slug.is_empty() && slug.bytes().all(|byte| byte.is_ascii_digit());
    if only_digits { format!("anchor-{slug}") } else { slug }
}

/// Bitbucket: `markdown-header-` in front of a slug of ASCII letters, digits and single hyphens (its
/// python-markdown with toc, slugs without accents).
pub(crate) fn bitbucket(text: &str) -> String {
    format!("markdown-header-{}", super::mkdocs(text))
}

/// Azure DevOps wiki: lower case, spaces to hyphens, the rest percent-encoded where it is no word character
/// (learn.microsoft.com/azure/devops/project/wiki/markdown-guidance, "Anchor links").
pub(crate) fn azure_devops(text: &str) -> String {
    let lower = text.trim().to_lowercase();
    keep(
        &lower,
        |c| is_word(c) || matches!(c, '-' | '.' | '(' | ')' | '!' | '?' | ':' | ',' | '&' | '\''),
        |c| c == ' ',
    )
}

/// `DocFX` (Markdig's `AutoIdentifierOptions.GitHub`): as GitHub; `section` when nothing is left.
pub(crate) fn docfx(text: &str) -> String {
    let text = text.trim();
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    // Where all is ASCII the two rules are one.
    let slug =
        if text.is_ascii() { github(text) } else { keep(&text.to_lowercase(), kept, |c| c == ' ') };
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// `VitePress` (`@mdit-vue/shared` slugify): compatibility form without accents, runs of punctuation and space to one
/// hyphen, none at the ends, `_` in front of a digit.
pub(crate) fn vitepress(text: &str) -> String {
    let decomposed = text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}' | '\0'..='\u{1f}'));
    let special = |c: char| {
        c.is_whitespace()
            || c == '\u{feff}'
            || c.is_ascii_punctuation()
            || matches!(c, '“' | '”' | '‘' | '’')
    };
    let mut slug = String::new();
    for c in decomposed {
        if !special(c) {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    let digit = slug.starts_with(|c: char| c.is_ascii_digit());
    format!("{}{slug}", if digit { "_" } else { "" }).to_lowercase()
}

/// mdBook (`id_from_content`): letters, digits, `_` and `-`, spaces to hyphens, each one.
pub(crate) fn mdbook(text: &str) -> String {
    let kept = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    keep(&text.trim().to_lowercase(), kept, char::is_whitespace)
}

/// Hugo, `autoHeadingIDType = "github"`: letters and decimal digits, no marks.
pub(crate) fn hugo(text: &str) -> String {
    let kept = |c| {
        is_letter(c) || c.general_category() == Category::DecimalNumber || matches!(c, '-' | '_')
    };
    let slug = keep(&simple_lower(text.trim()), kept, |c| c == ' ');
    if slug.is_empty() { "heading".to_owned() } else { slug }
}

/// Hugo, `autoHeadingIDType = "blackfriday"`: runs of what is neither letter nor number to one hyphen.
pub(crate) fn hugo_blackfriday(text: &str) -> String {
    let mut slug = String::new();
    let mut gap = false;
    for c in text.trim().chars() {
        if is_letter(c) || c.general_category_group() == Group::Number {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            gap = false;
            slug.extend(c.to_lowercase().next());
        } else {
            gap = true;
        }
    }
    if slug.is_empty() { "heading".to_owned() } else { slug }
}

/// kramdown with GFM input, which Jekyll uses: as GitHub, one lower-case character for one.
pub(crate) fn kramdown(text: &str) -> String {
    let lower: String = text.chars().flat_map(char::to_lowercase).collect();
    keep(&lower, |c| c == '-' || is_word(c), |c| matches!(c, ' ' | '\t'))
}

/// pandoc's `auto_identifiers`: letters, digits, `_`, `-` and `.`, words joined by hyphens, nothing in front of the first letter.
pub(crate) fn pandoc(text: &str) -> String {
    let kept = |c: char| {
        is_letter(c) || c.general_category_group() == Group::Number || matches!(c, '_' | '-' | '.')
    };
    let plain: String =
        simple_lower(text).chars().filter(|&c| kept(c) || c.is_whitespace()).collect();
    let joined = plain.split_whitespace().collect::<Vec<_>>().join("-");
    let slug = joined.trim_start_matches(|c: char| !is_letter(c));
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// pandoc's `gfm_auto_identifiers`: as GitHub, with runs of spaces taken for one.
pub(crate) fn pandoc_gfm(text: &str) -> String {
    let spaced = text.replace('\u{a0}', " ");
    let mut single = String::new();
    for c in simple_lower(&spaced).chars() {
        let space = c.is_whitespace() && c != '\n';
        if !(space && single.ends_with(' ')) {
            single.push(if space { ' ' } else { c });
        }
    }
    let kept = |c: char| c == '-' || is_word(c) || c.general_category_group() == Group::Number;
    keep(&single, kept, |c| matches!(c, ' ' | '\n'))
}

/// Python's `\w`: letters, numbers of every kind, and the underscore; no marks.
fn is_python_word(c: char) -> bool {
    c == '_' || is_letter(c) || c.general_category_group() == Group::Number
}

/// Python-Markdown's `slugify_unicode`.
pub(crate) fn python_unicode(text: &str) -> String {
    let kept = |c: char| is_python_word(c) || c == '-' || c.is_whitespace();
    let plain: String = text.chars().filter(|&c| kept(c)).collect();
    squeeze(&keep(&plain.trim().to_lowercase(), |_| true, char::is_whitespace))
}

/// pymdownx' `slugify(case="lower")`: spaces to hyphens, each one.
pub(crate) fn pymdownx(text: &str) -> String {
    let composed: String = text.nfc().collect();
    let kept = |c: char| is_python_word(c) || c == '-';
    keep(&composed.trim().to_lowercase(), kept, |c| c == ' ')
}

/// Runs of hyphens to one.
pub(super) fn squeeze(slug: &str) -> String {
    let mut out = String::with_capacity(slug.len());
    for c in slug.chars() {
        if !(c == '-' && out.ends_with('-')) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn github_keeps_words_hyphens_and_spaces() {
        assert_eq!(github("What to do if you're stuck?"), "what-to-do-if-youre-stuck");
        assert_eq!(github("a  b_c & D"), "a--b_c--d");
        assert_eq!(github("Größe – ½ ① ©"), "größe----");
        assert_eq!(github("e\u{301} \u{200d}日本語"), "e\u{301}-日本語");
    }

    #[test]
    fn the_others_differ_where_they_do() {
        assert_eq!(vitepress("1. What's _new_, Café?"), "_1-what-s-new-cafe");
        assert_eq!(pandoc("1.2 E.g. this & that"), "e.g.-this-that");
        assert_eq!(hugo_blackfriday("a – b_c!"), "a-b-c");
        assert_eq!(gitlab("a & b"), "a-b");
        assert_eq!(docfx("$$"), "section");
        assert_eq!(python_unicode("x => y"), "x-y");
        assert_eq!(pymdownx("x => y"), "x--y");
    }
}
