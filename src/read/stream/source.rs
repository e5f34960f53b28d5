//! Where the bytes of a stream come from: a file, standard input, or something compressed in either.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::atomic::Ordering;

use encoding_rs::{Decoder, Encoding, UTF_16BE, UTF_16LE};

use super::super::input::Input;
use super::Meter;
use crate::error::{Error, Result};

/// A format that is read part by part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Text with columns, perhaps compressed.
    Csv,
}

/// The format by the file's name; `None` if it is not read part by part.
pub(super) fn format(input: &Input) -> Option<Format> {
    let name = input.name().to_lowercase();
    let plain = ["gz", "zst"].iter().find_map(|z| name.strip_suffix(&format!(".{z}"))).unwrap_or(&name);
    if name == "-" {
        return Some(Format::Csv);
    }
    match plain.rsplit_once('.')?.1 {
        "csv" | "tsv" | "tab" | "txt" => Some(Format::Csv),
        _ => None,
    }
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

/// Opens the input, inflated if its first bytes say that it is gzip or zstd, whatever its name.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io`.
pub(super) fn open<'a>(input: &Input, meter: &'a Meter) -> Result<Box<dyn Read + Send + 'a>> {
    let raw: Box<dyn Read + Send> = match input {
        Input::Bundled { bytes, .. } => {
            meter.total.fetch_add(bytes.len() as u64, Ordering::Relaxed);
            Box::new(*bytes)
        }
        Input::File(path) if path.as_os_str() == "-" => Box::new(std::io::stdin()),
        Input::File(path) => {
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
pub(super) fn damaged(name: &str, cause: &std::io::Error) -> Error {
    match cause.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput | std::io::ErrorKind::UnexpectedEof => {
            Error::data(format!("{name}: the compressed content is damaged: {cause}")).hint("compress or copy it again")
        }
        _ => Error::reading(Path::new(name), cause),
    }
}

/// The encoding by a byte order mark of UTF-16.
pub(super) fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    Encoding::for_bom(head).map(|(found, _)| found).filter(|e| *e == UTF_16LE || *e == UTF_16BE)
}

/// UTF-16 on its way to UTF-8, the byte order mark taken off; broken pairs become U+FFFD.
pub(super) struct Transcoded<'a> {
    from: Box<dyn Read + Send + 'a>,
    decoder: Decoder,
    raw: Vec<u8>,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<'a> Transcoded<'a> {
    /// Reads what the encoding says.
    pub(super) fn new(encoding: &'static Encoding, from: Box<dyn Read + Send + 'a>) -> Transcoded<'a> {
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
