//! Names of rivers beside a straight stretch of their lines, in the room that other names leave.

use super::context::country_raster;
use super::frame::Frame;
use super::ground::Ground;
use super::label::Obstacles;
use super::raster::Sums;
use crate::color::WHITE;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::palette::ink;
use crate::scene::{Item, Text, group};
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm, to_mm};

const NAME: Style = Style::new(Face::Italic, 6.5, ink::RIVER_NAME).halo(WHITE, 0.8);
/// Share of the type size that letters reach below the base line.
const DESCENT: f64 = 0.22;
/// Distance of the places along a river where a name may begin, in points.
const STEP: f64 = mm(0.5);
/// White space between a line and its name, in points.
const GAP: f64 = mm(0.35);
/// A river winds around its name by this at most, in points.
const WINDING: f64 = mm(1.6);
/// The steepest a name stands, in degrees.
const STEEPEST: f64 = 55.0;
/// A river shorter than this many times its name is not named.
const LONG: f64 = 2.5;
/// A place that costs more is not taken.
const MOST: f64 = 22.0;

/// Places along a part of a river, at equal distances.
type Run = Vec<[f64; 2]>;

/// What a place is judged by.
struct Around<'a> {
    frame: &'a Frame,
    country: &'a Sums,
    taken: &'a Obstacles,
}

/// A name's place: middle of its base line, and direction in radians, clockwise.
#[derive(Clone, Copy)]
struct Place {
    middle: [f64; 2],
    angle: f64,
}

/// Names of the rivers that are long enough on the map, main ones first, then the longest; answers the names that found no room
/// too. What is placed is added to the boxes that are taken.
///
/// # Errors
/// If the font lacks a letter of a name.
pub fn river_names(
    set: &Typesetter,
    ground: &Ground,
    frame: &Frame,
    taken: &mut Obstacles,
) -> Result<(Item, Vec<String>)> {
    let (mut items, mut unplaced) = (Vec::new(), Vec::new());
    let country = country_raster(ground, frame).sums();
    for (name, runs) in by_name(ground, frame) {
        let text = set.line(&name, &NAME)?;
        if runs.iter().map(|run| run.len() as f64 * STEP).sum::<f64>() < LONG * text.width {
            continue;
        }
        match best(&runs, &text, &Around { frame, country: &country, taken }) {
            Some(place) => {
                taken.boxes.extend(boxes(place, text.width));
                let (sin, cos) = place.angle.sin_cos();
                let half = text.width / 2.0;
                let origin = [place.middle[0] - half * cos, place.middle[1] - half * sin];
                items.push(Item::Text(Text { origin, angle: place.angle.to_degrees(), ..text }));
            }
            None => unplaced.push(name),
        }
    }
    Ok((group("river-names", items), unplaced))
}

/// The courses of each river inside the frame, as places at equal distances.
fn by_name(ground: &Ground, frame: &Frame) -> Vec<(String, Vec<Run>)> {
    let mut rivers: Vec<(bool, String, Vec<Run>)> = Vec::new();
    for river in ground.rivers.iter().filter(|r| !r.name.is_empty()) {
        let runs = river.lines.iter().flat_map(|line| stretches(&frame.all(line), &frame.page.grown(-mm(1.0))));
        match rivers.iter_mut().find(|(_, name, _)| *name == river.name) {
            Some((_, _, known)) => known.extend(runs),
            None => rivers.push((river.main, river.name.clone(), runs.collect())),
        }
    }
    let length = |runs: &[Run]| runs.iter().map(Vec::len).sum::<usize>();
    rivers.sort_by(|(a, an, ar), (b, bn, br)| b.cmp(a).then(length(br).cmp(&length(ar))).then(an.cmp(bn)));
    rivers.into_iter().map(|(_, name, runs)| (name, runs)).collect()
}

/// The parts of a line inside a window, as places at equal distances.
fn stretches(line: &[[f64; 2]], window: &Rect) -> Vec<Run> {
    let (mut runs, mut run, mut next) = (Vec::new(), Vec::new(), 0.0);
    for pair in line.windows(2) {
        let long = distance(pair[0], pair[1]);
        while next < long {
            let p = [0, 1].map(|k| pair[0][k] + (pair[1][k] - pair[0][k]) * next / long);
            if window.contains(p) {
                run.push(p);
            } else if !run.is_empty() {
                runs.push(std::mem::take(&mut run));
            }
            next += STEP;
        }
        next -= long;
    }
    runs.push(run);
    runs
}

/// The cheapest place beside a stretch, on either side of it.
fn best(runs: &[Run], text: &Text, around: &Around) -> Option<Place> {
    let mut best: Option<(f64, Place)> = None;
    for run in runs {
        for first in 0..run.len() {
            let long = |last: &usize| distance(run[first], run[*last]) >= text.width + mm(1.0);
            let Some(last) = (first + 1..run.len()).find(long) else { break };
            for (place, winding) in beside(&run[first..=last]) {
                let away = (first + last).abs_diff(run.len()) as f64 / run.len() as f64;
                let own = 4.0 * to_mm(winding) + 3.0 * place.angle.abs() + 2.0 * away;
                let most = best.map_or(MOST, |(cost, _)| cost);
                let Some(cost) = around.cost(place, text.width, (own, most)) else { continue };
                if best.is_none_or(|(least, _)| cost < least) {
                    best = Some((cost, place));
                }
            }
        }
    }
    best.map(|(_, place)| place)
}

/// The places above and below a stretch, and by how much it winds; none where it is too steep or winds too much.
fn beside(stretch: &[[f64; 2]]) -> Vec<(Place, f64)> {
    let (mut a, mut b) = (stretch[0], stretch[stretch.len() - 1]);
    if a[0] > b[0] {
        std::mem::swap(&mut a, &mut b);
    }
    let angle = (b[1] - a[1]).atan2(b[0] - a[0]);
    let (sin, cos) = angle.sin_cos();
    // Positive is below the straight line from end to end.
    let off = |p: &[f64; 2]| (p[1] - a[1]) * cos - (p[0] - a[0]) * sin;
    let (high, low) = stretch.iter().map(off).fold((0.0_f64, 0.0_f64), |(h, l), v| (h.min(v), l.max(v)));
    if angle.to_degrees().abs() > STEEPEST || low - high > WINDING {
        return Vec::new();
    }
    let middle = |down: f64| [(a[0] + b[0]) / 2.0 - sin * down, (a[1] + b[1]) / 2.0 + cos * down];
    let above = high - GAP - NAME.size * DESCENT;
    let below = low + GAP + NAME.size * CAP_HEIGHT;
    [above, below].map(|down| (Place { middle: middle(down), angle }, low - high)).to_vec()
}

/// Small boxes along a name, which together cover it.
fn boxes(place: Place, width: f64) -> impl Iterator<Item = Rect> {
    let height = NAME.size * (CAP_HEIGHT + DESCENT);
    let (sin, cos) = place.angle.sin_cos();
    let n = (width / height * 2.0).ceil();
    // The middle of the letters lies over the base line.
    let up = height / 2.0 - NAME.size * DESCENT;
    (0..=n as usize).map(move |i| {
        let along = (i as f64 / n - 0.5) * (width - height);
        let [x, y] = [place.middle[0] + along * cos + up * sin, place.middle[1] + along * sin - up * cos];
        Rect::new(x, y, 0.0, 0.0).grown(height / 2.0)
    })
}

impl Around<'_> {
    /// Cost of a place: what it costs in itself, lines under it, what is outside the country. `None` over names and dots,
    /// beyond the map, or above `most`.
    fn cost(&self, place: Place, width: f64, (own, most): (f64, f64)) -> Option<f64> {
        if own > most {
            return None;
        }
        let (mut lines, mut outside, mut n) = (0.0, 0.0, 0.0);
        for small in boxes(place, width) {
            let reach = small.grown(mm(0.3));
            let over_name = || self.taken.boxes.iter().any(|b| b.overlap(&reach) > 0.0);
            if !self.frame.page.holds(&reach) || self.taken.dots_under(&reach) > 0.0 || over_name() {
                return None;
            }
            lines += self.taken.lines_under(&small) / 2.0;
            outside += 1.0 - self.country.share_under(&small);
            n += 1.0;
        }
        Some(own + lines + 6.0 * outside / n).filter(|cost| *cost <= most)
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_lies_along_a_straight_stretch_and_reads_from_left_to_right() {
        let line: Vec<[f64; 2]> = (0..=20).map(|i| [100.0 - f64::from(i), 50.0 + f64::from(i) / 2.0]).collect();
        let places = beside(&line);
        assert_eq!(places.len(), 2);
        for (place, winding) in places {
            assert!((place.angle.to_degrees() + 26.565).abs() < 0.01 && winding < 1e-9);
        }
    }

    #[test]
    fn a_bend_and_a_steep_fall_have_no_place() {
        let bend = [[0.0, 0.0], [10.0, mm(3.0)], [20.0, 0.0]];
        assert!(beside(&bend).is_empty());
        assert!(beside(&[[0.0, 0.0], [5.0, 10.0]]).is_empty());
    }

    #[test]
    fn places_stand_at_equal_distances_and_stop_at_the_window() {
        let window = Rect::new(0.0, 0.0, 20.0, 20.0);
        let runs = stretches(&[[-10.0, 5.0], [10.0, 5.0], [10.0, 50.0]], &window);
        assert_eq!(runs.iter().filter(|r| !r.is_empty()).count(), 1);
        let run = &runs[0];
        assert!(run.windows(2).all(|p| distance(p[0], p[1]) <= STEP + 1e-9) && run.iter().all(|p| window.contains(*p)));
        assert!((run.len() as f64 * STEP - 25.0).abs() < 2.0 * STEP);
    }
}
