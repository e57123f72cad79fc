//! Addresses that pages claim in their front matter, or by the way their file is called.

use serde_json::Value;

use super::permalinks::Placed;
use super::{Known, Names, Site, clean};
use crate::base::data;
use crate::base::path::RelPath;
use crate::corpus::{BY_NAME, Served};
use crate::doc::{AnchorKind, Document, FrontMatterKind};

impl Site {
    /// The addresses that the page `path` claims; `front_matter` is its language and text.
    pub fn served(&self, path: &RelPath, front_matter: Option<(FrontMatterKind, &str)>) -> Served {
        let mut served = Served::default();
        let keys = self.ways.keys;
        if self.ways.by_name && self.holds(path) {
            let (stem, _) = self.language_of(path.stem());
            let folder = path.parent();
            let name = if self.is_index(path) { folder.file_name() } else { stem };
            served.names.push(format!("{BY_NAME}{name}").into());
            // Wikis write spaces as hyphens.
            if self.ways.bare_names && name.contains('-') {
                served.names.push(format!("{BY_NAME}{}", name.replace('-', " ")).into());
            }
        }
        let mut own = self.address(path).filter(|_| self.holds(path));
        let plain = own.clone();
        let is_slashed = || self.slashed.iter().any(|folder| super::is_below(path, folder));
        served.folder = own.is_some() && (self.is_index(path) || is_slashed());
        if let Some(address) = &mut own {
            match self.ways.names {
                Names::Same => {}
                Names::Unnumbered => served.folder |= unnumber(address, self.is_index(path)),
                Names::Slugs(kept) => slugged(address, kept),
            }
            let mut new = self.rewrites.find(address);
            if new.is_none() && self.is_index(path) {
                new = self.rewrites.find(&format!("{address}/index"));
                served.folder = new.as_ref().is_none_or(|new| new.ends_with("/index"));
            }
            if let Some(new) = new {
                *address = clean(new.strip_suffix("/index").unwrap_or(&new));
            }
        }
        let meta = front_matter.filter(|(_, text)| {
            let keys = [keys.path, keys.name, keys.also];
            let moves = keys.iter().flat_map(|keys| keys.iter()).any(|key| text.contains(key));
            moves || !self.permalinks.is_empty()
        });
        let mut placed = Placed::Here;
        let is_placed = meta.is_some() || !self.permalinks.is_empty();
        if let Some(address) = own.as_mut().filter(|_| is_placed) {
            let read = meta.map(|(kind, text)| match kind {
                FrontMatterKind::Yaml => data::yaml(text),
                FrontMatterKind::Toml => data::toml(text),
                FrontMatterKind::Json => data::json(text),
            });
            let meta = read.and_then(Result::ok).unwrap_or_default();
            let value =
                |key: &&str| meta.get(*key).and_then(Value::as_str).filter(|text| !text.is_empty());
            placed = self.placed(path, address, &meta);
            let named =
                |_: &&str| keys.index && !path.stem().starts_with('_') || !self.is_index(path);
            if let Some(name) = keys.name.iter().find_map(value).filter(named) {
                *address = format!("{}/{name}", folder(address));
                served.folder = false;
            }
            if let Placed::At(at) = &placed {
                address.clone_from(at);
            }
            if let Some(at) = keys.path.iter().find_map(value) {
                *address = self.moved(path, address, at);
                served.folder = at.ends_with('/') || at.ends_with("/index.html");
                placed = Placed::Here;
            }
            let also = keys.also.iter().filter_map(|key| meta.get(*key)).flat_map(data::strings);
            served.also = also.map(|at| self.moved(path, address, at).into()).collect();
        }
        served.unknown = matches!(placed, Placed::Unknown);
        if own != plain {
            served.at =
                own.filter(|address| !address.contains([':', '{'])).map(String::into_boxed_str);
        }
        served
    }

    /// The names of places in a page, which is `document`, that links in any page may name.
    pub fn named_in<'a>(&self, document: &'a Document) -> impl Iterator<Item = Box<str>> + 'a {
        let are_global = self.ways.programs.destinations == Known::Anything;
        let anchors = document
            .anchors
            .iter()
            .filter(move |anchor| are_global && anchor.kind == AnchorKind::Id);
        anchors.map(|anchor| format!("{BY_NAME}{}", anchor.id).into())
    }

    /// The address that `at`, written in the page `path`, means.
    fn moved(&self, path: &RelPath, address: &str, at: &str) -> String {
        let at = at.trim_end_matches("index.html");
        let at = at.strip_suffix(".html").unwrap_or(at);
        if at.starts_with('/') {
            if self.ways.keys.rooted {
                return clean(at);
            }
            // Where documentation is served below a path, its pages speak of what is below that.
            let mounts = self.mounts.iter().filter(|mount| mount.pages && !mount.url.is_empty());
            // The first is its own, as in [`Site::address`].
            let mount = mounts
                .rev()
                .filter(|mount| super::is_below(path, &mount.folder))
                .max_by_key(|mount| mount.folder.as_str().len());
            let prefix = mount.map_or("", |mount| mount.url.as_str());
            return clean(&format!("{prefix}/{at}"));
        }
        if self.ways.keys.rooted {
            return clean(at);
        }
        clean(&format!("{}/{at}", folder(address)))
    }
}

/// The folder of an address.
fn folder(address: &str) -> &str {
    address.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `/01-a/02.b` as `/a/b`, and a page that is called like its folder as the folder: what Docusaurus does to names. Says
/// whether it became the folder.
fn unnumber(address: &mut String, is_index: bool) -> bool {
    let mut segments: Vec<&str> = address.split('/').skip(1).map(without_number).collect();
    let is_folder = !is_index
        && matches!(segments.as_slice(), [.., folder, page] if folder.eq_ignore_ascii_case(page));
    if is_folder {
        segments.pop();
    }
    *address = clean(&segments.join("/"));
    is_folder
}

/// `/A B/c.d` as `/a-b/cd`, with the punctuation in `kept` left as it is. An address that differs in case alone stays:
/// addresses of such sites are compared without case.
pub(super) fn slugged(address: &mut String, kept: &str) {
    let allowed = |c: &char| c.is_alphanumeric() || matches!(c, '/' | '-' | '_' | ' ');
    if address.chars().all(|c| c != ' ' && (allowed(&c) || kept.contains(c))) {
        return;
    }
    let slug = address.chars().filter(|c| allowed(c) || kept.contains(*c));
    *address = slug.collect::<String>().replace(' ', "-").to_lowercase();
}

/// `name` without the number in front that puts it in order.
pub(crate) fn without_number(name: &str) -> &str {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit());
    let plain = rest.trim_start_matches([' ', '-', '_', '.']);
    let numbered = rest.len() < name.len() && plain.len() < rest.len() && !plain.is_empty();
    // `2024-01-02-news` is a date, `7.x` a version.
    let other = rest.trim_start_matches(['-', '_', '.']).starts_with(|c: char| c.is_ascii_digit());
    if numbered && !other { plain } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Profile;

    fn at(profile: &str, path: &str, meta: &str) -> (Option<String>, Vec<String>) {
        let profile = Profile::named(profile).unwrap();
        let site = (profile.assume)(profile, RelPath::root());
        let path = RelPath::new(path).unwrap();
        let served = site.served(&path, Some((FrontMatterKind::Yaml, meta)));
        (served.at.map(Into::into), served.also.into_iter().map(Into::into).collect())
    }

    #[test]
    fn pages_say_where_they_are() {
        let own = |text: &str| (Some(text.to_owned()), Vec::new());
        assert_eq!(at("docusaurus", "docs/a/b.md", "slug: /x/"), own("/docs/x"));
        assert_eq!(at("docusaurus", "docs/a/b.md", "slug: y"), own("/docs/a/y"));
        assert_eq!(at("docusaurus", "docs/a/b.md", "id: y"), own("/docs/a/y"));
        assert_eq!(at("docusaurus", "docs/01-a/02-b.md", ""), own("/docs/a/b"));
        assert_eq!(at("docusaurus", "docs/a/a.md", ""), own("/docs/a"));
        assert_eq!(at("docusaurus", "docs/a/b.md", "title: x"), (None, Vec::new()));
        assert_eq!(at("hugo", "content/a/b.md", "url: /c/"), own("/c"));
        assert_eq!(at("hugo", "content/a/b.md", "slug: c"), own("/a/c"));
        assert_eq!(at("hugo", "content/a/b/index.md", "slug: c"), own("/a/c"));
        assert_eq!(at("hugo", "content/a/_index.md", "slug: c"), (None, Vec::new()));
        assert_eq!(at("hugo", "content/A b/v1.0.md", ""), own("/a-b/v1.0"));
        assert_eq!(at("starlight", "src/content/docs/A b/v1.0.md", ""), own("/a-b/v10"));
        let (own, also) = at("hugo", "content/a/b.md", "aliases: [/old/, older]");
        assert_eq!((own, also), (None, vec!["/old".to_owned(), "/a/older".to_owned()]));
        let (own, also) = at("jekyll", "a/b.md", "permalink: /p.html\nredirect_from: /q");
        assert_eq!((own.as_deref(), also), (Some("/p"), vec!["/q".to_owned()]));
    }
}
