//! `guidepost cache`.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::args::Cache;
use super::changed::FACTS;
use super::error::CliError;
use super::{Environment, Exit, note};
use crate::base::history::date;
use crate::net::store;

pub(super) fn run(command: &Cache, env: &mut Environment<'_>) -> Result<Exit, CliError> {
    let folder = env.cache.clone().ok_or_else(|| {
        CliError::Usage(
            "no folder for a cache is known: name one in GUIDEPOST_CACHE_DIR".to_owned(),
        )
    })?;
    let shown = folder.display().to_string();
    let cannot = |error: store::StoreError| CliError::Cache {
        folder: shown.clone(),
        why: error.to_string(),
    };
    match command {
        Cache::Info => info(&folder, env, &cannot)?,
        Cache::Gc => {
            let done = store::gc(&folder, env.now).map_err(cannot)?;
            let gone =
                plural(done.moved, "answer was old and is gone", "answers were old and are gone");
            writeln!(env.stdout, "{gone}, {} left", done.left)?;
        }
        Cache::Clear => {
            let done = store::clear(&folder, env.now).map_err(cannot)?;
            store::keep_latest(&folder, FACTS, 0);
            let gone = plural(done.moved, "answer is gone", "answers are gone");
            writeln!(env.stdout, "{gone}, and what was known of pages")?;
        }
        Cache::Export { file } => export(file.as_deref(), &folder, env, &cannot)?,
        Cache::Import { file } => import(file, &folder, env, &cannot)?,
    }
    Ok(Exit::Clean)
}

/// `1 answer` or `2 answers`.
fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn info(
    folder: &Path,
    env: &mut Environment<'_>,
    cannot: &dyn Fn(store::StoreError) -> CliError,
) -> Result<(), CliError> {
    let found = store::info(folder, env.now).map_err(cannot)?;
    let store::Info { file, size, rows, hold, good, pages, span } = found;
    writeln!(env.stdout, "{}", file.display())?;
    if size == 0 {
        writeln!(env.stdout, "nothing is kept yet")?;
        return Ok(());
    }
    for (count, what) in [
        (size, "size in bytes"),
        (rows, "addresses"),
        (good, "of them good when asked last"),
        (hold, "with an answer that still holds"),
        (pages, "pages whose anchors are known"),
    ] {
        writeln!(env.stdout, "{count:>12}  {what}")?;
    }
    if let Some((oldest, newest)) = span {
        writeln!(env.stdout, "{:>12}  oldest answer", date(oldest))?;
        writeln!(env.stdout, "{:>12}  newest answer", date(newest))?;
    }
    Ok(())
}

/// The seal of answers on their way, if somebody names a secret for it.
fn seal(env: &Environment<'_>) -> Option<store::Seal> {
    let secret = (env.variable)("GUIDEPOST_CACHE_KEY").filter(|secret| !secret.is_empty());
    secret.map(|secret| store::Seal::new(&secret))
}

fn export(
    file: Option<&Path>,
    folder: &Path,
    env: &mut Environment<'_>,
    cannot: &dyn Fn(store::StoreError) -> CliError,
) -> Result<(), CliError> {
    let seal = seal(env);
    let Some(file) = file else {
        let mut out = BufWriter::new(&mut *env.stdout);
        store::export(folder, env.now, seal.as_ref(), &mut out).map_err(cannot)?;
        out.flush()?;
        return Ok(());
    };
    // Complete or not there, as a report is.
    let place = env.cwd.join(file);
    let beside = place.with_added_extension(format!("{}.tmp", std::process::id()));
    let shown = file.display().to_string();
    let unwritable = |error| CliError::NotExported { path: shown.clone(), error };
    let mut out = BufWriter::new(File::create(&beside).map_err(unwritable)?);
    let written = store::export(folder, env.now, seal.as_ref(), &mut out).map_err(cannot);
    let count = written.and_then(|count| {
        out.flush().and_then(|()| std::fs::rename(&beside, &place)).map_err(unwritable)?;
        Ok(count)
    });
    if count.is_err() {
        std::fs::remove_file(&beside).ok();
    }
    writeln!(env.stdout, "{} in {shown}", plural(count?, "answer is", "answers are"))?;
    Ok(())
}

fn import(
    file: &PathBuf,
    folder: &Path,
    env: &mut Environment<'_>,
    cannot: &dyn Fn(store::StoreError) -> CliError,
) -> Result<(), CliError> {
    let seal = seal(env);
    let done = if file.as_os_str() == "-" {
        let mut input = BufReader::new(&mut *env.stdin);
        store::import(folder, env.now, seal.as_ref(), &mut input).map_err(cannot)?
    } else {
        let opened = File::open(env.cwd.join(file));
        let opened = opened.map_err(|error| CliError::unreadable(file, error.to_string()))?;
        store::import(folder, env.now, seal.as_ref(), &mut BufReader::new(opened))
            .map_err(cannot)?
    };
    let store::Moved { moved, left, refused, wrong, first_wrong } = done;
    if wrong > 0 && moved + left + refused == 0 {
        let (path, lines) = (file.display().to_string(), plural(wrong, "line", "lines"));
        return Err(CliError::NotImported { path, lines });
    }
    let taken = plural(moved, "answer was taken over", "answers were taken over");
    writeln!(env.stdout, "{taken}, {left} known already")?;
    if refused > 0 {
        let refused = plural(refused, "answer was not believed", "answers were not believed");
        let why = "sealed with another secret or none, of another version of guidepost, or from the future";
        note(env, &format!("{refused}: {why}"));
    }
    if let Some(first) = first_wrong {
        let wrong = plural(wrong, "line is no answer", "lines are no answers");
        note(env, &format!("{wrong}, from line {first} on, and left out"));
    }
    Ok(())
}
