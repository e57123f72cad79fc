//! Which of the files that are gone are those that are new, under another name.

use std::collections::HashSet;

use crate::base::path::RelPath;

/// Pairs beyond this many are not compared by their lines.
const MOST: usize = 100_000;

/// The files `gone` with the `new` ones that have at least half of their lines, the likest first; no file twice.
pub(super) fn pairs(
    gone: &[(RelPath, Vec<u8>)],
    new: &[(RelPath, Vec<u8>)],
) -> Vec<(RelPath, RelPath)> {
    let lines = |files: &[(RelPath, Vec<u8>)]| -> Vec<HashSet<u64>> {
        let hash = |line: &[u8]| {
            use std::hash::{BuildHasher, BuildHasherDefault};
            BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(line)
        };
        let of = |bytes: &[u8]| {
            let lines = bytes.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
            lines.filter(|line| !line.is_empty()).map(hash).collect()
        };
        files.iter().map(|(_, bytes)| of(bytes)).collect()
    };
    let by_lines = gone.len() * new.len() <= MOST;
    let (old_lines, new_lines) =
        if by_lines { (lines(gone), lines(new)) } else { Default::default() };
    let mut likely: Vec<(u64, usize, usize)> = Vec::new();
    for (row, (path, bytes)) in gone.iter().enumerate() {
        for (column, (other, content)) in new.iter().enumerate() {
            let likeness = if bytes == content {
                100
            } else if by_lines {
                let (a, b) = (&old_lines[row], &new_lines[column]);
                let most = a.len().max(b.len()).max(1);
                100 * a.intersection(b).count() as u64 / most as u64
            } else {
                0
            };
            let same_name = u64::from(path.file_name() == other.file_name());
            if likeness >= 50 {
                likely.push((2 * likeness + same_name, row, column));
            }
        }
    }
    likely.sort_by(|a, b| b.0.cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut rows, mut columns) = (HashSet::new(), HashSet::new());
    likely.retain(|&(_, row, column)| {
        !rows.contains(&row) && columns.insert(column) && rows.insert(row)
    });
    likely
        .into_iter()
        .map(|(_, row, column)| (gone[row].0.clone(), new[column].0.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_its_new_name() {
        let files = |files: &[(&str, &str)]| -> Vec<(RelPath, Vec<u8>)> {
            let file = |(path, text): &(&str, &str)| {
                (RelPath::new(path).unwrap(), text.as_bytes().to_vec())
            };
            files.iter().map(file).collect()
        };
        let gone = files(&[("a.md", "one\ntwo\nthree\n"), ("b.md", "x\n"), ("d/c.md", "same\n")]);
        let new = files(&[("e.md", "same\n"), ("c.md", "same\n"), ("f.md", "one\ntwo\n3\n")]);
        let pairs: Vec<String> =
            pairs(&gone, &new).into_iter().map(|(a, b)| format!("{a} {b}")).collect();
        assert_eq!(pairs, ["d/c.md c.md", "a.md f.md"]);
    }
}
