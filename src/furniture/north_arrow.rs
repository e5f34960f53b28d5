//! A small arrow that points north.

use crate::color::WHITE;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group};
use crate::symbol::framed;
use crate::text::{Style, Typesetter};
use crate::unit::mm;

/// Length and half width of the arrow, in points.
const LONG: f64 = mm(5.6);
const HALF: f64 = mm(1.5);
/// How far the notch at its foot reaches in.
const NOTCH: f64 = mm(1.3);
/// Space between its tip and the letter.
const GAP: f64 = mm(0.7);
const LETTER: Style = Style::new(Face::SemiBold, 7.0, ink::TITLE);

/// Width and height that an arrow takes, whatever its direction up to a few degrees, in points.
pub const NORTH_ARROW: [f64; 2] = [2.0 * HALF + mm(1.4), LONG + GAP + LETTER.size * CAP_HEIGHT + mm(0.4)];

/// An arrow in a box with the upper left corner at `at`; `angle` is the direction of north there in degrees clockwise from up.
/// The letter, which every language of ours has for it, stays upright.
///
/// # Errors
/// If the font lacks the letter, which it does not.
pub fn north_arrow(set: &Typesetter, [x, y]: [f64; 2], angle: f64) -> Result<Item> {
    let letter = LETTER.size * CAP_HEIGHT;
    let middle = [x + NORTH_ARROW[0] / 2.0, y + letter + GAP + LONG / 2.0];
    let (sin, cos) = angle.to_radians().sin_cos();
    let turned = |[dx, dy]: [f64; 2]| [middle[0] + dx * cos - dy * sin, middle[1] + dx * sin + dy * cos];
    let (tip, foot) = (-LONG / 2.0, LONG / 2.0);
    let shape = |corners: &[[f64; 2]]| {
        let mut outline = Outline::default();
        outline.polyline(&corners.iter().map(|p| turned(*p)).collect::<Vec<_>>(), true);
        outline
    };
    let (left, notch, right) = ([-HALF, foot], [0.0, foot - NOTCH], [HALF, foot]);
    let whole = shape(&[[0.0, tip], left, notch, right]);
    let half = shape(&[[0.0, tip], left, notch]);
    let line = Stroke::solid(ink::TITLE, 0.35);
    let width = set.line("N", &LETTER)?.width;
    let [nx, ny] = turned([0.0, tip - GAP - letter / 2.0]);
    let words = set.at([nx - width / 2.0, ny + letter / 2.0], "N", &LETTER)?;
    let items = vec![framed(whole, WHITE, line), filled(half, ink::TITLE), Item::Text(words)];
    Ok(group("north-arrow", items))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Segment;

    /// The tip of the arrow and the foot of its spine.
    fn spine(angle: f64) -> [[f64; 2]; 2] {
        let Item::Group(arrow) = north_arrow(&Typesetter::default(), [0.0, 0.0], angle).expect("draws") else {
            panic!()
        };
        let Item::Path(half) = &arrow.items[0] else { panic!("a shape") };
        let points: Vec<[f64; 2]> = half
            .outline
            .segments
            .iter()
            .filter_map(|s| match *s {
                Segment::Move(p) | Segment::Line(p) => Some(p),
                _ => None,
            })
            .collect();
        [points[0], points[2]]
    }

    #[test]
    fn it_points_where_it_should() {
        for angle in [-20.0, 0.0, 7.5] {
            let [tip, foot] = spine(angle);
            let found = (tip[0] - foot[0]).atan2(foot[1] - tip[1]).to_degrees();
            assert!((found - angle).abs() < 1e-9, "{found}");
        }
    }

    #[test]
    fn it_keeps_to_its_box() {
        let [tip, foot] = spine(4.0);
        assert!(tip[1] > 0.0 && foot[1] < NORTH_ARROW[1]);
    }
}
