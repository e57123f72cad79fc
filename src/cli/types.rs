//! `guidepost types` and `guidepost new`.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;

use super::args::{Corpus, New, Types};
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit, configuration};
use crate::corpus::File;
use crate::lint::types::{self, FileStyle, PageType, Title};
use crate::report::{Places, safe};

pub(super) fn run(types: &Types, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    match types {
        Types::List(corpus) => list(corpus, env),
        Types::Explain(corpus) => explain(corpus, env),
        Types::Derive { corpus, name } => derive(corpus, name, env),
    }
}

fn list(corpus: &Corpus, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let (_, config) = configuration::without_pages(corpus, env)?;
    for of in &config.settings.types {
        let PageType { name, declared, ancestors, sections, .. } = &*of.page_type;
        let extends = ancestors.first().map(|(base, _)| format!(", extends {base}"));
        writeln!(env.stdout, "{name} ({declared}{})", extends.unwrap_or_default())?;
        let mut matches: Vec<String> =
            of.patterns.iter().map(|pattern| format!("pages in {pattern}")).collect();
        for (key, value) in &of.front_matter {
            matches.push(format!("pages with `{key}: {value}`"));
        }
        if matches.is_empty() {
            matches.push("no pages by itself: to be extended, or asked for with --type".to_owned());
        }
        for line in matches {
            writeln!(env.stdout, "  {}", safe::line(&line))?;
        }
        for section in sections {
            let optional = if section.required { "" } else { " (optional)" };
            let titles = safe::line(&types::shown(&section.titles));
            writeln!(env.stdout, "  § {}{optional}: {titles}", safe::line(&section.id))?;
        }
    }
    Ok(Exit::Clean)
}

fn explain(corpus: &Corpus, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(corpus, &[], env, |_| Ok(()))?;
    let (view, standpoint) = (session.engine.view(), session.standpoint(env));
    let places = Places::new(&view);
    for (id, file) in view.snapshot().pages().into_iter().filter(|(_, file)| file.checked) {
        let locale = view.locale(id).map(|locale| format!(" ({})", safe::line(&locale)));
        let shown = standpoint.shown(&file.path);
        writeln!(env.stdout, "{shown}{}", locale.unwrap_or_default())?;
        let types = view.types(id);
        if types.is_empty() {
            writeln!(env.stdout, "  is of no type")?;
        }
        for (typed, rows) in types {
            let PageType { name, declared, .. } = &*typed.page_type;
            writeln!(env.stdout, "  {name} from {declared}, {}", safe::line(&typed.why))?;
            for row in rows {
                let heading = |span: &crate::base::span::Span| {
                    let text = file.text[span.range()].trim().lines().next().unwrap_or_default();
                    let line = places.line_col(id, span.start).line;
                    format!("line {line}: {}", safe::line(text))
                };
                let found: Vec<String> = row.headings.iter().map(heading).collect();
                let (mark, name) = match (&row.section, found.is_empty(), row.required) {
                    (None, ..) => ("·", "not listed"),
                    (Some(id), false, _) => ("✓", id.as_str()),
                    (Some(id), true, true) => ("✗", id.as_str()),
                    (Some(id), true, false) => ("–", id.as_str()),
                };
                let found = if found.is_empty() {
                    let optional = if row.required { "" } else { "optional, " };
                    format!("{optional}not there: {}", safe::line(&row.titles))
                } else {
                    found.join("; ")
                };
                writeln!(env.stdout, "    {mark} {:<16} {found}", safe::line(name))?;
            }
        }
    }
    Ok(Exit::Clean)
}

fn derive(corpus: &Corpus, name: &str, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let pages = view.snapshot().pages();
    let pages: Vec<&File> =
        pages.iter().filter(|(_, file)| file.checked).map(|(_, file)| &***file).collect();
    write!(env.stdout, "{}", types::derive(name, &pages))?;
    Ok(Exit::Clean)
}

/// Start a page of a type.
pub(super) fn new(new: &New, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let (_, config) = configuration::without_pages(
        &Corpus { config: new.config.clone(), ..Corpus::default() },
        env,
    )?;
    let types = &config.settings.types;
    let wanted = types.iter().find(|of| of.page_type.name == new.page_type);
    let page_type = &wanted
        .ok_or_else(|| {
            let names: Vec<&str> = types.iter().map(|of| of.page_type.name.as_str()).collect();
            CliError::unknown("page type", &new.page_type, &names)
        })?
        .page_type;
    let title = new.title.join(" ");
    let slug = slug(&title, page_type.file_style);
    if slug.is_empty() {
        let message = format!("the title `{title}` has no letters to name a file by");
        return Err(CliError::Usage(message));
    }
    let text = match &page_type.template {
        Some(template) => template.replace("{title}", &title).replace("{slug}", &slug),
        None => skeleton(page_type, &title),
    };
    let path = new.dir.join(format!("{slug}.md"));
    let written = OpenOptions::new().write(true).create_new(true).open(env.cwd.join(&path));
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| CliError::NotWritten { path: path.display().to_string(), error })?;
    writeln!(env.stdout, "wrote {}", safe::path(&path.display().to_string()))?;
    Ok(Exit::Clean)
}

fn slug(title: &str, style: Option<FileStyle>) -> String {
    let kebab = types::slug(title);
    let capital = |word: &str| {
        let mut chars = word.chars();
        let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        first + chars.as_str()
    };
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

/// A page with the headings that the type asks for, each with what its writer is told.
fn skeleton(page_type: &PageType, title: &str) -> String {
    let mut text = String::new();
    if page_type.front_matter.required {
        let title = serde_json::Value::String(title.to_owned());
        text = format!("---\ntitle: {title}\n---\n\n");
    }
    writeln!(text, "# {title}").ok();
    for section in page_type.sections.iter().filter(|section| section.required) {
        let level = section.levels.first().copied().unwrap_or(2);
        let sketch = section.titles.iter().find_map(Title::sketch);
        let heading = sketch.unwrap_or_else(|| section.id.replace('-', " "));
        writeln!(text, "\n{} {heading}", "#".repeat(level.into())).ok();
        if let Some(help) = &section.help {
            writeln!(text, "\n<!-- {} -->", help.replace("--", "–")).ok();
        }
    }
    text
}
