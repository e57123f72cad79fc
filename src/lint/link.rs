//! What findings about links have in common.

use std::borrow::Cow;

use crate::base::diag::{Data, Datum, Place};
use crate::base::history::History;
use crate::base::observation::Observation;
use crate::base::path::RelPath;
use crate::base::secret::{has_user, redacted};
use crate::base::url::{Class, UrlKey, split};
use crate::corpus::File;
use crate::doc::{Link, LinkKind};
use crate::lint::FileCx;
use crate::resolve::judge::{Asked, Verdict, judge};
use crate::resolve::{Damage, Resolution};

/// The `data` of every finding about a link; suggestions are filled in once it is known that it will be reported.
pub(super) fn data(cx: &FileCx<'_>, link: &Link, resolution: &Resolution) -> Data {
    data_in(cx.file, link, resolution)
}

/// The same of a link in `file`.
pub(super) fn data_in(file: &File, link: &Link, resolution: &Resolution) -> Data {
    let destination = file.text[link.dest.range()].to_owned();
    let target = match (&resolution.target, &resolution.url) {
        (Some(target), _) => target.to_string(),
        (None, Some(url)) => shown_url(url).into_owned(),
        (None, None) => String::new(),
    };
    Data(vec![
        ("destination", Datum::Text(destination)),
        ("target", Datum::Text(target)),
        ("suggestions", Datum::List(Vec::new())),
    ])
}

/// The name of the group of findings that `rule` makes of one external page, whatever the fragments.
pub(super) fn cause(rule: &str, resolution: &Resolution) -> String {
    format!("{rule} {}", resolution.url.as_ref().map_or(Cow::Borrowed(""), shown_url))
}

/// `url` without the password that it may carry.
fn shown_url(url: &UrlKey) -> Cow<'_, str> {
    if has_user(url.as_str()) { redacted(url.as_str()) } else { Cow::Borrowed(url.as_str()) }
}

/// Every address on the way to where `seen` ended, without secrets; none where nothing redirected.
pub(super) fn chain(seen: &Observation) -> Vec<String> {
    let last = (!seen.hops.is_empty()).then_some(&*seen.last_url);
    let all = seen.hops.iter().map(|hop| hop.url.as_str()).chain(last);
    all.map(|url| redacted(url).into_owned()).collect()
}

/// Does no other rule about links say why this one leads nowhere?
pub(super) fn is_undamaged(resolution: &Resolution) -> bool {
    matches!(resolution.damage.as_deref(), None | Some(Damage::Garbled { .. }))
}

/// The places where the definition `link` is used.
pub(super) fn uses(cx: &FileCx<'_>, link: &Link) -> Vec<Place> {
    if link.kind != LinkKind::Definition {
        return Vec::new();
    }
    cx.uses(link)
        .map(|used| Place { file: cx.id, span: used.span, note: "used here".into() })
        .collect()
}

/// The places that belong to a finding about `link`: where it is used, and the page from which it starts.
pub(super) fn places(cx: &FileCx<'_>, link: &Link, resolution: &Resolution) -> Vec<Place> {
    let mut places = uses(cx, link);
    if let Some(reader) = resolution.reader {
        let file = cx.snapshot.file(reader);
        let include = file.and_then(|file| {
            let includes = file.doc.includes.iter();
            let named = |path: &str| path.ends_with(cx.file.path.file_name());
            includes.filter(|include| named(&include.path)).map(|include| include.span).next()
        });
        let span = include.unwrap_or_default();
        places.push(Place { file: reader, span, note: "included here".into() });
    }
    places
}

/// `message`, and from which page the link starts if that is not the one in which it stands.
pub(super) fn seen(cx: &FileCx<'_>, resolution: &Resolution, message: &str) -> String {
    let reader = resolution.reader.and_then(|reader| cx.snapshot.file(reader));
    match reader {
        Some(reader) => format!("{message} as seen from `{}`, which includes this", reader.path),
        None => message.to_owned(),
    }
}

/// A path for people: the root has a name too.
pub(super) fn shown(target: &str) -> &str {
    if target.is_empty() { "the corpus root" } else { target }
}

/// How the page writes a link to `target`, with the fragment and query of `link`.
pub(super) fn written(
    target: &RelPath,
    cx: &FileCx<'_>,
    link: &Link,
    resolution: &Resolution,
) -> Option<String> {
    let path_end = link.url.find(['?', '#']).unwrap_or(link.url.len());
    let (path, rest) = link.url.split_at(path_end);
    let slash = path.ends_with('/');
    let raw = link.is_raw(cx.file.format);
    let written = crate::resolve::destination(target, &cx.page_of(resolution), path, raw)?;
    let slash = if slash && !written.ends_with('/') { "/" } else { "" };
    Some(format!("{written}{slash}{rest}"))
}

/// Is the way a destination is written why it leads nowhere? Then `malformed-destination` says so.
pub(super) fn is_malformed(link: &Link, resolution: &Resolution) -> bool {
    let parts = split(&link.url);
    let unnameable = ["%00", "%2F", "%2f"].iter().any(|name| parts.path.contains(name));
    let no_name = parts.class == Class::Path && unnameable;
    parts.class == Class::Local
        || no_name
        || matches!(resolution.damage.as_deref(), Some(Damage::Misspelt { .. }))
}

/// Every external link that was asked, with what was seen and what that means.
pub(super) fn verdicts<'a>(
    cx: &'a FileCx<'_>,
) -> impl Iterator<Item = (&'a Link, &'a Resolution, &'a History, Verdict)> {
    cx.destinations().filter_map(|(link, resolution)| {
        let url = resolution.url.as_ref()?;
        let history = cx.snapshot.observed(url)?;
        let fragment = link.url.split_once('#').map(|(_, fragment)| fragment);
        let new = cx.snapshot.adds(&cx.file.path, &link.url);
        let verdict = judge(history, Asked { url, fragment, new }, cx.policy);
        Some((link, resolution, history, verdict))
    })
}
