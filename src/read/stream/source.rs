//! Where the bytes of a stream come from: a file, standard input, or something compressed in either.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::Ordering;

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

use super::super::csv::MOST_HEADINGS;
use super::super::input::Input;
use super::Meter;
use crate::error::{Error, Result};

/// A format that is read part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Text with columns, perhaps compressed.
    Csv,
    /// A JSON object a line, perhaps compressed.
    Lines,
    /// Parquet and GeoParquet.
    Parquet,
    /// A workbook, whose cells come one by one.
    Workbook,
    /// Text of either kind from a pipe: its first byte says which.
    Piped,
}

/// The format by the file's name; `None` if it is not read part by part.
pub(super) fn format(input: &Input) -> Option<Format> {
    let name = input.name().to_lowercase();
    let plain = ["gz", "zst"].iter().find_map(|z| name.strip_suffix(&format!(".{z}"))).unwrap_or(&name);
    match plain.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "csv" | "tsv" | "tab" | "txt" => Some(Format::Csv),
        "ndjson" | "jsonl" | "geojsonl" | "geojsons" => Some(Format::Lines),
        "parquet" | "geoparquet" if plain == name => Some(Format::Parquet),
        "xlsx" | "xlsm" if plain == name => Some(Format::Workbook),
        "" if !again(input) || is_device(input) => Some(Format::Piped),
        _ => None,
    }
}

/// Whether the input can be read twice: a file can, standard input and pipes cannot.
pub(super) fn again(input: &Input) -> bool {
    match input {
        Input::Bundled { .. } | Input::Bytes { .. } => true,
        Input::File(path) | Input::Apart { path, .. } => {
            path.as_os_str() != "-" && std::fs::metadata(path).map_or(true, |of| of.is_file())
        }
    }
}

fn is_device(input: &Input) -> bool {
    input.path().is_some_and(|path| path.starts_with("/dev"))
}

/// Bytes as they are in the file, counted on their way.
struct Counted<'a, R> {
    from: R,
    meter: &'a Meter,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.meter.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// A text of which the beginning was read; without byte order mark and in UTF-8 if it had a mark.
pub(super) struct Opened<'a> {
    pub head: Vec<u8>,
    pub from: Box<dyn Read + Send + 'a>,
    pub notes: Vec<String>,
}

impl Opened<'_> {
    /// Whether the text is JSON, going by the format, or where that is open by its first character.
    pub(super) fn is_json(&self, format: Format) -> bool {
        let first = self.head.iter().find(|b| !b.is_ascii_whitespace());
        format == Format::Lines || format == Format::Piped && first.is_some_and(|b| b"{[\x1e".contains(b))
    }
}

/// Opens a text, inflated if its first bytes say that it is gzip or zstd, whatever its name.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io`; `Kind::Data` if what is compressed is damaged.
pub(super) fn open<'a>(input: &Input, meter: &'a Meter) -> Result<Opened<'a>> {
    let name = input.name();
    let mut from = inflated(input, meter)?;
    let mut head = head_of(&name, &mut from)?;
    let mut notes = Vec::new();
    if let Some(utf16) = utf16(&head) {
        notes.push(format!("read as {}", utf16.name()));
        from = Box::new(Transcoded::new(utf16, Box::new(std::io::Cursor::new(head).chain(from))));
        head = head_of(&name, &mut from)?;
    }
    while head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    Ok(Opened { head, from, notes })
}

/// The first bytes of a file.
fn head_of(name: &str, from: &mut (impl Read + ?Sized)) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    from.take(MOST_HEADINGS as u64).read_to_end(&mut text).map_err(|e| damaged(name, &e))?;
    Ok(text)
}

fn inflated<'a>(input: &Input, meter: &'a Meter) -> Result<Box<dyn Read + Send + 'a>> {
    let raw: Box<dyn Read + Send> = match input {
        Input::Bundled { bytes, .. } => {
            meter.total.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            Box::new(*bytes)
        }
        Input::Bytes { bytes, .. } => {
            meter.total.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            Box::new(std::io::Cursor::new(bytes.clone()))
        }
        Input::File(path) | Input::Apart { path, .. } if path.as_os_str() == "-" => Box::new(std::io::stdin()),
        Input::File(path) | Input::Apart { path, .. } => {
            let file = std::fs::File::open(path).map_err(|e| Error::reading(path, &e))?;
            meter.total.fetch_add(file.metadata().map_or(0, |m| m.len()), Ordering::Relaxed);
            Box::new(file)
        }
    };
    let mut counted = BufReader::with_capacity(1 << 18, Counted { from: raw, meter });
    let head = counted.fill_buf().map_err(|e| damaged(&input.name(), &e))?;
    if head.starts_with(&[0x1f, 0x8b]) {
        return Ok(Box::new(flate2::bufread::MultiGzDecoder::new(counted)));
    }
    if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let inflated = zstd::stream::read::Decoder::with_buffer(counted)
            .map_err(|e| Error::data(format!("{}: damaged zstd: {e}", input.name())))?;
        return Ok(Box::new(inflated));
    }
    Ok(Box::new(counted))
}

/// An input that could not be read to its end, or whose compressed content is broken.
fn damaged(name: &str, cause: &std::io::Error) -> Error {
    match cause.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput | std::io::ErrorKind::UnexpectedEof => {
            Error::data(format!("{name}: the compressed content is damaged: {cause}")).hint("compress or copy it again")
        }
        _ => Error::reading(Path::new(name), cause),
    }
}

/// The encoding by a byte order mark of UTF-16.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(found, _)| found).filter(|e| *e == UTF_16LE || *e == UTF_16BE)
}

/// UTF-16 on its way to UTF-8, the byte order mark taken off; broken pairs become U+FFFD.
struct Transcoded<'a> {
    from: Box<dyn Read + Send + 'a>,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<'a> Transcoded<'a> {
    /// Reads what the encoding says.
    fn new(encoding: &'static Encoding, from: Box<dyn Read + Send + 'a>) -> Transcoded<'a> {
        let decoder = encoding.new_decoder_with_bom_removal();
        Transcoded { from, decoder, raw: vec![0; 1 << 16], ready: Vec::new(), given: 0, ended: false }
    }
}

impl Read for Transcoded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.ready.len() && !self.ended {
            let read = self.from.read(&mut self.raw)?;
            self.ended = read == 0;
            let most = self.decoder.max_utf8_buffer_length(read).unwrap_or(4 * self.raw.len());
            self.ready.resize(most, 0);
            let (_, _, made, _) = self.decoder.decode_to_utf8(&self.raw[..read], &mut self.ready, self.ended);
            self.ready.truncate(made);
            self.given = 0;
        }
        let some = (self.ready.len() - self.given).min(buffer.len());
        buffer[..some].copy_from_slice(&self.ready[self.given..self.given + some]);
        self.given += some;
        Ok(some)
    }
}
