//! The action for GitHub: its script as a workflow runs it, and what it and the workflows use of others.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::cli::{CONFIG, Place, outside_of_hooks, text};

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Run the script of the action as a workflow would. Returns what it wrote: outputs and summary.
fn action(place: &Place, variables: &[(&str, &str)]) -> (Output, String, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_guidepost")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let file = |name: &str| place.cache().join(name);
    let mut command = Command::new("bash");
    command.arg(source(".ci/action.sh")).arg("check").current_dir(place.path()).env("PATH", path);
    command.env("GUIDEPOST_CACHE_DIR", place.cache()).env("XDG_CONFIG_HOME", CONFIG);
    command.env("GITHUB_OUTPUT", file("output")).env("GITHUB_STEP_SUMMARY", file("summary"));
    command.env("WORK", file("work")).envs([("EXTERNAL", "false"), ("CHANGED", "auto")]);
    command.envs([("SUMMARY", "true"), ("CONFIG", "auto"), ("ARGS", ""), ("PATHS", "")]);
    command.envs([("BASE_REF", ""), ("MERGE_GROUP_BASE", ""), ("FORK", ""), ("DEADLINE", "5m")]);
    command.envs([("GITHUB_REF", "refs/heads/main"), ("GITHUB_SHA", "")]);
    for name in ["output", "summary"] {
        fs::write(file(name), "").unwrap();
    }
    let output = outside_of_hooks(command.envs(variables.iter().copied())).output().unwrap();
    let written = |name| fs::read_to_string(file(name)).unwrap();
    (output, written("output"), written("summary"))
}

#[test]
fn the_action_judges_what_a_pull_request_would_make_of_its_branch() {
    let place = Place::new(&[("a.md", "# A\n"), ("b.md", "# B\n\n## Part\n\n[old](never.md)\n")]);
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["config", "user.name", "x"]);
    place.git(&["config", "user.email", "x@x"]);
    let commit = || {
        place.git(&["add", "-A"]);
        place.git(&["commit", "-q", "-m", "x"]);
    };
    commit();
    place.git(&["checkout", "-q", "-b", "work"]);
    place.write("a.md", "# A\n\n[part](b.md#part)\n");
    commit();
    place.git(&["checkout", "-q", "main"]);
    place.write("b.md", "# B\n\n[old](never.md)\n");
    commit();
    let (_, outputs, _) = action(&place, &[]);
    assert!(outputs.contains("status=1\n"), "everything is checked: {outputs}");
    // What actions/checkout makes of a pull request.
    place.git(&["merge", "-q", "--no-ff", "--no-edit", "work"]);
    let head = Command::new("git").args(["rev-parse", "HEAD"]).current_dir(place.path()).output();
    let head = text(&head.unwrap().stdout);
    let pull = [("GITHUB_REF", "refs/pull/1/merge"), ("GITHUB_SHA", head.trim()), ("FORK", "true")];
    let (output, outputs, summary) = action(&place, &pull);
    assert!(output.status.success(), "a later step fails the run: {output:?}");
    assert!(outputs.contains("status=1\n") && outputs.contains("sarif="), "{outputs}");
    let annotations = text(&output.stdout);
    assert!(annotations.contains("file=a.md,line=3"), "{annotations}");
    assert!(!annotations.contains("never.md"), "that was broken before: {annotations}");
    assert!(summary.contains("missing-anchor"), "{summary}");
}

/// Releases of which each program says only who it is, and an action at a release or at none.
fn releases(changelog: &str) -> Place {
    let place = Place::new(&[("action/CHANGELOG.md", changelog)]);
    for (release, target) in [
        ("v1.2.3", "x86_64-unknown-linux-musl"),
        ("v1.2.3", "aarch64-apple-darwin"),
        ("v1.3.0", "x86_64-unknown-linux-musl"),
    ] {
        let name = format!("guidepost-{}-{target}", &release[1..]);
        let folder = format!("releases/{release}");
        program(&place, &format!("{folder}/{name}/guidepost"), &format!("{release} {target}"));
        let pack = format!(
            "cd {folder} && tar -czf {name}.tar.gz {name} && sha256sum {name}.tar.gz >{name}.tar.gz.sha256"
        );
        let packed = Command::new("bash").args(["-c", &pack]).current_dir(place.path()).status();
        assert!(packed.unwrap().success());
    }
    place
}

/// A program that prints `says`.
fn program(place: &Place, path: &str, says: &str) {
    place.write(path, &format!("#!/bin/sh\necho '{says}'\n"));
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.path().join(path), executable).unwrap();
}

/// Run the installing step. Returns how it ended, all that was said, and what later steps find in their PATH.
fn install(place: &Place, variables: &[(&str, &str)]) -> (Option<i32>, String, String) {
    let at = |name: &str| place.path().join(name);
    let mut command = Command::new("bash");
    command.arg(source(".ci/action.sh")).arg("install").current_dir(place.path());
    command.env("PATH", format!("{}:/usr/bin:/bin", at("tools").display()));
    command.env("RUNNER_TEMP", at("temp")).env("GITHUB_ACTION_PATH", at("action"));
    command.env("GITHUB_PATH", at("path")).env("VERSION", "");
    command.env("RELEASES", format!("file://{}", at("releases").display()));
    command.envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")]);
    fs::write(at("path"), "").unwrap();
    let output = command.envs(variables.iter().copied()).output().unwrap();
    let said = text(&output.stdout) + &text(&output.stderr);
    (output.status.code(), said, fs::read_to_string(at("path")).unwrap())
}

#[test]
fn the_action_installs_the_release_that_it_is() {
    let place = releases("# Changelog\n\n## 1.2.3\n\n- x\n\n## 1.2.2\n");
    let (status, said, path) = install(&place, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("v1.2.3 x86_64-unknown-linux-musl"), "{said}");
    let installed = Path::new(path.trim()).join("guidepost");
    let run = Command::new(installed).output().unwrap();
    assert_eq!(text(&run.stdout), "v1.2.3 x86_64-unknown-linux-musl\n", "later steps find it");
    let (_, said, _) = install(&place, &[("RUNNER_OS", "macOS"), ("RUNNER_ARCH", "ARM64")]);
    assert!(said.contains("v1.2.3 aarch64-apple-darwin"), "{said}");
    let (_, said, _) = install(&place, &[("VERSION", "v1.3.0")]);
    assert!(said.contains("v1.3.0 x86_64"), "the one that is asked for: {said}");
}

#[test]
fn the_action_installs_nothing_that_is_not_what_it_should_be() {
    let place = releases("## 1.2.3\n");
    let refused = |variables: &[(&str, &str)], why: &str| {
        let (status, said, path) = install(&place, variables);
        assert_eq!((status, &*path), (Some(2), ""), "{said}");
        let error = said.lines().find(|line| line.starts_with("::error title=guidepost::"));
        assert!(error.is_some_and(|error| error.contains(why)), "{why}: {said}");
    };
    refused(&[("VERSION", "v9.9.9")], "cannot download");
    refused(&[("VERSION", "latest")], "no release `latest`");
    refused(&[("VERSION", "path")], "no guidepost is there");
    place.write("releases/v1.2.3/guidepost-1.2.3-x86_64-unknown-linux-musl.tar.gz", "another");
    refused(&[], "is not what its checksum says");
    assert!(!place.path().join("temp/guidepost-bin/guidepost").exists());
    place.write("releases/v1.2.3/guidepost-1.2.3-x86_64-unknown-linux-musl.tar.gz.sha256", "");
    refused(&[], "is not what its checksum says");
}

#[test]
fn the_action_builds_what_is_not_released() {
    let place = releases("## Unreleased\n\n## 1.2.3\n");
    program(&place, "tools/cargo", "built with $*");
    let cargo = "#!/bin/sh\nfor root; do :; done\nmkdir -p \"$root/bin\"\ncp \"$0\" \"$root/bin/guidepost\"\necho built: \"$@\"\n";
    fs::write(place.path().join("tools/cargo"), cargo).unwrap();
    let (status, said, path) = install(&place, &[]);
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("built: install --quiet --locked --path"), "{said}");
    assert!(path.ends_with("/bin\n") && said.contains("no release"), "{path}{said}");
    let (_, said, _) = install(&place, &[("RUNNER_ARCH", "ARM"), ("VERSION", "v1.2.3")]);
    assert!(said.contains("no program for Linux on ARM: building"), "{said}");
    fs::write(place.path().join("tools/cargo"), "#!/bin/sh\nexit 101\n").unwrap();
    let (status, said, path) = install(&place, &[]);
    assert_eq!((status, &*path), (Some(2), ""), "{said}");
    assert!(said.contains("::error title=guidepost::cannot build guidepost"), "{said}");
}

#[test]
fn actions_of_others_are_named_by_their_hash() {
    let mut files = vec![source("action.yml")];
    let workflows = fs::read_dir(source(".github/workflows")).unwrap();
    files.extend(workflows.map(|entry| entry.unwrap().path()));
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for line in text.lines().filter(|line| line.contains("uses: ")) {
            let (hash, version) = line.split_once('@').unwrap().1.split_once(" # v").unwrap();
            let is_hash = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(is_hash && version.contains('.'), "{}: {line}", file.display());
        }
    }
}
