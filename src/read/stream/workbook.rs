//! Workbooks, some thousand rows at a time: the cells come one by one from whoever parses them, and full tables are judged
//! while the next one is filled.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::super::incident_rows::Writing;
use super::super::input::Input;
use super::super::preset::Columns;
use super::super::table::Table;
use super::super::xlsx::{Workbook, with_workbook};
use super::super::xlsx_rows::Filling;
use super::Ask;
use super::collect::Collected;
use super::drive::{Work, drive};
use super::ordered::{Order, Raw, pump};
use super::part::{Evidence, Part};
use super::pass::{Look, gather, settle};
use super::plan::{Plan, uncompared, wanted};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::ledger::Account;

/// Rows of a part, and bytes of text that end it earlier.
pub(super) const ROWS: usize = 4096;
const TEXT: usize = 4 << 20;

/// Reads a file in parts of so many rows; `None` if it must be looked through first.
///
/// # Errors
/// As `read::fold`.
pub(super) fn read<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    input: &Input,
    (ask, rows): (&Ask<'_>, usize),
    then: &Work<'_, S, I, W>,
    look: Look<'_>,
) -> Result<Option<Account>> {
    // identifiers are kept: a cell of theirs may hold an error, which rejects the row
    let found = |(columns, _): &mut (Columns, Option<usize>)| {
        let uncompared = uncompared(columns);
        columns.notes.extend(uncompared);
    };
    sheet((input, ask, rows), look, found, |plan, parts, (base, writing)| {
        let next = move || parts.next().map(Ok);
        let judge = |raw, sink: &mut dyn FnMut(&Batch)| judged(plan, raw, writing, sink);
        let read = drive(next, judge, then, ask.meter);
        settle(plan, (writing, look), gather(plan, base, read, plan.columns.notes.clone())?)
    })
}

/// Hands the rows of a file on in their order, read in parts of so many rows; `None` if it must be looked through first.
///
/// # Errors
/// As `read::in_order`.
pub(super) fn in_order<T: Send>(
    input: &Input,
    (ask, rows): (&Ask<'_>, usize),
    order: &mut Order<'_, T>,
    look: Look<'_>,
) -> Result<Option<()>> {
    sheet(
        (input, ask, rows),
        look,
        |_| (),
        |plan, parts, (base, writing)| {
            let mut next = || (0..2 * rayon::current_num_threads()).map_while(|_| parts.next()).collect();
            let evidence = pump(plan, (base, writing, Vec::new()), &mut next, order)?;
            settle(plan, (writing, look), ((), evidence))
        },
    )
}

/// The parts of a sheet in their order.
type Parts<'a> = &'a mut (dyn Iterator<Item = Raw> + Send);

/// Opens the sheet that is wanted and hands its parts to `with`, with the number of rows before them and how numbers and
/// dates are written: as the first part shows, or all of them.
fn sheet<T>(
    (input, ask, rows): (&Input, &Ask<'_>, usize),
    look: Look<'_>,
    found: impl Fn(&mut (Columns, Option<usize>)),
    with: impl FnOnce(&Plan<'_>, Parts<'_>, (u64, Writing)) -> Result<T>,
) -> Result<T> {
    let sheet = ask.options.sheet.as_deref();
    let choose = |name: &str, headings: &[String]| Ok(wanted(name, headings, ask)?.0.wanted());
    with_workbook(input, |mut workbook| {
        let index = workbook.sheet(sheet, &choose)?;
        let (name, head) = workbook.head(index)?;
        let mut columns = wanted(&name, &head.headings, ask)?;
        found(&mut columns);
        let plan = Plan::new((&name, "row"), &head.headings, &columns, ask);
        let declared = ask.options.date_order;
        let mut seen = Evidence::default();
        if look.thorough {
            with_workbook(input, |mut again| {
                let produced = produced((&plan, &mut again), (index, head.row, rows), |parts| {
                    let mut row = u64::from(head.row) + 2;
                    for raw in parts {
                        seen = seen.and(Evidence::of(&raw.table, plan.columns), row);
                        row += raw.lines;
                    }
                });
                produced.1.error.map_or(Ok(()), Err)
            })?;
        }
        let (made, produced) = produced((&plan, &mut workbook), (index, head.row, rows), |parts| {
            let first = parts.next();
            if let Some(first) = first.as_ref().filter(|_| !look.thorough) {
                seen = Evidence::of(&first.table, plan.columns);
            }
            let mut parts = first.into_iter().chain(parts);
            with(&plan, &mut parts, (u64::from(head.row) + 1, seen.writing(declared)))
        });
        match (made, produced) {
            // what is wrong with a row stands before what the reading ended at; that there is none says less
            (Err(error), Produced { rows: true, .. }) => Err(error),
            (_, Produced { error: Some(error), .. }) => Err(error),
            (made, _) => made,
        }
    })
}

/// What became of the cells.
#[derive(Default)]
struct Produced {
    /// Whether there was a row.
    rows: bool,
    /// Why there are no more.
    error: Option<Error>,
}

/// Parses a sheet in a thread of its own, and works on its parts meanwhile. It stops when nobody asks for more.
fn produced<T>(
    (plan, workbook): (&Plan<'_>, &mut Workbook<'_>),
    (index, head, rows): (usize, u32, usize),
    with: impl FnOnce(Parts<'_>) -> T,
) -> (T, Produced) {
    let (sender, receiver): (SyncSender<Raw>, Receiver<Raw>) = sync_channel(2 * rayon::current_num_threads());
    std::thread::scope(|scope| {
        let producer = scope.spawn(move || produce((plan, workbook), (index, head, rows), &sender));
        let made = with(&mut receiver.into_iter());
        let produced = producer.join().unwrap_or_else(|_| Produced {
            error: Some(Error::internal("the thread that reads a workbook panicked")),
            ..Produced::default()
        });
        (made, produced)
    })
}

fn produce(
    (plan, workbook): (&Plan<'_>, &mut Workbook<'_>),
    (index, head, rows): (usize, u32, usize),
    to: &SyncSender<Raw>,
) -> Produced {
    let mut filling = Filling::new(plan.table(), head);
    let (mut from, mut any) = (head + 1, false);
    // rows are numbered from the beginning of their part
    let mut send = |mut table: Table, until: u32| {
        let until = until.max(from);
        any |= table.rows_read > 0;
        table.rows.iter_mut().for_each(|row| row.number -= u64::from(from) + 1);
        let lines = u64::from(until - from);
        from = until;
        to.send(Raw { table, lines, fault: None }).is_ok()
    };
    let read = workbook.cells(index, &mut |cell| {
        if let Some(row) = filling.full(cell, rows, TEXT)
            && !send(filling.cut(plan.table()), row)
        {
            return Ok(false);
        }
        filling.take(cell).map(|()| true)
    });
    let (table, until) = filling.last();
    // whoever went away has no use for the rest
    let _ = send(table, until.unwrap_or_default());
    Produced { rows: any, error: read.err() }
}

/// Takes the rows of a part through the gates.
fn judged(plan: &Plan<'_>, raw: Raw, writing: Writing, then: &mut dyn FnMut(&Batch)) -> Part {
    let mut found = Collected::new(plan);
    found.part.lines = raw.lines;
    match found.judge(raw.table, writing) {
        Ok(()) => found.hand_on(then),
        Err(fault) => found.part.fault = Some(fault),
    }
    found.part
}
