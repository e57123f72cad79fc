//! JSON for programs: keys in a fixed order, arrays sorted, the same bytes for any thread count.

use std::borrow::Cow;
use std::io::{self, Write};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::{Host, Places, Report};
use crate::base::diag::{Data, Datum, Diagnostic, Place};
use crate::base::edit::Edit;
use crate::base::ids::FileId;
use crate::base::path::{has_raw_bytes, name_to_bytes};
use crate::base::secret::covered;
use crate::base::span::Span;
use crate::corpus::File;
use crate::engine::View;

/// Rises when a key changes its meaning.
pub(super) const SCHEMA: u32 = 1;
/// Who wrote the report.
pub(super) const TOOL: ToolOut =
    ToolOut { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") };

#[derive(Serialize)]
struct ReportOut<'a> {
    schema: u32,
    tool: ToolOut,
    summary: SummaryOut<'a>,
    diagnostics: Vec<DiagnosticOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct ToolOut {
    name: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
pub(super) struct SummaryOut<'a> {
    files: usize,
    links: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
    unverified: usize,
    suppressed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    baselined: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    hosts: &'a [Host],
    #[serde(skip_serializing_if = "Option::is_none")]
    config_from: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hidden: Vec<HiddenOut<'a>>,
}

/// A finding that a comment suppresses which the change adds.
#[derive(Serialize)]
struct HiddenOut<'a> {
    rule: &'a str,
    path: String,
    line: u32,
}

#[derive(Serialize)]
pub(super) struct DiagnosticOut<'a> {
    rule: &'a str,
    severity: &'a str,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    path_bytes_b64: Option<String>,
    start: PositionOut,
    end: PositionOut,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    data: DataOut<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixOut<'a>>,
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<PlaceOut<'a>>,
}

#[derive(Serialize)]
pub(super) struct PositionOut {
    line: u32,
    column: u32,
    offset: u64,
}

#[derive(Serialize)]
struct PlaceOut<'a> {
    path: String,
    start: PositionOut,
    end: PositionOut,
    note: &'a str,
}

#[derive(Serialize)]
struct FixOut<'a> {
    safety: &'static str,
    title: &'a str,
    edits: Vec<EditOut<'a>>,
}

#[derive(Serialize)]
struct EditOut<'a> {
    path: String,
    start: u64,
    end: u64,
    replacement: &'a str,
}

struct DataOut<'a>(&'a Data);

impl Serialize for DataOut<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.0.len()))?;
        for (key, datum) in &self.0.0 {
            match datum {
                Datum::Text(text) => map.serialize_entry(key, text)?,
                Datum::List(list) => map.serialize_entry(key, list)?,
                Datum::Number(number) => map.serialize_entry(key, number)?,
            }
        }
        map.end()
    }
}

/// Write the whole report.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let whole = ReportOut {
        schema: SCHEMA,
        tool: TOOL,
        summary: summary(report),
        diagnostics: report.diagnostics.iter().map(|found| diagnostic(found, &places)).collect(),
    };
    put(&whole, out)
}

pub(super) fn summary<'a>(report: &Report<'a>) -> SummaryOut<'a> {
    let super::Summary { errors, warnings, infos, unverified } = report.summary();
    let places = Places::new(report.view);
    SummaryOut {
        files: report.files,
        links: report.links,
        errors,
        warnings,
        infos,
        unverified,
        suppressed: report.suppressed.len() - report.baselined() - report.earlier(),
        earlier: report.since.map(|_| report.earlier()),
        baselined: Some(report.baselined()).filter(|&count| count > 0),
        fixed: report.repairs.map(|repairs| repairs.count),
        left_out: report.external.left_out,
        incomplete: report.incomplete,
        hosts: if report.host_stats { &report.external.hosts } else { &[] },
        config_from: report.config_from,
        hidden: report.hidden.iter().map(|found| hidden(found, &places)).collect(),
    }
}

fn hidden<'a>(found: &'a Diagnostic, places: &Places<'_>) -> HiddenOut<'a> {
    let line = places.line_col(found.file, found.span.start).line;
    HiddenOut { rule: found.rule, path: path(found.file, places).0, line }
}

pub(super) fn put(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

pub(super) fn diagnostic<'a>(found: &'a Diagnostic, places: &Places<'_>) -> DiagnosticOut<'a> {
    let (start, end) = positions(found.file, found.span, places);
    let (path, path_bytes_b64) = path(found.file, places);
    DiagnosticOut {
        rule: found.rule,
        severity: found.severity.name(),
        path,
        path_bytes_b64,
        start,
        end,
        message: &found.message,
        help: found.help.as_deref(),
        data: DataOut(&found.data),
        fix: found.fix.as_ref().map(|fix| FixOut {
            safety: fix.safety.name(),
            title: &fix.title,
            edits: fix.edits.iter().map(|edit| edit_out(edit, places)).collect(),
        }),
        fingerprint: &found.fingerprint,
        cause: found.cause.as_deref(),
        places: found.places.iter().map(|place| place_out(place, places)).collect(),
    }
}

fn place_out<'a>(place: &'a Place, places: &Places<'_>) -> PlaceOut<'a> {
    let (start, end) = positions(place.file, place.span, places);
    PlaceOut { path: path(place.file, places).0, start, end, note: &place.note }
}

fn edit_out<'a>(edit: &'a Edit, places: &Places<'_>) -> EditOut<'a> {
    let (start, end) =
        (places.stored(edit.file, edit.span.start), places.stored(edit.file, edit.span.end));
    EditOut { path: path(edit.file, places).0, start, end, replacement: &edit.replacement }
}

pub(super) fn positions(
    file: FileId,
    span: Span,
    places: &Places<'_>,
) -> (PositionOut, PositionOut) {
    let position = |offset| {
        let place = places.line_col(file, offset);
        PositionOut { line: place.line, column: place.column, offset: places.stored(file, offset) }
    };
    (position(span.start), position(span.end))
}

/// The path of a page, and its bytes in base 64 where they are not UTF-8.
pub(super) fn path(file: FileId, places: &Places<'_>) -> (String, Option<String>) {
    let path = places.file(file).map(|file| file.path.as_str()).unwrap_or_default();
    if !has_raw_bytes(path) {
        return (path.to_owned(), None);
    }
    let bytes = name_to_bytes(path);
    (String::from_utf8_lossy(&bytes).into_owned(), Some(BASE64_STANDARD.encode(&bytes)))
}

#[derive(Serialize)]
struct ListOut<T> {
    schema: u32,
    files: Vec<T>,
}

#[derive(Serialize)]
struct LinksOut<'a> {
    path: String,
    links: Vec<LinkOut<'a>>,
}

#[derive(Serialize)]
struct LinkOut<'a> {
    kind: &'static str,
    destination: Cow<'a, str>,
    start: PositionOut,
    end: PositionOut,
    status: &'static str,
    target: Option<&'a str>,
    fragment: Option<&'a str>,
    url: Option<Cow<'a, str>>,
}

/// Write the links of `pages` and where each leads.
pub fn links_json(view: &View, pages: &[FileId], out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(view);
    let links_of = |&id: &FileId| {
        let (file, resolved) = (places.file(id)?, view.resolved(id)?);
        let rows = file.doc.links.iter().zip(&resolved.links);
        let links = rows.map(|(link, resolution)| {
            let (start, end) = positions(id, link.dest, &places);
            LinkOut {
                kind: link.kind.name(),
                destination: covered(&link.url),
                start,
                end,
                status: resolution.status.name(),
                target: resolution.target.as_deref(),
                fragment: resolution.fragment.as_deref(),
                url: resolution.url.as_ref().map(|url| covered(url.as_str())),
            }
        });
        Some(LinksOut { path: path(id, &places).0, links: links.collect() })
    };
    put(&ListOut { schema: SCHEMA, files: pages.iter().filter_map(links_of).collect() }, out)
}

#[derive(Serialize)]
struct AnchorsOut<'a> {
    path: String,
    dialect: &'static str,
    anchors: Vec<AnchorOut<'a>>,
}

#[derive(Serialize)]
struct AnchorOut<'a> {
    id: &'a str,
    kind: &'static str,
    line: u32,
    text: &'a str,
}

/// Write the anchors of `pages`.
pub fn anchors_json(view: &View, pages: &[FileId], out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(view);
    let anchors_of = |&id: &FileId| {
        let file: &File = places.file(id)?;
        let there = file.doc.anchors.iter().filter(|anchor| anchor.kind.is_there());
        let anchors = there.map(|anchor| AnchorOut {
            id: &anchor.id,
            kind: anchor.kind.name(),
            line: places.line_col(id, anchor.span.start).line,
            text: file.doc.heading_text(anchor),
        });
        Some(AnchorsOut {
            path: path(id, &places).0,
            dialect: file.dialect.name,
            anchors: anchors.collect(),
        })
    };
    put(&ListOut { schema: SCHEMA, files: pages.iter().filter_map(anchors_of).collect() }, out)
}
