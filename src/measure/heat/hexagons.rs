//! Incidents by hexagon: a plain lattice of equal areas, or the cells of H3.

use std::collections::HashMap;
use std::hash::Hash;

use geo::{LineString, Polygon};
use h3o::{CellIndex, LatLng, Resolution};
use rayon::prelude::*;

use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::projection::Cylindrical;
use crate::unit::Rect;

/// Incidents that one thread takes at a time.
const PIECE: usize = 1 << 16;

/// The hexagons that incidents are counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cells {
    /// A lattice of equal areas, so many kilometres from side to side.
    Hexagons(f64),
    /// The cells of H3 of a resolution.
    H3(u8),
}

impl Cells {
    /// Incidents by hexagon over bounds in degrees: those that hold any.
    ///
    /// # Errors
    /// As `h3_cells`.
    pub fn tallied(self, batch: &Batch, degrees: Rect) -> Result<Vec<Hexagon>> {
        match self {
            Cells::Hexagons(km) => hexbin(batch, Cylindrical::equal_area(degrees), km),
            Cells::H3(resolution) => h3_cells(batch, resolution),
        }
    }

    /// Area of a hexagon on the ground in km²: of each of a lattice, of H3 the mean over the globe.
    pub fn km2(self) -> f64 {
        match self {
            Cells::Hexagons(km) => 3f64.sqrt() / 2.0 * km * km,
            Cells::H3(resolution) => Resolution::try_from(resolution).map_or(0.0, Resolution::area_km2),
        }
    }

    /// Kilometres from side to side of a hexagon of that area.
    pub fn km(self) -> f64 {
        (2.0 * self.km2() / 3f64.sqrt()).sqrt()
    }
}

/// A hexagon with incidents in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Hexagon {
    /// Its index in H3; `None` in a plain lattice.
    pub h3: Option<String>,
    /// Degrees, counter-clockwise.
    pub shape: Polygon<f64>,
    /// Incidents in it.
    pub count: u64,
    /// Area on the ground in km².
    pub km2: f64,
}

impl Hexagon {
    /// Incidents per 1,000 km², and per year if it stands for years.
    pub fn density(&self, years: Option<f64>) -> f64 {
        1000.0 * self.count as f64 / (self.km2 * years.unwrap_or(1.0))
    }
}

/// Hexagons of equal area, so many kilometres from side to side on the standard parallel of an equal-area projection. The lattice starts where
/// its central meridian meets the equator, whatever the incidents. Answers those that hold incidents, from south to north and west to east.
///
/// # Errors
/// `Kind::Usage` if the projection is not equal-area.
pub fn hexbin(batch: &Batch, projection: Cylindrical, km: f64) -> Result<Vec<Hexagon>> {
    if !matches!(projection, Cylindrical::EqualArea { .. }) {
        return Err(Error::usage("hexagons of equal area need an equal-area grid").hint("leave --grid away"));
    }
    let side = km * 1000.0 / 3f64.sqrt();
    let found = tallied(batch, |lon, lat| Ok(hexagon_at([projection.x(lon), projection.y(lat)], side)))?;
    let shape = |(row, column): (i64, i64)| {
        let [x, y] = middle([column, row], side);
        let corner = |i: i32| {
            let (sin, cos) = (f64::from(60 * i) + 30.0).to_radians().sin_cos();
            (projection.lon(x + side * cos).clamp(-180.0, 180.0), projection.lat(y + side * sin))
        };
        Polygon::new(LineString::from_iter((0..6).chain([0]).map(corner)), Vec::new())
    };
    let km2 = 1.5 * 3f64.sqrt() * side * side / 1e6;
    Ok(found.into_iter().map(|(at, count)| Hexagon { h3: None, shape: shape(at), count, km2 }).collect())
}

/// Row and column of the hexagon at a place: axial coordinates rounded as a cube (Red Blob Games, "Hexagonal grids"); pointed at the top.
fn hexagon_at([x, y]: [f64; 2], side: f64) -> (i64, i64) {
    let (q, r) = ((3f64.sqrt() * x - y) / (3.0 * side), 2.0 * y / (3.0 * side));
    let s = -q - r;
    let [mut a, mut b, c] = [q, r, s].map(f64::round);
    let [da, db, dc] = [(a - q).abs(), (b - r).abs(), (c - s).abs()];
    if da > db && da > dc {
        a = -b - c;
    } else if db > dc {
        b = -a - c;
    }
    (b as i64, a as i64)
}

/// Middle of a hexagon in metres.
fn middle([q, r]: [i64; 2], side: f64) -> [f64; 2] {
    [side * 3f64.sqrt() * (q as f64 + r as f64 / 2.0), side * 1.5 * r as f64]
}

/// Cells of H3 (Uber) of a resolution from 0 (4,000,000 km²) to 15 (1 m²) that hold incidents, by index.
///
/// # Errors
/// `Kind::Usage` for another resolution, `Kind::Data` if a cell lies across the antimeridian, which a plain polygon cannot.
pub fn h3_cells(batch: &Batch, resolution: u8) -> Result<Vec<Hexagon>> {
    let resolution = Resolution::try_from(resolution)
        .map_err(|_| Error::usage(format!("H3 has no resolution {resolution}")).hint("give 0 to 15"))?;
    let cell = |lon: f64, lat: f64| {
        let place = LatLng::new(lat, lon).map_err(|e| Error::internal(format!("{lon} {lat} is no place: {e}")))?;
        Ok(place.to_cell(resolution))
    };
    let hexagon = |(cell, count): (CellIndex, u64)| {
        let boundary = cell.boundary();
        let corners: Vec<(f64, f64)> = boundary.iter().map(|c| (c.lng(), c.lat())).collect();
        let lon = || corners.iter().map(|c| c.0);
        if lon().fold(f64::NEG_INFINITY, f64::max) - lon().fold(f64::INFINITY, f64::min) > 180.0 {
            return Err(Error::data(format!("the H3 cell {cell} lies across the antimeridian"))
                .hint("keep the incidents of one side with --only, or use --hexagon"));
        }
        let ring = corners.iter().chain(corners.first()).copied();
        let shape = Polygon::new(LineString::from_iter(ring), Vec::new());
        Ok(Hexagon { h3: Some(cell.to_string()), shape, count, km2: cell.area_km2() })
    };
    tallied(batch, cell)?.into_iter().map(hexagon).collect()
}

/// Incidents by cell, in the order of the cells.
fn tallied<K: Eq + Hash + Ord + Send>(
    batch: &Batch,
    cell: impl Fn(f64, f64) -> Result<K> + Sync,
) -> Result<Vec<(K, u64)>> {
    let piece = |(lon, lat): (&[f64], &[f64])| {
        let mut counts: HashMap<K, u64> = HashMap::new();
        for (lon, lat) in lon.iter().zip(lat) {
            *counts.entry(cell(*lon, *lat)?).or_default() += 1;
        }
        Ok(counts)
    };
    let merge = |mut a: HashMap<K, u64>, b: HashMap<K, u64>| {
        b.into_iter().for_each(|(cell, n)| *a.entry(cell).or_default() += n);
        Ok(a)
    };
    let counts = batch.lon.par_chunks(PIECE).zip(batch.lat.par_chunks(PIECE)).map(piece);
    let mut cells: Vec<(K, u64)> = counts.try_reduce(HashMap::new, merge)?.into_iter().collect();
    cells.sort_unstable();
    Ok(cells)
}
