//! HTML as nearly everybody writes it: names of letters, values in quotes.
//!
//! What is written like that means the same to a search for `<`, `>` and quotes as to the state machine of the HTML
//! specification, which goes by single characters. Reading it here took the whole check of Python's documentation (531
//! pages, 51 MB) from 3,759 to 2,172 million instructions. All of these pages are plain to their ends.

use std::borrow::Cow;
use std::ops::Range;

use html5gum::naive_next_state;
use memchr::{memchr, memchr_iter, memchr3, memmem};

use super::Reader;
use crate::doc::html::Event;

impl<F: FnMut(Event)> Reader<'_, F> {
    /// Read the HTML as far as it is plain. Gives the byte where what is not begins, outside of tags.
    pub(super) fn plain(&mut self) -> usize {
        let html = self.html.as_bytes();
        let mut at = 0;
        loop {
            let markup = find(b'<', html, at).unwrap_or(html.len());
            self.plain_text(at..markup);
            match self.plain_markup(markup) {
                Some(end) => at = end,
                None => return markup,
            }
        }
    }

    /// Text between tags. Most of it concerns nobody.
    fn plain_text(&mut self, part: Range<usize>) {
        if part.is_empty() || !self.in_heading && (self.content || self.content_told) {
            return;
        }
        let text = &self.html.as_bytes()[part.clone()];
        if is_as_written(text) {
            self.text(text);
        } else {
            self.tokens(part);
        }
    }

    /// The tag, comment or declaration that starts here. Gives its end, with that of a script and the like before its end tag.
    fn plain_markup(&mut self, start: usize) -> Option<usize> {
        let html = self.html.as_bytes();
        let end = match *html.get(start + 1)? {
            b'a'..=b'z' | b'A'..=b'Z' => return self.plain_tag(start, false),
            b'/' if html.get(start + 2)?.is_ascii_alphabetic() => {
                return self.plain_tag(start, true);
            }
            b'!' if html[start..].starts_with(b"<!--") => {
                let text = &html[start + 4..];
                let end = memmem::find(text, b"-->")? + b"-->".len();
                // Mistakes that end a comment, too.
                let ends_before = text.starts_with(b">")
                    || text.starts_with(b"->")
                    || memmem::find(&text[..end], b"--!>").is_some();
                if ends_before {
                    return None;
                }
                start + 4 + end
            }
            b'!' if html.get(start + 2)?.is_ascii_alphabetic() => find(b'>', html, start)? + 1,
            b'?' => find(b'>', html, start)? + 1,
            _ => return None,
        };
        self.flush_text();
        Some(end)
    }

    fn plain_tag(&mut self, start: usize, is_end: bool) -> Option<usize> {
        let html = self.html.as_bytes();
        self.begin(is_end);
        self.tag.start = start;
        let name = start + 1 + usize::from(is_end);
        let mut at = skip(html, name, NAME);
        self.tag.name.extend_from_slice(&html[name..at]);
        self.tag.name.make_ascii_lowercase();
        let mut as_written = true;
        let end = loop {
            let next = skip(html, at, SPACE);
            match *html.get(next)? {
                b'>' => break next + 1,
                b'/' if *html.get(next + 1)? == b'>' => break next + 2,
                byte if next > at && is(byte, NAME) => {}
                _ => return None,
            }
            let name_end = skip(html, next, NAME);
            let (value, behind) = value(html, name_end)?;
            at = behind;
            let mut name = Cow::from(&html[next..name_end]);
            if name.iter().any(u8::is_ascii_uppercase) {
                name.to_mut().make_ascii_lowercase();
            }
            if self.is_kept(&name) {
                as_written &= is_as_written(&html[value.clone()]);
                self.keep(&name, &self.html[value.clone()], value);
            }
        };
        let has_raw_text = !is_end && naive_next_state(&self.tag.name).is_some();
        let behind = if has_raw_text { self.raw_text(end)? } else { end };
        if as_written {
            self.position = end;
            self.end_of_tag();
        } else {
            // There are entities in a value that matters.
            self.tokens(start..end);
        }
        Some(behind)
    }

    /// Where the text ends that starts here, in an element which holds no others. Outside of headings it concerns nobody.
    fn raw_text(&self, start: usize) -> Option<usize> {
        let name = self.tag.name.as_slice();
        let text = &self.html.as_bytes()[start..];
        let is_named = |at: &usize| {
            text[at + 2..].get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name))
        };
        let end = memmem::find_iter(text, b"</").find(is_named)?;
        // A script in a comment in a script hides its end tag.
        let is_hidden = || {
            let starts = |at| {
                text[at..end]
                    .get(..7)
                    .is_some_and(|tag: &[u8]| tag.eq_ignore_ascii_case(b"<script"))
            };
            memmem::find(&text[..end], b"<!--").is_some()
                && memchr_iter(b'<', &text[..end]).any(starts)
        };
        let is_plain = text.get(end + 2 + name.len()) == Some(&b'>')
            && !self.in_heading
            && name != b"plaintext"
            && !(name == b"script" && is_hidden());
        is_plain.then_some(start + end)
    }
}

/// The value of the attribute whose name ends here, and where what follows it begins. One without a value has an empty one.
fn value(html: &[u8], name_end: usize) -> Option<(Range<usize>, usize)> {
    if *html.get(name_end)? != b'=' {
        return Some((name_end..name_end, name_end));
    }
    let start = name_end + 1;
    let quote = *html.get(start)?;
    if matches!(quote, b'"' | b'\'') {
        let end = find(quote, html, start + 1)?;
        return Some((start + 1..end, end + 1));
    }
    let end = skip(html, start, BARE);
    (end > start).then_some((start..end, end))
}

/// Does this text mean what it says: no entities, no ends of lines that are to be made one?
fn is_as_written(text: &[u8]) -> bool {
    memchr3(b'&', b'\r', b'\0', text).is_none()
}

fn find(byte: u8, html: &[u8], from: usize) -> Option<usize> {
    memchr(byte, &html[from..]).map(|at| from + at)
}

/// The end of what is of this kind from here on.
fn skip(html: &[u8], mut at: usize, kind: u8) -> usize {
    while html.get(at).is_some_and(|&byte| is(byte, kind)) {
        at += 1;
    }
    at
}

fn is(byte: u8, kind: u8) -> bool {
    KINDS[usize::from(byte)] & kind != 0
}

/// What names are made of, values without quotes, and what stands between attributes.
const NAME: u8 = 1;
const BARE: u8 = 2;
const SPACE: u8 = 4;

static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        kinds[byte as usize] = match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b':' | b'_' => NAME | BARE,
            b'.' | b'/' | b'#' | b'%' | b'?' => BARE,
            b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' => SPACE,
            _ => 0,
        };
        byte += 1u8;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What `html` says, with text in one piece.
    fn events(html: &str, read: impl Fn(&mut Reader<'_, &mut dyn FnMut(Event)>)) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        let mut tell = |event| match (events.last_mut(), event) {
            (Some(Event::Text(before)), Event::Text(text)) => before.push_str(&text),
            (_, event) => events.push(event),
        };
        read(&mut Reader::new(html, 0, &mut tell));
        events
    }

    fn is_read_by_the_book(html: &str) {
        let by_the_book = events(html, |reader| reader.tokens(0..html.len()));
        let plain = events(html, |reader| {
            let rest = reader.plain();
            reader.tokens(rest..html.len());
        });
        assert_eq!(plain, by_the_book, "{html:?}");
    }

    /// How far a page is plain.
    fn plain_until(html: &str) -> usize {
        Reader::new(html, 0, |_| {}).plain()
    }

    #[test]
    fn a_page_as_everybody_writes_it_is_plain() {
        let page = "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html lang=en><head><title>A &amp; B</title>
            <link rel='stylesheet' href='a.css'/><style>a > b {}</style>
            <script><!-- if (a < b && c) { d(\"</p>\") } --></script><style><!-- p {} --></style></head>
            <body><!-- a -- > b --><h2 id=\"b\">B &lt; C</h2>\r\n<p hidden>T &amp; T
            <a\n  href=\"x?a=1&amp;b=2\" title=\"&lt;>\">x</a><br /><img alt=\"\" src=\"a.png\"></body></html>\n";
        is_read_by_the_book(page);
        assert_eq!(plain_until(page), page.len());
        // From the first mistake on it is not.
        let page = page.replace("T &amp; T", "T < T");
        is_read_by_the_book(&page);
        assert_eq!(Some(plain_until(&page)), page.find("< T"));
    }

    #[test]
    fn what_only_the_book_tells_is_left_to_it() {
        for html in [
            "<a href = a>",
            "<a href=a'b>",
            "<a href=\"a\"id=b>",
            "<a/href=a>",
            "<a href=\"a",
            "<a",
            "<a ",
            "<a href",
            "<a href=",
            "</a",
            "<",
            "</",
            "<!",
            "<!-->-->",
            "<!--->-->",
            "<!-- --!> -->",
            "<!-- ",
            "<![CDATA[ <a> ]]>",
            "</ a>",
            "<script><!-- <script> </script> --></script>",
            "<script>< <!-- <SCRIPT\n",
            "<script></scripts></script>",
            "<script></script ></script>",
            "<h1><title>a</title></h1>",
            "<plaintext></plaintext>",
            "<title>",
            "<a\0 href=b>",
        ] {
            let html = format!("{html}<h1 id='c'>d</h1>");
            is_read_by_the_book(&html);
            assert!(plain_until(&html) < html.len(), "{html:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn everything_is_read_by_the_book(parts in prop::collection::vec(part(), 0..24)) {
            is_read_by_the_book(&parts.concat());
        }
    }

    /// A piece of HTML: whole or torn.
    fn part() -> impl Strategy<Value = String> {
        let whole = prop::sample::select(vec![
            "<a href=\"b\">",
            "<a href='b&amp;c' id=d>",
            "<a name=x>",
            "</a>",
            "<h2 id=\"i\">",
            "</h2>",
            "<H3>",
            "</H3>",
            "<p>",
            "<img srcset=\"a 1x, b 2x\" src=c>",
            "<base href=\"/d/\">",
            "<meta http-equiv=Refresh content='0; url=f&amp;g'>",
            "<link rel=\"canonical\" href=e>",
            "<code>",
            "</code>",
            "<script>",
            "</script>",
            "<script><!--",
            "<style>",
            "</style>",
            "<title>",
            "</title>",
            "<textarea>",
            "</textarea>",
            "<!-- c -->",
            "<!--",
            "-->",
            "<!DOCTYPE html>",
            "<?xml?>",
            "<![CDATA[",
            "]]>",
            "<br/>",
            "<input disabled src>",
            "</SCRIPT>",
        ]);
        let torn = prop::sample::select(vec![
            "<", ">", "/", "=", "\"", "'", "&", "&amp;", "&#32;", "&lt", "\r\n", "\r", "\n", " ",
            "\0", "a", "A", "é", "-", "!", "?", "id", "href", "h1", "x\u{a0}", ";", "`", "\u{c}",
            "\t",
        ]);
        prop_oneof![3 => whole, 2 => torn].prop_map(str::to_owned)
    }
}
