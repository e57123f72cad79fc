//! `guidepost refs`.

use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::args::{ListFormat, Refs};
use super::configuration::without_pages;
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::path::{RelPath, split, stem_and_extension};
use crate::base::url::{self, Class, UrlKey};
use crate::engine::View;
use crate::report::{self, Standpoint, Wanted};
use crate::resolve;
use crate::sys;

pub(super) fn run(refs: &Refs, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let mut corpus = refs.listing.corpus.clone();
    if corpus.paths.is_empty() && corpus.files_from.is_none() {
        // Links from anywhere count, wherever the user is.
        corpus.paths = vec![without_pages(&corpus, env)?.0];
    }
    let session = Session::open(&corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let wanted = match published(&refs.page, &view, env) {
        Some(wanted) => wanted,
        None => wanted(&refs.page, &session.root, env)?,
    };
    let found = report::refs(&view, &wanted);
    let is_there = |path: &RelPath| sys::absolute(&session.root, path).exists();
    if wanted.url.is_none() && !wanted.path.as_ref().is_some_and(is_there) && found.is_empty() {
        return Err(nothing_like(&refs.page, &view, &session.standpoint(env)));
    }
    let standpoint = session.standpoint(env);
    let mut out = BufWriter::new(&mut *env.stdout);
    match refs.listing.format {
        ListFormat::Json => report::refs_json(&view, &wanted, &found, &mut out)?,
        ListFormat::Human => report::refs_human(&view, &wanted, &found, &standpoint, &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Clean)
}

/// What is at the address `page`: a page of a site of the corpus, there or not, or what somebody else has.
fn published(page: &Path, view: &View, env: &Environment<'_>) -> Option<Wanted> {
    let written = page.to_str()?;
    let parts = url::split(written);
    let is_url = parts.class == Class::External;
    let is_address = written.starts_with('/') && !env.cwd.join(page).exists();
    if !is_url && !is_address {
        return None;
    }
    let wanted = |path: RelPath| Wanted {
        folder: view.snapshot().tree().is_listed(&path),
        path: Some(path),
        url: UrlKey::new(written),
        address: None,
        anchor: parts.fragment.map(|fragment| url::decode(fragment).into_owned()),
    };
    let (snapshot, sites) = (view.snapshot(), &view.settings().sites);
    // Any page of a site knows what is at its addresses.
    let mut asked: Vec<&RelPath> = Vec::new();
    let mut gone = None;
    for (_, file) in snapshot.pages().into_iter().filter(|(_, file)| file.checked) {
        let from = resolve::Page::new(file, snapshot, sites);
        if asked.contains(&&from.site.home) {
            continue;
        }
        asked.push(&from.site.home);
        let own = if is_url { from.site.own_path(written) } else { Some(written) };
        let led = resolve::lead(own.unwrap_or(written), &from);
        if let Some(path) = led.found {
            return Some(wanted(path));
        }
        let inner = own.filter(|_| is_url).map(|own| url::split(own).path);
        let address = |path| {
            let address = from.site.without_base(path).trim_matches('/');
            address.strip_suffix(".html").unwrap_or(address).to_owned()
        };
        gone = gone.or(inner.map(address));
    }
    let elsewhere = Wanted { path: None, folder: false, address: gone, ..wanted(RelPath::root()) };
    is_url.then_some(elsewhere)
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
    if path.as_os_str().is_empty() {
        let why = format!("name the page, too: `refs PAGE{written}`");
        return Err(CliError::Usage(why));
    }
    let absolute = cwd.join(&path);
    let path =
        if absolute == root { Some(RelPath::root()) } else { sys::relative(root, &absolute) };
    let path = path.ok_or_else(|| CliError::OutsideRoot {
        path: page.display().to_string(),
        root: root.display().to_string(),
    })?;
    let (url, address) = (None, None);
    Ok(Wanted { path: Some(path), url, address, anchor, folder: absolute.is_dir() })
}

/// The error for a page that neither is there nor is linked to, with the file that may have been meant.
fn nothing_like(page: &Path, view: &View, standpoint: &Standpoint) -> CliError {
    let written = page.display().to_string();
    let name = written.split('#').next().unwrap_or_default().replace('\\', "/");
    let help = nearest(&name, view, standpoint).map(|file| format!("did you mean `{file}`?"));
    let help = help.unwrap_or_else(|| "paths are relative to the current folder".to_owned());
    CliError::Unknown { what: "page", name: written, help }
}

/// The file whose own name is most like that of `name`, and of those with the same one whose path is.
fn nearest(name: &str, view: &View, standpoint: &Standpoint) -> Option<String> {
    /// How alike names must be, extensions left out.
    const ALIKE: f64 = 0.85;
    let stem = |path: &str| stem_and_extension(split(path).1).0.to_lowercase();
    let wanted = stem(name);
    let files = view.snapshot().tree().files().into_iter().map(|path| standpoint.shown(&path));
    let alike = |file: &str| strsim::jaro_winkler(&wanted, &stem(file));
    let rated = files.map(|file| (alike(&file), strsim::jaro_winkler(name, &file), file));
    let best = rated.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)))?;
    (best.0 > ALIKE).then_some(best.2)
}
