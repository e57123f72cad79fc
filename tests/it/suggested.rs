//! What is suggested for what is missing.

use guidepost::base::diag::Datum;

use crate::corpus::{Corpus, split, suggestions};

/// The page that all of these link to.
const FAQ: &str = "
//- faq/Performance.md
# FAQ: Performance

## How can I reduce the number of update events?

## Can I keep non-serializable items in it?

## How well does it “scale” in terms of its architecture?

## `createSlice.reducers` callback syntax and thunk support

## Limiting the bucket count
";

#[test]
fn a_heading_at_the_end_of_what_the_link_says_is_meant() {
    let said = "[FAQ - Performance: How can I reduce the number of *update events*?]";
    assert_eq!(
        suggestions(&format!("//- faq/a.md\n{said}(Performance.md#events){FAQ}")),
        ["Performance.md#how-can-i-reduce-the-number-of-update-events"]
    );
}

#[test]
fn an_anchor_with_the_words_of_the_fragment_is_suggested() {
    let best = |fragment: &str| {
        suggestions(&format!("//- faq/a.md\n[there](Performance.md#{fragment}){FAQ}")).remove(0)
    };
    // An id may start with the name of its page.
    assert!(best("performance-update-events").ends_with("number-of-update-events"));
    assert!(
        best("performance-scaling")
            .ends_with("#how-well-does-it-scale-in-terms-of-its-architecture")
    );
    assert!(best("non-serializable").ends_with("#can-i-keep-non-serializable-items-in-it"));
    assert!(
        best("callback-syntax-for-createslicereducers")
            .ends_with("#createslicereducers-callback-syntax-and-thunk-support")
    );
    // The same words in another order are as good as a typing error, and what is spelled alike comes before others.
    assert!(best("bucket-count-limiting-the").ends_with("#limiting-the-bucket-count"));
    assert!(best("limit-the-bucket-count").ends_with("#limiting-the-bucket-count"));
}

#[test]
fn a_section_that_only_another_page_has_is_suggested() {
    let other =
        "//- api/general.md\n# General\n\n## defineComponent()\n//- api/other.md\n# Other\n";
    assert_eq!(
        suggestions(&format!(
            "//- api/custom.md\n[`defineComponent`](#definecomponent)\n\n## defineElement()\n{other}"
        )),
        ["general.md#definecomponent", "#defineelement"]
    );
    // Where the link does not say its name, what is alike on the page itself comes first.
    assert_eq!(
        suggestions(&format!(
            "//- api/custom.md\n[it](#definecomponent)\n\n## defineComponents()\n{other}"
        )),
        ["#definecomponents", "general.md#definecomponent"]
    );
    // Nor where the page itself has what is much like it, or holds it.
    for heading in ["defineNewComponent()", "About `defineComponent`"] {
        let page =
            format!("//- api/custom.md\n[`defineComponent`](#definecomponent)\n\n## {heading}\n");
        assert!(suggestions(&format!("{page}{other}"))[0].starts_with('#'));
    }
    // The nearest one counts.
    let far = "//- guide/c.md\n## Component\n//- api/d.md\n## Component\n";
    assert_eq!(suggestions(&format!("//- api/a.md\n[it](#component)\n{far}")), ["d.md#component"]);
    // Two pages have it, and one of another version is none of them.
    let two = "//- v1/c.md\n## Component\n//- v1/d.md\n## Component\n";
    assert_eq!(suggestions(&format!("//- v1/a.md\n[it](#component)\n{two}")), [""; 0]);
    let old = "//- v0/c.md\n## Component\n//- v1/d.md\n## Component\n";
    assert_eq!(suggestions(&format!("//- v1/a.md\n[it](#component)\n{old}")), ["d.md#component"]);
}

#[test]
fn a_heading_that_an_open_block_swallows_is_named() {
    let text = "//- a.md\n# A\n\n[s](#summits)\n\n```go\nfunc f() {}\n\n## Summits\n";
    let (corpus, found) = Corpus::new(split(text).0).check();
    let found: Vec<_> = found.into_iter().filter(|found| found.rule == "missing-anchor").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].help.as_deref(), Some("close the block that swallows its heading"));
    let page = corpus.snapshot().file(found[0].places[0].file).unwrap();
    assert_eq!(&page.text[found[0].places[0].span.range()], "```go");
    assert!(
        !matches!(found[0].data.get("suggestions"), Some(Datum::List(list)) if !list.is_empty())
    );
}

#[test]
fn a_file_of_another_kind_with_the_name_in_the_very_folder_is_suggested() {
    let files = "//- bin/note.rs\n//- bin/README - note.md\n//- other/note.rs\n";
    assert_eq!(
        suggestions(&format!("//- README.md\n[n](./bin/note)\n{files}"))[0],
        "./bin/note.rs"
    );
    let other = "//- bin/index.ts\n";
    assert_eq!(suggestions(&format!("//- README.md\n[n](./bin/index.astro)\n{other}")), [""; 0]);
}

#[test]
fn pages_that_stand_for_other_folders_are_not_suggested() {
    let docs = "//- docs/index.md\n//- tests/site/index.md\n";
    assert_eq!(suggestions(&format!("//- a.md\n[c](pkg/coverage/index.html)\n{docs}")), [""; 0]);
    assert_eq!(suggestions(&format!("//- a.md\n[c](doc/index.md)\n{docs}")), ["docs/index.md"]);
    assert_eq!(
        suggestions(&format!("//- docs/guide/a.md\n[up](../../index.md)\n{docs}")),
        ["../index.md"]
    );
}

#[test]
fn one_anchor_that_is_much_alike_stands_out_among_others_that_are_less() {
    let page = "//- a.md\n[l](#limit-the-bucket-count)\n\n## Limiting the bucket count\n\n## Limiting bucket count and resolution\n";
    let (_, found) = Corpus::new(split(page).0).check();
    let fix = found.iter().find(|found| found.rule == "missing-anchor").unwrap().fix.as_ref();
    assert_eq!(fix.unwrap().edits[0].replacement, "#limiting-the-bucket-count");
}

#[test]
fn a_name_with_the_same_words_beside_the_wanted_one_is_suggested() {
    let best = |link: &str, file: &str| {
        suggestions(&format!("//- a.md\n[x]({link})\n//- {file}\n//- z.md\n"))
    };
    assert_eq!(best("nextjs.md", "all-about-nextjs.md"), ["all-about-nextjs.md"]);
    assert_eq!(best("Store.md", "Store-guide.md"), ["Store-guide.md"]);
    assert_eq!(best("moving-to-modern.md", "modern-moving-to.md"), ["modern-moving-to.md"]);
    assert_eq!(best("3.4-3.5.md", "3.4-3.5-notes.md"), ["3.4-3.5-notes.md"]);
    assert_eq!(best("about-logging.md", "about.md"), [""; 0]);
    assert_eq!(best("the-api.md", "api-of-it.md"), [""; 0]);
}

#[test]
fn the_page_that_has_the_wanted_anchor_is_suggested() {
    let files = "//- b.md\n# B\n\n## Dispatching\n//- c.md\n# C\n";
    assert_eq!(
        suggestions(&format!("//- a.md\n[x](gone.md#dispatching)\n{files}")),
        ["b.md#dispatching"]
    );
    // A page that moved comes before one with such an anchor, this one included.
    let moved = "//- d/gone.md\n# D\n\n## Dispatching\n";
    assert_eq!(
        suggestions(&format!("//- a.md\n[x](gone.md#dispatching)\n\n## Dispatching\n{moved}"))[0],
        "d/gone.md#dispatching"
    );
}

#[test]
fn an_anchor_of_the_same_words_comes_before_one_that_is_vaguely_alike() {
    assert_eq!(
        suggestions(
            "//- a.md\n[x](#react-integration)\n\n## Slice injection\n\n## Integration with React\n"
        )[0],
        "#integration-with-react"
    );
}

#[test]
fn of_two_pages_the_one_with_the_wanted_anchor_is_meant() {
    let files = "//- guide/render.md\n# G\n\n## Custom directives\n//- api/render-functions.md\n# A\n\n## resolveDirective()\n";
    assert_eq!(
        suggestions(&format!("//- a.md\n[x](api/render.md#resolvedirective)\n{files}"))[0],
        "api/render-functions.md#resolvedirective"
    );
}

#[test]
fn names_that_differ_in_their_numbers_only_are_others() {
    let best = |link: &str, file: &str| {
        suggestions(&format!(
            "//- a.md\n[x]({link})\n//- upgrade-3-3.md\n# U\n\n## Part 1\n//- {file}\n"
        ))
        .remove(0)
    };
    assert_eq!(best("upgrade-3-0.md", "upgrade-3-0-guide.md"), "upgrade-3-0-guide.md");
    let page = "//- a.md\n[x](#part-3)\n\n## Part 1\n";
    let (_, found) = Corpus::new(split(page).0).check();
    assert!(found.iter().all(|found| found.fix.is_none()));
    // A page of three letters is like any other of three.
    let files = "//- src/index.md\n# S\n//- guide/all-about-sfc.md\n";
    assert_eq!(suggestions(&format!("//- guide/a.md\n[x](sfc.md)\n{files}")), ["all-about-sfc.md"]);
}

#[test]
fn the_contents_of_a_book_name_the_page_that_was_renamed() {
    let book = "//- book.toml\n[book]\n//- src/SUMMARY.md\n# Summary\n\n- [Traits](traits.md)\n//- src/traits-guide.md\n# Traits\n";
    assert_eq!(suggestions(book), ["traits-guide.md"]);
}

#[test]
fn a_page_of_the_same_book_comes_before_one_of_another() {
    let book = |name: &str, page: &str| {
        format!(
            "//- {name}/book.toml\n[book]\n//- {name}/src/SUMMARY.md\n- [Traits]({page})\n//- {name}/src/{page}\n# Traits\n"
        )
    };
    let files = format!("{}{}", book("one", "traits-guide.md"), book("two", "traits.md"));
    let listed = "- [Traits](traits-guide.md)\n";
    let page = files.replacen(listed, &format!("{listed}- [Gone](traits.md)\n"), 1);
    assert_eq!(suggestions(&page)[0], "traits-guide.md");
    // Nobody has told the contents of the new name.
    let page = files.replacen(listed, "- [Traits](traits.md)\n", 1);
    assert_eq!(suggestions(&page)[0], "traits-guide.md");
}

#[test]
fn words_are_found_whole_and_from_their_start() {
    assert_eq!(suggestions("//- a.md\n[x](#actions)\n\n## Higher-level abstractions\n"), [""; 0]);
    assert_eq!(
        suggestions("//- a.md\n[x](#dispatch)\n\n## `dispatch(action)`\n"),
        ["#dispatchaction"]
    );
    let other = "//- b.md\n# B\n\n## Terms\n";
    assert_eq!(
        suggestions(&format!("//- a.md\n[Terms](#terms)\n\n## About terms\n{other}"))[0],
        "#about-terms"
    );
}

#[test]
fn a_section_of_another_page_is_never_written_unasked() {
    let text = "//- a.md\n[`defineComponent`](#definecomponent) [Actions](#actions)\n//- b.md\n# B\n\n## defineComponent()\n\n## Actions\n";
    let (_, found) = Corpus::new(split(text).0).check();
    let list = |row: usize| match found[row].data.get("suggestions") {
        Some(Datum::List(list)) => list.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!((list(0), list(1)), (vec!["b.md#definecomponent".to_owned()], Vec::new()));
    assert!(found.iter().all(|found| found.fix.is_none()));
}

#[test]
fn a_translation_of_the_missing_page_is_meant_least() {
    let pages = "
//- docs/guides/pages.md
//- docs/guides/styling-of-components.md
//- docs/guides/images.md
//- docs/de/guides/pages.md
//- docs/de/guides/styling-components.md
//- docs/de/guides/images.md
";
    let best = |page: &str, link: &str| {
        suggestions(&format!("//- docs/{page}.md\n[x]({link}){pages}")).remove(0)
    };
    let original = best("start/a", "../guides/styling-components.md");
    assert_eq!(original, "../guides/styling-of-components.md");
    // For a page of its own language it is as good as any.
    let translation = best("de/start/a", "../styling-components.md");
    assert_eq!(translation, "../guides/styling-components.md");
    // What is called like a language may hold other pages.
    let moved = "//- docs/start/a.md\n[x](../api/styles.md)\n//- docs/js/api/styles.md\n//- docs/api/style.md\n";
    assert_eq!(suggestions(moved)[0], "../js/api/styles.md");
}
