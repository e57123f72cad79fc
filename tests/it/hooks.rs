//! guidepost as git's own hook: what is judged is what the commit will hold.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use crate::cli::{CONFIG, Place, outside_of_hooks, text};
use crate::shared::say_skipped;

/// A name as somebody may choose it.
const ODD: &str = "it's \"q\" ü $(x) -n.md";

/// A repository with the hook and a first commit of these files.
fn repository(files: &[(&str, &str)]) -> Place {
    let place = Place::new(files);
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["config", "user.name", "x"]);
    place.git(&["config", "user.email", "x@x"]);
    let hook = place.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    let program = env!("CARGO_BIN_EXE_guidepost");
    fs::write(&hook, format!("#!/bin/sh\nexec '{program}' check --offline --changed\n")).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
    place.git(&["add", "-A"]);
    let output = commit(&place, &[]);
    assert!(output.status.success(), "{output:?}");
    place
}

fn commit(place: &Place, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command.args(["commit", "-q", "-m", "x"]).args(arguments).current_dir(place.path());
    command.env("GUIDEPOST_CACHE_DIR", place.cache()).env("XDG_CONFIG_HOME", CONFIG);
    command.env("PRE_COMMIT_HOME", place.cache()).env("PREK_HOME", place.cache());
    outside_of_hooks(with_program(&mut command)).output().unwrap()
}

/// `command`, with the program that is tested as the first in its PATH.
fn with_program(command: &mut Command) -> &mut Command {
    let program = Path::new(env!("CARGO_BIN_EXE_guidepost")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", program.display()))
}

/// The commit is refused, and the hook says `what`.
fn refused(place: &Place, arguments: &[&str], what: &str) {
    let output = commit(place, arguments);
    // Git sends what its hooks print to standard error.
    let said = text(&output.stderr) + &text(&output.stdout);
    assert!(!output.status.success() && said.contains(what), "{what}: {said}");
}

fn accepted(place: &Place, arguments: &[&str]) {
    let output = commit(place, arguments);
    assert!(output.status.success(), "{output:?}");
}

/// A page that links to the odd name, that one, and one that nobody links to.
const FILES: [(&str, &str); 3] =
    [("a.md", "[x](<it's \"q\" ü $(x) -n.md>)\n"), (ODD, "# Odd\n"), ("b.md", "# B\n")];

/// What a hook says of [`FILES`], when some are deleted and renamed.
fn sees_what_goes(place: &Place) {
    place.git(&["rm", "-q", "--", ODD]);
    refused(place, &[], "missing-target");
    place.git(&["reset", "-q", "--hard"]);
    place.git(&["mv", "--", ODD, "plain.md"]);
    refused(place, &[], "plain.md");
    place.write("a.md", "[x](plain.md)\n");
    refused(place, &[], "missing-target");
    place.git(&["add", "a.md"]);
    accepted(place, &[]);
    place.git(&["rm", "-q", "b.md"]);
    accepted(place, &[]);
}

#[test]
fn a_file_that_is_deleted_or_renamed_breaks_links_of_others() {
    sees_what_goes(&repository(&FILES));
}

#[test]
fn of_a_partly_staged_file_the_staged_part_is_judged() {
    let place = repository(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    place.write("a.md", "[x](no.md)\n");
    place.git(&["add", "a.md"]);
    place.write("a.md", "[x](b.md)\n");
    refused(&place, &[], "no.md");
    place.git(&["add", "a.md"]);
    place.write("a.md", "[x](no.md)\n");
    accepted(&place, &[]);
    // What the command line of the commit takes in is staged for it alone.
    refused(&place, &["-a"], "no.md");
    refused(&place, &["a.md"], "no.md");
    place.write("a.md", "# A\n");
    place.write(ODD, "[x](neither.md)\n");
    accepted(&place, &["-a"]);
    place.git(&["add", "--", ODD]);
    refused(&place, &[], "neither.md");
}

#[test]
fn a_page_that_was_forgotten_is_missing() {
    let place = repository(&[("a.md", "# A\n")]);
    place.write("a.md", "[x](new.md)\n");
    place.write("new.md", "# New\n");
    place.git(&["add", "a.md"]);
    refused(&place, &[], "new.md");
    assert!(place.run(&["check", "--offline", "--changed"]).status.success(), "it is on the disk");
    place.git(&["add", "new.md"]);
    accepted(&place, &[]);
}

#[test]
fn a_hook_in_another_work_tree_and_below_the_top_judges_its_own_index() {
    let place =
        repository(&[("docs/guidepost.toml", ""), ("docs/a.md", "# A\n"), ("c.md", "# C\n")]);
    place.git(&["worktree", "add", "-q", "-b", "other", "other"]);
    place.write("other/docs/a.md", "[x](no.md)\n");
    let run = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.args(["-C", "other"]).args(arguments).current_dir(place.path());
        command.env("GUIDEPOST_CACHE_DIR", place.cache()).env("XDG_CONFIG_HOME", CONFIG);
        outside_of_hooks(&mut command).output().unwrap()
    };
    assert!(run(&["add", "docs/a.md"]).status.success());
    assert!(!run(&["commit", "-q", "-m", "x"]).status.success());
}

#[test]
fn pre_commit_asks_for_all_files_or_for_a_range() {
    let place = repository(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    let hook = place.path().join(".git/hooks/pre-commit");
    fs::remove_file(hook).unwrap();
    place.write("a.md", "[x](no.md)\n");
    place.git(&["add", "-A"]);
    accepted(&place, &[]);
    let run = |variables: &[(&str, &str)]| {
        let mut command = place.command(&["check", "--offline", "--changed"]);
        command.env("PRE_COMMIT", "1").envs(variables.iter().copied()).output().unwrap()
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1), "nothing is staged: all files are meant");
    assert!(text(&output.stdout).contains("2 pages with 1 link"), "{output:?}");
    let message_alone = [("GIT_INDEX_FILE", ".git/index")];
    assert_eq!(run(&message_alone).status.code(), Some(0), "a commit without a change");
    assert_eq!(run(&[("PRE_COMMIT_FROM_REF", "HEAD")]).status.code(), Some(0));
    assert_eq!(run(&[("PRE_COMMIT_FROM_REF", "HEAD~1")]).status.code(), Some(1));
    place.write("b.md", "# B, edited\n");
    place.git(&["add", "b.md"]);
    assert_eq!(run(&[]).status.code(), Some(0), "the staged page is fine");
}

/// A repository in which the program `manager` installs its hook, unless there is no such program.
fn managed(manager: &str, files: &[(&str, &str)]) -> Option<Place> {
    let place = Place::new(files);
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["config", "user.name", "x"]);
    place.git(&["config", "user.email", "x@x"]);
    if manager == "lefthook" {
        let run = "guidepost check --offline --changed";
        let hook = format!("pre-commit:\n  commands:\n    guidepost:\n      run: {run}\n");
        place.write("lefthook.yml", &hook);
    } else {
        // The hook as it is published, without building it anew.
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
        let manifest = fs::read_to_string(manifest).unwrap();
        let hook = &manifest[manifest.find("- id: guidepost\n").unwrap()..];
        let hook = &hook[..hook.find("- id: guidepost-external").unwrap()];
        let hook = hook.replace("language: rust", "language: system").replace('\n', "\n      ");
        let config = format!("repos:\n  - repo: local\n    hooks:\n      {}\n", hook.trim_end());
        place.write(".pre-commit-config.yaml", &config);
    }
    place.git(&["add", "-A"]);
    let mut install = Command::new(manager);
    install.arg("install").current_dir(place.path());
    install.env("PRE_COMMIT_HOME", place.cache()).env("PREK_HOME", place.cache());
    let Ok(installed) = outside_of_hooks(&mut install).output() else {
        say_skipped(&format!("no {manager} in PATH, so its hook is not tested"));
        return None;
    };
    assert!(installed.status.success(), "{installed:?}");
    Some(place)
}

#[test]
fn managers_of_hooks_see_what_git_sees() {
    for manager in ["pre-commit", "prek", "lefthook"] {
        let Some(place) = managed(manager, &FILES) else { continue };
        accepted(&place, &[]);
        sees_what_goes(&place);
        place.write("a.md", "[x](no.md)\n");
        place.git(&["add", "a.md"]);
        place.write("a.md", "[x](plain.md)\n");
        refused(&place, &[], "no.md");
        refused(&place, &["--amend"], "no.md");
        place.git(&["commit", "-q", "--no-verify", "-m", "x"]);
        accepted(&place, &["--amend"]);
        accepted(&place, &["-a"]);
        place.write(ODD, "[x](neither.md)\n");
        place.git(&["add", "--", ODD]);
        refused(&place, &[], "neither.md");
    }
}

#[test]
fn the_hook_that_others_install_is_the_one_tested_here() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let manifest = fs::read_to_string(manifest).unwrap();
    assert!(manifest.contains("entry: guidepost check --offline --changed\n"), "{manifest}");
    assert!(manifest.contains("entry: guidepost check --changed\n"), "{manifest}");
    assert_eq!(manifest.matches("pass_filenames: false\n  always_run: true").count(), 2);
}
