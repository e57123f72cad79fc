//! Findings that were there when somebody started to check, so that only new ones fail.
//!
//! A finding is known by its rule, its page and what it is about, and counted: no line number and no heading, so that edits around
//! it change nothing. One more of a kind is new, one fewer is to be taken out of the baseline, which so only shrinks.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::diag::{Datum, Diagnostic, Suppressed, Suppression};
use crate::engine::View;

/// The name of the file, beside the configuration of the root.
pub const FILE_NAME: &str = "guidepost-baseline.json";

/// Rises when a file means something else than before.
const VERSION: u32 = 1;

/// What one kind of finding in one page is known by. The order is that of the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    path: String,
    rule: String,
    about: String,
}

/// How many findings of each kind there may be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline(BTreeMap<Key, usize>);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOut {
    version: u32,
    findings: Vec<EntryOut>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryOut {
    path: String,
    rule: String,
    about: String,
    count: usize,
}

/// Findings held against a baseline.
#[derive(Debug, Default)]
pub struct Compared {
    /// What is new.
    pub new: Vec<Diagnostic>,
    /// What is known.
    pub known: Vec<Suppressed>,
    /// What the baseline holds and nobody found.
    pub gone: Vec<Gone>,
}

/// Findings that the baseline holds and that are no longer there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// The page that they were in.
    pub path: String,
    /// The rule that found them.
    pub rule: String,
    /// What they were about.
    pub about: String,
    /// How many of them are gone.
    pub count: usize,
}

impl Gone {
    /// What they are known by: their page, their rule and what they were about.
    pub fn kind(&self) -> (&str, &str, &str) {
        (&self.path, &self.rule, &self.about)
    }
}

impl Baseline {
    /// Read a file. `Err` says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let version = serde_json::from_str::<Version>(text).map_err(|error| error.to_string())?;
        if version.version > VERSION {
            return Err(format!(
                "it has version {}, which a later guidepost wrote",
                version.version
            ));
        }
        let file: FileOut = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut counts = BTreeMap::new();
        for EntryOut { path, rule, about, count } in file.findings {
            *counts.entry(Key { path, rule, about }).or_insert(0) += count;
        }
        Ok(Self(counts))
    }

    /// The file: a line for each kind of finding, sorted, so that branches merge line by line.
    pub fn write(&self) -> String {
        let entries = self.0.iter().filter(|(_, count)| **count > 0).map(|(key, &count)| {
            let Key { path, rule, about } = key.clone();
            // Strings and a number always have a JSON form.
            serde_json::to_string(&EntryOut { path, rule, about, count }).unwrap_or_default()
        });
        let lines: Vec<String> = entries.map(|entry| format!("\n    {entry}")).collect();
        let end = if lines.is_empty() { "" } else { "\n  " };
        format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{}{end}]\n}}\n", lines.join(","))
    }

    /// A baseline of `found`, but for links that could not be verified: these never fail.
    pub fn of(found: &[Diagnostic], view: &View) -> Self {
        let mut counts = BTreeMap::new();
        for found in found.iter().filter(|found| found.rule != "unverified-external") {
            *counts.entry(key(found, view)).or_insert(0) += 1;
        }
        Self(counts)
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Does it hold none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// This baseline with what `other` holds of pages and rules that `is_meant` accepts, and its own of others.
    #[must_use]
    pub fn replaced(&self, other: &Self, is_meant: &dyn Fn(&str, &str) -> bool) -> Self {
        let kept = self.0.iter().filter(|(key, _)| !is_meant(&key.path, &key.rule));
        let taken = other.0.iter().filter(|(key, _)| is_meant(&key.path, &key.rule));
        Self(kept.chain(taken).map(|(key, count)| (key.clone(), *count)).collect())
    }

    /// This baseline without what is `gone`.
    #[must_use]
    pub fn without(&self, gone: &[Gone]) -> Self {
        let mut left = self.clone();
        for Gone { path, rule, about, count } in gone {
            let key = Key { path: path.clone(), rule: rule.clone(), about: about.clone() };
            if let Some(held) = left.0.get_mut(&key) {
                *held = held.saturating_sub(*count);
            }
        }
        left.0.retain(|_, count| *count > 0);
        left
    }

    /// Tell new findings of `found` from known ones. `former` gives the names that the page at a path had before, the
    /// latest first; it is asked only when that matters.
    pub fn compare(
        &self,
        found: Vec<Diagnostic>,
        view: &View,
        former: &mut dyn FnMut(&str) -> Vec<String>,
    ) -> Compared {
        let mut left = self.0.clone();
        let mut take = |key: &Key| {
            let held = left.get_mut(key).filter(|held| **held > 0);
            held.map(|held| *held -= 1).is_some()
        };
        let keys: Vec<Key> = found.iter().map(|found| key(found, view)).collect();
        // What a page has under its own name comes first, so that no moved page takes it.
        let mut known: Vec<bool> = keys.iter().map(&mut take).collect();
        for (key, known) in keys.iter().zip(&mut known).filter(|(_, known)| !**known) {
            let mut names = former(&key.path).into_iter();
            *known = names.any(|path| take(&Key { path, ..key.clone() }));
        }
        let mut compared = Compared::default();
        for (diagnostic, known) in found.into_iter().zip(known) {
            if known {
                compared.known.push(Suppressed { diagnostic, by: Suppression::Baseline });
            } else {
                compared.new.push(diagnostic);
            }
        }
        let gone = left.into_iter().filter(|(_, count)| *count > 0);
        let gone = gone.map(|(Key { path, rule, about }, count)| Gone { path, rule, about, count });
        compared.gone = gone.collect();
        compared
    }
}

/// What `found` is known by.
fn key(found: &Diagnostic, view: &View) -> Key {
    let path = view.snapshot().file(found.file).map_or(String::new(), |file| file.path.to_string());
    Key { path, rule: found.rule.to_owned(), about: about(found).to_owned() }
}

/// What a finding is about: the destination as it is written, which a page takes along when it moves; or whatever else its rule
/// says of it.
fn about(found: &Diagnostic) -> &str {
    let known = ["destination", "label", "anchor", "section"];
    let texts = known.into_iter().filter_map(|name| match found.data.get(name) {
        Some(Datum::Text(text)) if !text.is_empty() => Some(text.as_str()),
        _ => None,
    });
    texts.into_iter().next().unwrap_or(&found.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_it_was_read() {
        let text = "{\n  \"version\": 1,\n  \"findings\": [\n    {\"path\":\"a.md\",\"rule\":\"r\",\"about\":\"x \\\"y\\\"\",\"count\":2},\n    {\"path\":\"b.md\",\"rule\":\"r\",\"about\":\"\",\"count\":1}\n  ]\n}\n";
        let baseline = Baseline::parse(text).unwrap();
        assert_eq!((baseline.write(), baseline.len()), (text.to_owned(), 3));
        let empty = Baseline::default().write();
        assert_eq!(Baseline::parse(&empty), Ok(Baseline::default()));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        assert!(
            Baseline::parse("{\"version\": 2, \"more\": []}")
                .unwrap_err()
                .contains("later guidepost")
        );
        for broken in
            ["", "[]", "{\"version\": 1}", "<<<<<<< HEAD\n", "{\"version\": 1, \"findings\": [{}]}"]
        {
            assert!(Baseline::parse(broken).is_err(), "{broken}");
        }
    }
}
