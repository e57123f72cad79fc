//! Byte offsets of a view's pages as people and programs count them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use super::safe;
use crate::base::ids::FileId;
use crate::base::lines::{LineCol, LineIndex};
use crate::base::path::RelPath;
use crate::corpus::{Encoding, File};
use crate::engine::View;

/// Where a reader of paths is, so that what people see can be clicked and copied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Standpoint {
    /// In the root, or somewhere that has nothing to do with it.
    #[default]
    Root,
    /// In a folder that holds the root: the way from there to it, with a `/` at its end.
    Above(String),
    /// In this folder of the corpus.
    Within(RelPath),
}

impl Standpoint {
    /// `path` for people, as they would write it from where they are.
    pub fn shown(&self, path: &RelPath) -> String {
        let path = match self {
            Self::Root => path.to_string(),
            Self::Above(way) => format!("{way}{path}"),
            Self::Within(folder) => path.relative_to(folder),
        };
        safe::path(&path).into_owned()
    }

    /// `path` for programs that look from the folder in which the run started, as CI systems do, or from the root
    /// where that folder lies elsewhere.
    pub(super) fn seen_from_above(&self, path: &RelPath) -> String {
        match self {
            Self::Above(way) => format!("{way}{path}"),
            Self::Root | Self::Within(_) => path.to_string(),
        }
    }
}

/// Line indices of pages, made when first asked for.
pub struct Places<'a> {
    view: &'a View,
    lines: RefCell<HashMap<FileId, Rc<LineIndex>>>,
}

impl<'a> Places<'a> {
    /// Places in the pages of `view`.
    pub fn new(view: &'a View) -> Self {
        Self { view, lines: RefCell::default() }
    }

    /// The page `id`.
    pub fn file(&self, id: FileId) -> Option<&'a File> {
        self.view.snapshot().file(id).map(|file| &**file)
    }

    /// Where the lines of the page `id` start.
    pub fn lines(&self, id: FileId) -> Rc<LineIndex> {
        let mut lines = self.lines.borrow_mut();
        let text = self.file(id).map_or("", |file| &file.text);
        Rc::clone(lines.entry(id).or_insert_with(|| Rc::new(LineIndex::new(text))))
    }

    /// Line and column of byte `offset` of the page `id`.
    pub fn line_col(&self, id: FileId, offset: u32) -> LineCol {
        let text = self.file(id).map_or("", |file| &file.text);
        self.lines(id).line_col(offset as usize, text)
    }

    /// Byte `offset` of the page's text as an offset in the file as it is stored.
    pub fn stored(&self, id: FileId, offset: u32) -> u64 {
        match self.file(id) {
            Some(File { encoding: Encoding::Utf16, text, .. }) => {
                2 + 2 * self.lines(id).utf16(offset as usize, text) as u64
            }
            _ => u64::from(offset),
        }
    }
}
