//! One run of fixing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::proof::unknown;
use super::{Dropped, Fixed, Rewritten, Workspace};
use crate::base::diag::{Diagnostic, RuleId};
use crate::base::edit::{Edit, Effect, Fix, Safety, Splices};
use crate::base::ids::FileId;
use crate::base::span::Span;
use crate::corpus::{Encoding, File};
use crate::doc;
use crate::engine::{Change, View};

/// Rules whose findings say that readers cannot go on; none may come by a fix, whatever it repairs.
const BROKEN: [RuleId; 9] = [
    "missing-target",
    "missing-anchor",
    "escapes-root",
    "wrong-case",
    "swallowed-title",
    "malformed-destination",
    "undefined-reference",
    "empty-destination",
    "unreadable-file",
];

/// The findings of some pages.
type Found = BTreeMap<FileId, Vec<Diagnostic>>;

/// A fix that may be applied, and the finding that it repairs.
pub(super) struct Candidate {
    pub(super) file: FileId,
    pub(super) rule: RuleId,
    pub(super) span: Span,
    /// What the finding says: a rule may find two things in one place.
    pub(super) message: String,
    pub(super) fix: Fix,
}

/// What tells findings apart.
type Key = (FileId, Span, RuleId, String);

/// What tells `found` from other findings of the same check.
pub(crate) fn key(found: &Diagnostic) -> Key {
    (found.file, found.span, found.rule, found.message.clone())
}

pub(super) struct Fixer<'w> {
    workspace: &'w mut dyn Workspace,
    most: Safety,
    found: Found,
    /// Pages whose findings have no suggestions yet.
    unadvised: BTreeSet<FileId>,
    /// Pages that were to be changed, or why they may not be.
    pages: BTreeMap<FileId, Result<Rewritten, String>>,
    /// Findings that stay: those whose fixes were dropped, and those that nobody wants to repair.
    refused: BTreeSet<Key>,
    dropped: Vec<Dropped>,
}

impl<'w> Fixer<'w> {
    pub(super) fn new(
        workspace: &'w mut dyn Workspace,
        found: Vec<Diagnostic>,
        spared: Vec<Diagnostic>,
        most: Safety,
    ) -> Self {
        let mut pages = Found::new();
        let refused = spared.iter().map(key).collect();
        for diagnostic in found.into_iter().chain(spared) {
            pages.entry(diagnostic.file).or_default().push(diagnostic);
        }
        Self {
            workspace,
            most,
            found: pages,
            unadvised: BTreeSet::new(),
            pages: BTreeMap::new(),
            refused,
            dropped: Vec::new(),
        }
    }

    /// As many fixes as go together: no two of them overlap, and those of one page have the same effect.
    pub(super) fn choose(&mut self) -> Vec<Candidate> {
        let view = self.workspace.view();
        let mut taken: BTreeMap<FileId, BTreeSet<Span>> = BTreeMap::new();
        let mut effects: BTreeMap<FileId, Effect> = BTreeMap::new();
        let mut chosen = Vec::new();
        for candidate in self.candidates() {
            let edits = &candidate.fix.edits;
            if let Err(why) = edits.iter().try_for_each(|edit| self.open(edit, &view)) {
                self.drop(&candidate, why, &view);
                continue;
            }
            let effect = candidate.fix.effect;
            let fits = edits.iter().all(|edit| {
                taken.get(&edit.file).is_none_or(|taken| is_free(taken, edit.span))
                    && effects.get(&edit.file).is_none_or(|other| *other == effect)
            });
            if fits {
                for edit in edits {
                    taken.entry(edit.file).or_default().insert(edit.span);
                    effects.insert(edit.file, effect);
                }
                chosen.push(candidate);
            }
        }
        chosen
    }

    /// The fixes that are allowed and have not been refused yet, page by page.
    fn candidates(&self) -> Vec<Candidate> {
        let found = self.found.values().flatten();
        let candidates = found.filter_map(|found| {
            let fix = found.fix.as_ref()?;
            let allowed = fix.safety == Safety::Safe || self.most == Safety::Unsafe;
            let (file, rule, span) = (found.file, found.rule, found.span);
            let message = found.message.clone();
            let refused = self.refused.contains(&(file, span, rule, message.clone()));
            (allowed && !refused).then(|| Candidate { file, rule, span, message, fix: fix.clone() })
        });
        candidates.collect()
    }

    /// Get the page of `edit` ready to be changed, or say why it may not be.
    fn open(&mut self, edit: &Edit, view: &View) -> Result<(), String> {
        let Some(file) = view.snapshot().file(edit.file) else {
            return Err("its page is gone".to_owned());
        };
        if file.text.get(edit.span.range()).is_none() {
            return Err("its edits do not fit the page, which is a bug".to_owned());
        }
        let workspace = &mut *self.workspace;
        let page = self.pages.entry(edit.file).or_insert_with(|| {
            if file.encoding == Encoding::Utf16 {
                return Err("it is UTF-16, which is read but not written".to_owned());
            }
            let before = workspace.bytes(&file.path)?;
            if !view.holds(edit.file, &before) {
                return Err("it has changed since it was read; run the command again".to_owned());
            }
            let (path, after) = (file.path.clone(), before.clone());
            Ok(Rewritten { path, before, after, fixed: 0 })
        });
        page.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn drop(&mut self, candidate: &Candidate, why: String, view: &View) {
        let Some(file) = view.snapshot().file(candidate.file) else { return };
        let Candidate { file: id, rule, span, message, .. } = candidate;
        self.refused.insert((*id, *span, rule, message.clone()));
        self.dropped.push(Dropped { rule: candidate.rule, path: file.path.clone(), why });
    }

    /// Apply those of `batch` that prove right. One that does not is found by halving: most batches have none.
    pub(super) fn prove(&mut self, batch: Vec<Candidate>) {
        let mut waiting = vec![batch];
        while let Some(mut batch) = waiting.pop() {
            match self.attempt(&batch) {
                Ok(()) => self.follow(&batch, &mut waiting),
                Err(why) if batch.len() == 1 => {
                    let view = self.workspace.view();
                    self.drop(&batch[0], why, &view);
                }
                Err(_) => {
                    let rest = batch.split_off(batch.len() / 2);
                    waiting.extend([rest, batch]);
                }
            }
        }
    }

    /// Apply all of `batch`, or say why that would not do.
    fn attempt(&mut self, batch: &[Candidate]) -> Result<(), String> {
        let before = self.workspace.view();
        let (mut new, mut old) = (Vec::new(), Vec::new());
        let mut rewritten = BTreeMap::new();
        for (id, splices) in splices(batch) {
            let (Some(Ok(page)), Some(file)) = (self.pages.get(&id), before.snapshot().file(id))
            else {
                return Err("its page is gone".to_owned());
            };
            let bytes = splices.apply(&page.after);
            let change =
                |bytes| Change::Page { path: page.path.clone(), bytes, checked: file.checked };
            new.push(change(bytes.clone()));
            old.push(change(page.after.clone()));
            rewritten.insert(id, bytes);
        }
        let mut dirty = self.workspace.change(new);
        let after = self.workspace.view();
        dirty.extend(batch.iter().map(|candidate| candidate.file));
        dirty.sort_unstable();
        dirty.dedup();
        self.remember(&dirty, &before);
        let found: Found = dirty.into_par_iter().map(|id| (id, after.check(id))).collect();
        let verdict = if read_alike(batch, &before, &after) {
            self.judge(batch, &found)
        } else {
            Err("it would change more of the page than where links lead".to_owned())
        };
        if let Err(why) = verdict {
            self.workspace.change(old);
            return Err(why);
        }
        for (id, bytes) in rewritten {
            if let Some(Ok(page)) = self.pages.get_mut(&id) {
                page.after = bytes;
            }
        }
        for candidate in batch {
            // One edit may be the repair of several findings.
            let known = self.found.get(&candidate.file).into_iter().flatten();
            let same = known.filter(|found| found.fix.as_ref() == Some(&candidate.fix)).count();
            let edited = candidate.fix.edits.first();
            if let Some(Ok(page)) = edited.and_then(|edit| self.pages.get_mut(&edit.file)) {
                page.fixed += same.max(1);
            }
        }
        self.unadvised.extend(found.keys());
        self.found.extend(found);
        Ok(())
    }

    /// What is found in `pages` of `before` and was not looked for yet stays as it is.
    fn remember(&mut self, pages: &[FileId], before: &View) {
        let unseen: Vec<FileId> =
            pages.iter().copied().filter(|id| !self.found.contains_key(id)).collect();
        for (id, found) in unseen.into_iter().map(|id| (id, before.check(id))) {
            self.refused.extend(found.iter().map(key));
            self.found.insert(id, found);
        }
    }

    /// Does `after`, what is found in the pages that `batch` touches, prove that it repairs and does no harm?
    fn judge(&self, batch: &[Candidate], after: &Found) -> Result<(), String> {
        let rules: BTreeSet<RuleId> = batch.iter().map(|candidate| candidate.rule).collect();
        let splices = splices(batch);
        for (&id, found) in after {
            let before = self.found.get(&id).map_or(&[][..], Vec::as_slice);
            let known = before.iter().filter(|found| rules.contains(found.rule));
            let repaired = batch.iter().filter(|candidate| candidate.file == id);
            let moved = |span| splices.get(&id).map_or(span, |splices| splices.moved(span));
            let left = found.iter().filter(|found| rules.contains(found.rule));
            if let Some(new) = unknown(known, repaired, left, moved) {
                return Err(format!("`{}` would still be found afterwards", new.rule));
            }
            let broken =
                |found: &[Diagnostic]| found.iter().filter(|f| BROKEN.contains(&f.rule)).count();
            if broken(found) > broken(before) {
                return Err("a link would be broken afterwards".to_owned());
            }
        }
        Ok(())
    }

    /// What waits, and what was refused, is where the edits of `batch` moved it.
    fn follow(&mut self, batch: &[Candidate], waiting: &mut [Vec<Candidate>]) {
        let splices = splices(batch);
        let moved = |file: FileId, span: Span| {
            splices.get(&file).map_or(span, |splices| splices.moved(span))
        };
        for candidate in waiting.iter_mut().flatten() {
            candidate.span = moved(candidate.file, candidate.span);
            for edit in &mut candidate.fix.edits {
                edit.span = moved(edit.file, edit.span);
            }
        }
        let refused = std::mem::take(&mut self.refused).into_iter();
        let refused = refused.map(|(file, span, rule, says)| (file, moved(file, span), rule, says));
        self.refused = refused.collect();
    }

    /// Complete what was found since the last time.
    pub(super) fn advise(&mut self) {
        let pages: Vec<FileId> = std::mem::take(&mut self.unadvised).into_iter().collect();
        let mut found: Vec<Diagnostic> =
            pages.iter().filter_map(|id| self.found.remove(id)).flatten().collect();
        self.workspace.advise(&mut found);
        for diagnostic in found {
            self.found.entry(diagnostic.file).or_default().push(diagnostic);
        }
    }

    /// Write what was changed. A page that cannot be written is again what it was.
    pub(super) fn finish(mut self) -> Fixed {
        let mut written = Vec::new();
        for page in std::mem::take(&mut self.pages).into_values().filter_map(Result::ok) {
            if page.before == page.after {
                continue;
            }
            match self.workspace.write(&page) {
                Ok(()) => written.push(page),
                Err(why) => self.put_back(page, &why),
            }
        }
        self.advise();
        written.sort_by(|a, b| a.path.cmp(&b.path));
        let view = self.workspace.view();
        let path = |id: FileId| view.snapshot().file(id).map(|file| file.path.clone());
        let mut pages: Vec<_> = self.found.into_iter().collect();
        pages.sort_by_cached_key(|(id, _)| path(*id));
        let found = pages.into_iter().flat_map(|(_, found)| found).collect();
        Fixed { pages: written, found, dropped: self.dropped }
    }

    fn put_back(&mut self, page: Rewritten, why: &str) {
        let view = self.workspace.view();
        let checked = view.snapshot().page(&page.path).is_some_and(|(_, file)| file.checked);
        let change = Change::Page { path: page.path.clone(), bytes: page.before, checked };
        let dirty = self.workspace.change(vec![change]);
        let view = self.workspace.view();
        for id in dirty {
            self.found.insert(id, view.check(id));
            self.unadvised.insert(id);
        }
        let dropped = Dropped { rule: "", path: page.path, why: why.to_owned() };
        self.dropped.extend(std::iter::repeat_n(dropped, page.fixed));
    }
}

/// The edits of `batch` by page.
fn splices(batch: &[Candidate]) -> BTreeMap<FileId, Splices<'_>> {
    let mut edits: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    for edit in batch.iter().flat_map(|candidate| &candidate.fix.edits) {
        edits.entry(edit.file).or_default().push(edit);
    }
    edits.into_iter().map(|(id, edits)| (id, Splices::new(edits))).collect()
}

/// Do the pages in which `batch` is to change nothing but where links lead read as before?
fn read_alike(batch: &[Candidate], before: &View, after: &View) -> bool {
    let fixes = batch.iter().map(|candidate| &candidate.fix);
    let edits = fixes.filter(|fix| fix.effect == Effect::Links).flat_map(|fix| &fix.edits);
    let pages: BTreeSet<FileId> = edits.map(|edit| edit.file).collect();
    let alike = |old: &File, new: &File| {
        doc::reads_alike((&old.text, &old.doc), (&new.text, &new.doc), new.format, new.dialect)
    };
    pages.into_par_iter().all(|id| {
        let pages = (before.snapshot().file(id), after.snapshot().file(id));
        matches!(pages, (Some(old), Some(new)) if alike(old, new))
    })
}

/// May `span` be replaced beside those that are taken? Where something is inserted, nothing else may be touched.
fn is_free(taken: &BTreeSet<Span>, span: Span) -> bool {
    let apart = |a: Span, b: Span| {
        if a.is_empty() || b.is_empty() { a.end < b.start } else { a.end <= b.start }
    };
    taken.range(..=span).next_back().is_none_or(|before| apart(*before, span))
        && taken.range(span..).next().is_none_or(|behind| apart(span, *behind))
}
