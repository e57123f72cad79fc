//! Slugs of services that publish a repository.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::plain::squeeze;

/// `GitBook` keeps so many characters.
const LONGEST: usize = 100;

/// `GitBook`: letters without accents, digits, `.` and `_`; some signs as words; runs of anything else to one hyphen. Nobody
/// publishes its program: the rules are those that others found in its pages, `fragcheck.py` in mariadb-corporation/mariadb-docs
/// with 4,599 of 4,599 anchors right.
pub(crate) fn gitbook(text: &str) -> String {
    let mut slug = String::new();
    for c in text.to_lowercase().nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            '&' => slug.push_str("-and-"),
            '|' => slug.push_str("-or-"),
            '>' => slug.push_str("-greater-than-"),
            '<' => slug.push_str("-less-than-"),
            '$' => slug.push_str("usd"),
            '®' => slug.push_str("-r-"),
            '\'' | '‘' | '’' => {}
            '.' | '_' | '+' => slug.push(c),
            _ if c.is_alphanumeric() => slug.push(c),
            _ => slug.push('-'),
        }
    }
    // What a `+` divides are two runs.
    let slug = squeeze(&slug).replace('+', "");
    let slug = slug.trim_matches('-').trim_end_matches(['.', '_']).trim_matches('-');
    let digit = slug.starts_with(|c: char| c.is_ascii_digit());
    let slug = format!("{}{slug}", if digit { "id-" } else { "" });
    slug.chars().take(LONGEST).collect()
}

/// Mintlify (`slugify` and `cleanHeadingId` in `@mintlify/common` 1.0): what addresses write as it is, letters, digits and `_`
/// aside, is one hyphen a run; what they encode stays, but for some punctuation and pictures.
pub(crate) fn mintlify(text: &str) -> String {
    let mut slug = String::new();
    let mut before = ' ';
    for c in text.trim().to_lowercase().chars() {
        match c {
            _ if c.is_whitespace() => slug.push('-'),
            '-' | '.' | '!' | '~' | '*' | '(' | ')' => slug.push('-'),
            // Quotes are made curly first.
            '\'' if before == ' ' => slug.push('‘'),
            '\'' => slug.push('’'),
            '"' if before == ' ' => slug.push('“'),
            '"' => slug.push('”'),
            _ => slug.push(c),
        }
        before = c;
    }
    let slug = squeeze(&slug);
    slug.trim_matches('-').chars().filter(|&c| !is_cleaned(c)).collect()
}

fn is_cleaned(c: char) -> bool {
    let joins = matches!(c, '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
    let punctuation = matches!(c, '?' | ',' | ';' | ':' | '[' | ']' | '{' | '}');
    // Blocks of pictures; arrows and the like that are shown as text are none.
    let picture = matches!(c, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}');
    joins || punctuation || picture
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gitbook_writes_some_signs_as_words() {
        for (text, slug) in [
            ("TLS/SSL Encryption", "tls-ssl-encryption"),
            ("Install the 11.8 Release Series", "install-the-11.8-release-series"),
            ("2_DIGIT_YEAR", "id-2_digit_year"),
            ("5.3.2 + MyISAM", "id-5.3.2--myisam"),
            ("x--an Imperfect Solution", "x-an-imperfect-solution"),
            ("(options) -> PoolCluster", "options-greater-than-poolcluster"),
            ("Node's Q&A", "nodes-q-and-a"),
            ("Élan, $type", "elan-usdtype"),
            ("The end.", "the-end"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(gitbook(text), slug, "{text}");
        }
        assert_eq!(gitbook(&"a".repeat(200)).len(), LONGEST);
    }

    // What `slugify` and `cleanHeadingId` of @mintlify/common 1.0.1211 make of them.
    #[test]
    fn mintlify_keeps_what_addresses_encode() {
        for (text, slug) in [
            ("Getting Started", "getting-started"),
            ("Fees & billing", "fees-&-billing"),
            ("Step 1: Install", "step-1-install"),
            ("What's next?", "what’s-next"),
            ("v1.2.3 (beta)", "v1-2-3-beta"),
            ("a : b", "a--b"),
            ("Input/Output", "input/output"),
            ("snake_case — C++", "snake_case-—-c++"),
            ("🚀 Start", "-start"),
            ("日本語", "日本語"),
        ] {
            assert_eq!(mintlify(text), slug, "{text}");
        }
    }
}
