//! Pages that a converter made from somebody's site.

use super::{never, plain};
use crate::base::path::RelPath;
use crate::site::{FILES, Profile, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "scraped",
    summary: "pages that a converter took from a site",
    dialect: "github",
    ways: Ways { mirrored: true, extensions: &["md", "markdown", "html"], html: true, ..FILES },
    // No file says so: its pages do.
    recognise: never,
    assume: plain,
};

/// The whole corpus as such pages.
pub(crate) fn whole() -> Site {
    plain(&PROFILE, RelPath::root())
}

/// The pages of the host that the folder `dir` is called like.
pub(crate) fn host(dir: &RelPath) -> Site {
    let mut site = plain(&PROFILE, dir.clone());
    site.own = ["https", "http"]
        .map(|scheme| format!("{scheme}://{}", dir.file_name().to_lowercase()))
        .into();
    site
}

/// Is `text` a page with the damage that converters do: headings that link to themselves, several of them, or one beside a
/// destination that swallowed its title?
pub(crate) fn is_scraped(text: &str) -> bool {
    let permalinks = memchr::memmem::find_iter(text.as_bytes(), "](#").filter(|&at| {
        let line = text[..at].rsplit('\n').next().unwrap_or_default();
        let label = line.rsplit('[').next().unwrap_or_default();
        line.starts_with('#') && matches!(label, "" | "#" | "¶" | "\u{200b}")
    });
    match permalinks.take(2).count() {
        0 => false,
        1 => text.contains("%20%22"),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_tells_where_pages_come_from() {
        assert!(is_scraped("# A [](#a)\n\n## B [¶](#b)\n"));
        assert!(is_scraped("# A [](#a)\n\n[b](c/%20%22B%22.md)\n"));
        assert!(!is_scraped("# A [](#a)\n\n[](#b)\n"));
        assert!(!is_scraped("# [A](#a)\n\n## [B](#b)\n"));
    }
}
