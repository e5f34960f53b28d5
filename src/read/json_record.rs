//! One record of a JSON table: a plain object, or a GeoJSON feature with its point.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Heading under which a point's longitude stands; no file has such a key by accident.
pub(super) const POINT_LON: &str = "geometry: longitude";
/// Heading under which a point's latitude stands.
pub(super) const POINT_LAT: &str = "geometry: latitude";
/// Heading under which the identifier beside a feature's properties stands.
pub(super) const FEATURE_ID: &str = "feature id";

/// A value of a record. Whole numbers stay text, so that identifiers keep every digit.
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Broken(&'static str),
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Scalar, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Null)
    }
    fn visit_bool<E>(self, truth: bool) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Bool(truth))
    }
    fn visit_i64<E>(self, number: i64) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }
    fn visit_u64<E>(self, number: u64) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Text(number.to_string()))
    }
    fn visit_f64<E>(self, number: f64) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Number(number))
    }
    fn visit_str<E>(self, text: &str) -> std::result::Result<Scalar, E> {
        Ok(Scalar::Text(text.to_string()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Broken("holds a list"))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Broken("holds an object"))
    }
}

/// The keys and values of one record in their order; a feature's properties and point lie side by side in it.
pub(super) struct Record(pub Vec<(String, Scalar)>);

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Record, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Record, A::Error> {
        let (mut plain, mut of_feature) = (Vec::new(), Vec::new());
        let (mut feature, mut own_id) = (false, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "properties" => {
                    feature = true;
                    if let Some(properties) = map.next_value::<Option<Record>>()? {
                        of_feature.extend(properties.0);
                    }
                }
                "geometry" => {
                    feature = true;
                    let point = map.next_value::<Option<Point>>()?;
                    let [lon, lat] = point.map_or([Scalar::Null, Scalar::Null], |p| p.0);
                    of_feature.push((POINT_LON.to_string(), lon));
                    of_feature.push((POINT_LAT.to_string(), lat));
                }
                "id" => own_id = Some((plain.len(), map.next_value()?)),
                _ => plain.push((key, map.next_value()?)),
            }
        }
        if feature {
            of_feature.extend(own_id.map(|(_, id)| (FEATURE_ID.to_string(), id)));
            return Ok(Record(of_feature));
        }
        if let Some((at, id)) = own_id {
            plain.insert(at, ("id".to_string(), id));
        }
        Ok(Record(plain))
    }
}

/// A feature's geometry: longitude and latitude of a point.
struct Point([Scalar; 2]);

#[derive(serde::Deserialize)]
struct RawPoint {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: serde_json::Value,
}

impl<'de> Deserialize<'de> for Point {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Point, D::Error> {
        let raw = RawPoint::deserialize(deserializer)?;
        let broken = |what| [Scalar::Broken(what), Scalar::Broken(what)];
        if raw.kind != "Point" {
            return Ok(Point(broken("the geometry is not a point")));
        }
        let number = |i: usize| raw.coordinates.get(i).and_then(serde_json::Value::as_f64);
        Ok(Point(match (number(0), number(1)) {
            (Some(lon), Some(lat)) => [Scalar::Number(lon), Scalar::Number(lat)],
            _ => broken("the point has no two coordinates"),
        }))
    }
}
