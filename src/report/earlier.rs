//! An earlier report, to compare with.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::json::SCHEMA;
use crate::base::diag::{Diagnostic, Severity};

/// What stood in an earlier JSON report.
#[derive(Debug, Clone, Deserialize)]
pub struct Earlier {
    schema: u32,
    diagnostics: Vec<Before>,
    #[serde(skip)]
    fingerprints: HashSet<String>,
}

/// One of its findings.
#[derive(Debug, Clone, Deserialize)]
pub struct Before {
    /// The rule.
    pub rule: String,
    severity: String,
    /// The page.
    pub path: String,
    start: Start,
    /// What was wrong.
    pub message: String,
    fingerprint: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Start {
    line: u32,
}

impl Before {
    /// Its line.
    pub fn line(&self) -> u32 {
        self.start.line
    }
}

impl Earlier {
    /// Read a report as `--format json` writes it.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let mut earlier: Self = serde_json::from_slice(bytes)
            .map_err(|error| format!("it is no report of `--format json` ({error})"))?;
        if earlier.schema > SCHEMA {
            return Err(format!("its schema {} is newer than this guidepost", earlier.schema));
        }
        let prints = earlier.diagnostics.iter().map(|found| found.fingerprint.clone());
        earlier.fingerprints = prints.collect();
        Ok(earlier)
    }

    /// Was this finding there?
    pub fn knows(&self, found: &Diagnostic) -> bool {
        self.fingerprints.contains(&found.fingerprint)
    }

    /// How many findings there were of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|found| found.severity == severity.name()).count()
    }

    /// How many findings there were of each rule.
    pub fn by_rule(&self) -> HashMap<&str, usize> {
        let mut rules = HashMap::new();
        for found in &self.diagnostics {
            *rules.entry(&*found.rule).or_insert(0) += 1;
        }
        rules
    }

    /// Its findings that are not among `found` now.
    pub fn gone(&self, found: &[Diagnostic]) -> Vec<&Before> {
        let now: HashSet<&str> = found.iter().map(|found| &*found.fingerprint).collect();
        let gone = self.diagnostics.iter();
        gone.filter(|before| !now.contains(&*before.fingerprint)).collect()
    }
}
