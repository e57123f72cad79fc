//! Pages that a generator looks up by their path or their name, whatever their address: Hugo's `ref`, `relref` and hooks for
//! links.

use super::lookup::{on_page, other_spelling, present};
use super::{Asked, Candidate, Damage, Page, Resolution, Status, Want};
use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::{BY_NAME, DepKey};
use crate::site::{Names, Site, is_below};

/// What is looked for.
struct Sought<'a> {
    parts: &'a url::Parts<'a>,
    /// What stands behind the stem of the file where names of files tell languages apart.
    language: Option<&'a str>,
    /// The folder of the language, or of all pages.
    home: Option<&'a RelPath>,
}

/// Where a reference to `path` leads, in the language called `language` or in that of the page.
pub(super) fn resolve(
    path: &str,
    language: Option<&str>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Resolution {
    let parts = url::split(path);
    let fragment = parts.fragment.map(|fragment| url::decode(fragment).into());
    if parts.path.is_empty() {
        let here = &page.file.path;
        return Resolution { fragment, ..on_page(here, here, &parts, page, asked) };
    }
    let status = if page.site.imports { Status::Unresolved } else { Status::Missing };
    let folder = page.file.path.parent();
    let folder = if parts.path.starts_with('/') { page.site.docs[0].clone() } else { folder };
    let target = folder.join(parts.path.trim_start_matches('/')).map(|path| path.text());
    let found = find(&parts, language, page, asked);
    Resolution { fragment, ..found.unwrap_or(Resolution { target, ..Resolution::of(status) }) }
}

/// The page that `parts` refer to: seen from this page, from the root of the content, or anywhere by its name alone.
pub(super) fn find(
    parts: &url::Parts<'_>,
    language: Option<&str>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    let site = page.site;
    let own = home_of(&page.file.path, site);
    let sought = match language {
        None => Sought { parts, language: language_of(&page.file.path, site), home: own },
        Some(name) if site.languages.iter().any(|known| known.name == name) => {
            Sought { parts, language: Some(name), home: own }
        }
        Some(name) => {
            let mut pages = site.mounts.iter().filter(|mount| mount.pages);
            let named = |mount: &&_| is_at(mount, name);
            // The main language has no name in addresses.
            let home =
                pages.clone().find(named).or_else(|| pages.find(|mount| mount.url.is_empty()));
            Sought { parts, language: None, home: home.map(|mount| &mount.folder) }
        }
    };
    let parent = page.file.path.parent();
    let beside = match own.zip(sought.home) {
        Some((own, home)) => home.join(&parent.relative_to(own)),
        None => Some(parent),
    };
    let roots = sought.home.into_iter().chain(&site.docs).cloned();
    let folders = beside.into_iter().skip(usize::from(parts.path.starts_with('/'))).chain(roots);
    let rest = url::decode(parts.path);
    let rest = rest.trim_matches('/');
    let paths = folders.filter_map(|folder| folder.join(rest));
    let candidates: Vec<Candidate> = paths.flat_map(|path| files(&path, &sought, site)).collect();
    // What is looked up is compared in lower case.
    let lowers = matches!(site.ways.names, Names::Slugs(_));
    present(&candidates, parts, page, asked)
        .or_else(|| (!rest.contains('/')).then(|| named(&sought, page, asked)).flatten())
        .or_else(|| lowers.then(|| other_spelling(&candidates, parts, page, asked)).flatten())
}

/// Is `mount` served at the address of the language `name`?
fn is_at(mount: &crate::site::Mount, name: &str) -> bool {
    mount.url.strip_prefix('/') == Some(name)
}

/// The language that the name of the file tells.
fn language_of<'a>(path: &RelPath, site: &'a Site) -> Option<&'a str> {
    site.language_of(path.stem()).1.map(|language| language.name.as_str())
}

/// The folder of pages that `path` is in, which may be that of a language.
fn home_of<'a>(path: &RelPath, site: &'a Site) -> Option<&'a RelPath> {
    let around = site.docs.iter().filter(|docs| is_below(path, docs));
    around.max_by_key(|docs| docs.as_str().len())
}

/// The files that the page `path`, with or without its extension, may be, best first.
fn files(path: &RelPath, sought: &Sought<'_>, site: &Site) -> Vec<Candidate> {
    let name = path.file_name();
    let stem = site.extensions().find_map(|known| name.strip_suffix(known)?.strip_suffix('.'));
    let stem = stem.unwrap_or(name);
    let translated = sought.language.into_iter().flat_map(|language| {
        let pages = site.extensions().map(move |known| format!("{stem}.{language}.{known}"));
        let indexes = site.extensions().flat_map(move |known| {
            site.index_stems().map(move |index| format!("{name}/{index}.{language}.{known}"))
        });
        pages.chain(indexes)
    });
    let plain = site.extensions().map(|known| format!("{name}.{known}"));
    let names = translated.chain([name.to_owned()]).chain(plain);
    let candidate = |path| Candidate {
        path,
        why: "the page that is referred to",
        folder: true,
        by_address: false,
    };
    names.filter_map(|name| path.parent().join(&name)).map(candidate).collect()
}

/// The only page of this language that is called so. Of several the generator takes none.
fn named(sought: &Sought<'_>, page: &Page<'_>, asked: &mut Asked) -> Option<Resolution> {
    let site = page.site;
    let name = url::decode(sought.parts.path.trim_matches('/')).into_owned();
    let plain = site.extensions().find_map(|known| name.strip_suffix(&format!(".{known}")));
    let (name, said) = site.language_of(plain.unwrap_or(&name));
    asked.key(&DepKey::Route(format!("{BY_NAME}{name}").into()));
    asked.wants.extend(site.docs.iter().cloned().map(Want::Pages));
    let wanted = said.map(|language| language.name.as_str()).or(sought.language);
    let is_wanted =
        |path: &RelPath| language_of(path, site) == wanted && home_of(path, site) == sought.home;
    let called = page.snapshot.named(name).filter(|path| site.holds(path));
    let mut called: Vec<&RelPath> = called.collect();
    if called.iter().any(|path| is_wanted(path)) {
        called.retain(|path| is_wanted(path));
    }
    match called.as_slice() {
        [] => None,
        [path] => Some(on_page(path, path, sought.parts, page, asked)),
        several => {
            let pages = several.iter().map(|path| (*path).clone()).collect();
            let damage = Some(Box::new(Damage::Ambiguous { pages }));
            let target = Some(name.into());
            Some(Resolution { target, damage, ..Resolution::of(Status::Missing) })
        }
    }
}
