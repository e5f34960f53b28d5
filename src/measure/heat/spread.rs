//! Spreading the incidents of each cell over the cells around it, exactly as `Weights` say.
//!
//! Inner loops run over neighbouring cells of one row with one weight, which the compiler turns into vector instructions; the order of
//! additions in a cell is fixed, so that any number of threads makes the same bytes. Empty rows and the empty ends of rows cost nothing.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::{Kernel, Metric, Reaching, Shape, Weights, separable, whole};

/// Cells of a row that are summed up together: as many as stay in registers.
const STRIP: usize = 32;
/// Rows that one thread takes at a time.
const BAND: usize = 16;

/// A row with nothing beside it, so that no loop needs to ask where it ends.
struct Row {
    cells: Vec<f32>,
    /// Cells that may be more than nothing.
    span: Range<usize>,
}

/// Incidents (or any weights) of cells, spread by a kernel: what every cell then holds, in the same order. Sums are those of the input, less
/// what falls beyond the grid.
pub fn spread(cells: &[f32], metric: &Metric, kernel: &Kernel) -> Vec<f32> {
    let Some((weights, columns)) = weights(cells, metric, kernel) else { return Vec::new() };
    let mut out = mixed(cells, (&weights.before, &weights.across), columns);
    spread_along(&mut out, &weights.after, columns);
    out
}

/// The other way round: for each cell, the sum of what an incident there would lay on all cells, times their values. With 1 inside a
/// country and 0 outside it answers the share of an incident's kernel that lies inside.
pub(super) fn gathered(cells: &[f32], metric: &Metric, kernel: &Kernel) -> Vec<f32> {
    let Some((weights, columns)) = weights(cells, metric, kernel) else { return Vec::new() };
    let mut out = mixed(cells, (&weights.after, &weights.turned()), columns);
    spread_along(&mut out, &weights.before, columns);
    out
}

/// Rows spread along themselves, then across.
fn mixed(cells: &[f32], (before, reaching): (&[Vec<f32>], &[Vec<Reaching>]), columns: usize) -> Vec<f32> {
    let margin = margin(reaching);
    let rows: Vec<Row> = cells
        .par_chunks(columns)
        .enumerate()
        .map(|(row, cells)| match before.get(row) {
            Some(taps) => along(cells, taps, margin),
            None => Row::new(cells, margin),
        })
        .collect();
    across(&rows, reaching, columns, margin)
}

/// Rows spread along themselves in place.
fn spread_along(cells: &mut [f32], taps: &[Vec<f32>], columns: usize) {
    cells.par_chunks_mut(columns).zip(taps).for_each(|(cells, taps)| {
        let row = along(cells, taps, 0);
        cells.copy_from_slice(&row.cells[..columns]);
    });
}

/// The weights and the number of columns; `None` without cells.
fn weights(cells: &[f32], metric: &Metric, kernel: &Kernel) -> Option<(Weights, usize)> {
    let columns = cells.len().checked_div(metric.rows()).filter(|n| *n > 0)?;
    let weights = match kernel.shape {
        Shape::Gaussian => separable(metric, kernel, columns),
        Shape::Quartic => whole(metric, kernel, columns),
    };
    Some((weights, columns))
}

/// Room beside rows for the widest profile.
fn margin(across: &[Vec<Reaching>]) -> usize {
    across.iter().flatten().map(|r| r.taps.len()).max().unwrap_or(1)
}

impl Row {
    fn new(cells: &[f32], margin: usize) -> Row {
        let first = cells.iter().position(|v| *v != 0.0).unwrap_or(cells.len());
        let end = cells.iter().rposition(|v| *v != 0.0).map_or(first, |last| last + 1);
        // A row ends on a whole strip, so that every strip is a full one.
        let mut padded = vec![0.0; 2 * margin + cells.len().next_multiple_of(STRIP)];
        padded[margin..margin + cells.len()].copy_from_slice(cells);
        Row { cells: padded, span: first..end }
    }
}

/// A row spread along itself.
fn along(cells: &[f32], taps: &[f32], margin: usize) -> Row {
    let row = Row::new(cells, taps.len());
    let columns = cells.len();
    let mut out = Row { cells: vec![0.0; 2 * margin + columns.next_multiple_of(STRIP)], span: row.span.clone() };
    if row.span.is_empty() {
        return out;
    }
    out.span = (row.span.start + 1).saturating_sub(taps.len())..(row.span.end + taps.len() - 1).min(columns);
    for strip in strips(&out.span) {
        let mut sums = [0.0; STRIP];
        add_profile(&mut sums, &row.cells[strip..], taps);
        out.cells[margin + strip..][..STRIP].copy_from_slice(&sums);
    }
    // Strips begin before the span and end behind it: nothing may lie beyond the grid.
    out.cells[margin + columns..].fill(0.0);
    out
}

/// Starts of the strips that hold a span.
fn strips(span: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    (span.start / STRIP * STRIP..span.end).step_by(STRIP)
}

/// Adds a symmetric profile of a row: `row` starts `taps.len()` cells before the strip.
#[inline]
fn add_profile(sums: &mut [f32; STRIP], row: &[f32], taps: &[f32]) {
    let reach = taps.len();
    add(sums, &row[reach..][..STRIP], taps[0]);
    for (k, &tap) in taps.iter().enumerate().skip(1) {
        let (left, right) = (&row[reach - k..][..STRIP], &row[reach + k..][..STRIP]);
        for ((sum, a), b) in sums.iter_mut().zip(left).zip(right) {
            *sum += tap * (a + b);
        }
    }
}

#[inline]
fn add(sums: &mut [f32; STRIP], cells: &[f32], weight: f32) {
    for (sum, cell) in sums.iter_mut().zip(cells) {
        *sum += weight * cell;
    }
}

/// Rows spread over the rows around them.
fn across(rows: &[Row], reaching: &[Vec<Reaching>], columns: usize, margin: usize) -> Vec<f32> {
    let mut out = vec![0.0; rows.len() * columns];
    out.par_chunks_mut(BAND * columns).enumerate().for_each(|(band, out)| {
        let first = band * BAND;
        let last = first + out.len() / columns;
        let seen = |r: &&Reaching| !rows[r.from].span.is_empty();
        let reaching: Vec<Vec<&Reaching>> =
            reaching[first..last].iter().map(|r| r.iter().filter(seen).collect()).collect();
        // The rows of a band reach nearly the same rows: a strip of them stays in the cache for all.
        for strip in (0..columns).step_by(STRIP) {
            for (row, reaching) in reaching.iter().enumerate() {
                let mut sums = [0.0; STRIP];
                for Reaching { from, taps } in reaching {
                    let source = &rows[*from];
                    let reach = taps.len() - 1;
                    if source.span.end + reach <= strip || source.span.start >= strip + STRIP + reach {
                        continue;
                    }
                    match taps.as_slice() {
                        [tap] => add(&mut sums, &source.cells[margin + strip..][..STRIP], *tap),
                        taps => add_profile(&mut sums, &source.cells[margin + strip - taps.len()..], taps),
                    }
                }
                let end = (strip + STRIP).min(columns);
                out[row * columns + strip..row * columns + end].copy_from_slice(&sums[..end - strip]);
            }
        }
    });
    out
}
