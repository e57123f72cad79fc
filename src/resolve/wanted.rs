//! What a link was looking for, and what speaks against each file that it may have meant.

use super::assets::{is_asset, may_replace};
use super::likeness::{Pattern, common, is_sibling, squash};
use crate::base::path::{RelPath, split, stem_and_extension};
use crate::doc::Format;

/// What the page of a folder may be called.
pub(super) const INDEX_STEMS: [&str; 3] = ["index", "readme", "_index"];

/// What a link was looking for.
pub(super) struct Wanted<'a> {
    pub(super) written: &'a str,
    pub(super) name: &'a str,
    pub(super) extension: &'a str,
    pub(super) stem: String,
    dirs: Vec<String>,
    from: Vec<String>,
    pub(super) text: String,
}

/// From this cost on, a file of another name may be the better guess.
pub(super) const RENAMED: u32 = 60;

/// Names of fewer bytes are a part of too many others.
const SHORTEST_PART: usize = 6;

/// Words of fewer bytes say too little.
const SHORTEST_WORD: usize = 3;

/// Words that a name may have got or lost.
const MOST_MORE: u32 = 2;

impl<'a> Wanted<'a> {
    pub(super) fn new(wanted: &'a str, from: &RelPath, text: &str) -> Self {
        let (dir, name) = split(wanted.trim_end_matches('/'));
        let (mut stem, mut extension) = stem_and_extension(name);
        if Format::of_extension(extension).is_none() && !is_asset(extension) {
            (stem, extension) = (name, "");
        }
        while let (inner, doubled) = stem_and_extension(stem)
            && !doubled.is_empty()
            && doubled.eq_ignore_ascii_case(extension)
        {
            stem = inner;
        }
        let folded = |path: &str| {
            path.split('/').filter(|s| !matches!(*s, "" | "..")).map(str::to_lowercase).collect()
        };
        let parent = from.parent();
        Self {
            written: wanted,
            name,
            extension,
            stem: squash(stem),
            dirs: folded(dir),
            from: folded(parent.as_str()),
            text: squash(text),
        }
    }

    /// The cost of the name of a file with the same squashed stem; `None` when it is another kind of file.
    pub(super) fn name_cost(&self, file: &RelPath) -> Option<u32> {
        let name = file.file_name();
        if name == self.name {
            return Some(0);
        }
        if name.eq_ignore_ascii_case(self.name) {
            return Some(1);
        }
        // Without an extension, a file of any kind may be meant in the very folder.
        let beside = || RelPath::new(self.written).is_some_and(|w| w.parent() == file.parent());
        let very = self.extension.is_empty() && file.stem() == self.name;
        Some(2 + self.extension_cost(file).or_else(|| (very && beside()).then_some(4))?)
    }

    /// May `file`, of the wanted stem, be meant at all? Most folders have a page that stands for them, and it says nothing
    /// when its folder is called otherwise.
    pub(super) fn may_stand_for(&self, file: &RelPath) -> bool {
        let is_index = INDEX_STEMS.iter().any(|stem| squash(stem) == self.stem);
        let folder = file.parent();
        let around = || self.from.iter().map(String::as_str).zip(folder.segments());
        let is_around = || {
            let same = around().filter(|(mine, theirs)| mine.eq_ignore_ascii_case(theirs)).count();
            same == folder.segments().count()
        };
        let is_called_so = || {
            let (wanted, name) = (squash(self.dirs.last()?), squash(folder.file_name()));
            let longest = wanted.chars().count().max(name.chars().count());
            Some(Pattern::new(&wanted).distance(&name) * 3 <= longest)
        };
        !is_index || is_around() || is_called_so() == Some(true)
    }

    pub(super) fn extension_cost(&self, file: &RelPath) -> Option<u32> {
        let page = Format::of_extension(file.extension());
        if self.extension.is_empty() {
            return page.map(|_| 0);
        }
        if file.extension().eq_ignore_ascii_case(self.extension) {
            return Some(0);
        }
        let wanted_page = Format::of_extension(self.extension);
        let both_assets = may_replace(self.extension, file.extension());
        (page.is_some() && wanted_page.is_some() || both_assets).then_some(4)
    }

    /// The cost of a file whose squashed stem is `stem`, like the wanted one but not the same.
    pub(super) fn renamed_cost(&self, stem: &str, file: &RelPath) -> Option<u32> {
        let extension = self.extension_cost(file)?;
        let length = u32::try_from(self.stem.chars().count().max(stem.chars().count())).ok()?;
        let distance = u32::try_from(Pattern::new(&self.stem).distance(stem)).ok()?;
        let by_name = RENAMED / 2 + 60 * distance / length.max(1);
        let by_name = by_name + if is_sibling(&self.stem, stem) { RENAMED / 2 } else { 0 };
        let by_text = if self.text == stem { RENAMED / 2 } else { u32::MAX };
        Some(by_name.min(by_text) + extension)
    }

    /// The cost of a file in the same folder whose squashed stem is the wanted one with one part more or less.
    pub(super) fn part_cost(&self, stem: &str, file: &RelPath) -> Option<u32> {
        let (short, long) =
            if stem.len() < self.stem.len() { (stem, &*self.stem) } else { (&*self.stem, stem) };
        let (short, long) = (short.as_bytes(), long.as_bytes());
        let common = short.iter().zip(long).take_while(|(a, b)| a == b).count();
        let ends = short.iter().rev().zip(long.iter().rev()).take_while(|(a, b)| a == b).count();
        let one_part = short.len() < long.len()
            && short.len() >= SHORTEST_PART
            && 2 * short.len() >= long.len()
            && common + ends >= short.len();
        let more = u32::try_from(20 * (long.len() - short.len()) / long.len()).ok()?;
        Some(RENAMED / 2 + more + self.extension_cost(file)?).filter(|_| one_part)
    }

    /// The cost of a file in the same folder whose name has all words of the wanted one, whatever their order, or only words
    /// of it.
    pub(super) fn words_cost(&self, file: &RelPath) -> Option<u32> {
        let words = |name: &str| -> Vec<String> {
            let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            words.map(str::to_lowercase).collect()
        };
        let count = |word: &String, words: &[String]| words.iter().filter(|w| *w == word).count();
        let (wanted, found) = (words(self.written_stem()), words(file.stem()));
        let (few, many) =
            if wanted.len() <= found.len() { (&wanted, &found) } else { (&found, &wanted) };
        let says = few.len() > 2 || few.iter().any(|word| word.len() >= SHORTEST_WORD);
        let more = u32::try_from(many.len() - few.len()).ok()?;
        // What has lost most of its name is hardly the same.
        if found.len() < wanted.len() && 2 * squash(file.stem()).len() < self.stem.len() {
            return None;
        }
        Some(RENAMED / 2 + 5 * more + self.extension_cost(file)?).filter(|_| {
            says && more <= MOST_MORE
                && few.iter().all(|word| count(word, few) <= count(word, many))
        })
    }

    /// Does the page, or what it looks for, have `name` among its folders?
    pub(super) fn is_in(&self, name: &str) -> bool {
        self.from.iter().chain(&self.dirs).any(|own| own.eq_ignore_ascii_case(name))
    }

    fn written_stem(&self) -> &str {
        let end = self.name.len() - self.extension.len();
        self.name[..end].trim_end_matches('.')
    }

    /// How far the folder of `file` is from the wanted one, and from the page.
    pub(super) fn path_cost(&self, file: &RelPath) -> u32 {
        let parent = file.parent();
        let dirs: Vec<String> = parent.segments().map(str::to_lowercase).collect();
        let far = |from: &[String]| {
            u32::try_from(from.len() + dirs.len() - 2 * common(from, &dirs)).unwrap_or(u32::MAX)
        };
        6 * far(&self.dirs) + far(&self.from) + self.tree_cost(&dirs)
    }

    /// A page of one version or locale hardly ever means one of another.
    fn tree_cost(&self, dirs: &[String]) -> u32 {
        let mine = self.from.iter().map(String::as_str);
        if is_other_tree(mine.zip(dirs.iter().map(String::as_str))) { 24 } else { 0 }
    }
}

/// Are the pages `a` and `b` of the same version and locale, as far as their folders say?
pub fn in_one_tree(a: &RelPath, b: &RelPath) -> bool {
    !is_other_tree(a.segments().zip(b.segments()))
}

fn is_other_tree<'s>(mut pairs: impl Iterator<Item = (&'s str, &'s str)>) -> bool {
    pairs.any(|(mine, theirs)| mine != theirs && is_tree(mine) && is_tree(theirs))
}

/// Is this folder one of several trees of the same pages: `v2.1`, `7.4`, `de`, `pt-br`?
fn is_tree(name: &str) -> bool {
    let version = name.trim_start_matches('v').starts_with(|c: char| c.is_ascii_digit());
    version || is_locale(name)
}

/// Is this folder called like a language: `de`, `pt-br`?
pub(super) fn is_locale(name: &str) -> bool {
    let (language, region) = name.split_once('-').unwrap_or((name, ""));
    let letters = |part: &str| part.bytes().all(|c| c.is_ascii_alphabetic());
    language.len() == 2 && letters(language) && letters(region) && region.len() <= 4
}
