//! Tables of redirects, in the files of hosts and generators: where an old address leads now. The same files, and others, may
//! hold a [`navigation`].

mod programs;

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::links::span_in;
use super::{Document, FrontMatterKind, Link, Metadata, NAVIGATION, navigation};
use crate::base::data;
use crate::base::span::Span;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Table {
    /// `_redirects`: `/from /to 301`, a line each.
    Lines,
    /// `netlify.toml`.
    Netlify,
    /// `vercel.json`.
    Vercel,
    /// The redirects plugin and `nav` in `mkdocs.yml`: sources of pages, as seen from the folder of pages.
    Mkdocs,
    /// `[output.html.redirect]` in `book.toml`: targets are written as seen from the old page.
    Mdbook,
    /// A redirection file of `DocFX`: sources of pages, as seen from the file.
    Docfx,
    /// As [`Table::Docfx`], of the sources that are written as seen from the root.
    DocfxRooted,
    /// The plugin for client redirects in `docusaurus.config.*`.
    Docusaurus,
    /// `redirects` in `astro.config.*`, and the sidebar of Starlight there.
    Astro,
    /// What `redirects` gives in `next.config.*`.
    Next,
    /// `redirects` in `.gitbook.yaml`: old addresses, and sources of pages as seen from the folder of pages.
    Gitbook,
    /// Nothing but navigation: `.pages` or `.nav.yml` of plugins for `MkDocs`, as seen from the file.
    Awesome,
    /// `toc.yml` of `DocFX`: destinations.
    Contents,
    /// `_toc.yml` of Jupyter Book: sources of pages without their extensions, as seen from the file.
    Book,
    /// Lists of links in the data of Jekyll: addresses.
    Menu,
    /// `sidebars.*` of Docusaurus: ids of pages.
    Sidebars,
    /// Sidebar and menu in the configuration of `VitePress`: addresses.
    Vitepress,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The old address, or the source of the old page, as it is written.
    pub from: String,
    /// Where that leads: an address, from the root of the site if it has no host.
    pub to: String,
    /// How the table writes `from`.
    pub table: Table,
    /// Where the target is written, if readers are sent there and it stands there as it is.
    pub place: Option<Span>,
    /// Readers stay at the old address, which shows what is at the other.
    pub stays: bool,
}

/// The rows of `table` in `text`, in its order. What cannot be read has none.
pub fn find(text: &str, table: Table) -> Vec<Redirect> {
    match table {
        Table::Lines => lines(text),
        Table::Netlify => {
            // 200 says what is served in the place of another.
            let file = File::read(text, FrontMatterKind::Toml);
            file.pairs("redirects", "from", "to", table, |pair| pair["status"] != 200)
        }
        Table::Vercel => {
            let file = File::read(text, FrontMatterKind::Json);
            let pairs = |key, leads: fn(&Value) -> bool| {
                file.pairs(key, "source", "destination", table, leads)
            };
            [pairs("redirects", |_| true), pairs("rewrites", |_| false)].concat()
        }
        Table::Mkdocs => mkdocs(text),
        Table::Mdbook => mdbook(text),
        Table::Docfx | Table::DocfxRooted => docfx(text),
        Table::Docusaurus => programs::docusaurus(text),
        Table::Astro => programs::astro(text),
        Table::Next => programs::next(text),
        Table::Gitbook => gitbook(text),
        Table::Awesome
        | Table::Contents
        | Table::Book
        | Table::Menu
        | Table::Sidebars
        | Table::Vitepress => Vec::new(),
    }
}

/// The page that `table` in `text` is for whoever checks links: its targets, what its navigation names, and nothing else.
pub(super) fn page(text: &str, table: Table) -> Document {
    let rows = find(text, table).into_iter();
    let rows = rows.filter_map(|row| Some((row.place?, row.to, "")));
    let named = navigation::find(text, table).map(|found| found.entries).unwrap_or_default();
    let named = named.into_iter().map(|entry| (entry.place, entry.to, NAVIGATION));
    let mut links: Vec<(Span, String, &str)> = rows.chain(named).collect();
    links.sort_by_key(|(place, ..)| *place);
    links.dedup_by_key(|(place, ..)| *place);
    let front_matter_keys = links.iter().map(|(.., key)| *key).collect();
    let links = links.into_iter().map(|(place, to, _)| Link::of_value(place, &to)).collect();
    Document { links, front_matter_keys, ..Document::default() }
}

/// Only the host knows what answers at `to`: a function, or a place with a part of the old address in it.
fn is_known(to: &str) -> bool {
    !to.starts_with("/.netlify/") && !to.contains([':', '*', '$']) || to.contains("://")
}

fn lines(text: &str) -> Vec<Redirect> {
    let rows = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    let rows = rows.filter_map(|line| {
        let mut words = line.split_whitespace();
        let (from, to) = (words.next()?, words.next()?);
        // `/* name=:x /to` asks for query parameters before it says where.
        let to = if to.starts_with('/') || !to.contains('=') { to } else { words.next()? };
        let status = words.next().unwrap_or_default();
        // `/* /404.html 404` says which page stands for what is not there.
        let stays = status.starts_with("200");
        let row = Redirect {
            from: from.to_owned(),
            to: to.to_owned(),
            table: Table::Lines,
            place: span_in(text, to).filter(|_| is_known(to) && !stays),
            stays,
        };
        (!status.starts_with("404")).then_some(row)
    });
    rows.collect()
}

/// A file whose values have their places.
struct File<'a> {
    text: &'a str,
    metadata: Metadata,
}

impl<'a> File<'a> {
    fn read(text: &'a str, kind: FrontMatterKind) -> Self {
        Self { text, metadata: Metadata::of(text, Span::new(0, text.len()), kind) }
    }

    /// The rows of the list of objects at `key`; `leads` tells those that send readers on.
    fn pairs(
        &self,
        key: &str,
        from: &str,
        to: &str,
        table: Table,
        leads: impl Fn(&Value) -> bool,
    ) -> Vec<Redirect> {
        let list = self.metadata.value[key].as_array().into_iter().flatten().enumerate();
        // `status = 404` says which page stands for what is not there.
        let rows = list.filter(|(_, pair)| pair["status"] != 404).filter_map(|(row, pair)| {
            let (from, new) = (pair[from].as_str()?, pair[to].as_str()?);
            let place = self.metadata.written(self.text, &format!("/{key}/{row}/{to}"), new);
            let stays = !leads(pair);
            let place = place.filter(|_| is_known(new) && !stays);
            // A host's own name in front means every path of that host, not of this one.
            let row = Redirect { from: from.to_owned(), to: new.to_owned(), table, place, stays };
            from.starts_with('/').then_some(row)
        });
        rows.collect()
    }

    /// The strings, or lists of strings, of the object at `pointer`, each with its key and place.
    fn map(&self, pointer: &str) -> Vec<(&str, &str, Option<Span>)> {
        let map = self.metadata.value.pointer(pointer).and_then(Value::as_object);
        let rows = map.into_iter().flatten().flat_map(|(key, value)| {
            let at = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
            data::strings(value).into_iter().map(move |value| {
                (key.as_str(), value, self.metadata.written(self.text, &at, value))
            })
        });
        rows.collect()
    }
}

fn mkdocs(text: &str) -> Vec<Redirect> {
    const MAPS: &str = "redirect_maps";
    if !text.contains(MAPS) {
        return Vec::new();
    }
    let file = File::read(text, FrontMatterKind::Yaml);
    // A plugin is an item of a list, or a key.
    let pointer = match &file.metadata.value["plugins"] {
        Value::Array(items) => {
            let row = items.iter().position(|item| item.get("redirects").is_some());
            row.map(|row| format!("/plugins/{row}/redirects/{MAPS}"))
        }
        _ => Some(format!("/plugins/redirects/{MAPS}")),
    };
    let rows = file.map(pointer.as_deref().unwrap_or_default()).into_iter();
    let rows = rows.map(|(from, to, place)| {
        let (from, to) = (from.to_owned(), address(to, "index"));
        Redirect { from, to, table: Table::Mkdocs, place, stays: false }
    });
    rows.collect()
}

fn gitbook(text: &str) -> Vec<Redirect> {
    let file = File::read(text, FrontMatterKind::Yaml);
    let rows = file.map("/redirects").into_iter().map(|(from, to, place)| {
        let (from, to) = (format!("/{from}"), address(to, "README"));
        Redirect { from, to, table: Table::Gitbook, place, stays: false }
    });
    rows.collect()
}

/// Where the page is served whose source `to` names, from the root of the site; pages called `index` stand for their folder.
fn address(to: &str, index: &str) -> String {
    if to.contains("://") {
        return to.to_owned();
    }
    let (path, fragment) = to.split_at(to.find('#').unwrap_or(to.len()));
    let page = path.strip_suffix(".md").unwrap_or(path);
    let page = page.strip_suffix(index).unwrap_or(page);
    format!("/{}{fragment}", page.trim_start_matches(['.', '/']))
}

fn mdbook(text: &str) -> Vec<Redirect> {
    let file = File::read(text, FrontMatterKind::Toml);
    let rows = file.map("/output/html/redirect").into_iter().map(|(from, to, place)| {
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let rooted = to.contains("://") || to.starts_with('/');
        let to = if rooted { to.to_owned() } else { format!("{folder}/{to}") };
        Redirect { from: from.to_owned(), to, table: Table::Mdbook, place, stays: false }
    });
    rows.collect()
}

/// A redirection file of `DocFX`. It may be long: the places in it are those of slices of the text.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Redirections<'a> {
    #[serde(borrow)]
    redirections: Vec<Redirection<'a>>,
    renames: Value,
}

#[derive(Deserialize)]
struct Redirection<'a> {
    source_path: Option<String>,
    source_path_from_root: Option<String>,
    #[serde(borrow)]
    redirect_url: Option<Url<'a>>,
}

/// Borrowed where it stands in the text as it is.
#[derive(Deserialize)]
struct Url<'a>(#[serde(borrow)] Cow<'a, str>);

fn docfx(text: &str) -> Vec<Redirect> {
    let body = text.trim_start_matches('\u{feff}');
    let mark = text.len() - body.len();
    let strict;
    let plain = serde_json::from_str::<Redirections<'_>>(body).map(|found| (body, found));
    let (body, redirections) = if let Ok(found) = plain {
        found
    } else {
        strict = data::strict(body);
        (&*strict, serde_json::from_str(&strict).unwrap_or_default())
    };
    let rows = redirections.redirections.into_iter().filter_map(|row| {
        let Url(to) = row.redirect_url.filter(|Url(to)| !to.is_empty())?;
        let place = match to {
            Cow::Borrowed(to) => span_in(body, to),
            Cow::Owned(_) => None,
        };
        let place = place.map(|at| Span::new(at.range().start + mark, at.range().end + mark));
        let rooted = row.source_path_from_root.map(|from| (from, Table::DocfxRooted));
        let (from, table) = rooted.or_else(|| Some((row.source_path?, Table::Docfx)))?;
        Some(Redirect { from, to: to.into_owned(), table, place, stays: false })
    });
    let renames =
        redirections.renames.as_object().into_iter().flatten().filter_map(|(from, to)| {
            let (from, to) = (from.clone(), to.as_str()?.to_owned());
            Some(Redirect { from, to, table: Table::Docfx, place: None, stays: false })
        });
    rows.chain(renames).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_stands_where_it_is_said_to() {
        let docfx = "\u{feff}{ // old\n\"redirections\": [\n {\"source_path\": \"a.md\", \"redirect_url\": \"/b\"},\n \
                     {\"source_path\": \"c.md\", \"redirect_url\": null},\n {\"source_path_from_root\": \"/ü.md\", \
                     \"redirect_url\": \"/d\\u002fe\"},\n]}";
        let vercel = r#"{"redirects": [{"source": "/a", "destination": "/b"}], "rewrites": [{"source": "/c", "destination": "/d/e"}]}"#;
        let netlify = "[[redirects]]\nfrom = '/a'\nto = '/b'\n[[redirects]]\nfrom = \"/c\"\nto = \"/d/e\"\nstatus = 200\n\
                       [[redirects]]\nfrom = '/*'\nto = '/404.html'\nstatus = 404\n";
        let docusaurus = "export default { plugins: [['x', { redirects: [{ from: ['/a'], to: '/b' }, \
                          { from: '/c', to: '/d\\/e' }] }]] }";
        let astro = "export default defineConfig({ redirects: { '/a': '/b', '/c': { status: 301, destination: `/d\\/e` } } })";
        let next = "module.exports = { async redirects() { return [{ source: '/a', destination: '/b' }, \
                    { source: '/c', destination: '/d\\/e' }] } }";
        let lines = "/a /b\n/c /d/e 200\n/* /404.html 404\n";
        for (text, table) in [
            (docfx, Table::Docfx),
            (vercel, Table::Vercel),
            (netlify, Table::Netlify),
            (lines, Table::Lines),
            (docusaurus, Table::Docusaurus),
            (astro, Table::Astro),
            (next, Table::Next),
        ] {
            let rows = find(text, table);
            let to: Vec<&str> = rows.iter().map(|row| &*row.to).collect();
            assert_eq!(to, ["/b", "/d/e"], "{table:?}");
            let hosts = matches!(table, Table::Vercel | Table::Netlify | Table::Lines);
            assert_eq!((rows[0].stays, rows[1].stays), (false, hosts), "{table:?}");
            let places = rows.iter().filter_map(|row| row.place);
            let written: Vec<&str> = places.map(|place| &text[place.range()]).collect();
            assert_eq!(
                written,
                ["/b"],
                "{table:?}: what is written otherwise, or only served, has no place"
            );
        }
        for (text, table) in [("{", Table::Docfx), ("- [", Table::Vercel), ("=", Table::Netlify)] {
            assert_eq!(find(text, table), [], "{table:?}");
        }
    }
}
