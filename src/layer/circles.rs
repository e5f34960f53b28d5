//! Proportional circles, each at the middle of its district.

use super::frame::Frame;
use super::ground::Ground;
use super::label::{Block, Obstacles, around};
use super::raster::Raster;
use crate::classify::CircleScale;
use crate::color::WHITE;
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::measure::Number;
use crate::palette::ink;
use crate::scene::{Item, Text, group};
use crate::symbol;
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Space between a circle's rim and its name, and the least from there to another circle, in points.
const GAP: f64 = mm(0.8);
const CLEAR: f64 = mm(1.5);
/// Within this of another circle a name could be taken for that one's, which costs as much as so many ranks of preference.
const NEAR: f64 = mm(2.4);
const MISREAD: f64 = 20.0;
const NUMBER: Style = Style::new(Face::SemiBold, 7.5, WHITE);
const NAME: Style = Style::new(Face::Medium, 6.5, ink::TITLE).halo(WHITE, 0.8);

/// A circle on the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Circle {
    /// Index of its district.
    pub district: usize,
    /// The value that it shows.
    pub value: u32,
    /// Its middle, in points.
    pub at: [f64; 2],
    /// Its radius in points.
    pub radius: f64,
}

impl Circle {
    fn bounds(&self) -> Rect {
        Rect::new(self.at[0], self.at[1], 0.0, 0.0).grown(self.radius)
    }

    /// Distance of a box from the rim in points; negative where the box reaches inside.
    fn distance(&self, r: &Rect) -> f64 {
        let [x, y] = self.at;
        (r.x0 - x).max(x - r.x1).max(0.0).hypot((r.y0 - y).max(y - r.y1).max(0.0)) - self.radius
    }
}

/// A circle for each district with a value that is shown, largest first.
pub fn circles(ground: &Ground, frame: &Frame, values: &[Number], scale: &CircleScale) -> Vec<Circle> {
    let known = values.iter().enumerate().filter_map(|(d, n)| Some((d, n.known().filter(|n| *n > 0)?)));
    let mut order: Vec<(usize, u32)> = known.collect();
    order.sort_by_key(|&(d, value)| (std::cmp::Reverse(value), d));
    let circle = |(d, value): (usize, u32)| Circle {
        district: d,
        value,
        at: middle(ground, frame, d),
        radius: scale.diameter(value).max(symbol::SMALLEST_CIRCLE) / 2.0,
    };
    order.into_iter().map(circle).filter(|c| frame.page.contains(c.at)).collect()
}

/// The signs of districts whose value is held back, and the boxes that they take.
pub fn withheld(ground: &Ground, frame: &Frame, values: &[Number]) -> (Item, Vec<Rect>) {
    let held = values.iter().enumerate().filter(|(_, n)| n.known().is_none());
    let places: Vec<[f64; 2]> =
        held.map(|(d, _)| middle(ground, frame, d)).filter(|at| frame.page.contains(*at)).collect();
    let half = symbol::WITHHELD / 2.0;
    let taken = places.iter().map(|[x, y]| Rect::new(*x, *y, 0.0, 0.0).grown(half)).collect();
    (group("withheld", places.into_iter().flat_map(symbol::withheld).collect()), taken)
}

/// Where a symbol of a district stands: as deep inside as can be, in points.
pub(super) fn middle(ground: &Ground, frame: &Frame, district: usize) -> [f64; 2] {
    let rings = ground.borders.rings[district].iter().map(|ring| frame.all(&ground.borders.ring(ring)));
    let rings: Vec<_> = rings.collect();
    Raster::of(frame, &rings).pole().unwrap_or_else(|| Rect::around(rings.concat()).center())
}

/// The circles as drawn, the largest lowest, with numbers in those that have room for one.
///
/// # Errors
/// If the font lacks a letter.
pub fn drawn(set: &Typesetter, circles: &[Circle], least_numbered: u32) -> Result<Item> {
    let mut items: Vec<Item> = circles.iter().map(|c| symbol::circle(c.at, c.radius)).collect();
    for circle in circles.iter().filter(|c| c.value >= least_numbered) {
        let words = circle.value.to_string();
        let width = set.line(&words, &NUMBER)?.width;
        if fits(circle, width) && !hidden(circle, circles) {
            let origin = [circle.at[0] - width / 2.0, circle.at[1] + NUMBER.size * CAP_HEIGHT / 2.0];
            items.push(Item::Text(set.at(origin, &words, &NUMBER)?));
        }
    }
    Ok(group("circles", items))
}

/// Whether a number of the width keeps clear of the rim.
fn fits(circle: &Circle, width: f64) -> bool {
    (width / 2.0).hypot(NUMBER.size * CAP_HEIGHT / 2.0) <= 0.9 * circle.radius
}

/// Whether a smaller circle lies over the middle of this one.
fn hidden(circle: &Circle, all: &[Circle]) -> bool {
    let nearer = |c: &&Circle| {
        (c.at[0] - circle.at[0]).hypot(c.at[1] - circle.at[1]) < c.radius + NUMBER.size * CAP_HEIGHT / 2.0
    };
    all.iter().filter(|c| c.district != circle.district && c.radius <= circle.radius).any(|c| nearer(&c))
}

/// Names beside their circles, the largest circle first, at the first of eight places that hides no circle and no other
/// name; answers the texts and the names that found no place. What is placed is added to the boxes that are taken.
///
/// # Errors
/// If the font lacks a letter.
pub fn circle_names(
    set: &Typesetter,
    frame: &Frame,
    named: &[(Circle, String)],
    circles: &[Circle],
    taken: &mut Obstacles,
) -> Result<(Item, Vec<String>)> {
    let (mut items, mut unplaced) = (Vec::new(), Vec::new());
    for (circle, name) in named {
        let size = Block::new(set, &[vec![(name.clone(), NAME)]], NAME.size)?.size;
        let others = || circles.iter().filter(|c| c.district != circle.district);
        let nearest_other = |bounds: &Rect| others().map(|c| c.distance(bounds)).fold(f64::INFINITY, f64::min);
        let free = |bounds: &&Rect| {
            let reach = bounds.grown(mm(0.3));
            frame.page.holds(&reach)
                && taken.boxes.iter().all(|b| b.overlap(&reach) == 0.0)
                && nearest_other(bounds) > CLEAR
        };
        let places = around(circle.at, circle.radius + GAP, size);
        // A border under a name costs as much as four ranks of preference a millimetre.
        let cost = |(rank, bounds): (usize, &Rect)| {
            let misread = if nearest_other(bounds) < NEAR { MISREAD } else { 0.0 };
            rank as f64 + 4.0 * taken.lines_under(bounds) + misread
        };
        let best = places
            .iter()
            .enumerate()
            .filter(|(_, bounds)| free(bounds))
            .min_by(|&a, &b| cost(a).total_cmp(&cost(b)))
            .map(|(_, bounds)| *bounds);
        match best {
            Some(bounds) => {
                taken.boxes.push(bounds);
                items.push(Item::Text(named_at(set, name, bounds)?));
            }
            None => unplaced.push(name.clone()),
        }
    }
    Ok((group("names", items), unplaced))
}

fn named_at(set: &Typesetter, name: &str, bounds: Rect) -> Result<Text> {
    set.at([bounds.x0, bounds.y1], name, &NAME)
}

/// What names of the map keep off: the circles as boxes.
pub fn keep_off(circles: &[Circle], taken: &mut Obstacles) {
    taken.boxes.extend(circles.iter().map(|c| c.bounds().grown(mm(0.6))));
}
