//! The words of proportional circles.

use super::{Subject, not_shown, of_word, share, told};
use crate::classify::CircleScale;
use crate::figure::circles::Shown;
use crate::furniture::{Header, count};
use crate::language::Language;
use crate::measure::{Coverage, Findings, Number, Tallied};
use crate::text::Paragraph;

/// "Reported incidents in Mali by cercle, 2022–2024"; of people "Killed and arrested in reported incidents in Mali …".
pub fn circles_title(language: Language, subject: &Subject, shown: &[Shown], period: &str) -> String {
    let mut labels: Vec<String> = Vec::new();
    for label in shown.iter().filter(|s| s.tally.is_some()).map(|s| s.label.to_lowercase()) {
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let reported = subject.reported(language);
    let lead = match labels.is_empty() {
        true => reported,
        false => format!("{} {} {reported}", language.list(&labels), language.of("in", "dans les")),
    };
    format!("{} {} {}, {period}", super::capitalised(&lead), language.of("by", "par"), subject.district)
}

/// How many of the incidents are in the circles.
pub fn circles_subtitle(language: Language, findings: &Findings, shown: &[Shown]) -> String {
    let c = &findings.coverage.by_district();
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let known = format!("{} {}", share(language, located, reported), of_word(language, c, reported));
    let is = |one, many| language.plural(located.into(), one, many);
    let people = shown.iter().any(|s| s.tally.is_some());
    let what = if people {
        language.of("People in {seen} incidents", "Personnes dans les incidents {seen}")
    } else {
        language.of("Number of {seen} incidents", "Nombre d’incidents {seen}")
    };
    let what = what.replace("{seen}", super::seen(language, c, 2));
    language.of(
        format!("{what}; {known} {} {}", is("is", "are"), super::seen(language, c, 1)),
        format!("{what} ; {known} {} {}", is("est", "sont"), super::seen(language, c, located)),
    )
}

/// The line over a panel: what is counted, how many of how many are in the circles.
pub fn circles_header(language: Language, shown: &Shown, sums: &Tallied) -> Header {
    let label = shown.label.to_lowercase();
    let share = known(language, sums);
    // What the rows say is less than what was reported, and must not be taken for it.
    let of = match (sums.is_published, label.is_empty()) {
        (true, true) => language.of("reported", "signalés").to_string(),
        (true, false) => label,
        (false, true) => language.of("listed", "répertoriés").to_string(),
        (false, false) => format!("{label} {}", language.of("(rows)", "(lignes)")),
    };
    match shown.year {
        Some(year) => Header { period: year.to_string(), share, of, named: false },
        None => {
            let part = sums.located().known().map(|_| language.of("located", "localisés").to_string());
            let of = part.unwrap_or_default();
            Header { period: shown.label.clone(), share, of, named: false }
        }
    }
}

/// "3 of 8": located of what was reported. Of a map that holds numbers back only what was reported is said, if that is known.
fn known(language: Language, sums: &Tallied) -> String {
    match (sums.located(), sums.reported) {
        (_, Number::Known(0)) => "0".to_string(),
        (Number::Known(located), Number::Known(reported)) => share(language, located, reported),
        (_, reported) => told(language, reported),
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
    let none = count(language, sums.known().filter(|n| *n == 0).count() as u64);
    let all = count(language, sums.by_district.len() as u64);
    language.of(
        format!("{area}; no circle: none located ({none} of {all})."),
        format!("{area} ; sans cercle : aucun localisé ({none} sur {all})."),
    )
}

/// Note on what the circles are.
pub fn circles_note(
    language: Language,
    subject: &Subject,
    scale: &CircleScale,
    (people, unknown): (Option<&Coverage>, u32),
) -> Paragraph {
    let district = &subject.district;
    let mut body = language.of(
        format!("A circle stands at the middle of its {district}, not where incidents happened; its area is in proportion to the number, and the scale is the same on every map of the figure (largest: {}).", count(language, scale.largest.into())),
        format!("Un cercle est posé au milieu de son {district}, non sur les lieux des incidents ; sa surface est proportionnelle au nombre, à la même échelle sur toutes les cartes de la figure (le plus grand : {}).", count(language, scale.largest.into())),
    );
    if let Some(coverage) = people {
        let [rows, reported] =
            [coverage.sum(|y| y.rows), coverage.sum(|y| y.reported())].map(|n| count(language, n.into()));
        body += &language.of(
            format!(" The people drawn are those of the incidents that are listed one by one: {rows} of {reported}."),
            format!(" Les personnes dessinées sont celles des incidents répertoriés un à un : {rows} sur {reported}."),
        );
    }
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
    let label = |shown: &Shown| {
        let year = shown.year.map(|y| y.to_string()).unwrap_or_default();
        format!("{} {year} ", shown.label).trim_start().to_string()
    };
    let kind = language.of("Proportional circles by district", "Cercles proportionnels, un par unité");
    let located = language.of("located", "localisés");
    let held: usize = panels.iter().map(|(_, sums)| sums.withheld()).sum();
    let held = if held > 0 { format!(" {held} {}.", not_shown(language)) } else { String::new() };
    if panels.len() > 3 {
        let panels: Vec<String> =
            panels.iter().map(|(s, sums)| format!("{}{}", label(s), known(language, sums))).collect();
        return format!("{title}. {kind} ({located}): {}.{held}", panels.join("; "));
    }
    let one = |(shown, sums): &(Shown, Tallied)| {
        let most = largest(findings, sums);
        let what = match sums.located() {
            Number::Known(_) => located,
            Number::Withheld => language.of("reported", "signalés"),
        };
        let head = format!("{}{} {what}", label(shown), known(language, sums));
        if most.is_empty() { head } else { format!("{head}: {most}") }
    };
    format!("{title}. {kind}. {}.{held}", panels.iter().map(one).collect::<Vec<_>>().join("; "))
}

/// The three districts with most, and how many.
fn largest(findings: &Findings, sums: &Tallied) -> String {
    let shown = sums.by_district.iter().enumerate().filter_map(|(d, n)| Some((d, n.known().filter(|n| *n > 0)?)));
    let mut order: Vec<(usize, u32)> = shown.collect();
    order.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    let name = |&(d, n): &(usize, u32)| format!("{} {n}", findings.boundaries.districts[d].name);
    order.iter().take(3).map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    /// Rows know less than was reported: a map without circles must not read as if nobody had been arrested.
    #[test]
    fn headers_are_of_what_was_reported_and_say_where_it_is_only_of_rows() {
        let shown = Shown { tally: Some("arrested".into()), year: Some(2024), label: "Arrested".into() };
        let header = |language, located, all, published| {
            let sums = Tallied::of(&[located], (all, published), 0);
            let header = circles_header(language, &shown, &sums);
            format!("{} {}", header.share, header.of)
        };
        assert_eq!(header(English, 0, 0, Some(8)), "0 of 8 arrested");
        assert_eq!(header(English, 3, 4, Some(4)), "3 of 4 arrested");
        assert_eq!(header(English, 4, 4, Some(2)), "4 of 4 arrested (rows)");
        assert_eq!(header(English, 0, 0, None), "0 arrested (rows)");
        assert_eq!(header(French, 3, 6, None), "3 sur 6 arrested (lignes)");
    }
}
