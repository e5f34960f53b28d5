//! Districts from a shapefile.

use super::boundary_schema::{Feature, Layer};
use super::crs::{self, System};
use super::ring::Mender;
use super::shapefile_parts::Parts;
use super::{codepage, dbf, shp};
use crate::error::{Error, Result};

/// Reads every record as a district.
///
/// # Errors
/// `Kind::Data` if the parts are damaged, contradict each other or are missing, or the system is not known.
pub(super) fn layer(parts: Parts, asked: Option<&System>) -> Result<Layer> {
    let file = parts.name;
    let prj = parts.prj.as_deref().map(String::from_utf8_lossy);
    let system = crs::choose(&file, asked, || prj.as_deref().map(System::parse).transpose())?;
    let assumed = system.is_none();
    let Some(table) = &parts.dbf else {
        return Err(Error::data(format!("{file}: the .dbf that belongs to it is missing"))
            .hint("a shapefile is a set of files: put the .dbf beside the .shp"));
    };
    let shapes = shp::shapes(&file, &parts.shp, parts.shx.as_deref())?;
    let encoding = parts.cpg.as_deref().map(|cpg| codepage::encoding(&file, cpg)).transpose()?;
    let attributes = dbf::attributes(&file, table, shapes.len(), encoding)?;
    if shapes.is_empty() {
        return Err(Error::data(format!("{file}: has no records")));
    }
    let mut notes = attributes.notes;
    let mut mender = Mender::new(&file, system.unwrap_or_else(System::wgs84));
    let mut features = Vec::with_capacity(shapes.len());
    for (index, (rings, values)) in shapes.into_iter().zip(attributes.records).enumerate() {
        let label = format!("record {}", index + 1);
        let polygons = mender.nested(&label, rings)?;
        let shape = mender.district(&label, polygons)?;
        features.push(Feature { label, values, shape });
    }
    if assumed {
        notes.push("no .prj: coordinates were assumed to be WGS 84, for all of them are degrees".to_string());
    }
    notes.extend(mender.finish()?);
    Ok(Layer { file, fields: attributes.fields, features, notes })
}

#[cfg(test)]
#[path = "shapefile_tests.rs"]
mod tests;
