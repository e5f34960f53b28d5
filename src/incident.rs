//! Incidents in columns: one vector a field, one index an incident.
//!
//! ```
//! use cercle::incident::{Date, Grain};
//! use jiff::civil::date;
//!
//! let month = Date { first: date(2024, 2, 1), grain: Grain::Month };
//! assert_eq!((month.iso(), month.last()), ("2024-02".to_string(), date(2024, 2, 29)));
//! ```

use std::sync::Arc;

use jiff::ToSpan;

use crate::unit::LonLat;

/// How exactly a source says where an incident happened.
///
/// The codes of SiND (1 to 7) have a variant each; ACLED's 1, 2, 3 are read as `Exact`, `Near`, `Region`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Precision {
    /// SiND (1): exact location.
    Exact,
    /// SiND (2): within about 25 km.
    Near,
    /// SiND (3): a district, municipality or commune.
    District,
    /// SiND (4): a province, state or governorate.
    Region,
    /// SiND (5): somewhere along a road or river.
    Line,
    /// SiND (6): the country only.
    Country,
    /// SiND (7): estimated coordinates at sea or in the air.
    SeaOrAir,
    /// Withheld by the publisher.
    Censored,
    /// The source has a precision column and this row leaves it empty.
    Blank,
    /// The source has no precision column.
    Unstated,
}

impl Precision {
    /// Every precision, most exact first.
    pub const ALL: [Precision; 10] = [
        Precision::Exact,
        Precision::Near,
        Precision::District,
        Precision::Line,
        Precision::Region,
        Precision::Country,
        Precision::SeaOrAir,
        Precision::Censored,
        Precision::Blank,
        Precision::Unstated,
    ];

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Precision::Exact => "exact",
            Precision::Near => "25km",
            Precision::District => "district",
            Precision::Region => "region",
            Precision::Line => "line",
            Precision::Country => "country",
            Precision::SeaOrAir => "sea_or_air",
            Precision::Censored => "censored",
            Precision::Blank => "blank",
            Precision::Unstated => "unstated",
        }
    }

    /// Whether an incident of this precision counts for a district unless the user says otherwise.
    pub fn counts_by_default(self) -> bool {
        matches!(self, Precision::Exact | Precision::Near | Precision::District | Precision::Line | Precision::Unstated)
    }
}

/// How much of a date the source gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// Year, month and day.
    Day,
    /// Year and month.
    Month,
    /// Year and quarter: no source says so, a generalised date does.
    Quarter,
    /// Year alone.
    Year,
}

/// A date as exact as its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The day, or the first day of the month, quarter or year.
    pub first: jiff::civil::Date,
    /// How much of it is known.
    pub grain: Grain,
}

impl Date {
    /// The last day that the date can mean.
    pub fn last(self) -> jiff::civil::Date {
        match self.grain {
            Grain::Day => self.first,
            Grain::Month => self.first.last_of_month(),
            Grain::Quarter => self.first.saturating_add(2.months()).last_of_month(),
            Grain::Year => self.first.last_of_year(),
        }
    }

    /// ISO 8601, no more exact than the source: `2024-11-05`, `2024-11` or `2024`; a quarter, which it lacks, is `2024-Q4`.
    pub fn iso(self) -> String {
        match self.grain {
            Grain::Day => self.first.to_string(),
            Grain::Month => self.first.strftime("%Y-%m").to_string(),
            Grain::Quarter => format!("{}-Q{}", self.first.strftime("%Y"), (self.first.month() - 1) / 3 + 1),
            Grain::Year => self.first.strftime("%Y").to_string(),
        }
    }
}

/// A count of people or things that a source gives for each incident, such as health workers killed.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Name in snake case, as written to files: `health_workers_killed`.
    pub name: String,
    /// One value an incident; `None` where the source is empty.
    pub values: Vec<Option<u32>>,
}

/// A column of texts that was asked for, such as the kind of event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// The heading by which it was asked for.
    pub name: String,
    /// One text an incident; empty where the source says nothing.
    pub values: Vec<String>,
}

/// What a source says of a place in words: P-codes and names, mended of mojibake and blanks; empty where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Named {
    /// P-code of the district (ADM2).
    pub district_code: String,
    /// Name of the district.
    pub district: String,
    /// P-code of the region (ADM1).
    pub region_code: String,
    /// Name of the region.
    pub region: String,
}

impl Named {
    /// Whether the source says nothing.
    pub fn is_empty(&self) -> bool {
        [&self.district_code, &self.district, &self.region_code, &self.region].iter().all(|w| w.is_empty())
    }

    /// Whether it says a district.
    pub fn has_district(&self) -> bool {
        !self.district_code.is_empty() || !self.district.is_empty()
    }
}

/// How a district was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub enum Means {
    /// By coordinates within it.
    #[default]
    Coordinates,
    /// By coordinates near it.
    Snapped,
    /// By its P-code.
    Code,
    /// By its name.
    Name,
}

impl Means {
    /// Whether it is by words, so that the place within the district is not known.
    pub fn by_words(self) -> bool {
        matches!(self, Means::Code | Means::Name)
    }

    /// The flag of the ledger; `None` for the ordinary way.
    pub fn flag(self) -> Option<&'static str> {
        match self {
            Means::Coordinates => None,
            Means::Snapped => Some("snapped"),
            Means::Code => Some("by_pcode"),
            Means::Name => Some("by_name"),
        }
    }
}

/// The incidents that were asked for (neither filtered out nor rejected), in input order. All columns have equal lengths.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Incidents {
    /// Identifier as in the source, byte for byte; empty if it has none.
    pub id: Vec<String>,
    /// When it happened; `None` if the source has no dates.
    pub date: Vec<Option<Date>>,
    /// Where it happened, past the coordinate gate; `None` without coordinates.
    pub location: Vec<Option<LonLat>>,
    /// How exactly the source knows the place.
    pub precision: Vec<Precision>,
    /// What the source says of the place in words; incidents with the same words share them.
    pub named: Vec<Option<Arc<Named>>>,
    /// Index of the incident's entry in the ledger.
    pub entry: Vec<usize>,
    /// Counts that the source gives.
    pub tallies: Vec<Tally>,
    /// Texts that were asked for: free text is carried only then.
    pub texts: Vec<Texts>,
}

impl Incidents {
    /// Number of incidents.
    pub fn len(&self) -> usize {
        self.id.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Adds the incidents of another file; a tally that one of the two lacks is `None` there, a text empty.
    pub fn append(&mut self, mut other: Incidents) {
        let (before, added) = (self.len(), other.len());
        for tally in &mut self.tallies {
            match other.tallies.iter().position(|t| t.name == tally.name) {
                Some(same) => tally.values.append(&mut other.tallies.remove(same).values),
                None => tally.values.resize(before + added, None),
            }
        }
        for mut tally in other.tallies {
            tally.values.splice(0..0, std::iter::repeat_n(None, before));
            self.tallies.push(tally);
        }
        for texts in &mut self.texts {
            match other.texts.iter().position(|t| t.name == texts.name) {
                Some(same) => texts.values.append(&mut other.texts.remove(same).values),
                None => texts.values.resize(before + added, String::new()),
            }
        }
        for mut texts in other.texts {
            texts.values.splice(0..0, std::iter::repeat_n(String::new(), before));
            self.texts.push(texts);
        }
        self.id.append(&mut other.id);
        self.date.append(&mut other.date);
        self.location.append(&mut other.location);
        self.precision.append(&mut other.precision);
        self.named.append(&mut other.named);
        self.entry.append(&mut other.entry);
    }

    /// The region as the source names it; empty if it does not.
    pub fn region(&self, index: usize) -> &str {
        self.named[index].as_ref().map_or("", |words| words.region.as_str())
    }

    /// The year of an incident, if it has a date.
    pub fn year(&self, index: usize) -> Option<i16> {
        self.date[index].map(|d| d.first.year())
    }
}

/// Some of the located incidents of a stream, in input order: what the kernels of join and heat work on.
///
/// `lon` and `lat` have equal lengths; `year` and `category` have the same length or are empty if nobody asked for them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// Degrees on WGS 84, past the coordinate gate: -180 to 180.
    pub lon: Vec<f64>,
    /// Degrees on WGS 84, past the coordinate gate: -90 to 90.
    pub lat: Vec<f64>,
    /// Calendar year of each incident; 0 without a date.
    pub year: Vec<i16>,
    /// Index of each incident's category in `categories`.
    pub category: Vec<u32>,
    /// Incidents whose district words have settled; `lon`, `lat`, `year` and `category` are without them.
    pub placed: Vec<Placed>,
    /// Categories met in this batch, as the source writes them, in the order of their first appearance.
    pub categories: Vec<String>,
}

/// An incident of a stream that counts for a district by words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Index of the district.
    pub district: u32,
    /// Calendar year; 0 without a date or if nobody asked.
    pub year: i16,
    /// Index of the category in the batch's `categories`; 0 if nobody asked.
    pub category: u32,
}

impl Batch {
    /// Number of incidents with a place.
    pub fn len(&self) -> usize {
        self.lon.len()
    }

    /// Whether there is none with a place.
    pub fn is_empty(&self) -> bool {
        self.lon.is_empty()
    }

    /// Makes room for so many more places.
    pub fn reserve(&mut self, places: usize) {
        self.lon.reserve(places);
        self.lat.reserve(places);
    }

    /// Adds a located incident; year and category are added by the caller where asked for.
    #[inline]
    pub fn push(&mut self, place: LonLat) {
        self.lon.push(place.lon);
        self.lat.push(place.lat);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_date_says_no_more_than_its_source() {
        let month = Date { first: date(2024, 2, 1), grain: Grain::Month };
        assert_eq!((month.iso().as_str(), month.last()), ("2024-02", date(2024, 2, 29)));
        let year = Date { first: date(2024, 1, 1), grain: Grain::Year };
        assert_eq!((year.iso().as_str(), year.last()), ("2024", date(2024, 12, 31)));
        let quarter = Date { first: date(2024, 10, 1), grain: Grain::Quarter };
        assert_eq!((quarter.iso().as_str(), quarter.last()), ("2024-Q4", date(2024, 12, 31)));
    }

    #[test]
    fn tallies_of_two_files_are_united_by_name() {
        let file = |name: &str, value: u32| Incidents {
            id: vec![name.into()],
            date: vec![None],
            location: vec![None],
            precision: vec![Precision::Unstated],
            named: vec![None],
            entry: vec![0],
            tallies: vec![
                Tally { name: "killed".into(), values: vec![Some(value)] },
                Tally { name: name.into(), values: vec![Some(value)] },
            ],
            texts: vec![Texts { name: format!("of {name}"), values: vec![name.to_uppercase()] }],
        };
        let mut all = file("a", 1);
        all.append(file("b", 2));
        let named: Vec<_> = all.tallies.iter().map(|t| (t.name.as_str(), t.values.as_slice())).collect();
        let expected: [(&str, &[Option<u32>]); 3] =
            [("killed", &[Some(1), Some(2)]), ("a", &[Some(1), None]), ("b", &[None, Some(2)])];
        assert_eq!(named, expected);
        assert_eq!(all.len(), 2);
        let texts: Vec<_> = all.texts.iter().map(|t| (t.name.as_str(), t.values.clone())).collect();
        let expected = [("of a", ["A", ""]), ("of b", ["", "B"])];
        assert_eq!(texts, expected.map(|(name, values)| (name, values.map(String::from).to_vec())));
    }

    #[test]
    fn sind_codes_one_two_three_and_five_count_for_a_district() {
        let counted: Vec<&str> =
            Precision::ALL.into_iter().filter(|p| p.counts_by_default()).map(Precision::word).collect();
        assert_eq!(counted, ["exact", "25km", "district", "line", "unstated"]);
    }
}
