//! Map projections of the WGS 84 ellipsoid: forward formulas, and the choice for an extent.
//!
//! ```
//! use cercle::projection::Projection;
//! use cercle::unit::{LonLat, Rect};
//!
//! let mali = Projection::for_extent(Rect { x0: -12.3, y0: 10.1, x1: 4.3, y1: 25.0 });
//! let place = mali.inverse(mali.forward(LonLat { lon: -8.0, lat: 12.6 })).expect("a place in the country");
//! assert!((place.lon + 8.0).abs() < 1e-7 && (place.lat - 12.6).abs() < 1e-7);
//! ```

mod cylindrical;

pub use cylindrical::{Cylindrical, meridian_arc, zone_km2};

use crate::unit::{LonLat, Rect};

/// Semi-major axis of WGS 84 in metres.
const A: f64 = 6_378_137.0;
/// First eccentricity squared of WGS 84.
const E2: f64 = 0.006_694_379_990_141_316;

/// A map projection; answers metres, y north.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Projection {
    /// Lambert azimuthal equal-area (EPSG guidance note 7-2, method 9820), for anything up to a continent.
    LambertAzimuthal(LambertAzimuthal),
    /// Equal Earth (Šavrič, Patterson and Jenny 2018) around a meridian, for the world.
    EqualEarth {
        /// Central meridian in degrees.
        lon0: f64,
    },
}

/// A Lambert azimuthal equal-area projection with its constants.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LambertAzimuthal {
    /// Centre of the projection.
    pub center: LonLat,
    sin_beta: f64,
    cos_beta: f64,
    radius: f64,
    d: f64,
}

/// Authalic `q` of a latitude given by its sine (Snyder 1987, equation 3-12).
fn q(sin: f64) -> f64 {
    let e = E2.sqrt();
    (1.0 - E2) * (sin / (1.0 - E2 * sin * sin) - ((1.0 - e * sin) / (1.0 + e * sin)).ln() / (2.0 * e))
}

/// Sine of the authalic latitude of a latitude given by its sine (Snyder 1987, equation 3-11).
pub fn authalic_sine(sin: f64) -> f64 {
    q(sin) / q(1.0)
}

/// Radius in metres of the sphere with the ellipsoid's area.
pub fn authalic_radius() -> f64 {
    A * (q(1.0) / 2.0).sqrt()
}

/// Difference of longitudes in radians, the short way round.
fn turn(lon: f64, lon0: f64) -> f64 {
    let mut degrees = lon - lon0;
    if degrees > 180.0 {
        degrees -= 360.0;
    } else if degrees < -180.0 {
        degrees += 360.0;
    }
    degrees.to_radians()
}

impl LambertAzimuthal {
    /// A projection around a centre, which is kept off the poles (85°).
    pub fn new(center: LonLat) -> LambertAzimuthal {
        let center = LonLat { lon: center.lon, lat: center.lat.clamp(-85.0, 85.0) };
        let (sin, cos) = center.lat.to_radians().sin_cos();
        let beta = authalic_sine(sin).asin();
        let m = cos / (1.0 - E2 * sin * sin).sqrt();
        let radius = authalic_radius();
        LambertAzimuthal {
            center,
            sin_beta: beta.sin(),
            cos_beta: beta.cos(),
            radius,
            d: A * m / (radius * beta.cos()),
        }
    }

    fn forward(&self, p: LonLat) -> [f64; 2] {
        let sin_b = authalic_sine(p.lat.to_radians().sin());
        let cos_b = (1.0 - sin_b * sin_b).max(0.0).sqrt();
        let (sin_l, cos_l) = turn(p.lon, self.center.lon).sin_cos();
        let facing = 1.0 + self.sin_beta * sin_b + self.cos_beta * cos_b * cos_l;
        // The antipode would lie at infinity; it is put on the rim of the disc.
        let b = self.radius * (2.0 / facing.max(1e-12)).sqrt();
        [b * self.d * cos_b * sin_l, b / self.d * (self.cos_beta * sin_b - self.sin_beta * cos_b * cos_l)]
    }
}

fn equal_earth(lon0: f64, p: LonLat) -> [f64; 2] {
    const C: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let half_root3 = 3f64.sqrt() / 2.0;
    let theta = (half_root3 * authalic_sine(p.lat.to_radians().sin())).asin();
    let (t2, radius) = (theta * theta, authalic_radius());
    let t6 = t2 * t2 * t2;
    let slope = C[0] + 3.0 * C[1] * t2 + t6 * (7.0 * C[2] + 9.0 * C[3] * t2);
    [
        radius * turn(p.lon, lon0) * theta.cos() / (half_root3 * slope),
        radius * theta * (C[0] + C[1] * t2 + t6 * (C[2] + C[3] * t2)),
    ]
}

impl Projection {
    /// The equal-area projection for an extent in degrees: azimuthal around the middle, rounded to half a degree,
    /// or Equal Earth where the extent is wider than 150° or higher than 120°.
    pub fn for_extent(degrees: Rect) -> Projection {
        let half = |v: f64| (v * 2.0).round() / 2.0;
        let [lon, lat] = degrees.center().map(half);
        if degrees.width() > 150.0 || degrees.height() > 120.0 {
            return Projection::EqualEarth { lon0: lon };
        }
        Projection::LambertAzimuthal(LambertAzimuthal::new(LonLat { lon, lat }))
    }

    /// Degrees to metres, x east and y north.
    pub fn forward(&self, p: LonLat) -> [f64; 2] {
        match self {
            Projection::LambertAzimuthal(laea) => laea.forward(p),
            Projection::EqualEarth { lon0 } => equal_earth(*lon0, p),
        }
    }

    /// Metres to degrees by Newton's method, to a millimetre; `None` where no place is drawn there. A place across the
    /// antimeridian from the middle has a longitude beyond ±180°.
    pub fn inverse(&self, [x, y]: [f64; 2]) -> Option<LonLat> {
        let mut p = match self {
            Projection::LambertAzimuthal(laea) => laea.center,
            Projection::EqualEarth { lon0 } => LonLat { lon: *lon0, lat: 0.0 },
        };
        let middle = p.lon;
        for _ in 0..50 {
            let at = self.forward(p);
            let (dx, dy) = (x - at[0], y - at[1]);
            if dx.hypot(dy) < 1e-3 {
                return Some(p);
            }
            // Small enough for the slope, large enough for the digits of a metre.
            const H: f64 = 1e-4;
            let east = self.forward(LonLat { lon: p.lon + H, ..p });
            let north = self.forward(LonLat { lat: p.lat + H, ..p });
            let [a, c] = [0, 1].map(|k| (east[k] - at[k]) / H);
            let [b, d] = [0, 1].map(|k| (north[k] - at[k]) / H);
            let det = a * d - b * c;
            let step = [(d * dx - b * dy) / det, (a * dy - c * dx) / det];
            if !step.iter().all(|v| v.is_finite()) {
                return None;
            }
            // A step too far would leave the earth and not come back.
            let short = 20.0 / step[0].abs().max(step[1].abs()).max(20.0);
            p.lon = (p.lon + short * step[0]).clamp(middle - 180.0, middle + 180.0);
            p.lat = (p.lat + short * step[1]).clamp(-89.9, 89.9);
        }
        None
    }

    /// Where north is at a place of the plane, in degrees clockwise from y; `None` where no place is drawn.
    pub fn north(&self, at: [f64; 2]) -> Option<f64> {
        let p = self.inverse(at)?;
        let [x, y] = self.forward(LonLat { lat: p.lat + 1e-3, ..p });
        Some((x - at[0]).atan2(y - at[1]).to_degrees())
    }

    /// The definition for PROJ and what rests on it.
    pub fn proj(&self) -> String {
        match self {
            Projection::LambertAzimuthal(laea) => {
                let LonLat { lon, lat } = laea.center;
                format!("+proj=laea +lat_0={lat} +lon_0={lon} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs")
            }
            Projection::EqualEarth { lon0 } => {
                format!("+proj=eqearth +lon_0={lon0} +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs")
            }
        }
    }

    /// The name for notes and metadata.
    pub fn describe(&self) -> String {
        match self {
            Projection::LambertAzimuthal(laea) => {
                format!("Lambert azimuthal equal-area, WGS 84, centre {}° {}°", laea.center.lat, laea.center.lon)
            }
            Projection::EqualEarth { lon0 } => format!("Equal Earth, WGS 84, central meridian {lon0}°"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(projection: Projection, lon: f64, lat: f64, [x, y]: [f64; 2]) {
        let [px, py] = projection.forward(LonLat { lon, lat });
        assert!((px - x).abs() < 1e-3 && (py - y).abs() < 1e-3, "{px} {py}");
    }

    /// Expected metres from PROJ 9 (`+proj=laea` and `+proj=eqearth`, WGS 84).
    #[test]
    fn agrees_with_proj() {
        let mali = Projection::for_extent(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 });
        assert_eq!(mali.describe(), "Lambert azimuthal equal-area, WGS 84, centre 17.5° -4°");
        near(mali, -12.17, 14.62, [-879553.697524765, -300646.7748325121]);
        near(mali, 4.27, 16.85, [880379.3227190285, -53085.19647215933]);
        near(mali, -4.0, 17.5, [0.0, 0.0]);
        let south = Projection::LambertAzimuthal(LambertAzimuthal::new(LonLat { lon: 170.0, lat: -40.0 }));
        near(south, -175.0, -50.0, [1072023.0055903976, -1204904.2621506576]);
        let world = Projection::EqualEarth { lon0: 10.0 };
        near(world, -12.17, 14.62, [-2091231.81578119, 1868238.0523400432]);
        near(world, 120.0, -60.0, [7947641.196635071, -6924035.137552897]);
    }

    #[test]
    fn the_inverse_leads_back_and_nothing_is_beyond_the_earth() {
        let mali = Projection::for_extent(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 });
        let pacific = Projection::LambertAzimuthal(LambertAzimuthal::new(LonLat { lon: 170.0, lat: -40.0 }));
        let world = Projection::EqualEarth { lon0: 10.0 };
        for (projection, lon, lat) in [
            (mali, -12.17, 14.62),
            (mali, 4.27, 25.0),
            (pacific, 185.0, -50.0),
            (world, 120.0, -60.0),
            (world, -140.0, 70.0),
        ] {
            let back = projection.inverse(projection.forward(LonLat { lon, lat })).expect("is on the map");
            assert!((back.lon - lon).abs() < 1e-6 && (back.lat - lat).abs() < 1e-6, "{lon} {lat}: {back:?}");
        }
        assert_eq!(world.inverse([0.0, 2e7]), None);
    }

    /// On a Lambert azimuthal map north leans towards the central meridian, by about Δλ sin φ.
    #[test]
    fn north_is_up_on_the_central_meridian_and_leans_inwards_beside_it() {
        let mali = Projection::for_extent(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 });
        let at = |lon: f64, lat: f64| mali.north(mali.forward(LonLat { lon, lat })).expect("is on the map");
        assert!(at(-4.0, 20.0).abs() < 1e-6);
        let expected = 8.0 * 17.5f64.to_radians().sin();
        assert!((at(-12.0, 17.5) - expected).abs() < 0.1, "{}", at(-12.0, 17.5));
        assert!((at(4.0, 17.5) + expected).abs() < 0.1);
    }

    #[test]
    fn a_square_keeps_its_area_wherever_it_lies() {
        let mali = Projection::for_extent(Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 });
        for [lon, lat] in [[-12.0, 10.5], [-4.0, 17.0], [3.0, 24.0]] {
            let steps = 200;
            let edge = |from: [f64; 2], to: [f64; 2]| {
                (0..steps).map(move |i| {
                    let t = f64::from(i) / f64::from(steps);
                    mali.forward(LonLat { lon: from[0] + t * (to[0] - from[0]), lat: from[1] + t * (to[1] - from[1]) })
                })
            };
            let corners = [[lon, lat], [lon + 1.0, lat], [lon + 1.0, lat + 1.0], [lon, lat + 1.0]];
            let ring: Vec<_> = (0..4).flat_map(|i| edge(corners[i], corners[(i + 1) % 4])).collect();
            let doubled: f64 = (0..ring.len())
                .map(|i| (ring[i], ring[(i + 1) % ring.len()]))
                .map(|(a, b)| a[0] * b[1] - b[0] * a[1])
                .sum();
            let zone =
                A * A / 2.0 * 1f64.to_radians() * (q((lat + 1.0).to_radians().sin()) - q(lat.to_radians().sin()));
            assert!((doubled / 2.0 / zone - 1.0).abs() < 1e-6);
        }
    }
}
