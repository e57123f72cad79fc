//! Addresses of the corpus's own files at the host of its repository.

use crate::site::Options;

/// Branches that the corpus is taken for. What is on another branch, at a tag or at a commit may differ from it.
const BRANCHES: [&str; 4] = ["main", "master", "trunk", "HEAD"];

/// What hosts put between a repository and a branch: GitHub, GitLab and Gitea, Bitbucket.
const VIEWS: [&str; 8] =
    ["blob/", "tree/", "raw/", "-/blob/", "-/tree/", "-/raw/", "src/branch/", "src/"];

/// The path from the corpus root, with query and fragment, that `destination` shows of the repository that `options`
/// name.
pub(super) fn own_file<'a>(destination: &'a str, options: &Options) -> Option<&'a str> {
    let repo = options.repo.as_deref()?.trim_end_matches('/').trim_end_matches(".git");
    let repo = repo.split_once("://").map_or(repo, |(_, repo)| repo);
    let (scheme, rest) = destination.split_once("://")?;
    let (own, rest) = rest.split_at_checked(repo.len())?;
    if !scheme.to_ascii_lowercase().starts_with("http") || !own.eq_ignore_ascii_case(repo) {
        return None;
    }
    let shown = rest.strip_prefix('/')?;
    VIEWS.iter().find_map(|view| {
        let (branch, _) = shown.strip_prefix(view)?.split_once('/')?;
        BRANCHES.contains(&branch).then(|| &shown[view.len() + branch.len()..])
    })
}

/// Does the host show every page in an element whose id is `readme`?
pub(super) fn boxes(options: &Options) -> bool {
    let repo = options.repo.as_deref().unwrap_or_default();
    let repo = repo.split_once("://").map_or(repo, |(_, repo)| repo);
    ["github.com/", "gitlab.com/"].iter().any(|host| repo.starts_with(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_own_repository() {
        let repo = Some("https://github.com/example/docs.git".to_owned());
        let options = Options { repo, ..Options::default() };
        let own = |destination| own_file(destination, &options);
        assert_eq!(own("https://GitHub.com/example/docs/blob/main/a.md#b"), Some("/a.md#b"));
        assert_eq!(own("https://github.com/example/docs/-/tree/HEAD/a/"), Some("/a/"));
        assert_eq!(own("https://github.com/example/docs/src/branch/main/a"), Some("/a"));
        for other in [
            "https://github.com/example/docs",
            "https://github.com/example/docs/issues/main/1",
            "https://github.com/example/docs/blob/v1.0/a.md",
            "https://github.com/example/docs2/blob/main/a.md",
            "https://github.com/example/other/blob/main/a.md",
            "ssh://github.com/example/docs/blob/main/a.md",
        ] {
            assert_eq!(own(other), None, "{other}");
        }
        assert_eq!(own_file("https://github.com/a/b/blob/main/c", &Options::default()), None);
    }
}
