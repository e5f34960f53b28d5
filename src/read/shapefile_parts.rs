//! The files that make up a shapefile, found in a folder or a zip archive, whatever the case of their names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::input::read;
use crate::error::{Error, Kind, Result};

/// Extensions of the parts that are read.
const EXTENSIONS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];

/// The parts of one shapefile, in memory.
pub(super) struct Parts {
    /// Name of the .shp, after the archive's name and a `#` if it lies in one.
    pub name: String,
    /// Shapes.
    pub shp: Vec<u8>,
    /// Offsets of the shapes.
    pub shx: Option<Vec<u8>>,
    /// Attributes.
    pub dbf: Option<Vec<u8>>,
    /// Coordinate reference system.
    pub prj: Option<Vec<u8>>,
    /// Encoding of the attributes.
    pub cpg: Option<Vec<u8>>,
}

/// Whether the head of a .shp says polygons (with or without heights and measures).
fn holds_polygons(head: &[u8]) -> bool {
    matches!(head.get(32..36), Some([5 | 15 | 25, 0, 0, 0]))
}

/// Name without its extension, and the extension in lower case.
fn split(name: &str) -> Option<(&str, String)> {
    name.rsplit_once('.').map(|(stem, extension)| (stem, extension.to_lowercase()))
}

/// The shapefile whose .shp is named.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io` if a part cannot be read, `Kind::Data` if two files could be the same part.
pub(super) fn from_path(shp: &Path) -> Result<Parts> {
    let name = shp.file_name().map_or(String::new(), |n| n.to_string_lossy().into_owned());
    let bytes = read(shp)?;
    let folder = match shp.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let stem = split(&name).map_or(name.as_str(), |(stem, _)| stem).to_lowercase();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in names(folder)? {
        if let Some((own, extension)) = split(&file)
            && own.to_lowercase() == stem
            && EXTENSIONS.contains(&extension.as_str())
        {
            found.entry(extension).or_default().push(file);
        }
    }
    let part = |extension: &str| {
        let files = found.get(extension).map_or(&[][..], Vec::as_slice);
        // exactly the spelling of the .shp first; else the one that differs by case alone
        let exact = files.iter().find(|f| split(f).map(|s| s.0) == split(&name).map(|s| s.0));
        match (exact, files) {
            (Some(file), _) | (None, [file]) => read(&folder.join(file)).map(Some),
            (None, []) => Ok(None),
            _ => Err(Error::data(format!("{name}: several files could be its .{extension}: {}", files.join(", ")))
                .hint("keep one of them")),
        }
    };
    Ok(Parts { shp: bytes, shx: part("shx")?, dbf: part("dbf")?, prj: part("prj")?, cpg: part("cpg")?, name })
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let failed = |e: std::io::Error| Error::reading(folder, &e);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Whatever may be a part of the shapefile whose .shp is named.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io` if the folder cannot be listed.
pub(super) fn files_of_path(shp: &Path) -> Result<Vec<PathBuf>> {
    let stem = shp.file_stem().map_or(String::new(), |n| n.to_string_lossy().to_lowercase());
    let parent = shp.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let all = files_of_folder(parent)?.into_iter();
    Ok(all.filter(|p| p.file_stem().is_some_and(|own| own.to_string_lossy().to_lowercase() == stem)).collect())
}

/// Whatever may be a part of a shapefile in a folder.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io` if the folder cannot be listed.
pub(super) fn files_of_folder(folder: &Path) -> Result<Vec<PathBuf>> {
    let is_part = |name: &String| split(name).is_some_and(|(_, extension)| EXTENSIONS.contains(&extension.as_str()));
    Ok(names(folder)?.iter().filter(|name| is_part(name)).map(|name| folder.join(name)).collect())
}

/// The only polygon shapefile of a folder.
///
/// # Errors
/// `Kind::Data` if there is none or several.
pub(super) fn from_folder(folder: &Path) -> Result<Parts> {
    let mut layers = Vec::new();
    for name in names(folder)? {
        if split(&name).is_some_and(|(_, extension)| extension == "shp") {
            let path = folder.join(&name);
            if holds_polygons(&read(&path)?) {
                layers.push(path);
            }
        }
    }
    let list: Vec<String> = layers.iter().map(|p| p.display().to_string()).collect();
    only(&folder.display().to_string(), &list).and_then(|()| from_path(&layers[0]))
}

/// Makes sure that there is exactly one layer.
fn only(place: &str, layers: &[String]) -> Result<()> {
    match layers {
        [_] => Ok(()),
        [] => Err(Error::data(format!("{place}: no shapefile with polygons in it"))
            .hint("name a .shp, or a folder or .zip that holds one")),
        _ => Err(Error::data(format!("{place}: several polygon layers: {}", layers.join(", ")))
            .hint("name the .shp of the one to read (unpack the archive first)")),
    }
}

/// The only polygon shapefile of a zip archive; entries are read as streams by index, nothing is written to disk.
///
/// # Errors
/// `Kind::Data` if the archive is broken, encrypted, holds another archive, or holds no polygon layer or several;
/// `Kind::Limit` if it inflates to too much.
pub(super) fn from_zip(name: &str, bytes: &[u8]) -> Result<Parts> {
    let mut archive = Archive::open(name, bytes)?;
    let mut entries: BTreeMap<(String, String), (usize, String)> = BTreeMap::new();
    for index in 0..archive.len() {
        let Some(path) = archive.file_name(index)? else {
            continue;
        };
        let file = path.rsplit(['/', '\\']).next().unwrap_or(&path);
        if path.starts_with("__MACOSX") || file.starts_with('.') {
            continue;
        }
        let Some((stem, extension)) = split(&path) else {
            continue;
        };
        if extension == "zip" {
            return Err(Error::data(format!("{name}: holds another archive, {path}"))
                .hint("unpack it and name the archive or .shp inside"));
        }
        let key = (stem.to_lowercase(), extension);
        if EXTENSIONS.contains(&key.1.as_str()) && entries.insert(key, (index, path.clone())).is_some() {
            return Err(Error::data(format!("{name}: two entries are named {path}")).hint("keep one of them"));
        }
    }
    let mut layers = Vec::new();
    for ((stem, extension), (index, path)) in &entries {
        if extension == "shp" && holds_polygons(&archive.read(*index, 100)?) {
            layers.push((stem.clone(), path.clone()));
        }
    }
    let list: Vec<String> = layers.iter().map(|(_, path)| path.clone()).collect();
    only(name, &list)?;
    let (stem, path) = layers.swap_remove(0);
    let mut part = |extension: &str| {
        let entry = entries.get(&(stem.clone(), extension.to_string()));
        entry.map(|(index, _)| archive.read(*index, u64::MAX)).transpose()
    };
    let shp = part("shp")?.ok_or_else(|| Error::new(Kind::Internal, format!("{name}: {path} vanished")))?;
    Ok(Parts {
        shp,
        shx: part("shx")?,
        dbf: part("dbf")?,
        prj: part("prj")?,
        cpg: part("cpg")?,
        name: format!("{name}#{path}"),
    })
}

#[cfg(test)]
#[path = "shapefile_parts_tests.rs"]
mod tests;
