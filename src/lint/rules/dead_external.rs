//! An external link that works for nobody.

use crate::base::diag::{Datum, Severity};
use crate::base::history::{History, date};
use crate::base::observation::Outcome;
use crate::base::secret::redacted;
use crate::base::url::UrlKey;
use crate::doc::Link;
use crate::lint::link::{self, data, uses, verdicts};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::Resolution;
use crate::resolve::judge::Verdict;

pub(super) static META: RuleDef = RuleDef {
    name: "dead-external",
    family: "external",
    severity: Some(Severity::Error),
    summary: "an external link leads to a page that is gone, an anchor that is not there, or no host",
    doc: include_str!("dead_external.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution, history, verdict) in verdicts(cx) {
        match verdict {
            Verdict::Broken(why) => out.push(dead(cx, link, resolution, history, &why)),
            Verdict::NoAnchor(id, similar) => {
                out.push(no_anchor(cx, link, resolution, &id, &similar));
            }
            Verdict::Fine | Verdict::Moved(_) | Verdict::Unverified(..) => {}
        }
    }
}

fn dead(
    cx: &FileCx<'_>,
    link: &Link,
    resolution: &Resolution,
    history: &History,
    why: &str,
) -> Finding {
    let mut data = data(cx, link, resolution);
    let seen = &history.latest;
    data.set("kind", Datum::Text("dead".to_owned()));
    data.set("reason", Datum::Text(why.to_owned()));
    let (chain, mut more) = (link::chain(seen), Vec::new());
    if !chain.is_empty() {
        more.push(format!("it redirects: {}", chain.join(" -> ")));
        data.set("chain", Datum::List(chain));
    }
    if let Some(good) = history.last_good {
        more.push(format!("it worked on {}", date(good)));
        data.set("last-good", Datum::Text(date(good)));
    }
    let more = if more.is_empty() { String::new() } else { format!("; {}", more.join("; ")) };
    // Built and not asked for: the archive limits requests, and knows of pages that it does not tell of. It has none of
    // those that nobody else can reach, or that are behind a secret.
    let url = resolution.url.as_ref().filter(|url| url.is_public()).map(UrlKey::as_str);
    let archive = url.filter(|url| redacted(url) == *url);
    let archive = archive.map(|url| format!("https://web.archive.org/web/{url}"));
    let copy = archive.as_ref().map_or_else(String::new, |archive| {
        format!(", or link to a copy if there is one: {archive}")
    });
    let help = match seen.outcome {
        Outcome::Tls(_) => format!(
            "browsers refuse it too; where your own network signs, name its certificates in SSL_CERT_FILE{more}"
        ),
        Outcome::NoSuchHost => format!("look whether its name is spelt right{copy}{more}"),
        _ => format!("find where the page went{copy}{more}"),
    };
    if let Some(archive) = archive {
        data.set("archive", Datum::Text(archive));
    }
    let via = match seen.hops.len() {
        0 => String::new(),
        1 => ", behind a redirect".to_owned(),
        many => format!(", behind {many} redirects"),
    };
    // The message says it in full.
    let label = match seen.outcome {
        Outcome::Tls(_) => "no browser opens this",
        Outcome::NoSuchHost => "no such host",
        _ => "gone",
    };
    Finding::new(link.dest, format!("this address is dead: {why}{via}"))
        .label(label)
        .help(help)
        .data(data)
        .cause(link::cause(META.name, resolution))
        .places(uses(cx, link))
}

fn no_anchor(
    cx: &FileCx<'_>,
    link: &Link,
    resolution: &Resolution,
    id: &str,
    similar: &[String],
) -> Finding {
    let mut data = data(cx, link, resolution);
    let page = link.url.split_once('#').map_or(&*link.url, |(page, _)| page);
    let suggestions: Vec<String> = similar.iter().map(|id| format!("{page}#{id}")).collect();
    let help = match similar.first() {
        Some(best) => format!("did you mean `#{best}`?"),
        None => "the page is there: look where the section went, or link to the page".to_owned(),
    };
    data.set("kind", Datum::Text("anchor".to_owned()));
    data.set("reason", Datum::Text(format!("the page has no anchor `{id}`")));
    data.set("suggestions", Datum::List(suggestions));
    Finding::new(link.dest, format!("the external page has no anchor `{id}`"))
        .label("no such anchor there")
        .help(help)
        .data(data)
        .cause(format!("{}#{id}", link::cause(META.name, resolution)))
        .places(uses(cx, link))
}
