//! A heading with nothing under it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::doc::Format;
use crate::lint::{Check, FileCx, Finding, Findings, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "empty-section",
    family: "structure",
    severity: None,
    summary: "a heading has nothing under it",
    doc: include_str!("empty_section.md"),
    check: Check::told::<EmptySection>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct EmptySection {
    /// A heading needs words of its own before its first subsection.
    parents: bool,
}

impl Rule for EmptySection {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        let headings = &cx.file.doc.headings;
        // A page that is nothing but its title is a stub or a frame.
        if cx.file.format == Format::Html || headings.len() < 2 {
            return;
        }
        for (row, heading) in headings.iter().enumerate() {
            let next = headings.get(row + 1);
            let parent = next.is_some_and(|next| next.level > heading.level);
            let end = next.map_or(cx.file.text.len(), |next| next.span.range().start);
            let between = cx.file.text.get(heading.span.range().end..end).unwrap_or("?");
            if heading.has_body || parent && !self.parents || !between.trim().is_empty() {
                continue;
            }
            let label = if next.is_some() {
                "the next heading follows at once"
            } else {
                "the page ends here"
            };
            let finding = Finding::new(super::trimmed(cx, heading.span), "this section is empty")
                .label(label)
                .help("write it, or remove the heading");
            out.push(finding);
        }
    }
}
