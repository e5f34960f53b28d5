//! Text with columns, read block by block.

use std::io::Read;

use super::super::csv::separator;
use super::super::encoding::is_zip;
use super::super::heading::Headings;
use super::super::incident_rows::Writing;
use super::super::input::Input;
use super::super::preset::Columns;
use super::blocks::{BLOCK, Block, Blocks, Uncut};
use super::drive::{States, Work, drive};
use super::lane::read_block;
use super::part::{Evidence, Part};
use super::scan::{closing, line_breaks};
use super::sheet::{Sheet, decoded};
use super::{Ask, Meter, source};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::ledger::Account;

/// Bytes in which the headings must end.
const HEAD: usize = 1 << 20;

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

/// Reads a file of text with columns.
///
/// # Errors
/// As `read::fold`.
pub(super) fn read<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    input: &Input,
    ask: &Ask<'_>,
    then: &Work<'_, S, I, W>,
) -> Result<Account> {
    read_in_blocks(input, ask, then, BLOCK)
}

/// The same with blocks of about `size` bytes.
pub(super) fn read_in_blocks<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    input: &Input,
    ask: &Ask<'_>,
    then: &Work<'_, S, I, W>,
    size: usize,
) -> Result<Account> {
    let name = input.name();
    let head = Head::read(input, ask.meter)?;
    let (headings, separator) = (head.headings.clone(), head.separator);
    let mut columns = Columns::find(&name, &headings, ask.options)?;
    // nobody asks a stream for identifiers, regions and counts of people
    (columns.id, columns.region) = (None, None);
    columns.tallies.clear();
    let category = ask.category.map(|c| Headings::new(&name, &headings).named(c)).transpose()?;
    let sheet = Sheet::new(&name, (&headings, separator), (&columns, category), ask);
    let (base, mut notes) = (head.lines, head.notes.clone());
    notes.extend(columns.notes.iter().cloned());

    let mut blocks = Blocks::new(head.from, separator, head.rest, size);
    let first = blocks.next();
    let writing = first_look(&sheet, input, &first)?;
    let parts = run(&sheet, writing, (first, blocks), then, ask.meter);
    let account = gather(&name, base, parts, notes)?;
    account.1.check(&name, &headings, ask.options.date_order)?;
    if account.1.writing(ask.options.date_order) != writing {
        return Err(Error::data(format!(
            "{name}: numbers or dates further on are written otherwise than at the beginning"
        ))
        .hint("read it from a file instead of standard input, or say --date-order"));
    }
    Ok(account.0)
}

/// How numbers and dates are written: as the first block shows, or if it does not, as the whole file does.
fn first_look(sheet: &Sheet<'_>, input: &Input, first: &std::result::Result<Option<Block>, Uncut>) -> Result<Writing> {
    let declared = sheet.ask.options.date_order;
    let unseen = Evidence::default().writing(declared);
    let Ok(Some(block)) = first else { return Ok(unseen) };
    let part = read_block(sheet, (&block.text, true), unseen, &mut |_| ());
    let again = matches!(input, Input::File(path) if path.as_os_str() == "-");
    if part.evidence.decides(declared) || again {
        return Ok(part.evidence.writing(declared));
    }
    let unheard = Meter::default();
    let head = Head::read(input, &unheard)?;
    let mut blocks = Blocks::new(head.from, sheet.separator, head.rest, BLOCK);
    let first = blocks.next();
    let spare = States::new(Vec::new());
    let nothing = Work { init: &|| (), work: &|_: &mut (), _: &Batch| (), spare: &spare };
    let parts = run(sheet, unseen, (first, blocks), &nothing, &unheard);
    let mut evidence = Evidence::default();
    let mut line = head.lines + 1;
    for part in &parts {
        evidence = evidence.and(part.evidence, line);
        line += part.lines;
    }
    Ok(evidence.writing(declared))
}

fn run<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    sheet: &Sheet<'_>,
    writing: Writing,
    (first, mut blocks): (std::result::Result<Option<Block>, Uncut>, Blocks<'_>),
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
        let part = read_block(sheet, (&block.text, block.first), writing, sink);
        let _ = give_back.send(block.text); // nobody takes it after the last block
        part
    };
    drive(next, read, then, meter)
}

/// Adds the parts up; rows get their lines in the file.
///
/// # Errors
/// The fault of the first part that has one.
fn gather(name: &str, base: u64, parts: Vec<Part>, notes: Vec<String>) -> Result<(Account, Evidence)> {
    let mut account = Account::of_file(name, notes);
    let (mut evidence, mut line, mut empty) = (Evidence::default(), base + 1, 0);
    for part in parts {
        if let Some((row, error)) = part.fault {
            let colon = if error.message.starts_with(',') { "" } else { ": " };
            let message = format!("{name}, line {}{colon}{}", line + row, error.message);
            return Err(Error { message, ..error });
        }
        let notes = part.notes.into_iter();
        let rejected = part.rejected.into_iter().map(|(row, reason)| (line + row, reason));
        account.add_rows((part.rows, part.buckets), rejected, notes);
        evidence = evidence.and(part.evidence, line);
        line += part.lines;
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

impl<'a> Head<'a> {
    fn read(input: &Input, meter: &'a Meter) -> Result<Head<'a>> {
        let name = input.name();
        let mut from = source::open(input, meter)?;
        let mut text = head_of(&name, &mut from)?;
        let mut notes = Vec::new();
        if let Some(utf16) = source::utf16(&text) {
            notes.push(format!("read as {}", utf16.name()));
            from = Box::new(source::Transcoded::new(utf16, Box::new(std::io::Cursor::new(text).chain(from))));
            text = head_of(&name, &mut from)?;
        }
        if text.starts_with(b"\xef\xbb\xbf") {
            text.drain(..3);
        }
        refuse_other_formats(&name, &text)?;
        let (start, end) = first_record(&name, &text)?;
        let line = decoded(&text[start..end]);
        let (separator, word) = separator(&line);
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

/// The first bytes of a file.
fn head_of(name: &str, from: &mut (impl Read + ?Sized)) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    from.take(HEAD as u64).read_to_end(&mut text).map_err(|e| source::damaged(name, &e))?;
    Ok(text)
}

fn refuse_other_formats(name: &str, text: &[u8]) -> Result<()> {
    let Some(first) = text.iter().find(|b| !b.is_ascii_whitespace()) else {
        return Err(Error::data(format!("{name}: the file is empty")));
    };
    if is_zip(text) {
        return Err(Error::data(format!(
            "{name}: named as text, but its content is a zip archive or an Excel workbook"
        ))
        .hint("rename it to .xlsx if it is a workbook"));
    }
    if matches!(first, b'{' | b'[') {
        return Err(Error::data(format!("{name}: named as text with columns, but its content looks like JSON"))
            .hint("rename it to .json"));
    }
    if text[..text.len().min(4096)].contains(&0) {
        return Err(Error::data(format!("{name}: looks like UTF-16 without a byte order mark"))
            .hint("save the file again as UTF-8"));
    }
    Ok(())
}

/// Where the first record that is not blank begins and where it ends, its line break included.
fn first_record(name: &str, text: &[u8]) -> Result<(usize, usize)> {
    let start = text.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(0);
    let mut at = start;
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
            b'\n' => return Ok((start, at + 1)),
            b'\r' => return Ok((start, at + 1 + usize::from(text.get(at + 1) == Some(&b'\n')))),
            _ => {}
        }
        field_starts = matches!(text[at], b',' | b'\t' | b';' | b'|');
        at += 1;
    }
    Ok((start, text.len()))
}
