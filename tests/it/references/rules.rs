//! `docs/rules.md`: every rule with the page that documents it.

use std::fmt::Write;

use guidepost::lint::{RULES, families};

use super::{NOTE, compare, entry};

/// What each family is about.
const ABOUT: [(&str, &str); 11] = [
    ("links", "Where links lead"),
    ("anchors", "Where on a page they lead"),
    ("structure", "Titles, headings, tables and blocks"),
    ("sections", "What the type of a page asks for"),
    ("front-matter", "The metadata at the top"),
    ("encoding", "Text that was damaged on its way"),
    ("hygiene", "What should not be published"),
    ("accessibility", "What readers hear who do not see the page"),
    ("external", "Links to other hosts"),
    ("corpus", "Files, and what is around them"),
    ("suppressions", "Comments that hide findings"),
];

#[test]
fn the_list_of_rules_is_fresh() {
    let mut out = format!(
        "# Rules\n\n{NOTE}\n\nEach rule has a page with what it finds and why, examples of wrong and right, and its options; \
         `guidepost explain RULE` prints it. A family may stand in place of its rules in `--select`, `--ignore` and \
         [`[rules]`](reference.md#rules), which sets severities; a rule that is off is turned on by its own name.\n"
    );
    for family in families() {
        let about = ABOUT.iter().find(|(name, _)| *name == family);
        let (_, about) = about.unwrap_or_else(|| {
            panic!("say in references/rules.rs what the family {family} is about")
        });
        write!(
            out,
            "\n## {family}\n\n{about}.\n\n| rule | severity | what it finds |\n|---|---|---|\n"
        )
        .unwrap();
        for rule in RULES.iter().filter(|rule| rule.family == family) {
            let severity = rule.severity.map_or("off", guidepost::base::diag::Severity::name);
            let page = format!("../src/lint/rules/{}.md", rule.name.replace('-', "_"));
            writeln!(out, "| [{}]({page}) | {severity} | {} |", rule.name, entry(rule.summary))
                .unwrap();
        }
    }
    compare("rules.md", &out);
}
