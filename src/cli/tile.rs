//! `cercle tile`: a pyramid of map tiles.

mod surface;

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use self::surface::SurfaceArgs;
use super::args::{BoundaryArgs, IncidentArgs, bounds};
use super::audience::InternalOnly;
use super::join::bytes;
use super::say;
use crate::boundary::Boundaries;
use crate::classify::Method;
use crate::draft::folder_of;
use crate::error::{Error, Result};
use crate::figure::Shading;
use crate::join::join;
use crate::language::Language;
use crate::ledger::{Account, Ledger};
use crate::measure::Values;
use crate::palette;
use crate::project::{Edition, web_address};
use crate::read::Input;
use crate::read::stream::{Ask, Meter, only_streams};
use crate::run::{Counting, Shades, TileJob, check_target, streamed_content, tile, whole_content};
use crate::tile::{Asked, Container, Content, Encoding, Layer, Pyramid, check_place, checked};
use crate::unit::Rect;

/// Bytes of incident files up to which they are read whole, so that tiles have dates and precisions.
const MOST_WHOLE: u64 = 16 << 20;

/// Make map tiles for web maps and offline use.
///
/// Vector tiles (--vector) have the layers districts, borders and labels for choropleth, and incidents for points: from far
/// cells with a count and one of each year, near each incident; they add up to the incidents located at every zoom. Pictures
/// are made of choropleth, points, heat or hexbin, with a legend; tiles in which nothing is seen are left out. From zoom 8 dots
/// of one place stand around it. Tables of any size are read part by part.
/// A run that was interrupted goes on where it was.
#[derive(Args)]
pub struct Tile {
    #[command(flatten)]
    audience: InternalOnly,
    #[command(flatten)]
    incidents: IncidentArgs,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    tiles: TileArgs,
    #[command(flatten)]
    surface: SurfaceArgs,
    /// Result: a folder of files z/x/y, or a .mbtiles or .pmtiles file
    #[arg(long, value_name = "PLACE")]
    out: PathBuf,
}

/// What the tiles are.
#[derive(Args)]
#[command(next_help_heading = "Tiles")]
struct TileArgs {
    /// What to show: choropleth, points, heat or hexbin; choropleth and points go together
    #[arg(long = "layer", value_parser = layer, value_delimiter = ',', default_value = "choropleth")]
    layers: Vec<Layer>,
    /// Vector tiles instead of pictures (choropleth and points)
    #[arg(long)]
    vector: bool,
    /// First and last zoom: 0-10
    #[arg(long, value_name = "ZOOMS", value_parser = zooms, default_value = "0-8")]
    zoom: RangeInclusive<u8>,
    /// Side of a picture in pixels: 256 or 512
    #[arg(long, value_parser = size, default_value = "256", conflicts_with = "vector")]
    size: u32,
    /// Twice the pixels for the same ground: pictures of 512 in the place of 256
    #[arg(long, conflicts_with_all = ["vector", "size"])]
    retina: bool,
    /// Pictures: png or webp
    #[arg(long, value_parser = ["png", "webp"], default_value = "png", conflicts_with = "vector")]
    format: String,
    /// No names of districts and regions, for tiles that lie over a map with names of its own
    #[arg(long, conflicts_with = "vector")]
    no_labels: bool,
    /// West, south, east and north in degrees [default: the boundaries]
    #[arg(long, value_name = "W,S,E,N", value_parser = bounds, allow_hyphen_values = true)]
    bounds: Option<Rect>,
    /// How classes are found: see `cercle list methods`
    #[arg(long, default_value = "1-2-5")]
    method: String,
    /// Colours: see `cercle list palettes`
    #[arg(long, default_value = palette::ALL[0].name)]
    palette: String,
    /// Column whose values incidents carry as their category
    #[arg(long, value_name = "COLUMN")]
    category: Option<String>,
    /// First zoom whose incidents are points [default: the first at which all tiles stay below the limit, at most the last]
    #[arg(long, value_name = "ZOOM", requires = "vector")]
    points_from: Option<u8>,
    /// Most kilobytes of a vector tile: where more incidents lie than fit, cells are larger
    #[arg(long, value_name = "KB", value_parser = clap::value_parser!(u32).range(10..=100_000), default_value = "500", requires = "vector")]
    limit: u32,
    /// Language of the legend and of what is said of the set: en or fr
    #[arg(long, value_parser = super::args::language, default_value = "en")]
    language: Language,
    /// What the set is called [default: the name of the result]
    #[arg(long)]
    name: Option<String>,
    /// Sources and licence [default: the names of the files]
    #[arg(long)]
    attribution: Option<String>,
    /// Where the tiles will be found, for the description beside them: https://example.org/tiles
    #[arg(long, value_name = "URL", value_parser = url)]
    base_url: Option<String>,
    /// Replace a file that is no tile set
    #[arg(long)]
    force: bool,
}

fn layer(word: &str) -> std::result::Result<Layer, String> {
    super::args::find(word, &Layer::ALL, Layer::word)
}

fn zooms(text: &str) -> std::result::Result<RangeInclusive<u8>, String> {
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) => Ok(first..=last),
        _ => Err("write it as 8 or 0-10".to_string()),
    }
}

fn size(text: &str) -> std::result::Result<u32, String> {
    match text {
        "256" => Ok(256),
        "512" => Ok(512),
        _ => Err("tiles are 256 or 512 pixels wide".to_string()),
    }
}

fn url(text: &str) -> std::result::Result<String, String> {
    web_address(text).ok_or("write it as an address that is complete, such as https://example.org/tiles".to_string())
}

impl Tile {
    pub(super) fn run(mut self) -> Result<()> {
        self.audience.require("tile")?;
        let job = self.job()?;
        self.incidents.only_coordinates()?;
        check_place(&self.out, job.force)?;
        check_target(folder_of(&self.out))?;
        self.incidents.spare_inputs(Some(&self.boundaries.boundaries), &self.out)?;
        self.incidents.texts.extend(self.tiles.category.clone());
        // what is wrong with zooms is said before anything is read
        Pyramid::new(
            self.tiles.zoom.clone(),
            self.tiles.bounds.unwrap_or(Rect { x0: 0.0, y0: 0.0, x1: 1.0, y1: 1.0 }),
        )?;
        let progress = say::Progress::start();
        progress.step("reading and joining");
        let meter = Arc::new(Meter::default());
        let inputs = self.incidents.streams()?;
        let read = match inputs.filter(|i| bytes(i) > MOST_WHOLE || i.iter().any(only_streams)) {
            Some(inputs) => {
                progress.watch(&meter);
                self.streamed(&inputs, &meter)
            }
            None => self.gathered(),
        };
        let made = read.and_then(|(content, pyramid, account)| {
            progress.step("making tiles");
            let tiles = tile(&content, &pyramid, &job, (&account, &self.out))?;
            Ok((tiles, content, account))
        });
        progress.finish();
        let (tiles, content, account) = made?;
        say::summary(&account);
        say::remarks(&content.boundaries);
        if content.beyond > 0 {
            say::note(&format!("note: {} of those counted lie beyond the extent of the tiles", content.beyond));
        }
        let zooms = &self.tiles.zoom;
        say::note(&format!("note: {tiles} tiles, zoom {} to {}", zooms.start(), zooms.end()));
        if self.tiles.base_url.is_none() && Container::of(&self.out) == Container::Folder {
            say::note("note: without --base-url the description beside the tiles is a template");
        }
        Ok(())
    }

    /// How densities are classed, and their colours.
    fn shades(&self) -> Result<impl Fn(&Values) -> Result<Shading> + Sync + use<>> {
        let method = Method::find(&self.tiles.method).ok_or_else(|| {
            Error::usage(format!("--method {} is not known", self.tiles.method)).hint("see `cercle list methods`")
        })?;
        let palette = *palette::find(&self.tiles.palette).ok_or_else(|| {
            Error::usage(format!("--palette {} is not known", self.tiles.palette)).hint("see `cercle list palettes`")
        })?;
        Ok(move |values: &Values| Shading::by(method, values, palette))
    }

    /// The years that densities are about need no date here: without any they are of all incidents.
    fn counting<'a>(&self, pyramid: &'a Pyramid, shading: &'a Shades<'a>) -> Counting<'a> {
        let places = self.tiles.layers.iter().any(|layer| *layer != Layer::Choropleth);
        Counting { pyramid, places, years: self.incidents.years, shading }
    }

    fn pyramid(&self, districts: &Boundaries) -> Result<Pyramid> {
        Pyramid::new(self.tiles.zoom.clone(), self.tiles.bounds.unwrap_or_else(|| districts.degrees()))
    }

    /// Reads tables of any size part by part.
    fn streamed(&self, inputs: &[Input], meter: &Meter) -> Result<(Content, Pyramid, Account)> {
        let districts = self.boundaries.read()?;
        let pyramid = self.pyramid(&districts)?;
        let (options, policy) = (self.incidents.options(), self.incidents.policy()?);
        let category = self.tiles.category.as_deref();
        let ask = Ask { options: &options, counted: &policy.counted, years: true, category, words: None, meter };
        let (content, account) = streamed_content(inputs, &ask, districts, &self.counting(&pyramid, &self.shades()?))?;
        Ok((content, pyramid, account))
    }

    /// Reads the incidents whole.
    fn gathered(&self) -> Result<(Content, Pyramid, Account)> {
        let mut ledger = Ledger::default();
        let (districts, incidents) = rayon::join(|| self.boundaries.read(), || self.incidents.read(&mut ledger));
        let (districts, incidents) = (districts?, incidents?);
        let pyramid = self.pyramid(&districts)?;
        let joined = join(&districts, &incidents, &self.incidents.policy()?)?;
        joined.settle(&districts, &incidents, &mut ledger);
        ledger.balance()?;
        ledger.refuse_nothing_but_rejects()?;
        let category = self.tiles.category.as_deref();
        let content =
            whole_content(districts, (&incidents, &joined), category, &self.counting(&pyramid, &self.shades()?))?;
        Ok((content, pyramid, (&ledger).into()))
    }

    /// What is asked of the tiles, checked before anything is read.
    fn job(&self) -> Result<TileJob> {
        let asked = &self.tiles;
        let of_pictures = !asked.vector;
        let surface = &self.surface;
        let (layers, look) = checked(
            &Asked {
                layers: asked.layers.clone(),
                vector: asked.vector,
                size: (of_pictures && !asked.retina).then_some(asked.size),
                retina: asked.retina,
                format: of_pictures.then(|| if asked.format == "webp" { Encoding::Webp } else { Encoding::Png }),
                labels: of_pictures.then_some(!asked.no_labels),
                kernel: surface.kernel(),
                scaling: surface.scaling,
                hexagon_km: surface.hexagon,
                points_from: asked.points_from,
                limit_kb: asked.vector.then_some(asked.limit),
                category: asked.category.clone(),
                language: asked.language,
            },
            |name| format!("--{}", name.replace('_', "-")),
        )?;
        let stem = |path: &Path| path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let files = || {
            let (incidents, boundaries) = (self.incidents.names(), name(&self.boundaries.boundaries));
            asked.language.of(
                format!("Incidents: {incidents}. Boundaries: {boundaries}."),
                format!("Incidents\u{202f}: {incidents}. Limites\u{202f}: {boundaries}."),
            )
        };
        Ok(TileJob {
            layers,
            look,
            name: asked.name.clone().or_else(|| stem(&self.out)).unwrap_or_default(),
            attribution: asked.attribution.clone().unwrap_or_else(files),
            base_url: asked.base_url.clone(),
            edition: Edition::Internal.words(asked.language),
            force: asked.force,
        })
    }
}

/// The last part of a path.
fn name(file: &str) -> String {
    Path::new(file).file_name().map_or(file.to_string(), |name| name.to_string_lossy().into_owned())
}
