//! Boundary files made fit for maps without tearing neighbours apart: every stretch of border is generalised and rounded once.
//!
//! Steps: choose districts; close gaps; cut their borders into arcs; leave out vertices; round; merge to regions; build the shapes again.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::clean::{Ask, clean};
//!
//! let square = |id: &str, west: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: "R".into(),
//!     region: "Region".into(),
//!     shape: geo::Rect::new((west, 12.0), (west + 1.0, 13.0)).to_polygon().into(),
//! };
//! let set = Boundaries { districts: vec![square("A", -4.0), square("B", -3.0)], ..Boundaries::default() };
//! let regions = clean(&set, &Ask { simplify: None, decimals: 4, dissolve: true, close: None })?;
//! assert_eq!(regions.boundaries.districts.len(), 1); // both are of one region
//! assert!((regions.before_km2[0] - regions.after_km2[0]).abs() < 1e-6 * regions.after_km2[0]);
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod assemble;
mod gaps;
mod net;
mod round;
mod snap;
mod thin;

use crate::boundary::{Boundaries, District};
use crate::error::{Error, Result, nearest};
use crate::measure::areas_km2;
use crate::projection::Projection;
use crate::topology::{Ring, Topology};
use crate::unit::LonLat;

pub use gaps::{Gap, gaps};

/// What is to be done to a boundary file.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Side in metres of the square whose area a bend must have to stay; `None` keeps every vertex.
    pub simplify: Option<f64>,
    /// Decimals of a degree, 1 to 6.
    pub decimals: u32,
    /// Merge the districts of each region.
    pub dissolve: bool,
    /// Width in metres below which gaps and overlaps between neighbours are closed; `None` leaves them.
    pub close: Option<f64>,
}

/// A cleaned set and what was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Cleaned {
    /// The districts, or the regions if they were merged.
    pub boundaries: Boundaries,
    /// Area of each in km² before: of a region, that of its districts together.
    pub before_km2: Vec<f64>,
    /// Area of each in km² afterwards.
    pub after_km2: Vec<f64>,
    /// Vertices of all borders before and afterwards, each counted once.
    pub vertices: [usize; 2],
    /// What could not be mended, one sentence each.
    pub notes: Vec<String>,
}

/// Cleans a set of districts.
///
/// # Errors
/// `Kind::Data` if regions are asked for and a district names none, if a district is too small for the decimals, or if
/// rounding would make borders cross that cannot be mended by leaving out vertices.
pub fn clean(set: &Boundaries, ask: &Ask) -> Result<Cleaned> {
    let before_each = areas_km2(set);
    let closed = ask.close.map(|reach| snap::close(set, reach)).transpose()?;
    let set = closed.as_ref().unwrap_or(set);
    let degrees = set.degrees();
    let projection = Projection::for_extent(degrees);
    let forward = |[lon, lat]: [f64; 2]| projection.forward(LonLat { lon, lat });
    let mut topology = Topology::of_clean(set);
    net::join_ends(&mut topology);
    let mut notes = Vec::new();
    let vertices = |topology: &Topology| topology.arcs.iter().map(|a| a.points.len() - 1).sum();
    let before = vertices(&topology);
    let crossed = net::crossings(&topology).map_err(|e| e.within(&set.file))?;
    if !crossed.is_empty() {
        notes.push(format!(
            "borders cross or touch without a common vertex at {} pairs of lines; there neighbours share no vertices, and each \
             is generalised on its own",
            crossed.len()
        ));
    }
    if let Some(side) = ask.simplify {
        thin::thin(&mut topology, side * side, forward);
    }
    round::round(&mut topology, ask.decimals, &crossed).map_err(|e| e.within(&set.file))?;
    let after = vertices(&topology);
    let groups = if ask.dissolve { regions(set)? } else { (0..set.districts.len()).map(|d| vec![d]).collect() };
    let mut districts = Vec::with_capacity(groups.len());
    for group in &groups {
        let rings: Vec<&Ring> = group.iter().flat_map(|&d| &topology.rings[d]).collect();
        let (shape, lost) = assemble::shape(&topology, &rings);
        let of = named(&set.districts[group[0]], ask.dissolve);
        if shape.0.is_empty() {
            return Err(Error::data(format!(
                "{}, {}: nothing is left of it at {} decimals",
                set.file, of.id, ask.decimals
            ))
            .hint("keep more decimals"));
        }
        if lost > 0 {
            notes.push(format!("{}: {lost} rings are smaller than the last decimal and are gone", of.id));
        }
        districts.push(District { shape, ..of });
    }
    let boundaries = Boundaries { districts, file: set.file.clone(), vintage: set.vintage.clone(), notes: Vec::new() };
    let before_km2 = groups.iter().map(|group| group.iter().map(|&d| before_each[d]).sum()).collect();
    Ok(Cleaned { after_km2: areas_km2(&boundaries), boundaries, before_km2, vertices: [before, after], notes })
}

/// The districts that a selection names: pairs of `id`, `name` or `region` (its identifier or name) and a value. All of them
/// without any.
///
/// # Errors
/// `Kind::Usage` for another field, or a value that no district has.
pub fn keep(mut set: Boundaries, wanted: &[(String, String)]) -> Result<Boundaries> {
    if wanted.is_empty() {
        return Ok(set);
    }
    let fits = |d: &District, field: &str, value: &str| match field {
        "id" => d.id == value,
        "name" => d.name == value,
        _ => d.region_id == value || d.region == value,
    };
    for (field, value) in wanted {
        if !["id", "name", "region"].contains(&field.as_str()) {
            return Err(Error::usage(format!("--keep {field}={value}: a district has no '{field}'"))
                .hint("known are id, name and region"));
        }
        if !set.districts.iter().any(|d| fits(d, field, value)) {
            let texts = set.districts.iter().flat_map(|d| match field.as_str() {
                "id" => [&d.id, &d.id],
                "name" => [&d.name, &d.name],
                _ => [&d.region_id, &d.region],
            });
            let like = nearest(value, texts.map(String::as_str));
            let error = Error::usage(format!("--keep {field}={value}: no district of {} has it", set.file));
            return Err(match like {
                Some(like) => error.hint(format!("did you mean '{like}'?")),
                None => error.hint("cercle check --boundaries FILE names some"),
            });
        }
    }
    set.districts.retain(|d| wanted.iter().any(|(field, value)| fits(d, field, value)));
    Ok(set)
}

/// Identifier and names of a district or of its region, without a shape.
fn named(of: &District, region: bool) -> District {
    let shape = geo::MultiPolygon(Vec::new());
    if !region {
        return District { shape, ..of.clone() };
    }
    District {
        id: of.region_id.clone(),
        name: of.region.clone(),
        region_id: String::new(),
        region: String::new(),
        shape,
    }
}

/// The districts of each region.
fn regions(set: &Boundaries) -> Result<Vec<Vec<usize>>> {
    if let Some(none) = set.districts.iter().find(|d| d.region_id.is_empty()) {
        return Err(Error::data(format!("{}, {}: names no region to merge it into", set.file, none.id))
            .hint("name the field of the region's identifier with --region-id"));
    }
    Ok(set.regions().into_iter().map(|region| region.districts).collect())
}

#[cfg(test)]
#[path = "clean_tests.rs"]
mod tests;
