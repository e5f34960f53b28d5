//! Which numbers of tables are held back, so that no small one can be worked out from all others.
//!
//! First the small ones, then others until every number that is held back could be any of a range (Willenborg and de Waal,
//! Elements of Statistical Disclosure Control, 2001, chapter 4: feasibility intervals and secondary suppression). Which others
//! is a heuristic; that they are enough is checked, and is an error where it does not hold.

use std::collections::BTreeSet;

use super::system::System;

/// A number that an edition would show: one sum, or several that are shown together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The sums that are shown, as sets of counts.
    pub shown: Vec<Vec<usize>>,
    /// The sums that nobody may work out if it is held back.
    pub kept: Vec<Vec<usize>>,
    /// Whether it is held back if it is small; if not, only to keep others.
    pub first: bool,
    /// The lower, the sooner it is held back to keep others.
    pub rank: u8,
}

/// Counts that nobody is told one by one, what would be told of them, and what is known in any case.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    /// The counts.
    pub counts: Vec<u32>,
    /// What would be told.
    pub candidates: Vec<Candidate>,
    /// Sets whose sums are public whatever is held back.
    pub public: Vec<Vec<usize>>,
    /// Sets of which the public knows the least that they can be.
    pub least: Vec<(Vec<usize>, i64)>,
    /// Candidates that are held back first whatever they are.
    pub changed: BTreeSet<usize>,
    /// What an earlier edition told.
    pub before: Option<Before>,
}

/// What an earlier edition told of the same counts, each of which was no more than it is now. The number of a count then has
/// its index; what has come since, that plus the number of counts; numbers from twice that on are of the earlier edition alone.
#[derive(Debug, Clone, Default)]
pub(super) struct Before {
    /// How many numbers are of the earlier edition alone.
    pub alone: usize,
    /// Sets with their sums.
    pub sums: Vec<(Vec<usize>, i64)>,
    /// Sets that were held back.
    pub held: Vec<Vec<usize>>,
}

/// Most numbers that are tried before one is held back to keep another.
const TRIED: usize = 24;

impl Table {
    /// The sum of a set.
    pub fn sum(&self, set: &[usize]) -> u32 {
        set.iter().map(|i| self.counts[*i]).sum()
    }

    fn value(&self, candidate: usize) -> u32 {
        self.candidates[candidate].shown.iter().map(|set| self.sum(set)).sum()
    }

    /// The candidates to hold back: the smallest set that the heuristic finds for which every one of them could be any number
    /// of a range at least `below` wide. `None` if there is none.
    pub fn withhold(&self, below: u32) -> Option<BTreeSet<usize>> {
        let few = |set: &Vec<usize>| (1..below).contains(&self.sum(set));
        let is_small = |c: &Candidate| c.first && c.kept.iter().any(few);
        let small = (0..self.candidates.len()).filter(|i| is_small(&self.candidates[*i]));
        let small: BTreeSet<usize> = small.chain(self.changed.iter().copied()).collect();
        let mut held = small.clone();
        // The more is held back, the less is known: what could be any number of a range once stays so.
        let mut open: Vec<Vec<usize>> = self.all_kept(&small);
        while let Some(first) = self.system(&held).narrow(&open, below.into()) {
            open.drain(..first);
            let partner = self.partner(&held, &open[0], below)?;
            held.insert(partner);
            open.extend(self.kept(partner));
        }
        while let Some(spare) = self.spare((&held, &small), below) {
            spare.iter().for_each(|c| {
                held.remove(c);
            });
        }
        self.is_safe(&held, below).then_some(held)
    }

    /// What was held back early and is not needed any more, sums first: one, or two that hide nothing but each other.
    fn spare(&self, (held, small): (&BTreeSet<usize>, &BTreeSet<usize>), below: u32) -> Option<Vec<usize>> {
        let others: Vec<usize> = held.iter().rev().filter(|c| !small.contains(c)).take(TRIED).copied().collect();
        let few = &others[..others.len().min(TRIED / 2)];
        let pairs = few.iter().flat_map(|a| few.iter().filter(move |b| *b < a).map(move |b| vec![*a, *b]));
        let without = |spare: &[usize]| held.iter().copied().filter(|c| !spare.contains(c)).collect();
        let mut all = others.iter().map(|c| vec![*c]).chain(pairs);
        all.find(|spare| self.is_safe(&without(spare), below))
    }

    /// Whether each number that is held back could be any of a range at least `below` wide.
    fn is_safe(&self, held: &BTreeSet<usize>, below: u32) -> bool {
        self.system(held).narrow(&self.all_kept(held), below.into()).is_none()
    }

    /// What must not be known if some candidates are held back, nor of what the earlier edition held back.
    fn all_kept(&self, held: &BTreeSet<usize>) -> Vec<Vec<usize>> {
        let before = self.before.iter().flat_map(|before| before.held.iter().cloned());
        held.iter().flat_map(|c| self.kept(*c)).chain(before).collect()
    }

    /// What must not be known of a candidate that is held back: a part of it that is zero gives nobody away.
    fn kept(&self, candidate: usize) -> impl Iterator<Item = Vec<usize>> {
        self.candidates[candidate].kept.iter().filter(|set| self.sum(set) > 0).map(|set| self.now(set))
    }

    /// The numbers that add up to a set of counts: where there was an earlier edition, those of then and what has come since.
    fn now(&self, set: &[usize]) -> Vec<usize> {
        let since = self.before.iter().flat_map(|_| set.iter().map(|i| i + self.counts.len()));
        set.iter().copied().chain(since).collect()
    }

    /// What readers know if some candidates are held back: of each of these that it is not zero.
    pub fn system(&self, held: &BTreeSet<usize>) -> System {
        let known = |set: &Vec<usize>| (self.now(set), i64::from(self.sum(set)));
        let shown = self.candidates.iter().enumerate().filter(|(i, _)| !held.contains(i));
        let sums = shown.flat_map(|(_, c)| &c.shown).chain(&self.public).map(known);
        let at_least_one = held.iter().map(|i| (self.now(&self.candidates[*i].shown.concat()), 1));
        let least = self.least.iter().map(|(set, least)| (self.now(set), *least)).chain(at_least_one);
        let mut system = System { unknowns: self.counts.len(), sums: sums.collect(), least: least.collect() };
        if let Some(before) = &self.before {
            system.unknowns = 2 * self.counts.len() + before.alone;
            system.sums.extend(before.sums.iter().cloned());
            system.least.extend(before.held.iter().map(|set| (set.clone(), 1)));
        }
        system
    }

    /// The number to hold back so that another cannot be worked out: the smallest that is enough alone, or else the smallest
    /// that may help. One that is zero is always shown.
    fn partner(&self, held: &BTreeSet<usize>, set: &[usize], below: u32) -> Option<usize> {
        let system = self.system(held);
        let free: Vec<usize> = (0..self.candidates.len()).filter(|c| !held.contains(c) && self.value(*c) > 0).collect();
        let beside = |around: &BTreeSet<usize>| {
            let near = |c: &usize| self.candidates[*c].shown.iter().flatten().any(|i| around.contains(i));
            let mut near: Vec<usize> = free.iter().copied().filter(near).collect();
            near.sort_by_key(|c| (self.candidates[*c].rank, self.value(*c), *c));
            near
        };
        // What is in a sum with the number, and what is in a sum with others of these that are held back.
        let next = system.around(&set.iter().copied().collect());
        let hidden: BTreeSet<usize> = held.iter().flat_map(|c| self.now(&self.candidates[*c].shown.concat())).collect();
        let beyond = system.around(&next.intersection(&hidden).copied().collect());
        let order = beside(&next.union(&beyond).copied().collect());
        let mut with = held.clone();
        let enough = order.iter().take(TRIED).copied().find(|c| {
            with.insert(*c);
            let wide = self.system(&with).narrow(&[set.to_vec()], below.into()).is_none();
            with.remove(c);
            wide
        });
        enough.or_else(|| beside(&next).first().or(order.first()).or(free.first()).copied())
    }
}

#[cfg(test)]
#[path = "suppress_tests.rs"]
mod tests;
