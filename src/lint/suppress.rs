//! What comments and front matter say of findings: which are not reported, and what says so in vain.

use std::cell::RefCell;

use super::{RuleDef, peers};
use crate::base::date::Date;
use crate::base::diag::Suppression;
use crate::base::span::Span;
use crate::doc::{Directive, Tool};

/// The family of the rules about suppressions themselves; no comment suppresses these.
pub(crate) const FAMILY: &str = "suppressions";

/// The directives of one page, and which of their names have suppressed a finding so far.
#[derive(Default)]
pub(crate) struct Suppressions<'a>(Vec<Stated<'a>>);

/// A directive, and what came of it.
pub(crate) struct Stated<'a> {
    pub(crate) directive: &'a Directive,
    /// It counts no longer.
    pub(crate) expired: bool,
    /// By its names; of one without names the only entry.
    used: RefCell<Vec<bool>>,
}

impl<'a> Suppressions<'a> {
    /// What `directives` say on the day `today`; without it, none has expired.
    pub(crate) fn new(directives: &'a [Directive], today: Option<Date>) -> Self {
        let stated = directives.iter().map(|directive| {
            let until = directive.until.as_deref().and_then(Date::parse);
            let expired = until.zip(today).is_some_and(|(until, today)| until < today);
            let used = RefCell::new(vec![false; directive.names.len().max(1)]);
            Stated { directive, expired, used }
        });
        Self(stated.collect())
    }

    /// What suppresses a finding of `rule` at `span`, if anything does: the first directive that covers it is used.
    pub(crate) fn of(&self, rule: &RuleDef, span: Span) -> Option<Suppression> {
        self.0.iter().find_map(|stated| stated.suppress(rule, span))
    }

    /// Our own directives; those of other tools are judged by these.
    pub(crate) fn own(&self) -> impl Iterator<Item = &Stated<'a>> {
        self.0.iter().filter(|stated| stated.directive.tool == Tool::Guidepost)
    }
}

impl Stated<'_> {
    fn suppress(&self, rule: &RuleDef, span: Span) -> Option<Suppression> {
        let directive = self.directive;
        let covered = directive
            .covers
            .is_some_and(|covers| covers.start <= span.start && span.start < covers.end);
        if !covered || self.expired || rule.family == FAMILY {
            return None;
        }
        let row = if directive.names.is_empty() {
            means_unnamed(directive.tool, rule).then_some(0)?
        } else {
            directive.names.iter().position(|(_, name)| means(directive.tool, name, rule))?
        };
        self.used.borrow_mut()[row] = true;
        let (reason, until) = (directive.reason.clone(), directive.until.clone());
        Some(Suppression::Comment { reason, until })
    }

    /// Did the name in `row` suppress anything? A directive without names has one row.
    pub(crate) fn is_used(&self, row: usize) -> bool {
        self.used.borrow()[row]
    }
}

/// Does `name` in a comment of `tool` mean `rule`?
pub(crate) fn means(tool: Tool, name: &str, rule: &RuleDef) -> bool {
    match tool {
        Tool::Guidepost => rule.name == name || rule.family == name,
        Tool::Markdownlint | Tool::Rumdl => peers::ours(name).contains(&rule.name),
        Tool::MarkdownLinkCheck | Tool::Lychee => false,
    }
}

/// Does a comment of `tool` that names nothing mean `rule`?
fn means_unnamed(tool: Tool, rule: &RuleDef) -> bool {
    match tool {
        Tool::Guidepost => true,
        Tool::Markdownlint => peers::has(rule.name, false),
        Tool::Rumdl => peers::has(rule.name, true),
        // What these tools report: that a link leads nowhere.
        Tool::MarkdownLinkCheck | Tool::Lychee => {
            rule.family == "external" || LINKS.contains(&rule.name)
        }
    }
}

/// Our rules that find what link checkers find in links that stay here.
const LINKS: [&str; 6] = [
    "missing-target",
    "wrong-case",
    "swallowed-title",
    "malformed-destination",
    "escapes-root",
    "missing-anchor",
];
