//! What a run found, and the ways to write it down.
//!
//! A format is a file here and a line in [`Format`]: it reads a [`Report`] and writes to a stream.

mod compact;
mod concise;
mod dot;
mod earlier;
mod edges;
mod figures;
mod flat;
mod github;
mod gitlab;
mod harmless;
pub(crate) mod hosts;
mod html;
pub mod human;
mod json;
mod jsonl;
mod junit;
mod markdown;
mod owners;
mod places;
mod rdjson;
mod refs;
mod review;
pub mod safe;
mod sarif;
mod source;
mod stats;
mod tally;

use std::collections::BTreeMap;
use std::io::{self, Write};

pub use dot::links_dot;
pub use earlier::{Before, Earlier};
pub use edges::{Edge, edges};
pub use json::{anchors_json, links_json};
pub use owners::{OWNERS_FILES, Owners};
pub use places::{Places, Standpoint};
pub use refs::{Ref, Wanted, refs, refs_human, refs_json};

use crate::base::diag::{Diagnostic, Severity, Suppressed, Suppression};
use crate::engine::View;

/// The ways to write a report, each with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// For people at a terminal.
    Human,
    /// One line a finding, that terminals and editors can follow.
    Concise,
    /// One JSON object.
    Json,
    /// One JSON object a page, and one for the whole.
    Jsonl,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands that GitHub shows beside the lines of a change.
    Github,
    /// Markdown for the summary of a GitHub workflow.
    GithubSummary,
    /// A Code Quality report for GitLab.
    Gitlab,
    /// `JUnit` XML, which every CI system reads.
    Junit,
    /// The diagnostic format of reviewdog.
    Rdjson,
    /// Markdown for a comment on a change.
    Markdown,
    /// Counts by rule, by folder and by host.
    Stats,
    /// One HTML file for a browser.
    Html,
}

impl Format {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 13] = [
        Self::Human,
        Self::Concise,
        Self::Json,
        Self::Jsonl,
        Self::Sarif,
        Self::Github,
        Self::GithubSummary,
        Self::Gitlab,
        Self::Junit,
        Self::Rdjson,
        Self::Markdown,
        Self::Stats,
        Self::Html,
    ];

    /// The name that `--format` uses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Concise => "concise",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::GithubSummary => "github-summary",
            Self::Gitlab => "gitlab",
            Self::Junit => "junit",
            Self::Rdjson => "rdjson",
            Self::Markdown => "markdown",
            Self::Stats => "stats",
            Self::Html => "html",
        }
    }

    /// Write `report` to `out`.
    pub fn write(
        self,
        report: &Report<'_>,
        style: &human::Style,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        match self {
            Self::Human => human::write(report, style, out),
            Self::Concise => concise::write(report, out),
            Self::Json => json::write(report, out),
            Self::Jsonl => jsonl::write(report, out),
            Self::Sarif => sarif::write(report, out),
            Self::Github => github::write(report, out),
            Self::GithubSummary => markdown::write(report, &markdown::STEP_SUMMARY, out),
            Self::Gitlab => gitlab::write(report, out),
            Self::Junit => junit::write(report, out),
            Self::Rdjson => rdjson::write(report, out),
            Self::Markdown => markdown::write(report, &markdown::COMMENT, out),
            Self::Stats => stats::write(report, out),
            Self::Html => html::write(report, out),
        }
    }
}

/// What a run found.
pub struct Report<'a> {
    /// The corpus that it was found in.
    pub view: &'a View,
    /// The findings, sorted by path, offset and rule.
    pub diagnostics: &'a [Diagnostic],
    /// Findings that are not reported.
    pub suppressed: &'a [Suppressed],
    /// Pages that were checked.
    pub files: usize,
    /// Links in them, definitions not counted.
    pub links: usize,
    /// What cut the run short, if something did.
    pub incomplete: Option<&'a str>,
    /// What the change under review is told from, if only its own findings are reported.
    pub since: Option<&'a str>,
    /// Findings that comments suppress which the change adds.
    pub hidden: &'a [Diagnostic],
    /// The commit whose configuration counts, if that is not the one of the pages.
    pub config_from: Option<&'a str>,
    /// What was repaired, if that was wanted.
    pub repairs: Option<Repairs>,
    /// How external addresses were asked.
    pub external: &'a External,
    /// Is what became of each host to be shown?
    pub host_stats: bool,
    /// Where those are who will read it, if people do.
    pub standpoint: &'a Standpoint,
    /// What it is to be seen with.
    pub context: &'a Context,
}

/// What lies beside a corpus and helps to read a report about it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Who looks after which page.
    pub owners: Owners,
    /// An earlier report.
    pub earlier: Option<Earlier>,
    /// What the corpus is called, with the commit that is checked out.
    pub name: Option<String>,
}

/// How external addresses were asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct External {
    /// Addresses that were asked.
    pub asked: usize,
    /// Addresses of which earlier runs, or other processes, knew.
    pub remembered: usize,
    /// Those of them that failed then.
    pub failed_before: usize,
    /// Addresses that were left alone because the change does not touch the links to them, if that was wanted.
    pub left_out: Option<usize>,
    /// What became of each host.
    pub hosts: Vec<Host>,
}

/// What became of one host.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Host {
    /// Its name, with the port if that is a special one.
    pub host: String,
    /// Its addresses.
    pub urls: usize,
    /// Requests that were sent to it.
    pub requests: usize,
    /// Addresses that ended without any answer.
    pub unanswered: usize,
    /// Answers by which it asked for fewer requests.
    pub limited: usize,
    /// Seconds for which it was left alone because of those.
    pub waited: u64,
}

/// What was repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repairs {
    /// Findings that are gone.
    pub count: usize,
    /// The pages were written; otherwise this is what would be.
    pub written: bool,
    /// Unsafe fixes were tried, too.
    pub risky: bool,
}

/// Findings counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub infos: usize,
    /// Links that could not be verified, whatever their severity.
    pub unverified: usize,
}

/// `1 page` or `2 pages`.
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The rule whose findings never turn a run red.
pub const UNVERIFIED: &str = "unverified-external";

impl Report<'_> {
    /// How many findings of each kind there are.
    pub fn summary(&self) -> Summary {
        let count =
            |severity| self.diagnostics.iter().filter(|found| found.severity == severity).count();
        Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            unverified: self.diagnostics.iter().filter(|found| found.rule == UNVERIFIED).count(),
        }
    }

    /// How many findings the baseline knows.
    pub fn baselined(&self) -> usize {
        self.suppressed.iter().filter(|found| found.by == Suppression::Baseline).count()
    }

    /// How many findings were there before the change under review.
    pub fn earlier(&self) -> usize {
        self.suppressed.iter().filter(|found| found.by == Suppression::Earlier).count()
    }

    /// How many findings each rule has.
    pub fn by_rule(&self) -> BTreeMap<&'static str, usize> {
        let mut rules = BTreeMap::new();
        for diagnostic in self.diagnostics {
            *rules.entry(diagnostic.rule).or_insert(0) += 1;
        }
        rules
    }

    /// Links that could not be verified, by the kind of reason.
    pub fn unverified(&self) -> BTreeMap<&str, usize> {
        let mut kinds = BTreeMap::new();
        for found in self.diagnostics.iter().filter(|found| found.rule == UNVERIFIED) {
            *kinds.entry(found.data.text("kind").unwrap_or_default()).or_insert(0) += 1;
        }
        kinds
    }

    /// The worst severity among findings that count.
    pub fn worst(&self) -> Option<Severity> {
        let counting = self.diagnostics.iter().filter(|found| found.rule != UNVERIFIED);
        counting.map(|found| found.severity).max()
    }
}
