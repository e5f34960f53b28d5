//! Numbers that an edition shows or holds back.

use std::collections::BTreeSet;

use super::Split;

/// A number that may be shown, or one that is held back: neither is ever mistaken for zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Held back, so that it cannot be told from others.
    Withheld,
    /// As counted.
    Known(u32),
}

impl Number {
    /// The number, if it is shown.
    pub fn known(self) -> Option<u32> {
        match self {
            Number::Known(n) => Some(n),
            Number::Withheld => None,
        }
    }
}

impl Default for Number {
    fn default() -> Number {
        Number::Known(0)
    }
}

/// A sum of numbers is known if all of them are.
impl std::iter::Sum for Number {
    fn sum<I: Iterator<Item = Number>>(mut numbers: I) -> Number {
        numbers.try_fold(0, |sum, n| n.known().map(|n| sum + n)).map_or(Number::Withheld, Number::Known)
    }
}

/// A sum as a bar shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bar {
    /// Parted by what is known of the places.
    Parts(Split),
    /// The sum alone: its parts are held back.
    Whole(u32),
    /// Held back.
    Withheld,
}

impl Default for Bar {
    fn default() -> Bar {
        Bar::Parts(Split::default())
    }
}

impl Bar {
    /// The parts, if they are shown.
    pub fn parts(&self) -> Option<Split> {
        if let Bar::Parts(split) = self { Some(*split) } else { None }
    }

    /// The whole sum.
    pub fn total(&self) -> Number {
        match self {
            Bar::Parts(split) => Number::Known(split.total()),
            Bar::Whole(n) => Number::Known(*n),
            Bar::Withheld => Number::Withheld,
        }
    }
}

/// Something that a number of people is about, over the period or a part of it. What is known of a place parts some of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
    /// Located in a district (by index), in a year or the whole period.
    District(usize, Option<i16>),
    /// Known to be in a region (by index), in the whole period.
    Region(usize),
    /// In no region that is known, in the whole period.
    Elsewhere,
    /// In a month from 0 of a year, of rows that give one.
    Month(i16, usize),
    /// The parts of a year's total, which is another cell.
    Parts(i16),
    /// The rows of a year, or those without a date.
    Rows(Option<i16>),
}

/// The numbers that an edition holds back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Withheld {
    /// Numbers from 1 to below this are held back, and as many others as it takes to keep them.
    pub below: u32,
    cells: BTreeSet<(String, Cell)>,
    /// Whether counts of incidents are held back as well.
    incidents: bool,
}

/// What stands for the incidents themselves where counts have names.
const INCIDENTS: &str = "";

impl Withheld {
    /// Nothing yet, where small numbers are those below a bound.
    pub fn new(below: u32) -> Withheld {
        Withheld { below, ..Withheld::default() }
    }

    /// Holds back a cell of the count of that name.
    pub fn add(&mut self, count: &str, cell: Cell) {
        self.cells.insert((count.to_string(), cell));
    }

    /// Holds back these cells of the incidents themselves, and all of districts by year, of which the edition has no figure.
    pub fn hide_incidents(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.incidents = true;
        cells.into_iter().for_each(|cell| self.add(INCIDENTS, cell));
    }

    /// Whether counts of incidents are held back where they are small.
    pub fn hides_incidents(&self) -> bool {
        self.incidents
    }

    /// Whether a cell of a count, or of incidents (`None`), is held back.
    pub fn holds(&self, count: Option<&str>, cell: Cell) -> bool {
        if count.is_none() && self.incidents && matches!(cell, Cell::District(_, Some(_))) {
            return true;
        }
        !self.cells.is_empty() && self.cells.contains(&(count.unwrap_or(INCIDENTS).to_string(), cell))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn number(&self, count: Option<&str>, cell: Cell, value: u32) -> Number {
        if self.holds(count, cell) { Number::Withheld } else { Number::Known(value) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incidents_are_held_back_where_they_are_told_to_be_and_never_shown_by_district_and_year() {
        let mut withheld = Withheld::new(5);
        let cells = [Cell::District(3, None), Cell::District(4, Some(2024))];
        assert!(!cells.iter().any(|cell| withheld.holds(None, *cell)));
        withheld.add("killed", cells[0]);
        assert!(!withheld.holds(None, cells[0]) && withheld.holds(Some("killed"), cells[0]));
        withheld.hide_incidents([cells[0]]);
        assert!(cells.iter().all(|cell| withheld.holds(None, *cell)));
        assert!(!withheld.holds(None, Cell::District(4, None)) && !withheld.holds(Some("killed"), cells[1]));
    }

    #[test]
    fn a_sum_with_a_number_that_is_held_back_is_held_back() {
        let sum = |numbers: &[Number]| numbers.iter().copied().sum::<Number>();
        assert_eq!(sum(&[Number::Known(2), Number::Known(3)]), Number::Known(5));
        assert_eq!(sum(&[Number::Known(2), Number::Withheld, Number::Known(0)]), Number::Withheld);
        assert_eq!(sum(&[]), Number::Known(0));
        assert!(Number::Withheld < Number::Known(0), "what is held back stands last, largest first");
    }
}
