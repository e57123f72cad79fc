//! markdownlint: `.markdownlint.*`, `.markdownlint-cli2.*` and `.markdownlintignore`, as of version 0.40.

use serde_json::{Map, Value};

use super::Way::{Elsewhere, Lost, Needless, Take};
use super::draft::PageType;
use super::{Migration, Way, each, is_unset, patterns, table};
use crate::base::data;
use crate::base::diag::Severity;
use crate::lint::peers::{self, Peer};
use crate::lint::rule;

const STYLE: &str = "how Markdown is written is left to formatters, and to markdownlint";

/// Keys of `.markdownlint-cli2.*`.
const CLI2: &[(&str, Way)] = &[
    ("config", Take(config)),
    ("customRules", Lost("rules that are programs are not run")),
    ("fix", Elsewhere("`--fix` on the command line")),
    ("frontMatter", Needless("front matter is recognised")),
    ("gitignore", Needless("what git ignores is not read")),
    ("globs", Elsewhere("the paths on the command line")),
    ("ignores", Take(ignores)),
    ("markdownItPlugins", Lost("a dialect says what Markdown means")),
    ("modulePaths", Lost("rules that are programs are not run")),
    ("noBanner", Needless("there is none")),
    ("noInlineConfig", Lost("comments in pages count")),
    ("noProgress", Needless("progress is shown at terminals only")),
    ("outputFormatters", Elsewhere("`--format` on the command line")),
    ("showFound", Elsewhere("`-v` on the command line")),
    ("$schema", Needless("`guidepost schema` prints ours")),
];

pub(super) fn read(name: &str, text: &str, out: &mut Migration) -> Result<(), String> {
    let values = table(name, text)?;
    if name.contains("cli2") || values.keys().any(|key| of_cli2(key)) {
        each(&values, "", CLI2, out);
    } else {
        rules(&values, "", out);
    }
    Ok(())
}

/// Is `key` one that a configuration of markdownlint has?
pub(super) fn knows(key: &str) -> bool {
    of_cli2(key) || key == "default" || is_rule(key)
}

fn of_cli2(key: &str) -> bool {
    key != "$schema" && CLI2.iter().any(|(known, _)| *known == key)
}

/// Rules of markdownlint of which guidepost has none like it, by their names.
const OTHERS: [&str; 39] = [
    "heading-style",
    "ul-style",
    "list-indent",
    "ul-indent",
    "no-trailing-spaces",
    "no-hard-tabs",
    "no-multiple-blanks",
    "line-length",
    "commands-show-output",
    "no-missing-space-atx",
    "no-multiple-space-atx",
    "no-missing-space-closed-atx",
    "no-multiple-space-closed-atx",
    "blanks-around-headings",
    "heading-start-left",
    "no-trailing-punctuation",
    "no-multiple-space-blockquote",
    "no-blanks-blockquote",
    "ol-prefix",
    "list-marker-space",
    "blanks-around-fences",
    "blanks-around-lists",
    "no-inline-html",
    "no-bare-urls",
    "hr-style",
    "no-emphasis-as-heading",
    "no-space-in-emphasis",
    "no-space-in-code",
    "no-space-in-links",
    "proper-names",
    "code-block-style",
    "single-trailing-newline",
    "code-fence-style",
    "emphasis-style",
    "strong-style",
    "link-image-style",
    "table-pipe-style",
    "blanks-around-tables",
    "table-column-style",
];

/// Is `name` the name, or the number, of a rule of markdownlint?
fn is_rule(name: &str) -> bool {
    let number = name.get(..2).filter(|start| start.eq_ignore_ascii_case("md"));
    let number = number.and_then(|_| name[2..].parse::<u8>().ok()).filter(|_| name.len() == 5);
    number.is_some_and(|number| (1..=60).contains(&number))
        || OTHERS.iter().any(|known| known.eq_ignore_ascii_case(name))
        || peers::of_markdownlint(name).is_some()
}

/// `.markdownlintignore`: a pattern a line, as in `.gitignore`.
pub(super) fn read_ignored(text: &str, out: &mut Migration) {
    let lines =
        text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        not_checked(line, patterns::globs_of_gitignore(line), out);
    }
}

fn not_checked(key: &str, globs: Option<Vec<String>>, out: &mut Migration) {
    match globs {
        Some(globs) => out.exclude(key, globs),
        None => out.lost(key, "`exclude` takes nothing back in: narrow the other globs"),
    }
}

fn ignores(key: &str, value: &Value, out: &mut Migration) {
    for glob in data::strings(value) {
        let plain = glob.trim_start_matches("./").trim_end_matches('/');
        let is_folder = glob.ends_with('/')
            || !plain.rsplit('/').next().unwrap_or_default().contains(['.', '*']);
        let globs = match (glob.starts_with(['!', '#']), is_folder) {
            (true, _) => None,
            (false, true) => Some(vec![format!("{plain}/**")]),
            (false, false) => Some(vec![plain.to_owned()]),
        };
        not_checked(&format!("{key} {glob:?}"), globs, out);
    }
}

fn config(key: &str, value: &Value, out: &mut Migration) {
    match value {
        Value::Object(values) => rules(values, &format!("{key}."), out),
        _ => out.lost(key, "this is no table of rules"),
    }
}

/// Tags of markdownlint, each with the numbers of those of its rules that guidepost has.
const TAGS: [(&str, &[&str]); 8] = [
    ("accessibility", &["MD045", "MD059"]),
    ("atx", &[]),
    ("headers", &["MD001", "MD024", "MD025", "MD041", "MD043"]),
    ("headings", &["MD001", "MD024", "MD025", "MD041", "MD043"]),
    ("images", &["MD045", "MD052", "MD053"]),
    ("links", &["MD011", "MD042", "MD051", "MD052", "MD053", "MD059"]),
    ("table", &["MD056"]),
    ("tables", &["MD056"]),
];

/// Tags that none of these rules have.
const OTHER_TAGS: [&str; 20] = [
    "atx_closed",
    "blank_lines",
    "blockquote",
    "bullet",
    "code",
    "emphasis",
    "hard_tab",
    "heading",
    "hr",
    "html",
    "indentation",
    "language",
    "line_length",
    "ol",
    "spaces",
    "spelling",
    "ul",
    "url",
    "whitespace",
    "newline",
];

fn rules(values: &Map<String, Value>, before: &str, out: &mut Migration) {
    let tag_of = |key: &str| TAGS.iter().find(|(tag, _)| tag.eq_ignore_ascii_case(key));
    // What is said of a rule by its name wins over what is said of its tags.
    let (tags, rules): (Vec<_>, Vec<_>) = values.iter().partition(|(key, _)| tag_of(key).is_some());
    let mut named: Vec<&str> = Vec::new();
    for (key, value) in tags.into_iter().chain(rules) {
        let told = format!("{before}{key}");
        let tag = tag_of(key);
        match (key.as_str(), tag, peers::of_markdownlint(key)) {
            ("default", ..) => {}
            ("$schema", ..) => out.needless(&told, "`guidepost schema` prints ours"),
            ("extends", ..) if !is_unset(value) => {
                out.lost(&told, "migrate that file, too, with another `--from`");
            }
            ("extends", ..) => out.needless(&told, "it is not set"),
            (_, Some((_, numbers)), _) => {
                let peers: Vec<&Peer> =
                    numbers.iter().filter_map(|number| peers::of_markdownlint(number)).collect();
                named.extend(numbers.iter());
                if peers.is_empty() {
                    out.lost(&told, STYLE);
                }
                for peer in peers {
                    switch(&format!("{told} {}", peer.number), peer, value, out);
                }
            }
            (_, _, Some(peer)) => {
                named.push(peer.number);
                switch(&told, peer, value, out);
                for (option, value) in value.as_object().into_iter().flatten() {
                    self::option(&format!("{told}.{option}"), peer.number, option, value, out);
                }
            }
            _ if !is_rule(key) && !OTHER_TAGS.contains(&key.as_str()) => {
                out.lost(&told, "markdownlint has no such rule: it may be one of your own");
            }
            _ if is_off(value) => out.needless(&told, "guidepost does not look for it"),
            _ => out.lost(&told, STYLE),
        }
    }
    match values.get("default") {
        Some(value) if is_off(value) => {
            let key = format!("{before}default");
            out.kept(&key, "[rules]: what markdownlint and guidepost both find, and nobody asks for here, is off");
            for peer in peers::all_of_markdownlint().filter(|peer| !named.contains(&peer.number)) {
                peer.ours
                    .iter()
                    .filter(|name| rule(name).is_some())
                    .for_each(|name| out.draft.rule(name, "off"));
            }
        }
        Some(_) => out
            .needless(&format!("{before}default"), "rules are on unless their page says otherwise"),
        None => {}
    }
}

fn is_off(value: &Value) -> bool {
    *value == Value::Bool(false) || value["enabled"] == Value::Bool(false)
}

/// Turn the rules that find what `peer` finds on or off.
fn switch(key: &str, peer: &Peer, value: &Value, out: &mut Migration) {
    let ours = peer.ours.iter().filter_map(|name| rule(name));
    if is_off(value) {
        for rule in ours {
            out.draft.rule(rule.name, "off");
            out.kept(key, format!("[rules] {} = \"off\"", rule.name));
        }
        return;
    }
    let severity = [value, &value["severity"]].into_iter().find_map(Value::as_str);
    for rule in ours {
        let off = rule.severity.is_none() || out.draft.is_off(rule.name);
        match severity.or(off.then(|| rule.severity.map_or("warning", Severity::name))) {
            Some(severity @ ("error" | "warning" | "info")) => {
                out.draft.rule(rule.name, severity);
                out.kept(key, format!("[rules] {} = \"{severity}\"", rule.name));
            }
            _ => out.needless(key, format!("{} is on", rule.name)),
        }
    }
}

/// An option of the rule `number`.
fn option(key: &str, number: &str, option: &str, value: &Value, out: &mut Migration) {
    match (number, option) {
        (_, "enabled" | "severity") => {}
        ("MD024", "siblings_only" | "allow_different_nesting") if *value == Value::Bool(true) => {
            out.needless(key, "repeated-heading compares headings of one parent");
        }
        ("MD024", "siblings_only" | "allow_different_nesting") => {
            out.lost(key, "repeated-heading compares headings of one parent only");
        }
        ("MD025" | "MD041", "level") if *value == 1 => {
            out.needless(key, "a title is a heading of level 1");
        }
        ("MD025" | "MD041", "front_matter_title") => {
            out.needless(
                key,
                "missing-title takes a title in front matter for one, several-titles does not",
            );
        }
        ("MD043", "headings") => headings(key, value, out),
        ("MD053", "ignored_definitions") if data::strings(value) == ["//"] => {
            out.needless(key, "a definition without a destination is a comment");
        }
        ("MD059", "prohibited_texts") => {
            let texts: Vec<toml::Value> =
                data::strings(value).into_iter().map(Into::into).collect();
            out.draft.option("vague-link-text", "texts", texts);
            out.kept(key, "[rules.vague-link-text] texts, besides those that it knows");
        }
        _ if is_unset(value) => out.needless(key, "it is not set"),
        _ => out.lost(
            key,
            "the rule has no such option here: `guidepost explain` shows those that it has",
        ),
    }
}

/// `MD043`: the headings of every page, with `*` for any number of others.
fn headings(key: &str, value: &Value, out: &mut Migration) {
    let wanted = data::strings(value);
    if wanted.is_empty() {
        return out.needless(key, "it is not set");
    }
    let glob = out.glob("**/*.md");
    let mut page_type = PageType { name: "page".to_owned(), ..PageType::default() };
    page_type
        .keys
        .push(("match", toml::Table::from_iter([("paths".to_owned(), vec![glob].into())]).into()));
    let open = wanted.iter().any(|heading| matches!(*heading, "*" | "+" | "?"));
    page_type.keys.push(("unlisted-sections", if open { "allow" } else { "deny" }.into()));
    for heading in wanted {
        let title = heading.trim_start_matches('#');
        let level = heading.len() - title.len();
        if (1..=6).contains(&level) {
            page_type.section(title.trim(), i64::try_from(level).unwrap_or(1), title.trim().into());
        } else if heading != "*" {
            out.lost(
                &format!("{key} {heading:?}"),
                "other headings are allowed everywhere or nowhere",
            );
        }
    }
    out.draft.page_type(page_type);
    out.kept(key, "[types.page]: plain titles are compared without case");
}
