//! How generators treat links, as data.

/// Where a page is served, seen from its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serve {
    /// Where it is: links are paths of files.
    Files,
    /// `a/b.md` at `/a/b`, so that its relative links start at `/a/`.
    Beside,
    /// `a/b.md` at `/a/b/`, so that its relative links start there.
    Below,
}

/// How a generator treats links.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about a generator")]
#[derive(Debug, Clone)]
pub struct Ways {
    /// Where pages are served.
    pub serve: Serve,
    /// Extensions that an address of a page leaves out.
    pub extensions: &'static [&'static str],
    /// Stems of the pages that stand for their folder, best first, in lower case.
    pub index: &'static [&'static str],
    /// `x.html` is the address of `x.md`.
    pub html: bool,
    /// A folder without a page of its own is served as a list.
    pub lists: bool,
    /// Of those only the ones at the root.
    pub sections: bool,
    /// No address ends with a slash, that of a page that stands for its folder neither.
    pub slashless: bool,
    /// Paths compare without case.
    pub ignore_case: bool,
    /// What addresses make of the names of files.
    pub names: Names,
    /// Attributes of raw HTML are left as they are, so that they start at the address of the page.
    pub raw_html: bool,
    /// The host publishes more than this repository: a path from its root that is not here is unknown.
    pub shared_host: bool,
    /// A host was copied: a path from its root that is not here is unknown.
    pub mirrored: bool,
    /// What it makes of links when it renders a page.
    pub changes: Changes,
    /// Whether it looks destinations up among its pages before it takes them for addresses.
    pub lookups: Lookups,
    /// `[x](page)` names the file `page.md` beside this one, whatever the address of the page.
    pub bare_names: bool,
    /// `[x](a/b.md)` may start at the root of the sources as well.
    pub from_sources: bool,
    /// Whether pages are served beside or below their source is not known: both are tried.
    pub either: bool,
    /// What programs of the site know that no page says.
    pub programs: Programs,
    /// References may name a page by its name alone, wherever it is.
    pub by_name: bool,
    /// Keys of the front matter that the generator itself takes for a path or an address.
    pub front_matter: &'static [&'static str],
    /// Keys of the front matter that move a page.
    pub keys: Keys,
}

/// What programs of a site know that no page says, so that what names it is not broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Programs {
    /// Which labels of references they may define: `[text][name]`.
    pub labels: Known,
    /// Which destinations may be labels: `[x](name)`, and `[x](#name)` where all may.
    pub destinations: Known,
    /// They make anchors of what is marked in pages: `r[items.fn]`.
    pub anchors: bool,
    /// Where they make pages.
    pub pages: Pages,
}

/// None.
pub const NO_PROGRAMS: Programs = Programs {
    labels: Known::Nothing,
    destinations: Known::Nothing,
    anchors: false,
    pages: Pages::Nowhere,
};

/// Which names may mean something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// None.
    Nothing,
    /// Names with a dot, a colon or a kind: `config.path`, `std::fmt`, `class@Button`.
    Dotted,
    /// Those, and names of items: `Vec<u8>`, `bool`.
    Items,
    /// Any.
    Anything,
}

impl Known {
    /// May `name` mean something?
    pub fn may_be(self, name: &str) -> bool {
        match self {
            Self::Nothing => false,
            Self::Dotted => {
                let is_name = name.contains(['.', '@']) || name.contains("::");
                is_name && !name.contains(char::is_whitespace)
            }
            Self::Items => Self::Dotted.may_be(name) || is_item(name),
            Self::Anything => true,
        }
    }
}

/// Is `name` written like that of an item in a program: `std::fmt`, `Vec<u8>`, `print!`?
fn is_item(name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "_:<>,()!&".contains(c);
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(is_part)
}

/// Where programs make pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pages {
    /// They make none.
    Nowhere,
    /// In folders that have none of their own, or at the root.
    Apart,
    /// In folders below the root that have none of their own.
    Below,
    /// Beside others.
    Anywhere,
    /// Beside others, with a dot in their name (`class.Button.html`), and in folders of other libraries.
    Library,
}

/// What a generator makes of links when it renders a page: the later of these do less.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Changes {
    /// Paths of sources become addresses, and the path of the site comes in front of those from the root.
    All,
    /// Paths of sources become addresses.
    Sources,
    /// Relative paths of sources become addresses.
    Relative,
    /// Nothing: links are written as they are served.
    Nothing,
}

/// Whether a generator looks destinations up among its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookups {
    /// It does not.
    No,
    /// A program that is not here decides.
    Maybe,
    /// It does.
    Yes,
}

/// What an address makes of the names of folders and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Nothing.
    Same,
    /// `02-a` is served as `a`, and a page that is called like its folder as the folder.
    Unnumbered,
    /// Lower case, a hyphen for each space, and other punctuation left out but for these characters.
    Slugs(&'static str),
}

/// Keys of the front matter that say where a page is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keys {
    /// The whole path.
    pub path: &'static [&'static str],
    /// A path without a slash in front starts at the site's root all the same, not at the page's folder.
    pub rooted: bool,
    /// The last segment alone.
    pub name: &'static [&'static str],
    /// A page that stands for its folder may be called otherwise, too.
    pub index: bool,
    /// Further addresses that lead to it.
    pub also: &'static [&'static str],
}

/// None.
pub const NO_KEYS: Keys = Keys { path: &[], rooted: false, name: &[], index: false, also: &[] };

/// Links as paths of files, as a forge shows them.
pub const FILES: Ways = Ways {
    serve: Serve::Files,
    extensions: &[],
    index: &["readme", "index"],
    html: false,
    lists: true,
    sections: false,
    slashless: false,
    ignore_case: false,
    names: Names::Same,
    raw_html: false,
    shared_host: false,
    mirrored: false,
    changes: Changes::All,
    lookups: Lookups::No,
    bare_names: false,
    from_sources: false,
    either: false,
    programs: NO_PROGRAMS,
    by_name: false,
    front_matter: &[],
    keys: NO_KEYS,
};
