//! The options of surfaces as tiles.

use clap::Args;

use crate::classify::Scaling;
use crate::cli::args::{kernel, kilometres, scaling};
use crate::error::{Error, Result};
use crate::measure::heat::{Kernel, Shape};
use crate::tile::Layer;
use crate::tile::raster::Surface;

/// Kilometres from side to side of a hexagon where nothing else is asked for.
const HEXAGON_KM: f64 = 25.0;

/// How incidents become a surface.
#[derive(Args)]
#[command(next_help_heading = "Surfaces")]
pub struct SurfaceArgs {
    /// Heat: spread each incident by a kernel so wide on the ground: 10km; without it incidents are counted by pixel
    #[arg(long, value_name = "KM", value_parser = kilometres)]
    bandwidth: Option<f64>,
    /// Shape of the kernel: gaussian or quartic
    #[arg(long, value_parser = kernel, default_value = "gaussian", requires = "bandwidth")]
    kernel: Shape,
    /// Heat: how values become colours: linear, log, sqrt or equalise [default: sqrt]. A density has one scale for all zooms,
    /// counts by pixel one for each
    #[arg(long, value_parser = scaling)]
    scaling: Option<Scaling>,
    /// Hexbin: width of a hexagon on the ground, from side to side [default: 25km]
    #[arg(long, value_name = "KM", value_parser = kilometres)]
    hexagon: Option<f64>,
}

impl SurfaceArgs {
    /// What is asked of the surface of some layers.
    pub fn surface(&self, layers: &[Layer]) -> Result<Surface> {
        let unused = |option: &str, layer: Layer| {
            Err(Error::usage(format!("{option} says nothing of these tiles"))
                .hint(format!("it goes with --layer {}", layer.word())))
        };
        if !layers.contains(&Layer::Heat) && (self.bandwidth.is_some() || self.scaling.is_some()) {
            return unused(if self.bandwidth.is_some() { "--bandwidth" } else { "--scaling" }, Layer::Heat);
        }
        if !layers.contains(&Layer::Hexbin) && self.hexagon.is_some() {
            return unused("--hexagon", Layer::Hexbin);
        }
        Ok(Surface {
            kernel: self.bandwidth.map(|km| Kernel { shape: self.kernel, km }),
            scaling: self.scaling.unwrap_or(Scaling::Sqrt),
            hexagon_km: self.hexagon.unwrap_or(HEXAGON_KM),
        })
    }
}
