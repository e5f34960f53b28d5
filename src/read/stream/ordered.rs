//! Rows in their order, each with its number in the file: what a ledger of every row needs.
//!
//! Parts are read several at a time, and handed on in the order of the file; memory holds one round of them.

use rayon::prelude::*;

use super::super::incident_rows::{Writing, append_written, display, open_file};
use super::blocks::{Block, Blocks, Uncut};
use super::part::Evidence;
use super::plan::Plan;
use crate::error::{Error, Result};
use crate::incident::Incidents;
use crate::ledger::Ledger;

/// The rows of one part of a file: their incidents, and an entry for each in a ledger of that file alone.
#[derive(Debug)]
pub struct Piece {
    /// The incidents that were asked for.
    pub incidents: Incidents,
    /// What is known of every row so far.
    pub ledger: Ledger,
    /// The category of each incident as the source writes it; empty if none is asked for.
    pub categories: Vec<String>,
    /// Rows without content, which are not in the ledger.
    pub empty_rows: u64,
}

/// What is done with the pieces: `map` by any thread, `then` with what it answers in the order of the file.
pub(super) struct Order<'a, T> {
    pub map: &'a (dyn Fn(Piece) -> Result<T> + Sync),
    pub then: &'a mut dyn FnMut(T) -> Result<()>,
}

/// Rows as read; their numbers count from the beginning of the part, where `0` is the first.
pub(super) struct Raw {
    pub table: super::super::table::Table,
    /// Lines, or whatever rows are numbered by, in the part.
    pub lines: u64,
    /// Why the reading cannot go on, and in which row.
    pub fault: Option<(u64, Error)>,
}

/// Blocks of a text, some at a time.
pub(super) struct Rounds<'a> {
    first: Option<std::result::Result<Option<Block>, Uncut>>,
    blocks: Blocks<'a>,
    over: bool,
}

impl<'a> Rounds<'a> {
    /// The first block, and those that follow.
    pub(super) fn new(first: std::result::Result<Option<Block>, Uncut>, blocks: Blocks<'a>) -> Rounds<'a> {
        Rounds { first: Some(first), blocks, over: false }
    }

    /// Reads the next blocks, as many as keep all threads busy; none at the end.
    pub(super) fn next(&mut self, plan: &Plan<'_>, read: &(dyn Fn(&Block) -> Raw + Sync)) -> Vec<Raw> {
        let (mut blocks, mut fault) = (Vec::new(), None);
        while !self.over && blocks.len() < 2 * rayon::current_num_threads() {
            match self.first.take().unwrap_or_else(|| self.blocks.next()) {
                Ok(Some(block)) => blocks.push(block),
                Ok(None) => self.over = true,
                Err(uncut) => (self.over, fault) = (true, Some((uncut.lines, uncut.error))),
            }
        }
        let mut round: Vec<Raw> = blocks.par_iter().map(read).collect();
        blocks.into_iter().for_each(|block| self.blocks.reuse(block.text));
        if fault.is_some() {
            round.push(Raw { table: plan.table(), lines: 0, fault });
        }
        round
    }
}

/// Takes rounds of parts until there is none, and hands their rows on; `base` rows stand before the first part.
///
/// # Errors
/// The fault of the first part that has one; as `map` and `then`; `Kind::Data` if there is no row.
pub(super) fn pump<T: Send>(
    plan: &Plan<'_>,
    (base, writing, mut notes): (u64, Writing, Vec<String>),
    next: &mut dyn FnMut() -> Vec<Raw>,
    order: &mut Order<'_, T>,
) -> Result<Evidence> {
    let (mut evidence, mut from, mut rows) = (Evidence::default(), base + 1, 0);
    loop {
        let round = next();
        if round.is_empty() {
            break;
        }
        let mut placed = Vec::with_capacity(round.len());
        for mut raw in round {
            raw.table.notes.append(&mut notes);
            evidence = evidence.and(Evidence::of(&raw.table, plan.columns), from);
            rows += raw.table.rows_read;
            let lines = raw.lines;
            placed.push((from, raw));
            from += lines;
        }
        plan.ask.meter.rows.store(rows, std::sync::atomic::Ordering::Relaxed);
        let made: Vec<Result<T>> =
            placed.into_par_iter().map(|(from, raw)| piece(plan, (from, raw), writing).and_then(order.map)).collect();
        for made in made {
            (order.then)(made?)?;
        }
    }
    if rows == 0 {
        return Err(Error::data(format!("{}: has headings but no rows", plan.name))
            .hint("check that the right file and sheet are named"));
    }
    Ok(evidence)
}

/// The rows of a part, of which the first has this number in the file.
fn piece(plan: &Plan<'_>, (from, mut raw): (u64, Raw), writing: Writing) -> Result<Piece> {
    if let Some((row, error)) = raw.fault {
        return Err(plan.fault(from + row, error));
    }
    raw.table.rows.iter_mut().for_each(|row| row.number += from);
    let empty_rows = raw.table.empty_rows;
    let (incidents, ledger) = (Incidents::default(), Ledger::default());
    let mut piece = Piece { incidents, ledger, categories: Vec::new(), empty_rows };
    open_file(&raw.table, plan.columns, &mut piece.ledger);
    append_written((&raw.table, plan.columns), (plan.ask.options, writing), &mut piece.incidents, &mut piece.ledger)?;
    if let Some(column) = plan.category {
        // the ledger is new: its entries are the rows of the table
        let rows = piece.incidents.entry.iter();
        piece.categories = rows.map(|row| display(raw.table.value(*row, column))).collect();
    }
    Ok(piece)
}
