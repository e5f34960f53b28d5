//! Incidents sorted by the texts of a column, such as the kind of event.

use std::collections::BTreeMap;

use super::Findings;
use crate::name::fold;

/// A text that stands for a kind: as it is in the incident files, and what the kind is called.
pub type Kind = (String, String);

/// Kinds of incidents, and the place of each incident among them.
///
/// The place is the index of its kind, or one of the two after the last kind: `other()` and `not_stated()`. Every incident
/// has one, so that sums over the places are all incidents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sorting {
    /// What the kinds are called, in the order of a legend.
    pub kinds: Vec<String>,
    /// How many different texts are under "other".
    pub others: usize,
    /// The place of each incident.
    pub place: Vec<usize>,
}

impl Sorting {
    /// The place of texts for which there is no kind.
    pub fn other(&self) -> usize {
        self.kinds.len()
    }

    /// The place of incidents whose source says nothing.
    pub fn not_stated(&self) -> usize {
        self.kinds.len() + 1
    }

    /// Number of places: the kinds, other and not stated.
    pub fn places(&self) -> usize {
        self.kinds.len() + 2
    }

    /// How many of the incidents that are asked for are in each place.
    pub fn sums(&self, wanted: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut sums = vec![0; self.places()];
        self.place.iter().enumerate().filter(|(i, _)| wanted(*i)).for_each(|(_, &place)| sums[place] += 1);
        sums
    }
}

impl Findings {
    /// Sorts the incidents by a column of texts; `None` if no file has it. Case, accents and blanks around do not matter.
    ///
    /// The `given` kinds come first, in their order, whether there is an incident of them or not; texts that are called the
    /// same are one kind. The others follow, those with most located incidents first, until there are `most` kinds.
    pub fn sorted(&self, column: &str, given: &[Kind], most: usize) -> Option<Sorting> {
        let texts = &self.incidents.texts.iter().find(|t| t.name == column)?.values;
        let mut kinds: Vec<String> = Vec::new();
        let mut kind_of: BTreeMap<String, usize> = BTreeMap::new();
        for (text, called) in given {
            let kind = kinds.iter().position(|k| k == called).unwrap_or_else(|| {
                kinds.push(called.clone());
                kinds.len() - 1
            });
            kind_of.insert(fold(text), kind);
        }
        let found = self.found(texts, &kind_of);
        let room = most.saturating_sub(kinds.len());
        for (folded, written) in found.iter().take(room) {
            kind_of.insert(folded.clone(), kinds.len());
            kinds.push(written.clone());
        }
        let others = found.len().saturating_sub(room);
        let of = |text: &String| match kind_of.get(&fold(text)) {
            Some(kind) => *kind,
            None if text.is_empty() => kinds.len() + 1,
            None => kinds.len(),
        };
        let place = texts.iter().map(of).collect();
        Some(Sorting { kinds, others, place })
    }

    /// Texts that are of no kind yet, folded and as most often written: those with most located incidents first.
    fn found(&self, texts: &[String], known: &BTreeMap<String, usize>) -> Vec<(String, String)> {
        let mut found: BTreeMap<String, (u32, u32, BTreeMap<&str, u32>)> = BTreeMap::new();
        for (i, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let folded = fold(text);
            if known.contains_key(&folded) {
                continue;
            }
            let (located, all, spellings) = found.entry(folded).or_default();
            *located += u32::from(self.joined.located(i));
            *all += 1;
            *spellings.entry(text).or_default() += 1;
        }
        let mut order: Vec<_> = found.into_iter().collect();
        order.sort_by(|(a, (la, aa, _)), (b, (lb, ab, _))| lb.cmp(la).then(ab.cmp(aa)).then(a.cmp(b)));
        let written = |spellings: BTreeMap<&str, u32>| {
            let most = spellings.into_iter().min_by_key(|(text, n)| (std::cmp::Reverse(*n), *text));
            most.map_or(String::new(), |(text, _)| text.to_string())
        };
        order.into_iter().map(|(folded, (.., spellings))| (folded, written(spellings))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::Boundaries;
    use crate::incident::{Incidents, Means, Precision, Texts};
    use crate::join::Joined;
    use crate::ledger::Bucket;
    use crate::measure::Period;

    /// Incidents with the texts; those with an asterisk are located.
    fn findings(texts: &[&str]) -> Findings {
        let n = texts.len();
        let bucket = |t: &&str| if t.ends_with('*') { Bucket::Joined } else { Bucket::NoLocation };
        let values = texts.iter().map(|t| t.trim_end_matches('*').to_string()).collect();
        let incidents = Incidents {
            id: vec![String::new(); n],
            date: vec![None; n],
            location: vec![None; n],
            precision: vec![Precision::Exact; n],
            named: vec![None; n],
            entry: (0..n).collect(),
            tallies: Vec::new(),
            texts: vec![Texts { name: "what".into(), values }],
        };
        let joined = Joined {
            district: vec![None; n],
            bucket: texts.iter().map(bucket).collect(),
            on_boundary: vec![false; n],
            ambiguous: vec![false; n],
            means: vec![Means::Coordinates; n],
            region: vec![None; n],
            ..Joined::default()
        };
        let none = Boundaries { districts: Vec::new(), file: String::new(), vintage: None, notes: Vec::new() };
        let period = Period { first: 2024, last: 2024 };
        Findings::new((none, Vec::new()), (incidents, joined), period, |_| None, &[])
    }

    #[test]
    fn the_most_located_come_first_and_every_incident_has_a_place() {
        let found = findings(&["Road", "road ", "Raid*", "Raid*", "Theft*", "", "Arson", "ROAD"]);
        let sorting = found.sorted("what", &[], 2).expect("there is such a column");
        assert_eq!(sorting.kinds, ["Raid", "Theft"]);
        assert_eq!(sorting.place, [2, 2, 0, 0, 1, 3, 2, 2]);
        assert_eq!(sorting.others, 2, "road and arson");
        assert_eq!(sorting.sums(|_| true), [2, 1, 4, 1]);
        assert_eq!(sorting.sums(|_| true).iter().sum::<u32>(), 8);
        assert_eq!(found.sorted("where", &[], 2), None);
    }

    #[test]
    fn given_kinds_keep_their_order_even_if_empty_and_may_unite_texts() {
        let found = findings(&["Raid*", "Road", "Theft*", "Looting"]);
        let kind = |text: &str, called: &str| (text.to_string(), called.to_string());
        let given = [kind("arson", "Fire"), kind("theft", "Taken"), kind("LOOTING", "Taken")];
        let sorting = found.sorted("what", &given, 3).expect("there is such a column");
        assert_eq!(sorting.kinds, ["Fire", "Taken", "Raid"]);
        assert_eq!(sorting.sums(|_| true), [0, 2, 1, 1, 0]);
    }
}
