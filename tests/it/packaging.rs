//! What is packed for registries and archives.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::cli::{Place, outside_of_hooks, text};
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

/// Run a script of `.ci/packaging` and give what it prints.
fn packaging(script: &str, arguments: &[&str], program: &Path) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/packaging").join(script);
    let mut command = Command::new(script);
    command.args(arguments).env("GUIDEPOST_BINARY", program);
    let packed = outside_of_hooks(&mut command).output().unwrap();
    assert!(packed.status.success(), "{packed:?}");
    text(&packed.stdout)
}

#[test]
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
fn what_is_packed_runs() {
    let version = env!("CARGO_PKG_VERSION");
    let is_there = |name: &str| Command::new(name).arg("--version").output().is_ok();
    if !["python3", "node", "rustc"].into_iter().all(is_there) {
        say_skipped("no python3, node or rustc in PATH, so nothing is packed");
        return;
    }
    let place = Place::new(&[("page/a.md", "[x](gone.md)\n")]);
    // A program of a few bytes in place of one of a hundred megabytes, which is what a build for tests has.
    let program = place.path().join("program");
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_guidepost"));
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let target = "x86_64-unknown-linux-musl";
    let said = packaging("archive", &[target, &at("dist")], &program);
    let archive = at(&format!("dist/guidepost-{version}-{target}.tar.gz"));
    let digest = said.split_once("sha256 ").unwrap().1.trim_end_matches([')', '\n']).to_owned();
    let listed = Command::new("tar").args(["-tzf", &archive]).output().unwrap();
    for file in [
        "guidepost",
        "guidepost.1",
        "completions/guidepost.bash",
        "completions/_guidepost",
        "completions/guidepost.fish",
        "completions/_guidepost.ps1",
        "README.md",
        "LICENSE-MIT",
    ] {
        let name = format!("guidepost-{version}-{target}/{file}");
        assert!(text(&listed.stdout).lines().any(|line| line == name), "{file}: {listed:?}");
    }
    let again = packaging("archive", &[target, &at("again")], &program);
    assert!(again.contains(&digest), "the same files give the same bytes: {said}{again}");
    // npm puts the packages where the launcher finds them.
    packaging("npm/packages", &[version, &at("dist"), &at("npm")], &program);
    fs::create_dir_all(place.path().join("node_modules/@guidepost")).unwrap();
    for (from, to) in [("npm/guidepost", "guidepost"), ("npm/linux-x64", "@guidepost/linux-x64")] {
        fs::rename(place.path().join(from), place.path().join("node_modules").join(to)).unwrap();
    }
    let launcher = at("node_modules/guidepost/bin/guidepost.js");
    let mut node = Command::new("node");
    node.args([&launcher, "check", "--offline", "--format", "concise"]);
    let run = node.current_dir(place.path().join("page")).output().unwrap();
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert!(text(&run.stdout).starts_with("a.md:1:5: error[missing-target]"), "{run:?}");
    // The formula names archives of other machines, too.
    for machine in ["aarch64-unknown-linux-musl", "x86_64-apple-darwin", "aarch64-apple-darwin"] {
        place.write(&format!("dist/guidepost-{version}-{machine}.tar.gz.sha256"), "00ff  x\n");
    }
    let formula = packaging("formula", &[version, &at("dist")], &program);
    assert!(formula.contains(&digest) && formula.contains("00ff"), "{formula}");
    assert!(!formula.contains('@'), "everything is filled in: {formula}");
}
