//! Names of districts and regions: placed once for each zoom where the shape has room for them, so that no edge of a tile cuts one
//! differently on its two sides.

use std::sync::Arc;

use rayon::prelude::*;

use super::edges::Edges;
use super::pixels::{Canvas, LEVELS};
use super::pole::{Room, roomiest};
use super::window::{Scale, Window};
use crate::boundary::{Boundaries, Region};
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::paint::mask;
use crate::palette::ink;
use crate::scene::{Halo, Item, Text};
use crate::text::{Style, Typesetter};
use crate::unit::Rect;

/// Type size of districts and of regions in pixels of a picture without retina.
const SIZES: [f64; 2] = [11.0, 12.0];
/// Reach of the border around letters.
const HALO: f64 = 1.3;
/// Distance of a name from the border around it.
const CLEAR: f64 = 3.0;
/// From one base line to the next, in type sizes.
const LEADING: f64 = 1.15;
/// A shape is generalised to a part of its width before room is sought in it.
const COARSE: f64 = 1.0 / 250.0;
/// More dots than this are everywhere: names no longer look for room between them.
pub(super) const MOST_DOTS: usize = 3000;

/// Letters as pixels, in sixteenths: those of the name and those with the border around them.
struct Lettering {
    width: usize,
    letters: Vec<u8>,
    border: Vec<u8>,
}

/// A name that may stand in a shape: in one line or in two.
struct Form {
    lettering: Arc<Lettering>,
    room: Room,
    /// Half of the height that it needs in pixels.
    needs: f64,
}

/// A district or region with its forms.
struct Named {
    forms: Vec<Form>,
    colors: [Color; 2],
}

/// The names of a country.
pub(super) struct Names {
    districts: Vec<Named>,
    regions: Vec<(Named, Vec<usize>)>,
    ratio: f64,
}

/// A name at its place.
pub(super) struct Sprite {
    lettering: Arc<Lettering>,
    /// Upper left corner in pixels of the world.
    at: [i64; 2],
    /// Of letters and of the border around them.
    colors: [Color; 2],
}

impl Names {
    /// Shapes the names and finds the room for them. `fills` are the colours under the districts; where there is none, the border
    /// around letters is white. Names keep off `dots` (places in the square of the world) where there is room elsewhere.
    ///
    /// # Errors
    /// If the font lacks a letter of a name.
    pub fn new(
        (boundaries, edges): (&Boundaries, &Edges),
        fills: &[Option<Color>],
        dots: &[[f64; 2]],
        ratio: f64,
    ) -> Result<Names> {
        let name = |name: &str, look: (Style, Color), members: &[usize]| {
            let lines = edges.around(members, COARSE);
            let bounds = Rect::around(lines.iter().flatten().copied());
            // a line of no length is no edge, but nearer than one
            let dots = dots.iter().filter(|dot| bounds.contains(**dot)).map(|dot| vec![*dot; 2]);
            let kept_off: Vec<Vec<[f64; 2]>> = lines.iter().cloned().chain(dots).collect();
            named(name, look, [&kept_off, &lines], ratio)
        };
        let district = |d: usize| {
            let fill = fills.get(d).copied().flatten();
            let ink = if fill.is_some_and(|fill| fill.contrast(WHITE) > 4.5) { WHITE } else { ink::TITLE };
            let style = Style::new(Face::Medium, SIZES[0], ink);
            name(&boundaries.districts[d].name, (style, fill.unwrap_or(WHITE)), &[d])
        };
        let region = |r: &Region| {
            let style = Style::new(Face::SemiBold, SIZES[1], ink::REGION_NAME);
            Ok((name(&r.name, (style, WHITE), &r.districts)?, r.districts.clone()))
        };
        let districts: Result<Vec<Named>> = (0..boundaries.districts.len()).into_par_iter().map(district).collect();
        let regions: Result<Vec<(Named, Vec<usize>)>> = edges.regions.par_iter().map(region).collect();
        Ok(Names { districts: districts?, regions: regions?, ratio })
    }

    /// The names of a zoom. A region is named until half of its districts can be.
    pub fn at(&self, z: u8, size: u32) -> Vec<Sprite> {
        let scale = Scale::new(z, size);
        let placed: Vec<Option<Sprite>> = self.districts.iter().map(|d| d.at(scale, self.ratio)).collect();
        let mut shown = vec![true; placed.len()];
        let mut sprites = Vec::new();
        for (region, members) in &self.regions {
            let named = members.iter().filter(|&&d| placed[d].is_some()).count();
            if 2 * named < members.len() {
                members.iter().for_each(|&d| shown[d] = false);
                sprites.extend(region.at(scale, self.ratio));
            }
        }
        sprites.extend(placed.into_iter().zip(shown).filter(|(_, shown)| *shown).filter_map(|(sprite, _)| sprite));
        sprites
    }
}

impl Named {
    /// The first form that fits.
    fn at(&self, scale: Scale, ratio: f64) -> Option<Sprite> {
        let fits = |form: &&Form| form.room.half * scale.pixels() / ratio >= form.needs;
        let form = self.forms.iter().find(fits)?;
        let lettering = &form.lettering;
        let size = [lettering.width, lettering.letters.len() / lettering.width];
        // whole pixels, so that letters look the same at every zoom
        let at = [0, 1].map(|i| (form.room.at[i] * scale.pixels() - size[i] as f64 / 2.0).round() as i64);
        Some(Sprite { lettering: Arc::clone(lettering), at, colors: self.colors })
    }
}

impl Sprite {
    /// Whether it is seen in a window.
    pub fn meets(&self, window: Window) -> bool {
        let [x, y] = self.at;
        let [width, height] = self.size();
        window.meets([x, y, x + width, y + height])
    }

    fn size(&self) -> [i64; 2] {
        [self.lettering.width as i64, (self.lettering.letters.len() / self.lettering.width) as i64]
    }

    /// Draws what is seen of it.
    pub fn draw(&self, canvas: &mut Canvas, window: Window) {
        let [width, height] = self.size();
        for row in 0..height {
            let y = self.at[1] + row - window.y;
            if !(0..window.height as i64).contains(&y) {
                continue;
            }
            for column in 0..width {
                let x = self.at[0] + column - window.x;
                if !(0..window.width as i64).contains(&x) {
                    continue;
                }
                let (from, to) = ((row * width + column) as usize, y as usize * window.width + x as usize);
                canvas.over(to, self.colors[1], u32::from(self.lettering.border[from]));
                canvas.over(to, self.colors[0], u32::from(self.lettering.letters[from]));
            }
        }
    }
}

/// A name in its forms, each with the room that a shape has for it: first clear of everything, then of what it must be clear of.
fn named(name: &str, (style, fill): (Style, Color), shapes: [&[Vec<[f64; 2]>]; 2], ratio: f64) -> Result<Named> {
    let set = Typesetter::default();
    let name = name.trim();
    let mut shaped = Vec::new();
    let cut = name.find(['-', ' ']).map(|i| name.split_at(i + 1));
    let one: Option<Vec<&str>> = (!name.is_empty()).then(|| vec![name]);
    for words in one.into_iter().chain(cut.map(|(a, b)| vec![a.trim_end(), b.trim_start()])) {
        let texts = words.iter().map(|line| set.line(line, &style)).collect::<Result<Vec<Text>>>().map_err(|e| {
            let hint = e.hint.clone().unwrap_or_default();
            e.hint(format!("{hint}; or leave the names out: --no-labels"))
        })?;
        let width = texts.iter().map(|t| t.width).fold(0.0, f64::max);
        let height = style.size * (CAP_HEIGHT + LEADING * (texts.len() - 1) as f64);
        let lettering = Arc::new(lettering(texts, [width, height], style.size, ratio)?);
        shaped.push((lettering, [width, height].map(|side| side / 2.0 + CLEAR)));
    }
    let form = |(lettering, [width, height]): &(Arc<Lettering>, [f64; 2]), shape: &[Vec<[f64; 2]>]| {
        let room = roomiest(shape, width / height)?;
        Some(Form { lettering: Arc::clone(lettering), room, needs: *height })
    };
    let shapes = if shapes[0].len() > shapes[1].len() { &shapes[..] } else { &shapes[1..] };
    let forms = shapes.iter().flat_map(|shape| shaped.iter().filter_map(|text| form(text, shape))).collect();
    Ok(Named { forms, colors: [style.color, fill] })
}

/// Centred lines as pixels.
fn lettering(texts: Vec<Text>, [width, height]: [f64; 2], size: f64, ratio: f64) -> Result<Lettering> {
    let margin = HALO + 0.3 * size;
    let pixels = [width + 2.0 * margin, height + 2.0 * margin].map(|v| (v * ratio).ceil() as u32);
    let place = |(i, text): (usize, Text)| {
        let x = margin + (width - text.width) / 2.0;
        let y = margin + size * (CAP_HEIGHT + LEADING * i as f64);
        Text { origin: [x, y], ..text }
    };
    let texts: Vec<Text> = texts.into_iter().enumerate().map(place).collect();
    let level = |alpha: u8| ((u32::from(alpha) * LEVELS + 127) / 255) as u8;
    let drawn = |halo: Option<Halo>| {
        let items: Vec<Item> = texts.iter().map(|t| Item::Text(Text { halo, ..t.clone() })).collect();
        Ok(mask(&items, ratio, pixels)?.into_iter().map(level).collect::<Vec<u8>>())
    };
    Ok(Lettering {
        width: pixels[0] as usize,
        letters: drawn(None)?,
        border: drawn(Some(Halo { color: WHITE, width: HALO }))?,
    })
}
