//! How pages are to be read and judged, by path.

use std::sync::Arc;

use globset::GlobSet;

use crate::base::diag::Severity;
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::lint::select::RuleSet;
use crate::lint::types::PageType;
use crate::site::Sites;

/// Severities for some paths.
#[derive(Debug, Clone)]
pub struct Override {
    /// The paths.
    pub paths: GlobSet,
    /// Rules or families with the severity that they have there; `None` turns them off.
    pub rules: Vec<(String, Option<Severity>)>,
}

/// A page type and the pages that have it.
#[derive(Debug, Clone)]
pub struct TypeMatch {
    /// The type.
    pub page_type: Arc<PageType>,
    /// Pages of this type.
    pub paths: GlobSet,
    /// Pages that are not, although their path fits.
    pub exclude: GlobSet,
}

/// Settings of a whole corpus.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Severities everywhere.
    pub rules: RuleSet,
    /// Severities in some places, later ones over earlier ones.
    pub overrides: Vec<Override>,
    /// When not empty, exactly these rules run.
    pub select: Vec<String>,
    /// These rules do not run.
    pub ignore: Vec<String>,
    /// The page types.
    pub types: Vec<TypeMatch>,
    /// How folders are published.
    pub sites: Sites,
    /// How all pages are rendered, whatever their sites say.
    pub dialect: Option<&'static Dialect>,
    /// Dialects in which every anchor has to exist, beside that of its page.
    pub dialects: Vec<&'static Dialect>,
}

/// Settings of one page.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// Which rules run, and how bad their findings are.
    pub rules: RuleSet,
    /// The page's types.
    pub types: Vec<Arc<PageType>>,
}

impl Settings {
    /// The settings of the page `path`.
    pub fn of(&self, path: &RelPath) -> FileSettings {
        let mut rules = self.rules.clone();
        for place in self.overrides.iter().filter(|place| place.paths.is_match(path.as_str())) {
            for (name, severity) in &place.rules {
                rules.set(name, *severity);
            }
        }
        if !self.select.is_empty() {
            rules.select(&self.select);
        }
        rules.ignore(&self.ignore);
        let fits = |found: &&TypeMatch| {
            found.paths.is_match(path.as_str()) && !found.exclude.is_match(path.as_str())
        };
        let types =
            self.types.iter().filter(fits).map(|found| Arc::clone(&found.page_type)).collect();
        FileSettings { rules, types }
    }
}
