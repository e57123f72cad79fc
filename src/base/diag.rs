//! What guidepost has to say about a page: data, not text on a screen.

use std::borrow::Cow;
use std::fmt;

use super::edit::Fix;
use super::ids::FileId;
use super::span::Span;

/// The kebab-case name of a rule, for example `missing-target`.
pub type RuleId = &'static str;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// A reader may be hurt.
    Warning,
    /// A reader is hurt.
    Error,
}

impl Severity {
    /// The name that configuration and reports use.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One value of a finding's `data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Datum {
    /// A string.
    Text(String),
    /// Strings in a meaningful order.
    List(Vec<String>),
    /// A number.
    Number(u64),
}

/// What a program may want to know of a finding, in the order in which it is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Data(pub Vec<(&'static str, Datum)>);

impl Data {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Datum> {
        self.0.iter().find(|(name, _)| *name == key).map(|(_, datum)| datum)
    }

    /// The string at `key`.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Datum::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The list at `key`.
    pub fn list(&self, key: &str) -> Option<&[String]> {
        match self.get(key) {
            Some(Datum::List(list)) => Some(list),
            _ => None,
        }
    }

    /// Write `datum` at `key`, over what stood there.
    pub fn set(&mut self, key: &'static str, datum: Datum) {
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some(slot) => slot.1 = datum,
            None => self.0.push((key, datum)),
        }
    }
}

/// Another place that belongs to a finding, such as the use of a broken definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The page it is in.
    pub file: FileId,
    /// Where in that page.
    pub span: Span,
    /// What stands there, a few words.
    pub note: Cow<'static, str>,
}

/// One finding in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule that found it.
    pub rule: RuleId,
    /// How bad it is here, after configuration.
    pub severity: Severity,
    /// The page.
    pub file: FileId,
    /// Where in the page: for a finding about a link its destination.
    pub span: Span,
    /// What is wrong, one sentence.
    pub message: String,
    /// A few words for the caret under the place.
    pub label: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<String>,
    /// The same for programs.
    pub data: Data,
    /// The edit that repairs it.
    pub fix: Option<Fix>,
    /// Findings with the same cause carry the same string.
    pub cause: Option<String>,
    /// Other places to show with it.
    pub places: Vec<Place>,
    /// Stays the same when lines move: see `engine::fingerprint`.
    pub fingerprint: String,
}

/// Why a finding is not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suppression {
    /// The page says so.
    Comment {
        /// Why, as it says.
        reason: Option<Box<str>>,
        /// The last day on which that counts, as it says.
        until: Option<Box<str>>,
    },
    /// It was there when the baseline was made.
    Baseline,
    /// It was there before the change under review.
    Earlier,
}

/// A finding that is not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppressed {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// Why nobody is told.
    pub by: Suppression,
}
