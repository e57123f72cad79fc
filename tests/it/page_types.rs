//! Page types and configurations of several files, as people use them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use guidepost::base::path::RelPath;
use guidepost::config::FILE_NAME;
use guidepost::corpus::File;
use guidepost::engine::settings::Settings;
use guidepost::lint::types::derive;
use proptest::prelude::*;
use tempfile::TempDir;

use crate::cli::outside_of_hooks;
use crate::corpus::{Corpus, Files, check, config, sites, split};

/// The files of `fixture` on the disk.
fn folder(fixture: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in split(fixture).0 {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// Status, standard output and standard error of `guidepost ARGUMENTS` in `folder`.
fn guidepost(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guidepost"));
    let output =
        outside_of_hooks(&mut command).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

/// Why the configuration in `fixture` cannot be used.
fn mistake(fixture: &str) -> String {
    use miette::Diagnostic;
    let error = config(&split(fixture).0).unwrap_err();
    let help = error.help().map(|help| help.to_string()).unwrap_or_default();
    format!("{error} | {help}")
}

#[test]
fn what_a_type_says_wrong_is_told_with_what_to_do() {
    let types = |rest: &str| mistake(&format!("//- guidepost.toml\n{rest}"));
    assert_eq!(
        types("[types.a]\nextends = 'b'\n[types.b]\nextends = 'c'\n[types.c]\nextends = 'b'\n"),
        "these page types extend each other: b → c → b | remove one `extends`"
    );
    assert_eq!(
        types("[types.base]\n[types.a]\nextends = 'bas'\n"),
        "unknown page type `bas` | did you mean `base`?"
    );
    assert_eq!(
        types(
            "[[types.a.sections]]\nid = 'y'\ntitle = 'Y'\n[types.b]\nextends = 'a'\nremove = ['x']\n"
        ),
        "unknown section `x` | there are: y"
    );
    assert_eq!(
        types("[[types.a.sections]]\nid = 'x'\n"),
        "section `x` has no title | give it a `title`, or titles of which any will do with `any-of`"
    );
    assert_eq!(
        types("[[types.a.sections]]\nid = 'x'\ntitle = 'X'\nposition = 'frist'\n"),
        "unknown position `frist` | did you mean `first`?"
    );
    assert_eq!(
        types("[[types.a.sections]]\nid = 'x'\ntitle = 'X'\nwords = '3..1'\n"),
        "here belongs a number, or a range such as \"2..\", \"..5\" or \"2..12\", which \"3..1\" is not | "
    );
    assert_eq!(
        types("[types.a]\nmatch = { paths = 'x' }\n"),
        "here belongs a list, not a text | write it between brackets: `[…]`"
    );
    assert_eq!(
        types("[types.a.sections]\nid = 'x'\n"),
        "here belongs a list, not a table | write two brackets around the name of each: `[[…]]`"
    );
    assert_eq!(types("[[types.a.sections]]\ntitle = 'X'\n"), "the key `id` is missing | ");
    for (written, said) in [
        ("order = 1", "here belongs a text"),
        (
            "words = 1.5",
            "here belongs a number, or a range such as \"2..\", \"..5\" or \"2..12\", not a number with a fraction",
        ),
        ("title = 'X'", "here belongs a table, not a text"),
        ("title = { max-chars = '80' }", "here belongs a number from 0 up, not a text"),
        ("file = { matches-title = 'no' }", "here belongs `true` or `false`, not a text"),
        ("words = '1..'\nwords = '2..'", "this key stands here twice"),
        (
            "sections = [{ id = 'x', level = 7 }]",
            "here belongs a heading level from 1 to 6, or a list of them, which `7` is not",
        ),
        ("sections = [{ id = 'x', level = [2, '3'] }]", "here belongs a number, not a text"),
    ] {
        assert_eq!(types(&format!("[types.a]\n{written}\n")), format!("{said} | "));
    }
    assert_eq!(
        types("[[types.a.sections]]\nid = 'x'\ntitle = { regex = '^(a|b' }\n"),
        "this regular expression cannot be used: unclosed group | "
    );
    assert_eq!(
        types("[types.a]\ntitle = { match = '(?!a)b' }\n"),
        "this regular expression cannot be used: look-around, including look-ahead and \
         look-behind, is not supported | expressions take linear time here: say it without"
    );
    assert_eq!(
        types("[types.a]\nmatch = { paths = ['a[*.md'] }\n"),
        "this glob cannot be used: unclosed character class; missing ']' | "
    );
    assert!(
        types("[[types.a.sections]]\nid='x'\ntitle={regex='X'}\nsequential='n'\n")
            .contains("(?P<n>")
    );
    assert!(
        types("[types.a]\nfront-matter = { schema = 'no.json' }\n")
            .starts_with("cannot read `no.json`")
    );
    assert!(
        types("[types.a]\nfront-matter = { schema = '../no.json' }\n")
            .contains("outside of the corpus")
    );
    assert!(
        types("[types.a]\ntitle = { match = '\\d{1,9999}{1,9999}' }\n")
            .contains("beyond all bounds")
    );
    assert!(types("[locales]\npattern = '*/**'\n").starts_with("the pattern does not say"));
}

#[test]
fn two_sections_of_one_id_are_a_mistake() {
    let section = |title: &str| format!("[[types.t.sections]]\nid = \"x\"\ntitle = \"{title}\"\n");
    let twice = format!("//- guidepost.toml\n[types.t]\n{}{}", section("One"), section("Two"));
    let said = mistake(&twice);
    assert!(said.starts_with("this page type has two sections `x` | give each"), "{said}");
    let changed = format!(
        "//- guidepost.toml\n[types.t]\n{}[types.u]\nextends = \"t\"\n{}",
        section("One"),
        section("Two").replace("types.t", "types.u")
    );
    assert!(config(&split(&changed).0).is_ok(), "a type that extends it may change it");
}

#[test]
fn a_schema_fetches_nothing_and_takes_linear_time() {
    let with = |schema: &str| {
        format!(
            "//- guidepost.toml\n[types.a]\nmatch = {{ paths = ['*.md'] }}\nfront-matter = {{ schema = 's.json' }}\n//- s.json\n{schema}\n"
        )
    };
    for reference in ["http://127.0.0.1:9/x.json", "file:///etc/passwd", "other.json"] {
        let said = mistake(&with(&format!("{{\"$ref\": \"{reference}\"}}")));
        assert!(said.contains("nothing is fetched"), "{said}");
    }
    let slow = with("{\"properties\": {\"a\": {\"pattern\": \"^(a+)+$\"}}}");
    let page = format!("---\na: {}b\n---\n# T\n", "a".repeat(50_000));
    let files = split(&slow).0.into_iter().chain([("page.md".to_owned(), page)]).collect();
    let (_, found) = Corpus::new(files).check();
    assert!(found.iter().any(|found| found.rule == "front-matter-schema"), "{found:?}");
}

#[test]
fn the_nearest_configuration_wins_key_by_key() {
    check(
        "
//- guidepost.toml
[rules]
links = \"off\"
missing-target = \"error\"
//- docs/guidepost.toml
[rules]
missing-target = \"off\"
wrong-case = \"warning\"
//- docs/sub/guidepost.toml
extends = \"../strict.toml\"
//- docs/strict.toml
[rules]
missing-target = \"warning\"
//- a.md
[x](no.md)
    ^^^^^ missing-target
[x](A.md)
//- docs/a.md
[x](no.md)
[x](A.md)
    ^^^^ wrong-case
//- docs/sub/a.md
[x](no.md)
    ^^^^^ missing-target
[x](A.md)
    ^^^^ wrong-case
",
    );
}

#[test]
fn a_type_of_an_outer_folder_is_changed_by_an_inner_one() {
    check(
        "
//- guidepost.toml
[types.note]
match = { paths = [\"**/*.md\"] }
[[types.note.sections]]
id = \"why\"
title = \"Why\"
[[types.note.sections]]
id = \"how\"
title = \"How\"
//- docs/guidepost.toml
[types.note]
remove = [\"how\"]
//- a.md
# A

## Why
^^^^^^ missing-section: no section “How”

So.
//- docs/a.md
# A

## Why

So.
",
    );
}

#[test]
fn files_that_extend_each_other_are_told() {
    let fixture = "//- guidepost.toml\nextends = 'a.toml'\n//- a.toml\nextends = 'b.toml'\n//- b.toml\nextends = ['a.toml']\n";
    assert_eq!(
        mistake(fixture),
        "these files extend each other: a.toml → b.toml → a.toml | remove one `extends`"
    );
    let fixture = "//- guidepost.toml\n//- docs/guidepost.toml\n[site]\nurl = 'x'\n";
    assert!(mistake(fixture).starts_with("`site` counts for the whole corpus"));
}

const HELP: &str = "
//- guidepost.toml
[types.base]
title = { max-chars = 80 }

[types.help-article]
extends = \"base\"
match = { paths = [\"help/*.md\"] }
template = \"templates/help.md\"

[[types.help-article.sections]]
id = \"what-is\"
title = { regex = '^What is .+' }

[[types.help-article.sections]]
id = \"contact\"
title = \"Contact support\"
required = false

[types.other]
match = { paths = [\"both/*.md\", \"help/both.md\"] }
unlisted-sections = \"deny\"
[[types.other.forbidden]]
title = \"Links\"

[types.third]
match = { paths = [\"both/*.md\"] }
[[types.third.sections]]
id = \"links\"
title = \"Links\"

[[overrides]]
paths = [\"help/**\"]
rules = { missing-section = \"warning\" }
//- templates/help.md
# {title}

## What is {slug}?
//- help/a.md
# A

## What is it?

That.

## More

Words.
//- help/guidepost.toml
[rules]
links = \"info\"
";

#[test]
fn types_are_listed_and_explained() {
    let folder = folder(HELP);
    let (status, listed, _) = guidepost(folder.path(), &["types", "list"]);
    assert_eq!(status, 0);
    assert!(
        listed.contains("help-article (guidepost.toml:4, extends base)\n  pages in help/*.md\n"),
        "{listed}"
    );
    assert!(listed.contains("tutorial (the presets)"), "{listed}");
    let (_, explained, _) = guidepost(folder.path(), &["types", "explain", "help/a.md"]);
    let expected = "help/a.md
  help-article from guidepost.toml:4, matched by paths \"help/*.md\"
    ✓ what-is          line 3: ## What is it?
    – contact          optional, not there: “Contact support”
    · not listed       line 7: ## More
";
    assert_eq!(explained, expected);
}

#[test]
fn the_configuration_says_where_its_values_come_from() {
    let folder = folder(HELP);
    let (status, shown, errors) = guidepost(folder.path(), &["config", "show", "help/a.md"]);
    assert_eq!(status, 0, "{errors}");
    let line = |start: &str| {
        let found = shown.lines().find(|line| line.trim().starts_with(start));
        let words: Vec<&str> =
            found.unwrap_or_else(|| panic!("{shown}")).split_whitespace().collect();
        words.join(" ")
    };
    assert_eq!(
        line("rules.missing-section ="),
        "rules.missing-section = warning guidepost.toml:32"
    );
    assert_eq!(line("rules.wrong-case ="), "rules.wrong-case = info help/guidepost.toml:2");
    assert_eq!(line("rules.missing-anchor ="), "rules.missing-anchor = error default");
    assert_eq!(
        line("page type ="),
        "page type = help-article guidepost.toml:4, matched by paths \"help/*.md\""
    );
}

#[test]
fn a_new_page_starts_from_its_type() {
    let folder = folder(HELP);
    let new = ["new", "help-article", "What's", "new?", "--dir", "help"];
    let (status, said, _) = guidepost(folder.path(), &new);
    assert_eq!((status, said.as_str()), (0, "wrote help/whats-new.md\n"));
    let text = fs::read_to_string(folder.path().join("help/whats-new.md")).unwrap();
    assert_eq!(text, "# What's new?\n\n## What is whats-new?\n");
    assert_eq!(guidepost(folder.path(), &new).0, 2, "what is there stays");
    let (status, _, errors) = guidepost(folder.path(), &["new", "help-artikel", "x"]);
    assert!(status == 2 && errors.contains("did you mean `help-article`?"), "{errors}");
    guidepost(folder.path(), &["new", "tutorial", "First steps"]);
    let text = fs::read_to_string(folder.path().join("first-steps.md")).unwrap();
    assert!(text.starts_with("# First steps\n\n## Before you begin\n"), "{text}");
    // The headings of a new page are those that its type asks for: only what stands under them is missing.
    let check = ["check", "--offline", "--type", "tutorial", "--select", "sections", "--format"];
    let (_, found, _) =
        guidepost(folder.path(), &[&check[..], &["concise", "first-steps.md"]].concat());
    assert!(found.contains("section “Before you begin” is empty"), "{found}");
    assert!(found.contains("section “Next steps” is empty"), "{found}");
    assert!(!found.contains("no section"), "{found}");
}

#[test]
fn a_new_page_is_one_of_its_type_or_says_so() {
    let folder = folder(
        "
//- guidepost.toml
[types.help]
match = { paths = [\"help/*.md\"] }
template = \"help.md\"
[types.note]
match = { paths = [\"notes/*.md\"], front-matter = { kind = \"note\" } }
[[types.note.sections]]
id = \"why-it-matters\"
title = { regex = \"^(Why|How)\" }
//- help.md
---
title: \"{title}\"
short: {title}
slug: {slug}
---
# {title}
//- help/a.md
# A
//- notes/a.md
# A

## Why

So.
",
    );
    let new = |arguments: &[&str]| guidepost(folder.path(), &[&["new"], arguments].concat());
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    // Whatever the title holds, the metadata can be read.
    let (_, _, said) = new(&["help", "The \"new\" way: how?", "--dir", "help"]);
    assert_eq!(said, "");
    assert_eq!(
        read("help/the-new-way-how.md"),
        "---\ntitle: \"The \\\"new\\\" way: how?\"\nshort: \"The \\\"new\\\" way: how?\"\n\
         slug: the-new-way-how\n---\n# The \"new\" way: how?\n"
    );
    let (status, _, said) = new(&["help", "Here"]);
    assert_eq!(
        (status, &*said),
        (
            0,
            "guidepost: here.md is not checked as `help`: pages of this type are in `help/*.md`; see --dir\n"
        )
    );
    // A type that is known by its metadata is written into them.
    new(&["note", "Here", "too"]);
    assert_eq!(
        read("here-too.md"),
        "---\ntitle: \"Here too\"\nkind: \"note\"\n---\n\n# Here too\n\n## Why it matters\n"
    );
    let (_, explained, _) = guidepost(folder.path(), &["types", "explain", "here-too.md"]);
    assert!(explained.contains("note from guidepost.toml"), "{explained}");

    let (status, _, said) = new(&["help", "There", "--dir", "no"]);
    assert_eq!(status, 2);
    assert!(said.contains("there is no folder `no`") && said.contains("--dir"), "{said}");
    let (status, _, said) = new(&["help", "Here"]);
    assert!(status == 2 && said.contains("choose another title"), "{said}");
}

#[test]
fn globs_that_are_of_no_page_are_told_once() {
    let folder = folder(
        "
//- guidepost.toml
exclude = [\"achive/**\", \"node_modules/**\", \"v3/**\"]
[types.help]
match = { paths = [\"hlep/*.md\", \"help/*.md\"] }
[[overrides]]
paths = [\"blog/**\"]
rules = { links = \"off\" }
//- help/a.md
# A
//- archive/a.md
# A
//- v1/a.md
# A
",
    );
    let (status, _, said) = guidepost(folder.path(), &["check", "--offline"]);
    assert_eq!(
        (status, &*said),
        (
            0,
            "guidepost: guidepost.toml:1: no page is in `achive/**` of exclude; did you mean `archive`?\n\
             guidepost: guidepost.toml:5: no page is in `blog/**` of overrides\n\
             guidepost: guidepost.toml:3: no page is in `hlep/*.md` of page type `help`; did you mean `help`?\n"
        )
    );
    // Who looks at a part of the pages cannot tell.
    assert_eq!(guidepost(folder.path(), &["check", "--offline", "help"]).2, "");
}

#[test]
fn types_that_contradict_each_other_are_told_where_a_page_has_both() {
    let folder = folder(HELP);
    assert_eq!(guidepost(folder.path(), &["check", "--offline"]).0, 0);
    fs::create_dir(folder.path().join("both")).unwrap();
    fs::write(folder.path().join("both/a.md"), "# A\n").unwrap();
    let (status, _, errors) = guidepost(folder.path(), &["check", "--offline"]);
    assert_eq!(status, 2);
    let errors = errors.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        errors
            .replace(" │", "")
            .contains("`third` requires the section “Links”, which `other` forbids"),
        "{errors}"
    );
    assert_eq!(guidepost(folder.path(), &["types", "explain", "both"]).0, 0);
}

#[test]
fn a_preset_needs_no_configuration() {
    let folder = folder("//- a.md\n# Sign in\n\nHow to sign in here.\n");
    let check = ["check", "--offline", "--type", "help-article", "--select", "sections", "a.md"];
    let (status, shown, _) = guidepost(folder.path(), &check);
    assert_eq!(status, 1);
    assert!(shown.contains("missing-section") && shown.contains("--type"), "{shown}");
    let (status, _, errors) = guidepost(folder.path(), &["check", "--type", "help", "a.md"]);
    assert!(status == 2 && errors.contains("did you mean `help-article`?"), "{errors}");
}

#[test]
fn presets_say_what_they_want_in_the_words_of_people() {
    let folder = folder("//- a.md\n# Sign in.\n\nHow.\n\n## Else\n\nWords.\n");
    let (_, listed, _) = guidepost(folder.path(), &["types", "list"]);
    assert!(!listed.contains(['`', '\\', '^']), "no expressions: {listed}");
    for section in [
        "§ trouble: “Troubleshooting” or “What to do if …” or the like",
        "§ contact (optional): “Contact support” or the like",
        "§ steps: “Steps” or the like",
        "§ before: “Before you begin” or the like",
        "§ next: “Next steps” or the like",
    ] {
        assert!(listed.contains(section), "{section}: {listed}");
    }
    for preset in ["help-article", "how-to", "tutorial", "reference", "explanation"] {
        let check = ["check", "--offline", "--type", preset, "--format", "concise", "a.md"];
        let (_, shown, _) = guidepost(folder.path(), &check);
        assert!(shown.contains("the title must not end in “.”"), "{preset}: {shown}");
        assert!(!shown.contains("(?i)") && !shown.contains("[.:]"), "{preset}: {shown}");
    }
}

/// What the rules about types find in `pages` of the derived type.
fn found_as_derived(pages: &[String]) -> (String, Vec<String>) {
    let files: Files =
        (0..).zip(pages).map(|(row, text)| (format!("{row}.md"), text.clone())).collect();
    let corpus = Corpus::with(files.clone(), Settings::default());
    let view = corpus.engine.view();
    let read = view.snapshot().pages();
    let read: Vec<&File> = read.iter().map(|(_, file)| &***file).collect();
    let text = derive("derived \"type\"", &RelPath::clone, &read);
    let mut files = files;
    files.insert(FILE_NAME.to_owned(), text.clone());
    let config = config(&files).unwrap_or_else(|error| panic!("{error:?}\n{text}"));
    let select = vec!["sections".to_owned()];
    let sites = sites(&files, &config);
    let corpus = Corpus::with(files, Settings { sites, select, ..config.settings });
    let (_, found) = corpus.check();
    (text, found.into_iter().map(|found| format!("{}: {}", found.rule, found.message)).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_derived_type_accepts_its_sources(pages in prop::collection::vec(
        prop::collection::vec((1_u8..5, "[ABC\"\\\\*’]{0,2}[ 1]{0,2}", prop::bool::ANY), 0..7), 1..5)
    ) {
        let pages = pages.into_iter().map(|headings| {
            let blocks = headings.into_iter().map(|(level, title, body)| {
                let marks = "#".repeat(level.into());
                format!("{marks} {title}\n\n{}", if body { "Some text.\n\n" } else { "" })
            });
            blocks.collect::<String>()
        });
        let (text, found) = found_as_derived(&pages.collect::<Vec<_>>());
        prop_assert!(found.is_empty(), "{found:?}\n{text}");
    }
}

#[test]
fn a_derived_type_lists_what_pages_have_in_common() {
    let pages = [
        "# A\n\nWord.\n\n## What is *A*?\n\nX.\n\n## Links\n\nX.\n\n## Help\n",
        "# B\n\nWord.\n\n## Links\n\nX.\n\n### Help\n\nX.\n",
    ];
    let (text, _) = found_as_derived(&pages.map(str::to_owned));
    let sections: BTreeMap<&str, &str> = text
        .split("\n[[")
        .skip(1)
        .map(|section| (section.lines().nth(1).unwrap(), section.lines().last().unwrap()))
        .collect();
    let expected =
        [("id = \"help\"", "allow-empty = true"), ("id = \"links\"", "title = \"Links\"")];
    assert_eq!(sections, BTreeMap::from(expected), "{text}");
    assert!(text.contains("words = \"1..6\""), "half of the shortest to twice the longest: {text}");
}

#[test]
fn a_derived_type_has_its_sources_wherever_it_is_written() {
    let page = "# A\n\nWord.\n\n## Links\n\nX.\n";
    let here = |files: &[&str]| {
        let files: Vec<String> = files.iter().map(|path| format!("//- {path}\n{page}")).collect();
        folder(&files.concat())
    };
    let help = here(&["help/a.md", "help/b.md", "help/[c]/d.mdx", "README.md"]);
    // As docs/maintaining.md says it.
    let derived = guidepost(
        help.path(),
        &["types", "derive", "help/a.md", "help/b.md", "help/[c]", "--name", "help-article"],
    );
    assert!(
        derived.1.contains(r#"match = { paths = ["help/*.md", "help/[[]c[]]/*.mdx"] }"#),
        "{derived:?}"
    );
    fs::write(help.path().join(FILE_NAME), derived.1).unwrap();
    for path in ["help/a.md", "help/[c]/d.mdx"] {
        let (_, explained, _) = guidepost(help.path(), &["types", "explain", path]);
        assert!(explained.contains("help-article from guidepost.toml:1"), "{explained}");
    }
    let (_, explained, _) = guidepost(help.path(), &["types", "explain", "README.md"]);
    assert!(explained.contains("is of no type"), "{explained}");

    // The paths are those of a configuration in the current folder.
    let many = here(&["docs/a/a.md", "docs/b/a.md", "docs/c/a.md", "docs/d/a.md", "docs/e.md"]);
    fs::create_dir(many.path().join(".git")).unwrap();
    let (_, derived, _) = guidepost(many.path(), &["types", "derive", "docs/a", "docs/e.md"]);
    assert!(derived.contains(r#"paths = ["docs/*.md", "docs/a/*.md"]"#), "{derived}");
    let docs = many.path().join("docs");
    let (_, derived, _) = guidepost(&docs, &["types", "derive"]);
    assert!(derived.contains(r#"paths = ["**/*.md"]"#), "{derived}");
    fs::write(docs.join(FILE_NAME), derived).unwrap();
    let (_, explained, _) = guidepost(&docs, &["types", "explain", "a"]);
    assert!(explained.contains("derived from guidepost.toml:1"), "{explained}");
}
