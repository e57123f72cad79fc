//! What a broken link may have meant: computed only for what is reported.
//!
//! Files whose name is like the wanted one compete by how much of the wanted path they share and how
//! near they are to the page; a name counts for more than a folder, since files move more often than they
//! are renamed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex};

use crate::base::path::RelPath;
use crate::corpus::{File, Snapshot};

use super::likeness::{Pattern, Shape, squash};
pub use super::wanted::in_one_tree;
use super::wanted::{INDEX_STEMS, RENAMED, Wanted, is_locale};

/// The files of a corpus, by name.
#[derive(Debug, Default)]
pub struct Index {
    files: Vec<RelPath>,
    /// Folders by their name in the form of stems.
    folders: HashMap<String, BTreeSet<RelPath>>,
    /// Rows of `files` that are pages, by their title in the same form.
    by_title: HashMap<String, Vec<u32>>,
    /// Rows of `files` by what remains of the stem without case, extension and punctuation.
    by_stem: HashMap<String, Vec<u32>>,
    /// The stems, short ones first, with what tells most of them apart from a wanted one without looking closer.
    stems: Vec<(String, Shape)>,
    /// Rows of `files` by their folder.
    by_folder: HashMap<RelPath, Vec<u32>>,
    /// Stems that are like a wanted one, by that one: many links miss the same page.
    alike: Mutex<HashMap<String, Arc<[u32]>>>,
}

/// Names of more bytes are compared with no others: it takes time that grows with the square of their length.
pub(super) const LONGEST: usize = 300;

/// Names of fewer bytes are alike by chance.
const SHORTEST: usize = 4;

/// How many suggestions are worth reading.
pub const MOST: usize = 3;

impl Index {
    /// Index every known file.
    pub fn new(snapshot: &Snapshot) -> Self {
        let files = snapshot.tree().files();
        let mut folders: HashMap<String, BTreeSet<RelPath>> = HashMap::new();
        for folder in files.iter().map(RelPath::parent).filter(|folder| !folder.is_root()) {
            folders.entry(squash(folder.file_name())).or_default().insert(folder);
        }
        let mut by_title: HashMap<String, Vec<u32>> = HashMap::new();
        for (row, file) in (0..).zip(&files) {
            let page = snapshot.page(file);
            let title = page.and_then(|(_, page)| page.doc.headings.iter().find(|h| h.level == 1));
            if let Some(title) = title.and_then(|heading| self::title(&heading.text)) {
                by_title.entry(title).or_default().push(row);
            }
        }
        let mut by_stem: HashMap<String, Vec<u32>> = HashMap::new();
        for (row, file) in (0..).zip(&files) {
            by_stem.entry(squash(file.stem())).or_default().push(row);
            // The page of a folder goes by the folder's name as well; the root has none.
            let folder = squash(file.parent().file_name());
            let is_index = INDEX_STEMS.iter().any(|stem| file.stem().eq_ignore_ascii_case(stem));
            if is_index && !folder.is_empty() {
                by_stem.entry(folder).or_default().push(row);
            }
        }
        let mut by_folder: HashMap<RelPath, Vec<u32>> = HashMap::new();
        for (row, file) in (0..).zip(&files) {
            by_folder.entry(file.parent()).or_default().push(row);
        }
        let mut stems: Vec<(String, Shape)> =
            by_stem.keys().map(|stem| (stem.clone(), Shape::of(stem))).collect();
        stems.sort_unstable_by(|a, b| (a.1.length(), &a.0).cmp(&(b.1.length(), &b.0)));
        Self { files, folders, by_title, by_stem, stems, by_folder, alike: Mutex::default() }
    }

    /// Rows of the stems that are like `wanted` without being it.
    fn alike(&self, wanted: &str) -> Arc<[u32]> {
        if wanted.len() > LONGEST {
            return Arc::default();
        }
        if let Some(known) = self.alike.lock().ok().and_then(|known| known.get(wanted).cloned()) {
            return known;
        }
        let (shape, pattern) = (Shape::of(wanted), Pattern::new(wanted));
        let near = |(stem, other): &(String, Shape)| {
            stem != wanted
                && stem.len().min(wanted.len()) >= SHORTEST
                && shape.may_be_alike(*other)
                && pattern.distance(stem) <= shape.most_edits(*other) as usize
        };
        // A third of the longer one may differ, so that lengths far from the wanted one are out.
        let (shortest, longest) = (shape.length() * 2 / 3, shape.length() * 3 / 2 + 1);
        let first = self.stems.partition_point(|(_, other)| other.length() < shortest);
        let candidates =
            self.stems[first..].iter().take_while(|(_, other)| other.length() <= longest);
        let first = u32::try_from(first).unwrap_or(u32::MAX);
        let rows = (first..).zip(candidates).filter(|(_, stem)| near(stem)).map(|(row, _)| row);
        let rows: Arc<[u32]> = rows.collect();
        if let Ok(mut known) = self.alike.lock() {
            known.insert(wanted.to_owned(), Arc::clone(&rows));
        }
        rows
    }

    /// Is `file` one of the translations of pages that are here, too, as `de/guides` beside `guides`, and `wanted` one of the others?
    fn is_translation(&self, file: &RelPath, wanted: &Wanted<'_>) -> bool {
        let names = |folder: &RelPath| -> HashSet<&str> {
            let rows = self.by_folder.get(folder).into_iter().flatten();
            rows.map(|&row| self.files[row as usize].file_name()).collect()
        };
        let folder = file.parent();
        let segments: Vec<&str> = folder.segments().collect();
        let locales =
            segments.iter().enumerate().filter(|(_, name)| is_locale(name) && !wanted.is_in(name));
        locales.into_iter().any(|(at, _)| {
            let original = [&segments[..at], &segments[at + 1..]].concat().join("/");
            let (here, there) = (names(&folder), RelPath::new(&original).map(|path| names(&path)));
            // Most of what was translated still has its name.
            let same = there.map_or(0, |there| here.intersection(&there).count());
            same > 0 && 2 * same + 1 >= here.len()
        })
    }

    /// Files that a link in `from` to the missing path `wanted` (relative to the root) may have
    /// meant, with what speaks against each, best first. `text` is what the link says to its readers.
    pub fn paths(&self, wanted: &str, from: &RelPath, text: &str) -> Vec<(u32, RelPath)> {
        let wanted = Wanted::new(wanted, from, text);
        let mut best: BTreeSet<(u32, &RelPath)> = BTreeSet::new();
        for &row in self.by_stem.get(&wanted.stem).into_iter().flatten() {
            let file = &self.files[row as usize];
            let cost = wanted.name_cost(file).filter(|_| wanted.may_stand_for(file));
            // A page of a language hardly ever means one of another.
            let other = || if self.is_translation(file, &wanted) { RENAMED } else { 0 };
            best.extend(cost.map(|cost| (cost + wanted.path_cost(file) + other(), file)));
        }
        // A file of this name somewhere beats any that is merely called alike; but where that one
        // lies far away, one beside the page may have been meant.
        if best.first().is_none_or(|(cost, _)| *cost >= RENAMED) {
            let alike = self.alike(&wanted.stem);
            let alike = alike.iter().map(|&row| self.stems[row as usize].0.as_str());
            for stem in
                alike.chain(self.by_stem.contains_key(&wanted.text).then_some(&*wanted.text))
            {
                for &row in &self.by_stem[stem] {
                    let file = &self.files[row as usize];
                    let cost = wanted.renamed_cost(stem, file).filter(|_| file != from);
                    best.extend(cost.map(|cost| (cost + wanted.path_cost(file), file)));
                }
            }
        }
        // A file beside the wanted one may have lost a part of its name, or have got one.
        let folder = RelPath::new(wanted.written).map(|path| path.parent());
        let beside = folder.and_then(|folder| self.by_folder.get(&folder));
        for &row in beside.into_iter().flatten() {
            let file = &self.files[row as usize];
            let part = wanted.part_cost(&squash(file.stem()), file);
            let cost = part.or_else(|| wanted.words_cost(file)).filter(|_| file != from);
            best.extend(cost.map(|cost| (cost, file)));
        }
        // What the link says to its readers may be the title of the page that it means.
        if best.first().is_none_or(|(cost, _)| *cost >= RENAMED / 2) && !wanted.text.is_empty() {
            for &row in self.by_title.get(&wanted.text).into_iter().flatten() {
                let file = &self.files[row as usize];
                let extension = wanted.extension_cost(file).filter(|_| file != from);
                let cost = extension.map(|cost| cost + RENAMED / 2 + wanted.path_cost(file));
                best.extend(cost.map(|cost| (cost, file)));
            }
        }
        // Without an extension, a folder may have been meant that has no page of its own.
        if best.is_empty() && wanted.extension.is_empty() {
            let folders = self.folders.get(&wanted.stem).into_iter().flatten();
            best.extend(folders.map(|folder| (2 + wanted.path_cost(folder), folder)));
        }
        let mut seen = HashSet::new();
        let best = best.into_iter().filter(|(_, file)| seen.insert(*file));
        best.take(MOST).map(|(cost, file)| (cost, file.clone())).collect()
    }
}

/// What was left out of `written`: the `#` of an anchor of this page, the scheme of an address, `mailto:`.
pub fn slip(written: &str, file: &File) -> Option<String> {
    if !written.contains(['/', '.', '#', '?']) {
        return file.export(written).map(|_| format!("#{written}"));
    }
    let host = written.split(['/', '?', '#']).next().unwrap_or_default();
    let top = host.rsplit_once('.').map_or("", |(_, top)| top);
    let is_host = DOMAINS.contains(&top) && !host.starts_with('.');
    match host.split_once('@') {
        Some((name, _)) if is_host && !name.is_empty() && host.len() == written.len() => {
            Some(format!("mailto:{written}"))
        }
        None if is_host || host.starts_with("www.") => Some(format!("https://{written}")),
        _ => None,
    }
}

/// Top-level domains that no file is named after.
const DOMAINS: [&str; 10] = ["com", "org", "net", "io", "dev", "edu", "gov", "co", "app", "info"];

/// Does the first of these stand out, so that it may be offered as a fix?
pub fn is_clear(ranked: &[(u32, RelPath)]) -> bool {
    match ranked {
        [] => false,
        [(cost, _)] => *cost < RENAMED,
        [(first, _), (second, _), ..] => *first < RENAMED && first + 6 <= *second,
    }
}

/// Was this cost given to a file with the wanted name?
pub fn is_same_name(cost: u32) -> bool {
    cost < RENAMED / 2
}

/// `text` as titles and what links say are compared; `None` when nothing of it counts.
pub(crate) fn title(text: &str) -> Option<String> {
    Some(squash(text)).filter(|title| !title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::path::Kind;

    fn index(paths: &[&str]) -> Index {
        let mut snapshot = Snapshot::default();
        let mut dirs: std::collections::BTreeMap<RelPath, Vec<(Box<str>, Kind)>> =
            std::collections::BTreeMap::new();
        for path in paths {
            let path = RelPath::new(path).unwrap();
            dirs.entry(path.parent()).or_default().push((path.file_name().into(), Kind::File));
        }
        for (dir, entries) in dirs {
            snapshot.tree.list(&dir, Some(entries));
        }
        Index::new(&snapshot)
    }

    fn best(index: &Index, wanted: &str, from: &str) -> Option<String> {
        let from = RelPath::new(from).unwrap();
        index.paths(wanted, &from, "").first().map(|(_, path)| path.to_string())
    }

    #[test]
    fn the_first_page_is_no_answer_to_everything() {
        let index = index(&["README.md", "guides/index.md", "guides/start.md"]);
        assert_eq!(best(&index, "zzz/qqq", "guides/start.md"), None);
        assert_eq!(best(&index, "zzz/", "guides/start.md"), None);
        assert_eq!(best(&index, "x/guides", "README.md").as_deref(), Some("guides/index.md"));
    }

    #[test]
    fn a_page_that_moved_is_found_in_the_same_version() {
        let index = index(&["v1/core/about/loops.md", "v2/core/about/loops.md", "v2/util/get.md"]);
        assert_eq!(
            best(&index, "v2/util/loops.md", "v2/util/get.md").as_deref(),
            Some("v2/core/about/loops.md")
        );
        assert_eq!(
            best(&index, "v1/about/Loops", "v1/x.md").as_deref(),
            Some("v1/core/about/loops.md")
        );
    }

    #[test]
    fn a_page_with_a_similar_name_beside_it_is_found() {
        let index = index(&["a/installation.md", "a/other.md", "b/c/d/instalation-guide.png"]);
        assert_eq!(
            best(&index, "a/instalation.md", "a/other.md").as_deref(),
            Some("a/installation.md")
        );
        assert_eq!(best(&index, "a/zebra.md", "a/other.md"), None);
        assert_eq!(
            best(&index, "a/installation-on-linux.md", "a/other.md").as_deref(),
            Some("a/installation.md")
        );
    }
}
