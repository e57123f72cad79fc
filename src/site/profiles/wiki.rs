//! GitHub's wikis: <https://docs.github.com/en/communities/documenting-your-project-with-wikis>.

use super::plain;
use crate::base::path::RelPath;
use crate::site::{FILES, Look, Lookups, Profile, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "wiki",
    summary: "a wiki of GitHub or GitLab",
    dialect: "github",
    ways: Ways {
        extensions: &["md", "markdown", "mediawiki", "rst", "asciidoc", "adoc", "textile", "org"],
        index: &["home", "readme"],
        bare_names: true,
        // All pages are in one folder, whatever that of their source.
        by_name: true,
        lookups: Lookups::Yes,
        // The project is there, too.
        shared_host: true,
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir),
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let home = look.first(&["Home.md", "home.md"]).is_some();
    let framed = look.first(&["_Sidebar.md", "_Footer.md", "_sidebar.md"]).is_some();
    let called = look.dir.extension() == "wiki";
    (home && (framed || called)).then(|| build(profile, look.dir))
}

/// The corpus as the wiki that its repository is called like.
pub(crate) fn whole() -> Site {
    build(&PROFILE, &RelPath::root())
}

fn build(profile: &'static Profile, dir: &RelPath) -> Site {
    let mut site = plain(profile, dir.clone());
    // A page is `wiki/Page` for its project.
    site.prefixes.extend(["wiki/", "../wiki/"].map(|start| (start.to_owned(), dir.clone())));
    site
}
