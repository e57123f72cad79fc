//! `guidepost init`.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use super::args::Init;
use super::error::CliError;
use super::session::Session;
use super::{Environment, Exit};
use crate::base::path::RelPath;
use crate::config::{self, FILE_NAME, FileText};
use crate::migrate::{self, Fate, Migration};
use crate::report::{plural, safe};
use crate::site::{Site, is_below};
use crate::sys::{self, read};

pub(super) fn run(init: &Init, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let session = Session::open(&init.corpus, &[], env, |_| Ok(()))?;
    let view = session.engine.view();
    let sites = view.settings().sites.all();
    let pages = view.snapshot().pages();
    let mut said = String::new();
    for site in sites.iter().skip(1) {
        let count = pages
            .iter()
            .filter(|(_, page)| {
                view.settings().sites.of(&page.path).home == site.home
                    && site.docs.iter().any(|docs| is_below(&page.path, docs))
            })
            .count();
        said.push_str(&sentence(site, count));
    }
    if said.is_empty() {
        said.push_str("no site generator was recognised: pages are read as GitHub shows them\n");
    }
    let root = &session.root;
    if root.join(FILE_NAME).exists() {
        write!(env.stdout, "{}", safe::text(&said))?;
        return Err(CliError::Usage(format!(
            "{} is here already, and stays as it is: `guidepost config show PAGE` says what it comes to",
            root.join(FILE_NAME).display()
        )));
    }
    let mut migration = Migration::default();
    for file in &init.from {
        take_over(&env.cwd.join(file), root, &mut migration)?;
    }
    let text = match init.from.as_slice() {
        [] => configuration(&said, sites),
        _ => migration.text(&said),
    };
    let draft = FileText { name: FILE_NAME.to_owned(), folder: RelPath::root(), text };
    let further = |path: &RelPath| {
        let file = migration.files.iter().find(|(name, _)| name == path.as_str());
        file.map(|(_, text)| text.clone())
    };
    config::load_all(vec![draft.clone()], &further)?;
    write_new(&root.join(FILE_NAME), &draft.text)?;
    for (name, text) in &migration.files {
        write_new(&root.join(name), text)?;
    }
    write!(env.stdout, "{}{}", safe::text(&said), safe::text(&report(&migration)))?;
    writeln!(env.stdout, "wrote {}", root.join(FILE_NAME).display())?;
    for (name, _) in &migration.files {
        writeln!(env.stdout, "wrote {}", root.join(name).display())?;
    }
    let here = migrate::NAMES.iter().filter(|name| root.join(name).is_file());
    let from: Vec<String> = here.map(|name| format!("--from {name}")).collect();
    if init.from.is_empty() && !from.is_empty() {
        let from = from.join(" ");
        writeln!(
            env.stdout,
            "to take over what other tools are told: rm {FILE_NAME} && guidepost init {from}"
        )?;
    }
    Ok(Exit::Clean)
}

/// Read the configuration of another tool.
fn take_over(file: &Path, root: &Path, migration: &mut Migration) -> Result<(), CliError> {
    let wrong = |why| CliError::NotMigrated { path: file.display().to_string(), why };
    let bytes = read::named(file).map_err(|why| CliError::unreadable(file, why))?;
    let text = String::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".to_owned()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    // What it says of paths is said from its folder. One outside of the corpus speaks of its root.
    let folder = file.parent().and_then(|folder| sys::relative(root, folder));
    migration.read(&name, &folder.unwrap_or_else(RelPath::root), &text).map_err(wrong)
}

/// Write a file that is not there yet.
fn write_new(path: &Path, text: &str) -> Result<(), CliError> {
    let written = OpenOptions::new().write(true).create_new(true).open(path);
    let written = written.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| CliError::NotWritten { path: path.display().to_string(), error })
}

/// What became of each setting, file by file, what has no equivalent last.
fn report(migration: &Migration) -> String {
    let mut told: Vec<_> = migration.told.iter().collect();
    let order: Vec<&str> = told.iter().map(|told| told.file.as_str()).collect();
    let place = |file: &str| order.iter().position(|known| *known == file);
    told.sort_by_key(|told| (place(&told.file), told.fate));
    let mut out = String::new();
    let mut file = "";
    for told in &told {
        if told.file != file {
            file = &told.file;
            writeln!(out, "{file}").ok();
        }
        writeln!(out, "  {:<14} {:<24} {}", told.fate.name(), told.key, told.text).ok();
    }
    if !told.is_empty() {
        let count = |fate| told.iter().filter(|told| told.fate == fate).count();
        let counts = [Fate::Kept, Fate::Needless, Fate::Elsewhere, Fate::Lost]
            .map(|fate| format!("{} {}", count(fate), fate.name()));
        writeln!(out, "{}", counts.join(", ")).ok();
    }
    out
}

fn sentence(site: &Site, count: usize) -> String {
    let mut folders: Vec<&str> = site.docs.iter().map(shown).collect();
    folders.sort_unstable();
    folders.dedup();
    let unread = site.unread.as_ref().map_or(String::new(), |unread| {
        let keys = unread.keys.join("`, `");
        format!("  only the program itself knows `{keys}`: say it in [site]\n")
    });
    format!(
        "{} in {}: {} in {}, anchors as {}\n{unread}",
        site.profile,
        shown(&site.home),
        plural(count, "page", "pages"),
        folders.join(", "),
        site.dialect.name
    )
}

fn shown(path: &RelPath) -> &str {
    if path.is_root() { "." } else { path.as_str() }
}

fn configuration(said: &str, sites: &[std::sync::Arc<Site>]) -> String {
    let head = if sites.len() > 1 { "Recognised: " } else { "" };
    let recognised = said.lines().map(|line| format!("# {head}{}\n", safe::line(line.trim())));
    let recognised: String = recognised.collect();
    let profile = sites.get(1).map_or("github", |site| site.profile);
    format!(
        "# How guidepost checks these pages. Everything here is optional.
#
{recognised}
# profile = \"{profile}\"            # how all pages are published, where the above is wrong
# exclude = [\"archive/**\"]      # pages that are not checked

# [site]
# url = \"https://docs.example.com/\"    # links to this address lead into these pages

[rules]
# missing-anchor = \"warning\"    # \"error\", \"warning\", \"info\" or \"off\", for a rule or a family

# [types.guide]                 # sections that pages of a kind must have
# match = {{ paths = [\"guides/**/*.md\"] }}
# sections = [{{ id = \"next\", title = \"Next steps\" }}]
"
    )
}
