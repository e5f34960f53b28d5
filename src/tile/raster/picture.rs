//! A picture of a content, tile by tile.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::dots::Dots;
use super::edges::Edges;
#[cfg(test)]
use super::encode::Drawn;
use super::encode::Encoder;
use super::heat::{Counts, Density};
use super::hexagon::Hexagons;
use super::land::Relief;
use super::legend::{self, Coloring};
use super::name::{MOST_DOTS, Names};
use super::window::{Scale, Window};
use super::zoom::{Fill, Ground, Zoom};
use crate::classify::Scaling;
use crate::color::{Color, WHITE};
use crate::error::{Error, Result};
use crate::incident::Precision;
use crate::language::Language;
use crate::layer::{Look, looks};
use crate::measure::heat::Kernel;
use crate::palette::ink;
use crate::tile::content::{Content, Layer};
use crate::tile::pyramid::{Block, Pyramid, Tile};
use crate::tile::tile_set::Encoding;

/// How pictures are made.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// What they show, from below.
    pub layers: Vec<Layer>,
    /// Side of a tile in pixels: 256 or 512.
    pub size: u32,
    /// Whether a tile has two pixels for each pixel of its zoom: a tile of 512 then shows the ground of one of 256.
    pub retina: bool,
    /// PNG or WebP.
    pub encoding: Encoding,
    /// Whether districts and regions are named.
    pub names: bool,
    /// How surfaces are made.
    pub surface: Surface,
    /// The language of what is said of them.
    pub language: Language,
}

/// How incidents become a surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surface {
    /// Heat: the kernel of a density; `None` counts incidents by pixel.
    pub kernel: Option<Kernel>,
    /// Heat: how values are laid on colours.
    pub scaling: Scaling,
    /// Hexbin: kilometres from side to side of a hexagon.
    pub hexagon_km: f64,
}

/// Pictures of a content.
pub struct RasterTiles<'a> {
    content: &'a Content,
    picture: &'a Picture,
    ground: Ground,
    zooms: BTreeMap<u8, Zoom>,
    encoder: Encoder,
    legend: String,
    coloring: Option<Coloring>,
}

impl<'a> RasterTiles<'a> {
    /// Prepares what all tiles share.
    ///
    /// # Errors
    /// `Kind::Data` if the font lacks a letter of a name; as `Grid::new` and `hexbin`.
    pub fn new(content: &'a Content, pyramid: &Pyramid, picture: &'a Picture) -> Result<RasterTiles<'a>> {
        let edges = Edges::new(&content.boundaries);
        let has = |layer| picture.layers.contains(&layer);
        let surface = picture.layers.iter().find(|layer| **layer != Layer::Points);
        let Prepared { ground, under: fills, mut legend, coloring } = match surface {
            Some(Layer::Choropleth) => choropleth(content, &edges, picture.language),
            Some(Layer::Heat) => heat(content, &edges, picture)?,
            Some(Layer::Hexbin) => hexbin(content, &edges, picture)?,
            Some(Layer::Points) | None => plain(content, &edges),
        };
        if has(Layer::Points) {
            legend = format!("{legend} {}", dots_in_words(content, picture.language)).trim_start().to_string();
        }
        let ratio = if picture.retina { 2.0 } else { 1.0 };
        let dots = if has(Layer::Points) && content.places.len() <= MOST_DOTS { places(content) } else { Vec::new() };
        let names = match picture.names {
            true => Some(Names::new((&content.boundaries, &edges), &fills, &dots, ratio)?),
            false => None,
        };
        let ink = ink_over(coloring.is_some());
        let zoom = |z: u8| {
            let zoom = Zoom {
                scale: Scale::new(z, picture.size),
                fill: ground.fill.as_ref().map(|relief| relief.at(z, picture.size, ratio)),
                lines: ground.lines.at(z, picture.size, ratio),
                names: names.as_ref().map(|names| names.at(z, picture.size)).unwrap_or_default(),
                dots: has(Layer::Points).then(|| Dots::new(&content.places, z, ratio, ink)),
                counts: ground.counts.map(|scaling| Counts::new(&content.places, z, picture.size, scaling)),
                hatch: ratio,
            };
            (z, zoom)
        };
        let zooms = pyramid.zooms.clone().collect::<Vec<u8>>().into_par_iter().map(zoom).collect();
        let steps = (0..=crate::classify::STEPS).map(|step| ground.step(step)).collect();
        let encoder = Encoder::new(picture.encoding, picture.size, steps);
        Ok(RasterTiles { content, picture, ground, zooms, encoder, legend, coloring })
    }

    /// What colours and dots stand for, in a sentence or two.
    pub fn legend(&self) -> &str {
        &self.legend
    }

    /// What the ground is coloured by; `None` where it is bare.
    pub fn coloring(&self) -> Option<&Coloring> {
        self.coloring.as_ref()
    }

    /// The colour of dots.
    pub fn ink(&self) -> Color {
        ink_over(self.coloring.is_some())
    }

    /// How incidents of one place are drawn, in a sentence; empty where they lie on each other.
    pub fn around(&self) -> String {
        let dispersed = self.picture.layers.contains(&Layer::Points)
            && Dots::disperses(&self.content.places, *self.zooms.keys().next_back().unwrap_or(&0));
        if dispersed { legend::around(self.picture.language) } else { String::new() }
    }

    /// The tiles of a block along the Hilbert curve; those in which nothing is seen have no bytes.
    ///
    /// # Errors
    /// `Kind::Internal` if a tile cannot be encoded, or the block is of another pyramid.
    pub fn block(&self, block: &Block) -> Result<Vec<(Tile, Vec<u8>)>> {
        let tiles = block.tiles()?;
        let zoom = self.zoom(block.z)?;
        let side = self.picture.size as usize;
        let first = Tile { z: block.z, x: block.x.start, y: block.y.start };
        let whole = Window {
            width: block.x.len() * side,
            height: block.y.len() * side,
            ..Window::of(first, self.picture.size)
        };
        let near = zoom.near(whole);
        let encoded = |tile: Tile| {
            let drawn = near.tile(&self.ground, (self.content, tile), Window::of(tile, self.picture.size));
            Ok((tile, self.encoder.encode(&drawn)?))
        };
        tiles.into_iter().map(encoded).collect()
    }

    /// The four tiles under a tile as one picture.
    #[cfg(test)]
    pub(super) fn four(&self, tile: Tile) -> Drawn {
        let window = Window::of(tile, 2 * self.picture.size);
        let zoom = self.zoom(tile.z + 1).expect("a zoom of the pyramid");
        zoom.near(window).tile(&self.ground, (self.content, tile), window)
    }

    /// The pixels of what was drawn.
    #[cfg(test)]
    pub(super) fn pixels(&self, drawn: Drawn, side: usize) -> Vec<super::pixels::Pixel> {
        match drawn {
            Drawn::Plain(pixel) => vec![pixel; side * side],
            Drawn::Pixels(canvas) => canvas.pixels,
            Drawn::Steps(steps) => steps.into_iter().map(|step| self.ground.step(step)).collect(),
        }
    }

    fn zoom(&self, z: u8) -> Result<&Zoom> {
        self.zooms.get(&z).ok_or_else(|| Error::internal(format!("zoom {z} is not of this set")))
    }
}

impl std::fmt::Debug for RasterTiles<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RasterTiles").field("picture", self.picture).finish_non_exhaustive()
    }
}

/// The incidents in the square of the world.
fn places(content: &Content) -> Vec<[f64; 2]> {
    content.places.all().iter().map(|p| p.xy().map(|v| (f64::from(v) + 0.5) / 2f64.powi(32))).collect()
}

/// Dots are dark on colours, from which theirs would not stand out.
fn ink_over(colors: bool) -> Color {
    if colors { ink::TITLE } else { ink::INCIDENT }
}

fn dots_in_words(content: &Content, language: Language) -> String {
    let rings = content.places.attributes.iter().any(|a| a.precision == Some(Precision::District));
    legend::dots(rings, language)
}

/// What a ground is, and what is said of it.
struct Prepared {
    ground: Ground,
    /// Colours under names, by district; none where they differ within one.
    under: Vec<Option<Color>>,
    legend: String,
    coloring: Option<Coloring>,
}

/// Districts coloured by class.
fn choropleth(content: &Content, edges: &Edges, language: Language) -> Prepared {
    let colors = content.palette.take(content.classes.len());
    let looks = looks(&content.density, &content.classes);
    let none = colors.len() as u8;
    let number = |look: &Look| match look {
        Look::Class(class) => (*class).min(colors.len() - 1) as u8,
        Look::Zero => none,
        Look::NoData => none + 1,
    };
    let look_of: Vec<u8> = looks.iter().map(number).collect();
    let mut fills: Vec<Fill> = colors.iter().map(|c| Fill::Flat(*c)).collect();
    fills.extend([Fill::Flat(WHITE), Fill::Hatched]);
    let under = |n: &u8| match fills[usize::from(*n)] {
        Fill::Flat(color) => Some(color),
        Fill::Hatched => Some(ink::NO_DATA),
        Fill::Surface => None,
    };
    let under = look_of.iter().map(under).collect();
    let lines = Relief::new(edges, (&look_of, fills.len()), true);
    let legend = legend::classes(content, &colors, &looks, language);
    let ground = Ground { fill: None, fills, lines, density: None, counts: None, colors: Vec::new() };
    Prepared { ground, under, legend, coloring: Some(Coloring::Districts) }
}

/// The density or the counts of incidents, inside the country.
fn heat(content: &Content, edges: &Edges, picture: &Picture) -> Result<Prepared> {
    let Surface { kernel, scaling, .. } = picture.surface;
    let years = content.period.map(|p| p.len());
    let density = match kernel {
        Some(kernel) => Some(Density::new(&content.boundaries, &content.places, &kernel, (years, scaling))?),
        None => None,
    };
    let begins_with_nothing = density.as_ref().is_some_and(|d| d.ramp.low == 0.0);
    let colors = content.palette.ramp(usize::from(crate::classify::STEPS), begins_with_nothing);
    let said = (&colors[..], picture.language);
    let legend = legend::surface(density.as_ref().map(|d| &d.ramp), (kernel, scaling), years.is_some(), said);
    let coloring = density.as_ref().map_or(Coloring::Pixels, |d| Coloring::Density(d.ramp.clone()));
    let look_of = vec![0; content.boundaries.districts.len()];
    let ground = Ground {
        fill: None,
        fills: vec![Fill::Surface],
        lines: Relief::new(edges, (&look_of, 1), true),
        counts: density.is_none().then_some(scaling),
        density,
        colors,
    };
    Ok(Prepared { ground, under: Vec::new(), legend, coloring: Some(coloring) })
}

/// Hexagons of one size on the ground, coloured by class.
fn hexbin(content: &Content, edges: &Edges, picture: &Picture) -> Result<Prepared> {
    let hexagons = Hexagons::new(content, picture.surface.hexagon_km)?;
    let legend = legend::hexagons(
        (&hexagons.classes, picture.surface.hexagon_km),
        &hexagons.colors,
        content.period.is_some(),
        picture.language,
    );
    let look_of = vec![0; content.boundaries.districts.len()];
    let ground = Ground {
        fills: hexagons.colors.iter().map(|c| Fill::Flat(*c)).collect(),
        fill: Some(hexagons.relief),
        // all districts have one look that nothing is filled with
        lines: Relief::new(edges, (&look_of, 1), true),
        density: None,
        counts: None,
        colors: Vec::new(),
    };
    let coloring = Some(Coloring::Hexagons(hexagons.classes, hexagons.counts));
    Ok(Prepared { ground, under: Vec::new(), legend, coloring })
}

/// Borders alone.
fn plain(content: &Content, edges: &Edges) -> Prepared {
    let look_of = vec![0; content.boundaries.districts.len()];
    let lines = Relief::new(edges, (&look_of, 1), false);
    let ground = Ground { fill: None, fills: Vec::new(), lines, density: None, counts: None, colors: Vec::new() };
    Prepared { ground, under: Vec::new(), legend: String::new(), coloring: None }
}
