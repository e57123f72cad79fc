//! gi-docgen, which documents the libraries of GNOME: <https://gnome.pages.gitlab.gnome.org/gi-docgen/project-configuration.html>.

use super::plain;
use crate::base::path::RelPath;
use crate::site::{FILES, Known, Look, NO_PROGRAMS, Pages, Profile, Programs, Serve, Site, Ways};

pub(super) static PROFILE: Profile = Profile {
    name: "gi-docgen",
    summary: "gi-docgen",
    dialect: "mkdocs-attr-list",
    ways: Ways {
        serve: Serve::Beside,
        // Manuals of programs are written in reStructuredText.
        extensions: &["md", "rst"],
        html: true,
        lists: false,
        // The libraries of a project are beside each other.
        shared_host: true,
        programs: Programs { labels: Known::Dotted, pages: Pages::Library, ..NO_PROGRAMS },
        ..FILES
    },
    recognise,
    assume: plain,
};

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let is_one = |name: &&String| {
        let plain = name.strip_suffix(".in").unwrap_or(name);
        look.dir.child(plain).extension() == "toml"
    };
    // Packages of Rust and Python have one of these names in every folder.
    let is_common = |name: &&String| matches!(name.as_str(), "Cargo.toml" | "pyproject.toml");
    let names = look.names.iter().filter(is_one).filter(|name| !is_common(name));
    let texts = names.filter_map(|name| look.text(name));
    let ours = texts.filter(|text| text.contains("[library]") && text.contains("[theme]"));
    let ours: Vec<String> = ours.collect();
    if ours.is_empty() {
        return None;
    }
    let mut site = plain(profile, look.dir.clone());
    // Wherever an image comes from, it is served beside the pages.
    let mut folders: Vec<RelPath> = ours
        .iter()
        .flat_map(|text| images(text))
        .filter_map(|image| Some(look.dir.join(image)?.parent()))
        .filter(|folder| folder != look.dir)
        .collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        site.mount("", Some(folder), false);
    }
    Some(site)
}

/// The images that the configuration `text` names. A build system may have to fill it in before it is TOML.
fn images(text: &str) -> impl Iterator<Item = &str> {
    let list = text.split_once("content_images").and_then(|(_, rest)| rest.split(']').next());
    list.unwrap_or_default().split(['"', '\'']).skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_read_from_what_is_no_toml_yet() {
        let text = "[extra]\ncontent_files = [ @pages@, ]\ncontent_images = [\n  \"a.png\", '../b/c.svg',\n]\nx = \"d\"\n";
        assert_eq!(images(text).collect::<Vec<_>>(), ["a.png", "../b/c.svg"]);
        assert_eq!(images("[library]\n").count(), 0);
    }
}
