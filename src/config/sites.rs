//! The sites of a corpus: what is recognised, and what the configuration says of it.

use super::Config;
use crate::base::path::RelPath;
use crate::site::{Checkout, Disk, Look, Profile, Site, Sites, recognise};

impl Config {
    /// The sites among the folders `dirs`. `tops` are the folders that the user named, and the root;
    /// `checkout` is where its sources are public.
    pub fn sites(
        &self,
        disk: &dyn Disk,
        dirs: &[RelPath],
        tops: &[RelPath],
        has_markdown: &dyn Fn(&RelPath) -> bool,
        checkout: &Checkout,
    ) -> Sites {
        let mut sites = recognise(disk, dirs, tops, has_markdown, checkout);
        if let Some(profile) = self.profile {
            sites.retain(|site| site.profile == profile.name);
            if sites.is_empty() {
                sites.push(site(disk, profile, &RelPath::root()));
            }
        }
        for (path, profile) in &self.sites {
            sites.retain(|site| site.home != *path);
            sites.push(site(disk, profile, path));
        }
        if let [only] = sites.as_mut_slice() {
            self.site.apply(only);
        }
        for site in &mut sites {
            site.read_ignored(disk);
        }
        Sites::with_rest(sites, &self.site, checkout)
    }
}

fn site(disk: &dyn Disk, profile: &'static Profile, dir: &RelPath) -> Site {
    let names = disk.names(dir);
    profile.site(&Look { disk, dir, names: &names, has_markdown: false, is_top: true })
}
