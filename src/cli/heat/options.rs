//! The options of `cercle heat`.

use clap::Args;

use super::shapes::Shapes;
use crate::classify::Scaling;
use crate::cli::args::{ColumnArgs, bounds, kernel, kilometres, scaling};
use crate::language::Language;
use crate::measure::heat::{Cells, Shape};
use crate::unit::Rect;

/// Where the grid lies and how incidents are spread.
#[derive(Args)]
#[command(next_help_heading = "Grid")]
pub struct Place {
    /// Cells across and down, such as 2048x2048: the extent is widened in one direction so that cells are square [default:
    /// 1024 along the longer side]
    #[arg(long, value_name = "WxH", value_parser = size, conflicts_with = "cell")]
    pub size: Option<[usize; 2]>,
    /// Side of a cell on the ground, in the middle of the map: 5km
    #[arg(long, value_name = "KM", value_parser = kilometres)]
    pub cell: Option<f64>,
    /// Spread each incident by a kernel so wide on the ground: 10km (standard deviation of a gaussian, radius of a quartic one)
    #[arg(long, value_name = "KM", value_parser = kilometres)]
    pub bandwidth: Option<f64>,
    /// Shape of the kernel: gaussian or quartic
    #[arg(long, value_parser = kernel, default_value = "gaussian", requires = "bandwidth")]
    pub kernel: Shape,
    /// Boundary file: count what lies in it, cut the map off at its edge, and give the kernels near the edge what they lose there
    #[arg(long, value_name = "FILE")]
    pub boundaries: Option<String>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// Projection of the grid: equal-area (Lambert cylindrical) or web-mercator
    #[arg(long, value_parser = ["equal-area", "web-mercator"], default_value = "equal-area")]
    pub grid: String,
    /// West, south, east and north in degrees [default: the boundaries, or all incidents]
    #[arg(long, value_name = "W,S,E,N", value_parser = bounds, allow_hyphen_values = true)]
    pub bounds: Option<Rect>,
}

/// Shapes instead of a grid.
#[derive(Args)]
#[command(next_help_heading = "Shapes (GeoJSON, GeoPackage, FlatGeobuf, tables)")]
#[group(multiple = false)]
pub struct ShapeArgs {
    /// Hexagons of equal area, so wide from side to side: 20km
    #[arg(long, visible_alias = "hexbin", value_name = "KM", value_parser = kilometres)]
    pub hexagon: Option<f64>,
    /// Cells of H3 of a resolution, 0 to 15 (5: about 250 km²)
    #[arg(long, value_name = "RESOLUTION", value_parser = clap::value_parser!(u8).range(0..=15))]
    pub h3: Option<u8>,
    /// Contours of the kernel density at so many round values at most
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=20), requires = "bandwidth")]
    pub contours: Option<u8>,
}

impl ShapeArgs {
    /// The shapes that were asked for.
    pub fn asked(&self) -> Option<Shapes> {
        let contours = self.contours.map(|n| Shapes::Contours(usize::from(n)));
        let cells = self.hexagon.map(Cells::Hexagons).or(self.h3.map(Cells::H3));
        cells.map(Shapes::Hexagons).or(contours)
    }
}

/// Colours of a picture.
#[derive(Args)]
#[command(next_help_heading = "Picture")]
pub struct Look {
    /// How values become colours: linear, log, sqrt or equalise (the same number of cells for each colour)
    #[arg(long, value_parser = scaling, default_value = "sqrt")]
    pub scaling: Scaling,
    /// Colours: see `cercle list palettes`
    #[arg(long, default_value = "ember")]
    pub palette: String,
    /// Language of descriptions in the file: en or fr
    #[arg(long, value_parser = crate::cli::args::language, default_value = "en")]
    pub language: Language,
}

fn size(text: &str) -> std::result::Result<[usize; 2], String> {
    let parts = text.split_once(['x', '×']).map(|(w, h)| [w, h].map(|n| n.trim().parse::<usize>()));
    match parts {
        Some([Ok(w), Ok(h)]) if w > 0 && h > 0 => Ok([w, h]),
        _ => Err("write it as two numbers of cells, such as 2048x2048".to_string()),
    }
}
