//! What is recognised in an incident file by its headings.

use super::heading::fold;
use super::input::Input;
use super::json_record::{FEATURE_ID, POINT_LAT, POINT_LON};
use super::preset::{Columns, DateColumns, Preset};
use super::{IncidentOptions, table};
use crate::error::Result;
use crate::incident::Incidents;

/// Headings of columns that say the country of a row, folded.
const COUNTRIES: [&str; 9] =
    ["country", "country name", "country iso", "country_iso3", "iso3", "admin0", "admin0name", "adm0_name", "adm0_en"];

/// The source of a file, and its columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Recognised {
    /// The source.
    pub preset: Preset,
    /// Keys of a project file and the headings that they would name.
    pub columns: Vec<(&'static str, String)>,
    /// Headings of columns that say the country of a row.
    pub countries: Vec<String>,
}

/// Looks at the headings of an incident file.
///
/// # Errors
/// As `read::incidents`.
pub fn recognised(input: &Input, options: &IncidentOptions) -> Result<Recognised> {
    let find = |file: &str, headings: &[String]| Columns::find(file, headings, options);
    let table = table::table(input, options.sheet.as_deref(), &|file, headings| Ok(find(file, headings)?.wanted()))?;
    let columns = find(&table.name, &table.headings)?;
    let date = if let DateColumns::One(column) = columns.date { Some(column) } else { None };
    let keys = [
        ("id", columns.id),
        ("date", date),
        ("lat", columns.place.map(|(lat, _)| lat)),
        ("lon", columns.place.map(|(_, lon)| lon)),
        ("precision", columns.precision),
    ];
    let named = keys.into_iter().filter_map(|(key, column)| Some((key, table.headings[column?].clone())));
    // what a feature has without a column cannot be named
    let own = |heading: &String| [POINT_LAT, POINT_LON, FEATURE_ID].contains(&heading.as_str());
    let countries = table.headings.iter().filter(|h| COUNTRIES.contains(&fold(h).as_str())).cloned().collect();
    Ok(Recognised { preset: columns.preset, columns: named.filter(|(_, heading)| !own(heading)).collect(), countries })
}

/// The column among the texts of the incidents, and its value, that is a place: the rows of a country in a table of the world.
pub fn rows_of(incidents: &Incidents, place: &str) -> Option<(String, String)> {
    let place = fold(place);
    incidents.texts.iter().find_map(|texts| {
        let value = texts.values.iter().find(|value| fold(value) == place)?;
        Some((texts.name.clone(), value.clone()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_become_keys() {
        let input = Input::Bundled {
            name: "t.csv",
            bytes: b"Nr,Event date,LATITUDE,Longitude,COUNTRY\n1,2024-01-02,1,2,Mali\n",
        };
        let found = recognised(&input, &IncidentOptions::default()).expect("readable");
        assert_eq!(found.preset, Preset::Plain);
        assert_eq!(found.countries, ["COUNTRY"]);
        let lat = found.columns.iter().find(|(key, _)| *key == "lat").expect("a latitude");
        assert_eq!(lat.1, "LATITUDE");
    }
}
