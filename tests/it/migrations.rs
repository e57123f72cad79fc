//! Configurations of other tools, taken over by `guidepost init --from`.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use crate::cli::{Place, text};

/// What `init` says of `config` in the file `name`, and the `guidepost.toml` that it writes.
fn migrated(name: &str, config: &str) -> String {
    let place = Place::new(&[(name, config), ("docs/a.md", "# A\n")]);
    let output = place.run(&["init", "--from", name]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let checked = place.run(&["check", "--offline"]);
    assert!(matches!(checked.status.code(), Some(0 | 1)), "{checked:?}");
    let said = text(&output.stdout).replace(&*place.path().to_string_lossy(), "");
    let mut all = format!("{said}\n--- guidepost.toml\n{}", read(&place, "guidepost.toml"));
    for file in said.lines().filter_map(|line| line.strip_prefix("wrote /")) {
        if file != "guidepost.toml" {
            write!(all, "\n--- {file}\n{}", read(&place, file)).unwrap();
        }
    }
    all
}

fn read(place: &Place, file: impl AsRef<Path>) -> String {
    fs::read_to_string(place.path().join(file)).unwrap()
}

#[test]
fn from_lychee() {
    let config = r#"
verbose = "info"
cache = true
max_cache_age = "2d"
max_concurrency = 14
max_retries = 6
timeout = "20s"
threads = 4
accept = ["200..=204", "429", "..=205", 999]
exclude = ['^https://www\.linkedin\.com', 'localhost', '^file://', '(?=x)a', 'mailto:foo']
exclude_path = ["(^|/)test/", '\.txt$', '[aeiou]']
include_fragments = true
fallback_extensions = ["md", "adoc"]
index_files = ["index.md", "overview.html"]
root_dir = "docs"
base_url = "https://docs.example.com/"
remap = ["https://docs.example.com/(.*) https://staging.example.com/$1"]
basic_auth = ["example.com user:pwd"]
require_https = true
scheme = ["https"]
insecure = false
preprocess = { command = "x" }
frobnicate = 3

[hosts."github.com"]
concurrency = 2
request_interval = "500ms"
headers = { "x" = "y" }
"#;
    insta::assert_snapshot!(migrated("lychee.toml", config));
}

#[test]
fn from_a_list_of_ignored_addresses() {
    let list = "# no robots\nhttps://www\\.linkedin\\.com\n\n^/internal\n";
    insta::assert_snapshot!(migrated(".lycheeignore", list));
}

#[test]
fn from_markdown_link_check() {
    let config = r#"{
  "projectBaseUrl": "${workspaceFolder}",
  "ignorePatterns": [{ "pattern": "^http://example.net" }, { "pattern": "^#" }, {}],
  "replacementPatterns": [
    { "pattern": "^.attachments", "replacement": "file://some/.attachments" },
    { "pattern": "^/", "replacement": "{{BASEURL}}/" },
    { "pattern": "^/wiki/", "replacement": "{{BASEURL}}/docs/" },
    { "pattern": "%20", "replacement": "-", "global": true }
  ],
  "httpHeaders": [{ "urls": ["https://example.com"], "headers": { "Foo": "Bar" } }],
  "timeout": "500s",
  "retryOn429": true,
  "retryCount": 2,
  "fallbackRetryDelay": "30s",
  "aliveStatusCodes": [200, 206, 403]
}"#;
    insta::assert_snapshot!(migrated(".markdown-link-check.json", config));
}

#[test]
fn from_markdownlint() {
    let config = "default: true
MD013: false
no-hard-tabs: true
MD001: false
MD024: { siblings_only: true }
MD025: { level: 2 }
MD033: { allowed_elements: [br] }
MD045: error
MD051: { ignore_case: true, severity: warning }
MD059: { prohibited_texts: [download, press here] }
headings: false
MD043:
  headings: ['# A', '## Install', '*', '## Use']
extends: base.yaml
my-rule: false
";
    insta::assert_snapshot!(migrated(".markdownlint.yaml", config));
}

#[test]
fn from_markdownlint_without_defaults() {
    let config = r#"{
  // only these
  "config": { "default": false, "MD051": true, "MD009": true },
  "ignores": ["node_modules", "CHANGELOG.md", "docs/gen/**", "!docs/gen/a.md"],
  "globs": ["**/*.md"],
  "gitignore": true,
  "customRules": ["./rule.js"],
}"#;
    insta::assert_snapshot!(migrated(".markdownlint-cli2.jsonc", config));
}

const SCHEMA: &str = r###"
structure:
  - heading: { pattern: "# .*", regex: true }
    children:
      - heading: "## Introduction"
        word_count: { min: 3, max: 300 }
        forbidden_text: ["TODO", { pattern: "FIX(ME)?", regex: true }]
      - heading: { pattern: "## (Setup|Install.*)", regex: true }
        severity: warning
        code_blocks:
          - { lang: bash, min: 1 }
          - { lang: go, min: 2 }
        images:
          - { min: 1, require_alt: true, formats: [png] }
      - heading: "## Steps"
        lists: [{ min: 1, type: ordered, min_items: 2 }]
        tables: [{ max: 2, required_headers: [Name] }]
      - heading: "## See also"
        optional: true
        required_text: ["a.md"]
      - heading: { expr: "level == 3" }
links:
  validate_internal: true
  validate_files: false
  validate_external: true
  external_timeout: 5
  blocked_domains: [example.com]
heading_rules: { no_skip_levels: true, max_depth: 3 }
frontmatter:
  fields:
    - { name: title, type: string }
    - { name: date, type: date }
    - { name: repo, optional: true, format: url }
"###;

#[test]
fn from_mdschema() {
    insta::assert_snapshot!(migrated("docs/.mdschema.yml", SCHEMA));
}

#[test]
fn pages_are_held_to_what_was_taken_over() {
    let page = "---\ntitle: 3\n---\n# A\n\n## Introduction\n\nTODO\n\n### Deep\n\n#### x\n";
    let place =
        Place::new(&[("docs/.mdschema.yml", SCHEMA), ("docs/a.md", page), ("b.md", "# B\n")]);
    assert!(place.run(&["init", "--from", "docs/.mdschema.yml"]).status.success());
    let report = place.check(&["--select", "sections,front-matter"]);
    let found = report["diagnostics"].as_array().unwrap();
    let rules: Vec<&str> = found.iter().filter_map(|found| found["rule"].as_str()).collect();
    for rule in ["missing-section", "section-content", "front-matter-schema"] {
        assert!(rules.contains(&rule), "{rule}: {rules:?}");
    }
    assert!(found.iter().all(|found| found["path"] == "docs/a.md"), "{found:#?}");
}

#[test]
fn several_tools_make_one_configuration() {
    let place = Place::new(&[
        ("lychee.toml", "exclude = ['^https://a\\.org']\n"),
        (".lycheeignore", "^https://b\\.org\n"),
        (".markdownlint.json", r#"{ "MD051": false }"#),
        ("a.md", "# A\n\n[x](#nowhere)\n"),
    ]);
    let first = place.run(&["init"]);
    let hint = "rm guidepost.toml && guidepost init --from lychee.toml --from .lycheeignore --from .markdownlint.json";
    assert!(text(&first.stdout).contains(hint), "{first:?}");
    assert_eq!(place.check(&[])["summary"]["errors"], 1);
    fs::remove_file(place.path().join("guidepost.toml")).unwrap();
    let arguments: Vec<&str> = hint.split(' ').skip_while(|word| *word != "init").collect();
    assert!(place.run(&arguments).status.success());
    let written = read(&place, "guidepost.toml");
    assert!(written.contains(r"exclude = ['^https://a\.org', '^https://b\.org']"), "{written}");
    assert_eq!(place.check(&[])["summary"]["errors"], 0);
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_written() {
    for (name, config, why) in [
        ("lychee.toml", "cache = true\nexclude = [", "cannot take over"),
        ("lychee.toml", "cache = true\nexclude = [1 2]", "at line 2"),
        ("my.yml", "a: b", "it is of no tool"),
        (".markdownlint.json", "[1]", "it holds no table"),
        ("vale.ini", "x", "it is of no tool"),
    ] {
        let place = Place::new(&[(name, config), ("a.md", "# A\n")]);
        let output = place.run(&["init", "--from", name]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = text(&output.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(why), "{said}");
        assert!(!place.path().join("guidepost.toml").exists());
    }
}

#[test]
fn a_file_with_a_name_of_its_own_is_known_by_its_keys() {
    for (name, config, told) in [
        ("ci/links.toml", "max_retries = 1\n", "kept           max_retries"),
        ("ci/links.json", r#"{ "timeout": "5s", "aliveStatusCodes": [200] }"#, "aliveStatusCodes"),
        ("ci/lint.json", r#"{ "MD051": false }"#, "[rules] missing-anchor = \"off\""),
        ("ci/lint.yaml", "config: { MD051: false }\nglobs: ['**']\n", "config.MD051"),
        ("guide.yml", "structure:\n  - heading: '# A'\n", "[types.guide]"),
    ] {
        let written = migrated(name, config);
        assert!(written.contains(told), "{name}: {written}");
    }
}

#[test]
fn a_rule_that_markdownlint_does_not_have_is_told_as_lost() {
    let config = r#"{ "line-length": false, "MD013": false, "whitespace": false, "line-lenght": false, "MD999": false }"#;
    let written = migrated(".markdownlint.json", config);
    assert!(written.contains("0 kept, 3 not needed, 0 elsewhere, 2 no equivalent"), "{written}");
    for name in ["line-lenght", "MD999"] {
        let line = format!("#   .markdownlint.json {name}: markdownlint has no such rule");
        assert!(written.contains(&line), "{written}");
    }
}

#[test]
fn settings_cannot_leave_their_comment() {
    let config = r#"{ "a\nprofile = \"x\"": true, "MD013": true }"#;
    let written = migrated(".markdownlint.json", config);
    assert!(written.contains("#   .markdownlint.json a profile = \"x\": "), "{written}");
}
