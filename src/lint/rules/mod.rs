//! The registry: a rule exists because it stands here.

mod ambiguous_anchor;
mod broken_heading;
mod broken_table;
mod code_without_language;
mod conflict_marker;
mod dead_external;
mod detour;
mod double_escaped_entity;
mod duplicate_metadata;
mod empty_destination;
mod empty_link_text;
mod empty_section;
mod escapes_root;
mod expired_content;
mod exposed_credentials;
mod file_name_style;
mod forbidden_term;
mod front_matter_schema;
mod hidden_character;
mod insecure_link;
mod invalid_utf8;
mod leftover_placeholder;
mod link_leaves_locale;
mod lost_character;
mod malformed_destination;
mod missing_alt;
mod missing_anchor;
mod missing_section;
mod missing_target;
mod missing_title;
mod missing_translation;
mod mojibake;
mod moved_external;
mod orphan_page;
mod own_domain_link;
mod page_shape;
mod path_clash;
mod ragged_table;
mod repeated_heading;
mod scraped_permalink;
mod section_content;
mod section_out_of_order;
mod several_titles;
mod skipped_level;
mod structure_drift;
mod swallowed_title;
mod unclosed_block;
mod undefined_reference;
mod unexpected_section;
mod unexplained_suppression;
mod unreadable_file;
mod unreadable_front_matter;
mod unused_asset;
mod unused_definition;
mod unused_suppression;
mod unverified_external;
mod useless_alt;
mod vague_link_text;
mod wrong_case;

use super::sections::{Fault, Problem};
use super::types::{PageType, Typed};
use super::{FileCx, Finding, RuleDef};
use crate::base::diag::{Data, Datum};
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::doc::Heading;

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
    &exposed_credentials::META,
    &insecure_link::META,
    &own_domain_link::META,
    &missing_anchor::META,
    &ambiguous_anchor::META,
    &scraped_permalink::META,
    &missing_title::META,
    &several_titles::META,
    &skipped_level::META,
    &repeated_heading::META,
    &empty_section::META,
    &broken_heading::META,
    &ragged_table::META,
    &broken_table::META,
    &unclosed_block::META,
    &code_without_language::META,
    &file_name_style::META,
    &missing_section::META,
    &section_out_of_order::META,
    &unexpected_section::META,
    &section_content::META,
    &page_shape::META,
    &unreadable_front_matter::META,
    &front_matter_schema::META,
    &duplicate_metadata::META,
    &invalid_utf8::META,
    &mojibake::META,
    &lost_character::META,
    &hidden_character::META,
    &double_escaped_entity::META,
    &forbidden_term::META,
    &missing_alt::META,
    &useless_alt::META,
    &vague_link_text::META,
    &empty_link_text::META,
    &leftover_placeholder::META,
    &conflict_marker::META,
    &expired_content::META,
    &dead_external::META,
    &moved_external::META,
    &unverified_external::META,
    &orphan_page::META,
    &unused_asset::META,
    &unreadable_file::META,
    &path_clash::META,
    &missing_translation::META,
    &structure_drift::META,
    &link_leaves_locale::META,
    // These come last: they tell what the findings of all others left unused.
    &unused_suppression::META,
    &unexplained_suppression::META,
];

/// The problems of one kind with the sections of a page.
fn section_problems<'a>(
    cx: &'a FileCx<'_>,
    fault: Fault,
) -> impl Iterator<Item = (&'a Typed, &'a Problem)> {
    cx.section_problems().filter(move |(_, problem)| problem.fault == fault)
}

/// What the rules about sections say alike.
fn section_finding(cx: &FileCx<'_>, typed: &Typed, problem: &Problem) -> Finding {
    let (section, name) = (&problem.section, &typed.page_type.name);
    let help = problem.help.clone().unwrap_or_else(|| match problem.fault {
        Fault::Unexpected => format!("remove it, or list it in page type `{name}`"),
        Fault::Missing if problem.absent => "add the section".to_owned(),
        Fault::Missing => "write what belongs under it".to_owned(),
        Fault::Misplaced => "put it where readers of such pages look for it".to_owned(),
        Fault::Contents => "add what it lacks, or take out what is too much".to_owned(),
    });
    let finding = type_finding(typed, "section", section, problem.span, problem.message.clone());
    let finding = finding.label(format!("section `{section}` of page type `{name}`"));
    Finding { span: trimmed(cx, problem.span), ..finding }.help(with_origin(&help, typed))
}

/// What is wrong with `part` of a page of the type.
fn type_finding(
    typed: &Typed,
    key: &'static str,
    part: &str,
    span: Span,
    message: String,
) -> Finding {
    let data = Data(vec![
        ("type", Datum::Text(typed.page_type.name.clone())),
        (key, Datum::Text(part.to_owned())),
        ("declared", Datum::Text(typed.page_type.declared.clone())),
        ("matched", Datum::Text(typed.why.clone())),
    ]);
    Finding::new(span, message).data(data)
}

/// The help with where the page's type comes from.
fn with_origin(help: &str, typed: &Typed) -> String {
    let PageType { name, declared, .. } = &*typed.page_type;
    let stop = if help.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{help}{stop} Page type `{name}` from {declared}, {}", typed.why)
}

/// Is this a page that programs are tested with, whose text nobody is to read?
fn is_test_data(path: &RelPath) -> bool {
    const FOLDERS: [&str; 9] = [
        "test",
        "tests",
        "testdata",
        "test-data",
        "fixtures",
        "__tests__",
        "__e2e__",
        "__fixtures__",
        "e2e",
    ];
    path.parent().segments().any(|name| FOLDERS.contains(&name))
}

/// Is this what a test was given, or what it once gave: a file below `__snapshots__`, or `fixtures` of tests?
pub(crate) fn is_prepared(path: &RelPath) -> bool {
    const TESTS: [&str; 7] = ["test", "tests", "__tests__", "e2e", "__e2e__", "spec", "specs"];
    const ALWAYS: [&str; 4] = ["__snapshots__", "__fixtures__", "testdata", "test-data"];
    let folder = path.parent();
    let mut in_tests = false;
    folder.segments().any(|name| {
        let found = ALWAYS.contains(&name) || in_tests && ["fixtures", "snapshots"].contains(&name);
        in_tests |= TESTS.contains(&name);
        found
    })
}

/// Is this heading a caption: nothing but code, as the name of a file above what is in it, or the label of a tab?
fn is_caption(cx: &FileCx<'_>, heading: &Heading) -> bool {
    let written = cx.slice(heading.span).trim().trim_matches('#').trim();
    let inside = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    // DocFX writes the tabs of a box as headings that link to `#tab/name`.
    let is_tab = written.starts_with('[') && written.contains("](#tab/");
    is_tab || inside.is_some_and(|inside| !inside.contains('`'))
}

/// Does the heading stand in a quotation? Many pages use one as a box beside the text.
fn is_quoted(cx: &FileCx<'_>, heading: &Heading) -> bool {
    let before = &cx.file.text[..heading.span.range().start];
    let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
    line.trim_start().starts_with('>')
}

/// A heading's span without the line ending behind it.
fn trimmed(cx: &FileCx<'_>, span: Span) -> Span {
    let start = span.range().start;
    Span::new(start, start + cx.slice(span).trim_end().len())
}
