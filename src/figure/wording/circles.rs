//! The words of proportional circles.

use super::{Subject, of_word, share};
use crate::classify::CircleScale;
use crate::figure::circles::Shown;
use crate::furniture::{Header, count};
use crate::language::Language;
use crate::measure::{Findings, Tallied};
use crate::text::Paragraph;

/// "Reported incidents in Mali by cercle, 2022–2024".
pub fn circles_title(language: Language, subject: &Subject, period: &str) -> String {
    let lead = super::capitalised(&subject.reported(language));
    format!("{lead} {} {}, {period}", language.of("by", "par"), subject.district)
}

/// How many of the incidents are in the circles.
pub fn circles_subtitle(language: Language, findings: &Findings, shown: &[Shown]) -> String {
    let c = &findings.coverage;
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let known = format!("{} {}", share(language, located, reported), of_word(language, c, reported));
    let is = |one, many| language.plural(located.into(), one, many);
    let people = shown.iter().any(|s| s.tally.is_some());
    let what = if people {
        language.of("People in located incidents", "Personnes dans les incidents localisés")
    } else {
        language.of("Number of located incidents", "Nombre d’incidents localisés")
    };
    language.of(
        format!("{what}; {known} {}", is("is located", "are located")),
        format!("{what} ; {known} {}", is("est localisé", "sont localisés")),
    )
}

/// The line over a panel: what is counted, how many of how many are in the circles.
pub fn circles_header(language: Language, shown: &Shown, sums: &Tallied) -> Header {
    let located = language.of("located", language.plural(sums.located().into(), "localisé", "localisés"));
    let share = match sums.all {
        0 => language.of("none", "aucun").to_string(),
        all => share(language, sums.located(), all),
    };
    match shown.year {
        Some(year) if !shown.label.is_empty() => {
            Header { period: year.to_string(), share, of: shown.label.to_lowercase() }
        }
        Some(year) => Header { period: year.to_string(), share, of: located.to_string() },
        None => Header { period: shown.label.clone(), share, of: located.to_string() },
    }
}

/// "Located incidents, 2022–2024".
pub fn circle_legend_title(language: Language, people: bool, period: &str) -> String {
    let what = if people {
        language.of("People", "Personnes")
    } else {
        language.of("Located incidents", "Incidents localisés")
    };
    format!("{what}, {period}")
}

/// What no circle means.
pub fn circle_legend_note(language: Language, panels: &[(Shown, Tallied)]) -> String {
    let area = language.of("Area in proportion to the number", "Surface proportionnelle au nombre");
    let [(_, sums)] = panels else {
        return format!("{area}{}", language.of("; no circle: none located.", " ; sans cercle : aucun localisé."));
    };
    let none = count(language, sums.by_district.iter().filter(|&&n| n == 0).count() as u64);
    let all = count(language, sums.by_district.len() as u64);
    language.of(
        format!("{area}; no circle: none located ({none} of {all})."),
        format!("{area} ; sans cercle : aucun localisé ({none} sur {all})."),
    )
}

/// Note on what the circles are.
pub fn circles_note(language: Language, subject: &Subject, scale: &CircleScale, unknown: u32) -> Paragraph {
    let district = &subject.district;
    let mut body = language.of(
        format!("A circle stands at the middle of its {district}, not where incidents happened; its area is in proportion to the number, and the scale is the same on every map of the figure (largest: {}).", count(language, scale.largest.into())),
        format!("Un cercle est posé au milieu de son {district}, non sur les lieux des incidents ; sa surface est proportionnelle au nombre, à la même échelle sur toutes les cartes de la figure (le plus grand : {}).", count(language, scale.largest.into())),
    );
    if unknown > 0 {
        let n = count(language, unknown.into());
        body += &language.of(
            format!(" {n} blank fields are not counted; a blank is not a zero."),
            format!(" {n} champs vides ne sont pas comptés ; vide n’est pas zéro."),
        );
    }
    Paragraph { head: language.of("Circles", "Symboles").into(), body }
}

/// The alternative text.
pub fn circles_description(
    language: Language,
    findings: &Findings,
    title: &str,
    panels: &[(Shown, Tallied)],
) -> String {
    let known = |sums: &Tallied| share(language, sums.located(), sums.all);
    let label = |shown: &Shown| {
        let year = shown.year.map(|y| y.to_string()).unwrap_or_default();
        format!("{} {year} ", shown.label).trim_start().to_string()
    };
    let kind = language.of("Proportional circles by district", "Cercles proportionnels, un par unité");
    let located = language.of("located", "localisés");
    if panels.len() > 3 {
        let panels: Vec<String> = panels.iter().map(|(s, sums)| format!("{}{}", label(s), known(sums))).collect();
        return format!("{title}. {kind} ({located}): {}.", panels.join("; "));
    }
    let one = |(shown, sums): &(Shown, Tallied)| {
        let most = largest(findings, sums);
        let head = format!("{}{} {located}", label(shown), known(sums));
        if most.is_empty() { head } else { format!("{head}: {most}") }
    };
    format!("{title}. {kind}. {}.", panels.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// The three districts with most, and how many.
fn largest(findings: &Findings, sums: &Tallied) -> String {
    let mut order: Vec<usize> = (0..sums.by_district.len()).filter(|&d| sums.by_district[d] > 0).collect();
    order.sort_by_key(|&d| std::cmp::Reverse(sums.by_district[d]));
    let name = |&d: &usize| format!("{} {}", findings.boundaries.districts[d].name, sums.by_district[d]);
    order.iter().take(3).map(name).collect::<Vec<_>>().join(", ")
}
