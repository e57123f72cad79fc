//! What `guidepost cache` does with a store: look, tidy, and carry answers from one to another.
//!
//! An export is JSON Lines: a header, then an answer a line. It can be read, merged by writing one behind another, and compared.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::row::Row;
use super::{Access, Key, Lookup, StoreError, age, columns, files, writer};
use crate::base::history::SKEW;

/// What a store holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Its file.
    pub file: PathBuf,
    /// Bytes of it.
    pub size: u64,
    /// Addresses.
    pub rows: u64,
    /// Addresses whose latest answer still holds.
    pub hold: u64,
    /// Addresses that were good when asked last.
    pub good: u64,
    /// Addresses of which a page is known.
    pub pages: u64,
    /// When the oldest and the newest answer came.
    pub span: Option<(u64, u64)>,
}

/// What an import or a tidying did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moved {
    /// Answers that were taken over, or thrown away.
    pub moved: u64,
    /// Answers that were left as they are.
    pub left: u64,
    /// Answers that were not believed: under another seal or none, of another version, or from the future.
    pub refused: u64,
    /// Lines that are no answers.
    pub wrong: u64,
    /// The number of the first of those.
    pub first_wrong: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Header {
    guidepost_answers: u32,
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    good: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bad: Option<u64>,
    #[serde(default)]
    strikes: u32,
    expires: u64,
    facts: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

/// What proves that answers on their way come from somebody who knows a secret.
pub struct Seal([u8; 32]);

impl Seal {
    /// The seal of those who know `secret`.
    pub fn new(secret: &str) -> Self {
        Self(blake3::derive_key("guidepost answers on their way, version 1", secret.as_bytes()))
    }

    /// The seal of a line, which has none yet.
    fn of(&self, line: &Line) -> Result<blake3::Hash, serde_json::Error> {
        Ok(blake3::keyed_hash(&self.0, &serde_json::to_vec(line)?))
    }
}

/// The version of an export.
const VERSION: u32 = 1;
/// A line longer than this is no answer: a page has at most so many ids.
const LONGEST: usize = 8 << 20;

/// What the store in `folder` holds.
pub fn info(folder: &Path, now: u64) -> Result<Info, StoreError> {
    let file = folder.join(files::NAME);
    let Some(connection) = reader(folder, now)? else {
        return Ok(Info { file, size: 0, rows: 0, hold: 0, good: 0, pages: 0, span: None });
    };
    let count = |sql: &str| -> Result<u64, rusqlite::Error> {
        let count: i64 = connection.query_row(sql, [], |row| row.get(0))?;
        Ok(u64::try_from(count).unwrap_or_default())
    };
    let (rows, hold) = (
        count("SELECT count(*) FROM seen")?,
        count(&format!(
            "SELECT count(*) FROM seen WHERE expires > {now} AND at <= {}",
            now + SKEW
        ))?,
    );
    let span = match rows {
        0 => None,
        _ => Some((count("SELECT min(at) FROM seen")?, count("SELECT max(at) FROM seen")?)),
    };
    Ok(Info {
        size: file.metadata()?.len(),
        file,
        rows,
        hold,
        good: count("SELECT count(*) FROM seen WHERE good = at")?,
        pages: count("SELECT count(*) FROM page")?,
        span,
    })
}

/// The store for reading; none where nothing has been kept yet.
fn reader(folder: &Path, now: u64) -> Result<Option<Connection>, StoreError> {
    let file = folder.join(files::NAME);
    // Who makes a store starts with an empty file.
    if file.metadata().is_ok_and(|file| file.len() > 0) {
        return Ok(Some(files::open(folder, Access::Read, now)?.0));
    }
    Ok(None)
}

/// Throw away what nobody has asked for in a season, and give the room back.
pub fn gc(folder: &Path, now: u64) -> Result<Moved, StoreError> {
    let (mut connection, _) = files::open(folder, Access::Write, now)?;
    let moved = sweep(&mut connection, now)?;
    connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")?;
    let left: i64 = connection.query_row("SELECT count(*) FROM seen", [], |row| row.get(0))?;
    Ok(Moved { moved, left: u64::try_from(left).unwrap_or_default(), ..Moved::default() })
}

fn sweep(connection: &mut Connection, now: u64) -> Result<u64, rusqlite::Error> {
    let integer = |time: u64| i64::try_from(time).unwrap_or(i64::MAX);
    let (oldest, newest) = (integer(now.saturating_sub(age::FORGOTTEN)), integer(now + SKEW));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let gone = transaction
        .execute("DELETE FROM seen WHERE at < ?1 OR at > ?2", params![oldest, newest])?;
    transaction.execute("DELETE FROM page WHERE key NOT IN (SELECT key FROM seen)", [])?;
    transaction.execute("DELETE FROM claim WHERE until < ?1", params![integer(now)])?;
    transaction.commit()?;
    Ok(gone as u64)
}

/// Forget everything.
pub fn clear(folder: &Path, now: u64) -> Result<Moved, StoreError> {
    if !folder.join(files::NAME).exists() {
        return Ok(Moved::default());
    }
    let (connection, _) = files::open(folder, Access::Write, now)?;
    // Rows and not the file, which others may have open.
    let moved = connection.execute("DELETE FROM seen", [])? as u64;
    connection.execute_batch(
        "DELETE FROM page; DELETE FROM claim; VACUUM; PRAGMA wal_checkpoint(TRUNCATE);",
    )?;
    Ok(Moved { moved, ..Moved::default() })
}

/// Write every answer to `out`, under a seal if there is one.
pub fn export(
    folder: &Path,
    now: u64,
    seal: Option<&Seal>,
    out: &mut dyn Write,
) -> Result<u64, StoreError> {
    put(&Header { guidepost_answers: VERSION }, out)?;
    let Some(connection) = reader(folder, now)? else { return Ok(0) };
    let mut statement = connection.prepare(
        "SELECT at, expires, good, bad, strikes, seen.facts, page.facts, seen.key
         FROM seen LEFT JOIN page ON page.key = seen.key ORDER BY seen.key",
    )?;
    let mut rows = statement.query([])?;
    let mut count = 0;
    while let Some(row) = rows.next()? {
        let key: Key = row.get(7)?;
        let (Row { at, good, bad, strikes, facts, page }, expires) = columns(row)?;
        let key = format!("{:032x}", u128::from_be_bytes(key));
        let mut line = Line { key, at, good, bad, strikes, expires, facts, page, seal: None };
        let sealed = seal.map(|seal| seal.of(&line)).transpose().map_err(io::Error::from)?;
        line.seal = sealed.map(|seal| seal.to_hex().to_string());
        put(&line, out)?;
        count += 1;
    }
    Ok(count)
}

fn put(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Take over the answers of `input` that are newer than what is here.
///
/// Whoever wrote them is not known: failures are not believed without asking again, and nothing lasts longer than it would had
/// it been seen here. With a seal no answers under another one, or none, are taken.
pub fn import(
    folder: &Path,
    now: u64,
    seal: Option<&Seal>,
    input: &mut dyn BufRead,
) -> Result<Moved, StoreError> {
    let (mut connection, _) = files::open(folder, Access::Write, now)?;
    let mut moved = Moved::default();
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut text = Vec::new();
    let mut ours = true;
    for number in 1.. {
        text.clear();
        if io::Read::take(&mut *input, LONGEST as u64).read_until(b'\n', &mut text)? == 0 {
            break;
        }
        if let Ok(Header { guidepost_answers }) = serde_json::from_slice(&text) {
            ours = guidepost_answers == VERSION;
            continue;
        }
        let Ok(line) = serde_json::from_slice(&text) else {
            moved.wrong += 1;
            moved.first_wrong.get_or_insert(number);
            continue;
        };
        match believed(line, now, seal).filter(|_| ours) {
            None => moved.refused += 1,
            Some((key, row, expires)) => {
                let known = Lookup::new(&transaction)?.row(&key)?;
                if known.is_some_and(|(known, _)| known.at >= row.at && known.at <= now + SKEW) {
                    moved.left += 1;
                } else {
                    writer::insert(&transaction, &key, &row, expires)?;
                    moved.moved += 1;
                }
            }
        }
    }
    transaction.commit()?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")?;
    Ok(moved)
}

/// One line of an export, if it can be believed.
fn believed(mut line: Line, now: u64, seal: Option<&Seal>) -> Option<(Key, Row, u64)> {
    let sealed = line.seal.take();
    if let Some(seal) = seal {
        let said = blake3::Hash::from_hex(sealed?).ok()?;
        seal.of(&line).ok().filter(|true_one| *true_one == said)?;
    }
    let Line { key, at, good, bad, strikes, expires, facts, page, seal: _ } = line;
    let digits = key.len() == 32 && key.bytes().all(|digit| digit.is_ascii_hexdigit());
    let bytes = u128::from_str_radix(&key, 16).ok().filter(|_| digits)?.to_be_bytes();
    let past = |time: &u64| *time <= now + SKEW;
    let (good, bad) = (good.filter(past), bad.filter(past));
    let row = Row { at, good, bad, strikes, facts, page };
    let history = row.read("").filter(|_| past(&at))?;
    let is_good = history.last_good == Some(at);
    let longest = age::expires(&history, "", &bytes);
    Some((bytes, row, if is_good { expires.min(longest) } else { 0 }))
}
