//! Geodesic areas.

use geo::{GeodesicArea, MultiPolygon};
use rayon::prelude::*;

use crate::boundary::Boundaries;

/// Area of each district in km² on the WGS 84 ellipsoid (Karney 2013), holes taken off.
///
/// Rings must be oriented, as the readers leave them.
pub fn areas_km2(boundaries: &Boundaries) -> Vec<f64> {
    boundaries.districts.par_iter().map(|d| area_km2(&d.shape)).collect()
}

fn area_km2(shape: &MultiPolygon<f64>) -> f64 {
    shape.iter().map(|polygon| polygon.geodesic_area_unsigned() / 1e6).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn a_degree_square_at_the_equator_has_the_area_of_geographiclib() {
        let square = polygon![(x: 0.0, y: 0.0), (x: 1.0, y: 0.0), (x: 1.0, y: 1.0), (x: 0.0, y: 1.0)];
        assert!((area_km2(&MultiPolygon(vec![square])) - 12_308.778_361).abs() < 1e-3);
    }
}
