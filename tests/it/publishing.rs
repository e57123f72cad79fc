//! What hosts and generators make of links, and what they leave as it is written.

use crate::cli::Place;
use crate::corpus::check_broken as check;

#[test]
fn the_host_of_the_repository_says_how_pages_are_read() {
    let host = |host: &str, other: &str| {
        format!(
            "//- guidepost.toml\n[site]\nrepo = \"{host}/o/n\"\n//- {other}\n//- a.md\n# One: two\n\n"
        )
    };
    check(&(host("gitlab.example.org", "x") + "[a](#one-two)\n"));
    check(&(host("bitbucket.org", "x") + "[a](#markdown-header-one-two)\n"));
    check(&(host("github.com", ".gitlab-ci.yml") + "[a](#one-two)\n"));
    let wanted = "[a](#markdown-header-one-two)\n    ^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor\n";
    check(&(host("github.com", "bitbucket-pipelines.yml") + wanted));
    // Nobody knows this host: files tell.
    check(
        &(host("git.example.org", "bitbucket-pipelines.yml") + "[a](#markdown-header-one-two)\n"),
    );
}

#[test]
fn wikis_of_azure_devops_put_their_pages_in_order() {
    check(
        r"
//- .order
a
b
//- a.md
[a](b) [b](/sub/c) [c](b#one%3A-two)
[d](none)
    ^^^^ missing-target
//- b.md
# One: two
//- sub/c.md
",
    );
}

#[test]
fn packages_tell_of_generators_that_no_profile_knows() {
    for package in ["nextra", "gatsby", "nuxt", "@11ty/eleventy", "vuepress", "hexo"] {
        check(&format!(
            "//- package.json\n{{\"devDependencies\": {{\"{package}\": \"1\"}}}}\n//- docs/a.md\n[a](/b) [b](/sub/c/) [c](/pricing) [d](/sub/none)\n\
             {:39}^^^^^^^^^ missing-target\n//- docs/b.md\n//- docs/sub/c.md\n",
            ""
        ));
    }
}

#[test]
fn hugo_refers_to_pages_of_a_language() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
defaultContentLanguage = "en"
[languages.en]
[languages.de]
//- content/docs/a.md
[a]({{< ref path="b#zwei" lang="de" >}}) [b]({{< relref lang="de" path="/docs/b#zwei" >}}) [c]({{< ref "b#two" >}})
[d]({{< ref path="b#two" lang="de" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor: `content/docs/b.de.md`
//- content/docs/b.md
## Two
//- content/docs/b.de.md
## Zwei
[a]({{< ref "b#zwei" >}}) [b]({{< ref path="b#two" lang="en" >}}) [c]({{< ref "sub#unter" >}})
[d]({{< ref "b#two" >}})
    ^^^^^^^^^^^^^^^^^^^ missing-anchor: this page
//- content/docs/sub/_index.md
//- content/docs/sub/_index.de.md
## Unter
"#,
    );
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
[languages.en]
contentDir = "content/en"
[languages.de]
contentDir = "content/de"
//- content/en/docs/a.md
[a]({{< ref path="b#zwei" lang="de" >}}) [b]({{< ref "b#two" >}}) [c]({{< ref path="only" lang="de" >}})
[d]({{< ref path="b#two" lang="de" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor: `content/de/docs/b.md`
//- content/en/docs/b.md
## Two
//- content/de/docs/b.md
## Zwei
[a]({{< ref path="a" lang="en" >}}) [b]({{< ref path="b#two" lang="en" >}})
//- content/de/docs/only.md
"#,
    );
}

#[test]
fn hugo_refers_to_no_page_that_only_another_language_has() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
defaultContentLanguage = "en"
[languages.en]
[languages.de]
//- content/a.md
[a]({{< ref "both" >}}) [b]({{< ref "named" >}}) [c]({{< ref path="only" lang="de" >}}) [d]({{< ref "pic.png" >}})
[e]({{< ref "only" >}})
    ^^^^^^^^^^^^^^^^^^ missing-target
[f]({{< relref "/sub/only" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
[g](sub/only.md)
    ^^^^^^^^^^^ missing-target
//- content/b.de.md
[a]({{< ref "both" >}}) [b]({{< ref path="named" lang="en" >}})
[c]({{< ref "named" >}})
    ^^^^^^^^^^^^^^^^^^^ missing-target
[d]({{< ref "both.md#one" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor: `content/both.de.md`
//- content/both.md
## One
//- content/both.de.md
//- content/named.en.md
//- content/only.de.md
//- content/sub/only.de.md
//- content/pic.png
"#,
    );
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
[languages.en]
contentDir = "content/en"
[languages.de]
contentDir = "content/de"
//- content/en/a.md
[a]({{< ref path="only" lang="de" >}})
[b]({{< ref "only" >}})
    ^^^^^^^^^^^^^^^^^^ missing-target
[c]({{< relref "/sub/deep" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
//- content/de/only.md
[a]({{< ref "sub/deep" >}})
[b]({{< ref "/a" >}})
    ^^^^^^^^^^^^^^^^ missing-target
//- content/de/sub/deep.md
"#,
    );
    // One language may stand behind another, and folders may be mounted below the content.
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
[languages.en]
[languages.de]
[[module.mounts]]
source = "content/en"
target = "content"
lang = "en"
[[module.mounts]]
source = "content/de"
target = "content"
lang = "de"
[[module.mounts]]
source = "content/en"
target = "content"
lang = "de"
[[module.mounts]]
source = "handbook"
target = "content/book"
//- content/en/a.md
[a]({{< ref "/book/rules" >}})
[b]({{< ref "/book/none" >}})
    ^^^^^^^^^^^^^^^^^^^^^^^^ missing-target
//- content/de/b.md
[a]({{< ref "a" >}}) [b]({{< ref "/a" >}})
//- handbook/rules.md
"#,
    );
}

#[test]
fn hugo_looks_links_up_where_a_hook_says_so() {
    let site = |layout: &str, config: &str| {
        format!(
            "//- hugo.toml\nbaseURL = \"https://example.org/sub/\"\n{config}\n//- {layout}\n//- content/docs/b.md\n## Two\n//- content/docs/a.md\n"
        )
    };
    let all = "[a](b) [b](b.md#two) [c](/docs/b) [d](docs/b.md) [e](../b/) [f](/sub/docs/b/)\n";
    let hook = "layouts/_default/_markup/render-link.html";
    check(&(site(hook, "") + all));
    check(&(site("x", "[languages.en]\n[languages.de]") + all));
    check(&(site("x", "[markup.goldmark.renderHooks.link]\nenableDefault = true") + all));
    check(&(site("themes/t/layouts/_markup/render-link.html", "theme = \"t\"") + all));
    // What is not here may have one.
    check(&(site("x", "theme = \"t\"") + all));
    check(
        &(site(hook, "")
            + "[g](c.md)\n    ^^^^ missing-target\n[h](b#one)\n    ^^^^^ missing-anchor\n"),
    );
    let broken = r"
[a](b)
    ^ missing-target
[b](b.md#two)
    ^^^^^^^^ malformed-destination: serves no address that ends so
[c](/docs/b)
    ^^^^^^^ malformed-destination: below which the site is served
[e](../b/) [f](/sub/docs/b/)
";
    check(&(site("x", "") + broken.trim_start()));
    check(&(site("themes/t/layouts/index.html", "theme = \"t\"") + broken.trim_start()));
}

#[test]
fn mkdocs_leaves_links_from_the_root_as_they_are() {
    let site = |config: &str| {
        format!(
            "//- mkdocs.yml\n{config}\n//- docs/guide/setup.md\n## One\n//- docs/img/x.png\n//- docs/a.md\n"
        )
    };
    let left = r"
[a](/proj/guide/setup/#one) [b](/proj/img/x.png) [c](/elsewhere/) [d](guide/setup.md)
[e](/guide/setup/#one)
    ^^^^^^^^^^^^^^^^^ malformed-destination: below which the site is served
[f](/guide/setup.md#one)
    ^^^^^^^^^^^^^^^^^^^ malformed-destination: below which the site is served
[g](/img/x.png)
    ^^^^^^^^^^ malformed-destination
[h](/proj/guide/setup.md)
    ^^^^^^^^^^^^^^^^^^^^ malformed-destination: serves no address that ends so
";
    check(&(site("site_url: https://example.org/proj/") + left.trim_start()));
    let at_root = r"
[a](/guide/setup/#one) [b](/img/x.png)
[c](/guide/setup.md)
    ^^^^^^^^^^^^^^^ malformed-destination: serves no address that ends so
[d](/elsewhere/)
    ^^^^^^^^^^^ missing-target
";
    check(&(site("site_url: https://example.org/") + at_root.trim_start()));
    let relative = "site_url: https://example.org/proj/\nvalidation: {links: {absolute_links: relative_to_docs}}";
    check(
        &(site(relative)
            + "[a](/guide/setup.md#one) [b](/guide/setup/) [c](/img/x.png)\n[d](/x.md)\n    ^^^^^ missing-target\n"),
    );
}

#[test]
fn jekyll_puts_nothing_in_front_of_links() {
    check(
        r"
//- _config.yml
baseurl: /proj
//- a.md
[a](/proj/b.html) [b](b.md) [c]({{ '/b.html' | relative_url }}) [d](/other/)
[e](/b.html#one)
    ^^^^^^^^^^^ malformed-destination: below which the site is served
//- b.md
## One
",
    );
}

#[test]
fn an_address_that_shows_another_page_is_no_detour() {
    crate::corpus::check(
        r#"
//- vercel.json
{
  "rewrites": [
    {"source": "/start", "destination": "/guide/setup"},
    {"source": "/blog/:slug*", "destination": "https://blog.example.org/:slug*"}
  ],
  "redirects": [{"source": "/begin", "destination": "/start"}]
}
//- netlify.toml
[[redirects]]
from = "/again"
to = "/guide/setup"
status = 200
//- public/_redirects
/app/* /guide/setup 200
/* /index.html 200
//- docs/guide/a.md
# A

[a](/start#one) [b](/blog/x) [c](/again) [d](/app/x/y)
[e](/start#two)
    ^^^^^^^^^^ missing-anchor
[f](/guide/nope)
    ^^^^^^^^^^^ missing-target
[g](/begin)
    ^^^^^^ detour: `/start`
//- docs/guide/setup.md
# Setup

## One

Text.
"#,
    );
}

#[test]
fn what_the_pages_of_a_repository_tell_of_their_site() {
    check(
        r"
//- README.md
[a](documentation/guide/x.md) [b](/documentation/)
//- documentation/a.md
[a](/guide/x) [b](/guide/y/) [c](/guide/z#q) [d](/a) [e](/api/) [f](/pricing) [g](/guide/z#w)
                                                                                  ^^^^^^^^^^ missing-anchor
[h](/guide/nope)
    ^^^^^^^^^^^ missing-target
//- documentation/guide/x.md
//- documentation/guide/y.md
//- documentation/guide/z.md
## Q
//- documentation/api/index.md
",
    );
    // So few may be mistakes.
    check(
        r"
//- a.md
[a](/guide/x) [b](/docs/guide/x.md)
    ^^^^^^^^ missing-target
//- docs/guide/x.md
",
    );
}

#[test]
fn copies_of_sites_are_in_folders_that_are_called_like_hosts() {
    let heads = "# X [](#x)\n## Y [](#y)\n";
    check(&format!(
        "//- guidepost.toml\n[rules]\nscraped-permalink = \"off\"\n//- docs.example.com/guide/x.md\n{heads}//- docs.example.com/guide/index.md\n{heads}\
         //- docs.example.com/z.html.md\n{heads}//- docs.example.com/w?id=3.md\n{heads}//- docs.example.com/a.md\n{}",
        r"# A [](#a)
## B [](#b)
[a](/guide/x) [b](/guide/x.html#y) [c](/guide/) [d](z.html) [e](w?id=3) [f](https://docs.example.com/guide/x#y) [g](/other)
[h](/guide/nope)
    ^^^^^^^^^^^ missing-target
[i](guide/x.html#z)
    ^^^^^^^^^^^^^^ missing-anchor
[j](guide/nope.html)
    ^^^^^^^^^^^^^^^ missing-target
[k](https://docs.example.com/guide/x#z)
    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
"
    ));
}

#[test]
fn myst_includes_parts_and_has_schemes_of_its_own() {
    check(
        r#"
//- conf.py
extensions = ["myst_parser"]
//- sub/a.md
# A

[a](project:../b.md) [b](path:../part.md) <project:../b.md> <project:#any> <inv:python#x> [c](project:../b.md#b)
[d](project:../none.md)
    ^^^^^^^^^^^^^^^^^^ missing-target
[e](path:none.txt)
    ^^^^^^^^^^^^^ missing-target

```{include} ../part.md
:start-line: 2
:end-line: 3
```

```{include} ../other.md
:start-after: <!-- from -->
:end-before: <!-- to -->
```
//- b.md
# B
//- part.md
[out](sub/a.md)
# In
[in](../b.md)
[out](b.md)
//- other.md
[out](b.md)
<!-- from -->
[in](../b.md) ![x](b.png)
                   ^^^^^ missing-target: as seen from `sub/a.md`
<!-- to -->
[out](b.md)
"#,
    );
}

#[test]
fn what_is_filled_in_when_the_site_is_built_is_unknown() {
    check(
        r"
//- a.mdx
[a](<%= y %>) [b]({{y}}) [c]({{ y }}) <a href={x}>d</a> <a href='{{ x }}'>e</a> [f]({y})
                                                                                    ^^^ missing-target
",
    );
}

#[test]
fn expressions_are_counted() {
    let place = Place::new(&[(
        "a.mdx",
        "<A href={x.y({})} b={1}>d</A> <img src={`${z}.png`} alt=\"Z\"/>\n",
    )]);
    let output = place.run(&["links", "--format", "json"]);
    let links: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let links = links["files"][0]["links"].as_array().unwrap();
    let shown = |link: &serde_json::Value| format!("{} {}", link["destination"], link["status"]);
    let shown: Vec<String> = links.iter().map(shown).collect();
    assert_eq!(shown, ["\"{x.y({})}\" \"unresolved\"", "\"{`${z}.png`}\" \"unresolved\""]);
}

#[test]
fn permalinks_of_collections_start_at_the_root() {
    check(
        r"
//- docs/_config.yml
collections:
  docs:
    permalink: /:collection/:path/
    output: true
//- docs/index.md
[a](/docs/community/bug/) [b]({{ '/docs/community/' | relative_url }}) [c](/docs/start/)
//- docs/_docs/community/bug.md
---
permalink: /docs/community/bug/
---
//- docs/_docs/community.md
---
permalink: /docs/community/
---
//- docs/_docs/start.md
[a](../community/) [b](../community/bug/)
",
    );
}

#[test]
fn exdoc_puts_all_pages_into_one_folder() {
    check(
        r#"
//- mix.exs
extras: ["README.md"], deps: [{:ex_doc, "~> 0.34"}]
//- README.md
[a](guides/one.md) [b](Phoenix.Endpoint.html#start) [c](`Enum.map/2`)
//- guides/one.md
[a](conventions.md#and-more-it-s) [b](README.md) [c](Enum.html) [d](sheet.cheatmd) [e](conventions.html#what-s)
[f](none.md)
    ^^^^^^^ missing-target
[g](conventions.md#anything)
    ^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
//- guides/deep/conventions.md
## And/more: it-s

## What/s
//- guides/sheet.cheatmd
"#,
    );
}

#[test]
fn links_to_html_tell_that_pages_are_built() {
    let links: Vec<String> = (1..=6).map(|page| format!("[{page}](p{page}.html#a)")).collect();
    let links = links.join(" ");
    let pages: Vec<String> = (1..=6).map(|page| format!("//- docs/p{page}.md\n## A\n")).collect();
    let pages = pages.concat();
    check(&format!(
        "{pages}//- docs/index.md\n{links}\n[x](be/rules.html) [y](p1.md)\n[z](p1.html#b)\n    ^^^^^^^^^ missing-anchor\n"
    ));
}

#[test]
fn pictures_in_headings_of_mkdocs_are_no_part_of_anchors() {
    check(
        r"
//- mkdocs.yml
markdown_extensions: [attr_list, pymdownx.emoji]
//- docs/a.md
# :material-cog: Set up :star::star:
## std::vec::Vec at 10:30:45
[a](#set-up) [b](#stdvecvec-at-103045)
[c](#set-up-star)
    ^^^^^^^^^^^^ missing-anchor
",
    );
}

#[test]
fn names_in_programs_are_for_their_documentation() {
    check(
        r"
//- a.md
[a](@docroot@/b.md) [b][crate::Command::run] [c][std::vec]
[d][no such thing]
^^^^^^^^^^^^^^^^^^ undefined-reference
",
    );
}

#[test]
fn what_is_made_from_something_beside_it_is_unknown() {
    check(
        r"
//- book.toml
[book]
//- src/SUMMARY.md
[a](a.md)
[b](sub/b.md)
//- src/a.md
[a](conf.md) [b](made.md#x) [c](other.md)
                                ^^^^^^^^ missing-target
//- src/conf-prefix.md
//- src/made.md.in
//- src/sub/b.md
## B
[a](@docroot@/a.md) [b](@docroot@/sub/b.md#b) [c](@docroot@/none.md)
[d](@docroot@/sub/b.md#c)
    ^^^^^^^^^^^^^^^^^^^^ missing-anchor
",
    );
}

#[test]
fn hugo_looks_pages_up_in_any_case() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org/"
//- layouts/_markup/render-link.html
//- content/methods/Params.md
//- content/a.md
[a](methods/params/) [b]({{< ref "/methods/params" >}})
"#,
    );
}

#[test]
fn names_of_programs_are_no_typing_errors_for_each_other() {
    check(
        r"
//- mkdocs.yml
plugins: [mkdocstrings]
//- docs/api.md
# API

## ::: pkg.errors
//- docs/a.md
[a](api.md#pkg.errors) [b](api.md#pkg.error)
",
    );
}

#[test]
fn changes_have_names_on_gitlab() {
    check(
        r"
//- a.md
[a](group/project!12) [b](group/sub/project@1a2b3c4d5) [c](!34)
[d](group/project) [e](group/project@main)
    ^^^^^^^^^^^^^ missing-target
                       ^^^^^^^^^^^^^^^^^^ missing-target
",
    );
}

#[test]
fn hugo_lists_folders_at_the_root_alone() {
    check(
        r#"
//- hugo.toml
baseURL = "https://example.org"
//- content/_index.md
[a](/guides/) [b](/guides/size/) [c](/guides/size/a/)
                  ^^^^^^^^^^^^^ missing-target
//- content/guides/size/a.md
"#,
    );
}
