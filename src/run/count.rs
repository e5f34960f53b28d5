//! Counting incidents of files of any size.

use crate::boundary::Boundaries;
use crate::error::Result;
use crate::index::Index;
use crate::join::refuse_exchanged;
use crate::ledger::{Account, Bucket};
use crate::measure::Tally;
use crate::read::Input;
use crate::read::stream::{Ask, fold};

/// Counts the incidents of the files by district, year and category without keeping any of them.
///
/// # Errors
/// As `read::stream::fold`; `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn count(inputs: &[Input], districts: &Boundaries, ask: &Ask<'_>) -> Result<(Tally, Account)> {
    let index = Index::new(districts);
    let empty = || Tally::new(districts.districts.len());
    let (tallies, mut account) = fold(inputs, ask, &empty, &|tally, batch| tally.add(&index, batch))?;
    let mut tally = empty();
    tallies.into_iter().for_each(|part| tally.merge(part));
    let tally = tally.complete()?;
    let (outside, exchanged) = tally.outside();
    refuse_exchanged(account.count(Bucket::Joined), outside, exchanged)?;
    account.shift(outside, Bucket::Joined, Bucket::Outside)?;
    account.balance()?;
    account.refuse_nothing_but_rejects()?;
    Ok((tally, account))
}
