//! What files are called that are no pages and that pages show, offer or need.

/// Extensions of what they show or offer. Other dots in a name are a part of it.
const SHOWN: [&str; 18] = [
    "png", "jpg", "jpeg", "gif", "svg", "webp", "avif", "ico", "pdf", "mp4", "webm", "zip", "json",
    "yaml", "yml", "txt", "csv", "toml",
];

/// Those of files by which pages work.
const NEEDED: [&str; 5] = ["css", "js", "mjs", "vtt", "xml"];

/// Is this the extension of such a file?
pub(super) fn is_asset(extension: &str) -> bool {
    is_in(&SHOWN, extension) || is_in(&NEEDED, extension)
}

/// May a file that ends in `one` have been meant by a link to one that ends in `other`? What is shown may have been saved in
/// another format.
pub(super) fn may_replace(one: &str, other: &str) -> bool {
    is_in(&SHOWN, one) && is_in(&SHOWN, other)
}

fn is_in(known: &[&str], extension: &str) -> bool {
    known.iter().any(|known| extension.eq_ignore_ascii_case(known))
}
