//! Options that several verbs share.

use std::path::PathBuf;

use clap::Args;

use super::apart::named;
use super::say;
use crate::boundary::Boundaries;
use crate::classify::Scaling;
use crate::error::{Error, Result};
use crate::incident::{Incidents, Precision};
use crate::index::FARTHEST;
use crate::join::{Policy, join};
use crate::language::Language;
use crate::ledger::Ledger;
use crate::measure::heat::Shape;
use crate::measure::{Findings, Period, areas_km2};
use crate::project::IncidentSource;
use crate::read::{self, BoundaryColumns, DateOrder, IncidentColumns, IncidentOptions, Input, PlaceBy, Preset, System};
use crate::run::read_incidents;
use crate::unit::Rect;

/// How incident files are read.
#[derive(Args)]
#[command(next_help_heading = "Incidents")]
pub struct IncidentArgs {
    /// Incident files: .csv, .xlsx, .parquet, .geojson, .json, .ndjson, .gpkg or .fgb (or bundled:NAME, see `cercle list`); join reads
    /// .csv.gz, .ndjson.zst and - (standard input) too
    pub incidents: Vec<String>,
    /// Source of the files [default: recognised by their headings; see `cercle list presets`]
    #[arg(long, value_parser = preset)]
    preset: Option<Preset>,
    /// Sheet of a workbook, or layer of a GeoPackage [default: the one that can be used]
    #[arg(long)]
    sheet: Option<String>,
    /// Column of the identifier
    #[arg(long, value_name = "COLUMN")]
    id: Option<String>,
    /// Column of the date
    #[arg(long, value_name = "COLUMN")]
    date: Option<String>,
    /// Column of the latitude in degrees
    #[arg(long, value_name = "COLUMN")]
    lat: Option<String>,
    /// Column of the longitude in degrees
    #[arg(long, value_name = "COLUMN")]
    lon: Option<String>,
    /// Coordinate system of --lon and --lat: EPSG:32630, say, for eastings and northings [default: what the file says, else
    /// degrees on WGS 84]
    #[arg(long, value_name = "SYSTEM", value_parser = system)]
    incident_crs: Option<System>,
    /// Column of the precision of the place
    #[arg(long, value_name = "COLUMN")]
    precision: Option<String>,
    /// Column of the region's name
    #[arg(long, value_name = "COLUMN")]
    region: Option<String>,
    /// Column of the region's P-code
    #[arg(long, value_name = "COLUMN")]
    region_pcode: Option<String>,
    /// Column of the district's name
    #[arg(long, value_name = "COLUMN")]
    district: Option<String>,
    /// Column of the district's P-code
    #[arg(long, value_name = "COLUMN")]
    district_pcode: Option<String>,
    /// What places rows without coordinates of use: names (P-code or name of their district) or coordinates (nothing)
    /// [default: names]
    #[arg(long, value_name = "WHAT", value_parser = place_by)]
    place_by: Option<PlaceBy>,
    /// Table of other names of districts and regions: columns name, means and perhaps parent
    #[arg(long, value_name = "FILE")]
    pub aliases: Option<String>,
    /// Count what lies outside all districts for the nearest one up to this distance, such as 500m (at most 10km)
    #[arg(long, value_name = "DISTANCE", value_parser = metres)]
    snap: Option<f64>,
    /// Keep only rows with this value; may be repeated, values of one column add up
    #[arg(long, value_name = "COLUMN=VALUE", value_parser = pair)]
    only: Vec<(String, String)>,
    /// Keep only these years: 2024 or 2022-2024
    #[arg(long, value_parser = years)]
    pub years: Option<Period>,
    /// Order of day and month in dates such as 04/03/2024: dmy or mdy
    #[arg(long, value_parser = date_order)]
    date_order: Option<DateOrder>,
    /// Precisions that count for a district [default: exact,25km,district,line,unstated; see `cercle list precisions`]
    #[arg(long, value_delimiter = ',', value_parser = precision, value_name = "PRECISION,…")]
    counted: Vec<Precision>,
    /// Columns whose texts a figure asks for.
    #[arg(skip)]
    pub texts: Vec<String>,
}

/// The boundary file.
#[derive(Args)]
#[command(next_help_heading = "Boundaries")]
pub struct BoundaryArgs {
    /// Boundary file: .shp, .geojson, .gpkg, .fgb, or a .zip or folder with one shapefile (or bundled:NAME)
    #[arg(long, value_name = "FILE")]
    pub boundaries: String,
    /// Edition of the boundaries, for notes: a day, a year or words such as "in force in 2023" [default: what the file says]
    #[arg(long, value_name = "WORDS")]
    vintage: Option<String>,
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Columns of a boundary file.
#[derive(Args)]
pub struct ColumnArgs {
    /// Layer of a GeoPackage [default: its only layer of polygons]
    #[arg(long, value_name = "NAME")]
    boundary_layer: Option<String>,
    /// Coordinate system of the boundaries, such as EPSG:32630 [default: what the file says, else WGS 84]
    #[arg(long, alias = "crs", value_name = "SYSTEM", value_parser = system)]
    boundary_crs: Option<System>,
    /// Field of a district's identifier [default: recognised, such as ADM2_PCODE or shapeID]
    #[arg(long, value_name = "FIELD")]
    district_id: Option<String>,
    /// Field of a district's name
    #[arg(long, value_name = "FIELD")]
    district_name: Option<String>,
    /// Field of the region's identifier
    #[arg(long, value_name = "FIELD")]
    region_id: Option<String>,
    /// Field of the region's name
    #[arg(long, value_name = "FIELD")]
    region_name: Option<String>,
}

/// The variant with that word.
pub(super) fn find<T: Copy>(word: &str, all: &[T], of: impl Fn(T) -> &'static str) -> std::result::Result<T, String> {
    let words = || all.iter().map(|&t| of(t)).collect::<Vec<_>>().join(", ");
    all.iter().copied().find(|&t| of(t) == word).ok_or_else(|| format!("known are {}", words()))
}

/// A coordinate system by its name.
fn system(words: &str) -> std::result::Result<System, String> {
    System::parse(words).map_err(|e| e.message)
}

fn preset(word: &str) -> std::result::Result<Preset, String> {
    find(word, &Preset::ALL, Preset::word)
}

fn precision(word: &str) -> std::result::Result<Precision, String> {
    find(word, &Precision::ALL, Precision::word)
}

fn date_order(word: &str) -> std::result::Result<DateOrder, String> {
    find(word, &[DateOrder::Dmy, DateOrder::Mdy], |o| if o == DateOrder::Dmy { "dmy" } else { "mdy" })
}

/// A language by its tag.
pub fn language(tag: &str) -> std::result::Result<Language, String> {
    find(tag, &Language::ALL, Language::tag)
}

/// A distance on the ground: "10km".
pub fn kilometres(text: &str) -> std::result::Result<f64, String> {
    let number = text.strip_suffix("km").unwrap_or(text).trim().parse::<f64>();
    number.ok().filter(|km| *km > 0.0 && *km <= 5000.0).ok_or("write it in kilometres, such as 10km".to_string())
}

/// A short distance on the ground in metres: "500m" or "1.5km".
pub fn metres(text: &str) -> std::result::Result<f64, String> {
    crate::project::metres(text).ok_or(format!("write it as 500m or 1.5km, at most {} km", FARTHEST / 1000.0))
}

fn place_by(word: &str) -> std::result::Result<PlaceBy, String> {
    find(word, &PlaceBy::ALL, PlaceBy::word)
}

/// The shape of a kernel by its word.
pub fn kernel(word: &str) -> std::result::Result<Shape, String> {
    find(word, &Shape::ALL, Shape::word)
}

/// A scaling of colours by its word.
pub fn scaling(word: &str) -> std::result::Result<Scaling, String> {
    find(word, &Scaling::ALL, Scaling::word)
}

/// West, south, east and north in degrees.
pub fn bounds(text: &str) -> std::result::Result<Rect, String> {
    let parts: Vec<f64> = text.split(',').filter_map(|p| p.trim().parse().ok()).collect();
    match parts[..] {
        [x0, y0, x1, y1] if text.split(',').count() == 4 => Ok(Rect { x0, y0, x1, y1 }),
        _ => Err("write west, south, east and north in degrees, such as -12.3,10.1,4.3,25".to_string()),
    }
}

/// Two words with an equals sign between them.
pub(super) fn pair(text: &str) -> std::result::Result<(String, String), String> {
    let parts = text.split_once('=').ok_or("write it as COLUMN=VALUE, such as \"Country ISO=MLI\"")?;
    Ok((parts.0.to_string(), parts.1.to_string()))
}

/// One year, or two with a hyphen between them.
pub(super) fn years(text: &str) -> std::result::Result<Period, String> {
    let year = |t: &str| t.trim().parse::<i16>().ok().filter(|y| (1900..=2200).contains(y));
    let (first, last) = text.split_once(['-', '–']).unwrap_or((text, text));
    match (year(first), year(last)) {
        (Some(first), Some(last)) if first <= last => Ok(Period { first, last }),
        _ => Err("write it as 2024 or 2022-2024".to_string()),
    }
}

impl ColumnArgs {
    /// The columns that were named.
    pub fn columns(&self) -> BoundaryColumns {
        BoundaryColumns {
            id: self.district_id.clone(),
            name: self.district_name.clone(),
            region_id: self.region_id.clone(),
            region: self.region_name.clone(),
            layer: self.boundary_layer.clone(),
            crs: self.boundary_crs.clone(),
        }
    }
}

impl BoundaryArgs {
    /// Reads the districts.
    ///
    /// # Errors
    /// As the readers.
    pub fn read(&self) -> Result<Boundaries> {
        let read = read::boundaries(&named(&self.boundaries)?, &self.columns.columns())?;
        Ok(Boundaries { vintage: self.vintage.clone().or(read.vintage), ..read })
    }
}

impl IncidentArgs {
    /// How the files are read.
    pub fn options(&self) -> IncidentOptions {
        let mut only: Vec<(String, Vec<String>)> = Vec::new();
        for (column, value) in &self.only {
            match only.iter_mut().find(|(c, _)| c == column) {
                Some((_, values)) => values.push(value.clone()),
                None => only.push((column.clone(), vec![value.clone()])),
            }
        }
        let day = |year, month, day| jiff::civil::Date::new(year, month, day).expect("a day of the calendar");
        IncidentOptions {
            preset: self.preset,
            columns: IncidentColumns {
                id: self.id.clone(),
                date: self.date.clone(),
                lat: self.lat.clone(),
                lon: self.lon.clone(),
                precision: self.precision.clone(),
                region: self.region.clone(),
                region_code: self.region_pcode.clone(),
                district: self.district.clone(),
                district_code: self.district_pcode.clone(),
            },
            sheet: self.sheet.clone(),
            only,
            period: self.years.map(|p| (day(p.first, 1, 1), day(p.last, 12, 31))),
            texts: self.texts.clone(),
            date_order: self.date_order,
            crs: self.incident_crs.clone(),
            place_by: self.place_by.unwrap_or_default(),
        }
    }

    /// The policy that was asked for.
    ///
    /// # Errors
    /// As `read::aliases`.
    pub fn policy(&self) -> Result<Policy> {
        let usual = Policy::default();
        let aliases = self.aliases.as_ref().map(|file| read::aliases(&named(file)?)).transpose()?;
        let counted = if self.counted.is_empty() { usual.counted } else { self.counted.clone() };
        Ok(Policy { counted, snap: self.snap.unwrap_or(0.0), aliases: aliases.unwrap_or_default() })
    }

    /// Lets only coordinates count, for what has no districts to count in.
    ///
    /// # Errors
    /// `Kind::Usage` if words or nearness are asked for.
    pub fn only_coordinates(&mut self) -> Result<()> {
        let columns = [&self.region_pcode, &self.district, &self.district_pcode, &self.aliases];
        let words = columns.iter().any(|c| c.is_some()) || self.place_by == Some(PlaceBy::Names);
        if words || self.snap.is_some() {
            let what = if words { "words place rows in districts" } else { "--snap moves rows into districts" };
            return Err(Error::usage(format!("{what}, and heat maps and tiles are made of coordinates alone"))
                .hint("leave the option out, or count by district: cercle join"));
        }
        self.place_by = Some(PlaceBy::Coordinates);
        Ok(())
    }

    /// Reads the incidents.
    ///
    /// # Errors
    /// As the readers.
    pub fn read(&self, ledger: &mut Ledger) -> Result<Incidents> {
        if self.incidents.is_empty() {
            return Err(no_file());
        }
        let source = |name: &String| {
            let input = named(name)?;
            if read::stream::only_streams(&input) {
                let what = format!("{}: what is compressed or comes from a pipe can only be counted", input.name());
                return Err(Error::usage(what)
                    .hint("unpack it or save it to a file, or count it: cercle join … --out counts.csv"));
            }
            Ok(IncidentSource { input, options: self.options(), aliases: None })
        };
        let sources = self.incidents.iter().map(source).collect::<Result<Vec<_>>>()?;
        read_incidents(&sources, ledger)
    }

    /// The files, if all of them can be read part by part.
    ///
    /// # Errors
    /// `Kind::Usage` if none is named; as `named`.
    pub fn streams(&self) -> Result<Option<Vec<Input>>> {
        if self.incidents.is_empty() {
            return Err(no_file());
        }
        let inputs = self.incidents.iter().map(named).collect::<Result<Vec<_>>>()?;
        if let Some(twice) = inputs.iter().enumerate().find(|(i, input)| inputs[..*i].contains(input)) {
            return Err(Error::project(format!("the file {} is named twice", twice.1.name())));
        }
        // parts of a file are read as degrees on WGS 84
        let streams = self.incident_crs.is_none() && inputs.iter().all(read::stream::streams);
        Ok(streams.then_some(inputs))
    }

    /// Names of the files, for notes.
    pub fn names(&self) -> String {
        let name = |f: &String| PathBuf::from(f).file_name().map_or(f.clone(), |n| n.to_string_lossy().into_owned());
        self.incidents.iter().map(name).collect::<Vec<_>>().join(", ")
    }

    /// Reads, joins and measures; the period is the one asked for, or that of the dates. Without dates only counts can be
    /// had (`per_year` false). `beside` prepares something from the districts meanwhile.
    ///
    /// # Errors
    /// As the readers, the join and `beside`.
    pub fn findings<T: Send>(
        &self,
        boundaries: &BoundaryArgs,
        ledger: &mut Ledger,
        per_year: bool,
        beside: impl FnOnce(&Boundaries) -> Result<T> + Send,
    ) -> Result<(Findings, T)> {
        let policy = self.policy()?;
        let districts = || {
            let districts = boundaries.read()?;
            let (areas, prepared) = rayon::join(|| areas_km2(&districts), || beside(&districts));
            Ok::<_, Error>((districts, areas, prepared?))
        };
        let (districts, incidents) = rayon::join(districts, || self.read(ledger));
        let ((districts, areas, prepared), incidents) = (districts?, incidents?);
        let joined = join(&districts, &incidents, &policy)?;
        say::idle_aliases(&districts, &policy);
        joined.settle(&districts, &incidents, ledger);
        ledger.balance()?;
        ledger.refuse_nothing_but_rejects()?;
        let period = match (self.years.or_else(|| period_of(&incidents)), per_year) {
            (Some(period), _) => period,
            (None, false) => Period { first: 0, last: 0 },
            (None, true) => {
                return Err(Error::usage("no incident has a date, and densities are per year")
                    .hint("name the column with --date; counts need no date: cercle join … --out counts.csv"));
            }
        };
        Ok((Findings::new((districts, areas), (incidents, joined), period, |_| None, &[]), prepared))
    }
}

fn no_file() -> Error {
    Error::usage("no incident file is named").hint("name one, or bundled:mali_incidents.csv")
}

fn period_of(incidents: &Incidents) -> Option<Period> {
    let years = || (0..incidents.len()).filter_map(|i| incidents.year(i));
    Some(Period { first: years().min()?, last: years().max()? })
}
