//! FlatGeobuf (version 3): a header, an index that is passed over, and features one after the other.
//!
//! The crate's reader believes the sizes that the file states (it reserves what a feature says to be); here they are checked
//! against the bytes that are there, and each buffer by the crate's verifier before anything in it is used.

use flatgeobuf::{
    ColumnType, Geometry, GeometryType, Header, size_prefixed_root_as_feature, size_prefixed_root_as_header,
};
use geo::Coord;

use super::crs::System;
use super::features::{Cell, Features, Head, Record, Sink};
use super::input::Input;
use super::ring::Positions;
use super::wkb::{Found, Shapes};
use crate::error::{Error, Result};

/// Bytes of a node of the index: its box and where it leads.
const NODE: u64 = 40;
/// Geometries may lie in each other so deep.
const DEEPEST: u8 = 16;
const DAMAGED: &str = "the geometry is damaged";

/// A FlatGeobuf file whose header was checked.
pub(super) struct FlatGeobuf {
    bytes: Vec<u8>,
    head: Head,
    types: Vec<ColumnType>,
    kind: GeometryType,
    /// Features that the header states; 0 if it does not know.
    count: u64,
    /// Where the features begin.
    start: usize,
}

fn damaged(file: &str, what: impl std::fmt::Display) -> Error {
    Error::data(format!("{file}: {what}"))
        .hint("the FlatGeobuf file is damaged or cut short: get it again, or copy it with ogr2ogr")
}

impl FlatGeobuf {
    /// Reads the file and checks its header.
    ///
    /// # Errors
    /// `Kind::NoInput`, `Kind::Io` or `Kind::Limit`; `Kind::Data` if it is no FlatGeobuf file or damaged.
    pub(super) fn open(input: &Input) -> Result<FlatGeobuf> {
        let (file, bytes) = (input.name(), input.bytes()?.into_owned());
        if bytes.len() < 8 || !bytes.starts_with(b"fgb\x03fgb") {
            return Err(Error::data(format!("{file}: no FlatGeobuf file of version 3"))
                .hint("check that the right file is named"));
        }
        let (header, index) = prefixed(&bytes, 8).ok_or_else(|| damaged(&file, "its header is cut short"))?;
        let header = size_prefixed_root_as_header(header).map_err(|_| damaged(&file, "its header is damaged"))?;
        let start = after_index(&header, index as u64).filter(|at| *at <= bytes.len() as u64);
        let start = start.ok_or_else(|| damaged(&file, "its index is cut short"))? as usize;
        let columns = header.columns();
        let columns: Vec<(String, ColumnType)> =
            columns.iter().flatten().map(|c| (c.name().to_string(), c.type_())).collect();
        let (fields, types) = columns.into_iter().unzip();
        let (kind, count) = (header.geometry_type(), header.features_count());
        let head = Head { file, fields, unit: "feature", notes: Vec::new() };
        Ok(FlatGeobuf { head, types, kind, count, start, bytes })
    }
}

/// The buffer at `at` with the four bytes that state its length, and where the next one begins.
fn prefixed(bytes: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let size: [u8; 4] = bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
    let end = at.checked_add(4)?.checked_add(u32::from_le_bytes(size) as usize)?;
    // the verifier needs room for the place of the root
    (end >= at + 12).then_some(())?;
    Some((bytes.get(at..end)?, end))
}

/// Where the features begin: after a packed tree of so many nodes; `None` if they cannot be counted.
fn after_index(header: &Header<'_>, at: u64) -> Option<u64> {
    let (mut level, width) = (header.features_count(), u64::from(header.index_node_size()));
    if level == 0 || width == 0 {
        return Some(at);
    }
    if width < 2 {
        return None;
    }
    let mut nodes = level;
    while level > 1 {
        level = level.div_ceil(width);
        nodes = nodes.checked_add(level)?;
    }
    // one feature has a root of its own above it
    let nodes = if header.features_count() == 1 { 2 } else { nodes };
    nodes.checked_mul(NODE)?.checked_add(at)
}

impl Features for FlatGeobuf {
    fn head(&self) -> &Head {
        &self.head
    }

    fn stated(&self) -> Result<Option<System>> {
        let header = prefixed(&self.bytes, 8).and_then(|(header, _)| size_prefixed_root_as_header(header).ok());
        let Some(crs) = header.and_then(|h| h.crs()) else {
            return Ok(None);
        };
        let organisation = crs.org().unwrap_or("EPSG");
        let code = u32::try_from(crs.code()).ok().filter(|code| *code > 0 && organisation.eq_ignore_ascii_case("EPSG"));
        let text = crs.wkt().filter(|text| !text.trim().is_empty());
        match (code.map(System::coded), text, crs.code_string()) {
            (Some(Ok(system)), Some(text), _)
                if System::parse(text).is_ok_and(|s| s.in_degrees() != system.in_degrees()) =>
            {
                Err(Error::data(format!("its coordinate system is called {}, but described as another", system.name()))
                    .hint("name the system of the file, such as --boundary-crs EPSG:4326"))
            }
            (Some(Ok(system)), ..) => Ok(Some(system)),
            (_, Some(text), _) => System::parse(text).map(Some),
            (Some(Err(error)), None, _) => Err(error),
            (None, None, Some(words)) => System::parse(&format!("{organisation}:{words}")).map(Some),
            (None, None, None) => Ok(None),
        }
    }

    fn each(&self, sink: Sink<'_>) -> Result<()> {
        let file = &self.head.file;
        let (mut at, mut read) = (self.start, 0u64);
        while at < self.bytes.len() {
            let place = read + 1;
            let whole =
                prefixed(&self.bytes, at).ok_or_else(|| damaged(file, format!("feature {place} is cut short")))?;
            let feature = size_prefixed_root_as_feature(whole.0)
                .map_err(|_| damaged(file, format!("feature {place} is damaged")))?;
            if feature.columns().is_some_and(|columns| !columns.is_empty()) {
                return Err(damaged(file, format!("feature {place} has fields of its own, which is not read")));
            }
            let properties = feature.properties().map_or(&[][..], |p| p.bytes());
            let values = values(properties, &self.types)
                .ok_or_else(|| damaged(file, format!("the fields of feature {place} are damaged")))?;
            let shapes = match feature.geometry() {
                None => Ok(None),
                Some(geometry) => {
                    let mut shapes = Shapes::default();
                    collect(&geometry, self.kind, 0, &mut shapes).map(|()| Some(shapes))
                }
            };
            sink(Record { number: place, values, shapes })?;
            (at, read) = (whole.1, place);
        }
        if self.count != 0 && read != self.count {
            return Err(damaged(file, format!("its header states {} features, but there are {read}", self.count)));
        }
        Ok(())
    }
}

/// Adds the polygons and points of a geometry.
fn collect(geometry: &Geometry<'_>, kind: GeometryType, depth: u8, shapes: &mut Shapes) -> Found<()> {
    if depth > DEEPEST {
        return Err("geometries lie too deep in each other");
    }
    shapes.flattened |= geometry.z().is_some_and(|z| !z.is_empty()) || geometry.m().is_some_and(|m| !m.is_empty());
    let own = geometry.type_();
    let kind = if kind == GeometryType::Unknown || depth > 0 { own } else { kind };
    match kind {
        GeometryType::Point | GeometryType::MultiPoint => {
            let points = positions(geometry)?;
            let empty = |p: &Coord<f64>| p.x.is_nan() && p.y.is_nan();
            shapes.points.extend(points.iter().filter(|p| !empty(p)).map(|p| [p.x, p.y]));
        }
        GeometryType::Polygon => shapes.polygons.push(rings(geometry)?),
        GeometryType::MultiPolygon => match geometry.parts() {
            Some(parts) => {
                for part in parts {
                    collect(&part, GeometryType::Polygon, 0, shapes)?;
                }
            }
            None => shapes.polygons.push(rings(geometry)?),
        },
        GeometryType::GeometryCollection => {
            for part in geometry.parts().into_iter().flatten() {
                collect(&part, GeometryType::Unknown, depth + 1, shapes)?;
            }
        }
        GeometryType::LineString | GeometryType::MultiLineString => return Err("the geometry is a line"),
        GeometryType::Unknown => return Err(DAMAGED),
        _ => return Err("the geometry has curves or patches, which are not read"),
    }
    Ok(())
}

fn positions(geometry: &Geometry<'_>) -> Found<Positions> {
    let numbers = geometry.xy().map_or(&[][..], |xy| xy.bytes());
    if !numbers.len().is_multiple_of(16) {
        return Err(DAMAGED);
    }
    let number = |bytes: &[u8]| f64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    Ok(numbers.chunks_exact(16).map(|pair| Coord { x: number(&pair[..8]), y: number(&pair[8..]) }).collect())
}

/// Rings of a polygon: `ends` says after how many positions each of several ends.
fn rings(geometry: &Geometry<'_>) -> Found<Vec<Positions>> {
    let all = positions(geometry)?;
    let ends: Vec<usize> = match geometry.ends() {
        Some(ends) if !ends.is_empty() => ends.iter().map(|end| end as usize).collect(),
        _ => vec![all.len()],
    };
    if ends.last() != Some(&all.len()) {
        return Err(DAMAGED);
    }
    let mut start = 0;
    let ring = |end: &usize| {
        let ring = all.get(start..*end).ok_or(DAMAGED)?.to_vec();
        start = *end;
        Ok(ring)
    };
    ends.iter().map(ring).collect()
}

/// Values by field: two bytes for the field's number, then its value; `None` if they are damaged.
fn values(mut bytes: &[u8], types: &[ColumnType]) -> Option<Vec<Cell>> {
    fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
        let (first, rest) = bytes.split_first_chunk::<N>()?;
        *bytes = rest;
        Some(*first)
    }
    let mut values = vec![Cell::Empty; types.len()];
    while !bytes.is_empty() {
        let field = usize::from(u16::from_le_bytes(take(&mut bytes)?));
        let kind = *types.get(field)?;
        values[field] = match kind {
            ColumnType::Byte => whole(i8::from_le_bytes(take(&mut bytes)?)),
            ColumnType::UByte => whole(u8::from_le_bytes(take(&mut bytes)?)),
            ColumnType::Bool => Cell::Bool(take::<1>(&mut bytes)? != [0]),
            ColumnType::Short => whole(i16::from_le_bytes(take(&mut bytes)?)),
            ColumnType::UShort => whole(u16::from_le_bytes(take(&mut bytes)?)),
            ColumnType::Int => whole(i32::from_le_bytes(take(&mut bytes)?)),
            ColumnType::UInt => whole(u32::from_le_bytes(take(&mut bytes)?)),
            ColumnType::Long => whole(i64::from_le_bytes(take(&mut bytes)?)),
            ColumnType::ULong => whole(u64::from_le_bytes(take(&mut bytes)?)),
            ColumnType::Float => Cell::Number(f64::from(f32::from_le_bytes(take(&mut bytes)?))),
            ColumnType::Double => Cell::Number(f64::from_le_bytes(take(&mut bytes)?)),
            ColumnType::String | ColumnType::Json | ColumnType::DateTime | ColumnType::Binary => {
                let length = u32::from_le_bytes(take(&mut bytes)?) as usize;
                let (text, rest) = bytes.split_at_checked(length)?;
                bytes = rest;
                match (kind, std::str::from_utf8(text)) {
                    (ColumnType::Binary, _) => Cell::Broken("bytes that are no text".to_string()),
                    (_, Ok(text)) => Cell::Text(text.to_string()),
                    (_, Err(_)) => Cell::Broken("text that is not UTF-8".to_string()),
                }
            }
            _ => return None,
        };
    }
    Some(values)
}

fn whole(number: impl ToString) -> Cell {
    Cell::Text(number.to_string())
}

#[cfg(test)]
#[path = "flatgeobuf_tests.rs"]
mod tests;
