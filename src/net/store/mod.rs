//! What earlier runs, and other processes now, have seen of addresses.
//!
//! Observations are kept and never verdicts: settings differ by path and by run. The store is one `SQLite` file in the user's
//! cache folder. It may always be lost: without it addresses are asked again, and nothing else changes.
//!
//! Processes that run together claim each address before they ask it. A claim ends with its answer, or a few seconds after
//! its holder has died; a claim that is lost costs one more request.

mod age;
mod dump;
mod files;
mod row;
mod writer;

use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Statement, params};
use thiserror::Error;

pub use dump::{Info, Moved, Seal, clear, export, gc, import, info};
pub use files::{keep_latest, place};

use crate::base::history::{History, SKEW};
use crate::base::observation::Observation;
use crate::base::secret::has_user;
use crate::base::url::UrlKey;
use row::Row;
use writer::{Answer, Writer};

/// The name of an address in the store: a hash, which tells nobody where links lead.
type Key = [u8; 16];

/// For so many seconds a claim holds without a sign of life from its holder.
const LEASE: u64 = 20;

/// What a process may do with a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Read and write.
    Write,
    /// Only read: whoever changed the pages may have changed what is asked.
    Read,
}

/// Why there is no store.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Others may write to its folder.
    #[error("everybody may write to `{0}`, and so anybody may have put answers there")]
    OpenToAll(String),
    /// Something else has its name.
    #[error("`{0}` is no regular file")]
    NoFile(String),
    /// The folder.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The file.
    #[error("{0}")]
    Sql(#[from] rusqlite::Error),
}

/// Something known of an address.
#[derive(Debug, Clone)]
pub struct Known {
    /// What was seen of it.
    pub history: History,
    /// Does the latest answer still hold?
    pub holds: bool,
}

/// What became of the wish to ask an address.
#[derive(Debug)]
pub enum Claim {
    /// Ask it.
    Ours,
    /// Somebody has just asked it.
    Known(Box<History>),
    /// Somebody is asking it.
    Busy,
}

/// A store that is open.
pub struct Store {
    reader: Connection,
    writer: Option<Writer>,
    holder: i64,
    file: PathBuf,
    /// A damaged store was set aside under this name.
    set_aside: Option<PathBuf>,
    /// The first trouble in reading; after it nothing is known.
    trouble: Option<rusqlite::Error>,
}

impl Store {
    /// Open the store in `folder`. `now` is the time of day, in seconds since 1970.
    pub fn open(folder: &Path, access: Access, now: u64) -> Result<Self, StoreError> {
        let (reader, set_aside) = files::open(folder, access, now)?;
        let file = folder.join(files::NAME);
        let holder = i64::from_le_bytes(random().to_le_bytes());
        let writer = match access {
            Access::Read => None,
            Access::Write => {
                // Nobody waits long for a claim: without one an address may be asked twice, and that is all.
                reader.busy_timeout(Duration::from_millis(250))?;
                let connection = Connection::open(&file)?;
                connection.busy_timeout(Duration::from_secs(5))?;
                connection.pragma_update(None, "synchronous", "NORMAL")?;
                Some(Writer::start(connection, holder, now))
            }
        };
        Ok(Self { reader, writer, holder, file, set_aside, trouble: None })
    }

    /// The name under which a damaged store was set aside.
    pub fn set_aside(&self) -> Option<&Path> {
        self.set_aside.as_deref()
    }

    /// What is known of each of `urls`.
    pub fn load<'a>(
        &mut self,
        urls: impl Iterator<Item = &'a UrlKey>,
        now: u64,
    ) -> Vec<Option<Known>> {
        let urls: Vec<&UrlKey> = urls.collect();
        // One transaction, so that locks are taken once.
        let read = |connection: &mut Connection| {
            let transaction = connection.transaction()?;
            let mut lookup = Lookup::new(&transaction)?;
            urls.iter().map(|url| lookup.known(url, now)).collect()
        };
        let found: Result<Vec<Option<Known>>, rusqlite::Error> = read(&mut self.reader);
        found.unwrap_or_else(|error| {
            self.trouble.get_or_insert(error);
            vec![None; urls.len()]
        })
    }

    /// May this process ask `url`? `enough` says whether what is known answers the question.
    pub fn claim(&mut self, url: &UrlKey, now: u64, enough: impl Fn(&History) -> bool) -> Claim {
        if self.writer.is_none() || self.trouble.is_some() {
            return Claim::Ours;
        }
        match self.try_claim(url, now, &enough) {
            Ok(claim) => claim,
            Err(error) => {
                if files::is_damage(&error) {
                    self.trouble = Some(error);
                }
                Claim::Ours
            }
        }
    }

    fn try_claim(
        &mut self,
        url: &UrlKey,
        now: u64,
        enough: &impl Fn(&History) -> bool,
    ) -> Result<Claim, rusqlite::Error> {
        let connection = &self.reader;
        let fresh = || {
            let known = Lookup::new(connection)?.known(url, now)?.filter(|known| known.holds);
            Ok::<_, rusqlite::Error>(known.map(|known| known.history).filter(enough))
        };
        if let Some(history) = fresh()? {
            return Ok(Claim::Known(Box::new(history)));
        }
        let key = key(url);
        let integer = |time: u64| i64::try_from(time).unwrap_or(i64::MAX);
        // A claim that lasts longer than any can comes from a clock that is wrong.
        let ours = connection.execute(
            "INSERT INTO claim (key, holder, until) VALUES (?1, ?2, ?3)
             ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE holder = excluded.holder OR until <= ?4 OR until > ?5",
            params![
                key,
                self.holder,
                integer(now + LEASE),
                integer(now),
                integer(now + LEASE + SKEW)
            ],
        )?;
        if ours == 0 {
            return Ok(Claim::Busy);
        }
        // Whoever held it before may have written its answer in between.
        let Some(history) = fresh()? else { return Ok(Claim::Ours) };
        connection.execute("DELETE FROM claim WHERE key = ?1", params![key])?;
        Ok(Claim::Known(Box::new(history)))
    }

    /// A time from `least` to twice of it: processes that wait for one answer do not all come back at once.
    pub fn chance(&self, least: Duration) -> Duration {
        least + least / 8 * u32::from(random().to_le_bytes()[0] % 9)
    }

    /// Write down what was seen of `url`, soon and in the background.
    pub fn keep(&self, url: &UrlKey, seen: &Observation) {
        // Who may ask with a password sees what others do not.
        if let Some(writer) = self.writer.as_ref().filter(|_| !has_user(url.as_str())) {
            let (key, url) = (key(url), url.as_str().to_owned());
            writer.keep(Answer { url, key, seen: seen.clone() });
        }
    }

    /// Finish writing. `Err` says what went wrong on the way, and that answers of this run may not have been kept.
    pub fn close(mut self, now: u64) -> Result<(), StoreError> {
        let written = self.writer.take().map_or(Ok(()), Writer::end);
        let result = self.trouble.take().map_or(Ok(()), Err).and(written);
        drop(self.reader);
        if result.as_ref().is_err_and(files::is_damage) {
            files::set_aside(&self.file, now)?;
        }
        Ok(result?)
    }
}

/// A number that no other process has.
pub fn random() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// The whole address is hashed: what differs in a secret only is another address.
fn key(url: &UrlKey) -> Key {
    let mut key = [0; 16];
    blake3::Hasher::new().update(url.as_str().as_bytes()).finalize_xof().fill(&mut key);
    key
}

/// A question for one address, ready to be asked again and again.
struct Lookup<'a>(Statement<'a>);

impl<'a> Lookup<'a> {
    fn new(connection: &'a Connection) -> Result<Self, rusqlite::Error> {
        let statement = connection.prepare(
            "SELECT at, expires, good, bad, strikes, seen.facts, page.facts
             FROM seen LEFT JOIN page ON page.key = seen.key WHERE seen.key = ?1",
        )?;
        Ok(Self(statement))
    }

    fn known(&mut self, url: &UrlKey, now: u64) -> Result<Option<Known>, rusqlite::Error> {
        let Some((row, expires)) = self.row(&key(url))? else { return Ok(None) };
        let holds = age::holds(row.at, expires, now);
        Ok(row.read(url.as_str()).map(|history| Known { history, holds }))
    }

    /// What is written at `key`, and until when it holds. A row that nobody could have written is as good as none.
    fn row(&mut self, key: &Key) -> Result<Option<(Row, u64)>, rusqlite::Error> {
        match self.0.query_row(params![key], columns).optional() {
            Err(
                rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::IntegralValueOutOfRange(..),
            ) => Ok(None),
            row => row,
        }
    }
}

fn columns(row: &rusqlite::Row<'_>) -> Result<(Row, u64), rusqlite::Error> {
    let time = |at: i64| u64::try_from(at).unwrap_or(u64::MAX);
    let optional = |at: Option<i64>| at.map(time);
    let columns = Row {
        at: time(row.get(0)?),
        good: optional(row.get(2)?),
        bad: optional(row.get(3)?),
        strikes: row.get(4)?,
        facts: row.get(5)?,
        page: row.get(6)?,
    };
    Ok((columns, time(row.get(1)?)))
}
