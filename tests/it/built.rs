//! What a build adds to the pages of a site: it is not here, and what leads to it is not broken.

use crate::corpus::check_broken as check;

#[test]
fn what_is_left_out_of_version_control_is_made_by_the_build() {
    check(
        r"
//- .gitignore
# made
docs/api/
/docs/guide/generated.md
*.pdf
//- mkdocs.yml
site_name: x
nav:
- index.md
- api/index.md
- guide/none.md
  ^^^^^^^^^^^^^ missing-target
//- docs/index.md
[a](api/client.md#new) [b](guide/generated.md) [c](manual.pdf) ![d](api/x.png)
[e](guide/none.md)
    ^^^^^^^^^^^^^ missing-target
//- docs/guide/a.md
//- README.md
[a](docs/api/client.md)
    ^^^^^^^^^^^^^^^^^^ missing-target
",
    );
    check(
        r#"
//- doc/.gitignore
reference/manpages/**/*.md
//- doc/conf.py
extensions = ["myst_parser"]
//- doc/index.md
[a](tool_info.md) [b](guide/tool_info.md) [c](tool_info.png)
                      ^^^^^^^^^^^^^^^^^^ missing-target
                                              ^^^^^^^^^^^^^ missing-target
//- doc/guide/a.md
"#,
    );
}

#[test]
fn anchors_of_files_that_are_not_here_are_unknown() {
    let part = |site: &str, include: &str, link: &str| {
        format!("{site}//- b.md\n## One\n\n{include}\n//- a.md\n[a](b.md#part)\n[b]({link})\n")
    };
    let wrong = "    ^^^^^^^^^ missing-anchor\n";
    for (site, include) in [
        ("//- mkdocs.yml\ndocs_dir: .\n", "--8<-- \"none.md\""),
        ("//- mkdocs.yml\ndocs_dir: .\n", "{!none.md!}"),
        ("//- mkdocs.yml\ndocs_dir: .\n", "--8<-- \"https://example.org/part.md\""),
        ("//- book.toml\n[book]\nsrc = '.'\n", "{{#include ../none.md}}"),
        ("//- .vitepress/config.ts\nexport default {}\n", "<!--@include: ./none.md-->"),
        ("//- conf.py\nextensions = ['myst_parser']\n", "```{include} none.md\n```"),
        ("//- mkdocs.yml\ndocs_dir: .\n", "--8<-- \"outer.txt\"\n//- outer.txt\n## Two"),
    ] {
        let fixture = part(site, include, "b.md#onee");
        check(&format!("{fixture}{wrong}"));
    }
    // What is here is known, and what stands in no directive.
    let wrong = format!("    ^^^^^^^^^ missing-anchor\n[c](b.md#part)\n{wrong}");
    let here =
        part("//- mkdocs.yml\ndocs_dir: .\n", "--8<-- \"c.md\"\n//- c.md\n## Two\n", "b.md#onee");
    let (before, _) = here.split_once("[a](b.md#part)").unwrap();
    check(&format!("{before}[b](b.md#onee)\n{wrong}"));
}

#[test]
fn anchors_of_the_part_that_is_included_count() {
    check(
        r#"
//- mkdocs.yml
markdown_extensions:
  - pymdownx.snippets: {base_path: .}
//- README.md
## Before

<!-- --8<-- [start:intro] -->
## In
<!-- --8<-- [end:intro] -->
## Behind
//- docs/a.md
--8<-- "README.md:intro"

--8<-- "README.md:6:6"

[a](#in) [b](#behind)
[c](#before)
    ^^^^^^^ missing-anchor
"#,
    );
    check(
        r#"
//- conf.py
extensions = ["myst_parser"]
//- README.md
# Before

<!-- start -->

# In
//- sub/a.md
# A

```{include} ../README.md
:start-after: <!-- start -->
```
//- sub/b.md
[a](a.md#in)
[b](a.md#before)
    ^^^^^^^^^^^ missing-anchor
"#,
    );
}

#[test]
fn programs_of_a_book_make_anchors_of_what_is_marked() {
    check(
        r#"
//- book.toml
[preprocessor.rules]
command = "x"
//- src/SUMMARY.md
[a](a.md)
[b](b.md)
//- src/a.md
r[items.fn]

[a](#r-items.fn) [b](b.md#r-items.struct) [c](b.html#listing-3-1) [d](b.md#r-items.none) [e](b.md#strukt) [f](b.md#items.enum)
                                                                      ^^^^^^^^^^^^^^^^^ missing-anchor
                                                                                             ^^^^^^^^^^^ missing-anchor
//- src/b.md
## Struct

r[items.struct]

{items.enum}

<Listing number="3-1">
"#,
    );
    check(
        r"
//- book.toml
[book]
//- src/SUMMARY.md
[a](a.md)
//- src/a.md
r[items.fn]

[a](#r-items.fn)
    ^^^^^^^^^^^ missing-anchor
",
    );
}

#[test]
fn programs_of_jekyll_make_pages_in_folders_of_their_own() {
    let pages = r"
//- _config.yml
title: x
//- docs/a.md
[a](be/rule.html) [b](../tool/index.html)
[c](none.html)
    ^^^^^^^^^ missing-target
";
    check(&format!("//- _plugins/rules.rb\n#{pages}"));
    check(
        r"
//- _config.yml
title: x
//- docs/a.md
[a](be/rule.html)
    ^^^^^^^^^^^^ missing-target
",
    );
}

#[test]
fn sphinx_makes_pages_of_programs() {
    check(
        r#"
//- conf.py
extensions = ["myst_parser", "sphinx.ext.autosummary", "exhale"]
//- index.md
[a](api/generated/pkg.Thing.md) [b](/api/library_root) [c](guide/made) [d](guide/none.md) [e](/guide/no)
                                                                           ^^^^^^^^^^^^^ missing-target
                                                                                              ^^^^^^^^^ missing-target
[f](none.md) [g](api/none.md)
    ^^^^^^^ missing-target

```{toctree}
api/library_root
guide/made
guide/none
^^^^^^^^^^ missing-target
```
//- guide/a.md
//- guide/made.md.in
"#,
    );
}

#[test]
fn labels_of_myst_are_found_in_any_page() {
    check(
        r#"
//- conf.py
extensions = ["myst_parser"]
//- index.md
[a](syntax/tables) [b](part) [c](syntax/none)
                                 ^^^^^^^^^^^ missing-target
//- syntax/all.md
(syntax/tables)=
## Tables

(part)=
## Part
"#,
    );
}

#[test]
fn html_that_is_a_part_of_pages_starts_anywhere() {
    check(
        r##"
//- README.md
//- ui/dialog.html
<div><img src="images/logo.png" alt="Logo"> <a href="#top-part">a</a> <a href="b.html#x">b</a></div>
                                                                               ^^^^^^^^ missing-anchor
//- ui/b.html
<!doctype html><title>B</title><script src="bundle.js"></script><link rel="stylesheet" href="x.css">
<img src="none.png" alt="None"> <a href="#x">x</a>
          ^^^^^^^^ missing-target
                                         ^^ missing-anchor
//- ui/header.html
<html><link href="$relpath^tabs.css"><img alt="x" src="$relpath^$projectlogo"></html>
"##,
    );
}

#[test]
fn html_that_a_generator_puts_into_a_frame_starts_where_it_is() {
    check(
        r##"
//- _config.yml
title: x
//- tool/part.html
<p><a href="none.html">a</a> <a href="#x">b</a></p>
//- page.html
---
title: Page
---
<p><a href="none.html">a</a> <a href="#x">b</a></p>
            ^^^^^^^^^ missing-target
                                      ^^ missing-anchor
"##,
    );
}

#[test]
fn pages_of_a_site_that_nobody_knows_say_where_they_are() {
    check(
        r"
//- package.json
{'dependencies': {'gatsby': '1'}}
//- docs/Setup.md
---
id: set-up
---
## One
//- docs/a.md
[a](set-up#one) [b](./set-up) [c](/set-up)
[d](set-up#two)
    ^^^^^^^^^^ missing-anchor
[e](sub/other)
    ^^^^^^^^^ missing-target
//- docs/sub/b.md
[a](../set-up)
"
        .replace('\'', "\"")
        .as_str(),
    );
}

#[test]
fn pages_beside_a_known_site_tell_of_their_own() {
    check(
        r"
//- book.toml
[book]
//- src/SUMMARY.md
[a](a.md)
//- src/a.md
[a](/guide/x)
//- site/en/a.md
[a](/guide/x) [b](/guide/y/) [c](/guide/z#q) [d](/a) [e](/api/) [f](/pricing) [g](/guide/z#w)
                                                                                  ^^^^^^^^^^ missing-anchor
[h](/guide/nope)
    ^^^^^^^^^^^ missing-target
//- site/en/guide/x.md
//- site/en/guide/y.md
//- site/en/guide/z.md
## Q
//- site/en/api/index.md
//- README.md
[a](/guide/x)
    ^^^^^^^^ missing-target
",
    );
}

#[test]
fn links_may_start_at_the_root_of_a_site_without_saying_so() {
    check(
        r"
//- README.md
[a](guide/a)
    ^^^^^^^ missing-target
//- web/content/guide/forms/a.md
[a](guide/a) [b](guide/b#one) [c](guide/forms/a) [d](start/x) [e](guide/forms/b) [f](api/core/Thing) [g](b)
[h](guide/none)
    ^^^^^^^^^^ missing-target
//- web/content/guide/forms/b.md
//- web/content/guide/a.md
//- web/content/guide/b.md
## One
//- web/content/start/x.md
",
    );
}

#[test]
fn wikis_have_all_pages_in_one_folder() {
    check(
        r"
//- tool.wiki/Home.md
[a](Start-Here) [b](Start%20Here) [c](Deep) [d](sub/Deep) [e](Nowhere)
                                                              ^^^^^^^ missing-target
//- tool.wiki/Start-Here.md
//- tool.wiki/sub/Deep.md
[a](Start-Here) [b](Home) [c](Nowhere)
                              ^^^^^^^ missing-target
",
    );
    check(
        "//- guidepost.toml\n[site]\nrepo = \"github.com/o/n.wiki\"\n//- Home.md\n[a](Start) [b](None)\n               ^^^^ missing-target\n//- Start.md\n",
    );
}

#[test]
fn a_part_of_a_page_names_what_the_page_may_name() {
    check(
        r#"
//- mkdocs.yml
plugins: [search, autorefs]
markdown_extensions:
  - attr_list
  - pymdownx.snippets:
      base_path: [., docs/parts]
      auto_append: [refs.md]
//- docs/parts/refs.md
--8<--
links.md
--8<--
//- docs/parts/links.md
[known]: https://example.org
//- CHANGELOG.md
[a][pkg.Thing] and [`b`][known]
//- OTHER.md
[a][pkg.Thing]
^^^^^^^^^^^^^^ undefined-reference
//- docs/changes.md
--8<-- "CHANGELOG.md"
//- docs/index.md
[](){#here} [x][known] [b](#here)
"#,
    );
}

#[test]
fn what_tags_add_to_a_heading_is_unknown() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org"
//- content/a.md
## Logs made by the tool{{% since "v1.2" %}}
## Metrics made by the tool
[a](#logs-made-by-the-tool) [b](#metric-made-by-the-tool)
                                ^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
"#,
    );
}

#[test]
fn nobody_knows_how_a_site_that_nobody_knows_treats_what_is_no_letter() {
    check(
        r#"
//- package.json
{"dependencies": {"next": "1"}}
//- docs/a.md
## Sorting & selecting
## Font
## Font
[f](#font) [g](#font-2) [h](#font-3)
                            ^^^^^^^ missing-anchor

[a](#sorting--selecting) [b](#sorting-selecting) [c](/a#sorting-selecting) [d](#selecting) [e](#Font)
                                                                               ^^^^^^^^^^ missing-anchor
                                                                                               ^^^^^ missing-anchor
"#,
    );
}

#[test]
fn a_part_of_html_may_speak_of_frames_and_have_a_header() {
    check(
        r##"
//- README.md
//- templates/skip.html
{# the first element in `<body>` #}
<header><a href="#main">a</a> <a href="none.html">b</a></header>
"##,
    );
}

#[test]
fn programs_make_no_pages_at_the_root_that_they_do_not_name() {
    let pages = "//- docs/a.md\n[a](made.md) [b](changelog.md) [c](api/x.md)\n[d](none.md)\n";
    let broken = "    ^^^^^^^ missing-target\n";
    for program in ["hooks: [hooks.py]", "plugins:\n- gen-files:\n    scripts: [hooks.py]"] {
        let site = format!("//- mkdocs.yml\n{program}\n");
        let script = "//- hooks.py\nopen('made.md')\n";
        check(&format!("{site}{script}{pages}{broken}"));
        // Who knows what a program does that is not here?
        check(&format!("{site}{pages}"));
    }
    check(&format!("//- mkdocs.yml\nplugins: [gen-files, api-autonav]\n{pages}"));
    check(
        r"
//- _config.yml
title: x
//- _plugins/pages.rb
made
//- a.md
[a](made.html) [b](api/x.html)
[c](none.html)
    ^^^^^^^^^ missing-target
",
    );
}

#[test]
fn pages_that_send_readers_on_may_send_them_to_an_anchor() {
    check(
        r#"
//- index.html
<a href="old.html#new">a</a> <a href="old.html#gone">b</a>
<a href="slow.html#new">c</a> <a href="new.html#gone">d</a>
         ^^^^^^^^^^^^^ missing-anchor
                                       ^^^^^^^^^^^^^ missing-anchor
//- old.html
<html><head><meta http-equiv="Refresh" content="0; URL='new.html'">
<script>location.replace("new.html" + location.hash)</script></head></html>
//- new.html
<html><p id="new">x</p>
//- slow.html
<html><meta http-equiv="refresh" content="30; url=nowhere.html"><meta name="description" content="0; url=nowhere.html">
//- broken.html
<html><meta content="0; url=nowhere.html?a&amp;b" http-equiv="refresh">
                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
<meta http-equiv="refresh" content="0; url=no.html">
                                           ^^^^^^^ missing-target
"#,
    );
}

#[test]
fn pages_of_sources_have_a_number_at_each_line() {
    check(
        r#"
//- item.html
<html><a href="lib.rs.html#2-3">source</a> <a href="lib.rs.html#2">2</a> <a href="lib.rs.html#2-9">3</a>
                                                                                  ^^^^^^^^^^^^^^^ missing-anchor
//- lib.rs.html
<html><pre><a href=#1 id=1>1</a> a
<a href=#2 id=2>2</a> b
<a href=#3 id=3>3</a> c</pre>
"#,
    );
}
