//! The two periods of a map of change, and its classes and colours.

use super::figure::Kind;
use super::year::{Year, Years};
use crate::classify::{Classes, Symmetric};
use crate::error::{Error, Result};
use crate::measure::Period;
use crate::palette::{self, Palette};

/// The periods that a figure compares, the earlier first; `None` for other kinds of figures.
pub(super) fn compared(kind: Kind, [from, to]: [Option<Years>; 2], period: Period) -> Result<Option<[Period; 2]>> {
    if kind != Kind::Change {
        return match (from, to) {
            (None, None) => Ok(None),
            _ => Err(Error::project(format!("a figure of kind \"{}\" has no from and to", kind.word()))
                .hint("only kind = \"change\" compares two periods")),
        };
    }
    let year = |year: i16| Period { first: year, last: year };
    let span = |years: Years| match years {
        Years::One(Year(one)) => year(one),
        Years::Span([Year(first), Year(last)]) => Period { first, last },
    };
    if period.first == period.last && from.is_none() {
        return Err(Error::project(format!("a period of one year, {}, has no change", period.first))
            .hint("a map of change compares two years: begin [period] earlier"));
    }
    let to = to.map_or(year(period.last), span);
    let from = from.map_or(year(to.first.saturating_sub(1)), span);
    for (key, years) in [("from", from), ("to", to)] {
        if years.first > years.last || years.first < period.first || years.last > period.last {
            return Err(Error::project(format!("{key} = {} is not in the period {}", years.label(), period.label()))
                .hint(format!(
                    "give a year, or the first and last of several as [{}, {}]",
                    period.first, period.last
                )));
        }
    }
    if from.last >= to.first {
        let how = if from == to { "are the same" } else { "overlap or are in the wrong order" };
        return Err(Error::project(format!("from = {} and to = {} {how}", from.label(), to.label()))
            .hint("from must end before to begins"));
    }
    Ok(Some([from, to]))
}

/// The palette of a map of change: a diverging one.
pub(super) fn colors(kind: Kind, named: Option<Palette>) -> Result<Palette> {
    match named {
        Some(p) if kind == Kind::Change && p.kind != palette::Kind::Diverging => {
            let all = palette::ALL.iter().filter(|p| p.kind == palette::Kind::Diverging).map(|p| p.name);
            Err(Error::project(format!("the palette \"{}\" has no middle for no change", p.name))
                .hint(format!("diverging palettes are {}", all.collect::<Vec<_>>().join(", "))))
        }
        Some(p) => Ok(p),
        None if kind == Kind::Change => Ok(*palette::changes()),
        None => Ok(palette::ALL[0]),
    }
}

/// Makes sure that breaks of a map of change can stand on both sides of zero.
pub(super) fn mirrored(kind: Kind, classes: Option<&Classes>) -> Result<()> {
    match classes {
        Some(classes) if kind == Kind::Change => Symmetric::new(classes.breaks()).map(|_| ()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::{EMBEDDED, Project};

    fn with(lines: &str) -> Result<[Period; 2]> {
        let text = format!("{EMBEDDED}\n[[figure]]\nname = \"c\"\nkind = \"change\"\nwidth = 120\n{lines}\n");
        let project = Project::parse(&text, "my.toml", Path::new("."))?;
        Ok(project.figures.last().and_then(|f| f.compared).expect("a map of change compares"))
    }

    fn years(first: i16, last: i16) -> Period {
        Period { first, last }
    }

    #[test]
    fn the_last_two_years_are_compared_unless_others_are_named() {
        let [a, b, c] = [2022, 2023, 2024].map(|y| years(y, y));
        assert_eq!(with("").expect("valid"), [b, c]);
        assert_eq!(with("from = 2022").expect("valid"), [a, c]);
        assert_eq!(with("to = 2023").expect("valid"), [a, b]);
        assert_eq!(with("from = [2022, 2023]\nto = 2024").expect("valid"), [years(2022, 2023), c]);
    }

    #[test]
    fn periods_that_cannot_be_compared_are_refused() {
        for (lines, words) in [
            ("from = 2021\nto = 2023", "from = 2021 is not in the period 2022–2024"),
            ("from = 2022\nto = 2025", "to = 2025 is not in"),
            ("from = 2023\nto = 2023", "are the same"),
            ("from = 2024\nto = 2023", "wrong order"),
            ("from = [2022, 2023]\nto = [2023, 2024]", "overlap"),
            ("from = [2023, 2022]\nto = 2024", "from = 2023–2022 is not in"),
            ("to = 2022", "from = 2021 is not in"),
            ("from = \"2022\"", "a year, such as 2022, or first and last year"),
            ("from = [2022]", "a year, such as 2022, or first and last year"),
            ("palette = \"blues\"", "has no middle"),
            ("breaks = [0, 1]", "0 is no bound of a difference"),
            ("breaks = [1, 2, 3]", "4 classes on a side"),
        ] {
            let error = with(lines).expect_err(lines);
            assert_eq!(error.kind, crate::error::Kind::Project, "{lines}");
            assert!(error.to_string().contains(words), "{lines}: {error}");
        }
    }

    #[test]
    fn one_year_has_no_change_and_other_kinds_compare_nothing() {
        let short =
            EMBEDDED.replace("first = 2022", "first = 2024").replace("from = 2022", "").replace("to = 2023", "");
        let error = Project::parse(&short, "my.toml", Path::new(".")).expect_err("one year");
        assert!(error.to_string().contains("a period of one year, 2024, has no change"), "{error}");
        let other = EMBEDDED.replace("kind = \"density\"", "kind = \"density\"\nfrom = 2022");
        let error = Project::parse(&other, "my.toml", Path::new(".")).expect_err("compares nothing");
        assert!(error.to_string().contains("has no from and to"), "{error}");
    }
}
