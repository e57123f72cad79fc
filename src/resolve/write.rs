//! How a page would write a link to a file: the reverse of resolving, and proven by it.

use super::{Asked, Page, Status, lookup};
use crate::base::path::RelPath;
use crate::base::url;
use crate::doc::Format;
use crate::site::{Serve, Site};

/// Write `target` as a destination in `page`, in the manner of `like`. `raw` says that it is to stand in raw HTML.
/// `None` when nothing that could be written leads there.
pub fn destination(target: &RelPath, page: &Page<'_>, like: &str, raw: bool) -> Option<String> {
    let plain = by_path(target, &page.file.path, like);
    if page.site.ways.serve == Serve::Files && page.site.mounts.len() == 1 {
        return Some(plain);
    }
    let path_end = like.find(['?', '#']).unwrap_or(like.len());
    let name = like[..path_end].trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let has_extension = name.contains('.');
    let mut attempts = addresses(target, page, &like[..path_end]);
    // Who wrote a path to a file gets one, who wrote an address an address.
    if has_extension && !like.starts_with('/') {
        attempts.insert(0, plain);
    } else {
        attempts.push(plain);
    }
    let proven = attempts.iter().find(|attempt| leads_to(attempt, target, page, raw)).cloned();
    // What the contents of a book do not list yet has no address, but that is what was renamed.
    proven.or_else(|| attempts.into_iter().next().filter(|_| page.site.leaves_out(target)))
}

fn leads_to(written: &str, target: &RelPath, page: &Page<'_>, raw: bool) -> bool {
    let found = lookup::path(&url::split(written), raw, page, &mut Asked::default());
    found.status == Status::Ok && found.detour.is_none() && found.found.as_ref() == Some(target)
}

/// The path `target` as it is written in the page `from`: from the root, or with a leading `./`, where `like` is.
fn by_path(target: &RelPath, from: &RelPath, like: &str) -> String {
    if like.starts_with('/') {
        return format!("/{}", url::encode_path(target.as_str()));
    }
    let written = url::encode_path(&target.relative_to(&from.parent()));
    let dotted = like.starts_with("./") && !written.starts_with('.');
    if dotted { format!("./{written}") } else { written }
}

/// `target` as an address: relative, and from the root of the host; first the kind that `like` is.
fn addresses(target: &RelPath, page: &Page<'_>, like: &str) -> Vec<String> {
    let (site, snapshot) = (page.site, page.snapshot);
    let claimed = snapshot.page(target).and_then(|(_, page)| page.served.at.as_deref());
    let is_page = Format::of_extension(target.extension()).is_some();
    let address = match claimed.map(str::to_owned) {
        Some(claimed) => Some(claimed),
        None if is_page => own_address(target, site, like),
        None => asset(target, page),
    };
    let Some(address) = address else { return Vec::new() };
    let html = url::split(like).path.rsplit_once('.').is_some_and(|(_, end)| end == "html");
    let ending = if html && is_page && !site.is_index(target) {
        ".html"
    } else if like.ends_with('/') && is_page {
        "/"
    } else {
        ""
    };
    let rooted = format!("{}{}{ending}", site.base, url::encode(&address));
    let rooted = if rooted.is_empty() { "/".to_owned() } else { rooted };
    let relative = page.folder_address().and_then(|folder| {
        let (folder, to) = (RelPath::new(&folder)?, RelPath::new(&address)?);
        let written = url::encode_path(&to.relative_to(&folder));
        let dotted = like.starts_with("./") && !written.starts_with('.');
        Some(format!("{}{written}{ending}", if dotted { "./" } else { "" }))
    });
    let mut attempts: Vec<String> = relative.into_iter().collect();
    attempts.insert(if like.starts_with('/') { 0 } else { attempts.len() }, rooted);
    attempts
}

/// The address of the page `target`: of several the one that starts most like the path `like`, if that is from the root.
fn own_address(target: &RelPath, site: &Site, like: &str) -> Option<String> {
    let own = site.address(target);
    if !like.starts_with('/') {
        return own;
    }
    let like = site.without_base(like);
    let shared = |address: &String| {
        let pairs = address.split('/').zip(like.split('/'));
        pairs.take_while(|(own, like)| own == like).count()
    };
    // `max_by_key` takes the last of equals.
    site.addresses(target).chain(own).max_by_key(shared)
}

/// The address of a file that is served as it is.
fn asset(target: &RelPath, page: &Page<'_>) -> Option<String> {
    let mounts = page.site.mounts.iter();
    let below = mounts.filter(|mount| crate::site::is_below(target, &mount.folder));
    let mount = below.max_by_key(|mount| mount.folder.as_str().len())?;
    Some(format!("{}/{}", mount.url, target.relative_to(&mount.folder)))
}
