//! Incident files of any size, read part by part in parallel: memory does not grow with the file.
//!
//! Each part goes through the same gates as a file that is read whole, and its located incidents go to the caller at once.
//! What a stream cannot do is to compare rows that lie far apart: identifiers that are there twice are not flagged.

mod blocks;
mod collect;
mod csv;
mod drive;
mod lane;
mod lines;
mod marks;
mod memo;
mod ordered;
mod parquet;
mod part;
mod pass;
mod plan;
mod quick;
mod scan;
mod sheet;
mod source;
mod workbook;

pub use ordered::Piece;

use std::sync::atomic::{AtomicU64, Ordering};

use super::IncidentOptions;
use super::input::Input;
use crate::error::{Error, Result};
use crate::gazetteer::Meant;
use crate::incident::{Batch, Named, Precision};
use crate::ledger::Account;
use crate::unit::Rect;

/// Answers what words mean.
#[derive(Clone, Copy)]
pub struct Words<'a>(pub &'a (dyn Fn(&Named) -> Meant + Sync));

impl std::fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Words")
    }
}

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
    /// What the words mean by which incidents without a place of use count; `None` if only coordinates count.
    pub words: Option<Words<'a>>,
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
    source::format(input).is_some()
}

/// Reads the files part by part: every thread makes a state and works each batch that it reads into it.
///
/// Which thread reads which part changes from run to run, so the states must add up to the same whatever the order:
/// counts do, sums of fractions do not. Where the beginning of a file misleads (a decimal comma far down, say), all files
/// are read once more into new states.
///
/// # Errors
/// As `read::incidents`; also for a file of a format that is not read part by part.
pub fn fold<S: Send>(
    inputs: &[Input],
    ask: &Ask<'_>,
    init: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, &Batch) + Sync),
) -> Result<(Vec<S>, Account)> {
    for thorough in [false, true] {
        if let Some(done) = fold_once(inputs, (ask, thorough), init, work)? {
            return Ok(done);
        }
    }
    Err(Error::internal("files that were looked through cannot be read"))
}

/// As `fold`, for work that leaves traces outside of the states: `None` if the beginning of a file misled. What was done is
/// to be undone then, and all to be called once more, thoroughly.
///
/// # Errors
/// As `fold`.
pub fn fold_once<S: Send>(
    inputs: &[Input],
    (ask, thorough): (&Ask<'_>, bool),
    init: &(impl Fn() -> S + Sync),
    work: &(impl Fn(&mut S, &Batch) + Sync),
) -> Result<Option<(Vec<S>, Account)>> {
    if let Some(system) = &ask.options.crs {
        let what = format!("tables in {} are not read part by part", system.name());
        return Err(Error::usage(what).hint("leave the coordinate system away, or read the tables whole"));
    }
    let mut account = Account::default();
    let mut states: Vec<S> = Vec::new();
    for input in inputs {
        let spare = drive::States::new(std::mem::take(&mut states));
        let then = drive::Work { init, work, spare: &spare };
        let Some(read) = read(input, ask, &then, pass::Look { input, thorough })? else { return Ok(None) };
        account.add(read);
        states = spare.into_inner();
    }
    account.balance()?;
    Ok(Some((states, account)))
}

fn read<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    input: &Input,
    ask: &Ask<'_>,
    then: &drive::Work<'_, S, I, W>,
    look: pass::Look<'_>,
) -> Result<Option<Account>> {
    let format = format(input)?;
    match format {
        source::Format::Parquet => return parquet::read(input, ask, then, look),
        source::Format::Workbook => return workbook::read(input, (ask, workbook::ROWS), then, look),
        source::Format::Csv | source::Format::Lines | source::Format::Piped => {}
    }
    let opened = source::open(input, ask.meter)?;
    match opened.is_json(format) {
        true => lines::read(opened, (ask, blocks::BLOCK), then, look),
        false => csv::read(opened, (ask, blocks::BLOCK), then, look),
    }
}

fn format(input: &Input) -> Result<source::Format> {
    source::format(input).ok_or_else(|| {
        Error::data(format!("{}: this format is not read part by part", input.name()))
            .hint("save it as .csv, .ndjson or .parquet")
    })
}

/// The bounds in degrees of all incidents, if the files say it (Parquet does, of each row group) and all rows are asked for;
/// `None` where it is not known without reading them. What files say may be wrong, so it is to be checked.
///
/// # Errors
/// As `fold`.
pub fn said_bounds(inputs: &[Input], ask: &Ask<'_>) -> Result<Option<Rect>> {
    let mut all: Option<Rect> = None;
    for input in inputs {
        if format(input)? != source::Format::Parquet {
            return Ok(None);
        }
        let Some(of) = parquet::said_bounds(input, ask)? else { return Ok(None) };
        all = Some(all.map_or(of, |all| all.joined(&of)));
    }
    Ok(all)
}

/// Reads the files part by part and hands every row on in its order, with its number in the file: `map` works on a part in
/// any thread, `then` gets what it answers in order. `false` if the beginning of a file misled: what was done is to be
/// undone, and all to be called once more, thoroughly.
///
/// # Errors
/// As `fold`, `map` and `then`.
pub fn in_order<T: Send>(
    inputs: &[Input],
    (ask, thorough): (&Ask<'_>, bool),
    map: &(impl Fn(Piece) -> Result<T> + Sync),
    then: &mut impl FnMut(T) -> Result<()>,
) -> Result<bool> {
    let mut order = ordered::Order { map, then };
    for input in inputs {
        let look = pass::Look { input, thorough };
        let format = format(input)?;
        let read = match format {
            source::Format::Parquet => parquet::in_order(input, ask, &mut order, look)?,
            source::Format::Workbook => workbook::in_order(input, (ask, workbook::ROWS), &mut order, look)?,
            source::Format::Csv | source::Format::Lines | source::Format::Piped => {
                let opened = source::open(input, ask.meter)?;
                match opened.is_json(format) {
                    true => lines::in_order(opened, (ask, blocks::BLOCK), &mut order, look)?,
                    false => csv::in_order(opened, (ask, blocks::BLOCK), &mut order, look)?,
                }
            }
        };
        if read.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether an input can be read twice: a file can, standard input and pipes cannot.
pub fn readable_again(input: &Input) -> bool {
    source::again(input)
}

/// Whether a file can only be read part by part: it comes from a pipe or is compressed.
pub fn only_streams(input: &Input) -> bool {
    source::format(input).is_some_and(|format| format != source::Format::Workbook)
        && (!source::again(input) || ["gz", "zst"].contains(&input.extension().as_str()))
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod parquet_tests;

#[cfg(test)]
#[path = "workbook_tests.rs"]
mod workbook_tests;
