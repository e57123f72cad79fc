//! Who looks after which page, as CODEOWNERS says
//! (<https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners>,
//! sections as in <https://docs.gitlab.com/user/project/codeowners/reference/>).

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::base::path::RelPath;

/// Where such a file may be, best first.
pub const OWNERS_FILES: [&str; 4] =
    [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

/// The lines of a CODEOWNERS file.
#[derive(Debug, Clone, Default)]
pub struct Owners {
    patterns: GlobSet,
    /// For each pattern the owners that its line names, perhaps none.
    names: Vec<String>,
}

impl Owners {
    /// Read `text`. A line that makes no sense says nothing.
    pub fn new(text: &str) -> Self {
        let (mut patterns, mut names) = (GlobSetBuilder::new(), Vec::new());
        let mut of_section = String::new();
        for line in text.lines().map(|line| line.split(" #").next().unwrap_or_default().trim()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let section = line.strip_prefix('^').unwrap_or(line);
            if section.starts_with('[') {
                let behind = section.rsplit_once(']').map_or("", |(_, behind)| behind);
                of_section = joined(behind.split_whitespace());
                continue;
            }
            // A space in a path is written behind a backslash.
            let line = line.replace("\\ ", "\0");
            let mut words = line.split_whitespace();
            let pattern = words.next().unwrap_or_default().replace('\0', " ");
            let own = joined(words);
            for glob in globs(&pattern) {
                let built = GlobBuilder::new(&glob).literal_separator(true).build();
                if let Ok(glob) = built {
                    patterns.add(glob);
                    names.push(if own.is_empty() { of_section.clone() } else { own.clone() });
                }
            }
        }
        Self { patterns: patterns.build().unwrap_or_default(), names }
    }

    /// Does nobody own anything?
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The owners of `path`: the last line that fits decides.
    pub fn of(&self, path: &RelPath) -> Option<&str> {
        let last = self.patterns.matches(path.as_str()).into_iter().max()?;
        self.names.get(last).map(String::as_str).filter(|names| !names.is_empty())
    }
}

fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(" ")
}

/// What a pattern means: it counts from the root when it has a slash before its end, and for whatever is in a folder.
fn globs(pattern: &str) -> Vec<String> {
    let inner = pattern.trim_end_matches('/');
    let anchored = inner.contains('/');
    let start = if anchored { "" } else { "**/" };
    let path = inner.trim_start_matches('/');
    let below = format!("{start}{path}/**");
    if pattern.ends_with('/') {
        vec![below]
    } else if path.ends_with("/*") || path.ends_with("**") {
        vec![format!("{start}{path}")]
    } else {
        vec![format!("{start}{path}"), below]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_that_fits_decides() {
        let owners = Owners::new(
            "# comment\n*  @all\n*.md @writers # and more\n/docs/ @docs @team\ndocs/* @top\n\
             apps/ @apps\n/docs/secret.md\nmy\\ dir/ @space\n",
        );
        let of = |path: &str| owners.of(&RelPath::new(path).unwrap()).map(str::to_owned);
        let is = |path: &str, owner: &str| assert_eq!(of(path).as_deref(), Some(owner), "{path}");
        is("x.html", "@all");
        is("a/b.md", "@writers");
        is("docs/a/b.md", "@docs @team");
        is("docs/a.md", "@top");
        is("x/apps/y/a.md", "@apps");
        is("my dir/a.md", "@space");
        assert_eq!(of("docs/secret.md"), None, "nobody's");
    }

    #[test]
    fn a_section_lends_its_owners() {
        let owners = Owners::new("[Docs][2] @docs\n*.md\nintro.md @intro\n^[Optional]\n*.html\n");
        let of = |path: &str| owners.of(&RelPath::new(path).unwrap()).map(str::to_owned);
        assert_eq!(of("a.md").as_deref(), Some("@docs"));
        assert_eq!(of("x/intro.md").as_deref(), Some("@intro"));
        assert_eq!(of("a.html"), None);
    }
}
