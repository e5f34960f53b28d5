//! The scale of a project's figures: kept, next year's maps can be compared with this year's.

use std::fmt::Write;

use serde::Deserialize;

use crate::classify::{CircleScale, Classes, Method, Symmetric};
use crate::error::{Error, Kind, Result};
use crate::projection::{LambertAzimuthal, Projection};
use crate::unit::{LonLat, Rect, mm, to_mm};

use super::spec::{choose, syntax};

/// Metres from the middle of a projection within which every place on earth lies.
const FARTHEST: f64 = 2.1e7;

/// What every figure of a project keeps.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The projection of all maps.
    pub projection: Projection,
    /// Their extent in metres of the plane.
    pub extent: Rect,
    /// What single figures keep, by their names.
    pub figures: Vec<(String, FigureScale)>,
}

/// What one figure keeps.
#[derive(Debug, Clone, PartialEq)]
pub enum FigureScale {
    /// Class breaks, and the method that found them; `None` is by hand.
    Classes(Classes, Option<Method>),
    /// Bounds of differences on either side of zero, and the method that found them; `None` is by hand.
    Change(Symmetric, Option<Method>),
    /// The scale of the circles, in points.
    Circles(CircleScale),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScaleFile {
    map: Map,
    #[serde(default)]
    figure: Vec<Figure>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Map {
    projection: String,
    lon: f64,
    lat: Option<f64>,
    extent: [f64; 4],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    name: String,
    breaks: Option<Vec<f64>>,
    differences: Option<Vec<f64>>,
    method: Option<String>,
    largest: Option<u32>,
    diameter: Option<f64>,
}

impl Scale {
    /// Reads a scale from its text; `name` stands in messages.
    ///
    /// # Errors
    /// `Kind::Project` naming line or figure and what is wrong.
    pub fn parse(text: &str, name: &str) -> Result<Scale> {
        let file: ScaleFile = toml::from_str(text).map_err(|e| syntax(text, name, &e))?;
        let wrong = |e: Error| Error { kind: Kind::Project, ..e.within(name) };
        let (projection, extent) = map(&file.map).map_err(wrong)?;
        let mut figures: Vec<(String, FigureScale)> = Vec::new();
        for table in file.figure {
            if figures.iter().any(|(known, _)| *known == table.name) {
                return Err(wrong(Error::project(format!("two figures are named '{}'", table.name))));
            }
            let read = figure(&table).map_err(|e| wrong(e.within(format!("figure '{}'", table.name))))?;
            figures.push((table.name, read));
        }
        Ok(Scale { projection, extent, figures })
    }

    /// What the figure of the name keeps, if it is known.
    pub fn of(&self, name: &str) -> Option<&FigureScale> {
        self.figures.iter().find(|(known, _)| known == name).map(|(_, scale)| scale)
    }

    /// The text that `parse` reads: the same scale makes the same bytes.
    pub fn text(&self) -> String {
        let mut out = String::from(
            "# How the figures are scaled. Later maps keep it with --scale FILE, or [scale] file = \"…\" in the project file,\n\
             # and can be compared with these. Figures are known by their names; one that is not here is scaled afresh.\n\n[map]\n",
        );
        let Rect { x0, y0, x1, y1 } = self.extent;
        let _ = match self.projection {
            Projection::LambertAzimuthal(laea) => writeln!(
                out,
                "projection = \"lambert-azimuthal\"  # equal-area, WGS 84\nlon = {:?}  # its centre in degrees\nlat = {:?}",
                laea.center.lon, laea.center.lat
            ),
            Projection::EqualEarth { lon0 } => {
                writeln!(out, "projection = \"equal-earth\"  # equal-area, WGS 84\nlon = {lon0:?}  # central meridian")
            }
        };
        let _ = writeln!(out, "extent = [{x0:?}, {y0:?}, {x1:?}, {y1:?}]  # west, south, east, north in metres");
        for (name, scale) in &self.figures {
            let _ = writeln!(out, "\n[[figure]]\nname = \"{name}\"");
            let found =
                |method: &Option<Method>| method.map_or(String::new(), |m| format!("method = \"{}\"\n", m.word()));
            let _ = match scale {
                FigureScale::Classes(classes, method) => {
                    write!(out, "breaks = {:?}\n{}", classes.breaks(), found(method))
                }
                FigureScale::Change(classes, method) => {
                    let bounds = classes.bounds();
                    write!(out, "differences = {bounds:?}  # on either side of zero\n{}", found(method))
                }
                // A thousandth of a millimetre is less than any printer's dot.
                FigureScale::Circles(scale) => writeln!(
                    out,
                    "largest = {}\ndiameter = {:?}  # of the circle of the largest, in millimetres",
                    scale.largest,
                    (to_mm(scale.diameter) * 1000.0).round() / 1000.0
                ),
            };
        }
        out
    }
}

fn map(table: &Map) -> Result<(Projection, Rect)> {
    if !(-180.0..=180.0).contains(&table.lon) || table.lat.is_some_and(|lat| !(-90.0..=90.0).contains(&lat)) {
        return Err(Error::project("[map] lon and lat are no place on earth").hint("give degrees"));
    }
    let words = ["lambert-azimuthal", "equal-earth"];
    let projection = match (choose("[map] projection", &table.projection, &words, |w| w)?, table.lat) {
        ("lambert-azimuthal", Some(lat)) => {
            Projection::LambertAzimuthal(LambertAzimuthal::new(LonLat { lon: table.lon, lat }))
        }
        ("equal-earth", None) => Projection::EqualEarth { lon0: table.lon },
        _ => {
            return Err(Error::project(format!("[map] \"{}\" with or without lat", table.projection))
                .hint("lambert-azimuthal has lon and lat, equal-earth lon only"));
        }
    };
    let [x0, y0, x1, y1] = table.extent;
    if !table.extent.iter().all(|v| v.abs() <= FARTHEST) || x0 >= x1 || y0 >= y1 {
        return Err(Error::project(format!("[map] extent = {:?} is no extent", table.extent))
            .hint("give west, south, east and north in metres of the projection"));
    }
    Ok((projection, Rect { x0, y0, x1, y1 }))
}

fn figure(table: &Figure) -> Result<FigureScale> {
    let method = table.method.as_ref().map(|m| choose("method", m, &Method::ALL, Method::word)).transpose()?;
    match ((&table.breaks, &table.differences), table.largest, table.diameter) {
        ((Some(breaks), None), None, None) => Ok(FigureScale::Classes(Classes::new(breaks.clone())?, method)),
        ((None, Some(bounds)), None, None) => Ok(FigureScale::Change(Symmetric::new(bounds)?, method)),
        ((None, None), Some(largest @ 1..), Some(diameter))
            if (0.5..=100.0).contains(&diameter) && method.is_none() =>
        {
            Ok(FigureScale::Circles(CircleScale { largest, diameter: mm(diameter) }))
        }
        _ => Err(Error::project("is neither classes nor circles").hint(
            "classes have breaks (and a method), changes differences (and a method), circles largest (1 or more) and \
             diameter (0.5 to 100 mm)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Scale {
        let classes = Classes::new(vec![0.2, 0.5, 1.0, 2.0]).expect("ascends");
        Scale {
            projection: Projection::for_extent(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 }),
            extent: Rect { x0: -909_553.697_524_764_4, y0: -830_000.5, x1: 910_380.0, y1: 860_123.25 },
            figures: vec![
                ("density".to_string(), FigureScale::Classes(classes.clone(), Some(Method::OneTwoFive))),
                ("by-hand".to_string(), FigureScale::Classes(classes, None)),
                ("circles".to_string(), FigureScale::Circles(CircleScale { largest: 10, diameter: mm(8.96) })),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_and_written_the_same() {
        let world = Scale { projection: Projection::EqualEarth { lon0: 11.5 }, ..sample() };
        for scale in [sample(), world] {
            let read = Scale::parse(&scale.text(), "scale.toml").expect("valid");
            assert_eq!(read, scale);
            assert_eq!(read.text(), scale.text());
        }
    }

    #[test]
    fn wrong_files_are_refused() {
        let text = sample().text();
        for (from, to) in [
            ("lat =", "latt ="),
            ("lambert-azimuthal", "mercator"),
            ("lambert-azimuthal", "equal-earth"),
            ("lon = -4.0", "lon = -400.0"),
            ("[-909553", "[9909553"),
            ("[0.2, 0.5", "[0.5, 0.2"),
            ("\"1-2-5\"", "\"1-2-6\""),
            ("largest = 10", "largest = 0"),
            ("largest = 10", "breaks = [1.0]"),
            ("diameter = 8.96", "diameter = nan"),
            ("name = \"by-hand\"", "name = \"density\""),
        ] {
            assert!(text.contains(from), "{from} in\n{text}");
            let error = Scale::parse(&text.replace(from, to), "scale.toml").expect_err(to);
            assert_eq!(error.kind, Kind::Project, "{to}");
            assert!(error.message.contains("scale.toml"), "{error}");
        }
    }
}
