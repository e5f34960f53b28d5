//! The figures of a project.

use super::category::{CategorySpec, category};
use super::orientation::orientation;
use super::spec::choose;
use super::{change, file, hexbin, words};
use crate::classify::{Classes, Method, Scaling};
use crate::error::{Error, Result};
use crate::figure::{By, HexbinLook, Measure, Orientation, Page};
use crate::language::Spoken;
use crate::measure::Period;
use crate::measure::heat::{Kernel, Shape};
use crate::palette::{self, Palette};

/// Width in millimetres of a figure that is given none.
const REPORT_WIDTH: f64 = 170.0;

/// Bandwidth in kilometres of a heat map that is given none.
const BANDWIDTH: f64 = 25.0;

/// What a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Located incidents, a panel a year.
    Locations,
    /// A choropleth.
    Choropleth(Measure),
    /// Proportional circles by district.
    Circles,
    /// Kernel density.
    Heat,
    /// Incidents by hexagon.
    Hexbin,
    /// A choropleth of the change between two periods.
    Change,
    /// Key figures, a block a year, without a map.
    Strip,
    /// Bars, without a map.
    Bars(By),
}

/// One figure.
#[derive(Debug, Clone)]
pub struct FigureSpec {
    /// File name without extension.
    pub name: String,
    /// What it shows.
    pub kind: Kind,
    /// Its size.
    pub page: Page,
    /// A title instead of the generated one.
    pub title: Spoken<Option<String>>,
    /// A line under it instead of the generated one; `CAPTION` stands for the caption of the project.
    pub subtitle: Spoken<Option<String>>,
    /// Class breaks given by the user.
    pub classes: Option<Classes>,
    /// How breaks are found otherwise.
    pub method: Method,
    /// The palette.
    pub palette: Palette,
    /// Locations: a part of the country that is also drawn larger, as west, south, east, north in degrees.
    pub enlarge: Option<[f64; 4]>,
    /// One map a year; `None` leaves it to the kind.
    pub yearly: Option<bool>,
    /// Heat: the kernel, and how densities are laid on colours.
    pub heat: (Kernel, Scaling),
    /// Hexbin: which hexagons, and what colours them.
    pub hexagons: Option<HexbinLook>,
    /// Change: the two periods.
    pub compared: Option<[Period; 2]>,
    /// What orients the reader.
    pub orientation: Orientation,
    /// Locations: kinds that have a symbol each.
    pub category: Option<CategorySpec>,
    /// Circles, strip, bars: what of people or things is counted; incidents if empty.
    pub counts: Vec<CountSpec>,
}

/// The subtitle that is the caption written from the numbers.
pub const CAPTION: &str = "caption";

/// A count that incidents carry, to be shown.
#[derive(Debug, Clone)]
pub struct CountSpec {
    /// Its name in the incident files.
    pub column: String,
    /// What it is called in the figure.
    pub label: Spoken<String>,
}

/// Whether a name can be that of a file on every system, and is no option to whoever lists files.
pub(super) fn is_file_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    // names of devices on Windows, whatever extension follows
    let numbered = |of: &str| name.strip_prefix(of).is_some_and(|n| n.len() == 1 && n != "0");
    let device = ["con", "prn", "aux", "nul"].contains(&name) || numbered("com") || numbered("lpt");
    !name.is_empty() && name.len() <= 100 && name.chars().all(plain) && !name.starts_with('-') && !device
}

/// Checks what is asked for; `period` is that of the incidents.
///
/// # Errors
/// `Kind::Project` naming the figure, the key and what is expected.
pub fn figure(table: file::FigureTable, period: Period, labels: &file::Labels) -> Result<FigureSpec> {
    let (title, subtitle) = (words::title(&table), words::subtitle(&table));
    let name = table.name.clone();
    if !is_file_name(&name) {
        return Err(Error::project(format!("the figure name '{name}' cannot be a file name"))
            .hint("use lower-case letters, digits, hyphens and underscores"));
    }
    let inside = |e: Error| e.within(format!("figure '{name}'"));
    let kind = kind(&table).map_err(inside)?;
    let page = page(table.size.as_deref(), table.width, table.height).map_err(inside)?;
    let heat = heat(kind, &table).map_err(inside)?;
    let hexagons = hexbin::hexagons(kind, &table).map_err(inside)?;
    let method =
        table.method.as_ref().map(|m| choose("method", m, &Method::ALL, Method::word)).transpose().map_err(inside)?;
    let named: Vec<&Palette> = palette::ALL.iter().collect();
    let palette =
        table.palette.as_ref().map(|p| choose("palette", p, &named, |p| p.name)).transpose().map_err(inside)?;
    let orientation = orientation(kind, &table, labels).map_err(inside)?;
    let category = category(kind, &table, palette.copied()).map_err(inside)?;
    let palette = change::colors(kind, palette.copied()).map_err(inside)?;
    let compared = change::compared(kind, [table.from, table.to], period).map_err(inside)?;
    let classes = table.breaks.map(Classes::new).transpose();
    let classes = classes.and_then(|c| change::mirrored(kind, c.as_ref()).map(|()| c));
    let classes = classes.and_then(|c| hexbin::whole(hexagons, c.as_ref()).map(|()| c));
    Ok(FigureSpec {
        kind,
        page,
        title,
        subtitle,
        classes: classes.map_err(|e| inside(Error { kind: crate::error::Kind::Project, ..e }))?,
        method: method.unwrap_or(Method::OneTwoFive),
        palette,
        heat,
        hexagons,
        compared,
        yearly: table.yearly,
        category,
        orientation,
        enlarge: enlarged(kind, table.enlarge).map_err(inside)?,
        counts: table.count.iter().map(|c| CountSpec { column: c.column.clone(), label: words::label(c) }).collect(),
        name,
    })
}

/// The kernel of a heat map and the scaling of its colours.
fn heat(kind: Kind, table: &file::FigureTable) -> Result<(Kernel, Scaling)> {
    let given = table.bandwidth.is_some() || table.kernel.is_some() || table.scaling.is_some();
    if given && kind != Kind::Heat {
        return Err(Error::project("bandwidth, kernel and scaling are for figures of kind \"heat\""));
    }
    let km = table.bandwidth.unwrap_or(BANDWIDTH);
    if !(km > 0.0 && km <= 5000.0) {
        return Err(Error::project(format!("bandwidth = {km} is no width of a kernel"))
            .hint("give kilometres on the ground, such as 25"));
    }
    let shape = table.kernel.as_deref().map(|word| choose("kernel", word, &Shape::ALL, Shape::word)).transpose()?;
    let scaling = table.scaling.as_deref().map(|word| choose("scaling", word, &Scaling::ALL, Scaling::word));
    let kernel = Kernel { shape: shape.unwrap_or(Shape::Gaussian), km };
    Ok((kernel, scaling.transpose()?.unwrap_or(Scaling::Sqrt)))
}

/// A part of the country that can be enlarged.
fn enlarged(kind: Kind, part: Option<[f64; 4]>) -> Result<Option<[f64; 4]>> {
    let Some([west, south, east, north]) = part else { return Ok(None) };
    if kind != Kind::Locations {
        return Err(Error::project("enlarge is for figures of kind \"locations\""));
    }
    let whole = [west, south, east, north].iter().all(|v| v.is_finite());
    if !whole || west >= east || south >= north || east - west > 90.0 || south < -85.0 || north > 85.0 {
        return Err(Error::project(format!("enlarge = [{west}, {south}, {east}, {north}] is no part of a country"))
            .hint("give west, south, east and north in degrees, such as [-5.2, 13.4, 1.6, 16.9]"));
    }
    Ok(part)
}

/// The kind of a figure, with what its bars stand for and only the counts that it can show.
fn kind(table: &file::FigureTable) -> Result<Kind> {
    let mut kind = choose("kind", &table.kind, &Kind::all(), Kind::word)?;
    match (&mut kind, &table.by) {
        (Kind::Bars(by), Some(word)) => *by = choose("by", word, &By::ALL, By::word)?,
        (Kind::Bars(_), None) => {
            return Err(Error::project("a figure of kind \"bars\" needs by = \"month\", \"year\" or \"region\""));
        }
        (_, Some(_)) => return Err(Error::project("only a figure of kind \"bars\" has a key by")),
        (_, None) => {}
    }
    let most = match kind {
        Kind::Circles | Kind::Strip => usize::MAX,
        Kind::Bars(_) => 1,
        Kind::Locations | Kind::Choropleth(_) | Kind::Change | Kind::Heat | Kind::Hexbin => 0,
    };
    match table.count.len() {
        n if n <= most => Ok(kind),
        _ if most == 1 => Err(Error::project("a figure of kind \"bars\" has one [[figure.count]] at most")
            .hint("make a figure for each count")),
        _ => Err(Error::project(format!("a figure of kind \"{}\" has no [[figure.count]]", table.kind))
            .hint("circles, strips and bars count people or things")),
    }
}

/// The size of a figure, by its name or in millimetres.
fn page(size: Option<&str>, width: Option<f64>, height: Option<f64>) -> Result<Page> {
    let page = match (size, width, height) {
        (Some(size), None, None) => Page::parse(size),
        (None, Some(width), height) => Page::checked(width, height),
        (Some(_), ..) => Err(Error::project("size is given together with width or height").hint("remove one of them")),
        (None, None, height) => Page::checked(REPORT_WIDTH, height),
    };
    page.map_err(|e| Error { kind: crate::error::Kind::Project, ..e })
}

impl Kind {
    /// Every kind; bars stand for all of theirs.
    pub fn all() -> Vec<Kind> {
        [Kind::Locations, Kind::Circles, Kind::Heat, Kind::Hexbin, Kind::Change, Kind::Strip, Kind::Bars(By::Month)]
            .into_iter()
            .chain(Measure::ALL.map(Kind::Choropleth))
            .collect()
    }

    /// The word used in project files.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Locations => "locations",
            Kind::Choropleth(measure) => measure.word(),
            Kind::Circles => "circles",
            Kind::Heat => "heat",
            Kind::Hexbin => "hexbin",
            Kind::Change => "change",
            Kind::Strip => "strip",
            Kind::Bars(_) => "bars",
        }
    }
}
