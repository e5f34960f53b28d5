//! Heat as shapes: hexagons, cells of H3 and contours, as a layer.

use super::Made;
use crate::classify::{Method, Ramp, Scaling};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::measure::Period;
use crate::measure::heat::{Grid, Hexagon, h3_cells, hexbin, isobands};
use crate::projection::Cylindrical;
use crate::unit::LonLat;
use crate::write::{self, Layer, Origin};

/// Which shapes are asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shapes {
    /// Hexagons so many kilometres wide.
    Hexbin(f64),
    /// Cells of H3.
    H3(u8),
    /// Contours between at most so many values.
    Contours(usize),
}

/// Where a layer is from: the incident files, and the years that it stands for.
fn origin(source: &str, years: Option<Period>) -> Origin {
    Origin { source: source.to_string(), year: years.map(|p| p.last), ..Origin::default() }
}

/// Hexagons of incidents as a layer; none for contours, which need a surface.
pub fn hexagons(
    shapes: Shapes,
    source: &str,
    batch: &Batch,
    grid: &Grid,
    years: Option<Period>,
) -> Result<Option<Layer>> {
    let on_grid = on(grid, batch);
    let hexagons: Vec<Hexagon> = match shapes {
        Shapes::Hexbin(km) => hexbin(&on_grid, Cylindrical::equal_area(grid.degrees()), km)?,
        Shapes::H3(resolution) => h3_cells(&on_grid, resolution)?,
        Shapes::Contours(_) => return Ok(None),
    };
    let origin = origin(source, years);
    let years = years.map(Period::len);
    let densities: Vec<f64> = hexagons.iter().map(|h| h.density(years)).collect();
    let classes = Method::OneTwoFive.classes(&densities, if densities.len() < 10 { 3 } else { 5 })?;
    write::hexagons(&hexagons, years, &classes, &origin).map(Some)
}

/// The incidents on a grid.
fn on(grid: &Grid, batch: &Batch) -> Batch {
    let mut inside = Batch::default();
    let places = batch.lon.iter().zip(&batch.lat).filter(|(lon, lat)| grid.at(**lon, **lat).is_some());
    places.for_each(|(&lon, &lat)| inside.push(LonLat { lon, lat }));
    inside
}

/// Contours of a surface as a layer, at round values.
pub fn contours(made: &Made, source: &str, most: usize) -> Result<Layer> {
    let ramp = Ramp::new(Scaling::Sqrt, &made.surface.values, false);
    let levels: Vec<f64> = ramp.ticks(most + 1).into_iter().filter(|level| *level > 0.0).collect();
    if levels.is_empty() {
        return Err(Error::data("the surface is zero everywhere: it has no contours")
            .hint("check --years, --only and --bounds"));
    }
    let years = made.years.map(Period::len);
    Ok(write::contours(&isobands(&made.surface, &levels, years)?, years, &origin(source, made.years)))
}
