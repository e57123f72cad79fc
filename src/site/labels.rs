//! Labels of references that no page defines.

use std::collections::HashSet;

use unicase::UniCase;

use crate::base::path::RelPath;
use crate::doc::definitions::label_key;
use crate::doc::{Document, LinkKind};

/// Which labels mean something on every page of a site.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Labels {
    /// What files define that become part of every page.
    everywhere: HashSet<UniCase<String>>,
    /// Those files.
    pub files: Vec<RelPath>,
}

impl Labels {
    /// Add what the file `path` defines, whose content is `document`, read from `text`.
    pub(crate) fn add(&mut self, path: RelPath, document: &Document, text: &str) {
        let definitions = document.links.iter().filter(|link| link.kind == LinkKind::Definition);
        self.everywhere.extend(definitions.map(|link| label_key(&text[link.label.range()])));
        self.files.push(path);
    }

    /// May `label` mean something that its page does not define?
    pub fn may_know(&self, label: &str) -> bool {
        self.everywhere.contains(&label_key(label))
    }
}
