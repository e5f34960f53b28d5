//! Rounding: every border once, and where rounding makes borders cross, a vertex goes.

use rustc_hash::FxHashSet;

use super::net::{Meeting, Pairs, meetings};
use crate::error::{Error, Result};
use crate::topology::Topology;

/// Rounds of mending: each leaves out at least one vertex at every place where borders meet that did not before.
const ROUNDS: usize = 60;

/// Rounds every vertex to decimals of a degree. Arcs that met before (`crossed`) are left to meet.
///
/// # Errors
/// `Kind::Data` if borders would cross whatever vertex goes; as `meetings`.
pub(super) fn round(topology: &mut Topology, decimals: u32, crossed: &Pairs) -> Result<()> {
    let parts = 10f64.powi(decimals as i32);
    for arc in &mut topology.arcs {
        arc.points.iter_mut().for_each(|p| *p = p.map(|v| (v * parts).round() / parts));
        smooth(&mut arc.points);
    }
    for _ in 0..ROUNDS {
        let new: Vec<Meeting> = meetings(topology)?.into_iter().filter(|m| !crossed.contains(&m.arcs)).collect();
        let Some(first) = new.first() else { return Ok(()) };
        let doomed: FxHashSet<(usize, usize)> = new.iter().filter_map(|m| weakest(topology, m)).collect();
        if doomed.is_empty() {
            let [x, y] = topology.arcs[first.arcs.0].points[first.edges.0];
            return Err(Error::data(format!("rounded to {decimals} decimals, borders cross near {x}, {y}"))
                .hint("keep more decimals"));
        }
        for arc in doomed.iter().map(|d| d.0).collect::<FxHashSet<_>>() {
            let points = &mut topology.arcs[arc].points;
            let mut at = 0..points.len();
            points.retain(|_| at.next().is_some_and(|i| !doomed.contains(&(arc, i))));
            smooth(points);
        }
    }
    Err(Error::data(format!("rounded to {decimals} decimals, borders cross at many places")).hint("keep more decimals"))
}

/// Leaves out vertices that fell together, and edges that go back the way they came.
fn smooth(points: &mut Vec<[f64; 2]>) {
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(points.len());
    for &p in points.iter() {
        if kept.last() == Some(&p) {
            continue;
        }
        if kept.len() >= 2 && kept[kept.len() - 2] == p {
            kept.pop();
            continue;
        }
        kept.push(p);
    }
    *points = kept;
}

/// Of the inner vertices of two edges, the one whose triangle with its neighbours is smallest.
fn weakest(topology: &Topology, meeting: &Meeting) -> Option<(usize, usize)> {
    let (a, b) = (meeting.arcs.0, meeting.arcs.1);
    let ends = [(a, meeting.edges.0), (a, meeting.edges.0 + 1), (b, meeting.edges.1), (b, meeting.edges.1 + 1)];
    let inner = |&(arc, i): &(usize, usize)| {
        let points = &topology.arcs[arc].points;
        let fewest = if points[0] == points[points.len() - 1] { 4 } else { 2 };
        i > 0 && i + 1 < points.len() && points.len() > fewest
    };
    let size = |&(arc, i): &(usize, usize)| {
        let p = &topology.arcs[arc].points;
        let ([ax, ay], [bx, by], [cx, cy]) = (p[i - 1], p[i], p[i + 1]);
        ((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)).abs()
    };
    ends.into_iter().filter(inner).min_by(|x, y| size(x).total_cmp(&size(y)).then(x.cmp(y)))
}
