//! Fenced code that does not say in which language it is.

use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "code-without-language",
    family: "structure",
    severity: None,
    summary: "a fenced code block does not say in which language it is",
    doc: include_str!("code_without_language.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for &span in &cx.file.doc.blocks.bare_fences {
        let finding = Finding::new(span, "the code block names no language")
            .label("shown without colours, and read aloud as prose")
            .help("write the language behind the fence, `text` where it is none");
        out.push(finding);
    }
}
