//! How pages are to be read and judged, by path.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use globset::GlobSet;

use crate::base::date::Date;
use crate::base::path::RelPath;
use crate::doc::Dialect;
use crate::lint::select::{RuleSet, Said};
use crate::lint::types::PageType;
use crate::resolve::accept::Accept;
use crate::resolve::judge::Policy;
use crate::site::Sites;

/// What holds of rules in some paths.
#[derive(Debug, Clone)]
pub struct Override {
    /// The paths.
    pub paths: GlobSet,
    /// What holds there, each key over what holds elsewhere.
    pub rules: Said,
    /// Statuses that are fine there, if other ones than elsewhere.
    pub accept: Option<Vec<Accept>>,
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
    /// The day on which the pages are judged, for what expires; without it, nothing has expired.
    pub today: Option<Date>,
    /// What is wanted of external links.
    pub policy: Policy,
}

/// Settings that some pages share.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// Which rules run, and how bad their findings are.
    pub rules: RuleSet,
    /// Their types.
    pub types: Vec<Arc<PageType>>,
    /// What is wanted of their external links.
    pub policy: Policy,
}

/// The settings of every page that was asked for: most pages share theirs.
#[derive(Debug, Default)]
pub(super) struct Groups(RwLock<HashMap<Vec<usize>, Arc<FileSettings>>>);

impl Groups {
    /// What `settings` say of the page `path`.
    pub(super) fn of(&self, settings: &Settings, path: &RelPath) -> Arc<FileSettings> {
        let parts = settings.parts_of(path);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&parts).cloned();
        known.unwrap_or_else(|| {
            let fresh = Arc::new(settings.of(&parts));
            let mut groups = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(groups.entry(parts).or_insert(fresh))
        })
    }
}

impl Settings {
    /// The rows of what is said of some pages and counts for `path`: overrides, and behind them types.
    fn parts_of(&self, path: &RelPath) -> Vec<usize> {
        let path = path.as_str();
        let overrides = self.overrides.iter().map(|place| place.paths.is_match(path));
        let types = self.types.iter();
        let types = types.map(|of| of.paths.is_match(path) && !of.exclude.is_match(path));
        let all = overrides.chain(types).enumerate();
        all.filter(|(_, fits)| *fits).map(|(row, _)| row).collect()
    }

    /// The settings of pages for which just these `parts` count.
    fn of(&self, parts: &[usize]) -> FileSettings {
        let mut rules = self.rules.clone();
        let mut types = Vec::new();
        let mut policy = self.policy.clone();
        for &row in parts {
            match self.overrides.get(row) {
                Some(place) => {
                    rules.apply(&place.rules);
                    policy.accept = place.accept.clone().unwrap_or(policy.accept);
                }
                None => types.push(Arc::clone(&self.types[row - self.overrides.len()].page_type)),
            }
        }
        if !self.select.is_empty() {
            rules.select(&self.select);
        }
        rules.ignore(&self.ignore);
        FileSettings { rules, types, policy }
    }
}
