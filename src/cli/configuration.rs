//! The files that the configuration is in, read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::args::Corpus;
use super::error::CliError;
use super::session;
use super::sites::Seen;
use super::{Environment, network, note};
use crate::base::path::{Kind, RelPath};
use crate::config::{self, Config, FILE_NAME, FileText};
use crate::doc::{DIALECTS, Dialect};
use crate::engine::View;
use crate::site::{Disk, PROFILES, Profile};
use crate::sys::files::{Disk as OnDisk, Files};
use crate::sys::read;

/// The configuration at the root, or the one that was asked for; without the latter those in the folders `nested` too.
pub(super) fn configuration(
    corpus: &Corpus,
    root: &Path,
    disk: &dyn Files,
    nested: &[RelPath],
    env: &mut Environment<'_>,
) -> Result<Config, CliError> {
    let mut files: Vec<FileText> = Vec::new();
    match &corpus.config {
        _ if corpus.no_config => {}
        Some(file) => {
            let (folder, text) = (RelPath::root(), text_of(&env.cwd.join(file))?);
            files.push(FileText { name: file.display().to_string(), folder, text });
        }
        None => {
            let own =
                disk.kind(&RelPath::new(FILE_NAME).unwrap_or_default()).map(|_| RelPath::root());
            for folder in own.iter().chain(nested) {
                files.extend(in_tree(disk, folder)?);
            }
        }
    }
    // What a configuration names is in the corpus too: errors show lines of it.
    let listed = BTreeMap::new();
    let seen = Seen::new(disk, &listed);
    let mut config = config::load_all(files, &|path| seen.read(path))?;
    // Whoever controls the pages controls what lies among them.
    let outside = corpus.config.as_ref().and_then(|file| env.cwd.join(file).canonicalize().ok());
    config.external_trusted &= outside.is_some_and(|place| !place.starts_with(root));
    if !config.external_trusted {
        network::distrust(&mut config.external, env);
    }
    if let Some(name) = &corpus.profile {
        let names: Vec<&str> = PROFILES.iter().map(|profile| profile.name).collect();
        let profile = Profile::named(name);
        config.profile = Some(profile.ok_or_else(|| CliError::unknown("profile", name, &names))?);
    }
    if let Some(name) = &corpus.dialect {
        let names: Vec<&str> = DIALECTS.iter().map(|dialect| dialect.name).collect();
        let dialect = Dialect::named(name);
        config.settings.dialect =
            Some(dialect.ok_or_else(|| CliError::unknown("dialect", name, &names))?);
        config.settings.folder_dialects.clear();
    }
    Ok(config)
}

/// The root of the corpus and its configuration, without reading pages.
pub(super) fn without_pages(
    corpus: &Corpus,
    env: &mut Environment<'_>,
) -> Result<(PathBuf, Config), CliError> {
    let root = session::root(corpus, &[], env)?;
    let config = configuration(corpus, &root, &OnDisk::new(root.clone()), &[], env)?;
    Ok((root, config))
}

/// The configuration in `folder`, if there is one. What a repository brings along may not point at the rest of the disk:
/// errors show lines of it.
fn in_tree(disk: &dyn Files, folder: &RelPath) -> Result<Option<FileText>, CliError> {
    let path = folder.child(FILE_NAME);
    let unreadable =
        |why: &str| CliError::Unreadable { path: path.to_string(), why: why.to_owned() };
    match disk.kind(&path) {
        None => return Ok(None),
        Some(Kind::BadLink | Kind::Outside) => {
            return Err(unreadable("it is a link that leads out of the corpus, or nowhere"));
        }
        Some(_) => {}
    }
    let bytes = disk.read(&path).map_err(|why| unreadable(&why))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable("it is not UTF-8"))?;
    Ok(Some(FileText { name: path.to_string(), folder: folder.clone(), text }))
}

fn text_of(file: &Path) -> Result<String, CliError> {
    let bytes = read::file(file).map_err(|why| CliError::unreadable(file, why))?;
    let text = String::from_utf8(bytes);
    text.map_err(|_| CliError::unreadable(file, "it is not UTF-8".to_owned()))
}

/// Say what the configurations of generators keep to themselves, unless the user has said it.
pub(super) fn say_unread(config: &Config, env: &mut Environment<'_>) {
    for site in config.settings.sites.all().iter().filter(|site| !site.brought.is_empty()) {
        let (titles, verb) =
            (site.brought.join("`, `"), if site.brought.len() == 1 { "brings" } else { "bring" });
        let file = site.home.child("mkdocs.yml");
        let what = format!("what `{titles}` {verb} in when the site is built is not here");
        note(env, &format!("{file}: {what}: links into it are not checked"));
    }
    if config.site.url.is_some() || !config.site.routes.is_empty() {
        return;
    }
    for unread in config.settings.sites.all().iter().filter_map(|site| site.unread.as_ref()) {
        let (keys, instead) = (unread.keys.join("`, `"), unread.instead().join(", "));
        let what = format!("{}: only the program knows `{keys}`", unread.file);
        note(
            env,
            &format!("{what}; where that matters, say it in guidepost.toml: [site] {instead}"),
        );
    }
}

/// Say which globs of the configuration are of no page, where `view` holds all pages.
pub(super) fn say_idle(config: &Config, view: &View, env: &mut Environment<'_>) {
    const MOST: usize = 5;
    if config.globs.is_empty() || !config.settings.covered.contains(&RelPath::root()) {
        return;
    }
    let snapshot = view.snapshot();
    let pages = snapshot.pages();
    let names =
        |folder: &RelPath| snapshot.tree().entries(folder).into_keys().map(str::to_owned).collect();
    let paths = || pages.iter().map(|(_, page)| &page.path);
    let idle: Vec<String> =
        config.globs.iter().filter_map(|glob| glob.idle(paths(), names)).collect();
    for glob in idle.iter().take(MOST) {
        note(env, glob);
    }
    if let Some(more) = idle.len().checked_sub(MOST).filter(|more| *more > 0) {
        note(env, &format!("no page is in {more} more globs of the configuration"));
    }
}
