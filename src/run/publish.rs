//! Writing files so that the old or the new bytes are there, never half of either.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Kind, Result};
use crate::read::Input;

/// Prefix of files that are being written.
const PREFIX: &str = ".cercle-";

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
    Ok(())
}

/// Makes sure, before any work, that no output takes the place of an input, under whatever name or link.
///
/// # Errors
/// `Kind::CannotCreate` naming the file.
pub fn spare_inputs<'a>(outputs: &[PathBuf], inputs: impl IntoIterator<Item = &'a Input>) -> Result<()> {
    for input in inputs {
        let Input::File(input) = input else { continue };
        let Ok(known) = input.canonicalize() else { continue };
        if let Some(output) = outputs.iter().find(|o| o.canonicalize().is_ok_and(|o| o == known)) {
            return Err(Error::new(
                Kind::CannotCreate,
                format!("{}: is an input and would be overwritten", output.display()),
            )
            .hint("write to another file or folder with --out"));
        }
    }
    Ok(())
}

/// Writes files into a folder: all beside their places first, then each renamed.
///
/// # Errors
/// `Kind::CannotCreate` or `Kind::Io`; files that were not renamed yet keep their old content.
pub fn publish(folder: &Path, files: &[(String, Vec<u8>)]) -> Result<()> {
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
    for (path, file) in ready {
        file.persist(&path).map_err(|e| {
            Error::new(Kind::CannotCreate, format!("{}: cannot put it in place: {}", path.display(), e.error))
        })?;
    }
    // Windows cannot open a folder, and needs no such call.
    if let Ok(opened) = fs::File::open(folder) {
        let _ = opened.sync_all();
    }
    Ok(())
}

/// A file beside the place that it is meant for.
pub(super) fn temporary(folder: &Path) -> std::io::Result<NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Outputs are ordinary files; the umask still applies.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    builder.tempfile_in(here)
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
}
