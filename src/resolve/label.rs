//! Destinations that are no paths: what any page of a site, or a program, may define.

use super::Page;
use super::assets::is_asset;
use crate::base::path::Kind;
use crate::corpus::Lookup;
use crate::doc::Format;

/// May `written` be a label and no path? It has no extension of a file, and starts with no folder that is there.
pub(super) fn may_be_label(written: &str, page: &Page<'_>) -> bool {
    let name = written.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_file = Format::of_extension(extension).is_some()
        || is_asset(extension)
        || page.site.extensions().any(|known| known == extension);
    if is_file || name.is_empty() || written.starts_with(['/', '.']) {
        return false;
    }
    let folder = written.split_once('/').map(|(folder, _)| folder);
    let is_there = |folder: &str| {
        let path = page.file.path.parent().child(folder);
        page.snapshot.tree.lookup(&path) == Lookup::Found(Kind::Dir)
    };
    !folder.is_some_and(is_there)
}
