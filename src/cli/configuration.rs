//! The files that the configuration is in, read.

use std::collections::BTreeMap;
use std::path::Path;

use super::args::Corpus;
use super::error::CliError;
use super::sites::OnDisk;
use super::{Environment, network};
use crate::base::path::RelPath;
use crate::config::{self, Config, FILE_NAME, FileText};
use crate::doc::{DIALECTS, Dialect};
use crate::site::{Disk, PROFILES, Profile};
use crate::sys::{self, read};

/// The configuration at the root, or the one that was asked for; without the latter those in the folders `nested` too.
pub(super) fn configuration(
    corpus: &Corpus,
    root: &Path,
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
            let own = root.join(FILE_NAME).symlink_metadata().is_ok().then(RelPath::root);
            for folder in own.iter().chain(nested) {
                files.push(in_tree(root, folder)?);
            }
        }
    }
    // What a configuration names is in the corpus too: errors show lines of it.
    let disk = OnDisk { root, listed: &BTreeMap::new() };
    let mut config = config::load_all(files, &|path| disk.read(path))?;
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

/// The configuration in `folder`. What a repository brings along may not point at the rest of the disk: errors show
/// lines of it.
fn in_tree(root: &Path, folder: &RelPath) -> Result<FileText, CliError> {
    let path = folder.child(FILE_NAME);
    let file = sys::absolute(root, &path);
    if !file.canonicalize().is_ok_and(|place| place.starts_with(root)) {
        let why = "it is a link that leads out of the corpus".to_owned();
        return Err(CliError::unreadable(&file, why));
    }
    Ok(FileText { name: path.to_string(), folder: folder.clone(), text: text_of(&file)? })
}

fn text_of(file: &Path) -> Result<String, CliError> {
    let bytes = read::file(file).map_err(|why| CliError::unreadable(file, why))?;
    let text = String::from_utf8(bytes);
    text.map_err(|_| CliError::unreadable(file, "it is not UTF-8".to_owned()))
}
