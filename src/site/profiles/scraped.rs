//! Pages that a converter made from somebody's site.

use super::{never, plain};
use crate::site::{FILES, Profile, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "scraped",
    summary: "pages that a converter took from a site",
    dialect: "github",
    ways: Ways { shared_host: true, extensions: &["md", "markdown", "html"], ..FILES },
    recognise: never,
    assume: plain,
};
