//! remark-validate-links: headings and files, and addresses of the own repository.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{
    BROKEN, Differences, NotApplicable, Peer, Verdicts, cases, copied, decoded, findings, folder,
    links, list, text,
};

const DIFFERENCES: Differences = &[
    (
        "should support case insensitive headings",
        "case-insensitive-headings.md:3 #HELLO",
        "case counts where a browser looks for an id; GitHub alone has a script that forgives it",
    ),
    (
        "should support case insensitive headings",
        "case-insensitive-headings.md:7 examples/github.md#HELLO",
        "case counts where a browser looks for an id; GitHub alone has a script that forgives it",
    ),
    (
        "*",
        "github.md:19 ../index.js",
        "the file lies above the folder that is said to be the root of the repository",
    ),
    (
        "should support a GitLab shortcode",
        "gitlab.md:19 ../index.js",
        "the file lies above the folder that is said to be the root of the repository",
    ),
    (
        "should support a Bitbucket shortcode",
        "bitbucket.md:19 ../index.js",
        "the file lies above the folder that is said to be the root of the repository",
    ),
    (
        "should support a Bitbucket shortcode",
        "bitbucket.md:7 #world",
        "the page has no such anchor: a reader stays where he is",
    ),
    (
        "should work with `repository:false`",
        "github.md:23 /examples/world.md",
        "what is checked always has a root, and a path that starts with `/` starts there",
    ),
    (
        "*",
        "* https://github.com/wooorm/test/blob/foo-bar/*",
        "another branch may have other files than the one that is checked",
    ),
    (
        "*",
        "* https://gitlab.com/wooorm/test/blob/foo-bar/*",
        "another branch may have other files than the one that is checked",
    ),
    (
        "*",
        "* https://bitbucket.org/wooorm/test/src/foo-bar/*",
        "another branch may have other files than the one that is checked",
    ),
];

const NOT_APPLICABLE: NotApplicable = &[
    ("should support `skipUrlPatterns` (1)", "about an option of its own"),
    ("should ignore unfound files (#*", "about files that are named on its command line"),
    ("should support self-hosted Git solutions", "about an option of its own for other hosts"),
];

/// Where the fixtures lie in the repository that their absolute paths start from.
const FOLDER: &str = "test/fixtures";

pub(super) fn remark() -> Option<Peer> {
    let (mut peer, data) = Peer::new("remark", DIFFERENCES, NOT_APPLICABLE)?;
    for case in list(&cases(&data, "cases.json")) {
        let name = text(&case["test"]);
        if !peer.applies(name) {
            continue;
        }
        let (theirs, ours) = match case["markdown"].as_str() {
            Some(page) => (Verdicts::new(), written(page)),
            None if list(&case["files"]).is_empty() => standard_input(case),
            None => files(&data, case),
        };
        peer.compare(name, &theirs, &ours);
    }
    Some(peer)
}

fn written(page: &str) -> Verdicts {
    let corpus = folder(&[("page.md", page)]);
    verdicts(corpus.path(), "", &["page.md"], "")
}

/// The page itself is not told; its finding is that of a page whose third line holds the link.
fn standard_input(case: &Value) -> (Verdicts, Verdicts) {
    let corpus = folder(&[("other.md", "")]);
    let page = "# Page\n\n[abc](#not-exist)\n";
    let ours = verdicts(corpus.path(), "", &["--stdin-path", "<stdin>.md", "-"], page);
    let theirs = list(&case["expected_messages"]).iter().map(|message| {
        let (line, target) = (&message["line"], "<stdin>.md#not-exist".to_owned());
        (format!("{}.md:{line} #not-exist", text(&message["file"])), target)
    });
    (theirs.collect(), ours)
}

fn files(data: &Path, case: &Value) -> (Verdicts, Verdicts) {
    let corpus = copied(&data.join(FOLDER), FOLDER);
    // Source files that were not copied along.
    fs::write(corpus.path().join("test/index.js"), "").unwrap();
    fs::write(corpus.path().join(FOLDER).join("examples/example.js"), "one\n").unwrap();
    let name = text(&case["test"]);
    let options = list(&case["options"]).iter().map(text).collect::<String>();
    // Without an option the repository is their own, with the fixtures below its root.
    let whole = options.is_empty() && !name.contains("with Git directory");
    let (root, prefix) = if whole {
        (corpus.path().to_path_buf(), format!("{FOLDER}/"))
    } else {
        (corpus.path().join(FOLDER), String::new())
    };
    let (profile, host) = match name {
        _ if options.contains("gitlab:") => ("gitlab", "gitlab.com"),
        _ if options.contains("bitbucket:") => ("bitbucket", "bitbucket.org"),
        _ => ("github", "github.com"),
    };
    let repo = if whole { "remarkjs/remark-validate-links" } else { "wooorm/test" };
    if !options.contains("false") {
        let config = format!("[site]\nrepo = \"{host}/{repo}\"\n");
        fs::write(root.join("guidepost.toml"), config).unwrap();
    }
    let mut arguments = vec!["--profile".to_owned(), profile.to_owned()];
    arguments.extend(list(&case["files"]).iter().map(|file| format!("{prefix}{}", text(file))));
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let ours = verdicts(&root, &prefix, &arguments, "");
    let rows = links(&root, &arguments, "");
    let mut theirs = Verdicts::new();
    for message in list(&case["expected_messages"]) {
        let (file, line) = (text(&message["file"]), message["line"].as_u64().unwrap());
        let row = rows.iter().find(|row| {
            row.path.strip_prefix(&prefix) == Some(file)
                && row.line == line
                && row.kind != "reference"
        });
        let destination = row.map_or("", |row| &row.destination);
        let point = format!("{file}:{line} {destination}");
        let (fragment, path) = message_parts(text(&message["message"]));
        let named = path.map(|path| joined(&format!("{prefix}{file}"), path));
        let target = named.unwrap_or_else(|| format!("{prefix}{file}"));
        match fragment {
            None => _ = theirs.insert(point, target),
            // A file that is not there is told as that, and again for its heading.
            Some(fragment) => _ = theirs.entry(point).or_insert(format!("{target}{fragment}")),
        }
    }
    (theirs, ours)
}

/// The fragment, and the path, that a message names between backticks.
fn message_parts(message: &str) -> (Option<&str>, Option<&str>) {
    let said = message.split(';').next().unwrap_or_default();
    let mut names = said.split('`').skip(1).step_by(2);
    match names.next() {
        Some(name) if name.starts_with('#') => (Some(name), names.next()),
        name => (None, name),
    }
}

/// `path` as seen from the page `file`, from the root.
fn joined(file: &str, path: &str) -> String {
    let mut segments: Vec<&str> = file.split('/').collect();
    segments.pop();
    for segment in path.split('/') {
        match segment {
            ".." => _ = segments.pop(),
            "." => {}
            name => segments.push(name),
        }
    }
    segments.join("/")
}

/// What we find, at places without `prefix`, with the target that is not there.
fn verdicts(root: &Path, prefix: &str, arguments: &[&str], input: &str) -> Verdicts {
    let found = findings(root, arguments, input, &BROKEN).into_iter().map(|found| {
        let path = found.path.strip_prefix(prefix).unwrap_or(&found.path);
        let point = format!("{path}:{} {}", found.line, found.destination);
        let fragment = found.destination.split_once('#').filter(|_| found.rule == "missing-anchor");
        // Their messages name the heading that was looked for, without case and prefix.
        let fragment = fragment.map(|(_, fragment)| {
            let fragment = decoded(fragment).to_lowercase();
            format!("#{}", fragment.trim_start_matches("markdown-header-"))
        });
        (point, format!("{}{}", found.target, fragment.unwrap_or_default()))
    });
    found.collect()
}
