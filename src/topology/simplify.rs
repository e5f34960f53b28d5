//! Line generalisation by effective area (Visvalingam and Whyatt 1993), without recursion.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Fewest points that a closed line keeps (a triangle and its closing point).
const FEWEST_CLOSED: usize = 4;

/// Removes the vertices whose triangle with their neighbours is smaller than `area`, smallest first; ends stay.
///
/// Time n log n for n vertices.
pub fn visvalingam(points: &[[f64; 2]], area: f64) -> Vec<[f64; 2]> {
    let areas = removed(points, area);
    points.iter().zip(areas).filter(|(_, a)| *a == f64::INFINITY).map(|(p, _)| *p).collect()
}

/// The area at which each vertex goes: `visvalingam` with a larger one is without it. Ends, and what a closed line must
/// keep, never go.
pub fn effective_areas(points: &[[f64; 2]]) -> Vec<f64> {
    removed(points, f64::INFINITY)
}

/// The areas of the vertices that go before a triangle of `area` is met; infinity for those that stay.
fn removed(points: &[[f64; 2]], area: f64) -> Vec<f64> {
    let n = points.len();
    let mut gone = vec![f64::INFINITY; n];
    let closed = n > 2 && points[0] == points[n - 1];
    let fewest = if closed { FEWEST_CLOSED } else { 2 };
    if n <= fewest {
        return gone;
    }
    let mut next: Vec<usize> = (1..=n).collect();
    let mut before: Vec<usize> = (0..n).map(|i| i.saturating_sub(1)).collect();
    let mut size: Vec<f64> = vec![f64::INFINITY; n];
    let mut heap = BinaryHeap::with_capacity(n);
    for i in 1..n - 1 {
        size[i] = triangle(points[i - 1], points[i], points[i + 1]);
        heap.push(Reverse((size[i].to_bits(), i)));
    }
    let mut left = n;
    while let Some(Reverse((bits, i))) = heap.pop() {
        let current = f64::from_bits(bits);
        if current >= area || left == fewest {
            break;
        }
        // An entry is stale when its vertex has gone or its triangle has grown since.
        if gone[i] != f64::INFINITY || size[i] != current {
            continue;
        }
        left -= 1;
        gone[i] = current;
        let (a, b) = (before[i], next[i]);
        (next[a], before[b]) = (b, a);
        for (side, from, to) in [(a, before[a], b), (b, a, next[b])] {
            if side > 0 && side < n - 1 {
                // A vertex never counts for less than one removed before it, so that bends go in order of size.
                size[side] = triangle(points[from], points[side], points[to]).max(current);
                heap.push(Reverse((size[side].to_bits(), side)));
            }
        }
    }
    gone
}

fn triangle(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    ((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])).abs() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_bends_go_and_large_ones_stay() {
        let line = [[0.0, 0.0], [1.0, 0.01], [2.0, 0.0], [3.0, 2.0], [4.0, 0.0]];
        assert_eq!(visvalingam(&line, 0.1), [[0.0, 0.0], [2.0, 0.0], [3.0, 2.0], [4.0, 0.0]]);
    }

    #[test]
    fn effective_areas_say_what_every_tolerance_keeps() {
        let line: Vec<[f64; 2]> =
            (0..200).map(|i| [f64::from(i), (f64::from(i) * 0.7).sin() * f64::from(i % 7)]).collect();
        let areas = effective_areas(&line);
        for area in [0.0, 0.1, 1.0, 5.0, 1e9] {
            let kept: Vec<[f64; 2]> = line.iter().zip(&areas).filter(|(_, a)| **a >= area).map(|(p, _)| *p).collect();
            assert_eq!(kept, visvalingam(&line, area), "{area}");
        }
    }

    #[test]
    fn ends_and_a_closed_triangle_survive_any_tolerance() {
        let ring = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]];
        assert_eq!(visvalingam(&ring, 1e9).len(), 4);
        assert_eq!(visvalingam(&ring[..4], 1e9), [[0.0, 0.0], [0.0, 1.0]]);
    }

    /// A decaying zigzag makes recursive simplifiers overflow the stack.
    #[test]
    fn a_hundred_thousand_zigzags_are_no_trouble() {
        let zigzag: Vec<[f64; 2]> =
            (0..100_000).map(|i| [f64::from(i), (1.0 - f64::from(i) / 1e5) * f64::from(i % 2)]).collect();
        assert!(visvalingam(&zigzag, 0.25).len() < zigzag.len());
    }
}
