//! What the user named: files, folders, and the root around them.

use std::path::{Path, PathBuf};

use crate::base::path::RelPath;
use crate::cli::Environment;
use crate::cli::args::Corpus;
use crate::cli::error::CliError;
use crate::config::FILE_NAME;
use crate::site;
use crate::sys::{self, files, read, walk};

/// Paths from the command line, found.
pub(super) struct Found {
    /// Folders, absolute.
    pub(super) folders: Vec<PathBuf>,
    /// Files, absolute.
    pub(super) files: Vec<PathBuf>,
    /// Folders of sources, absolute.
    pub(super) sources: Vec<PathBuf>,
    /// Read standard input.
    pub(super) stdin: bool,
}

/// The same, below the root.
#[derive(Debug, Clone, Default)]
pub(super) struct Scope {
    pub(super) folders: Vec<RelPath>,
    pub(super) files: Vec<RelPath>,
    pub(super) sources: Vec<RelPath>,
}

impl Scope {
    /// What was found, below `root`.
    pub(super) fn new(found: &Found, root: &Path) -> Result<Self, CliError> {
        Ok(Self {
            folders: found.folders.iter().filter_map(|it| files::within(root, it)).collect(),
            files: found.files.iter().map(|it| below(root, it)).collect::<Result<_, _>>()?,
            sources: found.sources.iter().filter_map(|it| files::within(root, it)).collect(),
        })
    }

    /// All of it, and the root.
    pub(super) fn tops(&self) -> Vec<RelPath> {
        let named = self.folders.iter().chain(&self.files);
        named.cloned().chain([RelPath::root()]).collect()
    }
}

/// `path` below the root.
pub(super) fn below(root: &Path, path: &Path) -> Result<RelPath, CliError> {
    sys::relative(root, path).ok_or_else(|| CliError::OutsideRoot {
        path: path.display().to_string(),
        root: root.display().to_string(),
    })
}

/// Find what the command line names.
pub(super) fn find(
    corpus: &Corpus,
    sources: &[PathBuf],
    env: &mut Environment<'_>,
) -> Result<Found, CliError> {
    let mut paths = corpus.paths.clone();
    if let Some(list) = &corpus.files_from {
        let read = match list.as_os_str().to_str() {
            Some("-") => read::stream(env.stdin),
            _ => read::named(&env.cwd.join(list)),
        };
        let bytes = read.map_err(|why| CliError::unreadable(list, why))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        paths.extend(text.lines().filter(|line| !line.is_empty()).map(PathBuf::from));
        if paths.is_empty() {
            return Err(CliError::NoPages(format!("`{}`, which names no path", list.display())));
        }
    }
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    let mut found =
        Found { folders: Vec::new(), files: Vec::new(), sources: Vec::new(), stdin: false };
    for path in sources {
        let absolute = env.cwd.join(path).canonicalize();
        found.sources.push(absolute.map_err(|_| CliError::NoSuchPath(path.display().to_string()))?);
    }
    for path in paths {
        if path.as_os_str() == "-" {
            found.stdin = true;
            continue;
        }
        let given = env.cwd.join(&path);
        let absolute =
            given.canonicalize().map_err(|_| CliError::NoSuchPath(path.display().to_string()))?;
        if absolute.is_dir() { found.folders.push(absolute) } else { found.files.push(absolute) }
    }
    Ok(found)
}

/// The root of the corpus.
pub(in crate::cli) fn root(
    corpus: &Corpus,
    sources: &[PathBuf],
    env: &mut Environment<'_>,
) -> Result<PathBuf, CliError> {
    root_of(corpus, &find(corpus, sources, env)?, env)
}

/// The root around `found`.
pub(super) fn root_of(
    corpus: &Corpus,
    found: &Found,
    env: &Environment<'_>,
) -> Result<PathBuf, CliError> {
    if let Some(root) = &corpus.root {
        let absolute = env.cwd.join(root).canonicalize();
        return absolute.map_err(|_| CliError::NoSuchPath(root.display().to_string()));
    }
    let cwd = || env.cwd.canonicalize().unwrap_or_else(|_| env.cwd.clone());
    let parents = found.files.iter().filter_map(|file| file.parent());
    let folders = found.folders.iter().chain(&found.sources).map(PathBuf::as_path).chain(parents);
    let common = folders.map(Path::to_path_buf).reduce(|a, b| {
        a.ancestors()
            .find(|parent| b.starts_with(parent))
            .map_or_else(PathBuf::new, Path::to_path_buf)
    });
    Ok(walk::corpus_root(&common.unwrap_or_else(cwd), FILE_NAME, &site::MARKS))
}
