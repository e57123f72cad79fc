//! What rules find that look at all pages at once.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::View;
use crate::base::ids::FileId;
use crate::corpus::File;
use crate::lint::types::Typed;
use crate::lint::whole::{ByPage, Census, Pages, Whole};
use crate::lint::{Check, RULES, RuleDef};
use crate::resolve::Resolved;

/// What was found, in the order of [`RULES`]; nothing where nobody has asked.
#[derive(Clone, Default)]
pub(super) struct Counts(Arc<[OnceLock<ByPage>]>);

impl Counts {
    /// Of a corpus of which nobody has asked anything.
    pub(super) fn new() -> Self {
        Self(RULES.iter().map(|_| OnceLock::new()).collect())
    }

    /// Ask the rules in `view`, which has changed since, whose answers somebody has seen. Returns the pages of which they
    /// say something else now.
    pub(super) fn renewed(&self, view: &View) -> BTreeSet<FileId> {
        let asked = RULES.iter().zip(&*self.0);
        let asked = asked.filter_map(|(rule, told)| Some((rule, told.get()?)));
        asked.flat_map(|(rule, old)| old.differing(view.found(rule)).collect::<Vec<_>>()).collect()
    }
}

impl Census for View {
    fn found(&self, rule: &RuleDef) -> &ByPage {
        static NOTHING: ByPage = ByPage::new();
        let row = RULES.iter().position(|known| known.name == rule.name);
        let (Check::Whole(check), Some(told)) =
            (&rule.check, row.and_then(|row| self.counts.0.get(row)))
        else {
            return &NOTHING;
        };
        told.get_or_init(|| {
            let settings = self.settings();
            let whole = Whole {
                snapshot: self.snapshot(),
                sites: &settings.sites,
                locales: &settings.locales,
                covered: &settings.covered,
                pages: self,
            };
            let mut told = ByPage::new();
            check(&whole, &mut told);
            told
        })
    }
}

impl Pages for View {
    fn resolved(&self, id: FileId) -> Option<&Resolved> {
        Self::resolved(self, id)
    }

    fn types(&self, file: &File) -> Vec<Typed> {
        self.groups.of(&self.settings, file).types.clone()
    }
}
