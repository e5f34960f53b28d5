//! Incidents by hexagon, classed as `cercle heat --hexbin` does.

use super::land::Relief;
use crate::classify::{Classes, Method};
use crate::color::Color;
use crate::error::Result;
use crate::incident::Batch;
use crate::measure::heat::hexbin;
use crate::projection::Cylindrical;
use crate::tile::content::Content;
use crate::tile::pyramid::lonlat;

/// Fewest hexagons for five classes.
const MANY: usize = 10;

/// Hexagons with their colours.
pub(super) struct Hexagons {
    pub relief: Relief,
    pub classes: Classes,
    pub colors: Vec<Color>,
    /// How many hexagons each class has.
    pub counts: Vec<u32>,
}

impl Hexagons {
    /// Hexagons so many kilometres from side to side.
    ///
    /// # Errors
    /// As `hexbin` and `Method::classes`.
    pub fn new(content: &Content, km: f64) -> Result<Hexagons> {
        let mut batch = Batch::default();
        for place in content.places.all() {
            batch.push(lonlat(place.xy().map(|v| (f64::from(v) + 0.5) / 2f64.powi(32))));
        }
        let hexagons = hexbin(&batch, Cylindrical::equal_area(content.boundaries.degrees()), km)?;
        let years = content.period.map(|p| p.len());
        let densities: Vec<f64> = hexagons.iter().map(|h| h.density(years)).collect();
        let classes = Method::OneTwoFive.classes(&densities, if densities.len() < MANY { 3 } else { 5 })?;
        let colors = content.palette.take(classes.len());
        let ring = |(hexagon, density): (&crate::measure::heat::Hexagon, &f64)| {
            let class = classes.class_of(*density).unwrap_or(0).min(colors.len() - 1);
            (hexagon.shape.exterior().0.iter().map(|c| [c.x, c.y]).collect(), class as u8)
        };
        let rings: Vec<(Vec<[f64; 2]>, u8)> = hexagons.iter().zip(&densities).map(ring).collect();
        // a hexagon's width as a part of the world's, near enough for the width of its lines
        let width = km / 40_075.0 / content.boundaries.degrees().center()[1].to_radians().cos();
        let mut counts = vec![0; classes.len()];
        rings.iter().for_each(|(_, class)| counts[usize::from(*class)] += 1);
        Ok(Hexagons { relief: Relief::of_rings(&rings, colors.len(), width), classes, colors, counts })
    }
}
