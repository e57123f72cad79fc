//! A report counted: by rule, by folder, by host.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::base::diag::{Diagnostic, Severity};
use crate::base::path::RelPath;
use crate::base::url::{self, Class, UrlKey};

/// How many findings there are of each severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Counts {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
}

impl Counts {
    pub(super) fn all(self) -> usize {
        self.errors + self.warnings + self.infos
    }

    pub(super) fn add(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
            Severity::Info => self.infos += 1,
        }
    }

    fn take(&mut self, other: Self) {
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
    }
}

/// The findings of each kind, those with the most first, and alphabetically where there are as many.
pub(super) fn by<'a, K: Ord>(
    report: &Report<'a>,
    key: impl Fn(&'a Diagnostic) -> Option<K>,
) -> Vec<(K, Counts)> {
    let mut counts: BTreeMap<K, Counts> = BTreeMap::new();
    for found in report.diagnostics {
        if let Some(key) = key(found) {
            counts.entry(key).or_default().add(found.severity);
        }
    }
    let mut rows: Vec<(K, Counts)> = counts.into_iter().collect();
    rows.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.all()));
    rows
}

/// More folders than this are no overview.
const MOST_FOLDERS: usize = 24;

/// A part of the tree, and the findings in its pages: each is in one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) path: RelPath,
    /// Whatever is below counts as well; otherwise the pages in the folder itself alone.
    pub(super) whole: bool,
    pub(super) counts: Counts,
}

/// Where the findings are: the tree is opened where most of them are, as far as that gives an overview.
pub(super) fn by_folder(report: &Report<'_>) -> Vec<Folder> {
    let folder =
        |found: &Diagnostic| report.view.snapshot().file(found.file).map(|file| file.path.parent());
    let direct: BTreeMap<RelPath, Counts> = by(report, folder).into_iter().collect();
    if direct.is_empty() {
        return Vec::new();
    }
    let mut whole: BTreeMap<RelPath, Counts> = BTreeMap::new();
    let mut below: BTreeMap<RelPath, BTreeSet<RelPath>> = BTreeMap::new();
    for (path, counts) in &direct {
        let mut at = path.clone();
        whole.entry(at.clone()).or_default().take(*counts);
        while !at.is_root() {
            let parent = at.parent();
            below.entry(parent.clone()).or_default().insert(at);
            whole.entry(parent.clone()).or_default().take(*counts);
            at = parent;
        }
    }
    let part = |path: &RelPath| Folder {
        path: path.clone(),
        whole: below.contains_key(path),
        counts: whole[path],
    };
    let mut parts = vec![part(&RelPath::root())];
    loop {
        let room = MOST_FOLDERS.saturating_sub(parts.len());
        let fits = |part: &&Folder| part.whole && below[&part.path].len() <= room;
        let open = parts.iter().filter(fits).max_by_key(|part| part.counts.all());
        let Some(path) = open.map(|part| part.path.clone()) else { break };
        parts.retain(|part| part.path != path);
        parts.extend(below[&path].iter().map(part));
        let own = direct.get(&path);
        parts.extend(own.map(|&counts| Folder { path, whole: false, counts }));
    }
    parts.sort_by(|a, b| (b.counts.all(), &a.path).cmp(&(a.counts.all(), &b.path)));
    parts
}

/// The host that a finding is about, if it is about a link to one.
pub(super) fn host(found: &Diagnostic) -> Option<String> {
    let named = ["destination", "target"].into_iter().filter_map(|key| found.data.text(key));
    let mut outside = named.filter(|named| url::split(named).class == Class::External);
    outside.find_map(|named| Some(UrlKey::new(named)?.authority().to_owned()))
}

/// One host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HostRow {
    pub(super) name: String,
    /// Links to it.
    pub(super) links: usize,
    /// Findings about them.
    pub(super) counts: Counts,
}

/// Hosts that pages link to: those with the most findings first, then those with the most links.
pub(super) fn by_host(report: &Report<'_>) -> Vec<HostRow> {
    let mut hosts: BTreeMap<String, (usize, Counts)> = BTreeMap::new();
    for (id, page) in report.view.snapshot().pages().into_iter().filter(|(_, page)| page.checked) {
        let resolved = report.view.resolved(id).map_or(&[][..], |resolved| &resolved.links);
        for (link, resolution) in page.doc.links.iter().zip(resolved) {
            let is_use = link.kind != crate::doc::LinkKind::Definition;
            if let Some(url) = resolution.url.as_ref().filter(|_| is_use) {
                hosts.entry(url.authority().to_owned()).or_default().0 += 1;
            }
        }
    }
    for (name, counts) in by(report, host) {
        hosts.entry(name).or_default().1.take(counts);
    }
    let row = |(name, (links, counts))| HostRow { name, links, counts };
    let mut rows: Vec<HostRow> = hosts.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.counts.all(), row.links)));
    rows
}
