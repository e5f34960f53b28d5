//! Which district each incident counts for: the precision policy and the parallel join.
//!
//! ```
//! use cercle::boundary::{Boundaries, District};
//! use cercle::join::{Policy, join};
//! use cercle::ledger::{Bucket, Ledger};
//! use cercle::read::{IncidentOptions, Input, incidents};
//!
//! let square = |id: &str, west: f64| District {
//!     id: id.into(),
//!     name: id.to_lowercase(),
//!     region_id: "R".into(),
//!     region: "Region".into(),
//!     shape: geo::Rect::new((west, 12.0), (west + 1.0, 13.0)).to_polygon().into(),
//! };
//! let set = Boundaries { districts: vec![square("A", -4.0), square("B", -3.0)], ..Boundaries::default() };
//! let text = "id,date,latitude,longitude\na,2024-03-05,12.5,-3.5\nb,2024-04-01,48.9,2.4\nc,2024-04-02,,\n";
//! let file = Input::Bytes { name: "incidents.csv".into(), bytes: text.into() };
//! let mut ledger = Ledger::default();
//! let rows = incidents(&[file], &IncidentOptions::default(), &mut ledger)?;
//! let joined = join(&set, &rows, &Policy::default())?;
//! assert_eq!(joined.district, [Some(0), None, None]);
//! assert_eq!(joined.bucket, [Bucket::Joined, Bucket::Outside, Bucket::NoLocation]);
//! joined.settle(&set, &rows, &mut ledger);
//! ledger.balance()?; // every row is in exactly one bucket
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod atlas;

use std::collections::HashMap;

use rayon::prelude::*;

pub use atlas::{Atlas, TOLD};

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::gazetteer::{Alias, Meant, Misses};
use crate::incident::{Incidents, Means, Named, Precision};
use crate::index::{Found, Index, Near};
use crate::ledger::{Bucket, Ledger};
use crate::unit::LonLat;

/// What counts for a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Incidents of these precisions count; the others are in the bucket "low precision". District names and P-codes count
    /// where the precision "district" does.
    pub counted: Vec<Precision>,
    /// Metres from its border up to which a place outside all districts counts for the nearest one; 0 for none.
    pub snap: f64,
    /// Other names of districts and regions.
    pub aliases: Vec<Alias>,
}

impl Default for Policy {
    fn default() -> Self {
        let counted = Precision::ALL.into_iter().filter(|p| p.counts_by_default()).collect();
        Policy { counted, snap: 0.0, aliases: Vec::new() }
    }
}

/// What else a ledger says of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Remark {
    /// Its P-code is that of another district than its coordinates lie in.
    pub differs: bool,
    /// It lies outside, but not far from this district.
    pub near: Option<Near>,
    /// Its words lead to no district: why.
    pub miss: Option<&'static str>,
}

/// The outcome of a join: one entry an incident, except for remarks and misses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Joined {
    /// Index of the district that the incident counts for.
    pub district: Vec<Option<usize>>,
    /// Where the incident ends.
    pub bucket: Vec<Bucket>,
    /// The place lies exactly on a border.
    pub on_boundary: Vec<bool>,
    /// The place lies inside more than one district.
    pub ambiguous: Vec<bool>,
    /// How the district was found.
    pub means: Vec<Means>,
    /// Index in `Boundaries::regions` of the region that the incident names, where no place of use is known.
    pub region: Vec<Option<usize>>,
    /// Incidents with something else to be said, by index in ascending order.
    pub remarks: Vec<(usize, Remark)>,
    /// Words that lead to no district.
    pub misses: Misses,
}

impl Joined {
    /// Whether the incident counts for a district and its place is known, so that it may be drawn.
    pub fn located(&self, index: usize) -> bool {
        self.bucket[index] == Bucket::Joined && !self.means[index].by_words()
    }

    /// Writes buckets, flags and districts into the ledger.
    pub fn settle(&self, districts: &Boundaries, incidents: &Incidents, ledger: &mut Ledger) {
        let mut remarks = self.remarks.iter().peekable();
        for (i, &entry) in incidents.entry.iter().enumerate() {
            let entry = &mut ledger.entries[entry];
            entry.bucket = Some(self.bucket[i]);
            if let Some(district) = self.district[i] {
                entry.district_id.clone_from(&districts.districts[district].id);
            }
            let precision = format!("precision_{}", incidents.precision[i].word());
            let vague = incidents.location[i].is_some() && self.means[i].by_words();
            let remark = remarks.next_if(|(of, _)| *of == i).map_or(Remark::default(), |(_, remark)| *remark);
            let near = remark
                .near
                .map(|n| format!("within {:.0} m of {}", n.metres.ceil(), districts.districts[n.district].id));
            for (flag, raised) in [
                ("on_boundary", self.on_boundary[i]),
                ("ambiguous", self.ambiguous[i]),
                (&precision, self.bucket[i] == Bucket::LowPrecision || vague),
                (self.means[i].flag().unwrap_or_default(), true),
                ("pcode_differs", remark.differs),
                (remark.miss.unwrap_or_default(), true),
                (near.as_deref().unwrap_or_default(), true),
            ] {
                if raised && !flag.is_empty() {
                    let separator = if entry.reason.is_empty() { "" } else { ";" };
                    entry.reason = format!("{}{separator}{flag}", entry.reason);
                }
            }
        }
        ledger.misses.merge(&self.misses);
    }
}

/// Joins incidents to districts in parallel.
///
/// # Errors
/// `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn join(districts: &Boundaries, incidents: &Incidents, policy: &Policy) -> Result<Joined> {
    let atlas = Atlas::new(districts, policy, Some(incidents.len()));
    let found = atlas.index.find_all(&incidents.location);
    refuse_swapped(&atlas.index, incidents, &found)?;
    Ok(joined(&atlas, &found, incidents, policy))
}

/// Joins some of the incidents of a file; the caller looks for exchanged coordinates in all of them.
pub fn join_some(atlas: &Atlas<'_>, incidents: &Incidents, policy: &Policy) -> Joined {
    let find = |place: &Option<LonLat>| place.map_or(Found::default(), |p| atlas.index.find(p));
    let found: Vec<Found> = incidents.location.iter().map(find).collect();
    joined(atlas, &found, incidents, policy)
}

fn joined(atlas: &Atlas<'_>, found: &[Found], incidents: &Incidents, policy: &Policy) -> Joined {
    let counts = |i: usize| policy.counted.contains(&incidents.precision[i]);
    let near = |i: usize| {
        let outside = incidents.location[i].filter(|_| found[i].district.is_none() && counts(i));
        outside.and_then(|place| atlas.near(place))
    };
    let near: Vec<Option<Near>> = (0..incidents.len()).into_par_iter().map(near).collect();
    let mut known: HashMap<&Named, Meant> = HashMap::new();
    let mut all = Joined {
        on_boundary: found.iter().map(|f| f.on_boundary).collect(),
        ambiguous: found.iter().map(|f| f.ambiguous).collect(),
        ..Joined::default()
    };
    for i in 0..incidents.len() {
        let words = incidents.named[i].as_deref();
        let (settled, region, remark) = match (incidents.location[i].is_some(), counts(i)) {
            (true, true) => {
                let (settled, near) = by_place(found[i].district, near[i], policy.snap);
                let code = words.and_then(|w| atlas.gazetteer.code(&w.district_code));
                let differs = code.is_some_and(|code| settled.1 != Some(code));
                (settled, None, Remark { differs, near, miss: None })
            }
            (placed, _) => {
                let bucket = if placed { Bucket::LowPrecision } else { Bucket::NoLocation };
                let meant = words.map(|w| &*known.entry(w).or_insert_with(|| atlas.meant(w)));
                let settled = match meant.and_then(|m| m.district) {
                    Some((district, means)) => (Bucket::Joined, Some(district), means),
                    None => (bucket, None, Means::Coordinates),
                };
                let miss = meant.and_then(|m| m.miss.as_ref());
                if let Some(miss) = miss {
                    all.misses.add(miss, 1);
                }
                (settled, meant.and_then(|m| m.region), Remark { miss: miss.map(|m| m.word()), ..Remark::default() })
            }
        };
        let (bucket, district, means) = settled;
        all.bucket.push(bucket);
        all.district.push(district);
        all.means.push(means);
        all.region.push(region);
        if remark != Remark::default() {
            all.remarks.push((i, remark));
        }
    }
    all
}

/// Where an incident ends whose place counts; and the district that it is near if it counts for none.
fn by_place(district: Option<usize>, near: Option<Near>, snap: f64) -> ((Bucket, Option<usize>, Means), Option<Near>) {
    match (district, near) {
        (Some(_), _) => ((Bucket::Joined, district, Means::Coordinates), None),
        (None, Some(near)) if near.metres <= snap => ((Bucket::Joined, Some(near.district), Means::Snapped), None),
        (None, near) => ((Bucket::Outside, None, Means::Coordinates), near.filter(|n| n.metres <= TOLD)),
    }
}

/// The outcome for a map without districts: incidents of a counted precision whose place is on it count.
pub fn located(incidents: &Incidents, policy: &Policy, on_map: impl Fn(LonLat) -> bool) -> Joined {
    let bucket = |i: usize| match incidents.location[i] {
        None => Bucket::NoLocation,
        Some(_) if !policy.counted.contains(&incidents.precision[i]) => Bucket::LowPrecision,
        Some(place) if on_map(place) => Bucket::Joined,
        Some(_) => Bucket::Outside,
    };
    let n = incidents.len();
    Joined {
        district: vec![None; n],
        bucket: (0..n).map(bucket).collect(),
        on_boundary: vec![false; n],
        ambiguous: vec![false; n],
        means: vec![Means::Coordinates; n],
        region: vec![None; n],
        ..Joined::default()
    }
}

/// Counts the places in no district, and those of them that would be in one if exchanged.
fn refuse_swapped(index: &Index, incidents: &Incidents, found: &[Found]) -> Result<()> {
    let places = incidents.location.iter().zip(found).filter_map(|(p, f)| p.map(|p| (p, f)));
    let outside: Vec<LonLat> = places.clone().filter(|(_, f)| f.district.is_none()).map(|(p, _)| p).collect();
    let exchanged = |p: &&LonLat| index.find(LonLat { lon: p.lat, lat: p.lon }).district.is_some();
    let inside = outside.par_iter().filter(exchanged).count();
    refuse_exchanged(places.count() as u64, outside.len() as u64, inside as u64)
}

/// Stops when a fifth of the places lie outside all districts and four fifths of those would lie inside if exchanged.
///
/// # Errors
/// `Kind::Data` with the shares.
pub fn refuse_exchanged(located: u64, outside: u64, exchanged: u64) -> Result<()> {
    if outside < 3.min(located) || outside == 0 || outside * 5 < located || exchanged * 5 < outside * 4 {
        return Ok(());
    }
    Err(Error::data(format!(
        "{outside} of {located} located incidents lie outside all districts, and {exchanged} of those ({:.0} %) would lie \
         inside if latitude and longitude were exchanged",
        100.0 * exchanged as f64 / outside as f64
    ))
    .hint("the columns look swapped; name them: lat = \"…\" and lon = \"…\" in the project file, --lat and --lon on the command line"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::tests::squares;
    use geo::Coord;

    fn incidents(places: &[(f64, f64)]) -> Incidents {
        Incidents {
            id: places.iter().map(|_| String::new()).collect(),
            date: vec![None; places.len()],
            location: places.iter().map(|&(lon, lat)| Some(LonLat { lon, lat })).collect(),
            precision: vec![Precision::Unstated; places.len()],
            named: vec![None; places.len()],
            entry: (0..places.len()).collect(),
            tallies: Vec::new(),
            texts: Vec::new(),
        }
    }

    #[test]
    fn exchanged_columns_stop_with_the_share_that_would_fall_inside() {
        let mut set = squares();
        for district in &mut set.districts {
            geo::MapCoordsInPlace::map_coords_in_place(&mut district.shape, |c| Coord { x: c.x + 10.0, y: c.y });
        }
        let swapped = incidents(&[(0.1, 10.1), (0.2, 11.5), (1.5, 10.2), (1.1, 11.1), (0.9, 10.9)]);
        let error = join(&set, &swapped, &Policy::default()).expect_err("swapped");
        assert!(error.message.contains("5 of 5") && error.message.contains("100 %"), "{error}");
        let elsewhere = incidents(&[(50.0, 50.0), (51.0, 50.0), (52.0, 50.0)]);
        assert!(join(&set, &elsewhere, &Policy::default()).is_ok());
    }

    #[test]
    fn low_precision_is_not_counted_even_inside() {
        let mut some = incidents(&[(0.1, 0.1), (0.1, 0.2), (9.0, 9.0)]);
        some.precision[1] = Precision::Region;
        let joined = join(&squares(), &some, &Policy::default()).expect("joins");
        assert_eq!(joined.bucket, [Bucket::Joined, Bucket::LowPrecision, Bucket::Outside]);
        assert_eq!(joined.district, [Some(3), None, None]);
    }
}
