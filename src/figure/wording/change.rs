//! The words of maps of change.

use super::notes::{bounds, elsewhere, note, unplaced};
use super::{Subject, of_word, share};
use crate::classify::{Method, Symmetric, significant};
use crate::furniture::{count, number};
use crate::language::Language;
use crate::measure::{Change, Coverage, Findings, Period, Seen};
use crate::symbol::Turn;
use crate::text::Paragraph;

/// "2022 to 2023".
pub fn change_period(language: Language, [from, to]: [Period; 2]) -> String {
    format!("{} {} {}", from.label(), language.of("to", "à"), to.label())
}

/// "Change in density of reported incidents in Mali, 2022 to 2023".
pub fn change_title(language: Language, subject: &Subject, change: &Change) -> String {
    let (words, period) = (subject.reported(language), change_period(language, change.periods));
    language.of(
        format!("Change in density of {words}, {period}"),
        format!("Évolution de la densité des {words}, de {period}"),
    )
}

/// How many incidents of either period the map rests on, or the words given for it; a warning where the two cannot be compared
/// stands after either.
pub fn change_subtitle(language: Language, subject: &Subject, change: &Change, given: Option<&str>) -> String {
    let by = format!("{} {}", language.of("By", "Par"), subject.district);
    let known = || format!("{by}{} {}.", language.of(";", " ;"), located(language, change));
    let words = given.map_or_else(known, str::to_string);
    if change.is_doubtful() { format!("{words} {}", doubt(language)) } else { words }
}

/// What a year that the reader of a page chooses does not change on the map.
pub fn change_remark(language: Language, periods: [Period; 2]) -> String {
    let period = change_period(language, periods);
    language.of(
        format!("The colours and the names on the map show the change from {period}; years are in the table."),
        format!(
            "Les couleurs et les noms sur la carte montrent l’évolution de {period} ; les années sont dans le tableau."
        ),
    )
}

/// What the map shows where little is located or the share that is has changed.
fn doubt(language: Language) -> &'static str {
    language.of(
        "The map shows a change in what could be located, not in what happened.",
        "La carte montre l’évolution de ce qui a pu être localisé, non de ce qui s’est produit.",
    )
}

/// "located: 50 of 57 reported in 2022, 24 of 48 in 2023".
fn located(language: Language, change: &Change) -> String {
    let [first, second] = [0, 1].map(|i| {
        let c = &change.coverage[i];
        let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
        // No line ends between the numbers of a period.
        let share = share(language, located, reported).replace(' ', "\u{a0}");
        let of = if i == 0 { format!(" {}", of_word(language, c, reported)) } else { String::new() };
        format!("{share}{of} {}\u{a0}{}", language.of("in", "en"), change.periods[i].label())
    });
    let named = change.coverage.iter().find(|c| c.sum(|y| y.named) > 0).unwrap_or(&change.coverage[0]);
    format!("{}{} {first}, {second}", super::seen(language, named, 2), language.of(":", " :"))
}

/// "Change 2022 to 2023, incidents per 10,000 km² per year".
pub fn change_legend_title(language: Language, periods: [Period; 2]) -> String {
    // No line ends between the periods.
    let period = change_period(language, periods).replace(' ', "\u{a0}");
    language.of(
        format!("Change {period}, incidents per 10,000\u{a0}km² per year"),
        format!("Évolution de {period}, incidents pour 10\u{202f}000\u{202f}km² et par an"),
    )
}

/// A difference with its sign: "+3", "−2", "0"; of means in as many digits as say it.
pub fn signed(language: Language, difference: f64) -> String {
    let tenth = (difference * 10.0).round() / 10.0;
    let shown = if difference != 0.0 && tenth == 0.0 { significant(difference, 1) } else { tenth };
    format!("{}{}", if shown > 0.0 { "+" } else { "" }, number(language, shown))
}

/// The label of a class of differences.
pub fn change_class(language: Language, classes: &Symmetric, class: usize) -> String {
    let (near, far) = classes.sizes(class);
    let up = class > classes.middle();
    let side = |size: f64| format!("{}{}", if up { "+" } else { "\u{2212}" }, number(language, size));
    // Bounds are negative below zero: what is nearer to zero is above them.
    let (toward, beyond) = match up {
        true => (language.of("under", "moins de"), language.of("and over", "et plus")),
        false => (language.of("above", "plus de"), language.of("and under", "et moins")),
    };
    match (near, far) {
        _ if class == classes.middle() => language.of("no change", "inchangé").to_string(),
        (None, None) => language.of(["decrease", "increase"], ["baisse", "hausse"])[usize::from(up)].to_string(),
        (None, Some(far)) => format!("{toward} {}", side(far)),
        (Some(near), None) => format!("{} {beyond}", side(near)),
        (Some(near), Some(far)) => format!("{} {} {toward} {}", side(near), language.of("to", "à"), side(far)),
    }
}

/// "New: only in 2023 (7)" or "Vanished: only in 2022 (12)", with how many districts.
pub fn turned_label(language: Language, [from, to]: [Period; 2], (turn, districts): (Turn, usize)) -> String {
    let (word, period) = match turn {
        Turn::New => (language.of("New:", "Nouveau :"), to),
        Turn::Gone => (language.of("Vanished:", "Disparu :"), from),
    };
    let only = language.of("only in", "seulement en");
    format!("{word} {only} {} ({})", period.label(), count(language, districts as u64))
}

/// Note on how many incidents of either period are counted and where the others are.
pub fn change_coverage_note(language: Language, change: &Change) -> Paragraph {
    let mut body = located(language, change);
    if let Some(first) = body.get(..1).map(str::to_uppercase) {
        body.replace_range(..1, &first);
    }
    let both = Coverage { years: change.coverage.iter().flat_map(|c| c.years.iter().copied()).collect() };
    let others = [elsewhere(language, &both, true), unplaced(language, &both)];
    let others: Vec<String> = others.into_iter().filter(|part| !part.is_empty()).collect();
    body += ".";
    if !others.is_empty() {
        body += &format!(" {}.", others.join(language.of("; ", " ; ")));
    }
    if change.is_doubtful() {
        body += &format!(" {}", doubt(language));
    }
    note(language.of("Coverage", "Couverture"), body)
}

/// Note on what is compared, how, and how the bounds were found.
pub fn change_note(language: Language, found: (Option<Method>, bool), change: &Change, stable: u32) -> Paragraph {
    let [from, to] = change.periods.map(Period::label);
    let what = match change.of_means() {
        true => language.of("yearly mean of located incidents", "moyenne annuelle des incidents localisés"),
        false => language.of("located incidents", "incidents localisés"),
    };
    let bounds = bounds(language, found);
    let body = language.of(
        format!(
            "{bounds}, the same on both sides of zero. Figures after names: {what}, {to} minus {from}. White: none located in \
             either. In a small district one incident is a large change; densities that rest on fewer than {stable} \
             incidents are unstable."
        ),
        format!(
            "{bounds}, les mêmes des deux côtés de zéro. Chiffres après les noms : {what}, {to} moins {from}. Blanc : aucun \
             localisé. Dans une petite unité, un seul incident pèse lourd ; les densités fondées sur moins de {stable} \
             incidents sont instables."
        ),
    );
    note(language.of("Change", "Évolution"), body)
}

/// The alternative text.
pub fn change_description(language: Language, findings: &Findings, change: &Change, title: &str) -> String {
    let districts = 0..findings.boundaries.districts.len();
    let of = |wanted: fn(&Change, usize) -> bool| {
        count(language, districts.clone().filter(|&d| wanted(change, d)).count() as u64)
    };
    let [up, down] = [of(|c, d| c.difference(d) > 0.0), of(|c, d| c.difference(d) < 0.0)];
    let [new, gone] = [of(|c, d| c.seen(d) == Seen::New), of(|c, d| c.seen(d) == Seen::Gone)];
    let [same, never] = [of(|c, d| c.seen(d) == Seen::Same), of(|c, d| c.seen(d) == Seen::Never)];
    let mut order: Vec<usize> = districts.clone().filter(|&d| change.difference(d) != 0.0).collect();
    order.sort_by(|&a, &b| change.difference(b).abs().total_cmp(&change.difference(a).abs()));
    let name =
        |&d: &usize| format!("{} {}", findings.boundaries.districts[d].name, signed(language, change.difference(d)));
    let top: Vec<String> = order.iter().take(3).map(name).collect();
    let top = match top.is_empty() {
        true => String::new(),
        false => format!("{} {}. ", language.of("Largest:", "Plus forts écarts :"), top.join(", ")),
    };
    let (all, known) = (count(language, districts.len() as u64), located(language, change));
    language.of(
        format!("{title}. Choropleth of {all} districts: {up} up ({new} of them from none), {down} down ({gone} to none), {same} without change, {never} with none located. {top}Incidents {known}."),
        format!("{title}. Carte choroplèthe de {all} unités : {up} en hausse ({new} depuis zéro), {down} en baisse ({gone} jusqu’à zéro), {same} sans changement, {never} sans incident localisé. {top}Incidents {known}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn differences_carry_their_sign() {
        assert_eq!([3.0, -2.0, 0.0, 1.5].map(|d| signed(English, d)), ["+3", "−2", "0", "+1.5"]);
        assert_eq!([-1.0 / 3.0, 0.04].map(|d| signed(French, d)), ["−0,3", "+0,04"]);
    }

    #[test]
    fn labels_mirror_each_other_and_say_which_bound_belongs() {
        let classes = Symmetric::new(&[1.0, 2.0]).expect("ascends");
        let labels = |language| (0..7).map(|c| change_class(language, &classes, c)).collect::<Vec<_>>();
        let english =
            ["−2 and under", "−1 to above −2", "above −1", "no change", "under +1", "+1 to under +2", "+2 and over"];
        assert_eq!(labels(English), english);
        assert_eq!(labels(French)[1], "−1 à plus de −2");
        let plain = Symmetric::new(&[]).expect("one class a side");
        assert_eq!([0, 1, 2].map(|c| change_class(English, &plain, c)), ["decrease", "no change", "increase"]);
    }
}
