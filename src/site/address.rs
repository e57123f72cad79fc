//! Where a site is served, and its pages.

use super::{Mount, Site, clean, is_below};
use crate::base::path::RelPath;

impl Site {
    /// Take the public address of the site: its path is where everything is served.
    pub(crate) fn published_at(&mut self, address: &str) {
        let Some((scheme, rest)) = address.split_once("://") else { return };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        self.base = clean(path);
        self.own.push(format!("{scheme}://{host}").to_lowercase());
    }

    /// The address of the page `path`, without the site's base, its extension and a slash at the end. `None` when the
    /// site serves no such file.
    pub fn address(&self, path: &RelPath) -> Option<String> {
        let below = |mount: &&Mount| mount.pages && is_below(path, &mount.folder);
        // A folder may be served again where translations are missing: its own address is the first.
        let mounts = self.mounts.iter().filter(below).rev();
        let mount = mounts.max_by_key(|mount| mount.folder.as_str().len())?;
        Some(self.address_in(mount, path))
    }

    /// Every address of the page `path`, in the manner of [`Site::address`].
    pub fn addresses(&self, path: &RelPath) -> impl Iterator<Item = String> {
        let mounts =
            self.mounts.iter().filter(|mount| mount.pages && is_below(path, &mount.folder));
        mounts.map(|mount| self.address_in(mount, path))
    }

    fn address_in(&self, mount: &Mount, path: &RelPath) -> String {
        let (stem, language) = self.language_of(path.stem());
        let mut address = language.map(|language| language.url.clone()).unwrap_or_default();
        address.push_str(&mount.url);
        for segment in path.parent().relative_to(&mount.folder).split('/') {
            if segment != "." {
                address.push('/');
                address.push_str(segment);
            }
        }
        if !self.is_index(path) {
            address.push('/');
            address.push_str(stem);
        }
        address
    }

    /// `address` where the same folder is served in the main language.
    pub fn main_addresses<'a>(&'a self, address: &'a str) -> impl Iterator<Item = String> + 'a {
        self.mounts.iter().filter_map(move |mount| {
            let rest = address.strip_prefix(mount.url.as_str())?;
            let first = self.mounts.iter().find(|first| first.folder == mount.folder)?;
            let other = first.url != mount.url && (rest.is_empty() || rest.starts_with('/'));
            other.then(|| format!("{}{rest}", first.url))
        })
    }

    /// `address` without the path below which the site is served.
    pub fn without_base<'a>(&self, address: &'a str) -> &'a str {
        let rest = address.strip_prefix(self.base.as_str());
        rest.filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(address)
    }

    /// The path, query and fragment of `destination`, a URL, if the site is public there.
    pub fn own_path<'a>(&self, destination: &'a str) -> Option<&'a str> {
        self.own.iter().find_map(|own| {
            let (host, rest) = destination.split_at_checked(own.len())?;
            let below = rest.strip_prefix(self.base.as_str()).unwrap_or("x");
            let whole = below.is_empty() || below.starts_with(['/', '?', '#']);
            (host.eq_ignore_ascii_case(own) && whole && rest.starts_with('/')).then_some(rest)
        })
    }
}
