//! Patterns of other tools, as globs and expressions that mean the same here.

use crate::lint::Pattern;

/// Why the expression `text` cannot be used here; `None` when it can.
pub(super) fn unusable(text: &str) -> Option<String> {
    Pattern::new(text).err()
}

/// Is the expression `text` about destinations within the pages, and about no address?
pub(super) fn is_local(text: &str) -> bool {
    let start = text.trim_start_matches(['^', '(', '\\']);
    text.starts_with('^') && start.starts_with(['#', '/', '.']) || start.starts_with("file:")
}

/// Globs for the paths in which the expression `text` is found, where they can say the same.
pub(super) fn globs_of_regex(text: &str) -> Option<Vec<String>> {
    let (start, rest) = if let Some(rest) = text.strip_prefix("(^|/)") {
        ("**/", rest)
    } else if let Some(rest) = text.strip_prefix('^') {
        ("", rest)
    } else if let Some(rest) = text.strip_prefix("./") {
        ("", rest)
    } else {
        ("**/*", text)
    };
    let rest = rest.strip_prefix("\\./").or(rest.strip_prefix("./")).unwrap_or(rest);
    let rest = rest.strip_suffix(".*").unwrap_or(rest);
    let (rest, whole) = rest.strip_suffix('$').map_or((rest, false), |rest| (rest, true));
    let plain = literal(rest)?;
    let name = globset::escape(&plain);
    if plain.is_empty() {
        return None;
    }
    if let Some(folder) = name.strip_suffix('/') {
        return Some(vec![format!("{start}{folder}/**")]);
    }
    if whole {
        return Some(vec![format!("{start}{name}")]);
    }
    Some(vec![format!("{start}{name}*"), format!("{start}{name}*/**")])
}

/// The one text that the expression `text` stands for. A plain `.` is taken for what it says, as in `README.md`.
fn literal(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(chars.next().filter(|next| !next.is_ascii_alphanumeric())?),
            '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            c => out.push(c),
        }
    }
    Some(out)
}

/// Globs for what a line of a file such as `.gitignore` names. `None` when it takes something back in.
pub(super) fn globs_of_gitignore(line: &str) -> Option<Vec<String>> {
    if line.starts_with('!') {
        return None;
    }
    let line = line.strip_prefix('\\').unwrap_or(line);
    let (line, folder) = line.strip_suffix('/').map_or((line, false), |line| (line, true));
    let anchored = line.contains('/');
    let line = line.strip_prefix('/').or(line.strip_prefix("./")).unwrap_or(line);
    let start = if anchored || line.starts_with("**/") { "" } else { "**/" };
    let below = format!("{start}{line}/**");
    // What has an extension is a file, and what ends in `**` is all there is.
    let name = line.rsplit('/').next().unwrap_or_default();
    if name == "**" || name.contains('.') && !folder && !name.starts_with('.') {
        return Some(vec![format!("{start}{line}")]);
    }
    if folder {
        return Some(vec![below]);
    }
    Some(vec![format!("{start}{line}"), below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_for_paths_become_globs_that_mean_the_same() {
        let globs = |text: &str| globs_of_regex(text).unwrap_or_default().join(" ");
        assert_eq!(globs("(^|/)test/"), "**/test/**");
        assert_eq!(globs(r"(^|/)test\.md$"), "**/test.md");
        assert_eq!(globs(r"\.txt$"), "**/*.txt");
        assert_eq!(globs("^docs/old/"), "docs/old/**");
        assert_eq!(globs("./docs/old/.*"), "docs/old/**");
        assert_eq!(globs("node_modules"), "**/*node_modules* **/*node_modules*/**");
        assert_eq!(globs("[aeiou]"), "");
        assert_eq!(globs(r"v\d+/"), "");
    }

    #[test]
    fn lines_to_ignore_become_globs() {
        let globs = |text: &str| globs_of_gitignore(text).unwrap_or_default().join(" ");
        assert_eq!(globs("node_modules"), "**/node_modules **/node_modules/**");
        assert_eq!(globs("/build/"), "build/**");
        assert_eq!(globs("vendor/"), "**/vendor/**");
        assert_eq!(globs("docs/api"), "docs/api docs/api/**");
        assert_eq!(globs("CHANGELOG.md"), "**/CHANGELOG.md");
        assert_eq!(globs("**/*.min.md"), "**/*.min.md");
        assert_eq!(globs(".github"), "**/.github **/.github/**");
        assert_eq!(globs("!README.md"), "");
    }
}
