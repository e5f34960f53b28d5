//! Writing files so that the old or the new bytes are there, never half of either.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::lock::LOCK;
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::read::Input;

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
    draft::file(folder).map_err(refuse)?;
    sweep(folder);
    Ok(())
}

/// Makes sure, before any work, that files can be written there: `refuse_odd`, and their folders are there and can be written to.
///
/// # Errors
/// `Kind::CannotCreate` naming the place.
pub fn check_places(outputs: &[PathBuf]) -> Result<()> {
    refuse_odd(outputs)?;
    let mut known: Option<&Path> = None;
    for folder in outputs.iter().filter(|output| output.as_os_str() != "-").filter_map(|output| output.parent()) {
        if known != Some(folder) {
            draft::file(folder).map_err(|e| {
                let folder = draft::here(folder).display();
                Error::new(Kind::CannotCreate, format!("{folder}: cannot write there: {e}"))
                    .hint("make the folder, or choose another with --out")
            })?;
            known = Some(folder);
        }
    }
    Ok(())
}

/// Makes sure that only ordinary files are replaced: no folder, link, pipe or device. `-` is no file.
///
/// # Errors
/// `Kind::CannotCreate` naming the place.
pub(super) fn refuse_odd(outputs: &[PathBuf]) -> Result<()> {
    for output in outputs.iter().filter(|output| output.as_os_str() != "-") {
        let Ok(there) = fs::symlink_metadata(output) else { continue };
        let (what, hint) = match there.file_type() {
            file if file.is_file() => continue,
            folder if folder.is_dir() => ("is a folder", "name a file with --out"),
            link if link.is_symlink() => {
                ("is a symbolic link", "name the file that it leads to, remove it, or write to standard output: -")
            }
            _ => ("is no ordinary file", "name a file, or write to standard output: -"),
        };
        return Err(Error::new(Kind::CannotCreate, format!("{}: {what}", output.display())).hint(hint));
    }
    Ok(())
}

/// Makes sure, before any work, that no output takes the place of an input, under whatever name or link.
///
/// # Errors
/// `Kind::CannotCreate` naming the file.
pub fn spare_inputs<'a>(outputs: &[PathBuf], inputs: impl IntoIterator<Item = &'a Input>) -> Result<()> {
    let files: BTreeSet<&Path> = inputs.into_iter().filter_map(Input::path).collect();
    let known: Vec<PathBuf> = files.iter().filter_map(|path| path.canonicalize().ok()).collect();
    // an output may be a folder, which would go with all that is in it
    let within = |output: &Path| output.canonicalize().is_ok_and(|o| known.iter().any(|known| known.starts_with(&o)));
    let over = |output: &&PathBuf| within(output) || files.iter().any(|input| is_same(output, input));
    match outputs.iter().filter(|_| !files.is_empty()).find(over) {
        None => Ok(()),
        Some(output) => {
            let what = format!("{}: is an input and would be overwritten", output.display());
            Err(Error::new(Kind::CannotCreate, what).hint("write to another file or folder with --out"))
        }
    }
}

/// Whether both names lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    let (Ok(of_a), Ok(of_b)) = (fs::metadata(a), fs::metadata(b)) else { return false };
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        (of_a.dev(), of_a.ino()) == (of_b.dev(), of_b.ino())
    }
    #[cfg(not(unix))]
    {
        let _ = (of_a, of_b);
        a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
    }
}

/// Writes files into a folder: all beside their places first, then each renamed.
///
/// # Errors
/// `Kind::CannotCreate` or `Kind::Io`; files that were not renamed yet keep their old content.
pub fn publish(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
    publish_some_privately(folder, files, &[])
}

/// The same, but files of some names can be read by their owner alone: what was wrong with rows, and in which district each is.
///
/// # Errors
/// As `publish`.
pub fn publish_some_privately(folder: &Path, files: &[(String, Vec<u8>)], private: &[&str]) -> Result<()> {
    sweep(folder);
    refuse_odd(&files.iter().map(|(name, _)| folder.join(name)).collect::<Vec<_>>())?;
    let mut ready = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        let failed = |e: std::io::Error| {
            Error::new(Kind::Io, format!("{}: cannot write {} bytes: {e}", path.display(), bytes.len()))
                .hint("the old file, if there was one, is as it was")
        };
        let mut file = draft::file(folder).map_err(failed)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        ready.push((path, file, private.contains(&name.as_str())));
    }
    let mode = draft::ordinary(folder);
    ready.into_iter().try_for_each(|(path, file, private)| put(file, &path, mode.as_ref().filter(|_| !private)))?;
    draft::settle(folder);
    Ok(())
}

/// Writes a file that is not there yet.
///
/// # Errors
/// `Kind::CannotCreate` if it is there, or cannot be written.
pub fn publish_new(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = |e: std::io::Error| match e.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::new(Kind::CannotCreate, format!("{}: is there already", path.display()))
                .hint("name another file with --out, or move this one away")
        }
        _ => Error::new(Kind::CannotCreate, format!("{}: cannot write it: {e}", path.display())),
    };
    let folder = path.parent().unwrap_or(Path::new(""));
    sweep(folder);
    let mut file = draft::file(folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    if let Some(mode) = draft::ordinary(folder) {
        file.as_file().set_permissions(mode).map_err(failed)?;
    }
    file.persist_noclobber(path).map_err(|e| failed(e.error))?;
    draft::settle(folder);
    Ok(())
}

/// Puts a file that was written in its place, with these permissions, or for its owner alone.
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

/// Removes what runs that were killed left in the folder.
pub(super) fn sweep(folder: &Path) {
    draft::sweep(folder, LOCK);
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
    fn outputs_are_ordinary_files_but_private_ones() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        let mode = |name: &str| fs::metadata(place(name)).expect("there").permissions().mode() & 0o777;
        fs::write(place("plain"), "new").expect("writes");
        let files = ["out", "ledger.csv"].map(|name| (name.to_string(), b"new".to_vec()));
        for _ in 0..2 {
            publish_some_privately(folder.path(), &files, &["ledger.csv"]).expect("writes");
            assert_eq!((mode("out"), mode("ledger.csv")), (mode("plain"), 0o600));
            fs::set_permissions(place("ledger.csv"), fs::Permissions::from_mode(0o666)).expect("changed");
        }
        publish_new(&place("my.toml"), b"new").expect("writes");
        assert_eq!(mode("my.toml"), mode("plain"));
        assert_eq!(publish_new(&place("my.toml"), b"newer").map_err(|e| e.kind), Err(Kind::CannotCreate));
        assert_eq!(fs::read(place("my.toml")).expect("reads"), b"new");
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 4);
    }

    #[test]
    #[cfg(unix)]
    fn only_ordinary_files_are_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let place = |name: &str| folder.path().join(name);
        fs::write(place("mine"), "mine").expect("writes");
        std::os::unix::fs::symlink(place("mine"), place("link")).expect("linked");
        std::os::unix::fs::symlink(place("nothing"), place("broken")).expect("linked");
        std::os::unix::net::UnixListener::bind(place("socket")).expect("bound");
        for name in ["link", "broken", "socket"] {
            let error = publish(folder.path(), &[("new".to_string(), Vec::new()), (name.to_string(), b"new".to_vec())]);
            assert_eq!(error.map_err(|e| e.kind), Err(Kind::CannotCreate), "{name}");
        }
        assert!(!place("new").exists() && fs::read(place("mine")).expect("reads") == b"mine");
        fs::hard_link(place("mine"), place("other")).expect("linked");
        for same in ["mine", "link", "other"] {
            let spared = spare_inputs(&[place("mine")], &[Input::File(place(same))]);
            assert_eq!(spared.map_err(|e| e.kind), Err(Kind::CannotCreate), "{same}");
        }
        assert_eq!(spare_inputs(&[place("mine")], &[Input::File(place("socket"))]), Ok(()));
    }
}
