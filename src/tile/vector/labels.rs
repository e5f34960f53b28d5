//! Where the names of districts stand: a point of each at every zoom, even where its polygon is too small to be drawn.

use rayon::prelude::*;

use super::incidents::part;
use super::mend::Spot;
use super::outlines::Outlines;
use super::pole::pole;
use crate::boundary::Boundaries;
use crate::tile::pyramid::Tile;

/// The place of a district's name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Label {
    district: usize,
    /// Column and row of the world, in parts of 2⁻³² of its side.
    at: [u32; 2],
}

/// The pole of inaccessibility of each district.
pub fn labels(boundaries: &Boundaries, outlines: &Outlines) -> Vec<Label> {
    let label = |district: usize| {
        let bounds = outlines.bounds(district);
        // bends far smaller than the district do not move the pole
        let rings = outlines.rings(district, bounds.width().max(bounds.height()) / 300.0);
        let at = pole(&rings).unwrap_or(bounds.center());
        Label { district, at: at.map(|v| (v.clamp(0.0, 1.0) * 4_294_967_296.0) as u32) }
    };
    (0..boundaries.districts.len()).into_par_iter().map(label).collect()
}

/// The labels of a tile, with their places in it.
pub fn of(labels: &[Label], tile: Tile) -> Vec<(usize, Spot)> {
    let on = |label: &&Label| label.at.map(|v| (u64::from(v) >> (32 - u32::from(tile.z))) as u32) == [tile.x, tile.y];
    labels.iter().filter(on).map(|l| (l.district, l.at.map(|v| part(u64::from(v), tile.z)))).collect()
}
