//! Counts of incidents that the public edition holds back, where its policy says so.
//!
//! Incidents are counted by district, region and month, each of the whole period: by district those that are located, and by
//! region these alone. What is told of the whole country by year (how many were listed, how many located, and how) is shown
//! however small it is; and where people are counted, there is an incident. Both are known to whoever looks.
//!
//! Nothing is told of districts and months together. Any numbers by district and any numbers by month that have the sums of the
//! country are then those of some rows, so that the two are two tables.

use std::collections::{BTreeMap, BTreeSet};

use super::people::Shown;
use super::suppress::{Candidate, Table};
use crate::error::{Error, Result};
use crate::incident::{Means, Tally};
use crate::measure::{Cell, Findings};

/// The name under which what is shown of incidents themselves stands among what is shown of counts.
pub const INCIDENTS: &str = "";

/// The cells to hold back: no district, region or month of those that are shown tells a number of incidents from 1 to below
/// the bound, and each that is held back could be any number of a range at least as wide. `shown` is what the edition shows of
/// every count; of incidents (`INCIDENTS`) districts and regions are shown in any case.
///
/// # Errors
/// `Kind::Disclosure` if sums for the country leave too little room, or if there are too many districts to be sure.
pub(super) fn withheld_incidents(findings: &Findings, below: u32, shown: &[(String, Shown)]) -> Result<Vec<Cell>> {
    let months = shown.iter().any(|(count, kind)| count == INCIDENTS && *kind == Shown::Months);
    let tables =
        [Some(("district", by_district(findings, shown))), months.then(|| ("month", by_month(findings, shown)))];
    let mut held = Vec::new();
    for (what, (table, cells)) in tables.into_iter().flatten() {
        let found = table.withhold(below).ok_or_else(|| refused(what, below))?;
        held.extend(found.into_iter().map(|i| cells[i]));
    }
    Ok(held)
}

fn refused(what: &str, below: u32) -> Error {
    let most = below.saturating_sub(1);
    Error::disclosure(format!(
        "numbers of incidents by {what} from 1 to {most} could be worked out from the sums of the country whatever else is held \
         back"
    ))
    .hint(match what {
        "month" => "leave the bars by month out: [figures] leave_out = [\"…\"] in the policy",
        _ => "there are too few incidents to be held back (or too many districts): take a longer period, or publish no maps",
    })
}

/// Located rows that nothing tells apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    district: usize,
    kind: Kind,
}

/// What is told of located rows for the whole country: sums of rows that are alike in this are known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    year: Option<i16>,
    by_words: bool,
    snapped: bool,
    /// Which of the counts of people that are shown are blank.
    blank: Vec<bool>,
}

/// Districts and regions.
fn by_district(findings: &Findings, shown: &[(String, Shown)]) -> (Table, Vec<Cell>) {
    let tallies = tallies(findings, shown, |_| true);
    let kind = |i: usize| Kind {
        year: findings.incidents.year(i),
        by_words: findings.joined.means[i].by_words(),
        snapped: findings.joined.means[i] == Means::Snapped,
        blank: tallies.iter().map(|tally| tally.values[i].is_none()).collect(),
    };
    let located = || (0..findings.incidents.len()).filter_map(|i| Some((i, findings.joined.district[i]?)));
    let kinds: BTreeSet<Kind> = located().map(|(i, _)| kind(i)).collect();
    let districts: BTreeSet<usize> = located().map(|(_, district)| district).collect();
    // A district that has some might have had them of every kind.
    let of = |district: usize| kinds.iter().map(move |kind| (Alike { district, kind: kind.clone() }, 0));
    let mut rows: BTreeMap<Alike, u32> = districts.iter().flat_map(|&district| of(district)).collect();
    for (i, district) in located() {
        *rows.entry(Alike { district, kind: kind(i) }).or_default() += 1;
    }
    let mut table = Table { counts: rows.values().copied().collect(), ..Table::default() };
    let at = |wanted: &dyn Fn(&Alike) -> bool| among(&rows, wanted);
    table.public = kinds.iter().map(|kind| at(&|alike| alike.kind == *kind)).collect();
    table.least = present(findings, shown, &rows);
    let mut cells = Vec::new();
    for &district in &districts {
        table.candidates.push(candidate(vec![at(&|alike| alike.district == district)], 0));
        cells.push(Cell::District(district, None));
    }
    for (region, of) in findings.regions.iter().enumerate() {
        let within = |alike: &Alike| of.districts.contains(&alike.district);
        // Layers count rows without a date, bars do not.
        let mut sums = vec![at(&within), at(&|alike| within(alike) && alike.kind.year.is_some())];
        sums.dedup();
        sums.retain(|set| !set.is_empty());
        if !sums.is_empty() {
            table.candidates.push(candidate(sums, 1));
            cells.push(Cell::Region(region));
        }
    }
    (table, cells)
}

fn candidate(sums: Vec<Vec<usize>>, rank: u8) -> Candidate {
    Candidate { kept: sums.clone(), shown: sums, first: true, rank }
}

/// The rows that are wanted, by index.
fn among(rows: &BTreeMap<Alike, u32>, wanted: &dyn Fn(&Alike) -> bool) -> Vec<usize> {
    rows.keys().enumerate().filter(|(_, alike)| wanted(alike)).map(|(at, _)| at).collect()
}

/// The counts of people that are shown in a way.
fn tallies<'a>(findings: &'a Findings, shown: &[(String, Shown)], way: impl Fn(Shown) -> bool) -> Vec<&'a Tally> {
    let is_shown = |tally: &&Tally| shown.iter().any(|(count, kind)| *count == tally.name && way(*kind));
    findings.incidents.tallies.iter().filter(is_shown).collect()
}

/// Where people are counted in a district or region, there is an incident at least: what is shown of them tells so, and what is
/// held back too.
fn present(findings: &Findings, shown: &[(String, Shown)], rows: &BTreeMap<Alike, u32>) -> Vec<(Vec<usize>, i64)> {
    let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
    for kind in [Shown::DistrictYears, Shown::Districts, Shown::Regions] {
        for tally in tallies(findings, shown, |shown| shown == kind) {
            let mut seen = BTreeSet::new();
            for (i, _) in tally.values.iter().enumerate().filter(|(_, value)| value.unwrap_or(0) > 0) {
                let Some(district) = findings.joined.district[i] else { continue };
                let year = findings.incidents.year(i);
                let region = findings.regions.iter().position(|region| region.districts.contains(&district));
                match kind {
                    Shown::DistrictYears => seen.insert((Some(district), None, year)),
                    Shown::Regions => seen.insert((None, region, None)),
                    _ => seen.insert((Some(district), None, None)),
                };
            }
            for (district, region, year) in seen {
                sets.insert(among(rows, &|alike| {
                    district.is_none_or(|d| d == alike.district)
                        && region.is_none_or(|r| findings.regions[r].districts.contains(&alike.district))
                        && year.is_none_or(|_| alike.kind.year == year)
                }));
            }
        }
    }
    sets.into_iter().map(|set| (set, 1)).collect()
}

/// Months of the rows that give one: of a year, their sum is what is left of the year.
fn by_month(findings: &Findings, shown: &[(String, Shown)]) -> (Table, Vec<Cell>) {
    let mut months: BTreeMap<(i16, usize), u32> = BTreeMap::new();
    for month in (0..findings.incidents.len()).filter_map(|i| findings.month(i)) {
        *months.entry(month).or_default() += 1;
    }
    let order: Vec<(i16, usize)> = months.keys().copied().collect();
    let of = |wanted: &dyn Fn(&(i16, usize)) -> bool| -> Vec<usize> {
        order.iter().enumerate().filter(|(_, month)| wanted(month)).map(|(at, _)| at).collect()
    };
    let years: BTreeSet<i16> = order.iter().map(|(year, _)| *year).collect();
    let people = tallies(findings, shown, |shown| shown == Shown::Months).into_iter().flat_map(|tally| {
        tally
            .values
            .iter()
            .enumerate()
            .filter(|(_, value)| value.unwrap_or(0) > 0)
            .filter_map(|(i, _)| findings.month(i))
    });
    let people: BTreeSet<(i16, usize)> = people.collect();
    let table = Table {
        counts: months.values().copied().collect(),
        candidates: (0..order.len()).map(|at| candidate(vec![vec![at]], 0)).collect(),
        public: years.iter().map(|year| of(&|month| month.0 == *year)).collect(),
        least: people.iter().map(|month| (of(&|m| m == month), 1)).collect(),
        ..Table::default()
    };
    (table, order.into_iter().map(|(year, month)| Cell::Month(year, month)).collect())
}

#[cfg(test)]
#[path = "incidents_tests.rs"]
mod tests;
