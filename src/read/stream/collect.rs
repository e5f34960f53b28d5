//! What is gathered while a part is read: located incidents, and the buckets of all rows.

use std::collections::HashMap;

use super::super::encoding::decoded;
use super::super::incident_rows::{Found, Rows, Settled, Writing, display};
use super::super::table::{Table, Value};
use super::Words;
use super::part::{Evidence, Part};
use super::plan::Plan;
use crate::error::{Error, Kind};
use crate::gazetteer::Meant;
use crate::incident::{Batch, Means, Named, Placed};
use crate::ledger::Bucket;
use crate::unit::LonLat;

/// Different values that a column of categories may have.
const MOST_CATEGORIES: usize = 10_000;
/// Different words whose meaning is remembered while a part is read.
const MOST_WORDS: usize = 10_000;

/// The incidents and the account of a part on its way.
pub(super) struct Collected<'a> {
    plan: &'a Plan<'a>,
    pub batch: Batch,
    pub part: Part,
    codes: HashMap<Vec<u8>, u32>,
    meant: HashMap<Named, Meant>,
}

impl<'a> Collected<'a> {
    /// Nothing so far.
    pub(super) fn new(plan: &'a Plan<'a>) -> Collected<'a> {
        Collected { plan, batch: Batch::default(), part: Part::default(), codes: HashMap::new(), meant: HashMap::new() }
    }

    /// Counts a row that was read without the gates of `read`; answers whether it is an incident to be pushed.
    #[inline]
    pub(super) fn quick(&mut self, asked: bool, counts: bool) -> bool {
        self.part.rows += 1;
        let bucket = match (asked, counts) {
            (false, _) => Bucket::Filtered,
            (true, false) => Bucket::LowPrecision,
            (true, true) => Bucket::Joined,
        };
        self.part.count(bucket);
        bucket == Bucket::Joined
    }

    /// Counts rows of which every one is an incident; their places are the batch's.
    pub(super) fn many(&mut self, rows: usize) {
        self.part.rows += rows as u64;
        self.part.count_many(Bucket::Joined, rows as u64);
    }

    /// Adds an incident to the batch.
    #[inline]
    pub(super) fn push(&mut self, place: LonLat, year: i16, category: &[u8]) {
        self.batch.push(place);
        if self.plan.ask.years {
            self.batch.year.push(year);
        }
        if self.plan.category.is_none() {
            return;
        }
        if let Some(last) = self.batch.category.last()
            && self.batch.categories[*last as usize].as_bytes() == category
        {
            self.batch.category.push(*last);
            return;
        }
        let code = self.category(category);
        self.batch.category.push(code);
    }

    /// The category's index in the batch.
    fn category(&mut self, category: &[u8]) -> u32 {
        let next = self.batch.categories.len() as u32;
        let code = *self.codes.entry(category.to_vec()).or_insert(next);
        if code == next {
            self.batch.categories.push(decoded(category).into_owned());
        }
        code
    }

    /// Hands the incidents on and forgets them.
    pub(super) fn hand_on(&mut self, then: &mut dyn FnMut(&Batch)) {
        then(&self.batch);
        let batch = &mut self.batch;
        batch.lon.clear();
        batch.lat.clear();
        batch.year.clear();
        batch.category.clear();
        batch.placed.clear();
    }

    /// Takes the rows of a table through the gates of `read`.
    ///
    /// # Errors
    /// The row where the part cannot be read further, and why.
    pub(super) fn judge(&mut self, table: Table, writing: Writing) -> Result<(), (u64, Error)> {
        let plan = self.plan;
        let rows = Rows::written(&table, plan.columns, plan.ask.options, writing);
        for row in 0..table.rows.len() {
            let number = table.rows[row].number;
            match rows.judge(row) {
                Err(Settled(Bucket::Rejected, reason)) => self.part.reject(number, reason),
                Err(Settled(bucket, _)) => self.part.count(bucket),
                Ok(found) => {
                    let precision = rows.precision(row).map_err(|error| (number, plan.at_its_row(number, error)))?;
                    let counts = plan.ask.counted.contains(&precision);
                    let words = if plan.worded { rows.words(row, precision) } else { None };
                    self.settle(found, counts, plan.category.map(|column| table.value(row, column)), words);
                }
            }
        }
        self.part.rows += table.rows_read;
        self.part.empty_rows += table.empty_rows;
        self.part.evidence = self.part.evidence.and(Evidence::of(&table, plan.columns), 0);
        self.part.notes.extend(table.notes);
        if self.batch.categories.len() > MOST_CATEGORIES {
            let what = format!("more than {MOST_CATEGORIES} different categories");
            return Err((0, Error::new(Kind::Limit, what).hint("name a column with fewer different values")));
        }
        Ok(())
    }

    fn settle(&mut self, found: Found, counts: bool, category: Option<Value<'_>>, words: Option<Named>) {
        let year = found.date.map_or(0, |d| d.first.year());
        let text = || category.map_or(String::new(), display);
        let bucket = match (found.location, counts) {
            (Some(place), true) => {
                self.part.count(Bucket::Joined);
                self.push(place, year, text().as_bytes());
                return;
            }
            (None, _) => Bucket::NoLocation,
            (Some(_), false) => Bucket::LowPrecision,
        };
        let meant = words.map_or(Meant::default(), |words| self.meant(words));
        if let Some(miss) = &meant.miss {
            self.part.misses.add(miss, 1);
        }
        let Some((district, means)) = meant.district else { return self.part.count(bucket) };
        self.part.count(Bucket::Joined);
        *if means == Means::Code { &mut self.part.marks.by_code } else { &mut self.part.marks.by_name } += 1;
        let category = if self.plan.category.is_some() { self.category(text().as_bytes()) } else { 0 };
        let year = if self.plan.ask.years { year } else { 0 };
        self.batch.placed.push(Placed { district: district as u32, year, category });
    }

    fn meant(&mut self, words: Named) -> Meant {
        let Some(Words(find)) = self.plan.ask.words else { return Meant::default() };
        if let Some(known) = self.meant.get(&words) {
            return known.clone();
        }
        let meant = find(&words);
        if self.meant.len() < MOST_WORDS {
            self.meant.insert(words, meant.clone());
        }
        meant
    }
}
