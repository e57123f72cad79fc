//! What is found and what is not, in small corpora.

use guidepost::base::date::Date;
use guidepost::base::diag::Severity;
use guidepost::base::path::{Kind, RelPath};
use guidepost::base::span::Span;
use guidepost::doc::{DIALECTS, Format, parse};
use guidepost::engine::Change;
use guidepost::engine::settings::Settings;

use crate::corpus::{Corpus, Files, check, split, suggestions};

#[test]
fn folders_stand_for_their_readme() {
    check(
        r"
//- a.md
[one](guide/) [two](guide#setup) [three](./guide/#teardown) [four](empty/)
                                         ^^^^^^^^^^^^^^^^^ missing-anchor: `guide/README.md` has no anchor `teardown`
//- guide/README.md
## Setup
//- empty/note.txt
",
    );
}

#[test]
fn each_segment_is_decoded_once_and_literal_names_are_tried_too() {
    check(
        r"
//- a.md
[b](b%20c/d%23e.md#x%20y) [lit](lit%20eral.md) [slash](b%2Fc.md) [twice](b%2520c/d.md)
                                ^^^^^^^^^^^^^ malformed-destination: a file is called like this
                                                       ^^^^^^^^ malformed-destination: `%2F` is a character of a name
                                                                         ^^^^^^^^^^^^ missing-target: `b%20c/d.md`
//- b c/d#e.md
<a id='x y'></a>
//- lit%20eral.md
",
    );
}

#[test]
fn a_root_relative_path_starts_at_the_root() {
    check(
        r"
//- docs/a.md
[b](/docs/b.md) [c](/b.md) [d](/../docs/b.md)
                    ^^^^^ missing-target: `b.md`
                               ^^^^^^^^^^^^^ escapes-root
//- docs/b.md
",
    );
}

#[test]
fn lines_of_source_files() {
    check(
        r"
//- a.md
[b](src/b.rs#L2) [c](src/b.rs#L2-L9) [d](src/b.rs#anything)
                     ^^^^^^^^^^^^^^ missing-anchor: `src/b.rs` has 3 lines, no `L2-L9`
[e](src/b.rs#L2-3) [f](src/b.rs#lines-2:3) [g](src/b.rs#lines-2) [h](src/b.rs#L2-9) [i](src/b.rs#lines-2:9)
                                                                     ^^^^^^^^^^^^^ missing-anchor: no `L2-9`
                                                                                        ^^^^^^^^^^^^^^^^^^ missing-anchor
[j](b.md#lines-2) [k](b.md#L1-2)
//- b.md
## Lines 2

//- src/b.rs
one
two
three
",
    );
}

#[test]
fn anchors_of_github() {
    check(
        r"
//- a.md
[1](#top) [2](#) [3](#user-content-setup) [4](#setup-2) [5](README.md#readme) [6](#:~:text=x)
              ^ empty-destination
                                              ^^^^^^^^ ambiguous-anchor
## Setup
## Setup
## Setup
//- README.md
",
    );
}

#[test]
fn headings_written_as_html_have_anchors() {
    check(
        r##"
//- a.md
<h2 align="center">Getting <b>started</b></h2>

[1](#getting-started) <a href="#nowhere">2</a>
                               ^^^^^^^^ missing-anchor
"##,
    );
}

#[test]
fn code_and_comments_are_silent() {
    check(
        r"
//- a.md
`[a](b.md)` <!-- [c](d.md) -->

```
[e](f.md) <a href='g.md'>
```

    [h](i.md)

<!--
[j](k.md)
-->
",
    );
}

#[test]
fn templates_are_unresolved_and_silent() {
    check(
        r"
//- a.md
[a]({{ url }}/x.md) [b](<{% link x.md %}>) ![c](%PUBLIC_URL%/c.png) [d](${x}.md)
",
    );
}

#[test]
fn pages_of_the_project_on_the_forge_are_silent() {
    check(
        r"
//- README.md
[issues](../../issues) [wiki](../../wiki/Home) [out](../../nothing)
                                                     ^^^^^^^^^^^^^ escapes-root
",
    );
}

#[test]
fn a_broken_definition_is_told_once() {
    check(
        r"
//- a.md
[one][x] and [two][x]

[x]: gone.md
     ^^^^^^^ missing-target: `gone.md` does not exist
",
    );
}

#[test]
fn html_pages() {
    check(
        r#"
//- a.html
<!doctype html>
<a href="b.html#x">b</a> <img src=c.png srcset="d.png 1x, e.png 2x">
                                                ^^^^^ missing-target
                                                          ^^^^^ missing-target
<my-link href="no.html">f</my-link>
//- b.html
<p id=x>
//- c.png
"#,
    );
}

#[test]
fn relative_links_start_from_the_base_of_an_html_page() {
    check(
        r#"
//- a.html
<base href="sub/"><a href="b.html">b</a> <a href="a.html">a</a>
                                                  ^^^^^^ missing-target: `sub/a.html`
//- sub/b.html
//- c.html
<base href="/app/"><a href="anything.html">known to the server only</a>
"#,
    );
}

#[test]
fn mdx_is_read_without_its_javascript() {
    check(
        r#"
//- a.mdx
import Card from './card'
export const meta = {
  href: './no.md',
}

<Card href="./b.md" to='./gone.md'>
                        ^^^^^^^^^ missing-target
  text with a [link](c.md) {/* [not](this.md) */}
                     ^^^^ missing-target: `c.md`

    <Card>

    ## Deep

    [deep](d.md)
           ^^^^ missing-target

    </Card>
</Card>

[one](#deep) {`[no](e.md)`} <a id="explicit" /> [two](#explicit)

```jsx
<Card href="./f.md" />
```
//- b.md
"#,
    );
}

#[test]
fn definitions_serve_indented_jsx_and_text_around_it() {
    check(
        r"
//- m.mdx
[ref]: real.md
[page]: other.md

<Tabs>
    See [the page][ref], [page] and [inner].

    [inner]: gone.md
             ^^^^^^^ missing-target
    [late]: real.md

    [ref]: other.md
           ^^^^^^^^ undefined-reference: the label “ref” is defined twice

    <Tab>
        Deeper: [the page][REF], [nobody][nope] and [x](my file.md).
                                 ^^^^^^^^^^^^^^ undefined-reference: “nope”
                                                        ^^^^^^^^^^ malformed-destination
    </Tab>
</Tabs>

What is [late] is known here too.
//- real.md
//- other.md
",
    );
}

#[test]
fn an_unused_definition_in_indented_jsx_is_told_at_its_place() {
    check(
        r"
//- m.mdx
<Tabs>
    [used]

    [used]: real.md

    [unused]: real.md
    ^^^^^^^^^^^^^^^^^ unused-definition
</Tabs>
//- real.md
",
    );
}

#[test]
fn offsets_are_true_for_every_line_ending_and_with_a_byte_order_mark() {
    let text = "---\ntitle: x\n---\n\n# Größe\n\n[a](b.md) [c](d.md)\n\n| x | y |\n|---|---|\n| [e](f.md) | z |\n";
    let plain = destinations(text);
    assert_eq!(plain, ["b.md", "d.md", "f.md"]);
    for other in [text.replace('\n', "\r\n"), text.replace('\n', "\r"), format!("\u{feff}{text}")] {
        assert_eq!(destinations(&other), plain, "{other:?}");
    }
}

#[test]
fn spans_in_indented_jsx_end_in_front_of_the_line_ending() {
    let text = "<Tabs>\r\n    <Tab>\r\n\r\n    ## Deep\r\n\r\n    see [a](b.md)\r\n    and [c](d.md)\r\n    </Tab>\r\n</Tabs>\r\n";
    let document = parse(text, Format::Mdx, &DIALECTS[0]);
    let links: Vec<&str> = document.links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(links, ["[a](b.md)", "[c](d.md)"]);
    assert_eq!(&text[document.headings[0].span.range()].trim_end(), &"## Deep");
    let text = "<Tabs>\r\n    see [a][b]\r\n    [c]:\r\n    d\r\n\r\n    [b]: x.md\r\n</Tabs>\r\n";
    let document = parse(text, Format::Mdx, &DIALECTS[0]);
    let links: Vec<&str> = document.links.iter().map(|link| &text[link.span.range()]).collect();
    assert_eq!(links, ["[a][b]", "[b]: x.md"]);
}

#[test]
fn definitions_at_the_end_of_a_list_item_or_a_quote_are_seen() {
    check(
        r"
//- a.md
[x]

[x]: b.md

- item

  [x]: c.md
       ^^^^ undefined-reference: the label “x” is defined twice

> quote
>
> [x]: d.md
       ^^^^ undefined-reference: the label “x” is defined twice

text
//- b.md
",
    );
}

#[test]
fn a_heading_without_its_end_tag_ends_at_the_next_heading() {
    check(
        r"
//- a.md
<h1>Title

[x](#setup) [y](#more) [z](b.html#two)

## Setup

text

<h2>More</h2>
//- b.html
<h1>One
<h2 id=two>Two</h2>
",
    );
    let text = "<h1>One\n\nx\n\n## Two\n\n<h3>Three\n<h4>Four</h4>\n";
    let levels = |format| -> Vec<u8> {
        parse(text, format, &DIALECTS[0]).headings.iter().map(|heading| heading.level).collect()
    };
    assert_eq!(levels(Format::Markdown), [1, 2, 3, 4]);
    assert_eq!(levels(Format::Html), [1, 3, 4]);
}

#[test]
fn the_addresses_of_a_srcset_may_hold_commas() {
    let text = r#"<img srcset=" a,b.png 1x,c.png, data:image/png;base64,AA,BB 2x , ,d.png (x,y) 3x,e.png,, f.png">"#;
    let document = parse(text, Format::Html, &DIALECTS[0]);
    let urls: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
    let wanted = ["a,b.png", "c.png", "data:image/png;base64,AA,BB", "d.png", "e.png", "f.png"];
    assert_eq!(urls, wanted);
    assert!(document.links.iter().all(|link| text[link.dest.range()] == *link.url));
}

fn destinations(text: &str) -> Vec<String> {
    let document = parse(text, Format::Markdown, &DIALECTS[0]);
    document.links.iter().map(|link| text[link.dest.range()].to_owned()).collect()
}

#[test]
fn suggestions_are_written_in_the_manner_of_the_link() {
    assert_eq!(
        suggestions("//- docs/a.md\n[x](./b/c.md#sec)\n//- docs/d/c.md\n## Sec\n"),
        ["./d/c.md#sec"]
    );
    assert_eq!(suggestions("//- docs/a.md\n[x](/old/c.md)\n//- docs/d/c.md\n"), ["/docs/d/c.md"]);
    assert_eq!(suggestions("//- a.md\n[x](page)\n//- page.md\n"), ["page.md"]);
    assert_eq!(suggestions("//- a.md\n[x](user_guide/)\n//- user-guide/b.md\n"), ["user-guide"]);
    assert_eq!(suggestions("//- a.md\n[x](www.example.com)\n"), ["https://www.example.com"]);
    assert_eq!(suggestions("//- a.md\n[x](github)\n\n## GitHub\n"), ["#github"]);
    assert_eq!(suggestions("//- a.md\n[x](gone.md#here)\n\n## Here\n"), ["#here"]);
    assert_eq!(
        suggestions("//- a.md\n[The title](gone.md)\n//- d/b.md\n# The title\n"),
        ["d/b.md"]
    );
    assert_eq!(
        suggestions(
            "//- README.md\n//- site.png\n//- index.html\n<html><link href=\"d/site.css\">\n"
        ),
        [""; 0]
    );
    assert_eq!(suggestions("//- a.md\n[x](my-pge.md)\n//- my page.md\n"), ["my%20page.md"]);
    assert_eq!(
        suggestions("//- a.md\n[x](b.md#instalation)\n//- b.md\n## Installation\n"),
        ["b.md#installation"]
    );
}

#[test]
fn a_page_of_another_normal_form_is_found_and_told_apart() {
    let (files, _) = split("//- a.md\n[x](caf\u{e9}.md)\n//- cafe\u{301}.md\n");
    let (_, found) = Corpus::new(files).check();
    assert_eq!(found[0].rule, "wrong-case");
    assert!(found[0].message.contains("other Unicode characters"), "{}", found[0].message);
}

#[test]
fn a_heading_that_is_to_be_renamed_is_not_unexpected_too() {
    check(
        r#"
//- guidepost.toml
[types.page]
match = { paths = ["**/*.md"] }
unlisted-sections = "deny"

[[types.page.sections]]
id = "requirements"
level = 2
title = "Requirements"
//- a.md
# Page
^^^^^^ missing-section: no section

## Requirement

A machine.

## History
^^^^^^^^^^ unexpected-section: “History”

Long.
"#,
    );
}

#[test]
fn a_family_that_is_off_is_silent_where_it_is_off() {
    check(
        r#"
//- guidepost.toml
[rules]
missing-target = "warning"
[[overrides]]
paths = ["blog/**"]
rules = { links = "off" }
//- a.md
[x](gone.md)
    ^^^^^^^ missing-target
//- blog/deep/b.md
[x](gone.md)
"#,
    );
}

#[test]
fn an_anchor_may_have_to_exist_in_two_renderings() {
    check(
        r#"
//- guidepost.toml
dialects = ["github"]
//- mkdocs.yml
site_name: D
//- docs/a.md
[b](b.md#q-a) [c](b.md#plain)
    ^^^^^^^^ missing-anchor: this heading is `#q-a` as Python-Markdown toc renders it and `#q--a` as GitHub does
//- docs/b.md
## Q & A

## Plain
"#,
    );
}

#[test]
fn a_folder_that_a_site_does_not_serve_is_called_one() {
    check(
        r"
//- mkdocs.yml
site_name: D
//- docs/a.md
[b](../b/)
    ^^^^^ missing-target: `docs/b` is a folder without a page of its own
//- docs/b/c.md
",
    );
}

#[test]
fn a_path_of_many_segments_is_missing_and_no_more() {
    let text = format!("[x]({}b.md)\n", "a/".repeat(40_000));
    let corpus = Corpus::new([("a.md".to_owned(), text)].into());
    let rules: Vec<&str> = corpus.check().1.iter().map(|found| found.rule).collect();
    assert_eq!(rules, ["missing-target"]);
}

#[test]
fn nobody_says_what_a_folder_holds_that_may_not_be_read() {
    let mut corpus =
        Corpus::new([("a.md".to_owned(), "[x](shut/x.md) [y](y.md)\n".to_owned())].into());
    let root = vec![("a.md".into(), Kind::File), ("shut".into(), Kind::Dir)];
    let shut = RelPath::new("shut").unwrap();
    corpus.engine.apply(vec![
        Change::Listing(RelPath::root(), Some(root)),
        Change::Listing(shut.clone(), None),
        Change::Unreadable { path: shut, why: "permission denied".to_owned(), checked: true },
    ]);
    let found: Vec<(&str, String)> =
        corpus.check().1.into_iter().map(|found| (found.rule, found.message)).collect();
    let expected = [
        ("missing-target", "`y.md` does not exist".to_owned()),
        ("unreadable-file", "this page was not checked: permission denied".to_owned()),
    ];
    assert_eq!(found, expected);
}

#[test]
fn an_escaped_bracket_opens_no_label() {
    check(
        r"
//- a.md
[text]\[label] ![image]\[label] [text][label]
                                ^^^^^^^^^^^^^ undefined-reference
",
    );
}

#[test]
fn a_column_of_a_line_has_a_number() {
    check(
        r"
//- a.md
[1](b.md#L1C1) [2](b.md#L1C) [3](b.md#L1C1-L2Cx)
                   ^^^^^^^^ missing-anchor
                                 ^^^^^^^^^^^^^^ missing-anchor
//- b.md
one
two
",
    );
}

#[test]
fn a_host_to_connect_to_is_no_page() {
    let page = "<link href=http://a.example rel='x PreConnect'><link rel=dns-prefetch href=//b.example>\
                <link rel=stylesheet href=c.css>";
    let document = parse(page, Format::Html, &DIALECTS[0]);
    let urls: Vec<&str> = document.links.iter().map(|link| &*link.url).collect();
    assert_eq!(urls, ["c.css"]);
}

#[test]
fn of_two_readmes_github_shows_the_one_that_sorts_first() {
    check(
        r"
//- a.md
[1](guide#one) [2](guide#two)
                   ^^^^^^^^^ missing-anchor: `guide/readme.markdown`
//- guide/readme.markdown
## One
//- guide/readme.md
## Two
",
    );
}

#[test]
fn garbled_text_is_one_finding_whatever_it_stands_in() {
    check(
        r#"
//- guidepost.toml
[types.help]
match = { paths = ["**"] }
[[types.help.sections]]
id = "new"
title = "What's new"
//- a.md
# T

## What‚Äôs new
       ^^^ mojibake: read as Mac OS Roman

Text, and [there](#whats-new).
"#,
    );
}

#[test]
fn what_has_expired_is_an_error_in_lines_that_the_change_writes() {
    let text = "<!-- expires 2020-01-31 -->\nIt is free.\n\n<!-- expires 2020-02-29 -->\nIt was.\n";
    let files = Files::from([("a.md".to_owned(), text.to_owned())]);
    let settings = Settings { today: Date::parse("2026-01-01"), ..Settings::default() };
    let mut corpus = Corpus::with(files, settings);
    let severities = |corpus: &Corpus| -> Vec<Severity> {
        corpus.check().1.iter().map(|found| found.severity).collect()
    };
    assert_eq!(severities(&corpus), [Severity::Warning, Severity::Warning]);
    let second = text.rfind("<!--").unwrap();
    let path = RelPath::new("a.md").unwrap();
    let written = vec![(path, vec![Span::new(second, second + 1)])];
    let dirty = corpus.engine.apply(vec![Change::Written(written)]);
    assert_eq!(
        (dirty.pages.len(), severities(&corpus)),
        (1, vec![Severity::Warning, Severity::Error])
    );
    corpus.engine.apply(vec![Change::Written(Vec::new())]);
    assert_eq!(severities(&corpus), [Severity::Warning, Severity::Warning]);
}

#[test]
fn mathematics_holds_no_links() {
    check(
        r"
//- a.md
Let $[x](y)$ be, at $5 or [$6](z):
                               ^ missing-target

$$
\mathbb{E}[X](t) = [Y][u]

[x](y)
$$

- tight $f[x](y)$ and [x](y)
                          ^ missing-target

| $[x](y)$ | `$` [x](y) `$` |
                     ^ missing-target
|---|---|
",
    );
}

#[test]
fn what_tests_were_given_only_informs() {
    let link = "[x](gone.md)\n";
    let found = |paths: &[&str], config: &str| {
        let pages = paths.iter().map(|path| ((*path).to_owned(), link.to_owned()));
        let config = ("guidepost.toml".to_owned(), config.to_owned());
        let (_, found) = Corpus::new(pages.chain([config]).collect()).check();
        let found = found.iter().filter(|found| found.rule == "missing-target");
        found.map(|found| found.severity).collect::<Vec<_>>()
    };
    let read = ["fixtures/a.md", "tests/README.md", "guide/snapshots/a.md"];
    let given = ["__snapshots__/a.md", "x/__tests__/y/fixtures/a.md", "pkg/testdata/a.md"];
    assert_eq!(found(&read, ""), [Severity::Error; 3]);
    assert_eq!(found(&given, ""), [Severity::Info; 3]);
    assert_eq!(found(&given, "[rules]\nmissing-target = 'error'\n"), [Severity::Error; 3]);
}

#[test]
fn what_hurts_no_reader_only_informs() {
    let found = |rule: &str, text: &str, config: &str| {
        let files = [("docs/a.md", text), config.split_once(' ').unwrap()];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let (_, found) = Corpus::new(files.into_iter().collect()).check();
        let found = found.iter().filter(|found| found.rule == rule);
        found.map(|found| found.severity).collect::<Vec<_>>()
    };
    let wide = |text: &str| found("hidden-character", text, "b.md #");
    assert_eq!(wide("Words.\u{a0} More.\n"), [Severity::Info]);
    assert_eq!(wide("- \u{a0}Words.\n"), [Severity::Warning]);
    assert_eq!(wide("# Words \u{a0}more\n"), [Severity::Warning]);
    assert_eq!(wide("```\nrm \u{a0}-f x\n```\n"), [Severity::Warning]);
    assert_eq!(wide("Wo\u{200b}rds.\n"), [Severity::Warning]);
    let untitled = |config: &str| found("missing-title", "## Words\n\nMore.\n", config);
    assert_eq!(untitled("b.md #"), [Severity::Error]);
    assert_eq!(untitled("mkdocs.yml site_name: X"), [Severity::Info], "the navigation names it");
}

#[test]
fn a_merge_conflict_is_one_finding() {
    let found = |text: &str, config: &str| {
        let files = [("a.md", text), ("b.md", "# B\n"), ("guidepost.toml", config)];
        let files = files.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let (_, found) = Corpus::new(files.into_iter().collect()).check();
        found.into_iter().map(|found| found.rule).collect::<Vec<_>>()
    };
    let twice = "# Page\n\n<<<<<<< HEAD\n## Install\n\nFrom the store.\n\n[docs]: b.md\n=======\n\
                 ## Install\n\nFrom the shop.\n\n[docs]: a.md\n>>>>>>> other\n\n### Then\n\nSee [the docs][docs].\n";
    assert_eq!(found(twice, ""), ["conflict-marker"]);
    // The line between the sides makes a title of the words above it.
    let titles =
        "<<<<<<< HEAD\n# One\n\nWords.\n=======\n# Two\n>>>>>>> other\n\n### Three\n\nWords.\n";
    assert_eq!(found(titles, ""), ["conflict-marker"]);
    let keys = "---\n<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> other\n---\n\nWords.\n";
    assert_eq!(found(keys, ""), ["conflict-marker"]);
    let outside = format!("{twice}\n# Other\n\nWords.\n");
    assert_eq!(found(&outside, ""), ["conflict-marker", "several-titles"]);
    // Whoever turns that rule off wants to hear of the rest.
    let off = "[rules]\nconflict-marker = 'off'\n";
    assert_eq!(found(titles, off), ["several-titles", "several-titles", "skipped-level"]);
}

#[test]
fn what_is_wrong_with_front_matter_is_told_with_what_to_do() {
    let help = |body: &str| {
        let text = format!("---\n{body}\n---\n\nWords.\n");
        let (_, found) = Corpus::new(Files::from([("a.md".to_owned(), text)])).check();
        assert_eq!(found.len(), 1, "{body}: {found:?}");
        found[0].help.clone().unwrap()
    };
    for (body, words) in [
        ("title: a: b", "between quotes"),
        ("title: \"Help", "a quote at the end"),
        ("title: 'It's'", "ends it"),
        ("title: @home", "between quotes"),
        ("title: *bold*", "between quotes"),
        ("tags: [a, b", "close the bracket"),
        ("tags: - a", "a line of its own"),
        ("a: b\n\tc: d", "spaces"),
    ] {
        let help = help(body);
        assert!(help.contains(words), "{body}: {help}");
    }
}

#[test]
fn items_may_start_with_what_they_are_about() {
    check(
        r"
//- a.md
- [menu][docs] Fix a typo
- [Dialog][Modal] Remove a property
- [menu] Add tests
* [docs] Say more
- [test] Less
- [menu][] Fix more
  ^^^^^^^^ undefined-reference
- [Modal][modal] is new
  ^^^^^^^^^^^^^^ undefined-reference

As [docs][menu] says, the [i][j] entry, and [it][1].
   ^^^^^^^^^^^^ undefined-reference
                                            ^^^^^^^ undefined-reference
//- b.md
- [menu][docs] says more
  ^^^^^^^^^^^^ undefined-reference
",
    );
}
