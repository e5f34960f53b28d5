//! Which district each incident counts for: the precision policy and the parallel join.

use rayon::prelude::*;

use crate::boundary::Boundaries;
use crate::error::{Error, Result};
use crate::incident::{Incidents, Precision};
use crate::index::{Found, Index};
use crate::ledger::{Bucket, Ledger};
use crate::unit::LonLat;

/// Which precisions count for a district.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Incidents of these precisions count; the others are in the bucket "low precision".
    pub counted: Vec<Precision>,
}

impl Default for Policy {
    fn default() -> Self {
        Policy { counted: Precision::ALL.into_iter().filter(|p| p.counts_by_default()).collect() }
    }
}

/// The outcome of a join: one entry an incident.
#[derive(Debug, Clone, PartialEq)]
pub struct Joined {
    /// Index of the district that the incident counts for.
    pub district: Vec<Option<usize>>,
    /// Where the incident ends.
    pub bucket: Vec<Bucket>,
    /// The place lies exactly on a border.
    pub on_boundary: Vec<bool>,
    /// The place lies inside more than one district.
    pub ambiguous: Vec<bool>,
}

impl Joined {
    /// Writes buckets, flags and districts into the ledger.
    pub fn settle(&self, districts: &Boundaries, incidents: &Incidents, ledger: &mut Ledger) {
        for (i, &entry) in incidents.entry.iter().enumerate() {
            let entry = &mut ledger.entries[entry];
            entry.bucket = Some(self.bucket[i]);
            if let Some(district) = self.district[i] {
                entry.district_id.clone_from(&districts.districts[district].id);
            }
            let precision = format!("precision_{}", incidents.precision[i].word());
            for (flag, raised) in [
                ("on_boundary", self.on_boundary[i]),
                ("ambiguous", self.ambiguous[i]),
                (&precision, self.bucket[i] == Bucket::LowPrecision),
            ] {
                if raised {
                    let separator = if entry.reason.is_empty() { "" } else { ";" };
                    entry.reason = format!("{}{separator}{flag}", entry.reason);
                }
            }
        }
    }
}

/// Joins incidents to districts in parallel.
///
/// # Errors
/// `Kind::Data` if longitude and latitude are evidently exchanged.
pub fn join(districts: &Boundaries, incidents: &Incidents, policy: &Policy) -> Result<Joined> {
    let index = Index::for_places(districts, incidents.len());
    let found = index.find_all(&incidents.location);
    refuse_swapped(&index, incidents, &found)?;
    Ok(joined(&found, incidents, policy))
}

/// Joins some of the incidents of a file; the caller looks for exchanged coordinates in all of them.
pub fn join_some(index: &Index, incidents: &Incidents, policy: &Policy) -> Joined {
    let find = |place: &Option<LonLat>| place.map_or(Found::default(), |p| index.find(p));
    let found: Vec<Found> = incidents.location.iter().map(find).collect();
    joined(&found, incidents, policy)
}

fn joined(found: &[Found], incidents: &Incidents, policy: &Policy) -> Joined {
    let bucket = |i: usize| match (incidents.location[i], policy.counted.contains(&incidents.precision[i])) {
        (None, _) => Bucket::NoLocation,
        (Some(_), false) => Bucket::LowPrecision,
        (Some(_), true) if found[i].district.is_some() => Bucket::Joined,
        (Some(_), true) => Bucket::Outside,
    };
    let bucket: Vec<Bucket> = (0..incidents.len()).map(bucket).collect();
    let joined = |f: &Found, b: &Bucket| f.district.filter(|_| *b == Bucket::Joined);
    Joined {
        district: found.iter().zip(&bucket).map(|(f, b)| joined(f, b)).collect(),
        on_boundary: found.iter().map(|f| f.on_boundary).collect(),
        ambiguous: found.iter().map(|f| f.ambiguous).collect(),
        bucket,
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
            region: vec![String::new(); places.len()],
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
