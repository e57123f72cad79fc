//! `guidepost types`.

use super::args::{Corpus, Types};
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit, configuration};
use crate::base::path::RelPath;
use crate::corpus::File;
use crate::lint::types::{self, PageType};
use crate::report::{Places, Standpoint, safe};
use crate::site::is_below;

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
                let found = if row.untranslated && found.is_empty() {
                    "not asked for, having no title in this language".to_owned()
                } else if found.is_empty() {
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
    let standpoint = session.standpoint(env);
    let within = |folder: &RelPath| pages.iter().all(|page| is_below(&page.path, folder));
    // As a configuration in the current folder says it, if one there can.
    let place = |place: &RelPath| match &standpoint {
        Standpoint::Above(way) => RelPath::new(way).and_then(|way| way.join(place.as_str())),
        Standpoint::Within(here) if within(here) => RelPath::new(&place.relative_to(here)),
        Standpoint::Within(_) | Standpoint::Root => None,
    };
    let place = |folder: &RelPath| place(folder).unwrap_or_else(|| folder.clone());
    write!(env.stdout, "{}", types::derive(name, &place, &pages))?;
    Ok(Exit::Clean)
}
