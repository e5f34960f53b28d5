//! Places that stand for others: inside the district, its nearest town, or the middle of a cell of a fixed grid.

use geo::InteriorPoint;

use super::Places;
use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::index::Index;
use crate::unit::LonLat;

/// Least kilometres of a degree of latitude on the WGS 84 ellipsoid, which it has at the equator.
const LATITUDE_KM: f64 = 110.57;
/// Least kilometres of a degree of longitude at the equator.
const LONGITUDE_KM: f64 = 111.31;
/// Cosine of the parallel beyond which cells get no wider in degrees.
const LEAST_COSINE: f64 = 0.01;

/// Answers public places.
pub(super) struct Snapper {
    rule: Places,
    /// A place inside each district.
    inside: Vec<LonLat>,
    /// Towns of each district.
    towns: Vec<Vec<LonLat>>,
    index: Index,
}

impl Snapper {
    /// # Errors
    /// `Kind::Disclosure` if there are no towns to snap to; `Kind::Data` if a district has no inside.
    pub fn new(rule: Places, boundaries: &Boundaries, towns: &[LonLat]) -> Result<Snapper> {
        if rule == Places::Town && towns.is_empty() {
            return Err(Error::disclosure("the policy generalises places to towns, and the project names no towns")
                .hint("name them: [context] towns = \"…\", or generalise = \"district\""));
        }
        let inside = boundaries.districts.iter().map(|d| {
            let point = d.shape.interior_point();
            let point = point.ok_or_else(|| Error::data(format!("district {} has no inside to stand for it", d.id)))?;
            Ok(LonLat { lon: point.x(), lat: point.y() })
        });
        let (inside, index) = (inside.collect::<Result<_>>()?, Index::for_places(boundaries, towns.len()));
        let mut of = vec![Vec::new(); boundaries.districts.len()];
        for town in towns {
            if let Some(district) = index.find(*town).district {
                of[district].push(*town);
            }
        }
        Ok(Snapper { rule, inside, towns: of, index })
    }

    /// What stands for a place that counts for a district: it lies in the same district.
    pub fn snap(&self, place: LonLat, district: usize) -> LonLat {
        let snapped = match self.rule {
            Places::District => None,
            Places::Town => nearest(place, &self.towns[district]),
            Places::Grid(km) => Some(cell(place, km)).filter(|p| self.index.find(*p).district == Some(district)),
        };
        snapped.unwrap_or(self.inside[district])
    }
}

/// The nearest of some places, by a plane that is true to scale at the place; the first of equals.
fn nearest(place: LonLat, towns: &[LonLat]) -> Option<LonLat> {
    let narrowed = place.lat.to_radians().cos();
    let far = |t: &LonLat| ((t.lon - place.lon) * narrowed).hypot(t.lat - place.lat);
    towns.iter().copied().min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// The middle of the cell of a grid that is the same for every file: rows from the equator, columns from Greenwich. A cell is
/// at least so many kilometres high and wide.
fn cell(place: LonLat, km: f64) -> LonLat {
    let high = km / LATITUDE_KM;
    let row = (place.lat / high).floor();
    // The edge of the row nearer to a pole, where it is narrowest.
    let edge = (row * high).abs().max(((row + 1.0) * high).abs());
    let wide = km / (LONGITUDE_KM * edge.min(90.0).to_radians().cos().max(LEAST_COSINE));
    let column = (place.lon / wide).floor();
    LonLat { lon: (column + 0.5) * wide, lat: (row + 0.5) * high }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::tests::squares;
    use geo::{Distance, Geodesic, Point};
    use proptest::prelude::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat { lon, lat }
    }

    proptest! {
        /// Whatever the place, its cell is no smaller than the policy says and holds it, and all places of the cell become one.
        #[test]
        fn cells_are_never_smaller_than_asked_for(lon in -179.0..179.0f64, lat in -80.0..80.0f64, km in 5.0..100.0f64) {
            let middle = cell(at(lon, lat), km);
            prop_assert_eq!(cell(middle, km), middle);
            let high = km / LATITUDE_KM;
            let (south, north) = (middle.lat - high / 2.0, middle.lat + high / 2.0);
            let wide = 2.0 * (1..)
                .map(|i| f64::from(i) * 1e-3)
                .find(|w| cell(at(middle.lon + w, middle.lat), km).lon != middle.lon)
                .expect("cells end");
            let metres = |a: LonLat, b: LonLat| Geodesic.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat));
            prop_assert!(metres(at(lon, south), at(lon, north)) >= km * 1000.0 * 0.9999);
            let narrow = if lat > 0.0 { north } else { south };
            prop_assert!(metres(at(0.0, narrow), at(wide, narrow)) >= km * 1000.0 * 0.999);
        }
    }

    #[test]
    fn what_stands_for_a_place_lies_in_its_district() {
        let set = squares();
        let index = Index::new(&set);
        let towns = [at(0.9, 0.9), at(1.1, 0.1)];
        for rule in [Places::District, Places::Town, Places::Grid(20.0), Places::Grid(500.0)] {
            let snapper = Snapper::new(rule, &set, &towns).expect("made");
            for step in 0..400 {
                let place = at(f64::from(step % 20) * 0.1 + 0.05, f64::from(step / 20) * 0.1 + 0.05);
                let Some(district) = index.find(place).district else { continue };
                let public = snapper.snap(place, district);
                assert_eq!(index.find(public).district, Some(district), "{rule:?} {place:?}");
            }
        }
    }

    #[test]
    fn the_nearest_town_of_another_district_is_not_taken() {
        let set = squares();
        let index = Index::new(&set);
        let (here, there) = (at(0.05, 0.05), at(1.05, 0.05));
        let district = index.find(here).district.expect("inside");
        assert_ne!(index.find(there).district, Some(district));
        let snapper = Snapper::new(Places::Town, &set, &[at(0.1, 0.9), there]).expect("made");
        let near_border = at(0.95, 0.05);
        assert_eq!(snapper.snap(near_border, district), at(0.1, 0.9));
        let error = Snapper::new(Places::Town, &set, &[]).map(|_| ()).expect_err("no towns");
        assert_eq!(error.kind, crate::error::Kind::Disclosure);
    }
}
