//! An attacker that knows nothing of how numbers were held back tries every table that agrees with what is told.

use super::*;
use proptest::prelude::*;

/// The least and the greatest sum of a set over all tables of numbers up to `most` that agree with everything told.
fn attack(system: &System, set: &[usize], most: i64) -> Option<[i64; 2]> {
    fn fits(system: &System, numbers: &[i64]) -> bool {
        let within = |set: &[usize]| set.iter().filter(|i| **i < numbers.len()).map(|i| numbers[*i]).sum::<i64>();
        let whole = |set: &[usize]| set.iter().all(|i| *i < numbers.len());
        system.sums.iter().all(|(set, sum)| within(set) <= *sum && (!whole(set) || within(set) == *sum))
            && system.least.iter().all(|(set, least)| !whole(set) || within(set) >= *least)
    }
    fn all(system: &System, numbers: &mut Vec<i64>, (set, most): (&[usize], i64), found: &mut Option<[i64; 2]>) {
        if numbers.len() == system.unknowns {
            let sum = set.iter().map(|i| numbers[*i]).sum::<i64>();
            let [low, high] = found.unwrap_or([sum, sum]);
            *found = Some([low.min(sum), high.max(sum)]);
            return;
        }
        for n in 0..=most {
            numbers.push(n);
            if fits(system, numbers) {
                all(system, numbers, (set, most), found);
            }
            numbers.pop();
        }
    }
    let mut found = None;
    all(system, &mut Vec::new(), (set, most), &mut found);
    found
}

fn candidate(shown: Vec<Vec<usize>>, rank: u8) -> Candidate {
    Candidate { kept: shown.clone(), shown, first: rank < 2, rank }
}

/// Districts by years, with sums of regions (the first two districts, the others) and years, and of each district if asked:
/// everything that figures of one count show together.
fn table(counts: Vec<u32>, [districts, years]: [usize; 2], (by_district, public): (bool, bool)) -> Table {
    let at = |d: usize, y: usize| d * years + y;
    let cells = (0..districts * years).map(|i| candidate(vec![vec![i]], 0));
    let whole = |d: usize| (0..years).map(|y| at(d, y)).collect::<Vec<_>>();
    let sums = (0..districts).filter(|_| by_district).map(|d| candidate(vec![whole(d)], 0));
    let region = |range: std::ops::Range<usize>| candidate(vec![range.flat_map(whole).collect()], 1);
    let of_year = |y: usize| (0..districts).map(|d| at(d, y)).collect::<Vec<_>>();
    let all = (0..years).filter(|_| !public).map(|y| candidate(vec![of_year(y)], 2));
    Table {
        counts,
        candidates: cells.chain(sums).chain([region(0..2), region(2..districts)]).chain(all).collect(),
        public: if public { (0..years).map(of_year).collect() } else { Vec::new() },
        ..Table::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// No number that is held back is known to within less than the bound, whoever looks and however; every small one is held
    /// back; and a table is refused only if public sums leave no room.
    #[test]
    fn no_small_number_can_be_worked_out(counts in proptest::collection::vec(prop_oneof![Just(0u32), 0u32..7], 6),
                                         by_district: bool, public: bool) {
        let below = 3;
        let table = table(counts, [3, 2], (by_district, public));
        let Some(held) = table.withhold(below) else {
            prop_assert!(public, "refused without a public sum");
            return Ok(());
        };
        for (i, c) in table.candidates.iter().enumerate() {
            prop_assert!(!c.first || !(1..below).contains(&table.value(i)) || held.contains(&i), "{i} is small and shown");
            prop_assert!(table.value(i) > 0 || !held.contains(&i), "a zero is held back");
        }
        let system = table.system(&held);
        for c in &held {
            let set = &table.candidates[*c].shown[0];
            let [low, high] = attack(&system, set, 12).expect("the truth agrees");
            prop_assert!(high - low >= below.into(), "{c} is from {low} to {high}: {table:?} {held:?}");
        }
    }
}

#[test]
fn a_lone_small_number_takes_others_with_it_and_no_more_than_it_needs() {
    // one small number: another of its row, and two of another row to hide both columns
    let counts = vec![2, 20, 30, 8, 40, 50, 9, 60, 70];
    let rows = (0..3).map(|r| candidate(vec![vec![3 * r, 3 * r + 1, 3 * r + 2]], 1));
    let columns = (0..3).map(|c| candidate(vec![vec![c, c + 3, c + 6]], 2));
    let cells = (0..9).map(|i| candidate(vec![vec![i]], 0));
    let table = Table { counts, candidates: cells.chain(rows).chain(columns).collect(), ..Table::default() };
    let held = table.withhold(5).expect("room");
    assert_eq!(held.len(), 4, "{held:?}");
    assert!(held.contains(&0) && held.iter().all(|c| *c < 9), "a rectangle of cells: {held:?}");
}

#[test]
fn what_public_sums_give_away_is_refused() {
    let cells = vec![candidate(vec![vec![0]], 0), candidate(vec![vec![1]], 0)];
    let table = Table { counts: vec![1, 2], candidates: cells, public: vec![vec![0, 1]], ..Table::default() };
    assert_eq!(table.withhold(5), None);
    let roomy = Table { counts: vec![1, 9], ..table };
    assert_eq!(roomy.withhold(5).map(|held| held.len()), Some(2));
}

#[test]
fn tables_of_the_size_of_a_country_are_done_soon() {
    let counts: Vec<u32> = (0..40 * 3u32).map(|i| [0, 0, 1, 2, 0, 7, 12, 0, 3, 30][(i * 7 % 10) as usize]).collect();
    let held = table(counts, [40, 3], (true, false)).withhold(5).expect("room");
    assert!(held.len() > 30, "{}", held.len());
}

/// Two editions of one table, the later with what has come since: what readers know who have both.
fn two_editions(then: &[u32], since: &[u32], below: u32) -> Option<(Table, BTreeSet<usize>)> {
    let made = |counts: Vec<u32>| table(counts, [3, 1], (false, false));
    let old = made(then.to_vec());
    let held = old.withhold(below)?;
    let mut new = made(then.iter().zip(since).map(|(a, b)| a + b).collect());
    let all = 0..new.candidates.len();
    new.changed = all.filter(|c| !held.contains(c) && (1..below).contains(&(new.value(*c) - old.value(*c)))).collect();
    let shown = (0..old.candidates.len()).filter(|c| !held.contains(c));
    let sum = |c: usize| (old.candidates[c].shown[0].clone(), i64::from(old.value(c)));
    let before = Before {
        alone: 0,
        sums: shown.map(sum).collect(),
        held: held.iter().map(|c| old.candidates[*c].shown[0].clone()).collect(),
    };
    new.before = Some(before);
    let later = new.withhold(below)?;
    Some((new, later))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, ..ProptestConfig::default() })]

    /// A reader of two editions cannot work out what either of them holds back, nor a small number that has come since.
    #[test]
    fn two_editions_together_tell_no_more(then in proptest::collection::vec(0u32..6, 3),
                                          since in proptest::collection::vec(prop_oneof![Just(0u32), 0u32..3], 3)) {
        let below = 3;
        let (table, held) = two_editions(&then, &since, below).expect("nothing is public in any case");
        let system = table.system(&held);
        for set in table.all_kept(&held) {
            let [low, high] = attack(&system, &set, 8).expect("the truth agrees");
            prop_assert!(high - low >= below.into(), "{set:?} is from {low} to {high}: {table:?} {held:?}");
        }
        for c in table.changed {
            prop_assert!(held.contains(&c), "{c} differs by few and is shown");
        }
    }
}
