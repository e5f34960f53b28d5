//! The dictionaries of a PDF file: every one, wherever it stands, without following references (ISO 32000-1, 7.3 and 7.5).

use std::io::Read;

use flate2::read::ZlibDecoder;

use crate::error::{Error, Kind, Result};

/// Objects deeper in each other, more of them, or more bytes in packed ones are no figure.
const DEEPEST: usize = 64;
const MOST: usize = 500_000;
const MOST_BYTES: u64 = 64 << 20;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Dict(Dict),
    Array(Vec<Value>),
    Name(String),
    Text(Vec<u8>),
    Number(f64),
    /// `true`, `null`, `obj`, `R` and the like.
    Word(String),
}

/// A dictionary.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Dict(Vec<(String, Value)>);

impl Dict {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, value)| value)
    }

    /// Whether a key has a name as its value.
    pub fn is(&self, key: &str, name: &str) -> bool {
        matches!(self.get(key), Some(Value::Name(found)) if found == name)
    }
}

impl Value {
    /// Numbers of an array of nothing else.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        let Value::Array(values) = self else { return None };
        values.iter().map(|v| if let Value::Number(n) = v { Some(*n) } else { None }).collect()
    }

    /// A text string: UTF-16 or UTF-8 with its mark, else one byte a letter (7.9.2.2, close to Latin-1).
    pub fn words(&self) -> Option<String> {
        let Value::Text(bytes) = self else { return None };
        Some(match bytes.as_slice() {
            [0xFE, 0xFF, rest @ ..] => {
                let units: Vec<u16> = rest.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
                String::from_utf16_lossy(&units)
            }
            [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
            plain => plain.iter().map(|&b| char::from(b)).collect(),
        })
    }
}

/// Every dictionary of a file, those in others and in packed objects too.
///
/// # Errors
/// `Kind::Data` if it is no PDF file, encrypted or cut off, `Kind::Limit` if it is far too large.
pub(super) fn dictionaries(bytes: &[u8]) -> Result<Vec<Dict>> {
    if !bytes[..bytes.len().min(1024)].windows(5).any(|w| w == b"%PDF-") {
        return Err(Error::data("is no PDF file: it does not begin with %PDF-"));
    }
    if !bytes[bytes.len().saturating_sub(2048)..].windows(5).any(|w| w == b"%%EOF") {
        return Err(Error::data("the file does not end with %%EOF").hint("it was cut off: get it again"));
    }
    let mut all = Vec::new();
    let mut room = MOST_BYTES;
    scan(bytes, &mut all, &mut room, true)?;
    if all.iter().any(|d| d.get("Encrypt").is_some()) {
        return Err(Error::data("the file is encrypted").hint("save it without a password"));
    }
    Ok(all)
}

fn scan(bytes: &[u8], all: &mut Vec<Dict>, room: &mut u64, streams: bool) -> Result<()> {
    let mut lexer = Lexer { bytes, at: 0 };
    let mut last: Option<Dict> = None;
    while let Some(value) = lexer.value(0)? {
        match value {
            Value::Dict(dict) => {
                keep(&dict, all);
                last = Some(dict);
            }
            Value::Word(word) if word == "stream" && streams => {
                let data = lexer.stream();
                if let Some(dict) = last.take().filter(|d| d.is("Type", "ObjStm")) {
                    packed(&dict, data, all, room)?;
                }
            }
            Value::Array(values) => values.iter().for_each(|v| nested(v, all)),
            _ => {}
        }
        if all.len() > MOST {
            return Err(Error::new(Kind::Limit, format!("the file has more than {MOST} dictionaries")));
        }
    }
    Ok(())
}

fn keep(dict: &Dict, all: &mut Vec<Dict>) {
    all.push(dict.clone());
    dict.0.iter().for_each(|(_, value)| nested(value, all));
}

fn nested(value: &Value, all: &mut Vec<Dict>) {
    match value {
        Value::Dict(dict) => keep(dict, all),
        Value::Array(values) => values.iter().for_each(|v| nested(v, all)),
        _ => {}
    }
}

/// Objects in a stream of objects (7.5.7): pairs of numbers, then the objects themselves.
fn packed(dict: &Dict, data: &[u8], all: &mut Vec<Dict>, room: &mut u64) -> Result<()> {
    if !dict.is("Filter", "FlateDecode") {
        return Err(
            Error::data("the file packs its objects in a way that is not read").hint("save it with another program")
        );
    }
    let mut unpacked = Vec::new();
    let read = ZlibDecoder::new(data).take(*room + 1).read_to_end(&mut unpacked);
    read.map_err(|e| Error::data(format!("objects of the file cannot be unpacked: {e}")))?;
    *room = room.checked_sub(unpacked.len() as u64).ok_or_else(|| {
        Error::new(Kind::Limit, format!("the objects of the file take more than {} MiB", MOST_BYTES >> 20))
    })?;
    scan(&unpacked, all, room, false)
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
}

fn is_space(b: u8) -> bool {
    matches!(b, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(b: u8) -> bool {
    matches!(b, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

impl<'a> Lexer<'a> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while let Some(b) = self.peek() {
            if b == b'%' {
                while self.peek().is_some_and(|b| !matches!(b, 10 | 13)) {
                    self.at += 1;
                }
            } else if is_space(b) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next object; `None` at the end, or at the end of what it is in.
    fn value(&mut self, depth: usize) -> Result<Option<Value>> {
        if depth > DEEPEST {
            return Err(Error::new(
                Kind::Limit,
                format!("objects of the file are more than {DEEPEST} deep in each other"),
            ));
        }
        self.skip_space();
        let Some(b) = self.peek() else { return Ok(None) };
        let two = self.bytes.get(self.at + 1).copied();
        self.at += 1;
        Ok(Some(match (b, two) {
            (b'<', Some(b'<')) => {
                self.at += 1;
                Value::Dict(self.dict(depth)?)
            }
            (b'<', _) => Value::Text(self.hexadecimal()),
            (b'>', Some(b'>')) if depth > 0 => {
                self.at += 1;
                return Ok(None);
            }
            (b']', _) if depth > 0 => return Ok(None),
            (b'[', _) => {
                let mut values = Vec::new();
                while let Some(value) = self.value(depth + 1)? {
                    values.push(value);
                }
                Value::Array(values)
            }
            (b'(', _) => Value::Text(self.literal()),
            (b'/', _) => Value::Name(self.word()),
            (b, _) if is_delimiter(b) => Value::Word(char::from(b).to_string()),
            _ => {
                self.at -= 1;
                let word = self.word();
                word.parse().map_or(Value::Word(word), Value::Number)
            }
        }))
    }

    fn dict(&mut self, depth: usize) -> Result<Dict> {
        let (mut dict, mut key) = (Dict::default(), None);
        while let Some(value) = self.value(depth + 1)? {
            match (key.take(), value) {
                (None, Value::Name(name)) => key = Some(name),
                // A reference is two numbers and R: the first one stands for it.
                (None, _) => {}
                (Some(name), value) => dict.0.push((name, value)),
            }
        }
        Ok(dict)
    }

    fn word(&mut self) -> String {
        let start = self.at;
        while self.peek().is_some_and(|b| !is_space(b) && !is_delimiter(b)) {
            self.at += 1;
        }
        String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned()
    }

    fn hexadecimal(&mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while let Some(b) = self.peek().filter(|b| *b != b'>') {
            digits.extend(char::from(b).to_digit(16).map(|d| d as u8));
            self.at += 1;
        }
        self.at += 1;
        digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
    }

    /// A string in parentheses, which may stand in it in pairs (7.3.4.2).
    fn literal(&mut self) -> Vec<u8> {
        let (mut text, mut depth) = (Vec::new(), 1);
        while let Some(b) = self.peek() {
            self.at += 1;
            match b {
                b'\\' => text.extend(self.escaped()),
                b'(' => {
                    depth += 1;
                    text.push(b);
                }
                b')' if depth == 1 => break,
                b')' => {
                    depth -= 1;
                    text.push(b);
                }
                b => text.push(b),
            }
        }
        text
    }

    fn escaped(&mut self) -> Option<u8> {
        let b = self.peek()?;
        self.at += 1;
        Some(match b {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            b'\n' => return None,
            b'0'..=b'7' => {
                let mut value = u32::from(b - b'0');
                for _ in 0..2 {
                    let Some(digit) = self.peek().filter(|b| (b'0'..=b'7').contains(b)) else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                value as u8
            }
            other => other,
        })
    }

    /// The bytes of a stream, after its keyword.
    fn stream(&mut self) -> &'a [u8] {
        let start = (self.at + usize::from(self.peek() == Some(b'\r'))).min(self.bytes.len());
        let start = (start + usize::from(self.bytes.get(start) == Some(&b'\n'))).min(self.bytes.len());
        let rest = &self.bytes[start..];
        let end = rest.windows(9).position(|w| w == b"endstream").unwrap_or(rest.len());
        self.at = start + end;
        &rest[..end]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(body: &str) -> Vec<u8> {
        format!("%PDF-1.7\n{body}\n%%EOF\n").into_bytes()
    }

    #[test]
    fn dictionaries_are_found_wherever_they_stand() {
        let found = dictionaries(&file(
            "1 0 obj <</Type/Catalog/Lang(f\\162\\(x\\))/MarkInfo<</Marked true>>/K 3 0 R/A[0 <</S /Figure/Alt<FEFF00E9>>>]>> endobj\n\
             2 0 obj <</Length 4>> stream\n<</No/No>>\nendstream endobj % <</Nor/This>>",
        ))
        .expect("is read");
        let catalog = &found[0];
        assert!(catalog.is("Type", "Catalog") && catalog.get("K") == Some(&Value::Number(3.0)));
        assert_eq!(catalog.get("Lang").and_then(Value::words).as_deref(), Some("fr(x)"));
        assert!(found.iter().any(|d| d.get("Marked") == Some(&Value::Word("true".into()))));
        let alt = found.iter().find(|d| d.is("S", "Figure")).and_then(|d| d.get("Alt")).and_then(Value::words);
        assert_eq!(alt.as_deref(), Some("é"));
        assert!(found.iter().all(|d| d.get("No").is_none() && d.get("Nor").is_none()));
    }

    #[test]
    fn packed_objects_are_read_and_bombs_refused() {
        use std::io::Write;
        let pack = |content: &[u8]| {
            let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            packer.write_all(content).expect("memory");
            let data = packer.finish().expect("memory");
            let mut bytes = file("").split_off(0);
            bytes.truncate(9);
            bytes.extend(b"1 0 obj <</Type/ObjStm/Filter/FlateDecode>> stream\r\n");
            bytes.extend(data);
            bytes.extend(b"\nendstream endobj\n%%EOF\n");
            bytes
        };
        let found = dictionaries(&pack(b"4 0 5 20 <</Type/Catalog>> <</Type/Page>>")).expect("is read");
        assert!(found.iter().any(|d| d.is("Type", "Catalog")) && found.iter().any(|d| d.is("Type", "Page")));
        assert_eq!(dictionaries(&pack(&vec![b' '; 70 << 20])).expect_err("a bomb").kind, Kind::Limit);
    }

    #[test]
    fn what_is_no_whole_file_is_refused() {
        assert!(dictionaries(b"").is_err() && dictionaries(b"%PDF-1.7\n1 0 obj <<").is_err());
        assert!(
            dictionaries(&file("trailer <</Encrypt 4 0 R>>")).expect_err("encrypted").message.contains("encrypted")
        );
        assert_eq!(dictionaries(&file(&"[".repeat(10_000))).expect_err("deep").kind, Kind::Limit);
        for odd in ["<<", "(", "<", "/", ">>]]})", "<</A", "(((", "1 0 obj stream"] {
            assert!(dictionaries(&file(odd)).is_ok(), "{odd}: nothing to be found, and no fault of ours");
        }
    }
}
