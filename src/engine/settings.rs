//! How pages are to be read and judged, by path.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use globset::GlobSet;
use serde_json::Value;

use crate::base::date::Date;
use crate::base::path::RelPath;
use crate::corpus::File;
use crate::doc::Dialect;
use crate::lint::select::{RuleSet, Said};
use crate::lint::types::{Locales, PageType, Typed, locale};
use crate::lint::{Check, RuleDef};
use crate::resolve::accept::Accept;
use crate::resolve::judge::Policy;
use crate::site::{Sites, is_below};

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
    /// The same as they are written.
    pub patterns: Vec<String>,
    /// Keys of the front matter with values by which pages are of this type too.
    pub front_matter: Vec<(String, Value)>,
    /// Pages that are not, although they fit.
    pub exclude: GlobSet,
    /// The folder in which it counts.
    pub scope: RelPath,
    /// Somebody asked for it: every page is of this type.
    pub asked: bool,
}

impl TypeMatch {
    /// Has the page `path` this type by its path?
    pub fn takes(&self, path: &RelPath) -> bool {
        let is_meant = self.paths.is_match(path.as_str()) && is_below(path, &self.scope);
        is_meant && !self.exclude.is_match(path.as_str())
    }

    /// Has `file` this type, and by which of the patterns and, behind them, keys?
    fn fits(&self, file: &File) -> Option<usize> {
        let path = file.path.as_str();
        if self.asked {
            return Some(usize::MAX);
        }
        if self.patterns.is_empty() && self.front_matter.is_empty() {
            return None;
        }
        if self.exclude.is_match(path) || !is_below(&file.path, &self.scope) {
            return None;
        }
        let by_path = self.paths.matches(path).first().copied();
        by_path.or_else(|| {
            let metadata =
                |(key, wanted): &(String, Value)| locale::says(&file.metadata().value, key, wanted);
            let row = self.front_matter.iter().position(metadata)?;
            Some(self.patterns.len() + row)
        })
    }

    /// The type of a page that has it by `row`.
    fn typed(&self, row: usize) -> Typed {
        let why = match (self.patterns.get(row), row.checked_sub(self.patterns.len())) {
            _ if self.asked => "asked for with --type".to_owned(),
            (Some(pattern), _) => format!("matched by paths {pattern:?}"),
            (None, row) => {
                let key = row.and_then(|row| self.front_matter.get(row));
                key.map_or_else(String::new, |(key, value)| {
                    format!("matched by front matter `{key}: {value}`")
                })
            }
        };
        Typed { page_type: Arc::clone(&self.page_type), why }
    }
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
    /// The languages of the pages.
    pub locales: Locales,
    /// How all pages are rendered, whatever their sites say.
    pub dialect: Option<&'static Dialect>,
    /// The same of the pages in some folders, outer ones first.
    pub folder_dialects: Vec<(RelPath, &'static Dialect)>,
    /// Dialects in which every anchor has to exist, beside that of its page.
    pub dialects: Vec<&'static Dialect>,
    /// The day on which the pages are judged, for what expires; without it, nothing has expired.
    pub today: Option<Date>,
    /// What is wanted of external links.
    pub policy: Policy,
    /// Folders of which every page is read: only there it is known that nothing links to a page.
    pub covered: Vec<RelPath>,
}

/// Settings that some pages share.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// Which rules run, and how bad their findings are.
    pub rules: RuleSet,
    /// Their types. Of types that extend each other the last one counts.
    pub types: Vec<Typed>,
    /// What is wanted of their external links.
    pub policy: Policy,
}

/// What is said of some pages and counts for a page: overrides by their row, and types by theirs with the reason.
#[derive(Debug, Default, PartialEq, Eq, Hash)]
struct Parts {
    overrides: Vec<usize>,
    types: Vec<(usize, usize)>,
}

/// The settings of every page that was asked for: most pages share theirs.
#[derive(Debug, Default)]
pub(super) struct Groups(RwLock<HashMap<Parts, Arc<FileSettings>>>);

impl Groups {
    /// What `settings` say of the page `file`.
    pub(super) fn of(&self, settings: &Settings, file: &File) -> Arc<FileSettings> {
        let parts = settings.parts_of(file);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&parts).cloned();
        known.unwrap_or_else(|| {
            let fresh = Arc::new(settings.of(&parts));
            let mut groups = self.0.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(groups.entry(parts).or_insert(fresh))
        })
    }
}

impl Settings {
    fn parts_of(&self, file: &File) -> Parts {
        let overrides = self.overrides.iter().enumerate();
        let overrides = overrides.filter(|(_, place)| place.paths.is_match(file.path.as_str()));
        let types = self.types.iter().enumerate();
        Parts {
            overrides: overrides.map(|(row, _)| row).collect(),
            types: types.filter_map(|(row, of)| Some((row, of.fits(file)?))).collect(),
        }
    }

    /// The settings of pages for which just these `parts` count.
    fn of(&self, parts: &Parts) -> FileSettings {
        let mut rules = self.rules.clone();
        let mut policy = self.policy.clone();
        for &row in &parts.overrides {
            let place = &self.overrides[row];
            rules.apply(&place.rules);
            policy.accept = place.accept.clone().unwrap_or(policy.accept);
        }
        if !self.select.is_empty() {
            rules.select(&self.select);
        }
        rules.ignore(&self.ignore);
        let types = parts.types.iter().map(|&(row, why)| self.types[row].typed(why));
        let mut types: Vec<Typed> = types.collect();
        let extended =
            |typed: &Typed| types.iter().any(|other| other.page_type.extends(&typed.page_type));
        let kept: Vec<bool> = types.iter().map(|typed| !extended(typed)).collect();
        let mut kept = kept.into_iter();
        types.retain(|_| kept.next() == Some(true));
        FileSettings { rules, types, policy }
    }

    /// Does a rule run that may find in one page what depends on any other, whether or not they link to each other? Of two
    /// pages in one place that is known without reading them.
    pub fn looks_at_all(&self) -> bool {
        let unique = self.types.iter().any(|of| !of.page_type.front_matter.unique.is_empty());
        let looks = |rule: &RuleDef| {
            matches!(rule.check, Check::Whole(_))
                && rule.name != "path-clash"
                && (unique || rule.name != "duplicate-metadata")
        };
        let places = self.overrides.iter().map(|place| Some(&place.rules));
        [None].into_iter().chain(places).any(|said| {
            let mut rules = self.rules.clone();
            rules.apply(said.unwrap_or(&Said::default()));
            if !self.select.is_empty() {
                rules.select(&self.select);
            }
            rules.ignore(&self.ignore);
            rules.active().any(looks)
        })
    }

    /// How the page `path` is rendered, if somebody says so.
    pub(super) fn dialect_of(&self, path: &RelPath) -> Option<&'static Dialect> {
        let nearest = self.folder_dialects.iter().rev().find(|(dir, _)| is_below(path, dir));
        nearest.map(|(_, dialect)| *dialect).or(self.dialect)
    }

    /// Make the type called `name` that of every page; false when there is none.
    pub fn ask_for_type(&mut self, name: &str) -> bool {
        let is_it = |of: &TypeMatch| of.page_type.name == name && of.scope.is_root();
        let Some(row) = self.types.iter().position(is_it) else { return false };
        let wanted = self.types.swap_remove(row);
        self.types = vec![TypeMatch { asked: true, ..wanted }];
        true
    }
}
