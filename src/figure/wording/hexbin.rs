//! The words of maps of hexagons.

use super::heat::heat_legend_title;
use super::notes::{bounds, note};
use super::{Subject, capitalised, choropleth_title, of_word, share};
use crate::classify::{Method, significant};
use crate::figure::Measure;
use crate::figure::hexbin::HexbinLook;
use crate::furniture::{Legend, LegendRow, count, number};
use crate::language::Language;
use crate::measure::heat::{Cells, Hexagon};
use crate::measure::{Findings, Period};
use crate::text::Paragraph;

/// Area of the hexagons in three digits: "541 km²"; of H3, whose cells differ, "1,690 to 1,840 km²".
fn area(language: Language, cells: Cells, hexagons: &[Hexagon]) -> String {
    let of = |better: fn(f64, f64) -> f64| hexagons.iter().map(|h| h.km2).reduce(better).unwrap_or(cells.km2());
    let [least, most] = [of(f64::min), of(f64::max)].map(|km2| number(language, significant(km2, 3)));
    let span = if least == most { most } else { format!("{least} {} {most}", language.of("to", "à")) };
    format!("{span}{}km²", language.unit_space())
}

/// "hexagon of 25 km", "H3 cell of resolution 5".
fn one(language: Language, cells: Cells) -> String {
    match cells {
        Cells::Hexagons(km) => {
            let km = format!("{}{}km", number(language, km), language.unit_space());
            language.of(format!("hexagon of {km}"), format!("hexagone de {km}"))
        }
        Cells::H3(resolution) => language.of(
            format!("H3 cell of resolution\u{a0}{resolution}"),
            format!("cellule H3 de résolution\u{a0}{resolution}"),
        ),
    }
}

/// What the legend counts.
pub fn hexbin_unit(language: Language, cells: Cells) -> &'static str {
    match cells {
        Cells::Hexagons(_) => language.of("hexagons", "hexagones"),
        Cells::H3(_) => language.of("cells", "cellules"),
    }
}

/// "Reported incidents in Mali by hexagon, 2022–2024"; of densities "Density of reported incidents …".
pub fn hexbin_title(language: Language, subject: &Subject, look: &HexbinLook, period: &str) -> String {
    if look.by_area {
        return choropleth_title(language, subject, Measure::Density, period);
    }
    format!("{} {}, {period}", capitalised(&subject.reported(language)), language.of("by hexagon", "par hexagone"))
}

/// What colours the hexagons.
fn what(language: Language, look: &HexbinLook) -> &'static str {
    if look.by_area {
        return language
            .of("Incidents per 1,000\u{a0}km² per year", "Incidents pour 1\u{202f}000\u{202f}km² et par an");
    }
    language.of("Number of located incidents", "Nombre d’incidents localisés")
}

/// What the colours mean, and how many incidents they rest on.
pub fn hexbin_subtitle(language: Language, findings: &Findings, (look, hexagons): (&HexbinLook, &[Hexagon])) -> String {
    let c = &findings.coverage;
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let known = format!("{} {}", share(language, located, reported), of_word(language, c, reported));
    let is = |one, many| language.plural(located.into(), one, many);
    let (what, one, area) = (what(language, look), one(language, look.cells), area(language, look.cells, hexagons));
    language.of(
        format!("{what} by {one} ({area}); {known} {} located", is("is", "are")),
        format!("{what} par {one} ({area}) ; {known} {}", is("est localisé", "sont localisés")),
    )
}

/// "Number of located incidents, 2022–2024".
pub fn hexbin_legend_title(language: Language, look: &HexbinLook, period: &str) -> String {
    if look.by_area {
        return heat_legend_title(language, period);
    }
    format!("{}, {period}", what(language, look))
}

/// Note on the classes and on what the hexagons are.
pub fn hexbin_classes_note(
    language: Language,
    (look, hexagons): (&HexbinLook, &[Hexagon]),
    found: (Option<Method>, bool),
    period: Period,
) -> Paragraph {
    let bounds = bounds(language, found);
    let (km, area) = (number(language, significant(look.cells.km(), 3)), area(language, look.cells, hexagons));
    let one = number(language, significant(1000.0 / (look.cells.km2() * period.len()), 2));
    let size = match look.cells {
        Cells::Hexagons(_) => language.of(
            format!("Hexagons are {km}\u{a0}km from side to side and cover {area} each: one incident is {one} per 1,000\u{a0}km² per year."),
            format!("Les hexagones ont {km}\u{202f}km d’un côté à l’autre et couvrent chacun {area} : un incident y vaut {one} pour 1\u{202f}000\u{202f}km² et par an."),
        ),
        Cells::H3(_) => language.of(
            format!("H3 cells here cover {area}: one incident is about {one} per 1,000\u{a0}km² per year."),
            format!("Les cellules H3 couvrent ici {area} : un incident y vaut environ {one} pour 1\u{202f}000\u{202f}km² et par an."),
        ),
    };
    let more = language.of(
        "What lies beyond the border is cut off; white is where no incident is located. Another grid would part the same incidents \
         differently.",
        "Ce qui dépasse la frontière est coupé ; en blanc, aucun incident n’est localisé. Une autre grille répartirait autrement \
         les mêmes incidents.",
    );
    note("Classes", format!("{bounds}. {size} {more}"))
}

/// The alternative text.
pub fn hexbin_description(
    language: Language,
    (title, legend): (&str, &Legend),
    (look, hexagons): (&HexbinLook, &[Hexagon]),
    findings: &Findings,
) -> String {
    let n = hexagons.iter().map(|h| h.count).sum();
    let units = |row: &LegendRow| row.count.map(|units| format!("{} ({})", row.label, count(language, units.into())));
    let classes = legend.rows.iter().filter_map(units).collect::<Vec<_>>().join(language.of(", ", " ; "));
    let mut order: Vec<usize> = (0..findings.counts.total.len()).filter(|&d| findings.counts.total[d] > 0).collect();
    order.sort_by_key(|&d| (std::cmp::Reverse(findings.counts.total[d]), d));
    let named = |d: &usize| findings.boundaries.districts[*d].name.clone();
    let top = order.iter().take(3).map(named).collect::<Vec<_>>().join(", ");
    let (incidents, legend_title) = (count(language, n), &legend.title);
    let (held, one) = (count(language, hexagons.len() as u64), one(language, look.cells));
    language.of(
        format!(
            "{title}. Map of {incidents} located incidents in {held} {} ({one} each). {legend_title}: {classes}; elsewhere none \
             is located. Most incidents: {top}.",
            legend.unit
        ),
        format!(
            "{title}. Carte de {incidents} incidents localisés dans {held} {} ({one}). {legend_title} : {classes} ; \
             ailleurs aucun n’est localisé. Le plus d’incidents : {top}.",
            legend.unit
        ),
    )
}
