//! Layers read back from the bytes that are about to be written, by readers that share nothing with the writers.

use geo::{CoordsIter, MultiPolygon};

use crate::error::{Error, Result};
use crate::read::{self, BoundaryColumns, Input, PLACE, Plain};
use crate::write::{Column, Layer, LayerFormat, Shapes, Value};

/// Most that a number may differ: layers hold numbers as they are written.
const SLACK: f64 = 1e-9;

/// Makes sure that every layer is in the files of a format as it should be: rows, values, and places to the last decimal that
/// is written. Polygons are read back where a reader of boundaries reads the format.
///
/// # Errors
/// `Kind::Internal` naming the file, the row and the field.
pub(super) fn read_back(layers: &[Layer], format: LayerFormat, files: &[(String, Vec<u8>)]) -> Result<()> {
    for layer in layers.iter().filter(|layer| !layer.is_empty()) {
        let name = format.file_names(&[&layer.name]).swap_remove(0);
        let missing = || Error::internal(format!("{name}: is not there to be read back"));
        let (_, bytes) = files.iter().find(|(file, _)| *file == name).ok_or_else(missing)?;
        let input = Input::Bytes { name: name.clone(), bytes: bytes.clone().into() };
        let sheet = format.holds_all().then_some(layer.name.as_str());
        let differs = |what: String| Error::internal(format!("{name}: layer '{}', read back, {what}", layer.name));
        let unread = |e: Error| differs(format!("is refused: {e}"));
        let plain = Plain::of(&input, sheet).map_err(unread)?;
        let order = order(layer, format, &plain);
        values(layer, &plain, &order).and_then(|()| points(layer, format, (&plain, &order))).map_err(differs)?;
        let polygons = matches!(format, LayerFormat::GeoJson | LayerFormat::GeoPackage | LayerFormat::FlatGeobuf);
        if let (Shapes::Polygons(shapes), true) = (&layer.shapes, polygons) {
            let columns = BoundaryColumns { layer: sheet.map(str::to_string), ..BoundaryColumns::default() };
            let read = read::boundaries(&input, &columns).map_err(unread)?;
            let read: Vec<&MultiPolygon<f64>> =
                order.iter().filter_map(|at| read.districts.get(*at)).map(|district| &district.shape).collect();
            same_shapes(shapes, &read).map_err(differs)?;
        }
    }
    Ok(())
}

/// What is wrong, if anything is.
type Same = std::result::Result<(), String>;

/// The row of the file for each row of the layer: an index in space puts those of FlatGeobuf into an order of its own.
fn order(layer: &Layer, format: LayerFormat, read: &Plain) -> Vec<usize> {
    if format != LayerFormat::FlatGeobuf || read.len() != layer.len() {
        return (0..read.len()).collect();
    }
    let number = |n: f64| format!("{n:.8e}");
    let is = |row: usize| {
        let fields = layer.fields.iter().map(move |field| match field.column.value(row) {
            Value::Integer(n) => number(n as f64),
            Value::Real(n) => number(n),
            Value::Text(text) => text.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Null | Value::Boolean(_) => String::new(),
        });
        let place = match &layer.shapes {
            Shapes::Points(points) => points[row].map_or_else(Vec::new, |p| p.map(number).to_vec()),
            Shapes::None | Shapes::Polygons(_) => Vec::new(),
        };
        fields.chain(place).collect::<Vec<String>>()
    };
    let columns: Vec<Option<Vec<&str>>> = layer.fields.iter().map(|field| read.column(&field.name)).collect();
    let places: Vec<Option<Vec<&str>>> = match layer.shapes {
        Shapes::Points(_) => PLACE.map(|heading| read.column(heading)).to_vec(),
        Shapes::None | Shapes::Polygons(_) => Vec::new(),
    };
    let parsed = |cell: &str| cell.parse::<f64>().map_or_else(|_| cell.to_string(), number);
    let found = |row: usize| {
        let fields = layer.fields.iter().zip(&columns).map(move |(field, cells)| {
            let cell = cells.as_ref().map_or("", |cells| cells[row]);
            match field.column {
                Column::Integer(_) | Column::Real(_) => parsed(cell),
                Column::Text(_) => cell.to_string(),
                Column::Date(_) => cell.chars().take("YYYY-MM-DD".len()).collect(),
                Column::Boolean(_) => String::new(),
            }
        });
        let place = places.iter().flatten().map(|cells| cells[row]).filter(|cell| !cell.is_empty()).map(parsed);
        fields.chain(place).collect::<Vec<String>>()
    };
    let mut rows: Vec<usize> = (0..layer.len()).collect();
    let mut order: Vec<usize> = rows.clone();
    rows.sort_by_cached_key(|row| is(*row));
    order.sort_by_cached_key(|row| found(*row));
    let mut of = vec![0; rows.len()];
    rows.into_iter().zip(order).for_each(|(row, at)| of[row] = at);
    of
}

fn values(layer: &Layer, read: &Plain, order: &[usize]) -> Same {
    if read.len() != layer.len() {
        return Err(format!("has {} rows, not {}", read.len(), layer.len()));
    }
    for field in &layer.fields {
        let cells = read.column(&field.name).ok_or_else(|| format!("has no field '{}'", field.name));
        // a field without a value may not be there at all
        let cells = if (0..layer.len()).all(|row| field.column.value(row) == Value::Null) { continue } else { cells? };
        for (row, cell) in order.iter().map(|at| cells[*at]).enumerate() {
            let is = field.column.value(row);
            if !same(is, cell) {
                return Err(format!("has '{cell}' for '{}' in row {}, not {is:?}", field.name, row + 1));
            }
        }
    }
    Ok(())
}

fn same(is: Value<'_>, cell: &str) -> bool {
    let number = |n: f64| cell.parse::<f64>().is_ok_and(|read| (read - n).abs() <= SLACK * n.abs().max(1.0));
    match is {
        Value::Null => cell.is_empty(),
        Value::Integer(n) => number(n as f64),
        Value::Real(n) => number(n),
        Value::Text(text) => cell == text || text.contains('\0') && cell == text.replace('\0', "\u{fffd}"),
        // some formats have days with a time
        Value::Date(day) => cell.starts_with(&day.to_string()),
        Value::Boolean(truth) => cell.eq_ignore_ascii_case(&truth.to_string()) || number(f64::from(u8::from(truth))),
    }
}

fn points(layer: &Layer, format: LayerFormat, (read, order): (&Plain, &[usize])) -> Same {
    let Shapes::Points(points) = &layer.shapes else { return Ok(()) };
    if format == LayerFormat::Xlsx || points.iter().all(Option::is_none) {
        return Ok(());
    }
    for (axis, heading) in PLACE.into_iter().enumerate() {
        let cells = read.column(heading).ok_or_else(|| "has no places".to_string())?;
        for (row, (cell, point)) in order.iter().map(|at| cells[*at]).zip(points).enumerate() {
            let is = point.map_or(Value::Null, |p| Value::Real(p[axis]));
            if !same(is, cell) {
                return Err(format!("has the {heading} '{cell}' in row {}, not {is:?}", row + 1));
            }
        }
    }
    Ok(())
}

/// Whether shapes have the same corners, wherever their rings begin.
fn same_shapes(shapes: &[MultiPolygon<f64>], read: &[&MultiPolygon<f64>]) -> Same {
    if shapes.len() != read.len() {
        return Err(format!("has {} shapes, not {}", read.len(), shapes.len()));
    }
    let corners = |shape: &MultiPolygon<f64>| {
        let mut corners: Vec<[f64; 2]> = shape.coords_iter().map(|c| [c.x, c.y]).collect();
        corners.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        // a ring names the corner twice at which it begins
        corners.dedup();
        corners
    };
    for (row, (shape, other)) in shapes.iter().zip(read).enumerate() {
        let (is, found) = (corners(shape), corners(other));
        let near = |(a, b): (&[f64; 2], &[f64; 2])| (a[0] - b[0]).abs() <= SLACK && (a[1] - b[1]).abs() <= SLACK;
        if is.len() != found.len() || !is.iter().zip(&found).all(near) {
            return Err(format!("has another shape in row {}", row + 1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Account, Ledger};
    use crate::write::{Field, Origin};
    use geo::polygon;

    fn layers() -> Vec<Layer> {
        let field = |name: &str, column: Column| Field::new(name, "", column);
        let shape = |x: f64| {
            MultiPolygon(vec![
                polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 0.123456)],
            ])
        };
        let polygons = Layer {
            name: "districts".into(),
            title: "Districts".into(),
            description: String::new(),
            fields: vec![
                field("pcode", Column::texts(["007", "1E5"])),
                field("name", Column::Text(vec![Some("=1\tx\n".into()), Some("Ségou".into())])),
                field("count", Column::Integer(vec![Some(-3), None])),
                field("density", Column::Real(vec![Some(0.1 + 0.2), Some(1e-6)])),
            ],
            shapes: Shapes::Polygons(vec![shape(0.0), shape(1.0)]),
            styles: Vec::new(),
            origin: Origin::default(),
        };
        let days = vec![Some(jiff::civil::date(2024, 2, 29)), None];
        let points = Layer {
            name: "incidents".into(),
            title: "Incidents".into(),
            fields: vec![field("id", Column::texts(["NA", " a b"])), field("date", Column::Date(days))],
            shapes: Shapes::Points(vec![Some([-3.123456, 14.5]), None]),
            ..polygons.clone()
        };
        vec![polygons, points]
    }

    #[test]
    fn what_every_format_holds_is_what_was_meant_and_what_differs_is_found() {
        let (layers, account) = (layers(), Account::from(&Ledger::default()));
        for format in LayerFormat::ALL {
            let files = format.files(&layers, &account).expect("writes");
            assert_eq!(read_back(&layers, format, &files), Ok(()), "{}", format.word());
            let changed = |change: &dyn Fn(&mut Vec<Layer>)| {
                let mut other = layers.clone();
                change(&mut other);
                read_back(&other, format, &files).is_err()
            };
            assert!(changed(&|l| l[0].fields[0].column = Column::texts(["7", "1E5"])), "{}: an id", format.word());
            assert!(changed(&|l| l[0].fields[2].column = Column::Integer(vec![Some(-3), Some(0)])), "a null");
            assert!(changed(&|l| l[0].fields[3].column = Column::Real(vec![Some(0.3001), Some(1e-6)])), "a number");
            assert!(changed(&|l| l[1].fields[0].column = Column::texts(["NA", "a b"])), "{}: a blank", format.word());
            if !matches!(format, LayerFormat::Xlsx) {
                let moved = |l: &mut Vec<Layer>| l[1].shapes = Shapes::Points(vec![Some([-3.123457, 14.5]), None]);
                assert!(changed(&moved), "{}: a place", format.word());
            }
            if matches!(format, LayerFormat::GeoJson | LayerFormat::GeoPackage | LayerFormat::FlatGeobuf) {
                let moved = |l: &mut Vec<Layer>| {
                    let Shapes::Polygons(shapes) = &mut l[0].shapes else { unreachable!("they are polygons") };
                    shapes[1].0[0].exterior_mut(|ring| ring.0[1].x += 1e-6);
                };
                assert!(changed(&moved), "{}: a corner", format.word());
            }
        }
    }
}
