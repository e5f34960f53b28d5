//! Symbols by the texts of a column of the incidents: which kinds there are, and what stands for each.

use super::wording::{
    KindsShown, Subject, hollow_label, kind_header, kinds_heading, not_stated, other_kinds, solid_label,
};
use crate::error::{Error, Result};
use crate::furniture::{KeyRow, Sign, UnitBar, count};
use crate::incident::Precision;
use crate::language::Language;
use crate::ledger::Bucket;
use crate::measure::{Findings, Kind, Sorting};
use crate::palette::{Palette, ink};
use crate::sheet::{Cell, Column, Table};
use crate::symbol::{Emblem, Known, Shape};

use super::layout::Panel;

/// Most kinds with a symbol of their own; the rest are "other".
pub const MOST_KINDS: usize = Emblem::SHAPES.len();

/// How located incidents are sorted into kinds, each with its symbol.
#[derive(Debug, Clone, PartialEq)]
pub struct Category {
    /// The column, by the heading under which the incidents carry it.
    pub column: String,
    /// What the kinds are kinds of: "Weapon".
    pub label: String,
    /// Kinds in the order of the legend: text in the files and what it is called. Others follow by their number.
    pub values: Vec<Kind>,
    /// One map a kind instead of one for all.
    pub panels: bool,
    /// Colours of the kinds; a qualitative palette.
    pub palette: Palette,
}

/// Kinds that were found, with their symbols and numbers.
pub(super) struct Kinds<'a> {
    category: &'a Category,
    pub sorting: Sorting,
    emblems: Vec<Emblem>,
    /// Located incidents of each place.
    located: Vec<u32>,
    /// All incidents of each place.
    all: Vec<u32>,
    /// Whether only incidents with a date are shown, on maps of years.
    dated: bool,
}

impl<'a> Kinds<'a> {
    /// # Errors
    /// `Kind::Project` if no incident file has the column.
    pub fn new(findings: &Findings, category: &'a Category, dated: bool) -> Result<Kinds<'a>> {
        let found = findings.sorted(&category.column, &category.values, MOST_KINDS);
        let sorting = found.ok_or_else(|| {
            Error::project(format!("the incidents carry no column '{}'", category.column))
                .hint("name it as a text column when the incidents are read")
        })?;
        let mut emblems = Emblem::of(&category.palette.take(sorting.kinds.len()));
        emblems.extend([Emblem::OTHER, Emblem::NOT_STATED]);
        let counts = |i: usize| !dated || findings.incidents.year(i).is_some();
        let located = sorting.sums(|i| counts(i) && findings.joined.located(i));
        let all = sorting.sums(counts);
        Ok(Kinds { category, sorting, emblems, located, all, dated })
    }

    /// Incidents of a place, by index.
    fn of_place<'b>(&'b self, findings: &'b Findings, place: usize) -> impl Iterator<Item = usize> + 'b {
        let counts = move |i: &usize| !self.dated || findings.incidents.year(*i).is_some();
        (0..self.sorting.place.len()).filter(move |&i| self.sorting.place[i] == place).filter(counts)
    }

    /// The symbol of an incident.
    pub fn emblem(&self, incident: usize) -> Emblem {
        self.emblems[self.sorting.place[incident]]
    }

    /// Places that a legend shows: every kind, and other and not stated where there are such incidents.
    pub fn shown(&self) -> Vec<usize> {
        (0..self.sorting.places()).filter(|&p| p < self.sorting.kinds.len() || self.all[p] > 0).collect()
    }

    /// What a place is called.
    pub fn called(&self, language: Language, place: usize) -> String {
        match self.sorting.kinds.get(place) {
            Some(kind) => kind.clone(),
            None if place == self.sorting.other() => other_kinds(language, self.sorting.others),
            None => not_stated(language).to_string(),
        }
    }

    /// What an alternative text says of the kinds.
    pub fn described(&self, language: Language, panels: bool) -> KindsShown {
        let numbers = self.shown().into_iter().map(|p| (self.called(language, p), self.located[p])).collect();
        KindsShown { label: self.category.label.clone(), numbers, panels }
    }

    /// The rows of the legend: a heading with the number of all, then the kinds with theirs, in two columns.
    pub fn rows(&self, language: Language) -> [Vec<KeyRow>; 2] {
        let row = |&p: &usize| KeyRow {
            signs: vec![Sign::Kind(self.emblems[p], false)],
            label: format!("{} ({})", self.called(language, p), count(language, self.located[p].into())),
        };
        let head = |label: String| KeyRow { signs: Vec::new(), label };
        let shown = self.shown();
        let (left, right) = shown.split_at(shown.len().div_ceil(2));
        let all = self.located.iter().sum();
        let first = [head(kinds_heading(language, &self.category.label, all))];
        let second = [head(String::new())];
        [
            first.into_iter().chain(left.iter().map(row)).collect(),
            second.into_iter().chain(right.iter().map(row)).collect(),
        ]
    }

    /// The rows that tell filled from hollow symbols, on one of no kind.
    pub fn precision_rows(language: Language, subject: &Subject) -> [KeyRow; 2] {
        let any = Emblem { shape: Shape::Disc, color: ink::TEXT };
        let row = |hollow: bool, label: String| KeyRow {
            signs: vec![Sign::Tick(Known::Located), Sign::Kind(any, hollow)],
            label,
        };
        [row(false, solid_label(language).to_string()), row(true, hollow_label(language, subject))]
    }

    /// Header and bar of the map of a place.
    pub fn panel(&self, language: Language, findings: &Findings, place: usize) -> Panel {
        let by_region = |i: &usize| {
            findings.incidents.precision[*i] == Precision::Region
                && !matches!(findings.joined.bucket[*i], Bucket::Joined | Bucket::Outside)
        };
        let (located, region) = (self.located[place], self.of_place(findings, place).filter(by_region).count() as u32);
        let unknown = self.all[place] - located - region;
        Panel {
            header: Some(kind_header(language, &self.called(language, place), (located, self.all[place]))),
            bar: Some(UnitBar { located, region, unknown }),
        }
    }

    /// The table with a column for each place: located incidents of the unit, whose districts `members` answers by its target.
    pub fn tabled(
        &self,
        table: Table,
        findings: &Findings,
        language: Language,
        targets: &[(String, Vec<usize>)],
    ) -> Table {
        let mut table = table;
        for place in self.shown() {
            let mut by_district = vec![0; findings.boundaries.districts.len()];
            self.of_place(findings, place)
                .filter_map(|i| findings.joined.district[i])
                .for_each(|d| by_district[d] += 1);
            let title = self.called(language, place);
            table.columns.push(Column { title, numeric: true, period: None });
            for row in &mut table.rows {
                let members =
                    targets.iter().find(|(name, _)| *name == row.target).map(|(_, members)| members.as_slice());
                let n: u32 = members.unwrap_or_default().iter().map(|&d| by_district[d]).sum();
                row.cells.push(Cell::number(n.into(), count(language, n.into())));
            }
            table.total.push(count(language, by_district.iter().sum::<u32>().into()));
        }
        table
    }
}
