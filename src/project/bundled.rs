//! Files that the program carries, so that it runs from any folder.

use std::path::Path;

use crate::error::{Error, Result, nearest};
use crate::read::Input;

/// The project that `build` makes when it is given none.
pub const EMBEDDED: &str = include_str!("../../assets/cercle.toml");

/// A policy for the public edition, to start one's own from.
pub const POLICY: &str = include_str!("../../assets/policy.toml");

/// Prefix of a bundled file's name in a project file.
const PREFIX: &str = "bundled:";

macro_rules! bundled {
    ($($name:literal in $folder:literal),* $(,)?) => {
        &[$(($name, include_bytes!(concat!("../../", $folder, "/", $name)))),*]
    };
}

/// Names and contents of the bundled files.
pub const BUNDLED: &[(&str, &[u8])] = bundled![
    "mali_districts.geojson" in "boundaries",
    "mali_regions.geojson" in "boundaries",
    "mali_incidents.csv" in "assets",
    "mali_published_totals.csv" in "assets",
    "mali_census_2022.csv" in "assets",
    "mali_towns.csv" in "assets",
    "neighbours.geojson" in "assets",
    "rivers.geojson" in "assets",
    "lakes.geojson" in "assets",
];

/// The input that a project file names: a bundled file, or a path from the project file's folder.
///
/// # Errors
/// `Kind::Project` if no bundled file has the name.
pub fn input(name: &str, folder: &Path) -> Result<Input> {
    let Some(wanted) = name.strip_prefix(PREFIX) else { return Ok(Input::File(folder.join(name))) };
    match BUNDLED.iter().find(|(name, _)| *name == wanted) {
        Some(&(name, bytes)) => Ok(Input::Bundled { name, bytes }),
        None => {
            let names = || BUNDLED.iter().map(|(name, _)| *name);
            let near = nearest(wanted, names()).map_or(String::new(), |n| format!("did you mean '{PREFIX}{n}'? "));
            Err(Error::project(format!("no file '{wanted}' is bundled"))
                .hint(format!("{near}bundled are {}", names().collect::<Vec<_>>().join(", "))))
        }
    }
}
