//! A folder of built HTML, as a server serves it.

use super::{hosted_redirects, plain};
use crate::site::{FILES, Profile, Ways};

pub(crate) static PROFILE: Profile = Profile {
    name: "html",
    summary: "a folder of built HTML, as served",
    dialect: "html",
    ways: Ways { extensions: &["html"], index: &["index"], lists: false, ..FILES },
    recognise: |profile, look| {
        let built =
            look.is_top && !look.has_markdown && look.first(&["index.html", "index.htm"]).is_some();
        built.then(|| {
            let mut site = plain(profile, look.dir.clone());
            hosted_redirects(&mut site, look);
            site
        })
    },
    assume: plain,
};
