//! Sphinx with `MyST`: <https://myst-parser.readthedocs.io/en/latest/configuration.html>.

use super::plain;
use crate::doc::Dialect;
use crate::site::{FILES, Look, Profile, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "sphinx",
    summary: "Sphinx with MyST",
    dialect: "sphinx",
    ways: Ways {
        extensions: &["md", "rst", "ipynb", "txt"],
        index: &["index"],
        html: true,
        bare_names: true,
        ..FILES
    },
    recognise,
    assume: plain,
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    look.first(&["conf.py"])?;
    let text = look.text("conf.py")?;
    let parser = ["myst_parser", "myst_nb", "recommonmark"].iter().any(|name| text.contains(name));
    if !parser {
        return None;
    }
    let mut site = plain(profile, look.dir.clone());
    // With this setting headings get anchors as GitHub makes them, beside those of docutils.
    if text.contains("myst_heading_anchors") {
        site.dialect = Dialect::named("github").unwrap_or(site.dialect);
    }
    Some(site)
}
