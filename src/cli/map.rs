//! `cercle map`: one figure.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::args::{BoundaryArgs, IncidentArgs};
use super::{deliver, format_of, say};
use crate::boundary::Boundaries;
use crate::classify::{Classes, Method};
use crate::error::{Error, Result};
use crate::figure::{
    Category, Credits, Graticule, Measure, Orientation, Page, Setting, Shading, Subject, choropleth_figure,
    locations_figure,
};
use crate::language::Language;
use crate::layer::Ground;
use crate::ledger::Ledger;
use crate::lint::lint;
use crate::measure::Findings;
use crate::paint::{Format, Lettering, PdfOptions, PngOptions, SvgOptions, html, pdf, png, svg};
use crate::palette::{self, Palette};
use crate::project::{Sources, degrees, input};
use crate::run::{Linted, context};
use crate::scene::Scene;
use crate::unit::mm;

/// What a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Layer {
    /// A dot for each located incident
    Points,
    /// Districts coloured by incidents per 10,000 km² per year
    Choropleth,
}

/// Draw one figure from a file of incidents and a file of boundaries.
#[derive(Args)]
pub struct Map {
    #[command(flatten)]
    incidents: IncidentArgs,
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
    /// What to draw; may be repeated
    #[arg(long = "layer", value_enum, default_value = "points")]
    layers: Vec<Layer>,
    /// Width in millimetres; the height follows from map and text
    #[arg(long, value_name = "MM", value_parser = width, default_value = "170", conflicts_with = "size")]
    width: f64,
    /// Size: millimetres such as 180x150mm, or a name such as slide (see `cercle list sizes`); the map fills what the text
    /// leaves
    #[arg(long, value_parser = size)]
    size: Option<Page>,
    /// Pixels per inch (PNG)
    #[arg(long, default_value_t = 300.0)]
    dpi: f64,
    /// Title [default: says what is shown, and when]
    #[arg(long)]
    title: Option<String>,
    /// One panel a year instead of one for the period (points only)
    #[arg(long)]
    yearly: bool,
    /// Symbols by the texts of a column instead of dots: each kind has a shape and a colour (points only)
    #[arg(long, value_name = "COLUMN")]
    category: Option<String>,
    /// One panel a kind of --category
    #[arg(long, requires = "category", conflicts_with = "yearly")]
    category_panels: bool,
    /// Class breaks, lowest first, such as 0.2,0.5,1,2
    #[arg(long, value_delimiter = ',')]
    breaks: Vec<f64>,
    /// How class breaks are found: see `cercle list methods`
    #[arg(long, default_value = "1-2-5")]
    method: String,
    /// Colours: see `cercle list palettes`
    #[arg(long, default_value = "ember")]
    palette: String,
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

fn lettering(word: &str) -> std::result::Result<Lettering, String> {
    match word {
        "live" => Ok(Lettering::Words),
        "outline" => Ok(Lettering::Outlines),
        _ => Err("write it as live or outline".to_string()),
    }
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

fn size(text: &str) -> std::result::Result<Page, String> {
    Page::parse(text).map_err(|e| e.hint.unwrap_or(e.message))
}

impl Map {
    pub(super) fn run(mut self) -> Result<()> {
        self.incidents.texts.extend(self.look.category.clone());
        let known = Format::ALL.map(Format::extension);
        let format = Format::find(&format_of(&self.out, self.format.as_deref(), &known)?).expect("one of those known");
        self.incidents.spare(&self.boundaries, &self.out)?;
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
                Format::Svg => svg(&scene, SvgOptions { lettering: self.look.text }),
                Format::Pdf => pdf(&scene, PdfOptions::default()),
                Format::Html => html(&scene),
            };
            let (picture, said) = rayon::join(paint, || lint(&scene));
            let linted = Linted { figure: "map".to_string(), findings: said };
            Ok((picture?, findings.boundaries, linted))
        });
        progress.finish();
        let (picture, districts, linted) = drawn?;
        deliver(&self.out, picture)?;
        say::summary(&ledger);
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
        let colored = look.layers.contains(&Layer::Choropleth);
        let category = look.category()?;
        let setting = Setting {
            page: look.size.unwrap_or(Page::wide_mm(look.width)),
            title: look.title.as_deref(),
            subtitle: None,
            yearly: look.yearly,
            dots: look.layers.contains(&Layer::Points),
            language: look.language,
            enlarge: None,
            circles: None,
            kept: false,
            category: category.as_ref(),
            orientation: Orientation {
                towns: look.towns.as_ref().map(|_| 100_000),
                rivers: look.rivers.is_some(),
                least_width: mm(100.0),
                north_arrow: look.north_arrow,
                graticule: look.graticule,
            },
        };
        if !colored {
            return locations_figure(ground, findings, (&subject, &credits), setting);
        }
        let shading = look.shading(findings)?;
        choropleth_figure(ground, findings, (&subject, &credits), (Measure::Density, &shading), setting)
    }
}

fn unknown(what: &str, word: &str) -> Error {
    Error::usage(format!("--{what} {word} is not known")).hint(format!("see `cercle list {what}s`"))
}

impl Look {
    fn sources(&self) -> Result<Sources> {
        let optional = |name: &Option<String>| name.as_deref().map(|n| input(n, Path::new(""))).transpose();
        Ok(Sources {
            neighbours: optional(&self.neighbours)?,
            rivers: optional(&self.rivers)?,
            lakes: optional(&self.lakes)?,
            towns: optional(&self.towns)?,
            ..Sources::default()
        })
    }

    /// Kinds with a symbol each. A palette whose colours have an order is no palette of kinds.
    fn category(&self) -> Result<Option<Category>> {
        let Some(column) = &self.category else { return Ok(None) };
        if self.layers.contains(&Layer::Choropleth) {
            return Err(Error::usage("--category draws points, and --layer choropleth colours districts")
                .hint("leave one of them out"));
        }
        let palette = match self.palette()? {
            p if p.kind == palette::Kind::Qualitative => p,
            p if p == palette::ALL[0] => *palette::kinds(),
            p => {
                let said = format!("the colours of the palette {} have an order, and kinds have none", p.name);
                return Err(Error::usage(said).hint("take a qualitative one: see `cercle list palettes`"));
            }
        };
        let (label, values) = (column.clone(), Vec::new());
        Ok(Some(Category { column: column.clone(), label, values, panels: self.category_panels, palette }))
    }

    fn palette(&self) -> Result<Palette> {
        palette::find(&self.palette).copied().ok_or_else(|| unknown("palette", &self.palette))
    }

    fn shading(&self, findings: &Findings) -> Result<Shading> {
        let palette = self.palette()?;
        let method = Method::find(&self.method).ok_or_else(|| unknown("method", &self.method))?;
        if self.breaks.is_empty() {
            return Shading::by(method, &findings.density(), palette);
        }
        Ok(Shading { classes: Classes::new(self.breaks.clone())?, method: None, palette })
    }
}
