//! Columns that say a place in words: names and P-codes of districts and regions.

use std::collections::HashSet;
use std::sync::Arc;

use super::IncidentColumns;
use super::heading::Headings;
use super::preset::Preset;
use crate::error::Result;
use crate::incident::Named;

/// The columns of the words, by their purpose.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Admin {
    pub region: Option<usize>,
    pub region_code: Option<usize>,
    pub district: Option<usize>,
    pub district_code: Option<usize>,
}

/// Whether words place rows that have no coordinates of use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PlaceBy {
    /// Rows without coordinates, or with too vague ones, count for the district that they name.
    #[default]
    Names,
    /// Only coordinates count.
    Coordinates,
}

impl PlaceBy {
    /// Both ways.
    pub const ALL: [PlaceBy; 2] = [PlaceBy::Names, PlaceBy::Coordinates];

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            PlaceBy::Names => "names",
            PlaceBy::Coordinates => "coordinates",
        }
    }
}

const DISTRICT_CODES: [&str; 8] = [
    "adm2_pcode",
    "admin2_pcode",
    "admin 2 pcode",
    "admin2 pcode",
    "admin2pcode",
    "admin2pcod",
    "district_pcode",
    "district pcode",
];
const REGION_CODES: [&str; 8] = [
    "adm1_pcode",
    "admin1_pcode",
    "admin 1 pcode",
    "admin1 pcode",
    "admin1pcode",
    "admin1pcod",
    "region_pcode",
    "region pcode",
];

impl Admin {
    /// Finds the columns in the headings. Region names are always found; the others only if words place rows.
    ///
    /// # Errors
    /// `Kind::Data` if a named column is missing or ambiguous.
    pub(super) fn find(
        headings: &Headings<'_>,
        preset: Preset,
        named: &IncidentColumns,
        place_by: PlaceBy,
    ) -> Result<Admin> {
        let region = super::preset::optional(headings, &named.region, region_names(preset))?;
        if place_by == PlaceBy::Coordinates {
            return Ok(Admin { region, ..Admin::default() });
        }
        let guess = |given: &Option<String>, usual: &[&str]| match given {
            Some(name) => headings.named(name).map(Some),
            // a heading that is there twice is no guess
            None => Ok(usual.iter().find_map(|name| headings.one(&[name]).ok().flatten())),
        };
        Ok(Admin {
            region,
            region_code: guess(&named.region_code, &REGION_CODES)?,
            district: guess(&named.district, district_names(preset))?,
            district_code: guess(&named.district_code, &DISTRICT_CODES)?,
        })
    }

    /// Whether rows can say a district.
    pub(super) fn has_district(&self) -> bool {
        self.district.is_some() || self.district_code.is_some()
    }

    /// Every column that there is.
    pub(super) fn columns(&self) -> impl Iterator<Item = usize> {
        [self.region, self.region_code, self.district, self.district_code].into_iter().flatten()
    }

    /// What was guessed of a district, as "district from 'admin2'".
    pub(super) fn guesses(&self, headings: &Headings<'_>, named: &IncidentColumns) -> Vec<String> {
        let guesses = [
            ("district", &named.district, self.district),
            ("P-code of the district", &named.district_code, self.district_code),
            ("P-code of the region", &named.region_code, self.region_code),
        ];
        let guessed = guesses.into_iter().filter(|(_, named, _)| named.is_none());
        guessed.filter_map(|(what, _, column)| Some(format!("{what} from '{}'", headings.written(column?)))).collect()
    }
}

fn region_names(preset: Preset) -> &'static [&'static str] {
    match preset {
        Preset::Sind => &["admin 1", "admin1"],
        Preset::Acled => &["admin1"],
        Preset::Awsd => &["region"],
        Preset::Plain => &[
            "admin1",
            "admin 1",
            "adm1",
            "region",
            "province",
            "adm1_name",
            "admin1_name",
            "adm1_en",
            "adm1_fr",
            "region_name",
        ],
    }
}

fn district_names(preset: Preset) -> &'static [&'static str] {
    match preset {
        Preset::Sind => &["admin 2", "admin2"],
        Preset::Acled => &["admin2"],
        Preset::Awsd => &["district"],
        Preset::Plain => &[
            "admin2",
            "admin 2",
            "adm2",
            "adm2_name",
            "admin2_name",
            "admin2name",
            "adm2_en",
            "adm2_fr",
            "district",
            "district_name",
            "cercle",
        ],
    }
}

/// Words that were met, so that rows with the same words share them.
#[derive(Default)]
pub(super) struct Shared(HashSet<Arc<Named>>);

impl Shared {
    /// The words, as they were met first.
    pub(super) fn share(&mut self, words: Named) -> Arc<Named> {
        if let Some(known) = self.0.get(&words) {
            return Arc::clone(known);
        }
        let new = Arc::new(words);
        self.0.insert(Arc::clone(&new));
        new
    }
}
