//! What can be wrong with a configuration file: always with the place in it.

use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::near::did_you_mean;

/// The file that is being read.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) name: String,
    pub(super) text: Arc<str>,
}

/// A configuration file that cannot be used.
#[derive(Debug, Error, Diagnostic)]
#[error("{message}")]
pub struct ConfigError {
    message: String,
    #[help]
    help: Option<String>,
    #[label("here")]
    at: Option<SourceSpan>,
    #[source_code]
    text: NamedSource<Arc<str>>,
}

impl ConfigError {
    pub(super) fn new(
        message: impl Into<String>,
        help: Option<String>,
        at: Option<Range<usize>>,
        source: &Source,
    ) -> Box<Self> {
        let text = NamedSource::new(&source.name, Arc::clone(&source.text));
        Box::new(Self { message: message.into(), help, at: at.map(SourceSpan::from), text })
    }

    /// What the TOML reader says, with the nearest key that exists for one that does not: one that the reader knows, or
    /// one of `others`.
    pub(super) fn from_toml(
        error: &toml::de::Error,
        others: &[&str],
        source: &Source,
    ) -> Box<Self> {
        let message = error.message();
        // Serde names the unknown key and then those that it knows, each between backticks.
        let mut names = message.split('`').skip(1).step_by(2);
        let unknown = message.starts_with("unknown").then(|| names.next()).flatten();
        let help =
            unknown.and_then(|unknown| did_you_mean(unknown, names.chain(others.iter().copied())));
        let message = match unknown {
            Some(unknown) => format!("unknown key or value `{unknown}`"),
            None => message.to_owned(),
        };
        Self::new(message, help, error.span(), source)
    }
}
