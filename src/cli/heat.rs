//! `cercle heat`: incidents by cell of a grid, or their kernel density, as a picture or a GeoTIFF that knows where it lies.

mod options;
mod shapes;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use self::options::{Look, Place, ShapeArgs};
use self::shapes::{Shapes, Words, contours, hexagons};
use super::apart::named;
use super::args::IncidentArgs;
use super::audience::InternalOnly;
use super::{format_of, say, style_of};
use crate::boundary::Boundaries;
use crate::classify::{Ramp, STEPS};
use crate::error::{Error, Result};
use crate::incident::{Batch, Incidents};
use crate::join::{Joined, join, located};
use crate::ledger::{Account, Bucket, Ledger};
use crate::measure::Period;
use crate::measure::heat::{CellCounts, Fineness, Grid, Kernel, Mask, Surface, count_cells};
use crate::palette;
use crate::projection::Cylindrical;
use crate::read::stream::{Ask, Meter, said_bounds};
use crate::read::{self, Input};
use crate::run::{self, Streamed, check_places, extent, publish, spare_inputs};
use crate::unit::Rect;
use crate::write::{Band, Layer, LayerFormat, aux_xml, geotiff, heat_png, world_file};

/// Fewer incidents than this make no surface worth reading.
const FEW: u64 = 30;
/// Cells along the longer side where nothing else is asked for.
const LONGEST: usize = 1024;
/// Degrees around incidents that all lie on one spot or line.
const LEAST_EXTENT: f64 = 0.01;
/// Kilometres of a degree of latitude, at its shortest.
const DEGREE_KM: f64 = 110.57;
/// Formats of grids, then those of shapes.
const FORMATS: [&str; 10] = ["png", "tif", "tiff", "geojson", "geojsonl", "gpkg", "fgb", "parquet", "csv", "xlsx"];

/// Draw a heat map: incidents by cell, or with --bandwidth their kernel density per 1,000 km² (and per year, if they have dates).
///
/// A .png comes with a world file (.pgw) and its coordinate system (.png.aux.xml), a .tif is a GeoTIFF of 32-bit floats. Cells beyond the
/// boundaries are not covered (transparent, nodata), which is not zero. Cells are square on the map. With --hexagon, --h3 or --contours the
/// result is a .geojson, .geojsonl, .gpkg, .fgb, .parquet, .csv or .xlsx with count, density and class; QGIS opens it in these classes, by
/// the style in the .gpkg, or beside the others (.qml).
#[derive(Args)]
pub struct Heat {
    #[command(flatten)]
    incidents: IncidentArgs,
    #[command(flatten)]
    audience: InternalOnly,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    shapes: ShapeArgs,
    #[command(flatten)]
    look: Look,
    /// Result: a .png or .tif file, .geojson, .geojsonl, .gpkg, .fgb, .parquet, .csv or .xlsx for shapes, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Format, if the file name does not say it: png, tif, geojson, geojsonl, gpkg, fgb, parquet, csv or xlsx
    #[arg(long)]
    format: Option<String>,
}

/// What was made, and what is to be said of it.
struct Made {
    surface: Surface,
    /// Hexagons, where they were asked for.
    hexagons: Option<Layer>,
    years: Option<Period>,
    account: Account,
}

impl Made {
    /// Incidents on the map.
    fn on_map(&self) -> u64 {
        self.account.count(Bucket::Joined)
    }
}

impl Heat {
    pub(super) fn run(mut self) -> Result<()> {
        self.audience.require("heat")?;
        self.incidents.only_coordinates()?;
        let format = format_of(&self.out, self.format.as_deref(), &FORMATS)?;
        self.check_shapes(&format)?;
        let palette = self.palette()?;
        self.spare()?;
        let progress = say::Progress::start();
        progress.step("reading and counting");
        // hexagons need all places at once
        let hexagons = !matches!(self.shapes.asked(), None | Some(Shapes::Contours(_)));
        let made = match self.incidents.streams()?.filter(|_| !hexagons) {
            Some(inputs) => {
                let meter = Arc::new(Meter::default());
                progress.watch(&meter);
                self.streamed(&inputs, &meter)
            }
            None => self.gathered(),
        };
        let files = made.and_then(|made| {
            progress.step("writing");
            Ok((self.files(&made, &format, palette)?, made))
        });
        progress.finish();
        let (files, made) = files?;
        self.deliver(files)?;
        self.say(&made);
        Ok(())
    }

    fn palette(&self) -> Result<palette::Palette> {
        palette::find(&self.look.palette).copied().ok_or_else(|| {
            Error::usage(format!("--palette {} is not known", self.look.palette)).hint("see `cercle list palettes`")
        })
    }

    fn words<'a>(&self, source: &'a str) -> Result<Words<'a>> {
        Ok(Words { source, palette: self.palette()?, language: self.look.language })
    }

    /// Makes sure that shapes go to a file that can hold them, and a grid does not.
    fn check_shapes(&self, format: &str) -> Result<()> {
        match (self.shapes.asked(), format) {
            (None, format) if LayerFormat::find(format).is_some() => {
                Err(Error::usage(format!("a .{format} file holds shapes, and none are asked for"))
                    .hint("say --hexagon 20km, --h3 5 or --contours 5; or write a .tif"))
            }
            (Some(_), "png" | "tif" | "tiff") => {
                Err(Error::usage("hexagons and contours are written as .geojson, .gpkg or .fgb")
                    .hint("say --out FILE.geojson"))
            }
            _ => Ok(()),
        }
    }

    /// Makes sure that a result does not take the place of an input.
    fn spare(&self) -> Result<()> {
        let names = self.incidents.incidents.iter().chain(&self.place.boundaries);
        let inputs = names.map(named).collect::<Result<Vec<_>>>()?;
        let mut outputs = vec![self.out.clone()];
        outputs.extend(["pgw", "png.aux.xml", "qml"].map(|extension| self.out.with_extension(extension)));
        spare_inputs(&outputs, &inputs)?;
        check_places(&outputs)
    }

    fn districts(&self) -> Result<Option<Boundaries>> {
        let file = self.place.boundaries.as_deref();
        file.map(|f| read::boundaries(&named(f)?, &self.place.columns.columns())).transpose()
    }

    /// Counts files of any size, part by part. Where nothing says beforehand what the map covers, they are counted on the
    /// bounds that the files themselves say, and if these are not those of the incidents found, or none, read twice.
    fn streamed(&self, inputs: &[Input], meter: &Meter) -> Result<Made> {
        let districts = self.districts()?;
        let (options, policy) = (self.incidents.options(), self.incidents.policy()?);
        let ask = Ask { options: &options, counted: &policy.counted, years: true, category: None, words: None, meter };
        if self.place.bounds.is_some() || districts.is_some() {
            return Ok(self.counted(inputs, &ask, (Rect::EMPTY, districts.as_ref()))?.0);
        }
        // what is wrong with the bounds that files say is no fault of the rows: then those are read for their own
        if let Some(said) = said_bounds(inputs, &ask)?
            && let Ok((made, found)) = self.counted(inputs, &ask, (said, None))
            && found == said
        {
            return Ok(made);
        }
        Ok(self.counted(inputs, &ask, (extent(inputs, &ask)?, None))?.0)
    }

    /// Counts on a grid over the bounds asked for, the districts, or these bounds of all incidents; answers also the bounds
    /// of the incidents found.
    fn counted(
        &self,
        inputs: &[Input],
        ask: &Ask<'_>,
        (spot, districts): (Rect, Option<&Boundaries>),
    ) -> Result<(Made, Rect)> {
        let grid = self.grid(spot, districts)?;
        let (wide, offset) = self.wide(&grid)?;
        let Streamed { counts, years, extent, account } = run::count_cells(inputs, ask, (&grid, &wide), districts)?;
        let years = self.incidents.years.or(years);
        let surface = self.surface((grid, wide, offset), &counts, districts, years);
        Ok((Made { surface, years, hexagons: None, account }, extent))
    }

    /// Reads the incidents whole, counts, and settles what became of each.
    fn gathered(&self) -> Result<Made> {
        let mut ledger = Ledger::default();
        let (districts, incidents) = rayon::join(|| self.districts(), || self.incidents.read(&mut ledger));
        let (districts, incidents) = (districts?, incidents?);
        let policy = self.incidents.policy()?;
        let first = match &districts {
            Some(districts) => join(districts, &incidents, &policy)?,
            None => located(&incidents, &policy, |_| true),
        };
        let batch = batch(&incidents, &first);
        let grid =
            self.grid(Rect::around(batch.lon.iter().zip(&batch.lat).map(|(x, y)| [*x, *y])), districts.as_ref())?;
        let joined = match &districts {
            Some(_) => first,
            None => located(&incidents, &policy, |p| grid.at(p.lon, p.lat).is_some()),
        };
        joined.settle(districts.as_ref().unwrap_or(&Boundaries::default()), &incidents, &mut ledger);
        ledger.balance()?;
        ledger.refuse_nothing_but_rejects()?;
        let years = self.incidents.years.or_else(|| period(&batch));
        let hexagons = match self.shapes.asked() {
            Some(shapes) => hexagons(shapes, &self.words(&self.incidents.names())?, &batch, &grid, years)?,
            None => None,
        };
        let (wide, offset) = self.wide(&grid)?;
        let counts = count_cells(&wide, &batch)?;
        let surface = self.surface((grid, wide, offset), &counts, districts.as_ref(), years);
        Ok(Made { surface, years, hexagons, account: (&ledger).into() })
    }

    /// The grid that is counted on, and where the map begins on it: incidents just beyond the bounds reach into the map too.
    fn wide(&self, grid: &Grid) -> Result<(Grid, [usize; 2])> {
        let reach = match (self.kernel(), self.place.bounds, &self.place.boundaries) {
            (Some(kernel), Some(_), None) => kernel.reach_cells(grid),
            _ => 0,
        };
        grid.padded(reach)
    }

    /// The values of the map.
    fn surface(
        &self,
        (grid, wide, offset): (Grid, Grid, [usize; 2]),
        counts: &CellCounts,
        districts: Option<&Boundaries>,
        years: Option<Period>,
    ) -> Surface {
        let mask = districts.map(|districts| Mask::of(&grid, districts));
        let surface = match self.kernel() {
            None => Surface::counts(wide, counts, mask.as_ref()),
            Some(kernel) => Surface::density(wide, counts, (&kernel, mask.as_ref()), years.map(Period::len)),
        };
        surface.cropped(grid, offset)
    }

    fn kernel(&self) -> Option<Kernel> {
        self.place.bandwidth.map(|km| Kernel { shape: self.place.kernel, km })
    }

    /// The grid over the bounds asked for, the boundaries, or all incidents with room for their kernels.
    fn grid(&self, spot: Rect, districts: Option<&Boundaries>) -> Result<Grid> {
        let degrees = match (self.place.bounds, districts) {
            (Some(bounds), _) => bounds,
            (None, Some(districts)) => districts.degrees(),
            (None, None) => around(spot, self.kernel())?,
        };
        let projection = match self.place.grid.as_str() {
            "web-mercator" => Cylindrical::WebMercator,
            _ => Cylindrical::equal_area(degrees),
        };
        let fineness = match (self.place.size, self.place.cell) {
            (Some(cells), _) => Fineness::Cells(cells),
            (None, Some(km)) => Fineness::Kilometres(km),
            (None, None) => Fineness::Longest(LONGEST),
        };
        Grid::new(projection, degrees, fineness)
    }

    /// The main file, then those beside it.
    fn files(&self, made: &Made, format: &str, palette: palette::Palette) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        if let Some(Shapes::Contours(most)) = self.shapes.asked() {
            return self.layer(contours(made, &self.words(&self.incidents.names())?, most)?, made, format);
        }
        if let Some(hexagons) = &made.hexagons {
            return self.layer(hexagons.clone(), made, format);
        }
        let band = self.band(made);
        if format != "png" {
            return Ok(vec![(self.out.clone(), geotiff(&made.surface, &band)?)]);
        }
        let counts = self.place.bandwidth.is_none();
        let ramp = Ramp::new(self.look.scaling, &made.surface.values, counts);
        let colors = palette.ramp(usize::from(STEPS), ramp.low == 0.0);
        let picture = heat_png(&made.surface, &ramp, &colors, &band.description)?;
        let beside = |extension: &str| self.out.with_extension(extension);
        Ok(vec![
            (self.out.clone(), picture),
            (beside("pgw"), world_file(&made.surface.grid)),
            (beside("png.aux.xml"), aux_xml(&made.surface.grid)),
        ])
    }

    /// Shapes as a file, and the style that QGIS finds beside it.
    fn layer(&self, layer: Layer, made: &Made, format: &str) -> Result<Vec<(PathBuf, Vec<u8>)>> {
        let format =
            LayerFormat::find(format).ok_or_else(|| Error::internal(format!("no format is called {format}")))?;
        let style = style_of(format, &layer).map(|style| (self.out.with_extension("qml"), style));
        Ok(std::iter::once((self.out.clone(), format.file(&[layer], &made.account)?)).chain(style).collect())
    }

    /// What the values are, in the language asked for.
    fn band(&self, made: &Made) -> Band {
        let language = self.look.language;
        let n = language.count(made.on_map());
        let period = made.years.map(|p| format!(", {}", p.label())).unwrap_or_default();
        let Some(kernel) = self.kernel() else {
            let unit = language.of("incidents", "incidents").to_string();
            let description = language
                .of(format!("Incidents by cell{period} (n = {n})"), format!("Incidents par cellule{period} (n = {n})"));
            return Band { description, unit };
        };
        let (shape, km) = (kernel.shape.word(), kernel.km);
        let per = if made.years.is_some() { language.of(" per year", " et par an") } else { "" };
        let unit = language.of(format!("incidents per 1,000 km²{per}"), format!("incidents pour 1 000 km²{per}"));
        let description = language.of(
            format!("Incidents per 1,000 km²{per}{period} (n = {n}; {shape} kernel of {km} km)"),
            format!("Incidents pour 1 000 km²{per}{period} (n = {n} ; noyau {shape} de {km} km)"),
        );
        Band { description, unit }
    }

    /// All files or none; to standard output the main one alone.
    fn deliver(&self, mut files: Vec<(PathBuf, Vec<u8>)>) -> Result<()> {
        let folder = crate::draft::folder_of(&self.out);
        if self.out.as_os_str() == "-" || files.len() == 1 {
            return super::deliver(&self.out, files.swap_remove(0).1);
        }
        let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        publish(folder, &files.into_iter().map(|(path, bytes)| (name(&path), bytes)).collect::<Vec<_>>())
    }

    fn say(&self, made: &Made) {
        let bounded = self.place.boundaries.is_some();
        let outside = if bounded { "outside all districts" } else { "beyond the map" };
        say::buckets(&made.account, [if bounded { "counted in a district" } else { "on the map" }, outside]);
        let grid = &made.surface.grid;
        let side = grid.cell / grid.projection.scale_east(grid.degrees().center()[1]) / 1000.0;
        say::note(&format!(
            "note: {} × {} cells of {side:.3} km; {}; highest value {}",
            grid.columns,
            grid.rows,
            grid.projection.describe(),
            made.surface.highest()
        ));
        if self.place.bandwidth.is_none() {
            return;
        }
        if made.years.is_none() {
            say::note("note: no incident has a date: densities are per 1,000 km², not per year");
        }
        if made.on_map() < FEW {
            say::note(&format!(
                "note: {} incidents are few for a density surface: it shows where they are, no more",
                made.on_map()
            ));
        }
        if self.place.bandwidth.is_some_and(|km| km < 2.0 * side) {
            say::note("note: the bandwidth is less than two cells: make the cells smaller for a smooth surface");
        }
    }
}

/// The incidents that count, with their years.
fn batch(incidents: &Incidents, joined: &Joined) -> Batch {
    let mut batch = Batch::default();
    for (i, place) in incidents.location.iter().enumerate() {
        if let (Some(place), true) = (place, joined.located(i)) {
            batch.push(*place);
            batch.year.push(incidents.year(i).unwrap_or(0));
        }
    }
    batch
}

/// First and last year of a batch, if any incident has a date.
fn period(batch: &Batch) -> Option<Period> {
    let years = || batch.year.iter().copied().filter(|y| *y != 0);
    Some(Period { first: years().min()?, last: years().max()? })
}

/// The bounds of all incidents in degrees, with room for a kernel around them.
fn around(spot: Rect, kernel: Option<Kernel>) -> Result<Rect> {
    if spot.x0 > spot.x1 {
        return Err(Error::data("no incident that was asked for has a usable place, so that there is nothing to map")
            .hint("see every row with `cercle check FILE --ledger -`; or give --bounds for a map of nothing"));
    }
    let reach = kernel.map_or(0.0, |k| k.reach_km()) / DEGREE_KM;
    let high = spot.y0.abs().max(spot.y1.abs()) + reach;
    let east = reach / high.min(89.0).to_radians().cos();
    let room = |size: f64, reach: f64| if size + reach == 0.0 { LEAST_EXTENT } else { reach };
    let (x, y) = (room(spot.width(), east), room(spot.height(), reach));
    Ok(Rect {
        x0: (spot.x0 - x).max(-180.0),
        y0: (spot.y0 - y).max(-90.0),
        x1: (spot.x1 + x).min(180.0),
        y1: (spot.y1 + y).min(90.0),
    })
}
