//! A page whose file name is not written like the others.

use schemars::JsonSchema;
use serde::Deserialize;

use super::page_shape::{is_styled, like};
use crate::base::diag::{Data, Datum};
use crate::base::span::Span;
use crate::lint::types::FileStyle;
use crate::lint::{Check, FileCx, Finding, Findings, Pattern, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "file-name-style",
    family: "structure",
    severity: None,
    summary: "the name of a page's file is not written in the style of the corpus",
    doc: include_str!("file_name_style.md"),
    check: Check::told::<FileNameStyle>(),
};

/// The rule's options.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct FileNameStyle {
    /// How the words of a name are put together.
    style: FileStyle,
    /// Names, without extension, that are fine whatever their style.
    allow: Vec<Pattern>,
}

impl Default for FileNameStyle {
    fn default() -> Self {
        Self { style: FileStyle::Kebab, allow: Vec::new() }
    }
}

impl Rule for FileNameStyle {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        let path = &cx.file.path;
        let site = cx.sites.of(path);
        let (stem, _) = site.language_of(path.stem());
        // `CONTRIBUTING` and the like are called so everywhere; `_index` and `01-start` mean something to generators.
        let loud = !stem.contains(|c: char| c.is_lowercase());
        let bare = stem.trim_start_matches(['_', '.']);
        if loud
            || site.is_index(path)
            || is_styled(bare, self.style)
            || self.allow.iter().any(|allowed| allowed.regex().is_match(stem))
        {
            return;
        }
        let style = like(self.style);
        let finding = Finding::new(Span::default(), format!("the file name `{stem}` is not written {style}"))
            .label("the name of this file")
            .help("rename it and the links to it, or name the style that is meant in [rules.file-name-style]")
            .data(Data(vec![("target", Datum::Text(path.to_string()))]));
        out.push(finding);
    }
}
