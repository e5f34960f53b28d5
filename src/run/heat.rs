//! Incidents of files of any size on a grid.

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::incident::Batch;
use crate::index::Index;
use crate::join::refuse_exchanged;
use crate::ledger::{Account, Bucket};
use crate::measure::Period;
use crate::measure::heat::{Binning, CellCounts, Grid};
use crate::read::Input;
use crate::read::stream::{Ask, fold, fold_once, readable_again};
use crate::unit::{LonLat, Rect};

/// What a stream of incidents came to on a grid.
#[derive(Debug)]
pub struct Streamed {
    /// Incidents by cell.
    pub counts: CellCounts,
    /// First and last year of the incidents, if any has a date.
    pub years: Option<Period>,
    /// Bounds in degrees of all incidents that count, wherever they lie; `Rect::EMPTY` if there is none.
    pub extent: Rect,
    /// The account of the rows; what lies in no district, or beyond a grid without districts, is `Outside`.
    pub account: Account,
}

/// What a thread saw.
struct Seen {
    extent: Rect,
    years: Option<(i16, i16)>,
    outside: u64,
    exchanged: u64,
    fault: Option<Error>,
}

/// Bounds in degrees of all incidents that count; `Rect::EMPTY` if there is none.
///
/// # Errors
/// `Kind::Usage` if one of the inputs can be read only once; as `read::stream::fold`.
pub fn extent(inputs: &[Input], ask: &Ask<'_>) -> Result<Rect> {
    if let Some(pipe) = inputs.iter().find(|input| !readable_again(input)) {
        let what = "can be read only once, and would have to be read before it is known what the map covers";
        return Err(Error::usage(format!("{}: {what}", pipe.name()))
            .hint("say it with --bounds W,S,E,N or --boundaries, or save the rows to a file"));
    }
    let (rects, account) = fold(inputs, ask, &|| Rect::EMPTY, &|rect, batch| *rect = rect.joined(&bounds(batch)))?;
    account.refuse_nothing_but_rejects()?;
    Ok(rects.iter().fold(Rect::EMPTY, |all, rect| all.joined(rect)))
}

/// Bounds of the incidents of a batch.
fn bounds(batch: &Batch) -> Rect {
    // comparisons as vector instructions make them, which f64::min are not
    let range = |values: &[f64]| {
        let mut ranges = [(f64::INFINITY, f64::NEG_INFINITY); 8];
        let grow = |(low, high): &mut (f64, f64), v: f64| {
            (*low, *high) = (if v < *low { v } else { *low }, if v > *high { v } else { *high });
        };
        let (eights, rest) = values.as_chunks::<8>();
        eights.iter().for_each(|eight| ranges.iter_mut().zip(eight).for_each(|(range, v)| grow(range, *v)));
        rest.iter().for_each(|v| grow(&mut ranges[0], *v));
        ranges.iter().fold(ranges[0], |(a, b), (c, d)| (a.min(*c), b.max(*d)))
    };
    let ((x0, x1), (y0, y1)) = (range(&batch.lon), range(&batch.lat));
    // adding zero turns -0 into 0, which of two threads could find first
    Rect { x0: x0 + 0.0, y0: y0 + 0.0, x1: x1 + 0.0, y1: y1 + 0.0 }
}

/// Counts the incidents of the files by cell without keeping any of them; with districts, only those that lie in one. The
/// grid may reach beyond the map, whose incidents kernels bring in; what is on the map is settled by the map's own grid.
///
/// # Errors
/// As `read::stream::fold` and `Binning::add`; `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn count_cells(
    inputs: &[Input],
    ask: &Ask<'_>,
    (map, grid): (&Grid, &Grid),
    districts: Option<&Boundaries>,
) -> Result<Streamed> {
    let index = districts.map(Index::new);
    for thorough in [false, true] {
        if let Some(streamed) = attempt(inputs, (ask, thorough), (map, grid), index.as_ref())? {
            return Ok(streamed);
        }
    }
    Err(Error::internal("files that were looked through cannot be read"))
}

/// What the stream came to; `None` if the files must be looked through first.
fn attempt(
    inputs: &[Input],
    (ask, thorough): (&Ask<'_>, bool),
    (map, grid): (&Grid, &Grid),
    index: Option<&Index>,
) -> Result<Option<Streamed>> {
    let binning = Binning::new(grid);
    let work = |seen: &mut Seen, batch: &Batch| {
        seen.note_years(batch);
        seen.extent = seen.extent.joined(&bounds(batch));
        if index.is_none() && map != grid {
            let beyond = |(lon, lat): &(&f64, &f64)| map.at(**lon, **lat).is_none();
            seen.outside += batch.lon.iter().zip(&batch.lat).filter(beyond).count() as u64;
        }
        let added = match index {
            None => binning.add(batch),
            Some(index) => binning.add(&seen.inside(index, batch)),
        };
        if let Err(fault) = added {
            seen.fault = Some(fault);
        }
    };
    let Some((seen, mut account)) = fold_once(inputs, (ask, thorough), &Seen::new, &work)? else {
        return Ok(None);
    };
    let mut all = Seen::new();
    for mut part in seen {
        if let Some(fault) = part.fault.take() {
            return Err(fault);
        }
        all.merge(&part);
    }
    let counts = binning.finish()?;
    if index.is_some() {
        refuse_exchanged(account.count(Bucket::Joined), all.outside, all.exchanged)?;
    } else if map == grid {
        all.outside = counts.beyond;
    }
    account.shift(all.outside, Bucket::Joined, Bucket::Outside)?;
    account.refuse_nothing_but_rejects()?;
    let years = all.years.map(|(first, last)| Period { first, last });
    Ok(Some(Streamed { counts, years, extent: all.extent, account }))
}

impl Seen {
    fn new() -> Seen {
        Seen { extent: Rect::EMPTY, years: None, outside: 0, exchanged: 0, fault: None }
    }

    fn note_years(&mut self, batch: &Batch) {
        // 0 is no year, and stands aside without a jump, so that many years are looked at together
        let (first, last) = batch.year.iter().fold((i16::MAX, i16::MIN), |(first, last), &year| {
            let none = year == 0;
            (first.min(if none { i16::MAX } else { year }), last.max(if none { i16::MIN } else { year }))
        });
        if first <= last {
            self.widen(first, last);
        }
    }

    fn widen(&mut self, first: i16, last: i16) {
        self.years = Some(self.years.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
    }

    /// The incidents that lie in a district; the others are counted.
    fn inside(&mut self, index: &Index, batch: &Batch) -> Batch {
        let mut inside = Batch::default();
        for (i, district) in index.districts(batch).into_iter().enumerate() {
            let place = LonLat { lon: batch.lon[i], lat: batch.lat[i] };
            if district != u32::MAX {
                inside.push(place);
                continue;
            }
            self.outside += 1;
            let exchanged = index.find(LonLat { lon: place.lat, lat: place.lon }).district.is_some();
            self.exchanged += u64::from(exchanged);
        }
        inside
    }

    fn merge(&mut self, other: &Seen) {
        if let Some((first, last)) = other.years {
            self.widen(first, last);
        }
        self.extent = self.extent.joined(&other.extent);
        self.outside += other.outside;
        self.exchanged += other.exchanged;
    }
}
