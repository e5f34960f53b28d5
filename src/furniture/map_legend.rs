//! The legends that stand inside a map, of whatever kind.

use super::legend::legend_halves;
use super::{CircleLegend, Legend, RampLegend, legend, legend_size};
use crate::error::Result;
use crate::scene::{Item, group};
use crate::text::Typesetter;

/// A legend inside a map.
#[derive(Debug, Clone, PartialEq)]
pub enum MapLegend {
    /// Classes of a choropleth.
    Classes(Legend),
    /// Proportional circles.
    Circles(CircleLegend),
    /// A continuous scale.
    Ramp(RampLegend),
}

impl MapLegend {
    /// Width and height in points.
    ///
    /// # Errors
    /// If a word is too wide or the font lacks a letter.
    pub fn size(&self, set: &Typesetter) -> Result<[f64; 2]> {
        match self {
            MapLegend::Classes(classes) => legend_size(set, classes),
            MapLegend::Circles(circles) => circles.size(set),
            MapLegend::Ramp(ramp) => ramp.size(set),
        }
    }

    /// The same at least so wide; a scale and circles stay as they are.
    pub fn widened(self, least: f64) -> MapLegend {
        match self {
            MapLegend::Classes(classes) => MapLegend::Classes(Legend { least, ..classes }),
            MapLegend::Circles(_) | MapLegend::Ramp(_) => self,
        }
    }

    /// The legend with its upper left corner at a place.
    ///
    /// # Errors
    /// As `size`.
    pub fn draw(&self, set: &Typesetter, at: [f64; 2]) -> Result<Item> {
        match self {
            MapLegend::Classes(classes) => legend(set, at, classes),
            MapLegend::Circles(circles) => circles.draw(set, at),
            MapLegend::Ramp(ramp) => ramp.draw(set, at),
        }
    }

    /// The legend under a map, at most `width` wide: in two columns where they fit. Answers its height too.
    ///
    /// # Errors
    /// As `size`.
    pub fn below(&self, set: &Typesetter, [x, y]: [f64; 2], width: f64) -> Result<(Item, f64)> {
        let halves = match self {
            MapLegend::Classes(classes) => legend_halves(set, classes, width)?,
            MapLegend::Ramp(_) => None,
            MapLegend::Circles(circles) => return circles.below(set, [x, y], width),
        };
        let Some(halves) = halves else { return Ok((self.draw(set, [x, y])?, self.size(set)?[1])) };
        let (mut items, mut height) = (Vec::new(), 0.0_f64);
        for ([dx, dy], half) in &halves {
            items.push(legend(set, [x + dx, y + dy], half)?);
            height = height.max(dy + legend_size(set, half)?[1]);
        }
        let parts = items.into_iter().flat_map(|item| match item {
            Item::Group(half) => half.items,
            other => vec![other],
        });
        Ok((group("legend", parts.collect()), height))
    }

    /// Gives every text of the legend to a function that may change it.
    pub fn each_text(&mut self, change: impl Fn(&mut String)) {
        match self {
            MapLegend::Classes(classes) => {
                [&mut classes.title, &mut classes.unit].into_iter().for_each(&change);
                classes.rows.iter_mut().for_each(|row| change(&mut row.label));
            }
            MapLegend::Circles(circles) => [&mut circles.title, &mut circles.note].into_iter().for_each(change),
            MapLegend::Ramp(ramp) => {
                let figures = ramp.ticks.iter_mut().map(|(_, figure)| figure);
                [&mut ramp.title, &mut ramp.note].into_iter().chain(figures).for_each(change);
            }
        }
    }
}
