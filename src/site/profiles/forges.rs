//! Hosts of repositories that show Markdown as it lies there.

use super::{never, plain};
use crate::base::path::RelPath;
use crate::site::{FILES, Forge, Look, Profile, Site};

/// What belongs to no site, in a repository that `forge` shows.
pub(crate) fn rest(forge: Option<Forge>) -> Site {
    let profile = match forge {
        Some(Forge::Gitlab) => &GITLAB,
        Some(Forge::Bitbucket) => &BITBUCKET,
        Some(Forge::AzureDevops) => &AZURE_DEVOPS,
        Some(Forge::Github) | None => &GITHUB,
    };
    plain(profile, RelPath::root())
}

/// Is this how a host shows repositories, and nobody's generator?
pub(crate) fn is_one(site: &Site) -> bool {
    [&GITHUB, &GITLAB, &BITBUCKET, &AZURE_DEVOPS].iter().any(|forge| forge.name == site.profile)
}

pub(super) static GITHUB: Profile = Profile {
    name: "github",
    summary: "pages as GitHub shows them in the repository",
    dialect: "github",
    ways: FILES,
    recognise: never,
    assume: plain,
};

pub(super) static GITLAB: Profile = Profile {
    name: "gitlab",
    summary: "pages as GitLab shows them in the repository",
    dialect: "gitlab",
    ways: FILES,
    recognise: |profile, look| by_file(profile, look, ".gitlab-ci.yml"),
    assume: plain,
};

pub(super) static BITBUCKET: Profile = Profile {
    name: "bitbucket",
    summary: "pages as Bitbucket shows them in the repository",
    dialect: "bitbucket",
    ways: FILES,
    recognise: |profile, look| by_file(profile, look, "bitbucket-pipelines.yml"),
    assume: plain,
};

pub(super) static AZURE_DEVOPS: Profile = Profile {
    name: "azure-devops",
    summary: "pages as Azure DevOps shows them in a repository or wiki",
    dialect: "azure-devops",
    ways: crate::site::Ways { extensions: &["md"], bare_names: true, ..FILES },
    recognise: |profile, look| by_file(profile, look, ".order"),
    assume: plain,
};

/// The corpus root with the file that one host alone reads; many repositories live on several.
fn by_file(profile: &'static Profile, look: &Look<'_>, name: &str) -> Option<Site> {
    let alone = look.is_top && look.has(name) && !look.has(".github");
    alone.then(|| plain(profile, look.dir.clone()))
}
