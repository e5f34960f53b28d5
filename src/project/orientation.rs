//! What orients the reader on the maps of a project: names of towns and rivers, north arrow, graticule.

use super::figure::Kind;
use super::file;
use crate::error::{Error, Result};
use crate::figure::{Graticule, Orientation};
use crate::unit::mm;

/// Finest and coarsest distance of meridians and parallels, in degrees.
const STEPS: std::ops::RangeInclusive<f64> = 0.05..=90.0;

/// What the project says of names, and the figure of lines.
pub(super) fn orientation(kind: Kind, table: &file::FigureTable, labels: &file::Labels) -> Result<Orientation> {
    let graticule = match table.graticule {
        None | Some(file::Graticule::Wanted(false)) => None,
        Some(file::Graticule::Wanted(true)) => Some(Graticule::Round),
        Some(file::Graticule::Degrees(step)) => Some(degrees(step)?),
    };
    if (graticule.is_some() || table.north_arrow) && matches!(kind, Kind::Strip | Kind::Bars(_)) {
        let key = if table.north_arrow { "north_arrow" } else { "graticule" };
        return Err(Error::project(format!("a figure of kind \"{}\" is no map and has no {key}", kind.word())));
    }
    if !labels.least_width.is_finite() || labels.least_width < 0.0 {
        return Err(Error::project(format!("[labels] least_width = {} is no width", labels.least_width))
            .hint("give millimetres, such as 100"));
    }
    Ok(Orientation {
        towns: Some(labels.towns).filter(|least| *least > 0),
        rivers: labels.rivers,
        least_width: mm(labels.least_width),
        north_arrow: table.north_arrow,
        graticule,
    })
}

/// A distance of lines.
///
/// # Errors
/// `Kind::Project` if it is no such distance.
pub fn degrees(step: f64) -> Result<Graticule> {
    match STEPS.contains(&step) {
        true => Ok(Graticule::Degrees(step)),
        false => Err(Error::project(format!("graticule = {step} is no distance of lines"))
            .hint("give degrees between 0.05 and 90, such as 5")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::{EMBEDDED, Project};

    fn with(lines: &str) -> Result<Orientation> {
        let text = format!("{EMBEDDED}\n[[figure]]\nname = \"c\"\n{lines}\n");
        let project = Project::parse(&text, "my.toml", Path::new("."))?;
        Ok(project.figures.last().expect("there is one").orientation)
    }

    #[test]
    fn names_have_defaults_and_lines_are_drawn_on_request() {
        let plain = with("kind = \"circles\"").expect("valid");
        assert_eq!((plain.north_arrow, plain.graticule), (false, None));
        assert!(plain.rivers && plain.towns.is_some());
        let asked = with("kind = \"circles\"\nnorth_arrow = true\ngraticule = true").expect("valid");
        assert_eq!((asked.north_arrow, asked.graticule), (true, Some(Graticule::Round)));
        let five = with("kind = \"density\"\ngraticule = 5").expect("valid");
        assert_eq!(five.graticule, Some(Graticule::Degrees(5.0)));
    }

    #[test]
    fn what_is_no_map_or_no_distance_is_refused() {
        for (lines, words) in [
            ("kind = \"strip\"\nnorth_arrow = true", "is no map and has no north_arrow"),
            ("kind = \"bars\"\nby = \"year\"\ngraticule = 5", "is no map and has no graticule"),
            ("kind = \"circles\"\ngraticule = 0", "graticule = 0 is no distance"),
            ("kind = \"circles\"\ngraticule = \"5\"", "expected true, false or the distance"),
        ] {
            let error = with(lines).expect_err(lines);
            assert!(error.to_string().contains(words), "{lines}: {error}");
        }
    }

    #[test]
    fn no_towns_are_named_below_one_person() {
        let text = EMBEDDED.replace("[credits]", "[labels]\ntowns = 0\nrivers = false\n\n[credits]");
        let text = if EMBEDDED.contains("[labels]") { EMBEDDED.replace("towns = 100000", "towns = 0") } else { text };
        let project = Project::parse(&text, "my.toml", Path::new(".")).expect("valid");
        assert_eq!(project.figures[0].orientation.towns, None);
    }
}
