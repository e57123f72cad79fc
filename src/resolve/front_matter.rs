//! Links of the metadata block. What a theme makes of most keys is its own affair: only of those that the generator itself
//! reads is it known that nothing is there.

use super::{Asked, Page, Resolution, Status};

/// Where `destination`, the value of `key`, leads.
pub(super) fn resolve(
    destination: &str,
    key: &str,
    page: &Page<'_>,
    asked: &mut Asked,
) -> Resolution {
    let prefixes = &page.site.prefixes;
    let known = prefixes.iter().any(|(prefix, _)| destination.starts_with(prefix.as_str()));
    // Such names are given by a bundler.
    let alias = ["~/", "@/", "@site/"].iter().any(|start| destination.starts_with(start));
    if alias && !known {
        return Resolution::of(Status::Unresolved);
    }
    let found = super::resolve(destination, false, page, asked);
    let wrong = |found: &Resolution| {
        matches!(found.status, Status::Missing | Status::Escapes | Status::WrongCase)
    };
    if !wrong(&found) {
        return found;
    }
    if !destination.starts_with(['/', '.']) {
        let rooted = super::resolve(&format!("/{destination}"), false, page, asked);
        if !wrong(&rooted) {
            return rooted;
        }
    }
    if page.site.ways.front_matter.contains(&key) {
        return found;
    }
    Resolution { target: found.target, ..Resolution::of(Status::Unresolved) }
}
