//! Names on the maps of a figure.

use rayon::prelude::*;

use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::Face;
use crate::layer::{
    Frame, Ground, Label, Obstacles, Raster, Words, call_outside, country_raster, neighbour_names, place,
};
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::symbol;
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Names placed, and those that found no place.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// The items, lowest first.
    pub items: Vec<Item>,
    /// Names that found no place.
    pub unplaced: Vec<String>,
    /// Where the name of each region stands: index of the region and box.
    pub bounds: Vec<(usize, Rect)>,
}

/// A district or region to be named with a figure.
pub struct Named {
    /// Its districts.
    pub members: Vec<usize>,
    /// Its name.
    pub name: String,
    /// The figure after the name.
    pub figure: String,
    /// Colour under the name.
    pub fill: Color,
    /// Whether it may stand outside the country, on a leader, if it does not fit inside.
    pub outside: bool,
}

/// What names keep off: rivers, borders (of districts only where they are `drawn`), furniture, and dots (page points).
pub fn obstacles(ground: &Ground, frame: &Frame, drawn: bool, furniture: &[Rect], dots: &[[f64; 2]]) -> Obstacles {
    let rivers = ground.rivers.iter().flat_map(|r| &r.lines).map(|l| frame.all(l));
    let (fine, strong): (Vec<_>, Vec<_>) = ground.borders.arcs.iter().partition(|a| ground.same_region(a));
    let on_page = |a: &crate::topology::Arc| frame.all(&a.points);
    let fine: Vec<_> = rivers.chain(fine.into_iter().filter(|_| drawn).map(on_page)).collect();
    let strong: Vec<_> = strong.into_iter().map(on_page).collect();
    let outer: Vec<_> = ground.borders.outline_lines().map(|line| frame.all(&line)).collect();
    let mut taken = Obstacles::new(frame, &fine, &strong).within(frame, &outer);
    taken.boxes.extend(furniture);
    taken.dots.extend(dots.iter().map(|&at| (at, symbol::RIM / 2.0)));
    taken
}

/// Districts as a raster of the frame.
pub fn raster(ground: &Ground, frame: &Frame, members: &[usize]) -> Raster {
    let rings = members.iter().flat_map(|&d| &ground.borders.rings[d]);
    Raster::of(frame, &rings.map(|ring| frame.all(&ground.borders.ring(ring))).collect::<Vec<_>>())
}

/// How names of regions look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegionLook {
    /// As the names that orient the reader; each is placed, and the capital beside its mark.
    Plain,
    /// In quiet capitals behind names of districts, where there is room.
    Quiet,
}

/// Names of the regions, smallest region first, the capital beside its mark, then the neighbours.
///
/// # Errors
/// If the font lacks a letter of a name.
pub fn region_names(
    set: &Typesetter,
    ground: &Ground,
    frame: &Frame,
    look: RegionLook,
    taken: &mut Obstacles,
) -> Result<Names> {
    let size = if frame.page.width() < mm(80.0) { 6.3 } else { 7.0 };
    let (style, most) = match look {
        RegionLook::Plain => (Style::new(Face::Medium, size, ink::REGION_NAME), f64::MAX),
        RegionLook::Quiet => (Style::new(Face::Medium, 6.0, ink::QUIET_REGION).tracked(120.0), 40.0),
    };
    let style = style.halo(WHITE, 0.8);
    let mut names = Names::default();
    if let Some((capital, at)) = ground.capital.as_ref().filter(|_| look == RegionLook::Plain) {
        let (item, bounds) = capital_name(set, capital, frame.at(*at), &style, taken)?;
        names.items.push(item);
        names.bounds.extend(ground.regions.iter().position(|r| r.name == *capital).map(|r| (r, bounds)));
    }
    let named_already = ground.capital.as_ref().map(|(name, _)| name.as_str());
    let mut regions: Vec<(usize, Raster)> = (0..ground.regions.len())
        .filter(|&i| Some(ground.regions[i].name.as_str()) != named_already)
        .map(|i| (i, raster(ground, frame, &ground.regions[i].districts)))
        .collect();
    regions.sort_by_key(|(_, raster)| raster.cells());
    let land = country_raster(ground, frame).sums();
    let mut leaders = Vec::new();
    for (i, raster) in &regions {
        let name = &ground.regions[*i].name;
        let words = if look == RegionLook::Quiet { name.to_uppercase() } else { name.clone() };
        let forms = vec![vec![vec![(words, style)]]];
        let label = Label { forms, size: style.size, inside: false, margin: mm(0.3), most };
        let Some(placed) = place(set, &label, raster, taken)? else {
            names.unplaced.push(name.clone());
            continue;
        };
        // a region smaller than its name has its dots beneath it: the name stands outside, on a leader
        let hides = look == RegionLook::Plain && taken.hides_dots(&placed.bounds);
        let outside = (&label.forms[0][0], style.size);
        let window = frame.page.grown(-mm(0.8));
        let call = if hides { call_outside(set, outside, (raster, &land), window, taken)? } else { None };
        let placed = match call {
            Some(call) => {
                taken.boxes.extend(call.along);
                leaders.extend(call.leader);
                call.name
            }
            None => placed,
        };
        taken.boxes.push(placed.bounds);
        names.bounds.push((*i, placed.bounds));
        names.items.extend(placed.texts.into_iter().map(Item::Text));
    }
    leaders.append(&mut names.items);
    names.items = leaders;
    let items = vec![neighbour_names(set, ground, frame, taken)?, group("region-names", names.items)];
    Ok(Names { items, ..names })
}

/// The capital's mark with its name left or right of it, wherever less is in the way.
fn capital_name(
    set: &Typesetter,
    name: &str,
    at: [f64; 2],
    style: &Style,
    taken: &mut Obstacles,
) -> Result<(Item, Rect)> {
    let width = set.line(name, style)?.width;
    let cap = style.size * crate::font::CAP_HEIGHT;
    let gap = mm(0.95);
    let places = [[at[0] - gap - width, at[1] + cap / 2.0], [at[0] + gap, at[1] + cap / 2.0]];
    let bounds = |[x, y]: [f64; 2]| Rect::new(x, y - cap, width, cap);
    let hidden = |p: [f64; 2]| taken.dots.iter().filter(|(d, _)| bounds(p).grown(mm(0.6)).contains(*d)).count();
    let best = if hidden(places[1]) < hidden(places[0]) { places[1] } else { places[0] };
    taken.boxes.push(bounds(best));
    taken.boxes.push(Rect::new(at[0], at[1], 0.0, 0.0).grown(mm(0.6)));
    let item = group("capital", vec![symbol::capital(at), Item::Text(set.at(best, name, style)?)]);
    Ok((item, bounds(best)))
}

/// Names of units with their figures: inside on one or two lines, else outside on a leader where allowed.
///
/// # Errors
/// If the font lacks a letter of a name.
pub fn unit_names(
    set: &Typesetter,
    ground: &Ground,
    frame: &Frame,
    units: &[Named],
    taken: &mut Obstacles,
) -> Result<Names> {
    const SIZE: f64 = 6.3;
    let mut names = Names::default();
    let mut leaders = Vec::new();
    let land = country_raster(ground, frame).sums();
    let shapes: Vec<Raster> = units.par_iter().map(|unit| raster(ground, frame, &unit.members)).collect();
    for (unit, shape) in units.iter().zip(&shapes) {
        let ink = if unit.fill.contrast(WHITE) > 4.5 { WHITE } else { ink::TITLE };
        let forms = forms(unit, ink, SIZE);
        let label = Label { forms, size: SIZE, inside: true, margin: mm(0.3), most: 30.0 };
        if let Some(placed) = place(set, &label, shape, taken)? {
            taken.boxes.push(placed.bounds);
            names.items.extend(placed.texts.into_iter().map(Item::Text));
            continue;
        }
        let words = words(&unit.name, &unit.figure, ink::TITLE, None, SIZE);
        let window = frame.page.grown(-mm(0.8));
        let call = if unit.outside { call_outside(set, (&words, SIZE), (shape, &land), window, taken)? } else { None };
        match call {
            Some(call) => {
                taken.boxes.push(call.name.bounds);
                taken.boxes.extend(call.along);
                leaders.extend(call.leader);
                names.items.extend(call.name.texts.into_iter().map(Item::Text));
            }
            None => names.unplaced.push(unit.name.clone()),
        }
    }
    // Leaders lie under every name.
    leaders.append(&mut names.items);
    Ok(Names { items: vec![group("names", leaders)], ..names })
}

/// One line, then two: split at a hyphen or blank, or the figure below the name.
fn forms(unit: &Named, ink: Color, size: f64) -> Vec<Vec<Words>> {
    let halo = Some(unit.fill);
    let mut forms = vec![vec![words(&unit.name, &unit.figure, ink, halo, size)]];
    let cut = unit.name.find(['-', ' ']).map(|i| i + 1);
    if let Some(i) = cut {
        let (first, second) = unit.name.split_at(i);
        forms.push(vec![words(first.trim_end(), "", ink, halo, size), words(second, &unit.figure, ink, halo, size)]);
    }
    if !unit.figure.is_empty() {
        forms.push(vec![words(&unit.name, "", ink, halo, size), words("", &unit.figure, ink, halo, size)]);
    }
    forms
}

fn words(name: &str, figure: &str, color: Color, halo: Option<Color>, size: f64) -> Words {
    let style = |face: Face| {
        let plain = Style::new(face, size, color);
        halo.map_or(plain, |fill| plain.halo(fill, 0.8))
    };
    [(name, Face::Medium), (figure, Face::SemiBold)]
        .into_iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, face)| (text.to_string(), style(face)))
        .collect()
}
