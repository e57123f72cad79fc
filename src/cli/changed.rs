//! What a change does to links: `--changed`.
//!
//! The pages that were read are compared with what git has of them. No git command is used that looks at the work tree, for that
//! may run programs which the repository names (filters).

use std::collections::{BTreeSet, HashMap};

use super::error::CliError;
use super::session::Session;
use crate::base::path::RelPath;
use crate::base::url::{Class, split};
use crate::corpus::Edited;
use crate::doc::Format;
use crate::engine::{Change, Engine};
use crate::sys::git;

/// What has changed since `base`: the merge base of it and HEAD, or HEAD where it is empty.
pub(super) fn find(session: &Session, base: &str) -> Result<Edited, CliError> {
    let root = &session.root;
    let commit = git::base(root, base).map_err(|(why, help)| CliError::Git { why, help })?;
    let cannot =
        |why| CliError::Git { why, help: "check everything, without --changed".to_owned() };
    let files = git::files_at(root, &commit).map_err(cannot)?;
    let files: HashMap<RelPath, String> = files
        .into_iter()
        .filter_map(|(path, blob)| Some((RelPath::new(&path)?, blob)))
        .filter(|(path, _)| Format::of_extension(path.extension()).is_some())
        .collect();
    let view = session.engine.view();
    let pages = view.snapshot().pages();
    let external = |url: &str| split(url).class == Class::External;
    let mut edited = Edited::default();
    // Pages with external links are compared; of those that are gone links may have moved.
    let mut old: Vec<(&RelPath, &String)> = Vec::new();
    let mut here = BTreeSet::new();
    for (_, page) in &pages {
        here.insert(&page.path);
        if !page.checked || page.doc.links.iter().all(|link| !external(&link.url)) {
            continue;
        }
        match files.get_key_value(&page.path) {
            Some(file) => old.push(file),
            None => {
                edited.pages.insert(page.path.clone());
            }
        }
    }
    let mut gone: Vec<_> = files.iter().filter(|(path, _)| !here.contains(path)).collect();
    gone.sort();
    old.extend(gone);
    let blobs: Vec<&str> = old.iter().map(|(_, blob)| blob.as_str()).collect();
    let texts = git::blobs(root, &blobs).map_err(cannot)?;
    let mut before = Vec::new();
    for ((path, _), bytes) in old.into_iter().zip(texts) {
        let Some(bytes) = bytes else { continue };
        let known = view.snapshot().page(path).map(|(id, _)| id);
        if known.is_some_and(|id| view.holds(id, &bytes)) {
            continue;
        }
        if known.is_some() {
            edited.pages.insert(path.clone());
        }
        before.push(Change::Page { path: path.clone(), bytes, checked: false });
    }
    let mut earlier = Engine::new(session.config.settings.clone());
    earlier.apply(before);
    let earlier = earlier.view();
    for (_, page) in earlier.snapshot().pages() {
        let links = page.doc.links.iter().map(|link| &*link.url);
        edited.before.extend(links.filter(|url| external(url)).map(Box::from));
    }
    Ok(edited)
}
