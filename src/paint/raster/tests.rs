use proptest::prelude::*;

use super::*;
use crate::font::{Face, Outlines};

/// Columns and rows of the pictures.
const SIDE: usize = 14;
/// Lines of a row that the oracle looks at.
const LOOKS: usize = 64;

type Ring = Vec<[f64; 2]>;

fn lines(rings: &[Ring]) -> Lines {
    let mut lines = Lines::default();
    rings.iter().for_each(|ring| lines.part(ring.iter().copied(), true));
    lines
}

/// What of each pixel is covered, in bands of `1 << shift` rows.
fn swept(lines: &Lines, shift: u32) -> Vec<u8> {
    let shape = Shape::new(lines, SIDE as u32, shift);
    let band = 1 << shift;
    let mut levels = vec![0; SIDE * SIDE];
    let mut sweep = Sweep::default();
    for (number, top) in (0..SIDE as u32).step_by(band as usize).enumerate() {
        let band = Band { number, top, height: band.min(SIDE as u32 - top), width: SIDE as u32 };
        sweep.shape(&shape, band, |row, columns, level| {
            let start = (top as usize + row) * SIDE;
            for pixel in &mut levels[start + columns.start..start + columns.end] {
                assert!(*pixel == 0 && level > 0, "each pixel is painted once");
                *pixel = level;
            }
        });
    }
    levels
}

/// The same by looking along many lines of each row, where the winding number says what is inside.
fn looked(lines: &Lines) -> Vec<f64> {
    let mut shares = vec![0.0; SIDE * SIDE];
    for look in 0..SIDE * LOOKS {
        let y = (look as f64 + 0.5) / LOOKS as f64;
        let mut crossings = Vec::new();
        for (ring, _) in lines.parts() {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                if (a[1] <= y) != (b[1] <= y) {
                    let x = a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
                    crossings.push((x, if b[1] > a[1] { 1 } else { -1 }));
                }
            }
        }
        crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winding = 0;
        for pair in crossings.windows(2) {
            winding += pair[0].1;
            if winding != 0 {
                for column in 0..SIDE {
                    let (left, right) = (pair[0].0.max(column as f64), pair[1].0.min(column as f64 + 1.0));
                    shares[look / LOOKS * SIDE + column] += (right - left).max(0.0) / LOOKS as f64;
                }
            }
        }
    }
    shares
}

/// The largest and the mean difference in levels.
fn apart(levels: &[u8], shares: &[f64]) -> (f64, f64) {
    let gaps: Vec<f64> = levels.iter().zip(shares).map(|(l, s)| (f64::from(*l) - 255.0 * s).abs()).collect();
    (gaps.iter().copied().fold(0.0, f64::max), gaps.iter().sum::<f64>() / gaps.len() as f64)
}

fn ring(corners: std::ops::Range<usize>, reach: std::ops::Range<f64>) -> impl Strategy<Value = Ring> {
    prop::collection::vec(prop::array::uniform2(reach), corners)
}

/// Whether a place is on a line of some width: beside one of its stretches, or around a corner beyond the one and before the other.
fn on_line(points: &[[f64; 2]], closed: bool, width: f64, [x, y]: [f64; 2]) -> bool {
    let count = points.len();
    let stretches = if closed { count } else { count - 1 };
    // how far along a stretch, as a share of it, and how far beside
    let seen = |i: usize| {
        let ([ax, ay], [bx, by]) = (points[i % count], points[(i + 1) % count]);
        let (dx, dy) = (bx - ax, by - ay);
        let along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy);
        (along, ((x - ax) * dy - (y - ay) * dx).abs() / dx.hypot(dy))
    };
    (0..stretches).any(|i| {
        let (along, beside) = seen(i);
        let [cx, cy] = points[(i + 1) % count];
        let around = (x - cx).hypot(y - cy) <= width / 2.0 && along >= 1.0 && seen(i + 1).0 <= 0.0;
        (beside <= width / 2.0 && (0.0..=1.0).contains(&along)) || (around && (closed || i + 1 < stretches))
    })
}

proptest! {
    #[test]
    fn shares_are_those_that_many_looks_find(
        rings in prop::collection::vec(ring(3..10, -3.0..17.0), 1..4),
    ) {
        let lines = lines(&rings);
        let (most, mean) = apart(&swept(&lines, 7), &looked(&lines));
        // a sliver that many edges cross is sampled, and may miss a slice of its row
        let allowed = if rings.iter().map(Vec::len).sum::<usize>() <= sweep::MOST { 8.0 } else { 32.0 };
        prop_assert!(most < allowed && mean < 0.6, "{most} and {mean} levels");
    }

    #[test]
    fn shapes_on_whole_and_half_pixels_are_no_special_case(
        corners in prop::collection::vec(prop::collection::vec(prop::array::uniform2(0i32..28), 3..8), 1..3),
    ) {
        let rings: Vec<Ring> = corners.iter().map(|r| r.iter().map(|p| p.map(|v| f64::from(v) / 2.0)).collect()).collect();
        let lines = lines(&rings);
        let (most, mean) = apart(&swept(&lines, 7), &looked(&lines));
        prop_assert!(most < 8.0 && mean < 0.6, "{most} and {mean} levels");
    }

    #[test]
    fn a_tangle_in_a_few_pixels_is_covered_nearly_right(tangle in ring(60..200, 3.0..6.0)) {
        let lines = lines(&[tangle]);
        let (most, mean) = apart(&swept(&lines, 7), &looked(&lines));
        prop_assert!(most < 32.0 && mean < 1.0, "{most} and {mean} levels");
    }

    #[test]
    fn bands_make_no_difference(rings in prop::collection::vec(ring(3..30, -9.0..25.0), 1..3), shift in 0u32..5) {
        let lines = lines(&rings);
        prop_assert_eq!(swept(&lines, 7), swept(&lines, shift));
    }

    #[test]
    fn what_one_shape_leaves_its_neighbour_takes(border in ring(2..12, 1.0..13.0)) {
        let side = |x: f64| [[x, 14.0], [x, 0.0]].into_iter().chain(border.iter().copied()).collect::<Ring>();
        let (left, right) = (swept(&lines(&[side(0.0)]), 7), swept(&lines(&[side(14.0)]), 7));
        let both = swept(&lines(&[side(0.0), { let mut r = side(14.0); r.reverse(); r }]), 7);
        // a border that crosses itself has both sides on both sides: there they overlap, and are never less than the whole
        for ((left, right), both) in left.iter().zip(&right).zip(both) {
            let sum = i32::from(*left) + i32::from(*right);
            prop_assert!(sum >= i32::from(both) - 2, "{left} and {right} of {both}");
        }
    }

    #[test]
    fn lines_are_as_wide_as_they_should_be(
        points in ring(2..7, 0.0..14.0), width in 0.3..5.0f64, closed: bool,
    ) {
        let long = |i: usize| {
            let (a, b) = (points[i], points[(i + 1) % points.len()]);
            (a[0] - b[0]).hypot(a[1] - b[1]) > 0.1
        };
        prop_assume!((0..points.len()).all(long));
        let mut line = Lines::default();
        line.part(points.iter().copied(), closed);
        let found = swept(&stroke(&line, width), 7);
        let looks = 24;
        let shares: Vec<f64> = (0..SIDE * SIDE)
            .map(|pixel| {
                let place = |i: usize| [(pixel % SIDE, i % looks), (pixel / SIDE, i / looks)]
                    .map(|(whole, part)| whole as f64 + (part as f64 + 0.5) / looks as f64);
                let on = (0..looks * looks).filter(|&i| on_line(&points, closed, width, place(i))).count();
                on as f64 / (looks * looks) as f64
            })
            .collect();
        // round joins are chords
        let (most, mean) = apart(&found, &shares);
        prop_assert!(most < 26.0 && mean < 1.2, "{most} and {mean} levels");
    }
}

#[test]
fn a_halo_is_a_line_of_twice_its_width_around_every_letter() {
    for face in Face::ALL {
        let outlines = Outlines::new(face);
        for glyph in (1..outlines.len()).step_by(7) {
            let mut letter = Lines::default();
            letter.trace(&outlines.glyph(glyph), |[x, y]| [2.5 + 9.0 * x, 11.0 + 9.0 * y]);
            let mut wanted = Lines::default();
            for part in [&letter, &stroke(&letter, 3.0)] {
                part.parts().for_each(|(points, closed)| wanted.part(points.iter().copied(), closed));
            }
            let wanted: Vec<f64> = swept(&wanted, 7).iter().map(|level| f64::from(*level) / 255.0).collect();
            let (most, mean) = apart(&swept(&grown(&letter, 1.5), 7), &wanted);
            assert!(most < 40.0 && mean < 0.5, "{face:?}, glyph {glyph}: {most} and {mean} levels");
        }
    }
}

#[test]
fn dashes_follow_a_line_around_its_corners() {
    let mut line = Lines::default();
    line.part([[0.0, 0.0], [5.0, 0.0], [5.0, 5.0]], false);
    let dashes = dashed(&line, &[4.0, 3.0]);
    let parts: Vec<Vec<[f64; 2]>> = dashes.parts().map(|(points, _)| points.to_vec()).collect();
    assert_eq!(parts, [vec![[0.0, 0.0], [4.0, 0.0]], vec![[5.0, 2.0], [5.0, 5.0]]]);
    let mut ring = Lines::default();
    ring.part([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]], true);
    let lengths = |lines: &Lines| {
        let length = |p: &[[f64; 2]]| p.windows(2).map(|w| (w[0][0] - w[1][0]).hypot(w[0][1] - w[1][1])).sum::<f64>();
        lines.parts().map(|(points, _)| length(points)).collect::<Vec<_>>()
    };
    assert_eq!(lengths(&dashed(&ring, &[3.0, 1.0])), [3.0; 4], "the last stretch of a ring has dashes too");
    assert_eq!(dashed(&ring, &[0.0, 0.0]), ring, "a pattern that leads nowhere is none");
}
