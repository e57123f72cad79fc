//! Files, replaced whole or not at all.
//!
//! The new content is written beside the file and moved over it. Whatever happens on the way, and be it the end of the
//! process, the file holds either all of the old content or all of the new.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::read;

/// Why a file is left as it is: a sentence fragment.
pub type Refusal = String;

/// The content of the file at `path` below `root`, if it may be replaced. A link would be replaced instead of what it
/// leads to, and other names of a file would keep the old content: neither is what anybody wants.
pub fn open(root: &Path, path: &Path) -> Result<Vec<u8>, Refusal> {
    let metadata = path.symlink_metadata().map_err(|error| read::describe(&error))?;
    if metadata.is_symlink() {
        return Err("it is a symbolic link; name the file that it leads to".to_owned());
    }
    if !metadata.is_file() {
        return Err("it is no regular file".to_owned());
    }
    if names(&metadata) > 1 {
        return Err(
            "it is a hard link, so its content has other names that would not change".to_owned()
        );
    }
    let place = path.canonicalize().map_err(|error| read::describe(&error))?;
    if !place.starts_with(root) || place != path {
        return Err("a symbolic link on the way to it leads elsewhere".to_owned());
    }
    let writable = OpenOptions::new().write(true).open(path);
    if metadata.permissions().readonly() || writable.is_err() {
        return Err("it is read-only".to_owned());
    }
    read::file(path)
}

/// Write a file that is not there yet.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let beside = beside(path);
    let written =
        OpenOptions::new().write(true).create_new(true).open(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, path)
        });
    if written.is_err() {
        fs::remove_file(&beside).ok();
    }
    written.map_err(|error| read::describe(&error))
}

/// What is done for a file, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Create,
    Own,
    Fill,
    Sync,
    Compare,
    Move,
    SyncFolder,
}

/// Replace the content of the file at `path`, which [`open`] has let pass, if it still is `before`.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), Refusal> {
    stepwise(path, before, after, &mut |_| Ok(()))
}

/// As [`replace`]; `at` hears of every step before it is taken, and may stop it.
fn stepwise(
    path: &Path,
    before: &[u8],
    after: &[u8],
    at: &mut dyn FnMut(Step) -> io::Result<()>,
) -> Result<(), Refusal> {
    let beside = beside(path);
    let filled = at(Step::Create).and_then(|()| fill(path, &beside, after, at));
    let moved = filled.map_err(|error| read::describe(&error)).and_then(|()| {
        // As late as can be: what somebody saves from now on is lost, and that is the time a rename takes.
        at(Step::Compare).map_err(|error| read::describe(&error))?;
        if read::file(path)? != before {
            return Err("it was changed meanwhile; run the command again".to_owned());
        }
        at(Step::Move)
            .and_then(|()| fs::rename(&beside, path))
            .map_err(|error| read::describe(&error))
    });
    if moved.is_err() {
        fs::remove_file(&beside).ok();
        return moved;
    }
    // The content is safe already; a system that cannot sync a folder loses no more than the time of the change.
    let folder = path.parent().filter(|_| at(Step::SyncFolder).is_ok());
    if let Some(folder) = folder.and_then(|folder| File::open(folder).ok()) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// A name in the same folder that is no page and that nobody else uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".guidepost-{}.tmp", std::process::id()));
    path.with_file_name(name)
}

/// Write `after` to a new file `beside`, which gets owner and mode of the one at `path`.
fn fill(
    path: &Path,
    beside: &Path,
    after: &[u8],
    at: &mut dyn FnMut(Step) -> io::Result<()>,
) -> io::Result<()> {
    let metadata = path.symlink_metadata()?;
    let mut file = OpenOptions::new().write(true).create_new(true).open(beside)?;
    at(Step::Own)?;
    keep_owner(&file, &metadata)?;
    file.set_permissions(metadata.permissions())?;
    at(Step::Fill)?;
    file.write_all(after)?;
    at(Step::Sync)?;
    file.sync_all()
}

#[cfg(unix)]
fn names(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn names(_: &Metadata) -> u64 {
    1
}

#[cfg(unix)]
fn keep_owner(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let made = file.metadata()?;
    let differs = |made: u32, like: u32| (made != like).then_some(like);
    let (owner, group) = (differs(made.uid(), like.uid()), differs(made.gid(), like.gid()));
    if owner.is_some() || group.is_some() { fchown(file, owner, group) } else { Ok(()) }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    const STEPS: [Step; 7] = [
        Step::Create,
        Step::Own,
        Step::Fill,
        Step::Sync,
        Step::Compare,
        Step::Move,
        Step::SyncFolder,
    ];

    fn folder(content: &[u8]) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let page = folder.path().canonicalize().unwrap().join("page.md");
        fs::write(&page, content).unwrap();
        (folder, page)
    }

    #[test]
    fn mode_and_bytes_are_kept_and_nothing_is_left_behind() {
        let (folder, page) = folder(b"\xef\xbb\xbfa\r\nb");
        fs::set_permissions(&page, fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            open(&folder.path().canonicalize().unwrap(), &page).unwrap(),
            b"\xef\xbb\xbfa\r\nb"
        );
        replace(&page, b"\xef\xbb\xbfa\r\nb", b"\xef\xbb\xbfc\r\nb").unwrap();
        assert_eq!(fs::read(&page).unwrap(), b"\xef\xbb\xbfc\r\nb");
        assert_eq!(page.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_failure_at_any_step_leaves_the_old_content_or_the_new() {
        for failing in STEPS {
            let (folder, page) = folder(b"old");
            let result = stepwise(&page, b"old", b"new", &mut |step| {
                if step == failing { Err(io::Error::other("disk full")) } else { Ok(()) }
            });
            let done = failing == Step::SyncFolder;
            assert_eq!(result.is_ok(), done, "{failing:?}");
            assert_eq!(fs::read(&page).unwrap(), if done { b"new" } else { b"old" }, "{failing:?}");
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "{failing:?}");
        }
    }

    #[test]
    fn an_end_at_any_step_leaves_the_old_content_or_the_new() {
        for last in STEPS {
            let (_folder, page) = folder(b"old");
            let ended = catch_unwind(AssertUnwindSafe(|| {
                stepwise(&page, b"old", b"new", &mut |step| {
                    assert_ne!(step, last, "the process ends here");
                    Ok(())
                })
            }));
            assert!(ended.is_err());
            let content = fs::read(&page).unwrap();
            assert_eq!(content, if last == Step::SyncFolder { b"new" } else { b"old" }, "{last:?}");
        }
    }

    #[test]
    fn what_somebody_saved_meanwhile_stays() {
        for step in STEPS.into_iter().take(5) {
            let (_folder, page) = folder(b"old");
            let result = stepwise(&page, b"old", b"new", &mut |now| {
                if now == step { fs::write(&page, b"theirs") } else { Ok(()) }
            });
            assert!(result.unwrap_err().contains("changed meanwhile"), "{step:?}");
            assert_eq!(fs::read(&page).unwrap(), b"theirs", "{step:?}");
        }
    }

    #[test]
    fn links_and_read_only_files_are_refused() {
        let (folder, page) = folder(b"old");
        let root = folder.path().canonicalize().unwrap();
        let refusal = |path: &Path| open(&root, path).unwrap_err();
        symlink(&page, root.join("symbolic.md")).unwrap();
        assert!(refusal(&root.join("symbolic.md")).contains("symbolic link"));
        fs::create_dir(root.join("real")).unwrap();
        fs::write(root.join("real/page.md"), "x").unwrap();
        symlink(root.join("real"), root.join("way")).unwrap();
        assert!(refusal(&root.join("way/page.md")).contains("on the way"));
        assert!(open(&root.join("real"), &page).unwrap_err().contains("elsewhere"));
        fs::hard_link(&page, root.join("hard.md")).unwrap();
        assert!(refusal(&page).contains("hard link"));
        fs::remove_file(root.join("hard.md")).unwrap();
        fs::set_permissions(&page, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(refusal(&page).contains("read-only"));
        assert!(refusal(&root).contains("no regular file"));
        assert!(refusal(&root.join("gone.md")).contains("no such file"));
    }
}
