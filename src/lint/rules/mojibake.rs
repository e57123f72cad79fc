//! UTF-8 that was read as some other charset.

use crate::base::diag::{Data, Datum, Severity};
use crate::base::edit::{Fix, Safety};
use crate::base::span::Span;
use crate::doc::Link;
use crate::doc::mojibake::{self, Garbled};
use crate::lint::{Check, FileCx, Finding, Findings, RuleDef, excerpt};
use crate::resolve::{Damage, Resolution, Status};

pub(super) static META: RuleDef = RuleDef {
    name: "mojibake",
    family: "encoding",
    severity: Some(Severity::Error),
    summary: "text was saved as UTF-8 and read as another charset: `â€™` for `’`",
    doc: include_str!("mojibake.md"),
    check: Check::Plain(check),
};

/// What kind of text is garbled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'a> {
    Prose,
    /// It means what it is, byte for byte.
    Code,
    /// Part of a destination that leads there.
    Destination(&'a Resolution),
}

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    let text = &*cx.file.text;
    let all = mojibake::find(text);
    if all.is_empty() {
        return;
    }
    let code = |garbled: &Garbled| cx.file.doc.is_code(Span::from(garbled.span.clone()));
    // A page may show garbled text as code: that proves nothing for its prose.
    let (shown, prose) = if all.iter().any(code) {
        (all.into_iter().filter(code).collect(), mojibake::find(&cx.without_code()))
    } else {
        (Vec::new(), all)
    };
    let mut destinations: Vec<(&Link, &Resolution)> =
        cx.destinations().filter(|(link, _)| !cx.slice(link.dest).is_ascii()).collect();
    destinations.sort_by_key(|(link, _)| link.dest);
    let mut found: Vec<(Garbled, Place<'_>)> =
        shown.into_iter().filter(|shown| shown.sure).map(|shown| (shown, Place::Code)).collect();
    for garbled in prose {
        let place = place(&garbled, &destinations);
        match found.last_mut() {
            Some((last, Place::Prose)) if place == Place::Prose => {
                let between = &text[last.span.end..garbled.span.start];
                if is_same_damage(last, &garbled) && goes_on(between) {
                    last.text.push_str(between);
                    last.text.push_str(&garbled.text);
                    last.span.end = garbled.span.end;
                    continue;
                }
                found.push((garbled, place));
            }
            _ => found.push((garbled, place)),
        }
    }
    out.0.extend(found.iter().filter_map(|(garbled, place)| finding(cx, garbled, *place)));
}

/// Where `garbled` stands; `destinations` are sorted.
fn place<'a>(garbled: &Garbled, destinations: &[(&'a Link, &'a Resolution)]) -> Place<'a> {
    let span = Span::from(garbled.span.clone());
    let behind = destinations.partition_point(|(link, _)| link.dest.start <= span.start);
    let before = behind.checked_sub(1).and_then(|row| destinations.get(row));
    let around = before.filter(|(link, _)| link.dest.contains(span));
    around.map_or(Place::Prose, |(_, resolution)| Place::Destination(resolution))
}

fn is_same_damage(a: &Garbled, b: &Garbled) -> bool {
    (a.charset, a.times, a.sure) == (b.charset, b.times, b.sure)
}

/// Is what stands between two runs on one line nothing but spaces and punctuation of prose?
fn goes_on(between: &str) -> bool {
    between.bytes().all(|byte| matches!(byte, b' ' | b',' | b';' | b'.' | b'?'))
}

fn finding(cx: &FileCx<'_>, garbled: &Garbled, place: Place<'_>) -> Option<Finding> {
    let span = Span::from(garbled.span.clone());
    let charset = match garbled.times {
        1 => garbled.charset.to_owned(),
        times => format!("{}, {times} times over", garbled.charset),
    };
    let data = Data(vec![
        ("text", Datum::Text(cx.slice(span).to_owned())),
        ("repaired", Datum::Text(garbled.text.clone())),
        ("charset", Datum::Text(garbled.charset.to_owned())),
        ("times", Datum::Number(garbled.times as u64)),
    ]);
    let sure = if garbled.sure { "" } else { "probably " };
    let message = format!("garbled text: {sure}UTF-8 that was read as {charset}");
    let finding =
        Finding::new(span, message).label(format!("was “{}”", excerpt(&garbled.text))).data(data);
    let cause = |kind: &str| format!("mojibake {} {charset} {kind}", cx.file.path);
    let order = "Write the text that was garbled";
    let fix =
        |safety| Fix::replace(safety, order, cx.id, span, garbled.text.clone()).changes_content();
    Some(match place {
        Place::Prose if garbled.sure => finding
            .cause(cause(""))
            .fix(fix(Safety::Safe))
            .help("`--fix` writes what it was; save pages as UTF-8"),
        Place::Prose => {
            let help = "if it is not meant as it stands, write what it was";
            let finding = finding.severity(Severity::Warning).cause(cause("perhaps"));
            finding.fix(fix(Safety::Unsafe)).help(help)
        }
        Place::Code => {
            let help = "code may mean it as it stands, so it is not changed: look at it yourself";
            finding.severity(Severity::Warning).cause(cause("code")).help(help)
        }
        Place::Destination(resolution) => {
            let finding = if garbled.sure { finding } else { finding.severity(Severity::Warning) };
            let leads = resolution.status == Status::Ok;
            let repaired = matches!(resolution.damage.as_deref(), Some(Damage::Garbled { .. }));
            // A link to an anchor that is garbled as well changes together with it.
            let safety = if garbled.sure || !leads { Safety::Safe } else { Safety::Unsafe };
            let help =
                "a destination is changed only where the new one leads to something that is known";
            match (repaired, leads) {
                (true, _) => {
                    finding.cause(cause("link")).fix(fix(safety)).help("write the repaired one")
                }
                // Files may have such names, too.
                (false, true) => return None,
                (false, false) => finding.cause(cause("destination")).help(help),
            }
        }
    })
}
