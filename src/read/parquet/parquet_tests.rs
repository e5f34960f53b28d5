use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, FloatType, Int32Type, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::super::table::Value;
use super::*;

/// A column to be written; `None` is a row without value.
pub(in crate::read) enum Written {
    Doubles(Vec<Option<f64>>),
    Floats(Vec<Option<f32>>),
    Ints(Vec<Option<i32>>),
    Longs(Vec<Option<i64>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

/// A file with these columns in row groups of `rows` rows, all of them optional in the schema.
pub(in crate::read) fn written(schema: &str, columns: &[Written], rows: usize, geo: Option<&str>) -> Vec<u8> {
    let pairs = geo.map(|geo| vec![KeyValue::new("geo".to_string(), geo.to_string())]);
    let properties = WriterProperties::builder().set_key_value_metadata(pairs);
    written_with(schema, columns, rows, properties)
}

/// The same with other properties.
pub(in crate::read) fn written_with(
    schema: &str,
    columns: &[Written],
    rows: usize,
    properties: WriterPropertiesBuilder,
) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(&format!("message t {{ {schema} }}")).expect("a schema"));
    let properties = Arc::new(properties.set_compression(Compression::SNAPPY).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("writes");
    let length = columns.iter().map(length).max().unwrap_or(0);
    for from in (0..length).step_by(rows.max(1)) {
        let mut group = writer.next_row_group().expect("writes");
        columns.iter().for_each(|column| write(&mut group, column, from..(from + rows).min(length)));
        group.close().expect("writes");
    }
    writer.into_inner().expect("writes")
}

fn length(column: &Written) -> usize {
    match column {
        Written::Doubles(v) => v.len(),
        Written::Floats(v) => v.len(),
        Written::Ints(v) => v.len(),
        Written::Longs(v) => v.len(),
        Written::Bytes(v) => v.len(),
    }
}

fn write(group: &mut SerializedRowGroupWriter<'_, Vec<u8>>, column: &Written, rows: std::ops::Range<usize>) {
    macro_rules! write {
        ($kind:ty, $values:expr, $of:expr) => {{
            let mut to = group.next_column().expect("writes").expect("a column is left");
            let values: Vec<_> = $values[rows.clone()].iter().flatten().map($of).collect();
            let levels: Vec<i16> = $values[rows].iter().map(|v| i16::from(v.is_some())).collect();
            to.typed::<$kind>().write_batch(&values, Some(&levels), None).expect("writes");
            to.close().expect("writes");
        }};
    }
    match column {
        Written::Doubles(v) => write!(DoubleType, v, |v| *v),
        Written::Floats(v) => write!(FloatType, v, |v| *v),
        Written::Ints(v) => write!(Int32Type, v, |v| *v),
        Written::Longs(v) => write!(Int64Type, v, |v| *v),
        Written::Bytes(v) => write!(ByteArrayType, v, |v| ByteArray::from(v.clone())),
    }
}

fn read(bytes: &[u8]) -> Result<Table> {
    let input = Input::Bundled { name: "t.parquet", bytes: bytes.to_vec().leak() };
    parquet_table(&input, &|_, headings| Ok((0..headings.len()).collect()))
}

fn texts(values: &[&str]) -> Written {
    Written::Bytes(values.iter().map(|v| (!v.is_empty()).then(|| v.as_bytes().to_vec())).collect())
}

#[test]
fn every_kind_of_value_is_what_it_means() {
    let schema = "optional double a; optional float b; optional int32 c (DATE); optional int64 d (TIMESTAMP_MICROS); \
        optional int32 e; optional int64 f (UINT_64); optional binary g (UTF8); optional int32 h (DECIMAL(6,3)); \
        optional int32 i (TIME_MILLIS);";
    let columns = [
        Written::Doubles(vec![Some(1.5), None]),
        Written::Floats(vec![Some(0.5), None]),
        Written::Ints(vec![Some(19_782), None]),
        Written::Longs(vec![Some(-1), None]),
        Written::Ints(vec![Some(-7), None]),
        Written::Longs(vec![Some(-1), None]),
        texts(&["Gao", ""]),
        Written::Ints(vec![Some(-12_345), None]),
        Written::Ints(vec![Some(1), None]),
    ];
    let table = read(&written(schema, &columns, 1, None)).expect("reads");
    let day = |y, m, d| Value::Day(jiff::civil::date(y, m, d));
    let expected = [
        Value::Number(1.5),
        Value::Number(0.5),
        day(2024, 2, 29),
        day(1969, 12, 31),
        Value::Text("-7"),
        Value::Text("18446744073709551615"),
        Value::Text("Gao"),
        Value::Number(-12.345),
        Value::Broken("holds a time of day"),
    ];
    for (column, expected) in expected.into_iter().enumerate() {
        assert_eq!(table.value(0, column), expected);
        assert_eq!(table.value(1, column), Value::Empty);
    }
    let numbers: Vec<u64> = table.rows.iter().map(|row| row.number).collect();
    assert_eq!((numbers, table.unit), (vec![1, 2], "row"), "a row without any value is a row");
}

#[test]
fn points_are_found_by_the_description_of_the_file() {
    let wkb = |lon: f64, lat: f64| Some([&[1, 1, 0, 0, 0][..], &lon.to_le_bytes(), &lat.to_le_bytes()].concat());
    let geo = r#"{"primary_column":"g","columns":{"g":{"encoding":"WKB"}}}"#;
    let points = Written::Bytes(vec![wkb(-4.0, 12.5), None, wkb(f64::NAN, f64::NAN), Some(vec![1, 2, 0, 0, 0])]);
    let table = read(&written("optional binary g;", &[points], 9, Some(geo))).expect("reads");
    assert_eq!(table.headings, [POINT_LON, POINT_LAT]);
    assert_eq!((table.value(0, 0), table.value(0, 1)), (Value::Number(-4.0), Value::Number(12.5)));
    assert_eq!((table.value(1, 0), table.value(2, 1)), (Value::Empty, Value::Empty));
    assert_eq!(table.value(3, 0), Value::Broken("the geometry is not a point"));

    let native = geo.replace("WKB", "point");
    let schema = "optional group g { required double x; required double y; }";
    let doubles = |v: f64| Written::Doubles(vec![Some(v)]);
    let bytes = written(schema, &[doubles(-4.0), doubles(12.5)], 9, Some(&native));
    let table = read(&bytes).expect("reads");
    assert_eq!(table.headings, [POINT_LON, POINT_LAT]);
    assert_eq!((table.value(0, 0), table.value(0, 1)), (Value::Number(-4.0), Value::Number(12.5)));

    let refusal =
        |geo: &str| read(&written(schema, &[doubles(1.0), doubles(1.0)], 9, Some(geo))).err().expect("refused");
    let utm = geo.replace("\"WKB\"", r#""WKB","crs":{"name":"UTM 30N","id":{"authority":"EPSG","code":32630}}"#);
    assert!(refusal(&utm).message.contains("UTM 30N, not WGS 84"));
    assert!(refusal(&geo.replace("WKB", "polygon")).message.contains("'polygon'"));
    assert!(refusal(&geo.replace("\"g\"", "\"h\"")).message.contains("'h' is not there"));
    assert!(refusal("{").message.contains("not valid JSON"));
}

fn some_file() -> Vec<u8> {
    let schema = "optional double lat; optional double lon; optional int32 day (DATE); optional binary name (UTF8);";
    let doubles = |from: f64| Written::Doubles((0..40).map(|i| (i % 7 != 3).then_some(from + f64::from(i))).collect());
    let days = Written::Ints((0..40).map(|i| Some(19_000 + i % 3)).collect());
    let names: Vec<String> = (0..40).map(|i| format!("place {}", i % 4)).collect();
    let names = texts(&names.iter().map(String::as_str).collect::<Vec<_>>());
    written(schema, &[doubles(0.0), doubles(50.0), days, names], 20, None)
}

#[test]
fn a_damaged_file_is_refused_or_read_but_never_takes_the_program_down() {
    let whole = some_file();
    assert_eq!(read(&whole).expect("reads").rows_read, 40);
    for end in 0..whole.len() {
        assert!(read(&whole[..end]).is_err(), "cut off at {end}");
    }
    let mut refused = 0;
    for at in 0..whole.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= mask;
            match read(&bytes) {
                Ok(table) => assert!(table.rows.len() as u64 == table.rows_read),
                Err(error) => {
                    assert!(error.message.starts_with("t.parquet"), "{error}");
                    assert!(error.message.len() < 300, "{error}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > whole.len() / 2, "{refused}");
}

#[test]
fn lengths_and_counts_that_lie_are_refused() {
    let refusal = |bytes: &[u8]| read(bytes).err().expect("refused").message;
    let mut footer = some_file();
    let at = footer.len() - 8;
    footer[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(refusal(&footer).contains("not readable as Parquet"), "{}", refusal(&footer));
    assert!(refusal(b"PAR1\0\0\0\0PAR1").contains("not readable as Parquet"));
    assert!(refusal(b"").contains("empty"));
    assert!(refusal(b"lat,lon\n1,2\n").contains("not readable as Parquet"));
}
