//! What the tiles of a set are made from.

use sha2::{Digest, Sha256};

use super::places::Places;
use super::pyramid::Pyramid;
use crate::boundary::Boundaries;
use crate::classify::Classes;
use crate::measure::{Period, Values};
use crate::palette::Palette;

/// What tiles show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// Districts with their counts and classes.
    Choropleth,
    /// Incidents, where they are.
    Points,
    /// Kernel density of incidents.
    Heat,
    /// Hexagons coloured by incidents.
    Hexbin,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Layer; 4] = [Layer::Choropleth, Layer::Points, Layer::Heat, Layer::Hexbin];

    /// The word used on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Layer::Choropleth => "choropleth",
            Layer::Points => "points",
            Layer::Heat => "heat",
            Layer::Hexbin => "hexbin",
        }
    }
}

/// Districts with what was counted in them, and incidents by place.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The districts.
    pub boundaries: Boundaries,
    /// Area of each district in km².
    pub areas_km2: Vec<f64>,
    /// Incidents by year and district, ascending; years without any are there too.
    pub by_year: Vec<(i16, Vec<u32>)>,
    /// The years that densities are about; `None` if no incident has a date.
    pub period: Option<Period>,
    /// Incidents per 10,000 km² and year (or altogether, without dates), and their number, by district.
    pub density: Values,
    /// Classes of the densities.
    pub classes: Classes,
    /// Colours of the classes and of surfaces.
    pub palette: Palette,
    /// The incidents that count and lie in the extent of the tiles; empty if no layer shows them.
    pub places: Places,
    /// Incidents that count but lie beyond the extent.
    pub beyond: u64,
    /// Incidents that count for a district by words: they have no place that may be shown.
    pub unplaced: u64,
}

impl Content {
    /// Incidents that count.
    pub fn located(&self) -> u64 {
        self.density.counts().iter().map(|&c| u64::from(c)).sum()
    }

    /// A digest of all that the tiles are made from: with the same one an interrupted run can be gone on with. `options` are
    /// the options of the tiles in words.
    pub fn key(&self, pyramid: &Pyramid, options: &str) -> [u8; 32] {
        let mut sum = Sha256::new();
        let mut text = |t: &str| {
            sum.update((t.len() as u64).to_le_bytes());
            sum.update(t);
        };
        text(env!("CARGO_PKG_VERSION"));
        text(&format!("{options} {pyramid:?} {:?} {:?} {:?}", self.period, self.classes, self.palette));
        text(&format!("{:?} {:?} {:?} {}", self.places.attributes, self.by_year, self.density, self.unplaced));
        for district in &self.boundaries.districts {
            [&district.id, &district.name, &district.region_id, &district.region].into_iter().for_each(|t| text(t));
        }
        let mut numbers = Vec::new();
        for (district, area) in self.boundaries.districts.iter().zip(&self.areas_km2) {
            numbers.clear();
            numbers.extend(area.to_le_bytes());
            for ring in district.shape.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())) {
                numbers.extend((ring.0.len() as u64).to_le_bytes());
                numbers.extend(ring.0.iter().flat_map(|c| [c.x, c.y]).flat_map(f64::to_le_bytes));
            }
            sum.update(&numbers);
        }
        for places in self.places.all().chunks(4096) {
            numbers.clear();
            for place in places {
                let [x, y] = place.xy();
                numbers.extend([x, y, place.attributes].into_iter().flat_map(u32::to_le_bytes));
            }
            sum.update(&numbers);
        }
        sum.finalize().into()
    }
}
