//! Front matter that is not as the schema of the page's type says.

use crate::base::diag::Severity;
use crate::base::span::Span;
use crate::lint::types::{Mistake, Schema, Typed};
use crate::lint::{Check, FileCx, Findings, RuleDef};

pub(super) static META: RuleDef = RuleDef {
    name: "front-matter-schema",
    family: "front-matter",
    severity: Some(Severity::Error),
    summary: "the front matter of a page is not as its type says",
    doc: include_str!("front_matter_schema.md"),
    check: Check::Plain(check),
};

fn check(cx: &FileCx<'_>, out: &mut Findings) {
    for typed in cx.types {
        let shape = &typed.page_type.front_matter;
        let metadata = cx.file.metadata();
        // A block that cannot be read is told by another rule.
        if metadata.error.is_some() {
            continue;
        }
        let mistakes = match &shape.schema {
            Some(schema) => schema.mistakes(&metadata.value),
            None => Vec::new(),
        };
        if shape.required && cx.file.doc.front_matter.is_none() {
            let missing: Vec<String> =
                mistakes.iter().filter_map(|mistake| mistake.missing.clone()).collect();
            let (key, help) = match missing.as_slice() {
                [] => (
                    String::new(),
                    "write a block between two lines of `---` at the top".to_owned(),
                ),
                keys => (
                    keys[0].clone(),
                    format!("write a block with `{}` at the top", keys.join("`, `")),
                ),
            };
            let message = "the page has no front matter".to_owned();
            say(typed, (&key, Span::default()), message, &help, out);
            continue;
        }
        for mistake in &mistakes {
            let schema = shape.schema.as_deref();
            one(cx, typed, mistake, schema, out);
        }
    }
}

fn one(
    cx: &FileCx<'_>,
    typed: &Typed,
    mistake: &Mistake,
    schema: Option<&Schema>,
    out: &mut Findings,
) {
    let place = cx.file.metadata().place(&mistake.pointer).unwrap_or_default();
    // An object may fill many lines: its first one is enough.
    let line = cx.slice(place).find(['\n', '\r']).unwrap_or(place.range().len());
    let span = Span::new(place.range().start, place.range().start + line);
    let key = mistake.pointer.trim_start_matches('/');
    let (name, message) = match &mistake.missing {
        Some(name) if key.is_empty() => (name, format!("front matter has no `{name}`")),
        Some(name) => (name, format!("`{key}` in the front matter has no `{name}`")),
        None if key.is_empty() => (&mistake.pointer, format!("front matter: {}", mistake.message)),
        None => (&mistake.pointer, format!("`{key}` in the front matter: {}", mistake.message)),
    };
    let path = schema.map_or("", |schema| schema.path.as_str());
    say(typed, (name, span), message, &format!("`{path}` says what it may be"), out);
}

fn say(typed: &Typed, (key, span): (&str, Span), message: String, help: &str, out: &mut Findings) {
    let help = super::with_origin(help, typed);
    let label = format!("front matter of a page of type `{}`", typed.page_type.name);
    out.push(super::type_finding(typed, "key", key, span, message).help(help).label(label));
}
