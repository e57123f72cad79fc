//! What pages say of their findings.

use guidepost::base::date::Date;
use guidepost::base::diag::Suppression;
use guidepost::base::edit::Safety;
use guidepost::doc::{DIALECTS, Format, parse};
use guidepost::engine::settings::Settings;
use proptest::prelude::*;

use crate::cli::{Place, findings};
use crate::corpus::{Corpus, Files, check, split};

#[test]
fn the_next_block_whatever_it_is() {
    check(
        r"
//- a.md
<!-- guidepost-ignore missing-target -->

One [a](a1.md)
and [b](b1.md).

Two [c](c1.md).
        ^^^^^ missing-target

<!-- guidepost-ignore missing-target -->
- [d](d1.md)

  [e](e1.md)

[f](f1.md)
    ^^^^^ missing-target

<!-- guidepost-ignore missing-target -->
<!-- guidepost-ignore wrong-case -->
| [g](g1.md) | [h](A.md) |
|---|---|
| [i](i1.md) | x |

Rest <!-- guidepost-ignore --> [j](j1.md)
[k](k1.md)

[l] and [m]

<!-- guidepost-ignore links -->
[l]: l1.md
[m]: m1.md

[n]: a.md
^^^^^^^^^ unused-definition
",
    );
}

#[test]
fn lines_regions_and_files() {
    check(
        r"
//- a.md
[a](a1.md) <!-- guidepost-ignore-line missing-target -- made by the build -->
[b](b1.md)
    ^^^^^ missing-target
[b](b2.md) <!-- guidepost-ignore-line missing-target - made by the build -->
[b](b3.md) <!-- guidepost-ignore-line missing-target – made by the build -->

<!-- guidepost-ignore-start missing-target -->

[c](c1.md) [d](A.md)
               ^^^^ wrong-case

<!-- guidepost-ignore-start wrong-case -->

[e](e1.md) [f](A.md)

<!-- guidepost-ignore-end -->

[g](g1.md) [h](A.md)
               ^^^^ wrong-case

<!-- guidepost-ignore-end -->

[i](i1.md)
    ^^^^^ missing-target
//- b.md
[a](a1.md)

<!-- guidepost-ignore-file links -->
//- c.md
---
guidepost-ignore:
  - missing-target -- made by the build
---
[a](a1.md) [b](A.md)
               ^^^^ wrong-case
//- d.mdx
{/* guidepost-ignore missing-target */}

[a](a1.md)

[b](b1.md)
    ^^^^^ missing-target
//- e.html
<!doctype html>
<!-- guidepost-ignore missing-target -->
<p><a href='a1.md'>x</a>

<p><a href='b1.md'>x</a>
            ^^^^^ missing-target
",
    );
}

#[test]
fn what_is_said_in_vain_is_said() {
    check(
        r"
//- a.md
<!-- guidepost-ignore missing-taget -->
                      ^^^^^^^^^^^^^ unused-suppression: there is no rule `missing-taget`
[a](a1.md)
    ^^^^^ missing-target

<!-- guidepost-ignore-next-line missing-target -->
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: there is no comment `guidepost-ignore-next-line`
[a](a1.md)
    ^^^^^ missing-target

<!-- guidepost-ignore missing-target until:soon -->
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: `soon` is no day
[a](a1.md)

<!-- guidepost-ignore-end -->
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-suppression: no region

`<!-- guidepost-ignore x -->` and

    <!-- guidepost-ignore x -->
",
    );
}

fn on(day: &str, files: Files) -> Corpus {
    Corpus::with(files, Settings { today: Date::parse(day), ..Settings::default() })
}

#[test]
fn what_expires_is_reported_again_and_so_is_what_hid_it() {
    let fixture = "\n//- a.md\n<!-- guidepost-ignore missing-target -- soon there until:2026-12-31 -->\n[a](a1.md)\n";
    let rules = |day| -> Vec<&str> {
        let (_, found) = on(day, split(fixture).0).check();
        found.iter().map(|found| found.rule).collect()
    };
    assert_eq!(rules("2026-12-31"), [] as [&str; 0]);
    assert_eq!(rules("2027-01-01"), ["unused-suppression", "missing-target"]);
    let corpus = on("2026-12-31", split(fixture).0);
    let view = corpus.engine.view();
    let suppressed = view.check_all(view.snapshot().pages()[0].0).suppressed;
    let by = Suppression::Comment {
        reason: Some("soon there".into()),
        until: Some("2026-12-31".into()),
    };
    assert_eq!(
        (suppressed.len(), suppressed[0].diagnostic.rule, &suppressed[0].by),
        (1, "missing-target", &by)
    );
}

#[test]
fn comments_of_other_tools_are_understood_and_left_alone() {
    check(
        r"
//- a.md
<!-- markdown-link-check-disable -->

[a](a1.md) [b](A.md) [c](#c) [nope][d]
                             ^^^^^^^^^ undefined-reference

<!-- markdown-link-check-enable -->

<!-- markdown-link-check-disable-next-line -->
[a](a1.md)
[a](a1.md) <!-- markdown-link-check-disable-line -->
[a](a1.md)
    ^^^^^ missing-target

<!-- markdownlint-disable MD051 MD052 -->

[c](#c) [nope][d] [a](a1.md)
                      ^^^^^ missing-target

<!-- markdownlint-enable MD051 -->

[c](#c) [nope][d]
    ^^ missing-anchor

<!-- markdownlint-enable -->

<!-- markdownlint-disable-next-line -->
[c](#c) [a](a1.md)
            ^^^^^ missing-target

<!-- rumdl-disable-line MD057 --> [a](a1.md)

<!-- lychee-ignore-start -->

[a](a1.md)

<!-- lychee-ignore-end -->

<!-- markdownlint-capture --> <!-- markdownlint-configure-file {} --> [a](a.md)
",
    );
}

#[test]
fn a_configuration_in_a_comment_turns_rules_off() {
    check(
        r#"
//- a.md
[c](#c) [nope][d] [a](a1.md)
        ^^^^^^^^^ undefined-reference
                      ^^^^^ missing-target

<!-- markdownlint-configure-file {
  "link-fragments": false, // what it says of options is not followed
  "MD052": true,
  "line-length": { "line_length": 100 },
} -->
//- b.md
[c](#c)
    ^^ missing-anchor

<!-- markdownlint-configure-file { "link-fragments": -->
"#,
    );
}

#[test]
fn an_entry_of_the_front_matter_that_suppresses_nothing_is_removed() {
    let block = |entries: &str| format!("---\ntitle: A\n{entries}---\n[a](a1.md)\n");
    let list = "guidepost-ignore:\n  - missing-target -- made by the build\n";
    for (entries, fixed) in [
        (format!("{list}  - \"wrong-case -- no longer\"\n"), list),
        ("guidepost-ignore:\n- wrong-case\n".to_owned(), ""),
        ("guidepost-ignore: wrong-case\n".to_owned(), ""),
        // A list in one line is left to people.
        ("guidepost-ignore: [wrong-case]\n".to_owned(), "guidepost-ignore: [wrong-case]\n"),
    ] {
        let files = Files::from([("a.md".to_owned(), block(&entries))]);
        let mut corpus = Corpus::new(files);
        let found = corpus.check().1;
        assert!(found.iter().any(|found| found.rule == "unused-suppression"), "{entries}");
        let dropped = corpus.fix(Safety::Safe).dropped;
        assert_eq!((&corpus.files["a.md"], dropped), (&block(fixed), Vec::new()), "{entries}");
    }
}

#[test]
fn nothing_is_unused_before_it_was_looked_for() {
    let page = "# P\n\n<!-- guidepost-ignore dead-external -->\n[a](https://example.org)\n\n\
        [b](a.md) <!-- guidepost-ignore-line missing-anchor -->\n";
    let place = Place::new(&[("a.md", page)]);
    assert_eq!(findings(&place.check(&[])), ["a.md unused-suppression "]);
    assert_eq!(findings(&place.check(&["--select", "unused-suppression"])), [] as [&str; 0]);
    assert_eq!(findings(&place.check(&["--ignore", "anchors"])), [] as [&str; 0]);
    place.write("a.md", "<!-- guidepost-ignore-file missing-target -->\n[a](b.md)\n");
    let report = place.check(&[]);
    assert_eq!(
        (&report["summary"]["suppressed"], &report["summary"]["errors"]),
        (&1.into(), &0.into())
    );
}

#[test]
fn the_reason_is_the_justification_of_sarif() {
    let page = "# P\n\n<!-- guidepost-ignore missing-target -- built by CI until:2999-01-31 -->\n[a](gone.md)\n";
    let place = Place::new(&[("a.md", page)]);
    let output = place.run(&["check", "--offline", "--format", "sarif"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let suppressed = &report["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppressed["justification"], "built by CI", "{report}");
}

#[test]
fn a_suppressed_finding_is_not_fixed_and_counts_for_those_like_it() {
    let fixture = "\n//- a.md\n[b](B.md) <!-- guidepost-ignore-line -->\n[b](B.md)\n//- b.md\n";
    let mut corpus = Corpus::new(split(fixture).0);
    let before = corpus.check().1[0].fingerprint.clone();
    let without = Corpus::new(split(&fixture.replace("<!-- guidepost-ignore-line -->", "")).0);
    assert_eq!(without.check().1[1].fingerprint, before);
    corpus.fix(Safety::Safe);
    assert_eq!(corpus.files["a.md"], "[b](B.md) <!-- guidepost-ignore-line -->\n[b](b.md)\n");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn odd_comments_stop_nothing(pieces in prop::collection::vec(prop::sample::select(vec![
        "<!-- guidepost-ignore", "<!--guidepost-ignore-start a,b", " -->", "-->", "{/* guidepost-ignore-file é", "*/}",
        "<!-- markdownlint-disable MD051,", "<!-- markdownlint-enable MD051", "<!-- guidepost-ignore-end", " -- why é",
        " until:2026-12-31", ",", "\n", "\n\n", "> ", "- ", "```\n", "[x](y.md)", "[x]: y\n", "---\nguidepost-ignore: [a, 'b']\n---\n", "日",
    ]), 0..30)) {
        let text = pieces.concat();
        for format in [Format::Markdown, Format::Mdx, Format::Html] {
            let document = parse(&text, format, &DIALECTS[0]);
            for directive in &document.directives {
                let names = directive.names.iter().map(|(span, _)| *span);
                for span in names.chain([directive.span]).chain(directive.end) {
                    prop_assert!(text.get(span.range()).is_some(), "{directive:?}");
                }
            }
        }
        let mut corpus = Corpus::new(Files::from([("a.md".to_owned(), text)]));
        corpus.fix(Safety::Unsafe);
        prop_assert_eq!(corpus.fix(Safety::Unsafe).pages, vec![]);
    }
}

#[test]
fn a_region_without_an_end_is_told() {
    let place = Place::new(&[(
        "a.md",
        "# A\n\n<!-- guidepost-ignore-start missing-target -->\n[a](no.md)\n",
    )]);
    let report = place.check(&[]);
    assert_eq!(findings(&report), ["a.md unused-suppression "]);
    let message = report["diagnostics"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("this region has no end"), "{message}");
}
