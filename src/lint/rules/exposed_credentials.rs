//! A link with a user name or password in it.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::span::Span;
use crate::lint::link::uses;
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};

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
        let Some((at, secret)) = credentials(written) else { continue };
        let start = link.dest.range().start + at;
        let redacted = format!("{}…{}", &written[..at], &written[at + secret.len()..]);
        let what = if secret.contains(':') { "a password" } else { "a user name" };
        let finding =
            Finding::new(Span::new(start, start + secret.len()), format!("this link holds {what}"))
                .label("everybody who reads the page has it")
                .help(
                    "remove it from the address; if it was a real one, change it where it is used",
                )
                .data(Data(vec![
                    ("destination", Datum::Text(redacted)),
                    ("target", Datum::Text(String::new())),
                    ("suggestions", Datum::List(Vec::new())),
                ]))
                .places(uses(cx, link));
        out.push(finding);
    }
}

/// What stands in front of the `@` of an address, and where.
fn credentials(destination: &str) -> Option<(usize, &str)> {
    let at = if destination.starts_with("//") { 2 } else { destination.find("://")? + 3 };
    let rest = &destination[at..];
    let authority = &rest[..rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len())];
    let (secret, host) = authority.rsplit_once('@')?;
    // `git@host` is how everybody reaches a host by SSH; what is to be filled in is no secret.
    let scheme = destination[..at].to_ascii_lowercase();
    let web = scheme.starts_with("http") || scheme.starts_with("ftp") || scheme == "//";
    let blank = secret.is_empty() || secret.contains(['<', '{', '$', '%', '[']) || host.is_empty();
    (web && !blank).then_some((at, secret))
}
