//! Where a GeoParquet file has its points (GeoParquet 1.1, and the geometry type of Parquet itself).

use parquet::basic::LogicalType;
use parquet::file::metadata::ParquetMetaData;
use serde_json::Value as Json;

use crate::error::{Error, Result};

/// The column of the points.
pub(super) struct Geometry {
    /// Its name.
    pub column: String,
    /// Whether it holds WKB; else `x` and `y` are two columns of it.
    pub wkb: bool,
    /// What had to be assumed.
    pub note: Option<String>,
}

/// The primary geometry; `None` if the file has none.
///
/// # Errors
/// `Kind::Data` if it is described wrongly, is no column of points or is not on WGS 84.
pub(super) fn geometry(name: &str, meta: &ParquetMetaData) -> Result<Option<Geometry>> {
    let pairs = meta.file_metadata().key_value_metadata();
    let described =
        pairs.and_then(|pairs| pairs.iter().find(|pair| pair.key == "geo")).and_then(|p| p.value.as_deref());
    match described {
        Some(text) => described_by(name, text).map(Some),
        None => typed(name, meta),
    }
}

/// A column whose own type says that it holds WKB.
fn typed(name: &str, meta: &ParquetMetaData) -> Result<Option<Geometry>> {
    for column in meta.file_metadata().schema_descr().columns() {
        let crs = match column.logical_type_ref() {
            Some(LogicalType::Geometry(of)) => &of.crs,
            Some(LogicalType::Geography(of)) => &of.crs,
            _ => continue,
        };
        if let Some(crs) = crs
            && !is_wgs84(&Json::String(crs.clone()))
        {
            return Err(other_system(name, crs));
        }
        return Ok(Some(Geometry { column: column.path().string(), wkb: true, note: None }));
    }
    Ok(None)
}

fn described_by(name: &str, text: &str) -> Result<Geometry> {
    let odd = |what: &str| {
        Error::data(format!("{name}: the description of its geometry ('geo') {what}"))
            .hint("write the file again with a program that knows GeoParquet 1.1")
    };
    let geo: Json = serde_json::from_str(text).map_err(|e| odd(&format!("is not valid JSON: {e}")))?;
    let column = geo["primary_column"].as_str().ok_or_else(|| odd("names no primary column"))?;
    let about = geo["columns"].get(column).ok_or_else(|| odd(&format!("says nothing of its column '{column}'")))?;
    let wkb = match about["encoding"].as_str() {
        Some("WKB") => true,
        Some("point") => false,
        Some(other) => {
            return Err(Error::data(format!("{name}: the geometries of column '{column}' are of the kind '{other}'"))
                .hint("incidents are points: name a file of points"));
        }
        None => return Err(odd("names no encoding")),
    };
    let note = match about.get("crs") {
        None => None,
        Some(Json::Null) => Some("its coordinate system is not stated: read as WGS 84 degrees".to_string()),
        Some(crs) if is_wgs84(crs) => None,
        Some(crs) => return Err(other_system(name, crs["name"].as_str().unwrap_or("unnamed"))),
    };
    Ok(Geometry { column: column.to_string(), wkb, note })
}

/// Whether a system is WGS 84 in degrees: as PROJJSON with its identifier, or as text that names it.
fn is_wgs84(crs: &Json) -> bool {
    if let Json::String(text) = crs {
        let text = text.to_uppercase();
        return match serde_json::from_str::<Json>(&text) {
            Ok(json @ Json::Object(_)) => is_wgs84(&json),
            _ => ["CRS84", ":4326", "/4326"].iter().any(|end| text.ends_with(end)) || text == "EPSG4326",
        };
    }
    let id = crs.get("id").or_else(|| crs.get("ID"));
    let get = |key: &str| id.and_then(|id| id.get(key).or_else(|| id.get(key.to_uppercase())));
    let code = match get("code") {
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::String(text)) => text.to_uppercase(),
        _ => return false,
    };
    match get("authority").and_then(Json::as_str).map(str::to_uppercase).as_deref() {
        Some("OGC") => code == "CRS84" || code == "CRS84H",
        Some("EPSG") => code == "4326" || code == "4979",
        _ => false,
    }
}

fn other_system(name: &str, system: &str) -> Error {
    Error::data(format!("{name}: its coordinate reference system is {system}, not WGS 84"))
        .hint("reproject it to EPSG:4326 (longitude and latitude in degrees)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_wgs_84_passes() {
        let json = |text: &str| serde_json::from_str::<Json>(text).expect("JSON");
        for fine in [r#""OGC:CRS84""#, r#""EPSG:4326""#, r#"{"id":{"authority":"EPSG","code":4326}}"#] {
            assert!(is_wgs84(&json(fine)), "{fine}");
        }
        for other in [r#""EPSG:3857""#, "{}", r#"{"id":{"authority":"EPSG","code":32630}}"#, r#""srid:0""#] {
            assert!(!is_wgs84(&json(other)), "{other}");
        }
        let described = |crs: &str| {
            let text = format!(r#"{{"primary_column":"g","columns":{{"g":{{"encoding":"WKB"{crs}}}}}}}"#);
            described_by("a", &text).map(|g| (g.column, g.note.is_some()))
        };
        assert_eq!(described(""), Ok(("g".to_string(), false)));
        assert_eq!(described(r#","crs":null"#), Ok(("g".to_string(), true)));
        assert!(described(r#","crs":{"name":"UTM 30N"}"#).is_err_and(|e| e.message.contains("UTM 30N")));
    }
}
