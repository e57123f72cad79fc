//! lychee: files and anchors offline, and what its `--dump` lists, which is our `guidepost links`.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{
    Differences, NotApplicable, Peer, Row, Verdicts, cases, copied, decoded, folder, links, list,
    text,
};

const DIFFERENCES: Differences = &[
    ("test_local_directories", "file:*", "a `file:` address works on the writer's computer only"),
    (
        "test_fragments",
        "fixtures/fragments/file1.md#IGNORE-CASING",
        "case counts where a browser looks for an id; GitHub alone has a script that forgives it",
    ),
    (
        "test_fragments",
        "fixtures/fragments/file1.md#fünf-sÜße-Äpfel",
        "case counts where a browser looks for an id; GitHub alone has a script that forgives it",
    ),
    (
        "test_fragments",
        "fixtures/fragments/sub_dir#a-link-inside-index-html-inside-sub-dir",
        "the folder's index page is what a reader gets, and it has the anchor",
    ),
    (
        "test_index_files_default/2",
        "fixtures/filechecker/index_dir#fragment",
        "the folder's index page is what a reader gets, and it has the anchor",
    ),
    (
        "test_stylesheet_misinterpreted_as_email",
        "@global/global.css",
        "a path from the root starts at the root that is checked; they have none here",
    ),
    (
        "test_verbatim_skipped_by_default_via_file",
        "http://www.example.com/pre/a",
        "a link in preformatted text can be followed like any other",
    ),
    (
        "test_dont_dump_data_uris_by_default",
        "http://www.w3.org/2000/svg",
        "the name of a namespace in an `a` is an address that can be followed",
    ),
    ("extra:html5", "fixtures/js/script.js", "a page without its script is broken"),
    (
        "extra:html5_malformed",
        "https://example]org/malformed_two",
        "an address that cannot be read is listed all the same",
    ),
];

const NOT_APPLICABLE: NotApplicable = &[
    ("test_exclude_all_private", "about an option that leaves out private addresses"),
    ("test_unsupported_uri_schemes_are_ignored", "about plain text, which is no page"),
    ("test_resolve_paths_from_root_dir_and_base_url", "about an option to move pages elsewhere"),
    (
        "test_resolve_paths_from_root_dir_and_local_base_url",
        "about an option to move pages elsewhere",
    ),
    (
        "test_root_relative_with_remote_base_url_and_root_dir",
        "about an option to move pages elsewhere",
    ),
    ("test_absolute_local_links_without_base", "about a run without a root"),
    ("test_include_verbatim", "about an option that reads code"),
    ("test_fragments_regression", "not offline"),
    ("test_wikilink_extract_when_specified", "about an option that reads wiki links"),
    ("test_wikilink_fixture_*", "about an option that reads wiki links"),
    ("test_index_files_default/1", "about a run that looks at no anchors"),
    ("test_index_files_specified", "about an option that makes folders without index broken"),
    ("test_index_files_dot_in_list/1", "about a run that looks at no anchors"),
    ("test_index_files_empty_list", "about an option that makes every folder broken"),
    ("test_local_base_url_bug_1896", "about an option to move pages elsewhere"),
    ("test_relative_url_parse_errors/1", "about a page that lies nowhere"),
    ("test_relative_url_parse_errors/2", "about a page that lies nowhere"),
    ("test_relative_url_parse_errors/3", "about a page that lies nowhere"),
    ("test_text_fragments_in_files/*", "about an option that looks for text in pages"),
];

pub(super) fn lychee() -> Option<Peer> {
    let (mut peer, data) = Peer::new("lychee", DIFFERENCES, NOT_APPLICABLE)?;
    let corpus = copied(&data, ".");
    for case in list(&cases(&data, "cases.json")) {
        let name = text(&case["test"]);
        if !peer.applies(name) {
            continue;
        }
        let arguments: Vec<&str> = list(&case["args"]).iter().map(text).collect();
        let (theirs, ours) = if let Some(page) = case["stdin"].as_str() {
            from_root(case, page)
        } else if arguments.contains(&"--dump") {
            dumped(corpus.path(), case, &arguments)
        } else {
            checked(corpus.path(), case, &arguments)
        };
        peer.compare(name, &theirs, &ours);
    }
    Some(peer)
}

/// The links of the pages that a case reads, seen from its root, and that root's path in the fixtures.
fn read(corpus: &Path, arguments: &[&str]) -> (Vec<Row>, String) {
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| *argument == name)?;
        arguments.get(at + 1)?.strip_prefix("{FIXTURES}/")
    };
    let root = value("--root-dir").or(value("--base-url"));
    let prefix = root.map_or(String::new(), |root| format!("fixtures/{root}/"));
    let pages = arguments.iter().enumerate().filter_map(|(at, argument)| {
        let is_value = at > 0 && ["--root-dir", "--base-url"].contains(&arguments[at - 1]);
        argument.strip_prefix("{FIXTURES}/").filter(|_| !is_value)
    });
    let root = corpus.join(&prefix);
    let pages: Vec<String> = pages
        .map(|page| {
            let page = format!("fixtures/{page}");
            page.strip_prefix(&prefix).unwrap_or(&page).to_owned()
        })
        .collect();
    // Our name for this option of theirs stands in the configuration.
    let extensions = arguments.iter().find_map(|a| a.strip_prefix("--fallback-extensions="));
    let config = root.join("guidepost.toml");
    if let Some(extensions) = extensions {
        let names: Vec<String> = extensions.split(',').map(|name| format!("{name:?}")).collect();
        fs::write(&config, format!("[site]\nextensions = [{}]\n", names.join(", "))).unwrap();
    }
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let rows = links(&root, &pages, "");
    if extensions.is_some() {
        fs::remove_file(config).unwrap();
    }
    (rows, prefix)
}

/// A page from standard input, seen from a root that is `/tmp` for them.
fn from_root(case: &Value, page: &str) -> (Verdicts, Verdicts) {
    let corpus = folder(&[("other.md", "")]);
    let rows = links(corpus.path(), &["--stdin-path", "page.md", "-"], page);
    let fine = |target: &str| (target.to_owned(), "fine".to_owned());
    let theirs = list(&case["observed_0.24.2_offline"]["ok_urls"]).iter().map(text);
    let theirs = theirs.filter_map(|url| url.strip_prefix("file:///tmp")).map(fine);
    let ours = rows.iter().filter(|row| !row.is_broken()).map(|row| fine(&row.target));
    (theirs.collect(), ours.collect())
}

/// What is broken and what is fine among the links that no network is needed for.
fn checked(corpus: &Path, case: &Value, arguments: &[&str]) -> (Verdicts, Verdicts) {
    let (rows, prefix) = read(corpus, arguments);
    let seen = &case["observed_0.24.2_offline"];
    let fine = list(&seen["ok_urls"]).iter().map(|url| (plain(text(url)), "fine".to_owned()));
    let broken =
        list(&seen["error_urls"]).iter().map(|url| (plain(text(&url[0])), "broken".to_owned()));
    let local = rows.iter().filter(|row| !row.target.is_empty() || row.status == "ok");
    // A link without an extension is told by them as it is written, by us as it is found.
    let bare = arguments.iter().any(|argument| argument.starts_with("--fallback-extensions"));
    let ours = local.map(|row| {
        let whole = row.whole_target();
        let whole = if bare { whole.replace(".html", "").replace(".htm", "") } else { whole };
        let verdict = if row.is_broken() { "broken" } else { "fine" };
        (plain(&format!("{prefix}{whole}")), verdict.to_owned())
    });
    (fine.chain(broken).collect(), ours.collect())
}

/// What is listed. The build that was observed leaves out names that are reserved for examples.
fn dumped(corpus: &Path, case: &Value, arguments: &[&str]) -> (Verdicts, Verdicts) {
    let (rows, _) = read(corpus, arguments);
    let mail = arguments.contains(&"--include-mail");
    let listed = rows.iter().filter(|row| row.kind != "definition").filter_map(|row| {
        let is_mail = row.destination.starts_with("mailto:");
        match row.target.is_empty() {
            true if row.is_external() || is_mail && mail => Some(plain(&row.destination)),
            true => None,
            false => Some(plain(&row.whole_target())),
        }
    });
    let all: Vec<String> = listed.collect();
    let listed = |url: &str| (url.to_owned(), "listed".to_owned());
    let expected = &case["expected"];
    if expected["dump_exact"].is_array() || case["observed_matches_expected"] == true {
        let exact = expected["dump_exact"].as_array();
        let theirs =
            exact.map_or_else(|| list(&case["observed_0.24.2_offline"]["dump"]), Vec::as_slice);
        let theirs = theirs.iter().map(|url| listed(&plain(text(url))));
        let ours = all.iter().filter(|url| exact.is_some() || !is_reserved(url));
        return (theirs.collect(), ours.map(|url| listed(url)).collect());
    }
    let wanted = list(&expected["dump_contains"]).iter().map(|url| listed(&decoded(text(url))));
    let theirs: Verdicts = wanted.collect();
    let unwanted = list(&expected["dump_not"]).iter().map(|url| decoded(text(url)));
    let told = theirs.keys().cloned().chain(unwanted);
    let ours = told.filter(|url| all.iter().any(|listed| listed.contains(url)));
    (theirs.clone(), ours.map(|url| listed(&url)).collect())
}

/// An address as both write it.
fn plain(url: &str) -> String {
    let url = url.strip_prefix("file://{ROOT}/").unwrap_or(url);
    let url =
        url.strip_prefix("file://").filter(|rest| rest.starts_with("fixtures")).unwrap_or(url);
    let decoded = decoded(url);
    let (path, fragment) = decoded.split_once('#').map_or((&*decoded, None), |(p, f)| (p, Some(f)));
    let path = path.trim_end_matches('/');
    let path = if path.contains("://") { path.to_owned() } else { path.replace("//", "/") };
    fragment.map_or(path.clone(), |fragment| format!("{path}#{fragment}"))
}

/// Is the host one of those that RFC 2606 and RFC 6761 keep for examples?
fn is_reserved(url: &str) -> bool {
    let rest = url.split_once("://").or(url.split_once('@')).map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?', ':']).next().unwrap_or_default();
    let mut labels = host.rsplit('.');
    let (last, second) = (labels.next().unwrap_or_default(), labels.next().unwrap_or_default());
    ["test", "example", "invalid", "localhost"].contains(&last)
        || second == "example" && ["com", "org", "net", "edu"].contains(&last)
}
