//! The tables of a project file that say what the incidents are, and which files hold them and the districts.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::year::Year;
use crate::read::{PlaceBy, Preset};

/// What the incidents are and where, for titles.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Subject {
    /// A plural, as in "Known locations of reported …".
    pub incidents: String,
    /// The country or area.
    pub place: String,
    /// The place with its preposition, if it is not "in".
    pub in_place: Option<String>,
    /// What a district is called.
    #[serde(default = "district")]
    pub district: String,
    /// What districts are called.
    #[serde(default = "districts")]
    pub districts: String,
    /// French words.
    #[serde(default)]
    pub fr: SubjectWords,
}

fn district() -> String {
    "district".to_string()
}

fn districts() -> String {
    "districts".to_string()
}

/// Words of a table in another language: what is missing is taken from the table.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SubjectWords {
    /// A plural, masculine.
    pub incidents: Option<String>,
    /// The place with its preposition: au Mali.
    pub in_place: Option<String>,
    /// What a district is called.
    pub district: Option<String>,
    /// What districts are called.
    pub districts: Option<String>,
}

/// The years that figures and counts are about.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    /// First calendar year.
    pub first: Year,
    /// Last calendar year.
    pub last: Year,
}

/// One incident file. Columns are named where they are not recognised.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Incidents {
    /// Path from the project file, or bundled:NAME.
    pub file: String,
    /// The source; recognised by its headings if missing.
    #[schemars(extend("enum" = Preset::ALL.map(Preset::word)))]
    pub preset: Option<String>,
    /// Sheet of a workbook, or layer of a GeoPackage.
    pub sheet: Option<String>,
    /// Coordinate system of lat and lon, such as EPSG:32630.
    pub crs: Option<String>,
    /// Order of day and month in dates such as 04/03/2024.
    #[schemars(extend("enum" = ["dmy", "mdy"]))]
    pub date_order: Option<String>,
    /// Column of the identifier.
    pub id: Option<String>,
    /// Column of the date.
    pub date: Option<String>,
    /// Column of the latitude, or northing.
    pub lat: Option<String>,
    /// Column of the longitude, or easting.
    pub lon: Option<String>,
    /// Column of the precision of the place.
    pub precision: Option<String>,
    /// Column of the region's name.
    pub region: Option<String>,
    /// Column of the region's P-code.
    pub region_pcode: Option<String>,
    /// Column of the district's name.
    pub district: Option<String>,
    /// Column of the district's P-code.
    pub district_pcode: Option<String>,
    /// Whether words place rows without coordinates of use.
    #[schemars(extend("enum" = PlaceBy::ALL.map(PlaceBy::word)))]
    pub place_by: Option<String>,
    /// Table of other names of districts and regions: name, means and perhaps parent.
    pub aliases: Option<String>,
    /// Columns with the values that are asked for; other rows are filtered.
    #[serde(default)]
    pub only: BTreeMap<String, Vec<String>>,
}

/// The boundary file. Fields are named where they are not recognised.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Boundaries {
    /// Path from the project file, or bundled:NAME.
    pub file: String,
    /// Layer of a GeoPackage.
    pub layer: Option<String>,
    /// Coordinate system, such as EPSG:32630.
    pub crs: Option<String>,
    /// Field of a district's identifier.
    pub id: Option<String>,
    /// Field of a district's name.
    pub name: Option<String>,
    /// Field of the region's identifier.
    pub region_id: Option<String>,
    /// Field of the region's name.
    pub region: Option<String>,
    /// The edition, for notes: a day, a year or words.
    #[serde(default)]
    pub vintage: String,
    /// Source and licence, for notes.
    #[serde(default)]
    pub source: String,
    /// What the set is, for notes: "the set that was official in 2023".
    #[serde(default)]
    pub official: String,
    /// French words.
    #[serde(default)]
    pub fr: BoundariesWords,
}

/// French words about the boundaries.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BoundariesWords {
    /// The edition.
    pub vintage: Option<String>,
    /// Source and licence.
    pub source: Option<String>,
    /// What the set is.
    pub official: Option<String>,
}

/// Reported incidents a year, as published.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Totals {
    /// Path from the project file, or bundled:NAME.
    pub file: String,
}

/// The scale of an earlier build, so that its maps and these can be compared.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Kept {
    /// A scale.toml, which every build writes.
    pub file: String,
}

/// People by region; rows of one region are added up.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Population {
    /// Path from the project file, or bundled:NAME.
    pub file: String,
    /// Column of the region's P-code.
    pub region: String,
    /// Column of the people.
    pub people: String,
    /// Source, for notes.
    #[serde(default)]
    pub source: String,
    /// French words.
    #[serde(default)]
    pub fr: SourceWords,
}

/// French words about a source.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SourceWords {
    /// Source, for notes.
    pub source: Option<String>,
}
