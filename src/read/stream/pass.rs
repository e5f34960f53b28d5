//! Going through a file: first, where its beginning leaves that open, to see how it is written; then for its rows.

use super::super::incident_rows::Writing;
use super::super::input::Input;
use super::Meter;
use super::blocks::{Block, Blocks, Uncut};
use super::drive::{States, Work, drive};
use super::part::{Evidence, Part};
use super::plan::Plan;
use super::source;
use crate::error::{Error, Kind, Result};
use crate::incident::Batch;
use crate::ledger::Account;

/// How closely a file is looked at before its rows are read.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    pub input: &'a Input,
    /// Whether all of it is, because its beginning misled.
    pub thorough: bool,
}

/// Reads a block: its account, and its incidents for the function.
pub(super) type ReadBlock<'a> = &'a (dyn Fn(&Block, Writing, &mut dyn FnMut(&Batch)) -> Part + Sync);
/// The first block, or why there is none, and those that follow.
type Rest<'a> = (std::result::Result<Option<Block>, Uncut>, Blocks<'a>);

/// Cuts the file from its beginning.
pub(super) type Again<'a> = &'a dyn for<'m> Fn(&'m Meter) -> Result<Blocks<'m>>;

/// A text that is read block by block; `base` lines of headings stand before the first block.
pub(super) struct TextPass<'a> {
    pub plan: &'a Plan<'a>,
    pub read: ReadBlock<'a>,
    pub base: u64,
}

impl TextPass<'_> {
    /// How numbers and dates are written: as the first block shows, or if it does not, as the whole file does.
    ///
    /// # Errors
    /// As `again`, which cuts the file from its beginning.
    pub(super) fn first_look(
        &self,
        first: &std::result::Result<Option<Block>, Uncut>,
        look: Look<'_>,
        again: Again<'_>,
    ) -> Result<Writing> {
        let declared = self.plan.ask.options.date_order;
        let unseen = Evidence::default().writing(declared);
        let Ok(Some(block)) = first else { return Ok(unseen) };
        let part = (self.read)(block, unseen, &mut |_| ());
        let decided = part.evidence.decides(declared) && !look.thorough;
        if decided || !source::again(look.input) {
            return Ok(part.evidence.writing(declared));
        }
        let unheard = Meter::default();
        let mut blocks = again(&unheard)?;
        let first = blocks.next();
        let spare = States::new(Vec::new());
        let nothing = Work { init: &|| (), work: &|_: &mut (), _: &Batch| (), spare: &spare };
        let parts = self.run(unseen, (first, blocks), &nothing, &unheard);
        Ok(evidence(&parts, self.base).writing(declared))
    }

    /// How numbers and dates are written as far as the first block shows.
    pub(super) fn glance(&self, first: &std::result::Result<Option<Block>, Uncut>) -> Writing {
        let declared = self.plan.ask.options.date_order;
        let unseen = Evidence::default().writing(declared);
        match first {
            Ok(Some(block)) => (self.read)(block, unseen, &mut |_| ()).evidence.writing(declared),
            _ => unseen,
        }
    }

    /// Reads all blocks.
    pub(super) fn run<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
        &self,
        writing: Writing,
        (first, mut blocks): Rest<'_>,
        then: &Work<'_, S, I, W>,
        meter: &Meter,
    ) -> Vec<Part> {
        let (give_back, returned) = std::sync::mpsc::channel::<Vec<u8>>();
        let mut first = Some(first);
        let mut over = false;
        let next = move || {
            if over {
                return None;
            }
            returned.try_iter().for_each(|text| blocks.reuse(text));
            match first.take().unwrap_or_else(|| blocks.next()) {
                Ok(Some(block)) => Some(Ok(block)),
                Ok(None) => None,
                Err(uncut) => {
                    over = true;
                    Some(Err(Part { fault: Some((uncut.lines, uncut.error)), ..Part::default() }))
                }
            }
        };
        let read = |block: Block, sink: &mut dyn FnMut(&Batch)| {
            let part = (self.read)(&block, writing, sink);
            let _ = give_back.send(block.text); // nobody takes it after the last block
            part
        };
        drive(next, read, then, meter)
    }
}

/// What all parts show of how numbers and dates are written; `base` rows stand before the first.
pub(super) fn evidence(parts: &[Part], base: u64) -> Evidence {
    let (mut all, mut row) = (Evidence::default(), base + 1);
    for part in parts {
        all = all.and(part.evidence, row);
        row += part.lines;
    }
    all
}

/// Adds the parts up; rows get their numbers in the file, of which `base` stand before the first part.
///
/// # Errors
/// The fault of the first part that has one; `Kind::Data` if there is no row.
pub(super) fn gather(plan: &Plan<'_>, base: u64, parts: Vec<Part>, notes: Vec<String>) -> Result<(Account, Evidence)> {
    let name = plan.name;
    let evidence = evidence(&parts, base);
    let mut account = Account::of_file(name, notes);
    let (mut from, mut empty) = (base + 1, 0);
    for part in parts {
        if let Some((row, error)) = part.fault {
            return Err(plan.fault(from + row, error));
        }
        let notes = part.notes.into_iter();
        let rejected = part.rejected.into_iter().map(|(row, reason)| (from + row, reason));
        account.add_rows((part.rows, part.buckets), rejected, notes);
        account.marks.add(part.marks);
        account.misses.merge(&part.misses);
        from += part.lines;
        empty += part.empty_rows;
    }
    if account.rows_read() == 0 {
        return Err(Error::data(format!("{name}: has headings but no rows"))
            .hint("check that the right file and sheet are named"));
    }
    if empty > 0 {
        account.note(format!("empty rows passed over: {empty}"));
    }
    Ok((account, evidence))
}

/// Makes sure that all rows are written as was thought when they were read; `None` if they must be read again.
///
/// # Errors
/// `Kind::Data` if numbers or dates contradict each other, or are written otherwise than at the beginning of an input that
/// can be read only once.
pub(super) fn settle<T>(
    plan: &Plan<'_>,
    (writing, look): (Writing, Look<'_>),
    (read, evidence): (T, Evidence),
) -> Result<Option<T>> {
    let declared = plan.ask.options.date_order;
    evidence.check((plan.name, plan.unit), plan.headings, declared)?;
    if evidence.writing(declared) == writing {
        return Ok(Some(read));
    }
    look.again(plan.name, "numbers or dates further on are written otherwise than at the beginning")
}

impl Look<'_> {
    /// `None`: the file is to be looked through, because its beginning misled.
    ///
    /// # Errors
    /// `Kind::Data` if it can be read only once.
    pub(super) fn again<T>(&self, name: &str, what: &str) -> Result<Option<T>> {
        if self.thorough {
            return Err(Error::new(Kind::Io, format!("{name}: the file changed while it was read")));
        }
        if source::again(self.input) {
            return Ok(None);
        }
        Err(Error::data(format!("{name}: {what}")).hint("read it from a file instead of a pipe"))
    }
}
