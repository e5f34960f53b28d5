//! What colours and dots stand for, in words: it goes with the tiles, for readers that show no legend.

use super::dots::DISPERSED_FROM;
use crate::classify::{Classes, Ramp, Scaling};
use crate::color::Color;
use crate::language::Language;
use crate::layer::Look;
use crate::measure::heat::Kernel;
use crate::tile::content::Content;

/// Figures of a continuous scale.
const TICKS: usize = 5;

/// What the ground of pictures is coloured by.
#[derive(Debug, Clone, PartialEq)]
pub enum Coloring {
    /// Districts by class of the content.
    Districts,
    /// Hexagons by class, and how many have each.
    Hexagons(Classes, Vec<u32>),
    /// A kernel density, on one scale for all zooms.
    Density(Ramp),
    /// Incidents by pixel.
    Pixels,
}

fn per_year(yearly: bool, language: Language) -> &'static str {
    if yearly { language.of(" and year", " et par an") } else { "" }
}

fn number(value: f64, language: Language) -> String {
    value.to_string().replace('.', language.of(".", ","))
}

fn rows(classes: &Classes, colors: &[Color], language: Language) -> String {
    let row = |(class, color): (usize, &Color)| {
        let (low, high) = classes.extent(class);
        let range = match (low.map(|v| number(v, language)), high.map(|v| number(v, language))) {
            (Some(low), Some(high)) => format!("{low} {} {high}", language.of("to under", "à moins de")),
            (Some(low), None) => format!("{low} {}", language.of("and more", "et plus")),
            (None, Some(high)) => format!("{} {high}", language.of("under", "moins de")),
            (None, None) => language.of("any", "plus de 0").to_string(),
        };
        format!("{range} {color}")
    };
    colors.iter().enumerate().map(row).collect::<Vec<_>>().join(", ")
}

/// Of districts.
pub(super) fn classes(content: &Content, colors: &[Color], looks: &[Look], language: Language) -> String {
    let year = per_year(content.period.is_some(), language);
    let rows = rows(&content.classes, colors, language);
    let unknown = looks.contains(&Look::NoData);
    let unknown = if unknown { language.of(", no data grey and hatched", ", sans données gris hachuré") } else { "" };
    language.of(
        format!("Colours: incidents per 10,000 km²{year}: {rows}; none white{unknown}."),
        format!("Couleurs : incidents pour 10 000 km²{year} : {rows} ; aucun blanc{unknown}."),
    )
}

/// Of hexagons.
pub(super) fn hexagons((classes, km): (&Classes, f64), colors: &[Color], yearly: bool, language: Language) -> String {
    let (year, rows, km) = (per_year(yearly, language), rows(classes, colors, language), number(km, language));
    language.of(
        format!("Colours: hexagons of {km} km, incidents per 1,000 km²{year}: {rows}; none left out."),
        format!("Couleurs : hexagones de {km} km, incidents pour 1 000 km²{year} : {rows} ; aucun omis."),
    )
}

/// Of a surface: one scale for all zooms of a density, one for each zoom of counts.
pub(super) fn surface(
    ramp: Option<&Ramp>,
    (kernel, scaling): (Option<Kernel>, Scaling),
    yearly: bool,
    (colors, language): (&[Color], Language),
) -> String {
    let scaling = scaling.word();
    let ends = [colors.first(), colors.last()].map(|c| c.map(|c| c.to_string()).unwrap_or_default());
    let (Some(ramp), Some(kernel)) = (ramp, kernel) else {
        let [one, most] = ends;
        return language.of(
            format!("Colours: incidents by pixel, {scaling} scale from 1 ({one}) to the highest of each zoom ({most}); none white."),
            format!("Couleurs : incidents par pixel, échelle {scaling} de 1 ({one}) au maximum de chaque zoom ({most}) ; aucun blanc."),
        );
    };
    let color = |value: f64| {
        let place = (f64::from(ramp.share(value as f32)) * (colors.len() - 1) as f64).round() as usize;
        colors.get(place).map(|c| c.to_string()).unwrap_or_default()
    };
    let tick = |value: f64| format!("{} {}", number(value, language), color(value));
    let ticks = ramp.ticks(TICKS).into_iter().map(tick).collect::<Vec<_>>().join(", ");
    let (year, shape, km) = (per_year(yearly, language), kernel.shape.word(), number(kernel.km, language));
    language.of(
        format!("Colours: incidents per 1,000 km²{year} ({shape} kernel of {km} km), {scaling} scale, the same at all zooms: {ticks}."),
        format!("Couleurs : incidents pour 1 000 km²{year} (noyau {shape} de {km} km), échelle {scaling}, la même à tous les zooms : {ticks}."),
    )
}

/// Of dots and rings.
pub(super) fn dots(rings: bool, language: Language) -> String {
    let rings = match rings {
        true => language
            .of("; rings: only a district or commune known", " ; cercles : seul le district ou la commune est connu"),
        false => "",
    };
    language.of(format!("Dots: located incidents{rings}."), format!("Points : incidents localisés{rings}."))
}

/// How incidents of one place are drawn.
pub(super) fn around(language: Language) -> String {
    language.of(
        format!("From zoom {DISPERSED_FROM}, incidents of one place stand around it."),
        format!("Dès le zoom {DISPERSED_FROM}, les incidents d’un même lieu l’entourent."),
    )
}
