//! A translation whose headings are no longer those of its source.

use crate::base::diag::{Data, Datum, Place};
use crate::base::span::Span;
use crate::corpus::File;
use crate::doc::Heading;
use crate::lint::whole::{ByPage, Whole};
use crate::lint::{Check, Finding, RuleDef, excerpt};

pub(super) static META: RuleDef = RuleDef {
    name: "structure-drift",
    family: "corpus",
    severity: None,
    summary: "a translation has other headings than the page that it translates",
    doc: include_str!("structure_drift.md"),
    check: Check::Whole(check),
};

fn check(whole: &Whole<'_>, told: &mut ByPage) {
    let locales = whole.locales;
    let Some(source) = &locales.source else { return };
    for (id, file) in whole.checked() {
        if locales.in_path(&file.path).is_none_or(|locale| locales.is_source(&locale)) {
            continue;
        }
        let original = locales.translated(&file.path, source);
        let Some((original_id, original)) = original.and_then(|path| whole.snapshot.page(&path))
        else {
            continue;
        };
        let (ours, theirs) = (&file.doc.headings, &original.doc.headings);
        let same = ours.iter().zip(theirs).take_while(|(a, b)| a.level == b.level).count();
        let (message, at) = match (ours.get(same), theirs.get(same)) {
            (None, None) => continue,
            (Some(_), Some(their)) => (
                format!("from here on the headings differ: the source has {} here", shown(their)),
                same,
            ),
            (Some(_), None) => {
                ("the source has no heading behind the one before this".to_owned(), same)
            }
            (None, Some(their)) => {
                (format!("the source goes on with {}", shown(their)), same.saturating_sub(1))
            }
        };
        let span = ours.get(at).map_or_else(Span::default, |heading| line(file, heading));
        let place = theirs.get(same).or(theirs.last()).map(|heading| Place {
            file: original_id,
            span: line(original, heading),
            note: "in the source".into(),
        });
        let finding = Finding::new(span, message)
            .label("headings tell what was translated")
            .help(format!("bring the page up to date with {}", original.path))
            .data(Data(vec![("target", Datum::Text(original.path.to_string()))]))
            .places(place.into_iter().collect());
        told.push(id, finding);
    }
}

fn shown(heading: &Heading) -> String {
    format!("“{}” (level {})", excerpt(&heading.text), heading.level)
}

fn line(file: &File, heading: &Heading) -> Span {
    let range = heading.span.range();
    Span::new(range.start, range.start + file.text[range].trim_end().len())
}
