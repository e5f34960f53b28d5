//! Everything that districts are found by: places, nearness and words.

use std::sync::OnceLock;

use super::Policy;
use crate::boundary::Boundaries;
use crate::gazetteer::{Gazetteer, Meant};
use crate::incident::{Named, Precision};
use crate::index::{Borders, Index, Near};
use crate::unit::LonLat;

/// Metres from a border within which the ledger says so of a place outside.
pub const TOLD: f64 = 1000.0;

/// Districts, ready to be asked.
#[derive(Debug)]
pub struct Atlas<'a> {
    districts: &'a Boundaries,
    policy: &'a Policy,
    /// Which district is here.
    pub index: Index,
    /// What words mean.
    pub gazetteer: Gazetteer,
    /// Made when the first place outside asks for it.
    borders: OnceLock<Borders>,
}

impl<'a> Atlas<'a> {
    /// An atlas of the districts for so many places, or for very many.
    pub fn new(districts: &'a Boundaries, policy: &'a Policy, places: Option<usize>) -> Atlas<'a> {
        let index = places.map_or_else(|| Index::new(districts), |n| Index::for_places(districts, n));
        let gazetteer = Gazetteer::new(districts, &policy.aliases);
        Atlas { districts, policy, index, gazetteer, borders: OnceLock::new() }
    }

    /// The district nearest to a place outside all of them, if it is to be told or counted.
    pub fn near(&self, place: LonLat) -> Option<Near> {
        let borders = self.borders.get_or_init(|| Borders::new(self.districts));
        borders.nearest(place, self.policy.snap.max(TOLD))
    }

    /// The district for which a place outside all of them counts.
    pub fn snapped(&self, place: LonLat) -> Option<usize> {
        let near = if self.policy.snap > 0.0 { self.near(place) } else { None };
        near.filter(|n| n.metres <= self.policy.snap).map(|n| n.district)
    }

    /// What the words mean. They say a place as exactly as the precision "district" does: where that does not count, no
    /// words do.
    pub fn meant(&self, words: &Named) -> Meant {
        let meant = self.gazetteer.find(words);
        match self.policy.counted.contains(&Precision::District) {
            true => meant,
            false => Meant { district: None, miss: None, ..meant },
        }
    }
}
