//! Dates as people write them; the order of day and month is a property of the column.

use jiff::civil;

use super::heading::fold;
use super::table::{Table, Value};
use crate::error::{Error, Result};
use crate::incident::{Date, Grain};

/// Whether `04/03/2024` is the fourth of March or the third of April.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Day, month, year: `31/01/2024`.
    Dmy,
    /// Month, day, year: `01/31/2024`.
    Mdy,
}

impl DateOrder {
    /// Every order.
    pub const ALL: [DateOrder; 2] = [DateOrder::Dmy, DateOrder::Mdy];

    /// The word used in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            DateOrder::Dmy => "dmy",
            DateOrder::Mdy => "mdy",
        }
    }
}

/// A value that is no date.
#[derive(Debug, PartialEq)]
pub(super) struct NotADate;

/// A date, nothing, or a value that is neither.
type Parsed = std::result::Result<Option<Date>, NotADate>;

/// Years that a date may have; what lies beyond is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;
/// Month names, English and French, cut to the letters that tell them apart.
const MONTHS: [(&str, i8); 22] = [
    ("jan", 1),
    ("feb", 2),
    ("fev", 2),
    ("mar", 3),
    ("apr", 4),
    ("avr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aou", 8),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
    ("janv", 1),
    ("fevr", 2),
    ("sept", 9),
    ("aout", 8),
];
/// Month names in full.
const LONG_MONTHS: [(&str, i8); 24] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
    ("janvier", 1),
    ("fevrier", 2),
    ("mars", 3),
    ("avril", 4),
    ("mai", 5),
    ("juin", 6),
    ("juillet", 7),
    ("aout", 8),
    ("septembre", 9),
    ("octobre", 10),
    ("novembre", 11),
    ("decembre", 12),
];

/// A date of the given parts, if there is such a day.
fn made(year: i16, month: Option<i8>, day: Option<i8>) -> Option<Date> {
    let grain = match (month, day) {
        (Some(_), Some(_)) => Grain::Day,
        (Some(_), None) => Grain::Month,
        (None, None) => Grain::Year,
        (None, Some(_)) => return None,
    };
    if !YEARS.contains(&year) {
        return None;
    }
    let first = civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).ok()?;
    Some(Date { first, grain })
}

/// The date of a cell; `None` for an empty one.
pub(super) fn date(value: Value<'_>, order: Option<DateOrder>) -> Parsed {
    let found = match value {
        Value::Empty => return Ok(None),
        Value::Text(text) if text.trim().is_empty() => return Ok(None),
        Value::Text(text) => parse(text.trim(), order),
        Value::Day(day) => made(day.year(), Some(day.month()), Some(day.day())),
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e9 => {
            parse(&number.to_string(), order).or_else(|| serial(number))
        }
        _ => None,
    };
    found.map(Some).ok_or(NotADate)
}

/// The date of year, month and day in three cells.
pub(super) fn from_parts(year: Value<'_>, month: Value<'_>, day: Value<'_>) -> Parsed {
    let whole = |value: Value<'_>| match value {
        Value::Empty => Ok(None),
        Value::Text(text) if text.trim().is_empty() => Ok(None),
        Value::Text(text) => match text.trim().parse::<i16>() {
            Ok(number) => Ok(Some(number)),
            Err(_) => month_named(&fold(text)).map(|m| Some(i16::from(m))).ok_or(NotADate),
        },
        Value::Number(number) if number.fract() == 0.0 && number.abs() < 3e4 => Ok(Some(number as i16)),
        _ => Err(NotADate),
    };
    let narrow = |part: Option<i16>| part.map(|p| i8::try_from(p).map_err(|_| NotADate)).transpose();
    let (month, day) = (narrow(whole(month)?)?, narrow(whole(day)?)?);
    match whole(year)? {
        Some(year) => made(year, month, day).map(Some).ok_or(NotADate),
        None if month.is_none() && day.is_none() => Ok(None),
        None => Err(NotADate),
    }
}

/// Whether a number may be one of Excel's day numbers of the years 2000 to 2099.
pub(super) fn is_day_number(number: f64) -> bool {
    (36_526.0..73_051.0).contains(&number)
}

/// Excel's day numbers (1900 system) of the years 2000 to 2099, for cells that lost their date format.
fn serial(number: f64) -> Option<Date> {
    if !is_day_number(number) {
        return None;
    }
    let days = jiff::Span::new().try_days(number as i64 - 36_526).ok()?;
    let day = civil::date(2000, 1, 1).checked_add(days).ok()?;
    made(day.year(), Some(day.month()), Some(day.day()))
}

fn parse(text: &str, order: Option<DateOrder>) -> Option<Date> {
    if text.len() > 64 {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return digits(text);
    }
    let text = without_time(text);
    if let Some(parts) = numeric(text) {
        return from_numeric(parts, order);
    }
    worded(text)
}

/// `2024`, `202402` is refused as ambiguous, `20240304`.
fn digits(text: &str) -> Option<Date> {
    match text.len() {
        4 => made(text.parse().ok()?, None, None),
        8 => made(text[..4].parse().ok()?, Some(text[4..6].parse().ok()?), Some(text[6..].parse().ok()?)),
        _ => None,
    }
}

/// The part before a time of day; the day is the one written, whatever the time zone.
fn without_time(text: &str) -> &str {
    if text.len() < 11 {
        return text;
    }
    let cut = text.char_indices().find(|(at, c)| {
        if !matches!(c, 'T' | ' ') || *at < 6 {
            return false;
        }
        let rest = text[at + 1..].trim_start();
        let clock = rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
        rest[..clock].contains(':')
    });
    cut.map_or(text, |(at, _)| text[..at].trim_end())
}

/// Two or three groups of digits with one sort of separator between them.
fn numeric(text: &str) -> Option<[&str; 3]> {
    let separator = text.chars().find(|c| !c.is_ascii_digit())?;
    if !matches!(separator, '-' | '/' | '.') {
        return None;
    }
    let mut parts = text.split(separator);
    let groups = [parts.next()?, parts.next()?, parts.next().unwrap_or("")];
    let clean = |g: &&str| g.bytes().all(|b| b.is_ascii_digit()) && g.len() <= 4;
    let filled = !groups[0].is_empty() && !groups[1].is_empty();
    (parts.next().is_none() && filled && groups.iter().all(clean)).then_some(groups)
}

fn from_numeric(groups: [&str; 3], order: Option<DateOrder>) -> Option<Date> {
    let small = |group: &str| group.parse::<i8>().ok();
    match groups {
        [year, month, ""] if year.len() == 4 => made(year.parse().ok()?, Some(small(month)?), None),
        [month, year, ""] if year.len() == 4 => made(year.parse().ok()?, Some(small(month)?), None),
        [year, month, day] if year.len() == 4 => made(year.parse().ok()?, Some(small(month)?), Some(small(day)?)),
        [a, b, year] if year.len() == 4 || year.len() == 2 => {
            let (day, month) = match order? {
                DateOrder::Dmy => (a, b),
                DateOrder::Mdy => (b, a),
            };
            let short: i16 = year.parse().ok()?;
            // POSIX's pivot: 69 to 99 are of the last century
            let year = match (year.len(), short) {
                (2, 69..) => 1900 + short,
                (2, _) => 2000 + short,
                _ => short,
            };
            made(year, Some(small(month)?), Some(small(day)?))
        }
        _ => None,
    }
}

/// `31 January 2023`, `March 4, 2024`, `4 février 2024`, `1er mars 2024`, `March 2024`, `04-Mar-2024`.
fn worded(text: &str) -> Option<Date> {
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '-' | '/' | '.'))
        .filter(|w| !w.is_empty())
        .collect();
    let day = |word: &str| {
        let bare = ["er", "st", "nd", "rd", "th"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word);
        bare.parse::<i8>().ok()
    };
    let year = |word: &str| (word.len() == 4).then(|| word.parse::<i16>().ok()).flatten();
    match words[..] {
        [month, y] => made(year(y)?, Some(month_named(month)?), None),
        [a, b, y] => match month_named(b) {
            Some(month) => made(year(y)?, Some(month), Some(day(a)?)),
            None => made(year(y)?, Some(month_named(a)?), Some(day(b)?)),
        },
        _ => None,
    }
}

fn month_named(word: &str) -> Option<i8> {
    let named = |list: &[(&str, i8)]| list.iter().find(|(name, _)| *name == word).map(|(_, m)| *m);
    named(&LONG_MONTHS).or_else(|| named(&MONTHS))
}

/// The first rows of the column whose dates of three numbers begin with the day, begin with the month, and do not tell.
pub(super) fn order_evidence(table: &Table, column: usize) -> [Option<usize>; 3] {
    let (mut undecided, mut dmy, mut mdy) = (None, None, None);
    for row in 0..table.rows.len() {
        let Value::Text(text) = table.value(row, column) else {
            continue;
        };
        let Some([a, b, year]) = numeric(without_time(text.trim())) else {
            continue;
        };
        let (Ok(a), Ok(b)) = (a.parse::<u16>(), b.parse::<u16>()) else {
            continue;
        };
        if year.is_empty() || a > 31 || b > 31 {
            continue;
        }
        let found = match (a > 12, b > 12) {
            (true, false) => &mut dmy,
            (false, true) => &mut mdy,
            _ => &mut undecided,
        };
        found.get_or_insert(row);
    }
    [dmy, mdy, undecided]
}

/// What to do about dates whose order is not known.
pub(super) const ASK_ORDER: &str =
    "say which comes first: `date_order = \"dmy\"` in the project file or `--date-order dmy`";

/// The order that the column's dates of three numbers have; `None` if it has none.
///
/// # Errors
/// `Kind::Data` if the dates contradict each other, or if none of them decides and `declared` does not either.
pub(super) fn order(table: &Table, column: usize, declared: Option<DateOrder>) -> Result<Option<DateOrder>> {
    if declared.is_some() {
        return Ok(declared);
    }
    match order_evidence(table, column) {
        [Some(row), Some(other), _] => Err(Error::data(format!(
            "{}: the day comes first, but in {} {} the month does",
            table.place(row, column),
            table.unit,
            table.rows[other].number
        ))
        .hint(ASK_ORDER)),
        [Some(_), None, _] => Ok(Some(DateOrder::Dmy)),
        [None, Some(_), _] => Ok(Some(DateOrder::Mdy)),
        [None, None, Some(row)] => Err(Error::data(format!(
            "{}: day or month first? no date of the column has a number above 12 to tell",
            table.place(row, column)
        ))
        .hint(ASK_ORDER)),
        [None, None, None] => Ok(None),
    }
}

#[cfg(test)]
#[path = "date_tests.rs"]
mod tests;
