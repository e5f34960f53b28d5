//! Counting incidents of files of any size.

use crate::boundary::Boundaries;
use crate::error::Result;
use crate::incident::{Batch, Named};
use crate::join::{Atlas, Policy, refuse_exchanged};
use crate::ledger::{Account, Bucket};
use crate::measure::Tally;
use crate::read::Input;
use crate::read::stream::{Ask, Words, fold};
use crate::unit::LonLat;

/// Counts the incidents of the files by district, year and category without keeping any of them; those without a place of
/// use by the words of their districts.
///
/// # Errors
/// As `read::stream::fold`; `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn count(inputs: &[Input], (districts, policy): (&Boundaries, &Policy), ask: &Ask<'_>) -> Result<(Tally, Account)> {
    let atlas = Atlas::new(districts, policy, None);
    let words = |words: &Named| atlas.meant(words);
    let ask = &Ask { words: Some(Words(&words)), ..*ask };
    let empty = || Tally::new(districts.districts.len());
    let near = |place: LonLat| atlas.snapped(place);
    let work = |tally: &mut Tally, batch: &Batch| tally.add_near(&atlas.index, batch, &near);
    let (tallies, mut account) = fold(inputs, ask, &empty, &work)?;
    let mut tally = empty();
    tallies.into_iter().for_each(|part| tally.merge(part));
    let tally = tally.complete()?;
    let (outside, exchanged) = tally.outside();
    let by_words = account.marks.by_code + account.marks.by_name;
    refuse_exchanged(account.count(Bucket::Joined) - by_words, outside + tally.snapped(), exchanged)?;
    account.shift(outside, Bucket::Joined, Bucket::Outside)?;
    account.marks.snapped = tally.snapped();
    account.balance()?;
    account.refuse_nothing_but_rejects()?;
    Ok((tally, account))
}
