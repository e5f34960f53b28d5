//! Small tables beside the incidents: towns, published totals, population.

use std::collections::BTreeMap;

use super::coordinate::{Axis, coordinate};
use super::heading::{Headings, fold};
use super::input::Input;
use super::number::{Mark, count, decimal_mark};
use super::table::{Table, Value, table};
use crate::error::{Error, Kind, Result};
use crate::unit::LonLat;

/// Columns that a table may have of which all are kept: the room of a row is for all of them, however few it fills.
const MOST_COLUMNS: usize = 100;

/// A populated place.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// Where it lies.
    pub place: LonLat,
    /// Its inhabitants.
    pub population: u64,
}

/// How many incidents a publisher reported for a year, located or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reported {
    /// The year.
    pub year: i16,
    /// Incidents reported in it.
    pub incidents: u32,
    /// Other totals of the year, such as health workers killed: name in snake case and sum. Empty cells are not in it.
    pub counts: Vec<(String, u32)>,
}

/// Reads a table of which the named columns are needed; answers it with their indices.
fn with_columns<const N: usize>(input: &Input, names: [&str; N]) -> Result<(Table, [usize; N])> {
    columns(input, names, false)
}

/// The same, with the values of all other columns too if wanted.
fn columns<const N: usize>(input: &Input, names: [&str; N], others: bool) -> Result<(Table, [usize; N])> {
    let find = |file: &str, raw: &[String]| {
        let headings = Headings::new(file, raw);
        names.iter().map(|name| headings.named(name)).collect::<Result<Vec<usize>>>()
    };
    let kept = |file: &str, raw: &[String]| {
        let found = find(file, raw)?;
        if others && raw.len() > MOST_COLUMNS {
            let what = format!("{file}: {} columns; at most {MOST_COLUMNS} are read", raw.len());
            return Err(Error::new(Kind::Limit, what).hint("keep only the columns that are needed"));
        }
        Ok(if others { (0..raw.len()).collect() } else { found })
    };
    let table = table(input, None, &kept)?;
    for (index, row) in table.rows.iter().enumerate() {
        if let Some(fault) = &row.fault {
            let place = format!("{}, {} {}", table.name, table.unit, table.rows[index].number);
            return Err(Error::data(format!("{place}: {fault}")).hint("correct the row"));
        }
    }
    let found = find(&table.name, &table.headings)?;
    let columns = std::array::from_fn(|i| found[i]);
    Ok((table, columns))
}

fn whole(table: &Table, row: usize, column: usize) -> Result<u64> {
    count(table.value(row, column)).ok_or_else(|| {
        Error::data(format!("{}: not a whole number", table.place(row, column)))
            .hint("write digits only, without unit or fraction")
    })
}

fn text(table: &Table, row: usize, column: usize) -> String {
    match table.value(row, column) {
        Value::Text(text) => text.trim().to_string(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Reads towns: a table with the columns name, lat, lon and population.
///
/// # Errors
/// `Kind::Data` if a column is missing or a row cannot be used.
pub fn towns(input: &Input) -> Result<Vec<Town>> {
    let (table, [name, lat, lon, population]) = with_columns(input, ["name", "lat", "lon", "population"])?;
    let mark: Mark = decimal_mark(&table, &[lat, lon])?;
    let place = |row: usize, column: usize, axis: Axis| {
        let passed = coordinate(table.value(row, column), axis, mark)
            .and_then(|found| found.ok_or_else(|| "is empty".to_string()));
        passed.map(|(degrees, _)| degrees).map_err(|what| Error::data(format!("{}: {what}", table.place(row, column))))
    };
    (0..table.rows.len())
        .map(|row| {
            Ok(Town {
                name: text(&table, row, name),
                place: LonLat { lon: place(row, lon, Axis::Lon)?, lat: place(row, lat, Axis::Lat)? },
                population: whole(&table, row, population)?,
            })
        })
        .collect()
}

/// Reads published totals: a table with the columns year and `reported_incidents`, and any further columns of whole numbers.
///
/// # Errors
/// `Kind::Data` if a column is missing, a row cannot be used, a year is there twice or a further column mixes numbers with
/// other things.
pub fn reported_totals(input: &Input) -> Result<Vec<Reported>> {
    let (table, [year, incidents]) = columns(input, ["year", "reported_incidents"], true)?;
    let numbers: Vec<usize> = (0..table.headings.len())
        .filter(|c| ![year, incidents].contains(c))
        .filter(|&c| (0..table.rows.len()).any(|row| count(table.value(row, c)).is_some()))
        .collect();
    let mut totals: Vec<Reported> = Vec::new();
    for row in 0..table.rows.len() {
        let too_large = |column| Error::data(format!("{}: too large", table.place(row, column)));
        let filled = |column: &usize| !text(&table, row, *column).is_empty();
        let further = |column: usize| {
            let sum = u32::try_from(whole(&table, row, column)?).map_err(|_| too_large(column))?;
            Ok((fold(&table.headings[column]).replace(' ', "_"), sum))
        };
        let total = Reported {
            year: i16::try_from(whole(&table, row, year)?).map_err(|_| too_large(year))?,
            incidents: u32::try_from(whole(&table, row, incidents)?).map_err(|_| too_large(incidents))?,
            counts: numbers.iter().copied().filter(filled).map(further).collect::<Result<_>>()?,
        };
        if totals.iter().any(|t| t.year == total.year) {
            let place = table.place(row, year);
            return Err(Error::data(format!("{place}: {} is there twice", total.year)).hint("keep one row a year"));
        }
        totals.push(total);
    }
    Ok(totals)
}

/// Reads the population by district or region, summing rows that share an identifier.
///
/// Rows whose population is empty or `<Null>` are passed over; an identifier with no other row is not in the answer.
///
/// # Errors
/// `Kind::Data` if a column is missing or a population is not a whole number.
pub fn population(input: &Input, id_column: &str, population_column: &str) -> Result<BTreeMap<String, u64>> {
    let (table, [id_at, people]) = with_columns(input, [id_column, population_column])?;
    let mut sums = BTreeMap::new();
    for row in 0..table.rows.len() {
        let missing = text(&table, row, people);
        if missing == "<Null>" || missing.is_empty() {
            continue;
        }
        let id = text(&table, row, id_at);
        if id.is_empty() || id == "<Null>" {
            return Err(Error::data(format!("{}: no identifier", table.place(row, id_at)))
                .hint("fill it in, or remove the row"));
        }
        let sum: &mut u64 = sums.entry(id).or_default();
        *sum = sum.saturating_add(whole(&table, row, people)?);
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(bytes: &'static str) -> Input {
        Input::Bundled { name: "t.csv", bytes: bytes.as_bytes() }
    }

    #[test]
    fn towns_have_name_place_and_population() {
        let towns = towns(&csv("name,lat,lon,population,geonameid\nBamako,12.6,-7.9,4227569,1\n")).expect("read");
        assert_eq!(towns[0].name, "Bamako");
        assert_eq!((towns[0].place.lat, towns[0].place.lon), (12.6, -7.9));
        assert_eq!(towns[0].population, 4_227_569);
    }

    #[test]
    fn a_town_off_the_globe_is_refused_with_its_line() {
        let error = towns_error("name,lat,lon,population\nX,95,0,1\n");
        assert!(error.contains("line 2, column 'lat': 95 is not a latitude"), "{error}");
        assert!(towns_error("name,lat,lon,population\nX,5,,1\n").contains("is empty"));
        assert!(towns_error("name,lat,lon,population\nX,5,1,many\n").contains("not a whole number"));
        assert!(towns_error("name,lat,lon,population\nX,5,1\n").contains("3 fields"));
    }

    fn towns_error(text: &'static str) -> String {
        towns(&csv(text)).expect_err("refused").message
    }

    #[test]
    fn totals_are_one_a_year() {
        let totals = reported_totals(&csv("year,reported_incidents,Workers Killed,note\n2022,57,26,a\n2023,48,,\n"));
        let first = Reported { year: 2022, incidents: 57, counts: vec![("workers_killed".into(), 26)] };
        assert_eq!(totals, Ok(vec![first, Reported { year: 2023, incidents: 48, counts: Vec::new() }]));
        let mixed = reported_totals(&csv("year,reported_incidents,killed\n2022,57,26\n2023,48,few\n"));
        assert!(mixed.is_err_and(|e| e.message.contains("column 'killed': not a whole number")));
        let wide = format!("year,reported_incidents{}\n2022,57\n", ",x".repeat(MOST_COLUMNS));
        let wide = reported_totals(&Input::Bytes { name: "t.csv".to_string(), bytes: wide.into() });
        assert_eq!(wide.map_err(|e| e.kind), Err(Kind::Limit));
        let twice = reported_totals(&csv("year,reported_incidents\n2022,57\n2022,5\n"));
        assert_eq!(twice.map_err(|e| e.kind), Err(Kind::Data));
    }

    #[test]
    fn population_sums_rows_of_one_id_and_passes_over_missing_ones() {
        let read = |text| population(&csv(text), "pcode", "people");
        let sums = read("pcode,people\nML01,10\nML02,<Null>\nML01,5\nML03,\n").expect("read");
        assert_eq!(sums, BTreeMap::from([("ML01".to_string(), 15)]));
        assert!(read("pcode,people\nML01,many\n").is_err());
        assert!(read("pcode,people\n,5\n").is_err());
        assert!(read("code,people\nML01,5\n").is_err());
    }
}
