//! `cercle init`: a project file to start from.

use std::path::{Path, PathBuf};

use clap::Args;

use super::apart::named;
use super::say;
use crate::boundary::Boundaries;
use crate::error::{Error, Kind, Result};
use crate::ledger::Ledger;
use crate::project::{EMBEDDED, Found, Look, sketch};
use crate::read::{self, BoundaryColumns, IncidentOptions, Input};
use crate::run::{check_places, publish_new};

/// Write a project file to start from, from a look at your files.
///
/// Give incident files and the boundary file, in any order. The file says what was recognised in them, has three figures, and
/// can be built as it is. Without files it is the embedded project.
#[derive(Args)]
pub struct Init {
    /// Incident files and one boundary file
    files: Vec<String>,
    /// What the maps are of, for titles; a country in a table of several is looked for by this name
    #[arg(long, default_value = "the area")]
    place: String,
    /// The project file; one that exists is left as it is
    #[arg(long, default_value = "cercle.toml")]
    out: PathBuf,
}

impl Init {
    pub(super) fn run(self) -> Result<()> {
        if self.out.symlink_metadata().is_ok() {
            return Err(Error::new(Kind::CannotCreate, format!("{}: is there already", self.out.display()))
                .hint("name another file with --out, or move this one away"));
        }
        check_places(std::slice::from_ref(&self.out))?;
        let text = if self.files.is_empty() { EMBEDDED.to_string() } else { self.sketched()? };
        publish_new(&self.out, text.as_bytes())?;
        say::line(&format!("{}: build it with: cercle build {0}", self.out.display()));
        Ok(())
    }

    fn sketched(&self) -> Result<String> {
        let (mut incidents, mut districts) = (Vec::new(), Vec::new());
        for name in &self.files {
            let input = named(name)?;
            match boundaries(&input)? {
                Some(set) => districts.push((name, set)),
                None => incidents.push((name, input)),
            }
        }
        let [(boundary_file, set)] = districts.as_slice() else {
            let names: Vec<&str> = districts.iter().map(|(name, _)| name.as_str()).collect();
            let what =
                if names.is_empty() { "none of the files holds districts".to_string() } else { names.join(" and ") };
            return Err(Error::usage(format!("one boundary file is needed: {what}")).hint(
                "name one .shp, .zip, .geojson, .gpkg or .fgb with polygons, or bundled:mali_districts.geojson",
            ));
        };
        if incidents.is_empty() {
            return Err(Error::usage("no incident file is named").hint("name one, or bundled:mali_incidents.csv"));
        }
        let mut years: Option<[i16; 2]> = None;
        let mut found = Vec::new();
        for (name, input) in &incidents {
            let (mut options, mut ledger) = (IncidentOptions::default(), Ledger::default());
            let recognised = read::recognised(input, &options)?;
            options.texts.clone_from(&recognised.countries);
            let mut rows = read::incidents(std::slice::from_ref(input), &options, &mut ledger)?;
            let read = ledger.rows_read();
            let only = read::rows_of(&rows, &self.place);
            if let Some((heading, value)) = &only {
                options.only = vec![(heading.clone(), vec![value.clone()])];
                rows = read::incidents(std::slice::from_ref(input), &options, &mut Ledger::default())?;
            }
            let of_rows = (0..rows.len()).filter_map(|i| rows.year(i));
            years = of_rows.fold(years, |years, year| {
                Some(years.map_or([year; 2], |[first, last]| [first.min(year), last.max(year)]))
            });
            found.push(Found { file: self.path(name)?, recognised, rows: read, only });
        }
        let years = years.ok_or_else(|| {
            Error::data("no row has a date, and a project is about years").hint("counts need none: cercle join")
        })?;
        Ok(sketch(&Look { place: &self.place, incidents: found, boundaries: (self.path(boundary_file)?, set), years }))
    }

    /// How the project file names a file: by the way from its own folder.
    fn path(&self, name: &str) -> Result<String> {
        let here = self.out.parent().is_none_or(|folder| folder.as_os_str().is_empty());
        if here || name.starts_with("bundled:") {
            return Ok(name.to_string());
        }
        let whole = std::path::absolute(name).map_err(|e| Error::reading(Path::new(name), &e))?;
        Ok(whole.to_string_lossy().into_owned())
    }
}

/// The districts of a file; `None` if it is a table, or holds no polygons but can be one of incidents.
fn boundaries(input: &Input) -> Result<Option<Boundaries>> {
    let either = matches!(input.extension().as_str(), "geojson" | "json" | "gpkg" | "fgb");
    let folder = input.path().is_some_and(Path::is_dir);
    if !either && !folder && !matches!(input.extension().as_str(), "shp" | "zip") {
        return Ok(None);
    }
    match read::boundaries(input, &BoundaryColumns::default()) {
        Ok(set) => Ok(Some(set)),
        Err(refused) if either && refused.kind == Kind::Data => {
            // the reader of incidents has the last word; if it refuses the file too, what it holds decides who is heard
            let rows = read::recognised(input, &IncidentOptions::default());
            if rows.is_ok() { Ok(None) } else { Err(refused) }
        }
        Err(error) => Err(error),
    }
}
