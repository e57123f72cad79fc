//! What lies among the pages and not in their repository: submodules, other clones, and files that git ignores.

use std::fs;

use serde_json::Value;

use crate::changed::repository;
use crate::cli::{Place, findings, text};

const MODULES: &str = "[submodule \"lib\"]\n\tpath = lib\n\turl = https://example.org/lib.git\n";

/// A repository with a submodule that nobody has checked out.
fn with_module() -> Place {
    let links = "# Home\n\n[a](lib/README.md) [b](lib/README.md#part) [c](lib/docs/no.md#x) [d](lib/) [e](lib#x)\n\n![p](lib/p.png)\n";
    let place = repository(&[("index.md", links), (".gitmodules", MODULES)]);
    let commit = "1234567890123456789012345678901234567890";
    place.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{commit},lib")]);
    place.git(&["commit", "-q", "-m", "module"]);
    fs::create_dir_all(place.path().join("lib")).unwrap();
    place
}

/// Check it out.
fn check_out(place: &Place) {
    place.write("lib/.git", "gitdir: ../.git/modules/lib\n");
    place.write("lib/README.md", "# Lib\n\n## Part\n\n[x](gone.md)\n");
    place.write("lib/p.png", "");
}

fn said(place: &Place, arguments: &[&str]) -> String {
    text(&place.run(&[&["check", "--offline"], arguments].concat()).stderr)
}

#[test]
fn what_is_in_a_submodule_that_is_not_here_is_not_known() {
    let place = with_module();
    assert_eq!(findings(&place.check(&["--select", "links,anchors"])), [""; 0]);
    let told = "guidepost: 5 links lead into `lib`, which is not checked out: `git submodule update --init` lets them be checked\n";
    assert_eq!(said(&place, &[]), told);
    let links = place.run(&["links", "--offline", "--format", "json"]);
    let links: Value = serde_json::from_slice(&links.stdout).unwrap();
    let links = links["files"][0]["links"].as_array().unwrap();
    let statuses: Vec<&Value> = links.iter().map(|link| &link["status"]).collect();
    assert_eq!(
        statuses,
        ["unresolved", "unresolved", "unresolved", "ok", "unresolved", "unresolved"]
    );
    // An empty folder that is no submodule holds nothing.
    fs::create_dir_all(place.path().join("empty")).unwrap();
    place.write("b.md", "# B\n\n[x](empty/x.md)\n");
    assert_eq!(findings(&place.check(&[])), ["b.md missing-target empty/x.md"]);
}

#[test]
fn a_commit_is_judged_the_same_whether_a_submodule_is_here_or_not() {
    let place = with_module();
    let text = fs::read_to_string(place.path().join("index.md")).unwrap();
    place.write("index.md", &format!("{text}\n[f](lib/new.md)\n"));
    place.git(&["add", "index.md"]);
    let judged = || {
        let arguments = ["check", "--offline", "--changed", "--format", "json"];
        let output = place.command(&arguments).env("GIT_INDEX_FILE", ".git/index").output();
        serde_json::from_slice::<Value>(&output.unwrap().stdout).unwrap()
    };
    let absent = judged();
    assert_eq!(findings(&absent), [""; 0]);
    check_out(&place);
    assert_eq!(judged(), absent);
}

#[test]
fn a_change_that_removes_a_submodule_breaks_links_into_it() {
    let place = with_module();
    assert_eq!(findings(&place.check(&["--changed=HEAD~1"])), [""; 0], "it came with it");
    place.git(&["rm", "-q", "--cached", "lib"]);
    fs::remove_dir(place.path().join("lib")).unwrap();
    place.write(".gitmodules", "");
    let targets = |report: Value| -> Vec<String> {
        let found = report["diagnostics"].as_array().unwrap().iter();
        found.map(|found| found["data"]["target"].as_str().unwrap().to_owned()).collect()
    };
    let gone = ["lib/README.md", "lib/README.md", "lib/docs/no.md", "lib", "lib", "lib/p.png"];
    assert_eq!(targets(place.check(&["--changed"])), gone);
    place.git(&["add", "-A"]);
    let arguments = ["check", "--offline", "--changed", "--format", "json"];
    let hook = place.command(&arguments).env("GIT_INDEX_FILE", ".git/index").output().unwrap();
    assert_eq!(targets(serde_json::from_slice(&hook.stdout).unwrap()), gone);
}

#[test]
fn the_pages_of_another_repository_are_its_own() {
    let place = with_module();
    check_out(&place);
    place.write("clone/.git/HEAD", "ref: refs/heads/main\n");
    place.write("clone/a.md", "[x](gone.md)\n");
    let report = place.check(&["--select", "links,anchors"]);
    let found = ["index.md missing-target lib/docs/no.md#x", "index.md missing-anchor lib#x"];
    assert_eq!(findings(&report), found, "links into it are looked at");
    assert_eq!(report["summary"]["files"], 1);
    let told = "guidepost: `clone` and `lib` are repositories of their own, whose pages are not checked here\n";
    assert_eq!(said(&place, &[]), told);
    place.write("guidepost.toml", "exclude = [\"clone/**\"]\n");
    let told = "guidepost: `lib` is a repository of its own, whose pages are not checked here: `guidepost check lib` does\n";
    assert_eq!(said(&place, &[]), told);
    assert_eq!(place.check(&["--changed=HEAD~1"])["summary"]["files"], 0, "nor are they new");
    let output = place.run(&["check", "--offline", "--format", "concise", "lib"]);
    assert!(text(&output.stdout).contains("gone.md"), "{output:?}");
}

#[test]
fn files_that_git_ignores_are_on_one_disk() {
    const ODD: &str = "x/:(top)it's \"q\" ü.local.md";
    let page = format!("# A\n\n[x](_build/x.html)\n[y](<{ODD}>)\n[z](b.md) [i](linked/i.md)\n");
    let place = repository(&[
        (".gitignore", "_build/\n*.local.md\n"),
        ("a.md", &page),
        ("b.md", "# B\n"),
        ("real/i.md", "# I\n"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("real", place.path().join("linked")).unwrap();
    #[cfg(not(unix))]
    place.write("linked/i.md", "# I\n");
    place.write("_build/x.html", "<title>x</title>\n");
    place.write(ODD, "# Mine\n");
    assert_eq!(findings(&place.check(&["--select", "links"])), [""; 0]);
    let told = "guidepost: links lead to 2 files that git ignores and others may lack: \
                `_build/x.html` (a.md:3) and `x/:(top)it's \"q\" ü.local.md` (a.md:4)\n";
    assert_eq!(said(&place, &[]), told);
    place.write("guidepost.toml", "exclude = [\"_build/**\"]\n");
    assert!(!said(&place, &[]).contains("_build"), "who excludes it knows it");
    // What is staged goes to others.
    place.write("a.md", &page.replace("# A", "# A page"));
    place.git(&["add", "a.md"]);
    place.git(&["commit", "-q", "-m", "x"]);
    place.git(&["rm", "-q", "--cached", "a.md"]);
    place.git(&["commit", "-q", "-m", "gone"]);
    place.git(&["add", "a.md"]);
    let help = |output: std::process::Output| {
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["diagnostics"].as_array().unwrap();
        let found = found.iter().find(|found| found["data"]["target"] == ODD);
        found.unwrap()["help"].as_str().unwrap().to_owned()
    };
    let arguments = ["check", "--offline", "--changed", "--format", "json"];
    let hook = place.command(&arguments).env("GIT_INDEX_FILE", ".git/index").output().unwrap();
    assert!(help(hook).starts_with("it is here and git ignores it"));
    // And in a clone nobody wonders why it is missing.
    fs::remove_file(place.path().join(ODD)).unwrap();
    let clone = place.run(&["check", "--offline", "--format", "json"]);
    assert!(help(clone).starts_with("git ignores it, so that only who builds or writes it has it"));
}
