//! Fixes: chosen so that they do not overlap, applied, and proven by checking the result, until none is left.
//!
//! A fix counts as proven when its finding is gone, no finding of its rule and no broken link came in its place, and the
//! page renders as before but for what the fix says it changes. What cannot be proven is undone and said.

mod fixer;
mod proof;

use crate::base::diag::{Diagnostic, RuleId};
use crate::base::edit::Safety;
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::engine::{Change, View};
use fixer::Fixer;
pub(crate) use fixer::key;

/// A corpus that can be changed and asked again.
pub trait Workspace {
    /// What is known now.
    fn view(&self) -> View;
    /// Take in `changes`, find out what they make one ask, and tell the pages whose findings may differ.
    fn change(&mut self, changes: Vec<Change>) -> Vec<FileId>;
    /// Complete `found` with suggestions and the fixes that follow from them.
    fn advise(&mut self, found: &mut [Diagnostic]);
    /// The bytes of a page as they are stored, or why it may not be changed: a sentence fragment.
    fn bytes(&mut self, path: &RelPath) -> Result<Vec<u8>, String>;
    /// Put the new content of a page in its place, or say why it was left as it is: a sentence fragment.
    fn write(&mut self, page: &Rewritten) -> Result<(), String>;
}

/// A page with other content than before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Which.
    pub path: RelPath,
    /// What was in it.
    pub before: Vec<u8>,
    /// What is to be in it.
    pub after: Vec<u8>,
    /// How many findings were repaired in it.
    pub fixed: usize,
}

/// A fix that was not applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// The rule whose finding stays.
    pub rule: RuleId,
    /// Where.
    pub path: RelPath,
    /// Why: a sentence fragment.
    pub why: String,
}

/// What fixing came to.
#[derive(Debug, Default)]
pub struct Fixed {
    /// The pages that were written, sorted by path.
    pub pages: Vec<Rewritten>,
    /// What remains, with suggestions, sorted by path, offset and rule.
    pub found: Vec<Diagnostic>,
    /// Fixes that were left out, in the order in which they were tried.
    pub dropped: Vec<Dropped>,
}

impl Fixed {
    /// How many findings were repaired.
    pub fn count(&self) -> usize {
        self.pages.iter().map(|page| page.fixed).sum()
    }
}

/// After so many rounds, fixes that keep making room for each other are left.
const MOST_ROUNDS: usize = 32;

/// Apply the fixes of `found`, and those that become possible by that; unsafe ones if `most` allows them. What is `spared`
/// was found too, and stays.
pub fn fix(
    workspace: &mut dyn Workspace,
    found: Vec<Diagnostic>,
    spared: Vec<Diagnostic>,
    most: Safety,
) -> Fixed {
    let mut fixer = Fixer::new(workspace, found, spared, most);
    for _ in 0..MOST_ROUNDS {
        let batch = fixer.choose();
        if batch.is_empty() {
            break;
        }
        fixer.prove(batch);
        fixer.advise();
    }
    fixer.finish()
}
