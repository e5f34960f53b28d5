//! Incident files of any size, read part by part in parallel: memory does not grow with the file.
//!
//! Each part goes through the same gates as a file that is read whole, and its located incidents go to the caller at once.
//! What a stream cannot do is to compare rows that lie far apart: identifiers that are there twice are not flagged.

mod blocks;
mod csv;
mod drive;
mod lane;
mod memo;
mod part;
mod quick;
mod scan;
mod sheet;
mod source;

use std::sync::atomic::{AtomicU64, Ordering};

use super::IncidentOptions;
use super::input::Input;
use crate::error::{Error, Result};
use crate::incident::{Batch, Precision};
use crate::ledger::Account;

/// What is asked of a stream of incidents.
#[derive(Debug)]
pub struct Ask<'a> {
    /// How the files are read, and which rows are wanted.
    pub options: &'a IncidentOptions,
    /// Precisions that count; incidents of others are accounted for and not handed on.
    pub counted: &'a [Precision],
    /// Whether the batches say each incident's year.
    pub years: bool,
    /// Column whose values the batches carry as categories.
    pub category: Option<&'a str>,
    /// Told how far the reading is.
    pub meter: &'a Meter,
}

/// How far a stream is, for whoever wants to show it.
#[derive(Debug, Default)]
pub struct Meter {
    rows: AtomicU64,
    bytes: AtomicU64,
    total: AtomicU64,
}

impl Meter {
    /// Rows read so far.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Bytes read so far, and how many there are; 0 if that is not known.
    pub fn bytes(&self) -> (u64, u64) {
        (self.bytes.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }
}

/// Whether a file can be read part by part.
pub fn streams(input: &Input) -> bool {
    matches!(source::format(input), Some(source::Format::Csv))
}

/// Reads the files part by part: every thread makes a state and works each batch that it reads into it.
///
/// Which thread reads which part changes from run to run, so the states must add up to the same whatever the order:
/// counts do, sums of fractions do not.
///
/// # Errors
/// As `read::incidents`; also for a file of a format that is not read part by part.
pub fn fold<S: Send>(
    inputs: &[Input],
    ask: &Ask<'_>,
    init: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, &Batch) + Sync),
) -> Result<(Vec<S>, Account)> {
    let mut account = Account::default();
    let mut states: Vec<S> = Vec::new();
    for input in inputs {
        let spare = drive::States::new(std::mem::take(&mut states));
        let read = match source::format(input) {
            Some(source::Format::Csv) => csv::read(input, ask, &drive::Work { init, work, spare: &spare })?,
            None => {
                return Err(Error::data(format!("{}: this format is not read part by part", input.name()))
                    .hint("save it as .csv"));
            }
        };
        account.add(read);
        states = spare.into_inner();
    }
    account.balance()?;
    Ok((states, account))
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
