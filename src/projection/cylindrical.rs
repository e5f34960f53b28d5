//! Cylindrical projections, in which x depends on the longitude alone and y on the latitude alone: what grids are made in,
//! because a place costs one look at a table of rows and one multiplication.

use super::{A, E2, q};
use crate::unit::Rect;

/// Where Web Mercator ends: the latitude at which its world is a square.
const MERCATOR_END: f64 = 85.051_128_779_806_6;

/// A cylindrical projection of WGS 84; metres, x east and y north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cylindrical {
    /// Lambert cylindrical equal-area (EPSG guidance note 7-2, method 9835): true to scale on the standard parallel.
    EqualArea {
        /// Central meridian in degrees.
        lon0: f64,
        /// Standard parallel in degrees.
        parallel: f64,
    },
    /// Web Mercator (EPSG:3857, method 1024).
    WebMercator,
}

impl Cylindrical {
    /// The equal-area projection for an extent in degrees: central meridian and standard parallel in its middle, rounded to half a
    /// degree; the parallel is kept off the poles (75°).
    pub fn equal_area(degrees: Rect) -> Cylindrical {
        let [lon0, parallel] = degrees.center().map(|v| (v * 2.0).round() / 2.0);
        Cylindrical::EqualArea { lon0, parallel: parallel.clamp(-75.0, 75.0) }
    }

    /// The latitudes that the projection can show.
    pub fn latitudes(&self) -> [f64; 2] {
        match self {
            Cylindrical::EqualArea { .. } => [-90.0, 90.0],
            Cylindrical::WebMercator => [-MERCATOR_END, MERCATOR_END],
        }
    }

    /// Scale on the standard parallel.
    fn k0(&self) -> f64 {
        match self {
            Cylindrical::EqualArea { parallel, .. } => parallel_radius(*parallel) / A,
            Cylindrical::WebMercator => 1.0,
        }
    }

    fn lon0(&self) -> f64 {
        match self {
            Cylindrical::EqualArea { lon0, .. } => *lon0,
            Cylindrical::WebMercator => 0.0,
        }
    }

    /// Degrees of longitude to metres.
    pub fn x(&self, lon: f64) -> f64 {
        A * self.k0() * (lon - self.lon0()).to_radians()
    }

    /// Metres to degrees of longitude.
    pub fn lon(&self, x: f64) -> f64 {
        self.lon0() + (x / (A * self.k0())).to_degrees()
    }

    /// Degrees of latitude to metres.
    pub fn y(&self, lat: f64) -> f64 {
        match self {
            Cylindrical::EqualArea { .. } => A * q(lat.to_radians().sin()) / (2.0 * self.k0()),
            Cylindrical::WebMercator => A * lat.to_radians().tan().asinh(),
        }
    }

    /// Metres to degrees of latitude; what lies beyond a pole answers the pole.
    pub fn lat(&self, y: f64) -> f64 {
        match self {
            Cylindrical::EqualArea { .. } => lat_of_q(2.0 * self.k0() * y / A),
            Cylindrical::WebMercator => (y / A).sinh().atan().to_degrees(),
        }
    }

    /// Metres on the map for one on the ground, along the parallel of a latitude.
    pub fn scale_east(&self, lat: f64) -> f64 {
        A * self.k0() / parallel_radius(lat).max(1.0)
    }

    /// The name for notes and metadata.
    pub fn describe(&self) -> String {
        match self {
            Cylindrical::EqualArea { lon0, parallel } => format!(
                "Lambert cylindrical equal-area, WGS 84, central meridian {lon0}°, standard parallel {parallel}°"
            ),
            Cylindrical::WebMercator => "Web Mercator (EPSG:3857)".to_string(),
        }
    }
}

/// Radius in metres of the parallel of a latitude.
fn parallel_radius(lat: f64) -> f64 {
    let (sin, cos) = lat.to_radians().sin_cos();
    A * cos / (1.0 - E2 * sin * sin).sqrt()
}

/// Degrees of latitude of an authalic `q` (Snyder 1987, equation 3-16), by Newton's method from the authalic latitude.
fn lat_of_q(wanted: f64) -> f64 {
    let pole = q(1.0);
    if wanted.abs() >= pole {
        return 90.0 * wanted.signum();
    }
    let mut lat = (wanted / pole).asin();
    for _ in 0..8 {
        let (sin, cos) = lat.sin_cos();
        let slope = 2.0 * (1.0 - E2) * cos / (1.0 - E2 * sin * sin).powi(2);
        if slope < 1e-9 {
            break;
        }
        let step = (wanted - q(sin)) / slope;
        lat = (lat + step).clamp(-std::f64::consts::FRAC_PI_2, std::f64::consts::FRAC_PI_2);
        if step.abs() < 1e-15 {
            break;
        }
    }
    lat.to_degrees()
}

/// Metres along the meridian from the equator to a latitude (Snyder 1987, equation 3-21).
pub fn meridian_arc(lat: f64) -> f64 {
    let phi = lat.to_radians();
    let (e2, e4, e6) = (E2, E2 * E2, E2 * E2 * E2);
    A * ((1.0 - e2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0) * phi
        - (3.0 * e2 / 8.0 + 3.0 * e4 / 32.0 + 45.0 * e6 / 1024.0) * (2.0 * phi).sin()
        + (15.0 * e4 / 256.0 + 45.0 * e6 / 1024.0) * (4.0 * phi).sin()
        - 35.0 * e6 / 3072.0 * (6.0 * phi).sin())
}

/// Area in km² of the zone between two latitudes, one degree of longitude wide.
pub fn zone_km2(south: f64, north: f64) -> f64 {
    let [south, north] = [south, north].map(|lat| q(lat.to_radians().sin()));
    A * A / 2.0 * 1f64.to_radians() * (north - south) / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected metres from PROJ 9 (`+proj=cea +lat_ts=17.5 +lon_0=-4` and EPSG:3857).
    #[test]
    fn agrees_with_proj() {
        let mali = Cylindrical::equal_area(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 });
        let near = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-3, "{found} {expected}");
        near(mali.x(-12.17), -867_649.368_970);
        near(mali.y(14.62), 1_676_682.734_106);
        near(Cylindrical::WebMercator.x(-12.17), -1_354_758.202_954);
        near(Cylindrical::WebMercator.y(14.62), 1_645_445.047_647);
    }
    #[test]
    fn there_and_back_is_the_same_place() {
        let grids = [Cylindrical::WebMercator, Cylindrical::EqualArea { lon0: 10.0, parallel: -45.0 }];
        for grid in grids {
            for lat in [-85.0, -60.0, -0.1, 0.0, 17.5, 48.0, 84.9] {
                assert!((grid.lat(grid.y(lat)) - lat).abs() < 1e-10, "{lat}");
                assert!((grid.lon(grid.x(lat)) - lat).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_world_has_its_area_and_the_meridian_its_length() {
        assert!((zone_km2(-90.0, 90.0) * 360.0 - 510_065_621.7).abs() < 1.0);
        assert!((meridian_arc(90.0) - 10_001_965.729).abs() < 0.01);
        assert!((Cylindrical::WebMercator.scale_east(60.0) - 1.9950).abs() < 1e-3);
    }
}
