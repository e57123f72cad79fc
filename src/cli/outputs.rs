//! Where reports go.

use std::ffi::OsString;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::CommandFactory;

use super::Environment;
use super::args::{Check, Cli};
use super::error::CliError;
use super::session::Session;
use crate::report::human::Style;
use crate::report::{Context, Earlier, Format, OWNERS_FILES, Owners, Report};
use crate::sys::{git, read};

/// The formats with the files that they go to, from the order in which they were given.
pub(super) fn outputs(
    check: &Check,
    arguments: &[OsString],
) -> Result<Vec<(Format, Option<PathBuf>)>, CliError> {
    let matches = Cli::command().try_get_matches_from(arguments).ok();
    let matches = matches.as_ref().and_then(|matches| matches.subcommand_matches("check"));
    let order = |name: &str| -> Vec<usize> {
        matches.and_then(|matches| matches.indices_of(name)).into_iter().flatten().collect()
    };
    let formats = order("format");
    let mut outputs: Vec<(Format, Option<PathBuf>)> =
        check.format.iter().map(|&format| (format, None)).collect();
    if outputs.is_empty() {
        outputs.push((Format::Human, None));
    }
    for (file, place) in check.output.iter().zip(order("output")) {
        let row = formats.iter().filter(|&&format| format < place).count();
        match row.checked_sub(1).and_then(|row| outputs.get_mut(row)) {
            Some((_, output @ None)) => *output = Some(file.clone()),
            _ => {
                return Err(CliError::Usage(
                    "each --output needs a --format of its own before it".to_owned(),
                ));
            }
        }
    }
    let mut files: Vec<&PathBuf> = outputs.iter().filter_map(|(_, file)| file.as_ref()).collect();
    if files.iter().any(|file| file.as_os_str() == "-") {
        let why = "a --format without an --output goes to standard output: leave out `--output -`";
        return Err(CliError::Usage(why.to_owned()));
    }
    files.sort_unstable();
    if let Some(pair) = files.windows(2).find(|pair| pair[0] == pair[1]) {
        let why = format!("two reports cannot go into one file: {}", pair[0].display());
        return Err(CliError::Usage(why));
    }
    let to_stdout = outputs.iter().filter(|(_, file)| file.is_none()).count();
    if to_stdout > 1 {
        return Err(CliError::Usage(
            "only one --format can go to standard output: give the others an --output".to_owned(),
        ));
    }
    Ok(outputs)
}

/// The report to compare with.
pub(super) fn earlier(file: &Path, env: &Environment<'_>) -> Result<Earlier, CliError> {
    let read = fs::read(env.cwd.join(file)).map_err(|error| error.to_string());
    let earlier = read.and_then(|bytes| Earlier::read(&bytes));
    earlier.map_err(|why| CliError::Compare { path: file.display().to_string(), why })
}

/// What the formats that are wanted may want to know.
pub(super) fn context(
    outputs: &[(Format, Option<PathBuf>)],
    earlier: Option<Earlier>,
    session: &Session,
) -> Context {
    let wants_all = outputs.iter().any(|(format, _)| *format == Format::Html);
    let files = OWNERS_FILES.iter().filter(|_| wants_all);
    let mut texts = files.filter_map(|file| read::file(&session.root.join(file)).ok());
    let owners = texts.next().map(|text| Owners::new(&String::from_utf8_lossy(&text)));
    let name = session.root.file_name().filter(|_| wants_all).map(|name| {
        let commit = git::commit(&session.root, "HEAD").ok();
        let commit = commit.and_then(|commit| Some(format!(" at {}", commit.get(..10)?)));
        format!("{}{}", name.to_string_lossy(), commit.unwrap_or_default())
    });
    Context { owners: owners.unwrap_or_default(), earlier, name }
}

pub(super) fn write(
    report: &Report<'_>,
    format: Format,
    style: &Style,
    out: &mut dyn Write,
) -> Result<(), CliError> {
    let mut out = BufWriter::with_capacity(1 << 16, out);
    format.write(report, style, &mut out)?;
    out.flush()?;
    Ok(())
}

/// A report file is complete or not there: it is written beside its place and then moved, unless that is no regular file. When that
/// fails the report goes to standard error, so that it is not lost.
pub(super) fn write_file(
    report: &Report<'_>,
    format: Format,
    style: &Style,
    file: &PathBuf,
    env: &mut Environment<'_>,
) -> Result<(), CliError> {
    let place = env.cwd.join(file);
    let style = Style { color: false, ..*style };
    let mut bytes = Vec::new();
    format.write(report, &style, &mut bytes)?;
    let mut beside = place.clone().into_os_string();
    beside.push(format!(".{}.tmp", std::process::id()));
    // A file moved to the place of a device or a pipe would take it away from everybody.
    let is_special = fs::metadata(&place).is_ok_and(|metadata| !metadata.is_file());
    let written = if is_special {
        fs::write(&place, &bytes)
    } else {
        fs::write(&beside, &bytes).and_then(|()| fs::rename(&beside, &place))
    };
    written.map_err(|error| {
        fs::remove_file(&beside).ok();
        env.stderr.write_all(&bytes).ok();
        CliError::Output { path: file.display().to_string(), error }
    })
}
