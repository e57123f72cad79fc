//! A page type from pages: what they have in common.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::base::path::RelPath;
use crate::corpus::File;
use crate::doc::contents::contents;
use crate::lint::sections::comparable;

/// What is known of the headings of one title.
#[derive(Debug, Default)]
struct Known {
    title: String,
    levels: BTreeSet<u8>,
    pages: usize,
    empty: bool,
}

/// The declaration of a type called `name` that every page of `pages` has and satisfies. `place` says how the configuration
/// that it is for calls a folder.
pub fn derive(name: &str, place: &dyn Fn(&RelPath) -> RelPath, pages: &[&File]) -> String {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    let mut common: Option<Vec<String>> = None;
    let (mut words, mut intro) = ((u64::MAX, 0), true);
    for file in pages {
        let headings = &file.doc.headings;
        let title = headings.iter().position(|heading| heading.level == 1);
        let mut here: Vec<String> = Vec::new();
        for (row, heading) in headings.iter().enumerate().filter(|(row, _)| Some(*row) != title) {
            let text = comparable(&heading.text);
            let key = text.to_lowercase();
            if key.is_empty() {
                continue;
            }
            let of = known.entry(key.clone()).or_default();
            if of.title.is_empty() {
                of.title = text;
            }
            let mut below = headings[row + 1..].iter().take_while(|h| h.level > heading.level);
            of.empty |= !heading.has_body && !below.any(|below| below.has_body);
            of.levels.insert(heading.level);
            of.pages += usize::from(!here.contains(&key));
            here.push(key);
        }
        common = Some(common.map_or_else(|| once_each(&here), |so_far| in_common(&so_far, &here)));
        let found = contents(&file.text, file.format, file.dialect, &file.doc);
        let count = found.prose.iter().map(|prose| prose.words).sum();
        words = (words.0.min(count), words.1.max(count));
        let start = title.map_or(0, |row| headings[row].span.range().end);
        let first = headings.iter().map(|h| h.span.range().start).find(|at| *at >= start);
        let end = first.unwrap_or(file.text.len());
        intro &= found.prose.iter().any(|of| of.paragraph && (start..end).contains(&of.start));
    }
    // A section of level 1 would make every title of a page a section.
    known.retain(|_, of| !of.levels.contains(&1));
    let mut common = common.unwrap_or_default();
    common.retain(|key| known.contains_key(key));
    let mut out = format!("[types.{}]\n", quoted(name));
    if !pages.is_empty() {
        let paths: Vec<String> = globs(place, pages).iter().map(|glob| quoted(glob)).collect();
        writeln!(out, "match = {{ paths = [{}] }}", paths.join(", ")).ok();
        // The other pages beside them are about as long.
        let (least, most) = (words.0 / 2, words.1.saturating_mul(2));
        writeln!(out, "words = \"{least}..{most}\"").ok();
    }
    if intro && !pages.is_empty() {
        out.push_str("intro = { required = true }\n");
    }
    let mut ids = BTreeSet::new();
    for key in &common {
        section(&mut out, name, &known[key], "", &mut ids);
    }
    // What half of the pages have, they may have anywhere.
    for (key, of) in &known {
        if of.pages > 1 && of.pages * 2 >= pages.len() && !common.contains(key) {
            section(&mut out, name, of, "required = false\nposition = \"any\"\n", &mut ids);
        }
    }
    out
}

/// Globs that `pages` fit, and with them the other pages beside them: what was derived from the good ones is meant for all.
fn globs(place: &dyn Fn(&RelPath) -> RelPath, pages: &[&File]) -> BTreeSet<String> {
    /// Above so many folders the one around all of them is named.
    const MOST: usize = 3;
    let kind = |file: &&File| (file.path.parent(), file.path.extension().to_owned());
    let mut kinds: BTreeSet<(RelPath, String)> = pages.iter().map(kind).collect();
    let mut within = "";
    if kinds.iter().map(|(folder, _)| folder).collect::<BTreeSet<_>>().len() > MOST {
        let folders = kinds.iter().map(|(folder, _)| folder.clone());
        let around = folders.reduce(|a, b| common_folder(&a, &b)).unwrap_or_default();
        kinds = kinds.into_iter().map(|(_, extension)| (around.clone(), extension)).collect();
        within = "**/";
    }
    let glob = |(folder, extension): &(RelPath, String)| {
        let folder = place(folder);
        let slash = if folder.is_root() { "" } else { "/" };
        format!("{}{slash}{within}*.{extension}", globset::escape(folder.as_str()))
    };
    kinds.iter().map(glob).collect()
}

fn common_folder(a: &RelPath, b: &RelPath) -> RelPath {
    let both = a.segments().zip(b.segments()).take_while(|(a, b)| a == b);
    both.fold(RelPath::root(), |folder, (name, _)| folder.child(name))
}

fn section(out: &mut String, name: &str, of: &Known, more: &str, ids: &mut BTreeSet<String>) {
    let id = id(&of.title, ids);
    let levels: Vec<String> = of.levels.iter().map(ToString::to_string).collect();
    let empty = if of.empty && more.is_empty() { "allow-empty = true\n" } else { "" };
    let (name, title) = (quoted(name), quoted(&of.title));
    let level = levels.join(", ");
    write!(
        out,
        "\n[[types.{name}.sections]]\nid = \"{id}\"\nlevel = [{level}]\ntitle = {title}\n{more}{empty}"
    )
    .ok();
}

fn once_each(keys: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    keys.iter().filter(|key| seen.insert(*key)).cloned().collect()
}

/// The longest list whose items stand in this order in both lists.
fn in_common(a: &[String], b: &[String]) -> Vec<String> {
    let mut longest = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            longest[i][j] = if a[i] == b[j] {
                longest[i + 1][j + 1] + 1
            } else {
                longest[i + 1][j].max(longest[i][j + 1])
            };
        }
    }
    let (mut i, mut j, mut both) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            both.push(a[i].clone());
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    both
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    // What JSON escapes, TOML escapes alike; but JSON leaves one control character as it is.
    let json = serde_json::Value::String(text.to_owned()).to_string();
    json.replace('\u{7f}', "\\u007f")
}

/// A name for the section `title` that is not among `ids` yet.
fn id(title: &str, ids: &mut BTreeSet<String>) -> String {
    let plain = slug(title);
    let plain = if plain.is_empty() { "section".to_owned() } else { plain };
    let names = std::iter::once(plain.clone()).chain((2..).map(|n| format!("{plain}-{n}")));
    let free = names.into_iter().find(|name| !ids.contains(name)).unwrap_or(plain);
    ids.insert(free.clone());
    free
}

/// The words of `title` with hyphens between them: `reset-your-password`.
pub fn slug(title: &str) -> String {
    let plain = title.replace(['\'', '’'], "").to_lowercase();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
