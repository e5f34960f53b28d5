//! The sentences. French is written with ordinary spaces before its signs: `Language::spaced` makes them narrow.

use super::Numbers;
use super::claim::{Change, Step};
use crate::language::Language;
use crate::measure::{Coverage, YearCoverage};
use crate::name::fold;

/// More years than this are not listed one by one.
const MOST_YEARS: usize = 6;

/// "Reported incidents in Mali: 57 in 2022 and 48 in 2023."
pub fn reported(language: Language, coverage: &Coverage, what: &str) -> String {
    let mut letters = what.chars();
    let mut words: String = letters.next().map_or(String::new(), |l| l.to_uppercase().chain(letters).collect());
    if !coverage.is_published() {
        words += language.of(", as listed", ", tels que répertoriés");
    }
    let years = &coverage.years;
    let total = coverage.sum(|y| y.reported());
    let in_year = |n: u32, year: String| {
        let n = if n == 0 { language.of("none", "aucun").to_string() } else { language.count(n.into()) };
        format!("{n} {} {year}", language.of("in", "en"))
    };
    let numbers = match years.as_slice() {
        [first, .., last] if years.len() > MOST_YEARS => in_year(total, format!("{}–{}", first.year, last.year)),
        _ => language.list(&years.iter().map(|y| in_year(y.reported(), y.year.to_string())).collect::<Vec<_>>()),
    };
    let differ = language.of(
        " Differences between years may reflect reporting.",
        " Les écarts entre années peuvent tenir au signalement.",
    );
    let differ = if years.len() > 1 && total > 0 { differ } else { "" };
    format!("{words}{} {numbers}.{differ}", language.of(":", " :"))
}

/// "78 of these 141 incidents are located, most of them (45) in the regions of Mopti and Gao."; `None` without incidents.
pub fn located(language: Language, numbers: &Numbers, totals: &[u32], leading: &[usize]) -> Option<String> {
    let (n, all) = (numbers.coverage.sum(|y| y.located), numbers.coverage.sum(|y| y.reported()));
    let [said, whole] = [n, all].map(|n| language.count(n.into()));
    let plural = |one: &'static str, many: &'static str| language.plural(n.into(), one, many);
    let mut words = match (n, all) {
        (_, 0) => return None,
        (0, 1) => language.of("It is not located", "Il n’est pas localisé").to_string(),
        (1, 1) => language.of("It is located", "Il est localisé").to_string(),
        (0, _) => language.of(
            format!("None of these {whole} incidents is located"),
            format!("Aucun de ces {whole} incidents n’est localisé"),
        ),
        _ => language.of(
            format!("{said} of these {whole} incidents {} located", plural("is", "are")),
            format!("{said} de ces {whole} incidents {}", plural("est localisé", "sont localisés")),
        ),
    };
    if !leading.is_empty() {
        let sum: u32 = leading.iter().map(|&i| totals[i]).sum();
        let part = match sum * 2 > totals.iter().sum() {
            true => language.of("most of them", "la plupart"),
            false => language.of("half of them", "dont la moitié"),
        };
        let names: Vec<(&str, String)> = leading.iter().map(|&i| (numbers.regions[i].0, String::new())).collect();
        let place = regions(language, &names);
        words += &format!(", {part} ({}) {place}", language.count(sum.into()));
    }
    Some(format!("{words}."))
}

/// What changed by region between the last two years, or why that cannot be said.
pub fn change(language: Language, numbers: &Numbers, change: &Change) -> Option<String> {
    match change {
        Change::Nothing => None,
        Change::FewLocated(year) => Some(few_located(language, year)),
        Change::Uneven(before, after) => Some(uneven(language, before, after)),
        Change::Regions(more, fewer) => {
            let years: Vec<i16> = numbers.coverage.years.iter().rev().take(2).map(|y| y.year).collect();
            let named = |steps: &[Step]| -> Option<String> {
                let step = |&(i, a, b): &Step| {
                    let [a, b] = [a, b].map(|n| language.count(n.into()));
                    let from = language.of(format!("from {a} to {b}"), format!("de {a} à {b}"));
                    (numbers.regions[i].0, format!(" ({from})"))
                };
                (!steps.is_empty()).then(|| regions(language, &steps.iter().map(step).collect::<Vec<_>>()))
            };
            let moved = |verb: &str, steps: &[Step]| named(steps).map(|place| format!("{verb} {place}"));
            let parts: Vec<String> =
                [moved(language.of("increased", "augmenté"), more), moved(language.of("decreased", "diminué"), fewer)]
                    .into_iter()
                    .flatten()
                    .collect();
            let parts = parts.join(language.of(" and ", " et "));
            Some(language.of(
                format!("Between {} and {}, located incidents {parts}.", years[1], years[0]),
                format!("Entre {} et {}, les incidents localisés ont {parts}.", years[1], years[0]),
            ))
        }
    }
}

fn few_located(language: Language, y: &YearCoverage) -> String {
    let (n, all, year) = (language.count(y.located.into()), language.count(y.reported().into()), y.year);
    let words = match (y.located, y.reported()) {
        (0, 1) => language.of(
            format!("In {year} the one reported incident is not located"),
            format!("En {year}, le seul incident signalé n’est pas localisé"),
        ),
        (0, _) => language.of(
            format!("In {year} none of {all} reported incidents is located"),
            format!("En {year}, aucun des {all} incidents signalés n’est localisé"),
        ),
        (located, _) => {
            let is = language.plural(located.into(), "is", "are");
            let seuls = Language::French.plural(located.into(), ("seul", "est localisé"), ("seuls", "sont localisés"));
            language.of(
                format!("In {year} only {n} of {all} reported incidents {is} located"),
                format!("En {year}, {} {n} des {all} incidents signalés {}", seuls.0, seuls.1),
            )
        }
    };
    language.of(
        format!("{words}: no change by region can be read from that."),
        format!("{words} : aucune évolution par région ne peut en être tirée."),
    )
}

fn uneven(language: Language, before: &YearCoverage, after: &YearCoverage) -> String {
    let share = |y: &YearCoverage| {
        let [n, all] = [y.located, y.reported()].map(|n| language.count(n.into()));
        language.of(format!("{n} of {all} in {}", y.year), format!("{n} sur {all} en {}", y.year))
    };
    let (a, b) = (share(before), share(after));
    language.of(
        format!("The share of located incidents differs too much between years ({a}, {b}) for changes by region to be read."),
        format!("La part d’incidents localisés diffère trop d’une année à l’autre ({a}, {b}) pour que l’on en tire une évolution par région."),
    )
}

/// "in the region of Gao", "dans les régions de Gao et de Mopti"; each name with what is said after it.
fn regions(language: Language, names: &[(&str, String)]) -> String {
    let name = |(name, after): &(&str, String)| match language {
        Language::English => format!("{name}{after}"),
        Language::French => format!("{}{name}{after}", de(name)),
    };
    let list = language.list(&names.iter().map(name).collect::<Vec<_>>());
    match (language, names.len()) {
        (Language::English, 1) => format!("in the region of {list}"),
        (Language::English, _) => format!("in the regions of {list}"),
        (Language::French, 1) => format!("dans la région {list}"),
        (Language::French, _) => format!("dans les régions {list}"),
    }
}

/// "de ", or "d’" before a vowel; not before the half vowel of Ouagadougou, nor before h, which may be silent or not.
fn de(name: &str) -> &'static str {
    let plain = fold(name);
    let half = ["oua", "oue", "oui", "ouo"].iter().any(|start| plain.starts_with(start));
    if plain.starts_with(['a', 'e', 'i', 'o', 'u']) && !half { "d’" } else { "de " }
}
