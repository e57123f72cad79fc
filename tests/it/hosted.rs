//! Services that publish a repository: `GitBook` and Mintlify.

use crate::corpus::check_broken as check;

#[test]
fn gitbook_publishes_the_folder_that_it_is_told() {
    check(
        r##"
//- .gitbook.yaml
root: ./docs/
structure:
  readme: README.md
  summary: SUMMARY.md
redirects:
  old/page: guide/setup.md
  older: guide/gone.md
         ^^^^^^^^^^^^^ missing-target
//- docs/README.md
# Home

[a](guide/setup.md#tls-ssl-and-more) [b](guide/setup.md#tlsssl--more) [c](guide/) [d](old/page) [e](guide/gone.md)
                                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^ missing-anchor
                                                                                                    ^^^^^^^^^^^^^ missing-target
{% content-ref url="guide/setup.md" %}
[setup.md](guide/setup.md)
{% endcontent-ref %}

![](.gitbook/assets/logo.png)

{% include ".gitbook/includes/note.md" %}

[note](#noted)
//- docs/.gitbook/assets/logo.png
//- docs/.gitbook/includes/note.md
## Noted
//- docs/guide/README.md
# Guide
//- docs/guide/setup.md
# Setup

## TLS/SSL & more

## 2. First steps <a href="#first" id="first"></a>

[f](#first) [g](#id-2.-first-steps) [h](../README.md#noted)
"##,
    );
}

#[test]
fn a_configuration_of_gitbook_that_was_left_behind_publishes_nothing() {
    check(
        r"
//- .gitbook.yaml
root: ./docs
//- CONTRIBUTING.md
# Contribute

Pages are in [`docs`](/docs), the site in [`website`](website).
//- docs/intro.md
# Intro

[a](intro)
//- website/docusaurus.config.js
export default { presets: [['classic', { docs: { path: '../docs', routeBasePath: '/' } }]] }
",
    );
}

#[test]
fn mintlify_serves_pages_without_their_extension() {
    check(
        r#"
//- docs.json
{
  "$schema": "https://mintlify.com/docs.json",
  "navigation": { "groups": [{ "group": "API", "openapi": { "source": "a.json", "directory": "api" } }] },
  "redirects": [{ "source": "/old/:slug*", "destination": "/guides/:slug*" }, { "source": "/x", "destination": "/gone" }]
                                                                                                                ^^^^^ missing-target
}
//- quickstart.mdx
---
title: Quickstart
---

[a](/guides/setup#what%E2%80%99s-new) [b](guides/setup) [c](/guides/setpu) [d](/api/get-user) [e](/) [f](/old/setup)
                                                            ^^^^^^^^^^^^^ missing-target

<Card title="Setup" href="/guides/nothing" />
                          ^^^^^^^^^^^^^^^ missing-target
<img src="/images/logo.svg" />
//- images/logo.svg
//- guides/setup.mdx
## What's new?

## Fees & billing

## Fees & billing

## Custom {#own}

<Steps>
  <Step title="Install the CLI">
    [g](#fees-&-billing) [h](#own) [i](#install-the-cli) [j](#fees--billing) [k](../quickstart)
                                                             ^^^^^^^^^^^^^^ missing-anchor
  </Step>
</Steps>
//- api/reference.mdx
<ParamField path="user" type="string" />

[l](#param-user)
"#,
    );
}
