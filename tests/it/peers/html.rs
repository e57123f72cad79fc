//! hyperlink: sites of built HTML.

use serde_json::Value;

use super::{BROKEN, Differences, Peer, Row, Verdicts, cases, findings, folder, links, list, text};

const DIFFERENCES: Differences = &[];

pub(super) fn hyperlink() -> Option<Peer> {
    let (mut peer, data) = Peer::new("hyperlink", DIFFERENCES, &[])?;
    let told = cases(&data, "cases.json");
    for case in list(&told["site_cases"]) {
        site(&mut peer, case);
    }
    for case in list(&told["canonicalize"]) {
        let (base, path) = (text(&case["base"]), text(&case["path"]));
        let page = base.trim_start_matches("./");
        let page = if page.is_empty() || page.ends_with('/') {
            format!("{page}index.html")
        } else {
            page.to_owned()
        };
        let ours = match &one(&page, path) {
            row if row.is_external() => row.destination.clone(),
            row if row.destination.is_empty() => page.clone(),
            row => row.target.clone(),
        };
        same(&mut peer, &format!("{base} + {path}"), text(&case["result"]), &ours);
    }
    for case in list(&told["join"]) {
        let (page, href) = (text(&case["doc_path"]), text(&case["href"]));
        let row = one(page, href);
        let with_anchor = case["keep_anchor"] == true;
        let ours = if with_anchor { row.whole_target() } else { row.target.clone() };
        same(&mut peer, &format!("{page} + {href}, {with_anchor}"), text(&case["result"]), &ours);
    }
    for case in list(&told["is_external"]) {
        let href = text(&case[0]);
        let ours = one("index.html", href).is_external();
        same(&mut peer, &format!("external: {href}"), &case[1].to_string(), &ours.to_string());
    }
    for case in list(&told["html_extract"]) {
        let page = text(&case["doc_path"]);
        let corpus = folder(&[(page, text(&case["html"]))]);
        let rows = links(corpus.path(), &["--profile", "html", page], "");
        let local = rows.iter().filter(|row| !row.target.is_empty());
        let theirs = list(&case["local_links"]).iter().map(text);
        peer.compare(page, &counted(theirs), &counted(local.map(|row| &*row.target)));
    }
    Some(peer)
}

fn site(peer: &mut Peer, case: &Value) {
    let files = case["files"].as_object().unwrap();
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, content)| (path.as_str(), text(content))).collect();
    let corpus = folder(&files);
    let bad = list(&case["bad_links"]).iter().chain(list(&case["bad_anchors"]));
    let bad = bad.map(|link| format!("{} {}", text(&link["file"]), text(&link["href"])));
    let found = findings(corpus.path(), &["."], "", &BROKEN).into_iter().map(|found| {
        let fragment =
            found.destination.split_once('#').map(|(_, fragment)| format!("#{fragment}"));
        format!("{} /{}{}", found.path, found.target, fragment.unwrap_or_default())
    });
    let broken = |point: String| (point, "broken".to_owned());
    peer.compare(text(&case["test"]), &bad.map(broken).collect(), &found.map(broken).collect());
}

/// The one link of a site whose page `page` holds nothing but a link to `href`.
fn one(page: &str, href: &str) -> Row {
    let corpus = folder(&[(page, &format!("<a href=\"{href}\">link</a>"))]);
    let mut rows = links(corpus.path(), &["--profile", "html", page], "");
    assert_eq!(rows.len(), 1, "{page}: {href}");
    rows.remove(0)
}

fn same(peer: &mut Peer, case: &str, theirs: &str, ours: &str) {
    // They drop the name of an index page, and leave a `./` where nothing is to be resolved.
    let plain = |path: &str| {
        let path = path.trim_start_matches("./");
        let path = path.strip_suffix("index.html").unwrap_or(path);
        Verdicts::from([("leads to".to_owned(), path.trim_end_matches('/').to_owned())])
    };
    peer.compare(case, &plain(theirs), &plain(ours));
}

/// How often each word is there.
fn counted<'a>(words: impl Iterator<Item = &'a str>) -> Verdicts {
    let mut counts = std::collections::BTreeMap::<String, usize>::new();
    for word in words {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    counts.into_iter().map(|(word, count)| (word, count.to_string())).collect()
}
