//! Files and folders on their way to their places: made beside them under names of our own, for their owner alone, and locked
//! while the run that made them lives, so that the next one in the folder can tell what a killed run left.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, TempDir};

/// What is being written has this prefix, the number of the process, a hyphen, and so many random letters and digits after it.
const PREFIX: &str = ".cercle-new-";
const RANDOM: usize = 12;

/// A folder that is being filled.
#[derive(Debug)]
pub struct DraftFolder {
    // removed before the lock is let go: whoever gets the lock finds nothing there
    folder: TempDir,
    _lock: Option<File>,
}

impl DraftFolder {
    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// The folder, also where a path names none.
pub fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// The folder of a file, also where its path names none.
pub fn folder_of(file: &Path) -> &Path {
    here(file.parent().unwrap_or(Path::new("")))
}

/// Lets something be made under a name of ours, with these permissions.
fn named<R>(mode: u32, make: impl FnOnce(&tempfile::Builder<'_, '_>) -> R) -> R {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    #[cfg(not(unix))]
    let _ = mode;
    make(&builder)
}

/// A file beside the place that it is meant for: new, for its owner alone, and locked while this run lives.
///
/// # Errors
/// If it cannot be made.
pub fn file(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = named(0o600, |builder| builder.tempfile_in(here(folder)))?;
        if kept(file.as_file(), file.path()) {
            return Ok(file);
        }
    }
}

/// A folder beside the place that what is put into it is meant for. Where the system cannot lock folders nobody sweeps it away.
///
/// # Errors
/// If it cannot be made.
pub fn folder(beside: &Path) -> io::Result<DraftFolder> {
    loop {
        let folder = named(0o700, |builder| builder.tempdir_in(here(beside)))?;
        let Ok(lock) = File::open(folder.path()) else { return Ok(DraftFolder { folder, _lock: None }) };
        if kept(&lock, folder.path()) {
            return Ok(DraftFolder { folder, _lock: Some(lock) });
        }
    }
}

/// Locks what was made just now; `false` if another run swept it away before that.
fn kept(file: &File, path: &Path) -> bool {
    match file.try_lock() {
        Ok(()) => is_at(file, path),
        Err(TryLockError::WouldBlock) => false,
        // without locks nobody sweeps
        Err(TryLockError::Error(_)) => true,
    }
}

/// The permissions of an ordinary new file in the folder, as umask and folder have it; `None` where there are none to set.
pub fn ordinary(folder: &Path) -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mut builder = tempfile::Builder::new();
        builder.prefix(PREFIX).rand_bytes(RANDOM).permissions(fs::Permissions::from_mode(0o666));
        let made = builder.tempfile_in(here(folder)).ok()?;
        made.as_file().metadata().ok().map(|m| m.permissions())
    }
    #[cfg(not(unix))]
    {
        let _ = folder;
        None
    }
}

/// Whether the name is one that this program, or the version before, gives to what it is writing.
fn is_ours(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    let random = rest.split_once('-').map_or(Some(rest), |(process, random)| {
        (!process.is_empty() && process.bytes().all(|b| b.is_ascii_digit())).then_some(random)
    });
    random.is_some_and(|r| r.len() == RANDOM && r.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Removes what runs that were killed left in the folder: what has a name of ours, or the one that is given, and nobody has
/// locked. Nothing else is touched, and what cannot be removed stays.
pub fn sweep(folder: &Path, lock: &str) {
    let Ok(entries) = fs::read_dir(here(folder)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let Ok(kind) = entry.file_type() else { continue };
        let wanted = (kind.is_file() && (name == lock || is_ours(name))) || (kind.is_dir() && is_ours(name));
        if !wanted {
            continue;
        }
        if let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
            && is_at(&file, &entry.path())
        {
            let _ = if kind.is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        }
    }
}

/// Whether the open file or folder is the one at the path.
pub fn is_at(file: &File, path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let of = |m: fs::Metadata| (m.dev(), m.ino());
        let own = file.metadata().map(of);
        own.is_ok_and(|own| fs::symlink_metadata(path).map(of).is_ok_and(|there| there == own))
    }
    #[cfg(not(unix))]
    {
        let _ = file;
        path.exists()
    }
}

/// Makes sure that what was renamed in a folder is so after a power failure too, where the system can say it.
pub fn settle(folder: &Path) {
    // Windows cannot open a folder, and needs no such call.
    if let Ok(opened) = File::open(here(folder)) {
        let _ = opened.sync_all();
    }
}

/// Makes sure that all files of a folder are on the disk, where the system can say so of all at once.
///
/// # Errors
/// If they cannot be written.
pub fn settle_files(folder: &Path) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        Ok(rustix::fs::syncfs(File::open(folder)?)?)
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = folder;
        Ok(())
    }
}

/// Puts a new file or folder in the place of an old one of the same kind in one step, so that one of the two is there at any
/// moment. The old one is then where the new one was.
///
/// # Errors
/// `ErrorKind::Unsupported` or the like where system or disk cannot exchange names.
pub fn exchange(new: &Path, place: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        Ok(renameat_with(CWD, new, CWD, place, RenameFlags::EXCHANGE)?)
    }
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    {
        let _ = (new, place);
        Err(io::ErrorKind::Unsupported.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = ".cercle-lock";

    #[test]
    #[cfg(unix)]
    fn what_dead_runs_left_is_swept_away_and_nothing_else() {
        use std::os::unix::fs::PermissionsExt;
        let parent = tempfile::tempdir().expect("a folder");
        let place = |name: &str| parent.path().join(name);
        let others = [
            ".cercle-notes",
            ".cercle-t.pmtiles.part",
            ".cercle-new-short",
            ".cercle-new-aaaa.aaaaaaa",
            ".cercle-new-x-aaaaaaaaaaaa",
            ".cercle-new--aaaaaaaaaaaa",
            "cercle-new",
        ];
        others.iter().for_each(|name| fs::write(place(name), "mine").expect("writes"));
        fs::write(place("target"), "mine").expect("writes");
        std::os::unix::fs::symlink(place("target"), place(".cercle-new-aaaaaaaaaaaa")).expect("linked");
        fs::create_dir(place("folder")).expect("made");
        std::os::unix::fs::symlink(place("folder"), place(".cercle-new-7-aaaaaaaaaaaa")).expect("linked");
        let stale = [".cercle-new-cccccccccccc", ".cercle-new-12-cccccccccccc", LOCK];
        stale.iter().for_each(|name| fs::write(place(name), "half").expect("writes"));
        fs::create_dir_all(place(".cercle-new-12-bbbbbbbbbbbb/0/0")).expect("made");
        fs::write(place(".cercle-new-12-bbbbbbbbbbbb/0/0/0.png"), "half").expect("writes");
        let alive = (file(parent.path()).expect("made"), folder(parent.path()).expect("made"));
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(alive.0.path()), mode(alive.1.path())), (0o600, 0o700));
        assert!(alive.0.path().to_string_lossy().contains(&format!("-{}-", std::process::id())));
        sweep(parent.path(), LOCK);
        assert!(alive.0.path().exists() && alive.1.path().exists(), "a run that lives keeps what is its own");
        assert!(stale.iter().all(|name| !place(name).exists()) && !place(".cercle-new-12-bbbbbbbbbbbb").exists());
        // beside the others: target, folder, two links, two of ours
        assert_eq!(fs::read_dir(parent.path()).expect("lists").count(), others.len() + 6);
        drop(alive);
        assert_eq!(fs::read_dir(parent.path()).expect("lists").count(), others.len() + 4);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn names_are_exchanged_in_one_step() {
        let parent = tempfile::tempdir().expect("a folder");
        let (new, old) = (parent.path().join("new"), parent.path().join("old"));
        fs::create_dir(&new).expect("made");
        fs::create_dir(&old).expect("made");
        fs::write(new.join("a"), "new").expect("writes");
        exchange(&new, &old).expect("exchanged");
        assert!(old.join("a").exists() && !new.join("a").exists());
        settle_files(&old).expect("written");
        settle(parent.path());
    }
}
