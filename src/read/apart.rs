//! Workbooks parsed by a process of their own, with limits of memory and time: a failed allocation or an overflown stack ends
//! that process, and is an ordinary error here.
//!
//! The bytes of the workbook go to the other process's standard input, after their number. It answers the sheets with their
//! headings; then the number of a sheet goes in, and the cells of that sheet come out, one by one, while they are parsed.
//! Whole numbers are little-endian; texts and bytes come after their length; a tag says what follows.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};

use jiff::civil::Date;

use super::xlsx_book::{Book, Cell, Content, Head, Sheets, Visit};
use crate::error::{Error, Kind, Result};

/// The first argument of a process that shall parse a workbook; the second is its name, for messages.
pub const APART: &str = "parse-workbook";

/// Memory that parsing may take: so much, and so many times the file.
const MEMORY: u64 = 512 << 20;
const MEMORY_A_BYTE: u64 = 16;
/// Seconds of processor time that parsing may take: so many, and as many a MiB of the file, but never more than the third.
const SECONDS: [u64; 3] = [30, 3, 300];
/// Bytes of text that one frame may have; the most that an archive inflates to.
const MOST_TEXT: u64 = 1 << 30;

/// A workbook that another process has open.
pub(super) struct Apart {
    name: String,
    length: u64,
    child: Child,
    to: Option<ChildStdin>,
    from: BufReader<ChildStdout>,
}

impl Apart {
    /// Starts the program, lets it open the workbook and answers the sheets.
    ///
    /// # Errors
    /// As `Book::open`; `Kind::Limit` if the process meets a limit, `Kind::Data` if it fails, `Kind::Io` if it cannot be started.
    pub(super) fn open(program: &Path, name: &str, bytes: &[u8]) -> Result<(Apart, Sheets)> {
        let mut command = Command::new(program);
        command.args([APART, name]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let started = command.spawn().and_then(|mut child| {
            let (to, from) = (child.stdin.take(), child.stdout.take());
            from.map(|from| (child, to, from)).ok_or_else(|| io::Error::other("it has no output"))
        });
        let (child, to, from) = started.map_err(|e| {
            Error::new(Kind::Io, format!("{name}: cannot start the process that parses workbooks: {e}"))
        })?;
        let length = bytes.len() as u64;
        let mut apart =
            Apart { name: name.to_string(), length, child, to, from: BufReader::with_capacity(1 << 16, from) };
        apart.say(&[&length.to_le_bytes(), bytes])?;
        let mut sheets = Vec::new();
        loop {
            match apart.tag()? {
                b'S' => {
                    let sheet = apart.text()?;
                    let head = apart.head()?;
                    sheets.push((sheet, head));
                }
                b'.' => return Ok((apart, sheets)),
                b'!' => return Err(apart.error()?),
                _ => return Err(apart.nonsense()),
            }
        }
    }

    /// Visits the cells of a sheet.
    ///
    /// # Errors
    /// As `Book::cells` and `open`; what `visit` answers.
    pub(super) fn cells(&mut self, sheet: usize, visit: Visit<'_>) -> Result<()> {
        self.say(&[&(sheet as u32).to_le_bytes()])?;
        self.to = None;
        let mut text = Vec::new();
        loop {
            let tag = match self.tag()? {
                b'.' => return Ok(()),
                b'!' => return Err(self.error()?),
                tag => tag,
            };
            let (row, column) = (self.number()?, self.number()?);
            if matches!(tag, b't' | b'i' | b'x') {
                self.bytes(&mut text)?;
            }
            let words = std::str::from_utf8(&text).ok();
            let content = match (tag, words) {
                (b'e', _) => Some(Content::Empty),
                (b't', words) => words.map(Content::Text),
                (b'i', words) => words.map(Content::Time),
                (b'x', words) => words.map(Content::Broken),
                (b'n', _) => Some(Content::Number(f64::from_le_bytes(self.some()?))),
                (b'b', _) => Some(Content::Bool(self.some::<1>()? == [1])),
                (b'd', _) => {
                    let [low, high, month, day] = self.some()?;
                    Date::new(i16::from_le_bytes([low, high]), month as i8, day as i8).ok().map(Content::Day)
                }
                _ => None,
            };
            let Some(content) = content else { return Err(self.nonsense()) };
            if !visit((row, column, content))? {
                return Ok(());
            }
        }
    }

    fn say(&mut self, parts: &[&[u8]]) -> Result<()> {
        let to = self.to.as_mut();
        let told = to.is_some_and(|to| parts.iter().try_for_each(|part| to.write_all(part)).is_ok());
        if told { Ok(()) } else { Err(self.died()) }
    }

    fn some<const N: usize>(&mut self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        if self.from.read_exact(&mut bytes).is_err() {
            return Err(self.died());
        }
        Ok(bytes)
    }

    fn tag(&mut self) -> Result<u8> {
        Ok(self.some::<1>()?[0])
    }

    fn number(&mut self) -> Result<u32> {
        self.some().map(u32::from_le_bytes)
    }

    fn bytes(&mut self, bytes: &mut Vec<u8>) -> Result<()> {
        let length = u64::from(self.number()?).min(MOST_TEXT);
        bytes.clear();
        let read = self.from.by_ref().take(length).read_to_end(bytes);
        if read.is_ok_and(|read| read as u64 == length) { Ok(()) } else { Err(self.died()) }
    }

    fn text(&mut self) -> Result<String> {
        let mut bytes = Vec::new();
        self.bytes(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| self.nonsense())
    }

    fn head(&mut self) -> Result<Result<Head>> {
        match self.tag()? {
            b'H' => {
                let (row, columns) = (self.number()?, self.number()?);
                let headings = (0..columns).map(|_| self.text()).collect::<Result<_>>()?;
                Ok(Ok(Head { row, headings }))
            }
            b'!' => Ok(Err(self.error()?)),
            _ => Err(self.nonsense()),
        }
    }

    fn error(&mut self) -> Result<Error> {
        let code = self.tag()?;
        let (message, hint) = (self.text()?, self.text()?);
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.exit_code() == code) else {
            return Err(self.nonsense());
        };
        let error = Error::new(kind, message);
        Ok(if hint.is_empty() { error } else { error.hint(hint) })
    }

    /// What the end of the process means: it closed its output before it had said all.
    fn died(&mut self) -> Error {
        self.to = None;
        match self.child.wait() {
            Ok(status) if met_a_limit(status) => {
                let name = &self.name;
                let mib = memory(self.length) >> 20;
                let what =
                    format!("{name}: parsing it takes more than {mib} MiB of memory or {} s", seconds(self.length));
                Error::new(Kind::Limit, what).hint(
                    "a workbook of this size should take less: save the sheet as .csv, or the workbook again in a \
                     spreadsheet program",
                )
            }
            _ => self.nonsense(),
        }
    }

    fn nonsense(&self) -> Error {
        Error::data(format!("{}: the process that parses it failed: the workbook is damaged", self.name))
            .hint("open it in a spreadsheet program and save it again as .xlsx, or the sheet as .csv")
    }
}

impl Drop for Apart {
    fn drop(&mut self) {
        // whoever stops early does not wait for the rest of the cells
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn memory(length: u64) -> u64 {
    MEMORY + MEMORY_A_BYTE * length
}

fn seconds(length: u64) -> u64 {
    (SECONDS[0] + SECONDS[1] * (length >> 20)).min(SECONDS[2])
}

/// Whether a failed allocation, an overflown stack (both abort), too much processor time or a system without memory ended the
/// process.
fn met_a_limit(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use rustix::process::Signal;
        use std::os::unix::process::ExitStatusExt;
        let by = status.signal();
        [Signal::ABORT, Signal::XCPU, Signal::KILL].iter().any(|signal| by == Some(signal.as_raw()))
    }
    #[cfg(not(unix))]
    {
        let _ = status;
        false
    }
}

/// Limits what this process may take; where the system has no such limits, only the other process is protected.
fn limit(length: u64) {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        for (resource, most) in [(Resource::As, memory(length)), (Resource::Cpu, seconds(length))] {
            // a lower limit that stands already cannot be raised, and need not be
            let _ = setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most + 1) });
        }
    }
    #[cfg(not(unix))]
    let _ = length;
}

/// Parses the workbook that comes in, and answers what the process that started this one asks for.
///
/// # Errors
/// If the other process went away. What is wrong with the workbook is an answer.
pub fn parse_apart(name: &str, from: &mut dyn Read, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(1 << 16, to);
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    limit(length);
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    let mut book = match Book::open(name, &bytes) {
        Ok(book) => book,
        Err(error) => {
            write_error(&mut to, &error)?;
            return to.flush();
        }
    };
    let sheets = book.sheets();
    for (sheet, head) in &sheets {
        to.write_all(b"S")?;
        write_text(&mut to, sheet)?;
        match head {
            Ok(head) => write_head(&mut to, head)?,
            Err(error) => write_error(&mut to, error)?,
        }
    }
    to.write_all(b".")?;
    to.flush()?;
    let mut wanted = [0; 4];
    // nobody asks if no sheet can be used
    let Ok(()) = from.read_exact(&mut wanted) else { return Ok(()) };
    let sheet = sheets.get(u32::from_le_bytes(wanted) as usize).map(|(sheet, _)| sheet.as_str());
    let mut gone = None;
    let told = book.cells(sheet.unwrap_or_default(), &mut |cell| {
        gone = write_cell(&mut to, cell).err();
        Ok(gone.is_none())
    });
    match (gone, told) {
        (Some(gone), _) => return Err(gone),
        (None, Ok(())) => to.write_all(b".")?,
        (None, Err(error)) => write_error(&mut to, &error)?,
    }
    to.flush()
}

fn write_text(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(&(text.len() as u32).to_le_bytes())?;
    to.write_all(text.as_bytes())
}

fn write_head(to: &mut impl Write, head: &Head) -> io::Result<()> {
    to.write_all(b"H")?;
    to.write_all(&head.row.to_le_bytes())?;
    to.write_all(&(head.headings.len() as u32).to_le_bytes())?;
    head.headings.iter().try_for_each(|heading| write_text(to, heading))
}

fn write_error(to: &mut impl Write, error: &Error) -> io::Result<()> {
    to.write_all(&[b'!', error.kind.exit_code()])?;
    write_text(to, &error.message)?;
    write_text(to, error.hint.as_deref().unwrap_or_default())
}

fn write_cell(to: &mut impl Write, (row, column, content): Cell<'_>) -> io::Result<()> {
    let tag = match content {
        Content::Empty => b'e',
        Content::Text(_) => b't',
        Content::Time(_) => b'i',
        Content::Broken(_) => b'x',
        Content::Number(_) => b'n',
        Content::Bool(_) => b'b',
        Content::Day(_) => b'd',
    };
    to.write_all(&[tag])?;
    to.write_all(&row.to_le_bytes())?;
    to.write_all(&column.to_le_bytes())?;
    match content {
        Content::Empty => Ok(()),
        Content::Text(text) | Content::Time(text) | Content::Broken(text) => write_text(to, text),
        Content::Number(number) => to.write_all(&number.to_le_bytes()),
        Content::Bool(truth) => to.write_all(&[u8::from(truth)]),
        Content::Day(day) => {
            let [low, high] = day.year().to_le_bytes();
            to.write_all(&[low, high, day.month() as u8, day.day() as u8])
        }
    }
}
