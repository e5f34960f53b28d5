//! Border lines: district under region under country, each stretch drawn once.

use super::clip;
use super::frame::Frame;
use super::ground::Ground;
use crate::color::WHITE;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, group, stroked};
use crate::topology::Arc;

/// Width of a casing on either side of its line, in points.
const CASING: f64 = 0.35;

/// Which border lines to draw and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// On white.
    OnWhite,
    /// Over coloured districts: darker, so that they stay visible.
    OnFill,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rank {
    District,
    Region,
    Country,
}

fn rank(ground: &Ground, arc: &Arc) -> Rank {
    match (arc.left, arc.right) {
        (Some(_), Some(_)) if ground.same_region(arc) => Rank::District,
        (Some(_), Some(_)) => Rank::Region,
        _ => Rank::Country,
    }
}

fn lines_of(ground: &Ground, frame: &Frame, wanted: Rank) -> Outline {
    let mut outline = Outline::default();
    if wanted == Rank::Country {
        ground.borders.outline_lines().for_each(|line| clip::line(&mut outline, frame, &line));
        return outline;
    }
    for arc in ground.borders.arcs.iter().filter(|a| rank(ground, a) == wanted) {
        clip::line(&mut outline, frame, &arc.points);
    }
    outline
}

/// District, region and country borders as three layers, lowest first.
pub fn borders(ground: &Ground, frame: &Frame, lines: Lines) -> [Item; 3] {
    let (district, region) = match lines {
        Lines::OnWhite => (ink::DISTRICT, ink::REGION),
        Lines::OnFill => (ink::HAIRLINE, ink::REGION_ON_FILL),
    };
    [
        ("district-borders", Rank::District, Stroke::solid(district, 0.25)),
        ("region-borders", Rank::Region, Stroke::solid(region, 0.5)),
        ("country-border", Rank::Country, Stroke::solid(ink::COUNTRY, 0.75)),
    ]
    .map(|(id, rank, stroke)| {
        let line = lines_of(ground, frame, rank);
        // On dark classes a dark line needs a light edge to be seen.
        let cased = lines == Lines::OnFill && rank != Rank::District;
        let casing = cased.then(|| casing(&line, stroke.width));
        group(id, casing.into_iter().chain([stroked(line, stroke)]).collect())
    })
}

/// The light edge of a line.
fn casing(line: &Outline, width: f64) -> Item {
    stroked(line.clone(), Stroke::solid(WHITE, width + 2.0 * CASING))
}

/// The rings of some districts as one shape, in points.
pub fn outline(ground: &Ground, frame: &Frame, districts: impl IntoIterator<Item = usize>) -> Outline {
    let mut outline = Outline::default();
    for ring in districts.into_iter().flat_map(|d| &ground.borders.rings[d]) {
        clip::ring(&mut outline, frame, &ground.borders.ring(ring));
    }
    outline
}

/// Outlines around units (groups of districts) whose rates rest on enough incidents.
pub fn stable_outlines<'a>(ground: &Ground, frame: &Frame, units: impl Iterator<Item = &'a [usize]>) -> Item {
    let mut lines = Outline::default();
    units.for_each(|unit| lines.segments.extend(border_of(ground, frame, unit).segments));
    group("stable-outlines", vec![casing(&lines, 1.0), stroked(lines, Stroke::solid(ink::TITLE, 1.0))])
}

/// The line around a unit (group of districts), without the borders inside it.
pub(super) fn border_of(ground: &Ground, frame: &Frame, unit: &[usize]) -> Outline {
    let mut lines = Outline::default();
    let holds = |side: Option<usize>| side.is_some_and(|d| unit.contains(&d));
    for arc in ground.borders.arcs.iter().filter(|a| holds(a.left) != holds(a.right)) {
        clip::line(&mut lines, frame, &arc.points);
    }
    lines
}
