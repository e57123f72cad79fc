//! What can be wrong with a configuration file: always with the place in it.

use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

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

/// "did you mean" with the one of `known` that is nearest to `unknown`, or all of them.
pub(super) fn did_you_mean<'a>(
    unknown: &str,
    known: impl Iterator<Item = &'a str>,
) -> Option<String> {
    let known: Vec<&str> = known.collect();
    let nearest = known.iter().max_by(|a, b| {
        strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b))
    })?;
    if strsim::jaro_winkler(unknown, nearest) > 0.7 {
        return Some(format!("did you mean `{nearest}`?"));
    }
    Some(format!("there are: {}", known.join(", ")))
}
