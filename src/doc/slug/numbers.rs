//! Equal slugs of one page, told apart.

use rustc_hash::FxHashMap;

/// How a renderer tells equal slugs apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    /// `a-1`, past those that are taken: github-slugger, markdown-it-anchor, goldmark, Markdig, pandoc. The flag says
    /// whether ids that the author wrote count as taken.
    Past {
        /// They do.
        explicit: bool,
    },
    /// `a-1`, by how often the slug came before, taken or not: kramdown, pandoc's GFM, `GitBook`.
    Count {
        /// The number of the second: Mintlify starts with `a-2`.
        from: u32,
    },
    /// `a_1`, a number at the end counted up: Python-Markdown.
    Underscore,
    /// All the same: docutils gives other names altogether, which no slug tells.
    None,
}

/// The slugs of one page so far.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    seen: FxHashMap<String, u32>,
}

impl Numbers {
    /// `slug` with a number, if it needs one.
    pub(crate) fn number(&mut self, slug: &str, numbering: Numbering) -> Option<String> {
        match numbering {
            Numbering::None => None,
            Numbering::Underscore => self.underscore(slug),
            Numbering::Count { from } => self.count(slug, from),
            Numbering::Past { .. } => self.past(slug),
        }
    }

    /// The author wrote this id.
    pub(crate) fn take(&mut self, id: &str, numbering: Numbering) {
        if matches!(numbering, Numbering::Past { explicit: true } | Numbering::Underscore) {
            self.seen.insert(id.to_owned(), 0);
        }
    }

    fn past(&mut self, slug: &str) -> Option<String> {
        let Some(mut count) = self.seen.get(slug).copied() else {
            self.seen.insert(slug.to_owned(), 0);
            return None;
        };
        let unique = loop {
            count += 1;
            let unique = format!("{slug}-{count}");
            if !self.seen.contains_key(&unique) {
                break unique;
            }
        };
        self.seen.insert(slug.to_owned(), count);
        self.seen.insert(unique.clone(), 0);
        Some(unique)
    }

    fn count(&mut self, slug: &str, from: u32) -> Option<String> {
        let count = self.seen.entry(slug.to_owned()).or_insert(0);
        *count += 1;
        match *count - 1 {
            0 => None,
            n => Some(format!("{slug}-{}", n - 1 + from)),
        }
    }

    fn underscore(&mut self, slug: &str) -> Option<String> {
        let mut unique = slug.to_owned();
        // Each round takes the last number on, so that the start of the search is remembered: without that a page
        // of equal headings takes quadratic time.
        if !unique.is_empty()
            && let Some(&last) = self.seen.get(slug)
            && last > 0
        {
            unique = with_number(slug, last);
        }
        while unique.is_empty() || self.seen.contains_key(&unique) {
            unique = match unique.rsplit_once('_').and_then(|(stem, n)| Some((stem, digits(n)?))) {
                Some((stem, n)) => format!("{stem}_{}", n + 1),
                None => format!("{unique}_1"),
            };
        }
        let last = unique.rsplit_once('_').and_then(|(_, n)| digits(n)).unwrap_or(0);
        if unique != slug {
            self.seen.insert(slug.to_owned(), last);
        }
        self.seen.insert(unique.clone(), 0);
        Some(unique).filter(|unique| unique != slug)
    }
}

fn with_number(slug: &str, number: u32) -> String {
    match slug.rsplit_once('_').and_then(|(stem, n)| Some((stem, digits(n)?))) {
        Some((stem, _)) => format!("{stem}_{number}"),
        None => format!("{slug}_{number}"),
    }
}

fn digits(text: &str) -> Option<u32> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(slugs: &[&str], numbering: Numbering) -> Vec<String> {
        let mut numbers = Numbers::default();
        let id =
            |slug: &&str| numbers.number(slug, numbering).unwrap_or_else(|| (*slug).to_owned());
        slugs.iter().map(id).collect()
    }

    #[test]
    fn equal_slugs_are_told_apart_as_each_renderer_does() {
        let slugs = ["a", "a-1", "a-1", "a", "a-2", "a"];
        let past = Numbering::Past { explicit: false };
        assert_eq!(ids(&slugs, past), ["a", "a-1", "a-1-1", "a-2", "a-2-1", "a-3"]);
        assert_eq!(
            ids(&slugs, Numbering::Count { from: 1 }),
            ["a", "a-1", "a-1-1", "a-1", "a-2", "a-2"]
        );
        assert_eq!(
            ids(&["a", "b", "a", "a"], Numbering::Count { from: 2 }),
            ["a", "b", "a-2", "a-3"]
        );
        assert_eq!(ids(&slugs, Numbering::Underscore), ["a", "a-1", "a-1_1", "a_1", "a-2", "a_2"]);
        assert_eq!(ids(&["a_1", "a", "a", "a"], Numbering::Underscore), ["a_1", "a", "a_2", "a_3"]);
        assert_eq!(ids(&["", "", "x"], Numbering::Underscore), ["_1", "_2", "x"]);
    }
}
