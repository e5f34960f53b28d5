//! Writing files so that the old or the new bytes are there, never half of either.

use std::collections::BTreeSet;
use std::fs::{self, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::lock::{LOCK, is_at};
use crate::error::{Error, Kind, Result};
use crate::read::Input;

/// A file that is being written has this prefix and so many random letters and digits after it.
const PREFIX: &str = ".cercle-new-";
const RANDOM: usize = 12;

/// Makes sure, before any work, that files can be written to the folder, which is made if it is not there.
///
/// # Errors
/// `Kind::CannotCreate`.
pub fn check_target(folder: &Path) -> Result<()> {
    let refuse = |e: std::io::Error| {
        Error::new(Kind::CannotCreate, format!("{}: cannot write there: {e}", folder.display()))
            .hint("choose another folder with --out")
    };
    fs::create_dir_all(folder).map_err(refuse)?;
    temporary(folder).map_err(refuse)?;
    sweep(folder);
    Ok(())
}

/// Makes sure, before any work, that no output takes the place of an input, under whatever name or link.
///
/// # Errors
/// `Kind::CannotCreate` naming the file.
pub fn spare_inputs<'a>(outputs: &[PathBuf], inputs: impl IntoIterator<Item = &'a Input>) -> Result<()> {
    let files = inputs.into_iter().filter_map(Input::path);
    let files: BTreeSet<&Path> = files.collect();
    let known: Vec<PathBuf> = files.into_iter().filter_map(|path| path.canonicalize().ok()).collect();
    // an output may be a folder, which would go with all that is in it
    let over = |output: &&PathBuf| output.canonicalize().is_ok_and(|o| known.iter().any(|known| known.starts_with(&o)));
    match outputs.iter().filter(|_| !known.is_empty()).find(over) {
        None => Ok(()),
        Some(output) => {
            let what = format!("{}: is an input and would be overwritten", output.display());
            Err(Error::new(Kind::CannotCreate, what).hint("write to another file or folder with --out"))
        }
    }
}

/// Writes files into a folder: all beside their places first, then each renamed.
///
/// # Errors
/// `Kind::CannotCreate` or `Kind::Io`; files that were not renamed yet keep their old content.
pub fn publish(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    sweep(folder);
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        if path.is_dir() {
            return Err(Error::new(Kind::CannotCreate, format!("{}: is a folder", path.display())));
        }
        let failed = |e: std::io::Error| {
            Error::new(Kind::Io, format!("{}: cannot write {} bytes: {e}", path.display(), bytes.len()))
                .hint("the old file, if there was one, is as it was")
        };
        let mut file = temporary(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        ready.push((path, file));
    }
    let mode = ordinary(folder);
    ready.into_iter().try_for_each(|(path, file)| put(file, &path, mode.as_ref()))?;
    // Windows cannot open a folder, and needs no such call.
    if let Ok(opened) = fs::File::open(folder) {
        let _ = opened.sync_all();
    }
    Ok(())
}

/// Puts a file that was written in its place, with the permissions of an ordinary file.
///
/// # Errors
/// `Kind::CannotCreate`.
pub(super) fn put(file: NamedTempFile, path: &Path, mode: Option<&fs::Permissions>) -> Result<()> {
    let failed =
        |e: std::io::Error| Error::new(Kind::CannotCreate, format!("{}: cannot put it in place: {e}", path.display()));
    if let Some(mode) = mode {
        file.as_file().set_permissions(mode.clone()).map_err(failed)?;
    }
    file.persist(path).map(drop).map_err(|e| failed(e.error))
}

/// The permissions of an ordinary new file in the folder, as umask and folder have it; `None` where there are none to set.
pub(super) fn ordinary(folder: &Path) -> Option<fs::Permissions> {
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

fn here(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// A file beside the place that it is meant for: new, for its owner alone, and locked while this run lives.
pub(super) fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    loop {
        let file = tempfile::Builder::new().prefix(PREFIX).rand_bytes(RANDOM).tempfile_in(here(folder))?;
        match file.as_file().try_lock() {
            // another run may have swept it away between the two calls
            Ok(()) if !is_at(file.as_file(), file.path()) => {}
            Err(TryLockError::WouldBlock) => {}
            // without locks nobody sweeps
            Ok(()) | Err(TryLockError::Error(_)) => return Ok(file),
        }
    }
}

/// Removes what runs that were killed left in the folder: files with the names that ours have while they are written, which
/// nobody has locked. Nothing else is touched, and what cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(here(folder)) else { return };
    let ours = |name: &str| {
        let random = name.strip_prefix(PREFIX);
        name == LOCK || random.is_some_and(|r| r.len() == RANDOM && r.bytes().all(|b| b.is_ascii_alphanumeric()))
    };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !is_file || !entry.file_name().to_str().is_some_and(ours) {
            continue;
        }
        if let Ok(file) = fs::File::open(entry.path())
            && file.try_lock().is_ok()
            && is_at(&file, &entry.path())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_leaves_the_old_files_and_no_temporary_ones() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.txt"), "old").expect("writes");
        fs::create_dir(folder.path().join("b.txt")).expect("makes a folder in the way");
        let files = [("a.txt".to_string(), b"new".to_vec()), ("b.txt".to_string(), b"new".to_vec())];
        assert_eq!(publish(folder.path(), &files).map_err(|e| e.kind), Err(Kind::CannotCreate));
        assert_eq!(fs::read(folder.path().join("a.txt")).expect("reads"), b"old");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 2);
    }

    #[test]
    fn files_appear_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("deep/er");
        check_target(&target).expect("made");
        publish(&target, &[("a.txt".to_string(), b"new".to_vec())]).expect("writes");
        assert_eq!(fs::read(target.join("a.txt")).expect("reads"), b"new");
        assert_eq!(fs::read_dir(&target).expect("lists").count(), 1);
    }

    #[test]
    #[cfg(unix)]
    fn what_dead_runs_left_is_swept_away_and_nothing_else() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let others =
            [".cercle-notes", ".cercle-t.pmtiles.part", ".cercle-new-short", ".cercle-new-aaaa.aaaaaaa", "cercle-new"];
        others.iter().for_each(|name| fs::write(place(name), "mine").expect("writes"));
        fs::write(place("target"), "mine").expect("writes");
        std::os::unix::fs::symlink(place("target"), place(".cercle-new-aaaaaaaaaaaa")).expect("linked");
        fs::create_dir(place(".cercle-new-bbbbbbbbbbbb")).expect("made");
        fs::write(place(".cercle-new-cccccccccccc"), "half").expect("writes");
        fs::write(place(LOCK), "").expect("writes");
        let alive = temporary(folder.path()).expect("made");
        assert_eq!(alive.as_file().metadata().expect("there").permissions().mode() & 0o777, 0o600);
        sweep(folder.path());
        assert!(alive.path().exists(), "a run that lives keeps its file");
        assert!(!place(".cercle-new-cccccccccccc").exists() && !place(LOCK).exists());
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), others.len() + 4);
        drop(alive);
        publish(folder.path(), &[("out".to_string(), b"new".to_vec())]).expect("writes");
        fs::write(place("plain"), "new").expect("writes");
        let mode = |name: &str| fs::metadata(place(name)).expect("there").permissions().mode();
        assert_eq!(mode("out"), mode("plain"), "an output is an ordinary file");
    }
}
