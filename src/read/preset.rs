//! Presets: which columns a source has, recognised by its headings.

use super::admin::Admin;
use super::heading::{Headings, fold};
use super::json_record::{FEATURE_ID, POINT_LAT, POINT_LON};
use super::{IncidentColumns, IncidentOptions};
use crate::error::{Error, Result};

/// A source whose headings are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Insecurity Insight and SHCC: attacks on health care, aid workers, food security.
    Sind,
    /// Armed Conflict Location and Event Data.
    Acled,
    /// Aid Worker Security Database.
    Awsd,
    /// Any table with a latitude and a longitude.
    Plain,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Preset; 4] = [Preset::Sind, Preset::Acled, Preset::Awsd, Preset::Plain];

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Preset::Sind => "sind",
            Preset::Acled => "acled",
            Preset::Awsd => "awsd",
            Preset::Plain => "plain",
        }
    }

    /// What it reads, for help texts.
    pub fn describe(self) -> &'static str {
        match self {
            Preset::Sind => "Insecurity Insight and SHCC files (attacks on health care, aid workers, food security)",
            Preset::Acled => "ACLED exports (event_id_cnty, event_date, geo_precision 1 to 3)",
            Preset::Awsd => "Aid Worker Security Database (year, month and day in three columns)",
            Preset::Plain => "any table with latitude and longitude, columns guessed or named",
        }
    }

    /// The preset that the headings betray; `Plain` if none does.
    fn of(headings: &Headings<'_>) -> Preset {
        if headings.any(&SIND_IDS) || headings.any(&["geo precision"]) && headings.any(&["country iso"]) {
            Preset::Sind
        } else if headings.any(&["event_id_cnty"]) || headings.any(&["event_date"]) && headings.any(&["geo_precision"])
        {
            Preset::Acled
        } else if headings.any(&["incident id"]) && headings.any(&["year"]) && headings.any(&["month"]) {
            Preset::Awsd
        } else {
            Preset::Plain
        }
    }
}

/// Three spellings are in use.
const SIND_IDS: [&str; 3] = ["sind event id", "sind id", "sindeventid"];
/// What follows "Health Workers" or "Aid Workers" in a heading that counts people.
const SIND_TALLIES: [&str; 7] =
    ["killed", "injured", "kidnapped", "arrested", "threatened", "assaulted", "sexually assaulted"];
const AWSD_TALLIES: [&str; 4] = ["total killed", "total wounded", "total kidnapped", "total affected"];

/// Where the date stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum DateColumns {
    /// The source has none.
    None,
    /// In one column.
    One(usize),
    /// In three, of which the last two may be missing.
    Parts { year: usize, month: Option<usize>, day: Option<usize> },
}

/// The columns of one table by their purpose; each is an index into its headings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    pub preset: Preset,
    pub id: Option<usize>,
    pub date: DateColumns,
    pub place: Option<(usize, usize)>,
    pub precision: Option<usize>,
    pub admin: Admin,
    pub tallies: Vec<(String, usize)>,
    pub texts: Vec<(String, usize)>,
    pub only: Vec<(usize, Vec<String>)>,
    pub notes: Vec<String>,
}

impl Columns {
    /// Finds the columns in the headings of the named file.
    ///
    /// # Errors
    /// `Kind::Data` if a column that is needed is missing or ambiguous.
    pub(super) fn find(file: &str, raw: &[String], options: &IncidentOptions) -> Result<Columns> {
        let headings = Headings::new(file, raw);
        let preset = options.preset.unwrap_or_else(|| Preset::of(&headings));
        let named = &options.columns;
        let admin = Admin::find(&headings, preset, named, options.place_by)?;
        let mut columns = Columns {
            preset,
            id: id(&headings, preset, named)?,
            date: date(&headings, preset, named)?,
            place: place(file, (&headings, &admin), preset, named)?,
            precision: optional(&headings, &named.precision, precision_headings(preset))?,
            admin,
            tallies: Vec::new(),
            texts: Vec::new(),
            only: Vec::new(),
            notes: Vec::new(),
        };
        if columns.bare() {
            return Err(Error::data(format!(
                "{file}: no column of the preset '{}': neither id, date nor place",
                preset.word()
            ))
            .hint("name the columns by their headings, or choose another preset"));
        }
        columns.find_tallies(&headings);
        columns.find_texts(&headings, &options.texts)?;
        for (heading, values) in &options.only {
            columns.only.push((headings.named(heading)?, values.clone()));
        }
        columns.note_guesses(&headings, named);
        if columns.place.is_none() && preset != Preset::Sind {
            columns.notes.push("no latitude and longitude: rows count by the district or region that they name".into());
        }
        Ok(columns)
    }

    /// Whether nothing says what a row is: a sheet of notes beside the incidents, of whose workbook the preset was named.
    fn bare(&self) -> bool {
        self.id.is_none()
            && self.date == DateColumns::None
            && self.place.is_none()
            && self.admin.columns().next().is_none()
    }

    /// Every column that has a purpose.
    pub(super) fn wanted(&self) -> Vec<usize> {
        let mut wanted: Vec<usize> = [self.id, self.precision].into_iter().flatten().collect();
        wanted.extend(self.admin.columns());
        match self.date {
            DateColumns::None => {}
            DateColumns::One(column) => wanted.push(column),
            DateColumns::Parts { year, month, day } => {
                wanted.push(year);
                wanted.extend(month.into_iter().chain(day));
            }
        }
        wanted.extend(self.place.into_iter().flat_map(|(lat, lon)| [lat, lon]));
        wanted.extend(self.tallies.iter().map(|(_, column)| *column));
        wanted.extend(self.texts.iter().map(|(_, column)| *column));
        wanted.extend(self.only.iter().map(|(column, _)| *column));
        wanted
    }

    fn find_tallies(&mut self, headings: &Headings<'_>) {
        let names: Vec<String> = match self.preset {
            Preset::Sind => ["health workers", "aid workers"]
                .iter()
                .flat_map(|who| SIND_TALLIES.iter().map(move |what| format!("{who} {what}")))
                .collect(),
            Preset::Acled => vec!["fatalities".to_string()],
            Preset::Awsd => AWSD_TALLIES.iter().map(|t| t.to_string()).collect(),
            Preset::Plain => Vec::new(),
        };
        for name in names {
            let Some(column) = headings.first(&[&name]) else {
                continue;
            };
            if headings.folded().iter().filter(|f| **f == name).count() > 1 {
                self.notes.push(format!(
                    "the heading '{}' is repeated; column {} was read",
                    headings.written(column),
                    column + 1
                ));
            }
            self.tallies.push((name.replace(' ', "_"), column));
        }
    }

    /// Of several files not all need have a text that was asked for.
    fn find_texts(&mut self, headings: &Headings<'_>, names: &[String]) -> Result<()> {
        for name in names {
            match headings.one(&[&fold(name)])? {
                Some(column) => self.texts.push((name.clone(), column)),
                None => self.notes.push(format!("no column '{name}' here{}", headings.suggestion(name))),
            }
        }
        Ok(())
    }

    /// A guess is said aloud, for a wrong one is not seen in the figure.
    fn note_guesses(&mut self, headings: &Headings<'_>, named: &IncidentColumns) {
        let date = match self.date {
            DateColumns::One(column) => Some(column),
            DateColumns::Parts { year, .. } => Some(year),
            DateColumns::None => None,
        };
        let plain = self.preset == Preset::Plain;
        let mut guesses: Vec<String> = [
            ("latitude", &named.lat, self.place.map(|p| p.0)),
            ("longitude", &named.lon, self.place.map(|p| p.1)),
            ("date", &named.date, date),
            ("id", &named.id, self.id),
            ("precision", &named.precision, self.precision),
            ("region", &named.region, self.admin.region),
        ]
        .into_iter()
        .filter(|(_, named, _)| plain && named.is_none())
        .filter_map(|(purpose, _, column)| Some(format!("{purpose} from '{}'", headings.written(column?))))
        .collect();
        guesses.extend(self.admin.guesses(headings, named));
        if !guesses.is_empty() {
            self.notes.push(format!("columns guessed: {}", guesses.join(", ")));
        }
    }
}

/// The named column, or else the first of the usual headings that is there.
pub(super) fn optional(headings: &Headings<'_>, named: &Option<String>, usual: &[&str]) -> Result<Option<usize>> {
    let tiers: Vec<&[&str]> = usual.iter().map(std::slice::from_ref).collect();
    first_tier(headings, named, &tiers)
}

fn id(headings: &Headings<'_>, preset: Preset, named: &IncidentColumns) -> Result<Option<usize>> {
    let usual: &[&str] = match preset {
        Preset::Sind => &SIND_IDS,
        Preset::Acled => &["event_id_cnty"],
        Preset::Awsd => &["incident id"],
        Preset::Plain => {
            &["id", "event id", "event_id", "incident id", "incident_id", "uuid", "code", "fid", FEATURE_ID]
        }
    };
    optional(headings, &named.id, usual)
}

fn date(headings: &Headings<'_>, preset: Preset, named: &IncidentColumns) -> Result<DateColumns> {
    let usual: &[&[&str]] = match preset {
        Preset::Sind => &[&["date"], &["year and month"]],
        Preset::Acled => &[&["event_date"]],
        Preset::Awsd => &[],
        Preset::Plain => {
            &[&["date"], &["event_date", "event date", "incident_date", "incident date", "date of incident"]]
        }
    };
    if let Some(column) = first_tier(headings, &named.date, usual)? {
        return Ok(DateColumns::One(column));
    }
    Ok(match headings.one(&["year"])? {
        Some(year) => DateColumns::Parts { year, month: headings.one(&["month"])?, day: headings.one(&["day"])? },
        None => DateColumns::None,
    })
}

/// Latitude and longitude. A SiND file may have neither, for its yearly workbook withholds all places; others may if
/// they say districts, or P-codes of regions, in words.
fn place(
    file: &str,
    (headings, admin): (&Headings<'_>, &Admin),
    preset: Preset,
    named: &IncidentColumns,
) -> Result<Option<(usize, usize)>> {
    let plain = preset == Preset::Plain;
    let lats: &[&[&str]] = if plain { &[&["latitude", "lat"], &["y"]] } else { &[&["latitude"]] };
    let lons: &[&[&str]] = if plain { &[&["longitude", "lon", "lng", "long"], &["x"]] } else { &[&["longitude"]] };
    let point = |name: &str| headings.first(&[name]);
    let lat = match (&named.lat, point(POINT_LAT)) {
        (None, Some(column)) => Some(column),
        _ => first_tier(headings, &named.lat, lats)?,
    };
    let lon = match (&named.lon, point(POINT_LON)) {
        (None, Some(column)) => Some(column),
        _ => first_tier(headings, &named.lon, lons)?,
    };
    match (lat, lon) {
        (Some(lat), Some(lon)) if lat == lon => Err(Error::data(format!(
            "{file}: latitude and longitude are both read from column '{}'",
            headings.written(lat)
        ))
        .hint("name two different columns")),
        (Some(lat), Some(lon)) => Ok(Some((lat, lon))),
        (None, None) if preset == Preset::Sind || admin.has_district() || admin.region_code.is_some() => Ok(None),
        (None, _) => Err(headings.missing(if plain { "lat" } else { "Latitude" })),
        (_, None) => Err(headings.missing(if plain { "lon" } else { "Longitude" })),
    }
}

/// The named column, or else the one of the first group of usual headings of which any is there.
fn first_tier(headings: &Headings<'_>, named: &Option<String>, usual: &[&[&str]]) -> Result<Option<usize>> {
    if let Some(name) = named {
        return headings.named(name).map(Some);
    }
    for tier in usual {
        if let Some(column) = headings.one(tier)? {
            return Ok(Some(column));
        }
    }
    Ok(None)
}

fn precision_headings(preset: Preset) -> &'static [&'static str] {
    match preset {
        Preset::Sind => &["geo precision"],
        Preset::Acled => &["geo_precision"],
        Preset::Awsd => &[],
        Preset::Plain => &["precision", "geo precision"],
    }
}

#[cfg(test)]
#[path = "preset_tests.rs"]
mod tests;
