//! Parquet, read by row group: coordinates go from the decoder to the batch, odd rows through the gates of `read`.

use std::sync::atomic::Ordering;

use super::super::encoding::decoded;
use super::super::incident_rows::{Writing, matches_one};
use super::super::input::Input;
use super::super::parquet::{Group, Parquet, Rows, civil};
use super::super::preset::{Columns, DateColumns};
use super::super::table::Value;
use super::collect::Collected;
use super::drive::{States, Work, drive};
use super::memo::Memo;
use super::ordered::{Order, Raw, pump};
use super::part::{Evidence, Part};
use super::pass::{Look, evidence, gather, settle};
use super::plan::{Plan, uncompared, wanted};
use super::quick::iso_day;
use super::{Ask, Meter};
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::ledger::Account;
use crate::unit::{LonLat, Rect};

/// Days since 1970 that a date may have: 1900 to 2100.
const FIRST_DAY: i32 = -25_567;
const LAST_DAY: i32 = 47_846;

/// Reads a file; `None` if it must be looked through first.
///
/// # Errors
/// As `read::fold`.
pub(super) fn read<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
    input: &Input,
    ask: &Ask<'_>,
    then: &Work<'_, S, I, W>,
    look: Look<'_>,
) -> Result<Option<Account>> {
    let name = input.name();
    let parquet = Parquet::open(input)?;
    let mut columns = wanted(&name, &parquet.headings, ask)?;
    columns.0.id = columns.0.id.filter(|id| !parquet.is_surely_read(*id));
    let uncompared = uncompared(&columns.0);
    columns.0.notes.extend(uncompared);
    let plan = Plan::new((&name, "row"), &parquet.headings, &columns, ask);
    let file = File::new(&plan, &parquet);
    let total: u64 = (0..parquet.groups()).map(|group| parquet.bytes(group, &file.kept)).sum();
    ask.meter.total.fetch_add(total, Ordering::Relaxed);
    let writing = file.look(look.thorough);
    let parts = file.run(writing, then, ask.meter);
    let notes = parquet.notes.iter().chain(&columns.0.notes).cloned().collect();
    settle(&plan, (writing, look), gather(&plan, 0, parts, notes)?)
}

/// Hands the rows of a file on in their order; `None` if it must be looked through first.
///
/// # Errors
/// As `read::in_order`.
pub(super) fn in_order<T: Send>(
    input: &Input,
    ask: &Ask<'_>,
    order: &mut Order<'_, T>,
    look: Look<'_>,
) -> Result<Option<()>> {
    let name = input.name();
    let parquet = Parquet::open(input)?;
    let columns = wanted(&name, &parquet.headings, ask)?;
    let plan = Plan::new((&name, "row"), &parquet.headings, &columns, ask);
    let file = File::new(&plan, &parquet);
    let writing = file.look(look.thorough);
    let (mut parts, mut open) = (parquet.parts(&file.kept).into_iter(), None);
    let mut next = || {
        let round = (0..rayon::current_num_threads()).map_while(|_| file.table(&mut parts, &mut open));
        round.collect()
    };
    let evidence = pump(&plan, (0, writing, parquet.notes.clone()), &mut next, order)?;
    settle(&plan, (writing, look), ((), evidence))
}

/// The bounds of all incidents if every row is one, as the file says without being read; `None` where it does not, or where
/// not all rows are asked for. They are to be checked.
///
/// # Errors
/// As `read::fold`.
pub(super) fn said_bounds(input: &Input, ask: &Ask<'_>) -> Result<Option<Rect>> {
    let parquet = Parquet::open(input)?;
    let (columns, _) = wanted(&input.name(), &parquet.headings, ask)?;
    let some = ask.options.period.is_some() || !columns.only.is_empty() || columns.precision.is_some();
    let Some((lat, lon)) = columns.place.filter(|_| !some) else { return Ok(None) };
    let bounds = parquet.said_range(lon).zip(parquet.said_range(lat));
    let bounds = bounds.map(|((x0, x1), (y0, y1))| Rect { x0, y0, x1, y1 });
    let globe = Rect { x0: -180.0, y0: -90.0, x1: 180.0, y1: 90.0 };
    Ok(bounds.filter(|of| of.x0 <= of.x1 && of.y0 <= of.y1 && globe.holds(of)))
}

/// A file and the columns that are read of it.
struct File<'a> {
    plan: &'a Plan<'a>,
    parquet: &'a Parquet,
    kept: Vec<usize>,
    /// The year of each day from `FIRST_DAY` on, where years are asked for.
    years: Vec<i16>,
}

impl<'a> File<'a> {
    fn new(plan: &'a Plan<'a>, parquet: &'a Parquet) -> File<'a> {
        let year = |days: i32| civil(days.into()).map_or(0, |date| date.year());
        let years = if plan.ask.years { (FIRST_DAY..=LAST_DAY).map(year).collect() } else { Vec::new() };
        File { plan, parquet, kept: plan.kept(), years }
    }

    /// How numbers and dates are written, where text leaves that open: as the first rows show, or all of them.
    fn look(&self, thorough: bool) -> Writing {
        let declared = self.plan.ask.options.date_order;
        let unseen = Evidence::default().writing(declared);
        let place = self.plan.columns.place.into_iter().flat_map(|(lat, lon)| [lat, lon]);
        let date = match self.plan.columns.date {
            DateColumns::One(column) => Some(column),
            _ => None,
        };
        if !place.chain(date).any(|column| self.parquet.is_text(column)) || self.parquet.groups() == 0 {
            return unseen;
        }
        if !thorough {
            return self.part((0, 0..self.parquet.rows(0)), (unseen, true), &mut |_| ()).evidence.writing(declared);
        }
        let spare = States::new(Vec::new());
        let nothing = Work { init: &|| (), work: &|_: &mut (), _: &Batch| (), spare: &spare };
        evidence(&self.run(unseen, &nothing, &Meter::default()), 0).writing(declared)
    }

    /// Reads all row groups.
    fn run<S: Send, I: Fn() -> S + Sync, W: Fn(&mut S, &Batch) + Sync>(
        &self,
        writing: Writing,
        then: &Work<'_, S, I, W>,
        meter: &Meter,
    ) -> Vec<Part> {
        let mut parts = self.parquet.parts(&self.kept).into_iter();
        let read = |(group, rows): Rows, sink: &mut dyn FnMut(&Batch)| {
            let last = rows.end == self.parquet.rows(group);
            let part = self.part((group, rows), (writing, false), sink);
            let bytes = if last { self.parquet.bytes(group, &self.kept) } else { 0 };
            meter.bytes.fetch_add(bytes, Ordering::Relaxed);
            part
        };
        drive(move || parts.next().map(Ok), read, then, meter)
    }

    /// Reads the next rows of the part that is open, or of the next one; `None` at the end.
    fn table(&self, parts: &mut std::vec::IntoIter<Rows>, open: &mut Option<Group>) -> Option<Raw> {
        let mut table = self.plan.table();
        loop {
            let found = match open {
                Some(group) => group.next(),
                None => {
                    let next = self.parquet.group(parts.next()?, &self.kept);
                    next.map(|group| *open = Some(group)).map(|()| usize::MAX)
                }
            };
            let rows = match found {
                Ok(usize::MAX) => continue,
                Ok(0) => {
                    *open = None;
                    continue;
                }
                Ok(rows) => rows,
                Err(error) => return Some(Raw { table, lines: 0, fault: Some((0, error)) }),
            };
            let group = open.as_ref()?;
            (0..rows).for_each(|row| group.add(row, &mut table, row as u64));
            return Some(Raw { table, lines: rows as u64, fault: None });
        }
    }

    /// Reads rows of a row group, or the first of them only.
    fn part(&self, rows: Rows, (writing, first): (Writing, bool), then: &mut dyn FnMut(&Batch)) -> Part {
        let mut lane = Lane {
            plan: self.plan,
            found: Collected::new(self.plan),
            precisions: Memo::new(),
            onlies: self.plan.only.iter().map(|_| Memo::new()).collect(),
            spare: Default::default(),
            years: &self.years,
            last_day: (0, 19_700_101),
        };
        let mut done = 0;
        let mut read = || {
            let mut group = self.parquet.group(rows.clone(), &self.kept).map_err(|e| (0, e))?;
            lane.found.part.lines = group.left() as u64;
            loop {
                let rows = group.next().map_err(|e| (done, e))?;
                if rows == 0 {
                    return Ok(());
                }
                lane.rows(&mut group, (done, rows), writing)?;
                lane.found.hand_on(then);
                done += rows as u64;
                if first {
                    return Ok(());
                }
            }
        };
        let fault: std::result::Result<(), (u64, Error)> = read();
        lane.found.part.fault = fault.err();
        lane.found.part
    }
}

/// A row group on its way.
struct Lane<'a> {
    plan: &'a Plan<'a>,
    found: Collected<'a>,
    precisions: Memo<Option<bool>>,
    onlies: Vec<Memo<bool>>,
    spare: [Vec<f64>; 2],
    /// The year of each day from `FIRST_DAY` on.
    years: &'a [i16],
    /// The day that was looked up last, since 1970 and as a number such as 20240331.
    last_day: (i64, u32),
}

/// What a row says besides its place: whether it is asked for, whether it counts, and its year.
type Besides = (bool, bool, i16);

impl Lane<'_> {
    /// Takes in the rows decoded last, of which the first has this number in the group.
    fn rows(
        &mut self,
        group: &mut Group,
        (from, rows): (u64, usize),
        writing: Writing,
    ) -> std::result::Result<(), (u64, Error)> {
        let mut table = self.plan.table();
        let mut spare = std::mem::take(&mut self.spare);
        let [first, second] = &mut spare;
        let (lats, lons) = match self.plan.columns.place {
            Some((lat, lon)) => (group.numbers(lat, first), group.numbers(lon, second)),
            None => (&[][..], &[][..]),
        };
        let on_globe = |row: usize| (-90.0..=90.0).contains(&lats[row]) && (-180.0..=180.0).contains(&lons[row]);
        let within = |values: &[f64], most: f64| values.iter().fold(true, |all, v| all & (v.abs() <= most));
        // an identifier is kept only if it may be a reason to reject its row
        let plain = lats.len() == rows && lons.len() == rows && self.plan.columns.id.is_none();
        if plain && self.only_places(group) && within(lats, 90.0) && within(lons, 180.0) {
            self.found.many(rows);
            self.take_places(group, &mut spare);
            if self.plan.ask.years {
                let years = &mut self.found.batch.year;
                match self.plan.columns.date {
                    DateColumns::One(column) => group.years(column, (FIRST_DAY, self.years), years),
                    _ => years.resize(rows, 0),
                }
            }
        } else {
            for row in 0..rows {
                match (plain && on_globe(row)).then(|| self.besides(group, row)).flatten() {
                    Some((asked, counts, year)) => {
                        if self.found.quick(asked, counts) {
                            let mut digits = String::new();
                            let category = self.plan.category.and_then(|c| group.text(c, row, &mut digits));
                            let place = LonLat { lon: lons[row], lat: lats[row] };
                            self.found.push(place, year, category.unwrap_or_default());
                        }
                    }
                    None => group.add(row, &mut table, from + row as u64),
                }
            }
        }
        self.spare = spare;
        self.found.judge(table, writing)
    }

    /// Makes the places of the rows decoded last those of the batch, which has none; what had to be converted is in the two vectors.
    fn take_places(&mut self, group: &mut Group, [first, second]: &mut [Vec<f64>; 2]) {
        let Some((lat, lon)) = self.plan.columns.place else { return };
        let batch = &mut self.found.batch;
        debug_assert!(batch.lon.is_empty() && batch.lat.is_empty(), "every batch is handed on");
        for (heading, spare, places) in [(lat, first, &mut batch.lat), (lon, second, &mut batch.lon)] {
            if !group.exchange(heading, places) {
                std::mem::swap(spare, places);
            }
        }
    }

    /// Whether nothing but their places is wanted of the rows decoded last, and nothing else in them is odd.
    fn only_places(&self, group: &Group) -> bool {
        let (plan, Columns { date, precision, only, .. }) = (self.plan, self.plan.columns);
        let dated = match *date {
            DateColumns::None => true,
            DateColumns::One(column) => group.days_within(column, FIRST_DAY, LAST_DAY),
            DateColumns::Parts { .. } => false,
        };
        let asked = plan.period.is_none() && only.is_empty() && plan.category.is_none();
        asked && precision.is_none() && plan.unstated && dated
    }

    /// What a row says besides its place; `None` if that is not plain.
    #[inline]
    fn besides(&mut self, group: &Group, row: usize) -> Option<Besides> {
        let plan = self.plan;
        let mut digits = String::new();
        let (mut asked, mut year) = (true, 0);
        match plan.columns.date {
            DateColumns::None if plan.period.is_none() => {}
            DateColumns::None | DateColumns::Parts { .. } => return None,
            DateColumns::One(column) => match self.day(group, column, row)? {
                0 if plan.period.is_some() => return None,
                day => {
                    year = (day / 10_000) as i16;
                    asked = plan.period.is_none_or(|(first, last)| first <= day && day <= last);
                }
            },
        }
        let counts = match plan.columns.precision {
            None => plan.unstated,
            Some(column) => {
                let text = group.text(column, row, &mut digits)?;
                self.precisions.get(text, |text| plan.counts(text))?
            }
        };
        if !counts && plan.worded {
            return None;
        }
        for (i, memo) in self.onlies.iter_mut().enumerate() {
            let text = group.text(plan.columns.only[i].0, row, &mut digits)?;
            asked &= memo.get(text, |text| matches_one(Value::Text(&decoded(text)), &plan.only[i]));
        }
        if let Some(column) = plan.category {
            group.text(column, row, &mut digits)?;
        }
        Some((asked, counts, year))
    }

    /// The day of a row as a number such as 20240331, 0 if it has none; `None` if that is not plain.
    #[inline]
    fn day(&mut self, group: &Group, column: usize, row: usize) -> Option<u32> {
        if let Some(days) = group.day(column, row) {
            if self.last_day.0 != days {
                let date = civil(days).filter(|date| (1900..=2100).contains(&date.year()))?;
                let number = (date.year() as u32 * 100 + date.month() as u32) * 100 + date.day() as u32;
                self.last_day = (days, number);
            }
            return Some(self.last_day.1);
        }
        match group.text(column, row, &mut String::new())? {
            b"" => Some(0),
            text => iso_day(text),
        }
    }
}
