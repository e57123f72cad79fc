//! `--changed` reports what each commit of a history breaks, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
#[cfg(unix)]
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use serde_json::Value;

use crate::cli::{Place, findings, text};
#[cfg(unix)]
use crate::shared::say_skipped;

/// Where pages are and how they write links to each other.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    /// Relative paths, as a forge shows them.
    Files,
    /// Addresses without extensions below `site/`, as `VitePress` serves them.
    Site,
}

/// A page of the model: the destinations of its links with the files and anchors that they mean, and its headings.
#[derive(Clone, Default)]
struct Page {
    links: Vec<(String, String, Option<String>)>,
    headings: Vec<String>,
    words: u64,
}

impl Page {
    fn text(&self) -> String {
        let mut text = format!("# Page\n\n{}\n\n", "words and more words. ".repeat(3));
        for (destination, ..) in &self.links {
            writeln!(text, "See [this]({destination}).\n").unwrap();
        }
        for heading in &self.headings {
            writeln!(text, "## {heading}\n\nText of {heading}.\n").unwrap();
        }
        writeln!(text, "Edited {} times.", self.words).unwrap();
        text
    }
}

struct History {
    layout: Layout,
    place: Place,
    pages: BTreeMap<String, Page>,
    images: BTreeSet<String>,
    state: u64,
    named: u64,
}

/// A finding: the page and the destination.
type Broken = (String, String);

impl History {
    fn new(layout: Layout) -> Self {
        let place = Place::new(&[]);
        place.git(&["init", "-q", "-b", "main"]);
        place.git(&["config", "user.name", "x"]);
        place.git(&["config", "user.email", "x@x"]);
        place.git(&["config", "gc.auto", "0"]);
        if layout == Layout::Site {
            place.write("site/.vitepress/config.mjs", "export default { title: 'x' }\n");
            place.write("site/index.md", "# Home\n");
        }
        let (pages, images) = (BTreeMap::new(), BTreeSet::new());
        let mut history = Self { layout, place, pages, images, state: 7, named: 0 };
        for _ in 0..14 {
            history.add_page();
        }
        for _ in 0..40 {
            history.add_link();
        }
        history.commit();
        history
    }

    fn below(&mut self, end: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.state >> 33).unwrap() % end
    }

    fn root(&self) -> &'static str {
        if self.layout == Layout::Site { "site/" } else { "" }
    }

    fn new_name(&mut self) -> String {
        self.named += 1;
        let dir = ["", "a/", "a/b/", "c d/"][self.below(4)];
        format!("{}{dir}page-{}.md", self.root(), self.named)
    }

    fn some_page(&mut self) -> String {
        let row = self.below(self.pages.len());
        self.pages.keys().nth(row).unwrap().clone()
    }

    fn put(&self, path: &str) {
        self.place.write(path, &self.pages[path].text());
    }

    fn edit(&mut self, path: &str, edit: impl FnOnce(&mut Page)) {
        edit(self.pages.get_mut(path).unwrap());
        self.put(path);
    }

    fn add_page(&mut self) {
        let path = self.new_name();
        let headings = (0..3).map(|n| format!("Part {n}")).collect();
        self.pages.insert(path.clone(), Page { headings, ..Page::default() });
        self.put(&path);
    }

    /// How a page at `from` writes the file `to`.
    fn destination(&self, from: &str, to: &str) -> String {
        let to = to.replace(' ', "%20");
        if self.layout == Layout::Site {
            let address = to.strip_prefix("site/").unwrap();
            return format!("/{}", address.strip_suffix(".md").unwrap_or(address));
        }
        format!("{}{to}", "../".repeat(from.matches('/').count()))
    }

    fn add_link(&mut self) {
        let (from, to) = (self.some_page(), self.some_page());
        let headings = self.pages[&to].headings.clone();
        let anchor = match self.below(3) {
            0 => None,
            _ if headings.is_empty() => None,
            n => Some(headings[n % headings.len()].to_lowercase().replace(' ', "-")),
        };
        let mut destination = self.destination(&from, &to);
        if let Some(anchor) = &anchor {
            write!(destination, "#{anchor}").unwrap();
        }
        self.edit(&from, |page| page.links.push((destination, to, anchor)));
    }

    fn remove_heading(&mut self) {
        let path = self.some_page();
        let row = self.below(3);
        self.edit(&path, |page| {
            if row < page.headings.len() {
                page.headings.remove(row);
            }
        });
    }

    fn remove_page(&mut self) {
        let path = self.some_page();
        if self.pages.len() > 8 {
            self.pages.remove(&path);
            std::fs::remove_file(self.place.path().join(path)).unwrap();
        }
    }

    /// Returns the old name and the new one.
    fn rename(&mut self, edited: bool) -> (String, String) {
        let (old, new) = (self.some_page(), self.new_name());
        let mut page = self.pages.remove(&old).unwrap();
        page.words += u64::from(edited);
        for (destination, to, _) in &mut page.links {
            // A relative path means another file from another folder.
            if self.layout == Layout::Files {
                let decoded = destination.split('#').next().unwrap().replace("%20", " ");
                let up = new.matches('/').count();
                let climbs = decoded.matches("../").count();
                let rest = decoded.trim_start_matches("../");
                let folder: Vec<&str> = new.split('/').take(up.saturating_sub(climbs)).collect();
                let folder = folder.join("/");
                *to = match climbs.cmp(&up) {
                    std::cmp::Ordering::Greater => "outside".to_owned(),
                    std::cmp::Ordering::Equal => rest.to_owned(),
                    std::cmp::Ordering::Less => format!("{folder}/{rest}"),
                };
            }
        }
        self.pages.insert(new.clone(), page);
        std::fs::remove_file(self.place.path().join(&old)).unwrap();
        self.put(&new);
        (old, new)
    }

    fn change_image(&mut self) {
        let path = format!("{}image-{}.png", self.root(), self.below(4));
        if self.images.remove(&path) {
            std::fs::remove_file(self.place.path().join(&path)).unwrap();
            return;
        }
        self.place.write(&path, "png");
        self.images.insert(path.clone());
        let from = self.some_page();
        let destination = self.destination(&from, &path);
        self.edit(&from, |page| page.links.push((destination, path, None)));
    }

    /// Do one to three things. Returns new names with old ones.
    fn step(&mut self) -> BTreeMap<String, String> {
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for _ in 0..=self.below(3) {
            match self.below(12) {
                0..=2 => {
                    let path = self.some_page();
                    self.edit(&path, |page| page.words += 1);
                }
                3 | 4 => self.add_link(),
                5 => self.add_page(),
                6 => self.remove_heading(),
                7 => self.remove_page(),
                8 => self.change_image(),
                9 => {
                    // The same link once more, broken or not.
                    let path = self.some_page();
                    self.edit(&path, |page| {
                        page.links.extend(page.links.first().cloned());
                    });
                }
                10 => {
                    let path = self.some_page();
                    self.edit(&path, |page| page.links.truncate(3));
                }
                _ => {
                    let edited = self.below(2) == 0;
                    let (old, new) = self.rename(edited);
                    let first = renamed.remove(&old).unwrap_or(old);
                    renamed.insert(new, first);
                }
            }
        }
        renamed
    }

    fn commit(&self) {
        self.place.git(&["add", "-A"]);
        self.place.git(&["commit", "-q", "--allow-empty", "-m", "step"]);
    }

    /// The links that are broken, as the model knows.
    fn broken(&self) -> Vec<Broken> {
        let is_broken = |to: &String, anchor: &Option<String>| {
            let Some(page) = self.pages.get(to) else { return !self.images.contains(to) };
            let has = |anchor: &String| {
                page.headings.iter().any(|h| h.to_lowercase().replace(' ', "-") == *anchor)
            };
            !anchor.as_ref().is_none_or(has)
        };
        let mut broken = Vec::new();
        for (path, page) in &self.pages {
            for (destination, to, anchor) in &page.links {
                if is_broken(to, anchor) {
                    broken.push((path.clone(), destination.clone()));
                }
            }
        }
        broken.sort();
        broken
    }
}

fn broken(report: &Value) -> Vec<Broken> {
    let found = report["diagnostics"].as_array().unwrap();
    let errors = found.iter().filter(|found| found["severity"] == "error");
    let mut broken: Vec<Broken> = errors
        .map(|found| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&found["path"]), text(&found["data"]["destination"]))
        })
        .collect();
    broken.sort();
    broken
}

/// What of `after` is not in `before`, each as often as it is there more.
fn more(after: &[Broken], before: &[Broken], renamed: &BTreeMap<String, String>) -> Vec<Broken> {
    let mut left = before.to_vec();
    let mut more = Vec::new();
    for (path, destination) in after {
        let old = renamed.get(path).unwrap_or(path);
        match left.iter().position(|(p, d)| p == old && d == destination) {
            Some(row) => drop(left.swap_remove(row)),
            None => more.push((path.clone(), destination.clone())),
        }
    }
    more
}

fn holds_in(layout: Layout) {
    let mut history = History::new(layout);
    let (mut before, mut reported) = (history.broken(), 0);
    assert_eq!(broken(&history.place.check(&[])), before, "the model and a full check agree");
    for step in 0..200 {
        let renamed = history.step();
        // Before it is committed, a change is in the work tree; then it is a commit.
        let in_tree = (step % 4 == 0).then(|| history.place.check(&["--changed"]));
        history.place.git(&["add", "-A"]);
        let staged = (step % 4 == 2).then(|| {
            let arguments = ["check", "--offline", "--format", "json", "--changed"];
            let mut hook = history.place.command(&arguments);
            let output = hook.env("GIT_INDEX_FILE", ".git/index").output().unwrap();
            report(&output)
        });
        history.commit();
        let after = history.broken();
        let full = broken(&history.place.check(&[]));
        assert_eq!(full, after, "step {step}: the model and a full check agree");
        let wanted = more(&after, &before, &renamed);
        let changed = history.place.check(&["--changed=HEAD~1"]);
        assert_eq!(broken(&changed), wanted, "step {step}");
        for earlier in in_tree.iter().chain(&staged) {
            assert_eq!(broken(earlier), wanted, "step {step}, not committed");
        }
        // What earlier runs have kept changes nothing but the time.
        if step % 5 == 0 {
            let cold = history.place.check(&["--changed=HEAD~1", "--no-cache"]);
            assert_eq!(cold, changed, "step {step}, without a cache");
        }
        reported += wanted.len();
        before = after;
    }
    assert!(reported > 60, "the history breaks something: {reported}");
}

#[test]
fn what_the_commits_of_a_history_of_files_break() {
    holds_in(Layout::Files);
}

#[test]
fn what_the_commits_of_a_history_of_a_site_break() {
    holds_in(Layout::Site);
}

/// A repository with a first commit of these files.
pub(crate) fn repository(files: &[(&str, &str)]) -> Place {
    let place = Place::new(files);
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["config", "user.name", "x"]);
    place.git(&["config", "user.email", "x@x"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "first"]);
    place
}

fn commit(place: &Place, what: &str) {
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", what]);
}

#[test]
fn what_was_broken_before_is_counted_and_fails_nothing() {
    let place =
        repository(&[("a.md", "# A\n\n[old](gone.md)\n\ntext\n"), ("b.md", "[x](no.md)\n")]);
    place.write("a.md", "# A\n\n[new](gone.md) added above\n\n[old](gone.md)\n\ntext edited\n");
    let report = place.check(&["--changed"]);
    assert_eq!(findings(&report), ["a.md missing-target gone.md"]);
    assert_eq!(
        report["diagnostics"][0]["start"]["line"], 3,
        "the link in the new line is the new one"
    );
    assert_eq!(
        (&report["summary"]["earlier"], &report["summary"]["files"]),
        (&1.into(), &1.into())
    );
    let said = text(&place.run(&["check", "--offline", "--changed"]).stdout);
    assert!(said.contains("1 finding was there before the change and not shown"), "{said}");
    place.write("a.md", "# A\n\n[old](gone.md)\n\ntext edited\n");
    let output = place.run(&["check", "--offline", "--changed"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(text(&output.stdout).contains("1 changed page with 1 link: nothing to report"));
}

#[test]
fn what_expired_is_an_error_in_lines_that_a_change_writes() {
    let old = "# A\n\n<!-- expires 2020-01-31 -->\nIt costs nothing.\n";
    let place = repository(&[("a.md", old)]);
    place.write("a.md", &format!("{old}\n<!-- expires 2020-02-29 -->\nNeither does this.\n"));
    let report = place.check(&["--changed"]);
    let found = report["diagnostics"].as_array().unwrap();
    let said: Vec<_> =
        found.iter().map(|found| (&found["severity"], &found["start"]["line"])).collect();
    assert_eq!(said, [(&"error".into(), &6.into())]);
    assert_eq!(report["summary"]["earlier"], 1);
    assert_eq!(place.check(&[])["diagnostics"][1]["severity"], "warning");
}

#[test]
fn a_gate_that_compares_nothing_is_told_of_in_ci() {
    let place = repository(&[("a.md", "# A\n")]);
    let said = |arguments: &[&str], ci: &str| {
        let mut command = place.command(&[&["check", "--offline"], arguments].concat());
        let output = command.env("CI", ci).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        text(&output.stderr)
    };
    let told = "guidepost: nothing differs from the last commit: `--changed=BRANCH` names the branch that a change is for, such as origin/main\n";
    assert_eq!(said(&["--changed"], "true"), told);
    for (arguments, ci) in [(&["--changed"][..], ""), (&["--changed=HEAD"], "true"), (&[], "true")]
    {
        assert_eq!(said(arguments, ci), "", "{arguments:?}");
    }
    place.write("b.md", "# B\n");
    assert_eq!(said(&["--changed"], "true"), "", "a page is new");
}

#[test]
fn a_link_that_is_broken_in_another_way_is_no_news() {
    let place = repository(&[("a.md", "[x](b.md#part)\n"), ("c.md", "# C\n")]);
    place.write("b.md", "# B\n");
    assert_eq!(findings(&place.check(&["--changed"])), [""; 0]);
    assert_eq!(findings(&place.check(&[])), ["a.md missing-anchor b.md#part"]);
}

#[test]
fn a_moved_page_is_told_by_its_new_name() {
    let page = "# Set up\n\nSome words.\n\nMore words.\n\n[x](a.md)\n[y](never.md)\n";
    let place = repository(&[("a.md", "[s](setup.md#set-up)\n"), ("setup.md", page)]);
    std::fs::remove_file(place.path().join("setup.md")).unwrap();
    place.write("guides/start.md", &page.replace("More words", "Other words"));
    let report = place.check(&["--changed"]);
    let found = ["a.md missing-target setup.md#set-up", "guides/start.md missing-target a.md"];
    assert_eq!(findings(&report), found, "the link to never.md was broken before");
    let suggestions = &report["diagnostics"][0]["data"]["suggestions"];
    assert_eq!(suggestions[0], "guides/start.md#set-up");
}

#[test]
fn what_publishes_the_pages_may_be_what_changes() {
    let config =
        "site_name: x\nplugins:\n  - redirects:\n      redirect_maps:\n        old.md: new.md\n";
    let place = repository(&[
        ("mkdocs.yml", config),
        ("docs/index.md", "[x](old.md)\n"),
        ("docs/new.md", "# New\n"),
    ]);
    let before = findings(&place.check(&[]));
    place.write("mkdocs.yml", "site_name: x\n");
    let after = findings(&place.check(&[]));
    let new: Vec<&String> = after.iter().filter(|found| !before.contains(found)).collect();
    assert_eq!(findings(&place.check(&["--changed"])).iter().collect::<Vec<_>>(), new);
}

#[test]
fn a_file_that_lost_lines_breaks_links_to_them() {
    let place = repository(&[("a.md", "[x](code.rs#L3)\n"), ("code.rs", "1\n2\n3\n")]);
    place.write("code.rs", "1\n2\n");
    assert_eq!(findings(&place.check(&["--changed"])), ["a.md missing-anchor code.rs#L3"]);
    place.write("code.rs", "1\n2\n33\n");
    assert_eq!(findings(&place.check(&["--changed"])), [""; 0]);
}

#[cfg(unix)]
#[test]
fn a_link_of_the_file_system_may_be_what_changes() {
    let place =
        repository(&[("a.md", "[x](latest/p.md)\n"), ("v1/p.md", "# P\n"), ("v2/q.md", "# Q\n")]);
    let latest = place.path().join("latest");
    std::os::unix::fs::symlink("v1", &latest).unwrap();
    commit(&place, "link");
    assert_eq!(findings(&place.check(&[])), [""; 0]);
    std::fs::remove_file(&latest).unwrap();
    std::os::unix::fs::symlink("v2", &latest).unwrap();
    assert_eq!(findings(&place.check(&["--changed"])), ["a.md missing-target latest/p.md"]);
    commit(&place, "moved");
    assert_eq!(findings(&place.check(&["--changed=HEAD~1"])), ["a.md missing-target latest/p.md"]);
}

#[test]
fn a_baseline_knows_what_the_change_takes_into_it() {
    let place = repository(&[("a.md", "# A\n"), ("b.md", "# B\n")]);
    place.write("a.md", "# A\n\n[x](no.md)\n");
    assert_eq!(findings(&place.check(&["--changed"])).len(), 1);
    assert!(place.run(&["baseline", "create", "--offline"]).status.success());
    let report = place.check(&["--changed"]);
    assert_eq!((findings(&report).len(), &report["summary"]["baselined"]), (0, &1.into()));
    place.git(&["branch", "old"]);
    let output = place.run(&["check", "--offline", "--changed", "--config-from=old"]);
    assert_eq!(output.status.code(), Some(1), "the baseline of the branch knows nothing");
    assert!(text(&output.stdout).contains("configuration and baseline are those of `old`"));
    let output = place.run(&["baseline", "update", "--changed"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_is_missing_is_said_to_be_removed_or_not_staged() {
    let place = repository(&[("a.md", "[b](b.md)\n"), ("b.md", "# B\n"), ("guidepost.toml", "")]);
    std::fs::remove_file(place.path().join("b.md")).unwrap();
    let report = place.check(&["--changed"]);
    let help = "the change removes it: link to another one, or remove the link";
    assert_eq!(report["diagnostics"][0]["help"], help);
    let said = text(&place.run(&["check", "--offline", "--changed"]).stdout);
    assert!(said.contains("1 error, in pages that the change does not touch\n"), "{said}");
    place.git(&["checkout", "-q", "b.md"]);
    place.write("c.md", "# C\n");
    place.write("a.md", "[c](c.md)\n");
    place.write("guidepost.toml", "[rules]\nempty-section = \"error\"\n");
    place.git(&["add", "a.md", "guidepost.toml"]);
    let mut hook = place.command(&["check", "--offline", "--changed", "--format", "json"]);
    let output = hook.env("GIT_INDEX_FILE", ".git/index").output().unwrap();
    let help = "it is there and not staged: `git add` it";
    assert_eq!(self::report(&output)["diagnostics"][0]["help"], help);
    assert!(text(&output.stderr).contains("adds or edits a guidepost.toml"), "{output:?}");
}

#[test]
fn only_what_the_change_breaks_is_repaired() {
    let old = "# A\n\n[q](nix.md)\n\n#### Deep\n\n[x](guide/setup.md)\n";
    let place = repository(&[("a.md", old), ("guide/setup.md", "# Set up\n")]);
    place.git(&["mv", "guide/setup.md", "guide/install.md"]);
    assert_eq!(findings(&place.check(&["--changed"])), ["a.md missing-target guide/setup.md"]);
    let report = place.check(&["--changed", "--fix", "--unsafe-fixes"]);
    assert_eq!((findings(&report), &report["summary"]["fixed"]), (vec![], &1.into()), "{report}");
    let now = std::fs::read_to_string(place.path().join("a.md")).unwrap();
    assert_eq!(now, old.replace("guide/setup.md", "guide/install.md"), "and nothing else");
}

#[test]
fn a_change_that_repairs_what_the_baseline_holds_is_told_to_prune() {
    let text = "# A\n\nA page that is long enough\n\nto be known again.\n\n";
    let links = format!("{text}[x](no.md)\n\n[y](no.md)\n");
    let place = repository(&[("a.md", &links), ("b.md", "[x](no.md)\n")]);
    assert!(place.run(&["baseline", "create", "--offline"]).status.success());
    place.write("b.md", "# B\n");
    commit(&place, "what was gone before is no news");
    place.write("a.md", &format!("More.\n\n{links}"));
    assert_eq!(findings(&place.check(&["--changed"])), [] as [&str; 0]);
    place.write("a.md", &format!("{text}[x](no.md)\n"));
    let report = place.check(&["--changed"]);
    assert_eq!(findings(&report), ["a.md unused-suppression "]);
    assert_eq!(
        report["diagnostics"][0]["message"],
        "the baseline holds 1 finding of this page that is gone"
    );
    place.git(&["mv", "a.md", "c.md"]);
    assert_eq!(findings(&place.check(&["--changed"])), [] as [&str; 0], "it takes them along");
    assert_eq!(findings(&place.check(&[])), ["b.md unused-suppression "]);
    assert!(place.run(&["baseline", "prune", "--offline"]).status.success());
    assert_eq!(findings(&place.check(&["--changed"])), [] as [&str; 0]);
}

#[test]
fn sarif_tells_what_is_new_from_what_was_there() {
    let place = repository(&[("a.md", "[old](gone.md)\n")]);
    let states = |arguments: &[&str]| -> Vec<(String, Value)> {
        let output = place.run(&[&["check", "--offline", "--format", "sarif"], arguments].concat());
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let line = |result: &Value| {
            let region = &result["locations"][0]["physicalLocation"]["region"];
            (format!("line {}", region["startLine"]), result["baselineState"].clone())
        };
        results.iter().map(line).collect()
    };
    assert_eq!(states(&[]), [("line 1".to_owned(), Value::Null)]);
    assert!(place.run(&["baseline", "create", "--offline"]).status.success());
    place.write("a.md", "[old](gone.md)\n\n[new](no.md)\n");
    let wanted = [("line 3".to_owned(), "new".into()), ("line 1".to_owned(), "unchanged".into())];
    assert_eq!(states(&[]), wanted);
    std::fs::remove_file(place.path().join("guidepost-baseline.json")).unwrap();
    assert_eq!(states(&["--changed"]), wanted);
}

#[test]
fn a_change_cannot_relax_its_own_gate() {
    let place = repository(&[
        ("guidepost.toml", "[rules]\nmissing-target = \"error\"\n"),
        ("a.md", "# A\n"),
        ("d/b.md", "# B\n"),
    ]);
    place.git(&["checkout", "-q", "-b", "work"]);
    place.write("guidepost.toml", "exclude = [\"**\"]\n[rules]\nmissing-target = \"off\"\n");
    place.write("d/guidepost.toml", "[rules]\nmissing-target = \"off\"\n");
    let hidden = "<!-- guidepost-ignore missing-target -- no reason -->\n\n[y](also-no.md)\n";
    place.write("a.md", &format!("# A\n\n[x](no.md)\n\n{hidden}"));
    place.write("d/b.md", "# B\n\n[x](no.md)\n");
    commit(&place, "work");
    let run = |arguments: &[&str]| {
        place.run(&[&["check", "--offline", "--changed=main"], arguments].concat())
    };
    assert_ne!(run(&[]).status.code(), Some(1), "as the change wants it");
    let output = run(&["--config-from=main"]);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("suppressed by comments that the change adds"), "{said}");
    let report = place.check(&["--changed=main", "--config-from=main"]);
    assert_eq!(findings(&report), ["a.md missing-target no.md", "d/b.md missing-target no.md"]);
    assert_eq!(report["summary"]["config_from"], "main");
    let hidden = serde_json::json!([{"rule": "missing-target", "path": "a.md", "line": 7}]);
    assert_eq!(report["summary"]["hidden"], hidden);
    for (format, wanted) in [
        ("markdown", "- configuration and baseline are those of <code>main</code>"),
        ("github-summary", "  - <code>a.md&#58;7 missing-target</code>"),
        (
            "github",
            "::notice title=guidepost::1 finding is suppressed by comments that the change adds: a.md:7",
        ),
        ("html", "<ul><li>a.md:7 missing-target</li></ul>"),
    ] {
        let said = text(&run(&["--config-from=main", "--format", format]).stdout);
        assert!(said.contains(wanted), "{format}: {said}");
    }
    let output = place.run(&["check", "--offline", "--changed", "main"]);
    assert!(text(&output.stderr).contains("`--changed=main`"), "{output:?}");
    let output = run(&["--config-from=nowhere"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("git fetch origin nowhere"));
}

fn merge(place: &Place, base: &str) -> Output {
    place.run(&["check", "--offline", "--merge-tree", base, "--format", "json"])
}

fn report(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

#[test]
fn two_green_branches_cannot_break_main() {
    let place =
        repository(&[("a.md", "# A\n"), ("b.md", "# B\n\n## Part\n"), ("c.md", "[b](b.md)\n")]);
    place.git(&["checkout", "-q", "-b", "work"]);
    place.write("a.md", "# A\n\n[part](b.md#part)\n");
    commit(&place, "work");
    place.git(&["checkout", "-q", "main"]);
    place.write("b.md", "# B\n");
    commit(&place, "main");
    assert_eq!(findings(&place.check(&["--changed=HEAD~1"])), [""; 0]);
    place.git(&["checkout", "-q", "work"]);
    assert_eq!(findings(&place.check(&["--changed=main"])), [""; 0]);
    let output = merge(&place, "main");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(findings(&report(&output)), ["a.md missing-anchor b.md#part"]);
    // Nothing but the merge is judged, and nothing is touched.
    place.write("c.md", "[no](no.md)\n");
    assert_eq!(findings(&report(&merge(&place, "main"))).len(), 1);
    let output = place.run(&["check", "--offline", "--merge-tree", "main", "--fix"]);
    assert_eq!(output.status.code(), Some(2));
    place.write("b.md", "# Another B\n");
    commit(&place, "conflict");
    let output = merge(&place, "main");
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("conflict in b.md"), "{output:?}");
}

/// The repository of somebody else may name programs, too: git has to be told that it is trusted.
#[cfg(unix)]
#[test]
fn what_git_refuses_in_the_repository_of_another_is_said_with_the_way_out() {
    if !rustix::process::geteuid().is_root() {
        say_skipped("only the superuser can be somebody else, so no repository is another's");
        return;
    }
    let place = repository(&[("a.md", "# A\n")]);
    for folder in [place.path(), place.cache()] {
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777)).unwrap();
    }
    let mut command = place.command(&["check", "--offline", "--changed"]);
    command.env("HOME", place.cache()).env("GIT_CONFIG_GLOBAL", place.cache().join("none"));
    let output = crate::ends::as_anybody(&mut command).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = text(&output.stderr);
    let words: Vec<&str> = said.split_whitespace().filter(|word| *word != "│").collect();
    let said = words.join(" ");
    let way = format!("`git config --global --add safe.directory {}`", place.path().display());
    assert!(said.contains("dubious ownership") && said.contains(&way), "{said}");
}

/// Git runs what a repository names; guidepost does not let it.
#[cfg(unix)]
#[test]
fn no_program_of_the_repository_runs() {
    let place = repository(&[
        ("a.md", "one\n"),
        ("b.md", "# B\n"),
        (".gitattributes", "*.md filter=evil merge=evil\n"),
    ]);
    let marker = place.cache().join("ran");
    let evil = format!("sh -c 'echo x >> {}; cat' --", marker.display());
    for key in [
        "core.fsmonitor",
        "filter.evil.clean",
        "filter.evil.smudge",
        "merge.evil.driver",
        "diff.external",
        "core.pager",
    ] {
        place.git(&["config", key, &evil]);
    }
    place.git(&["status", "--porcelain"]);
    assert!(marker.exists(), "plain git runs them");
    std::fs::remove_file(&marker).unwrap();
    place.git(&["config", "core.fsmonitor", "false"]);
    place.git(&["checkout", "-q", "-b", "work"]);
    place.write("a.md", "two\n");
    commit(&place, "work");
    place.git(&["checkout", "-q", "main"]);
    place.write("a.md", "three\n");
    commit(&place, "main");
    place.git(&["config", "core.fsmonitor", &evil]);
    std::fs::remove_file(&marker).ok();
    place.write("b.md", "# C\n");
    for arguments in [&["--changed"][..], &["--changed=work"], &["--merge-tree", "work"]] {
        place.run(&[&["check", "--offline"], arguments].concat());
        assert!(!marker.exists(), "{arguments:?}");
    }
}
