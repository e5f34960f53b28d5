//! The figures of a project.

use super::spec::choose;
use super::{file, words};
use crate::classify::{Classes, Method};
use crate::error::{Error, Result};
use crate::figure::{Measure, Page};
use crate::language::Spoken;
use crate::palette::{self, Palette};

/// What a figure shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Located incidents, a panel a year.
    Locations,
    /// A choropleth.
    Choropleth(Measure),
    /// Proportional circles by district.
    Circles,
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
    /// Class breaks given by the user.
    pub classes: Option<Classes>,
    /// How breaks are found otherwise.
    pub method: Method,
    /// The palette.
    pub palette: Palette,
    /// One map a year; `None` leaves it to the kind.
    pub yearly: Option<bool>,
    /// Circles: what of people or things is counted; incidents if empty.
    pub counts: Vec<CountSpec>,
}

/// A count that incidents carry, to be shown.
#[derive(Debug, Clone)]
pub struct CountSpec {
    /// Its name in the incident files.
    pub column: String,
    /// What it is called in the figure.
    pub label: Spoken<String>,
}

pub(super) fn figure(table: file::Figure) -> Result<FigureSpec> {
    let title = words::title(&table);
    let name = table.name;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > 100 || !name.chars().all(plain) {
        return Err(Error::project(format!("the figure name '{name}' cannot be a file name"))
            .hint("use lower-case letters, digits, hyphens and underscores"));
    }
    let inside = |e: Error| e.within(format!("figure '{name}'"));
    let kind = choose("kind", &table.kind, &Kind::all(), Kind::word).map_err(inside)?;
    if kind != Kind::Circles && !table.count.is_empty() {
        return Err(inside(Error::project(format!("a figure of kind \"{}\" has no [[figure.count]]", table.kind)))
            .hint("only circles count people or things"));
    }
    let page = page(table.size.as_deref(), table.width, table.height).map_err(inside)?;
    let method = table.method.map(|m| choose("method", &m, &Method::ALL, Method::word)).transpose().map_err(inside)?;
    let named: Vec<&Palette> = palette::ALL.iter().collect();
    let palette = table.palette.map(|p| choose("palette", &p, &named, |p| p.name)).transpose().map_err(inside)?;
    let classes = table.breaks.map(Classes::new).transpose();
    Ok(FigureSpec {
        kind,
        page,
        title,
        classes: classes.map_err(|e| inside(Error { kind: crate::error::Kind::Project, ..e }))?,
        method: method.unwrap_or(Method::OneTwoFive),
        palette: *palette.unwrap_or(&palette::ALL[0]),
        yearly: table.yearly,
        counts: table.count.iter().map(|c| CountSpec { column: c.column.clone(), label: words::label(c) }).collect(),
        name,
    })
}

/// The size of a figure, by its name or in millimetres.
fn page(size: Option<&str>, width: Option<f64>, height: Option<f64>) -> Result<Page> {
    let page = match (size, width, height) {
        (Some(size), None, None) => Page::parse(size),
        (None, Some(width), height) => Page::checked(width, height),
        (Some(_), ..) => Err(Error::project("size is given together with width or height").hint("remove one of them")),
        (None, None, _) => {
            Err(Error::project("no width is given")
                .hint("give width = 170 in millimetres, or a size: cercle list sizes"))
        }
    };
    page.map_err(|e| Error { kind: crate::error::Kind::Project, ..e })
}

impl Kind {
    /// Every kind.
    pub fn all() -> Vec<Kind> {
        [Kind::Locations, Kind::Circles].into_iter().chain(Measure::ALL.map(Kind::Choropleth)).collect()
    }

    /// The word used in project files.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Locations => "locations",
            Kind::Choropleth(measure) => measure.word(),
            Kind::Circles => "circles",
        }
    }
}
