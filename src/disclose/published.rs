//! What an edition published of numbers of people, kept beside it so that the next one can be held against it.
//!
//! Nothing in it is not in the figures: numbers that are shown, and which are held back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Dates, Places, Policy, Shown};
use crate::error::{Error, Result};
use crate::measure::{Cell, Findings, Period};

/// Name of its file in the folder of an edition.
pub const EDITION: &str = "edition.json";

/// What an edition published.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    edition: String,
    /// First and last year.
    period: [i16; 2],
    policy: Rules,
    /// By the name of the count.
    pub(super) counts: BTreeMap<String, Counted>,
}

/// What of a policy must not change between editions that are held against each other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    places: String,
    dates: String,
    small_below: u32,
    /// Whether counts of incidents were held back too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    incidents_suppressed: bool,
}

/// What it published of one count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Counted {
    /// What figures show of it.
    pub shown: Vec<String>,
    /// Totals of years that somebody else published.
    pub published: BTreeMap<i16, u32>,
    /// Located, known by region and others of each cell that is not zero; null if it is held back.
    pub cells: BTreeMap<String, Option<[u32; 3]>>,
}

impl Published {
    /// Nothing yet, by a policy.
    pub(super) fn new(policy: &Policy, period: Period) -> Published {
        Published {
            edition: "public".to_string(),
            period: [period.first, period.last],
            policy: rules(policy),
            counts: BTreeMap::new(),
        }
    }

    /// Reads the file of an edition; `name` stands in messages.
    ///
    /// # Errors
    /// `Kind::Disclosure` if it is not such a file.
    pub fn parse(bytes: &[u8], name: &str) -> Result<Published> {
        let read: std::result::Result<Published, _> = serde_json::from_slice(bytes);
        let read = read.map_err(|e| {
            Error::disclosure(format!("{name}: is not what a public edition published: {e}"))
                .hint(format!("name the folder of the earlier public edition, or its {EDITION}"))
        })?;
        match read.edition.as_str() {
            "public" => Ok(read),
            other => Err(Error::disclosure(format!("{name}: is of the edition '{other}', not of a public one"))),
        }
    }

    /// Its text, which `parse` reads: the same edition has the same bytes.
    ///
    /// # Errors
    /// `Kind::Internal` if it cannot be written as JSON.
    pub fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|e| Error::internal(format!("{EDITION}: {e}")))
    }

    /// Makes sure that a policy is that of this edition: of two policies the one may tell what the other keeps.
    ///
    /// # Errors
    /// `Kind::Disclosure` naming what differs.
    pub fn refuse_other(&self, policy: &Policy) -> Result<()> {
        let (was, is) = (&self.policy, rules(policy));
        let numbers = [was.small_below, is.small_below].map(|n| n.to_string());
        let incidents = [was.incidents_suppressed, is.incidents_suppressed].map(held);
        let pairs = [
            ("[places]", [&was.places, &is.places]),
            ("[dates]", [&was.dates, &is.dates]),
            ("[counts] small_below", [&numbers[0], &numbers[1]]),
            ("[counts] incidents", [&incidents[0], &incidents[1]]),
        ];
        match pairs.into_iter().find(|(_, [was, is])| was != is) {
            None => Ok(()),
            Some((key, [was, is])) => {
                Err(Error::disclosure(format!("{key} is '{is}' in the policy, and was '{was}' in the earlier edition"))
                    .hint(
                        "keep the policy: two editions by different policies can be held against each other by readers",
                    ))
            }
        }
    }

    /// Whether the years of this edition are among those of a later one, so that its rows are too.
    pub(super) fn is_within(&self, period: Period) -> bool {
        self.period[0] >= period.first && self.period[1] <= period.last
    }
}

fn rules(policy: &Policy) -> Rules {
    let places = match policy.places {
        Places::District => "district".to_string(),
        Places::Town => "town".to_string(),
        Places::Grid(km) => format!("grid of {km} km"),
    };
    Rules {
        places,
        dates: Dates::word(policy.dates).to_string(),
        small_below: policy.people_below,
        incidents_suppressed: policy.incidents_below > 0,
    }
}

fn held(suppressed: bool) -> String {
    if suppressed { "suppressed" } else { "published" }.to_string()
}

impl Shown {
    /// Its name in the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Shown::DistrictYears => "districts by year",
            Shown::Districts => "districts",
            Shown::Regions => "regions",
            Shown::Months => "months",
            Shown::Parts => "years by what is known of the place",
            Shown::Years => "years",
        }
    }

    /// What shows a cell.
    pub(super) fn of(cell: Cell) -> Shown {
        match cell {
            Cell::District(_, Some(_)) => Shown::DistrictYears,
            Cell::District(_, None) => Shown::Districts,
            Cell::Region(_) | Cell::Elsewhere => Shown::Regions,
            Cell::Month(..) => Shown::Months,
            Cell::Parts(_) => Shown::Parts,
            Cell::Rows(_) => Shown::Years,
        }
    }
}

/// The name of a cell in the file: the period of an edition is not in it, so that editions of other years can be held against
/// each other.
pub(super) fn name(findings: &Findings, cell: Cell) -> String {
    match cell {
        Cell::District(d, Some(year)) => format!("district {} {year}", findings.boundaries.districts[d].id),
        Cell::District(d, None) => format!("district {}", findings.boundaries.districts[d].id),
        Cell::Region(r) => format!("region {}", findings.regions[r].id),
        Cell::Elsewhere => "region unknown".to_string(),
        Cell::Month(year, month) => format!("month {year}-{:02}", month + 1),
        Cell::Parts(year) => format!("parts of {year}"),
        Cell::Rows(Some(year)) => rows_of(year),
        Cell::Rows(None) => "rows without a date".to_string(),
    }
}

/// The name of the rows of a year.
pub(super) fn rows_of(year: i16) -> String {
    format!("rows of {year}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn policy(small_below: u32) -> Policy {
        let places = Places::District;
        Policy {
            places,
            dates: Dates::Month,
            columns: None,
            people_below: small_below,
            incidents_below: 0,
            leave_out: Vec::new(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else_is() {
        let mut published = Published::new(&policy(5), Period { first: 2022, last: 2024 });
        let cells = BTreeMap::from([("district A 2022".to_string(), Some([7, 0, 0])), ("region B".to_string(), None)]);
        published.counts.insert("killed".to_string(), Counted { cells, ..Counted::default() });
        let text = published.text().expect("JSON");
        assert_eq!(Published::parse(text.as_bytes(), "x"), Ok(published));
        for wrong in ["", "{}", "[]", &text.replace("\"public\"", "\"internal\""), &text.replace("period", "periods")] {
            let error = Published::parse(wrong.as_bytes(), "x").expect_err(wrong);
            assert!(error.kind == Kind::Disclosure && error.message.starts_with("x: is "), "{error}");
        }
    }

    #[test]
    fn another_policy_is_refused() {
        let earlier = Published::new(&policy(5), Period { first: 2022, last: 2024 });
        assert_eq!(earlier.refuse_other(&policy(5)), Ok(()));
        let error = earlier.refuse_other(&policy(10)).expect_err("another bound");
        assert!(error.message.contains("small_below is '10' in the policy, and was '5'"), "{error}");
        let finer = Policy { places: Places::Grid(20.0), ..policy(5) };
        assert!(earlier.refuse_other(&finer).is_err_and(|e| e.message.starts_with("[places]")));
        let stricter = Policy { incidents_below: 5, ..policy(5) };
        assert!(
            earlier.refuse_other(&stricter).is_err_and(|e| e.message.starts_with("[counts] incidents is 'suppressed'"))
        );
    }
}
