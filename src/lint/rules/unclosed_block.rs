//! Something that opens and has no end, so that it eats what follows.

use crate::base::diag::Severity;
use crate::doc::blocks::Open;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "unclosed-block",
    family: "structure",
    severity: Some(Severity::Error),
    summary: "a code fence, comment or `<details>` has no end and takes in the rest of the page",
    doc: include_str!("unclosed_block.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for open in &cx.file.doc.blocks.unclosed {
        let written = cx.slice(open.span);
        let (message, label, end) = match open.what {
            Open::Fence => {
                ("this code has no end", "what follows is shown as code", closing(written))
            }
            Open::Held => (
                "this code has no end of its own",
                "only the list or quote around it ends it",
                closing(written),
            ),
            Open::Comment => (
                "this comment has no end",
                "readers see nothing of what follows",
                "`-->`".to_owned(),
            ),
            Open::Details => (
                "this `<details>` has no end",
                "what follows is folded away",
                "`</details>`".to_owned(),
            ),
        };
        let help = format!("write {end} where it ends");
        let finding = Finding::new(open.span, message).label(label).help(help);
        // Nothing else of the page is lost.
        let is_local = open.what == Open::Held;
        out.push(if is_local { finding.severity(Severity::Warning) } else { finding });
    }
}

/// What ends the code that `opening` starts.
fn closing(opening: &str) -> String {
    let mark = opening.chars().next().unwrap_or('`');
    let end: String = opening.chars().take_while(|&c| c == mark).collect();
    // Backticks between backticks would be read as more of them.
    format!("a line with {end} alone")
}
