//! A boundary file: districts without counts, as RFC 7946 has it.

use geo::{LineString, MultiPolygon};
use serde_json::{Value, json};

use crate::boundary::Boundaries;
use crate::error::{Error, Result};

/// Districts with `pcode, name, region_pcode, region, area_km2` and, where the set says it, `valid_on`. One feature a line,
/// every place as it is: round before.
///
/// # Errors
/// `Kind::Internal` if there is a number that JSON does not have.
pub fn boundaries_geojson(set: &Boundaries, km2: &[f64]) -> Result<Vec<u8>> {
    let broken = |e: serde_json::Error| Error::internal(format!("cannot write GeoJSON: {e}"));
    let bounds = set.degrees();
    let known = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    let mut text = String::from("{\"type\":\"FeatureCollection\",");
    if bounds.x0 <= bounds.x1 {
        text += &format!("\"bbox\":{},", json!([bounds.x0, bounds.y0, bounds.x1, bounds.y1]));
    }
    text += "\"features\":[";
    for (i, district) in set.districts.iter().enumerate() {
        let mut properties = json!({
            "pcode": district.id,
            "name": district.name,
            "region_pcode": known(&district.region_id),
            "region": known(&district.region),
            "area_km2": (km2[i] * 10.0).round() / 10.0,
        });
        if let Some(day) = &set.vintage {
            properties["valid_on"] = day.as_str().into();
        }
        let feature = json!({"type": "Feature", "properties": properties, "geometry": geometry(&district.shape)});
        text += if i == 0 { "\n" } else { ",\n" };
        text += &serde_json::to_string(&feature).map_err(broken)?;
    }
    text += "\n]}\n";
    Ok(text.into_bytes())
}

fn geometry(shape: &MultiPolygon<f64>) -> Value {
    let ring = |ring: &LineString<f64>| ring.0.iter().map(|c| [c.x, c.y]).collect::<Vec<_>>();
    let polygon = |p: &geo::Polygon<f64>| -> Vec<Vec<[f64; 2]>> {
        std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect()
    };
    match shape.0.as_slice() {
        [one] => json!({"type": "Polygon", "coordinates": polygon(one)}),
        many => json!({"type": "MultiPolygon", "coordinates": many.iter().map(polygon).collect::<Vec<_>>()}),
    }
}
