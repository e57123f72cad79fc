//! markdown-link-check: its JSON configuration, as of version 3.14.

use serde_json::Value;

use super::Way::{Elsewhere, Lost, Needless, Take};
use super::{Migration, Way, each, lychee, max_retries, table, timeout, words};

const WAYS: &[(&str, Way)] = &[
    ("aliveStatusCodes", Take(alive)),
    ("fallbackRetryDelay", Needless("what a host says of when to come back is heeded")),
    (
        "httpHeaders",
        Elsewhere(
            "secrets stand in no file of a repository: `--header`, or `[external.headers]` in the configuration of whoever runs it",
        ),
    ),
    (
        "ignoreDisable",
        Lost(
            "its comments in pages count; unused-suppression finds guidepost's own that do nothing",
        ),
    ),
    ("ignorePatterns", Take(ignored)),
    ("projectBaseUrl", Needless("`/` is the root of the corpus, or of its site")),
    ("replacementPatterns", Take(replaced)),
    ("retryCount", Take(max_retries)),
    (
        "retryOn429",
        Needless("what a host says of when to come back is heeded, and 429 is no error"),
    ),
    ("showProgressBar", Needless("progress is shown at terminals only")),
    ("timeout", Take(timeout)),
];

/// Is `key` one that a configuration of markdown-link-check has?
pub(super) fn knows(key: &str) -> bool {
    WAYS.iter().any(|(known, _)| *known == key)
}

pub(super) fn read(name: &str, text: &str, out: &mut Migration) -> Result<(), String> {
    each(&table(name, text)?, "", WAYS, out);
    Ok(())
}

/// The entries of a list of patterns, each with its expression.
fn entries(value: &Value) -> impl Iterator<Item = (&Value, Option<&str>)> {
    let list = value.as_array().into_iter().flatten();
    list.map(|entry| (entry, entry["pattern"].as_str().or(entry.as_str())))
}

fn ignored(key: &str, value: &Value, out: &mut Migration) {
    for (entry, pattern) in entries(value) {
        match pattern {
            Some(pattern) => lychee::not_asked(&format!("{key} {pattern:?}"), pattern, out),
            None => out.lost(&format!("{key} {entry}"), "it has no `pattern`"),
        }
    }
}

fn replaced(key: &str, value: &Value, out: &mut Migration) {
    for (entry, pattern) in entries(value) {
        let (Some(from), Some(to)) = (pattern, entry["replacement"].as_str()) else {
            out.lost(&format!("{key} {entry}"), "it has no `pattern` or no `replacement`");
            continue;
        };
        let key = format!("{key} {from:?}");
        let to = to.replace("{{BASEURL}}", "");
        if from.trim_start_matches('^') == to {
            out.needless(&key, "`/` is the root of the corpus, or of its site");
        } else if entry["global"] == Value::Bool(true) {
            out.lost(&key, "[site.remap] replaces what is found first, not everything");
        } else {
            lychee::remapped(&key, from, &to, out);
        }
    }
}

fn alive(key: &str, value: &Value, out: &mut Migration) {
    for word in words(value) {
        lychee::status(&format!("{key} {word}"), &word, out);
    }
}
