//! Projects of QGIS: a zip archive with one text, the same bytes every time.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use crate::error::{Error, Result};

/// The archive of a project file `NAME.qgs`.
///
/// # Errors
/// `Kind::Internal` if it cannot be written to memory.
pub fn qgz(name: &str, text: &str) -> Result<Vec<u8>> {
    let failed = |e: String| Error::internal(format!("cannot write {name}.qgz: {e}"));
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // The first moment that the format can say, not the clock's.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default()).unix_permissions(0o644);
    archive.start_file(format!("{name}.qgs"), options).map_err(|e| failed(e.to_string()))?;
    archive.write_all(text.as_bytes()).map_err(|e| failed(e.to_string()))?;
    Ok(archive.finish().map_err(|e| failed(e.to_string()))?.into_inner())
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn the_text_comes_back_and_the_bytes_are_the_same() {
        let bytes = qgz("layers", "<qgis/>").expect("writes");
        assert_eq!(bytes, qgz("layers", "<qgis/>").expect("writes"));
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        let mut file = archive.by_name("layers.qgs").expect("is there");
        assert_eq!(file.last_modified(), Some(DateTime::default()));
        let mut text = String::new();
        file.read_to_string(&mut text).expect("text");
        assert_eq!(text, "<qgis/>");
    }
}
