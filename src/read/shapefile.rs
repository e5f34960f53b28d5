//! Districts from a shapefile.

use super::boundary_schema::{Feature, Layer};
use super::ring::Mender;
use super::shapefile_parts::Parts;
use super::{codepage, dbf, prj, shp};
use crate::error::{Error, Result};

/// Reads every record as a district.
///
/// # Errors
/// `Kind::Data` if the parts are damaged, contradict each other or are missing, or the system is not WGS 84.
pub(super) fn layer(parts: Parts) -> Result<Layer> {
    let file = parts.name;
    if let Some(prj) = &parts.prj {
        prj::check(&file, prj)?;
    }
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
    let mut mender = Mender::new(&file);
    let mut features = Vec::with_capacity(shapes.len());
    for (index, (rings, values)) in shapes.into_iter().zip(attributes.records).enumerate() {
        let label = format!("record {}", index + 1);
        let polygons = mender.nested(&label, rings)?;
        let shape = mender.district(&label, polygons)?;
        features.push(Feature { label, values, shape });
    }
    if parts.prj.is_none() {
        notes.push("no .prj: coordinates were assumed to be WGS 84, for all of them are degrees".to_string());
    }
    notes.extend(mender.notes());
    Ok(Layer { file, fields: attributes.fields, features, notes })
}

#[cfg(test)]
#[path = "shapefile_tests.rs"]
mod tests;
