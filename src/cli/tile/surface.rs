//! The options of surfaces as tiles.

use clap::Args;

use crate::classify::Scaling;
use crate::cli::args::{kernel, kilometres, scaling};
use crate::measure::heat::{Kernel, Shape};

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
    pub scaling: Option<Scaling>,
    /// Hexbin: width of a hexagon on the ground, from side to side [default: 25km]
    #[arg(long, value_name = "KM", value_parser = kilometres)]
    pub hexagon: Option<f64>,
}

impl SurfaceArgs {
    /// The kernel that is asked for.
    pub fn kernel(&self) -> Option<Kernel> {
        self.bandwidth.map(|km| Kernel { shape: self.kernel, km })
    }
}
