//! Bytes to a page.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::base::path::RelPath;
use crate::corpus::{Encoding, Exports, File, Served, Unreadable};
use crate::doc::{DIALECTS, Document, Format, parse};
use crate::engine::settings::Settings;

/// The page that `bytes` are. A bug that stops the parser becomes a page that cannot be read, so that the others
/// still are.
pub(super) fn page(path: RelPath, bytes: Vec<u8>, checked: bool, settings: &Settings) -> File {
    let site = settings.sites.of(&path);
    let dialect = settings.dialect.unwrap_or_else(|| settings.sites.dialect_of(&path));
    let format = Format::of_extension(path.extension()).unwrap_or(Format::Markdown);
    let (text, encoding) = decode(bytes);
    if let Ok(doc) = catch_unwind(AssertUnwindSafe(|| parse(&text, format, dialect))) {
        let exports = Exports::of(&doc);
        let front_matter = doc.front_matter.as_ref();
        let front_matter = front_matter.map(|found| (found.kind, &text[found.body.range()]));
        let served = site.served(&path, front_matter);
        let parts = site.parts(&path, &doc).into();
        File {
            path,
            format,
            text,
            encoding,
            doc,
            dialect,
            served,
            parts,
            exports,
            checked,
            unreadable: None,
        }
    } else {
        let why =
            Unreadable { why: "guidepost stopped at it by a bug of its own".to_owned(), bug: true };
        File { unreadable: Some(why), ..unreadable(path, String::new(), checked) }
    }
}

/// A page that cannot be read.
pub(super) fn unreadable(path: RelPath, why: String, checked: bool) -> File {
    File {
        format: Format::of_extension(path.extension()).unwrap_or(Format::Markdown),
        path,
        text: Box::default(),
        encoding: Encoding::Utf8,
        doc: Document::default(),
        dialect: &DIALECTS[0],
        served: Served::default(),
        parts: Box::default(),
        exports: Exports::default(),
        checked,
        unreadable: Some(Unreadable { why, bug: false }),
    }
}

/// Text of the same length in bytes, with `?` for each byte that is not UTF-8; or the text of UTF-16 with a
/// byte order mark.
pub(super) fn decode(bytes: Vec<u8>) -> (Box<str>, Encoding) {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units =
            rest.chunks(2).map(|pair| unit([pair[0], pair.get(1).copied().unwrap_or_default()]));
        let text: String =
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        (text.into_boxed_str(), Encoding::Utf16)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        _ => {}
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text.into_boxed_str(), Encoding::Utf8),
        Err(error) => {
            let bytes = error.into_bytes();
            let mut text = String::with_capacity(bytes.len());
            for chunk in bytes.utf8_chunks() {
                text.push_str(chunk.valid());
                text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
            }
            (text.into_boxed_str(), Encoding::Utf8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_not_utf8_keep_the_rest_in_its_place() {
        let (text, _) = decode(b"a\xff\xe9 [x](y)".to_vec());
        assert_eq!(&*text, "a?? [x](y)");
        let (text, encoding) = decode(vec![0xff, 0xfe, b'#', 0, b' ', 0, 0xe9, 0]);
        assert_eq!((&*text, encoding), ("# é", Encoding::Utf16));
    }
}
