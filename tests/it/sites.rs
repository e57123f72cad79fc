//! What links mean on the sites of the generators that guidepost knows, one small site each.

use guidepost::base::path::RelPath;
use guidepost::engine::Change;

use crate::corpus::{Corpus, check_broken as check, split, suggestions};

#[test]
fn mkdocs_serves_pages_one_level_down() {
    check(
        r#"
//- mkdocs.yml
site_url: https://example.org/proj/
//- docs/index.md
[a](guide/setup.md) [b](guide/setup/) [c](/proj/guide/setup/#one) [d](guide/) [e](./guide/setup/index.html)
[f](https://example.org/proj/guide/setup/#one) [g](/proj/guide/more/) [h](guide/setup.html)
                                                                          ^^^^^^^^^^^^^^^^ missing-target
//- docs/guide/README.md
//- docs/guide/setup.md
## One
[a](more.md) [b](../more/) ![c](img/a.png) [d](more/)
                                               ^^^^^ missing-target: `docs/guide/setup/more`
[e](more.md#nope)
    ^^^^^^^^^^^^ missing-anchor
//- docs/guide/more.md
<img src="../img/a.png"> <a href="../setup/#one">yes</a> <img src="img/a.png">
                                                                   ^^^^^^^^^ missing-target
<a href="setup.md">raw HTML is not rewritten</a>
         ^^^^^^^^ missing-target
//- docs/guide/img/a.png
"#,
    );
}

#[test]
fn mkdocs_without_directory_urls() {
    check(
        r#"
//- mkdocs.yml
docs_dir: pages
use_directory_urls: false
//- pages/a.md
[b](b.md) [b](b.html) <img src="img/a.png"> <a href="b.html">b</a> [c](c.html)
                                                                       ^^^^^^ missing-target
//- pages/b.md
//- pages/img/a.png
"#,
    );
}

#[test]
fn mkdocs_includes_redirects_and_headings() {
    check(
        r#"
//- base.yml
docs_dir: docs
markdown_extensions: [attr_list]
plugins:
  - search
  - redirects:
      redirect_maps:
        old/page.md: new.md
        'gone.md': https://example.org/
//- mkdocs.yml
INHERIT: base.yml
//- docs/index.md
[a](old/page/) [b](/gone/) [c](new.md#part) [d](new.md#own) [e](new.md#snip) [f](new.md#nothing)
                                                                                 ^^^^^^^^^^^^^^ missing-anchor
//- docs/new.md
## With an id {#own}

{!part.md!}

--8<-- "includes/snippet.md"
//- docs/part.md
## Part
//- includes/snippet.md
## Snip
"#,
    );
    check(
        r"
//- mkdocs.yml
markdown_extensions:
  - toc:
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
plugins:
  redirects: {redirect_maps: {'old.md': 'a.md'}}
//- docs/a.md
## Über uns

[a](#über-uns) [b](old.md) [c](#uber-uns)
                               ^^^^^^^^^ missing-anchor
",
    );
}

#[test]
fn mkdocs_plugins_make_anchors_and_labels() {
    check(
        r#"
//- mkdocs.yml
markdown_extensions:
  - toc:
      permalink: true
  - pymdownx.tabbed:
      slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}
  - pymdownx.snippets:
      base_path: [docs/.snippets]
      auto_append: [links.txt]
//- docs/.snippets/links.txt
[PEP 517]: https://peps.python.org/pep-0517/
//- docs/index.md
[a][pep 517] [b][PEP 518] [PEP 517][] and [d][part] [e](api.md#pkg.Thing) [f](hook.md#config.dir)
             ^^^^^^^^^^^^ undefined-reference
## A -- b

[a](#a-b) [b](#a--b)
              ^^^^^ missing-anchor
--8<-- "part.md"
//- docs/part.md
[part]: https://example.org/
//- docs/api.md
## Reference

::: pkg.Thing
    options: {}
//- docs/hook.md
## <!-- md:setting config.dir -->
"#,
    );
    for (plugin, found) in [("autorefs", ""), ("search", "^^^^^^^^^^^^^^^^ undefined-reference")] {
        check(&format!(
            "//- mkdocs.yml\nplugins: [{plugin}]\n//- docs/a.md\n[a][pkg.Thing.x] [b](a.md)\n{found}\n"
        ));
    }
    check(
        r"
//- mkdocs.yml
hooks: [hooks.py]
//- docs/a.md
[a][config.dir] [b][some words]
                ^^^^^^^^^^^^^^^ undefined-reference
",
    );
}

#[test]
fn mkdocs_translations_are_told_by_name() {
    check(
        r"
//- mkdocs.yml
plugins:
  - i18n:
      languages:
        - {locale: en, default: true}
        - {locale: fr}
//- docs/index.en.md
[a](a.md#one) [b](/fr/a/#un) [c](/a/) [d](a.md#un) [e](sub/) [f](/fr/b/)
                                          ^^^^^^^ missing-anchor
//- docs/a.en.md
## One
//- docs/a.fr.md
## Un
[a](b.md) [b](#un) [c](index.md) [d](a.md#un) [e](c.md)
                                                  ^^^^ missing-target
//- docs/b.en.md
//- docs/sub/index.en.md
",
    );
}

#[test]
fn docusaurus_addresses() {
    check(
        r#"
//- docusaurus.config.js
module.exports = {
  url: 'https://example.org', baseUrl: '/proj/',
  presets: [['classic', { docs: { sidebarPath: './sidebars.js' }, blog: { showReadingTime: true } }]],
};
//- docs/01-intro.md
[a](./guide/02-setup.md) [b](guide/setup) [c](/docs/guide/setup) [d](/docs/moved/here) [e](/proj/docs/guide/named)
[f](/guide/02-setup.md) [g](/docs/01-intro.md) [h](@site/docs/guide/other.md) [i](/img/logo.png) [j](/about)
[k](/blog) [l](/blog/tags/x) [m](/docs/guide) [n](/docs/cats) [o](https://example.org/proj/docs/intro) [p](/search?q=x)
[q](guide/02-setup)
    ^^^^^^^^^^^^^^ missing-target
[r](/docs/nowhere)
    ^^^^^^^^^^^^^ missing-target
[s](/docs/cats/nothing)
    ^^^^^^^^^^^^^^^^^^ missing-target
[t](/img/none.png)
    ^^^^^^^^^^^^^ missing-target
//- docs/guide/index.md
[a](setup) [b](./setup#deep) [c](../intro)
//- docs/guide/02-setup.md
[a](moved) [b](./named) [c](../intro)
    ^^^^^ missing-target
## Deep
//- docs/guide/other.md
---
slug: /moved/here
---
[a](../guide/setup) [b](setup)
                        ^^^^^ missing-target
//- docs/guide/called.md
---
id: named
---
//- docs/cats/_category_.json
{"link": {"type": "generated-index", "slug": "/cats"}}
//- docs/cats/x.md
//- src/pages/about.tsx
//- static/img/logo.png
//- blog/2024-01-02-first.md
//- README.md
On GitHub: [a](docs/) [b](docs/guide) [c](docs/01-intro.md) [d](/docs/nowhere)
                                                                ^^^^^^^^^^^^^ missing-target
"#,
    );
}

#[test]
fn docusaurus_versions_and_other_docs() {
    check(
        r#"
//- website/docusaurus.config.ts
const config: Config = {
  baseUrl: '/', trailingSlash: true,
  presets: [['classic', { docs: { path: '../docs', routeBasePath: '/', lastVersion: '2.0' }, blog: false } satisfies Options]],
  plugins: [
    ['@docusaurus/plugin-content-docs', { id: 'team', path: 'team', routeBasePath: 'team' }],
    ['@docusaurus/plugin-client-redirects', { redirects: [{ from: ['/old', '/older'], to: '/intro' }] }],
  ],
};
export default config;
//- website/versions.json
["2.0", "1.0"]
//- docs/intro.md
[a](/intro/) [b](/next/fresh/) [c](/1.0/intro/) [d](/team/us/) [e](/older) [e](/hosted) [f](../../intro/) [g](../fresh/)
[h](/fresh/)
    ^^^^^^^ missing-target
[i](/2.0/intro/)
    ^^^^^^^^^^^ missing-target
[j](fresh/)
    ^^^^^^ missing-target
[k](/team/next/us/)
    ^^^^^^^^^^^^^^ missing-target
//- docs/fresh.md
//- website/versioned_docs/version-2.0/intro.md
//- website/versioned_docs/version-1.0/intro.md
//- website/team/us.md
//- website/static/_redirects
/hosted  /intro
/*  /404.html  404
"#,
    );
}

#[test]
fn docusaurus_translations_fall_back() {
    check(
        r"
//- docusaurus.config.js
export default { baseUrl: '/', i18n: { defaultLocale: 'en', locales: ['en', 'de'] }, presets: [['classic', { docs: {} }]] };
//- docs/a.md
## One
[a](/de/docs/a#eins) [b](/de/docs/b) [c](/de/docs/c)
                                         ^^^^^^^^^^ missing-target
//- docs/b.md
//- i18n/de/docusaurus-plugin-content-docs/current/a.md
## Eins
[a](b.md) [b](/docs/a#one) [c](./a.md#eins) [d](./c.md)
                                                ^^^^^^ missing-target
",
    );
}

#[test]
fn relative_addresses_start_where_the_page_of_docusaurus_ends_with_a_slash() {
    check(
        r"
//- docusaurus.config.js
module.exports = { presets: [['classic', {}]] };
//- docs/intro.md
---
slug: /
---
[a](guide) [b](moved/) [c](part/other)
[d](../guide)
    ^^^^^^^^ missing-target
//- docs/guide.md
//- docs/x.md
---
slug: /moved/
---
[a](../guide)
[b](guide)
    ^^^^^ missing-target
//- docs/01-part/part.md
[a](other) [b](../guide)
//- docs/01-part/02-other.md
[a](../guide)
//- docs/02-area/index.md
[a](page) [b](../guide)
//- docs/02-area/page.md
",
    );
    check(
        r"
//- docusaurus.config.js
module.exports = { trailingSlash: false, presets: [['classic', {}]] };
//- docs/intro.md
---
slug: /
---
[a](docs/guide)
[b](guide)
    ^^^^^ missing-target
//- docs/guide.md
",
    );
}

#[test]
fn vitepress_addresses() {
    check(
        r"
//- docs/.vitepress/config.mts
import { defineConfig } from 'vitepress'
export default defineConfig({
  base: '/proj/', srcDir: './src', cleanUrls: true,
  rewrites: { 'packages/:pkg/src/:slug*': ':pkg/:slug*', 'x/y.md': 'z.md' },
})
//- docs/src/index.md
[a](guide/a) [b](/guide/a.md) [c](./guide/a.html#one) [d](guide/) [e](/logo.png) [f](/core/Intro) [g](/core/)
[h](/z) [i](/proj/guide/a) [j](packages/core/src/Intro.md) [k](/guide/b)
                                                               ^^^^^^^^ missing-target
//- docs/src/guide/index.md
//- docs/src/guide/a.md
## One
//- docs/src/packages/core/src/index.md
//- docs/src/packages/core/src/Intro.md
[a](./Intro#x) [b](../guide/a)
    ^^^^^^^^^ missing-anchor
//- docs/src/x/y.md
//- docs/src/public/logo.png
",
    );
}

#[test]
fn names_with_parameters_make_pages_of_many_names() {
    check(
        r"
//- docs/.vitepress/config.js
export default {}
//- docs/index.md
[a](/many/dyn-1) [b](./many/dyn-2.html) [c](/many/core-v1.0-notes) [d](/any/thing) [e](/de/guide/a) [f](/de/guide/)
[g](/many/other)
    ^^^^^^^^^^^ missing-target
[h](/many/core-v1.0-other)
    ^^^^^^^^^^^^^^^^^^^^^ missing-target
[i](/de/guide/b)
    ^^^^^^^^^^^ missing-target
[j](/de/other/a)
    ^^^^^^^^^^^ missing-target
//- docs/many/dyn-[n].md
//- docs/many/dyn-[n].paths.js
//- docs/many/[pkg]-[version]-notes.md
//- docs/any/[name].md
//- docs/[lang]/guide/index.md
//- docs/[lang]/guide/a.md
[a](./) [b](./b)
            ^^^ missing-target
",
    );
}

#[test]
fn starlight_addresses() {
    check(
        r"
//- astro.config.mjs
export default defineConfig({
  site: 'https://example.org',
  redirects: { '/old': '/guides/a/', '/blog/[...slug]': '/guides/[...slug]' },
  integrations: [starlight({ title: 'X', defaultLocale: 'root', locales: { root: { label: 'E' }, de: { label: 'D' } } })],
});
//- src/content/docs/index.mdx
[a](/guides/a/)      [b](/guides/a#one) [c](guides/a/) [d](/de/guides/a/#eins) [e](/de/guides/my-page/) [f](/old/)
[g](/blog/a/) [h](/guides/v10/) [i](/named/) [j](/logo.svg) [k](#_top) [m](/de/nope/)
                                                                           ^^^^^^^^^ missing-target
//- src/content/docs/guides/a.md
## One
[a](../my-page/) [b](../../) [c](../A/) ![d](../../../assets/x.png) [e](my-page/)
                                                                        ^^^^^^^^ missing-target
//- src/content/docs/guides/My Page.md
//- src/content/docs/guides/v1.0.md
//- src/content/docs/guides/other.md
---
slug: named
---
//- src/content/docs/de/guides/a.md
## Eins
//- src/assets/x.png
//- public/logo.svg
",
    );
}

#[test]
fn hugo_addresses() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/sub/"
defaultContentLanguage = "en"
[languages.en]
contentDir = "content/en"
[languages.de]
contentDir = "content/de"
[markup.goldmark.extensions]
typographer = false
//- content/en/_index.md
[a](/docs/a/) [b](docs/a/#one) [c](/de/docs/a/) [d](/old/) [e](/moved/) [f](/docs/s/) [g](/docs/bundle/) [h](/docs/)
[i](/my-page/) [j](/tags/x/) [k](/index.xml) [l](/img/a.png) [m](https://example.org/sub/docs/a/) [n](/docs/bundle/x.png)
[o]({{< ref "docs/a.md#one" >}}) [p]({{< relref "a" >}}) [q]({{< ref "/docs/bundle" >}})
[r](/docs/nope/)
    ^^^^^^^^^^^ missing-target
[s]({{< ref "docs/nope.md" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
[t]({{< ref "/docs/a#two" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
//- content/en/My Page.md
//- content/en/docs/a.md
---
aliases: [/old/]
---
## One
## A -- b {#own}
## C -- d
[a](../bundle/) [b](#own) [c](#c----d) [d](nowhere/)
                                           ^^^^^^^^ missing-target
//- content/en/docs/b.md
---
slug: s
---
//- content/en/docs/c.md
---
url: /moved/
---
//- content/en/docs/bundle/index.md
![x](x.png) ![x](y.png)
                 ^^^^^ missing-target
//- content/en/docs/bundle/x.png
//- content/de/docs/a.md
//- static/img/a.png
//- layouts/partials/nav.html
<a href="about/">parts of pages start anywhere</a> <a href="{{ .Permalink }}">x</a> <a href="/docs/a/">y</a>
"#,
    );
}

#[test]
fn hugo_languages_by_file_name_and_mounts() {
    check(
        r"
//- config/_default/hugo.yaml
baseURL: https://example.org/
theme: t
//- config/_default/languages.yaml
en: {weight: 1}
fr: {weight: 2}
//- config/_default/module.yaml
mounts:
  - {source: content, target: content}
  - {source: handbook, target: content/book}
//- content/a.md
## One
[a](/fr/a/#un) [b](/fr/a/#one) [c](/a/#one) [d](/book/x/)
                   ^^^^^^^^^^ missing-anchor
[e](/fr/b/)
    ^^^^^^ missing-target
//- content/a.fr.md
## Un
[a](../b/) [b](/b/)
    ^^^^^ missing-target
//- content/b.md
//- handbook/x.md
",
    );
}

#[test]
fn mdbook_addresses() {
    check(
        r#"
//- book/book.toml
[book]
src = "src"
[output.html.redirect]
"/old/page.html" = "../a.html#one"
//- book/src/SUMMARY.md
- [A](a.md)
- [Sub](sub/README.md)
- [B](sub/b.md)
//- book/src/a.md
## One
[a](sub/) [b](sub/README.md) [c](sub/index.html) [d](sub/b.html#two) [e](old/page.html) [f](print.html) [g](index.html)
[h](../../../rust/index.html) [i](/std/index.html) [j](../../src/lib.rs) [k](a.html#inc) [l](sub/c.html)
                                                                                             ^^^^^^^^^^ missing-target
{{#include inc.md}}
//- book/src/inc.md
## Inc
//- book/src/sub/README.md
//- book/src/sub/b.md
## Two
[a](../a.html) [b](../c.md)
                   ^^^^^^^ missing-target
//- src/lib.rs
"#,
    );
}

#[test]
fn what_programs_name_is_not_for_guidepost_to_find() {
    check(
        r"
//- book.toml
[preprocessor.spec]
//- src/SUMMARY.md
[a](a.md)
//- src/a.md
[a](expr.array) [b](missing) [c](b.png) [d][expr.array]
                    ^^^^^^^ missing-target
                                 ^^^^^ missing-target
",
    );
    check(
        r#"
//- conf.py
extensions = ["myst_parser"]
//- a.md
[a](labels/some-part) [b](JupyterHub.db_url) [c](guides/no1) [d](x.md) [e](./y) [f](pkg.Thing)
                                                 ^^^^^^^^^^ missing-target
                                                                 ^^^^ missing-target
                                                                           ^^^ missing-target
//- guides/b.md
"#,
    );
    check(
        r"
//- docs/myst.yml
version: 1
//- docs/a.md
[a](#eq:one) [b](b.md#part-two) [c](b.md#part-three)
                                    ^^^^^^^^^^^^^^^ missing-anchor
//- docs/b.md
# Part two
",
    );
    check(
        r"
//- a.md
[a]([[docsref:/x]]) [b](`Enum.map/2`) [c](`b.md`) [d](<[x].md>)
                                          ^^^^^^ missing-target
                                                       ^^^^^^ missing-target
",
    );
}

#[test]
fn jekyll_serves_pages_as_html() {
    check(
        r"
//- _config.yml
collections:
  chapters:
    output: true
//- index.md
[a](docs/a.html#one) [b](chapters/b.html) [c](docs/c.html)
                                              ^^^^^^^^^^^ missing-target
//- docs/a.md
## One
[b](../chapters/b.html) [a](a.html) [x](x.html)
//- docs/x.html
//- _chapters/b.md
[a](../docs/a.html#two)
    ^^^^^^^^^^^^^^^^^^ missing-anchor
",
    );
}

#[test]
fn hugo_reads_all_of_its_configuration() {
    check(
        r#"
//- docs/config.json
{"baseurl": "https://example.org", "title": "x"}
//- docs/content/a.md
[b](/b/) [c](/c/)
             ^^^ missing-target
//- docs/content/b.md
"#,
    );
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
//- config/_default/languages.toml
[en]
contentDir = "content/en"
//- content/en/a.md
[b](/b/) [c](/c/)
             ^^^ missing-target
//- content/en/b.md
"#,
    );
}

#[test]
fn jekyll_addresses() {
    check(
        r#"
//- _config.yml
baseurl: /proj
permalink: /:categories/:title/
collections: [guides]
//- index.md
---
redirect_from: [/home/]
---
[a](docs/a.md) [b](docs/a/) [c](/proj/docs/a/) [d]({% link docs/a.md %}#one) [e]({{ site.baseurl }}{% link docs/a.md %})
[f]({{ '/moved/' | relative_url }}) [g]({{ "/docs/a/" | prepend: site.baseurl }}) [h](/2024/01/02/post/) [i](/proj/home)
[j](/proj/guides/g/) [k]({{ page.url }}) [l]({% post_url 2024-01-02-x %}) [m](/feed.xml)
[n]({% link docs/b.md %})
    ^^^^^^^^^^^^^^^^^^^^ missing-target
[o]({% link docs/a.md %}#two)
    ^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
[p](docs/b.html)
    ^^^^^^^^^^^ missing-target
//- docs/a.md
## One
[a](../../) [b](../c/) [c](c.md) [d](c/)
                                     ^^ missing-target
//- docs/c.md
//- docs/d.md
---
permalink: /moved/
---
//- _guides/g.md
//- _includes/nav.html
<a href="docs/a/">x</a> <img src="logo.png">
//- .github/CONTRIBUTING.md
[a](../docs/) [b](../index.md)
"#,
    );
}

#[test]
fn docfx_addresses() {
    check(
        r#"
//- .openpublishing.publish.config.json
{
  "docsets_to_publish": [{ "build_source_folder": "articles" }],
  "dependent_repositories": [{ "path_to_root": "shared-content" }],
  "redirection_files": ["redirects/more.json"]
}
//- .openpublishing.redirection.json
{ "redirections": [{ "source_path": "articles/old.md", "redirect_url": "/azure/a" }] }
//- redirects/more.json
{ "redirections": [{ "source_path_from_root": "/articles/older.md", "redirect_url": "a" }] }
//- articles/docfx.json
{ "build": { "content": [{ "files": ["**/*.md"] }] } }
//- articles/a.md
[a](Sub/B.MD) [b](~/articles/sub/b.md#one) [c](~/sub/b.md) [d](xref:System.String) [e](/azure/other) [f](old.md) [g](older.md)
[h](~/shared-content/x.md) [i](../shared-content/y.md) [j](sub/b.md#inc) [k](sub/b.md#tab/linux) [l](sub/)

[!INCLUDE [x](includes/x.md)]

[m](~/sub/c.md)
    ^^^^^^^^^^ missing-target
[o](sub/c.md)
    ^^^^^^^^ missing-target
//- articles/includes/x.md
//- articles/sub/b.md
## One
[!INCLUDE [inc](../includes/inc.md)]
//- articles/includes/inc.md
## Inc
"#,
    );
}

#[test]
fn sphinx_addresses() {
    check(
        r#"
//- docs/conf.py
extensions = ["myst_parser"]
myst_heading_anchors = 3
//- docs/index.md
[a](guide/a) [b](guide/a.md#one) [c](api.rst) [d](api) [e](guide/a.html) [f](/guide/a.md) [g](api.html) [h](../README.md)
[i](guide/a.md#my-target) [j](some-label) [k](#label-of-another-page) [l](genindex.html) [m](guide/a.md#fig-1)
[n](guide/b)
    ^^^^^^^ missing-target
[o](guide/a.md#two)
    ^^^^^^^^^^^^^^ missing-anchor
[p](gone.md)
    ^^^^^^^ missing-target
//- docs/guide/a.md
(my-target)=
## One

```{figure} x.png
:name: fig-1
```
//- docs/guide/x.png
//- docs/api.rst
//- README.md
"#,
    );
}

#[test]
fn a_site_of_another_generator() {
    check(
        r#"
//- package.json
{"dependencies": {"next": "14"}}
//- vercel.json
{"redirects": [{"source": "/old/:path*", "destination": "/guide/:path*"}]}
//- public/_redirects
/gone  /guide/a  301
//- app/docs/intro/page.mdx
[a](/docs/intro) [b](/docs) [c](/guide/a) [d](/old/a) [e](/gone) [f](/logo.svg) [g](/pricing) [h](/docs/intro/page.mdx)
[j](/pricing2/#plan) [k](./nope.md)
                         ^^^^^^^^^ missing-target
//- content/guide/a.md
[a](b) [b](../b/) [c](./b.md) [d](/guide/b/#one) [e](/guide/nope)
                                                     ^^^^^^^^^^^ missing-target
[f](./nope/)
    ^^^^^^^ missing-target
//- content/guide/b.md
## One
//- public/logo.svg
//- app/pricing2/page.tsx
"#,
    );
}

#[test]
fn what_is_to_be_written_starts_like_what_was_written() {
    let site =
        "//- public/_redirects\n/docs/old /docs/new/a\n//- netlify.toml\n//- docs/new/a.md\n";
    let written = |link: &str| suggestions(&format!("{site}//- docs/b.md\n[a]({link})\n"));
    assert_eq!(written("/docs/old"), ["/docs/new/a"]);
    assert_eq!(written("/docs/new/aa/"), ["/docs/new/a/"]);
    assert_eq!(written("/new/aa"), ["/new/a"]);
}

#[test]
fn the_root_of_html_that_nobody_here_serves_is_unknown() {
    check(
        r#"
//- README.md
//- pages/a.html
//- tests/snapshot.html
<html>
<p><a href="/a/">a</a> <img src="/img.jpg" alt="b"> <a href="b.html">c</a> <a href="/pages/b.html">d</a></p>
                                                             ^^^^^^ missing-target
                                                                                    ^^^^^^^^^^^^^ missing-target
"#,
    );
    check(
        r#"
//- README.md
//- index.html
<a href="/a/">a</a>
         ^^^ missing-target
"#,
    );
}

#[test]
fn built_html() {
    check(
        r#"
//- index.html
<a href="guide/">a</a> <a href="/guide/#one">b</a> <a href="about.html">c</a> <a href="/old">d</a> <a href="img">e</a>
                                                                                                            ^^^ missing-target
<img srcset="img/a.png 1x, img/b.png 2x">
                           ^^^^^^^^^ missing-target
//- guide/index.html
<base href="../">
<h1 id="one">x</h1><a href="about.html">a</a> <a href="guide/#two">b</a>
                                                       ^^^^^^^^^^ missing-anchor
//- about.html
//- _redirects
/old /about.html
//- img/a.png
"#,
    );
}

#[test]
fn a_repository_with_several_sites() {
    check(
        r"
//- README.md
[a](website/docs/) [b](website/docs/a.md#head-1) [c](book/src/x.md) [d](/website/docs/b)
                                                                        ^^^^^^^^^^^^^^^ missing-target
//- website/docusaurus.config.js
module.exports = { baseUrl: '/', presets: [['classic', {}]] }
//- website/docs/a.md
## Head {#head-1}
[a](/docs/b) [b](../../README.md)
//- website/docs/b.md
//- book/book.toml
//- book/src/x.md
[a](y.html) [b](z.html)
                ^^^^^^ missing-target
//- book/src/y.md
//- .github/CONTRIBUTING.md
[a](/README.md) [b](../website/docs)
",
    );
}

#[test]
fn what_no_profile_knows_can_be_said() {
    check(
        r#"
//- guidepost.toml
[site]
url = "https://docs.example.org"
extensions = ["md"]
index-files = ["overview"]
[site.routes]
"/manual" = "content/manual"
[site.remap]
'^https://old\.example\.org/(.*)$' = "/manual/$1"
//- content/manual/a.md
[a](/manual/b) [b](b) [c](/manual/sub/) [d](https://docs.example.org/manual/b#one) [e](https://old.example.org/sub/)
[f](/manual/c)
    ^^^^^^^^^ missing-target
[h](/manual/sub/#two)
    ^^^^^^^^^^^^^^^^ missing-anchor
//- content/manual/b.md
## One
//- content/manual/sub/overview.md
"#,
    );
    check(
        r#"
//- guidepost.toml
[[sites]]
path = "handbook"
profile = "vitepress"
//- handbook/a.md
[a](/b) [b](./b.html) [c](/c)
                          ^^ missing-target
//- handbook/b.md
//- README.md
[a](/handbook/b.md) [b](/b)
                        ^^ missing-target
"#,
    );
    check(
        r#"
//- guidepost.toml
profile = "github"
//- mkdocs.yml
//- docs/a.md
<img src="img/a.png"> [b](/docs/a.md) [c](../a/)
                                          ^^^^^ missing-target
//- docs/img/a.png
"#,
    );
}

#[test]
fn a_page_that_moves_wakes_the_links_to_both_addresses() {
    let files = split(
        r"
//- docusaurus.config.js
module.exports = { presets: [['classic', {}]] }
//- docs/a.md
[old](/docs/b) [new](/docs/c)
//- docs/b.md
",
    );
    let mut corpus = Corpus::new(files.0);
    let broken = |corpus: &Corpus| {
        let (_, found) = corpus.check();
        found.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(broken(&corpus), ["`docs/c` does not exist"]);
    for (text, left) in [("---\nslug: /c\n---\n", "b"), ("", "c")] {
        let path = RelPath::new("docs/b.md").unwrap();
        let page = Change::Page { path, bytes: text.as_bytes().to_vec(), checked: true };
        let dirty = corpus.engine.apply(vec![page]);
        corpus.settle(dirty);
        assert_eq!(broken(&corpus), [format!("`docs/{left}` does not exist")]);
    }
}

#[test]
fn links_of_snippets_start_where_they_are_included() {
    check(
        r#"
//- mkdocs.yml
markdown_extensions:
  - pymdownx.snippets:
      base_path: [parts]
//- docs/index.md
--8<-- "note.md"

```
--8<-- "code.md"
```
//- docs/guide/setup.md
--8<--
note.md
; off.md
--8<--
//- docs/guide/more.md
//- parts/note.md
[a](guide/more.md) [b](#here)
    ^^^^^^^^^^^^^ missing-target: as seen from `docs/guide/setup.md`

## Here
//- parts/code.md
[a](guide/more.md)
    ^^^^^^^^^^^^^ missing-target: `parts/guide/more.md` does not exist
//- parts/off.md
"#,
    );
    // What a part defines is used by the pages that hold it.
    check(
        r#"
//- mkdocs.yml
markdown_extensions:
  - pymdownx.snippets: {base_path: parts}
//- docs/index.md
See [it][x].

--8<-- "links.md"
//- parts/links.md
[x]: gone.md
     ^^^^^^^ missing-target: `docs/gone.md` does not exist
"#,
    );
    // A part of a part starts where the whole does.
    check(
        r#"
//- mkdocs.yml
plugins: [include-markdown]
markdown_extensions:
  - pymdownx.snippets: {base_path: parts}
//- README.md
[a](docs/more.md)
//- docs/index.md
{% include-markdown "../README.md" %}
--8<-- "outer.md"
--8<-- "lines.md:2:5"
//- docs/more.md
//- parts/outer.md
--8<-- "inner.md"
//- parts/inner.md
[a](more.md) ![b](nope.png)
                  ^^^^^^^^ missing-target: as seen from `docs/index.md`
//- parts/lines.md
[a](outer.md)
"#,
    );
}

#[test]
fn hugo_serves_sections_where_patterns_say() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
[permalinks]
posts = "/:year/:slug/"
[permalinks.page]
notes = "/n/:contentbasename/"
//- content/_index.md
[a](/2024/my-page/) [b](/n/b/) [c](/notes/b/) [d](/n/no/)
                                   ^^^^^^^^^ missing-target
//- content/posts/a.md
---
title: My page
date: 2024-03-01
---
[b](/n/b/) [c](../../n/b/) [d](../gone/)
                               ^^^^^^^^ missing-target
//- content/posts/undated.md
[b](../nobody/knows/)
//- content/notes/b.md
//- content/notes/c.md
"#,
    );
}

#[test]
fn sites_that_mkdocs_includes_in_its_own_are_unknown() {
    check(
        r"
//- mkdocs.yml
nav:
  - Home: index.md
  - Parts:
    - One: '!include ./one/mkdocs.yml'
plugins: [monorepo]
//- docs/index.md
[a](one-docs/a.md) [b](two/a.md)
                       ^^^^^^^^ missing-target
//- one/mkdocs.yml
site_name: one-docs
//- one/docs/a.md
",
    );
    check(
        r"
//- mkdocs.yml
nav:
  - Home: index.md
  - Far away: '!import https://git.example.org/far?branch=main'
plugins:
  - multirepo:
      repos:
        - section: Other
          import_url: https://git.example.org/other
//- docs/index.md
[a](far-away/a.md) [b](Other/b.md) [c](two/a.md)
                                       ^^^^^^^^ missing-target
",
    );
}

#[test]
fn links_in_some_lines_of_a_file_start_where_these_are_included() {
    check(
        r#"
//- mkdocs.yml
markdown_extensions:
  - pymdownx.snippets: {base_path: .}
//- README.md
[a](docs/more.md)

<!-- --8<-- [start:intro] -->
[a](more.md) [b](docs/more.md)
                 ^^^^^^^^^^^^ missing-target: as seen from `docs/index.md`
<!-- --8<-- [end:intro] -->
[a](docs/more.md) [b](more.md)
                      ^^^^^^^ missing-target: `more.md` does not exist
//- docs/index.md
--8<-- "README.md:intro"
//- docs/more.md
"#,
    );
    check(
        r"
//- book.toml
//- src/SUMMARY.md
[a](a/a.md)
//- src/a/a.md
{{#include ../b/b.md:2:}}
//- src/a/c.md
//- src/b/b.md
[c](c.md) ![d](d.png)
    ^^^^ missing-target: `src/b/c.md` does not exist
![c](c.png) ![d](d.png)
                 ^^^^^ missing-target: as seen from `src/a/a.md`
//- src/a/c.png
//- src/b/d.png
",
    );
}

#[test]
fn each_generator_has_its_own_start_for_links_of_includes() {
    check(
        r"
//- book/book.toml
//- book/src/SUMMARY.md
[a](a.md)
[b](sub/b.md)
//- book/src/a.md
{{#include sub/part.md}}
//- book/src/sub/b.md
//- book/src/sub/part.md
[a](sub/b.md) [b](b.md)
                  ^^^^ missing-target: as seen from `book/src/a.md`
//- learn/docfx.json
//- learn/a.md
[!INCLUDE [part](includes/part.md)]
//- learn/b.md
//- learn/includes/part.md
[b](../b.md) [c](b.md)
                 ^^^^ missing-target: `learn/includes/b.md`
",
    );
    check(
        r"
//- .vitepress/config.ts
export default {}
//- guide/a.md
<!--@include: ../parts/part.md-->
//- guide/b.md
//- parts/part.md
[b](./b) [c](./c)
             ^^^ missing-target: as seen from `guide/a.md`
",
    );
    check(
        r"
//- docusaurus.config.js
export default {}
//- docs/a.mdx
import Part from './sub/_part.mdx'

<Part />
//- docs/b.md
//- docs/sub/_part.mdx
[b](../b.md) [b](./b) [c](./b.md) [d](./d)
                          ^^^^^^ missing-target: `docs/sub/b.md`
                                      ^^^ missing-target: as seen from `docs/a.mdx`
",
    );
    check(
        r"
//- docs/conf.py
extensions = ['myst_parser']
//- README.md
[a](docs/b.md) [b](b.md)
    ^^^^^^^^^ missing-target: as seen from `docs/index.md`
//- docs/index.md
```{include} ../README.md
```
//- docs/b.md
",
    );
}

#[test]
fn hugo_finds_pages_by_name() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
[languages.en]
[languages.de]
//- content/a/one.md
[a]({{< ref "two" >}}) [b]({{< relref "three.md#x" >}}) [c]({{< ref "sub" >}})
[d]({{< ref "nope" >}}) [e]({{< ref "four" >}})
    ^^^^^^^^^^^^^^^^^^ missing-target: `content/a/nope`
                            ^^^^^^^^^^^^^^^^^^ missing-target: 2 pages are called `four`
//- content/a/two.md
//- content/b/three.md
## x
//- content/b/three.de.md
[a]({{< ref "three" >}})
[b]({{< ref "one" >}})
    ^^^^^^^^^^^^^^^^^ missing-target
//- content/b/sub/_index.md
//- content/b/four.md
//- content/c/four/index.md
"#,
    );
}

#[test]
fn starlight_leaves_links_as_they_are() {
    check(
        r"
//- astro.config.mjs
export default defineConfig({ base: '/base', integrations: [starlight({ title: 'T' }), react()] })
//- src/content/docs/a.md
[b](./b.md) [c](../b/) [d](/base/b/) [e](/other/)
    ^^^^^^ malformed-destination: no address that ends so
[b](/b/)
    ^^^ malformed-destination: the path below which the site is served is missing
[b](c.md)
    ^^^^ missing-target
//- src/content/docs/b.md
",
    );
    // A plugin that nobody knows may rewrite them.
    check(
        r"
//- astro.config.mjs
export default defineConfig({
  base: '/base', markdown: { remarkPlugins: [mine] }, integrations: [starlight({})],
})
//- src/content/docs/a.md
[b](./b.md) [c](../b/) [d](/base/b/) [b](/b/)
//- src/content/docs/b.md
",
    );
}

#[test]
fn a_book_of_other_pages_and_pages_beside_a_book() {
    check(
        r#"
//- book.toml
//- src/SUMMARY.md
[a](a.md)
[Draft]()
//- src/a.md
[b](draft.md)
    ^^^^^^^^ missing-target
//- src/draft.md
[a](a.md) [b](other.md) [c](no.md)
                            ^^^^^ missing-target
//- src/other.md
//- old/a.md
[a](a.html) [b](b.md)
                ^^^^ missing-target
//- README.md
[a](a.html)
    ^^^^^^ missing-target
//- print/book.toml
[book]
src = "../src"
//- print/chapter.md
![a](img/a.png)
"#,
    );
}

#[test]
fn front_matter_leads_to_assets_and_pages() {
    check(
        r#"
//- docusaurus.config.js
export default {}
//- docs/a.md
---
image: /img/a.png
cover: nobody/knows.png
---
//- docs/b.md
---
image: ./img/nope.png
       ^^^^^^^^^^^^^^ missing-target: `docs/img/nope.png`
---
//- docs/c.md
+++
image = "/img/b.png"
         ^^^^^^^^^^ missing-target
+++
//- static/img/a.png
"#,
    );
    check(
        r#"
//- .vitepress/config.ts
export default {}
//- index.md
---
hero:
  image: { src: /logo.svg, alt: x }
  actions:
    - link: /guide/a
    - link: /guide/b
            ^^^^^^^^ missing-target
features:
  - title: T
    icon: "🎉"
    link: './guide/a#one'
           ^^^^^^^^^^^^^ missing-anchor
---
//- guide/a.md
//- public/logo.svg
"#,
    );
    check(
        r"
//- README.md
---
image: img/none.png
---
",
    );
}

#[test]
fn targets_of_redirects_are_checked_where_they_are_written() {
    check(
        r"
//- mkdocs.yml
plugins:
  - search
  - redirects:
      redirect_maps:
        old.md: new.md#one
        older.md: 'gone.md'
                   ^^^^^^^ missing-target: `docs/gone`
        oldest.md: new.md#two
                   ^^^^^^^^^^ missing-anchor
        far.md: https://example.org/far
//- docs/index.md
[a](old.md) [b](older.md)
                ^^^^^^^^ missing-target: `docs/older.md` does not exist
//- docs/new.md
## One
",
    );
    check(
        r#"
//- book.toml
[output.html.redirect]
"/a/old.html" = "../new.html"
"/a/older.html" = "gone.html"
                   ^^^^^^^^^ missing-target: `src/a/gone.html`
//- src/SUMMARY.md
[New](new.md) [Other](a/other.md)
//- src/new.md
//- src/a/other.md
"#,
    );
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
//- content/new.md
//- content/sub/new.md
//- static/_redirects
# where things went
/old    /new  301
/older  /gone 301
        ^^^^^ missing-target
/chain  /old  301
/all/*  /x/:splat
/:lang/sub/new /:lang/new 301
/:page  /:page.html
/seen   /sub/new
/app/*  /index.html 200
//- netlify.toml
[[redirects]]
from = "/a"
to = "/nowhere"
      ^^^^^^^^ missing-target
[[redirects]]
from = "/b"
to = "/shown"
status = 200
//- vercel.json
{"redirects": [{"source": "/c", "destination": "/new/"}, {"source": "/d", "destination": "/nope"}]}
                                                                                          ^^^^^ missing-target
"#,
    );
}

#[test]
fn redirects_in_programs_are_checked_as_far_as_they_are_literal() {
    check(
        r"
//- docusaurus.config.ts
const moved = [{ from: '/docs/x', to: '/docs/moved' }];
                                       ^^^^^^^^^^^ missing-target
export default {
  baseUrl: '/', presets: [['classic', { docs: {} }]],
  plugins: [
    process.env.FAST && 'fast',
    [require.resolve('@docusaurus/plugin-client-redirects'), {
      redirects: [
        ...moved,
        { to: '/docs/new#one', from: ['/old', '/docs/old'] },
        { from: '/older', to: `/docs/new#two` },
                               ^^^^^^^^^^^^^ missing-anchor
        { from: '/far', to: 'https://example.org/far' },
        { from: '/made', to: '/docs/' + version },
        { from: '/filled', to: `/docs/${version}` },
      ],
    }],
  ],
} satisfies Config;
//- docs/new.md
## One
[a](/docs/old)
",
    );
    check(
        r"
//- astro.config.mjs
export default defineConfig({
  base: '/base',
  redirects: {
    '/old': '/guides/a/',
    '/older': '/base/guides/a/#one',
    '/gone': { status: 302, destination: '/guides/b/' },
                                          ^^^^^^^^^^ missing-target
    '/blog/[...slug]': '/guides/[...slug]',
    '/far': 'https://example.org',
  },
  integrations: [starlight({ title: 'X' })],
});
//- src/content/docs/guides/a.md
## One
",
    );
    check(
        r#"
//- package.json
{"dependencies": {"next": "14"}}
//- next.config.mjs
export default withNextra({
  async redirects() {
    return [
      { source: '/old/:path*', destination: '/guide/:path*', permanent: true },
      { source: '/older', destination: '/guide/a', permanent: true },
      { source: '/gone', destination: '/guide/b', permanent: true },
    ]
  },
})
//- pages/guide/a.mdx
[a](/old/a) [b](/guide/c)
                ^^^^^^^^ missing-target
"#,
    );
}

#[test]
fn a_table_of_redirects_is_no_page() {
    let (files, _) = split(
        "//- hugo.toml\nbaseURL = \"https://example.org/\"\n//- guidepost.toml\n[rules]\norphan-page = \"warning\"\nunused-asset = \"warning\"\n\
         //- content/_index.md\n[a](a.md)\n//- content/a.md\n//- static/_redirects\n/b /a\n",
    );
    let corpus = Corpus::new(files);
    let (view, found) = corpus.check();
    let table = RelPath::new("static/_redirects").unwrap();
    let (table, _) = view.snapshot().page(&table).unwrap();
    assert!(found.iter().all(|found| found.file != table), "{found:?}");
    let pages = view.snapshot().pages();
    assert_eq!(pages.iter().filter(|(_, page)| page.checked).count(), 3);
    assert_eq!(pages.iter().filter(|(_, page)| page.is_checked_page()).count(), 2);
}

#[test]
fn mkdocs_shares_what_is_in_the_folder_of_no_language() {
    check(
        r"
//- mkdocs.yml
plugins:
- i18n:
    docs_structure: folder
    languages:
    - locale: en
      default: true
    - locale: fr
//- docs/en/index.md
![a](assets/x.png) [b](topic/one.md)
![c](assets/y.png)
     ^^^^^^^^^^^^ missing-target
//- docs/en/topic/one.md
![a](../assets/x.png)
//- docs/fr/index.md
![a](assets/x.png) [b](topic/one.md) [c](none.md)
                                         ^^^^^^^ missing-target
//- docs/assets/x.png
",
    );
}

#[test]
fn docusaurus_pages_with_a_slug_are_in_their_own_language_first() {
    check(
        r"
//- docusaurus.config.js
module.exports = { i18n: { defaultLocale: 'en', locales: ['en', 'de'] } };
//- docs/intro.md
---
slug: /
---
[a](guide/setup#one) [b](/docs/) [c](/de/docs/)
//- docs/guide/setup.md
## One
[a](/docs/) [b](../intro.md)
//- i18n/de/docusaurus-plugin-content-docs/current/guide/setup.md
## Eins
[a](/docs/) [b](/de/docs/guide/setup#eins) [c](../intro.md)
",
    );
}

#[test]
fn images_of_directives_are_looked_for() {
    check(
        r#"
//- docfx.json
{"build": {"content": [{"files": ["**/*.md"]}]}}
//- a.md
:::image type="content" source="media/x.png" alt-text="x" lightbox="media/y.png":::
                                                                    ^^^^^^^^^^^ missing-target
:::image source="~/media/x.png":::
//- media/x.png
"#,
    );
    check(
        r#"
//- conf.py
extensions = ["myst_parser"]
//- guide/a.md
```{figure} /media/x.png
```
```{image} ../media/y.png
           ^^^^^^^^^^^^^^ missing-target
```
//- media/x.png
"#,
    );
}
