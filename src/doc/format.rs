//! Which files are pages, and how each is written.

use super::redirects::Table;

/// How a page is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Markdown.
    Markdown,
    /// Markdown with JSX.
    Mdx,
    /// A whole HTML page.
    Html,
    /// No page, but a table of redirects that a site publishes: its targets are its links.
    Redirects(Table),
}

/// The extensions of pages, in lower case. Where a folder has several pages that may stand for it, the first one counts:
/// GitHub takes them in the order of their names.
pub const PAGE_EXTENSIONS: [&str; 9] =
    ["markdown", "md", "mdown", "mkd", "qmd", "rmd", "mdx", "html", "htm"];

impl Format {
    /// The format of a file by its extension; `None` when it is no page.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let is = |known: &&str| extension.eq_ignore_ascii_case(known);
        match PAGE_EXTENSIONS.iter().position(is)? {
            0..=5 => Some(Self::Markdown),
            6 => Some(Self::Mdx),
            _ => Some(Self::Html),
        }
    }
}
