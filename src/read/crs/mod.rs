//! Coordinate systems: what a file says its numbers are, and the way from there to WGS 84.
//!
//! Formulas are PROJ's (proj4rs), definitions EPSG's (crs-definitions). What would need a grid of corrections, or has a datum
//! whose relation to WGS 84 is not stated, is refused rather than taken for WGS 84: the two may lie 200 m apart.

mod datum;
mod names;
mod wkt;

use std::fmt;

use geo::Coord;
use proj4rs::Proj;
use proj4rs::errors::Result as ProjResult;
use proj4rs::transform::{Transform, TransformClosure, transform};

use crate::error::{Error, Result};
use datum::Datum;

/// The way out that every refusal names.
const REPROJECT: &str = "reproject it to EPSG:4326 (longitude and latitude in degrees), for instance: ogr2ogr -t_srs EPSG:4326 new.gpkg old.shp";

/// Longitudes closer to 180° than this lie on it, and are on the side of the rest of their line.
const AT_180: f64 = 1e-9;

/// A coordinate system, and how its coordinates become longitudes and latitudes on WGS 84.
///
/// The first coordinate is always the easting or longitude, as GIS files have it, whatever order of axes EPSG gives.
#[derive(Clone)]
pub struct System {
    /// Its name for messages: "EPSG:32630" or "WGS 84 / UTM zone 30N".
    name: String,
    /// Its definition in PROJ's words.
    definition: String,
    /// `None` for WGS 84 in degrees, which needs no change.
    way: Option<Box<Way>>,
    /// What was assumed on the way.
    note: Option<String>,
}

#[derive(Clone)]
struct Way {
    from: Proj,
    to: Proj,
}

impl fmt::Debug for System {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "System({}: {})", self.name, self.definition)
    }
}

impl PartialEq for System {
    fn eq(&self, other: &System) -> bool {
        self.definition == other.definition
    }
}

impl System {
    /// WGS 84 in degrees.
    pub fn wgs84() -> System {
        System {
            name: "WGS 84".to_string(),
            definition: "+proj=longlat +datum=WGS84".to_string(),
            way: None,
            note: None,
        }
    }

    /// The system with that name: `EPSG:32630`, `urn:ogc:def:crs:EPSG::32630`, `OGC:CRS84`, well-known text, or a definition in
    /// PROJ's words that begins with `+proj=`.
    ///
    /// # Errors
    /// `Kind::Data` if it is not known, or there is no exact way to WGS 84.
    pub fn parse(words: &str) -> Result<System> {
        let words = words.trim();
        if words.starts_with('+') {
            return System::defined("of its own", words);
        }
        if words.contains('[') || words.contains('(') {
            return wkt::system(words);
        }
        match names::code(words) {
            Some(code) => System::coded(code),
            None => Err(Error::data(format!("the coordinate system '{}' is not known", shortened(words)))
                .hint("write it as EPSG:32630, with the number that it has on epsg.io")),
        }
    }

    /// The system with that number in the registry of EPSG.
    ///
    /// # Errors
    /// As `parse`.
    pub(super) fn coded(code: u32) -> Result<System> {
        if names::is_wgs84(code) {
            return Ok(System::wgs84());
        }
        let name = format!("EPSG:{code}");
        match u16::try_from(code).ok().and_then(crs_definitions::from_code) {
            Some(known) => System::defined(&name, known.proj4),
            None => Err(Error::data(format!("the coordinate system {name} is not known")).hint(REPROJECT)),
        }
    }

    /// A system by its definition in PROJ's words.
    fn defined(name: &str, definition: &str) -> Result<System> {
        let refused = |what: &str| Error::data(format!("the coordinate system {name} {what}")).hint(REPROJECT);
        let datum = Datum::of(definition).map_err(|what| refused(&what))?;
        let definition = datum.completed(definition);
        let from = Proj::from_proj_string(&definition)
            .map_err(|e| refused(&format!("cannot be computed ({e}): {}", shortened(&definition))))?;
        if from.is_geocent() || !from.has_inverse() || !from.is_normalized_axis() {
            return Err(refused("is not one of maps with an easting and a northing"));
        }
        let plain = from.is_latlong() && datum == Datum::Wgs84 && from.from_greenwich() == 0.0;
        let to = Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").expect("WGS 84 is known");
        let way = (!plain).then(|| Box::new(Way { from, to }));
        Ok(System { name: name.to_string(), note: datum.note(name), definition, way })
    }

    /// Whether its coordinates are longitude and latitude on WGS 84 already.
    pub(super) fn is_wgs84(&self) -> bool {
        self.way.is_none()
    }

    /// Its name for messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What had to be assumed on the way to WGS 84.
    pub(super) fn note(&self) -> Option<String> {
        let moved = self.way.as_ref().map(|_| format!("coordinates were reprojected from {} to WGS 84", self.name));
        match (moved, &self.note) {
            (Some(moved), Some(note)) => Some(format!("{moved}: {note}")),
            (moved, note) => moved.or(note.clone()),
        }
    }

    /// Whether its coordinates are longitude and latitude in degrees.
    pub(super) fn in_degrees(&self) -> bool {
        self.way.as_ref().is_none_or(|way| way.from.is_latlong())
    }

    /// Whether coordinates with this extent are degrees, although the system's are not: a country in metres is larger.
    pub(super) fn contradicted_by(&self, low: Coord<f64>, high: Coord<f64>) -> bool {
        let metre = self.way.as_ref().is_some_and(|way| way.from.to_meter() <= 1.0);
        !self.in_degrees()
            && metre
            && low.x <= high.x
            && low.x >= -360.0
            && high.x <= 360.0
            && low.y >= -90.0
            && high.y <= 90.0
    }

    /// Turns the positions of one line or ring into longitude and latitude on WGS 84.
    ///
    /// # Errors
    /// The first position that has none: it is not finite, off the globe, or where the projection is not defined.
    pub(super) fn to_wgs84(&self, positions: &mut [Coord<f64>]) -> std::result::Result<(), Coord<f64>> {
        let Some(way) = &self.way else {
            return Ok(());
        };
        let degrees = way.from.is_latlong();
        for position in positions.iter_mut() {
            let there = *position;
            let in_range = !degrees || (there.x.abs() <= 360.0 && there.y.abs() <= 90.0);
            if !(there.x.is_finite() && there.y.is_finite() && in_range) {
                return Err(there);
            }
            // 200° E is 160° W, which the formulas do not know
            let turned = if degrees && there.x.abs() > 180.0 { there.x - 360.0_f64.copysign(there.x) } else { there.x };
            *position = way.there_and_back(Coord { x: turned, ..there }).ok_or(there)?;
        }
        side_of_180(positions);
        Ok(())
    }
}

impl Way {
    /// Longitude and latitude in degrees, if the way back leads to the same place: outside of its domain a projection has
    /// no inverse, and series that approximate it answer nonsense.
    fn there_and_back(&self, place: Coord<f64>) -> Option<Coord<f64>> {
        let degrees = self.from.is_latlong();
        let mut point = Point(if degrees { radians(place) } else { place });
        transform(&self.from, &self.to, &mut point).ok()?;
        let found = Coord { x: point.0.x.to_degrees(), y: point.0.y.to_degrees() };
        if !(found.x.abs() <= 180.0 + AT_180 && found.y.abs() <= 90.0 + AT_180) {
            return None;
        }
        transform(&self.to, &self.from, &mut point).ok()?;
        let back = if degrees { Coord { x: point.0.x.to_degrees(), y: point.0.y.to_degrees() } } else { point.0 };
        // a hundredth of a metre, or of a millionth of a degree; a whole turn is none
        let near = if degrees { 1e-7 } else { 0.01 / self.from.to_meter() };
        let same = |a: f64, b: f64, turn: f64| (a - b).abs() <= near || ((a - b).abs() - turn).abs() <= near;
        let turn = if degrees { 360.0 } else { 2.0 * 20_037_508.342_789_244 / self.from.to_meter() };
        (same(back.x, place.x, turn) && same(back.y, place.y, 0.0)).then_some(found)
    }
}

fn radians(place: Coord<f64>) -> Coord<f64> {
    Coord { x: place.x.to_radians(), y: place.y.to_radians() }
}

/// One position on its way; proj4rs counts angles in radians.
struct Point(Coord<f64>);

impl Transform for Point {
    fn transform_coordinates<F: TransformClosure>(&mut self, f: &mut F) -> ProjResult<()> {
        let (x, y, _) = f(self.0.x, self.0.y, 0.0)?;
        self.0 = Coord { x, y };
        Ok(())
    }
}

/// A position on the antimeridian may come out on either side of it: puts it where the rest of its line is.
fn side_of_180(positions: &mut [Coord<f64>]) {
    let edge = |p: &Coord<f64>| p.x.abs() >= 180.0 - AT_180;
    if !positions.iter().any(edge) {
        return;
    }
    let rest: f64 = positions.iter().filter(|p| !edge(p)).map(|p| p.x.signum()).sum();
    for position in positions.iter_mut().filter(|p| edge(p)) {
        position.x = if rest == 0.0 { position.x.clamp(-180.0, 180.0) } else { 180.0_f64.copysign(rest) };
    }
}

/// Words for a message.
fn shortened(text: &str) -> String {
    let clean: String = text.chars().filter(|c| !c.is_control()).take(60).collect();
    if text.chars().count() > 60 { format!("{clean}…") } else { clean }
}

/// The system to read a file in: the one asked for, else the one the file states, else WGS 84.
///
/// # Errors
/// What is wrong with the system that the file states, if no other was asked for.
pub(super) fn choose(
    file: &str,
    asked: Option<&System>,
    stated: impl FnOnce() -> Result<Option<System>>,
) -> Result<Option<System>> {
    match asked {
        Some(system) => {
            let mut system = system.clone();
            let said = format!("read in the coordinate system asked for, {}", system.name);
            system.note = Some(system.note.map_or(said.clone(), |note| format!("{note}; {said}")));
            Ok(Some(system))
        }
        None => stated().map_err(|e| Error { message: format!("{file}: {}", e.message), ..e }),
    }
}

#[cfg(test)]
#[path = "crs_tests.rs"]
mod tests;
