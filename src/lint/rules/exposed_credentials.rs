//! A link with a user name or password in it.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::secret::{covered, credentials};
use crate::base::span::Span;
use crate::lint::link::uses;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

/// Where the longest scheme of the web ends: what comes later stands in a query or path.
const SCHEME: usize = "https://".len();

pub(super) static META: RuleDef = RuleDef {
    name: "exposed-credentials",
    family: "links",
    severity: Some(Severity::Error),
    summary: "a link holds a user name or a password",
    doc: include_str!("exposed_credentials.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, _) in cx.destinations() {
        let written = cx.slice(link.dest);
        // Most have no `@`, and to find their schemes took 1 % of a check.
        if memchr::memchr(b'@', written.as_bytes()).is_none() {
            continue;
        }
        let Some(range) = credentials(written).next().filter(|range| range.start <= SCHEME) else {
            continue;
        };
        let (secret, start) = (&written[range.clone()], link.dest.range().start + range.start);
        let what = if secret.contains(':') { "a password" } else { "a user name" };
        let finding =
            Finding::new(Span::new(start, start + secret.len()), format!("this link holds {what}"))
                .label("everybody who reads the page has it")
                .help(
                    "remove it from the address; if it was a real one, change it where it is used",
                )
                .data(Data(vec![
                    ("destination", Datum::Text(covered(written).into_owned())),
                    ("target", Datum::Text(String::new())),
                    ("suggestions", Datum::List(Vec::new())),
                ]))
                .places(uses(cx, link));
        out.push(finding);
    }
}
