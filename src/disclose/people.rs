//! Numbers of people that the public edition holds back.
//!
//! Whatever figures show of one count is one table, however many figures there are: what one holds back, no other may tell.

use std::collections::BTreeMap;

use super::suppress::{Candidate, Table};
use crate::error::{Error, Result};
use crate::measure::{Cell, Findings, Part, Withheld};

/// What a figure shows of a count; the sums of the years are always shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Districts in each year.
    DistrictYears,
    /// Districts in the whole period.
    Districts,
    /// Regions, parted by what is known of the place, and what is in none.
    Regions,
    /// Months, parted so.
    Months,
    /// Years, parted so.
    Parts,
    /// Years alone.
    Years,
}

/// The numbers to hold back of each count, so that no figure shows a number of people from 1 to below `below` but sums of
/// years, and none can be worked out from all figures together: each that is held back could be any number of a range at least
/// `below` wide. Sums of years are held back only where others need it, and totals that somebody else published never.
///
/// # Errors
/// `Kind::Disclosure` naming the count if published totals leave too little room.
pub fn withheld(findings: &Findings, shown: &[(String, Shown)], below: u32) -> Result<Withheld> {
    let mut withheld = Withheld::new(below);
    let mut counts: Vec<&String> = shown.iter().map(|(count, _)| count).collect();
    counts.sort();
    counts.dedup();
    for count in counts {
        let of: Vec<Shown> = shown.iter().filter(|(name, _)| name == count).map(|(_, shown)| *shown).collect();
        let Some(made) = Made::new(findings, count, &of) else { continue };
        let Some(held) = made.table.withhold(below) else { return Err(refused(count, below)) };
        held.into_iter().for_each(|i| withheld.add(count, made.cells[i]));
    }
    Ok(withheld)
}

fn refused(count: &str, below: u32) -> Error {
    let most = below.saturating_sub(1);
    Error::disclosure(format!(
        "numbers of '{count}' from 1 to {most} could be worked out from the published totals whatever else is held back"
    ))
    .hint(
        "leave the figures with that count out: [figures] leave_out = [\"…\"] in the policy; or show the whole period",
    )
}

/// The table of a count, and what its candidates are.
struct Made {
    table: Table,
    cells: Vec<Cell>,
}

/// Sets of counts of a cell, by part.
type Sets = BTreeMap<Cell, BTreeMap<Part, Vec<usize>>>;

impl Made {
    /// `None` if no file has the count.
    fn new(findings: &Findings, count: &str, shown: &[Shown]) -> Option<Made> {
        let tally = findings.incidents.tallies.iter().find(|t| t.name == count)?;
        let regions = findings.known_regions();
        // Rows that every number counts alike are one count: nothing that is shown parts them.
        let mut merged: BTreeMap<Vec<(Cell, Part)>, u32> = BTreeMap::new();
        for (i, value) in tally.values.iter().enumerate() {
            *merged.entry(cells(findings, i, (regions[i], shown))).or_default() += value.unwrap_or(0);
        }
        let (mut table, mut sets) = (Table::default(), Sets::new());
        for (of, value) in merged {
            let at = push(&mut table, value);
            for (cell, part) in of {
                sets.entry(cell).or_default().entry(part).or_default().push(at);
            }
        }
        for year in findings.period.years() {
            published(findings, count, (year, shown), (&mut table, &mut sets));
        }
        let mut cells = Vec::new();
        for (cell, parts) in sets {
            let all: Vec<usize> = parts.values().flatten().copied().collect();
            let shown: Vec<Vec<usize>> = parts.into_values().collect();
            let (kept, rank) = match cell {
                Cell::Parts(_) => (shown.clone(), 2),
                Cell::Rows(_) => (vec![all], 3),
                Cell::District(..) => (vec![all], 0),
                Cell::Region(_) | Cell::Elsewhere | Cell::Month(..) if shown.len() == 1 => (vec![all], 1),
                Cell::Region(_) | Cell::Elsewhere | Cell::Month(..) => {
                    (shown.iter().cloned().chain([all]).collect(), 1)
                }
            };
            table.candidates.push(Candidate { shown, kept, first: rank < 3, rank });
            cells.push(cell);
        }
        Some(Made { table, cells })
    }
}

fn push(table: &mut Table, value: u32) -> usize {
    table.counts.push(value);
    table.counts.len() - 1
}

/// The numbers that an incident counts for, each with its part.
fn cells(findings: &Findings, i: usize, (region, shown): (Option<usize>, &[Shown])) -> Vec<(Cell, Part)> {
    let (year, part) = (findings.incidents.year(i), findings.part(i));
    let mut cells = vec![(Cell::Rows(year), Part::Located)];
    let district = findings.joined.district[i];
    for shown in shown {
        cells.extend(match shown {
            Shown::DistrictYears => {
                district.filter(|_| year.is_some()).map(|d| (Cell::District(d, year), Part::Located))
            }
            Shown::Districts => district.map(|d| (Cell::District(d, None), Part::Located)),
            Shown::Regions => {
                let cell = region.map_or((Cell::Elsewhere, Part::Other), |r| (Cell::Region(r), part));
                year.map(|_| cell)
            }
            Shown::Months => findings.month(i).map(|(year, month)| (Cell::Month(year, month), part)),
            Shown::Parts => year.map(|year| (Cell::Parts(year), part)),
            Shown::Years => None,
        });
    }
    cells.sort();
    cells.dedup();
    cells
}

/// What the published total of a year tells: with what it adds to the rows it is public; if it is less, so is that.
fn published(findings: &Findings, count: &str, (year, shown): (i16, &[Shown]), (table, sets): (&mut Table, &mut Sets)) {
    let Some(total) = findings.published(Some(count), year) else { return };
    let rows = sets.get(&Cell::Rows(Some(year))).into_iter().flat_map(|parts| parts.values().flatten());
    let mut rows: Vec<usize> = rows.copied().collect();
    let sum: u32 = rows.iter().map(|i| table.counts[*i]).sum();
    if total < sum {
        table.least.push((rows, i64::from(total) + 1));
        return;
    }
    // The total is told in place of the rows: what these are less is one more count, of which no place is known.
    sets.remove(&Cell::Rows(Some(year)));
    let rest = push(table, total - sum);
    rows.push(rest);
    table.public.push(rows);
    let mut add = |cell: Cell| sets.entry(cell).or_default().entry(Part::Other).or_default().push(rest);
    if shown.contains(&Shown::Parts) {
        add(Cell::Parts(year));
    }
    if shown.contains(&Shown::Regions) {
        add(Cell::Elsewhere);
    }
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
