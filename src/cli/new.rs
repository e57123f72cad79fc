//! `guidepost new`.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde_json::Value;

use super::args::{Corpus, New};
use super::error::CliError;
use super::{Environment, Exit, configuration, note};
use crate::engine::settings::TypeMatch;
use crate::lint::types::{self, FileStyle, PageType, Title};
use crate::report::safe;
use crate::sys;

/// Start a page of a type.
pub(super) fn run(new: &New, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let (root, config) = configuration::without_pages(
        &Corpus { config: new.config.clone(), ..Corpus::default() },
        env,
    )?;
    let types = &config.settings.types;
    let wanted = types.iter().find(|of| of.page_type.name == new.page_type);
    let wanted = wanted.ok_or_else(|| {
        let names: Vec<&str> = types.iter().map(|of| of.page_type.name.as_str()).collect();
        CliError::unknown("page type", &new.page_type, &names)
    })?;
    let page_type = &*wanted.page_type;
    let title = new.title.join(" ");
    let slug = slug(&title, page_type.file_style);
    if slug.is_empty() {
        let message = format!("the title `{title}` has no letters to name a file by");
        return Err(CliError::Usage(message));
    }
    let path = new.dir.join(format!("{slug}.md"));
    let path = path.strip_prefix(".").unwrap_or(&path);
    let folder = env.cwd.join(&new.dir).canonicalize().ok();
    let file = folder.and_then(|folder| sys::relative(&root, &folder.join(format!("{slug}.md"))));
    let by_path = file.is_some_and(|file| wanted.takes(&file));
    let key = wanted.front_matter.first().filter(|_| !by_path);
    let text = match &page_type.template {
        Some(template) => filled(template, &title, &slug),
        None => skeleton(page_type, &title, key),
    };
    let written = OpenOptions::new().write(true).create_new(true).open(env.cwd.join(path));
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| CliError::NotStarted {
        help: advice(error.kind(), &new.dir),
        path: path.display().to_string(),
        error,
    })?;
    let shown = safe::path(&path.display().to_string()).into_owned();
    writeln!(env.stdout, "wrote {shown}")?;
    if !by_path && key.is_none() && !wanted.patterns.is_empty() {
        note(env, &elsewhere(&shown, wanted));
    }
    Ok(Exit::Clean)
}

/// What to do about a page that could not be written.
fn advice(error: ErrorKind, folder: &Path) -> String {
    match error {
        ErrorKind::AlreadyExists => "what is there stays as it is: choose another title".to_owned(),
        ErrorKind::NotFound => {
            format!(
                "there is no folder `{}`: make it, or name another with --dir",
                folder.display()
            )
        }
        _ => "name another folder with --dir".to_owned(),
    }
}

/// That the page `shown` lies where pages of its type do not.
fn elsewhere(shown: &str, of: &TypeMatch) -> String {
    let patterns = of.patterns.join("`, `");
    let name = &of.page_type.name;
    format!("{shown} is not checked as `{name}`: pages of this type are in `{patterns}`; see --dir")
}

fn slug(title: &str, style: Option<FileStyle>) -> String {
    let kebab = types::slug(title);
    let words = kebab.split('-');
    match style {
        None | Some(FileStyle::Kebab) => kebab,
        Some(FileStyle::Snake) => kebab.replace('-', "_"),
        Some(FileStyle::Pascal) => words.map(capital).collect(),
        Some(FileStyle::Camel) => {
            let word = |(row, word)| if row == 0 { String::from(word) } else { capital(word) };
            words.enumerate().map(word).collect()
        }
    }
}

/// The template with the title in it: in the metadata at its top as a string that can be read, whatever the title holds.
fn filled(template: &str, title: &str, slug: &str) -> String {
    let fence = ["---", "+++"].into_iter().find(|fence| template.starts_with(fence));
    let end = fence.and_then(|fence| template[fence.len()..].find(&format!("\n{fence}")));
    let (metadata, page) = template.split_at(end.map_or(0, |end| end + 3));
    let string = Value::String(title.to_owned()).to_string();
    let mut metadata = metadata.to_owned();
    for (written, kept) in [("\"{title}\"", ""), ("'{title}'", ""), (": {title}\n", ": ")] {
        let end = if written.ends_with('\n') { "\n" } else { "" };
        metadata = metadata.replace(written, &format!("{kept}{string}{end}"));
    }
    (metadata + page).replace("{title}", title).replace("{slug}", slug)
}

/// A page with the headings that the type asks for, each with what its writer is told, and with `key` in its metadata, if
/// that is what makes it one of the type.
fn skeleton(page_type: &PageType, title: &str, key: Option<&(String, Value)>) -> String {
    let mut text = String::new();
    if page_type.front_matter.required || key.is_some() {
        text = format!("---\ntitle: {}\n", Value::String(title.to_owned()));
        if let Some((key, value)) = key {
            writeln!(text, "{key}: {value}").ok();
        }
        text.push_str("---\n\n");
    }
    writeln!(text, "# {title}").ok();
    for section in page_type.sections.iter().filter(|section| section.required) {
        let level = section.levels.first().copied().unwrap_or(2);
        let sketch = section.titles.iter().find_map(Title::sketch);
        let heading = sketch.unwrap_or_else(|| section.id.replace('-', " "));
        writeln!(text, "\n{} {}", "#".repeat(level.into()), capital(&heading)).ok();
        if let Some(help) = &section.help {
            writeln!(text, "\n<!-- {} -->", help.replace("--", "–")).ok();
        }
    }
    text
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}
