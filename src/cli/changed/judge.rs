//! What of the findings is the change's own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use rayon::prelude::*;

use super::Plan;
use crate::base::diag::{Diagnostic, Suppressed, Suppression};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::baseline::{Baseline, Compared, Gone};
use crate::cli::session::Session;
use crate::engine::View;
use crate::lint::rule;
use crate::sys;

/// A change and the two moments around it.
pub(in crate::cli) struct Judge {
    pub(super) plan: Plan,
    pub(super) before: View,
    /// Pages that the change adds or edits.
    pub(in crate::cli) own: BTreeSet<RelPath>,
    /// All pages whose findings may differ.
    pub(in crate::cli) touched: BTreeSet<RelPath>,
    /// Former names of pages that have others now.
    pub(in crate::cli) former: HashMap<String, String>,
}

/// Findings of a change, and those that were there before.
#[derive(Default)]
pub(in crate::cli) struct Judged {
    pub(in crate::cli) new: Vec<Diagnostic>,
    pub(in crate::cli) earlier: Vec<Suppressed>,
}

/// Rules of which one destination gets at most one.
const OF_DESTINATIONS: [&str; 6] = [
    "swallowed-title",
    "wrong-case",
    "escapes-root",
    "missing-target",
    "missing-anchor",
    "malformed-destination",
];

impl Judge {
    /// What the change is told from, for people.
    pub(in crate::cli) fn since(&self) -> &str {
        &self.plan.since
    }

    /// Is `found` in a page that the change adds or edits?
    pub(in crate::cli) fn is_own(&self, view: &View, found: &Diagnostic) -> bool {
        self.is_own_page(view, found.file)
    }

    /// Does the change add or edit the page `id`?
    pub(in crate::cli) fn is_own_page(&self, view: &View, id: FileId) -> bool {
        let file = view.snapshot().file(id);
        file.is_some_and(|file| self.own.contains(&file.path))
    }

    /// Read the pages that the suggestions for `found` may need, beside those that they ask for.
    pub(in crate::cli) fn read_for(&mut self, session: &mut Session, found: &[Diagnostic]) {
        self.plan.read_titled(session, found);
    }

    /// Say of files below `root` that are missing in `found` whether the change removes them, or does not hold them yet.
    pub(in crate::cli) fn explain(&self, found: &mut [Diagnostic], root: &Path) {
        for found in found.iter_mut().filter(|found| found.rule == "missing-target") {
            let Some(target) = found.data.text("target").and_then(RelPath::new) else { continue };
            let is_there = || sys::absolute(root, &target).symlink_metadata().is_ok();
            let suggests = found.data.list("suggestions").is_some_and(|list| !list.is_empty());
            if self.plan.staged && is_there() {
                found.help = Some("it is there and not staged: `git add` it".to_owned());
                found.fix = None;
            } else if !suggests && self.plan.base.entries().contains_key(&target) {
                let help = "the change removes it: link to another one, or remove the link";
                found.help = Some(help.to_owned());
            }
        }
    }

    /// Everything in the pages that may differ, as it was before.
    pub(in crate::cli) fn found_before(&self) -> (Vec<Diagnostic>, &View) {
        let old_name = |path: &RelPath| self.former.get(path.as_str());
        let names: BTreeSet<&str> = self
            .touched
            .iter()
            .flat_map(|path| [Some(path.as_str()), old_name(path).map(String::as_str)])
            .flatten()
            .collect();
        let pages = self.before.snapshot().pages();
        let found: Vec<Vec<Diagnostic>> = pages
            .into_par_iter()
            .filter(|(_, page)| names.contains(page.path.as_str()))
            .map(|(id, _)| self.before.check(id))
            .collect();
        (found.into_iter().flatten().collect(), &self.before)
    }

    /// What of `suppressed` comments suppress that the change adds.
    pub(in crate::cli) fn hidden(&self, suppressed: &[Suppressed], view: &View) -> Vec<Diagnostic> {
        let pages = self.before.snapshot().pages().into_iter();
        let before = pages
            .filter(|(_, page)| self.touched.contains(&page.path))
            .flat_map(|(id, _)| self.before.check_all(id).suppressed)
            .map(|known| known.diagnostic);
        let before = Baseline::of(&before.collect::<Vec<_>>(), &self.before);
        let now = suppressed.iter().map(|known| known.diagnostic.clone()).collect();
        self.compare(&before, now, view).new
    }

    /// Tell what the change has brought from what was there `before` it.
    pub(in crate::cli) fn tell(
        &self,
        found: Vec<Diagnostic>,
        view: &View,
        before: &Baseline,
    ) -> Judged {
        let snapshot = view.snapshot();
        let path = |found: &Diagnostic| snapshot.file(found.file).map(|file| &file.path);
        let about_links = |found: &Diagnostic| {
            rule(found.rule).is_some_and(|rule| ["links", "anchors"].contains(&rule.family))
        };
        // Other pages only matter for where their links lead.
        let mut found: Vec<Diagnostic> = found
            .into_iter()
            .filter(|found| self.is_own(view, found) || about_links(found))
            .collect();
        let lines = self.former_lines(&found, view);
        let is_old_line = |found: &Diagnostic| {
            let file = snapshot.file(found.file);
            let line = file.map(|file| line_around(&file.text, found.span.range().start));
            let old = path(found).and_then(|path| lines.get(path));
            old.zip(line).is_some_and(|(old, line)| old.contains(line))
        };
        // Of findings that are the same but for their place, those in new lines are new.
        found.sort_by_cached_key(|found| !is_old_line(found));
        let mut compared = self.compare(before, found, view);
        // A link that was broken and is broken in another way now is the change's doing no more.
        let mut new = Vec::new();
        for found in compared.new {
            let about = found.data.text("destination").unwrap_or_default();
            let names: Vec<&str> = path(&found)
                .into_iter()
                .flat_map(|path| {
                    let old = self.former.get(path.as_str()).map(String::as_str);
                    [Some(path.as_str()), old].into_iter().flatten()
                })
                .collect();
            let was = compared.gone.iter_mut().find(|gone| {
                gone.count > 0
                    && gone.about == about
                    && names.contains(&gone.path.as_str())
                    && OF_DESTINATIONS.contains(&gone.rule.as_str())
            });
            match was.filter(|_| OF_DESTINATIONS.contains(&found.rule)) {
                Some(was) => {
                    was.count -= 1;
                    let by = Suppression::Earlier;
                    compared.known.push(Suppressed { diagnostic: found, by });
                }
                None => new.push(found),
            }
        }
        let order = |found: &Diagnostic| (path(found).cloned(), found.span, found.rule);
        new.sort_by_cached_key(order);
        let mut earlier = compared.known;
        earlier.sort_by_cached_key(|known| order(&known.diagnostic));
        for known in &mut earlier {
            known.by = Suppression::Earlier;
        }
        Judged { new, earlier }
    }

    /// What of a baseline is `gone` from the pages of the change and `was` not before it.
    pub(in crate::cli) fn made_good(&self, mut gone: Vec<Gone>, was: &[Gone]) -> Vec<Gone> {
        gone.retain_mut(|gone| {
            let is_same = |was: &&Gone| was.kind() == gone.kind();
            let before = was.iter().find(is_same).map_or(0, |was| was.count);
            gone.count = gone.count.saturating_sub(before);
            gone.count > 0 && RelPath::new(&gone.path).is_some_and(|path| self.own.contains(&path))
        });
        gone
    }

    fn compare(&self, before: &Baseline, found: Vec<Diagnostic>, view: &View) -> Compared {
        let mut former = |path: &str| self.former.get(path).cloned().into_iter().collect();
        before.compare(found, view, &mut former)
    }

    /// The lines that each changed page with findings had before.
    fn former_lines(&self, found: &[Diagnostic], view: &View) -> BTreeMap<RelPath, HashSet<&str>> {
        let files = found.iter().filter_map(|found| view.snapshot().file(found.file));
        let paths: BTreeSet<&RelPath> =
            files.map(|file| &file.path).filter(|path| self.own.contains(*path)).collect();
        let lines = |path: &RelPath| {
            let old = self.former.get(path.as_str()).map_or(path.as_str(), String::as_str);
            let (_, page) = self.before.snapshot().page(&RelPath::new(old)?)?;
            Some(page.text.lines().collect())
        };
        paths.into_iter().filter_map(|path| Some((path.clone(), lines(path)?))).collect()
    }
}

fn line_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}
