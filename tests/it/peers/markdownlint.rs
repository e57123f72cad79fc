//! markdownlint: its rules about links, headings and what readers hear, over all of its test pages.

use std::fs;

use super::{
    Differences, Found, NotApplicable, Peer, Verdicts, cases, copied, findings, list, text,
};

/// Its rules and ours. Its other rules are about style, or about sections (`sections.rs`).
type Rules = &'static [(&'static str, &'static str)];

const LINKS: Rules = &[
    ("MD042", "empty-destination"),
    ("MD051", "missing-anchor"),
    ("MD052", "undefined-reference"),
    ("MD053", "unused-definition"),
];

const CONTENT: Rules = &[
    ("MD001", "skipped-level"),
    ("MD024", "repeated-heading"),
    ("MD025", "several-titles"),
    ("MD045", "missing-alt"),
    ("MD059", "vague-link-text"),
];

const DIFFERENCES: Differences = &[
    ("test/html-tags.md", "90 MD051", "a link in HTML leads nowhere as well as one in Markdown"),
    ("test/link-fragments.md", "103 MD051", "the page has no line of this number"),
    ("test/link-fragments.md", "226 MD051", "an `a` with an id is found by its name too"),
    (
        "test/link-fragments.md",
        "295 MD051",
        "an id in braces counts until they are removed, whatever is in it",
    ),
    (
        "test/link-fragments.md",
        "301 MD051",
        "an id in braces counts until they are removed, whatever is in it",
    ),
    ("test/link-fragments.md", "319 MD051", "GitHub marks one line with a column, too"),
    ("test/link-fragments.md", "339 MD051", "HTML compares `top` without case"),
    (
        "test/reference-links-and-images.md",
        "145 MD052",
        "readers see the brackets of a footnote that is not there",
    ),
    (
        "test/reference-links-and-images.md",
        "209 MD053",
        "the same destination twice misleads nobody",
    ),
    (
        "test/texmath-content.md",
        "37 MD051",
        "a dollar with a space behind it starts no mathematics on GitHub",
    ),
];

const CONTENT_DIFFERENCES: Differences = &[
    (
        "test/heading_increment-alt_title_level3_bad.md",
        "5 MD001",
        "a title in the front matter is shown by a template, and nobody knows as which level",
    ),
    (
        "test/heading_increment-title_level3_bad.md",
        "5 MD001",
        "a title in the front matter is shown by a template, and nobody knows as which level",
    ),
    (
        "test/heading_duplicate_content.md",
        "5 MD024",
        "sections of different parents may be called alike",
    ),
    (
        "test/heading_duplicate_content.md",
        "7 MD024",
        "sections of different parents may be called alike",
    ),
    (
        "test/heading_duplicate_content_no_different_nesting.md",
        "11 MD024",
        "sections of different parents may be called alike",
    ),
    (
        "test/headings-with-html-entities.md",
        "15 MD024",
        "two ways to write one character read alike",
    ),
    (
        "test/md003-escaped-trailing-hash.md",
        "11 MD024",
        "an escaped character reads as the character itself",
    ),
    (
        "test/md003-escaped-trailing-hash.md",
        "13 MD024",
        "an escaped character reads as the character itself",
    ),
    (
        "test/md003-escaped-trailing-hash.md",
        "21 MD024",
        "an escaped character reads as the character itself",
    ),
    (
        "test/front-matter-alt-title-h1.md",
        "4 MD025",
        "the title in the front matter and that of the text are mostly one and the same",
    ),
    (
        "test/front-matter-title-h1.md",
        "7 MD025",
        "the title in the front matter and that of the text are mostly one and the same",
    ),
    (
        "test/hugo-quickstart-example-json.md",
        "13 MD025",
        "the title in the front matter and that of the text are mostly one and the same",
    ),
    (
        "test/jekyll_post.md",
        "12 MD025",
        "the title in the front matter and that of the text are mostly one and the same",
    ),
    (
        "test/jekyll_post_2.md",
        "13 MD025",
        "the title in the front matter and that of the text are mostly one and the same",
    ),
    (
        "test/break-all-the-rules.md",
        "27 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/break-all-the-rules.md",
        "31 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/break-all-the-rules.md",
        "33 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/break-all-the-rules.md",
        "35 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/break-all-the-rules.md",
        "40 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/heading_mutliple_h1_no_toplevel.md",
        "5 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/headings_with_spaces_at_the_beginning.md",
        "5 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/headings_with_spaces_at_the_beginning.md",
        "8 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/headings_with_spaces_at_the_beginning.md",
        "19 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/headings_with_spaces_at_the_beginning.md",
        "20 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/lists-and-headings.md",
        "11 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/lists-and-headings.md",
        "16 MD025",
        "a page whose first heading is none of the first level may have several titles all the same",
    ),
    (
        "test/no-alt-text.md",
        "37 MD045",
        "in HTML an attribute without a value is an empty one, which says that the image decorates",
    ),
    (
        "test/no-alt-text.md",
        "48 MD045",
        "we point at the address of the image, which stands in the next line",
    ),
    ("test/no-alt-text.md", "49 MD045", "the same image"),
    (
        "test/no-alt-text.md",
        "52 MD045",
        "in HTML an attribute without a value is an empty one, which says that the image decorates",
    ),
    ("test/descriptive-link-text.md", "11 MD059", "these words say nothing either"),
    ("test/descriptive-link-text.md", "15 MD059", "these words say nothing either"),
    ("test/links-with-markup.md", "15 MD059", "these words say nothing either"),
    ("test/links-with-markup.md", "17 MD059", "these words say nothing either"),
    (
        "test/texmath-content.md",
        "39 MD059",
        "a dollar with a space behind it starts no mathematics on GitHub",
    ),
];

const NOT_APPLICABLE: NotApplicable = &[
    ("test/MD041-MD050.md MD051", "its configuration switches the rule off"),
    ("test/link-style-* MD051", "its configuration switches the rule off"),
    ("test/link-fragments-ignore-case.md MD051", "about an option of its own"),
    ("test/link-fragments-ignored-pattern-* MD051", "about an option of its own"),
    ("test/reference-links-and-images-ignored-labels* MD052", "about an option of its own"),
    ("test/reference-links-and-images-shortcuts.md MD052", "about an option of its own"),
    ("test/reference-links-ignored-definitions* MD053", "about an option of its own"),
];

const CONTENT_NOT_APPLICABLE: NotApplicable = &[
    ("test/alternate_top_level_heading.md MD025", "about an option of its own"),
    ("test/descriptive-link-text-empty-config.md MD059", "about an option of its own"),
    ("test/descriptive-link-text-override.md MD059", "about an option of its own"),
];

/// What it says of links.
pub(super) fn markdownlint() -> Option<Peer> {
    compared("markdownlint", LINKS, DIFFERENCES, NOT_APPLICABLE)
}

/// What it says of headings, images and the texts of links.
pub(super) fn markdownlint_content() -> Option<Peer> {
    let (differences, not_applicable) = (CONTENT_DIFFERENCES, CONTENT_NOT_APPLICABLE);
    compared("markdownlint-content", CONTENT, differences, not_applicable)
}

fn compared(
    name: &'static str,
    rules: Rules,
    differences: Differences,
    not_applicable: NotApplicable,
) -> Option<Peer> {
    let (mut peer, data) = Peer::new("markdownlint", differences, not_applicable)?;
    peer.name = name;
    let told = cases(&data, "expected.json");
    let corpus = copied(&data.join("test"), "test");
    let ours = findings(corpus.path(), &["test"], "", &ours_of(rules));
    let pages = fs::read_dir(data.join("test")).unwrap();
    let mut pages: Vec<String> =
        pages.map(|page| format!("test/{}", page.unwrap().file_name().display())).collect();
    pages.sort();
    for page in &pages {
        let mut theirs = Verdicts::new();
        let mut said = Verdicts::new();
        let case = list(&told).iter().find(|case| case["file"] == **page);
        for violation in case.map_or(&[][..], |case| list(&case["violations"])) {
            let rule = text(&violation["rule"]);
            if rules.iter().any(|(known, _)| *known == rule) {
                let point = format!("{} {rule}", violation["line"]);
                theirs.insert(point, text(&violation["context"]).to_owned());
            }
        }
        let here = ours.iter().filter(|found| found.path == *page);
        let here: Vec<_> = here.flat_map(|found| points(found, &theirs, rules)).collect();
        for (point, destination) in here {
            // They show the whole link, cut short, or nothing of it; of a reference they show no destination.
            if let Some(context) = theirs.get_mut(&point)
                && (!context.contains("](")
                    || context.ends_with("...")
                    || context.contains(&destination))
            {
                context.clone_from(&destination);
            }
            said.insert(point, destination);
        }
        for (rule, _) in rules {
            let is_of = |point: &str| point.ends_with(*rule);
            if !peer.applies(&format!("{page} {rule}")) {
                theirs.retain(|point, _| !is_of(point));
                said.retain(|point, _| !is_of(point));
            }
        }
        peer.compare(page, &theirs, &said);
    }
    Some(peer)
}

/// Our names of `rules`.
fn ours_of(rules: Rules) -> Vec<&'static str> {
    rules.iter().map(|(_, ours)| *ours).collect()
}

/// The places of a finding: its own, or those where its definition is used, as they have it.
fn points(found: &Found, theirs: &Verdicts, rules: Rules) -> Vec<(String, String)> {
    let is_twice = found.rule == "undefined-reference" && !found.destination.is_empty();
    let rule = rules.iter().find(|(_, ours)| *ours == found.rule).unwrap().0;
    let rule = if is_twice { "MD053" } else { rule };
    let at = |line: &u64| format!("{line} {rule}");
    let own = at(&found.line);
    let uses: Vec<String> = found.uses.iter().map(at).collect();
    let in_their_way = !theirs.contains_key(&own) && uses.iter().any(|at| theirs.contains_key(at));
    let places = if in_their_way { uses } else { vec![own] };
    places.into_iter().map(|place| (place, found.destination.clone())).collect()
}
