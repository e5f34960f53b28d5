//! The one step in which everything exact is dropped.

use super::incidents::withheld_incidents;
use super::place::Snapper;
use super::{Dates, Policy, Published, Shown, withheld};
use crate::error::Result;
use crate::incident::{Date, Grain, Incidents, Tally};
use crate::join::Joined;
use crate::ledger::{Entry, Ledger, Source};
use crate::measure::{Cell, Findings};
use crate::unit::LonLat;

/// What files are called whose names are nobody's business.
const FILES: &str = "incidents";

/// Findings as the public may have them, and the policy that made them so. What writes rows for the public takes nothing else,
/// and nothing but `generalise` makes one: exact findings do not get there by mistake.
///
/// ```compile_fail,E0308
/// use cercle::{measure::Findings, write};
/// fn leak(exact: &Findings) {
///     write::public_incidents(exact, &write::Origin::default()); // expected `&Public`, found `&Findings`
/// }
/// ```
/// ```compile_fail,E0451
/// use cercle::{disclose::{Policy, Public, Published}, measure::Findings};
/// fn leak(findings: Findings, policy: Policy, published: Published) -> Public {
///     Public { findings, policy, published } // its fields are private
/// }
/// ```
/// ```
/// use cercle::{disclose::{Policy, generalise}, error::Error, measure::Findings, write};
/// fn publish(exact: Findings, policy: &Policy) -> Result<Option<write::Layer>, Error> {
///     let public = generalise(exact, policy, &[], (&[], None))?;
///     Ok(write::public_incidents(&public, &write::Origin::default()))
/// }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Public {
    findings: Findings,
    policy: Policy,
    published: Published,
}

impl Public {
    /// What figures are drawn from: nothing in it is exact.
    pub fn findings(&self) -> &Findings {
        &self.findings
    }

    /// The same, given away.
    pub fn into_findings(self) -> Findings {
        self.findings
    }

    /// What it publishes of numbers of people, for the next edition.
    pub fn published(&self) -> &Published {
        &self.published
    }

    /// What the public may see.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }
}

/// Findings as the public may have them: of a place only what stands for it, of a date its month, quarter or year, and no
/// identifier, text or row. Rows are in an order that says nothing of the source's. Counts are as they were, and small numbers
/// of people in what is `shown` of them are held back, also against an earlier edition; small numbers of incidents too, if the
/// policy says so.
///
/// What counts for a district by its name, or for none, has no place.
///
/// # Errors
/// As `Policy` asks for what there is not, or as `withheld`: `Kind::Disclosure`.
pub fn generalise(
    findings: Findings,
    policy: &Policy,
    towns: &[LonLat],
    (shown, earlier): (&[(String, Shown)], Option<&Published>),
) -> Result<Public> {
    let Findings { boundaries, incidents, joined, .. } = &findings;
    let snapper = Snapper::new(policy.places, boundaries, towns)?;
    let public = |i: usize| {
        let district = joined.district[i].filter(|_| joined.located(i))?;
        Some(snapper.snap(incidents.location[i]?, district))
    };
    let places: Vec<Option<LonLat>> = (0..incidents.len()).map(public).collect();
    let dates: Vec<Option<Date>> = incidents.date.iter().map(|date| date.map(|d| coarse(d, policy.dates))).collect();
    let order = order(incidents, joined, (&places, &dates));
    let n = incidents.len();
    let tally = |t: &Tally| Tally { name: t.name.clone(), values: permuted(&t.values, &order) };
    let public = Incidents {
        id: vec![String::new(); n],
        date: permuted(&dates, &order),
        location: permuted(&places, &order),
        precision: permuted(&incidents.precision, &order),
        named: vec![None; n],
        entry: vec![0; n],
        tallies: incidents.tallies.iter().map(tally).collect(),
        texts: Vec::new(),
    };
    let joined = Joined {
        district: permuted(&joined.district, &order),
        bucket: permuted(&joined.bucket, &order),
        on_boundary: vec![false; n],
        ambiguous: vec![false; n],
        means: permuted(&joined.means, &order),
        region: permuted(&joined.region, &order),
        ..Joined::default()
    };
    let findings = Findings { incidents: public, joined, ..findings };
    let (mut withheld, published) = withheld(&findings, policy, shown, earlier)?;
    let mut counts = findings.counts.clone();
    if policy.incidents_below > 0 {
        let cells = withheld_incidents(&findings, policy.incidents_below, shown)?;
        // What forgets to ask for what is held back finds nothing.
        counts.by_year.clear();
        cells.iter().for_each(|cell| {
            if let Cell::District(district, _) = cell {
                counts.total[*district] = 0
            }
        });
        withheld.hide_incidents(cells);
    }
    Ok(Public { findings: Findings { withheld, counts, ..findings }, policy: policy.clone(), published })
}

/// The ledger with nothing but the bucket of each row, and all files as one.
pub fn sums(ledger: &Ledger) -> Ledger {
    let told = |entry: &Entry| Entry {
        file: 0,
        row: 0,
        id: String::new(),
        bucket: entry.bucket,
        reason: String::new(),
        district_id: String::new(),
    };
    let mut entries: Vec<Entry> = ledger.entries.iter().map(told).collect();
    entries.sort_by_key(|entry| entry.bucket);
    let files = vec![Source { name: FILES.to_string(), rows_read: ledger.rows_read(), notes: Vec::new() }];
    Ledger { files, entries, ..Ledger::default() }
}

/// A date no finer than the rule: never finer than its source either.
fn coarse(date: Date, rule: Dates) -> Date {
    let first = date.first;
    let year = Date { first: first.first_of_year(), grain: Grain::Year };
    let of_quarter = |back: i8| (0..back).fold(first.first_of_month(), |day, _| before(day));
    match (rule, date.grain) {
        (Dates::Year, _) | (_, Grain::Year) => year,
        (Dates::Quarter, _) | (_, Grain::Quarter) => {
            Date { first: of_quarter((first.month() - 1) % 3), grain: Grain::Quarter }
        }
        (Dates::Month, Grain::Day | Grain::Month) => Date { first: first.first_of_month(), grain: Grain::Month },
    }
}

/// The first day of the month before that of a first day.
fn before(first_of_month: jiff::civil::Date) -> jiff::civil::Date {
    first_of_month.yesterday().map_or(first_of_month, |day| day.first_of_month())
}

/// An order of rows by what the public may know of them.
fn order(incidents: &Incidents, joined: &Joined, (places, dates): (&[Option<LonLat>], &[Option<Date>])) -> Vec<usize> {
    // A millionth of a degree is what files hold.
    let micro = |degrees: f64| (degrees * 1e6).round() as i64;
    let key = |&i: &usize| {
        let place = places[i].map(|p| (micro(p.lon), micro(p.lat)));
        (dates[i].map(|d| d.first), joined.district[i], place, joined.bucket[i], incidents.precision[i])
    };
    let mut order: Vec<usize> = (0..incidents.len()).collect();
    order.sort_by_key(key);
    order
}

fn permuted<T: Clone>(values: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|&i| values[i].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Bucket;
    use jiff::civil::date;

    #[test]
    fn a_date_gets_no_finer_than_policy_and_source() {
        let day = Date { first: date(2024, 11, 17), grain: Grain::Day };
        let iso = |d: Date, rule| coarse(d, rule).iso();
        assert_eq!(Dates::ALL.map(|rule| iso(day, rule)), ["2024-11", "2024-Q4", "2024"]);
        let year = Date { first: date(2024, 1, 1), grain: Grain::Year };
        assert_eq!(Dates::ALL.map(|rule| iso(year, rule)), ["2024", "2024", "2024"]);
        let first_days = (1..=12).map(|month| Date { first: date(2023, month, 28), grain: Grain::Day });
        let quarters: Vec<i8> = first_days.map(|d| coarse(d, Dates::Quarter).first.month()).collect();
        assert_eq!(quarters, [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10]);
    }

    #[test]
    fn sums_have_no_row_and_still_balance() {
        let mut ledger = Ledger::default();
        ledger.open("clinic of X.csv");
        ledger.settled(2, "secret", Bucket::Rejected, "column 'lat': 95 is not a latitude");
        ledger.settled(3, "other", Bucket::Joined, "");
        ledger.files[0].rows_read = 2;
        let sums = sums(&ledger);
        assert_eq!(sums.balance(), Ok(()));
        assert_eq!((sums.count(Bucket::Joined), sums.count(Bucket::Rejected)), (1, 1));
        let told = format!("{sums:?}");
        assert!(!["secret", "other", "clinic", "95"].iter().any(|word| told.contains(word)), "{told}");
    }
}
