//! What is asked of a tile set, checked: by the same rules for the command line and for project files.

use super::content::Layer;
use super::raster::{Picture, Surface};
use super::tile_set::Encoding;
use super::vector::Detail;
use crate::classify::Scaling;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::measure::heat::Kernel;

/// Kilometres from side to side of a hexagon where nothing else is asked for.
const HEXAGON_KM: f64 = 25.0;
/// Kilobytes that a vector tile may have where nothing else is asked for.
const LIMIT_KB: u32 = 500;

/// How tiles are made.
#[derive(Debug, Clone, PartialEq)]
pub enum TileLook {
    /// As pictures.
    Raster(Picture),
    /// As vector tiles.
    Vector(Detail),
}

impl TileLook {
    /// The language of what is said of the tiles.
    pub fn language(&self) -> Language {
        match self {
            TileLook::Raster(picture) => picture.language,
            TileLook::Vector(detail) => detail.language,
        }
    }

    /// The same in another language.
    pub fn in_language(&self, language: Language) -> TileLook {
        match self.clone() {
            TileLook::Raster(picture) => TileLook::Raster(Picture { language, ..picture }),
            TileLook::Vector(detail) => TileLook::Vector(Detail { language, ..detail }),
        }
    }
}

/// What is asked for, as it is written: `None` where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What is shown, in any order.
    pub layers: Vec<Layer>,
    /// Vector tiles instead of pictures.
    pub vector: bool,
    /// Side of a picture in pixels.
    pub size: Option<u32>,
    /// Twice the pixels for the same ground.
    pub retina: bool,
    /// PNG or WebP.
    pub format: Option<Encoding>,
    /// Whether pictures name districts and regions.
    pub labels: Option<bool>,
    /// Heat: the kernel of a density.
    pub kernel: Option<Kernel>,
    /// Heat: how values are laid on colours.
    pub scaling: Option<Scaling>,
    /// Hexbin: kilometres from side to side.
    pub hexagon_km: Option<f64>,
    /// First zoom whose incidents are points.
    pub points_from: Option<u8>,
    /// Most kilobytes of a vector tile.
    pub limit_kb: Option<u32>,
    /// Column of texts that incidents carry.
    pub category: Option<String>,
    /// Language of the legend and of what is said of the set.
    pub language: Language,
}

/// The layers from below, and how they are made. `key` is how a thing that can be asked for is written, from its name: on the
/// command line with two hyphens.
///
/// # Errors
/// `Kind::Usage` naming what does not go together.
pub fn checked(asked: &Asked, key: impl Fn(&str) -> String) -> Result<(Vec<Layer>, TileLook)> {
    let layers: Vec<Layer> = Layer::ALL.into_iter().filter(|layer| asked.layers.contains(layer)).collect();
    if layers.is_empty() {
        return Err(Error::usage("tiles of nothing are asked for").hint("choose choropleth, points, heat or hexbin"));
    }
    if layers.iter().filter(|layer| **layer != Layer::Points).count() > 1 {
        return Err(Error::usage("choropleth, heat and hexbin colour the same ground")
            .hint("make a set for each; only points go with one of them"));
    }
    let idle = idle(asked, &layers).into_iter().find(|(given, ..)| *given);
    if let Some((_, name, goes_with)) = idle {
        return Err(Error::usage(format!("{} says nothing of these tiles", key(name)))
            .hint(format!("it goes with {goes_with}")));
    }
    if asked.vector {
        if layers.iter().any(|layer| matches!(layer, Layer::Heat | Layer::Hexbin)) {
            let vector = key("vector");
            return Err(Error::usage("vector tiles hold districts (choropleth) and incidents (points)")
                .hint(format!("leave {vector} out for heat and hexbin, or choose choropleth and points")));
        }
        let most_bytes = asked.limit_kb.unwrap_or(LIMIT_KB) as usize * 1000;
        return Ok((
            layers,
            TileLook::Vector(Detail { points_from: asked.points_from, most_bytes, language: asked.language }),
        ));
    }
    if asked.retina && asked.size.is_some() {
        return Err(Error::usage(format!("{} and {} are both given", key("retina"), key("size")))
            .hint("retina pictures have 512 pixels"));
    }
    let picture = Picture {
        layers: layers.clone(),
        size: if asked.retina { 512 } else { asked.size.unwrap_or(256) },
        retina: asked.retina,
        encoding: asked.format.unwrap_or(Encoding::Png),
        names: asked.labels.unwrap_or(true),
        surface: Surface {
            kernel: asked.kernel,
            scaling: asked.scaling.unwrap_or(Scaling::Sqrt),
            hexagon_km: asked.hexagon_km.unwrap_or(HEXAGON_KM),
        },
        language: asked.language,
    };
    Ok((layers, TileLook::Raster(picture)))
}

/// What would say nothing: whether it is given, its name, and what it goes with.
fn idle(asked: &Asked, layers: &[Layer]) -> Vec<(bool, &'static str, &'static str)> {
    let (heat, hexbin) = (layers.contains(&Layer::Heat), layers.contains(&Layer::Hexbin));
    let (vector, pictures) = ("vector tiles", "pictures");
    vec![
        (asked.kernel.is_some() && !heat, "bandwidth", "the layer heat"),
        (asked.scaling.is_some() && !heat, "scaling", "the layer heat"),
        (asked.hexagon_km.is_some() && !hexbin, "hexagon", "the layer hexbin"),
        (asked.size.is_some() && asked.vector, "size", pictures),
        (asked.retina && asked.vector, "retina", pictures),
        (asked.format.is_some() && asked.vector, "format", pictures),
        (asked.labels.is_some() && asked.vector, "labels", pictures),
        (asked.points_from.is_some() && !asked.vector, "points_from", vector),
        (asked.limit_kb.is_some() && !asked.vector, "limit", vector),
        (
            asked.category.is_some() && !(asked.vector && layers.contains(&Layer::Points)),
            "category",
            "points as vector tiles",
        ),
    ]
}
