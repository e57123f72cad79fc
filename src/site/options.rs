//! What a user says of a site that no configuration of its generator tells.

use regex::Regex;

use super::{Serve, Site};
use crate::base::path::RelPath;

/// Said in `[site]`.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the site is public.
    pub url: Option<String>,
    /// Where its repository is: `github.com/example/docs`.
    pub repo: Option<String>,
    /// What is served where: address to folder, from the root.
    pub routes: Vec<(String, String)>,
    /// Further extensions that addresses leave out.
    pub extensions: Vec<String>,
    /// Further names of pages that stand for their folder.
    pub index_files: Vec<String>,
    /// Destinations, and what to read in their place.
    pub remap: Vec<(Regex, String)>,
}

impl Options {
    /// Let `site` be as these options say.
    pub fn apply(&self, site: &mut Site) {
        if let Some(url) = &self.url {
            site.published_at(url.trim_end_matches('/'));
        }
        for (url, folder) in &self.routes {
            site.mount(url, RelPath::root().join(folder.trim_start_matches('/')), true);
        }
        site.options = self.clone();
        // Whoever names routes or extensions has addresses, not files alone.
        if !self.routes.is_empty() && site.ways.serve == Serve::Files {
            site.ways.bare_names = true;
        }
    }

    /// `destination` as it is to be read.
    pub fn remapped(&self, destination: &str) -> Option<String> {
        let (from, to) = self.remap.iter().find(|(from, _)| from.is_match(destination))?;
        Some(from.replace(destination, to.as_str()).into_owned())
    }
}
