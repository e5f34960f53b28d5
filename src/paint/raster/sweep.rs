//! How much of each pixel a shape covers, row by row.
//!
//! In a row of pixels, the edges of a shape are cut into pieces, one an edge. Pieces that share a pixel are a knot; between knots
//! the winding number is the same from top to bottom of the row. A knot of one piece, or of one line through the row, covers the
//! area on its inner side. Any other is cut into slices at the ends of its pieces and where they cross: in a slice the pieces have
//! an order, so that the winding number tells which of them are borders of the shape (non-zero rule), and what lies between these
//! is covered. Nothing is sampled but where very many pieces meet.

use std::ops::Range;

use super::shape::{Band, Edge, Shape};

/// More pieces than this in a knot are sampled in even slices, so that no shape takes long.
pub(super) const MOST: usize = 12;
/// As many strands as are sorted fastest by putting each into its place.
const FEW: usize = 12;
/// Slices of a row where it is sampled.
const SAMPLES: usize = 16;
/// Pieces that are out of order by less, in pixels, are in order.
const TIE: f32 = 1.0 / 512.0;
/// A slice is cut at crossings down to this height, in pixels.
const THIN: f32 = 1.0 / 128.0;
/// The end of a list.
const NONE: u32 = u32::MAX;

/// What a thread sweeps with, kept from shape to shape.
#[derive(Default)]
pub(in crate::paint) struct Sweep {
    /// The first edge that begins in a row, and the next one after each: `NONE` if there is none.
    heads: Vec<u32>,
    next: Vec<u32>,
    /// Edges that run through the row.
    active: Vec<u32>,
    /// Their pieces as they come, the columns and numbers of these in order, and the pieces in this order.
    cuts: Vec<Piece>,
    order: Vec<u64>,
    pieces: Vec<Piece>,
    knot: Knot,
}

/// What an edge is within a row.
#[derive(Clone, Copy)]
struct Piece {
    /// Heights of its ends below the top of the row.
    y: [f32; 2],
    /// Places of its ends.
    x: [f32; 2],
    slope: f32,
    /// 1 if the edge runs down, else -1.
    winding: i32,
    /// Columns of its ends.
    first: u32,
    last: u32,
}

/// What knots are untied with.
#[derive(Default)]
struct Knot {
    cuts: Vec<f32>,
    slices: Vec<[f32; 2]>,
    strands: Vec<Strand>,
    /// Steps of the covered share from column to column.
    steps: Vec<f32>,
}

/// A piece within a slice.
#[derive(Clone, Copy)]
struct Strand {
    x: [f32; 2],
    winding: i32,
}

impl Sweep {
    /// Sweeps a shape over a band. `paint` gets rows (from the band's top), columns and how much of these pixels is covered,
    /// 1 to 255: from left to right, row by row.
    pub fn shape(&mut self, shape: &Shape, band: Band, mut paint: impl FnMut(usize, Range<usize>, u8)) {
        let Band { top, height, width, .. } = band;
        let edges = shape.band(band.number);
        self.heads.clear();
        self.heads.resize(height as usize, NONE);
        self.next.clear();
        let mut rows = height as usize..0;
        let below = |y: f32| (y - top as f32).max(0.0) as usize;
        for (i, edge) in edges.iter().enumerate() {
            let row = below(edge.y[0]);
            rows = rows.start.min(row)..rows.end.max((below(edge.y[1]) + 1).min(height as usize));
            let head = self.heads.get_mut(row).map(|head| std::mem::replace(head, i as u32));
            self.next.push(head.unwrap_or(NONE));
        }
        self.active.clear();
        for row in rows {
            let mut edge = self.heads[row];
            while edge != NONE {
                self.active.push(edge);
                edge = self.next[edge as usize];
            }
            let y = (top as usize + row) as f32;
            self.cuts.clear();
            self.active.retain(|&i| {
                cut(&edges[i as usize], (y, width as f32), &mut self.cuts);
                edges[i as usize].y[1] > y + 1.0
            });
            self.order.clear();
            self.order.extend(self.cuts.iter().enumerate().map(|(i, piece)| u64::from(piece.first) << 32 | i as u64));
            self.order.sort_unstable();
            self.pieces.clear();
            self.pieces.extend(self.order.iter().map(|order| self.cuts[*order as u32 as usize]));
            self.knot.row(&self.pieces, width, |columns, level| paint(row, columns, level));
        }
    }
}

/// The piece of an edge in the row at `y`. What is left of the picture counts at its left side, what is right of it not at all.
fn cut(edge: &Edge, (y, width): (f32, f32), pieces: &mut Vec<Piece>) {
    let (begins, ends) = (edge.y[0] >= y, edge.y[1] <= y + 1.0);
    let at = |y: f32| within(edge.x, edge.x[0] + (y - edge.y[0]) * edge.slope);
    let ya = if begins { edge.y[0] - y } else { 0.0 };
    let yb = if ends { edge.y[1] - y } else { 1.0 };
    let xa = if begins { edge.x[0] } else { at(y) };
    let xb = if ends { edge.x[1] } else { at(y + 1.0) };
    let mut push = |y: [f32; 2], x: [f32; 2], slope: f32| {
        let (first, last) = (x[0].min(x[1]), x[0].max(x[1]));
        if first < width && (y[0] < y[1] || first < last) {
            let [first, last] = [first as u32, last as u32];
            pieces.push(Piece { y, x, slope, winding: edge.winding, first, last });
        }
    };
    if xa >= 0.0 && xb >= 0.0 {
        push([ya, yb], [xa, xb], edge.slope);
    } else if xa <= 0.0 && xb <= 0.0 {
        push([ya, yb], [0.0; 2], 0.0);
    } else {
        let crossing = (ya - xa / edge.slope).clamp(ya, yb);
        let (upper, lower) = ([ya, crossing], [crossing, yb]);
        if xa < 0.0 {
            push(upper, [0.0; 2], 0.0);
            push(lower, [0.0, xb], edge.slope);
        } else {
            push(upper, [xa, 0.0], edge.slope);
            push(lower, [0.0; 2], 0.0);
        }
    }
}

/// Sorts by a place from left to right. Most lists are short.
fn in_order<T: Copy>(list: &mut [T], place: impl Fn(&T) -> f32) {
    if list.len() > FEW {
        list.sort_by(|a, b| place(a).total_cmp(&place(b)));
        return;
    }
    for i in 1..list.len() {
        let (next, x) = (list[i], place(&list[i]));
        let mut at = i;
        while at > 0 && place(&list[at - 1]) > x {
            list[at] = list[at - 1];
            at -= 1;
        }
        list[at] = next;
    }
}

/// A place that rounding must not move beyond the ends of its edge.
fn within(ends: [f32; 2], x: f32) -> f32 {
    x.max(ends[0].min(ends[1])).min(ends[0].max(ends[1]))
}

impl Piece {
    fn at(&self, y: f32) -> f32 {
        within(self.x, self.x[0] + (y - self.y[0]) * self.slope)
    }
}

impl Knot {
    /// Paints a row of pieces that are sorted by their first column.
    fn row(&mut self, pieces: &[Piece], width: u32, mut paint: impl FnMut(Range<usize>, u8)) {
        let (mut winding, mut column) = (0, 0);
        let mut rest = pieces;
        while let Some(first) = rest.first() {
            let (start, mut last, mut count) = (first.first, first.last, 1);
            while let Some(piece) = rest.get(count).filter(|piece| piece.first <= last) {
                last = last.max(piece.last);
                count += 1;
            }
            let (knot, after) = rest.split_at(count);
            if winding != 0 && start > column {
                paint(column as usize..start as usize, 255);
            }
            if let ([piece], true) = (knot, start == last)
                && piece.y == [0.0, 1.0]
            {
                // most knots: an edge that runs down through a pixel
                let next = winding + piece.winding;
                let share = 1.0 + start as f32 - (piece.x[0] + piece.x[1]) / 2.0;
                let level = level(if winding != 0 { 1.0 } else { 0.0 } + turn(winding, next) * share);
                if level > 0 {
                    paint(start as usize..start as usize + 1, level);
                }
                winding = next;
            } else {
                self.untie(knot, [start, last], winding);
                self.spread([start, last.min(width - 1)], winding != 0, &mut paint);
                let through: f32 = knot.iter().map(|piece| piece.winding as f32 * (piece.y[1] - piece.y[0])).sum();
                winding += through.round() as i32;
            }
            column = last + 1;
            rest = after;
        }
        if winding != 0 && column < width {
            paint(column as usize..width as usize, 255);
        }
    }

    /// Finds the steps of a knot over its columns, from the winding number on its left.
    fn untie(&mut self, pieces: &[Piece], [first, last]: [u32; 2], winding: i32) {
        self.steps.clear();
        self.steps.resize((last - first) as usize + 2, 0.0);
        let height = |piece: &Piece| piece.y[1] - piece.y[0];
        let mut steep = pieces.iter().filter(|piece| height(piece) > 0.0).map(|piece| piece.winding);
        let way = steep.next().filter(|way| steep.all(|other| other == *way));
        if let Some(way) = way
            && (pieces.iter().map(height).sum::<f32>() - 1.0).abs() < 1e-5
        {
            let turn = turn(winding, winding + way);
            if turn != 0.0 {
                pieces.iter().for_each(|piece| step(&mut self.steps, first, piece.x, turn * height(piece)));
            }
            return;
        }
        if pieces.len() > MOST {
            self.sample(pieces, first, winding);
            return;
        }
        self.cuts.clear();
        self.cuts.extend(pieces.iter().flat_map(|piece| piece.y));
        self.cuts.sort_unstable_by(f32::total_cmp);
        self.cuts.dedup();
        for i in 1..self.cuts.len() {
            self.slices.push([self.cuts[i - 1], self.cuts[i]]);
            while let Some([from, to]) = self.slices.pop() {
                self.strands(pieces, [from, to]);
                match crossing(&self.strands).filter(|_| to - from > THIN) {
                    None => self.slice(first, winding, to - from),
                    Some(share) => {
                        let middle = from + share * (to - from);
                        self.slices.extend([[middle, to], [from, middle]]);
                    }
                }
            }
        }
    }

    /// The strands of a slice, from left to right.
    fn strands(&mut self, pieces: &[Piece], [from, to]: [f32; 2]) {
        let middle = (from + to) / 2.0;
        self.strands.clear();
        let through = pieces.iter().filter(|piece| piece.y[0] <= middle && piece.y[1] > middle);
        let strand = |piece: &Piece| Strand { x: [piece.at(from), piece.at(to)], winding: piece.winding };
        self.strands.extend(through.map(strand));
        in_order(&mut self.strands, |strand| strand.x[0] + strand.x[1]);
    }

    /// Adds the borders of a slice of this height.
    fn slice(&mut self, first: u32, mut winding: i32, height: f32) {
        for strand in &self.strands {
            let turn = turn(winding, winding + strand.winding);
            winding += strand.winding;
            if turn != 0.0 {
                step(&mut self.steps, first, strand.x, turn * height);
            }
        }
    }

    /// Adds a knot of very many pieces, as they are in the middles of even slices.
    fn sample(&mut self, pieces: &[Piece], first: u32, winding: i32) {
        let height = 1.0 / SAMPLES as f32;
        for i in 0..SAMPLES {
            let middle = (i as f32 + 0.5) * height;
            self.strands(pieces, [middle; 2]);
            self.slice(first, winding, height);
        }
    }

    /// Paints the columns of a knot.
    fn spread(&self, [first, last]: [u32; 2], inside: bool, paint: &mut impl FnMut(Range<usize>, u8)) {
        let mut share = if inside { 1.0f32 } else { 0.0 };
        for (column, step) in (first as usize..=last as usize).zip(&self.steps) {
            share += step;
            let level = level(share);
            if level > 0 {
                paint(column..column + 1, level);
            }
        }
    }
}

/// A covered share as a level, 0 to 255.
fn level(share: f32) -> u8 {
    // negative shares are rounded errors, and become 0
    (share * 255.0 + 0.5) as u8
}

/// Whether a border leads into the shape (1) or out of it (-1), or is none (0).
fn turn(before: i32, after: i32) -> f32 {
    f32::from(i8::from(after != 0) - i8::from(before != 0))
}

/// Where two neighbouring strands cross, as a share of the slice's height.
fn crossing(strands: &[Strand]) -> Option<f32> {
    let gaps = strands.windows(2).map(|pair| [0, 1].map(|end| pair[1].x[end] - pair[0].x[end]));
    gaps.filter(|gap| gap[0].min(gap[1]) < -TIE && gap[0].max(gap[1]) > TIE)
        .map(|gap| gap[0] / (gap[0] - gap[1]))
        .next()
}

/// Adds what a border from `x[0]` to `x[1]` covers on its right, from column to column; `height` is negative if it uncovers.
fn step(steps: &mut [f32], first: u32, x: [f32; 2], height: f32) {
    let x = x.map(|x| x - first as f32);
    let (left, right) = (x[0].min(x[1]), x[0].max(x[1]));
    let (from, to) = (left as usize, right as usize);
    if from == to {
        let beyond = (left + right) / 2.0 - from as f32;
        steps[from] += height * (1.0 - beyond);
        steps[from + 1] += height * beyond;
        return;
    }
    let rise = height / (right - left);
    let begun = (from + 1) as f32 - left;
    let mut before = 0.5 * begun * begun * rise;
    steps[from] += before;
    for (column, step) in steps.iter_mut().enumerate().take(to).skip(from + 1) {
        let share = (column as f32 + 0.5 - left) * rise;
        *step += share - before;
        before = share;
    }
    let reach = right - to as f32;
    let share = height - 0.5 * reach * reach * rise;
    steps[to] += share - before;
    steps[to + 1] += height - share;
}
