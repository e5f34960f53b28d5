//! Layers that we write are what we read of them.

use bytes::Bytes;
use cercle::ledger::{Account, Ledger};
use cercle::read::{self, BoundaryColumns, IncidentOptions, Input};
use cercle::write::{Column, Field, Layer, LayerFormat, Shapes};
use geo::{LineString, MultiPolygon, Polygon};

/// Squares with or without a hole, one beside the other, and the texts that they have.
struct Made {
    ids: Vec<String>,
    names: Vec<String>,
    shapes: Vec<MultiPolygon<f64>>,
    places: Vec<[f64; 2]>,
}

/// Lines of the text are names; bits say which squares have a hole or a second part.
fn made(bytes: &[u8]) -> Option<Made> {
    let (&bits, text) = bytes.split_first()?;
    // what XML and CSV cannot hold is not theirs to bring back
    let text = std::str::from_utf8(text).ok().filter(|text| !text.contains(|c: char| c != '\n' && c.is_control()))?;
    let names: Vec<String> = text.split('\n').take(5).map(str::to_string).collect();
    let ids = names.iter().enumerate().map(|(i, name)| format!("{i}{name}")).collect();
    let ring = |x: f64, y: f64, side: f64, hole: bool| {
        let mut corners = vec![(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)];
        if hole {
            corners.reverse();
        }
        LineString::from(corners)
    };
    let shape = |i: usize| {
        let x = i as f64;
        let holes = if bits >> (i % 4) & 1 == 1 { vec![ring(x + 0.25, 10.25, 0.5, true)] } else { Vec::new() };
        let second = (bits >> (4 + i % 4) & 1 == 1).then(|| Polygon::new(ring(x, 12.125, 0.5, false), Vec::new()));
        MultiPolygon(std::iter::once(Polygon::new(ring(x, 10.0, 1.0, false), holes)).chain(second).collect())
    };
    let places = (0..names.len()).map(|i| [i as f64 + 0.1, 10.0 + f64::from(bits) / 1000.0]).collect();
    Some(Made { ids, shapes: (0..names.len()).map(shape).collect(), names, places })
}

fn layer(made: &Made, shapes: Shapes) -> Layer {
    let texts = |values: &[String]| Column::Text(values.iter().map(|v| Some(v.clone())).collect());
    let fields = vec![Field::new("id", "identifier", texts(&made.ids)), Field::new("name", "name", texts(&made.names))];
    Layer { name: "layer".into(), fields, shapes, ..Layer::default() }
}

fn written(format: LayerFormat, layer: &Layer) -> Input {
    let bytes = format.file(std::slice::from_ref(layer), &Account::default()).expect("any text can be written");
    Input::Bytes { name: format!("layer.{}", format.word()), bytes: Bytes::from(bytes) }
}

/// What a text may become on the way: blanks around it are no part of a value.
fn plain(text: &str) -> String {
    text.trim().to_string()
}

/// Districts and incidents come back with their texts and places.
pub fn round_trip(bytes: &[u8]) {
    let Some(made) = made(bytes) else { return };
    let districts = layer(&made, Shapes::Polygons(made.shapes.clone()));
    for format in [LayerFormat::GeoJson, LayerFormat::GeoPackage, LayerFormat::FlatGeobuf] {
        let set = read::boundaries(&written(format, &districts), &BoundaryColumns::default()).expect("our own file");
        let mut found: Vec<_> = set.districts.into_iter().map(|d| (d.id, d.name, d.shape)).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(found.len(), made.ids.len());
        for (i, (id, name, shape)) in found.iter().enumerate() {
            assert_eq!((plain(id), plain(name)), (plain(&made.ids[i]), plain(&made.names[i])), "{}", format.word());
            assert_eq!(shape, &made.shapes[i], "{}", format.word());
        }
    }
    let points = layer(&made, Shapes::Points(made.places.iter().copied().map(Some).collect()));
    for format in LayerFormat::ALL {
        let mut ledger = Ledger::default();
        let input = written(format, &points);
        let found = read::incidents(&[input], &IncidentOptions::default(), &mut ledger).expect("our own file");
        let mut found: Vec<_> = found.id.iter().cloned().zip(found.location).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        assert_eq!(found.len(), made.ids.len(), "{}: {ledger:?}", format.word());
        for (i, (id, place)) in found.iter().enumerate() {
            let place = place.map(|p| [p.lon, p.lat].map(|v| (v * 1e6).round()));
            assert_eq!(plain(id), plain(&made.ids[i]), "{}", format.word());
            assert_eq!(place, Some(made.places[i].map(|v| (v * 1e6).round())), "{}", format.word());
        }
    }
}
