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
            None => in_plain_words(message),
        };
        let brackets = || match message.strip_prefix("here belongs a list, not a ")? {
            "table" => Some("write two brackets around the name of each: `[[…]]`".to_owned()),
            _ => Some("write it between brackets: `[…]`".to_owned()),
        };
        let help = help.or_else(brackets);
        Self::new(message, help, error.span(), source)
    }
}

/// What serde says of a value, for people who know TOML and not serde.
fn in_plain_words(message: &str) -> String {
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("the key {key} is missing");
    }
    match message {
        "wanted string or table" => return "here belongs a text".to_owned(),
        "duplicate key" => return "this key stands here twice".to_owned(),
        _ => {}
    }
    let of = |kind: &str| message.strip_prefix(kind)?.split_once(", expected ");
    if let Some((found, wanted)) = of("invalid type: ") {
        return format!("here belongs {}, not {}", kind(wanted), kind(found));
    }
    if let Some((found, wanted)) = of("invalid value: ") {
        let found = found.split_once(' ').map_or(found, |(_, value)| value);
        return format!("here belongs {}, which {found} is not", kind(wanted));
    }
    message.to_owned()
}

/// What TOML calls the kind of value that serde names with these words.
fn kind(serde: &str) -> &str {
    const KINDS: [(&str, &str); 13] = [
        ("a sequence", "a list"),
        ("sequence", "a list"),
        ("a map", "a table"),
        ("map", "a table"),
        ("struct ", "a table"),
        ("a string", "a text"),
        ("string", "a text"),
        ("a boolean", "`true` or `false`"),
        ("boolean", "`true` or `false`"),
        ("integer", "a number"),
        ("floating point", "a number with a fraction"),
        ("i64", "a number"),
        ("u", "a number from 0 up"),
    ];
    let known = KINDS.iter().find(|(start, _)| serde.starts_with(start));
    known.map_or(serde, |(_, kind)| kind)
}
