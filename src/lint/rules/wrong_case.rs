//! A link that works only where file names ignore case.

use unicode_normalization::UnicodeNormalization;

use crate::base::diag::{Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::lint::link::{data, places, seen, written};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Status;

pub(super) static META: RuleDef = RuleDef {
    name: "wrong-case",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link spells a path in another case than the file has",
    doc: include_str!("wrong_case.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let Some(found) = resolution.found.as_ref() else { continue };
        let fatal = resolution.status == Status::WrongCase;
        if !fatal && !resolution.respelled {
            continue;
        }
        let target = resolution.target.as_deref().unwrap_or_default();
        let repaired = written(found, cx, link, resolution);
        let same_letters = target.nfc().eq(found.as_str().nfc());
        let (message, label) = if same_letters {
            let message = format!(
                "`{target}` is written with other Unicode characters on disk: its accents are stored \
                 in another way (normal forms NFC and NFD)"
            );
            (message, "looks the same, but is not")
        } else {
            (format!("`{target}` is spelled `{found}` on disk"), "differs in case")
        };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(repaired.iter().cloned().collect()));
        let mut finding = Finding::new(link.dest, seen(cx, resolution, &message))
            .label(label)
            .data(data)
            .cause(format!("wrong-case {target}"))
            .places(places(cx, link, resolution));
        if !fatal {
            // This site does not mind, but a checkout, or another host, may.
            finding = finding.severity(Severity::Info);
        }
        if let Some(repaired) = repaired {
            let why = if fatal {
                "a server that tells the spellings apart finds nothing"
            } else {
                "this site finds it all the same"
            };
            let order = "Spell the path as the file is spelled";
            finding = finding.help(format!("write `{repaired}`: {why}")).fix(Fix::replace(
                Safety::Safe,
                order,
                cx.id,
                link.dest,
                repaired,
            ));
        }
        out.push(finding);
    }
}
