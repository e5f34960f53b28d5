//! `cercle map`: one figure.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::apart::named;
use super::args::{BoundaryArgs, IncidentArgs};
use super::audience::InternalOnly;
use super::{deliver, format_of, say};
use crate::boundary::Boundaries;
use crate::classify::Scaling;
use crate::error::{Error, Result};
use crate::figure::{Credits, Graticule, Measure, Orientation, Page, Setting, Subject};
use crate::language::Language;
use crate::layer::Ground;
use crate::ledger::Ledger;
use crate::lint::lint;
use crate::measure::heat::Shape;
use crate::measure::{Findings, Period};
use crate::paint::{Format, Lettering, PngOptions, png};
use crate::project::{Count, Edition, FigureSpec, FigureTable, Kind, Labels, Sources, Year, Years, degrees, figure};
use crate::run::{Linted, context, draw, setting};
use crate::scene::Scene;
use crate::unit::mm;

/// What the figure is called in messages.
const NAME: &str = "map";
/// Any year that incidents may have, while their own are not read yet.
const EVER: Period = Period { first: 1900, last: 2200 };

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    /// A dot for each located incident
    Points,
    /// Districts coloured by incidents per 10,000 km² per year; with points, these are small dots on top
    Choropleth,
    /// Kernel density of located incidents per 1,000 km² per year
    Heat,
    /// Hexagons coloured by their number of located incidents, or by incidents per 1,000 km² per year
    Hexbin,
    /// Proportional circles by district
    Circles,
    /// Districts coloured by the change of their density between two periods: --from and --to
    Change,
}

/// Draw one figure from a file of incidents and a file of boundaries.
#[derive(Args)]
pub struct Map {
    #[command(flatten)]
    incidents: IncidentArgs,
    #[command(flatten)]
    audience: InternalOnly,
    #[command(flatten)]
    boundaries: BoundaryArgs,
    #[command(flatten)]
    look: Look,
    /// The picture: a .png, .svg, .pdf or .html file, or - for standard output
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Format, if the file name does not say it: png, svg, pdf or html
    #[arg(long)]
    format: Option<String>,
}

/// How a figure looks.
#[derive(Args)]
#[command(next_help_heading = "Figure")]
struct Look {
    /// What to draw; points go together with what colours the ground: choropleth,points
    #[arg(long = "layer", value_enum, value_delimiter = ',', default_value = "points")]
    layers: Vec<Layer>,
    /// Width in millimetres; the height follows from map and text [default: 170]
    #[arg(long, value_name = "MM", value_parser = width, conflicts_with = "size")]
    width: Option<f64>,
    /// Size: millimetres such as 180x150mm, or a name such as slide (see `cercle list sizes`); the map fills what the text
    /// leaves
    #[arg(long, value_parser = size)]
    size: Option<String>,
    /// Pixels per inch (PNG)
    #[arg(long, default_value_t = 300.0)]
    dpi: f64,
    /// Title [default: says what is shown, and when]
    #[arg(long)]
    title: Option<String>,
    /// One map a year instead of one for the period (points and circles)
    #[arg(long)]
    yearly: bool,
    /// Change: the year, or years such as 2020-2021, that is compared with [default: the year before --to]
    #[arg(long, value_name = "YEARS", value_parser = years)]
    from: Option<Years>,
    /// Change: the year or years that are compared [default: the last year]
    #[arg(long, value_name = "YEARS", value_parser = years)]
    to: Option<Years>,
    /// Points: a part of the country that is also drawn larger, in degrees: west, south, east, north
    #[arg(long, value_name = "W,S,E,N", value_parser = part, allow_hyphen_values = true)]
    enlarge: Option<Part>,
    /// Circles: a count that the incidents carry, and what it is called, such as health_workers_killed=Killed; may be
    /// repeated
    #[arg(long = "count", value_name = "COLUMN=LABEL", value_parser = super::args::pair)]
    counts: Vec<(String, String)>,
    /// Symbols by the texts of a column instead of dots: each kind has a shape and a colour (points only)
    #[arg(long, value_name = "COLUMN")]
    category: Option<String>,
    /// One panel a kind of --category
    #[arg(long, requires = "category", conflicts_with = "yearly")]
    category_panels: bool,
    /// Class breaks, lowest first, such as 0.2,0.5,1,2; of a change they hold on both sides of zero
    #[arg(long, value_delimiter = ',')]
    breaks: Vec<f64>,
    /// How class breaks are found: see `cercle list methods` [default: 1-2-5]
    #[arg(long)]
    method: Option<String>,
    /// Colours: see `cercle list palettes`
    #[arg(long)]
    palette: Option<String>,
    /// Width of the kernel of a heat map on the ground [default: 25km]
    #[arg(long, value_name = "KM", value_parser = super::args::kilometres)]
    bandwidth: Option<f64>,
    /// Shape of the kernel of a heat map: gaussian or quartic [default: gaussian]
    #[arg(long, value_parser = super::args::kernel)]
    kernel: Option<Shape>,
    /// How densities of a heat map become colours: linear, log, sqrt or equalise [default: sqrt]
    #[arg(long, value_parser = super::args::scaling)]
    scaling: Option<Scaling>,
    /// Hexbin: width of a hexagon on the ground, from side to side [default: 25km]
    #[arg(long, value_name = "KM", value_parser = super::args::kilometres, conflicts_with = "h3")]
    hexagon: Option<f64>,
    /// Hexbin: cells of H3 of a resolution, 0 to 15 (5: about 250 km²)
    #[arg(long, value_name = "RESOLUTION", value_parser = clap::value_parser!(u8).range(0..=15))]
    h3: Option<u8>,
    /// Hexbin: colour hexagons by incidents per 1,000 km² per year, not by their number
    #[arg(long)]
    per_area: bool,
    /// How SVG holds words: live (editable text in the embedded font) or outline (shapes, safe for Word)
    #[arg(long, value_parser = lettering, default_value = "live")]
    text: Lettering,
    /// Language of the figure: en or fr
    #[arg(long, value_parser = super::args::language, default_value = "en")]
    language: Language,
    /// Neighbour countries (.geojson, or bundled:neighbours.geojson)
    #[arg(long, value_name = "FILE")]
    neighbours: Option<String>,
    /// Rivers
    #[arg(long, value_name = "FILE")]
    rivers: Option<String>,
    /// Lakes
    #[arg(long, value_name = "FILE")]
    lakes: Option<String>,
    /// Towns (columns name, lat, lon, population): those of 100,000 people and more are named where there is room
    #[arg(long, value_name = "FILE")]
    towns: Option<String>,
    /// An arrow that points north
    #[arg(long)]
    north_arrow: bool,
    /// Meridians and parallels, at round degrees or so many degrees apart
    #[arg(long, value_name = "DEGREES", num_args = 0..=1, value_parser = graticule, default_missing_value = "round")]
    graticule: Option<Graticule>,
}

/// Corners of a part of the country.
#[derive(Debug, Clone, Copy)]
struct Part([f64; 4]);

fn part(text: &str) -> std::result::Result<Part, String> {
    let corners: Vec<f64> = text.split(',').filter_map(|t| t.trim().parse().ok()).collect();
    let four = corners.try_into().ok().filter(|_| text.split(',').count() == 4);
    four.map(Part).ok_or_else(|| "write it as west,south,east,north in degrees, such as -5.2,13.4,1.6,16.9".to_string())
}

fn years(text: &str) -> std::result::Result<Years, String> {
    super::args::years(text).map(|period| Years::Span([Year(period.first), Year(period.last)]))
}

fn lettering(word: &str) -> std::result::Result<Lettering, String> {
    super::args::find(word, &Lettering::ALL, Lettering::word)
}

fn width(text: &str) -> std::result::Result<f64, String> {
    let width = text.parse().map_err(|_| "write it as a number of millimetres, such as 120".to_string())?;
    Page::checked(width, None).map(|_| width).map_err(|e| e.hint.unwrap_or(e.message))
}

fn graticule(text: &str) -> std::result::Result<Graticule, String> {
    if text == "round" {
        return Ok(Graticule::Round);
    }
    let step = text.parse().map_err(|_| "write it as a number of degrees, such as 5".to_string())?;
    degrees(step).map_err(|e| e.hint.unwrap_or(e.message))
}

fn size(text: &str) -> std::result::Result<String, String> {
    Page::parse(text).map(|_| text.to_string()).map_err(|e| e.hint.unwrap_or(e.message))
}

impl Map {
    pub(super) fn run(mut self) -> Result<()> {
        self.audience.require("map")?;
        self.incidents.texts.extend(self.look.category.clone());
        let known = Format::ALL.map(Format::extension);
        let format = Format::find(&format_of(&self.out, self.format.as_deref(), &known)?).expect("one of those known");
        self.look.figure(self.incidents.years.unwrap_or(EVER))?;
        self.incidents.spare(Some(&self.boundaries.boundaries), &self.out)?;
        let progress = say::Progress::start();
        progress.step("reading and joining");
        let mut ledger = Ledger::default();
        let ground =
            |districts: &Boundaries| Ok(Ground::new(districts, &context(&self.look.sources()?, self.look.language)?));
        let found = self.incidents.findings(&self.boundaries, &mut ledger, true, ground);
        let drawn = found.and_then(|(findings, ground)| {
            progress.step("drawing");
            let scene = self.scene(&findings, &ground)?;
            let paint = || match format {
                Format::Png => png(&scene, PngOptions { dpi: self.look.dpi }),
                Format::Svg | Format::Pdf | Format::Html => format.paint(&scene, self.look.text),
            };
            let (picture, said) = rayon::join(paint, || lint(&scene));
            let linted = Linted { figure: NAME.to_string(), findings: said };
            Ok((picture?, findings.boundaries, linted))
        });
        progress.finish();
        let (picture, districts, linted) = drawn?;
        deliver(&self.out, picture)?;
        say::summary(&(&ledger).into());
        say::remarks(&districts);
        say::findings(&[linted], "a project file can say what is missing: cercle list project");
        Ok(())
    }

    fn scene(&self, findings: &Findings, ground: &Ground) -> Result<Scene> {
        let look = &self.look;
        let subject = Subject::default();
        let credits = Credits {
            sources: self.incidents.names(),
            boundaries: findings.boundaries.file.clone(),
            ..Credits::default()
        };
        let figure = look.figure(findings.period)?;
        let dots = look.layers.contains(&Layer::Points);
        let orientation = look.orientation();
        let setting = Setting { dots, yearly: look.yearly, orientation, ..setting(&figure, look.language) };
        let scene = draw(ground, findings, (&subject, &credits), (&figure, None), setting)?;
        let edition = format!("{}.", Edition::Internal.words(look.language));
        Ok(Scene { edition, ..scene })
    }
}

impl Look {
    fn sources(&self) -> Result<Sources> {
        let optional = |name: &Option<String>| name.as_deref().map(named).transpose();
        Ok(Sources {
            neighbours: optional(&self.neighbours)?,
            rivers: optional(&self.rivers)?,
            lakes: optional(&self.lakes)?,
            towns: optional(&self.towns)?,
            ..Sources::default()
        })
    }

    /// The kind of figure that the layers make.
    fn kind(&self) -> Result<Kind> {
        let has = |layer| self.layers.contains(&layer);
        let alone = self.layers.iter().all(|layer| *layer == self.layers[0]);
        let single = has(Layer::Circles) || has(Layer::Change);
        if single && !alone {
            return Err(Error::usage("--layer circles and --layer change stand alone")
                .hint("draw a map for each; only points go with a choropleth, a heat map or hexagons"));
        }
        let grounds = [Layer::Choropleth, Layer::Heat, Layer::Hexbin];
        let colored: Vec<Layer> = grounds.into_iter().filter(|layer| has(*layer)).collect();
        match colored[..] {
            [] if has(Layer::Circles) => Ok(Kind::Circles),
            [] if has(Layer::Change) => Ok(Kind::Change),
            [] => Ok(Kind::Locations),
            [Layer::Heat] => Ok(Kind::Heat),
            [Layer::Hexbin] => Ok(Kind::Hexbin),
            [_] => Ok(Kind::Choropleth(Measure::Density)),
            _ => Err(Error::usage("several layers colour the same ground: choropleth, heat and hexbin do")
                .hint("choose one of them")),
        }
    }

    /// What orients the reader: names where their files are given.
    fn orientation(&self) -> Orientation {
        Orientation {
            towns: self.towns.as_ref().map(|_| 100_000),
            rivers: self.rivers.is_some(),
            least_width: mm(100.0),
            north_arrow: self.north_arrow,
            graticule: self.graticule,
        }
    }

    /// The figure as a project file would ask for it, checked in the same way.
    fn figure(&self, period: Period) -> Result<FigureSpec> {
        let kind = self.kind()?;
        let yearly = matches!(kind, Kind::Locations | Kind::Circles);
        if self.yearly && !yearly {
            return Err(Error::usage("--yearly is for points and circles").hint("a choropleth shows the whole period"));
        }
        let count = |(column, label): &(String, String)| Count {
            column: column.clone(),
            label: label.clone(),
            ..Count::default()
        };
        let table = FigureTable {
            name: NAME.to_string(),
            kind: kind.word().to_string(),
            size: self.size.clone(),
            width: self.width,
            title: self.title.clone(),
            yearly: Some(self.yearly),
            from: self.from,
            to: self.to,
            enlarge: self.enlarge.map(|Part(corners)| corners),
            breaks: (!self.breaks.is_empty()).then(|| self.breaks.clone()),
            method: self.method.clone(),
            palette: self.palette.clone(),
            bandwidth: self.bandwidth,
            kernel: self.kernel.map(|k| k.word().to_string()),
            scaling: self.scaling.map(|s| s.word().to_string()),
            hexagon: self.hexagon,
            h3: self.h3,
            per_area: self.per_area.then_some(true),
            category: self.category.clone(),
            category_panels: Some(self.category_panels).filter(|panels| *panels),
            count: self.counts.iter().map(count).collect(),
            ..FigureTable::default()
        };
        figure(table, period, &Labels::default()).map_err(|e| Error { kind: crate::error::Kind::Usage, ..e })
    }
}
