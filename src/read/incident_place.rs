//! Where a row's incident lies: degrees as people write them, or metres of a coordinate system.

use geo::Coord;

use super::coordinate::{Axis, coordinate, shortened};
use super::crs::System;
use super::incident_rows::{Judged, Rows, display, rejected};
use super::number::number;
use super::table::Value;
use crate::error::{Error, Result};
use crate::unit::LonLat;

impl Rows<'_> {
    /// The system that the coordinates are in, unless they are degrees on WGS 84.
    pub(super) fn system(&self) -> Option<&System> {
        self.options.crs.as_ref().or(self.table.system.as_ref())
    }

    /// The place of a row, and what is to be said of it.
    pub(super) fn location(&self, row: usize) -> Judged<(Option<LonLat>, Vec<&'static str>)> {
        let Some((lat_column, lon_column)) = self.columns.place else {
            return Ok((None, Vec::new()));
        };
        let half = |empty: usize, filled: usize| {
            rejected(format!("column '{}': empty although '{}' is not", self.heading(empty), self.heading(filled)))
        };
        let read = |column: usize, axis: Axis| {
            let value = self.table.value(row, column);
            let found = match self.system().filter(|s| !s.is_wgs84()) {
                None => coordinate(value, axis, self.writing.mark),
                Some(_) => self.plain(value).map(|found| found.map(|number| (number, false))),
            };
            found.map_err(|what| rejected(format!("column '{}': {what}", self.heading(column))))
        };
        match (read(lat_column, Axis::Lat)?, read(lon_column, Axis::Lon)?) {
            (None, None) => Ok((None, Vec::new())),
            (None, Some(_)) => Err(half(lat_column, lon_column)),
            (Some(_), None) => Err(half(lon_column, lat_column)),
            (Some((y, _)), Some((x, turned))) => self.on_globe((x, turned), y),
        }
    }

    fn on_globe(&self, (x, turned): (f64, bool), y: f64) -> Judged<(Option<LonLat>, Vec<&'static str>)> {
        let mut flags = Vec::new();
        let mut place = [Coord { x, y }];
        if let Some(system) = self.system() {
            let no_place = |_| rejected(format!("({x}, {y}) is no place in the coordinate system {}", system.name()));
            system.to_wgs84(&mut place).map_err(no_place)?;
        }
        if turned {
            flags.push("longitude_normalised");
        }
        if x == 0.0 && y == 0.0 {
            flags.push("null_island");
        }
        Ok((Some(LonLat { lon: place[0].x, lat: place[0].y }), flags))
    }

    /// A coordinate that is a plain number, of whatever unit; `None` if the cell is empty or says that it was censored.
    fn plain(&self, value: Value<'_>) -> std::result::Result<Option<f64>, String> {
        let found = match value {
            Value::Empty => return Ok(None),
            Value::Number(found) => Some(found),
            Value::Text(text) if text.trim().is_empty() || text.trim().to_lowercase().starts_with("censored") => {
                return Ok(None);
            }
            Value::Text(text) => number(text.trim(), self.writing.mark),
            Value::Broken(what) => return Err(what.to_string()),
            Value::Day(_) | Value::Bool(_) => None,
        };
        match found.filter(|n| n.is_finite()) {
            Some(found) => Ok(Some(found)),
            None => Err(format!("{} is not a coordinate", shortened(&display(value)))),
        }
    }

    /// Makes sure that the coordinates are not degrees where the system has metres.
    ///
    /// # Errors
    /// `Kind::Data` with the extent, if all of them look like degrees.
    pub(super) fn check_system(&self) -> Result<()> {
        let (Some(system), Some((lat, lon))) = (self.system(), self.columns.place) else {
            return Ok(());
        };
        let mut low = Coord { x: f64::INFINITY, y: f64::INFINITY };
        let mut high = -low;
        for row in 0..self.table.rows.len() {
            let place = (self.plain(self.table.value(row, lon)), self.plain(self.table.value(row, lat)));
            if let (Ok(Some(x)), Ok(Some(y))) = place {
                low = Coord { x: low.x.min(x), y: low.y.min(y) };
                high = Coord { x: high.x.max(x), y: high.y.max(y) };
            }
        }
        if low.x <= high.x && system.contradicted_by(low, high) {
            return Err(Error::data(format!(
                "{}: its coordinate system is {}, but its coordinates, from ({}, {}) to ({}, {}), look like degrees",
                self.table.name,
                system.name(),
                low.x,
                low.y,
                high.x,
                high.y
            ))
            .hint("if they are degrees on WGS 84, say so: --incident-crs EPSG:4326, or crs = \"EPSG:4326\" under [[incidents]]"));
        }
        Ok(())
    }
}
