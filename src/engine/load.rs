//! Bytes to a page.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use super::decode::{Decoded, decode, is_binary};
use crate::base::path::RelPath;
use crate::corpus::{Encoding, Exports, File, Invalid, Served, Unreadable};
use crate::doc::{DIALECTS, Document, Format, parse};
use crate::engine::settings::Settings;

/// The page that `bytes` are. A bug that stops the parser becomes a page that cannot be read, so that the others
/// still are.
pub(super) fn page(path: RelPath, bytes: Vec<u8>, checked: bool, settings: &Settings) -> File {
    if is_binary(&bytes) {
        return unreadable(path, "it is no text".to_owned(), checked);
    }
    let site = settings.sites.of(&path);
    let dialect = settings.dialect_of(&path).unwrap_or_else(|| settings.sites.dialect_of(&path));
    let format = format(&path, settings);
    let Decoded { text, encoding, invalid } = decode(bytes);
    if let Ok(doc) = catch_unwind(AssertUnwindSafe(|| parse(&text, format, dialect))) {
        let exports = Exports::of(&doc);
        let front_matter = doc.front_matter.as_ref();
        let front_matter = front_matter.map(|found| (found.kind, &text[found.body.range()]));
        let mut served = site.served(&path, front_matter);
        served.names.extend(site.named_in(&doc));
        let parts = site.parts(&path, &doc).into();
        File {
            path,
            format,
            text,
            encoding,
            invalid,
            doc,
            dialect,
            served,
            parts,
            exports,
            checked,
            unreadable: None,
            metadata: OnceLock::new(),
        }
    } else {
        let why =
            Unreadable { why: "guidepost stopped at it by a bug of its own".to_owned(), bug: true };
        File { unreadable: Some(why), ..unreadable(path, String::new(), checked) }
    }
}

fn format(path: &RelPath, settings: &Settings) -> Format {
    Format::of_extension(path.extension()).unwrap_or_else(|| {
        let table = settings.sites.table_in(path);
        table.map_or(Format::Markdown, |(_, table)| Format::Redirects(table))
    })
}

/// A page that cannot be read.
pub(super) fn unreadable(path: RelPath, why: String, checked: bool) -> File {
    File {
        format: Format::of_extension(path.extension()).unwrap_or(Format::Markdown),
        path,
        text: Box::default(),
        encoding: Encoding::Utf8,
        invalid: Invalid::default(),
        doc: Document::default(),
        dialect: &DIALECTS[0],
        served: Served::default(),
        parts: Box::default(),
        exports: Exports::default(),
        checked,
        unreadable: Some(Unreadable { why, bug: false }),
        metadata: OnceLock::new(),
    }
}
