//! Attributes of a .dbf: a table of fixed width (dBASE III to V).
//!
//! Read here and not with the dbase crate, because that skips deleted records silently (every later shape then gets the
//! attributes of its neighbour), turns long numeric codes into floats and refuses the empty dates that many writers leave
//! in the header.

use super::codepage::{Charset, of_language};
use super::encoding::foreign_word;
use crate::error::{Error, Result};

/// One field: its name, where it begins in a record, its width in bytes, and whether it is a number, padded at the left.
struct Field {
    name: String,
    start: usize,
    width: usize,
    number: bool,
}

/// A table as text: blanks at the right of values are padding and are taken off.
pub(super) struct Attributes {
    /// Field names, made unique if the ten letters that they may have made them alike.
    pub fields: Vec<String>,
    /// Values by record.
    pub records: Vec<Vec<String>>,
    /// What had to be assumed.
    pub notes: Vec<String>,
}

fn damaged(file: &str, what: impl std::fmt::Display) -> Error {
    Error::data(format!("{file}: {what}"))
        .hint("the shapefile is damaged or cut short: get it again, or repair it (for instance with ogr2ogr)")
}

/// Reads the table that belongs to `shapes` shapes, in the stated encoding if one is stated.
///
/// # Errors
/// `Kind::Data` if the table is damaged, has another number of records, or has a record that is marked as deleted.
pub(super) fn attributes(file: &str, dbf: &[u8], shapes: usize, stated: Option<Charset>) -> Result<Attributes> {
    let number = |at: usize, width: usize| -> usize {
        let bytes = dbf.get(at..at + width).unwrap_or(&[]);
        bytes.iter().rev().fold(0, |sum, b| sum << 8 | usize::from(*b))
    };
    let (records, header, width) = (number(4, 4), number(8, 2), number(10, 2));
    if dbf.len() < 33 || header < 33 || width < 2 || header > dbf.len() {
        return Err(damaged(file, "the .dbf has no dBASE header"));
    }
    if records != shapes {
        return Err(damaged(file, format!("the .shp has {shapes} shapes but the .dbf states {records} records")));
    }
    let room = (dbf.len() - header) / width;
    if room < records {
        return Err(damaged(file, format!("the .dbf states {records} records but has room for {room}")));
    }
    let mut notes = Vec::new();
    let fields = fields(file, &dbf[32..header], width, &mut notes)?;
    let rows: Vec<&[u8]> = dbf[header..].chunks_exact(width).take(records).collect();
    check_flags(file, &rows)?;
    let encoding = encoding((&fields, &rows), stated, of_language(dbf[29]), &mut notes);
    let values = |row: &&[u8]| -> Vec<String> {
        let value = |field: &Field| {
            let text = text(&row[field.start..field.start + field.width], encoding);
            if field.number { text.trim_start().to_string() } else { text }
        };
        fields.iter().map(value).collect()
    };
    Ok(Attributes {
        records: rows.iter().map(values).collect(),
        fields: fields.iter().map(|f| f.name.clone()).collect(),
        notes,
    })
}

/// Field descriptors of 32 bytes each, up to a carriage return.
fn fields(file: &str, descriptors: &[u8], width: usize, notes: &mut Vec<String>) -> Result<Vec<Field>> {
    let mut fields: Vec<Field> = Vec::new();
    // the first byte of a record is its deletion flag
    let mut start = 1;
    for descriptor in descriptors.chunks_exact(32).take_while(|d| d[0] != b'\r') {
        let letters: Vec<u8> = descriptor[..11].iter().copied().take_while(|b| *b != 0).collect();
        let mut name = Charset::WINDOWS_1252.decode(&letters).trim().to_string();
        while fields.iter().any(|f| f.name.eq_ignore_ascii_case(&name)) {
            notes.push(format!("the .dbf has two fields '{name}'; the second is called '{name}_'"));
            name.push('_');
        }
        let own = usize::from(descriptor[16]);
        fields.push(Field { name, start, width: own, number: matches!(descriptor[11], b'N' | b'F') });
        start += own;
    }
    if fields.is_empty() || start > width {
        return Err(damaged(file, format!("the fields of the .dbf take {start} bytes, but a record has {width}")));
    }
    Ok(fields)
}

/// A record that is marked as deleted while its shape is there would shift or lose attributes.
fn check_flags(file: &str, rows: &[&[u8]]) -> Result<()> {
    match rows.iter().position(|row| row[0] != b' ') {
        None => Ok(()),
        Some(index) if rows[index][0] == b'*' => Err(Error::data(format!(
            "{file}: record {} is deleted in the .dbf but its shape is still in the .shp; which district it was cannot be told",
            index + 1
        ))
        .hint("pack the shapefile (for instance: ogr2ogr packed.shp file.shp), or undelete the record")),
        Some(index) => Err(damaged(file, format!("record {} of the .dbf begins with no deletion flag", index + 1))),
    }
}

/// The encoding of the text: the stated one unless the bytes contradict it; without one UTF-8, else the one that the
/// header's language byte names, else the likelier of two of Western Europe.
fn encoding(
    (fields, rows): (&[Field], &[&[u8]]),
    stated: Option<Charset>,
    language: Option<Charset>,
    notes: &mut Vec<String>,
) -> Charset {
    let values = rows.iter().flat_map(|row| fields.iter().map(|f| &row[f.start..f.start + f.width]));
    let foreign: Vec<&[u8]> = values.filter(|v| !v.is_ascii()).collect();
    let Some(example) = foreign.first() else {
        return stated.unwrap_or(Charset::UTF_8);
    };
    let utf8 = foreign.iter().all(|v| is_utf8(v));
    let (chosen, why) = match (stated, utf8) {
        (Some(stated), true) if stated != Charset::UTF_8 => {
            (Charset::UTF_8, format!("the .cpg says {}, but all text is UTF-8 and was read so", stated.name()))
        }
        (Some(stated), false) if stated == Charset::UTF_8 => {
            let found = western(&foreign);
            (found, format!("the .cpg says UTF-8, but the text is not and was read as {}", found.name()))
        }
        (Some(stated), _) => return stated,
        (None, true) => (Charset::UTF_8, "no .cpg: text was read as UTF-8, which it is".to_string()),
        (None, false) if language.is_some_and(|l| l != Charset::WINDOWS_1252) => {
            let language = language.unwrap_or(Charset::WINDOWS_1252);
            (language, format!("no .cpg: text was read as {}, which the header of the .dbf names", language.name()))
        }
        (None, false) => {
            let found = western(&foreign);
            (found, format!("no .cpg and not UTF-8: text was read as {}", found.name()))
        }
    };
    notes.push(format!("{why} (for example '{}')", foreign_word(&text(example, chosen))));
    chosen
}

/// Windows-1252, or the code page 850 where the text has only bytes that are letters there, and some beside letters that are
/// signs or nothing in Windows-1252 (as in `Di\u{201a}ma` for Diéma).
fn western(values: &[&[u8]]) -> Charset {
    let sign = |b: u8| matches!(b, 0x81..=0x84 | 0x87..=0x89 | 0x8b | 0x8d | 0x8f | 0x90);
    let in_word = |w: &[u8]| (w[0].is_ascii_alphabetic() && sign(w[1])) || (sign(w[0]) && w[1].is_ascii_alphabetic());
    let letters = values.iter().all(|v| v.iter().all(|b| b.is_ascii() || matches!(b, 0x80..=0x9a | 0xa0..=0xa5)));
    match letters && values.iter().any(|v| v.windows(2).any(in_word)) {
        true => Charset::Dos(850),
        false => Charset::WINDOWS_1252,
    }
}

/// Whether a value is UTF-8, but for a letter that the field's width may have cut in two at its end.
fn is_utf8(value: &[u8]) -> bool {
    match std::str::from_utf8(value) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

fn text(value: &[u8], encoding: Charset) -> String {
    let end = value.iter().position(|b| *b == 0).unwrap_or(value.len());
    let text = encoding.decode(&value[..end]);
    let padding = |c: char| c.is_whitespace() || c == '\u{fffd}';
    // a letter cut in two by the field's width shows as U+FFFD
    text.trim_end_matches(padding).to_string()
}

#[cfg(test)]
#[path = "dbf_tests.rs"]
mod tests;
