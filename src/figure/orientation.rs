//! What helps readers to find their way on a map, beside the names of its regions and districts.

use super::labels::Names;
use super::layout::Stage;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::furniture::{NORTH_ARROW, fixed, north_arrow};
use crate::language::Language;
use crate::layer::{
    Degree, Frame, Ground, Obstacles, Town, country_raster, graticule_ends, graticule_step, river_names, town_names,
};
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::text::Style;
use crate::unit::{Rect, mm};

const DEGREE: Style = Style::new(Face::Regular, 6.0, ink::FAINT).halo(ink::NOT_COVERED, 0.8);
/// Distance of a label from the edge and from its line, in points.
const OFF: f64 = mm(0.7);
/// Height of its figures.
const CAP: f64 = DEGREE.size * CAP_HEIGHT;

/// What is named and drawn to orient the reader; nothing unless it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Orientation {
    /// Towns of at least so many people are named where there is room; `None` names none.
    pub towns: Option<u64>,
    /// Whether rivers are named where there is room.
    pub rivers: bool,
    /// Maps narrower than this name neither towns nor rivers; in points.
    pub least_width: f64,
    /// An arrow that points north.
    pub north_arrow: bool,
    /// Meridians and parallels.
    pub graticule: Option<Graticule>,
}

impl Orientation {
    /// Nothing.
    pub const NONE: Orientation =
        Orientation { towns: None, rivers: false, least_width: 0.0, north_arrow: false, graticule: None };
}

/// Distance of meridians and parallels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Graticule {
    /// Round degrees that give up to five of them on the map.
    Round,
    /// So many degrees.
    Degrees(f64),
}

impl Graticule {
    /// The step in degrees.
    pub(super) fn step(self, ground: &Ground, frame: &Frame) -> f64 {
        match self {
            Graticule::Round => graticule_step(ground, frame),
            Graticule::Degrees(step) => step,
        }
    }
}

/// Names of towns and rivers that have room beside all other names, which are `named` already. A town that shares its name
/// with a region or district is not named again.
pub(super) fn place_names(
    stage: &Stage,
    frame: &Frame,
    orientation: Orientation,
    named: &[&str],
    taken: &mut Obstacles,
) -> Result<Names> {
    let mut names = Names::default();
    if frame.page.width() < orientation.least_width || frame.enlarged {
        return Ok(names);
    }
    if orientation.rivers {
        let (rivers, unplaced) = river_names(stage.set, stage.ground, frame, taken)?;
        names.items.push(rivers);
        names.unplaced.extend(unplaced);
    }
    if let Some(least) = orientation.towns {
        let wanted = |t: &&Town| t.people >= least && !named.contains(&t.name.as_str());
        let towns: Vec<&Town> = stage.ground.towns.iter().filter(wanted).collect();
        let (towns, unplaced) = town_names(stage.set, frame, &towns, taken)?;
        names.items.push(towns);
        names.unplaced.extend(unplaced);
    }
    Ok(names)
}

/// Labels of the graticule at the edge of a map, one a line, off the country and off furniture; with their boxes.
pub(super) fn degrees(
    stage: &Stage,
    language: Language,
    (frame, step): (&Frame, f64),
    furniture: &[Rect],
) -> Result<(Item, Vec<Rect>)> {
    let (mut items, mut boxes) = (Vec::new(), Vec::new());
    let country = country_raster(stage.ground, frame).sums();
    for ends in graticule_ends(stage.ground, frame, step) {
        for end in ends {
            let text = stage.set.line(&words(language, &end, step), &DEGREE)?;
            let origin = beside(&end, &frame.page, text.width);
            let bounds = Rect::new(origin[0], origin[1] - CAP, text.width, CAP);
            let reach = bounds.grown(mm(0.5));
            let free = furniture.iter().chain(&boxes).all(|b: &Rect| b.overlap(&reach) == 0.0);
            if free && frame.page.holds(&reach) && country.share_under(&reach) == 0.0 {
                boxes.push(bounds);
                items.push(Item::Text(crate::scene::Text { origin, ..text }));
                break;
            }
        }
    }
    Ok((group("grid-labels", items), boxes))
}

/// Where a label of the width starts: right of its meridian, above its parallel, inside the edge.
fn beside(end: &Degree, page: &Rect, width: f64) -> [f64; 2] {
    let [x, y] = end.at;
    let [middle_x, middle_y] = page.center();
    match end.meridian {
        true => [x + OFF, if y > middle_y { y - OFF } else { y + OFF + CAP }],
        false => [if x < middle_x { x + OFF } else { x - OFF - width }, y - OFF],
    }
}

/// "12°N" in English, "12° N" in French, where west is "O"; the equator and Greenwich are "0°".
fn words(language: Language, end: &Degree, step: f64) -> String {
    let mut degrees = end.degrees;
    if end.meridian {
        degrees = (degrees + 180.0).rem_euclid(360.0) - 180.0;
    }
    let decimals = usize::from(step.fract() != 0.0);
    let number = fixed(language, degrees.abs(), decimals);
    let side = match (end.meridian, degrees > 0.0) {
        _ if degrees.abs() < 1e-9 => return format!("{number}°"),
        (true, true) => "E",
        (true, false) => language.of("W", "O"),
        (false, true) => "N",
        (false, false) => "S",
    };
    format!("{number}°{}{side}", language.of("", "\u{202f}"))
}

/// The arrow with its upper left corner at a place; it points where north is at its middle.
pub(super) fn arrow(stage: &Stage, frame: &Frame, at: [f64; 2]) -> Result<Item> {
    let middle = frame.place([at[0] + NORTH_ARROW[0] / 2.0, at[1] + NORTH_ARROW[1] / 2.0]);
    let angle = stage.ground.projection.north(middle).unwrap_or(0.0);
    north_arrow(stage.set, at, angle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn degrees_are_written_as_the_language_has_them() {
        let end = |meridian: bool, degrees: f64| Degree { degrees, meridian, at: [0.0, 0.0] };
        assert_eq!(words(English, &end(false, 12.0), 2.0), "12°N");
        assert_eq!(words(French, &end(false, 12.0), 2.0), "12°\u{202f}N");
        assert_eq!(words(French, &end(true, -4.0), 2.0), "4°\u{202f}O");
        assert_eq!(words(English, &end(true, -4.0), 2.0), "4°W");
        assert_eq!(words(English, &end(true, 0.0), 5.0), "0°");
        assert_eq!(words(French, &end(false, -0.5), 0.5), "0,5°\u{202f}S");
        assert_eq!(words(English, &end(true, 185.0), 5.0), "175°W", "across the antimeridian");
    }
}
