//! Numbers of people that the public edition holds back.
//!
//! Whatever figures show of one count is one table, however many figures there are: what one holds back, no other may tell.

use std::collections::{BTreeMap, BTreeSet};

use super::Policy;
use super::published::{Counted, Published, name, rows_of};
use super::suppress::{Before, Candidate, Table};
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

/// The numbers to hold back of each count, and what the edition then publishes: no figure shows a number of people from 1 to
/// below the bound of the policy but sums of years, and none can be worked out from all figures together: each that is held
/// back could be any number of a range at least as wide as the bound. Sums of years are held back only where others need it, and
/// totals that somebody else published never.
///
/// Numbers that differ from an earlier edition by as few are held back as well, and nothing that either edition holds back can
/// be worked out from both.
///
/// # Errors
/// `Kind::Disclosure` naming the count if published totals leave too little room, or if the earlier edition has another policy.
pub fn withheld(
    findings: &Findings,
    policy: &Policy,
    shown: &[(String, Shown)],
    earlier: Option<&Published>,
) -> Result<(Withheld, Published)> {
    let below = policy.people_below;
    let (mut withheld, mut published) = (Withheld::new(below), Published::new(policy, findings.period));
    earlier.map_or(Ok(()), |earlier| earlier.refuse_other(policy))?;
    let mut counts: Vec<&String> = shown.iter().map(|(count, _)| count).collect();
    counts.sort();
    counts.dedup();
    for count in counts {
        let mut of: Vec<Shown> = shown.iter().filter(|(name, _)| name == count).map(|(_, shown)| *shown).collect();
        of.sort();
        of.dedup();
        let Some(mut made) = Made::new(findings, count, &of) else { continue };
        if let Some(earlier) = earlier.filter(|_| below > 0) {
            made.follow(findings, earlier, (count, below));
        }
        let Some(held) = made.table.withhold(below) else { return Err(refused(count, below, earlier.is_some())) };
        published.counts.insert(count.clone(), made.told(findings, count, (&of, &held)));
        held.into_iter().for_each(|i| withheld.add(count, made.cells[i]));
    }
    Ok((withheld, published))
}

fn refused(count: &str, below: u32, has_earlier: bool) -> Error {
    let most = below.saturating_sub(1);
    let from = if has_earlier { "the published totals and the earlier edition" } else { "the published totals" };
    Error::disclosure(format!(
        "numbers of '{count}' from 1 to {most} could be worked out from {from} whatever else is held back"
    ))
    .hint(
        "leave the figures with that count out: [figures] leave_out = [\"…\"] in the policy; or show the whole period",
    )
}

/// The table of a count, and what its candidates are.
struct Made {
    table: Table,
    cells: Vec<Cell>,
    /// Sets of counts of each candidate, by part.
    sets: Sets,
    /// Counts that stand for what a published total adds to the rows, by year.
    added: BTreeMap<i16, usize>,
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
        let mut added = BTreeMap::new();
        for year in findings.period.years() {
            let rest = published(findings, count, (year, shown), (&mut table, &mut sets));
            added.extend(rest.map(|rest| (year, rest)));
        }
        let mut cells = Vec::new();
        for (&cell, parts) in &sets {
            let all: Vec<usize> = parts.values().flatten().copied().collect();
            let shown: Vec<Vec<usize>> = parts.values().cloned().collect();
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
        Some(Made { table, cells, sets, added })
    }

    /// Sums of a cell by part: located, known by region, others.
    fn parts(&self, cell: Cell) -> [u32; 3] {
        let sum = |part: Part| self.sets[&cell].get(&part).map_or(0, |set| self.table.sum(set));
        [Part::Located, Part::Region, Part::Other].map(sum)
    }

    /// What an edition with these figures publishes if it holds some candidates back.
    fn told(&self, findings: &Findings, count: &str, (shown, held): (&[Shown], &BTreeSet<usize>)) -> Counted {
        let cell = |(i, cell): (usize, &Cell)| {
            let parts = self.parts(*cell);
            let told = (!held.contains(&i)).then_some(parts);
            (parts != [0; 3]).then(|| (name(findings, *cell), told))
        };
        let total = |year: i16| Some((year, findings.published(Some(count), year)?));
        Counted {
            shown: shown.iter().map(|shown| shown.word().to_string()).collect(),
            published: findings.period.years().into_iter().filter_map(total).collect(),
            cells: self.cells.iter().enumerate().filter_map(cell).collect(),
        }
    }

    /// Takes up what an earlier edition told: numbers that differ by few from it are held back, and what it held back is kept.
    fn follow(&mut self, findings: &Findings, earlier: &Published, (count, below): (&str, u32)) {
        let Some(counted) = earlier.counts.get(count) else { return };
        let names: Vec<String> = self.cells.iter().map(|cell| name(findings, *cell)).collect();
        let was = |i: usize| was(counted, (self.cells[i], &names[i]));
        let few = |a: u32, b: u32| (1..below).contains(&a.abs_diff(b));
        let changed = |i: &usize| {
            let Some(Some(was)) = was(*i) else { return false };
            let is = self.parts(self.cells[*i]);
            let sums = [is, was].map(|parts| parts.iter().sum::<u32>());
            sums[0] > 0 && (few(sums[0], sums[1]) || is.into_iter().zip(was).any(|(a, b)| few(a, b)))
        };
        self.table.changed = (0..self.cells.len()).filter(changed).collect();
        // Where rows were taken out, or of other years, nobody can take what is there now for more than was there then.
        let grown = |i: usize| {
            was(i).flatten().is_none_or(|was| self.parts(self.cells[i]).into_iter().zip(was).all(|(a, b)| a >= b))
        };
        let known = counted.cells.keys().all(|cell| names.contains(cell) || cell.starts_with("rows"));
        if earlier.is_within(findings.period) && known && (0..names.len()).all(grown) {
            self.table.before = Some(self.before(counted, &names));
        }
    }

    /// The rows of a year, without what its published total adds.
    fn rows(&self, year: i16) -> Vec<usize> {
        let rest = self.added.get(&year);
        let public = rest.and_then(|rest| self.table.public.iter().find(|set| set.contains(rest)));
        let own = self.sets.get(&Cell::Rows(Some(year))).map(|parts| parts.values().flatten().copied().collect());
        public.cloned().or(own).unwrap_or_default().into_iter().filter(|i| Some(i) != rest).collect()
    }

    /// What an earlier edition told, if everything that it counted is counted now.
    fn before(&self, counted: &Counted, names: &[String]) -> Before {
        let mut before = Before::default();
        // What a published total added then has nothing to do with what it adds now.
        let mut alone = BTreeMap::new();
        for year in counted.published.keys() {
            alone.insert(*year, 2 * self.table.counts.len() + alone.len());
        }
        let then = |set: &[usize]| -> Vec<usize> {
            let of = |i: usize| self.added.iter().find(|(_, at)| **at == i).map(|(year, _)| *year);
            set.iter().filter_map(|i| of(*i).map_or(Some(*i), |year| alone.get(&year).copied())).collect()
        };
        for (cell, name) in self.cells.iter().zip(names) {
            let sets = &self.sets[cell];
            let all: Vec<usize> = sets.values().flatten().copied().collect();
            match was(counted, (*cell, name)) {
                None => {}
                Some(None) => before.held.push(then(&all)),
                Some(Some(was)) => {
                    let parts = [Part::Located, Part::Region, Part::Other].into_iter().zip(was);
                    before.sums.extend(parts.filter_map(|(part, sum)| Some((then(sets.get(&part)?), i64::from(sum)))));
                }
            }
        }
        for (year, total) in &counted.published {
            let rows = self.rows(*year);
            match counted.cells.get(&rows_of(*year)) {
                // It is a cell now too: see above.
                Some(_) if !self.added.contains_key(year) => {}
                Some(Some(was)) => before.sums.push((rows, was.iter().copied().map(i64::from).sum())),
                Some(None) => before.held.push(rows),
                None => before.sums.push((rows.into_iter().chain([alone[year]]).collect(), i64::from(*total))),
            }
        }
        before.alone = alone.len();
        before.held.retain(|set| !set.is_empty());
        before
    }
}

/// What an edition told of a cell: nothing if it has no figure for it, or that it is held back, or its parts.
fn was(counted: &Counted, (cell, name): (Cell, &str)) -> Option<Option<[u32; 3]>> {
    let told = counted.cells.get(name).copied();
    let shown = counted.shown.iter().any(|shown| shown == Shown::of(cell).word());
    // the rows of a year with a published total are not told
    let total = matches!(cell, Cell::Rows(Some(year)) if counted.published.contains_key(&year));
    told.or_else(|| (shown && !total).then_some(Some([0; 3])))
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

/// What the published total of a year tells: with what it adds to the rows, which is answered, it is public; if it is less, so
/// is that.
fn published(
    findings: &Findings,
    count: &str,
    (year, shown): (i16, &[Shown]),
    (table, sets): (&mut Table, &mut Sets),
) -> Option<usize> {
    let total = findings.published(Some(count), year)?;
    let rows = sets.get(&Cell::Rows(Some(year))).into_iter().flat_map(|parts| parts.values().flatten());
    let mut rows: Vec<usize> = rows.copied().collect();
    let sum: u32 = rows.iter().map(|i| table.counts[*i]).sum();
    if total < sum {
        table.least.push((rows, i64::from(total) + 1));
        return None;
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
    Some(rest)
}

#[cfg(test)]
#[path = "people_tests.rs"]
mod tests;
