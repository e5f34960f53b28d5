//! Incidents whose region is known, but no district.

use crate::boundary::Region;
use crate::incident::{Incidents, Precision};
use crate::join::Joined;
use crate::ledger::Bucket;
use crate::name::fold;

/// Counts incidents of precision "region" that are in no district, by the region that the source names: of those that are
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

/// The region of each incident of precision "region" that is in no district.
pub fn region_known((incidents, joined): (&Incidents, &Joined), regions: &[Region]) -> Vec<Option<usize>> {
    let names: Vec<String> = regions.iter().map(|r| fold(&r.name)).collect();
    let region = |i: usize| {
        let elsewhere = matches!(joined.bucket[i], Bucket::Joined | Bucket::Outside);
        if incidents.precision[i] != Precision::Region || elsewhere {
            return None;
        }
        let named = fold(&incidents.region[i]);
        names.iter().position(|name| !named.is_empty() && *name == named)
    };
    (0..incidents.len()).map(region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_incidents_of_no_district_count_for_their_region() {
        let region = |name: &str| Region { id: name.into(), name: name.into(), districts: Vec::new() };
        let names = ["MENAKA", "Ménaka", "Gao", "Ménaka", ""];
        let buckets =
            [Bucket::NoLocation, Bucket::LowPrecision, Bucket::NoLocation, Bucket::Joined, Bucket::NoLocation];
        let n = names.len();
        let mut precision = vec![Precision::Region; n];
        precision[2] = Precision::Country;
        let incidents = Incidents {
            id: vec![String::new(); n],
            date: vec![None; n],
            location: vec![None; n],
            precision,
            region: names.map(String::from).to_vec(),
            entry: vec![0; n],
            tallies: Vec::new(),
            texts: Vec::new(),
        };
        let joined = Joined {
            district: vec![None; n],
            bucket: buckets.to_vec(),
            on_boundary: vec![false; n],
            ambiguous: vec![false; n],
        };
        let regions = [region("Gao"), region("Ménaka")];
        assert_eq!(region_only((&incidents, &joined), &regions, |_| true), [0, 2]);
        assert_eq!(region_only((&incidents, &joined), &regions, |i| i > 0), [0, 1]);
    }
}
