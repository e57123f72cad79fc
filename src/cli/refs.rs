//! `guidepost refs`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::args::{ListFormat, Refs};
use super::configuration::without_pages;
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::path::RelPath;
use crate::report::{self, Wanted};
use crate::sys;

pub(super) fn run(refs: &Refs, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let mut corpus = refs.listing.corpus.clone();
    if corpus.paths.is_empty() && corpus.files_from.is_none() {
        // Links from anywhere count, wherever the user is.
        corpus.paths = vec![without_pages(&corpus, env)?.0];
    }
    let session = Session::open(&corpus, &[], env, |_| Ok(()))?;
    let wanted = wanted(&refs.page, &session.root, env)?;
    let view = session.engine.view();
    let found = report::refs(&view, &wanted);
    let there = sys::absolute(&session.root, &wanted.path).exists();
    if !there && found.is_empty() {
        return Err(CliError::NoSuchPath(refs.page.display().to_string()));
    }
    let standpoint = session.standpoint(env);
    let mut out = BufWriter::new(&mut *env.stdout);
    match refs.listing.format {
        ListFormat::Json => report::refs_json(&view, &wanted, &found, &mut out)?,
        ListFormat::Human => report::refs_human(&view, &found, &standpoint, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// The place that `page` names, seen from the current folder. A `#` may be part of a name: then the file is there.
fn wanted(page: &Path, root: &Path, env: &Environment<'_>) -> Result<Wanted, CliError> {
    let cwd = env.cwd.canonicalize().unwrap_or_else(|_| env.cwd.clone());
    let written = page.to_string_lossy();
    let (path, anchor) = match written.split_once('#') {
        Some((path, anchor)) if !cwd.join(page).exists() => {
            (PathBuf::from(path), Some(crate::base::url::decode(anchor).into_owned()))
        }
        _ => (page.to_owned(), None),
    };
    let absolute = cwd.join(&path);
    let path =
        if absolute == root { Some(RelPath::root()) } else { sys::relative(root, &absolute) };
    let path = path.ok_or_else(|| CliError::OutsideRoot {
        path: page.display().to_string(),
        root: root.display().to_string(),
    })?;
    Ok(Wanted { path, anchor, folder: absolute.is_dir() })
}
