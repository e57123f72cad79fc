//! The one thread of a process that writes answers down, as they come in.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::row::Row;
use super::{Key, LEASE, Lookup, age};
use crate::base::history::History;
use crate::base::observation::Observation;

/// One answer on its way to the disk.
pub(super) struct Answer {
    pub(super) url: String,
    pub(super) key: Key,
    pub(super) seen: Observation,
}

/// The thread, and the way to it.
pub(super) struct Writer {
    answers: Sender<Answer>,
    thread: JoinHandle<Result<(), rusqlite::Error>>,
}

impl Writer {
    /// Start writing to `connection`. `holder` is who claims addresses, `now` the time of day.
    pub(super) fn start(mut connection: Connection, holder: i64, now: u64) -> Self {
        let (answers, inbox) = channel();
        let thread = std::thread::spawn(move || write(&mut connection, &inbox, holder, now));
        Self { answers, thread }
    }

    /// Hand over one answer. Nothing happens when the thread has met trouble and ended.
    pub(super) fn keep(&self, answer: Answer) {
        self.answers.send(answer).ok();
    }

    /// Wait until everything is written.
    pub(super) fn end(self) -> Result<(), rusqlite::Error> {
        drop(self.answers);
        // A bug in the thread costs what it had not written.
        self.thread.join().unwrap_or(Ok(()))
    }
}

fn write(
    connection: &mut Connection,
    inbox: &Receiver<Answer>,
    holder: i64,
    now: u64,
) -> Result<(), rusqlite::Error> {
    let started = Instant::now();
    loop {
        match inbox.recv_timeout(Duration::from_secs(LEASE / 4)) {
            Ok(first) => {
                // What came in while the last batch was written is the next one.
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                for answer in std::iter::once(first).chain(inbox.try_iter().take(1000)) {
                    put(&transaction, &answer)?;
                }
                transaction.commit()?;
            }
            Err(RecvTimeoutError::Timeout) => {
                renew(connection, holder, now + started.elapsed().as_secs())?;
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    connection.execute("DELETE FROM claim WHERE holder = ?1", params![holder])?;
    // The last one out leaves a single file, which is what a cache of CI carries.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Keep what this process has claimed.
fn renew(connection: &Connection, holder: i64, now: u64) -> Result<(), rusqlite::Error> {
    let until = i64::try_from(now + LEASE).unwrap_or(i64::MAX);
    connection.execute("UPDATE claim SET until = ?2 WHERE holder = ?1", params![holder, until])?;
    Ok(())
}

/// Add one answer to what is known of its address, and give up the claim to it.
pub(super) fn put(connection: &Connection, answer: &Answer) -> Result<(), rusqlite::Error> {
    let Answer { url, key, seen } = answer;
    if age::is_kept(seen) {
        let earlier = Lookup::new(connection)?.row(key)?.and_then(|(row, _)| row.read(url));
        let history = match earlier {
            Some(earlier) => earlier.then(seen.clone()),
            None => History::from(seen.clone()),
        };
        if let Some(row) = Row::new(url, &history) {
            insert(connection, key, &row, age::expires(&history, url, key))?;
        }
    }
    connection.execute("DELETE FROM claim WHERE key = ?1", params![key])?;
    Ok(())
}

/// Write `row` over what stands at `key`.
pub(super) fn insert(
    connection: &Connection,
    key: &Key,
    row: &Row,
    expires: u64,
) -> Result<(), rusqlite::Error> {
    let integer = |time: u64| i64::try_from(time).unwrap_or(i64::MAX);
    connection.execute(
        "INSERT OR REPLACE INTO seen (key, at, expires, good, bad, strikes, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            key,
            integer(row.at),
            integer(expires),
            row.good.map(integer),
            row.bad.map(integer),
            row.strikes,
            row.facts
        ],
    )?;
    let same: Option<String> = connection
        .query_row("SELECT facts FROM page WHERE key = ?1", params![key], |row| row.get(0))
        .optional()?;
    match &row.page {
        _ if row.page == same => {}
        Some(page) => {
            connection.execute(
                "INSERT OR REPLACE INTO page (key, facts) VALUES (?1, ?2)",
                params![key, page],
            )?;
        }
        None => {
            connection.execute("DELETE FROM page WHERE key = ?1", params![key])?;
        }
    }
    Ok(())
}
