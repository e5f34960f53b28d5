//! Rings on the grid of a tile that are valid: simple, with an area, holes with their outer ring.

use i_overlay::core::fill_rule::FillRule;
use i_overlay::core::overlay::{ContourDirection, IntOverlayOptions, Overlay, ShapeType};
use i_overlay::core::overlay_rule::OverlayRule;
use i_overlay::i_float::int::point::IntPoint;

/// A place on the grid of a tile, y downwards.
pub type Spot = [i32; 2];
/// An outer ring and its holes, not closed.
pub type Polygon = Vec<Vec<Spot>>;

/// Rounds a line to the grid; places that fall together are one.
pub fn rounded(points: &[[f64; 2]], origin: [f64; 2]) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::with_capacity(points.len());
    for p in points {
        let spot = [(p[0] - origin[0]).round() as i32, (p[1] - origin[1]).round() as i32];
        if spots.last() != Some(&spot) {
            spots.push(spot);
        }
    }
    spots
}

/// Twice the area that a ring goes round: negative where it runs counter-clockwise on the map, y being downwards.
pub fn area2(ring: &[Spot]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| i64::from(a[0]) * i64::from(b[1]) - i64::from(b[0]) * i64::from(a[1])).sum()
}

/// What the rings of a district cover, as polygons that are valid. Outer rings run counter-clockwise on the map, as those
/// of districts do, holes the other way; what rounding folded over belongs to the neighbour and is left out.
pub fn polygons(rings: &[Vec<Spot>]) -> Vec<Polygon> {
    let edges = rings.iter().map(Vec::len).sum();
    if let [ring] = rings
        && ring.len() == 4
        && is_upright(ring)
    {
        return vec![vec![ring.clone()]];
    }
    let options = IntOverlayOptions {
        preserve_input_collinear: false,
        output_direction: ContourDirection::CounterClockwise,
        preserve_output_collinear: false,
        min_output_area: 0,
        ogc: true,
    };
    let mut overlay = Overlay::new_custom(edges, options, Default::default());
    for ring in rings {
        overlay.add_path_iter(ring.iter().map(|s| IntPoint::new(s[0], s[1])), ShapeType::Subject);
    }
    // y runs downwards here, so that outer rings wind backwards
    let shapes = overlay.overlay(OverlayRule::Subject, FillRule::Negative);
    let ring = |contour: Vec<IntPoint>| contour.into_iter().map(|p| [p.x, p.y]).collect();
    shapes.into_iter().map(|shape| shape.into_iter().map(ring).collect()).collect()
}

/// Whether four corners are those of an upright rectangle.
fn is_upright(ring: &[Spot]) -> bool {
    let [a, b, c, d] = [ring[0], ring[1], ring[2], ring[3]];
    let turns = a[0] == b[0] && b[1] == c[1] && c[0] == d[0] && d[1] == a[1];
    let other = a[1] == b[1] && b[0] == c[0] && c[1] == d[1] && d[0] == a[0];
    (turns || other) && area2(ring) < 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hole_follows_its_outer_ring() {
        let outer = vec![[0, 0], [0, 10], [10, 10], [10, 0]];
        let hole = vec![[2, 2], [4, 2], [4, 4], [2, 4]];
        assert!(area2(&outer) < 0 && area2(&hole) > 0);
        let made = polygons(&[hole.clone(), outer]);
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].iter().map(|r| area2(r).abs()).collect::<Vec<_>>(), [200, 8]);
    }

    #[test]
    fn parts_that_were_joined_along_a_side_come_apart() {
        // two teeth of a comb, joined along y = 0
        let comb = vec![[2, 0], [2, 4], [4, 4], [4, 0], [6, 0], [6, 4], [8, 4], [8, 0]];
        let made = polygons(std::slice::from_ref(&comb));
        assert_eq!(made.iter().map(|p| area2(&p[0]).abs()).collect::<Vec<_>>(), [16, 16]);
    }

    #[test]
    fn what_is_folded_over_is_left_to_the_neighbour() {
        // a bow tie: its right half winds the other way
        let bow = vec![[0, 0], [0, 10], [10, 0], [10, 10]];
        let made = polygons(std::slice::from_ref(&bow));
        assert_eq!(made.iter().map(|p| area2(&p[0]).abs()).collect::<Vec<_>>(), [50]);
        let rest: Vec<Spot> = bow.into_iter().rev().collect();
        assert_eq!(polygons(&[rest]).iter().map(|p| area2(&p[0]).abs()).collect::<Vec<_>>(), [50]);
    }

    #[test]
    fn what_has_no_area_is_nothing() {
        assert!(polygons(&[vec![[0, 0], [5, 5]]]).is_empty());
        assert!(polygons(&[vec![[0, 0], [5, 5], [9, 9]]]).is_empty());
    }
}
