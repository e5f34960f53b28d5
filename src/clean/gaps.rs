//! Land that districts surround and none of them covers.

use geo::{Coord, MultiPolygon, Polygon};
use rustc_hash::FxHashMap;

use super::assemble::{area, around, chains};
use super::net::join_ends;
use crate::boundary::{Boundaries, District};
use crate::error::Result;
use crate::overlay::overlay;
use crate::projection::Projection;
use crate::topology::Topology;
use crate::unit::LonLat;

/// A gap between districts: a lake, a hole, or a sliver where neighbours were drawn apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// A place on its border.
    pub place: LonLat,
    /// Its area in km².
    pub km2: f64,
    /// Its width in metres, were it a strip of that area and length.
    pub width: f64,
    /// Identifiers of the districts around it, in file order.
    pub around: Vec<String>,
}

/// The gaps that districts surround, largest first. What opens to the outside is not one.
///
/// # Errors
/// As `overlay::overlay`.
pub fn gaps(set: &Boundaries) -> Result<Vec<Gap>> {
    let (edges, owner) = edges(set);
    let rings: Vec<Vec<[f64; 2]>> = chains(&edges, false).into_iter().filter(|ring| area(ring) < 0.0).collect();
    // Where borders cross, such a ring may go round districts: what counts is what none of them covers.
    let candidates = Boundaries {
        districts: rings.iter().enumerate().map(|(i, ring)| surrounded(i, ring)).collect(),
        file: set.file.clone(),
        ..Boundaries::default()
    };
    let laid = overlay(&candidates, set)?;
    let projection = Projection::for_extent(set.degrees());
    let gap = |(ring, &km2): (&Vec<[f64; 2]>, &f64)| {
        let plane: Vec<[f64; 2]> = ring.iter().map(|&[lon, lat]| projection.forward(LonLat { lon, lat })).collect();
        let length: f64 = around(&plane).map(|[a, b]| (b[0] - a[0]).hypot(b[1] - a[1])).sum();
        let mut districts: Vec<usize> = around(ring).filter_map(|e| owner.get(&bits(e)).copied()).collect();
        districts.sort_unstable();
        districts.dedup();
        Gap {
            place: LonLat { lon: ring[0][0], lat: ring[0][1] },
            km2,
            width: 2e6 * km2 / length,
            around: districts.into_iter().map(|d| set.districts[d].id.clone()).collect(),
        }
    };
    let mut found: Vec<Gap> = rings.iter().zip(&laid.bare[0]).filter(|(_, km2)| **km2 > 0.0).map(gap).collect();
    found.sort_by(|a, b| b.km2.total_cmp(&a.km2));
    Ok(found)
}

/// An edge by the bits of its ends.
type Bits = [[u64; 2]; 2];

fn bits([a, b]: [[f64; 2]; 2]) -> Bits {
    [a.map(f64::to_bits), b.map(f64::to_bits)]
}

/// Every edge with its district on the left, and whose it is.
fn edges(set: &Boundaries) -> (Vec<[[f64; 2]; 2]>, FxHashMap<Bits, usize>) {
    let mut topology = Topology::of_clean(set);
    join_ends(&mut topology);
    let (mut edges, mut owner) = (Vec::new(), FxHashMap::default());
    for (district, rings) in topology.rings.iter().enumerate() {
        for edge in rings.iter().flat_map(|ring| around(&topology.ring(ring)).collect::<Vec<_>>()) {
            edges.push(edge);
            owner.insert(bits(edge), district);
        }
    }
    (edges, owner)
}

/// What a clockwise ring surrounds.
fn surrounded(number: usize, ring: &[[f64; 2]]) -> District {
    let shape = MultiPolygon(vec![Polygon::new(ring.iter().rev().map(|&[x, y]| Coord { x, y }).collect(), Vec::new())]);
    let id = format!("gap {}", number + 1);
    District { name: id.clone(), id, region_id: String::new(), region: String::new(), shape }
}
