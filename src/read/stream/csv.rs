//! Text with columns, read block by block.

use std::io::Read;

use super::super::csv::separator;
use super::super::encoding::decoded;
use super::super::encoding::{is_zip, refuse_nul};
use super::super::incident_rows::Writing;
use super::Ask;
use super::blocks::{BLOCK, Block, Blocks, Cut};
use super::drive::Work;
use super::lane::{read_block, read_table};
use super::ordered::{Order, Rounds, pump};
use super::pass::{Again, Look, TextPass, gather, settle};
use super::plan::{Plan, uncompared, wanted};
use super::scan::{closing, line_breaks};
use super::sheet::Sheet;
use super::source::{self, Opened};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::ledger::Account;

/// The beginning of a file: its headings and what stands behind them.
struct Head<'a> {
    headings: Vec<String>,
    separator: u8,
    notes: Vec<String>,
    /// Lines up to the end of the headings.
    lines: u64,
    rest: Vec<u8>,
    from: Box<dyn Read + Send + 'a>,
}

/// Reads a file of text with columns in blocks of about `size` bytes; `None` if it must be looked through first.
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
    let head = Head::read(&name, opened)?;
    let (headings, separator) = (head.headings.clone(), head.separator);
    let mut columns = wanted(&name, &headings, ask)?;
    columns.0.id = None;
    let uncompared = uncompared(&columns.0);
    columns.0.notes.extend(uncompared);
    let plan = Plan::new((&name, "line"), &headings, &columns, ask);
    let sheet = Sheet::new(&plan, separator);
    let read = |block: &Block, writing: Writing, then: &mut dyn FnMut(&Batch)| read_block(&sheet, block, writing, then);
    let text = TextPass { plan: &plan, read: &read, base: head.lines };
    let notes = head.notes.iter().chain(&columns.0.notes).cloned().collect();
    let mut blocks = Blocks::new(head.from, Cut::Records(separator), head.rest, size);
    let first = blocks.next();
    let again: Again<'_> = &|meter| {
        let head = Head::read(&name, source::open(look.input, meter)?)?;
        Ok(Blocks::new(head.from, Cut::Records(separator), head.rest, BLOCK))
    };
    let writing = text.first_look(&first, look, again)?;
    let parts = text.run(writing, (first, blocks), then, ask.meter);
    settle(&plan, (writing, look), gather(&plan, head.lines, parts, notes)?)
}

/// Hands the rows of a file on in their order, read in blocks of about `size` bytes; `None` if it must be looked through
/// first.
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
    let head = Head::read(&name, opened)?;
    let (headings, separator) = (head.headings.clone(), head.separator);
    let columns = wanted(&name, &headings, ask)?;
    let plan = Plan::new((&name, "line"), &headings, &columns, ask);
    // every row is wanted as a whole, so none is read straight from the bytes
    let sheet = Sheet { columns: None, ..Sheet::new(&plan, separator) };
    let read = |block: &Block, writing: Writing, then: &mut dyn FnMut(&Batch)| read_block(&sheet, block, writing, then);
    let text = TextPass { plan: &plan, read: &read, base: head.lines };
    let mut blocks = Blocks::new(head.from, Cut::Records(separator), head.rest, size);
    let first = blocks.next();
    let again: Again<'_> = &|meter| {
        let head = Head::read(&name, source::open(look.input, meter)?)?;
        Ok(Blocks::new(head.from, Cut::Records(separator), head.rest, BLOCK))
    };
    let writing = text.first_look(&first, look, again)?;
    let mut rounds = Rounds::new(first, blocks);
    let mut next = || rounds.next(&plan, &|block| read_table(&sheet, block));
    let evidence = pump(&plan, (head.lines, writing, head.notes), &mut next, order)?;
    settle(&plan, (writing, look), ((), evidence))
}

impl<'a> Head<'a> {
    fn read(name: &str, opened: Opened<'a>) -> Result<Head<'a>> {
        let Opened { head: mut text, from, mut notes } = opened;
        refuse_other_formats(name, &text)?;
        let (separator, word) = separator(&text);
        let end = end_of_headings(name, &text, separator)?;
        let line = decoded(&text[..end]);
        if separator != b',' {
            notes.push(format!("columns are separated by {word}"));
        }
        let mut record = csv::StringRecord::new();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(line.as_bytes());
        reader.read_record(&mut record).map_err(|e| Error::data(format!("{name}: {e}")))?;
        let headings = record.iter().map(str::to_string).collect();
        let lines = line_breaks(&text[..end]);
        Ok(Head { headings, separator, notes, lines, rest: text.split_off(end), from })
    }
}

fn refuse_other_formats(name: &str, text: &[u8]) -> Result<()> {
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(Error::data(format!("{name}: the file is empty")));
    }
    if is_zip(text) {
        return Err(Error::data(format!(
            "{name}: named as text, but its content is a zip archive or an Excel workbook"
        ))
        .hint("rename it to .xlsx if it is a workbook"));
    }
    if text.starts_with(b"PAR1") {
        return Err(Error::data(format!("{name}: read as text, but its content is Parquet"))
            .hint("rename it to .parquet; Parquet cannot be read from a pipe, for its end must be read first"));
    }
    if matches!(text.iter().find(|b| !b.is_ascii_whitespace()), Some(b'{' | b'[')) {
        return Err(Error::data(format!("{name}: named as text with columns, but its content looks like JSON"))
            .hint("rename it to .json, or to .ndjson if it has one object a line"));
    }
    refuse_nul(name, &text[..text.len().min(4096)])
}

/// Where the first record that is not blank ends, its line break included.
fn end_of_headings(name: &str, text: &[u8], separator: u8) -> Result<usize> {
    let mut at = text.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(0);
    let mut field_starts = true;
    while at < text.len() {
        match text[at] {
            b'"' if field_starts => match closing(text, at) {
                Some((close, _)) => at = close,
                None => {
                    let line = line_breaks(&text[..at]) + 1;
                    return Err(Error::data(format!("{name}, line {line}: a quote in the headings is not closed")));
                }
            },
            b'\n' => return Ok(at + 1),
            b'\r' => return Ok(at + 1 + usize::from(text.get(at + 1) == Some(&b'\n'))),
            _ => {}
        }
        field_starts = text[at] == separator;
        at += 1;
    }
    Ok(text.len())
}
