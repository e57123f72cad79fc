//! The file of a store: found sound, or set aside.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{Access, StoreError};

/// The version of what is in it stands in the name: versions do not meet.
pub(super) const NAME: &str = "answers-1.db";

/// A file up to this size is read through for damage when it is opened: 20 ms. In a larger one damage shows when it is met.
const CHECKED: u64 = 8 << 20;

/// All of them or none: whoever is killed in between leaves nothing half done.
const TABLES: &str = "
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS seen (
    key BLOB PRIMARY KEY, at INTEGER NOT NULL, expires INTEGER NOT NULL,
    good INTEGER, bad INTEGER, strikes INTEGER NOT NULL, facts TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS page (key BLOB PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claim (
    key BLOB PRIMARY KEY, holder INTEGER NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
COMMIT;
";

/// Open the store in `folder`, which is made for it. A damaged one is set aside; the name that it has now is told.
pub(super) fn open(
    folder: &Path,
    access: Access,
    now: u64,
) -> Result<(Connection, Option<PathBuf>), StoreError> {
    let file = place(folder, NAME, access)?;
    // Of several processes that start together one makes the file: `SQLite` lets others fail that change its journal meanwhile.
    let new = (access == Access::Write && !file.exists()).then(|| lock(folder)).transpose()?;
    let connected = connect(&file, access);
    drop(new);
    match connected {
        Ok(connection) => Ok((connection, None)),
        Err(error) if is_damage(&error) && access == Access::Write => {
            // Of several processes that find the damage one sets the file aside; the others find a sound one then.
            let _lock = lock(folder)?;
            if let Ok(connection) = connect(&file, access) {
                return Ok((connection, None));
            }
            let aside = set_aside(&file, now)?;
            Ok((connect(&file, access)?, Some(aside)))
        }
        Err(error) => Err(error.into()),
    }
}

/// The place of the file `name` in `folder`, which is made if it may be written; an error where others may have put it there.
pub fn place(folder: &Path, name: &str, access: Access) -> Result<PathBuf, StoreError> {
    if access == Access::Write {
        make(folder)?;
    }
    let file = folder.join(name);
    trusted(folder, &file)?;
    Ok(file)
}

/// Keep the `most` latest of the files in `folder` whose names start with `start`, as far as others can be removed.
pub fn keep_latest(folder: &Path, start: &str, most: usize) {
    let names = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = names.filter(|entry| entry.file_name().to_string_lossy().starts_with(start));
    let mut ours: Vec<_> = ours
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    ours.sort_unstable();
    let old = ours.len().saturating_sub(most);
    for (_, path) in &ours[..old] {
        fs::remove_file(path).ok();
    }
}

/// Wait for the others, until what is given is dropped.
fn lock(folder: &Path) -> io::Result<File> {
    let options = OpenOptions::new().create(true).truncate(false).write(true).clone();
    let lock = options.open(folder.join("lock"))?;
    // Where files cannot be locked one goes on without.
    lock.lock().ok();
    Ok(lock)
}

fn has_tables(connection: &Connection) -> Result<bool, rusqlite::Error> {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('seen', 'page', 'claim')";
    connection.query_row(sql, [], |row| Ok(row.get::<_, i64>(0)? == 3))
}

/// Rename the file, and throw away what belongs to it.
pub(super) fn set_aside(file: &Path, now: u64) -> io::Result<PathBuf> {
    let aside = file.with_extension(format!("damaged-{now}"));
    fs::rename(file, &aside)?;
    for extension in ["db-wal", "db-shm"] {
        fs::remove_file(file.with_extension(extension)).ok();
    }
    Ok(aside)
}

pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}

/// Could anyone else have put the file there, or is it none?
fn trusted(folder: &Path, file: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder)?.permissions().mode();
        // A sticky bit keeps others from replacing files, but not from putting one there first.
        if mode & 0o002 != 0 {
            return Err(StoreError::OpenToAll(folder.display().to_string()));
        }
    }
    #[cfg(not(unix))]
    fs::metadata(folder)?;
    match file.symlink_metadata() {
        Ok(found) if !found.is_file() => Err(StoreError::NoFile(file.display().to_string())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

pub(super) fn connect(file: &Path, access: Access) -> Result<Connection, rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if access == Access::Read {
        return read_only(file, flags);
    }
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = Connection::open_with_flags(file, flags)?;
    harden(&connection)?;
    // Where memory cannot be shared (network file systems) `SQLite` stays with its older journal, which is slower.
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    if File::open(file).and_then(|file| file.metadata()).is_ok_and(|file| file.len() <= CHECKED) {
        check(&connection)?;
    }
    if !has_tables(&connection)? {
        connection.execute_batch(TABLES)?;
    }
    expect_columns(&connection)?;
    Ok(connection)
}

fn read_only(file: &Path, flags: OpenFlags) -> Result<Connection, rusqlite::Error> {
    let flags = flags | OpenFlags::SQLITE_OPEN_READ_ONLY;
    let opened = Connection::open_with_flags(file, flags).and_then(|connection| {
        harden(&connection)?;
        connection.query_row("SELECT count(*) FROM claim", [], |_| Ok(()))?;
        expect_columns(&connection)?;
        Ok(connection)
    });
    let Err(error) = opened else { return opened };
    // In a folder that cannot be written nobody else writes either.
    let unshared = [Some(ErrorCode::CannotOpen), Some(ErrorCode::ReadOnly)];
    if !unshared.contains(&error.sqlite_error_code()) || !file.is_file() {
        return Err(error);
    }
    let path: String = file.to_string_lossy().replace('%', "%25");
    let path = path.replace('?', "%3f").replace('#', "%23").replace('\\', "/");
    let uri = format!("file:{}{path}?immutable=1", if path.starts_with('/') { "" } else { "/" });
    let connection = Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI)?;
    harden(&connection)?;
    Ok(connection)
}

/// A file that somebody else may have made cannot make `SQLite` run anything.
fn harden(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "mmap_size", 0)
}

/// `Err` with [`ErrorCode::DatabaseCorrupt`] when the file is damaged.
fn check(connection: &Connection) -> Result<(), rusqlite::Error> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(damage(said)) }
}

/// As [`check`], when a table has the name of one of ours and is none.
fn expect_columns(connection: &Connection) -> Result<(), rusqlite::Error> {
    for sql in [
        "SELECT key, at, expires, good, bad, strikes, facts FROM seen",
        "SELECT key, facts FROM page",
        "SELECT key, holder, until FROM claim",
    ] {
        match connection.prepare(sql) {
            // What `SQLite` says of a statement that does not fit.
            Err(rusqlite::Error::SqlInputError { msg, .. }) => return Err(damage(msg)),
            prepared => drop(prepared?),
        }
    }
    Ok(())
}

fn damage(why: String) -> rusqlite::Error {
    let code = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    rusqlite::Error::SqliteFailure(code, Some(why))
}
