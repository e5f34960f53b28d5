//! Layers in every format, read back by other readers and compared with the GeoJSON of the same build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use flatgeobuf::{FallibleStreamingIterator, FeatureProperties, FgbReader};
use rusqlite::{Connection, types::Value as Sql};
use serde_json::Value as Json;

const MALI: [&str; 4] =
    ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years=2022-2024"];
const LAYERS: [(&str, usize); 3] = [("districts", 53), ("regions", 10), ("incidents", 87)];

fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("cercle").expect("built").current_dir(folder).args(arguments).output().expect("runs")
}

/// The embedded project without figures, with its layers in every format.
fn build(folder: &Path, threads: &str) {
    let project = String::from_utf8(run(folder, &["list", "project"]).stdout).expect("text");
    let (head, _) = project.split_once("[[figure]]").expect("figures");
    let every = "layers = [\"geojson\", \"geojsonl\", \"gpkg\", \"fgb\", \"parquet\", \"csv\", \"xlsx\"]";
    let asked = head.replace("layers = [\"geojson\", \"gpkg\", \"xlsx\"]", every);
    assert_ne!(asked, head, "the embedded project names its layers");
    fs::write(folder.join("layers.toml"), asked).expect("writes");
    let mut command = Command::cargo_bin("cercle").expect("built");
    command.env("RAYON_NUM_THREADS", threads).current_dir(folder);
    command.args(["build", "layers.toml", "--out", threads]).assert().success();
}

fn features(path: &Path) -> Vec<Json> {
    let file: Json = serde_json::from_slice(&fs::read(path).expect("written")).expect("JSON");
    file["features"].as_array().expect("features").clone()
}

/// Polygons of a geometry, whatever it is called.
fn polygons(geometry: &Json) -> Json {
    match geometry["type"].as_str() {
        Some("Polygon") => Json::Array(vec![geometry["coordinates"].clone()]),
        _ => geometry["coordinates"].clone(),
    }
}

/// Coordinates of a GeoPackage blob as GeoJSON has them, and the envelope of its header.
fn decoded(blob: &[u8]) -> (Json, Vec<f64>) {
    assert_eq!(&blob[..3], b"GP\0");
    assert_eq!(blob[4..8], 4326_i32.to_le_bytes());
    let sides = if blob[3] >> 1 & 7 == 1 { 4 } else { 0 };
    let mut at = 8;
    let mut take = |n: usize| {
        at += n;
        blob[at - n..at].to_vec()
    };
    let real = |bytes: Vec<u8>| f64::from_le_bytes(bytes.try_into().expect("eight"));
    let number = |bytes: Vec<u8>| u32::from_le_bytes(bytes.try_into().expect("four"));
    let envelope: Vec<f64> = (0..sides).map(|_| real(take(8))).collect();
    let kind = |bytes: Vec<u8>| {
        assert_eq!(bytes[0], 1, "little-endian");
        number(bytes[1..].to_vec())
    };
    if sides == 0 {
        assert_eq!(kind(take(5)), 1);
        return (Json::from(vec![real(take(8)), real(take(8))]), envelope);
    }
    assert_eq!(kind(take(5)), 6);
    let mut shape = Vec::new();
    for _ in 0..number(take(4)) {
        assert_eq!(kind(take(5)), 3);
        let mut polygon = Vec::new();
        for _ in 0..number(take(4)) {
            let n = number(take(4));
            polygon.push((0..n).map(|_| Json::from(vec![real(take(8)), real(take(8))])).collect::<Json>());
        }
        shape.push(Json::Array(polygon));
    }
    assert_eq!(at, blob.len(), "nothing is left over");
    (Json::Array(shape), envelope)
}

fn json(value: Sql) -> Json {
    match value {
        Sql::Null | Sql::Blob(_) => Json::Null,
        Sql::Integer(value) => value.into(),
        Sql::Real(value) => value.into(),
        Sql::Text(value) => value.into(),
    }
}

fn opened(path: &Path) -> Connection {
    Connection::open_with_flags(path, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opens")
}

#[test]
fn a_geopackage_holds_what_the_geojson_holds() {
    let here = tempfile::tempdir().expect("a folder");
    build(here.path(), "2");
    let out = here.path().join("2");
    let file = opened(&out.join("layers.gpkg"));
    let one = |sql: &str| file.query_row(sql, [], |row| row.get::<_, Sql>(0)).map(json).expect(sql);
    assert_eq!([one("PRAGMA application_id"), one("PRAGMA user_version")], [Json::from(0x47504B47), Json::from(10400)]);
    assert_eq!([one("PRAGMA integrity_check"), one("PRAGMA freelist_count")], ["ok".into(), Json::from(0)]);
    assert_eq!(one("SELECT count(*) FROM gpkg_spatial_ref_sys WHERE srs_id IN (-1, 0, 4326)"), 3);
    for (layer, rows) in LAYERS {
        let expected = features(&out.join(format!("{layer}.geojson")));
        assert_eq!(expected.len(), rows);
        let mut query = file.prepare(&format!("SELECT * FROM \"{layer}\" ORDER BY fid")).expect("a table");
        let names: Vec<String> = query.column_names().map(|n| n.to_string()).collect();
        let mut found = query.query([]).expect("reads");
        let mut indexed = 0;
        for (i, feature) in expected.iter().enumerate() {
            let row = found.next().expect("reads").expect("as many rows");
            assert_eq!(row.get::<_, i64>(0), Ok(i as i64 + 1));
            let properties = feature["properties"].as_object().expect("properties");
            assert!(names[2..].iter().eq(properties.keys()), "{names:?}");
            for (column, (name, value)) in properties.iter().enumerate() {
                assert_eq!(json(row.get(column + 2).expect("a value")), *value, "{layer} {i}: {name}");
            }
            let Some(blob) = row.get::<_, Option<Vec<u8>>>(1).expect("a blob") else {
                assert!(feature["geometry"].is_null(), "{layer} {i}");
                continue;
            };
            let (shape, envelope) = decoded(&blob);
            assert_eq!(shape, polygons(&feature["geometry"]), "{layer} {i}");
            indexed += 1;
            if let [west, east, south, north] = envelope[..] {
                let sql = format!(
                    "SELECT count(*) FROM rtree_{layer}_geom WHERE id = {} AND minx <= {west} AND maxx >= {east} \
                     AND miny <= {south} AND maxy >= {north} AND minx > {west} - 1e-4 AND maxy < {north} + 1e-4",
                    i + 1
                );
                assert_eq!(one(&sql), 1, "{layer} {i}: in the index");
            }
        }
        assert!(found.next().expect("reads").is_none(), "no further row");
        assert_eq!(one(&format!("SELECT count(*) FROM rtree_{layer}_geom")), indexed);
        let words =
            format!("SELECT count(*) FROM gpkg_data_columns WHERE table_name = '{layer}' AND description <> ''");
        assert_eq!(one(&words), names.len() - 2);
        let metadata = format!(
            "SELECT metadata FROM gpkg_metadata m JOIN gpkg_metadata_reference r ON r.md_file_id = m.id \
             WHERE r.table_name = '{layer}' AND r.timestamp = '2024-12-31T23:59:59.000Z'"
        );
        let metadata = one(&metadata).to_string();
        assert!(metadata.contains("CC BY-IGO") && metadata.contains("in force from December 2021"), "{metadata}");
    }
}

#[test]
fn flatgeobuf_lines_and_tables_hold_what_the_geojson_holds() {
    let here = tempfile::tempdir().expect("a folder");
    build(here.path(), "2");
    let out = here.path().join("2");
    for (layer, rows) in LAYERS {
        let expected = features(&out.join(format!("{layer}.geojson")));
        let lines = fs::read_to_string(out.join(format!("{layer}.geojsonl"))).expect("written");
        let lines: Vec<Json> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        assert_eq!(lines, expected);

        let bytes = fs::read(out.join(format!("{layer}.fgb"))).expect("written");
        let reader = FgbReader::open(&bytes[..]).expect("opens");
        let header = reader.header();
        assert_eq!((header.features_count(), header.crs().map(|c| c.code())), (rows as u64, Some(4326)));
        assert_eq!(header.index_node_size() > 0, layer != "incidents", "{layer}: an index where all rows have a place");
        assert!(header.title().is_some() && header.description().is_some());
        let key = if layer == "incidents" { "row" } else { "pcode" };
        let mut by_key: BTreeMap<String, &Json> =
            expected.iter().map(|f| (f["properties"][key].to_string().replace('"', ""), f)).collect();
        let mut all = reader.select_all_seq().expect("reads");
        while let Some(feature) = all.next().expect("reads") {
            let properties = feature.properties().expect("properties");
            let expected = by_key.remove(&properties[key]).expect("each row once");
            let stated = expected["properties"].as_object().expect("properties").iter().filter(|(_, v)| !v.is_null());
            let stated: Vec<(&String, f64, String)> = stated
                .map(|(k, v)| (k, v.as_f64().unwrap_or_default(), v.as_str().unwrap_or_default().to_string()))
                .collect();
            assert_eq!(properties.len(), stated.len(), "{properties:?}");
            for (name, number, text) in stated {
                let found = &properties[name];
                assert!(*found == text || found.parse() == Ok(number), "{layer}: {name} is {found}");
            }
            let flat = |shape: &Json| -> Vec<f64> {
                let text = shape.to_string().replace(['[', ']'], "");
                text.split(',').filter_map(|v| v.parse().ok()).collect()
            };
            let geometry = feature.geometry();
            assert_eq!(geometry.is_none(), expected["geometry"].is_null(), "{layer}");
            let mut found: Vec<f64> = geometry.and_then(|g| g.xy()).into_iter().flatten().collect();
            for part in geometry.and_then(|g| g.parts()).into_iter().flatten() {
                found.extend(part.xy().into_iter().flatten());
            }
            assert_eq!(found, flat(&expected["geometry"]["coordinates"]), "{layer}");
        }
        assert!(by_key.is_empty(), "no row is left out");

        let mut table = csv::Reader::from_path(out.join(format!("{layer}.data.csv"))).expect("written");
        let head = table.headers().expect("a head").clone();
        let types = fs::read_to_string(out.join(format!("{layer}.data.csvt"))).expect("written");
        assert_eq!(types.trim_end().split(',').count(), head.len());
        let style = fs::read_to_string(out.join(format!("{layer}.data.qml"))).expect("written");
        assert!(style.contains("<alias "), "{layer}: {style}");
        assert_eq!(out.join(format!("{layer}.data.prj")).exists(), head.iter().any(|name| name == "longitude"));
        let records: Vec<csv::StringRecord> = table.records().map(|r| r.expect("a record")).collect();
        assert_eq!(records.len(), rows);
        for (record, feature) in records.iter().zip(&expected) {
            for ((name, value), found) in feature["properties"].as_object().expect("properties").iter().zip(record) {
                let text = value.as_str().unwrap_or_default();
                assert!(
                    text == found || found.parse().ok() == value.as_f64(),
                    "{layer}: {name} is {found}, not {value}"
                );
            }
        }
        let dictionary = fs::read_to_string(out.join("fields.csv")).expect("written");
        for field in head.iter().filter(|f| !["longitude", "latitude"].contains(f)) {
            assert!(dictionary.contains(&format!("\n{layer},{field},")), "{layer}.{field} is explained");
        }
    }
}

#[test]
fn regions_are_the_sum_of_their_districts() {
    let here = tempfile::tempdir().expect("a folder");
    build(here.path(), "2");
    let districts = features(&here.path().join("2/districts.geojson"));
    for region in features(&here.path().join("2/regions.geojson")) {
        let properties = &region["properties"];
        let members = districts.iter().filter(|d| d["properties"]["region_pcode"] == properties["pcode"]);
        let members: Vec<&Json> = members.collect();
        assert_eq!(properties["districts"], members.len());
        for field in ["count", "count_2022", "count_2023", "count_2024", "area_km2"] {
            let sum: f64 = members.iter().map(|d| d["properties"][field].as_f64().expect("a number")).sum();
            let found = properties[field].as_f64().expect("a number");
            // Areas are rounded to a tenth each.
            let slack = if field == "area_km2" { 0.06 * (1.0 + members.len() as f64) } else { 0.0 };
            assert!((found - sum).abs() <= slack, "{field}: {found}, not {sum}");
        }
        let shape = |f: &Json| -> f64 {
            let ring = |ring: &Json| -> f64 {
                let at = |i: usize, j: usize| ring[i][j].as_f64().expect("a number");
                let n = ring.as_array().expect("a ring").len();
                (1..n).map(|i| at(i - 1, 0) * at(i, 1) - at(i, 0) * at(i - 1, 1)).sum()
            };
            let all = polygons(&f["geometry"]);
            all.as_array().expect("polygons").iter().flat_map(|p| p.as_array().expect("rings")).map(ring).sum()
        };
        let sum: f64 = members.iter().map(|d| shape(d)).sum();
        assert!((shape(&region) - sum).abs() < 1e-9, "{}: {} against {sum}", properties["name"], shape(&region));
    }
}

#[test]
fn a_workbook_has_typed_cells_and_no_formula() {
    use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
    let here = tempfile::tempdir().expect("a folder");
    let rows = "id,date,lat,lon\n=1+1,2024-03-05,14.5,-4.2\n+cmd,2024-03-06,14.5,-4.2\n-5,2024-03-07,,\n@x,2023-01-01,14.5,-4.2\n";
    fs::write(here.path().join("mine.csv"), rows).expect("writes");
    let arguments = ["join", "mine.csv", "--boundaries", "bundled:mali_districts.geojson", "--out", "a.xlsx"];
    let done = run(here.path(), &arguments);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let mut book: Xlsx<_> = open_workbook(here.path().join("a.xlsx")).expect("opens");
    assert_eq!(book.sheet_names(), ["README", "districts", "regions", "incidents", "ledger"]);
    for name in book.sheet_names() {
        assert!(book.worksheet_formula(&name).expect("reads").used_cells().next().is_none(), "{name} has a formula");
    }
    let incidents = book.worksheet_range("incidents").expect("a sheet");
    let ids: Vec<String> = incidents.rows().skip(1).map(|r| r[0].to_string()).collect();
    assert_eq!(ids, ["=1+1", "+cmd", "-5", "@x"]);
    assert!(incidents.rows().skip(1).all(|r| matches!(r[0], Data::String(_)) && matches!(r[1], Data::DateTime(_))));
    let districts = book.worksheet_range("districts").expect("a sheet");
    assert_eq!(districts.height(), 54);
    let at = districts.rows().next().expect("a head").iter().position(|c| *c == "count").expect("a column");
    let sum: f64 = districts.rows().skip(1).map(|r| r[at].to_string().parse::<f64>().expect("a number")).sum();
    assert_eq!(sum, 3.0);
    let ledger = book.worksheet_range("ledger").expect("a sheet");
    let joined = ledger.rows().find(|r| r[0] == "joined").expect("a line");
    assert_eq!(joined[1..], [Data::Float(3.0), Data::String("counted in a district".into())]);
    assert_eq!(ledger.rows().filter_map(|r| r[1].as_f64()).sum::<f64>(), 8.0, "four rows read, and where they went");
}

#[test]
fn files_are_the_same_for_any_number_of_threads() {
    let here = tempfile::tempdir().expect("a folder");
    build(here.path(), "1");
    build(here.path(), "4");
    let mut names: Vec<_> =
        fs::read_dir(here.path().join("1")).expect("lists").map(|e| e.expect("an entry").file_name()).collect();
    names.sort();
    assert!(names.len() >= 20, "{names:?}");
    for name in names {
        let [one, four] = ["1", "4"].map(|n| fs::read(here.path().join(n).join(&name)).expect("written"));
        assert!(one == four, "{name:?} differs");
    }
}

#[test]
fn heat_goes_to_every_format_of_layers() {
    let here = tempfile::tempdir().expect("a folder");
    for out in ["h.geojson", "h.geojsonl", "h.gpkg", "h.fgb", "h.parquet", "h.csv", "h.xlsx"] {
        let _ = fs::remove_file(here.path().join("h.qml"));
        let done = run(here.path(), &["heat", MALI[0], MALI[3], "--h3", "4", "--out", out]);
        assert!(done.status.success(), "{out}: {}", String::from_utf8_lossy(&done.stderr));
        let beside = !["h.gpkg", "h.csv", "h.xlsx"].contains(&out);
        assert_eq!(here.path().join("h.qml").exists(), beside, "{out}: the style beside it");
    }
    let expected = features(&here.path().join("h.geojson"));
    let file = opened(&here.path().join("h.gpkg"));
    let sums = file.query_row("SELECT count(*), sum(count) FROM hexagons", [], |r| Ok((r.get(0)?, r.get(1)?)));
    let sum: i64 = expected.iter().map(|f| f["properties"]["count"].as_i64().expect("a count")).sum();
    assert_eq!(sums, Ok((expected.len() as i64, sum)));
    let contours = ["heat", MALI[0], "--bandwidth", "50km", "--size", "100x100", "--contours", "4", "--out", "c.gpkg"];
    assert!(run(here.path(), &contours).status.success());
    let file = opened(&here.path().join("c.gpkg"));
    assert!(file.query_row("SELECT count(*) FROM contours", [], |r| r.get::<_, i64>(0)).expect("counts") > 1);
    for (file, layer, number) in [("h.gpkg", "hexagons", 2), ("c.gpkg", "contours", 1)] {
        let file = opened(&here.path().join(file));
        let text = |sql: &str| file.query_row(sql, [layer], |r| r.get::<_, String>(0)).expect(sql);
        let sql = "SELECT count(*), sum(useAsDefault) FROM layer_styles WHERE f_table_name = ?";
        let styles = file.query_row(sql, [layer], |r| Ok((r.get(0)?, r.get(1)?)));
        assert_eq!(styles, Ok((number, 1)), "{layer}");
        let default = text("SELECT styleQML FROM layer_styles WHERE f_table_name = ? AND useAsDefault");
        let sql = format!("SELECT DISTINCT class FROM {layer}");
        let mut classes = file.prepare(&sql).expect("a query");
        for class in classes.query_map([], |r| r.get::<_, i64>(0)).expect("reads") {
            let rule = format!("filter=\"&quot;class&quot; = {}\"", class.expect("a class"));
            assert!(default.contains(&rule), "{layer}: {rule}");
        }
    }
    let refused = run(here.path(), &["heat", MALI[0], "--out", "n.gpkg"]);
    assert_eq!(refused.status.code(), Some(64));
    assert!(!here.path().join("n.gpkg").exists());
}

#[test]
fn geoparquet_says_what_it_holds_and_reads_back() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    let here = tempfile::tempdir().expect("a folder");
    build(here.path(), "2");
    let out = here.path().join("2");
    for (layer, rows) in LAYERS {
        let file = fs::File::open(out.join(format!("{layer}.parquet"))).expect("written");
        let file = SerializedFileReader::new(file).expect("is Parquet");
        let about = file.metadata().file_metadata();
        assert_eq!((about.created_by(), about.num_rows()), (Some("cercle"), rows as i64));
        let pairs: BTreeMap<&str, &str> = about
            .key_value_metadata()
            .expect("words")
            .iter()
            .map(|pair| (pair.key.as_str(), pair.value.as_deref().expect("a value")))
            .collect();
        assert!(pairs["source"].contains("Insecurity Insight") && pairs["vintage"].contains("2021"), "{pairs:?}");
        let geo: Json = serde_json::from_str(pairs["geo"]).expect("JSON");
        assert_eq!((&geo["version"], &geo["primary_column"]), (&"1.1.0".into(), &"geometry".into()));
        let told: Json =
            serde_json::from_slice(&fs::read(out.join(format!("{layer}.geojson"))).expect("written")).expect("JSON");
        assert_eq!(geo["columns"]["geometry"]["bbox"], told["bbox"], "{layer}");
        assert!(geo["columns"]["geometry"].get("crs").is_none(), "none is longitude and latitude on WGS 84");
        let expected = told["features"].as_array().expect("features");
        for (row, feature) in file.get_row_iter(None).expect("rows").zip(expected) {
            let row = row.expect("a row");
            let (mut found, mut place) = (serde_json::Map::new(), false);
            for (name, field) in row.get_column_iter() {
                let value = match field {
                    Field::Null => Json::Null,
                    Field::Long(value) => (*value).into(),
                    Field::Double(value) => (*value).into(),
                    Field::Str(value) => value.as_str().into(),
                    Field::Date(_) => field.to_string().split(' ').next().expect("a day").into(),
                    Field::Bytes(_) => {
                        place = true;
                        continue;
                    }
                    other => panic!("{name}: {other:?}"),
                };
                found.insert(name.clone(), value);
            }
            assert_eq!(place, !feature["geometry"].is_null());
            if !place {
                found.remove("geometry");
            }
            assert_eq!(Json::Object(found), feature["properties"], "{layer}");
        }
    }
    let incidents = out.join("incidents.parquet").display().to_string();
    let join = ["join", &incidents, MALI[1], MALI[2], "--out", "again.csv", "--ledger", "ledger.csv"];
    let done = run(here.path(), &join);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let counts = |text: &str, id: &str| -> i64 {
        let line = text.lines().find(|line| line.starts_with(&format!("{id},"))).expect("a district");
        line.rsplit(',').next().and_then(|n| n.parse().ok()).expect("a count")
    };
    let again = fs::read_to_string(here.path().join("again.csv")).expect("a table");
    for feature in features(&out.join("districts.geojson")) {
        let of = &feature["properties"];
        assert_eq!(counts(&again, of["pcode"].as_str().expect("an id")), of["count"].as_i64().expect("a count"));
    }
}

#[test]
fn layers_speak_the_language_of_the_figures_and_keep_the_names_of_their_fields() {
    let here = tempfile::tempdir().expect("a folder");
    for language in ["en", "fr"] {
        let done = run(here.path(), &["build", "--language", language, "--out", language]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let texts = |language: &str, sql: &str| -> Vec<String> {
        let file = opened(&here.path().join(language).join("layers.gpkg"));
        let mut query = file.prepare(sql).expect("a query");
        query.query_map([], |row| row.get(0)).expect("reads").map(|text| text.expect("a text")).collect()
    };
    let names = "SELECT table_name || column_name FROM gpkg_data_columns ORDER BY 1";
    assert_eq!(texts("en", names), texts("fr", names));
    let layers = "identifier FROM gpkg_contents WHERE data_type = 'features'";
    assert_eq!(texts("fr", &format!("SELECT {layers} ORDER BY 1")), ["Districts", "Incidents", "Régions"]);
    for column in ["description FROM gpkg_data_columns", "description FROM gpkg_contents WHERE data_type = 'features'"]
    {
        let [english, french] = ["en", "fr"].map(|l| texts(l, &format!("SELECT {column}")));
        assert!(english.len() == french.len() && !english.is_empty());
        for (one, other) in english.iter().zip(&french) {
            assert_ne!(one, other, "it is said in English only");
        }
    }
    let metadata = texts("fr", "SELECT metadata FROM gpkg_metadata");
    assert!(metadata.iter().all(|xml| xml.contains("<dc:language>fr</dc:language>")), "{metadata:?}");
}
