//! What readers can work out: unknown numbers from zero up, of which some sums are known.

use std::collections::{BTreeMap, BTreeSet};

use super::simplex::{Row, corner};

/// Everything that readers know of some whole numbers from zero up. Sets name numbers by index, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct System {
    /// How many numbers there are.
    pub unknowns: usize,
    /// Sets with their sums.
    pub sums: Vec<(Vec<usize>, i64)>,
    /// Sets with the least that their sums can be.
    pub least: Vec<(Vec<usize>, i64)>,
}

/// A system of what numbers are over the least that each can be, in which everything that follows at once is put in.
struct Reduced {
    settled: Vec<Option<i64>>,
    sums: Vec<(Vec<usize>, i64)>,
    least: Vec<(Vec<usize>, i64)>,
    /// A number for each part of the system that has nothing to do with the others, by unknown.
    part: Vec<usize>,
}

impl System {
    /// The first set whose sum is known to within less than `width`, as far as can be told: for each before it there are two
    /// lots of whole numbers that agree with everything known, and in which its sums differ by `width`. These were checked
    /// number by number, so that nothing rests on the arithmetic that found them.
    pub fn narrow(&self, wanted: &[Vec<usize>], width: i64) -> Option<usize> {
        let reduced = self.reduced();
        let mut found: BTreeMap<usize, [i64; 2]> = BTreeMap::new();
        for (i, set) in wanted.iter().enumerate() {
            let wide = |found: &BTreeMap<usize, [i64; 2]>| found.get(&i).is_some_and(|[low, high]| high - low >= width);
            let open: Vec<usize> = set.iter().copied().filter(|x| reduced.settled[*x].is_none()).collect();
            for up in [false, true] {
                if open.is_empty() || wide(&found) {
                    continue;
                }
                let most = found.get(&i).map(|[low, _]| low + width).filter(|_| up);
                let Some(numbers) = reduced.witness(&open, (up, most)) else { continue };
                // What was found for one set may do for others.
                for (j, other) in wanted.iter().enumerate() {
                    if let Some(sum) = reduced.sum(other, &numbers) {
                        let [low, high] = found.entry(j).or_insert([sum, sum]);
                        (*low, *high) = (sum.min(*low), sum.max(*high));
                    }
                }
            }
            if !wide(&found) {
                return Some(i);
            }
        }
        None
    }

    /// What is in a known sum with any of some numbers.
    pub fn around(&self, numbers: &BTreeSet<usize>) -> BTreeSet<usize> {
        let meets = |(set, _): &&(Vec<usize>, i64)| set.iter().any(|x| numbers.contains(x));
        self.sums.iter().filter(meets).flat_map(|(set, _)| set.iter().copied()).collect()
    }

    /// Counts every number from the least that it can be, puts in what is known of single ones, again and again, and parts the
    /// rest.
    fn reduced(&self) -> Reduced {
        let mut from = vec![0; self.unknowns];
        for (set, least) in &self.least {
            if let [one] = set[..] {
                from[one] = from[one].max(*least);
            }
        }
        let over = |(set, sum): &(Vec<usize>, i64)| (set.clone(), sum - set.iter().map(|x| from[*x]).sum::<i64>());
        let mut made = Reduced {
            settled: vec![None; self.unknowns],
            sums: self.sums.iter().map(over).collect(),
            least: self.least.iter().map(over).collect(),
            part: (0..self.unknowns).collect(),
        };
        while made.settle() {}
        made.sums.retain(|(set, _)| !set.is_empty());
        made.sums.sort();
        made.sums.dedup();
        made.least.retain(|(set, least)| !set.is_empty() && *least > 0);
        for (set, _) in made.sums.iter().chain(&made.least) {
            let first = root(&made.part, set[0]);
            for other in set.iter().map(|x| root(&made.part, *x)).collect::<Vec<_>>() {
                made.part[other] = first;
            }
        }
        made
    }
}

impl Reduced {
    fn settle(&mut self) -> bool {
        let before = self.settled.iter().flatten().count();
        for (set, sum) in self.sums.iter_mut().chain(&mut self.least) {
            let settled = &self.settled;
            *sum -= set.iter().filter_map(|x| settled[*x]).sum::<i64>();
            set.retain(|x| settled[*x].is_none());
        }
        for (set, sum) in &self.sums {
            if *sum == 0 {
                set.iter().for_each(|x| self.settled[*x] = Some(0));
            } else if let [one] = set[..] {
                self.settled[one] = Some(*sum);
            }
        }
        self.settled.iter().flatten().count() > before
    }

    /// Numbers, by unknown, that agree with everything known, and in which the sum of a set is least; or greatest, but no more
    /// than a bound. Only those of the parts that the set is in are answered.
    fn witness(&self, set: &[usize], (up, most): (bool, Option<i64>)) -> Option<BTreeMap<usize, i64>> {
        let mut parts: Vec<usize> = set.iter().map(|x| root(&self.part, *x)).collect();
        parts.sort_unstable();
        parts.dedup();
        let within = |x: &usize| parts.binary_search(&root(&self.part, *x)).is_ok();
        let open = (0..self.settled.len()).filter(|x| self.settled[*x].is_none() && within(x));
        let index: BTreeMap<usize, usize> = open.enumerate().map(|(i, x)| (x, i)).collect();
        let mut unknowns = index.len();
        let mut extra = |terms: &mut Vec<(usize, i64)>, sign: i64| {
            terms.push((unknowns, sign));
            unknowns += 1;
        };
        let mut rows: Vec<Row> = Vec::new();
        for (set, sum) in self.sums.iter().filter(|(set, _)| within(&set[0])) {
            rows.push((terms(&index, set, 1), *sum));
        }
        for (set, least) in self.least.iter().filter(|(set, _)| within(&set[0])) {
            let mut terms = terms(&index, set, 1);
            extra(&mut terms, -1);
            rows.push((terms, *least));
        }
        if rows.iter().any(|(_, sum)| *sum < 0) {
            return None;
        }
        let settled = |most: i64| most - set.iter().filter_map(|x| self.settled[*x]).sum::<i64>();
        if let Some(most) = most {
            let mut terms = terms(&index, set, 1);
            extra(&mut terms, 1);
            rows.push((terms, settled(most)));
        }
        let cost = terms(&index, set, if up { -1 } else { 1 });
        let found = corner(unknowns, &rows, &cost)?;
        let whole = |found: &[f64]| -> Option<BTreeMap<usize, i64>> {
            let numbers = index.iter().map(|(x, i)| (*x, found[*i].round() as i64)).collect();
            self.agrees(&numbers).then_some(numbers)
        };
        // A corner between whole numbers: the next whole sum may have one.
        let sum: f64 = set.iter().map(|x| found[index[x]]).sum();
        let next = if up { (sum + 1e-6).floor() } else { (sum - 1e-6).ceil() } as i64;
        whole(&found).or_else(|| {
            rows.push((terms(&index, set, 1), next));
            whole(&corner(unknowns, &rows, &cost)?)
        })
    }

    /// Whether numbers agree with everything that is known of their parts.
    fn agrees(&self, numbers: &BTreeMap<usize, i64>) -> bool {
        let of = |set: &[usize]| numbers.contains_key(&set[0]).then(|| set.iter().map(|x| numbers[x]).sum::<i64>());
        numbers.values().all(|n| *n >= 0)
            && self.sums.iter().all(|(set, sum)| of(set).is_none_or(|n| n == *sum))
            && self.least.iter().all(|(set, least)| of(set).is_none_or(|n| n >= *least))
    }

    /// The sum of a set, if all of its numbers are settled or among those found.
    fn sum(&self, set: &[usize], numbers: &BTreeMap<usize, i64>) -> Option<i64> {
        set.iter().map(|x| self.settled[*x].or_else(|| numbers.get(x).copied())).sum()
    }
}

fn terms(index: &BTreeMap<usize, usize>, set: &[usize], by: i64) -> Vec<(usize, i64)> {
    set.iter().map(|x| (index[x], by)).collect()
}

fn root(part: &[usize], mut x: usize) -> usize {
    while part[x] != x {
        x = part[x];
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_missing_from_its_sum_is_known() {
        let system = System { unknowns: 3, sums: vec![(vec![0, 1, 2], 12), (vec![0], 9)], least: Vec::new() };
        let sets = [vec![1], vec![2], vec![1, 2]];
        assert_eq!(system.narrow(&sets, 3), Some(2), "two may share what is left, but it is known");
        assert_eq!(system.narrow(&sets, 4), Some(0));
        let all = System { sums: vec![(vec![0, 1, 2], 12), (vec![0], 9), (vec![1], 1)], ..system };
        assert_eq!(all.narrow(&[vec![2]], 1), Some(0));
    }

    #[test]
    fn a_rectangle_hides_its_corners_and_a_bound_narrows_them() {
        // two by two, with sums of rows and columns
        let sums = vec![(vec![0, 1], 8), (vec![2, 3], 9), (vec![0, 2], 7), (vec![1, 3], 10)];
        let square = System { unknowns: 4, sums, least: Vec::new() };
        assert_eq!(square.narrow(&[vec![0], vec![3]], 7), None);
        assert_eq!(square.narrow(&[vec![0]], 8), Some(0));
        for set in [vec![0], vec![0, 3]] {
            // of the two corners one is one less than the other is more: 8 in all of 0 and 3 if 0 is 4
            let bounded = System { least: vec![(set, 3)], ..square.clone() };
            assert_eq!(bounded.narrow(&[vec![0]], 4), None, "{bounded:?}");
        }
        let bounded = System { least: vec![(vec![0], 3)], ..square };
        assert_eq!(bounded.narrow(&[vec![0]], 5), Some(0));
    }
}
