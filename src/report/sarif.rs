//! SARIF 2.1.0 for code scanning
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>).
//!
//! One run, paths relative and percent-encoded, minified. It names no category (`automationDetails`): one in the file would
//! win over the one that a workflow gives to each of its uploads.
//!
//! GitHub keeps 5,000 results of an upload and refuses 25,000
//! (<https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit>), so the
//! worst are written, and how many were left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use serde::Serialize;

use super::flat::{self, Flat};
use super::{Places, Report};
use crate::base::diag::{Diagnostic, Place, Severity, Suppression};
use crate::base::ids::FileId;
use crate::base::path::name_to_bytes;
use crate::base::span::Span;
use crate::lint::{RULES, RuleDef};

/// Results beyond this many are counted, not written.
const MOST: usize = 5_000;

/// GitHub keeps this many locations of a result, and refuses a file in which one has a thousand.
const MOST_RELATED: usize = 99;

/// What a path may not hold as it is: all but RFC 3986's unreserved characters, and the slash.
const IN_URI: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    invocations: [Invocation; 1],
    results: Vec<SarifResult<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<RuleOut>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RuleOut {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    help_uri: String,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
struct Help {
    text: &'static str,
    markdown: &'static str,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'a str,
    message: Text,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, &'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<FixOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline_state: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[SuppressionOut<'a>; 1]>,
}

#[derive(Serialize)]
struct SuppressionOut<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    #[serde(rename = "physicalLocation")]
    physical: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Artifact {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FixOut<'a> {
    description: Text,
    artifact_changes: Vec<Change<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Inserted<'a>,
}

#[derive(Serialize)]
struct Inserted<'a> {
    text: &'a str,
}

/// Write the worst findings, and every rule that found one of them.
pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let places = Places::new(report.view);
    let compared =
        report.context.earlier.is_some() || report.since.is_some() || report.baselined() > 0;
    let cx = Cx { report, places: &places, compared };
    let mut all = flat::worst_first(report, &places);
    let left_out = all.len().saturating_sub(MOST);
    all.truncate(MOST);
    // What is suppressed says so in its results, and takes only room that is left.
    let suppressed = report.suppressed.iter().take(MOST - all.len());
    let suppressed: Vec<_> = suppressed
        .map(|found| (Flat::new(&found.diagnostic, report, &places), Some(&found.by)))
        .collect();
    let all: Vec<(Flat<'_>, Option<&Suppression>)> =
        all.into_iter().map(|flat| (flat, None)).chain(suppressed).collect();
    let told = |rule: &&&RuleDef| all.iter().any(|(flat, _)| flat.found.rule == rule.name);
    let rules: Vec<&RuleDef> = RULES.iter().filter(told).copied().collect();
    let row = |name| rules.iter().position(|rule| rule.name == name).unwrap_or_default();
    let results = all.iter().map(|(flat, by)| cx.result(flat, row(flat.found.rule), *by)).collect();
    let driver = Driver {
        name: env!("CARGO_PKG_NAME"),
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.iter().map(|rule| rule_out(rule)).collect(),
    };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            invocations: [invocation(report, left_out)],
            results,
        }],
    };
    serde_json::to_writer(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn invocation(report: &Report<'_>, left_out: usize) -> Invocation {
    let cut = (left_out > 0)
        .then(|| format!("{left_out} more findings are left out: code scanning keeps {MOST}"));
    let said = cut.into_iter().chain(report.incomplete.map(|why| format!("incomplete: {why}")));
    let notification = |text| Notification { level: "warning", message: Text { text } };
    Invocation {
        execution_successful: report.incomplete.is_none(),
        tool_execution_notifications: said.map(notification).collect(),
    }
}

fn rule_out(rule: &RuleDef) -> RuleOut {
    RuleOut {
        id: rule.name,
        short_description: Text { text: rule.summary.to_owned() },
        full_description: Text { text: description(rule) },
        help_uri: format!(
            "{}/blob/v{}/src/lint/rules/{}.md",
            env!("CARGO_PKG_REPOSITORY"),
            env!("CARGO_PKG_VERSION"),
            rule.name.replace('-', "_")
        ),
        help: Help { text: rule.doc, markdown: rule.doc },
        default_configuration: Configuration {
            enabled: rule.severity.is_some(),
            level: rule.severity.map_or("warning", level),
        },
        properties: Properties { tags: [rule.family] },
    }
}

/// The first paragraph of a rule's page, as plain text.
fn description(rule: &RuleDef) -> String {
    let first = rule.doc.split("\n\n").find(|part| !part.starts_with('#'));
    first.unwrap_or(rule.summary).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn suppression(by: &Suppression) -> SuppressionOut<'_> {
    match by {
        Suppression::Comment { reason, .. } => {
            SuppressionOut { kind: "inSource", justification: reason.as_deref() }
        }
        Suppression::Baseline => {
            SuppressionOut { kind: "external", justification: Some("in the baseline") }
        }
        Suppression::Earlier => SuppressionOut {
            kind: "external",
            justification: Some("it was there before the change"),
        },
    }
}

fn level(severity: Severity) -> &'static str {
    flat::word(severity, ["error", "warning", "note"])
}

struct Cx<'a> {
    report: &'a Report<'a>,
    places: &'a Places<'a>,
    /// Is it known what was there before?
    compared: bool,
}

impl Cx<'_> {
    fn result<'f>(
        &self,
        flat: &Flat<'f>,
        rule_index: usize,
        by: Option<&'f Suppression>,
    ) -> SarifResult<'f> {
        let found = flat.found;
        let related = found.places.iter().take(MOST_RELATED).enumerate();
        SarifResult {
            rule_id: found.rule,
            rule_index,
            level: level(found.severity),
            message: Text { text: flat.text() },
            locations: [Location {
                id: None,
                physical: self.physical(found.file, found.span),
                message: None,
            }],
            related_locations: related.map(|(row, place)| self.related(row, place)).collect(),
            partial_fingerprints: BTreeMap::from([("guidepost/v1", &*found.fingerprint)]),
            fixes: self.fix(found).into_iter().collect(),
            baseline_state: self.baseline_state(found, by),
            suppressions: by.map(|by| [suppression(by)]),
        }
    }

    /// Was it known? Said of each result, or of none where nothing tells new from old.
    fn baseline_state(&self, found: &Diagnostic, by: Option<&Suppression>) -> Option<&'static str> {
        if !self.compared {
            return None;
        }
        let earlier = self.report.context.earlier.as_ref();
        match by {
            None if earlier.is_some_and(|earlier| earlier.knows(found)) => Some("unchanged"),
            None => Some("new"),
            Some(Suppression::Baseline | Suppression::Earlier) => Some("unchanged"),
            Some(Suppression::Comment { .. }) => None,
        }
    }

    fn related(&self, row: usize, place: &Place) -> Location {
        Location {
            id: Some(row + 1),
            physical: self.physical(place.file, place.span),
            message: Some(Text { text: place.note.to_string() }),
        }
    }

    fn fix<'f>(&self, found: &'f Diagnostic) -> Option<FixOut<'f>> {
        let fix = found.fix.as_ref()?;
        let mut files: BTreeMap<FileId, Vec<Replacement<'f>>> = BTreeMap::new();
        for edit in &fix.edits {
            files.entry(edit.file).or_default().push(Replacement {
                deleted_region: self.region(edit.file, edit.span),
                inserted_content: Inserted { text: &edit.replacement },
            });
        }
        let change =
            |(file, replacements)| Change { artifact_location: self.artifact(file), replacements };
        Some(FixOut {
            description: Text { text: fix.title.clone() },
            artifact_changes: files.into_iter().map(change).collect(),
        })
    }

    fn physical(&self, file: FileId, span: Span) -> Physical {
        Physical { artifact_location: self.artifact(file), region: self.region(file, span) }
    }

    fn artifact(&self, file: FileId) -> Artifact {
        let path =
            self.places.file(file).map(|file| self.report.standpoint.seen_from_above(&file.path));
        let path = path.unwrap_or_default();
        // A byte that is not UTF-8 is percent-encoded as it is.
        let bytes = name_to_bytes(&path);
        let uri = percent_encode(&bytes, IN_URI).to_string();
        Artifact { uri, uri_base_id: "%SRCROOT%" }
    }

    fn region(&self, file: FileId, span: Span) -> Region {
        let start = self.places.line_col(file, span.start);
        let end = self.places.line_col(file, span.end);
        Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}
