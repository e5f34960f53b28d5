//! Rings from strangers become polygons: gated, closed, oriented, with a note on whatever was mended.

use std::collections::BTreeMap;

use geo::{Coord, LineString, MultiPolygon, Polygon};

use super::antimeridian::{Rolled, Stuck, split};
use super::crs::System;
use crate::error::{Error, Result};

/// A ring's positions in degrees.
pub(super) type Positions = Vec<Coord<f64>>;

/// Beyond the limits by less than this (1e-6°, a tenth of a metre) is rounding, and is put on the limit.
const SLACK: f64 = 1e-6;

/// What is noted of positions with more than two numbers.
pub(super) const HEIGHTS: &str = "heights or measures were left behind";

/// A ring past the gate: closed, of at least four positions, with an area.
struct Ring {
    positions: Positions,
    /// Twice the area in square degrees, positive if counter-clockwise.
    area: f64,
    low: Coord<f64>,
    high: Coord<f64>,
}

/// Turns the rings of one file into polygons and remembers what it had to mend.
pub(super) struct Mender {
    /// The file, for messages.
    pub(super) file: String,
    /// The system that the file is in.
    system: System,
    /// Extent of the positions as they stand in the file.
    extent: (Coord<f64>, Coord<f64>),
    mended: BTreeMap<&'static str, (u64, String)>,
}

impl Mender {
    /// For the named file, whose positions are in the system.
    pub(super) fn new(file: &str, system: System) -> Mender {
        let nowhere = Coord { x: f64::INFINITY, y: f64::INFINITY };
        Mender { file: file.to_string(), system, extent: (nowhere, -nowhere), mended: BTreeMap::new() }
    }

    /// One sentence for each sort of mending, and one on the coordinate system.
    ///
    /// # Errors
    /// `Kind::Data` if all positions look like degrees although the system's are not.
    pub(super) fn finish(self) -> Result<Vec<String>> {
        let (low, high) = self.extent;
        if self.system.contradicted_by(low, high) {
            return Err(self.degrees_after_all(low, high));
        }
        let sentence = |(what, (times, first)): (&str, (u64, String))| format!("{times} × {what}, first in {first}");
        Ok(self.system.note().into_iter().chain(self.mended.into_iter().map(sentence)).collect())
    }

    fn degrees_after_all(&self, low: Coord<f64>, high: Coord<f64>) -> Error {
        Error::data(format!(
            "{}: its coordinate system is {}, but its coordinates, from ({}, {}) to ({}, {}), look like degrees",
            self.file,
            self.system.name(),
            low.x,
            low.y,
            high.x,
            high.y
        ))
        .hint("if they are degrees on WGS 84, say so (--boundary-crs EPSG:4326, or crs = \"EPSG:4326\" under [boundaries]), or correct the file")
    }

    /// Remembers one more case of a sort of mending.
    pub(super) fn note(&mut self, what: &'static str, label: &str) {
        self.mended.entry(what).or_insert_with(|| (0, label.to_string())).0 += 1;
    }

    /// Polygons of an outer ring and its holes (GeoJSON's order), whatever their winding: none if it has no area, two or more
    /// if it crosses the antimeridian.
    pub(super) fn polygons(&mut self, label: &str, rings: Vec<Positions>) -> Result<Vec<Polygon<f64>>> {
        if rings.is_empty() {
            self.note("a polygon without rings was dropped", label);
            return Ok(Vec::new());
        }
        let mut rolled =
            rings.into_iter().map(|ring| self.rolled(label, ring)).collect::<Result<Vec<_>>>()?.into_iter();
        let mut outers = Vec::new();
        let mut holes: Vec<Rolled> = Vec::new();
        match rolled.next() {
            Some(outer) if outer.crosses() => {
                let (crossing, whole) = rolled.partition(Rolled::crosses);
                holes = whole;
                let all = std::iter::once(outer).chain(crossing).collect();
                outers = self.split(label, all)?;
            }
            Some(outer) => {
                outers.extend(self.ring(label, outer.positions));
                holes.extend(rolled);
            }
            None => {}
        }
        let mut outers: Vec<(Ring, Vec<Ring>)> = outers.into_iter().map(|outer| (outer, Vec::new())).collect();
        if outers.is_empty() {
            return Ok(Vec::new());
        }
        for hole in holes {
            let Some(hole) = self.ring(label, hole.positions) else { continue };
            match outers.iter_mut().find(|(outer, _)| outer.holds(&hole)) {
                Some((_, holes)) => holes.push(hole),
                None => self.note("a hole outside its polygon was dropped", label),
            }
        }
        Ok(outers.into_iter().filter_map(|(outer, holes)| self.join(label, outer, holes)).collect())
    }

    /// Polygons of the rings of one shape of a shapefile: clockwise rings are outer ones, the others holes in them. Rings that
    /// cross the antimeridian are split together, by the even-odd rule.
    pub(super) fn nested(&mut self, label: &str, rings: Vec<Positions>) -> Result<Vec<Polygon<f64>>> {
        let rolled = rings.into_iter().map(|ring| self.rolled(label, ring)).collect::<Result<Vec<_>>>()?;
        let (crossing, whole): (Vec<Rolled>, Vec<Rolled>) = rolled.into_iter().partition(Rolled::crosses);
        let (mut outers, mut holes) = (Vec::new(), Vec::new());
        if !crossing.is_empty() {
            outers.extend(self.split(label, crossing)?.into_iter().map(|outer| (outer, Vec::new())));
        }
        for Rolled { positions, .. } in whole {
            match self.ring(label, positions) {
                Some(ring) if ring.area < 0.0 => outers.push((ring, Vec::new())),
                Some(ring) => holes.push(ring),
                None => {}
            }
        }
        let mut orphans = Vec::new();
        for hole in holes {
            let around = outers.iter_mut().filter(|(outer, _)| outer.holds(&hole));
            match around.min_by(|a, b| a.0.area.abs().total_cmp(&b.0.area.abs())) {
                Some((_, holes)) => holes.push(hole),
                None => orphans.push(hole),
            }
        }
        for orphan in orphans {
            self.note("a ring wound as a hole lies in no other ring and was read as an outer ring", label);
            outers.push((orphan, Vec::new()));
        }
        Ok(outers.into_iter().filter_map(|(outer, holes)| self.join(label, outer, holes)).collect())
    }

    /// The shape of a district; polygons that are there twice are taken once.
    ///
    /// # Errors
    /// `Kind::Data` if none is left.
    pub(super) fn district(&mut self, label: &str, polygons: Vec<Polygon<f64>>) -> Result<MultiPolygon<f64>> {
        let mut kept: Vec<Polygon<f64>> = Vec::with_capacity(polygons.len());
        let mut seen: BTreeMap<[u64; 3], Vec<usize>> = BTreeMap::new();
        for polygon in polygons {
            let ring = polygon.exterior();
            let first = ring.0.first().copied().unwrap_or_default();
            let key = [first.x.to_bits(), first.y.to_bits(), ring.0.len() as u64];
            let alike = seen.entry(key).or_default();
            if alike.iter().any(|i| kept[*i] == polygon) {
                self.note("a polygon that is there twice was taken once", label);
                continue;
            }
            alike.push(kept.len());
            kept.push(polygon);
        }
        if kept.is_empty() {
            return Err(Error::data(format!("{}, {label}: the district has no area", self.file))
                .hint("repair or remove the feature"));
        }
        Ok(MultiPolygon(kept))
    }

    /// Outer ring counter-clockwise, holes clockwise (RFC 7946, section 3.1.6).
    fn join(&mut self, label: &str, outer: Ring, holes: Vec<Ring>) -> Option<Polygon<f64>> {
        let rest = outer.area.abs() - holes.iter().map(|h| h.area.abs()).sum::<f64>();
        if rest <= 0.0 {
            self.note("a polygon whose holes leave nothing of it was dropped", label);
            return None;
        }
        let holes = holes.into_iter().map(|h| h.turned(false)).collect();
        Some(Polygon::new(outer.turned(true), holes))
    }

    /// The parts on either side of the antimeridian of what crosses it.
    ///
    /// # Errors
    /// `Kind::Data` if nothing is left of it: then it was not meant to cross.
    fn split(&mut self, label: &str, rings: Vec<Rolled>) -> Result<Vec<Ring>> {
        let parts: Vec<Ring> = split(rings).into_iter().filter_map(|ring| self.ring(label, ring)).collect();
        if parts.is_empty() {
            return Err(self.unsplit(label, "an edge from longitude 180 to -180 crosses the antimeridian"));
        }
        self.note("a polygon across the antimeridian was split there", label);
        Ok(parts)
    }

    /// A ring in degrees of WGS 84, from -180 to 180.
    fn rolled(&mut self, label: &str, mut positions: Positions) -> Result<Rolled> {
        self.reproject(label, &mut positions)?;
        for position in &mut positions {
            let Coord { x, y } = *position;
            if !(x.abs() <= 360.0 && y.abs() <= 90.0 + SLACK) {
                return Err(self.off_the_globe(label, x, y));
            }
            // rounding, and no longitude beyond
            let x = if x.abs() <= 180.0 + SLACK { x.clamp(-180.0, 180.0) } else { x };
            *position = Coord { x, y: y.clamp(-90.0, 90.0) };
        }
        if positions.iter().any(|p| p.x.abs() > 180.0) {
            self.note("longitudes beyond 180° were brought into -180 to 180", label);
        }
        Rolled::new(positions).map_err(|stuck| match stuck {
            Stuck::Edge(from, to) => {
                self.unsplit(label, &format!("an edge from longitude {from} to {to} crosses the antimeridian"))
            }
            Stuck::Pole => self.unsplit(label, "a ring across the antimeridian goes around the globe"),
        })
    }

    fn unsplit(&self, label: &str, what: &str) -> Error {
        Error::data(format!("{}, {label}: {what}", self.file))
            .hint("split the polygon at 180° (RFC 7946, section 3.1.9)")
    }

    /// A ring that is closed; `None` (and a note) if it has fewer than four positions or no area.
    fn ring(&mut self, label: &str, mut positions: Positions) -> Option<Ring> {
        if let (Some(first), Some(last)) = (positions.first().copied(), positions.last().copied())
            && first != last
        {
            self.note("a ring was not closed and has been", label);
            positions.push(first);
        }
        if positions.len() < 4 {
            self.note("a ring of fewer than four positions was dropped", label);
            return None;
        }
        let (low, high) = extent(&positions);
        let area = twice_area(&positions);
        let square = (high.x - low.x).powi(2) + (high.y - low.y).powi(2);
        if area.abs() <= 1e-14 * square {
            self.note("a ring without area was dropped", label);
            return None;
        }
        Some(Ring { positions, area, low, high })
    }

    /// Brings positions to WGS 84, and remembers how they stood in the file.
    fn reproject(&mut self, label: &str, positions: &mut [Coord<f64>]) -> Result<()> {
        let ((low, high), (was_low, was_high)) = (extent(positions), &mut self.extent);
        *was_low = Coord { x: was_low.x.min(low.x), y: was_low.y.min(low.y) };
        *was_high = Coord { x: was_high.x.max(high.x), y: was_high.y.max(high.y) };
        self.system.to_wgs84(positions).map_err(|Coord { x, y }| self.no_place(label, x, y))
    }

    /// Brings the positions of a line to WGS 84; refuses those that are not on the globe, and edges that span more than half
    /// of it.
    pub(super) fn gate(&mut self, label: &str, positions: &mut [Coord<f64>]) -> Result<()> {
        self.reproject(label, positions)?;
        let mut before: Option<f64> = None;
        for position in positions.iter_mut() {
            let Coord { x, y } = *position;
            if !(x.abs() <= 180.0 + SLACK && y.abs() <= 90.0 + SLACK) {
                return Err(self.off_the_globe(label, x, y));
            }
            *position = Coord { x: x.clamp(-180.0, 180.0), y: y.clamp(-90.0, 90.0) };
            if let Some(before) = before.filter(|before| (x - before).abs() > 180.0 && y.abs() < 90.0) {
                let what = format!("an edge from longitude {before} to {x} crosses the antimeridian");
                return Err(Error::data(format!("{}, {label}: {what}", self.file)).hint("split the line at 180°"));
            }
            before = Some(x);
        }
        Ok(())
    }

    /// A position to which the file's system gives no longitude and latitude.
    fn no_place(&self, label: &str, x: f64, y: f64) -> Error {
        if !x.is_finite() || !y.is_finite() {
            return self.not_finite(label, x, y);
        }
        let (low, high) = self.extent;
        if self.system.contradicted_by(low, high) {
            return self.degrees_after_all(low, high);
        }
        if self.system.in_degrees() {
            return self.off_the_globe(label, x, y);
        }
        let what = format!("({x}, {y}) is no place in its coordinate system, {}", self.system.name());
        Error::data(format!("{}, {label}: {what}", self.file)).hint(
            "correct the file, or name the system that it really is in (--boundary-crs, or crs under [boundaries])",
        )
    }

    fn not_finite(&self, label: &str, x: f64, y: f64) -> Error {
        Error::data(format!("{}, {label}: a position is not finite ({x}, {y})", self.file))
            .hint("repair or remove the feature")
    }

    fn off_the_globe(&self, label: &str, x: f64, y: f64) -> Error {
        let place = format!("{}, {label}", self.file);
        if !x.is_finite() || !y.is_finite() {
            return self.not_finite(label, x, y);
        }
        if x.abs() <= 90.0 && y.abs() <= 180.0 {
            return Error::data(format!(
                "{place}: latitude {y} lies beyond 90°; the file seems to have latitude before longitude"
            ))
            .hint("swap its axes: longitude comes first in files, whatever EPSG says of the system");
        }
        if x.abs() <= 360.0 && y.abs() <= 90.0 {
            return Error::data(format!("{place}: longitude {x} lies beyond 180°"))
                .hint("split polygons at the antimeridian and keep longitudes within -180 to 180");
        }
        Error::data(format!("{place}: ({x}, {y}) are not degrees of {}; the file seems to be in metres", self.system.name()))
            .hint("name the system that it really is in (--boundary-crs EPSG:…, or crs under [boundaries]), or reproject it to EPSG:4326")
    }
}

impl Ring {
    /// The ring counter-clockwise or clockwise.
    fn turned(mut self, counter_clockwise: bool) -> LineString<f64> {
        if (self.area > 0.0) != counter_clockwise {
            self.positions.reverse();
        }
        LineString(self.positions)
    }

    /// Whether most of the other ring's positions lie inside: positions they share may fall on either side.
    fn holds(&self, other: &Ring) -> bool {
        let apart = other.high.x < self.low.x
            || other.low.x > self.high.x
            || other.high.y < self.low.y
            || other.low.y > self.high.y;
        if apart || other.area.abs() > self.area.abs() {
            return false;
        }
        let same_extent = self.low == other.low && self.high == other.high;
        if same_extent && other.area.abs() >= self.area.abs() * (1.0 - 1e-12) {
            return true;
        }
        let inside = other.positions.iter().filter(|p| self.contains(**p)).count();
        2 * inside >= other.positions.len()
    }

    /// Even-odd rule.
    fn contains(&self, p: Coord<f64>) -> bool {
        let edges = self.positions.windows(2).map(|w| (w[0], w[1]));
        edges.fold(false, |inside, (a, b)| {
            let crosses = (a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x;
            inside != crosses
        })
    }
}

/// The lowest and the highest of each coordinate.
fn extent(positions: &[Coord<f64>]) -> (Coord<f64>, Coord<f64>) {
    let low = Coord { x: f64::INFINITY, y: f64::INFINITY };
    let widened = |(low, high): (Coord<f64>, Coord<f64>), p: &Coord<f64>| {
        (Coord { x: low.x.min(p.x), y: low.y.min(p.y) }, Coord { x: high.x.max(p.x), y: high.y.max(p.y) })
    };
    positions.iter().fold((low, -low), widened)
}

/// Twice the signed area, taken from the first position so that far-away rings lose no digits.
fn twice_area(ring: &[Coord<f64>]) -> f64 {
    let origin = ring[0];
    ring.windows(2).map(|w| (w[0].x - origin.x) * (w[1].y - origin.y) - (w[1].x - origin.x) * (w[0].y - origin.y)).sum()
}

#[cfg(test)]
#[path = "ring_tests.rs"]
mod tests;
