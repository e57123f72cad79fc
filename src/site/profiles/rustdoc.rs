//! Markdown among the sources of a Rust crate, which rustdoc includes in its pages: <https://doc.rust-lang.org/rustdoc/>.

use std::collections::BTreeSet;

use super::{folders_in, plain};
use crate::base::path::RelPath;
use crate::doc::Format;
use crate::site::{FILES, Known, Look, NO_PROGRAMS, Pages, Profile, Programs, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "rustdoc",
    summary: "rustdoc",
    dialect: "github",
    ways: Ways {
        // Each item has a page and may be named.
        programs: Programs {
            labels: Known::Items,
            destinations: Known::Items,
            pages: Pages::Anywhere,
            ..NO_PROGRAMS
        },
        ..FILES
    },
    recognise,
    assume: plain,
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    // The package itself may be the home of something else, and a book has its pages in a folder that is called so, too.
    let is_package = look.exists("../Cargo.toml") && !look.exists("../book.toml");
    let has_code = || look.names.iter().any(|name| look.dir.child(name).extension() == "rs");
    if look.dir.file_name() != "src" || !has_code() || !is_package {
        return None;
    }
    let pages: BTreeSet<RelPath> = folders_in(look, look.dir)
        .iter()
        .flat_map(|(folder, names)| names.iter().map(|name| folder.child(name)))
        .filter(is_included)
        .collect();
    if pages.is_empty() {
        return None;
    }
    let mut site = plain(profile, look.dir.clone());
    site.listed = Some(pages);
    Some(site)
}

/// Is the file `path` a page that no forge shows of itself?
fn is_included(path: &RelPath) -> bool {
    let is_markdown = Format::of_extension(path.extension()) == Some(Format::Markdown);
    is_markdown && !path.stem().eq_ignore_ascii_case("readme")
}
