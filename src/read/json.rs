//! JSON tables: an array of objects, a GeoJSON FeatureCollection of points, or one object a line.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::boundary_geojson::stated;
use super::crs::{self, System};
use super::json_record::{Record, Scalar};
use super::table::{Choose, Glance, Table, Value};
use crate::error::{Error, Kind, Result};

/// Keys that a table may have.
const MOST_COLUMNS: usize = 16_384;

/// Reads the table in two passes: one for the headings (every key that any record has), one for the cells.
pub(super) fn json_table(name: &str, bytes: &[u8], choose: Choose<'_>) -> Result<Table> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|e| {
        Error::data(format!("{name}: not UTF-8 at byte {}", e.valid_up_to() + 1))
            .hint("JSON is always UTF-8: save the file again so")
    })?;
    let (layout, system) = layout(name, text)?;
    let mut headings: Vec<String> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    each_record(name, text, layout, &mut |_, record| keys(name, &record, &mut headings, &mut index))?;
    if headings.is_empty() {
        return Err(Error::data(format!("{name}: holds no records")));
    }
    let keep = choose(name, &headings)?;
    let unit = if layout == Layout::Lines { "line" } else { "feature" };
    let mut table = Table::new(name.to_string(), unit, headings, &keep);
    table.system = system;
    each_record(name, text, layout, &mut |number, record| add(&mut table, number, &record, &index))?;
    table.finish()
}

/// Adds the keys of a record that are new.
///
/// # Errors
/// `Kind::Limit` if there are too many.
pub(super) fn keys(
    name: &str,
    record: &Record,
    headings: &mut Vec<String>,
    index: &mut HashMap<String, usize>,
) -> Result<()> {
    for (key, _) in &record.0 {
        if !index.contains_key(key) {
            index.insert(key.clone(), headings.len());
            headings.push(key.clone());
        }
    }
    if headings.len() > MOST_COLUMNS {
        return Err(Error::new(Kind::Limit, format!("{name}: more than {MOST_COLUMNS} keys")));
    }
    Ok(())
}

/// Adds a record to the table; values of keys that are no headings are only glanced at.
///
/// # Errors
/// `Kind::Data` if a key is there twice.
pub(super) fn add(table: &mut Table, number: u64, record: &Record, index: &HashMap<String, usize>) -> Result<()> {
    let mut glance = Glance::default();
    table.begin(number);
    let mut seen = vec![false; table.headings.len()];
    let mut others = HashSet::new();
    for (key, scalar) in &record.0 {
        let column = index.get(key).copied().unwrap_or(usize::MAX);
        let twice = match seen.get_mut(column) {
            Some(seen) => std::mem::replace(seen, true),
            None => !others.insert(key),
        };
        if twice {
            return Err(Error::data(format!(
                "{}, {} {number}: the key '{key}' is there twice",
                table.name, table.unit
            ))
            .hint("remove one of the two: it is not clear which is meant"));
        }
        match scalar {
            Scalar::Text(text) => glance.see(text),
            Scalar::Null => {}
            _ => glance.see_value(),
        }
        let value = match scalar {
            Scalar::Null => Value::Empty,
            Scalar::Bool(truth) => Value::Bool(*truth),
            Scalar::Number(number) => Value::Number(*number),
            Scalar::Text(text) => Value::Text(text),
            Scalar::Broken(what) => Value::Broken(what),
        };
        table.put(column, value);
    }
    table.end(&glance);
    Ok(())
}

/// How the records are strung together.
#[derive(Clone, Copy, PartialEq)]
enum Layout {
    Array,
    Collection,
    Lines,
}

/// How the records are strung together, and the system that the file says its points are in.
fn layout(name: &str, text: &str) -> Result<(Layout, Option<System>)> {
    match text.trim_start().chars().next() {
        Some('[') => return Ok((Layout::Array, None)),
        Some(RECORD) => return Ok((Layout::Lines, None)),
        _ => {}
    }
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let first = values.next();
    if let Some(Err(error)) = first {
        return Err(malformed(name, &error));
    }
    let rest = &text[values.byte_offset()..];
    if !rest.trim().is_empty() {
        return Ok((Layout::Lines, None));
    }
    let Typed { kind, crs } = serde_json::from_str(text).map_err(|e| malformed(name, &e))?;
    let system = crs::choose(name, None, || crs.as_ref().map_or(Ok(None), stated))?;
    match kind.as_deref() {
        Some("FeatureCollection") => Ok((Layout::Collection, system)),
        Some("Feature") => Ok((Layout::Lines, system)),
        Some(other) => Err(Error::data(format!("{name}: a GeoJSON '{other}', not a FeatureCollection"))),
        None => Ok((Layout::Lines, None)),
    }
}

/// The error of a text that is no JSON, at the place named.
pub(super) fn malformed(place: &str, error: &serde_json::Error) -> Error {
    let colon = if place.is_empty() { "" } else { ": " };
    Error::data(format!("{place}{colon}not valid JSON: {error}"))
}

/// The byte that begins every record of a GeoJSON text sequence (RFC 8142).
const RECORD: char = '\u{1e}';

/// The records of a text of one object a line, or after each record separator, and their lines, counted from 0.
pub(super) fn records(text: &str) -> Box<dyn Iterator<Item = (u64, &str)> + '_> {
    if !text.trim_start().starts_with(RECORD) {
        let lines = text.lines().enumerate().map(|(line, record)| (line as u64, record));
        return Box::new(lines.filter(|(_, record)| !record.trim().is_empty()));
    }
    let mut line = 0;
    let placed = text.split(RECORD).map(move |record| {
        let at = line;
        line += record.matches('\n').count() as u64;
        (at, record.trim())
    });
    Box::new(placed.filter(|(_, record)| !record.is_empty()))
}

type Sink<'a> = &'a mut dyn FnMut(u64, Record) -> Result<()>;

fn each_record(name: &str, text: &str, layout: Layout, sink: Sink<'_>) -> Result<()> {
    if layout == Layout::Lines {
        for (index, line) in records(text) {
            let place = || format!("{name}, line {}", index + 1);
            let record: Record = serde_json::from_str(line).map_err(|e| malformed(&place(), &e))?;
            sink(index + 1, record)?;
        }
        return Ok(());
    }
    let mut failure = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let list = List { sink, failure: &mut failure };
    let outcome = match layout {
        Layout::Collection => Collection(list).deserialize(&mut deserializer),
        _ => list.deserialize(&mut deserializer),
    };
    match (failure, outcome.and_then(|()| deserializer.end())) {
        (Some(error), _) => Err(error),
        (None, Err(error)) => Err(malformed(name, &error)),
        (None, Ok(())) => Ok(()),
    }
}

/// An array of records, handed on one by one.
struct List<'a, 'b> {
    sink: Sink<'a>,
    failure: &'b mut Option<Error>,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of objects")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<(), A::Error> {
        let mut number = 0;
        while let Some(record) = seq.next_element::<Record>()? {
            number += 1;
            if let Err(error) = (self.sink)(number, record) {
                *self.failure = Some(error);
                return Err(de::Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// An object whose `features` are the records.
struct Collection<'a, 'b>(List<'a, 'b>);

impl<'de> DeserializeSeed<'de> for Collection<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> std::result::Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<(), A::Error> {
        let mut list = Some(self.0);
        while let Some(key) = map.next_key::<String>()? {
            match list.take_if(|_| key == "features") {
                Some(list) => map.next_value_seed(list)?,
                None if key == "features" => {
                    return Err(de::Error::custom("'features' is there twice"));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: Option<String>,
    crs: Option<serde_json::Value>,
}

#[cfg(test)]
#[path = "json_tests.rs"]
mod tests;
