//! A link that works only where file names ignore case.

use unicode_normalization::UnicodeNormalization;

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::lint::link::{data, uses, written};
use crate::lint::{FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "wrong-case",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link spells a path in another case than the file has",
    doc: include_str!("wrong_case.md"),
    check,
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let (Status::WrongCase, Some(found)) = (resolution.status, &resolution.found) else {
            continue;
        };
        let target = resolution.target.as_deref().unwrap_or_default();
        let repaired = written(found, cx.file, &link.url);
        let same_letters = target.nfc().eq(found.as_str().nfc());
        let (message, label) = if same_letters {
            (
                format!("`{target}` is written with other Unicode characters on disk"),
                "looks the same, but is not",
            )
        } else {
            (format!("`{target}` is spelled `{found}` on disk"), "differs in case")
        };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(vec![repaired.clone()]));
        let finding = Finding::new(link.dest, message)
            .label(label)
            .help(format!(
                "write `{repaired}`: a server that tells the spellings apart does not find the page"
            ))
            .data(data)
            .cause(format!("wrong-case {target}"))
            .places(uses(cx, link))
            .fix(Fix::replace(
                Safety::Safe,
                "Spell the path as the file is spelled",
                cx.id,
                link.dest,
                repaired,
            ));
        out.push(finding);
    }
}
