//! What the configuration of another tool says, as `guidepost.toml` says it.
//!
//! A tool is one file with a table of the keys that the tool has and what becomes of each. A key that no table knows is told
//! as lost: nothing is dropped in silence.

mod draft;
mod link_check;
mod lychee;
mod markdownlint;
mod mdschema;
mod patterns;

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::base::data;
use crate::base::path::RelPath;

pub use draft::Draft;

/// What became of one setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// The draft says the same.
    Kept,
    /// guidepost does so without being told.
    Needless,
    /// The command line says it, or a file that a repository may not bring along.
    Elsewhere,
    /// There is nothing like it.
    Lost,
}

impl Fate {
    /// As it is told to people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Needless => "not needed",
            Self::Elsewhere => "elsewhere",
            Self::Lost => "no equivalent",
        }
    }
}

/// What is told of one setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The file that has the setting.
    pub file: String,
    /// The setting, as the other tool calls it.
    pub key: String,
    /// What became of it.
    pub fate: Fate,
    /// Where it is now, or why it is not.
    pub text: String,
}

/// A configuration in the making, and what became of every setting.
#[derive(Debug, Default)]
pub struct Migration {
    /// What `guidepost.toml` is to say.
    pub draft: Draft,
    /// Every setting that was read, in the order of the files.
    pub told: Vec<Told>,
    /// Further files, by their names, which the draft mentions.
    pub files: Vec<(String, String)>,
    /// The file that is being read.
    file: String,
    /// Its folder.
    folder: RelPath,
}

/// A tool whose configuration can be read.
struct Tool {
    /// Is a file of this name one of its configurations?
    reads: fn(&str) -> bool,
    /// Does its configuration have this key? A file of another name is that of the tool that knows most of its keys.
    knows: fn(&str) -> bool,
    /// Read it.
    read: fn(&str, &str, &mut Migration) -> Result<(), String>,
}

const TOOLS: [Tool; 6] = [
    Tool { reads: |name| name.ends_with("lychee.toml"), knows: lychee::knows, read: lychee::read },
    Tool {
        reads: |name| name == ".lycheeignore",
        knows: |_| false,
        read: |_, text, out| {
            lychee::read_ignored(text, out);
            Ok(())
        },
    },
    Tool {
        reads: |name| name.contains("markdown-link-check") || name.starts_with("mlc_config"),
        knows: link_check::knows,
        read: link_check::read,
    },
    Tool {
        reads: |name| name == ".markdownlintignore",
        knows: |_| false,
        read: |_, text, out| {
            markdownlint::read_ignored(text, out);
            Ok(())
        },
    },
    Tool {
        reads: |name| name.contains("markdownlint"),
        knows: markdownlint::knows,
        read: markdownlint::read,
    },
    Tool { reads: |name| name.contains("mdschema"), knows: mdschema::knows, read: mdschema::read },
];

/// The tool whose file is called `name` or, where no tool's is, that knows most of the keys in `text`.
fn tool_of(name: &str, text: &str) -> Option<&'static Tool> {
    if let Some(tool) = TOOLS.iter().find(|tool| (tool.reads)(name)) {
        return Some(tool);
    }
    // lychee alone is told in TOML.
    let is_toml = matches!(name.rsplit_once('.'), Some((_, "toml")));
    let values = if is_toml { lychee::table(text) } else { table(name, text) };
    let values = values.ok()?;
    let known = |tool: &&Tool| values.keys().filter(|key| (tool.knows)(key)).count();
    let tools = TOOLS.iter().filter(|tool| is_toml == (tool.reads)("lychee.toml"));
    tools.rev().max_by_key(known).filter(|tool| known(tool) > 0)
}

/// The names under which configurations of other tools are looked for.
pub const NAMES: [&str; 18] = [
    "lychee.toml",
    ".lychee.toml",
    ".lycheeignore",
    ".markdown-link-check.json",
    "markdown-link-check.json",
    "mlc_config.json",
    ".mlc_config.json",
    ".markdownlint.json",
    ".markdownlint.jsonc",
    ".markdownlint.yaml",
    ".markdownlint.yml",
    ".markdownlintrc",
    ".markdownlint-cli2.jsonc",
    ".markdownlint-cli2.yaml",
    ".markdownlintignore",
    ".mdschema.yml",
    ".mdschema.yaml",
    "mdschema.yml",
];

impl Migration {
    /// Take in the file `name` in `folder`, which holds `text`.
    pub fn read(&mut self, name: &str, folder: &RelPath, text: &str) -> Result<(), String> {
        let text = text.trim_start_matches('\u{feff}');
        let tool = tool_of(name, text).ok_or_else(|| {
            "it is of no tool that is known here: those are lychee, markdown-link-check, markdownlint and mdschema, \
             recognised by the names of their files, and by their keys"
                .to_owned()
        })?;
        self.folder = folder.clone();
        self.file = one_line(folder.child(name).as_str());
        (tool.read)(name, text, self)
    }

    /// The file: what `recognised` says of the pages, what has no place in it, each as a comment, and the draft.
    pub fn text(&self, recognised: &str) -> String {
        let mut out = String::from("# How guidepost checks these pages.\n#\n");
        for line in recognised.lines() {
            writeln!(out, "# {}", one_line(line)).ok();
        }
        for (fate, title) in
            [(Fate::Elsewhere, "Said elsewhere"), (Fate::Lost, "Without equivalent")]
        {
            let mut told = self.told.iter().filter(|told| told.fate == fate).peekable();
            if told.peek().is_some() {
                writeln!(out, "#\n# {title}:").ok();
            }
            for told in told {
                writeln!(out, "#   {} {}: {}", told.file, told.key, told.text).ok();
            }
        }
        format!("{out}\n{}", self.draft.text())
    }

    fn tell(&mut self, key: &str, fate: Fate, text: impl Into<String>) {
        let (file, key, text) = (self.file.clone(), one_line(key), one_line(&text.into()));
        self.told.push(Told { file, key, fate, text });
    }

    fn kept(&mut self, key: &str, text: impl Into<String>) {
        self.tell(key, Fate::Kept, text);
    }

    fn needless(&mut self, key: &str, text: impl Into<String>) {
        self.tell(key, Fate::Needless, text);
    }

    fn lost(&mut self, key: &str, text: impl Into<String>) {
        self.tell(key, Fate::Lost, text);
    }

    /// The glob `pattern` of a file in the folder that is being read, from the root.
    fn glob(&self, pattern: &str) -> String {
        if self.folder.is_root() {
            return pattern.to_owned();
        }
        format!("{}/{pattern}", globset::escape(self.folder.as_str()))
    }

    /// Files that are not checked.
    fn exclude(&mut self, key: &str, globs: impl IntoIterator<Item = String>) {
        let globs: Vec<String> = globs.into_iter().map(|glob| self.glob(&glob)).collect();
        self.kept(key, format!("exclude = {globs:?}"));
        for glob in globs {
            self.draft.exclude(glob);
        }
    }
}

/// What came out of a file of somebody else, such that it cannot end the comment in which it is to stand.
fn one_line(text: &str) -> String {
    text.trim().replace(char::is_control, " ")
}

/// What becomes of a key.
enum Way {
    /// The draft takes it over, and what became of it is told there.
    Take(fn(&str, &Value, &mut Migration)),
    /// See [`Fate`].
    Needless(&'static str),
    Elsewhere(&'static str),
    Lost(&'static str),
}

/// Go through `values`, of which `ways` knows every key. `before` stands before their names when they are told.
fn each(values: &Map<String, Value>, before: &str, ways: &[(&str, Way)], out: &mut Migration) {
    for (key, value) in values {
        let name = format!("{before}{key}");
        let plain = key.replace('-', "_");
        let way = ways.iter().find(|(known, _)| *known == key || *known == plain);
        match way.map(|(_, way)| way) {
            Some(Way::Take(take)) => take(&name, value, out),
            Some(_) if is_unset(value) => out.needless(&name, "it is not set"),
            Some(Way::Needless(why)) => out.needless(&name, *why),
            Some(Way::Elsewhere(place)) => out.tell(&name, Fate::Elsewhere, *place),
            Some(Way::Lost(why)) => out.lost(&name, *why),
            None => out.lost(&name, "guidepost does not know this setting"),
        }
    }
}

/// Does `value` ask for nothing?
fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The table that `text` holds, as YAML or as JSON by the name of its file.
fn table(name: &str, text: &str) -> Result<Map<String, Value>, String> {
    let is_yaml = matches!(name.rsplit_once('.'), Some((_, "yml" | "yaml")));
    // A file without an extension may be either, and whoever has it knows it as JSON.
    let value = if is_yaml { data::yaml(text)? } else { data::json(text)? };
    match value {
        Value::Object(table) => Ok(table),
        Value::Null => Ok(Map::new()),
        _ => Err("it holds no table of settings".to_owned()),
    }
}

/// Words of a list, or a single one; numbers and commas in text count, too.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::String(text) => text.split(',').map(|word| word.trim().to_owned()).collect(),
        Value::Number(number) => vec![number.to_string()],
        _ => Vec::new(),
    }
}

/// Seconds, which may be written `20`, `"20s"`, `"1m"` or `"2000ms"`.
fn seconds(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => return number.as_f64(),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim() {
        "ms" | "msec" => 0.001,
        "" | "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        _ => return None,
    };
    Some(number.parse::<f64>().ok()? * factor)
}

/// The time for one answer, within what guidepost allows.
fn timeout(key: &str, value: &Value, out: &mut Migration) {
    let Some(wanted) = seconds(value) else { return out.lost(key, "this is no time") };
    #[expect(clippy::cast_possible_truncation, reason = "it is bounded")]
    let within = wanted.ceil().clamp(1.0, 120.0) as i64;
    out.draft.external("timeout", within);
    #[expect(clippy::cast_precision_loss, reason = "it is bounded")]
    let more = if wanted > within as f64 { ", which is the most" } else { "" };
    out.kept(key, format!("[external] timeout = {within}{more}"));
}

/// How often an address is asked again.
fn max_retries(key: &str, value: &Value, out: &mut Migration) {
    let Some(wanted) = value.as_i64() else { return out.lost(key, "this is no number") };
    let within = wanted.clamp(0, 2);
    out.draft.external("max-retries", within);
    let more = if wanted > within { ", which is the most" } else { "" };
    out.kept(key, format!("[external] max-retries = {within}{more}"));
}
