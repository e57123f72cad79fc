//! An external link of which nobody can say whether it works.

use crate::base::diag::{Datum, Severity};
use crate::base::history::date;
use crate::base::observation::Outcome;
use crate::lint::link::{self, data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::judge::Verdict;

pub(super) static META: RuleDef = RuleDef {
    name: "unverified-external",
    family: "external",
    severity: Some(Severity::Info),
    summary: "it could not be told whether an external link works",
    doc: include_str!("unverified_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, history, verdict) in verdicts(cx) {
        let Verdict::Unverified(kind, why) = verdict else { continue };
        let mut data = data(cx, link, resolution);
        data.set("kind", Datum::Text(kind.to_owned()));
        data.set("reason", Datum::Text(why.clone()));
        if let Some(good) = history.last_good {
            data.set("last-good", Datum::Text(date(good)));
        }
        let chain = link::chain(&history.latest);
        let (cause, label, help) = match &history.latest.outcome {
            Outcome::BadRedirect(_) => (
                link::cause(META.name, resolution),
                "look whether a browser opens it",
                Some(format!("it redirects: {}", chain.join(" -> "))),
            ),
            // What a proxy wants is between it and whoever runs this.
            Outcome::Answered(status) if kind == "blocked" && *status >= 400 && *status != 407 => (
                format!("{} {why}", META.name),
                "may well work for readers",
                Some(format!(
                    "once you have looked, `accept = [\"{status} on https://HOST/\"]` under [external] takes it for fine"
                )),
            ),
            _ => {
                let label = match kind {
                    "not-checked" => "was not asked",
                    "soft-404" => "likely not the page that was meant",
                    "anchor" => "may well be there",
                    "unconfirmed" => "worked before",
                    _ => "may well work for readers",
                };
                (format!("{} {why}", META.name), label, None)
            }
        };
        if !chain.is_empty() {
            data.set("chain", Datum::List(chain));
        }
        let mut finding = Finding::new(link.dest, format!("not verified: {why}"))
            .label(label)
            .data(data)
            .cause(cause)
            .places(uses(cx, link));
        if let Some(help) = help {
            finding = finding.help(help);
        }
        out.push(finding);
    }
}
