//! One moment of the engine, for whoever checks and reports.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Leads;
use super::census::Counts;
use super::decode::decode;
use super::fingerprint;
use super::settings::{FileSettings, Groups, Settings};
use crate::base::diag::{Data, Datum, Diagnostic, Severity, Suppressed, Suppression};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::secret::covered;
use crate::base::span::Span;
use crate::base::url::UrlKey;
use crate::corpus::{File, Snapshot};
use crate::doc::Format;
use crate::lint::sections;
use crate::lint::types::{Typed, contradiction};
use crate::lint::{FileCx, Finding, Shared, is_prepared, rule};
use crate::resolve::{Resolved, anchor};

/// What is known at one moment. Cheap to copy, safe to read from any thread.
#[derive(Clone)]
pub struct View {
    snapshot: Arc<Snapshot>,
    pub(super) settings: Arc<Settings>,
    pub(super) groups: Arc<Groups>,
    resolved: Arc<Leads>,
    pub(super) counts: Counts,
}

/// What was found in a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is to be reported, in the order of the page.
    pub open: Vec<Diagnostic>,
    /// What the page says is not, in the same order.
    pub suppressed: Vec<Suppressed>,
}

impl View {
    pub(super) fn new(
        snapshot: Arc<Snapshot>,
        settings: Arc<Settings>,
        groups: Arc<Groups>,
        resolved: Arc<Leads>,
        counts: Counts,
    ) -> Self {
        Self { snapshot, settings, groups, resolved, counts }
    }

    /// The corpus.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// How things are to be judged.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Is the page `id` what `bytes` say?
    pub fn holds(&self, id: FileId, bytes: &[u8]) -> bool {
        self.snapshot.file(id).is_some_and(|file| decode(bytes.to_vec()).text == file.text)
    }

    /// Where the links of the page `id` lead.
    pub fn resolved(&self, id: FileId) -> Option<&Resolved> {
        self.resolved.0.get(id.index())?.as_deref()
    }

    /// Every address that a rule about external links wants to know of, each with the ids that links look for there. With
    /// `only_new` those of links that the change under review adds.
    pub fn external_urls(&self, only_new: bool) -> BTreeMap<UrlKey, BTreeSet<Box<str>>> {
        let mut urls: BTreeMap<UrlKey, BTreeSet<Box<str>>> = BTreeMap::new();
        for (id, file) in self.snapshot.pages() {
            let Some(resolved) = self.resolved(id).filter(|_| file.checked) else { continue };
            let settings = self.groups.of(&self.settings, file);
            if settings.rules.active().all(|rule| rule.family != "external") {
                continue;
            }
            let cx = self.context(id, file, resolved, &settings);
            for (link, resolution) in cx.destinations() {
                let Some(url) = &resolution.url else { continue };
                if only_new && !self.snapshot.adds(&file.path, &link.url) {
                    continue;
                }
                let fragment = link.url.split_once('#').map(|(_, fragment)| fragment);
                let id = fragment.and_then(|fragment| anchor::wanted(url, fragment));
                urls.entry(url.clone()).or_default().extend(id);
            }
        }
        urls
    }

    /// What is wrong with the page `id`, in the order of the page. Nothing for a page that is not to be checked.
    pub fn check(&self, id: FileId) -> Vec<Diagnostic> {
        self.check_all(id).open
    }

    /// Does `rule` run on the page `id`?
    pub fn runs(&self, id: FileId, rule: &str) -> bool {
        let file = self.snapshot.file(id);
        let settings = file.map(|file| self.groups.of(&self.settings, file));
        settings.is_some_and(|settings| settings.rules.severity(rule, None).is_some())
    }

    /// How bad findings of `rule` are in the page `id`; `None` where it does not run.
    pub(super) fn severity(&self, id: FileId, name: &str) -> Option<Severity> {
        let file = self.snapshot.file(id)?;
        self.groups.of(&self.settings, file).rules.severity(name, None)
    }

    /// What somebody else found about the whole page `id`, as a finding of `rule` if that runs there.
    pub(crate) fn about_page(&self, id: FileId, name: &str, found: Finding) -> Option<Diagnostic> {
        let file = self.snapshot.file(id)?;
        let settings = self.groups.of(&self.settings, file);
        let severity = settings.rules.severity(name, None)?;
        let mut told = diagnostic(id, rule(name)?.name, severity, found);
        fingerprint::stamp(std::iter::once(&mut told), file);
        Some(told)
    }

    /// As [`View::check`], with the findings that the page itself suppresses.
    pub fn check_all(&self, id: FileId) -> Checked {
        let Some(file) = self.snapshot.file(id).filter(|file| file.checked) else {
            return Checked::default();
        };
        let Some(resolved) = self.resolved(id) else { return Checked::default() };
        let settings = self.groups.of(&self.settings, file);
        let checked =
            catch_unwind(AssertUnwindSafe(|| self.findings(id, file, resolved, &settings)));
        let mut diagnostics = checked.unwrap_or_else(|_| {
            stopped(id, &settings).into_iter().map(|found| (found, None)).collect()
        });
        diagnostics.sort_by(|(a, _), (b, _)| (a.span, a.rule).cmp(&(b.span, b.rule)));
        // A finding is the same one whether those like it before are suppressed or not.
        fingerprint::stamp(diagnostics.iter_mut().map(|(found, _)| found), file);
        let mut checked = Checked::default();
        for (diagnostic, by) in diagnostics {
            match by {
                None => checked.open.push(diagnostic),
                Some(by) => checked.suppressed.push(Suppressed { diagnostic, by }),
            }
        }
        checked
    }

    /// What the settings say of the page `id`.
    pub fn file_settings(&self, id: FileId) -> Option<Arc<FileSettings>> {
        Some(self.groups.of(&self.settings, self.snapshot.file(id)?))
    }

    /// The types of the page `id`, each with what the page has of its sections.
    pub fn types(&self, id: FileId) -> Vec<(Typed, Vec<sections::Row>)> {
        let (Some(file), Some(resolved)) = (self.snapshot.file(id), self.resolved(id)) else {
            return Vec::new();
        };
        let settings = self.groups.of(&self.settings, file);
        let cx = self.context(id, file, resolved, &settings);
        let types = settings.types.iter();
        types.map(|typed| (typed.clone(), sections::outline(&typed.page_type, &cx))).collect()
    }

    /// The language of the page `id`, if that is not the one that page types speak.
    pub fn locale(&self, id: FileId) -> Option<String> {
        self.settings.locales.of(self.snapshot.file(id)?)
    }

    /// The first page that cannot satisfy two of its types, and why. The work is done once for all pages with the same
    /// types.
    pub fn contradiction(&self) -> Option<(RelPath, String)> {
        let mut seen: Vec<Arc<FileSettings>> = Vec::new();
        for (_, file) in self.snapshot.pages().into_iter().filter(|(_, file)| file.checked) {
            let settings = self.groups.of(&self.settings, file);
            let types = &settings.types;
            if types.len() < 2 || seen.iter().any(|known| Arc::ptr_eq(known, &settings)) {
                continue;
            }
            for (row, a) in types.iter().enumerate() {
                for b in &types[row + 1..] {
                    let (a, b) = (&a.page_type, &b.page_type);
                    if let Some(why) = contradiction(a, b) {
                        let why = format!("{why} ({} and {})", a.declared, b.declared);
                        return Some((file.path.clone(), why));
                    }
                }
            }
            seen.push(settings);
        }
        None
    }

    /// What rules may know of one page.
    fn context<'a>(
        &'a self,
        id: FileId,
        file: &'a File,
        resolved: &'a Resolved,
        settings: &'a FileSettings,
    ) -> FileCx<'a> {
        let Settings { sites, dialects, locales, today, .. } = &*self.settings;
        let FileSettings { rules, types, policy } = settings;
        let shared = Shared {
            snapshot: &self.snapshot,
            sites,
            dialects,
            locales,
            today: *today,
            census: self,
        };
        FileCx::new(id, file, resolved, types, rules, shared).judged_by(policy)
    }

    fn findings(
        &self,
        id: FileId,
        file: &File,
        resolved: &Resolved,
        settings: &FileSettings,
    ) -> Vec<(Diagnostic, Option<Suppression>)> {
        let cx = self.context(id, file, resolved, settings);
        let mut diagnostics = Vec::new();
        let table = matches!(file.format, Format::Redirects(_));
        // A test may need its data as it is, and no reader sees it.
        let least = is_prepared(&file.path).then_some(Severity::Info);
        for (rule, findings) in settings.rules.findings(&cx) {
            // A table of redirects has nothing but destinations.
            if table && !["links", "anchors", "external"].contains(&rule.family) {
                continue;
            }
            diagnostics.extend(findings.0.into_iter().filter_map(|finding| {
                let severity = settings.rules.severity(rule.name, least.or(finding.severity))?;
                let by = cx.suppressions.of(rule, finding.span);
                Some((diagnostic(id, rule.name, severity, finding), by))
            }));
        }
        diagnostics
    }
}

fn diagnostic(
    file: FileId,
    rule: &'static str,
    severity: Severity,
    finding: Finding,
) -> Diagnostic {
    let Finding { span, message, label, help, data, fix, cause, places, severity: _ } = finding;
    let fingerprint = String::new();
    // A password in a page is not to be repeated in logs and reports, whichever rule speaks of the link.
    let text = |text: String| match covered(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(covered) => covered,
    };
    let mut data = data;
    for (_, datum) in &mut data.0 {
        match datum {
            Datum::Text(value) => *value = text(std::mem::take(value)),
            Datum::List(values) => {
                for value in values {
                    *value = text(std::mem::take(value));
                }
            }
            Datum::Number(_) => {}
        }
    }
    Diagnostic {
        rule,
        severity,
        file,
        span,
        message: text(message),
        label: match covered(&label) {
            Cow::Borrowed(_) => label.clone(),
            Cow::Owned(covered) => covered.into(),
        },
        help: help.map(text),
        data,
        fix,
        cause,
        places,
        fingerprint,
    }
}

/// A rule stopped by a bug of its own: the page has no findings but this one.
fn stopped(file: FileId, settings: &FileSettings) -> Option<Diagnostic> {
    let rule = rule("unreadable-file")?;
    let severity = settings.rules.severity(rule.name, None).or(rule.severity)?;
    let message = "this page was not checked: guidepost stopped at it by a bug of its own";
    let mut finding = Finding::new(Span::default(), message);
    finding.data = Data(vec![("bug", Datum::Text("rule".to_owned()))]);
    Some(diagnostic(file, rule.name, severity, finding))
}
