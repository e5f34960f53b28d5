//! The words of heat maps.

use super::notes::note;
use super::{of_word, share};
use crate::classify::Scaling;
use crate::figure::heat::HeatLook;
use crate::furniture::{RampLegend, count, number};
use crate::language::Language;
use crate::measure::Findings;
use crate::measure::heat::Shape;
use crate::text::Paragraph;

/// Fewer incidents than this make a surface that says little.
const FEW: u32 = 30;

/// "Incidents per 1,000 km²", of incidents without a year.
pub fn incidents_per_area(language: Language) -> &'static str {
    language.of("Incidents per 1,000\u{a0}km²", "Incidents pour 1\u{202f}000\u{202f}km²")
}

/// "Incidents per 1,000 km² per year".
fn incidents_per(language: Language) -> &'static str {
    language.of("Incidents per 1,000\u{a0}km² per year", "Incidents pour 1\u{202f}000\u{202f}km² et par an")
}

/// "kernel of 25 km".
fn kernel_of(language: Language, look: &HeatLook) -> String {
    let km = number(language, look.kernel.km);
    language.of(format!("kernel of {km}\u{a0}km"), format!("noyau de {km}\u{202f}km"))
}

/// What the colours mean, and how many incidents they rest on.
pub fn heat_subtitle(language: Language, findings: &Findings, look: &HeatLook) -> String {
    let c = &findings.coverage;
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let known = format!("{} {}", share(language, located, reported), of_word(language, c, reported));
    let is = |one, many| language.plural(located.into(), one, many);
    let what = format!("{}, {}", incidents_per(language), kernel_of(language, look));
    language.of(
        format!("{what}; {known} {}", is("is located", "are located")),
        format!("{what} ; {known} {}", is("est localisé", "sont localisés")),
    )
}

/// "Incidents per 1,000 km² per year, 2022–2024".
pub fn heat_legend_title(language: Language, period: &str) -> String {
    format!("{}, {period}", incidents_per(language))
}

/// Kernel and number of incidents, under the bar.
pub fn heat_legend_note(language: Language, look: &HeatLook, n: usize) -> String {
    let n = count(language, n as u64);
    let kernel = super::capitalised(&kernel_of(language, look));
    format!("{kernel} ({}), n = {n}", shape(language, look.kernel.shape))
}

fn shape(language: Language, shape: Shape) -> &'static str {
    match shape {
        Shape::Gaussian => language.of("Gaussian", "gaussien"),
        Shape::Quartic => language.of("quartic", "quartique"),
    }
}

/// Note on how the surface was made.
pub fn heat_note(language: Language, look: &HeatLook, n: usize) -> Paragraph {
    let width = match look.kernel.shape {
        Shape::Gaussian => language.of("standard deviation", "écart-type"),
        Shape::Quartic => language.of("radius", "rayon"),
    };
    let scale = match look.scaling {
        Scaling::Linear => language.of("in proportion to density", "proportionnelles à la densité"),
        Scaling::Sqrt => language.of("by the square root of density", "selon la racine carrée de la densité"),
        Scaling::Log => language.of("by the logarithm of density", "selon le logarithme de la densité"),
        Scaling::Equalise => language.of("each over the same area", "couvrant chacune la même surface"),
    };
    let (km, shape) = (number(language, look.kernel.km), shape(language, look.kernel.shape));
    let mut body = language.of(
        format!(
            "Each located incident is spread over its surroundings by a {shape} kernel ({width} {km}\u{a0}km), cut off at the \
             border and corrected for it, so that the surface sums to the number of incidents. Colours {scale}. The surface \
             shows where incidents cluster, not where they will happen."
        ),
        format!(
            "Chaque incident localisé est étalé autour de son lieu par un noyau {shape} ({width} de {km}\u{202f}km), coupé à la \
             frontière et corrigé en conséquence : la somme de la surface est le nombre d’incidents. Couleurs {scale}. La \
             surface montre où les incidents se concentrent, non où il s’en produira."
        ),
    );
    if (n as u32) < FEW {
        body += language
            .of(" So few incidents make no stable surface.", " Si peu d’incidents ne donnent pas de surface stable.");
    }
    note(language.of("Density", "Densité"), body)
}

/// The alternative text.
pub fn heat_description(
    language: Language,
    title: &str,
    (legend, n): (&RampLegend, usize),
    findings: &Findings,
) -> String {
    let highest = legend.ticks.last().map_or("0", |(_, figure)| figure.as_str());
    let mut order: Vec<usize> = (0..findings.counts.total.len()).filter(|&d| findings.counts.total[d] > 0).collect();
    order.sort_by_key(|&d| (std::cmp::Reverse(findings.counts.total[d]), d));
    let named = |d: &usize| findings.boundaries.districts[*d].name.clone();
    let top = order.iter().take(3).map(named).collect::<Vec<_>>().join(", ");
    let n = count(language, n as u64);
    language.of(
        format!(
            "{title}. Heat map of {n} located incidents: {}, from white (none) to dark (over {highest}). {}. Most incidents: {top}.",
            legend.title, legend.note
        ),
        format!(
            "{title}. Carte de chaleur de {n} incidents localisés : {}, du blanc (aucun) au foncé (plus de {highest}). {}. Le plus \
             d’incidents : {top}.",
            legend.title, legend.note
        ),
    )
}
