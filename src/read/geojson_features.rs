//! Features of a GeoJSON FeatureCollection (RFC 7946), their positions read straight into lists of coordinates.
//!
//! The geojson crate keeps each position as a vector of its own, which takes several times the memory of its two numbers:
//! too much for layers of millions of corners.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;

use geojson::JsonValue;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::boundary_geojson::text;
use super::geojson_positions::{Any, List, Nest};
use crate::error::{Error, Result};

/// A collection as read.
#[derive(Default)]
pub(super) struct Collection {
    /// Keys of the properties, in the order in which they first come.
    pub fields: Vec<String>,
    /// Features in file order.
    pub features: Vec<JsonFeature>,
    /// The member `crs` of 2008.
    pub crs: Option<JsonValue>,
}

/// One feature.
pub(super) struct JsonFeature {
    /// Properties as text, by field; shorter than the fields if later features have more.
    pub values: Vec<String>,
    pub geometry: Option<Geometry>,
}

/// A geometry of any sort.
pub(super) struct Geometry {
    /// "Polygon" and the like.
    pub kind: String,
    pub positions: Nest,
    /// Geometries of a collection.
    pub parts: Vec<Geometry>,
    /// Whether a position has more than two numbers.
    flattened: bool,
}

impl Geometry {
    /// Whether a position of it or of its parts has more than two numbers.
    pub(super) fn is_flattened(&self) -> bool {
        self.flattened || self.parts.iter().any(Geometry::is_flattened)
    }
}

/// Reads a whole FeatureCollection.
///
/// # Errors
/// `Kind::Data` with the feature if it is none.
pub(super) fn collection(file: &str, bytes: &[u8]) -> Result<Collection> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        Error::data(format!("{file}: not UTF-8 at byte {}", e.valid_up_to() + 1))
            .hint("JSON is always UTF-8: save the file again so")
    })?;
    let mut reader = Reader::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let read = json.deserialize_map(&mut reader).and_then(|()| json.end());
    read.map_err(|e| {
        let place = reader.inside.map_or(String::new(), |number| format!("feature {number}: "));
        Error::data(format!("{file}: not a GeoJSON FeatureCollection: {place}{e}"))
            .hint("the file must be {\"type\": \"FeatureCollection\", \"features\": […]}")
    })?;
    Ok(reader.found)
}

/// What was read so far.
#[derive(Default)]
struct Reader {
    found: Collection,
    index: HashMap<String, usize>,
    /// The feature that is being read, from 1.
    inside: Option<usize>,
}

/// Takes a member that may be there once.
fn once<T, E: serde::de::Error>(place: &mut Option<T>, key: &str, value: T) -> std::result::Result<(), E> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(E::custom(format!("the member \"{key}\" is there twice"))),
    }
}

/// Makes sure that an object says to be of a type.
fn of_type<E: serde::de::Error>(found: Option<String>, wanted: &str) -> std::result::Result<(), E> {
    match found {
        Some(kind) if kind == wanted => Ok(()),
        Some(kind) => Err(E::custom(format!("its \"type\" is \"{kind}\", not \"{wanted}\""))),
        None => Err(E::custom(format!("it has no \"type\", which must be \"{wanted}\""))),
    }
}

impl<'de> Visitor<'de> for &mut Reader {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let (mut kind, mut features, mut crs) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => once(&mut kind, &key, map.next_value()?)?,
                "features" => {
                    once(&mut features, &key, ())?;
                    map.next_value_seed(Seeded(Features(&mut *self)))?;
                }
                "crs" => once(&mut crs, &key, map.next_value()?)?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        of_type(kind, "FeatureCollection")?;
        self.found.crs = crs;
        features.ok_or_else(|| A::Error::custom("it has no \"features\""))
    }
}

/// Turns a visitor into a seed that takes whatever comes.
struct Seeded<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Seeded<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<V::Value, D::Error> {
        from.deserialize_any(self.0)
    }
}

struct Features<'a>(&'a mut Reader);

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<(), A::Error> {
        let reader = self.0;
        loop {
            reader.inside = Some(reader.found.features.len() + 1);
            let Some(feature) = list.next_element_seed(Seeded(OneFeature(&mut *reader)))? else { break };
            reader.found.features.push(feature);
        }
        reader.inside = None;
        Ok(())
    }
}

struct OneFeature<'a>(&'a mut Reader);

impl<'de> Visitor<'de> for OneFeature<'_> {
    type Value = JsonFeature;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<JsonFeature, A::Error> {
        let (mut kind, mut values, mut geometry) = (None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => once(&mut kind, &key, map.next_value()?)?,
                "properties" => once(&mut values, &key, map.next_value_seed(Seeded(Properties(&mut *self.0)))?)?,
                "geometry" => once(&mut geometry, &key, map.next_value_seed(Seeded(Shape))?)?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        of_type(kind, "Feature")?;
        Ok(JsonFeature { values: values.unwrap_or_default(), geometry: geometry.flatten() })
    }
}

struct Properties<'a>(&'a mut Reader);

impl<'de> Visitor<'de> for Properties<'_> {
    type Value = Vec<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("properties, or null")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Vec<String>, E> {
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Vec<String>, A::Error> {
        let Reader { found: Collection { fields, .. }, index, .. } = self.0;
        let mut values: Vec<Option<String>> = vec![None; fields.len()];
        while let Some(key) = map.next_key::<String>()? {
            let value = text(map.next_value()?);
            let field = *index.entry(key).or_insert_with_key(|key| {
                fields.push(key.clone());
                fields.len() - 1
            });
            if field >= values.len() {
                values.resize(field + 1, None);
            }
            match values[field].replace(value) {
                Some(other) if Some(&other) != values[field].as_ref() => {
                    let key = &fields[field];
                    return Err(A::Error::custom(format!("the property \"{key}\" is there twice, with two values")));
                }
                _ => {}
            }
        }
        Ok(values.into_iter().map(Option::unwrap_or_default).collect())
    }
}

/// A geometry, or null.
struct Shape;

impl<'de> Visitor<'de> for Shape {
    type Value = Option<Geometry>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry, or null")
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Option<Geometry>, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Option<Geometry>, A::Error> {
        let (mut kind, mut positions, mut parts) = (None, None, None);
        let flattened = Cell::new(false);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => once::<String, _>(&mut kind, &key, map.next_value()?)?,
                "coordinates" => once(&mut positions, &key, map.next_value_seed(Any(&flattened))?.list()?)?,
                "geometries" => once(&mut parts, &key, map.next_value_seed(List(Part))?)?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        let kind = kind.ok_or_else(|| A::Error::custom("a geometry has no \"type\""))?;
        let (needed, there) = match kind.as_str() {
            "GeometryCollection" => ("geometries", parts.is_some()),
            _ => ("coordinates", positions.is_some()),
        };
        if !there {
            return Err(A::Error::custom(format!("a {kind} has no \"{needed}\"")));
        }
        let (positions, parts) = (positions.unwrap_or(Nest::Hollow(0)), parts.unwrap_or_default());
        Ok(Some(Geometry { kind, positions, parts, flattened: flattened.get() }))
    }
}

/// A geometry of a collection, which is not null.
#[derive(Clone, Copy)]
struct Part;

impl<'de> DeserializeSeed<'de> for Part {
    type Value = Geometry;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> std::result::Result<Geometry, D::Error> {
        from.deserialize_any(Shape)?.ok_or_else(|| D::Error::custom("a geometry of a collection is null"))
    }
}
