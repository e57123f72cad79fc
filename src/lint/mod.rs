//! Rules: each looks at one page with what is known of the corpus, and says what is wrong.
//!
//! A rule is a file in `rules/` with its documentation page beside it, and a line in [`RULES`]. It reads
//! a [`FileCx`]; it does not parse, touch the disk, resolve links or print.

mod conflicts;
mod labels;
mod link;
mod notes;
mod options;
pub(crate) mod peers;
pub mod rules;
pub mod sections;
pub mod select;
pub(crate) mod suppress;
mod text;
pub mod types;
pub(crate) mod whole;

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::Arc;

pub(crate) use options::Check;
pub use options::{Pattern, Rule};
pub use rules::RULES;
pub(crate) use rules::is_prepared;

use rustc_hash::FxHashMap;

use crate::base::date::Date;
use crate::base::diag::{Data, Place, RuleId, Severity};
use crate::base::edit::Fix;
use crate::base::ids::FileId;
use crate::base::span::Span;
use crate::corpus::{File, Snapshot};
use crate::doc::contents::{Contents, contents};
use crate::doc::{Dialect, Link, LinkKind};
use crate::resolve::judge::Policy;
use crate::resolve::{Page, Resolution, Resolved};
use crate::site::Sites;
use conflicts::{Conflict, conflicts};
use sections::Problem;
use select::RuleSet;
use suppress::Suppressions;
use types::{Locales, Typed};
use whole::Census;

/// What is known of a rule without running it.
#[derive(Debug)]
pub struct RuleDef {
    /// Kebab-case; reads well behind "allow".
    pub name: RuleId,
    /// The family that `--select` and the configuration may name instead.
    pub family: &'static str,
    /// Its severity unless configured; `None` when it is off.
    pub severity: Option<Severity>,
    /// What it finds, one line.
    pub summary: &'static str,
    /// Its page, as Markdown.
    pub doc: &'static str,
    /// How it finds it.
    pub(crate) check: Check,
}

/// The rule called `name`.
pub fn rule(name: &str) -> Option<&'static RuleDef> {
    RULES.iter().copied().find(|rule| rule.name == name)
}

/// Every family once, in the order of the rules.
pub fn families() -> Vec<&'static str> {
    let mut families: Vec<&str> = Vec::new();
    for rule in RULES {
        if !families.contains(&rule.family) {
            families.push(rule.family);
        }
    }
    families
}

static DEFAULT_POLICY: Policy = Policy { accept: Vec::new(), strict: false };

/// One page and all that a rule may know about it.
pub struct FileCx<'a> {
    /// Its id.
    pub id: FileId,
    /// The page.
    pub file: &'a File,
    /// Where its links lead, row by row as in its document.
    pub resolutions: &'a [Arc<Resolution>],
    /// Where its failed links would lead, row by row.
    pub failed: &'a [Resolution],
    /// The rest of the corpus.
    pub snapshot: &'a Snapshot,
    /// How it is published.
    pub sites: &'a Sites,
    /// Dialects in which anchors have to exist as well.
    pub dialects: &'a [&'static Dialect],
    /// Its page types.
    pub types: &'a [Typed],
    /// Its language, if that is not the one that page types speak.
    pub locale: Option<String>,
    /// The languages of pages.
    pub(crate) locales: &'a Locales,
    /// The language that page types speak.
    pub source_locale: Option<&'a str>,
    /// The day on which it is judged, if anybody says.
    pub(crate) today: Option<Date>,
    /// Which rules run on it.
    pub(crate) rules: &'a RuleSet,
    /// What it says of its findings. The rules about that run last, when it is known what was suppressed.
    pub(crate) suppressions: Suppressions<'a>,
    /// What it wants of external links.
    pub policy: &'a Policy,
    /// The rows of the links that use each definition, by its row.
    uses: FxHashMap<usize, Vec<usize>>,
    census: &'a dyn Census,
    contents: OnceCell<Contents>,
    conflicts: OnceCell<Vec<Conflict>>,
    problems: OnceCell<Vec<(usize, Problem)>>,
}

/// What is the same for all pages.
#[derive(Clone, Copy)]
pub struct Shared<'a> {
    /// The corpus.
    pub snapshot: &'a Snapshot,
    /// How it is published.
    pub sites: &'a Sites,
    /// Dialects in which anchors have to exist as well.
    pub dialects: &'a [&'static Dialect],
    /// The languages of its pages.
    pub locales: &'a Locales,
    /// The day, for what expires.
    pub today: Option<Date>,
    /// What rules find in all pages at once.
    pub(crate) census: &'a dyn Census,
}

impl<'a> FileCx<'a> {
    /// The context of one page.
    pub fn new(
        id: FileId,
        file: &'a File,
        resolved: &'a Resolved,
        types: &'a [Typed],
        rules: &'a RuleSet,
        shared: Shared<'a>,
    ) -> Self {
        let Shared { snapshot, sites, dialects, locales, today, census } = shared;
        let (resolutions, failed) = (&*resolved.links, &*resolved.failed);
        let mut uses: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (row, link) in file.doc.links.iter().enumerate() {
            if let Some(definition) = link.definition {
                uses.entry(definition as usize).or_default().push(row);
            }
        }
        Self {
            id,
            file,
            resolutions,
            failed,
            snapshot,
            sites,
            dialects,
            types,
            locale: if types.is_empty() { None } else { locales.of(file) },
            locales,
            source_locale: locales.source.as_deref(),
            today,
            rules,
            suppressions: Suppressions::new(&file.doc.directives, today),
            policy: &DEFAULT_POLICY,
            uses,
            census,
            contents: OnceCell::new(),
            conflicts: OnceCell::new(),
            problems: OnceCell::new(),
        }
    }

    /// The same with another opinion of external links.
    #[must_use]
    pub fn judged_by(self, policy: &'a Policy) -> Self {
        Self { policy, ..self }
    }

    /// What `rule`, which looks at all pages at once, finds in this one.
    fn of_whole(&self, rule: &RuleDef) -> impl Iterator<Item = Finding> {
        self.census.found(rule).of(self.id).iter().cloned()
    }

    /// The page from which the link of `resolution` starts: this one, or one that includes it.
    pub(crate) fn page_of(&self, resolution: &Resolution) -> Page<'a> {
        let reader = resolution.reader.and_then(|reader| self.snapshot.file(reader));
        Page::new(reader.map_or(self.file, |reader| &**reader), self.snapshot, self.sites)
    }

    /// The text at `span`.
    pub fn slice(&self, span: Span) -> &'a str {
        let file: &'a File = self.file;
        &file.text[span.range()]
    }

    /// The text with blanks for all code, so that offsets stay true.
    pub(crate) fn without_code(&self) -> String {
        let mut out = String::with_capacity(self.file.text.len());
        for code in &self.file.doc.code {
            out.push_str(&self.file.text[out.len()..code.range().start]);
            let blank = |byte| if byte == b'\n' { '\n' } else { ' ' };
            out.extend(self.slice(*code).bytes().map(blank));
        }
        out.push_str(&self.file.text[out.len()..]);
        out
    }

    /// Every destination that is written in the page with where it leads: all links but the uses of definitions,
    /// and no definition that nothing uses, for its destination leads no reader anywhere.
    pub fn destinations(&self) -> impl Iterator<Item = (&'a Link, &'a Resolution)> {
        let file: &'a File = self.file;
        let rows = file.doc.links.iter().zip(self.resolutions);
        rows.enumerate().filter_map(|(row, (link, resolution))| {
            let written = link.definition.is_none();
            let unused = link.kind == LinkKind::Definition && !self.is_used(row) && !self.is_part();
            (written && !unused).then_some((link, &**resolution))
        })
    }

    /// Is the page copied into others, which may use what it defines?
    pub fn is_part(&self) -> bool {
        let path = &self.file.path;
        self.snapshot.readers(path).next().is_some()
            || self.sites.all().iter().any(|site| site.labels.files.contains(path))
    }

    /// The row of `link`, one of the document's links.
    pub(crate) fn row(&self, link: &Link) -> Option<usize> {
        // Links are in document order, and few start at one place.
        let links = &self.file.doc.links;
        let first = links.partition_point(|other| other.span.start < link.span.start);
        let same = links[first..].iter().position(|other| std::ptr::eq(other, link));
        same.map(|nth| first + nth)
    }

    /// The links that use `definition`, one of the document's links.
    pub(crate) fn uses(&self, definition: &Link) -> impl Iterator<Item = &'a Link> {
        let file: &'a File = self.file;
        let links = &file.doc.links;
        let rows = self.row(definition).and_then(|row| self.uses.get(&row));
        rows.into_iter().flatten().map(|&row| &links[row])
    }

    /// What the page holds besides links and headings.
    pub fn contents(&self) -> &Contents {
        let file: &File = self.file;
        self.contents.get_or_init(|| contents(&file.text, file.format, file.dialect, &file.doc))
    }

    /// The merges in the page that nobody finished.
    pub(crate) fn conflicts(&self) -> &[Conflict] {
        self.conflicts.get_or_init(|| conflicts(&self.file.text, &self.file.doc))
    }

    /// Does `span` stand on a side of a conflict? Headings and keys are there twice, and the line between the sides makes a
    /// title of the paragraph above it: all of that is one problem.
    pub(crate) fn in_conflict(&self, span: Span) -> bool {
        let told = self.rules.severity("conflict-marker", None).is_some();
        told && self.conflicts().iter().any(|conflict| conflict.holds(span))
    }

    /// What is wrong with the sections of the page, by each of its types.
    pub fn section_problems(&self) -> impl Iterator<Item = (&'a Typed, &Problem)> {
        let problems = self.problems.get_or_init(|| {
            let types = self.types.iter().enumerate();
            let problems = types.flat_map(|(row, typed)| {
                sections::problems(typed, self).into_iter().map(move |problem| (row, problem))
            });
            problems.collect()
        });
        let types = self.types;
        problems.iter().map(move |(row, problem)| (&types[*row], problem))
    }
}

/// The first few words of `text`, for a sentence.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        None => Cow::Borrowed(text),
        Some((end, _)) => Cow::Owned(format!("{}…", text[..end].trim_end())),
    }
}

/// What a rule says about one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) label: Cow<'static, str>,
    pub(crate) help: Option<String>,
    pub(crate) data: Data,
    pub(crate) fix: Option<Fix>,
    pub(crate) cause: Option<String>,
    pub(crate) places: Vec<Place>,
    pub(crate) severity: Option<Severity>,
}

impl Finding {
    /// A finding with nothing but a place and a sentence.
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            message: message.into(),
            label: Cow::Borrowed("here"),
            help: None,
            data: Data::default(),
            fix: None,
            cause: None,
            places: Vec::new(),
            severity: None,
        }
    }

    pub(crate) fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = label.into();
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(crate) fn data(mut self, data: Data) -> Self {
        self.data = data;
        self
    }

    pub(crate) fn fix(mut self, fix: Fix) -> Self {
        self.fix = Some(fix);
        self
    }

    pub(crate) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    pub(crate) fn places(mut self, places: Vec<Place>) -> Self {
        self.places = places;
        self
    }

    /// This finding is worse, or better, than those of its rule usually are.
    pub(crate) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }
}

/// Where rules put their findings.
#[derive(Debug, Default)]
pub struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn push(&mut self, finding: Finding) {
        self.0.push(finding);
    }
}

/// The lines that `span` fills, with their line ending, and with a blank line behind them if one stands in front, too;
/// `None` when something else stands there.
pub(crate) fn whole_lines(text: &str, span: Span) -> Option<Span> {
    let range = span.range();
    let start = text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let end = range.end + blank_line(&text[range.end..])?;
    let alone = text[start..range.start].trim().is_empty();
    let before = text[..start].lines().next_back();
    let blank_before = before.is_none_or(|line| line.trim().is_empty());
    let behind = blank_line(&text[end..]).filter(|_| blank_before && end < text.len()).unwrap_or(0);
    alone.then(|| Span::new(start, end + behind))
}

/// How long the line at the start of `text` is with its ending; `None` when it is not blank.
fn blank_line(text: &str) -> Option<usize> {
    let blank = text.len() - text.trim_start_matches([' ', '\t']).len();
    match &text.as_bytes()[blank..] {
        [b'\r', b'\n', ..] => Some(blank + 2),
        [b'\n' | b'\r', ..] => Some(blank + 1),
        [] => Some(blank),
        _ => None,
    }
}
