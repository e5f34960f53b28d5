//! Symbols of kinds: each has a shape and a colour of its own, so that kinds are told apart in greyscale too.

use super::{DOT, RING, framed};
use crate::color::{Color, WHITE};
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled};

/// Radius of a disc that is as large as each shape, in points.
const RADIUS: f64 = 0.63 * DOT;
/// Width of the white edge that parts symbols that overlap, in points.
const EDGE: f64 = 0.53;

/// The outline of a symbol; all have the same area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Disc,
    /// A square on its side.
    Square,
    /// A triangle on its side.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// An upright cross.
    Plus,
    /// A triangle on its corner.
    Drop,
    /// A cross on its feet.
    Cross,
    /// A lying bar.
    Bar,
}

/// The symbol of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Emblem {
    /// Its outline.
    pub shape: Shape,
    /// Its colour.
    pub color: Color,
}

impl Emblem {
    /// Shapes of kinds in the order of a legend; there are no more kinds than these.
    pub const SHAPES: [Shape; 6] =
        [Shape::Disc, Shape::Square, Shape::Triangle, Shape::Diamond, Shape::Plus, Shape::Drop];

    /// What is of another kind.
    pub const OTHER: Emblem = Emblem { shape: Shape::Cross, color: ink::FAINT };

    /// What is of no stated kind.
    pub const NOT_STATED: Emblem = Emblem { shape: Shape::Bar, color: ink::FAINT };

    /// The symbols of so many kinds, in the colours.
    pub fn of(colors: &[Color]) -> Vec<Emblem> {
        Emblem::SHAPES.iter().zip(colors).map(|(&shape, &color)| Emblem { shape, color }).collect()
    }

    /// The symbol around a place: filled, or hollow where only a district is known.
    pub fn at(self, at: [f64; 2], hollow: bool) -> Vec<Item> {
        let edge = framed(self.shape.outline(at, RADIUS), WHITE, Stroke::solid(WHITE, 2.0 * EDGE));
        if !hollow {
            return vec![edge, filled(self.shape.outline(at, RADIUS), self.color)];
        }
        // The line lies inside the outline, which is as large as a filled symbol.
        let inner = self.shape.outline(at, RADIUS - RING / 2.0 / self.shape.depth());
        vec![edge, framed(inner, WHITE, Stroke::solid(self.color, RING))]
    }
}

impl Shape {
    /// The outline around a place, as large as a disc of the radius.
    fn outline(self, at: [f64; 2], radius: f64) -> Outline {
        if self == Shape::Disc {
            return Outline::circle(at, radius);
        }
        let mut outline = Outline::default();
        let corners: Vec<[f64; 2]> =
            self.corners().iter().map(|[x, y]| [at[0] + x * radius, at[1] + y * radius]).collect();
        outline.polyline(&corners, true);
        outline
    }

    /// Corners around the middle of a shape of area π, y down.
    fn corners(self) -> Vec<[f64; 2]> {
        let turned = |corners: Vec<[f64; 2]>, sin: f64, cos: f64| {
            corners.into_iter().map(|[x, y]| [x * cos - y * sin, x * sin + y * cos]).collect()
        };
        match self {
            Shape::Disc => Vec::new(),
            Shape::Square => rectangle(HALF, HALF),
            Shape::Diamond => turned(rectangle(HALF, HALF), SIN45, SIN45),
            // Equilateral; its middle is that of its mass.
            Shape::Triangle => vec![[0.0, -TIP], [TIP * COS30, TIP / 2.0], [-TIP * COS30, TIP / 2.0]],
            Shape::Drop => turned(Shape::Triangle.corners(), 0.0, -1.0),
            Shape::Plus => plus(),
            Shape::Cross => turned(plus(), SIN45, SIN45),
            Shape::Bar => rectangle(std::f64::consts::PI / 4.0 / BAR, BAR),
        }
    }

    /// Distance of the nearest side from the middle of a shape of area π.
    fn depth(self) -> f64 {
        match self {
            Shape::Disc => 1.0,
            Shape::Square | Shape::Diamond => HALF,
            Shape::Triangle | Shape::Drop => TIP / 2.0,
            Shape::Plus | Shape::Cross => ARM,
            Shape::Bar => BAR,
        }
    }
}

const SIN45: f64 = std::f64::consts::FRAC_1_SQRT_2;
const COS30: f64 = 0.866_025_403_784_438_6;
/// Half the side of a square of area π.
const HALF: f64 = 0.886_226_925_452_758;
/// From the middle of an equilateral triangle of area π to a corner.
const TIP: f64 = 1.555_121_949_098_15;
/// Half the height of a bar.
const BAR: f64 = 0.55;
/// Half the width of a cross's arms, and their length, for an area of π.
const ARM: f64 = 0.5;
const REACH: f64 = (std::f64::consts::PI + 4.0 * ARM * ARM) / (8.0 * ARM);

fn rectangle(x: f64, y: f64) -> Vec<[f64; 2]> {
    vec![[-x, -y], [x, -y], [x, y], [-x, y]]
}

fn plus() -> Vec<[f64; 2]> {
    let (a, r) = (ARM, REACH);
    [[-a, -r], [a, -r], [a, -a], [r, -a], [r, a], [a, a], [a, r], [-a, r], [-a, a], [-r, a], [-r, -a], [-a, -a]]
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(corners: &[[f64; 2]]) -> f64 {
        let pairs = (0..corners.len()).map(|i| (corners[i], corners[(i + 1) % corners.len()]));
        pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>().abs() / 2.0
    }

    #[test]
    fn all_shapes_are_as_large_as_a_disc_and_differ() {
        let others = [Emblem::OTHER.shape, Emblem::NOT_STATED.shape];
        let all: Vec<Shape> = Emblem::SHAPES.into_iter().chain(others).collect();
        for (i, shape) in all.iter().enumerate() {
            assert!(!all[..i].contains(shape), "{shape:?}");
            if *shape != Shape::Disc {
                let area = area(&shape.corners());
                assert!((area - std::f64::consts::PI).abs() < 0.01, "{shape:?}: {area}");
            }
        }
    }

    #[test]
    fn a_hollow_symbol_is_white_inside_and_no_larger() {
        let emblem = Emblem { shape: Shape::Square, color: ink::INCIDENT };
        let [_, Item::Path(line)] = &emblem.at([0.0, 0.0], true)[..] else { panic!("edge and line") };
        assert_eq!(line.fill, Some(WHITE));
        let crate::scene::Segment::Move([x, _]) = line.outline.segments[0] else { panic!("starts somewhere") };
        assert!((-x + RING / 2.0 - HALF * RADIUS).abs() < 1e-9, "the line ends where a filled symbol ends");
    }
}
