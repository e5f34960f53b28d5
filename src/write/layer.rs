//! One table with places, whatever file it goes to: fields with their columns, shapes, styles and where it is from.

use std::collections::BTreeSet;

use geo::{BoundingRect, LineString, MultiPolygon, Polygon};

use crate::language::Language;
use crate::style::LayerStyle;

/// Parts of a degree that are written: six decimals, about 10 cm (RFC 7946, 11.2).
pub(super) const DECIMALS: f64 = 1e6;
/// Names that GeoPackage files need for themselves.
pub(super) const KEY: &str = "fid";
pub(super) const GEOMETRY: &str = "geom";

/// A table. All columns and the shapes have equal lengths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layer {
    /// Name of table and file: `districts`.
    pub name: String,
    /// What people read instead of the name.
    pub title: String,
    /// What a row is, in a sentence or two.
    pub description: String,
    /// Columns with their values, in order; names differ by more than case.
    pub fields: Vec<Field>,
    /// Where the rows are, on WGS 84 at six decimals of a degree.
    pub shapes: Shapes,
    /// How programs show it; the first is the default.
    pub styles: Vec<LayerStyle>,
    /// Where it is from.
    pub origin: Origin,
}

/// Who stands behind a layer. What is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Sources, as they want to be named.
    pub source: String,
    /// What one may do with it.
    pub licence: String,
    /// From when the boundaries are.
    pub vintage: String,
    /// The last year that the data are about: files say it where they want a time, so that it is never the clock's.
    pub year: Option<i16>,
    /// The language of titles, descriptions and units, and of these words.
    pub language: Language,
}

/// A column and what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// Name in the file, in snake case.
    pub name: String,
    /// What it holds, in a few words.
    pub description: String,
    /// Unit of its values; empty if they have none.
    pub unit: String,
    /// The values.
    pub column: Column,
}

/// Values of one type, one a row; `None` is not known, or does not apply.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Whole numbers.
    Integer(Vec<Option<i64>>),
    /// Finite numbers.
    Real(Vec<Option<f64>>),
    /// Texts.
    Text(Vec<Option<String>>),
    /// Days.
    Date(Vec<Option<jiff::civil::Date>>),
    /// Yes or no.
    Boolean(Vec<Option<bool>>),
}

/// One value of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// Not known, or does not apply.
    Null,
    /// A whole number.
    Integer(i64),
    /// A finite number.
    Real(f64),
    /// A text.
    Text(&'a str),
    /// A day.
    Date(jiff::civil::Date),
    /// Yes or no.
    Boolean(bool),
}

/// Where the rows of a layer are.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Shapes {
    /// Nowhere: a plain table.
    #[default]
    None,
    /// Longitude and latitude; `None` without a known place.
    Points(Vec<Option<[f64; 2]>>),
    /// Outer rings counter-clockwise, holes clockwise, closed, none without area.
    Polygons(Vec<MultiPolygon<f64>>),
}

impl Field {
    /// A field without a unit.
    pub fn new(name: impl Into<String>, description: impl Into<String>, column: Column) -> Field {
        Field { name: name.into(), description: description.into(), unit: String::new(), column }
    }

    /// The same with a unit.
    #[must_use]
    pub fn unit(self, unit: &str) -> Field {
        Field { unit: unit.to_string(), ..self }
    }
}

impl Column {
    /// Whole numbers, all known.
    pub fn counts(values: impl IntoIterator<Item = impl Into<i64>>) -> Column {
        Column::Integer(values.into_iter().map(|v| Some(v.into())).collect())
    }

    /// Texts; an empty one is not known.
    pub fn texts(values: impl IntoIterator<Item = impl Into<String>>) -> Column {
        Column::Text(values.into_iter().map(|v| Some(v.into()).filter(|text| !text.is_empty())).collect())
    }

    /// The type in a word, as data dictionaries have it.
    pub fn word(&self) -> &'static str {
        match self {
            Column::Integer(_) => "integer",
            Column::Real(_) => "real",
            Column::Text(_) => "text",
            Column::Date(_) => "date",
            Column::Boolean(_) => "boolean",
        }
    }

    /// The value of a row.
    pub fn value(&self, row: usize) -> Value<'_> {
        match self {
            Column::Integer(values) => values[row].map_or(Value::Null, Value::Integer),
            Column::Real(values) => values[row].map_or(Value::Null, Value::Real),
            Column::Text(values) => values[row].as_deref().map_or(Value::Null, Value::Text),
            Column::Date(values) => values[row].map_or(Value::Null, Value::Date),
            Column::Boolean(values) => values[row].map_or(Value::Null, Value::Boolean),
        }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        match self {
            Column::Integer(values) => values.len(),
            Column::Real(values) => values.len(),
            Column::Text(values) => values.len(),
            Column::Date(values) => values.len(),
            Column::Boolean(values) => values.len(),
        }
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Layer {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match &self.shapes {
            Shapes::None => self.fields.first().map_or(0, |f| f.column.len()),
            Shapes::Points(points) => points.len(),
            Shapes::Polygons(shapes) => shapes.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// West, south, east and north of all shapes; `None` if there is none.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        (0..self.len()).filter_map(|row| self.bounds_of(row)).reduce(|a, b| {
            let [low, high] = [f64::min, f64::max];
            [low(a[0], b[0]), low(a[1], b[1]), high(a[2], b[2]), high(a[3], b[3])]
        })
    }

    /// West, south, east and north of one row.
    pub fn bounds_of(&self, row: usize) -> Option<[f64; 4]> {
        match &self.shapes {
            Shapes::None => None,
            Shapes::Points(points) => points[row].map(|[x, y]| [x, y, x, y]),
            Shapes::Polygons(shapes) => {
                let rect = shapes[row].bounding_rect()?;
                Some([rect.min().x, rect.min().y, rect.max().x, rect.max().y])
            }
        }
    }

    /// The same layer with names of fields that differ by more than case, and from those that files need for themselves: a
    /// count that a source gives may have any name.
    #[must_use]
    pub(super) fn with_distinct_fields(mut self) -> Layer {
        let mut taken = BTreeSet::from([KEY, GEOMETRY].map(String::from));
        for field in &mut self.fields {
            let name = field.name.clone();
            let numbered = (2..).map(|n| format!("{name}_{n}"));
            let free = std::iter::once(name.clone()).chain(numbered).find(|n| !taken.contains(&n.to_lowercase()));
            field.name = free.unwrap_or(name);
            taken.insert(field.name.to_lowercase());
        }
        self
    }
}

/// A number at so many parts of one, never minus zero.
pub(super) fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts + 0.0
}

/// Rings at six decimals; those that rounding leaves without area are dropped, an island with all its holes.
pub(super) fn rounded_shape(shape: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let polygon = |p: &Polygon<f64>| {
        let outer = rounded_ring(p.exterior())?;
        Some(Polygon::new(outer, p.interiors().iter().filter_map(rounded_ring).collect()))
    };
    MultiPolygon(shape.iter().filter_map(polygon).collect())
}

fn rounded_ring(ring: &LineString<f64>) -> Option<LineString<f64>> {
    let at = |c: &geo::Coord<f64>| geo::Coord { x: rounded(c.x, DECIMALS), y: rounded(c.y, DECIMALS) };
    let mut places: Vec<geo::Coord<f64>> = ring.0.iter().map(at).collect();
    places.dedup();
    let area: f64 = places.windows(2).map(|p| p[0].x * p[1].y - p[1].x * p[0].y).sum();
    (places.len() >= 4 && area != 0.0).then_some(LineString(places))
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
        assert_eq!(shape.0.len(), 1);
        assert_eq!(shape.0[0].exterior().0.first(), shape.0[0].exterior().0.last());
    }

    #[test]
    fn coordinates_have_six_decimals_and_no_minus_zero() {
        assert_eq!(rounded(-4.123456789, DECIMALS), -4.123457);
        assert!(rounded(-0.0000001, DECIMALS).is_sign_positive());
    }

    #[test]
    fn fields_of_any_name_stay_apart() {
        let names = ["id", "ID", "Geom", "id_2", "fid"];
        let fields = names.map(|name| Field::new(name, "", Column::counts([1]))).to_vec();
        let layer = Layer { fields, ..Layer::default() }.with_distinct_fields();
        let found: Vec<&str> = layer.fields.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(found, ["id", "ID_2", "Geom_2", "id_2_2", "fid_2"]);
    }
}
