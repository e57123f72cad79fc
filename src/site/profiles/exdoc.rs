//! `ExDoc`, which documents packages of Elixir and Erlang: <https://hexdocs.pm/ex_doc/readme.html>.

use super::plain;
use crate::site::{FILES, Look, Lookups, NO_PROGRAMS, Pages, Profile, Programs, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "exdoc",
    summary: "ExDoc",
    dialect: "exdoc",
    ways: Ways {
        extensions: &["md", "livemd", "cheatmd"],
        html: true,
        // All pages are in one folder, whatever that of their source.
        by_name: true,
        lookups: Lookups::Yes,
        // What they show is in a folder beside them there.
        from_sources: true,
        // Each module has a page.
        programs: Programs { pages: Pages::Anywhere, ..NO_PROGRAMS },
        ..FILES
    },
    recognise,
    assume: plain,
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let text = look.text(look.first(&["mix.exs", "rebar.config", "docs.exs"])?)?;
    let documented = ["ex_doc", "extras:"].iter().any(|word| text.contains(word));
    documented.then(|| plain(profile, look.dir.clone()))
}
