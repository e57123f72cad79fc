//! `DocFX` and Microsoft Learn: <https://dotnet.github.io/docfx/reference/docfx-json-reference.html>.

use super::{configuration, folders_in, plain};
use crate::base::data;
use crate::base::path::RelPath;
use crate::doc::redirects::Table;
use crate::site::{FILES, Look, Profile, Site, Ways, is_below};

pub(super) static PROFILE: Profile = Profile {
    name: "docfx",
    summary: "DocFX and Microsoft Learn",
    dialect: "docfx",
    ways: Ways { ignore_case: true, shared_host: true, index: &["index"], ..FILES },
    recognise,
    assume: |profile, dir| homed(plain(profile, dir)),
};

const PUBLISH: &str = ".openpublishing.publish.config.json";

fn recognise(profile: &'static Profile, look: &Look<'_>) -> Option<Site> {
    let publish = configuration(look, &[PUBLISH]);
    if publish.is_none() && !look.has("docfx.json") {
        return None;
    }
    let publish = publish.unwrap_or_default();
    let mut site = homed(plain(profile, look.dir.clone()));
    let folders = publish["docsets_to_publish"].as_array().into_iter().flatten();
    let folders: Vec<RelPath> = folders
        .filter_map(|docset| look.dir.join(docset["build_source_folder"].as_str()?))
        .collect();
    for folder in &folders {
        site.prefixes.extend(["~/", "~\\"].map(|start| (start.to_owned(), folder.clone())));
    }
    if !folders.is_empty() {
        site.docs = folders;
    }
    // Other repositories are put into these folders before the site is built.
    for other in publish["dependent_repositories"].as_array().into_iter().flatten() {
        site.elsewhere.extend(other["path_to_root"].as_str().and_then(|path| look.dir.join(path)));
    }
    let config = configuration(look, &["docfx.json"]).unwrap_or_default();
    for content in config["build"]["content"].as_array().into_iter().flatten() {
        let folder = content["src"].as_str().and_then(|path| look.dir.join(path));
        site.docs.extend(folder.filter(|folder| !is_below(folder, look.dir)));
    }
    let mut files = vec![".openpublishing.redirection.json".to_owned()];
    files.extend(data::strings(&publish["redirection_files"]).into_iter().map(str::to_owned));
    // Docsets name their files in their own configuration as well.
    files.extend(
        look.names.iter().filter(|name| name.starts_with(".openpublishing.redirection.")).cloned(),
    );
    files.sort_unstable();
    files.dedup();
    for file in files {
        let Some(path) = look.dir.join(&file) else { continue };
        if let Some(text) = look.disk.read(&path) {
            site.forward(&text, path, Table::Docfx);
        }
    }
    for docs in site.docs.clone() {
        for (folder, names) in folders_in(look, &docs) {
            let name = names.iter().find(|name| name.eq_ignore_ascii_case("toc.yml"));
            let file = name.map(|name| folder.child(name));
            if let Some((text, file)) = file.and_then(|file| Some((look.disk.read(&file)?, file))) {
                site.show(&text, file, Table::Contents, &folder);
            }
        }
    }
    Some(site)
}

/// `~/x` starts at the folder with the configuration.
fn homed(mut site: Site) -> Site {
    site.prefixes = ["~/", "~\\"].map(|start| (start.to_owned(), site.home.clone())).to_vec();
    site
}
