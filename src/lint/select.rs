//! Which rules run on a page, and how bad their findings are.

use std::sync::Arc;

use super::{Check, FileCx, Findings, RULES, Rule, RuleDef};
use crate::base::diag::{RuleId, Severity};

/// What holds of one rule on one page.
#[derive(Debug, Clone)]
struct Setting {
    severity: Option<Severity>,
    /// Somebody asked for this severity: a finding has no say.
    configured: bool,
    /// The options that somebody set.
    options: toml::Table,
    /// The rule with all of its options, if it has any.
    told: Option<Arc<dyn Rule>>,
}

/// A severity for every rule and the options of those that have some, in the order of [`RULES`].
#[derive(Debug, Clone)]
pub struct RuleSet {
    settings: Vec<Setting>,
}

impl Default for RuleSet {
    fn default() -> Self {
        let setting = |rule: &&RuleDef| Setting {
            severity: rule.severity,
            configured: false,
            options: toml::Table::new(),
            told: match &rule.check {
                Check::Plain(_) | Check::Whole(_) => None,
                Check::Told(options) => {
                    let rule = options.rule(toml::Table::new());
                    Some(rule.expect("every option has a default"))
                }
            },
        };
        Self { settings: RULES.iter().map(setting).collect() }
    }
}

/// Does `name` name this rule or its family? A rule that is off has to be asked for by its own name.
fn names(name: &str, rule: &RuleDef) -> bool {
    rule.name == name || rule.family == name && rule.severity.is_some()
}

/// Is there a rule or a family of this name?
pub fn is_known(name: &str) -> bool {
    RULES.iter().any(|rule| names(name, rule))
}

/// Are all rules that `selected` names among those that `ignored` names?
pub fn leave_nothing(selected: &[String], ignored: &[String]) -> bool {
    let named = |names: &[String], rule: &RuleDef| names.iter().any(|name| self::names(name, rule));
    let mut left = RULES.iter().filter(|rule| named(selected, rule) && !named(ignored, rule));
    !selected.is_empty() && left.next().is_none()
}

/// What somebody says of rules.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Rules or families with their severity, later ones over earlier ones; `None` turns them off.
    pub severities: Vec<(String, Option<Severity>)>,
    /// Rules with some of their options.
    pub options: Vec<(RuleId, toml::Table)>,
}

impl RuleSet {
    /// Do as somebody `said`, key by key.
    pub fn apply(&mut self, said: &Said) {
        for (name, severity) in &said.severities {
            self.set(name, *severity);
        }
        for (name, options) in &said.options {
            self.tell(name, options);
        }
    }

    /// Set the severity of a rule, or of a family's rules; `None` turns them off.
    pub fn set(&mut self, name: &str, severity: Option<Severity>) {
        for (rule, setting) in RULES.iter().zip(&mut self.settings) {
            if names(name, rule) {
                setting.severity = severity;
                setting.configured = true;
            }
        }
    }

    /// Set the options of the rule `name` that `table` names. Each is right by itself, so that all are together.
    fn tell(&mut self, name: &str, table: &toml::Table) {
        for (rule, setting) in RULES.iter().zip(&mut self.settings) {
            if let Check::Told(options) = &rule.check
                && rule.name == name
            {
                let own = table.iter().map(|(key, value)| (key.clone(), value.clone()));
                setting.options.extend(own);
                setting.told = options.rule(setting.options.clone()).ok().or(setting.told.take());
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

    /// Every rule that runs with what it finds in the page of `cx`.
    pub(crate) fn findings(
        &self,
        cx: &FileCx<'_>,
    ) -> impl Iterator<Item = (&'static RuleDef, Findings)> {
        let on = |setting: &&Setting| setting.severity.is_some();
        let rules = RULES.iter().copied().zip(&self.settings);
        rules.filter(move |(_, setting)| on(setting)).map(|(rule, setting)| {
            let mut out = Findings::default();
            match (&rule.check, &setting.told) {
                (Check::Plain(check), _) => check(cx, &mut out),
                (Check::Told(_), told) => told.iter().for_each(|rule| rule.check(cx, &mut out)),
                (Check::Whole(_), _) => out.0.extend(cx.of_whole(rule)),
            }
            if !out.0.is_empty() && of_conflicts(rule) {
                out.0.retain(|found| !cx.in_conflict(found.span));
            }
            (rule, out)
        })
    }

    /// The severity of a finding of the rule `name` that says of itself that it is so bad; what somebody configured
    /// wins. `None` when the rule is off.
    pub fn severity(&self, name: &str, own: Option<Severity>) -> Option<Severity> {
        let row = RULES.iter().position(|rule| rule.name == name)?;
        let setting = &self.settings[row];
        let severity = setting.severity?;
        Some(own.filter(|_| !setting.configured).unwrap_or(severity))
    }
}

/// Does `rule` find what every merge conflict brings along, which another rule tells?
fn of_conflicts(rule: &RuleDef) -> bool {
    ["structure", "sections", "front-matter"].contains(&rule.family)
        || rule.name == "undefined-reference"
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
        rules.set("links", Some(Severity::Info));
        assert_eq!(rules.severity("insecure-link", None), None, "it is off unless named");
    }
}
