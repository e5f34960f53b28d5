//! Heat as shapes: hexagons, cells of H3 and contours, as a styled layer.

use super::Made;
use crate::classify::{Method, Ramp, Scaling};
use crate::error::{Error, Result};
use crate::figure::extent_words;
use crate::incident::Batch;
use crate::language::Language;
use crate::measure::Period;
use crate::measure::heat::{Cells, Grid, isobands};
use crate::palette::Palette;
use crate::style::{Bands, Classed, contour_styles, hexagon_styles};
use crate::unit::LonLat;
use crate::write::{self, Layer, Origin};

/// Which shapes are asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shapes {
    /// Hexagons with incidents.
    Hexagons(Cells),
    /// Contours between at most so many values.
    Contours(usize),
}

/// How shapes are described.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// The incident files.
    pub source: &'a str,
    /// Colours of styles.
    pub palette: Palette,
    /// Language of titles, descriptions and styles.
    pub language: Language,
}

impl Words<'_> {
    /// Where a layer is from, and the years that it stands for.
    fn origin(&self, years: Option<Period>) -> Origin {
        let year = years.map(|p| p.last);
        Origin { source: self.source.to_string(), year, language: self.language, ..Origin::default() }
    }
}

/// Hexagons of incidents as a layer; none for contours, which need a surface.
pub fn hexagons(
    shapes: Shapes,
    words: &Words<'_>,
    batch: &Batch,
    grid: &Grid,
    period: Option<Period>,
) -> Result<Option<Layer>> {
    let on_grid = on(grid, batch);
    let hexagons = match shapes {
        Shapes::Hexagons(cells) => cells.tallied(&on_grid, grid.degrees())?,
        Shapes::Contours(_) => return Ok(None),
    };
    let years = period.map(Period::len);
    let densities: Vec<f64> = hexagons.iter().map(|h| h.density(years)).collect();
    let classes = Method::OneTwoFive.classes(&densities, if densities.len() < 10 { 3 } else { 5 })?;
    let layer = write::hexagons(&hexagons, years, &classes, &words.origin(period))?;
    let extents: Vec<_> = (0..classes.len()).map(|class| classes.extent(class)).collect();
    let (title, labels) = extent_words(words.language, &extents, period);
    let (palette, language) = (words.palette, words.language);
    let highest = densities.into_iter().fold(0.0, f64::max);
    let styles = hexagon_styles(&Classed { title, classes, labels, palette, highest, language });
    Ok(Some(Layer { styles, ..layer }))
}

/// The incidents on a grid.
fn on(grid: &Grid, batch: &Batch) -> Batch {
    let mut inside = Batch::default();
    let places = batch.lon.iter().zip(&batch.lat).filter(|(lon, lat)| grid.at(**lon, **lat).is_some());
    places.for_each(|(&lon, &lat)| inside.push(LonLat { lon, lat }));
    inside
}

/// Contours of a surface as a layer, at round values.
pub fn contours(made: &Made, words: &Words<'_>, most: usize) -> Result<Layer> {
    let ramp = Ramp::new(Scaling::Sqrt, &made.surface.values, false);
    let levels: Vec<f64> = ramp.ticks(most + 1).into_iter().filter(|level| *level > 0.0).collect();
    if levels.is_empty() {
        return Err(Error::data("the surface is zero everywhere: it has no contours")
            .hint("check --years, --only and --bounds"));
    }
    let years = made.years.map(Period::len);
    let bands = isobands(&made.surface, &levels, years)?;
    let extents: Vec<_> = bands.iter().map(|band| (Some(band.lower), band.upper)).collect();
    let (title, labels) = extent_words(words.language, &extents, made.years);
    let (palette, language) = (words.palette, words.language);
    let layer = write::contours(&bands, years, &words.origin(made.years));
    Ok(Layer { styles: contour_styles(&Bands { title, labels, palette, language }), ..layer })
}
