//! The registry: a rule exists because it stands here.

mod ambiguous_anchor;
mod dead_external;
mod detour;
mod double_escaped_entity;
mod empty_destination;
mod escapes_root;
mod forbidden_term;
mod hidden_character;
mod insecure_link;
mod invalid_utf8;
mod lost_character;
mod malformed_destination;
mod missing_anchor;
mod missing_section;
mod missing_target;
mod mojibake;
mod moved_external;
mod scraped_permalink;
mod section_out_of_order;
mod swallowed_title;
mod undefined_reference;
mod unexpected_section;
mod unexplained_suppression;
mod unreadable_file;
mod unused_definition;
mod unused_suppression;
mod unverified_external;
mod wrong_case;

use super::sections::{Fault, Problem};
use super::{FileCx, Finding, RuleDef};
use crate::base::diag::{Data, Datum};
use crate::base::span::Span;

/// Every rule, family by family.
pub static RULES: &[&RuleDef] = &[
    &missing_target::META,
    &swallowed_title::META,
    &wrong_case::META,
    &malformed_destination::META,
    &empty_destination::META,
    &undefined_reference::META,
    &unused_definition::META,
    &escapes_root::META,
    &detour::META,
    &insecure_link::META,
    &missing_anchor::META,
    &ambiguous_anchor::META,
    &scraped_permalink::META,
    &missing_section::META,
    &section_out_of_order::META,
    &unexpected_section::META,
    &invalid_utf8::META,
    &mojibake::META,
    &lost_character::META,
    &hidden_character::META,
    &double_escaped_entity::META,
    &forbidden_term::META,
    &dead_external::META,
    &moved_external::META,
    &unverified_external::META,
    &unreadable_file::META,
    // These come last: they tell what the findings of all others left unused.
    &unused_suppression::META,
    &unexplained_suppression::META,
];

/// What the three rules about sections say alike.
fn section_finding(cx: &FileCx<'_>, problem: &Problem) -> Finding {
    let data = Data(vec![
        ("type", Datum::Text(problem.page_type.clone())),
        ("section", Datum::Text(problem.section.clone())),
    ]);
    let span = trimmed(cx, problem.span);
    let help = problem.help.clone().unwrap_or_else(|| match problem.fault {
        Fault::Unexpected => {
            format!("remove it, or list it in page type `{}`", problem.page_type)
        }
        _ => format!("page type `{}` asks for it", problem.page_type),
    });
    Finding::new(span, problem.message.clone()).help(help).data(data)
}

/// A heading's span without the line ending behind it.
fn trimmed(cx: &FileCx<'_>, span: Span) -> Span {
    let start = span.range().start;
    Span::new(start, start + cx.slice(span).trim_end().len())
}
