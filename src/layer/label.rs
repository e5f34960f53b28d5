//! Where a name goes: inside its shape, near the pole of inaccessibility, away from dots, lines and other names.

use super::frame::Frame;
use super::raster::{Raster, Sums};
use crate::error::Result;
use crate::font::CAP_HEIGHT;
use crate::scene::Text;
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, to_mm};

/// Shapes of more cells are searched in every second cell.
const FINE: usize = 2000;
/// Line height as a share of the type size.
const LEADING: f64 = 1.18;
/// How far a halo reaches around the letters, in points.
const HALO: f64 = 0.8;

/// What names keep away from, in points of the page.
pub struct Obstacles {
    /// Names and symbols that are already there: never overlapped.
    pub boxes: Vec<Rect>,
    /// Dots: middle and radius; avoided.
    pub dots: Vec<([f64; 2], f64)>,
    lines: Sums,
    strong: Sums,
    /// The country's border, which a name that may reach beyond its shape should not hide.
    outer: Option<Sums>,
}

impl Obstacles {
    /// Obstacles in a frame: fine lines (rivers, district borders) and strong ones (borders of regions and the country),
    /// which are worse to cross; points of the page.
    pub fn new(frame: &Frame, fine: &[Vec<[f64; 2]>], strong: &[Vec<[f64; 2]>]) -> Obstacles {
        let (lines, strong) = (sums(frame, fine), sums(frame, strong));
        Obstacles { boxes: Vec::new(), dots: Vec::new(), lines, strong, outer: None }
    }

    /// The same with the country's border, whose lines are among the strong ones.
    pub fn within(self, frame: &Frame, outer: &[Vec<[f64; 2]>]) -> Obstacles {
        Obstacles { outer: Some(sums(frame, outer)), ..self }
    }

    /// What it costs to cut the country's border, by a box or by the halo around it.
    fn outer_under(&self, bounds: &Rect) -> f64 {
        let halo = bounds.grown(HALO);
        self.outer.as_ref().map_or(0.0, |outer| 12.0 * to_mm(outer.length_under(&halo)))
    }

    /// What it costs to cross the lines under a box.
    pub(super) fn lines_under(&self, bounds: &Rect) -> f64 {
        1.2 * to_mm(self.lines.length_under(bounds)) + 5.0 * to_mm(self.strong.length_under(bounds))
    }

    /// Whether a box hides a dot or a part of one.
    pub fn hides_dots(&self, bounds: &Rect) -> bool {
        self.dots_under(bounds) > 0.0
    }

    /// What it costs to hide the dots under a box.
    pub(super) fn dots_under(&self, bounds: &Rect) -> f64 {
        self.dots.iter().map(|&(at, radius)| covered(bounds, at, radius)).sum()
    }
}

fn sums(frame: &Frame, lines: &[Vec<[f64; 2]>]) -> Sums {
    let mut raster = Raster::new(frame);
    lines.iter().for_each(|line| raster.line(line));
    raster.sums()
}

/// A line of a name: words with their styles, all of one size.
pub type Words = Vec<(String, Style)>;

/// A name to place.
pub struct Label {
    /// The name as lines, in the forms to try: one line first, then broken ones.
    pub forms: Vec<Vec<Words>>,
    /// Type size in points.
    pub size: f64,
    /// Whether the name must lie wholly inside its shape.
    pub inside: bool,
    /// Distance to keep from the frame and from other names, in points.
    pub margin: f64,
    /// A place that costs more is not taken.
    pub most: f64,
}

/// A name that has found its place.
pub struct Placed {
    /// The texts, in reading order.
    pub texts: Vec<Text>,
    /// The box around its capitals.
    pub bounds: Rect,
}

/// Finds the cheapest place for a name in its shape; `None` if every form costs too much.
///
/// # Errors
/// If the font lacks a letter.
pub fn place(set: &Typesetter, label: &Label, shape: &Raster, taken: &Obstacles) -> Result<Option<Placed>> {
    let depths = shape.depths();
    let inside = shape.sums();
    // Half a millimetre is fine enough in a large shape.
    let coarse = shape.cells() > FINE;
    let pole =
        shape.middles().fold((0.0, [0.0; 2]), |best, (i, p)| if depths[i] > best.0 { (depths[i], p) } else { best }).1;
    for form in &label.forms {
        let block = Block::new(set, form, label.size)?;
        let [width, height] = block.size;
        let mut best: Option<(f64, Rect)> = None;
        let places = || shape.middles().filter(|(cell, _)| !coarse || cell % 2 == 0).map(|(_, place)| place);
        let around = |[x, y]: [f64; 2]| Rect::new(x - width / 2.0, y - height / 2.0, width, height);
        // What the place nearest to the pole costs, no other need cost more: most others are then not looked at any further.
        let far = |p: &[f64; 2]| (p[0] - pole[0]).powi(2) + (p[1] - pole[1]).powi(2);
        let likely = places().min_by(|a, b| far(a).total_cmp(&far(b)));
        let likely = likely.and_then(|place| cost((label, label.most), &around(place), pole, &inside, taken));
        for place in places() {
            let bounds = around(place);
            let most = best.map_or(likely.unwrap_or(label.most), |(cost, _)| cost);
            let Some(cost) = cost((label, most), &bounds, pole, &inside, taken) else { continue };
            if best.is_none_or(|(c, _)| cost < c) {
                best = Some((cost, bounds));
            }
        }
        if let Some((_, bounds)) = best {
            return Ok(Some(block.at(bounds)));
        }
    }
    Ok(None)
}

/// Shaped lines of a name.
pub(super) struct Block {
    lines: Vec<(Vec<Text>, f64)>,
    type_size: f64,
    /// Width and height around the capitals, in points.
    pub size: [f64; 2],
}

impl Block {
    pub fn new(set: &Typesetter, form: &[Words], type_size: f64) -> Result<Block> {
        let mut lines = Vec::new();
        for words in form {
            let mut texts: Vec<Text> = Vec::new();
            let mut x = 0.0;
            for (text, style) in words {
                let text = set.at([x, 0.0], text, style)?;
                x = text.origin[0] + text.width + 0.26 * type_size;
                texts.push(text);
            }
            lines.push((texts, x - 0.26 * type_size));
        }
        let width = lines.iter().map(|(_, w)| *w).fold(0.0, f64::max);
        let height = type_size * (CAP_HEIGHT + LEADING * (lines.len().max(1) - 1) as f64);
        Ok(Block { lines, type_size, size: [width, height] })
    }

    /// Lines centred in a box of the block's size.
    pub fn at(self, bounds: Rect) -> Placed {
        let mut baseline = bounds.y0 + self.type_size * CAP_HEIGHT;
        let mut placed = Vec::new();
        for (texts, width) in self.lines {
            let left = bounds.center()[0] - width / 2.0;
            placed.extend(texts.into_iter().map(|t| Text { origin: [left + t.origin[0], baseline], ..t }));
            baseline += self.type_size * LEADING;
        }
        Placed { texts: placed, bounds }
    }
}

/// Boxes of a name around a place, `far` from its middle: east, west, north, south, then the corners.
pub(super) fn around([x, y]: [f64; 2], far: f64, [width, height]: [f64; 2]) -> [Rect; 8] {
    let near = 0.7 * far;
    let (east, west) = (x + far, x - far - width);
    let (middle, above, below) = (y - height / 2.0, y - far - height, y + far);
    let (right, left, high, low) = (x + near, x - near - width, y - near - height, y + near);
    [
        [east, middle],
        [west, middle],
        [x - width / 2.0, above],
        [x - width / 2.0, below],
        [right, high],
        [right, low],
        [left, high],
        [left, low],
    ]
    .map(|[x, y]| Rect::new(x, y, width, height))
}

/// Cost of a box: distance to the pole, dots and lines under it, share outside. `None` over other names, and as soon as
/// it is sure to be more than `most`: the terms are added from the cheapest to find to the dearest.
fn cost((label, most): (&Label, f64), bounds: &Rect, pole: [f64; 2], shape: &Sums, taken: &Obstacles) -> Option<f64> {
    let [x, y] = bounds.center();
    let (dx, dy) = (x - pole[0], y - pole[1]);
    let mut cost = 0.35 * to_mm((dx * dx + dy * dy).sqrt());
    if cost > most {
        return None;
    }
    let reach = bounds.grown(label.margin);
    let held = |(cells, all): (f64, f64)| cells >= 0.999 * all;
    if label.inside && !held(shape.under(&reach)) {
        return None;
    }
    let (cells, all) = shape.under(&bounds.grown(label.size * 0.1));
    cost += 60.0 * (1.0 - cells / all.max(1.0));
    cost += taken.lines_under(bounds) + if label.inside { 0.0 } else { taken.outer_under(bounds) };
    if cost > most || taken.boxes.iter().any(|b| b.overlap(&reach) > 0.0) {
        return None;
    }
    cost += taken.dots_under(bounds);
    (cost <= most).then_some(cost)
}

/// What a dot under a name costs: a fixed price and its share of area in mm².
fn covered(bounds: &Rect, [x, y]: [f64; 2], radius: f64) -> f64 {
    let overlap = bounds.overlap(&Rect::new(x - radius, y - radius, 2.0 * radius, 2.0 * radius));
    if overlap > 0.0 { 40.0 + 60.0 * to_mm(to_mm(overlap)) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::WHITE;
    use crate::font::Face;
    use crate::unit::mm;

    fn setting() -> (Frame, Raster) {
        let frame = Frame::wide([0.0, 0.0], mm(50.0), Rect::new(0.0, 0.0, 50.0, 50.0));
        let mut shape = Raster::new(&frame);
        shape.fill(&[[mm(5.0), mm(5.0)], [mm(45.0), mm(5.0)], [mm(45.0), mm(45.0)], [mm(5.0), mm(45.0)]]);
        (frame, shape)
    }

    fn label() -> Label {
        let name = ("Tombouctou".to_string(), Style::new(Face::Medium, 6.3, WHITE));
        Label { forms: vec![vec![vec![name]]], size: 6.3, inside: true, margin: mm(0.3), most: 30.0 }
    }

    #[test]
    fn a_name_goes_to_the_middle_unless_a_dot_is_there() {
        let (frame, shape) = setting();
        let mut taken = Obstacles::new(&frame, &[], &[]);
        let set = Typesetter::default();
        let free = place(&set, &label(), &shape, &taken).expect("shapes").expect("fits").bounds;
        assert!((free.center()[0] - mm(25.0)).abs() < mm(1.0));
        let dot = (free.center(), mm(0.6));
        taken.dots.push(dot);
        let moved = place(&set, &label(), &shape, &taken).expect("shapes").expect("fits").bounds;
        assert_eq!(covered(&moved, dot.0, dot.1), 0.0);
    }

    #[test]
    fn a_name_that_must_cross_a_border_crosses_an_inner_one() {
        let frame = Frame::wide([0.0, 0.0], mm(50.0), Rect::new(0.0, 0.0, 50.0, 50.0));
        let mut narrow = Raster::new(&frame);
        narrow.fill(&[[mm(20.0), mm(10.0)], [mm(29.0), mm(10.0)], [mm(29.0), mm(40.0)], [mm(20.0), mm(40.0)]]);
        let side = |x: f64| vec![[mm(x), mm(5.0)], [mm(x), mm(45.0)]];
        let label = Label { inside: false, most: f64::MAX, ..label() };
        let ends = |taken: &Obstacles| {
            let placed = place(&Typesetter::default(), &label, &narrow, taken).expect("shapes").expect("has a place");
            [placed.bounds.x0, placed.bounds.x1].map(to_mm)
        };
        let strong = [side(20.0), side(29.0)];
        let taken = Obstacles::new(&frame, &[], &strong).within(&frame, &strong[1..]);
        let [left, right] = ends(&taken);
        assert!(left < 20.0 && right < 28.9, "{left} {right}");
        let [left, right] = ends(&Obstacles::new(&frame, &[], &strong).within(&frame, &strong[..1]));
        assert!(left > 20.1 && right > 29.0, "{left} {right}");
    }

    #[test]
    fn names_never_overlap_and_what_does_not_fit_is_not_placed() {
        let (frame, shape) = setting();
        let mut taken = Obstacles::new(&frame, &[], &[]);
        let set = Typesetter::default();
        let mut placed = 0;
        while let Some(name) = place(&set, &label(), &shape, &taken).expect("shapes") {
            assert!(taken.boxes.iter().all(|b| b.overlap(&name.bounds) == 0.0));
            taken.boxes.push(name.bounds);
            placed += 1;
        }
        assert!((10..200).contains(&placed), "{placed}");
    }
}
