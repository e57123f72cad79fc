//! Why a command cannot run.

use std::io;
use std::path::Path;

use miette::Diagnostic;
use thiserror::Error;

use crate::base::near::did_you_mean;
use crate::config::ConfigError;
use crate::lint::{RULES, families, peers};

/// Why a command cannot run; each says what to do next.
#[derive(Debug, Error, Diagnostic)]
pub(super) enum CliError {
    #[error("there is no `{0}`")]
    #[diagnostic(help("paths are relative to the current folder"))]
    NoSuchPath(String),
    #[error("`{path}` lies outside of the root `{root}`")]
    #[diagnostic(help("name a folder that holds both with --root"))]
    OutsideRoot { path: String, root: String },
    #[error("no pages found in {0}")]
    #[diagnostic(help(
        "pages end in .md, .markdown, .mdown, .mkd, .mdx, .html or .htm, and are neither hidden, excluded nor ignored by git"
    ))]
    NoPages(String),
    #[error("cannot read `{path}`: {why}")]
    Unreadable { path: String, why: String },
    #[error("cannot write `{path}`: {error}")]
    #[diagnostic(help("the report was written to standard error instead"))]
    Output { path: String, error: io::Error },
    #[error("cannot write `{path}`: {error}")]
    #[diagnostic(help("a configuration that is there already stays as it is"))]
    NotWritten { path: String, error: io::Error },
    #[error("cannot write `{path}`: {error}")]
    NotStarted {
        path: String,
        error: io::Error,
        #[help]
        help: String,
    },
    #[error("cannot take over `{path}`: {why}")]
    #[diagnostic(help("repair it, or start without it: `guidepost init`"))]
    NotMigrated { path: String, why: String },
    #[error("cannot write `{path}`: {error}")]
    NotExported { path: String, error: io::Error },
    #[error("`{path}` is no export of answers: there is none in its {lines}")]
    #[diagnostic(help(
        "`guidepost cache export FILE` writes one; the file of the cache itself is none"
    ))]
    NotImported { path: String, lines: String },
    #[error("cannot use the cache in `{folder}`: {why}")]
    #[diagnostic(help(
        "GUIDEPOST_CACHE_DIR names another folder; a check with --no-cache needs none"
    ))]
    Cache { folder: String, why: String },
    #[error("cannot tell what has changed: {why}")]
    Git {
        why: String,
        #[help]
        help: String,
    },
    #[error("`{page}` cannot be of all its page types: {why}")]
    #[diagnostic(help(
        "let one extend the other, leave the page out of one with `exclude`, or see `guidepost types explain {page}`"
    ))]
    Contradiction { page: String, why: String },
    #[error("cannot use the baseline `{path}`: {why}")]
    #[diagnostic(help(
        "repair it, or remove it and write a new one with `guidepost baseline create`; `--no-config` checks without it"
    ))]
    Baseline { path: String, why: String },
    #[error("cannot compare with `{path}`: {why}")]
    #[diagnostic(help(
        "name a file that `guidepost check --format json --output FILE` has written"
    ))]
    Compare { path: String, why: String },
    #[error("unknown {what} `{name}`")]
    Unknown {
        what: &'static str,
        name: String,
        #[help]
        help: String,
    },
    #[error("{0}")]
    Usage(String),
    #[error("cannot ask external addresses: {0}")]
    #[diagnostic(help("check what is here with --offline"))]
    Network(String),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Config(#[from] Box<ConfigError>),
    #[error("cannot write the output: {0}")]
    Write(#[from] io::Error),
}

impl CliError {
    pub(super) fn unknown(what: &'static str, name: &str, known: &[&str]) -> Self {
        let help = did_you_mean(name, known.iter().copied()).unwrap_or_default();
        Self::Unknown { what, name: name.to_owned(), help }
    }

    pub(super) fn unknown_rule(name: &str) -> Self {
        let known: Vec<&str> =
            families().into_iter().chain(RULES.iter().map(|rule| rule.name)).collect();
        let help = match peers::of_markdownlint(name) {
            Some(peer) => {
                format!("what it finds in markdownlint, `{}` finds", peer.ours.join("`, `"))
            }
            // Sixty names help nobody.
            None => did_you_mean(name, known.into_iter())
                .filter(|help| help.ends_with('?'))
                .unwrap_or_else(|| "`guidepost rules` lists them".to_owned()),
        };
        Self::Unknown { what: "rule", name: name.to_owned(), help }
    }

    /// Git does not tell, for the reason `why`.
    pub(super) fn git(why: String, help: String) -> Self {
        // It works for nobody but the owner of a repository, such as the one that is mounted into a container.
        let others = why.split_once("dubious ownership in repository at '");
        let folder = others.and_then(|(_, folder)| folder.strip_suffix('\''));
        let help = folder.map_or(help, |folder| {
            format!(
                "if you trust whoever owns it: `git config --global --add safe.directory {folder}`"
            )
        });
        Self::Git { why, help }
    }

    pub(super) fn unreadable(path: &Path, why: String) -> Self {
        Self::Unreadable { path: path.display().to_string(), why }
    }
}
