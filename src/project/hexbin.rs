//! The hexagons of a figure.

use super::figure::Kind;
use super::file::FigureTable;
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::figure::HexbinLook;
use crate::measure::heat::Cells;

/// Width in kilometres of hexagons that are given none.
const WIDTH: f64 = 25.0;
/// Finest resolution of H3.
const FINEST: u8 = 15;

/// Which hexagons a figure has and what colours them; `None` for other kinds of figures.
pub(super) fn hexagons(kind: Kind, table: &FigureTable) -> Result<Option<HexbinLook>> {
    if kind != Kind::Hexbin {
        return match (table.hexagon, table.h3, table.per_area) {
            (None, None, None) => Ok(None),
            _ => Err(Error::project("hexagon, h3 and per_area are for figures of kind \"hexbin\"")),
        };
    }
    let cells = match (table.hexagon, table.h3) {
        (Some(_), Some(_)) => {
            return Err(Error::project("hexagon and h3 are both given").hint("remove one of them"));
        }
        (_, Some(resolution)) if resolution > FINEST => {
            return Err(Error::project(format!("h3 = {resolution} is no resolution of H3")).hint("give 0 to 15"));
        }
        (_, Some(resolution)) => Cells::H3(resolution),
        (km, None) => Cells::Hexagons(km.unwrap_or(WIDTH)),
    };
    if let Cells::Hexagons(km) = cells
        && !(km > 0.0 && km <= 5000.0)
    {
        return Err(Error::project(format!("hexagon = {km} is no width of a hexagon"))
            .hint("give kilometres from side to side, such as 25"));
    }
    Ok(Some(HexbinLook { cells, by_area: table.per_area.unwrap_or(false) }))
}

/// Makes sure that the user's breaks part the numbers of incidents, where hexagons show these.
pub(super) fn whole(look: Option<HexbinLook>, classes: Option<&Classes>) -> Result<()> {
    let (Some(HexbinLook { by_area: false, .. }), Some(classes)) = (look, classes) else { return Ok(()) };
    match classes.breaks().iter().find(|b| b.fract() != 0.0 || **b < 2.0) {
        Some(bad) => Err(Error::project(format!("breaks: {bad} parts no numbers of incidents"))
            .hint("give whole numbers from 2, such as 2, 5, 10; or set per_area = true for incidents by area")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::{EMBEDDED, Project};

    fn with(lines: &str) -> Result<Option<HexbinLook>> {
        let text = format!("{EMBEDDED}\n[[figure]]\nname = \"h\"\nwidth = 120\n{lines}\n");
        let project = Project::parse(&text, "my.toml", Path::new("."))?;
        Ok(project.figures.last().expect("added").hexagons)
    }

    #[test]
    fn hexagons_show_numbers_unless_densities_are_asked_for() {
        let of = |more: &str| with(&format!("kind = \"hexbin\"\n{more}")).expect("valid").expect("hexagons");
        assert_eq!(of(""), HexbinLook { cells: Cells::Hexagons(25.0), by_area: false });
        assert!(of("hexagon = 40\nper_area = true").by_area);
        assert_eq!(of("hexagon = 40\nbreaks = [2, 5]").cells, Cells::Hexagons(40.0));
        assert_eq!(of("h3 = 4\nper_area = true\nbreaks = [0.5]"), HexbinLook { cells: Cells::H3(4), by_area: true });
        assert_eq!(with("kind = \"circles\"").expect("valid"), None);
    }

    #[test]
    fn what_does_not_go_together_is_refused_by_its_key() {
        for (lines, part) in [
            ("kind = \"circles\"\nhexagon = 20", "are for figures of kind \"hexbin\""),
            ("kind = \"heat\"\nper_area = true", "are for figures of kind \"hexbin\""),
            ("kind = \"hexbin\"\nhexagon = 20\nh3 = 5", "both given"),
            ("kind = \"hexbin\"\nh3 = 16", "no resolution"),
            ("kind = \"hexbin\"\nhexagon = 0", "no width"),
            ("kind = \"hexbin\"\nhexagon = nan", "no width"),
            ("kind = \"hexbin\"\nbreaks = [2.5]", "2.5 parts no numbers"),
            ("kind = \"hexbin\"\nbreaks = [1, 2]", "1 parts no numbers"),
            ("kind = \"hexbin\"\nbandwidth = 20", "bandwidth"),
        ] {
            let error = with(lines).expect_err(lines);
            assert!(error.message.contains(part) && error.message.contains("figure 'h'"), "{lines}: {error}");
        }
    }
}
