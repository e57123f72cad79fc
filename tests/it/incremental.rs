//! A check after many small changes finds what a check from scratch finds.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use guidepost::base::diag::Diagnostic;
use guidepost::base::path::RelPath;
use guidepost::engine::settings::Settings;
use guidepost::engine::{Change, Dirty};
use guidepost::resolve::Want;
use proptest::prelude::*;

use crate::corpus::{Corpus, Files, config};

const DIRS: [&str; 6] = ["", "d/", "d/e/", "f/", "de/", "en/"];
const NAMES: [&str; 8] = ["index.md", "README.md", "a.md", "b.md", "C.md", "c.md", "page", "x.png"];
const TARGETS: [&str; 21] = [
    "../en/a.md",
    "a",
    "a.md",
    "b",
    "../a.md",
    "/d/b",
    "/f",
    "d/",
    "e/",
    "page",
    "./c.md",
    "../x.png",
    "/d/e/page",
    "#h1",
    "nope",
    "README.md",
    "A.md",
    "../d/e/",
    "x.png#L3",
    "a%2Emd",
    "/../up.md",
];

#[derive(Debug, Clone)]
enum Edit {
    Write { path: String, links: Vec<String>, headings: Vec<u8>, words: u8 },
    Remove(String),
}

fn path() -> impl Strategy<Value = String> {
    (prop::sample::select(&DIRS[..]), prop::sample::select(&NAMES[..]))
        .prop_map(|(dir, name)| format!("{dir}{name}"))
}

fn link() -> impl Strategy<Value = String> {
    (prop::sample::select(&TARGETS[..]), prop::option::of(0_u8..4)).prop_map(|(target, heading)| {
        match heading {
            Some(heading) if !target.contains('#') => format!("{target}#h{heading}"),
            _ => target.to_owned(),
        }
    })
}

fn edit() -> impl Strategy<Value = Edit> {
    let write = (
        path(),
        prop::collection::vec(link(), 0..6),
        prop::collection::vec(0_u8..4, 0..4),
        0_u8..3,
    )
        .prop_map(|(path, links, headings, words)| Edit::Write {
            path,
            links,
            headings,
            words,
        });
    prop_oneof![2 => write, 1 => path().prop_map(Edit::Remove)]
}

fn text(links: &[String], headings: &[u8], words: u8) -> String {
    let title = (words == 2).then(|| format!("---\ntitle: T{}\n---\n", headings.len()));
    let mut text = format!("{}{}\n\n", title.unwrap_or_default(), "words ".repeat(words.into()));
    for link in links {
        write!(text, "[x]({link})\n\n").unwrap();
    }
    for heading in headings {
        write!(text, "## H{heading}\n\n").unwrap();
    }
    text
}

/// Findings by path, without anything that depends on the order in which pages came.
fn findings(corpus: &Corpus) -> BTreeMap<String, Vec<String>> {
    let view = corpus.engine.view();
    let pages = view.snapshot().pages();
    let shown = |found: Diagnostic| {
        format!(
            "{:?} {} {} {:?} {}",
            found.span, found.rule, found.message, found.data, found.fingerprint
        )
    };
    pages
        .iter()
        .map(|(id, file)| (file.path.to_string(), view.check(*id).into_iter().map(shown).collect()))
        .collect()
}

fn is_page(path: &str) -> bool {
    RelPath::new(path).is_some_and(|path| path.extension() == "md")
}

/// Do the edit, and check only what the engine calls dirty. Returns the findings that are kept and how many pages were checked.
fn step(corpus: &mut Corpus, edit: &Edit, kept: &mut BTreeMap<String, Vec<String>>) -> usize {
    let mut changes = Vec::new();
    match edit {
        Edit::Write { path, links, headings, words } => {
            let text = text(links, headings, *words);
            corpus.files.insert(path.clone(), text.clone());
            changes.extend(crate::corpus::listings(&corpus.files));
            if is_page(path) {
                let path = RelPath::new(path).unwrap();
                changes.push(Change::Page { path, bytes: text.into_bytes(), checked: true });
            } else {
                changes.push(Change::Lines(
                    RelPath::new(path).unwrap(),
                    u32::try_from(text.lines().count()).ok(),
                ));
            }
        }
        Edit::Remove(path) => {
            let before = crate::corpus::listings(&corpus.files);
            corpus.files.remove(path);
            let after = crate::corpus::listings(&corpus.files);
            // A folder that holds nothing any more is gone from its parent's listing, and cannot be listed itself.
            let dir = |change: &Change| match change {
                Change::Listing(dir, _) => dir.clone(),
                _ => RelPath::root(),
            };
            let left: Vec<RelPath> = after.iter().map(dir).collect();
            let gone = before.iter().map(dir).filter(|old| !left.contains(old));
            changes.extend(gone.map(|old| Change::Listing(old, Some(Vec::new()))));
            changes.extend(after);
            changes.push(Change::Gone(RelPath::new(path).unwrap()));
            changes.push(Change::Lines(RelPath::new(path).unwrap(), None));
        }
    }
    let mut dirty: Dirty = corpus.engine.apply(changes);
    let mut pages = std::mem::take(&mut dirty.pages);
    pages.extend(settle(corpus, dirty));
    let view = corpus.engine.view();
    kept.retain(|path, _| corpus.files.contains_key(path));
    let fresh = findings_of(&view, &pages);
    let checked = fresh.len();
    kept.extend(fresh);
    checked
}

fn settle(corpus: &mut Corpus, dirty: Dirty) -> Vec<guidepost::base::ids::FileId> {
    let mut touched = Vec::new();
    let mut wants = dirty.wants;
    let mut asked = std::collections::BTreeSet::new();
    while !wants.is_empty() {
        wants.retain(|want| asked.insert(want.clone()));
        let answers: Vec<Change> = wants
            .iter()
            .map(|want| match want {
                Want::Listing(dir) | Want::Pages(dir) => {
                    Change::Listing(dir.clone(), Some(Vec::new()))
                }
                Want::Lines(path) => {
                    let count = corpus
                        .files
                        .get(path.as_str())
                        .map(|text| u32::try_from(text.lines().count()).unwrap());
                    Change::Lines(path.clone(), count)
                }
                Want::Page(path) => Change::Gone(path.clone()),
            })
            .collect();
        let dirty = corpus.engine.apply(answers);
        touched.extend(dirty.pages);
        wants = dirty.wants.into_iter().filter(|want| !asked.contains(want)).collect();
    }
    touched
}

fn findings_of(
    view: &guidepost::engine::View,
    pages: &[guidepost::base::ids::FileId],
) -> BTreeMap<String, Vec<String>> {
    let shown = |found: Diagnostic| {
        format!(
            "{:?} {} {} {:?} {}",
            found.span, found.rule, found.message, found.data, found.fingerprint
        )
    };
    let with_path = pages.iter().filter_map(|&id| Some((id, view.snapshot().file(id)?)));
    with_path
        .map(|(id, file)| (file.path.to_string(), view.check(id).into_iter().map(shown).collect()))
        .collect()
}

/// Everything on that looks at all pages at once.
static SETTINGS: LazyLock<Settings> = LazyLock::new(|| {
    let toml = r#"
        [rules]
        orphan-page = "info"
        unused-asset = "info"
        missing-translation = "info"
        structure-drift = "info"
        link-leaves-locale = "info"

        [locales]
        source = "en"
        pattern = "{locale}/**"

        [types.page]
        match = { paths = ["**/*.md"] }
        front-matter = { unique = ["title"] }
    "#;
    let config = config(&Files::from([("guidepost.toml".to_owned(), toml.to_owned())])).unwrap();
    Settings { covered: vec![RelPath::root()], ..config.settings }
});

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn incremental_equals_from_scratch(edits in prop::collection::vec(edit(), 1..40)) {
        let mut corpus = Corpus::with(Files::new(), SETTINGS.clone());
        let mut kept = BTreeMap::new();
        for edit in &edits {
            step(&mut corpus, edit, &mut kept);
            let scratch = Corpus::with(corpus.files.clone(), SETTINGS.clone());
            prop_assert_eq!(&kept, &findings(&scratch), "after {:?}", edit);
        }
    }
}

#[test]
fn typing_prose_checks_one_page_and_a_new_page_wakes_those_that_missed_it() {
    let mut files = Files::new();
    for n in 0..50 {
        files.insert(
            format!("p{n}.md"),
            format!("[x](p{}.md#h)\n\n[y](new.md)\n\n## H\n", (n + 1) % 50),
        );
    }
    let mut corpus = Corpus::with(files, Settings::default());
    let page = |path: &str, text: &str| Change::Page {
        path: RelPath::new(path).unwrap(),
        bytes: text.as_bytes().to_vec(),
        checked: true,
    };
    let prose = corpus
        .engine
        .apply(vec![page("p7.md", "More words. [x](p8.md#h)\n\n[y](new.md)\n\n## H\n")]);
    assert_eq!(prose.pages.len(), 1);
    let heading = corpus.engine.apply(vec![page("p7.md", "[x](p8.md#h)\n\n## Other\n")]);
    assert_eq!(heading.pages.len(), 2, "the page and the one that links to its heading");
    let appeared = corpus.engine.apply(vec![page("new.md", "")]);
    assert_eq!(appeared.pages.len(), 50, "the page and the 49 that still looked for it");
}
