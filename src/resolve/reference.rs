//! Pages that a generator looks up by their path or their name, whatever their address: Hugo's `ref`, `relref` and hooks for
//! links.

use super::lookup::{on_page, other_spelling, present};
use super::{Asked, Candidate, Damage, Page, Resolution, Status, Want, is_page};
use crate::base::path::RelPath;
use crate::base::url;
use crate::corpus::{BY_NAME, DepKey};
use crate::site::{Language, Names, Site, is_below};

/// What is looked for.
struct Sought<'a> {
    parts: &'a url::Parts<'a>,
    /// The language, where names of files tell languages apart; none for the main one.
    language: Option<&'a str>,
    /// Where the language is served, where it has folders of its own.
    at: Option<&'a str>,
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

/// The page that `parts` refer to: seen from this page, from the root of the content, or anywhere by its name alone. A page
/// that only another language has is none.
pub(super) fn find(
    parts: &url::Parts<'_>,
    language: Option<&str>,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Option<Resolution> {
    let site = page.site;
    // What is served in several languages looks for pages of any of them.
    let own = home_of(&page.file.path, site);
    let own = own.filter(|(own, _)| site.homes.iter().filter(|(home, _)| home == own).count() == 1);
    let sought = match language {
        None => Sought {
            parts,
            language: language_of(&page.file.path, site),
            at: own.map(|(_, at)| at.as_str()),
        },
        Some(name) => {
            let known = site.languages.iter().find(|known| known.name == name);
            let at = site.homes.iter().find(|(_, at)| at.strip_prefix('/') == Some(name));
            // The main language has no name in addresses.
            let at = at.map(|(_, at)| at.as_str()).or((!site.homes.is_empty()).then_some(""));
            Sought { parts, language: known.and_then(told), at }
        }
    };
    let parent = page.file.path.parent();
    let homes = site.homes.iter().filter(|(_, at)| sought.at == Some(at));
    let homes = homes.map(|(folder, _)| folder);
    let beside: Vec<RelPath> = match own.filter(|(_, at)| sought.at != Some(at)) {
        Some((own, _)) => {
            let rest = parent.relative_to(own);
            homes.clone().filter_map(|home| home.join(&rest)).collect()
        }
        None => vec![parent],
    };
    let from_root = parts.path.starts_with('/');
    let beside = beside.into_iter().filter(|_| !from_root);
    let folders = beside.chain(homes.chain(&site.docs).cloned());
    let rest = url::decode(parts.path);
    let rest = rest.trim_matches('/');
    let paths = folders.filter_map(|folder| folder.join(rest)).chain(mounted(rest, site));
    let candidates: Vec<Candidate> = paths.flat_map(|path| files(&path, &sought, site)).collect();
    let is_meant = |found: &Resolution| {
        let path = found.found.as_ref();
        path.is_none_or(|path| !is_page(path) || sought.may_be(path, site))
    };
    let mut here = candidates
        .iter()
        .filter_map(|one| present(std::slice::from_ref(one), parts, page, asked).filter(is_meant));
    if let Some(found) = here.next() {
        return Some(found);
    }
    drop(here);
    // What is looked up is compared in lower case.
    let lowers = matches!(site.ways.names, Names::Slugs(_));
    (!rest.contains('/')).then(|| named(&sought, page, asked)).flatten().or_else(|| {
        let folded = lowers.then(|| other_spelling(&candidates, parts, page, asked)).flatten();
        folded.filter(is_meant)
    })
}

/// The places of `rest`, a path from the root of the content, in folders that are mounted below it.
fn mounted<'a>(rest: &'a str, site: &'a Site) -> impl Iterator<Item = RelPath> + 'a {
    let mounts = site.mounts.iter().filter(|mount| mount.pages && !mount.url.is_empty());
    mounts.filter_map(move |mount| {
        let inner = rest.strip_prefix(&mount.url[1..])?;
        mount.folder.join(inner.strip_prefix('/')?)
    })
}

impl Sought<'_> {
    /// Is the page `path` in the language that is looked for?
    fn may_be(&self, path: &RelPath, site: &Site) -> bool {
        if let Some(((home, _), at)) = home_of(path, site).zip(self.at) {
            return site.homes.iter().any(|own| own.0 == *home && own.1 == at);
        }
        // Where the main language has a name in addresses, nobody knows which it is.
        let is_main_known = site.languages.iter().any(|known| known.url.is_empty());
        let own = language_of(path, site);
        own == self.language || own.is_none() && !is_main_known
    }
}

/// The name of `language`, unless it is the main one.
fn told(language: &Language) -> Option<&str> {
    Some(language.name.as_str()).filter(|_| !language.url.is_empty())
}

/// The language that the name of the file tells, unless it is the main one.
fn language_of<'a>(path: &RelPath, site: &'a Site) -> Option<&'a str> {
    site.language_of(path.stem()).1.and_then(told)
}

/// The folder of a language that `path` is in, and where that is served.
fn home_of<'a>(path: &RelPath, site: &'a Site) -> Option<&'a (RelPath, String)> {
    let around = site.homes.iter().filter(|(folder, _)| is_below(path, folder));
    around.max_by_key(|(folder, _)| folder.as_str().len())
}

/// The files that the page `path`, with or without its extension, may be, best first.
fn files(path: &RelPath, sought: &Sought<'_>, site: &Site) -> Vec<Candidate> {
    let name = path.file_name();
    let stem = site.extensions().find_map(|known| name.strip_suffix(known)?.strip_suffix('.'));
    let stem = stem.unwrap_or(name);
    // The name of a page of the main language may say so.
    let main = site.languages.iter().find(|known| known.url.is_empty());
    let language = sought.language.or(main.map(|main| main.name.as_str()));
    let translated = language.into_iter().flat_map(|language| {
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
    let sought = Sought { language: said.and_then(told).or(sought.language), ..*sought };
    let called = page.snapshot.named(name).filter(|path| site.holds(path));
    let called: Vec<&RelPath> = called.filter(|path| sought.may_be(path, site)).collect();
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
