//! Bytes to text, whatever they are.

use std::ops::Range;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding as Charset;

use crate::base::span::Span;
use crate::corpus::{Encoding, Invalid, InvalidLine};

/// What a file says.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    /// Text of the same length in bytes, with `?` for each byte that is not UTF-8; or the text of UTF-16.
    pub(super) text: Box<str>,
    pub(super) encoding: Encoding,
    pub(super) invalid: Invalid,
}

/// Lines with bytes that are not UTF-8 beyond this many are not told: the file is no text.
const MOST_LINES: usize = 1_000;
/// So many bytes are enough to tell a line's fault.
const MOST_BYTES: usize = 8;

/// So many bytes tell what is no text: as many as git looks at.
const HEAD: usize = 8_000;

/// Are `bytes` no text at all, but a picture, an archive or the like?
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    let is_utf16 = matches!(head, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    !is_utf16 && memchr::memchr(0, head).is_some() && std::str::from_utf8(bytes).is_err()
}

/// The text of `bytes`: UTF-16 if a byte order mark says so, else UTF-8.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => Decoded { text: text.into_boxed_str(), ..Decoded::default() },
        Err(error) => mixed(error.as_bytes()),
    }
}

fn utf16(rest: &[u8], unit: fn([u8; 2]) -> u16) -> Decoded {
    let units =
        rest.chunks(2).map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or_default()]));
    let text: String =
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Decoded { text: text.into_boxed_str(), encoding: Encoding::Utf16, invalid: Invalid::default() }
}

/// The text of `bytes`, of which some are not UTF-8.
fn mixed(bytes: &[u8]) -> Decoded {
    let mut text = String::with_capacity(bytes.len());
    let mut invalid: Vec<Range<usize>> = Vec::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        let start = text.len();
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
        match invalid.last_mut() {
            Some(last) if last.end == start => last.end = text.len(),
            _ if start < text.len() => invalid.push(start..text.len()),
            _ => {}
        }
    }
    let charset = charset(bytes, &text);
    let lines = invalid.chunk_by(|a, b| !text[a.end..b.start].contains('\n')).take(MOST_LINES);
    let lines = lines.map(|line| self::line(line, bytes, &text, charset)).collect();
    let invalid = Invalid { charset: charset.map(Charset::name), lines };
    Decoded { text: text.into_boxed_str(), encoding: Encoding::Utf8, invalid }
}

/// The charset in which all of `bytes` make sense, of which `text` is what is UTF-8.
fn charset(bytes: &[u8], text: &str) -> Option<&'static Charset> {
    let binary = |byte: &u8| *byte < b' ' && !byte.is_ascii_whitespace();
    if bytes.iter().any(binary) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let charset = detector.guess(None, Utf8Detection::Deny);
    // Where there is UTF-8 as well, the charset is only that of some lines. Two bytes of one character may look like it.
    let utf8 = text.chars().filter(|c| !c.is_ascii()).count();
    let legacy = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    if utf8 > 0 && (charset.is_single_byte() || utf8 * 4 > legacy) {
        return None;
    }
    let decoded = charset.decode_without_bom_handling_and_without_replacement(bytes)?;
    // The holes of single-byte charsets decode to control characters.
    (!decoded.contains(|c| matches!(c, '\u{80}'..='\u{9f}'))).then_some(charset)
}

/// A line with these `invalid` bytes.
fn line(
    invalid: &[Range<usize>],
    bytes: &[u8],
    text: &str,
    charset: Option<&'static Charset>,
) -> InvalidLine {
    let told = invalid.iter().flat_map(|range| &bytes[range.clone()]).take(MOST_BYTES);
    let (mut start, mut end) = (invalid[0].start, invalid[invalid.len() - 1].end);
    if charset.is_some_and(|charset| !charset.is_single_byte()) {
        // The second byte of a character may look like ASCII.
        start = text[..start].rfind('\n').map_or(0, |before| before + 1);
        end = text[end..].find(['\r', '\n']).map_or(text.len(), |length| end + length);
    }
    let decoded = charset.map(|charset| charset.decode_without_bom_handling(&bytes[start..end]).0);
    InvalidLine {
        span: Span::new(start, end),
        bytes: told.copied().collect(),
        text: decoded.map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_keep_the_rest_in_its_place() {
        let decoded = decode(b"a\xff\xe9 [x](y)".to_vec());
        assert_eq!(&*decoded.text, "a?? [x](y)");
        assert_eq!(decoded.invalid.lines[0].span, Span::new(1, 3));
        let decoded = decode(vec![0xff, 0xfe, b'#', 0, b' ', 0, 0xe9, 0]);
        assert_eq!((&*decoded.text, decoded.encoding), ("# é", Encoding::Utf16));
        assert_eq!(decode("# é".into()).invalid, Invalid::default());
    }

    #[test]
    fn the_charset_of_a_whole_page_is_told() {
        let page =
            "Der Größe nach: Äpfel, Öl und Übel für die Straße – schön wär’s.\n\nNaïve Leser.\n";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(page);
        let Invalid { charset, lines } = decode(bytes.to_vec()).invalid;
        assert_eq!((charset, lines.len()), (Some("windows-1252"), 2));
        assert_eq!(lines[1].text.as_deref(), Some("ï"));
        let page = "これは日本語の文章です。\n\n表示と能力についての説明です。\n";
        let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(page);
        let Invalid { charset, lines } = decode(bytes.to_vec()).invalid;
        assert_eq!(charset, Some("Shift_JIS"));
        assert_eq!(lines[1].text.as_deref(), Some("表示と能力についての説明です。"));
        // Some of it is UTF-8, or it is no text at all.
        assert_eq!(decode(b"Gr\xf6\xdfe, Stra\xc3\x9fe".to_vec()).invalid.charset, None);
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0".to_vec()).invalid.charset, None);
    }
}
