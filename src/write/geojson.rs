//! GeoJSON as RFC 7946 has it: WGS 84, rings by the right-hand rule, six decimals (about 10 cm).

use geo::{BoundingRect, LineString, MultiPolygon};
use geojson::{Feature, FeatureCollection, Geometry, GeometryValue, JsonObject, Position};
use serde_json::Value;

use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::ledger::Ledger;
use crate::measure::{Findings, Values};

/// Decimals of a degree that are written.
pub(super) const DECIMALS: f64 = 1e6;

/// Districts with `pcode, name, region_pcode, region, area_km2, count, count_YEAR…, density, class`.
///
/// `density` is incidents per 10,000 km² per year; `class` counts from 1, is 0 where none is located and null without data.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a district without area.
pub fn districts_geojson(findings: &Findings, density: &Values, classes: &Classes) -> Result<Vec<u8>> {
    let mut features = Vec::new();
    for (i, district) in findings.boundaries.districts.iter().enumerate() {
        let mut properties = JsonObject::new();
        properties.insert("pcode".into(), district.id.clone().into());
        properties.insert("name".into(), district.name.clone().into());
        properties.insert("region_pcode".into(), known(&district.region_id));
        properties.insert("region".into(), known(&district.region));
        properties.insert("area_km2".into(), rounded(findings.areas_km2[i], 10.0).into());
        properties.insert("count".into(), findings.counts.total[i].into());
        for (year, counts) in &findings.counts.by_year {
            properties.insert(format!("count_{year}"), counts[i].into());
        }
        let value = density.values()[i];
        properties.insert("density".into(), value.map(|v| rounded(v, DECIMALS)).into());
        let class = value.and_then(|v| if v > 0.0 { classes.class_of(v).map(|c| c + 1) } else { Some(0) });
        properties.insert("class".into(), class.into());
        let shape = rounded_shape(&district.shape);
        if shape.is_empty() {
            return Err(Error::data(format!("district {} has no area at six decimals of a degree", district.id)));
        }
        features.push(feature(Some(shape_value(shape)), properties));
    }
    serialise(features, bounds(findings.boundaries.districts.iter().map(|d| &d.shape)))
}

/// Every incident of the period with `id, date, bucket, district_pcode, precision`, the counts that its source gives, and
/// `row`, its row in the input as in the ledger; the geometry is null where there are no coordinates.
///
/// # Errors
/// Never for findings that the readers made.
pub fn incidents_geojson(findings: &Findings, ledger: &Ledger) -> Result<Vec<u8>> {
    let (incidents, joined) = (&findings.incidents, &findings.joined);
    let mut features = Vec::new();
    let mut places = Vec::new();
    for i in 0..incidents.len() {
        let mut properties = JsonObject::new();
        properties.insert("id".into(), known(&incidents.id[i]));
        properties.insert("date".into(), incidents.date[i].map(|d| d.iso()).into());
        properties.insert("bucket".into(), joined.bucket[i].word().into());
        let district = joined.district[i].map(|d| findings.boundaries.districts[d].id.clone());
        properties.insert("district_pcode".into(), district.into());
        properties.insert("precision".into(), incidents.precision[i].word().into());
        for tally in &incidents.tallies {
            properties.insert(tally.name.clone(), tally.values[i].into());
        }
        properties.insert("row".into(), ledger.entries[incidents.entry[i]].row.into());
        // what counts by the name of its district has no place that is known, whatever coordinates stand beside it
        let place = incidents.location[i].filter(|_| !joined.means[i].by_words()).map(|p| position(p.lon, p.lat));
        places.extend(place.clone());
        features.push(feature(place.map(GeometryValue::new_point), properties));
    }
    let lon = || places.iter().map(|p| p[0]);
    let lat = || places.iter().map(|p| p[1]);
    let bounds = (!places.is_empty()).then(|| {
        vec![
            lon().fold(f64::INFINITY, f64::min),
            lat().fold(f64::INFINITY, f64::min),
            lon().fold(f64::NEG_INFINITY, f64::max),
            lat().fold(f64::NEG_INFINITY, f64::max),
        ]
    });
    serialise(features, bounds)
}

fn known(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

pub(super) fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts
}

fn position(lon: f64, lat: f64) -> Position {
    Position::from([rounded(lon, DECIMALS), rounded(lat, DECIMALS)])
}

/// Rings at six decimals; those that rounding leaves without area are dropped, an island with all its holes.
pub(super) fn rounded_shape(shape: &MultiPolygon<f64>) -> Vec<Vec<Vec<Position>>> {
    let polygon = |p: &geo::Polygon<f64>| {
        let outer = rounded_ring(p.exterior())?;
        Some(std::iter::once(outer).chain(p.interiors().iter().filter_map(rounded_ring)).collect())
    };
    shape.iter().filter_map(polygon).collect()
}

fn rounded_ring(ring: &LineString<f64>) -> Option<Vec<Position>> {
    let mut positions: Vec<Position> = ring.0.iter().map(|c| position(c.x, c.y)).collect();
    positions.dedup();
    let area: f64 = positions.windows(2).map(|p| p[0][0] * p[1][1] - p[1][0] * p[0][1]).sum();
    (positions.len() >= 4 && area != 0.0).then_some(positions)
}

pub(super) fn bounds<'a>(shapes: impl Iterator<Item = &'a MultiPolygon<f64>>) -> Option<Vec<f64>> {
    let rects: Vec<geo::Rect<f64>> = shapes.filter_map(BoundingRect::bounding_rect).collect();
    let lowest = |of: fn(&geo::Rect<f64>) -> f64| rects.iter().map(of).fold(f64::INFINITY, f64::min);
    let highest = |of: fn(&geo::Rect<f64>) -> f64| rects.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let corners = [lowest(|r| r.min().x), lowest(|r| r.min().y), highest(|r| r.max().x), highest(|r| r.max().y)];
    (!rects.is_empty()).then(|| corners.iter().map(|v| rounded(*v, DECIMALS)).collect())
}

pub(super) fn shape_value(mut polygons: Vec<Vec<Vec<Position>>>) -> GeometryValue {
    if polygons.len() == 1 {
        return GeometryValue::Polygon { coordinates: polygons.remove(0) };
    }
    GeometryValue::MultiPolygon { coordinates: polygons }
}

pub(super) fn feature(value: Option<GeometryValue>, properties: JsonObject) -> Feature {
    Feature {
        bbox: None,
        geometry: value.map(Geometry::new),
        id: None,
        properties: Some(properties),
        foreign_members: None,
    }
}

/// One feature a line, so that versions of a file can be compared.
pub(super) fn serialise(features: Vec<Feature>, bbox: Option<Vec<f64>>) -> Result<Vec<u8>> {
    let broken = |e: serde_json::Error| Error::internal(format!("cannot write GeoJSON: {e}"));
    let bbox = bbox.map_or(Ok(String::new()), |b| serde_json::to_string(&b).map(|b| format!("\"bbox\":{b},")));
    let mut text = format!("{{\"type\":\"FeatureCollection\",{}\"features\":[", bbox.map_err(broken)?);
    for (i, feature) in features.iter().enumerate() {
        text += if i == 0 { "\n" } else { ",\n" };
        text += &serde_json::to_string(feature).map_err(broken)?;
    }
    text += "\n]}\n";
    debug_assert!(text.parse::<FeatureCollection>().is_ok());
    Ok(text.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn a_sliver_that_rounding_flattens_is_left_out() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0)];
        let sliver = polygon![(x: 5.0, y: 5.0), (x: 5.0000001, y: 5.0), (x: 5.0, y: 5.0000001)];
        let shape = rounded_shape(&MultiPolygon(vec![square, sliver]));
        assert_eq!(shape.len(), 1);
        assert_eq!(shape[0][0].first(), shape[0][0].last());
    }

    #[test]
    fn coordinates_have_six_decimals() {
        let text = serde_json::to_string(&position(-4.123456789, 17.1)).expect("numbers");
        assert_eq!(text, "[-4.123457,17.1]");
    }
}
