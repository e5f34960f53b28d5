//! A named input, on disk or carried by the program.

use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::shapefile_parts;
use crate::error::{Error, Kind, Result};

/// Bytes that one input may have; larger ones are refused before they fill the memory.
pub(super) const MOST_BYTES: u64 = 2 << 30;

/// A named input: a file on disk, or bytes in memory.
#[derive(Clone, PartialEq)]
pub enum Input {
    /// A file, or for a shapefile also a folder.
    File(PathBuf),
    /// The same, of which a workbook is parsed by another process, so that no workbook can end this one.
    Apart {
        /// The file.
        path: PathBuf,
        /// A program that calls `read::parse_apart` when its first argument is `read::APART`, such as `cercle`.
        program: PathBuf,
    },
    /// Bytes that are part of the program, such as its embedded boundaries.
    Bundled {
        /// A file name: its extension says the format.
        name: &'static str,
        /// The content.
        bytes: &'static [u8],
    },
    /// Bytes from anywhere else, such as an upload.
    Bytes {
        /// A file name: its extension says the format.
        name: String,
        /// The content; copies share it.
        bytes: Bytes,
    },
}

/// The name alone: what a project is does not depend on the folder that it is in.
impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Input({:?})", self.name())
    }
}

impl Input {
    /// The files on disk that are read for it, ordered by name: several for a shapefile, none for bytes of the program.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io` if a folder cannot be listed.
    pub fn files(&self) -> Result<Vec<PathBuf>> {
        match self {
            Input::Bundled { .. } | Input::Bytes { .. } => Ok(Vec::new()),
            Input::File(path) | Input::Apart { path, .. } => match path {
                folder if folder.is_dir() => shapefile_parts::files_of_folder(folder),
                path if self.extension() == "shp" => shapefile_parts::files_of_path(path),
                path => Ok(vec![path.clone()]),
            },
        }
    }

    /// The file on disk, or folder of a shapefile; `None` for bytes in memory.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Input::Bundled { .. } | Input::Bytes { .. } => None,
            Input::File(path) | Input::Apart { path, .. } => Some(path),
        }
    }

    /// The same input, with a program that parses it if it is a workbook on disk.
    pub fn apart(self, program: &Path) -> Input {
        match self {
            Input::File(path) => Input::Apart { path, program: program.to_path_buf() },
            other => other,
        }
    }

    /// The file's name without its folder, for messages and the ledger.
    pub fn name(&self) -> String {
        match self {
            Input::File(path) | Input::Apart { path, .. } => match path.file_name() {
                Some(name) => name.to_string_lossy().into_owned(),
                None => path.display().to_string(),
            },
            Input::Bundled { name, .. } => (*name).to_string(),
            Input::Bytes { name, .. } => name.clone(),
        }
    }

    /// The extension in lower case and without its dot; empty if there is none.
    pub fn extension(&self) -> String {
        let extension = match self {
            Input::File(path) | Input::Apart { path, .. } => path.extension(),
            Input::Bundled { name, .. } => Path::new(name).extension(),
            Input::Bytes { name, .. } => Path::new(name).extension(),
        };
        extension.map_or(String::new(), |e| e.to_string_lossy().to_lowercase())
    }

    /// The whole content.
    ///
    /// # Errors
    /// `Kind::NoInput` or `Kind::Io` if it cannot be read, `Kind::Limit` beyond 2 GiB.
    pub fn bytes(&self) -> Result<Cow<'_, [u8]>> {
        match self {
            Input::Bundled { bytes, .. } => Ok(Cow::Borrowed(bytes)),
            Input::Bytes { bytes, .. } => Ok(Cow::Borrowed(bytes)),
            Input::File(path) | Input::Apart { path, .. } => read(path).map(Cow::Owned),
        }
    }
}

/// Reads a file up to the limit; a pipe or device that never ends meets the limit too.
pub(super) fn read(path: &Path) -> Result<Vec<u8>> {
    let file = std::fs::File::open(path).map_err(|e| Error::reading(path, &e))?;
    let known = file.metadata().map_or(0, |m| m.len()).min(MOST_BYTES);
    let mut bytes = Vec::with_capacity(known as usize + 1);
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|e| Error::reading(path, &e))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::new(Kind::Limit, format!("{}: larger than 2 GiB", path.display()))
            .hint("split the file, or keep only the rows and columns that are needed"));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_a_missing_input() {
        let input = Input::File(PathBuf::from("/nowhere/Incidents.CSV"));
        assert_eq!((input.name().as_str(), input.extension().as_str()), ("Incidents.CSV", "csv"));
        assert_eq!(input.bytes().map_err(|e| e.kind), Err(Kind::NoInput));
    }

    #[test]
    fn bytes_in_memory_have_a_name_and_a_format() {
        let input = Input::Bytes { name: "a/Points.CSV".to_string(), bytes: Bytes::from_static(b"lat,lon") };
        assert_eq!((input.name().as_str(), input.extension().as_str()), ("a/Points.CSV", "csv"));
        assert_eq!(input.bytes().expect("they are there").as_ref(), b"lat,lon");
    }

    #[test]
    fn a_folder_is_not_a_file() {
        let folder = Input::File(std::env::temp_dir());
        assert_eq!(folder.bytes().map_err(|e| e.kind), Err(Kind::NoInput));
    }
}
