//! Incidents whose region is known, but no district.

use crate::boundary::Region;
use crate::incident::{Incidents, Precision};
use crate::join::Joined;
use crate::ledger::Bucket;

/// Counts incidents of precision "region" that are in no district, by the region that the source means: of those that are
/// `wanted`. One whose region is not among `regions` is counted nowhere.
pub fn region_only(
    (incidents, joined): (&Incidents, &Joined),
    regions: &[Region],
    wanted: impl Fn(usize) -> bool,
) -> Vec<u32> {
    let mut counts = vec![0; regions.len()];
    for (i, region) in region_known((incidents, joined), regions).into_iter().enumerate() {
        if let Some(region) = region.filter(|_| wanted(i)) {
            counts[region] += 1;
        }
    }
    counts
}

/// The region of each incident of which only the region is known: it is of precision "region", or without coordinates in
/// a source that states no precisions, and in no district.
pub fn region_known((incidents, joined): (&Incidents, &Joined), regions: &[Region]) -> Vec<Option<usize>> {
    let region = |i: usize| {
        let vague = match (incidents.precision[i], joined.bucket[i]) {
            (_, Bucket::Joined | Bucket::Outside) => false,
            (Precision::Region, _) => true,
            (Precision::Unstated, bucket) => bucket == Bucket::NoLocation,
            _ => false,
        };
        joined.region[i].filter(|region| vague && *region < regions.len())
    };
    (0..incidents.len()).map(region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::Means;

    #[test]
    fn only_incidents_of_no_district_count_for_their_region() {
        let region = |name: &str| Region { id: name.into(), name: name.into(), districts: Vec::new() };
        let named = [Some(1), Some(1), Some(0), Some(1), None];
        let buckets =
            [Bucket::NoLocation, Bucket::LowPrecision, Bucket::NoLocation, Bucket::Joined, Bucket::NoLocation];
        let n = named.len();
        let mut precision = vec![Precision::Region; n];
        precision[2] = Precision::Country;
        let incidents = Incidents {
            id: vec![String::new(); n],
            date: vec![None; n],
            location: vec![None; n],
            precision,
            named: vec![None; n],
            entry: vec![0; n],
            tallies: Vec::new(),
            texts: Vec::new(),
        };
        let joined = Joined {
            district: vec![None; n],
            bucket: buckets.to_vec(),
            on_boundary: vec![false; n],
            ambiguous: vec![false; n],
            means: vec![Means::Coordinates; n],
            region: named.to_vec(),
            ..Joined::default()
        };
        let regions = [region("Gao"), region("Ménaka")];
        assert_eq!(region_only((&incidents, &joined), &regions, |_| true), [0, 2]);
        assert_eq!(region_only((&incidents, &joined), &regions, |i| i > 0), [0, 1]);
    }
}
