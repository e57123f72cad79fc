//! Headings that should not be there.

use super::{Fault, Heading, Page, Problem};
use crate::lint::types::Unlisted;

/// Headings that should not be there, other than those that are to be `renamed`: these were told already.
pub(super) fn problems(page: &Page<'_>, renamed: &[usize]) -> Vec<Problem> {
    let page_type = page.wanted;
    let found = |at: usize| page.found.iter().any(|found| found.rows.contains(&at));
    let last_listed = page.found.iter().flat_map(|found| &found.rows).max();
    let levels = page.sections.iter().flat_map(|wanted| &wanted.section.levels);
    let top = levels.min().copied().unwrap_or(2).max(2);
    let mut problems = Vec::new();
    for (at, heading) in page.headings.iter().enumerate() {
        let forbidden = page_type.forbidden.iter().find(|of| of.title.fits(&heading.text));
        // What stands below a section belongs to it: only its equals can be unlisted.
        let unlisted = !found(at)
            && !renamed.contains(&at)
            && heading.level <= top
            // Nobody can list what nobody has translated.
            && !page.untranslated;
        let denied = match page_type.unlisted {
            Unlisted::Allow => false,
            Unlisted::Deny => unlisted,
            Unlisted::AfterListed => unlisted && last_listed.is_some_and(|&last| at < last),
        };
        if let Some(forbidden) = forbidden {
            let message = format!(
                "a page of type `{}` must not have a section “{}”",
                page_type.name, heading.text
            );
            problems.push(problem(heading, message, forbidden.help.clone()));
        } else if denied {
            let message =
                format!("section “{}” is not one of page type `{}`", heading.text, page_type.name);
            problems.push(problem(heading, message, None));
        }
    }
    problems
}

fn problem(heading: &Heading<'_>, message: String, help: Option<String>) -> Problem {
    Problem {
        fault: Fault::Unexpected,
        section: heading.text.clone(),
        span: heading.span,
        message,
        help,
        absent: false,
        nearest: None,
        skeleton: None,
    }
}
