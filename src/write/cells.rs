//! Hexagons and contours of heat maps as layers.

use geo::MultiPolygon;

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded, rounded_shape};
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::measure::heat::{Hexagon, Isoband};

/// What densities are in.
fn unit(years: Option<f64>) -> &'static str {
    if years.is_some() { "incidents per 1,000 km² per year" } else { "incidents per 1,000 km²" }
}

/// Hexagons with `h3` (where they have an index), `count`, `area_km2`, `density` (incidents per 1,000 km², and per year if they stand for years) and `class`, from 1.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a hexagon without area.
pub fn hexagons(hexagons: &[Hexagon], years: Option<f64>, classes: &Classes, origin: &Origin) -> Result<Layer> {
    let mut fields = Vec::new();
    if hexagons.iter().any(|h| h.h3.is_some()) {
        let indices = hexagons.iter().map(|h| h.h3.clone()).collect();
        fields.push(Field::new("h3", "index of the cell in H3", Column::Text(indices)));
    }
    let counts = hexagons.iter().map(|h| i64::try_from(h.count).ok()).collect();
    fields.push(Field::new("count", "incidents in it", Column::Integer(counts)));
    let real =
        |of: &dyn Fn(&Hexagon) -> f64| Column::Real(hexagons.iter().map(|h| Some(rounded(of(h), DECIMALS))).collect());
    fields.push(Field::new("area_km2", "area on the ground", real(&|h| h.km2)).unit("km²"));
    fields.push(Field::new("density", "incidents by area", real(&|h| h.density(years))).unit(unit(years)));
    let class = |h: &Hexagon| classes.class_of(h.density(years)).map(|class| class as i64 + 1);
    fields.push(Field::new(
        "class",
        "class of the density from 1",
        Column::Integer(hexagons.iter().map(class).collect()),
    ));
    let shapes: Vec<_> = hexagons.iter().map(|h| rounded_shape(&MultiPolygon(vec![h.shape.clone()]))).collect();
    if shapes.iter().any(|shape| shape.0.is_empty()) {
        return Err(Error::data("a hexagon has no area at six decimals of a degree")
            .hint("make the hexagons larger: --hexbin 1km, or --h3 12 and less"));
    }
    Ok(Layer {
        name: "hexagons".into(),
        title: "Incidents by hexagon".into(),
        description: "Hexagons that hold incidents, with their number and density.".into(),
        fields,
        shapes: Shapes::Polygons(shapes),
        styles: Vec::new(),
        origin: origin.clone(),
    })
}

/// Contours with `class` from 1, `lower` and `upper` (null for the highest), `density` (the lower one) and `count`, the incidents that the surface lays into the band.
/// A band without area at six decimals of a degree is left out.
pub fn contours(bands: &[Isoband], years: Option<f64>, origin: &Origin) -> Layer {
    let shaped = bands.iter().enumerate().map(|(i, band)| (i, band, rounded_shape(&band.shape)));
    let kept: Vec<_> = shaped.filter(|(_, _, shape)| !shape.0.is_empty()).collect();
    let real = |of: &dyn Fn(&Isoband) -> Option<f64>| Column::Real(kept.iter().map(|(_, band, _)| of(band)).collect());
    let classes = Column::counts(kept.iter().map(|(i, ..)| *i as i64 + 1));
    let unit = unit(years);
    Layer {
        name: "contours".into(),
        title: "Density of incidents".into(),
        description: "Bands between densities of incidents, one inside the other.".into(),
        fields: vec![
            Field::new("class", "number of the band from 1, the lowest", classes),
            Field::new("lower", "lowest density of the band", real(&|b| Some(b.lower))).unit(unit),
            Field::new("upper", "density where the next band begins", real(&|b| b.upper)).unit(unit),
            Field::new("density", "lowest density of the band", real(&|b| Some(b.lower))).unit(unit),
            Field::new("count", "incidents that the surface lays into it", real(&|b| Some(rounded(b.count, 10.0)))),
        ],
        shapes: Shapes::Polygons(kept.iter().map(|(.., shape)| shape.clone()).collect()),
        styles: Vec::new(),
        origin: origin.clone(),
    }
}
