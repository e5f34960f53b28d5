//! The edges of a shape, sorted into the bands of a picture.

use super::lines::Lines;

/// An edge, in pixels. Level ones have nothing on their right, but hold together what they join within a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    /// Upper and lower end.
    pub y: [f32; 2],
    pub x: [f32; 2],
    /// How far it goes to the right while it goes down by one.
    pub slope: f32,
    /// 1 if it was drawn downwards, else -1.
    pub winding: i32,
}

/// Rows of a picture.
#[derive(Debug, Clone, Copy)]
pub(in crate::paint) struct Band {
    /// Counted from the top of the picture.
    pub number: usize,
    /// Its first row.
    pub top: u32,
    pub height: u32,
    pub width: u32,
}

/// The edges of a shape by bands of rows.
#[derive(Debug, Clone, Default)]
pub(in crate::paint) struct Shape {
    edges: Vec<Edge>,
    /// The first band that it meets.
    first: usize,
    /// Where the edges of each band end.
    ends: Vec<usize>,
}

impl Shape {
    /// Closes the parts of an outline for a picture of `height` rows in bands of `1 << shift` rows.
    pub fn new(lines: &Lines, height: u32, shift: u32) -> Shape {
        let mut edges = Vec::new();
        for (points, _) in lines.parts() {
            let points = points.iter().map(|p| p.map(|v| v as f32));
            let Some(mut last) = points.clone().next_back() else { continue };
            for point in points {
                edges.extend(Edge::between(last, point).filter(|edge| edge.y[1] > 0.0 && edge.y[0] < height as f32));
                last = point;
            }
        }
        // a band too many at an edge that ends where a band does is no harm: nothing of it is in there
        let row = |y: f32| (y.max(0.0) as u32).min(height - 1);
        let bands = |edge: &Edge| (row(edge.y[0]) >> shift) as usize..=(row(edge.y[1]) >> shift) as usize;
        let Some(first) = edges.iter().map(|edge| *bands(edge).start()).min() else { return Shape::default() };
        let last = edges.iter().map(|edge| *bands(edge).end()).max().unwrap_or(first);
        if first == last {
            return Shape { first, ends: vec![edges.len()], edges };
        }
        let mut ends = vec![0; last - first + 1];
        edges.iter().for_each(|edge| bands(edge).for_each(|band| ends[band - first] += 1));
        let mut total = 0;
        for end in &mut ends {
            total += std::mem::replace(end, total);
        }
        let mut sorted = vec![edges[0]; total];
        for edge in &edges {
            for band in bands(edge) {
                sorted[ends[band - first]] = *edge;
                ends[band - first] += 1;
            }
        }
        Shape { edges: sorted, first, ends }
    }

    /// The edges that meet a band.
    pub(super) fn band(&self, band: usize) -> &[Edge] {
        let Some(i) = band.checked_sub(self.first).filter(|&i| i < self.ends.len()) else { return &[] };
        &self.edges[if i == 0 { 0 } else { self.ends[i - 1] }..self.ends[i]]
    }
}

impl Edge {
    /// `None` if nothing of it is within a row.
    fn between(a: [f32; 2], b: [f32; 2]) -> Option<Edge> {
        let (top, bottom, winding) = if a[1] < b[1] { (a, b, 1) } else { (b, a, -1) };
        let height = bottom[1] - top[1];
        (height > 0.0 || (top[0] != bottom[0] && top[1].fract() != 0.0)).then(|| Edge {
            y: [top[1], bottom[1]],
            x: [top[0], bottom[0]],
            slope: if height > 0.0 { (bottom[0] - top[0]) / height } else { 0.0 },
            winding,
        })
    }
}
