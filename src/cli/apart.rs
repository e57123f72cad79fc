//! What lies among the pages on this disk and not in their repository: other repositories, and files that git ignores.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::Judge;
use super::session::Session;
use super::{Environment, note};
use crate::base::diag::Diagnostic;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::base::span::Span;
use crate::engine::View;
use crate::report::{Places, edges, plural};
use crate::resolve::Status;
use crate::site::is_below;
use crate::sys::{self, git};

/// So many names are said.
const MOST: usize = 3;

/// Say what the findings do not: which folders were not entered, and which links hold on this disk alone.
pub(super) fn say(session: &Session, judge: Option<&Judge>, env: &mut Environment<'_>) {
    let view = session.engine.view();
    let standpoint = session.standpoint(env);
    let is_left_out = |path: &RelPath| {
        session.config.exclude.is_match(path) || session.config.exclude.is_match(&path.child("x"))
    };
    let apart = session.apart.iter().filter(|dir| !is_left_out(dir));
    say_apart(&apart.map(|dir| standpoint.shown(dir)).collect::<Vec<_>>(), env);
    let is_own = |from| judge.is_none_or(|judge| judge.is_own_page(&view, from));
    let absent = absent(session, &view);
    let mut unknown = 0;
    let mut entered: BTreeSet<&RelPath> = BTreeSet::new();
    let mut there: BTreeMap<RelPath, (FileId, Span)> = BTreeMap::new();
    for edge in edges(&view).filter(|edge| edge.is_use() && is_own(edge.from)) {
        if edge.resolution.status == Status::Unresolved {
            let module = absent.iter().find(|dir| is_below(&edge.to, dir));
            unknown += usize::from(module.is_some());
            entered.extend(module);
        } else if edge.holds() && !there.contains_key(&edge.to) {
            let is_page = view.snapshot().page(&edge.to).is_some_and(|(_, page)| page.checked);
            if !is_page && !is_left_out(&edge.to) {
                there.insert(edge.to, (edge.from, edge.link.dest));
            }
        }
    }
    if unknown > 0 {
        let dirs = names(entered.iter().map(|dir| format!("`{}`", standpoint.shown(dir))));
        let links = plural(unknown, "link leads", "links lead");
        let how = "`git submodule update --init` lets them be checked";
        note(env, &format!("{links} into {dirs}, which is not checked out: {how}"));
    }
    let paths: Vec<RelPath> = there.keys().cloned().collect();
    let ignored = git::ignored(&session.root, &paths);
    if ignored.is_empty() {
        return;
    }
    let places = Places::new(&view);
    let told = ignored.iter().map(|path| {
        let place = there.get(path).and_then(|(from, span)| {
            let page = standpoint.shown(&places.file(*from)?.path);
            Some(format!(" ({page}:{})", places.line_col(*from, span.start).line))
        });
        format!("`{}`{}", standpoint.shown(path), place.unwrap_or_default())
    });
    let files = plural(ignored.len(), "file", "files");
    let text =
        format!("links lead to {files} that git ignores and others may lack: {}", names(told));
    note(env, &text);
}

/// Say which folders `apart` were not entered.
fn say_apart(apart: &[String], env: &mut Environment<'_>) {
    let text = match apart {
        [] => return,
        [dir] => format!(
            "`{dir}` is a repository of its own, whose pages are not checked here: `guidepost check {dir}` does"
        ),
        dirs => {
            let dirs = names(dirs.iter().map(|dir| format!("`{dir}`")));
            format!("{dirs} are repositories of their own, whose pages are not checked here")
        }
    };
    note(env, &text);
}

/// Submodules that somebody asked for and that are not checked out.
fn absent(session: &Session, view: &View) -> Vec<RelPath> {
    let tree = view.snapshot().tree();
    let mut modules = git::modules(&session.root);
    modules.retain(|dir| tree.is_listed(dir) && tree.names(dir).is_none());
    modules
}

/// The first of `all`, and how many more there are.
fn names(all: impl ExactSizeIterator<Item = String>) -> String {
    let count = all.len();
    let shown: Vec<String> = all.take(MOST).collect();
    match (count.checked_sub(MOST).filter(|more| *more > 0), shown.split_last()) {
        (Some(more), _) => format!("{} and {more} more", shown.join(", ")),
        (None, Some((last, rest))) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => shown.concat(),
    }
}

/// Say of missing files below the root of `session` that git ignores them: whoever wrote the link may well have them.
pub(super) fn explain(found: &mut [Diagnostic], session: &Session) {
    let target = |found: &Diagnostic| {
        let path = found.data.text("target").and_then(RelPath::new)?;
        (found.rule == "missing-target").then_some(path)
    };
    let paths: BTreeSet<RelPath> = found.iter().filter_map(target).collect();
    let paths: Vec<RelPath> = paths.into_iter().collect();
    let ignored: BTreeSet<RelPath> = git::ignored(&session.root, &paths).into_iter().collect();
    for found in found {
        let Some(path) = target(found).filter(|path| ignored.contains(path)) else { continue };
        if sys::absolute(&session.root, &path).symlink_metadata().is_ok() {
            let help = "it is here and git ignores it, so that nobody else has it: link to another file, or `git add --force` it";
            (found.help, found.fix) = (Some(help.to_owned()), None);
        } else if found.data.list("suggestions").is_none_or(<[_]>::is_empty) {
            let help = "git ignores it, so that only who builds or writes it has it: link to another file, or let git track it";
            found.help = Some(help.to_owned());
        }
    }
}
