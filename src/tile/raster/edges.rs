//! The borders of a country in the square of the world: each stretch once, with what lies on its two sides.

use rayon::prelude::*;

use crate::boundary::{Boundaries, Region};
use crate::tile::pyramid::world;
use crate::topology::{Arc, Topology, effective_areas};

/// How important a border is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Between districts of one region.
    District,
    /// Between regions.
    Region,
    /// Around the country.
    Country,
}

/// A stretch of border.
pub(super) struct Edge {
    /// Vertices; both parts from 0 to 1, y downwards.
    pub points: Vec<[f64; 2]>,
    /// Areas from which on the vertices go.
    pub areas: Vec<f64>,
    /// The districts on its left and right as the map is seen, but none across a sliver of the file.
    pub districts: [Option<usize>; 2],
    /// What it parts.
    pub rank: Rank,
}

/// All borders.
pub(super) struct Edges {
    /// Each stretch once.
    pub all: Vec<Edge>,
    /// The regions.
    pub regions: Vec<Region>,
    /// Side of a square as large as half of the districts, and half of the regions, are at least.
    pub typical: [f64; 2],
}

impl Edges {
    /// The borders of districts.
    pub fn new(boundaries: &Boundaries) -> Edges {
        let topology = Topology::new(boundaries).mapped(|[lon, lat]| world(lon, lat));
        let mut districts: Vec<[Option<usize>; 2]> = vec![[None; 2]; topology.arcs.len()];
        for (district, rings) in topology.rings.iter().enumerate() {
            for &(arc, backward) in rings.iter().flatten() {
                districts[arc][usize::from(backward)] = Some(district);
            }
        }
        let regions = boundaries.regions();
        let region = |d: usize| regions.iter().position(|r| r.districts.contains(&d));
        let region_of: Vec<Option<usize>> = (0..boundaries.districts.len()).map(region).collect();
        let rank = |arc: &Arc| match (arc.left, arc.right) {
            (Some(a), Some(b)) if region_of[a] == region_of[b] => Rank::District,
            (Some(_), Some(_)) => Rank::Region,
            _ => Rank::Country,
        };
        let edge = |(arc, districts): (Arc, [Option<usize>; 2])| Edge {
            areas: effective_areas(&arc.points),
            rank: rank(&arc),
            points: arc.points,
            districts,
        };
        let mut areas = vec![0.0; boundaries.districts.len()];
        let all: Vec<Edge> = topology.arcs.into_par_iter().zip(districts).map(edge).collect();
        for edge in &all {
            let twice: f64 = edge.points.windows(2).map(|w| w[1][0] * w[0][1] - w[0][0] * w[1][1]).sum();
            for (district, sign) in edge.districts.iter().zip([0.5, -0.5]) {
                district.iter().for_each(|&d| areas[d] += sign * twice);
            }
        }
        let of_regions = regions.iter().map(|r| r.districts.iter().map(|&d| areas[d]).sum()).collect();
        Edges { typical: [median(areas), median(of_regions)], all, regions }
    }

    /// The edges around some districts, generalised to a part of their width.
    pub fn around(&self, members: &[usize], part: f64) -> Vec<Vec<[f64; 2]>> {
        let holds = |district: Option<usize>| district.is_some_and(|d| members.contains(&d));
        let edges: Vec<&Edge> = self.all.iter().filter(|e| holds(e.districts[0]) != holds(e.districts[1])).collect();
        let bounds = crate::unit::Rect::around(edges.iter().flat_map(|e| e.points.iter().copied()));
        let least = (bounds.width().max(bounds.height()) * part).powi(2);
        let kept = |e: &&Edge| e.points.iter().zip(&e.areas).filter(|(_, a)| **a >= least).map(|(p, _)| *p).collect();
        edges.iter().map(kept).collect()
    }
}

/// Side of a square of the middle area.
fn median(mut areas: Vec<f64>) -> f64 {
    areas.sort_by(f64::total_cmp);
    areas.get(areas.len() / 2).copied().unwrap_or(0.0).max(0.0).sqrt()
}
