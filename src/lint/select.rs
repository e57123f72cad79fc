//! Which rules run on a page, and how bad their findings are.

use super::{RULES, RuleDef};
use crate::base::diag::Severity;

/// The severity of one rule on one page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Setting {
    severity: Option<Severity>,
    /// Somebody asked for this severity: a finding has no say.
    configured: bool,
}

/// A severity for every rule, in the order of [`RULES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    settings: Vec<Setting>,
}

impl Default for RuleSet {
    fn default() -> Self {
        let setting = |rule: &&RuleDef| Setting { severity: rule.severity, configured: false };
        Self { settings: RULES.iter().map(setting).collect() }
    }
}

/// Does `name` name this rule or its family?
fn names(name: &str, rule: &RuleDef) -> bool {
    rule.name == name || rule.family == name
}

/// Is there a rule or a family of this name?
pub fn is_known(name: &str) -> bool {
    RULES.iter().any(|rule| names(name, rule))
}

impl RuleSet {
    /// Set the severity of a rule, or of a family's rules; `None` turns them off.
    pub fn set(&mut self, name: &str, severity: Option<Severity>) {
        for (rule, setting) in RULES.iter().zip(&mut self.settings) {
            if names(name, rule) {
                *setting = Setting { severity, configured: true };
            }
        }
    }

    /// Run exactly the rules that `selected` names. One that is off gets its default severity, or
    /// else a warning.
    pub fn select(&mut self, selected: &[String]) {
        for (rule, setting) in RULES.iter().zip(&mut self.settings) {
            let wanted = selected.iter().any(|name| names(name, rule));
            let on = setting.severity.or(rule.severity).unwrap_or(Severity::Warning);
            setting.severity = wanted.then_some(on);
        }
    }

    /// Run none of the rules that `ignored` names.
    pub fn ignore(&mut self, ignored: &[String]) {
        for name in ignored {
            self.set(name, None);
        }
    }

    /// The rules that run.
    pub fn active(&self) -> impl Iterator<Item = &'static RuleDef> {
        let rules = RULES.iter().copied().zip(&self.settings);
        rules.filter(|(_, setting)| setting.severity.is_some()).map(|(rule, _)| rule)
    }

    /// The severity of a finding of the rule `name` that says of itself that it is so bad; what somebody configured
    /// wins. `None` when the rule is off.
    pub fn severity(&self, name: &str, own: Option<Severity>) -> Option<Severity> {
        let row = RULES.iter().position(|rule| rule.name == name)?;
        let setting = self.settings[row];
        let severity = setting.severity?;
        Some(own.filter(|_| !setting.configured).unwrap_or(severity))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_and_rules_are_set_and_selected_by_name() {
        let mut rules = RuleSet::default();
        rules.set("links", None);
        rules.set("wrong-case", Some(Severity::Info));
        assert_eq!(rules.severity("missing-target", None), None);
        assert_eq!(rules.severity("wrong-case", Some(Severity::Error)), Some(Severity::Info));
        rules.select(&["missing-target".to_owned()]);
        assert_eq!(rules.severity("missing-target", None), Some(Severity::Error));
        assert_eq!(rules.active().count(), 1);
    }
}
