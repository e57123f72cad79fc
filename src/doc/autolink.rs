//! Bare addresses that GFM turns into links.
//!
//! Follows the GFM specification, "Autolinks (extension)" <https://github.github.com/gfm/#autolinks-extension->,
//! and where it is silent the behaviour of cmark-gfm: trailing punctuation, unbalanced parentheses and entity
//! look-alikes do not belong to the address. An unbalanced `]` ends it too, since the brackets around
//! an address belong to the prose.

use std::ops::Range;

use memchr::{memchr2_iter, memmem};

/// Where in `text` there may be an address, sorted: each has a colon before a slash, an `@`, or a `w` in front of a dot.
/// The whole of a page is searched for that faster than its thousand runs of prose.
pub(super) fn signs(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_sign = |at: &usize| bytes[*at] == b'@' || bytes.get(at + 1) == Some(&b'/');
    let mut signs: Vec<usize> = memchr2_iter(b':', b'@', bytes).filter(is_sign).collect();
    let others = signs.len();
    signs.extend(memmem::find_iter(bytes, "w."));
    if others < signs.len() {
        signs.sort_unstable();
    }
    signs
}

/// Every address in `text`, first to last, with the destination it stands for.
pub(super) fn find(text: &str) -> Vec<(Range<usize>, String)> {
    let bytes = text.as_bytes();
    let mut found: Vec<(Range<usize>, String)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let floor = found.last().map_or(0, |(range, _)| range.end);
        let hit = match bytes[at] {
            b'w' => www(text, at, floor),
            b':' => scheme(text, at, floor),
            b'@' => email(text, at, floor),
            _ => None,
        };
        match hit {
            Some((range, url)) => {
                at = range.end.max(at + 1);
                found.push((range, url));
            }
            None => at += 1,
        }
    }
    found
}

fn www(text: &str, at: usize, floor: usize) -> Option<(Range<usize>, String)> {
    if at < floor || !text[at..].starts_with("www.") || !boundary_before(text, at) {
        return None;
    }
    domain(&text[at + 4..])?;
    let end = at + trimmed(&text[at..at + extent(&text[at..])]);
    (end > at).then(|| (at..end, format!("http://{}", &text[at..end])))
}

fn boundary_before(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_none_or(|c| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '(' | '['))
}

fn scheme(text: &str, colon: usize, floor: usize) -> Option<(Range<usize>, String)> {
    let after = &text[colon + 1..];
    let before = text[floor..colon].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let start = floor + before.len();
    let name = text[start..colon].to_ascii_lowercase();
    match name.as_str() {
        "http" | "https" | "ftp" => {
            let rest = after.strip_prefix("//")?;
            domain(rest)?;
            let end = start + trimmed(&text[start..colon + 3 + extent(rest)]);
            (end > colon + 3).then(|| (start..end, text[start..end].to_owned()))
        }
        "mailto" | "xmpp" => {
            let user = after.bytes().take_while(|&byte| is_mail_byte(byte)).count();
            if user == 0 || !after[user..].starts_with('@') {
                return None;
            }
            let mut end = mail_end(text, colon + 1 + user)?;
            if name == "xmpp" && text[end..].starts_with('/') {
                let resource = text[end + 1..]
                    .bytes()
                    .take_while(|&c| c.is_ascii_alphanumeric() || c == b'@' || c == b'.');
                end += 1 + resource.count();
            }
            Some((start..end, text[start..end].to_owned()))
        }
        _ => None,
    }
}

fn email(text: &str, at: usize, floor: usize) -> Option<(Range<usize>, String)> {
    let user =
        text.as_bytes()[floor..at].iter().rev().take_while(|&&byte| is_mail_byte(byte)).count();
    if user == 0 {
        return None;
    }
    let end = mail_end(text, at)?;
    Some((at - user..end, format!("mailto:{}", &text[at - user..end])))
}

fn is_mail_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'_')
}

/// Where the host behind the `@` at `at` ends; it needs a dot, and ends in a letter or digit.
fn mail_end(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut end = at + 1;
    let mut dots = 0;
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'.' if bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric) => dots += 1,
            b'-' | b'_' => {}
            _ if byte.is_ascii_alphanumeric() => {}
            _ => break,
        }
        end += 1;
    }
    let last = bytes[end - 1];
    (dots > 0 && last != b'-' && last != b'_').then_some(end)
}

/// Longer names do not exist (RFC 1035), and the bound keeps the search linear.
const LONGEST_DOMAIN: usize = 255;

/// The length of the domain at the start of `text`: characters of host names, no underscore in the
/// last two parts.
fn domain(text: &str) -> Option<usize> {
    let mut length = 0;
    let (mut underscore_before, mut underscore) = (false, false);
    for c in text.chars().take(LONGEST_DOMAIN) {
        match c {
            '_' => underscore = true,
            '.' => (underscore_before, underscore) = (underscore, false),
            '-' => {}
            _ if c.is_alphanumeric() || !c.is_ascii() && !c.is_whitespace() => {}
            _ => break,
        }
        length += c.len_utf8();
    }
    let sound = length > 0 && !text.starts_with('.') && !underscore && !underscore_before;
    sound.then_some(length)
}

/// How far an address could reach: to the next space or `<`.
fn extent(text: &str) -> usize {
    text.find(|c: char| c.is_whitespace() || c == '<').unwrap_or(text.len())
}

/// How much of `text` is address once what belongs to the prose is cut off its end.
fn trimmed(text: &str) -> usize {
    let mut end = balanced(text);
    let count = |parenthesis| text[..end].bytes().filter(|&byte| byte == parenthesis).count();
    let (opened, mut closed) = (count(b'('), count(b')'));
    loop {
        let address = &text[..end];
        let Some(last) = address.bytes().next_back() else { return 0 };
        end -= match last {
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' | b'"' => 1,
            b')' if closed > opened => {
                closed -= 1;
                1
            }
            b';' => {
                let before = &address[..end - 1];
                let name = before.bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
                let entity = name > 0 && before[..before.len() - name].ends_with('&');
                if entity { name + 2 } else { 1 }
            }
            _ => return end,
        };
    }
}

/// Where the first `]` without its `[` stands.
fn balanced(text: &str) -> usize {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => open += 1,
            b']' if open == 0 => return at,
            b']' => open -= 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn urls(text: &str) -> Vec<String> {
        find(text).into_iter().map(|(_, url)| url).collect()
    }

    #[test]
    fn addresses_end_where_the_prose_goes_on() {
        assert_eq!(
            urls("(see https://a.org/x_(y)), or www.b.org."),
            ["https://a.org/x_(y)", "http://www.b.org"]
        );
        assert_eq!(
            urls("[https://a.org/x] and https://a.org/?q=1&copy;"),
            ["https://a.org/x", "https://a.org/?q=1"]
        );
        assert_eq!(urls("ftp://a.org/x: https://a.org/x;"), ["ftp://a.org/x", "https://a.org/x"]);
    }

    #[test]
    fn what_is_no_address_is_left_alone() {
        for text in [
            "www.",
            "awww.b.org",
            "https://",
            "xhttp://a.org",
            "http://a_b.c_d",
            "std::fmt",
            "a@b",
            "@a.b",
            "a@b.c_",
        ] {
            assert_eq!(urls(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn mail_addresses() {
        assert_eq!(urls("write to a.b+c@d-e.org."), ["mailto:a.b+c@d-e.org"]);
        assert_eq!(
            urls("mailto:a@b.org xmpp:a@b.org/home@x.y"),
            ["mailto:a@b.org", "xmpp:a@b.org/home@x.y"]
        );
    }
}
