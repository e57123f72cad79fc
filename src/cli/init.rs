//! `guidepost init`.

use std::fs::OpenOptions;
use std::io::Write;

use super::args::Corpus;
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::path::RelPath;
use crate::config::FILE_NAME;
use crate::report::{plural, safe};
use crate::site::Site;

pub(super) fn run(corpus: &Corpus, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let sites = view.settings().sites.all();
    let pages = view.snapshot().pages();
    let mut said = String::new();
    for site in sites.iter().skip(1) {
        let count = pages
            .iter()
            .filter(|(_, page)| view.settings().sites.of(&page.path).home == site.home)
            .count();
        said.push_str(&sentence(site, count));
    }
    if said.is_empty() {
        said.push_str("no site generator was recognised: pages are read as GitHub shows them\n");
    }
    let text = configuration(&said, sites);
    let place = session.root.join(FILE_NAME);
    let written = OpenOptions::new().write(true).create_new(true).open(&place);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| CliError::NotWritten { path: place.display().to_string(), error })?;
    writeln!(env.stdout, "{}wrote {}", safe::text(&said), place.display())?;
    Ok(Exit::Clean)
}

fn sentence(site: &Site, count: usize) -> String {
    let folders: Vec<&str> = site.docs.iter().map(shown).collect();
    let unread = site.unread.as_ref().map_or(String::new(), |unread| {
        let keys = unread.keys.join("`, `");
        format!("  only the program itself knows `{keys}`: say it in [site]\n")
    });
    format!(
        "{} in {}: {} in {}, anchors as {}\n{unread}",
        site.profile,
        shown(&site.home),
        plural(count, "page", "pages"),
        folders.join(", "),
        site.dialect.name
    )
}

fn shown(path: &RelPath) -> &str {
    if path.is_root() { "." } else { path.as_str() }
}

fn configuration(said: &str, sites: &[std::sync::Arc<Site>]) -> String {
    let recognised =
        said.lines().map(|line| format!("# Recognised: {}\n", safe::line(line.trim())));
    let recognised: String = recognised.collect();
    let profile = sites.get(1).map_or("github", |site| site.profile);
    format!(
        "# How guidepost checks these pages. Everything here is optional.
#
{recognised}
# profile = \"{profile}\"            # how all pages are published, where the above is wrong
# exclude = [\"archive/**\"]      # pages that are not checked

# [site]
# url = \"https://docs.example.com/\"    # links to this address lead into these pages

[rules]
# missing-anchor = \"warning\"    # \"error\", \"warning\", \"info\" or \"off\", for a rule or a family

# [types.guide]                 # sections that pages of a kind must have
# match = {{ paths = [\"guides/**/*.md\"] }}
# sections = [{{ title = \"Next steps\" }}]
"
    )
}
