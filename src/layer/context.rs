//! The quiet surroundings: neighbours, water, the locator.

use super::borders::outline;
use super::clip;
use super::frame::Frame;
use super::ground::Ground;
use super::label::{Label, Obstacles, place};
use super::raster::Raster;
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
use crate::text::{Style, Typesetter};
use crate::topology::visvalingam;
use crate::unit::{Rect, mm};

/// The band along the outside of the border, as a share of the frame's width.
const BAND: f64 = 0.012;

/// Neighbours, the band around the country, neighbour borders and the white country, lowest first.
pub fn land(ground: &Ground, frame: &Frame) -> Item {
    let backdrop = if ground.neighbour_names.is_empty() { ink::NOT_COVERED } else { ink::SEA };
    let country = outline(ground, frame, 0..ground.borders.rings.len());
    let band = Stroke::solid(ink::BAND, 2.0 * BAND * frame.page.width());
    let mut items =
        vec![filled(Outline::rect(frame.page), backdrop), filled(neighbours(ground, frame), ink::NOT_COVERED)];
    // Where a border leaves the frame, so broad a line would reach beyond it.
    items.extend((!frame.enlarged).then(|| stroked(country_lines(ground, frame), band)));
    items.extend(neighbour_borders(ground, frame));
    items.push(filled(country, WHITE));
    group("land", items)
}

fn neighbours(ground: &Ground, frame: &Frame) -> Outline {
    let mut outline = Outline::default();
    for ring in ground.neighbours.rings.iter().flatten() {
        clip::ring(&mut outline, frame, &ground.neighbours.ring(ring));
    }
    outline
}

fn country_lines(ground: &Ground, frame: &Frame) -> Outline {
    let mut outline = Outline::default();
    for line in ground.borders.outline_lines() {
        // Finer bends than the band is wide would only blur its edge.
        let smooth = visvalingam(&line, (BAND * frame.extent.width() / 2.0).powi(2));
        clip::line(&mut outline, frame, &smooth);
    }
    outline
}

/// Borders between neighbours; those of undetermined ones are never solid.
fn neighbour_borders(ground: &Ground, frame: &Frame) -> [Item; 2] {
    let mut settled = Outline::default();
    let mut undetermined = Outline::default();
    for arc in &ground.neighbours.arcs {
        let (Some(left), Some(right)) = (arc.left, arc.right) else { continue };
        let open = ground.undetermined[left] || ground.undetermined[right];
        clip::line(if open { &mut undetermined } else { &mut settled }, frame, &arc.points);
    }
    let dashed = Stroke { color: ink::HAIRLINE, width: 0.5, dash: vec![2.0, 1.5] };
    [stroked(settled, Stroke::solid(WHITE, 0.7)), stroked(undetermined, dashed)]
}

/// Rivers and lakes inside the frame.
pub fn water(ground: &Ground, frame: &Frame) -> Item {
    let mut lakes = Outline::default();
    for ring in &ground.lakes {
        clip::ring(&mut lakes, frame, ring);
    }
    let mut items = vec![filled(lakes.clone(), ink::LAKE), stroked(lakes, Stroke::solid(ink::RIVER, 0.3))];
    for (main, width) in [(false, 0.4), (true, 0.6)] {
        let mut lines = Outline::default();
        for line in ground.rivers.iter().filter(|r| r.main == main).flat_map(|r| &r.lines) {
            clip::line(&mut lines, frame, line);
        }
        items.push(stroked(lines, Stroke::solid(ink::RIVER, width)));
    }
    group("water", items)
}

/// Names of neighbours in italic capitals where they fit, away from what is already there.
///
/// # Errors
/// If the font lacks a letter of a name.
pub fn neighbour_names(set: &Typesetter, ground: &Ground, frame: &Frame, taken: &mut Obstacles) -> Result<Item> {
    let size = if frame.page.width() < mm(80.0) { 6.0 } else { 6.5 };
    let style = Style::new(Face::Italic, size, ink::FAINT).tracked(90.0);
    let mut items = Vec::new();
    let country = country_raster(ground, frame);
    for (i, name) in ground.neighbour_names.iter().enumerate().filter(|(i, _)| !ground.undetermined[*i]) {
        let capitals = name.to_uppercase();
        let line = |words: &str| vec![(words.to_string(), style)];
        let forms = vec![vec![line(&capitals)], capitals.split(' ').map(line).collect()];
        let rings = ground.neighbours.rings[i].iter().map(|ring| frame.all(&ground.neighbours.ring(ring)));
        let mut shape = Raster::of(frame, &rings.collect::<Vec<_>>());
        // The two boundary sets differ: a neighbour's shape may reach into the country.
        shape.without(&country);
        if shape.cells() == 0 {
            continue;
        }
        let label = Label { forms, size, inside: true, margin: mm(1.0), most: 30.0 };
        if let Some(placed) = place(set, &label, &shape, taken)? {
            taken.boxes.push(placed.bounds);
            items.extend(placed.texts.into_iter().map(Item::Text));
        }
    }
    Ok(group("neighbour-names", items))
}

/// The country as a raster of the frame.
pub fn country_raster(ground: &Ground, frame: &Frame) -> Raster {
    let rings = ground.borders.rings.iter().flatten().map(|ring| frame.all(&ground.borders.ring(ring)));
    Raster::of(frame, &rings.collect::<Vec<_>>())
}

/// A small map that shows where the country lies, `width` points wide with its upper left corner at `corner`.
pub fn locator(ground: &Ground, corner: [f64; 2], width: f64) -> Item {
    let around = ground.extent.grown(ground.extent.width() * 0.3);
    let reach = Rect {
        y0: around.center()[1] - around.width() * 0.43,
        y1: around.center()[1] + around.width() * 0.43,
        ..around
    };
    let frame = Frame::wide(corner, width, reach);
    let ground = &ground.clone().generalised(frame.metres_per_point());
    let border = Stroke::solid(ink::HAIRLINE, 0.35);
    group(
        "locator",
        vec![
            filled(Outline::rect(frame.page), WHITE),
            filled(neighbours(ground, &frame), Color::hex(0xDAD5CE)),
            stroked(shared_lines(ground, &frame), Stroke::solid(WHITE, 0.35)),
            filled(outline(ground, &frame, 0..ground.borders.rings.len()), Color::hex(0x6B645C)),
            stroked(Outline::rect(frame.page), border),
        ],
    )
}

fn shared_lines(ground: &Ground, frame: &Frame) -> Outline {
    let mut lines = Outline::default();
    for arc in ground.neighbours.arcs.iter().filter(|a| a.right.is_some()) {
        clip::line(&mut lines, frame, &arc.points);
    }
    lines
}
