//! How large projects lay their documentation out, in small: nothing sound may be reported there.

use crate::corpus::check_broken as check;

#[test]
fn hugo_takes_content_from_other_repositories_and_places_sections() {
    check(
        r"
//- hugo.yaml
baseURL: https://docs.example.org
permalinks:
  page:
    manuals: /:sections[1:]/:slugorcontentbasename/
  section:
    manuals: /:sections[1:]/
module:
  imports:
    - path: example.org/builder
      mounts:
        - source: docs/reference.md
          target: content/reference/builder.md
        - source: docs/extend
          target: content/manuals/engine/extend
//- content/_index.md
[a](/engine/install/) [b](/manuals/engine/install/_index.md) [c](/engine/) [d](/engine/install/linux/#need)
[e](/reference/builder/) [f](/reference/builder.md#from) [g](/engine/extend/) [h](/manuals/engine/extend/api.md)
[i](/engine/none/) [j](/reference/other/) [k](/static/x.png) [l](/x.png)
    ^^^^^^^^^^^^^ missing-target
                       ^^^^^^^^^^^^^^^^^ missing-target
                                              ^^^^^^^^^^^^^ missing-target
//- content/manuals/_index.md
---
url: /manuals/
---
//- content/manuals/engine/_index.md
//- content/manuals/engine/install/_index.md
//- content/manuals/engine/install/linux.md
## Need
//- content/reference/_index.md
//- static/x.png
",
    );
}

#[test]
fn headings_and_pages_of_templates_leave_anchors_open() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org"
//- content/a.md
[a](/b/#whats-next) [b](/glossary/?all=true#term-x) [c](/c/#more) [d](/d/#more)
                                                                      ^^^^^^^^ missing-anchor
//- content/b.md
## {{% heading "whatsnext" %}}
//- content/c.md
## C
{{% include "more.md" %}}
//- content/d.md
## D
{{< note >}}
Nothing.
{{< /note >}}
//- content/glossary/index.md
---
layout: glossary
---
"#,
    );
}

#[test]
fn content_without_a_configuration_is_hugos() {
    check(
        r#"
//- docs/sources/_index.md
[a](./setup/) [b](setup/install/#mac) [c](/docs/product/<VERSION>/setup/) [d](ref:name) [e](./none/)
                                                                                            ^^^^^^^ missing-target
//- docs/sources/setup/_index.md
[a](install/) [b](../) [c]({{< relref "./install" >}})
//- docs/sources/setup/install.md
## Mac
[a](../) [b](../../setup/)
//- README.md
[a](docs/sources/setup/install.md) [b](docs/sources/setup/install)
                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
"#,
    );
}

#[test]
fn starlight_has_partials_aliases_and_pages_of_programs() {
    check(
        r#"
//- astro.config.ts
export default defineConfig({ integrations: [starlight({ title: 'T', plugins: [...(CHECK ? [check()] : [])] })] });
//- tsconfig.json
{
  // Comments are allowed here.
  "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["src/*"], "@assets/*": ["./src/assets/*"] } },
}
//- src/content/docs/index.mdx
[a](/changelog/) [b](/changelog/post/new/) [c](/guide/start/#shared) ![x](~/assets/x.png) ![x](@assets/x.png) ![x](~/assets/y.png)
                                                                                                                   ^^^^^^^^^^^^^^ missing-target
[d](/guide/none/) [e](/old/)
    ^^^^^^^^^^^^ missing-target
//- src/content/docs/guide/start.mdx
import { Render } from '~/components';

## Start

<Render file="shared" />
//- src/content/partials/shared.mdx
## Shared
[a](/guide/start/) [b](../anywhere/)
//- src/content/changelog/new.md
[a](/guide/start/)
//- src/pages/changelog/[...slug].astro
//- src/assets/x.png
//- public/__redirects
/old/ /guide/start/ 301
"#,
    );
}

#[test]
fn mkdocs_shows_the_main_language_and_what_programs_document() {
    check(
        r#"
//- docs/en/mkdocs.yml
plugins:
  search: null
  mkdocstrings: null
//- docs/de/mkdocs.yml
INHERIT: ../en/mkdocs.yml
//- docs/en/docs/index.md
[a](reference.md#package.Class.method) [b][package.Class]
//- docs/en/docs/reference.md
# Reference

::: package.Class
//- docs/en/docs/img/x.png
//- docs/en/docs/more/deep.md
//- docs/de/docs/start/first.md
[a](../index.md) ![b](../img/x.png) <img src="/img/x.png"> [c](../more/deep.md) [d](../more/none.md)
                                                                                    ^^^^^^^^^^^^^^^ missing-target
"#,
    );
}

#[test]
fn mkdocs_of_a_template_has_pages_that_a_program_makes() {
    check(
        r"
//- mkdocs.template.yml
site_url: https://example.org/tool/
//- docs/start.md
[a](settings.md) [b](rules/one.md) [c](guide/more.md) [d](guide/none.md) [e](https://example.org/tool/guide/more/)
                                                          ^^^^^^^^^^^^^ missing-target
//- docs/guide/more.md
",
    );
}

#[test]
fn numbers_in_front_of_names_are_no_part_of_addresses() {
    check(
        r"
//- docs/1.start/1.introduction.md
[a](/docs/start/install) [b](/docs/guide/ideas/render#x) [c](/modules) [d](/docs/guide) [e](/docs/start/none) [f](2.none.md)
                                                                                            ^^^^^^^^^^^^^^^^ missing-target
                                                                                                                  ^^^^^^^^^ missing-target
[g](/docs/guide/ideas/render#y)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
//- docs/1.start/2.install.md
//- docs/2.guide/0.index.md
//- docs/2.guide/1.ideas/3.render.md
## X
[a](introduction)
    ^^^^^^^^^^^^ missing-target
//- handbook/01-first/01-overview.md
[a](setup) [b](state#x) [c](../other/page)
//- handbook/01-first/02-setup.md
//- handbook/02-second/03-state.md
## X
",
    );
}

#[test]
fn docsify_reads_pages_from_its_root() {
    check(
        r#"
//- docs/index.html
<script>window.$docsify = {}</script><script src="//cdn.example.org/docsify"></script>
//- docs/README.md
[a](start.md) [b](start) [c](/start) [d](start?id=one) [e](#/start) [f](/guide/) [g](/guide/x.md) [h](/none)
                                                                                                      ^^^^^ missing-target
//- docs/start.md
## One
//- docs/_sidebar.md
* [Start](start.md)
* [Guide](/guide/)
//- docs/guide/README.md
[a](start) [b](x.md) ![c](/media/x.png) [d](none)
                                            ^^^^ missing-target
//- docs/guide/x.md
//- docs/media/x.png
"#,
    );
}

#[test]
fn wikis_have_pages_without_extension() {
    check(
        r"
//- Home.md
[a](Start) [b](Start#one) [c](wiki/Start) [d](/owner/name/wiki/Start) [e](../issues) [f](Start#two) [g](Nowhere)
                                                                                         ^^^^^^^^^ missing-anchor
                                                                                                        ^^^^^^^ missing-target
//- Start.md
## One
//- _Sidebar.md
* [Home](Home)
",
    );
}

#[test]
fn myst_needs_no_sphinx() {
    check(
        r"
//- myst.yml
version: 1
//- index.md
[](a.md#label) [b](#label) [](a.md) [c](a) [d](/a.md) [e](a.md#a) [f](none.md)
                                                                      ^^^^^^^ missing-target
//- a.md
(label)=
# A
",
    );
}

#[test]
fn docusaurus_lists_pages_where_categories_and_sidebars_say() {
    check(
        r"
//- docusaurus.config.js
export default { baseUrl: '/', presets: [['classic', { docs: { sidebarPath: './sidebars.js' } }]] };
//- sidebars.js
export default { docs: [{ type: 'category', label: 'X', link: { type: 'generated-index', slug: '/listed' }, items: ['a'] }] };
//- docs/a.md
## Start {/* #begin */}
[a](/docs/all-cats) [b](/docs/listed) [c](/docs/category/x) [d](#begin) [e](/docs/unlisted) [f](/docs/all-cats/none)
                                                                            ^^^^^^^^^^^^^^ missing-target
                                                                                                ^^^^^^^^^^^^^^^^^^^ missing-target
//- docs/b.mdx
## Start {/* #begin */}
[a](#begin) [b](#start)
                ^^^^^^ missing-anchor
//- docs/cats/_category_.yml
label: Cats
link:
  type: generated-index
  slug: /all-cats
//- docs/cats/c.md
",
    );
}

#[test]
fn tags_of_a_generator_are_no_paths() {
    check(
        r"
//- a.md
[a]([[docsref:/components/badge]]) [b](/b)
                                       ^^ missing-target
",
    );
}

#[test]
fn mkdocs_has_prose_in_admonitions_and_ids_on_everything() {
    check(
        r#"
//- mkdocs.yml
markdown_extensions: [admonition, attr_list, pymdownx.tabbed]
plugins: [search, blog, tags]
//- docs/index.md
[a](#para) [b](#key:x) [c](more.md#path) [d](blog/archive/2024.md) [e](tags.md#tag:x) [f](#inside)

Text
{: #para }

[`x`](#key:x){ #key:x }

=== "One"

    [g](none.md)
        ^^^^^^^ missing-target

    !!! note

        ## Inside

        [![Shot]][Shot]

=== "Two"

    ```
    [h](none.md)
    ```

Code:

    [i](none.md)

  [Shot]: img/shot.png
//- docs/more.md
### Path <small>of crumbs</small> { id=path }
//- docs/tags.md
<!-- material/tags -->
//- docs/blog/index.md
//- docs/img/shot.png
"#,
    );
}

#[test]
fn zola_names_pages_from_the_content() {
    check(
        r#"
//- config.toml
base_url = "https://example.org"
//- content/_index.md
+++
+++
[a](@/guide/intro.md) [b](@/guide/intro.md#it-s-c-d) [c](/guide/intro/) [d](/logo.png) [e](@/none.md) [f](@/guide/intro.md#none)
                                                                                           ^^^^^^^^^ missing-target
                                                                                                          ^^^^^^^^^^^^^^^^^^^^^ missing-anchor
//- content/guide/_index.md
//- content/guide/intro.md
## It's C++ & D
[a](@/_index.md) [b](../)
//- static/logo.png
"#,
    );
}

#[test]
fn starlight_with_languages_and_plugins_that_nobody_can_read() {
    check(
        r"
//- astro.config.mjs
import { locales } from './locales.json';
export default defineConfig({ integrations: [starlight({ title: 'T', locales, plugins: [blog(), ...more] })] });
//- src/content/docs/index.mdx
[a](/fr/guide/other/) [b](/blog/) [c](/reference/api/) [d](/guide/none/)
                                                           ^^^^^^^^^^^^ missing-target
//- src/content/docs/guide/other.md
//- src/content/docs/guide/start.md
//- src/content/docs/fr/guide/start.md
[a](/fr/guide/other/)
",
    );
}

#[test]
fn kramdown_gives_ids_below_paragraphs() {
    check(
        r"
//- _config.yml
permalink: pretty
//- page.md
* Contents
{:toc}

## Sass/SCSS
{: #sass }

Text.
{:#para .note}

[a](#sass) [b](#para) [c](#markdown-toc) [d](#none)
                                             ^^^^^ missing-anchor
",
    );
}

#[test]
fn a_book_of_another_folders_pages_leaves_them_to_their_own_book() {
    check(
        r#"
//- book.toml
[output.html.redirect]
"/old.html" = "a.html"
//- print/book.toml
[book]
src = "../src"
[preprocessor.own]
command = "own"
//- src/SUMMARY.md
- [A](a.md)
//- src/a.md
## One

[a](old.html) [b](#two)
                  ^^^^ missing-anchor
"#,
    );
}

#[test]
fn programs_of_a_book_define_labels() {
    check(
        r"
//- book.toml
[preprocessor.rules]
command = 'x'
//- src/SUMMARY.md
- [A](a.md)
//- src/a.md
[a][items.fn] [b](#made) [c](none.md)
                             ^^^^^^^ missing-target

{{#literate ./main.go}}

[part]{#part}
",
    );
    check(
        r"
//- book.toml
//- src/SUMMARY.md
- [A](a.md)
//- src/a.md
[part]{#part}
^^^^^^^^^^^^^ scraped-permalink
",
    );
}

#[test]
fn docusaurus_serves_html_where_it_forwards_it() {
    check(
        r"
//- docusaurus.config.js
module.exports = { baseUrl: '/', presets: [['classic', {}]], plugins: [['client-redirects', { fromExtensions: ['html'] }]] };
//- docs/Api.md
---
id: api
---
[a](/docs/api.html) [b](/docs/none.html)
                        ^^^^^^^^^^^^^^^ missing-target
",
    );
}

#[test]
fn devsite_has_books() {
    check(
        r"
//- README.md
[a](site/en/docs/b.md)
//- site/en/_book.yaml
upper_tabs: []
//- site/en/docs/_index.yaml
//- site/en/docs/a.md
# A {:#my-a}
[a](/docs/b#two-x) [b](b) [c](/docs/b.md#three_words) [d](/reference/be/x) [e](#my-a) [f](../install/x) [g](/docs) [h](/other)
[i](/docs/none)
    ^^^^^^^^^^ missing-target
[j](b#three-words)
    ^^^^^^^^^^^^^ missing-anchor
//- site/en/docs/b.md
## Two {: #two-x }
## Three Words
//- site/en/install/x.md
",
    );
}

#[test]
fn zensical_reads_pages_as_mkdocs_does() {
    check(
        r#"
//- zensical.toml
[project]
site_url = "https://example.org/tool/"
[project.markdown_extensions.attr_list]
[project.markdown_extensions.pymdownx.snippets]
auto_append = ["docs/links.txt"]
[project.plugins.mkdocstrings.handlers.python]
//- docs/links.txt
[known]: https://example.org
//- docs/index.md
[a][pkg.Thing] [b][known] [c](guide/setup/#own) <img src="guide/x.png"> [d](/tool/guide/setup/)
[e](guide/none.md)
    ^^^^^^^^^^^^^ missing-target
//- docs/guide/setup.md
## Set up {#own}
//- docs/guide/x.png
"#,
    );
    check(
        r"
//- zensical.yml
site_name: x
nav:
- a.md
- none.md
  ^^^^^^^ missing-target
//- docs/a.md
[b](../b/)
//- docs/b.md
",
    );
}

#[test]
fn sphinx_may_keep_its_configuration_apart() {
    check(
        r#"
//- .sphinx/conf.py
extensions = ["myst_parser"]
//- doc/index.md
[a](some-label) [b](guide/a) <link href="../_static/x.css"> <img src="../_images/x.png" alt="x"> [c](guide/none.md)
                                                                                                     ^^^^^^^^^^^^^ missing-target

```{toctree}
---
maxdepth: 1
---
guide/a
```
//- doc/guide/a.md
//- README.md
[a](doc/guide/a)
    ^^^^^^^^^^^ missing-target
"#,
    );
}

#[test]
fn a_navigation_of_pages_that_are_not_here_is_not_judged() {
    check("//- mkdocs.yml\nnav:\n- a.md\n//- README.md\n# A\n");
}

#[test]
fn vuepress_has_readmes_for_folders() {
    check(
        r#"
//- package.json
{"devDependencies": {"vuepress": "1"}}
//- docs/.vuepress/config.js
module.exports = { base: '/proj/', title: 'X' }
//- docs/.vuepress/public/logo.png
//- docs/README.md
[a](guide/) [b](/guide/setup.html#a-b) [c](./guide/setup.md) ![d](/logo.png) [e](/moved.html) [f](guide/more.md#anything)
[g](/guide/none.html)
    ^^^^^^^^^^^^^^^^ missing-target
[h](guide/setup.md#ab)
    ^^^^^^^^^^^^^^^^^ missing-anchor
//- docs/guide/README.md
//- docs/guide/setup.md
## a.b
//- docs/guide/more.md
## More
!!!include(guide/_part.md)!!!
//- docs/old.md
---
permalink: /moved.html
---
"#,
    );
}

#[test]
fn gi_docgen_serves_pages_beside_those_of_the_library() {
    check(
        r#"
//- .gitlab-ci.yml
//- docs/meson.build
//- docs/ui.toml.in
[library]
version = "@version@"
[theme]
name = "basic"
[extra]
content_files = [ "guide.md", @more@, ]
content_images = [ "images/box.png", "../data/logo.svg" ]
//- docs/guide.md
# Guide {#start}
## Of boxes
[a](layout.html#of-rows) [b](class.Box.html) [c](../other/class.Box.html) [d](../other/index.html) ![e](box.png) ![f](logo.svg)
[g](#start) [h](#of-boxes) [i](tool.html) [j](layout.md) [k][method@Ui.Box.show] ![l](images/box.png)
[m](layouts.html) [n](layout.html#rows) ![o](row.png) [p][box]
    ^^^^^^^^^^^^ missing-target
                      ^^^^^^^^^^^^^^^^ missing-anchor
                                             ^^^^^^^ missing-target
                                                      ^^^^^^^^ undefined-reference
//- docs/layout.md
## Of rows
//- docs/tool.rst
//- docs/images/box.png
//- data/logo.svg
"#,
    );
}

#[test]
fn rustdoc_includes_pages_among_the_sources_of_a_crate() {
    check(
        r"
//- .gitlab-ci.yml
//- Cargo.toml
[package]
//- src/lib.rs
//- src/guide/setup.md
[a](struct.Reader.html) [b](../other/fn.open.html) [c][Vec] [d](std::fmt) [e](usage.md)
[f](none.md) [g][no-label] [h](image.png)
    ^^^^^^^ missing-target
             ^^^^^^^^^^^^^ undefined-reference
                               ^^^^^^^^^ missing-target
//- src/guide/usage.md
//- src/guide/README.md
[a](struct.Reader.html)
    ^^^^^^^^^^^^^^^^^^ missing-target
//- README.md
[a](struct.Reader.html)
    ^^^^^^^^^^^^^^^^^^ missing-target
//- tool/Cargo.toml
//- tool/src/SUMMARY.md
[a](none.html)
    ^^^^^^^^^ missing-target
",
    );
}

#[test]
fn exdoc_is_told_what_to_do_by_a_file_of_its_own() {
    check(
        r#"
//- doc/docs.exs
[extras: ["guides/intro.md"]]
//- doc/guides/intro.md
# Intro
[](){: #start }
## Of locks {: #locks }
[a](#start) [b](notes.md#locks) ![c](assets/x.png) [d](`e:kernel:page.md`) [e](#locks)
[f](#starts) [g](none.md) [](#locks) ![h](assets/y.png)
    ^^^^^^^ missing-anchor
                 ^^^^^^^ missing-target
                                          ^^^^^^^^^^^^ missing-target
//- doc/notes.md
[](){: #locks }

Text
//- doc/assets/x.png
"#,
    );
}

#[test]
fn pages_beside_several_books_tell_of_all() {
    let books = r"
//- doc/one/book.toml
[book]
//- doc/one/src/SUMMARY.md
[a](a.md)
//- doc/one/src/a.md
";
    let page = "//- doc/index.md\n[a](one/a.html) [b](std/index.html)\n";
    let other = "//- doc/two/book.toml\n[book]\n//- doc/two/src/SUMMARY.md\n";
    check(&format!("{books}{page}{other}"));
    let broken =
        "    ^^^^^^^^^^ missing-target\n                    ^^^^^^^^^^^^^^ missing-target\n";
    check(&format!("{books}{page}{broken}"));
}

#[test]
fn mdbook_forwards_links_to_sources_too() {
    check(
        r#"
//- book.toml
[book]
[output.html.redirect]
"/guide/cache.html" = "../ref/cache.html"
[preprocessor.own]
command = "x"
//- src/SUMMARY.md
[a](guide/a.md)
[b](ref/cache.md)
//- src/guide/a.md
[a](cache.md) [b](cache.html) [c](std::fmt) [d](proc_macro::Group) [e](mod@test)
[f](caches.md) [g](no-name)
    ^^^^^^^^^ missing-target
                   ^^^^^^^ missing-target
//- src/ref/cache.md
"#,
    );
}

#[test]
fn addresses_leave_out_numbers_on_sites_that_nobody_knows() {
    check(
        r"
//- dist/docs/index.md
[a](/docs/app/start) [b](/docs/app) [c](/docs/app/start/install#run) [d](/docs/pages/build) [e](/docs/app/start/deploy)
[f](/docs/app/start/none) [g](/docs/app/start/install#walk)
    ^^^^^^^^^^^^^^^^^^^^ missing-target
                              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
//- dist/docs/01-app/index.md
//- dist/docs/01-app/01-start/index.md
//- dist/docs/01-app/01-start/01-install.md
## Run
//- dist/docs/01-app/01-start/02-deploy.md
//- dist/docs/02-pages/build.md
",
    );
}

#[test]
fn links_to_html_in_folders_of_programs_say_nothing_of_pages() {
    check(
        r"
//- doc/a.md
[a](b.html) [b](c.html) [c](d.html) [d](e.html) [e](a.html) [f](man/x.html) [g](man/y.html) [h](man/z.html) [i](man/v.html)
[j](man/w.html) [k](man/u.html) [l](g.html)
                                    ^^^^^^ missing-target
//- doc/b.md
//- doc/c.md
//- doc/d.md
//- doc/e.md
",
    );
}
