//! A destination that is written so that it cannot work as meant.

use url::Url;

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::base::url::{Class, decode, split};
use crate::doc::{FailedLink, Failure, Link, LinkKind, PAGE_EXTENSIONS};
use crate::lint::link::{data, places};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef};
use crate::resolve::{
    Damage, Resolution, Status, is_template, misspelt_address, misspelt_scheme, without_title,
};

pub(super) static META: RuleDef = RuleDef {
    name: "malformed-destination",
    family: "links",
    severity: Some(Severity::Warning),
    summary: "a destination is written so that it cannot work as meant",
    doc: include_str!("malformed_destination.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for (link, resolution) in cx.destinations() {
        let Some(flaw) = flaw(cx.slice(link.dest), link, resolution) else { continue };
        let mut data = data(cx, link, resolution);
        data.set("suggestions", Datum::List(flaw.repaired.iter().cloned().collect()));
        let mut finding = Finding::new(link.dest, flaw.message)
            .label(flaw.label)
            .data(data)
            .places(places(cx, link, resolution));
        if let Some(severity) = flaw.severity {
            finding = finding.severity(severity);
        }
        finding = match flaw.repaired {
            Some(repaired) => {
                let order = "Write the destination as it is meant";
                let help = format!("write `{repaired}`");
                finding.help(help).fix(Fix::replace(
                    Safety::Safe,
                    order,
                    cx.id,
                    link.dest,
                    repaired,
                ))
            }
            None => finding.help(flaw.help),
        };
        out.push(finding);
    }
    for (failed, resolution) in cx.file.doc.failed.iter().zip(cx.failed) {
        out.0.extend(failed_link(cx, failed, resolution));
    }
}

/// What is wrong with the way a destination is written.
struct Flaw {
    message: String,
    label: &'static str,
    /// What to write, where that is certain.
    repaired: Option<String>,
    /// What to do where it is not.
    help: &'static str,
    severity: Option<Severity>,
}

fn flaw(written: &str, link: &Link, resolution: &Resolution) -> Option<Flaw> {
    let flaw = |message: &str, label, repaired| Flaw {
        message: message.to_owned(),
        label,
        repaired,
        help: "",
        severity: None,
    };
    if let Some(Damage::Misspelt { why, repaired }) = resolution.damage.as_deref() {
        let message = format!("nothing is found at this destination because {why}");
        let flaw = flaw(&message, "written wrongly", Some(repaired.clone()));
        return Some(Flaw { severity: Some(Severity::Error), ..flaw });
    }
    // A link that works is looked at again only for the one thing that may be odd about it.
    if resolution.status == Status::Ok && !link.url.contains('%') || is_template(&link.url) {
        return None;
    }
    let parts = split(&link.url);
    match parts.class {
        Class::Local => Some(Flaw {
            help: "link to the file by a path relative to this page",
            severity: Some(Severity::Error),
            ..flaw("this destination works on one computer only", "a path of a file system", None)
        }),
        Class::Path if parts.path.contains("%00") => Some(Flaw {
            help: "remove the %00",
            severity: Some(Severity::Error),
            ..flaw("no file name can hold the character %00", "cannot exist", None)
        }),
        Class::Path if resolution.status == Status::Missing && encoded_slash(parts.path) => {
            let repaired = written.replace("%2F", "/").replace("%2f", "/");
            let message = "`%2F` is a character of a name here and separates no folders";
            Some(Flaw {
                severity: Some(Severity::Error),
                ..flaw(message, "cannot be a path", Some(repaired))
            })
        }
        Class::Path
            if resolution.status == Status::Ok && stray_percents(parts.path).next().is_some() =>
        {
            let message = "a `%` in this destination starts no percent-encoding";
            Some(flaw(message, "servers disagree about it", Some(encode_stray_percents(written))))
        }
        Class::Path if resolution.status == Status::Ok && is_literal(parts.path, resolution) => {
            let message = "a file is called like this destination, which servers decode first";
            let repaired = Some(written.replace('%', "%25"));
            Some(flaw(message, "found as it is written", repaired))
        }
        Class::External if let Some((_, repaired)) = misspelt_address(written) => {
            let message =
                "the scheme of this address and what follows are not written as in `https://`";
            Some(flaw(message, "browsers guess what it means", Some(repaired)))
        }
        Class::External if let Some(host) = look_alike(&link.url) => {
            let message = format!("the host of this address mixes two scripts: it is `{host}`");
            Some(Flaw {
                help: "type the host anew: letters of another script look like Latin ones",
                ..flaw(&message, "only looks like the name of a host", None)
            })
        }
        Class::External
            if link.kind != LinkKind::Autolink
                && let Some((host, repaired)) = forwarded(&link.url) =>
        {
            let message = format!("this address leads through {host}, where another one stands");
            Some(flaw(&message, "a program put it in front", Some(repaired)))
        }
        Class::External
            if resolution.status == Status::External
                && resolution.url.is_none()
                && link.kind != LinkKind::Autolink =>
        {
            Some(Flaw {
                help: "write an address with a host name, such as https://example.com/page",
                ..flaw("this is no address that a browser can open", "not a URL", None)
            })
        }
        Class::Other if let Some(repaired) = misspelt_scheme(written) => Some(flaw(
            "no program knows the scheme of this address",
            "a typing error",
            Some(repaired),
        )),
        Class::Other if let Some((message, help)) = unreachable(&link.url) => {
            Some(Flaw { help, ..flaw(message, "reaches nobody", None) })
        }
        _ => None,
    }
}

/// What is wrong with a link that writes or calls, and what to write.
fn unreachable(url: &str) -> Option<(&'static str, &'static str)> {
    let (scheme, rest) = url.split_once(':')?;
    let to = rest.split('?').next().unwrap_or_default();
    match &*scheme.to_ascii_lowercase() {
        // Who only gives a subject or a text lets readers choose whom to write to (RFC 6068, section 2).
        "mailto" if rest.is_empty() => Some((
            "this writes to nobody",
            "write the address behind `mailto:`, as in `mailto:docs@example.com`",
        )),
        "mailto" if !to.is_empty() && !decode(to).contains('@') => Some((
            "this is no mail address",
            "write a name, an `@` and a host, as in `mailto:docs@example.com`",
        )),
        "tel" | "sms" if !to.bytes().any(|c| c.is_ascii_alphanumeric()) => {
            Some(("this calls nobody", "write a number, as in `tel:+15550100`"))
        }
        _ => None,
    }
}

/// The host of `url` as it is asked for, where a part of its name has Latin letters and such as only look like them:
/// nobody registers these, but for a fraud.
fn look_alike(url: &str) -> Option<String> {
    if url.is_ascii() {
        return None;
    }
    let host = url.split_once("//")?.1.split(['/', '?', '#']).next()?;
    let is_mixed = |label: &str| {
        let other = |c: char| matches!(c, '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}');
        label.contains(|c: char| c.is_ascii_alphabetic()) && label.contains(other)
    };
    host.split('.').any(is_mixed).then(|| Url::parse(url).ok()?.host_str().map(str::to_owned))?
}

/// Hosts that programs lead links through, with the path and the key of the query in which the address stands.
const FORWARDERS: [(&str, &str, &str); 6] = [
    ("www.google.com", "/url", "q"),
    ("www.google.com", "/url", "url"),
    ("safelinks.protection.outlook.com", "/", "url"),
    ("l.facebook.com", "/l.php", "u"),
    ("slack-redir.net", "/link", "url"),
    ("www.youtube.com", "/redirect", "q"),
];

/// The address that `url` only leads to, as a destination, and the host that it leads through.
fn forwarded(url: &str) -> Option<(String, String)> {
    if !url.contains("=http") {
        return None;
    }
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    FORWARDERS.into_iter().find_map(|(forwarder, path, key)| {
        let before = host.strip_suffix(forwarder)?;
        let is_one = (before.is_empty() || before.ends_with('.')) && url.path() == path;
        let (_, inside) = url.query_pairs().find(|(name, _)| is_one && name == key)?;
        let inside = Url::parse(&inside).ok().filter(Url::has_host)?;
        // What would end the destination before its time, in Markdown or in an attribute.
        let written = inside.as_str().replace('(', "%28").replace(')', "%29").replace('\'', "%27");
        Some((host.to_owned(), written))
    })
}

/// Was a file found whose name has the percent signs of `path` in it?
fn is_literal(path: &str, resolution: &Resolution) -> bool {
    let name = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let found = resolution.target.as_deref().unwrap_or_default();
    name.contains('%') && decode(name) != name && found.rsplit('/').next() == Some(name)
}

fn encoded_slash(path: &str) -> bool {
    path.contains("%2F") || path.contains("%2f")
}

/// Where a `%` stands without two hexadecimal digits behind it.
fn stray_percents(path: &str) -> impl Iterator<Item = usize> {
    path.match_indices('%').map(|(at, _)| at).filter(|&at| {
        let digits = path.as_bytes().get(at + 1..at + 3);
        !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn encode_stray_percents(written: &str) -> String {
    let mut out = String::new();
    let mut done = 0;
    for at in stray_percents(written) {
        out.push_str(&written[done..=at]);
        out.push_str("25");
        done = at + 1;
    }
    out + &written[done..]
}

/// What images are called, for links that fail.
const IMAGE_EXTENSIONS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "webp"];

/// `[text](my page.md)` is no link at all. It was meant as one when the target is there, when it ends like a page or an image,
/// or when it is an address.
fn failed_link(cx: &FileCx<'_>, failed: &FailedLink, resolution: &Resolution) -> Option<Finding> {
    let written = cx.slice(failed.dest);
    let path = without_title(written);
    let parts = split(path);
    let exists = matches!(resolution.status, Status::Ok | Status::MissingAnchor);
    let address = parts.class == Class::External && !path.starts_with("//");
    let missing =
        matches!(resolution.status, Status::Missing | Status::WrongCase | Status::Escapes);
    let extension = parts.path.rsplit_once('.').map_or("", |(_, extension)| extension);
    let known = PAGE_EXTENSIONS.contains(&extension) || IMAGE_EXTENSIONS.contains(&extension);
    let meant = match parts.class {
        // Who shows how links are written escapes them, too.
        Class::Path => exists || missing && known && failed.why != Failure::Escaped,
        // `[text] (#12)` has the number of an issue behind it.
        Class::SamePage => exists && matches!(failed.why, Failure::Reversed | Failure::Open),
        _ => address,
    };
    if path.is_empty() || !meant {
        return None;
    }
    let (why, help) = match failed.why {
        Failure::Reversed => {
            ("brackets and parentheses are the wrong way round", "write `[text](destination)`")
        }
        Failure::Wide => ("its parentheses are full-width", "write `(` and `)`"),
        Failure::Apart => {
            ("a space stands between its brackets and its parentheses", "remove the space")
        }
        Failure::Escaped => ("its brackets are escaped", "remove the backslashes before them"),
        Failure::Unbalanced => (
            "its parentheses do not match",
            "put the destination between `<` and `>`, or add the parenthesis that is missing",
        ),
        Failure::Open => (
            "the parenthesis behind its destination is missing",
            "write `)` behind the destination",
        ),
        Failure::Written if !path.contains(' ') && written.matches('"').count() == 1 => {
            ("its title has no end", "put the title between two quotes")
        }
        Failure::Written if !path.contains(' ') && written.contains(['“', '”']) => {
            ("its title stands between curly quotes", "put the title between straight quotes")
        }
        Failure::Written => (
            "its destination holds a space",
            "write a space as `%20`, or put the destination between `<` and `>`",
        ),
    };
    let repair = repair(cx, failed, path, exists, address);
    let suggested = repair.iter().filter(|_| exists).map(|repair| repair.destination.clone());
    let data = Data(vec![
        ("destination", Datum::Text(written.to_owned())),
        ("target", Datum::Text(resolution.target.as_deref().unwrap_or_default().to_owned())),
        ("suggestions", Datum::List(suggested.collect())),
    ]);
    let finding = Finding::new(failed.dest, format!("this is no link, because {why}"))
        .label("readers see the brackets")
        .data(data);
    let Some(Repair { safety, span, text, .. }) = repair else { return Some(finding.help(help)) };
    let written = if failed.why == Failure::Open { format!("({text}") } else { text.clone() };
    let help = format!("write `{written}`");
    let fix = Fix::replace(safety, "Write it as a link", cx.id, span, text);
    Some(finding.help(help).fix(fix.changes_content()))
}

/// How a failed link becomes one.
struct Repair {
    safety: Safety,
    span: Span,
    text: String,
    destination: String,
}

/// What is certain is safe: the target is there, or all that is wrong is around an address.
fn repair(
    cx: &FileCx<'_>,
    failed: &FailedLink,
    path: &str,
    exists: bool,
    address: bool,
) -> Option<Repair> {
    let title = cx.slice(failed.dest)[path.len()..].trim();
    let title = title.trim_matches(|c| matches!(c, '"' | '“' | '”' | '\''));
    let encoded = path.replace(' ', "%20");
    let around = matches!(failed.why, Failure::Reversed | Failure::Wide | Failure::Apart);
    let (safety, destination) = match failed.why {
        Failure::Unbalanced if exists => (Safety::Safe, format!("<{path}>")),
        // What is missing is most often the last one: `[x](https://example.org/wiki/A_(b)`.
        Failure::Unbalanced if address && !path.contains(' ') => {
            let missing = path.matches('(').count().checked_sub(path.matches(')').count())?;
            (Safety::Unsafe, format!("{path}{}", ")".repeat(missing)))
        }
        Failure::Escaped => (Safety::Unsafe, path.to_owned()),
        Failure::Open if address => (Safety::Unsafe, path.to_owned()),
        _ if exists => (Safety::Safe, encoded),
        // Of spaces in an address nobody knows where it ends.
        _ if address && around && !path.contains(' ') => (Safety::Safe, encoded),
        _ => return None,
    };
    let inside =
        if title.is_empty() { destination.clone() } else { format!("{destination} \"{title}\"") };
    let (span, text) = match failed.why {
        Failure::Reversed | Failure::Escaped => {
            (failed.span, format!("[{}]({inside})", cx.slice(failed.text)))
        }
        Failure::Wide | Failure::Apart => {
            let behind = Span { start: failed.text.end + 1, end: failed.span.end };
            (behind, format!("({inside})"))
        }
        Failure::Open => (failed.dest, format!("{inside})")),
        _ => (failed.dest, inside),
    };
    Some(Repair { safety, span, text, destination })
}
