//! Spreading the incidents of each cell over the cells around it, exactly as `Weights` say.
//!
//! Inner loops run over neighbouring cells of one row with one weight, which the compiler turns into vector instructions; the order of
//! additions in a cell is fixed, so that any number of threads makes the same bytes. Empty rows and the empty ends of rows cost nothing.

use std::ops::Range;

use rayon::prelude::*;

use super::kernel::{Across, Column, Kernel, Metric, Reaching, Shape, Weights, separable, whole};

/// Cells of a row that are summed up together: as many as stay in registers.
const STRIP: usize = 32;
/// Rows that one thread takes at a time.
const BAND: usize = 16;
/// Cells of a line of a processor's cache.
const LINE: usize = 16;

/// Rows with nothing beside them, so that no loop needs to ask where they end.
struct Rows {
    cells: Vec<f32>,
    /// Cells from the beginning of a row to that of the next.
    stride: usize,
    /// Cells before the first one of a row, and at least so many behind the last.
    margin: usize,
    /// Cells of each row that may be more than nothing.
    spans: Vec<Range<usize>>,
}

/// Incidents (or any weights) of cells, spread by a kernel: what every cell then holds, in the same order. Sums are those of the input, less
/// what falls beyond the grid.
pub fn spread(cells: &[f32], metric: &Metric, kernel: &Kernel) -> Vec<f32> {
    let Some((weights, columns)) = weights(cells, metric, kernel) else { return Vec::new() };
    let mut out = mixed(cells, &weights.before, &weights.across, columns);
    spread_along(&mut out, &weights.after, columns);
    out
}

/// The other way round: for each cell, the sum of what an incident there would lay on all cells, times their values. With 1 inside a
/// country and 0 outside it answers the share of an incident's kernel that lies inside.
pub(super) fn gathered(cells: &[f32], metric: &Metric, kernel: &Kernel) -> Vec<f32> {
    let Some((weights, columns)) = weights(cells, metric, kernel) else { return Vec::new() };
    let mut out = mixed(cells, &weights.after, &weights.across.turned(), columns);
    spread_along(&mut out, &weights.before, columns);
    out
}

/// Rows spread along themselves, then across.
fn mixed(cells: &[f32], before: &[Vec<f32>], mixing: &Across, columns: usize) -> Vec<f32> {
    match mixing {
        Across::Straight(weights) => straight(&Rows::new(cells, before, 0, columns), weights, columns),
        Across::Profiles(weights) => across(&Rows::new(cells, before, margin(weights), columns), weights, columns),
    }
}

/// Rows spread along themselves in place.
fn spread_along(cells: &mut [f32], taps: &[Vec<f32>], columns: usize) {
    if taps.is_empty() {
        return;
    }
    let rows = Rows::new(cells, taps, 0, columns);
    let copy = |(cells, row): (&mut [f32], &[f32])| cells.copy_from_slice(&row[..columns]);
    cells.par_chunks_mut(columns).zip(rows.cells.par_chunks(rows.stride)).for_each(copy);
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

impl Rows {
    /// Rows spread along themselves by the weights of each, if there are any.
    fn new(cells: &[f32], taps: &[Vec<f32>], margin: usize, columns: usize) -> Rows {
        // a row ends on a whole strip, so that every strip is a full one; an odd number of lines keeps rows from sharing a place in
        // the cache
        let stride = ((2 * margin + columns.next_multiple_of(STRIP)).div_ceil(LINE) | 1) * LINE;
        let mut spread = vec![0.0; cells.len() / columns * stride];
        let row = |(row, (cells, out)): (usize, (&[f32], &mut [f32]))| {
            let first = cells.iter().position(|v| *v != 0.0).unwrap_or(cells.len());
            let end = cells.iter().rposition(|v| *v != 0.0).map_or(first, |last| last + 1);
            match taps.get(row) {
                Some(taps) => along((cells, first..end), taps, &mut out[margin..]),
                None => {
                    out[margin..margin + columns].copy_from_slice(cells);
                    first..end
                }
            }
        };
        let spans =
            cells.par_chunks(columns).zip(spread.par_chunks_mut(stride)).enumerate().map(row).collect::<Vec<_>>();
        Rows { cells: spread, stride, margin, spans }
    }

    /// The cells of a row from a column on, which may lie in the margin before it.
    fn cells_at(&self, row: usize, column: usize, before: usize) -> &[f32] {
        &self.cells[row * self.stride + self.margin + column - before..]
    }

    /// The rows within reach of some others that hold something in a strip, by runs of rows that follow each other.
    fn holding(&self, reach: &[Column], at: usize) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        let first = reach.first().map_or(0, |column| column.first);
        let end = reach.last().map_or(0, |column| column.first + column.taps.len());
        for row in first..end {
            if self.spans[row].start < at + STRIP && self.spans[row].end > at {
                match runs.last_mut() {
                    Some(run) if run.end == row => run.end += 1,
                    _ => runs.push(row..row + 1),
                }
            }
        }
        runs
    }
}

/// A row of which the cells of the span are not nothing, spread along itself into cells that are nothing; answers which are not any more.
fn along((cells, span): (&[f32], Range<usize>), taps: &[f32], out: &mut [f32]) -> Range<usize> {
    if span.is_empty() {
        return span;
    }
    let columns = cells.len();
    let mut padded = vec![0.0; 2 * taps.len() + columns.next_multiple_of(STRIP)];
    padded[taps.len()..][..columns].copy_from_slice(cells);
    let reached = (span.start + 1).saturating_sub(taps.len())..(span.end + taps.len() - 1).min(columns);
    for at in strips(&reached) {
        let mut sums = [0.0; STRIP];
        add_profile(&mut sums, &padded[at..], taps);
        out[at..][..STRIP].copy_from_slice(&sums);
    }
    // strips begin before the span and end behind it: nothing may lie beyond the grid
    out[columns..columns.next_multiple_of(STRIP)].fill(0.0);
    reached
}

/// Starts of the strips that hold a span.
fn strips(span: &Range<usize>) -> impl Iterator<Item = usize> + use<> {
    (span.start / STRIP * STRIP..span.end).step_by(STRIP)
}

/// Adds a symmetric profile of a row: `row` starts `taps.len()` cells before the strip.
///
/// This and `add_rows` are functions of their own so that the sums stay in vector registers: among jumps the compiler takes them apart.
#[inline(never)]
fn add_profile(sums: &mut [f32; STRIP], row: &[f32], taps: &[f32]) {
    let (reach, mut held) = (taps.len(), *sums);
    for (sum, cell) in held.iter_mut().zip(strip(&row[reach..])) {
        *sum += taps[0] * cell;
    }
    for (k, &tap) in taps.iter().enumerate().skip(1) {
        let (left, right) = (strip(&row[reach - k..]), strip(&row[reach + k..]));
        for ((sum, a), b) in held.iter_mut().zip(left).zip(right) {
            *sum += tap * (a + b);
        }
    }
    *sums = held;
}

/// Adds rows that follow each other at a distance of so many cells, each with a weight of its own.
#[inline(never)]
fn add_rows(sums: &mut [f32; STRIP], (rows, stride): (&[f32], usize), weights: &[f32]) {
    let mut held = *sums;
    for (row, weight) in rows.chunks(stride).zip(weights) {
        for (sum, cell) in held.iter_mut().zip(strip(row)) {
            *sum += weight * cell;
        }
    }
    *sums = held;
}

#[inline]
fn strip(cells: &[f32]) -> &[f32; STRIP] {
    cells.first_chunk().expect("rows have room behind them for a whole strip")
}

/// What a strip of a row holds in the end: its sums, as far as the row reaches.
fn put(sums: &[f32; STRIP], at: usize, row: &mut [f32]) {
    let end = (at + STRIP).min(row.len());
    row[at..end].copy_from_slice(&sums[..end - at]);
}

/// Rows spread straight over the rows above and below.
fn straight(rows: &Rows, weights: &[Column], columns: usize) -> Vec<f32> {
    let mut out = vec![0.0; weights.len() * columns];
    out.par_chunks_mut(BAND * columns).zip(weights.par_chunks(BAND)).for_each(|(out, weights)| {
        // the rows of a band reach nearly the same rows: a strip of them stays in the cache for all
        for at in (0..columns).step_by(STRIP) {
            let holding = rows.holding(weights, at);
            for (out, Column { first, taps }) in out.chunks_mut(columns).zip(weights) {
                let mut sums = [0.0; STRIP];
                for run in &holding {
                    let (start, end) = (run.start.max(*first), run.end.min(first + taps.len()));
                    if start < end {
                        let from = (rows.cells_at(start, at, 0), rows.stride);
                        add_rows(&mut sums, from, &taps[start - first..end - first]);
                    }
                }
                put(&sums, at, out);
            }
        }
    });
    out
}

/// Rows spread over the rows around them.
fn across(rows: &Rows, reaching: &[Vec<Reaching>], columns: usize) -> Vec<f32> {
    let mut out = vec![0.0; reaching.len() * columns];
    out.par_chunks_mut(BAND * columns).zip(reaching.par_chunks(BAND)).for_each(|(out, reaching)| {
        for at in (0..columns).step_by(STRIP) {
            for (out, reaching) in out.chunks_mut(columns).zip(reaching) {
                let mut sums = [0.0; STRIP];
                for Reaching { from, taps } in reaching {
                    let (span, reach) = (&rows.spans[*from], taps.len() - 1);
                    if span.is_empty() || span.end + reach <= at || span.start >= at + STRIP + reach {
                        continue;
                    }
                    match taps.as_slice() {
                        [_] => add_rows(&mut sums, (rows.cells_at(*from, at, 0), rows.stride), taps),
                        taps => add_profile(&mut sums, rows.cells_at(*from, at, taps.len()), taps),
                    }
                }
                put(&sums, at, out);
            }
        }
    });
    out
}
