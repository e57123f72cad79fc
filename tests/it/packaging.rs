//! What is packed for registries and archives.

#![cfg(unix)]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cli::{Place, text};
use crate::shared::say_skipped;

#[test]
fn a_packed_readme_links_to_nothing_beside_it() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/packaging/readme");
    let Ok(packed) = Command::new("python3").arg(script).arg("1.2.3").output() else {
        say_skipped("no python3 in PATH, so the README is not packed");
        return;
    };
    assert!(packed.status.success(), "{packed:?}");
    let place = Place::new(&[("README.md", &text(&packed.stdout))]);
    let listed = place.run(&["links", "--offline", "--format", "json"]);
    let listed: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let links = listed["files"][0]["links"].as_array().unwrap();
    let inside: Vec<&Value> = links.iter().filter(|link| link["status"] != "external").collect();
    assert_eq!(inside, [&Value::Null; 0]);
    let guide = "https://github.com/guidepost/guidepost/blob/v1.2.3/docs/README.md";
    assert!(links.iter().any(|link| link["url"] == guide), "{links:?}");
    assert!(text(&packed.stdout).contains("](getting-started/"), "what is shown stays as it is");
}
