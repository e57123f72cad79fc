//! An error with everything in it made harmless for terminals before it is drawn.
//!
//! What is drawn has escape sequences of its own, for colours, and cannot be cleaned afterwards.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, NamedSource, Severity, SourceCode};

use super::safe;

/// What miette draws of an error. Its causes are not: each message names its own.
#[derive(Debug)]
pub(super) struct Harmless {
    severity: Option<Severity>,
    message: String,
    help: Option<String>,
    labels: Vec<LabeledSpan>,
    source: Option<NamedSource<String>>,
}

impl Harmless {
    pub(super) fn new(error: &dyn Diagnostic) -> Self {
        let clean = |text: String| safe::text(&text).into_owned();
        let labels: Vec<LabeledSpan> = error.labels().into_iter().flatten().collect();
        let source = error.source_code().zip(labels.first());
        Self {
            severity: error.severity(),
            message: clean(error.to_string()),
            help: error.help().map(|help| clean(help.to_string())),
            source: source.and_then(|(source, label)| whole(source, label)),
            labels: labels
                .into_iter()
                .map(|label| {
                    let text = label.label().map(|text| clean(text.to_owned()));
                    LabeledSpan::new(text, label.offset(), label.len())
                })
                .collect(),
        }
    }
}

/// All lines of `source`. Stand-ins are as long as what they stand for, so that labels stay true.
fn whole(source: &dyn SourceCode, label: &LabeledSpan) -> Option<NamedSource<String>> {
    let all = usize::MAX / 2;
    let contents = source.read_span(label.inner(), all, all).ok()?;
    let text = String::from_utf8_lossy(contents.data());
    let lines: Vec<_> = text.split("\r\n").map(safe::text).collect();
    let name = safe::path(contents.name().unwrap_or_default()).into_owned();
    Some(NamedSource::new(name, lines.join("\r\n")))
}

impl fmt::Display for Harmless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Harmless {}

impl Diagnostic for Harmless {
    fn severity(&self) -> Option<Severity> {
        self.severity
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}
