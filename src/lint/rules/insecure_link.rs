//! A link that is not encrypted.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::lint::link::{data, uses};
use crate::lint::{Check, FileCx, Finding, Findings, Rule, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "insecure-link",
    family: "links",
    severity: None,
    summary: "a link leads to `http://`, which anybody on the way can read and change",
    doc: include_str!("insecure_link.md"),
    check: Check::told::<InsecureLink>(),
};

/// The rule's options.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct InsecureLink {
    /// Hosts that are not encrypted, with all below them.
    allow: Vec<String>,
}

/// Hosts within a network, and those that stand for no host at all (RFC 6761, RFC 6762).
const PRIVATE: [&str; 8] =
    ["localhost", "local", "internal", "lan", "test", "example", "invalid", "example.com"];

impl Rule for InsecureLink {
    fn check(&self, cx: &FileCx<'_>, out: &mut Findings) {
        for (link, resolution) in cx.destinations() {
            let Some(url) = &resolution.url else { continue };
            let host = url.authority().split(':').next().unwrap_or_default();
            let known = self.allow.iter().map(String::as_str).chain(PRIVATE);
            if !url.as_str().starts_with("http://")
                || !host.contains('.')
                || host.bytes().all(|c| c == b'.' || c.is_ascii_digit())
                || known.into_iter().any(|known| is_in(host, known))
            {
                continue;
            }
            let finding = Finding::new(link.dest, format!("this link to {host} is not encrypted"))
                .label("anybody on the way can read and change it")
                .help("write `https://`, if the host answers there")
                .data(data(cx, link, resolution))
                .places(uses(cx, link));
            out.push(finding);
        }
    }
}

/// Is `host` the host `domain`, or below it?
fn is_in(host: &str, domain: &str) -> bool {
    let above = host.strip_suffix(&domain.to_ascii_lowercase());
    above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
}
