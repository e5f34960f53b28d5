//! Land that districts surround and none of them covers.

use rustc_hash::FxHashMap;

use super::assemble::{area, around, chains};
use super::net::join_ends;
use crate::boundary::Boundaries;
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
pub fn gaps(set: &Boundaries) -> Vec<Gap> {
    let projection = Projection::for_extent(set.degrees());
    let mut topology = Topology::of_clean(set);
    join_ends(&mut topology);
    let (mut edges, mut owner) = (Vec::new(), FxHashMap::default());
    let bits = |p: [f64; 2]| p.map(f64::to_bits);
    for (district, rings) in topology.rings.iter().enumerate() {
        for ring in rings {
            for [a, b] in around(&topology.ring(ring)) {
                edges.push([a, b]);
                owner.insert([bits(a), bits(b)], district);
            }
        }
    }
    let mut found: Vec<Gap> = Vec::new();
    for ring in chains(&edges) {
        let plane: Vec<[f64; 2]> = ring.iter().map(|&[lon, lat]| projection.forward(LonLat { lon, lat })).collect();
        let m2 = -area(&plane) / 2.0;
        let length: f64 = around(&plane).map(|[a, b]| (b[0] - a[0]).hypot(b[1] - a[1])).sum();
        // Less than a centimetre wide is a border with different vertices on its two sides.
        if m2 <= 0.0 || 2.0 * m2 / length < 0.01 {
            continue;
        }
        let mut districts: Vec<usize> =
            around(&ring).filter_map(|[a, b]| owner.get(&[bits(a), bits(b)]).copied()).collect();
        districts.sort_unstable();
        districts.dedup();
        found.push(Gap {
            place: LonLat { lon: ring[0][0], lat: ring[0][1] },
            km2: m2 / 1e6,
            width: 2.0 * m2 / length,
            around: districts.into_iter().map(|d| set.districts[d].id.clone()).collect(),
        });
    }
    found.sort_by(|a, b| b.km2.total_cmp(&a.km2));
    found
}
