//! Checkers of Markdown pages: markdown-link-check, mlc and mdbook-linkcheck.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use super::{
    BROKEN, Differences, NotApplicable, Peer, Verdicts, cases, copied, decoded, findings, folder,
    links, list, text,
};

const OF_MARKDOWN_LINK_CHECK: NotApplicable = &[
    ("* %%BASE_URL%%*", "about an option that replaces parts of destinations"),
    ("* https://BASEURL*", "about an option that replaces parts of destinations"),
    ("* https://github.com/*", "not offline"),
];

pub(super) fn markdown_link_check() -> Option<Peer> {
    let (mut peer, data) = Peer::new("markdown-link-check", &[], OF_MARKDOWN_LINK_CHECK)?;
    let corpus = copied(&data, ".");
    for case in list(&cases(&data, "cases.json")) {
        if let Some(page) = case["inline"].as_str() {
            let page = page.replace("{base}/", "");
            let corpus = folder(&[("page.md", &page), ("foo(a=b.42).aspx", "")]);
            let found = findings(corpus.path(), &["page.md"], "", &BROKEN);
            let listed = links(corpus.path(), &["page.md"], "");
            let verdict = |fine| if fine { "alive" } else { "dead" }.to_owned();
            let ours =
                listed.iter().map(|row| (row.destination.clone(), verdict(found.is_empty())));
            let theirs =
                [("foo(a=b.42).aspx".to_owned(), text(&case["expected_in_order"][0]).to_owned())];
            peer.compare("balanced parentheses", &theirs.into(), &ours.collect());
            continue;
        }
        let file = text(&case["file"]);
        let rows = links(corpus.path(), &[file], "");
        let told = list(&case["expected_in_order"]);
        let named = list(&case["expected"]);
        let (mut theirs, mut ours) = (Verdicts::new(), Verdicts::new());
        for (number, row) in rows.iter().enumerate() {
            let destination = decoded(&row.destination);
            let by_name = || named.iter().find(|told| decoded(text(&told["link"])) == destination);
            let their = told.get(number).or_else(|| by_name().map(|told| &told["status"]));
            // What stands behind the last one told is switched off by comments of its own.
            let Some(their) = their else { continue };
            if !peer.applies(&format!("{file} {}", row.destination)) {
                continue;
            }
            let point = format!("{file}:{} {destination}", row.line);
            theirs.insert(point.clone(), text(their).to_owned());
            ours.insert(point, if row.is_broken() { "dead" } else { "alive" }.to_owned());
        }
        let reached: BTreeSet<String> = rows.iter().map(|row| decoded(&row.destination)).collect();
        for link in named.iter().map(|told| decoded(text(&told["link"]))) {
            assert!(reached.contains(&link), "{file}: {link} is not read");
        }
        assert!(told.len() <= rows.len(), "{file}: some links are not read");
        peer.compare(file, &theirs, &ours);
    }
    Some(peer)
}

const FROM_MLC: Differences = &[
    (
        "nested_links",
        "*",
        "a carriage return alone ends a line (CommonMark, section 2.1): ours is the next one",
    ),
    (
        "broken_reference_link",
        "[link]",
        "brackets alone are prose as long as nobody defines their label",
    ),
];

const OF_MLC: NotApplicable =
    &[("ignore_disable_*", "about comments that are an option of its own")];

pub(super) fn mlc() -> Option<Peer> {
    let (mut peer, data) = Peer::new("mlc", FROM_MLC, OF_MLC)?;
    for case in list(&cases(&data, "cases.json")) {
        let name = text(&case["test"]);
        if !peer.applies(name) {
            continue;
        }
        if let Some(count) = case["link_count"].as_u64() {
            let page = fs::read_to_string(data.join(text(&case["file"]))).unwrap();
            let corpus = folder(&[("page.md", &page)]);
            let ours = links(corpus.path(), &["page.md"], "").len();
            let links = |count: String| Verdicts::from([("links".to_owned(), count)]);
            peer.compare(name, &links(count.to_string()), &links(ours.to_string()));
            continue;
        }
        let corpus = folder(&[("page.md", text(&case["markdown"]))]);
        let said = |line: &Value, what: &str| (what.to_owned(), format!("line {line}"));
        let brackets = |label: &str| format!("[{label}]");
        let references = list(&case["broken_references"]).iter();
        let mut theirs: Verdicts = references
            .map(|link| said(&link["line"], &brackets(text(&link["reference"]))))
            .collect();
        theirs.extend(
            list(&case["links"]).iter().map(|link| said(&link["line"], text(&link["target"]))),
        );
        let rows = links(corpus.path(), &["page.md"], "");
        // A definition is told by its uses.
        let used = rows.iter().filter(|row| row.kind != "definition");
        let mut ours: Verdicts = used.map(|row| said(&row.line.into(), &row.destination)).collect();
        let undefined = findings(corpus.path(), &["page.md"], "", &["undefined-reference"]);
        ours.extend(
            undefined.iter().map(|found| said(&found.line.into(), &brackets(&found.label))),
        );
        peer.compare(name, &theirs, &ours);
    }
    Some(peer)
}

const FROM_MDBOOK: Differences = &[
    (
        "*",
        "../chapter_1.md#Subheading",
        "mdBook makes the anchor `subheading`, and browsers look for an id in exact case",
    ),
    (
        "*",
        "/chapter_1.md#Subheading",
        "mdBook makes the anchor `subheading`, and browsers look for an id in exact case",
    ),
    ("tests/broken-links", "[*", "brackets alone are prose as long as nobody defines their label"),
];

const OF_MDBOOK: NotApplicable = &[
    ("tests/latex-support-links", "about an option that takes dollars for mathematics"),
    ("tests/absolute-links", "about an option that warns of paths that start with a slash"),
];

pub(super) fn mdbook_linkcheck() -> Option<Peer> {
    let (mut peer, data) = Peer::new("mdbook-linkcheck", FROM_MDBOOK, OF_MDBOOK)?;
    for case in list(&cases(&data, "cases.json")) {
        let name = text(&case["book"]);
        if !peer.applies(name) {
            continue;
        }
        let book = copied(&data.join(name), ".");
        let words = |key: &str| list(&case[key]).iter().map(|word| text(word).to_owned());
        let invalid: BTreeSet<String> = words("invalid").collect();
        let all_told = case["valid"].is_array();
        let told: BTreeSet<String> = words("valid").chain(words("invalid")).collect();
        let mut theirs: Verdicts = told
            .iter()
            .filter(|link| !link.contains("://"))
            .map(|link| verdict(link, invalid.contains(link)))
            .collect();
        theirs.extend(
            words("incomplete_reference_links").map(|label| verdict(&format!("[{label}]"), true)),
        );
        // The summary is not checked by them; ours lists it as a page like others.
        let rows = links(book.path(), &["."], "");
        let pages =
            || rows.iter().filter(|row| !row.path.ends_with("SUMMARY.md") && !row.is_external());
        let broken: BTreeSet<&str> =
            pages().filter(|row| row.is_broken()).map(|row| &*row.destination).collect();
        // Where they tell nothing but what is invalid, what we find fine is not to be compared.
        let ours = pages()
            .map(|row| &*row.destination)
            .filter(|link| all_told || told.contains(*link) || broken.contains(link));
        let ours = ours.map(|link| verdict(link, broken.contains(link)));
        peer.compare(name, &theirs, &ours.collect());
    }
    Some(peer)
}

fn verdict(link: &str, invalid: bool) -> (String, String) {
    (link.to_owned(), if invalid { "invalid" } else { "valid" }.to_owned())
}
