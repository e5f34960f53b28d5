//! One JSON object or GeoJSON feature a line (or after each record separator, RFC 8142), read block by block.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::super::incident_rows::Writing;
use super::super::json::{add, keys, malformed, records};
use super::super::json_record::Record;
use super::super::preset::Columns;
use super::super::table::Table;
use super::Ask;
use super::blocks::{BLOCK, Block, Blocks, Cut, Uncut};
use super::collect::Collected;
use super::drive::Work;
use super::ordered::{Order, Raw, Rounds, pump};
use super::part::Part;
use super::pass::{Again, Look, TextPass, gather, settle};
use super::plan::{Plan, uncompared, wanted};
use super::source::{self, Opened};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::ledger::Account;

/// Headings in the order of their appearance, and their places.
#[derive(Default, Clone)]
struct Keys {
    headings: Vec<String>,
    index: HashMap<String, usize>,
}

/// What is known of a file before its rows are read.
struct Start {
    seen: Keys,
    columns: (Columns, Option<usize>),
    /// All keys met so far: those that come late are added.
    late: Mutex<Keys>,
}

/// Reads a file of one object a line in blocks of about `size` bytes; `None` if it must be looked through first.
///
/// # Errors
/// As `read::fold`.
pub(super) fn read<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    opened: Opened<'_>,
    (ask, size): (&Ask<'_>, usize),
    then: &Work<'_, S, I, W>,
    look: Look<'_>,
) -> Result<Option<Account>> {
    let name = look.input.name();
    let mut notes = opened.notes.clone();
    let mut blocks = cut(&name, opened, size)?;
    let first = blocks.next();
    let Some(start) = start(&name, &first, ask, look)? else { return Ok(None) };
    let plan = start.plan(&name, ask);
    notes.extend(start.columns.0.notes.iter().cloned().chain(uncompared(&start.columns.0)));
    let read = |block: &Block, writing: Writing, then: &mut dyn FnMut(&Batch)| {
        read_block(&plan, (block, writing), &start, then)
    };
    let text = TextPass { plan: &plan, read: &read, base: 0 };
    let writing = start.writing(&text, &first, look)?;
    let all = gather(&plan, 0, text.run(writing, (first, blocks), then, ask.meter), notes)?;
    match start.misled(&name, ask) {
        true => look.again(&name, LATE),
        false => settle(&plan, (writing, look), all),
    }
}

/// Hands the rows of a file on in their order; `None` if it must be looked through first.
///
/// # Errors
/// As `read::in_order`.
pub(super) fn in_order<T: Send>(
    opened: Opened<'_>,
    (ask, size): (&Ask<'_>, usize),
    order: &mut Order<'_, T>,
    look: Look<'_>,
) -> Result<Option<()>> {
    let name = look.input.name();
    let notes = opened.notes.clone();
    let mut blocks = cut(&name, opened, size)?;
    let first = blocks.next();
    let Some(start) = start(&name, &first, ask, look)? else { return Ok(None) };
    let plan = start.plan(&name, ask);
    let read = |block: &Block, writing: Writing, then: &mut dyn FnMut(&Batch)| {
        read_block(&plan, (block, writing), &start, then)
    };
    let writing = start.writing(&TextPass { plan: &plan, read: &read, base: 0 }, &first, look)?;
    let mut rounds = Rounds::new(first, blocks);
    let mut next = || rounds.next(&plan, &|block| read_table(&plan, block, &start));
    let evidence = pump(&plan, (0, writing, notes), &mut next, order)?;
    match start.misled(&name, ask) {
        true => look.again(&name, LATE),
        false => settle(&plan, (writing, look), ((), evidence)),
    }
}

const LATE: &str = "further on there are keys that change which columns are read";

/// Finds the keys, in the first block or the whole file, and the columns; `None` if the file must be looked through first.
fn start(
    name: &str,
    first: &std::result::Result<Option<Block>, Uncut>,
    ask: &Ask<'_>,
    look: Look<'_>,
) -> Result<Option<Start>> {
    let mut seen = Keys::default();
    if let Ok(Some(block)) = first {
        seen.see(name, &block.text)?;
    }
    if look.thorough {
        seen = all_keys(name, look)?;
    }
    if seen.headings.is_empty() {
        return Err(Error::data(format!("{name}: holds no records")));
    }
    let columns = match wanted(name, &seen.headings, ask) {
        Ok(columns) => columns,
        Err(_) if !look.thorough && source::again(look.input) => return Ok(None),
        Err(_) if seen.index.contains_key("features") => {
            return Err(Error::data(format!("{name}: a FeatureCollection, not one feature a line"))
                .hint("rename it to .geojson"));
        }
        Err(error) => return Err(error),
    };
    let late = Mutex::new(seen.clone());
    Ok(Some(Start { seen, columns, late }))
}

impl Start {
    fn plan<'a>(&'a self, name: &'a str, ask: &'a Ask<'a>) -> Plan<'a> {
        Plan::new((name, "line"), &self.seen.headings, &self.columns, ask)
    }

    /// How numbers and dates are written, as the first block shows, or the whole file if it must be looked through.
    fn writing(
        &self,
        text: &TextPass<'_>,
        first: &std::result::Result<Option<Block>, Uncut>,
        look: Look<'_>,
    ) -> Result<Writing> {
        let again: Again<'_> = &|meter| cut(text.plan.name, source::open(look.input, meter)?, BLOCK);
        match look.thorough {
            true => text.first_look(first, look, again),
            false => Ok(text.glance(first)),
        }
    }

    /// Whether keys that came late make other columns the ones that are wanted.
    fn misled(&self, name: &str, ask: &Ask<'_>) -> bool {
        let late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.headings.len() > self.seen.headings.len() && wanted(name, &late.headings, ask) != Ok(self.columns.clone())
    }
}

/// Cuts the file into blocks.
///
/// # Errors
/// `Kind::Data` for JSON that is not one object a line.
fn cut<'a>(name: &str, opened: Opened<'a>, size: usize) -> Result<Blocks<'a>> {
    let Opened { head, from, .. } = opened;
    let cut = match head.iter().find(|b| !b.is_ascii_whitespace()) {
        None => return Err(Error::data(format!("{name}: the file is empty"))),
        Some(b'[') => {
            return Err(Error::data(format!("{name}: a JSON array, not one object a line")).hint("rename it to .json"));
        }
        Some(0x1e) => Cut::Before(0x1e),
        Some(_) => Cut::Lines,
    };
    Ok(Blocks::new(from, cut, head, size))
}

/// The keys of the whole file.
fn all_keys(name: &str, look: Look<'_>) -> Result<Keys> {
    let unheard = super::Meter::default();
    let mut blocks = cut(name, source::open(look.input, &unheard)?, BLOCK)?;
    let mut all = Keys::default();
    // what cannot be read is refused, with its line, by the pass for the rows
    while let Ok(Some(block)) = blocks.next() {
        all.see(name, &block.text)?;
        blocks.reuse(block.text);
    }
    Ok(all)
}

impl Keys {
    /// Adds the keys of the records in the text; those that cannot be read are refused later, with their lines.
    ///
    /// # Errors
    /// `Kind::Limit` if there are too many; `Kind::Data` if no record can be read.
    fn see(&mut self, name: &str, text: &[u8]) -> Result<()> {
        let whole = text.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let mut first = None;
        for (line, record) in records(whole) {
            match serde_json::from_str::<Record>(record) {
                Ok(record) => keys(name, &record, &mut self.headings, &mut self.index)?,
                Err(error) => _ = first.get_or_insert((line, error)),
            }
        }
        match first {
            Some((line, error)) if self.headings.is_empty() => {
                Err(malformed(&format!("{name}, line {}", line + 1), &error))
            }
            _ => Ok(()),
        }
    }
}

fn read_block(
    plan: &Plan<'_>,
    (block, writing): (&Block, Writing),
    start: &Start,
    then: &mut dyn FnMut(&Batch),
) -> Part {
    let mut found = Collected::new(plan);
    let Raw { table, lines, fault } = read_table(plan, block, start);
    found.part.lines = lines;
    found.part.fault = match fault {
        None => found.judge(table, writing).err(),
        fault => fault,
    };
    if found.part.fault.is_none() {
        found.hand_on(then);
    }
    found.part
}

fn read_table(plan: &Plan<'_>, Block { text, first }: &Block, start: &Start) -> Raw {
    let mut table = plan.table();
    table.tags_possible = *first;
    let fault = fill(plan, text, start, &mut table).err();
    Raw { table, lines: feeds(text), fault }
}

fn fill(plan: &Plan<'_>, text: &[u8], start: &Start, table: &mut Table) -> std::result::Result<(), (u64, Error)> {
    let text = std::str::from_utf8(text).map_err(|e| {
        let error = Error::data("not UTF-8").hint("JSON is always UTF-8: save the file again so");
        (feeds(&text[..e.valid_up_to()]), error)
    })?;
    let index = &start.seen.index;
    for (line, text) in records(text) {
        let record: Record = serde_json::from_str(text).map_err(|e| (line, malformed("", &e)))?;
        if record.0.iter().any(|(key, _)| !index.contains_key(key)) {
            let mut late = start.late.lock().unwrap_or_else(PoisonError::into_inner);
            let Keys { headings, index } = &mut *late;
            keys(plan.name, &record, headings, index).map_err(|e| (line, e))?;
        }
        add(table, line, &record, index).map_err(|e| (line, plan.at_its_row(line, e)))?;
    }
    Ok(())
}

/// Line feeds: nothing else ends a line of JSON.
fn feeds(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}
