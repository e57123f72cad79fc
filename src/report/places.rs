//! Byte offsets of a view's pages as people and programs count them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::base::ids::FileId;
use crate::base::lines::{LineCol, LineIndex};
use crate::corpus::{Encoding, File};
use crate::engine::View;

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
                let units: usize = text[..offset as usize].chars().map(char::len_utf16).sum();
                2 + 2 * units as u64
            }
            _ => u64::from(offset),
        }
    }
}
