//! Which district and region words mean: P-codes first, then names within the region.
//!
//! Names are compared without case, accents and punctuation, and if that finds nothing without words such as "region".
//! Nothing is ever matched because it is merely alike: near names are only told.
//!
//! ```
//! use std::path::Path;
//! use cercle::gazetteer::Gazetteer;
//! use cercle::incident::{Means, Named};
//! use cercle::{project, read};
//!
//! let file = project::input("bundled:mali_districts.geojson", Path::new(""))?;
//! let set = read::boundaries(&file, &read::BoundaryColumns::default())?;
//! let names = Gazetteer::new(&set, &[]);
//! let words = |district: &str| Named { district: district.into(), ..Named::default() };
//! let (district, means) = names.find(&words("MENAKA")).district.expect("accents and case do not count");
//! assert_eq!((set.districts[district].name.as_str(), means), ("Ménaka", Means::Name));
//! let miss = names.find(&words("Menakka")).miss.expect("near is not enough");
//! assert_eq!(miss.near.as_deref(), Some("Ménaka"));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod alias;
mod fold;
mod miss;

use std::collections::HashMap;

pub use alias::{Alias, bundled};
pub use fold::GENERIC;
pub use miss::{Miss, Misses, Why};

use crate::boundary::Boundaries;
use crate::incident::{Means, Named};
use fold::{bare, plain};

/// Likeness (Jaro and Winkler) from which a name is told as one that may be meant.
const NEAR: f64 = 0.85;

/// What words mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meant {
    /// Index of the district, and by which words it was found.
    pub district: Option<(usize, Means)>,
    /// Index of the region in `Boundaries::regions`.
    pub region: Option<usize>,
    /// Why there is no district although words say one.
    pub miss: Option<Miss>,
}

/// Units of one level that can be looked up by name.
#[derive(Debug, Default)]
struct Level {
    codes: HashMap<String, usize>,
    names: Vec<String>,
    /// Region of each unit; `None` for regions themselves.
    parents: Vec<Option<usize>>,
    plain: HashMap<String, Vec<usize>>,
    bare: HashMap<String, Vec<usize>>,
}

/// The names of a set of districts.
#[derive(Debug)]
pub struct Gazetteer {
    districts: Level,
    regions: Level,
    /// The user's other names, then those that come with the program: by folded name.
    aliases: [HashMap<String, Vec<Alias>>; 2],
}

/// What a name comes to among units of a level.
enum Found {
    One(usize),
    Many(Vec<usize>),
    None,
}

impl Level {
    fn add(&mut self, (code, name): (&str, &str), parent: Option<usize>) {
        let index = self.names.len();
        if !code.is_empty() {
            self.codes.entry(code.trim().to_string()).or_insert(index);
        }
        self.plain.entry(plain(name)).or_default().push(index);
        self.bare.entry(bare(name)).or_default().push(index);
        self.names.push(name.to_string());
        self.parents.push(parent);
    }

    fn code(&self, code: &str) -> Option<usize> {
        self.codes.get(code.trim()).copied()
    }

    /// The units with the name, as it is or else without generic words; within the region if one is given.
    fn named(&self, name: &str, parent: Option<usize>) -> Found {
        let within = |all: Option<&Vec<usize>>| -> Vec<usize> {
            let here = |i: &usize| parent.is_none() || self.parents[*i] == parent;
            all.into_iter().flatten().copied().filter(here).collect()
        };
        for (names, key) in [(&self.plain, plain(name)), (&self.bare, bare(name))] {
            if key.is_empty() {
                continue;
            }
            match within(names.get(&key))[..] {
                [] => {}
                [one] => return Found::One(one),
                ref many => return Found::Many(many.to_vec()),
            }
        }
        Found::None
    }

    /// The name that is most alike, if one is alike enough.
    fn near(&self, name: &str, parent: Option<usize>) -> Option<String> {
        let wanted = bare(name);
        let here = (0..self.names.len()).filter(|i| parent.is_none() || self.parents[*i] == parent);
        let alike = here.map(|i| (strsim::jaro_winkler(&wanted, &bare(&self.names[i])), i)).filter(|(l, _)| *l >= NEAR);
        let best = alike.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| self.names[b.1].cmp(&self.names[a.1])))?;
        Some(self.names[best.1].clone())
    }
}

impl Gazetteer {
    /// The names of the districts and their regions, with the user's other names for them.
    pub fn new(districts: &Boundaries, aliases: &[Alias]) -> Gazetteer {
        let mut levels = [Level::default(), Level::default()];
        let regions = districts.regions();
        regions.iter().for_each(|r| levels[1].add((&r.id, &r.name), None));
        let mut of = vec![None; districts.districts.len()];
        regions.iter().enumerate().for_each(|(r, region)| region.districts.iter().for_each(|&d| of[d] = Some(r)));
        districts.districts.iter().zip(of).for_each(|(d, region)| levels[0].add((&d.id, &d.name), region));
        let by_name = |aliases: &[Alias]| {
            let mut all: HashMap<String, Vec<Alias>> = HashMap::new();
            aliases.iter().for_each(|alias| all.entry(plain(&alias.name)).or_default().push(alias.clone()));
            all
        };
        let [districts, regions] = levels;
        Gazetteer { districts, regions, aliases: [by_name(aliases), by_name(&bundled())] }
    }

    /// Other names of the user that mean no unit of the set, in their order.
    pub fn idle<'a>(&self, aliases: &'a [Alias]) -> Vec<&'a Alias> {
        let means = |level: &Level, alias: &Alias| {
            level.code(&alias.means).is_some() || !matches!(level.named(&alias.means, None), Found::None)
        };
        aliases.iter().filter(|a| !means(&self.districts, a) && !means(&self.regions, a)).collect()
    }

    /// The district that has the P-code.
    pub fn code(&self, code: &str) -> Option<usize> {
        self.districts.code(code)
    }

    /// What the words mean.
    pub fn find(&self, words: &Named) -> Meant {
        let region = self.region(words);
        if let Some(district) = self.districts.code(&words.district_code) {
            let region = self.districts.parents[district].or(region);
            return Meant { district: Some((district, Means::Code)), region, miss: None };
        }
        if words.district.is_empty() {
            let code = words.district_code.trim();
            let miss = Miss { why: Why::Code, name: code.to_string(), near: None };
            return Meant { district: None, region, miss: (!code.is_empty()).then_some(miss) };
        }
        let stray = [&words.region, &words.region_code].into_iter().find(|w| !w.trim().is_empty());
        if let (None, Some(stray), false) = (region, stray, self.regions.names.is_empty()) {
            let miss = Miss { why: Why::Region, name: stray.clone(), near: self.regions.near(stray, None) };
            return Meant { district: None, region, miss: Some(miss) };
        }
        match self.by_name(&self.districts, &words.district, region) {
            Found::One(district) => {
                let region = self.districts.parents[district].or(region);
                Meant { district: Some((district, Means::Name)), region, miss: None }
            }
            Found::Many(several) => {
                let mut ids: Vec<String> = several.into_iter().map(|i| self.id(i)).collect();
                ids.sort();
                let miss = Miss { why: Why::Ambiguous(ids), name: words.district.clone(), near: None };
                Meant { district: None, region, miss: Some(miss) }
            }
            Found::None => {
                let near = self.districts.near(&words.district, region);
                let miss = Miss { why: Why::Unknown, name: words.district.clone(), near };
                Meant { district: None, region, miss: Some(miss) }
            }
        }
    }

    /// The region that the words mean: by its P-code, or else by its name.
    fn region(&self, words: &Named) -> Option<usize> {
        if let Some(region) = self.regions.code(&words.region_code) {
            return Some(region);
        }
        match self.by_name(&self.regions, &words.region, None) {
            Found::One(region) => Some(region),
            _ => None,
        }
    }

    /// The name of a region that may be meant.
    pub fn near_region(&self, name: &str) -> Option<String> {
        self.regions.near(name, None)
    }

    /// Units by name: the user's other names first, then the names themselves, then the other names of the program.
    fn by_name(&self, level: &Level, name: &str, parent: Option<usize>) -> Found {
        for step in [Some(0), None, Some(1)] {
            let found = match step {
                Some(aliases) => self.by_alias(level, (aliases, name), parent),
                None => level.named(name, parent),
            };
            if !matches!(found, Found::None) {
                return found;
            }
        }
        Found::None
    }

    fn by_alias(&self, level: &Level, (aliases, name): (usize, &str), parent: Option<usize>) -> Found {
        let table = &self.aliases[aliases];
        let all = table.get(&plain(name)).or_else(|| table.get(&bare(name))).into_iter().flatten();
        for alias in all {
            let place = match alias.parent.trim() {
                "" => parent,
                named => {
                    let region = self.regions.code(named).or_else(|| match self.regions.named(named, None) {
                        Found::One(region) => Some(region),
                        _ => None,
                    });
                    match (region, parent) {
                        (Some(of), Some(known)) if of != known => continue,
                        (None, _) => continue,
                        (of, _) => of,
                    }
                }
            };
            let coded = level
                .code(&alias.means)
                .filter(|i| place.is_none() || level.parents[*i].is_none_or(|p| Some(p) == place));
            let found = coded.map_or_else(|| level.named(&alias.means, place), Found::One);
            if !matches!(found, Found::None) {
                return found;
            }
        }
        Found::None
    }

    /// The identifier of a district.
    fn id(&self, district: usize) -> String {
        let of = self.districts.codes.iter().find(|(_, i)| **i == district);
        of.map_or_else(|| self.districts.names[district].clone(), |(id, _)| id.clone())
    }
}

#[cfg(test)]
#[path = "gazetteer_tests.rs"]
mod tests;
