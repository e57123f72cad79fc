//! Sphinx with `MyST`: <https://myst-parser.readthedocs.io/en/latest/configuration.html>.

use super::{folders_in, plain, show};
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::doc::redirects::Table;
use crate::site::{
    FILES, Known, Look, NO_PROGRAMS, Navigation, Pages, Profile, Programs, Site, Ways,
};

pub(super) static PROFILE: Profile = Profile {
    name: "sphinx",
    summary: "Sphinx with MyST",
    dialect: "sphinx",
    ways: Ways {
        extensions: &["md", "rst", "ipynb", "txt"],
        index: &["index"],
        html: true,
        bare_names: true,
        programs: Programs { destinations: Known::Anything, ..NO_PROGRAMS },
        ..FILES
    },
    recognise,
    assume: |profile, dir| build(profile, &dir, ""),
};

/// Extensions that make pages of what programs say.
const MAKERS: [&str; 6] = ["autoapi", "autodoc2", "autosummary", "apidoc", "breathe", "exhale"];

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    // Jupyter Book keeps Sphinx to itself.
    if look.has("_toc.yml") && look.has("_config.yml") {
        let mut site = build(profile, look.dir, &look.text("_config.yml").unwrap_or_default());
        show(&mut site, look, "_toc.yml", Table::Book, look.dir);
        return Some(site);
    }
    // What comes after both: MyST without Sphinx.
    if look.has("myst.yml") {
        return Some(build(profile, look.dir, "myst_heading_anchors"));
    }
    // It may keep its configuration apart from its pages.
    let apart =
        look.has(".sphinx").then(|| ["doc", "docs"].into_iter().find(|dir| look.exists(dir)));
    let (name, pages) = match apart.flatten() {
        Some(pages) if !look.has("conf.py") => (".sphinx/conf.py", pages),
        _ => (look.first(&["conf.py"])?, ""),
    };
    let docs = look.dir.join(pages)?;
    let mut text = look.text(name)?;
    imported(&mut text, look);
    let parser = ["myst_parser", "myst_nb", "recommonmark"].iter().any(|name| text.contains(name));
    if !parser {
        return None;
    }
    let mut site = build(profile, &docs, &text);
    // Pages in reStructuredText, which nobody reads here, may name others.
    let is_read =
        |names: &[String]| !names.iter().any(|name| name.rsplit('.').next() == Some("rst"));
    if folders_in(look, &docs).iter().all(|(_, names)| is_read(names)) {
        let file = look.dir.join(name)?;
        site.navigation.push(Navigation { file, of: docs, folders: Vec::new() });
    }
    Some(site)
}

/// Add to `text`, a program, those beside it from which it takes everything: `from custom_conf import *`.
fn imported(text: &mut String, look: &Look<'_>) {
    let names =
        text.lines().filter_map(|line| line.strip_prefix("from ")?.strip_suffix(" import *"));
    let files: Vec<String> = names.map(|name| format!("{}.py", name.trim())).collect();
    for more in files.iter().filter(|file| look.has(file)).filter_map(|file| look.text(file)) {
        text.push('\n');
        text.push_str(&more);
    }
}

/// The site whose settings are `text`, a program.
fn build(profile: &'static Profile, dir: &RelPath, text: &str) -> Site {
    let mut site = plain(profile, dir.clone());
    let made = ["/genindex.html", "/search.html", "/py-modindex.html", "/modindex.html"];
    site.made.extend(made.map(str::to_owned));
    // Where each page has a folder of its own, raw HTML reaches these from one level further down.
    for from in [dir.clone(), dir.parent()] {
        for folder in ["_modules", "_sources", "_static", "_images"] {
            site.elsewhere.push(from.child(folder));
        }
    }
    site.parts.extend(dir.join("_templates"));
    if MAKERS.iter().any(|name| text.contains(name)) {
        site.ways.programs.pages = Pages::Below;
    }
    // With this setting headings get anchors as GitHub makes them, beside those of docutils.
    if text.contains("myst_heading_anchors") {
        site.dialect = Dialect::with_targets();
    }
    site
}
