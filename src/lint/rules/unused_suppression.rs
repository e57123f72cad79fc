//! A comment that suppresses nothing, or no longer.

use crate::base::date::Date;
use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Edit, Effect, Fix, Safety};
use crate::base::near::did_you_mean;
use crate::base::span::Span;
use crate::doc::{Directive, Tool};
use crate::lint::select::is_known;
use crate::lint::suppress::{FAMILY, Stated, means};
use crate::lint::{Check, FileCx, Finding, Findings, RULES, RuleDef, whole_lines};

pub(super) static META: RuleDef = RuleDef {
    name: "unused-suppression",
    family: FAMILY,
    severity: Some(Severity::Warning),
    summary: "a comment suppresses findings that are not there, or its time is over",
    doc: include_str!("unused_suppression.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for stated in cx.suppressions.own() {
        let directive = stated.directive;
        let name = &*directive.name;
        if directive.covers.is_none() {
            let (message, help) = if name == "guidepost-ignore-end" {
                (
                    "no region that this could end is open".to_owned(),
                    "remove it, or write `guidepost-ignore-start` where the region starts",
                )
            } else {
                (
                    format!("there is no comment `{name}`"),
                    "there are `guidepost-ignore` for the next block, `guidepost-ignore-line`, `-file`, and `-start` with `-end`",
                )
            };
            out.push(finding(directive.span, message, directive).help(help));
            continue;
        }
        if name == "guidepost-ignore-start" && directive.end.is_none() {
            let message = "this region has no end, so that it hides what the rest of the page has";
            out.push(
                finding(directive.span, message, directive)
                    .help("write `<!-- guidepost-ignore-end -->` where it ends"),
            );
        }
        if let Some(until) = &directive.until
            && Date::parse(until).is_none()
        {
            let message = format!("`{until}` is no day");
            out.push(
                finding(directive.span, message, directive)
                    .help("write it as in `until:2026-12-31`"),
            );
        }
        if stated.expired {
            let until = directive.until.as_deref().unwrap_or_default();
            let found = finding(directive.span, format!("this ended on {until}"), directive);
            let found =
                found.label("counts no longer").help("repair what it suppressed, and remove it");
            out.push(removable(found, cx, directive));
        } else {
            unused(cx, stated, out);
        }
    }
}

/// What `stated`, which is valid, names in vain.
fn unused(cx: &FileCx<'_>, stated: &Stated<'_>, out: &mut Findings) {
    let directive = stated.directive;
    if directive.names.is_empty() {
        let ran = RULES
            .iter()
            .filter(|rule| rule.severity.is_some())
            .all(|rule| has_run(cx, rule, directive));
        if ran && !stated.is_used(0) {
            let found = finding(
                directive.span,
                "nothing is found here that this could suppress",
                directive,
            );
            out.push(removable(found.help("remove it"), cx, directive));
        }
        return;
    }
    let vain: Vec<usize> = (0..directive.names.len())
        .filter(|&row| !stated.is_used(row) && is_over(cx, &directive.names[row].1, directive))
        .collect();
    if vain.len() == directive.names.len() {
        let names: Vec<String> =
            directive.names.iter().map(|(_, name)| format!("`{name}`")).collect();
        let message = format!("{} is not found here", names.join(" or "));
        let found = finding(directive.span, message, directive).label("suppresses nothing");
        out.push(removable(found.help("remove it"), cx, directive));
        return;
    }
    for (row, (span, name)) in directive.names.iter().enumerate() {
        if !is_known(name) {
            let found = finding(*span, format!("there is no rule `{name}`"), directive);
            let help = did_you_mean(name, RULES.iter().map(|rule| rule.name)).unwrap_or_default();
            out.push(found.help(help));
        } else if vain.contains(&row) {
            let found = finding(*span, format!("`{name}` is not found here"), directive);
            let found = found.label("suppresses nothing").help("remove the name");
            let order = "Remove the name that suppresses nothing";
            let around = with_comma(directive, row);
            out.push(if directive.in_front_matter {
                found
            } else {
                found.fix(Fix::replace(Safety::Safe, order, cx.id, around, ""))
            });
        }
    }
}

fn finding(span: Span, message: impl Into<String>, directive: &Directive) -> Finding {
    let names = directive.names.iter().map(|(_, name)| name.to_string()).collect();
    let mut data = Data(vec![("names", Datum::List(names))]);
    for (key, value) in [("reason", &directive.reason), ("until", &directive.until)] {
        if let Some(value) = value {
            data.set(key, Datum::Text(value.to_string()));
        }
    }
    Finding::new(span, message).data(data)
}

/// Were all rules that `name` means asked, so that not finding any is an answer?
fn is_over(cx: &FileCx<'_>, name: &str, directive: &Directive) -> bool {
    let meant: Vec<&RuleDef> =
        RULES.iter().copied().filter(|rule| means(Tool::Guidepost, name, rule)).collect();
    let on = |rule: &&&RuleDef| rule.name == name || rule.severity.is_some();
    !meant.is_empty()
        && meant.iter().all(|rule| rule.family != FAMILY)
        && meant.iter().filter(on).all(|rule| has_run(cx, rule, directive))
}

/// Did `rule` look at all that `directive` covers? An external link says nothing before it is asked.
fn has_run(cx: &FileCx<'_>, rule: &RuleDef, directive: &Directive) -> bool {
    let covered = |span: Span| {
        directive.covers.is_some_and(|covers| covers.start <= span.start && span.start < covers.end)
    };
    let asked = || {
        let urls = cx.destinations().filter(|(link, _)| covered(link.dest));
        let mut urls = urls.filter_map(|(_, resolution)| resolution.url.as_ref());
        urls.all(|url| cx.snapshot.observed(url).is_some())
    };
    cx.rules.active().any(|active| active.name == rule.name)
        && (rule.family != "external" || asked())
}

/// `found`, with the fix that removes the directive and what ends its region.
fn removable(found: Finding, cx: &FileCx<'_>, directive: &Directive) -> Finding {
    if directive.in_front_matter {
        let Some(span) = entry(&cx.file.text, directive.span) else { return found };
        let order = "Remove the entry that suppresses nothing";
        // Nobody reads it, yet it is content to whoever compares pages.
        let fix = Fix::replace(Safety::Safe, order, cx.id, span, "").changes_content();
        return found.fix(fix);
    }
    let spans = [Some(directive.span), directive.end].into_iter().flatten();
    let edits = spans.map(|span| {
        let span = whole_lines(&cx.file.text, span).unwrap_or(span);
        Edit { file: cx.id, span, replacement: String::new() }
    });
    let (safety, title) = (Safety::Safe, "Remove the comment".to_owned());
    found.fix(Fix { safety, title, edits: edits.collect(), effect: Effect::Links })
}

/// The lines of the front matter that hold the entry at `span` and nothing else; with that of the key, where it is the only
/// one. `None` for a list in one line.
fn entry(text: &str, span: Span) -> Option<Span> {
    const KEYS: [&str; 2] = ["guidepost-ignore:", "guidepost-ignore ="];
    let range = span.range();
    let quote = |c: char| matches!(c, '"' | '\'');
    let start_of = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let start = start_of(range.start);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    if !text[range.end..end].trim_start_matches(quote).trim().is_empty() {
        return None;
    }
    match text[start..range.start].trim_end_matches(quote).trim() {
        before if KEYS.contains(&before) => Some(Span::new(start, end)),
        "-" => {
            let above = start_of(start.saturating_sub(1));
            let only = KEYS.contains(&text[above..start].trim())
                && !text[end..].trim_start_matches([' ', '\t']).starts_with('-');
            // The fence of the block starts with a hyphen as well.
            let fence = text[end..].starts_with("---") && KEYS.contains(&text[above..start].trim());
            Some(Span::new(if only || fence { above } else { start }, end))
        }
        _ => None,
    }
}

/// The name in `row` with the comma and the blanks that part it from another one.
fn with_comma(directive: &Directive, row: usize) -> Span {
    let names = &directive.names;
    match (row.checked_sub(1), names.get(row + 1)) {
        (_, Some((next, _))) => Span { start: names[row].0.start, end: next.start },
        (Some(before), None) => Span { start: names[before].0.end, end: names[row].0.end },
        (None, None) => names[row].0,
    }
}
