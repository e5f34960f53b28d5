//! What surrounds the districts on the map: neighbours, rivers, lakes.

use geo::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Point};
use geojson::{FeatureCollection, GeometryValue};

use super::boundary_geojson::{stated, text};
use super::crs::{self, System};
use super::heading::fold;
use super::input::Input;
use super::ring::{Mender, Positions};
use crate::error::{Error, Result};

/// A feature of the surroundings.
#[derive(Debug, Clone, PartialEq)]
pub struct Placemark {
    /// Its name; empty if it has none.
    pub name: String,
    /// Its properties as text, in the file's order.
    pub properties: Vec<(String, String)>,
    /// Degrees on WGS 84; polygons are oriented and closed.
    pub geometry: Geometry<f64>,
}

impl Placemark {
    /// Its name in the language of the tag, which Natural Earth keeps as "NAME_FR" and the like; else its name.
    pub fn name_in(&self, tag: &str) -> &str {
        let key = format!("name_{tag}");
        let named = self.properties.iter().find(|(k, name)| k.eq_ignore_ascii_case(&key) && !name.trim().is_empty());
        named.map_or(&self.name, |(_, name)| name)
    }
}

/// Reads a GeoJSON FeatureCollection of points, lines or polygons; features without geometry are passed over.
///
/// # Errors
/// `Kind::Data` if it is no FeatureCollection, is in a system that is not known, or holds a geometry collection.
pub fn context(input: &Input) -> Result<Vec<Placemark>> {
    let file = input.name();
    let collection = collection(&file, &input.bytes()?)?;
    let member = collection.foreign_members.as_ref().and_then(|m| m.get("crs"));
    let system = crs::choose(&file, None, || member.map_or(Ok(None), stated))?;
    let mut mender = Mender::new(&file, system.unwrap_or_else(System::wgs84));
    let mut placemarks = Vec::with_capacity(collection.features.len());
    for (index, feature) in collection.features.into_iter().enumerate() {
        let Some(geometry) = feature.geometry else {
            continue;
        };
        let label = format!("feature {}", index + 1);
        let geometry = converted(&label, geometry.value, &mut mender)?;
        let properties = feature.properties.into_iter().flatten();
        let properties: Vec<(String, String)> = properties.map(|(key, value)| (key, text(value))).collect();
        let name = properties.iter().find(|(key, _)| fold(key) == "name");
        let name = name.map_or(String::new(), |(_, name)| name.clone());
        placemarks.push(Placemark { name, properties, geometry });
    }
    mender.finish()?;
    Ok(placemarks)
}

fn collection(file: &str, bytes: &[u8]) -> Result<FeatureCollection> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(bytes).map_err(|e| {
        Error::data(format!("{file}: not a GeoJSON FeatureCollection: {e}"))
            .hint("the file must be {\"type\": \"FeatureCollection\", \"features\": […]}")
    })
}

fn converted(label: &str, value: GeometryValue, mender: &mut Mender) -> Result<Geometry<f64>> {
    Ok(match value {
        GeometryValue::Point { coordinates } => {
            let mut point = [position(&coordinates)];
            mender.gate(label, &mut point)?;
            Geometry::Point(Point(point[0]))
        }
        GeometryValue::LineString { coordinates } => Geometry::LineString(line(label, positions(coordinates), mender)?),
        GeometryValue::MultiLineString { coordinates } => {
            let lines = coordinates.into_iter().map(|l| line(label, positions(l), mender));
            Geometry::MultiLineString(MultiLineString(lines.collect::<Result<Vec<_>>>()?))
        }
        GeometryValue::Polygon { coordinates } => {
            Geometry::MultiPolygon(MultiPolygon(mender.polygons(label, rings(coordinates))?))
        }
        GeometryValue::MultiPolygon { coordinates } => {
            let mut polygons = Vec::with_capacity(coordinates.len());
            for polygon in coordinates {
                polygons.extend(mender.polygons(label, rings(polygon))?);
            }
            Geometry::MultiPolygon(MultiPolygon(polygons))
        }
        other => {
            return Err(Error::data(format!("{}, {label}: a {} cannot be drawn", mender.file, other.type_name()))
                .hint("use points, lines or polygons"));
        }
    })
}

/// Positions of every ring; heights are left behind. A position too short for both numbers fails the gate as NaN.
fn rings(rings: Vec<Vec<geojson::Position>>) -> Vec<Positions> {
    rings.into_iter().map(positions).collect()
}

fn positions(line: Vec<geojson::Position>) -> Positions {
    line.iter().map(position).collect()
}

fn position(position: &geojson::Position) -> Coord<f64> {
    match position.as_slice() {
        [x, y, ..] => Coord { x: *x, y: *y },
        _ => Coord { x: f64::NAN, y: f64::NAN },
    }
}

fn line(label: &str, mut positions: Vec<Coord<f64>>, mender: &mut Mender) -> Result<LineString<f64>> {
    mender.gate(label, &mut positions)?;
    Ok(LineString(positions))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(geometry: &str) -> Result<Vec<Placemark>> {
        let text = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"Name":"Niger","scalerank":4}},"geometry":{geometry}}}]}}"#
        );
        let bytes: &'static [u8] = Box::leak(text.into_bytes().into_boxed_slice());
        context(&Input::Bundled { name: "c.geojson", bytes })
    }

    #[test]
    fn lines_and_polygons_keep_their_name_and_properties() {
        let river = &read(r#"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#).expect("read")[0];
        assert_eq!(river.name, "Niger");
        assert_eq!(river.properties[1], ("scalerank".to_string(), "4".to_string()));
        assert!(matches!(river.geometry, Geometry::LineString(_)));
        let lake = &read(r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#).expect("read")[0];
        assert!(matches!(lake.geometry, Geometry::MultiPolygon(_)));
        assert_eq!(read("null"), Ok(Vec::new()));
    }

    #[test]
    fn metres_and_collections_are_refused() {
        let metres = read(r#"{"type":"LineString","coordinates":[[0,0],[1000,1]]}"#).expect_err("metres");
        assert!(metres.message.starts_with("c.geojson, feature 1"));
        let collection = read(r#"{"type":"GeometryCollection","geometries":[]}"#).expect_err("collection");
        assert!(collection.message.starts_with("c.geojson, feature 1"));
    }
}
