//! Borders of all districts on the square of the world, at the detail of each zoom.

use rayon::prelude::*;

use super::clip;
use crate::boundary::Boundaries;
use crate::tile::pyramid::{Block, world};
use crate::topology::{Ring, Topology, effective_areas};
use crate::unit::Rect;

/// Parts of the side of a tile.
pub const EXTENT: i32 = 4096;
/// What is drawn beyond the sides of a tile, in its parts: 8 pixels of a tile of 512, so that no line ends on the map.
pub const BUFFER: i32 = 64;
/// The side of the square whose area a bend must have to stay, in parts of a tile.
const TOLERANCE: f64 = 0.5;

/// What a border parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Two districts of one region.
    District,
    /// Two regions.
    Region,
    /// The country from what is around it.
    Country,
}

impl Level {
    /// Every level, lowest first.
    pub const ALL: [Level; 3] = [Level::District, Level::Region, Level::Country];

    /// The word in the tiles.
    pub fn word(self) -> &'static str {
        match self {
            Level::District => "district",
            Level::Region => "region",
            Level::Country => "country",
        }
    }
}

/// A stretch of border, once for the districts on both sides.
#[derive(Debug)]
struct Stretch {
    points: Vec<[f64; 2]>,
    /// The tolerance, in sides of the world, at which each vertex goes.
    weights: Vec<f64>,
    bounds: Rect,
    level: Level,
}

/// The borders of all districts.
#[derive(Debug)]
pub struct Outlines {
    stretches: Vec<Stretch>,
    rings: Vec<Vec<Ring>>,
    /// Bounds of each district on the square of the world.
    bounds: Vec<Rect>,
}

/// Rings and lines near a block of tiles, in parts of a tile from the block's north-western corner.
#[derive(Debug, Default)]
pub struct Near {
    /// Districts with their rings, in the order of the file.
    pub districts: Vec<(usize, Vec<Vec<[f64; 2]>>)>,
    /// Lines with their level.
    pub lines: Vec<(Level, Vec<[f64; 2]>)>,
}

impl Outlines {
    /// Borders of districts whose rings are oriented.
    pub fn new(boundaries: &Boundaries) -> Outlines {
        let topology = Topology::new(boundaries).mapped(|[lon, lat]| world(lon, lat));
        let region = |d: usize| boundaries.districts[d].region_id.as_str();
        let level = |arc: &crate::topology::Arc| match (arc.left, arc.right) {
            (Some(a), Some(b)) if region(a) == region(b) => Level::District,
            (Some(_), Some(_)) => Level::Region,
            _ => Level::Country,
        };
        let stretch = |arc: &crate::topology::Arc| Stretch {
            weights: effective_areas(&arc.points).into_iter().map(f64::sqrt).collect(),
            bounds: clip::bounds(&arc.points),
            level: level(arc),
            points: arc.points.clone(),
        };
        let stretches: Vec<Stretch> = topology.arcs.par_iter().map(stretch).collect();
        let around = |rings: &Vec<Ring>| {
            let arcs = rings.iter().flatten().map(|(arc, _)| &stretches[*arc].bounds);
            arcs.fold(Rect::EMPTY, |all, b| all.joined(b))
        };
        Outlines { bounds: topology.rings.iter().map(around).collect(), rings: topology.rings, stretches }
    }

    /// Bounds of a district on the square of the world.
    pub fn bounds(&self, district: usize) -> Rect {
        self.bounds[district]
    }

    /// The rings of a district on the square of the world, not closed, without the bends that are smaller than the tolerance.
    pub fn rings(&self, district: usize, tolerance: f64) -> Vec<Vec<[f64; 2]>> {
        let ring = |ring: &Ring| {
            let mut points = Vec::new();
            ring.iter().for_each(|&(arc, backward)| self.extend(&mut points, (arc, backward), tolerance, |p| p));
            points
        };
        self.rings[district].iter().map(ring).collect()
    }

    /// Adds the points of a stretch but the last, where the next one begins; those that fall together are one.
    fn extend(
        &self,
        to: &mut Vec<[f64; 2]>,
        (arc, backward): (usize, bool),
        tolerance: f64,
        moved: impl Fn([f64; 2]) -> [f64; 2],
    ) {
        let Stretch { points, weights, .. } = &self.stretches[arc];
        let mut push = |i: usize| {
            if weights[i] >= tolerance {
                let p = moved(points[i]);
                if to.last() != Some(&p) {
                    to.push(p);
                }
            }
        };
        if backward { (1..points.len()).rev().for_each(&mut push) } else { (0..points.len() - 1).for_each(push) }
    }

    /// What lies near a block of tiles, rounded to the grid of its zoom: the same for both neighbours of a border and in all
    /// tiles.
    pub fn near(&self, block: &Block) -> Near {
        let parts = f64::from(EXTENT) * f64::from(1u32 << block.z);
        let tolerance = TOLERANCE / parts;
        let origin = [block.x.start, block.y.start].map(|v| f64::from(v) * f64::from(EXTENT));
        let moved = |p: [f64; 2]| [(p[0] * parts).round() - origin[0], (p[1] * parts).round() - origin[1]];
        let side = |of: &std::ops::Range<u32>| (of.end - of.start) as f64 * f64::from(EXTENT);
        // a part more than the buffer: what is cut here is cut again for each tile
        let rect = Rect { x0: 0.0, y0: 0.0, x1: side(&block.x), y1: side(&block.y) }.grown(f64::from(BUFFER) + 1.0);
        let on_world = Rect {
            x0: (rect.x0 + origin[0] - 1.0) / parts,
            y0: (rect.y0 + origin[1] - 1.0) / parts,
            x1: (rect.x1 + origin[0] + 1.0) / parts,
            y1: (rect.y1 + origin[1] + 1.0) / parts,
        };
        let mut near = Near::default();
        let mut points = Vec::new();
        for (district, rings) in self.rings.iter().enumerate() {
            if !clip::meets(&self.bounds[district], &on_world) {
                continue;
            }
            let mut cut = Vec::new();
            for ring in rings {
                points.clear();
                ring.iter().for_each(|&stretch| self.extend(&mut points, stretch, tolerance, moved));
                cut.extend(Some(clip::ring(&points, &rect)).filter(|ring| ring.len() > 2));
            }
            if !cut.is_empty() {
                near.districts.push((district, cut));
            }
        }
        for (arc, stretch) in self.stretches.iter().enumerate() {
            if clip::meets(&stretch.bounds, &on_world) {
                points.clear();
                self.extend(&mut points, (arc, false), tolerance, moved);
                points.extend(stretch.points.last().map(|p| moved(*p)));
                near.lines.extend(clip::line(&points, &rect).into_iter().map(|line| (stretch.level, line)));
            }
        }
        near
    }
}

impl Near {
    /// What of it lies in a rectangle.
    pub fn cut(&self, rect: &Rect) -> Near {
        let mut cut = Near::default();
        for (district, rings) in &self.districts {
            let rings: Vec<_> = rings.iter().map(|r| clip::ring(r, rect)).filter(|r| r.len() > 2).collect();
            if !rings.is_empty() {
                cut.districts.push((*district, rings));
            }
        }
        let lines = self.lines.iter();
        cut.lines = lines.flat_map(|(level, l)| clip::line(l, rect).into_iter().map(|line| (*level, line))).collect();
        cut
    }
}
