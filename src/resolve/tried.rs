//! What was looked at for one link, for people who wonder.

use super::candidates::{Target, target_of};
use super::{Page, Status, is_template};
use crate::base::path::Kind;
use crate::base::url::{self, Class};
use crate::corpus::Lookup;

/// One place that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// The path or address.
    pub place: String,
    /// Why there.
    pub why: &'static str,
    /// What is there.
    pub answer: String,
}

/// Every place that `destination` may mean, in the order in which they are tried.
pub fn tried(destination: &str, raw: bool, page: &Page<'_>) -> Vec<Tried> {
    let destination = page.site.own_path(destination).unwrap_or(destination);
    let parts = url::split(destination);
    if parts.class != Class::Path || parts.path.is_empty() || is_template(destination) {
        return Vec::new();
    }
    let lost = |place: String, why| vec![Tried { place, why, answer: "not looked for".to_owned() }];
    let (candidates, address) = match target_of(parts.path, raw, page) {
        Target::Within { candidates, address } => (candidates, address),
        Target::Above(place) => return lost(place, "it lies above the root"),
        Target::Unnameable(place) => return lost(place, "no file can be called so"),
    };
    let mut tried = Vec::new();
    for candidate in candidates {
        let answer = match page.snapshot.tree().lookup(&candidate.path) {
            Lookup::Found(Kind::File) => "a file",
            Lookup::Found(Kind::Dir) if candidate.folder => "a folder",
            Lookup::Found(Kind::Dir) => "a folder, which needs a page of its own",
            Lookup::Found(Kind::BadLink) => "a symbolic link that leads nowhere",
            Lookup::Found(Kind::Outside) => "a symbolic link that leads out of the root",
            Lookup::Found(Kind::Special) => "neither file nor folder",
            Lookup::Missing => "nothing",
            Lookup::Unlisted(_) | Lookup::Closed => "unknown: its folder was not read",
        };
        let place = candidate.path.to_string();
        tried.push(Tried { place, why: candidate.why, answer: answer.to_owned() });
        if matches!(answer, "a file" | "a folder") {
            return tried;
        }
    }
    if let Some(address) = address {
        let inner = page.site.without_base(&address);
        let claim = page.snapshot.route(inner, &|path| page.site.holds(path));
        let answer = claim.map_or("nobody".to_owned(), |(path, _)| path.to_string());
        let why = "pages that claim this address";
        tried.push(Tried { place: inner.to_owned(), why, answer });
        let to = page.site.redirects.find(inner).or_else(|| page.site.shown.find(inner));
        let to = to.unwrap_or_else(|| "nowhere".to_owned());
        tried.push(Tried {
            place: inner.to_owned(),
            why: "where the site forwards it",
            answer: to,
        });
    }
    tried
}

impl Status {
    /// What the status means, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "it leads there",
            Self::Missing => "nothing is at any of these places",
            Self::MissingAnchor => "the page is there, its anchor is not",
            Self::WrongCase => "it is there in another spelling",
            Self::Escapes => "it climbs out of the root",
            Self::External => "it leads to another host",
            Self::Ignored => "it is no address of a page",
            Self::Unresolved => "only the site itself knows",
        }
    }
}
