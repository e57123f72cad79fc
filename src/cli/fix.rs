//! `guidepost check --fix` and `--diff`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use similar::TextDiff;

use super::args::Check;
use super::check::advise;
use super::session::Session;
use super::{Environment, note};
use crate::base::diag::Diagnostic;
use crate::base::edit::Safety;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::engine::{Change, View};
use crate::fix::{Dropped, Fixed, Rewritten, Workspace, fix};
use crate::report::{plural, safe};
use crate::sys::{self, read, write};

/// Left-out fixes that are told one by one.
const MOST_DROPPED: usize = 10;

/// Repair what can be repaired of `found` but nothing of what is `spared`, on the disk unless a diff is wanted, and say on
/// standard error what was left out.
pub(super) fn repair(
    check: &Check,
    session: &mut Session,
    found: Vec<Diagnostic>,
    spared: Vec<Diagnostic>,
    env: &mut Environment<'_>,
) -> Fixed {
    let most = if check.unsafe_fixes { Safety::Unsafe } else { Safety::Safe };
    let fixed = fix(&mut Desk { check, session }, found, spared, most);
    tell(&fixed.dropped, env);
    fixed
}

/// What takes standard output instead of the report: the diff, or the page that came from standard input.
pub(super) fn product(
    check: &Check,
    session: &Session,
    fixed: &Fixed,
    env: &Environment<'_>,
) -> Option<Vec<u8>> {
    if check.diff {
        return Some(diff(&fixed.pages, env.width.is_some()));
    }
    let (path, bytes) = session.stdin.as_ref()?;
    let page = fixed.pages.iter().find(|page| page.path == *path);
    Some(page.map_or(bytes, |page| &page.after).clone())
}

/// The changes of `pages` as a unified diff, with the paths that the root gives them; harmless for a terminal.
fn diff(pages: &[Rewritten], terminal: bool) -> Vec<u8> {
    let mut out = Vec::new();
    for page in pages {
        // Other line endings than these are none to the programs that apply diffs.
        let lines = |bytes| -> Vec<&[u8]> {
            <[u8]>::split_inclusive(bytes, |&byte| byte == b'\n').collect()
        };
        let (before, after) = (lines(&page.before), lines(&page.after));
        let diff = TextDiff::configure().newline_terminated(true).diff_slices(&before, &after);
        let name = safe::path(page.path.as_str());
        let mut unified = diff.unified_diff();
        unified.header(&format!("a/{name}"), &format!("b/{name}"));
        // Writing to memory does not fail.
        unified.to_writer(&mut out).ok();
    }
    if terminal {
        safe::text(&String::from_utf8_lossy(&out)).into_owned().into_bytes()
    } else {
        out
    }
}

/// Say which fixes were left out, those of one page for one reason together.
fn tell(dropped: &[Dropped], env: &mut Environment<'_>) {
    let mut reasons: BTreeMap<(&RelPath, &str), usize> = BTreeMap::new();
    for Dropped { path, why, .. } in dropped {
        *reasons.entry((path, why)).or_default() += 1;
    }
    let rest = reasons.len().saturating_sub(MOST_DROPPED);
    for ((path, why), count) in reasons.into_iter().take(MOST_DROPPED) {
        let fixes = plural(count, "fix", "fixes");
        note(env, &format!("{fixes} of {} left out: {why}", safe::path(path.as_str())));
    }
    if rest > 0 {
        note(env, &format!("fixes in {rest} more pages were left out"));
    }
}

/// The corpus of a session, to be repaired.
struct Desk<'a> {
    check: &'a Check,
    session: &'a mut Session,
}

impl Workspace for Desk<'_> {
    fn view(&self) -> View {
        self.session.engine.view()
    }

    fn change(&mut self, changes: Vec<Change>) -> Vec<FileId> {
        let dirty = self.session.engine.apply(changes);
        self.session.settle(dirty).into_iter().collect()
    }

    fn advise(&mut self, found: &mut [Diagnostic]) {
        advise(self.check, found, self.session);
    }

    fn bytes(&mut self, path: &RelPath) -> Result<Vec<u8>, String> {
        let place = sys::absolute(&self.session.root, path);
        match &self.session.stdin {
            Some((stdin, bytes)) if stdin == path => Ok(bytes.clone()),
            _ if self.check.diff => read::file(&place),
            _ => write::open(&self.session.root, &place),
        }
    }

    fn write(&mut self, page: &Rewritten) -> Result<(), String> {
        let from_stdin = self.session.stdin.as_ref().is_some_and(|(path, _)| *path == page.path);
        if self.check.diff || from_stdin {
            return Ok(());
        }
        write::replace(&sys::absolute(&self.session.root, &page.path), &page.before, &page.after)
    }
}

/// Where the report goes that belongs on standard output: to standard error if the product of the run took its place.
pub(super) fn report_stream<'e>(
    product: bool,
    check: &Check,
    env: &'e mut Environment<'_>,
) -> &'e mut dyn Write {
    if product && check.format.is_empty() { &mut *env.stderr } else { &mut *env.stdout }
}

/// Write the product to standard output; to standard error where somebody asked for a report on standard output.
pub(super) fn put(product: &[u8], check: &Check, env: &mut Environment<'_>) -> io::Result<()> {
    let reported = check.format.len() > check.output.len();
    let out = if reported { &mut *env.stderr } else { &mut *env.stdout };
    out.write_all(product)?;
    out.flush()
}
