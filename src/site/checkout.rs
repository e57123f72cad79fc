//! The corpus as its repository's host shows it.

use std::borrow::Cow;

use ::url::form_urlencoded;

use crate::base::path::RelPath;
use crate::base::url;

/// A host of repositories, by the profile that reads pages as it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forge {
    /// GitHub.
    Github,
    /// GitLab, wherever it is installed under its name.
    Gitlab,
    /// Bitbucket.
    Bitbucket,
    /// Azure DevOps.
    AzureDevops,
}

/// Beginnings of addresses of files and folders of the corpus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checkout {
    prefixes: Vec<String>,
    /// Where files are named in the query, if the host does so.
    query: Option<Query>,
    boxed: bool,
    wiki: bool,
    forge: Option<Forge>,
}

/// A repository of Azure DevOps: `https://dev.azure.com/O/P/_git/N?path=/a.md&version=GBmain&line=3`
/// (<https://learn.microsoft.com/en-us/azure/devops/repos/git/repos-view-files>).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Query {
    /// Its address.
    repository: String,
    branches: Vec<String>,
    /// The folder that the corpus is, with a slash behind it.
    folder: String,
}

impl Checkout {
    /// The repository at `origin`, as git or a user writes it, whose `branches` are what is checked out; the corpus is its
    /// folder `folder`.
    pub fn new(origin: &str, branches: &[String], folder: &RelPath) -> Self {
        let Some((host, path)) = host_and_path(origin) else { return Self::default() };
        let path = path.as_str();
        // Where nobody knows the branch, it is what most repositories call it.
        let known = branches.iter().map(String::as_str);
        let usual = ["main", "master", "trunk"].into_iter().filter(|_| branches.is_empty());
        let branches: Vec<&str> = known.chain(usual).chain(["HEAD"]).collect();
        let folder = if folder.is_root() { String::new() } else { format!("{folder}/") };
        let forge = forge(&host);
        let views: &[&str] = match forge {
            // It names files in the query, whatever the branch.
            Some(Forge::AzureDevops) => &[],
            Some(Forge::Gitlab) => &["-/blob", "-/tree", "-/raw", "blob", "tree"],
            Some(Forge::Bitbucket) => &["src", "raw"],
            Some(Forge::Github) => &["blob", "tree", "raw", "edit", "blame"],
            None => &["blob", "tree", "raw", "-/blob", "-/tree", "-/raw", "src/branch", "src"],
        };
        let mut prefixes = Vec::new();
        for &branch in &branches {
            for view in views {
                prefixes.push(format!("https://{host}/{path}/{view}/{branch}/{folder}"));
            }
            if forge == Some(Forge::Github) {
                prefixes
                    .push(format!("https://raw.githubusercontent.com/{path}/{branch}/{folder}"));
            }
        }
        let boxed = matches!(host.as_str(), "github.com" | "gitlab.com");
        let query = (forge == Some(Forge::AzureDevops)).then(|| Query {
            repository: azure_repository(&host, path),
            branches: branches.iter().map(|&branch| branch.to_owned()).collect(),
            folder,
        });
        let wiki = path.rsplit_once('.').is_some_and(|(_, end)| end == "wiki");
        Self { prefixes, query, boxed, wiki, forge }
    }

    /// The host, if its way of showing pages is known.
    pub fn forge(&self) -> Option<Forge> {
        self.forge
    }

    /// Does the host show every page in an element whose id is `readme`?
    pub fn is_boxed(&self) -> bool {
        self.boxed
    }

    /// Is it the repository of a project's wiki?
    pub fn is_wiki(&self) -> bool {
        self.wiki
    }

    /// The path, query and fragment of `destination` if it is a file or folder of the corpus.
    pub fn path_of<'a>(&self, destination: &'a str) -> Option<Cow<'a, str>> {
        if let Some(query) = &self.query {
            return query.path_of(destination).map(Cow::Owned);
        }
        self.prefixes.iter().find_map(|prefix| {
            let (start, rest) = destination.split_at_checked(prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some(Cow::Borrowed(rest))
        })
    }
}

impl Query {
    fn path_of(&self, destination: &str) -> Option<String> {
        let (start, query) = destination.split_once('?')?;
        if !start.trim_end_matches('/').eq_ignore_ascii_case(&self.repository) {
            return None;
        }
        let query = query.split('#').next().unwrap_or_default();
        let value = |name: &str| {
            let mut pairs = form_urlencoded::parse(query.as_bytes());
            pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        // Without a version it is the branch that the host shows first. `GT` and `GC` are tags and commits.
        let version = value("version");
        let branch = version.as_deref().map(|version| version.strip_prefix("GB"));
        if branch.is_some_and(|name| !self.branches.iter().any(|known| Some(&**known) == name)) {
            return None;
        }
        let path = value("path")?;
        let path = url::encode_path(path.trim_start_matches('/').strip_prefix(&*self.folder)?);
        let fragment = value("anchor").or_else(|| value("line").map(|line| format!("L{line}")));
        Some(match fragment {
            Some(fragment) => format!("{path}#{}", url::encode(&fragment)),
            None => path,
        })
    }
}

/// The address of the repository `path` at `host`, which may be the one for SSH.
fn azure_repository(host: &str, path: &str) -> String {
    let path = path.strip_prefix("v3/").unwrap_or(path);
    match path.rsplit_once('/') {
        Some((project, name)) if host == "ssh.dev.azure.com" => {
            format!("https://dev.azure.com/{project}/_git/{name}")
        }
        _ => format!("https://{host}/{path}"),
    }
}

/// Whose program answers at `host`.
fn forge(host: &str) -> Option<Forge> {
    let is_azure = matches!(host, "dev.azure.com" | "ssh.dev.azure.com")
        || host.ends_with(".visualstudio.com");
    match host {
        "github.com" => Some(Forge::Github),
        _ if host.starts_with("gitlab.") => Some(Forge::Gitlab),
        _ if host.starts_with("bitbucket.") => Some(Forge::Bitbucket),
        _ => is_azure.then_some(Forge::AzureDevops),
    }
}

/// `git@host:path.git`, `https://user@host/path.git` and `host/path` as host and path.
fn host_and_path(origin: &str) -> Option<(String, String)> {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (host, path) = rest.split_once(['/', ':'])?;
    // `ssh://git@host:22/path`
    let path = path.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/');
    let path = path.trim_end_matches('/').trim_end_matches(".git");
    let fits = host.contains('.') && path.contains('/');
    fits.then(|| (host.to_lowercase(), path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_repository_are_paths() {
        let branches = ["main".to_owned()];
        for origin in [
            "git@github.com:o/n.git",
            "https://token@github.com/o/n",
            "ssh://git@github.com:22/o/n.git",
            "github.com/o/n",
        ] {
            let checkout = Checkout::new(origin, &branches, &RelPath::root());
            let path = |url| checkout.path_of(url);
            assert_eq!(
                path("https://github.com/O/n/blob/main/a/b.rs#L3").as_deref(),
                Some("a/b.rs#L3"),
                "{origin}"
            );
            assert_eq!(
                path("https://raw.githubusercontent.com/o/n/main/x.png"),
                Some("x.png".into())
            );
            assert_eq!(path("https://github.com/o/n/blob/v1/a.md"), None);
            assert_eq!(path("https://github.com/o/n/issues"), None);
        }
        let inner = Checkout::new("github.com/o/n", &branches, &RelPath::new("docs").unwrap());
        assert_eq!(inner.path_of("https://github.com/o/n/tree/main/docs/a"), Some("a".into()));
        assert_eq!(inner.path_of("https://github.com/o/n/tree/main/src/a"), None);
        assert_eq!(
            Checkout::new("/srv/git/x.git", &branches, &RelPath::root()),
            Checkout::default()
        );
        for origin in ["https://o@dev.azure.com/o/p/_git/n", "git@ssh.dev.azure.com:v3/o/p/n"] {
            let docs = RelPath::new("docs").unwrap();
            let checkout = Checkout::new(origin, &branches, &docs);
            for (query, path) in [
                (
                    "?path=%2Fdocs%2Fa%20b.md&version=GBmain&_a=preview&anchor=part",
                    Some("a%20b.md#part"),
                ),
                ("?path=/docs/x.cs&line=12&lineEnd=14", Some("x.cs#L12")),
                ("?path=/src/x.cs", None),
                ("?path=/docs/a.md&version=GTv1", None),
                ("?version=GBmain", None),
            ] {
                let url = format!("https://dev.azure.com/o/p/_git/n{query}");
                assert_eq!(checkout.path_of(&url).as_deref(), path, "{origin} {query}");
            }
            assert_eq!(checkout.path_of("https://dev.azure.com/o/p/_git/m?path=/docs/a.md"), None);
        }
        for (origin, forge) in [
            ("https://gitlab.example.org/o/n.git", Some(Forge::Gitlab)),
            ("git@bitbucket.org:o/n.git", Some(Forge::Bitbucket)),
            ("git@ssh.dev.azure.com:v3/o/p/n", Some(Forge::AzureDevops)),
            ("https://git.example.org/o/n", None),
        ] {
            let checkout = Checkout::new(origin, &branches, &RelPath::root());
            assert_eq!(checkout.forge(), forge, "{origin}");
        }
    }
}
