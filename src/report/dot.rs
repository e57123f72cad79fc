//! Which page links to which, in the language of Graphviz (<https://graphviz.org/doc/info/lang.html>).

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::{edges, safe};
use crate::base::ids::FileId;
use crate::base::path::RelPath;
use crate::engine::View;

/// Write a graph: each of `pages` a node, and what they link to in the corpus; an edge for all links from one file to
/// another. What is not there is red and dashed, as are the links to it. Links to other hosts and within a page are
/// left out.
pub fn links_dot(view: &View, pages: &[FileId], out: &mut dyn Write) -> io::Result<()> {
    let path_of = |id: FileId| view.snapshot().file(id).map(|file| &file.path);
    let nodes: BTreeSet<&RelPath> = pages.iter().filter_map(|&id| path_of(id)).collect();
    let mut missing: BTreeSet<RelPath> = BTreeSet::new();
    let mut weights: BTreeMap<(&RelPath, RelPath), (usize, bool)> = BTreeMap::new();
    for edge in edges(view).filter(super::Edge::is_use) {
        let (Some(from), holds) = (path_of(edge.from), edge.holds()) else { continue };
        if *from == edge.to {
            continue;
        }
        if !holds {
            missing.insert(edge.to.clone());
        }
        let (weight, broken) = weights.entry((from, edge.to)).or_default();
        *weight += 1;
        *broken |= !holds;
    }
    writeln!(out, "digraph links {{\n  rankdir=LR;\n  node [shape=box];")?;
    for node in nodes {
        writeln!(out, "  {};", quoted(node))?;
    }
    for node in missing {
        writeln!(out, "  {} [color=red, style=dashed];", quoted(&node))?;
    }
    for ((from, to), (weight, broken)) in weights {
        let label = if weight > 1 { format!("label={weight}, ") } else { String::new() };
        let broken = if broken { ", color=red, style=dashed" } else { "" };
        let (from, to) = (quoted(from), quoted(&to));
        writeln!(out, "  {from} -> {to} [{label}weight={weight}{broken}];")?;
    }
    writeln!(out, "}}")
}

/// A name between quotes. A backslash would begin an escape in the label that Graphviz makes of it.
fn quoted(path: &RelPath) -> String {
    let name = if path.is_root() { "." } else { path.as_str() };
    format!("\"{}\"", safe::path(name).replace('\\', "\\\\").replace('"', "\\\""))
}
