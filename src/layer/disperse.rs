//! Dots that would hide each other are moved apart: in the drawing only, the same way every time, and never out of their
//! district.

use std::collections::BTreeMap;

use super::frame::Frame;
use super::ground::Ground;
use super::points::Mark;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, stroked};
use crate::symbol::{DOT, Emblem};
use crate::unit::mm;

/// Dots nearer than this are pushed apart, in points.
const NEAR: f64 = 0.75 * DOT;
/// A dot is moved no further than this, in points.
pub const MOST_MOVED: f64 = DOT;
/// A dot moved further than this gets a tick to its true place, in points.
const TICKED: f64 = mm(0.45);
/// Share of the way back to the true place that each round takes.
const PULL: f64 = 0.01;
const ROUNDS: usize = 200;
/// More dots than this are a cloud in which moving single ones shows nothing.
const MOST_DOTS: usize = 3000;

/// A dot on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dot {
    /// Where it is drawn, in points.
    pub at: [f64; 2],
    /// Where the incident was, in points.
    pub place: [f64; 2],
    /// Known to a district or commune only: drawn as a ring.
    pub ring: bool,
    /// Calendar year, where it is known.
    pub year: Option<i16>,
    /// The symbol of its kind; `None` draws the plain dot.
    pub emblem: Option<Emblem>,
}

impl Dot {
    /// The same dot moved with its map.
    pub fn shifted(self, by: [f64; 2]) -> Dot {
        let step = |p: [f64; 2]| [p[0] + by[0], p[1] + by[1]];
        Dot { at: step(self.at), place: step(self.place), ..self }
    }

    /// A line from a moved dot to its true place.
    pub(super) fn tick(&self) -> Option<Item> {
        (length(minus(self.at, self.place)) > TICKED).then(|| {
            let mut line = Outline::default();
            line.polyline(&[self.place, self.at], false);
            let color = self.emblem.map_or(ink::INCIDENT, |e| e.color);
            stroked(line, Stroke::solid(color, 0.25))
        })
    }
}

fn minus(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0] - b[0], a[1] - b[1]]
}

fn length([x, y]: [f64; 2]) -> f64 {
    x.hypot(y)
}

/// The marks inside the frame as dots, moved apart where they would hide each other. The result depends on the order of
/// the marks.
pub fn disperse(ground: &Ground, frame: &Frame, marks: &[Mark]) -> Vec<Dot> {
    let seen: Vec<(usize, Dot)> = marks
        .iter()
        .map(|m| {
            (
                m.district,
                Dot { at: frame.at(m.at), place: frame.at(m.at), ring: m.ring, year: m.year, emblem: m.emblem },
            )
        })
        // In a part of the map a dot at the edge would stand half outside.
        .filter(|(_, d)| frame.page.grown(if frame.enlarged { -DOT } else { 0.0 }).contains(d.at))
        .collect();
    let mut dots: Vec<Dot> = seen.iter().map(|(_, dot)| *dot).collect();
    if dots.len() > MOST_DOTS {
        return dots;
    }
    let crowd = crowd(&dots);
    let mut rings_of: BTreeMap<usize, Vec<Vec<[f64; 2]>>> = BTreeMap::new();
    let mut homes: Vec<Vec<Edge>> = vec![Vec::new(); dots.len()];
    for &i in crowd.iter().flatten() {
        if homes[i].is_empty() {
            let district = seen[i].0;
            let rings = rings_of.entry(district).or_insert_with(|| rings(ground, frame, district));
            homes[i] = home(rings, dots[i].place);
        }
    }
    settle(&mut dots, &crowd, &homes);
    dots
}

/// An edge of a district on the page.
type Edge = [[f64; 2]; 2];

fn settle(dots: &mut [Dot], crowd: &[[usize; 2]], homes: &[Vec<Edge>]) {
    for _ in 0..ROUNDS {
        if !push(dots, crowd) {
            break;
        }
        for (dot, home) in dots.iter_mut().zip(homes) {
            *dot = held(*dot, home);
        }
    }
}

/// The pairs of dots that can come too near each other, however both are moved, by their numbers in order.
fn crowd(dots: &[Dot]) -> Vec<[usize; 2]> {
    const REACH: f64 = NEAR + 2.0 * MOST_MOVED;
    let mut by_x: Vec<usize> = (0..dots.len()).collect();
    by_x.sort_by(|&i, &j| dots[i].place[0].total_cmp(&dots[j].place[0]));
    let mut pairs = Vec::new();
    for (n, &i) in by_x.iter().enumerate() {
        let apart = |j: usize, axis: usize| f64::abs(dots[j].place[axis] - dots[i].place[axis]);
        let beside = by_x[n + 1..].iter().take_while(|&&j| apart(j, 0) < REACH);
        pairs.extend(beside.filter(|&&j| apart(j, 1) < REACH).map(|&j| [i.min(j), i.max(j)]));
    }
    pairs.sort_unstable();
    pairs
}

/// The edges of a district that tell whether a dot of that place is inside of it: those that a level line to the right from
/// wherever the dot may be moved to may cross.
fn home(rings: &[Vec<[f64; 2]>], [x, y]: [f64; 2]) -> Vec<Edge> {
    let far = MOST_MOVED + 1e-6;
    let edges = rings.iter().flat_map(|r| (0..r.len()).map(|i| [r[i], r[(i + 1) % r.len()]]));
    let met = |[a, b]: &Edge| a[0].max(b[0]) >= x - far && a[1].max(b[1]) >= y - far && a[1].min(b[1]) <= y + far;
    edges.filter(met).collect()
}

fn rings(ground: &Ground, frame: &Frame, district: usize) -> Vec<Vec<[f64; 2]>> {
    ground.borders.rings[district].iter().map(|ring| frame.all(&ground.borders.ring(ring))).collect()
}

/// Pushes every pair that is too near apart by half of what it lacks; answers whether there was one.
fn push(dots: &mut [Dot], crowd: &[[usize; 2]]) -> bool {
    let mut moves = vec![[0.0; 2]; dots.len()];
    let mut pushed = false;
    for &[i, j] in crowd {
        let apart = minus(dots[j].at, dots[i].at);
        if f64::abs(apart[0]) > NEAR || f64::abs(apart[1]) > NEAR {
            continue;
        }
        let lack = NEAR - length(apart);
        // Nearer than a hundredth of a point is near enough to stop.
        if lack > 0.01 {
            let [x, y] = direction(apart, j);
            pushed = true;
            moves[i] = minus(moves[i], [x * lack / 2.0, y * lack / 2.0]);
            moves[j] = minus(moves[j], [-x * lack / 2.0, -y * lack / 2.0]);
        }
    }
    for (dot, by) in dots.iter_mut().zip(moves) {
        let back = minus(dot.place, dot.at);
        dot.at = [0, 1].map(|k| dot.at[k] + by[k] + if pushed { PULL * back[k] } else { 0.0 });
    }
    pushed
}

/// The way from one dot to another; for dots at one place a direction of the golden angle, by number.
fn direction([x, y]: [f64; 2], number: usize) -> [f64; 2] {
    let distance = length([x, y]);
    if distance > 1e-6 {
        return [x / distance, y / distance];
    }
    let (sin, cos) = (2.399_963 * number as f64).sin_cos();
    [cos, sin]
}

/// The dot no further from its place than allowed, and on the way there as far as its district reaches.
fn held(mut dot: Dot, home: &[Edge]) -> Dot {
    if dot.at == dot.place {
        return dot;
    }
    let way = minus(dot.at, dot.place);
    let far = length(way).max(1e-12);
    let reach = far.min(MOST_MOVED) / far;
    for step in [1.0, 0.75, 0.5, 0.25] {
        dot.at = [0, 1].map(|k| dot.place[k] + way[k] * reach * step);
        if within(home, dot.at) {
            return dot;
        }
    }
    dot.at = dot.place;
    dot
}

/// Even-odd.
fn within(edges: &[Edge], [x, y]: [f64; 2]) -> bool {
    let crossed = |[a, b]: &Edge| (a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
    edges.iter().filter(|edge| crossed(edge)).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dots(places: &[[f64; 2]]) -> Vec<Dot> {
        places.iter().map(|&p| Dot { at: p, place: p, ring: false, year: None, emblem: None }).collect()
    }

    fn settled(places: &[[f64; 2]], rings: &[Vec<[f64; 2]>]) -> Vec<Dot> {
        let mut dots = dots(places);
        let homes: Vec<Vec<Edge>> = places.iter().map(|place| home(rings, *place)).collect();
        let crowd = crowd(&dots);
        settle(&mut dots, &crowd, &homes);
        dots
    }

    const SQUARE: [[f64; 2]; 4] = [[0.0, 0.0], [100.0, 0.0], [100.0, 100.0], [0.0, 100.0]];

    #[test]
    fn coincident_dots_part_and_stay_near() {
        let home = [SQUARE.to_vec()];
        let moved = settled(&[[50.0, 50.0]; 4], &home);
        for (i, a) in moved.iter().enumerate() {
            assert!(length(minus(a.at, a.place)) <= MOST_MOVED + 1e-9);
            for b in &moved[..i] {
                assert!(length(minus(a.at, b.at)) > 0.9 * NEAR, "{a:?} {b:?}");
            }
        }
        assert_eq!(moved, settled(&[[50.0, 50.0]; 4], &home));
    }

    #[test]
    fn a_dot_alone_stays_and_none_leaves_its_district() {
        let square = [vec![[0.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0]]];
        let edges: Vec<Edge> = (0..4).map(|i| [square[0][i], square[0][(i + 1) % 4]]).collect();
        assert_eq!(settled(&[[1.0, 1.0]], &square)[0].at, [1.0, 1.0]);
        let settled = settled(&[[0.2, 0.2]; 9], &square);
        assert!(settled.iter().all(|dot| within(&edges, dot.at)), "{settled:?}");
        assert!(settled.iter().any(|dot| dot.at != dot.place));
    }

    #[test]
    fn edges_far_from_a_dot_do_not_tell_whether_it_is_inside() {
        let mut star = SQUARE;
        star[2] = [20.0, 30.0];
        let all: Vec<Edge> = (0..4).map(|i| [star[i], star[(i + 1) % 4]]).collect();
        for place in [[10.0, 20.0], [21.0, 30.0], [50.0, 10.0], [5.0, 90.0]] {
            let near = home(&[star.to_vec()], place);
            for step in 0..40 {
                let (sin, cos) = f64::from(step).sin_cos();
                let reach = MOST_MOVED * f64::from(step % 5) / 4.0;
                let at = [place[0] + reach * cos, place[1] + reach * sin];
                assert_eq!(within(&near, at), within(&all, at), "{at:?}");
            }
        }
        assert!(home(&[star.to_vec()], [90.0, 1.0]).len() < 4);
    }
}
