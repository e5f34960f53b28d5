//! Names that lead to no district, counted for whoever wants to correct them.

use std::collections::BTreeMap;

/// Different names that are kept; a table with more has something else in that column.
const MOST_NAMES: usize = 5_000;

/// Why words lead to no district.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Several districts have the name: their identifiers.
    Ambiguous(Vec<String>),
    /// No district of the region, or of the whole set, has the name.
    Unknown,
    /// The set has no such region, so that a district of the name may be another.
    Region,
    /// No district has the P-code, and there is no name.
    Code,
}

/// Words that lead to no district.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Miss {
    /// Why.
    pub why: Why,
    /// The name or P-code as the table writes it.
    pub name: String,
    /// A name that may be meant.
    pub near: Option<String>,
}

impl Miss {
    /// The flag of the ledger.
    pub fn word(&self) -> &'static str {
        match self.why {
            Why::Ambiguous(_) => "name_ambiguous",
            Why::Unknown => "name_unknown",
            Why::Region => "region_unknown",
            Why::Code => "pcode_unknown",
        }
    }

    /// The miss as a line, with the rows that have it.
    fn line(&self, rows: u64) -> String {
        let rows = format!("{rows} row{}", if rows == 1 { "" } else { "s" });
        let name = &self.name;
        let near = self.near.as_ref().map(|n| format!("did you mean '{n}'?"));
        match &self.why {
            Why::Ambiguous(ids) => format!("'{name}' ({rows}): more than one district is meant: {}", ids.join(", ")),
            Why::Unknown => format!("'{name}' ({rows}): {}", near.unwrap_or("no district has the name".into())),
            Why::Region => format!("region '{name}' ({rows}): {}", near.unwrap_or("no region has the name".into())),
            Why::Code => format!("P-code '{name}' ({rows}): {}", near.unwrap_or("no district has it".into())),
        }
    }
}

/// Misses of many rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Misses {
    rows: u64,
    names: BTreeMap<Miss, u64>,
    /// There are more different names than are kept.
    full: bool,
}

impl Misses {
    /// Rows whose words lead to no district.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Counts rows with the same words.
    pub fn add(&mut self, miss: &Miss, rows: u64) {
        self.rows += rows;
        if self.full {
            return;
        }
        match self.names.get_mut(miss) {
            Some(sum) => *sum += rows,
            None => _ = self.names.insert(miss.clone(), rows),
        }
        if self.names.len() > MOST_NAMES {
            (self.full, self.names) = (true, BTreeMap::new());
        }
    }

    /// Adds those of other rows; in any order it comes to the same.
    pub fn merge(&mut self, other: &Misses) {
        other.names.iter().for_each(|(miss, rows)| self.add(miss, *rows));
        if other.full {
            self.rows += other.rows;
            (self.full, self.names) = (true, BTreeMap::new());
        }
    }

    /// A line for each name: what is ambiguous or nearly right first, of the rest the most frequent first.
    pub fn lines(&self) -> Vec<String> {
        if self.full {
            return vec![format!(
                "more than {MOST_NAMES} different names are not in the boundary file: is it the right column?"
            )];
        }
        let mut all: Vec<(&Miss, &u64)> = self.names.iter().collect();
        let told = |miss: &Miss| miss.near.is_some() || matches!(miss.why, Why::Ambiguous(_));
        all.sort_by_key(|(miss, rows)| (!told(miss), std::cmp::Reverse(**rows)));
        all.iter().map(|(miss, rows)| miss.line(**rows)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn miss(name: &str, near: Option<&str>) -> Miss {
        Miss { why: Why::Unknown, name: name.into(), near: near.map(str::to_string) }
    }

    #[test]
    fn near_names_are_listed_before_the_others() {
        let mut all = Misses::default();
        all.add(&miss("Elsewhere", None), 9);
        all.add(&miss("Tombouctu", Some("Tombouctou")), 2);
        let mut more = Misses::default();
        more.add(&miss("Tombouctu", Some("Tombouctou")), 1);
        all.merge(&more);
        let expected =
            ["'Tombouctu' (3 rows): did you mean 'Tombouctou'?", "'Elsewhere' (9 rows): no district has the name"];
        assert_eq!((all.rows(), all.lines()), (12, expected.map(String::from).to_vec()));
    }

    #[test]
    fn too_many_names_are_only_counted_in_whatever_order_they_come() {
        let part = |range: std::ops::Range<usize>| {
            let mut part = Misses::default();
            range.for_each(|i| part.add(&miss(&i.to_string(), None), 1));
            part
        };
        let mut forth = part(0..4000);
        forth.merge(&part(3000..7000));
        let mut back = part(3000..7000);
        back.merge(&part(0..4000));
        back.merge(&part(0..10_000));
        forth.merge(&part(0..10_000));
        assert_eq!((&forth, forth.rows()), (&back, 18_000));
        assert_eq!(forth.lines().len(), 1);
    }
}
