//! Which file links to which.

use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::doc::{Link, LinkKind};
use crate::engine::View;
use crate::resolve::Resolution;

/// One link, or definition, to something in the corpus, or to where something in it was expected.
pub struct Edge<'a> {
    /// The page that it stands in.
    pub from: FileId,
    /// How it is written.
    pub link: &'a Link,
    /// Where it leads.
    pub resolution: &'a Resolution,
    /// What is there: a file, or a folder that no page stands for. Where nothing is, the path that was looked for.
    pub to: RelPath,
}

impl Edge<'_> {
    /// Is something there?
    pub fn holds(&self) -> bool {
        self.resolution.found.is_some()
    }

    /// Is it something that a reader can follow? The use of a definition is, the definition alone is not.
    pub fn is_use(&self) -> bool {
        self.link.kind != LinkKind::Definition
    }
}

/// Every edge of the pages that are checked, in their order.
pub fn edges(view: &View) -> impl Iterator<Item = Edge<'_>> {
    let pages = view.snapshot().pages().into_iter().filter(|(_, page)| page.checked);
    pages.flat_map(|(from, page)| {
        let resolved = view.resolved(from).map_or(&[][..], |resolved| &resolved.links);
        page.doc.links.iter().zip(resolved).filter_map(move |(link, resolution)| {
            let expected = || RelPath::new(resolution.target.as_deref()?);
            let to = resolution.found.clone().or_else(expected)?;
            Some(Edge { from, link, resolution, to })
        })
    })
}
