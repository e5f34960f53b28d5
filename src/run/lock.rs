//! One build a folder at a time.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::draft::is_at;
use crate::error::{Error, Kind, Result};

/// Name of the file that a build locks while it works in a folder.
pub(super) const LOCK: &str = ".cercle-lock";

/// A folder that no other build writes to until this is dropped. The system lets go of the lock of a run that dies.
#[derive(Debug)]
pub struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    /// Locks the folder.
    ///
    /// # Errors
    /// `Kind::Locked` if another run has it; `Kind::CannotCreate` if the file cannot be made.
    pub fn take(folder: &Path) -> Result<Lock> {
        let path = folder.join(LOCK);
        let refuse = |what: String| {
            Error::new(Kind::CannotCreate, format!("{}: {what}", path.display()))
                .hint("choose another folder with --out")
        };
        if fs::symlink_metadata(&path).is_ok_and(|m| !m.is_file()) {
            return Err(refuse("is no ordinary file".into()));
        }
        let mut patience = 5;
        loop {
            let open = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
            let file = open.map_err(|e| refuse(format!("cannot write there: {e}")))?;
            match file.try_lock() {
                // the run before may have removed the file between the two calls: then it is another one's to lock
                Ok(()) if is_at(&file, &path) => return Ok(Lock { path, _file: file }),
                Ok(()) => {}
                // whoever sweeps up after a dead run has it for a moment only
                Err(TryLockError::WouldBlock) if patience > 0 => {
                    patience -= 1;
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(Error::new(
                        Kind::Locked,
                        format!("{}: another run is building here", folder.display()),
                    )
                    .hint("wait for it to end, or choose another folder with --out"));
                }
                // some network drives have no locks: then runs there are not kept apart
                Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Unsupported => {
                    return Ok(Lock { path, _file: file });
                }
                Err(TryLockError::Error(e)) => return Err(refuse(format!("cannot be locked: {e}"))),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // while it is still locked: nobody else can have taken this file
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_build_at_a_time_and_keeps_no_trace_of_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let held = Lock::take(folder.path()).expect("free");
        assert_eq!(Lock::take(folder.path()).map(drop).map_err(|e| e.kind), Err(Kind::Locked));
        drop(held);
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 0);
        fs::write(folder.path().join(LOCK), "").expect("what a killed run left");
        drop(Lock::take(folder.path()).expect("nobody has it"));
        assert_eq!(fs::read_dir(folder.path()).expect("lists").count(), 0);
    }
}
