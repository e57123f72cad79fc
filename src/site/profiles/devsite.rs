//! `DevSite`, which publishes the documentation of Google's projects from folders with `_book.yaml` and `_project.yaml`.

use super::plain;
use crate::base::path::RelPath;
use crate::site::{FILES, Look, NO_PROGRAMS, Pages, Profile, Programs, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "devsite",
    summary: "DevSite",
    dialect: "devsite",
    ways: Ways {
        serve: Serve::Beside,
        extensions: &["md", "html", "ipynb", "yaml"],
        index: &["index", "_index"],
        lists: false,
        // The host has the documentation of other projects, too.
        shared_host: true,
        // References are made from the sources of programs.
        programs: Programs { pages: Pages::Apart, ..NO_PROGRAMS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir),
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    // Each part of a site has a book of its own; the whole has the project.
    let is_inner = || look.disk.names(&look.dir.parent()).iter().any(|name| name == "_book.yaml");
    let is_whole = look.has("_project.yaml") || look.has("_book.yaml") && !is_inner();
    is_whole.then(|| build(profile, look.dir))
}

fn build(profile: &'static Profile, dir: &RelPath) -> Site {
    let mut site = plain(profile, dir.clone());
    site.parts.extend(["_includes", "_shared"].iter().filter_map(|name| dir.join(name)));
    site
}
