//! Contours of a surface as polygons between two values.

use contour::ContourBuilder;
use geo::orient::Direction;
use geo::{MapCoords, MultiPolygon, Orient};

use super::Surface;
use crate::error::{Error, Result};

/// What lies between two values of a surface.
#[derive(Debug, Clone, PartialEq)]
pub struct Isoband {
    /// The lower value, which belongs to it.
    pub lower: f64,
    /// The upper value, which does not; `None` for the highest band.
    pub upper: Option<f64>,
    /// Degrees; outer rings counter-clockwise, holes clockwise.
    pub shape: MultiPolygon<f64>,
    /// Incidents that the surface lays into the band: the sum of densities times areas.
    pub count: f64,
}

/// The bands above each of some ascending levels, by marching squares between the middles of cells. Cells that are not covered count as nothing, so
/// that bands end at the border as the cells do.
///
/// # Errors
/// `Kind::Internal` if the contours cannot be followed.
pub fn isobands(surface: &Surface, levels: &[f64], years: Option<f64>) -> Result<Vec<Isoband>> {
    let grid = &surface.grid;
    if levels.is_empty() {
        return Ok(Vec::new());
    }
    let values: Vec<f64> = surface.values.iter().map(|v| if v.is_nan() { 0.0 } else { f64::from(*v) }).collect();
    let mut bounds = levels.to_vec();
    bounds.push(f64::from(surface.highest()).max(levels[levels.len() - 1]) * 2.0);
    let bands = ContourBuilder::new(grid.columns, grid.rows, true)
        .isobands(&values, &bounds)
        .map_err(|e| Error::internal(format!("the contours cannot be followed: {e}")))?;
    let count = |lower: f64, upper: Option<f64>| -> f64 {
        let inside = |v: &&f64| **v >= lower && upper.is_none_or(|upper| **v < upper);
        let row = |(row, values): (usize, &[f64])| {
            values.iter().filter(inside).sum::<f64>() * grid.cell_km2(row) * years.unwrap_or(1.0) / 1000.0
        };
        values.chunks(grid.columns).enumerate().map(row).sum()
    };
    let band = |(i, band): (usize, &contour::Band)| {
        let upper = levels.get(i + 1).copied();
        let placed = band.geometry().map_coords(|c| {
            let [x, y] = grid.place([c.x, c.y]);
            geo::Coord { x, y }
        });
        Isoband { lower: levels[i], upper, shape: placed.orient(Direction::Default), count: count(levels[i], upper) }
    };
    Ok(bands.iter().enumerate().map(band).collect())
}
