//! The house stays in order: imports point down the layers, and files stay short.

use std::fs;
use std::path::{Path, PathBuf};

/// What each layer may use besides itself. A layer that is not listed uses nothing of the crate.
const LAYERS: [(&str, &[&str]); 15] = [
    ("base", &[]),
    ("doc", &["base"]),
    ("corpus", &["base", "doc"]),
    ("site", &["base", "doc", "corpus"]),
    ("resolve", &["base", "doc", "corpus", "site"]),
    ("lint", &["base", "doc", "corpus", "site", "resolve"]),
    ("engine", &["base", "doc", "corpus", "site", "resolve", "lint"]),
    ("fix", &["base", "doc", "corpus", "site", "resolve", "lint", "engine"]),
    ("baseline", &["base", "doc", "corpus", "site", "resolve", "lint", "engine"]),
    ("report", &["base", "doc", "corpus", "site", "resolve", "lint", "engine"]),
    ("config", &["base", "doc", "corpus", "site", "resolve", "lint", "engine"]),
    ("migrate", &["base", "lint"]),
    ("sys", &["base"]),
    ("net", &["base"]),
    (
        "cli",
        &[
            "base", "doc", "corpus", "site", "resolve", "lint", "engine", "fix", "baseline",
            "report", "config", "migrate", "sys", "net",
        ],
    ),
];

/// Files with more than 400 lines, each with its reason.
const LONG: [(&str, &str); 1] = [(
    "src/doc/markdown.rs",
    "one state machine over the parser's events: its arms share too much to part",
)];

fn sources() -> Vec<PathBuf> {
    fn collect(dir: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }
    let mut files = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    files.sort();
    assert!(files.len() > 40, "the sources are there");
    files
}

fn name(path: &Path) -> String {
    let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
    relative.to_string_lossy().replace('\\', "/")
}

/// The modules of the crate that `text` names, in imports and elsewhere.
fn used(text: &str) -> Vec<&str> {
    let code = text.lines().map(str::trim_start).filter(|line| !line.starts_with("//"));
    let after = code.flat_map(|line| line.split("crate::").skip(1));
    after
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next())
        .filter(|m| !m.is_empty())
        .collect()
}

#[test]
fn imports_point_down_the_layers() {
    let mut wrong = Vec::new();
    for path in sources() {
        let name = name(&path);
        let Some((layer, _)) = name.strip_prefix("src/").and_then(|rest| rest.split_once('/'))
        else {
            continue;
        };
        let (_, allowed) = LAYERS
            .iter()
            .find(|(known, _)| *known == layer)
            .unwrap_or_else(|| panic!("unknown layer {layer}"));
        let text = fs::read_to_string(&path).unwrap();
        for module in used(&text) {
            if module != layer && !allowed.contains(&module) {
                wrong.push(format!("{name} uses {module}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_edges_touch_the_outside() {
    let outside = ["std::fs", "std::process", "std::env", "tokio::", "reqwest::"];
    let mut wrong = Vec::new();
    for path in sources() {
        let name = name(&path);
        let edge = ["src/sys/", "src/net/", "src/cli/", "src/main.rs"]
            .iter()
            .any(|edge| name.starts_with(edge));
        let text = fs::read_to_string(&path).unwrap();
        wrong.extend(
            outside
                .iter()
                .filter(|what| !edge && text.contains(*what))
                .map(|what| format!("{name} uses {what}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn files_stay_short() {
    let too_long = sources()
        .into_iter()
        .filter(|path| fs::read_to_string(path).unwrap().lines().count() > 400);
    let too_long: Vec<String> = too_long
        .map(|path| name(&path))
        .filter(|name| LONG.iter().all(|(long, _)| long != name))
        .collect();
    assert!(
        too_long.is_empty(),
        "more than 400 lines: {too_long:?}; each should answer one question"
    );
}

#[test]
fn every_rule_has_its_page_beside_it() {
    for path in sources()
        .iter()
        .filter(|path| name(path).starts_with("src/lint/rules/") && !path.ends_with("mod.rs"))
    {
        assert!(path.with_extension("md").is_file(), "{} has no page", path.display());
    }
}
