//! What the numbers carry, and what they do not.

use super::Numbers;
use crate::measure::{YearCoverage, leaders};

/// Fewer located incidents than this say nothing on where most of them were.
const FEWEST: u32 = 10;
/// Most regions that are named as those with most incidents.
const NAMED: usize = 3;
/// Least difference between two years that is called a change.
const LEAST_CHANGE: u32 = 5;
/// Least share of located incidents in both years.
const LEAST_SHARE: f64 = 0.5;
/// Largest difference of that share between the two years: beyond it, the known part grows or shrinks more than the incidents.
const UNEVEN: f64 = 0.25;

/// The fewest regions (by index, largest first) that hold half or more of what is located and are ahead of all others; empty
/// if there are none, or too few incidents.
pub fn leading(totals: &[u32]) -> Vec<usize> {
    let all: u32 = totals.iter().sum();
    if all < FEWEST {
        return Vec::new();
    }
    let most = |top: &Vec<usize>| top.iter().map(|&i| totals[i]).sum::<u32>() * 2 >= all;
    // `leaders` answers fewer than asked for where regions are tied.
    (1..=NAMED).map(|n| leaders(totals, n)).find(most).unwrap_or_default()
}

/// A region (by index) with its located incidents in the last two years.
pub type Step = (usize, u32, u32);

/// What can be said of changes by region between the last two years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Nothing: a single year, no regions, nothing reported, or no difference that is large enough.
    Nothing,
    /// Too few incidents of a year are located.
    FewLocated(YearCoverage),
    /// The two years are not equally well known.
    Uneven(YearCoverage, YearCoverage),
    /// Regions with more and with fewer located incidents, largest difference first.
    Regions(Vec<Step>, Vec<Step>),
}

/// Judges the last two years.
pub fn change(numbers: &Numbers) -> Change {
    let years = &numbers.coverage.years;
    let [.., before, after] = years.as_slice() else { return Change::Nothing };
    if numbers.regions.is_empty() || before.reported() == 0 || after.reported() == 0 {
        return Change::Nothing;
    }
    let share = |y: &YearCoverage| f64::from(y.located) / f64::from(y.reported());
    let worst = if share(before) < share(after) { before } else { after };
    if share(worst) < LEAST_SHARE {
        return Change::FewLocated(*worst);
    }
    if (share(before) - share(after)).abs() > UNEVEN {
        return Change::Uneven(*before, *after);
    }
    let last = years.len() - 1;
    let steps = numbers.regions.iter().enumerate().map(|(i, (_, n))| (i, n[last - 1], n[last]));
    let mut steps: Vec<Step> = steps.filter(|(_, a, b)| a.abs_diff(*b) >= LEAST_CHANGE).collect();
    steps.sort_by_key(|(_, a, b)| std::cmp::Reverse(a.abs_diff(*b)));
    let (more, fewer): (Vec<Step>, Vec<Step>) = steps.into_iter().partition(|(_, a, b)| b > a);
    if more.is_empty() && fewer.is_empty() { Change::Nothing } else { Change::Regions(more, fewer) }
}
