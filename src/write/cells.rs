//! Hexagons and contours of heat maps as GeoJSON (RFC 7946).

use geo::MultiPolygon;
use geojson::JsonObject;

use super::geojson::{DECIMALS, bounds, feature, rounded, rounded_shape, serialise, shape_value};
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::measure::heat::{Hexagon, Isoband};

/// Hexagons with `h3` (where they have an index), `count`, `area_km2`, `density` (incidents per 1,000 km², and per year if they stand for years) and `class`, from 1.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a hexagon without area.
pub fn hexagons_geojson(hexagons: &[Hexagon], years: Option<f64>, classes: &Classes) -> Result<Vec<u8>> {
    let mut features = Vec::new();
    let shapes: Vec<MultiPolygon<f64>> = hexagons.iter().map(|h| MultiPolygon(vec![h.shape.clone()])).collect();
    for (hexagon, shape) in hexagons.iter().zip(&shapes) {
        let mut properties = JsonObject::new();
        if let Some(index) = &hexagon.h3 {
            properties.insert("h3".into(), index.clone().into());
        }
        let density = hexagon.density(years);
        properties.insert("count".into(), hexagon.count.into());
        properties.insert("area_km2".into(), rounded(hexagon.km2, DECIMALS).into());
        properties.insert("density".into(), rounded(density, DECIMALS).into());
        properties.insert("class".into(), classes.class_of(density).map(|class| class + 1).into());
        let rings = rounded_shape(shape);
        if rings.is_empty() {
            return Err(Error::data("a hexagon has no area at six decimals of a degree")
                .hint("make the hexagons larger: --hexbin 1km, or --h3 12 and less"));
        }
        features.push(feature(Some(shape_value(rings)), properties));
    }
    serialise(features, bounds(shapes.iter()))
}

/// Contours with `class` from 1, `lower` and `upper` (null for the highest), `density` (the lower one) and `count`, the incidents that the surface lays into the band.
///
/// # Errors
/// Never for bands that `isobands` made.
pub fn contours_geojson(bands: &[Isoband]) -> Result<Vec<u8>> {
    let mut features = Vec::new();
    for (i, band) in bands.iter().enumerate() {
        let mut properties = JsonObject::new();
        properties.insert("class".into(), (i + 1).into());
        properties.insert("lower".into(), band.lower.into());
        properties.insert("upper".into(), band.upper.into());
        properties.insert("density".into(), band.lower.into());
        properties.insert("count".into(), rounded(band.count, 10.0).into());
        let rings = rounded_shape(&band.shape);
        if !rings.is_empty() {
            features.push(feature(Some(shape_value(rings)), properties));
        }
    }
    serialise(features, bounds(bands.iter().map(|b| &b.shape)))
}
