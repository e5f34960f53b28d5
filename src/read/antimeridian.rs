//! Rings beyond 180°: longitudes of 0 to 360 come into -180 to 180, and what crosses the antimeridian is split there
//! (RFC 7946, section 3.1.9).
//!
//! No vertex moves by a bit: 360 is only ever taken from longitudes of 180 to 360, where the difference is exact, and the
//! place where an edge crosses is computed from its western end, whichever way it runs, so that neighbours share it.

use geo::Coord;

use super::ring::Positions;

/// An edge that spans more degrees than this is meant the other way round, which is less than a quarter of the globe.
const ROUND: f64 = 270.0;

/// A ring whose longitudes lie within -180 to 180, with the number of times that 180° was passed eastwards before each
/// position; no numbers for a ring that does not pass it.
#[derive(Debug, PartialEq)]
pub(super) struct Rolled {
    pub positions: Positions,
    turns: Vec<i8>,
}

/// Why a ring cannot be rolled.
#[derive(Debug, PartialEq)]
pub(super) enum Stuck {
    /// An edge between these longitudes could be meant either way round.
    Edge(f64, f64),
    /// It goes around a pole.
    Pole,
}

impl Rolled {
    /// A ring with longitudes of -360 to 360.
    ///
    /// # Errors
    /// Why it cannot be split.
    pub(super) fn new(mut positions: Positions) -> Result<Rolled, Stuck> {
        let long = |w: &[Coord<f64>]| (w[1].x - w[0].x).abs() > 180.0 && w[1].y.abs() < 90.0;
        let closing = positions.last().zip(positions.first()).map(|(last, first)| [*last, *first]);
        let any_long = positions.windows(2).chain(closing.iter().map(|pair| pair.as_slice())).any(long);
        if positions.iter().all(|p| p.x.abs() <= 180.0) && !any_long {
            return Ok(Rolled { positions, turns: Vec::new() });
        }
        if positions.first() != positions.last() {
            positions.extend(positions.first().copied());
        }
        let (mut turns, mut turn) = (Vec::with_capacity(positions.len()), 0i32);
        let mut before: Option<(f64, f64)> = None;
        for position in &mut positions {
            let written = position.x;
            position.x = within(written);
            if let Some((from, x)) = before {
                let span = written - from;
                // along a pole every longitude is the same place
                let span = match span.abs() > 180.0 && position.y.abs() < 90.0 {
                    true if span.abs() < ROUND => return Err(Stuck::Edge(from, written)),
                    true => span - 360.0 * (span / 360.0).round(),
                    false => span,
                };
                turn += ((span - (position.x - x)) / 360.0).round() as i32;
            }
            turns.push(i8::try_from(turn).map_err(|_| Stuck::Pole)?);
            before = Some((written, position.x));
        }
        let (low, high) = (turns.iter().min().copied(), turns.iter().max().copied());
        if turns.first() != turns.last() || high.zip(low).is_some_and(|(high, low)| high - low > 1) {
            return Err(Stuck::Pole);
        }
        if low == high {
            turns.clear();
        }
        Ok(Rolled { positions, turns })
    }

    /// Whether it has parts on both sides of the antimeridian.
    pub(super) fn crosses(&self) -> bool {
        !self.turns.is_empty()
    }

    /// Its stretches between crossings, each with the places where it crosses as its ends.
    fn stretches(self, stretches: &mut Vec<Stretch>) {
        let Rolled { mut positions, mut turns } = self;
        let count = positions.len() - 1;
        let Some(first) = (0..count).find(|i| turns[*i] != turns[i + 1]) else { return };
        // the ring from its first crossing on
        positions.truncate(count);
        turns.truncate(count);
        positions.rotate_left((first + 1) % count);
        turns.rotate_left((first + 1) % count);
        let crossing = |at: usize| {
            let (a, b) = ((at + count - 1) % count, at % count);
            let (west, east) =
                if turns[a] < turns[b] { (positions[a], positions[b]) } else { (positions[b], positions[a]) };
            latitude(west, east)
        };
        let lowest = turns.iter().min().copied().unwrap_or_default();
        let mut from = 0;
        for to in 1..=count {
            if to < count && turns[to] == turns[to - 1] {
                continue;
            }
            let eastern = turns[from] > lowest;
            let line = if eastern { -180.0 } else { 180.0 };
            let mut stretch = vec![Coord { x: line, y: crossing(from) }];
            stretch.extend_from_slice(&positions[from..to]);
            stretch.push(Coord { x: line, y: crossing(to) });
            stretch.dedup();
            stretches.push(Stretch { eastern, positions: stretch });
            from = to;
        }
    }
}

/// A longitude of -360 to 360 within -180 to 180.
fn within(x: f64) -> f64 {
    if x > 180.0 {
        x - 360.0
    } else if x < -180.0 {
        x + 360.0
    } else {
        x
    }
}

/// Where an edge crosses 180°.
fn latitude(west: Coord<f64>, east: Coord<f64>) -> f64 {
    let (before, after) = (180.0 - west.x, east.x + 180.0);
    if before <= 0.0 {
        return west.y;
    }
    if after <= 0.0 {
        return east.y;
    }
    west.y + (east.y - west.y) * (before / (before + after))
}

/// A part of a ring on one side of the antimeridian, from it and back to it.
struct Stretch {
    eastern: bool,
    positions: Positions,
}

/// The outlines on either side of the antimeridian of what the crossing rings enclose together by the even-odd rule; parts
/// without area are left out.
pub(super) fn split(rings: Vec<Rolled>) -> Vec<Positions> {
    let mut stretches = Vec::new();
    rings.into_iter().for_each(|ring| ring.stretches(&mut stretches));
    let (eastern, western): (Vec<Stretch>, Vec<Stretch>) = stretches.into_iter().partition(|s| s.eastern);
    let mut outlines = joined(western);
    outlines.extend(joined(eastern));
    outlines.retain(|ring| ring.iter().any(|p| p.x.abs() < 180.0) && ring.len() > 3);
    outlines
}

/// Joins the stretches of one side to rings along the antimeridian: from south to north, each second gap between their ends
/// lies inside.
fn joined(stretches: Vec<Stretch>) -> Vec<Positions> {
    let end = |at: usize| {
        let line = &stretches[at / 2].positions;
        if at.is_multiple_of(2) { line[0].y } else { line[line.len() - 1].y }
    };
    let mut ends: Vec<usize> = (0..2 * stretches.len()).collect();
    ends.sort_by(|a, b| end(*a).total_cmp(&end(*b)).then(a.cmp(b)));
    let mut partner = vec![0; ends.len()];
    for pair in ends.chunks_exact(2) {
        (partner[pair[0]], partner[pair[1]]) = (pair[1], pair[0]);
    }
    let mut used = vec![false; stretches.len()];
    let mut rings = Vec::new();
    for first in 0..stretches.len() {
        let (mut ring, mut at) = (Positions::new(), 2 * first);
        while !std::mem::replace(&mut used[at / 2], true) {
            let line = stretches[at / 2].positions.iter().copied();
            if at.is_multiple_of(2) {
                ring.extend(line)
            } else {
                ring.extend(line.rev())
            }
            at = partner[at ^ 1];
        }
        ring.dedup();
        if let Some(start) = ring.first().copied() {
            if ring.last() != Some(&start) {
                ring.push(start);
            }
            rings.push(ring);
        }
    }
    rings
}

#[cfg(test)]
#[path = "antimeridian_tests.rs"]
mod tests;
