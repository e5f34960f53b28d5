//! Numbers as people type them, read one column at a time: the decimal mark is a property of the column.

use super::table::{Table, Value};
use crate::error::{Error, Result};

/// The decimal mark of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// `12.5`, or no fractions at all.
    Point,
    /// `12,5`.
    Comma,
}

/// The text with a plain minus, plain digits (Arabic, Persian and full-width ones stand for them) and without blanks of any
/// width; `None` if it is so already.
fn plain(text: &str) -> Option<String> {
    let odd = |c: char| {
        let sign = matches!(c, '\u{2212}' | '\u{2010}'..='\u{2013}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{66b}');
        sign || c.is_whitespace() || digit(c).is_some()
    };
    text.contains(odd).then(|| {
        text.chars()
            .filter_map(|c| match c {
                '\u{2212}' | '\u{2010}'..='\u{2013}' => Some('-'),
                '\u{66b}' => Some('.'),
                c if digit(c).is_some() => digit(c),
                c if odd(c) => None,
                c => Some(c),
            })
            .collect()
    })
}

/// The plain digit that a digit of another script stands for.
fn digit(c: char) -> Option<char> {
    let zero = [0x660, 0x6f0, 0xff10].into_iter().find(|zero| (*zero..*zero + 10).contains(&(c as u32)))?;
    char::from_digit(c as u32 - zero, 10)
}

/// The finite number that the text is; words such as `nan` and `inf` and overflows are none.
pub(super) fn number(text: &str, mark: Mark) -> Option<f64> {
    let allowed = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b',' | b'e' | b'E');
    if !text.bytes().all(allowed) {
        return plain(text).and_then(|text| number(&text, mark));
    }
    let value: f64 = match mark {
        Mark::Point => text.parse().ok()?,
        Mark::Comma if text.contains('.') || text.matches(',').count() > 1 => return None,
        Mark::Comma => text.replace(',', ".").parse().ok()?,
    };
    // adding zero turns -0 into 0
    value.is_finite().then_some(value + 0.0)
}

/// The first row and column with a decimal point, and the first with a decimal comma.
pub(super) fn mark_evidence(table: &Table, columns: &[usize]) -> [Option<(usize, usize)>; 2] {
    let mut point: Option<(usize, usize)> = None;
    let mut comma: Option<(usize, usize)> = None;
    for row in 0..table.rows.len() {
        for column in columns {
            let Value::Text(text) = table.value(row, *column) else {
                continue;
            };
            if text.contains('.') {
                if point.is_none() && number(text, Mark::Point).is_some() {
                    point = Some((row, *column));
                }
            } else if comma.is_none() && text.contains(',') && number(text, Mark::Comma).is_some() {
                comma = Some((row, *column));
            }
        }
    }
    [point, comma]
}

/// The decimal mark that the columns use.
///
/// # Errors
/// `Kind::Data` if some cells have a point and others a comma.
pub(super) fn decimal_mark(table: &Table, columns: &[usize]) -> Result<Mark> {
    match mark_evidence(table, columns) {
        [Some((row, column)), Some((other, _))] => Err(Error::data(format!(
            "{}: a number with a decimal point, but {} {} has a decimal comma",
            table.place(row, column),
            table.unit,
            table.rows[other].number
        ))
        .hint("write all numbers of the file with the same decimal mark")),
        [None, Some(_)] => Ok(Mark::Comma),
        _ => Ok(Mark::Point),
    }
}

/// A count of people or things: a whole number without sign.
pub(super) fn count(value: Value<'_>) -> Option<u64> {
    match value {
        Value::Number(number) if number >= 0.0 && number.fract() == 0.0 && number < 9e15 => Some(number as u64),
        Value::Text(text) => {
            let text = plain(text);
            let digits = text.as_deref().unwrap_or(match value {
                Value::Text(text) => text,
                _ => "",
            });
            let whole = digits.strip_suffix(".0").unwrap_or(digits);
            whole.parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Table {
        let mut table = Table::new("a.csv".into(), "line", vec!["lat".into()], &[0]);
        for (index, cell) in cells.iter().enumerate() {
            table.begin(index as u64 + 2);
            table.put(0, Value::Text(cell));
        }
        table
    }

    #[test]
    fn odd_minus_signs_and_blanks_are_understood() {
        assert_eq!(number("\u{2212}12.5", Mark::Point), Some(-12.5));
        assert_eq!(number("\u{a0}12.5\u{a0}", Mark::Point), Some(12.5));
        assert_eq!(number("-3,75", Mark::Comma), Some(-3.75));
        assert_eq!(number("\u{661}\u{662}\u{66b}\u{665}", Mark::Point), Some(12.5));
        assert!(number("-0", Mark::Point).is_some_and(f64::is_sign_positive));
    }

    #[test]
    fn words_and_overflows_are_not_numbers() {
        for text in ["nan", "NaN", "-NaN", "inf", "Infinity", "1e400", "", "1.2.3", "1,5", "0x10"] {
            assert_eq!(number(text, Mark::Point), None, "{text}");
        }
        assert_eq!(number("1.234,56", Mark::Comma), None);
    }

    #[test]
    fn a_column_has_one_decimal_mark() {
        assert_eq!(decimal_mark(&column(&["12", "12,5", "-3,75"]), &[0]), Ok(Mark::Comma));
        assert_eq!(decimal_mark(&column(&["12.5", "n/a, or so", "3"]), &[0]), Ok(Mark::Point));
        let error = decimal_mark(&column(&["12", "12,5", "12.5"]), &[0]).expect_err("mixed");
        assert!(error.message.contains("line 4") && error.message.contains("line 3"));
    }

    #[test]
    fn counts_are_whole_and_not_negative() {
        assert_eq!(count(Value::Text("12")), Some(12));
        assert_eq!(count(Value::Text("4\u{a0}227\u{a0}569")), Some(4_227_569));
        assert_eq!(count(Value::Number(3.0)), Some(3));
        assert_eq!(count(Value::Text("12.0")), Some(12));
        for value in [Value::Number(1.5), Value::Number(-1.0), Value::Text("-1"), Value::Text("two"), Value::Bool(true)]
        {
            assert_eq!(count(value), None, "{value:?}");
        }
    }
}
