//! The checked specification of a run.

use std::collections::BTreeSet;
use std::path::Path;

use super::bundled::input;
use super::figure::{FigureSpec, Kind, figure};
use super::file::{self, ProjectFile};
use super::policy::Edition;
use super::scale::Scale;
use super::tiles::{TileSpec, distinct, tiles};
use super::words;

use crate::error::{Error, Result, nearest};
use crate::figure::{Credits, Measure, Subject};
use crate::incident::Precision;
use crate::index::FARTHEST;
use crate::join::Policy;
use crate::language::{Language, Spoken};
use crate::measure::Period;
use crate::paint::{Format, Lettering};

use crate::read::{BoundaryColumns, DateOrder, IncidentColumns, IncidentOptions, Input, PlaceBy, Preset, System};
use crate::write::LayerFormat;

/// A checked project: everything that can be known wrong before work begins is known.
#[derive(Debug, Clone)]
pub struct Project {
    /// What the incidents are.
    pub subject: Spoken<Subject>,
    /// The years.
    pub period: Period,
    /// Incident files, each with its options.
    pub incidents: Vec<IncidentSource>,
    /// The boundary file and its columns.
    pub boundaries: (Input, BoundaryColumns),
    /// Other inputs.
    pub sources: Sources,
    /// Who stands behind the data.
    pub credits: Spoken<Credits>,
    /// Which precisions count for a district.
    pub policy: Policy,
    /// A scale that is kept, and the file it is from.
    pub scale: Option<(Input, Scale)>,
    /// The figures.
    pub figures: Vec<FigureSpec>,
    /// The tile sets.
    pub tiles: Vec<TileSpec>,
    /// The language of figures and captions.
    pub language: Language,
    /// Files that each figure is written to.
    pub formats: Vec<Format>,
    /// Files that the layers are written to.
    pub layers: Vec<LayerFormat>,
    /// How SVG files hold words.
    pub lettering: Lettering,
    /// Who the results are for.
    pub edition: Edition,
}

/// One incident file.
#[derive(Debug, Clone, PartialEq)]
pub struct IncidentSource {
    /// The file.
    pub input: Input,
    /// How it is read.
    pub options: IncidentOptions,
    /// A table of other names of districts and regions.
    pub aliases: Option<Input>,
}

/// Inputs that a project may have.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    /// Reported incidents a year.
    pub totals: Option<Input>,
    /// People by region: file, column of the region, column of the people.
    pub population: Option<(Input, String, String)>,
    /// Neighbour countries.
    pub neighbours: Option<Input>,
    /// Rivers.
    pub rivers: Option<Input>,
    /// Lakes.
    pub lakes: Option<Input>,
    /// Towns.
    pub towns: Option<Input>,
    /// Name of the capital among the towns.
    pub capital: Option<String>,
    /// Rivers drawn; all if empty.
    pub shown_rivers: Vec<String>,
    /// Rivers drawn wider.
    pub main_rivers: Vec<String>,
    /// Neighbours with undetermined borders.
    pub undetermined: Vec<String>,
}

impl Project {
    /// Makes the figures keep the scale of a file, instead of the one that the project file names.
    ///
    /// # Errors
    /// If the file cannot be read or is no scale.
    pub fn keep(&mut self, file: Input) -> Result<()> {
        let bytes = file.bytes()?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| Error::project(format!("{}: is no text", file.name())).hint("a build writes scale.toml"))?;
        let scale = Scale::parse(text, &file.name())?;
        self.scale = Some((file, scale));
        Ok(())
    }

    /// Lets a program parse the workbooks among the tables that the project names: see `Input::apart`.
    pub fn parse_apart(&mut self, program: &Path) {
        let s = &mut self.sources;
        let small = [&mut s.totals, &mut s.towns].into_iter().flatten();
        let small = small.chain(s.population.as_mut().map(|(input, ..)| input));
        let large = self.incidents.iter_mut().flat_map(|i| std::iter::once(&mut i.input).chain(&mut i.aliases));
        large.chain(small).for_each(|input| *input = input.clone().apart(program));
    }

    /// Every input that the project names.
    pub fn inputs(&self) -> impl Iterator<Item = &Input> {
        let s = &self.sources;
        let others = [&s.totals, &s.neighbours, &s.rivers, &s.lakes, &s.towns].into_iter().flatten();
        let incidents = self.incidents.iter().flat_map(|i| std::iter::once(&i.input).chain(&i.aliases));
        let others = others.chain(s.population.as_ref().map(|(input, ..)| input));
        let policy = if let Edition::Public(file, ..) = &self.edition { Some(file) } else { None };
        let kept = self.scale.as_ref().map(|(input, _)| input);
        incidents.chain([&self.boundaries.0]).chain(others).chain(kept).chain(policy)
    }

    pub(super) fn check(file: ProjectFile, folder: &Path) -> Result<Project> {
        let period = Period { first: file.period.first.0, last: file.period.last.0 };
        if !(1900..=2200).contains(&period.first) || period.last < period.first || period.last > period.first + 100 {
            return Err(Error::project(format!("[period] from {} to {} is no period", period.first, period.last))
                .hint("give calendar years, first = 2022 and last = 2024"));
        }
        if file.incidents.is_empty() {
            return Err(Error::project("no [[incidents]] are named").hint("add [[incidents]] with file = \"…\""));
        }
        let optional = |name: &Option<String>| name.as_deref().map(|n| input(n, folder)).transpose();
        let (subject, credits) = (words::subject(&file.subject), words::credits(&file));
        let figures = file.figure.into_iter().map(|f| figure(f, period, &file.labels)).collect::<Result<Vec<_>>>()?;
        rates_have_people(&figures, file.population.is_some())?;
        let mut names = BTreeSet::new();
        if let Some(twice) = figures.iter().find(|f| !names.insert(f.name.as_str())) {
            return Err(Error::project(format!("two figures are named '{}'", twice.name)));
        }
        let tiles = file.tiles.into_iter().map(tiles).collect::<Result<Vec<_>>>()?;
        distinct(&tiles, figures.iter().map(|f| f.name.as_str()))?;
        let formats = formats(&file.output.formats)?;
        if formats.contains(&Format::Html) && figures.iter().any(|f| f.name == "index") {
            return Err(Error::project("a figure is named 'index', as is the page that lists the figures")
                .hint("give the figure another name"));
        }
        let (b, c) = (file.boundaries, file.context);
        let texts = figures.iter().filter_map(|f| f.category.as_ref()).map(|c| &c.column);
        let texts: BTreeSet<&String> = texts.chain(tiles.iter().filter_map(|t| t.category.as_ref())).collect();
        let texts: Vec<String> = texts.into_iter().cloned().collect();
        Ok(Project {
            period,
            incidents: file
                .incidents
                .into_iter()
                .map(|i| incidents(i, period, folder, &texts))
                .collect::<Result<_>>()?,
            sources: Sources {
                totals: optional(&file.totals.map(|t| t.file))?,
                population: file
                    .population
                    .map(|p| Ok::<_, Error>((input(&p.file, folder)?, p.region, p.people)))
                    .transpose()?,
                neighbours: optional(&c.neighbours)?,
                rivers: optional(&c.rivers)?,
                lakes: optional(&c.lakes)?,
                towns: optional(&c.towns)?,
                capital: c.capital,
                shown_rivers: c.shown_rivers,
                main_rivers: c.main_rivers,
                undetermined: c.undetermined,
            },
            credits,
            boundaries: (
                input(&b.file, folder)?,
                BoundaryColumns {
                    id: b.id,
                    name: b.name,
                    region_id: b.region_id,
                    region: b.region,
                    layer: b.layer,
                    crs: system("[boundaries]", b.crs)?,
                },
            ),
            policy: policy(file.precision)?,
            language: choose("[output] language", &file.output.language, &Language::ALL, Language::tag)?,
            formats,
            layers: layers(&file.output.layers)?,
            lettering: choose("[output] text", &file.output.text, &Lettering::ALL, Lettering::word)?,
            scale: None,
            edition: Edition::Internal,
            subject,
            figures,
            tiles,
        })
    }
}

/// A rate without people would be a map of no data.
fn rates_have_people(figures: &[FigureSpec], population: bool) -> Result<()> {
    match figures.iter().find(|f| f.kind == Kind::Choropleth(Measure::RegionRate)) {
        Some(rate) if !population => {
            Err(Error::project(format!("figure '{}' shows a rate, and there is no [population]", rate.name))
                .hint("name a file of people by region, or show kind = \"region-density\""))
        }
        _ => Ok(()),
    }
}

/// Turns a parser's complaint into ours, with the nearest known key for an unknown one.
pub(super) fn syntax(text: &str, name: &str, error: &toml::de::Error) -> Error {
    syntax_at(text, name, error, error.span().map(|span| span.start))
}

/// The same of a complaint about another place in the text than it knows.
pub(super) fn syntax_at(text: &str, name: &str, error: &toml::de::Error, at: Option<usize>) -> Error {
    let line = at.map_or(1, |at| text[..at.min(text.len())].matches('\n').count() + 1);
    let message = error.message().trim().replace('\n', " ");
    let made = Error::project(format!("{name}, line {line}: {message}"));
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    match quoted.split_first() {
        Some((unknown, known)) if message.starts_with("unknown field") => {
            match nearest(unknown, known.iter().copied()) {
                Some(near) => made.hint(format!("did you mean '{near}'?")),
                None => made.hint("remove the key, or see `cercle build --help` for an example"),
            }
        }
        _ => made,
    }
}

/// The variant with that word, or an error that lists all words.
pub(super) fn choose<T: Copy>(key: &str, word: &str, all: &[T], of: impl Fn(T) -> &'static str) -> Result<T> {
    all.iter().copied().find(|&t| of(t) == word).ok_or_else(|| {
        let words: Vec<&str> = all.iter().map(|&t| of(t)).collect();
        let near = nearest(word, words.iter().copied()).map_or(String::new(), |n| format!("did you mean '{n}'? "));
        Error::project(format!("{key} = \"{word}\" is not known")).hint(format!("{near}known are {}", words.join(", ")))
    })
}

fn incidents(table: file::Incidents, period: Period, folder: &Path, texts: &[String]) -> Result<IncidentSource> {
    let orders = [DateOrder::Dmy, DateOrder::Mdy];
    let order = |o: DateOrder| if o == DateOrder::Dmy { "dmy" } else { "mdy" };
    let day = |year: i16, month: i8, day: i8| jiff::civil::Date::new(year, month, day).expect("a day of the calendar");
    Ok(IncidentSource {
        input: input(&table.file, folder)?,
        aliases: table.aliases.as_deref().map(|name| input(name, folder)).transpose()?,
        options: IncidentOptions {
            preset: table.preset.map(|p| choose("preset", &p, &Preset::ALL, Preset::word)).transpose()?,
            columns: IncidentColumns {
                id: table.id,
                date: table.date,
                lat: table.lat,
                lon: table.lon,
                precision: table.precision,
                region: table.region,
                region_code: table.region_pcode,
                district: table.district,
                district_code: table.district_pcode,
            },
            sheet: table.sheet,
            only: table.only.into_iter().collect(),
            period: Some((day(period.first, 1, 1), day(period.last, 12, 31))),
            texts: texts.to_vec(),
            crs: system("[[incidents]]", table.crs)?,
            place_by: table
                .place_by
                .map_or(Ok(PlaceBy::Names), |word| choose("place_by", &word, &PlaceBy::ALL, PlaceBy::word))?,
            date_order: table.date_order.map(|o| choose("date_order", &o, &orders, order)).transpose()?,
        },
    })
}

/// The coordinate system that a table names.
fn system(table: &str, words: Option<String>) -> Result<Option<System>> {
    let wrong = |e: Error| Error { hint: e.hint, ..Error::project(format!("{table} crs: {}", e.message)) };
    words.map(|words| System::parse(&words).map_err(wrong)).transpose()
}

fn formats(words: &[String]) -> Result<Vec<Format>> {
    let one = |word: &String| choose("[output] formats", word, &Format::ALL, Format::extension);
    let formats = words.iter().map(one).collect::<Result<BTreeSet<_>>>()?;
    if formats.is_empty() {
        return Err(Error::project("[output] formats is empty").hint("name at least one, such as \"png\""));
    }
    Ok(formats.into_iter().collect())
}

fn layers(words: &[String]) -> Result<Vec<LayerFormat>> {
    let one = |word: &String| choose("[output] layers", word, &LayerFormat::ALL, LayerFormat::word);
    Ok(words.iter().map(one).collect::<Result<BTreeSet<_>>>()?.into_iter().collect())
}

/// What counts; the aliases of all files together are read when the work begins.
fn policy(table: file::Precision) -> Result<Policy> {
    let usual = Policy::default();
    let one = |word: &String| choose("[precision] counted", word, &Precision::ALL, Precision::word);
    let counted = table.counted.map(|words| words.iter().map(one).collect::<Result<_>>()).transpose()?;
    let snap = match &table.snap {
        None => 0.0,
        Some(text) => metres(text).ok_or_else(|| {
            Error::project(format!("[precision] snap = \"{text}\" is no distance"))
                .hint("write it as 500m, at most 10km")
        })?,
    };
    Ok(Policy { counted: counted.unwrap_or(usual.counted), snap, ..usual })
}

/// A short distance on the ground in metres, up to ten kilometres: "500m" or "1.5km".
pub fn metres(text: &str) -> Option<f64> {
    let text = text.trim();
    let (number, unit) = match text.strip_suffix("km") {
        Some(number) => (number, 1000.0),
        None => (text.strip_suffix('m')?, 1.0),
    };
    let metres = number.trim().parse::<f64>().ok()? * unit;
    (metres > 0.0 && metres <= FARTHEST).then_some(metres)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::EMBEDDED;

    fn parse(text: &str) -> Result<Project> {
        Project::parse(text, "my.toml", Path::new("."))
    }

    #[test]
    fn the_embedded_project_is_valid() {
        assert_eq!(parse(EMBEDDED).expect("valid").figures.len(), 10);
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line_and_the_nearest_name() {
        let error = parse(&EMBEDDED.replace("vintage =", "vintge =")).expect_err("unknown key");
        assert_eq!(error.kind, crate::error::Kind::Project);
        assert!(error.message.starts_with("my.toml, line "), "{error}");
        assert_eq!(error.hint.as_deref(), Some("did you mean 'vintage'?"));
    }

    #[test]
    fn wrong_words_and_sizes_are_refused_before_any_work() {
        for (from, to) in [
            ("kind = \"density\"", "kind = \"densty\""),
            ("width = 120", "width = 12"),
            ("width = 120", "width = 120\nsize = \"a4\""),
            ("width = 120", "size = \"a5\""),
            ("breaks = [0.2, 0.5, 1, 2]", "breaks = [2, 1]"),
            ("name = \"density-2022-2024\"", "name = \"../x\""),
            ("name = \"density-2022-2024\"", "name = \"known-locations-2022-2024\""),
            ("by = \"month\"", "by = \"week\""),
            ("layers = [\"geojson\", \"gpkg\", \"xlsx\"]", "layers = [\"geopackage\"]"),
            ("by = \"month\"", ""),
            ("kind = \"strip\"", "kind = \"strip\"\nby = \"year\""),
            ("kind = \"strip\"", "kind = \"bars\"\nby = \"year\""),
            ("kind = \"circles\"", "kind = \"locations\""),
            ("bundled:lakes.geojson", "bundled:lake.geojson"),
            ("last = 2024", "last = 2021"),
        ] {
            assert_ne!(EMBEDDED.replace(from, to), EMBEDDED);
            let error = parse(&EMBEDDED.replace(from, to)).expect_err(to);
            assert_eq!(error.kind, crate::error::Kind::Project, "{to}");
        }
    }
}
