//! An attacker that knows nothing of how counts were held back tries every table of incidents that agrees with what is told.

use super::*;
use crate::boundary::District;
use crate::incident::{Date, Grain, Incidents, Precision};
use crate::index::tests::squares;
use crate::join::Joined;
use crate::ledger::Bucket;
use crate::measure::Period;
use proptest::prelude::*;

const YEARS: [i16; 2] = [2023, 2024];

/// Located incidents: district, year, month and how many people each counts. Of five districts the first two are region r, the
/// others region s.
fn findings(rows: &[(usize, i16, i8, u32)]) -> Findings {
    let (n, mut boundaries) = (rows.len(), squares());
    let name = |(d, district): (usize, &mut District)| {
        district.region_id = ["r", "s"][usize::from(d > 1)].into();
        district.region = district.region_id.to_uppercase();
    };
    boundaries.districts.iter_mut().enumerate().for_each(name);
    let day = |year: i16, month: i8| Date { first: jiff::civil::date(year, month, 1), grain: Grain::Month };
    let incidents = Incidents {
        id: vec![String::new(); n],
        date: rows.iter().map(|(_, year, month, _)| Some(day(*year, *month))).collect(),
        location: vec![None; n],
        precision: vec![Precision::Exact; n],
        named: vec![None; n],
        entry: (0..n).collect(),
        tallies: vec![Tally { name: "killed".into(), values: rows.iter().map(|(.., n)| Some(*n)).collect() }],
        texts: Vec::new(),
    };
    let joined = Joined {
        district: rows.iter().map(|(d, ..)| Some(*d)).collect(),
        bucket: vec![Bucket::Joined; n],
        on_boundary: vec![false; n],
        ambiguous: vec![false; n],
        means: vec![Means::Coordinates; n],
        region: vec![None; n],
        ..Joined::default()
    };
    let areas = vec![1.0; boundaries.districts.len()];
    let period = Period { first: YEARS[0], last: YEARS[1] };
    Findings::new((boundaries, areas), (incidents, joined), period, |_| None, &[])
}

fn count(findings: &Findings, of: impl Fn(usize) -> bool) -> u32 {
    (0..findings.incidents.len()).filter(|i| of(*i)).count() as u32
}

/// Every way to write a sum as so many numbers from zero up.
fn ways(sum: u32, numbers: usize) -> Vec<Vec<u32>> {
    match numbers {
        0 => {
            if sum == 0 {
                vec![Vec::new()]
            } else {
                Vec::new()
            }
        }
        _ => (0..=sum)
            .flat_map(|first| ways(sum - first, numbers - 1).into_iter().map(move |rest| [vec![first], rest].concat()))
            .collect(),
    }
}

/// The least and the greatest that each cell can be, over all tables by district and year in which a district that is shown
/// without incidents has none, every year has its sum, and people are where the map of people shows them.
fn attack(findings: &Findings, held: &[Cell], people: bool) -> BTreeMap<Cell, [u32; 2]> {
    let all: Vec<usize> = (0..findings.boundaries.districts.len()).collect();
    let of = |d: usize, year: Option<i16>| {
        count(findings, |i| {
            findings.joined.district[i] == Some(d) && year.is_none_or(|y| findings.incidents.year(i) == Some(y))
        })
    };
    let some: Vec<usize> = all.iter().copied().filter(|d| of(*d, None) > 0).collect();
    let killed = |d: usize, year: i16| {
        let values = &findings.incidents.tallies[0].values;
        let here = |i: usize| findings.joined.district[i] == Some(d) && findings.incidents.year(i) == Some(year);
        people && (0..values.len()).any(|i| here(i) && values[i] > Some(0))
    };
    let [first, second] = YEARS.map(|year| {
        let worlds = ways(some.iter().map(|d| of(*d, Some(year))).sum(), some.len());
        let fits = |world: &Vec<u32>| some.iter().zip(world).all(|(d, n)| *n > 0 || !killed(*d, year));
        worlds.into_iter().filter(fits).collect::<Vec<_>>()
    });
    let units: Vec<(Cell, Vec<usize>)> = some
        .iter()
        .map(|d| (Cell::District(*d, None), vec![*d]))
        .chain(findings.regions.iter().enumerate().map(|(r, region)| (Cell::Region(r), region.districts.clone())))
        .collect();
    let mut found: BTreeMap<Cell, [u32; 2]> = BTreeMap::new();
    for (a, b) in first.iter().flat_map(|a| second.iter().map(move |b| (a, b))) {
        let sum = |members: &[usize]| -> u32 {
            some.iter().zip(a.iter().zip(b)).filter(|(d, _)| members.contains(d)).map(|(_, (a, b))| a + b).sum()
        };
        let truth = |members: &[usize]| members.iter().map(|d| of(*d, None)).sum::<u32>();
        let agrees = |(cell, members): &(Cell, Vec<usize>)| match held.contains(cell) {
            true => sum(members) > 0,
            false => sum(members) == truth(members),
        };
        if units.iter().all(agrees) {
            for (cell, members) in &units {
                let [low, high] = found.entry(*cell).or_insert([u32::MAX, 0]);
                (*low, *high) = ((*low).min(sum(members)), (*high).max(sum(members)));
            }
        }
    }
    found
}

fn shown(people: bool) -> Vec<(String, Shown)> {
    let months = (INCIDENTS.to_string(), Shown::Months);
    if people { vec![("killed".to_string(), Shown::DistrictYears)] } else { vec![months] }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// No count of a district or region from 1 to below the bound is shown, and none that is held back is known to within less,
    /// whoever looks and however; what is shown is as counted.
    #[test]
    fn no_small_count_of_incidents_can_be_worked_out(
        rows in proptest::collection::vec((0usize..4, 0usize..2, 1i8..13, 0u32..2), 8..16), people: bool,
    ) {
        let rows: Vec<_> = rows.into_iter().map(|(d, y, month, killed)| (d, YEARS[y], month, killed)).collect();
        let (findings, below) = (findings(&rows), 3);
        let (table, cells) = by_district(&findings, &shown(people));
        let Some(held) = table.withhold(below) else { return Ok(()) };
        let held: Vec<Cell> = held.into_iter().map(|i| cells[i]).collect();
        for (cell, [low, high]) in attack(&findings, &held, people) {
            match held.contains(&cell) {
                true => prop_assert!(high - low >= below, "{cell:?} is from {low} to {high}: {rows:?} {held:?}"),
                false => prop_assert!(low == high && !(1..below).contains(&low), "{cell:?} is {low}: {rows:?} {held:?}"),
            }
        }
    }

    /// The same of months, whose sums by year are known.
    #[test]
    fn no_small_month_can_be_worked_out(counts in proptest::collection::vec(0usize..7, 4)) {
        let rows = (1i8..).zip(&counts).flat_map(|(month, n)| vec![(0, 2023, month, 0); *n]).collect::<Vec<_>>();
        let (findings, below) = (findings(&rows), 3);
        let (table, cells) = by_month(&findings, &shown(false));
        let Some(held) = table.withhold(below) else { return Ok(()) };
        let held: Vec<usize> = held.into_iter().map(|i| match cells[i] { Cell::Month(_, month) => month, _ => unreachable!("months") }).collect();
        let agrees = |world: &Vec<u32>| (0..4).all(|m| match held.contains(&m) {
            true => world[m] > 0,
            false => world[m] == counts[m] as u32,
        });
        let worlds: Vec<Vec<u32>> = ways(rows.len() as u32, 4).into_iter().filter(agrees).collect();
        for m in 0..4 {
            let numbers = || worlds.iter().map(|world| world[m]);
            let width = numbers().max().expect("the truth") - numbers().min().expect("the truth");
            prop_assert!(if held.contains(&m) { width >= below } else { !(1..below).contains(&(counts[m] as u32)) }, "{counts:?} {held:?}");
        }
    }
}

#[test]
fn a_lone_incident_takes_others_with_it() {
    let rows =
        [vec![(0, 2023, 1, 0)], vec![(1, 2023, 2, 0); 9], vec![(2, 2023, 3, 0); 8], vec![(3, 2024, 3, 0); 7]].concat();
    let held = withheld_incidents(&findings(&rows), 5, &[]).expect("room");
    assert!(held.contains(&Cell::District(0, None)) && held.contains(&Cell::District(1, None)), "{held:?}");
    assert_eq!(held.len(), 2, "its neighbour in the region is enough: {held:?}");
}

#[test]
fn sums_that_leave_no_room_are_refused() {
    let rows = [(0, 2023, 1, 0), (1, 2023, 1, 0), (2, 2024, 1, 0)];
    let error = withheld_incidents(&findings(&rows), 5, &[]).expect_err("three in all");
    assert!(error.message.starts_with("numbers of incidents by district from 1 to 4"), "{error}");
    let enough = [vec![(0, 2023, 1, 0); 20], vec![(1, 2024, 2, 0); 20]].concat();
    assert_eq!(withheld_incidents(&findings(&enough), 5, &[]), Ok(Vec::new()));
    let error = withheld_incidents(&findings(&[enough, vec![(1, 2024, 3, 0)]].concat()), 5, &shown(false));
    assert!(error.is_ok_and(|held| held.len() == 2), "two months of a year hide each other");
}
