//! Docsify: <https://docsify.js.org/#/configuration>.

use super::plain;
use crate::site::{FILES, Look, Profile, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "docsify",
    summary: "Docsify",
    dialect: "github",
    ways: Ways {
        extensions: &["md"],
        index: &["readme"],
        bare_names: true,
        // Unless its settings say otherwise, relative links start at the root.
        from_sources: true,
        ..FILES
    },
    recognise,
    assume: plain,
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    // Pages are read by a program in this one.
    look.first(&["README.md", "_sidebar.md", ".nojekyll"])?;
    let program = look.text(look.first(&["index.html"])?)?;
    program.contains("docsify").then(|| plain(profile, look.dir.clone()))
}
