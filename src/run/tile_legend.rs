//! The legend of pictures as tiles: the figures' own, beside a folder or within an archive.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::TileJob;
use crate::error::Result;
use crate::figure::{Alone, Colored, Dotted, HeatLook, Shading};
use crate::incident::Precision;
use crate::layer::looks;
use crate::paint::{PngOptions, SvgOptions, png, svg};
use crate::scene::Scene;
use crate::tile::raster::{Coloring, Picture, RasterTiles};
use crate::tile::{Content, Layer, TileSet, legend_names};

/// CSS pixels of a point: the type of a printed page is small on a screen, and 7 points are to be 12 pixels. The picture has two
/// pixels for each of them.
const CSS: f64 = 5.0 / 3.0;

/// What the legend is made into.
pub(super) struct Legend {
    scene: Scene,
    png: Vec<u8>,
    /// What it says, for whoever does not see it.
    words: String,
}

impl Legend {
    /// What the pictures of a set show, in the looks of the figures and in a few sentences.
    ///
    /// # Errors
    /// As `Alone::scene` and `paint::png`.
    pub fn new(
        content: &Content,
        tiles: &RasterTiles<'_>,
        set: &TileSet,
        (job, picture): (&TileJob, &Picture),
    ) -> Result<Legend> {
        let sentences = [set.description.as_str(), tiles.legend(), &tiles.around()];
        let words = sentences.into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        let alone = Alone {
            title: set.name.clone(),
            description: words.clone(),
            ground: tiles.coloring().map(|coloring| colored(content, coloring, picture)),
            dots: job.layers.contains(&Layer::Points).then(|| dotted(content, tiles)),
            period: content.period,
            language: set.language,
        };
        let scene = alone.scene()?;
        let png = png(&scene, PngOptions::per_point(2.0 * CSS))?;
        Ok(Legend { scene, png, words })
    }

    /// As HTML: the picture itself within its address, so that nothing is fetched, and in words for whoever does not see it.
    pub fn html(&self) -> String {
        let [width, height] = [self.scene.width, self.scene.height].map(|v| (v * CSS).round());
        let words = self.words.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        let picture = STANDARD.encode(&self.png);
        format!("<img alt=\"{words}\" width=\"{width}\" height=\"{height}\" src=\"data:image/png;base64,{picture}\">")
    }

    /// The files that stand beside tiles, their names after a prefix.
    ///
    /// # Errors
    /// As `paint::svg`.
    pub fn files(self, prefix: &str) -> Result<[(String, Vec<u8>); 2]> {
        let svg = svg(&self.scene, SvgOptions::default())?;
        let [of_png, of_svg] = legend_names(prefix);
        Ok([(of_png, self.png), (of_svg, svg)])
    }
}

fn colored(content: &Content, coloring: &Coloring, picture: &Picture) -> Colored {
    let shading = |classes: &crate::classify::Classes| Shading {
        classes: classes.clone(),
        method: None,
        palette: content.palette,
    };
    match (coloring, picture.surface.kernel) {
        (Coloring::Districts, _) => {
            Colored::Districts(shading(&content.classes), looks(&content.density, &content.classes))
        }
        (Coloring::Hexagons(classes, counts), _) => Colored::Hexagons(shading(classes), counts.clone()),
        (Coloring::Density(ramp), Some(kernel)) => {
            let look = HeatLook { kernel, scaling: picture.surface.scaling, palette: content.palette };
            Colored::Density(ramp.clone(), look, content.places.len())
        }
        (Coloring::Density(_) | Coloring::Pixels, _) => Colored::Pixels(content.palette),
    }
}

fn dotted(content: &Content, tiles: &RasterTiles<'_>) -> Dotted {
    let places = &content.places;
    let ring = |attributes: u32| places.attributes[attributes as usize].precision == Some(Precision::District);
    let rings = places.all().iter().filter(|p| ring(p.attributes)).count() as u32;
    Dotted { counts: [places.len() as u32 - rings, rings], color: tiles.ink(), note: tiles.around() }
}
