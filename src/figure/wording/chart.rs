//! The words of figures without a map: bars.

use super::{Subject, capitalised, of_word, share, told, withheld_label};
use crate::figure::chart::{By, Drawn};
use crate::furniture::count;
use crate::language::Language;
use crate::measure::{Bar, Coverage, Number, Split, leaders};
use crate::text::Paragraph;

/// A share of fewer than so many is no percentage.
const FEWEST_FOR_PERCENT: u32 = 20;
/// Most bars and regions that a description or subtitle names.
const NAMED: usize = 2;
const DESCRIBED: usize = 5;

/// The short name of a month, from 0 (CLDR, abbreviated).
pub fn month_name(language: Language, month: usize) -> &'static str {
    let english = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let french = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
    language.of(english, french)[month]
}

/// The row of what is in no region.
pub fn rest_name(language: Language, drawn: &Drawn) -> &'static str {
    if drawn.located_only {
        return language.of("Not located", "Non localisés");
    }
    language.of("Region unknown", "Région inconnue")
}

/// "Reported incidents in Mali by month, 2022–2024".
pub fn bars_title(language: Language, subject: &Subject, drawn: &Drawn, period: &str) -> String {
    let [_, by] = by_words(language, drawn.by);
    let reported = subject.reported(language);
    let what = match drawn.shown.tally {
        None => capitalised(&reported),
        Some(_) => format!("{} {} {reported}", drawn.shown.label, language.of("in", "dans les")),
    };
    format!("{what}, {by}, {period}")
}

/// What a bar stands for: heading of a column, and "by month".
pub fn by_words(language: Language, by: By) -> [&'static str; 2] {
    match by {
        By::Month => language.of(["Month", "by month"], ["Mois", "par mois"]),
        By::Year => language.of(["Year", "by year"], ["Année", "par année"]),
        By::Region => language.of(["Region", "by region"], ["Région", "par région"]),
    }
}

/// What is counted: "Incidents" (in both languages), or the label of a count.
pub fn of_what(drawn: &Drawn) -> String {
    if drawn.shown.tally.is_some() { drawn.shown.label.clone() } else { "Incidents".to_string() }
}

/// What the bars add up to.
pub fn bars_subtitle(language: Language, coverage: &Coverage, drawn: &Drawn) -> String {
    let colors =
        language.of("the colour says how well their place is known", "la couleur dit ce qu’on sait de leur lieu");
    let total = told(language, drawn.total);
    let noun = match drawn.shown.tally {
        Some(_) => drawn.shown.label.to_lowercase(),
        None => {
            let all = drawn.total.known().unwrap_or_default();
            let incidents = language.plural(all.into(), "incident", "incidents");
            let of = of_word(language, coverage, all);
            language.of(format!("{of} {incidents}"), format!("{incidents} {of}"))
        }
    };
    match drawn.by {
        _ if drawn.withheld() > 0 => {
            let held = withheld_label(language, drawn.withheld());
            match drawn.total {
                Number::Known(_) => language
                    .of(format!("{total} {noun}; {held}; {colors}."), format!("{total} {noun} ; {held} ; {colors}.")),
                Number::Withheld => {
                    let held = capitalised(&held);
                    language.of(format!("{held}; {colors}."), format!("{held} ; {colors}."))
                }
            }
        }
        _ if drawn.by == By::Year || drawn.located_only => {
            language.of(format!("{total} {noun}; {colors}."), format!("{total} {noun} ; {colors}."))
        }
        By::Month => {
            let known = told(language, drawn.sum());
            language.of(
                format!("{known} of {total} {noun} are known by month; {colors}."),
                format!("{known} des {total} {noun} sont connus au mois près ; {colors}."),
            )
        }
        By::Year | By::Region => region_subtitle(language, drawn, &known_noun(language, drawn)),
    }
}

fn known_noun(language: Language, drawn: &Drawn) -> String {
    match drawn.shown.tally {
        Some(_) => drawn.shown.label.to_lowercase(),
        None => language.plural(drawn.sum().known().unwrap_or_default().into(), "incident", "incidents").to_string(),
    }
}

/// "Mopti 31% and Gao 27% of the 85 incidents whose region is known; 9 of 10 regions affected."
fn region_subtitle(language: Language, drawn: &Drawn, noun: &str) -> String {
    let known = drawn.sum().known().unwrap_or_default();
    if known == 0 {
        return language.of("No region is known.", "Aucune région n’est connue.").to_string();
    }
    let bars: Vec<(&str, u32)> = drawn.bars().filter_map(|(_, name, bar)| Some((name, bar.total().known()?))).collect();
    let percent = language.of("%", " %");
    let part = |n: u32| match known < FEWEST_FOR_PERCENT {
        true => count(language, n.into()),
        false => format!("{:.0}{percent}", 100.0 * f64::from(n) / f64::from(known)),
    };
    let values: Vec<u32> = bars.iter().map(|(_, n)| *n).collect();
    let top: Vec<String> =
        leaders(&values, NAMED).into_iter().map(|i| format!("{} {}", bars[i].0, part(bars[i].1))).collect();
    let affected = values.iter().filter(|n| **n > 0).count() as u64;
    let (n, all) = (count(language, affected), count(language, values.len() as u64));
    let regions = match affected == values.len() as u64 {
        true => language.of(format!("all {all} regions affected"), format!("{all} régions sur {all} touchées")),
        false => language.of(
            format!("{n} of {all} regions affected"),
            format!("{n} {} sur {all} {}", plural(affected, "région"), plural(affected, "touchée")),
        ),
    };
    let known = count(language, known.into());
    if top.is_empty() {
        return language.of(
            format!("The region is known of {known} {noun}; {regions}."),
            format!("La région est connue pour {known} {noun} ; {regions}."),
        );
    }
    let top = language.list(&top);
    language.of(
        format!("{top} of the {known} {noun} whose region is known; {regions}."),
        format!("{top} des {known} {noun} dont la région est connue ; {regions}."),
    )
}

fn plural(n: u64, word: &str) -> String {
    format!("{word}{}", Language::French.plural(n, "", "s"))
}

/// What the three parts of a bar mean.
pub fn bars_key(language: Language) -> [String; 3] {
    [
        language.of("Located", "Localisé"),
        language.of("Region known only", "Connu par région seulement"),
        language.of("Place unknown", "Lieu inconnu"),
    ]
    .map(String::from)
}

/// Note on what is in the rows and what in published totals only.
pub fn listed_note(language: Language, coverage: &Coverage) -> Paragraph {
    let sum = |of: fn(&crate::measure::YearCoverage) -> u32| coverage.sum(of);
    let (rows, located, region) = (sum(|y| y.rows), sum(|y| y.located + y.by_words), sum(|y| y.region_only));
    let (reported, rest) = (sum(|y| y.reported()), rows - located - region);
    let n = |n: u32| count(language, n.into());
    let are = |k: u32, one, many| language.plural(k.into(), one, many);
    let parts = language.of(
        format!("{} located, {} known by region only, {} others", n(located), n(region), n(rest)),
        format!(
            "{} {}, {} {} par région seulement, {} autres",
            n(located),
            plural(located.into(), "localisé"),
            n(region),
            plural(region.into(), "connu"),
            n(rest)
        ),
    );
    let mut body = language.of(
        format!(
            "{} {} {} listed one by one ({parts}).",
            share(language, rows, reported),
            are(reported, "reported incident", "reported incidents"),
            are(rows, "is", "are")
        ),
        format!(
            "{} {} {} un à un ({parts}).",
            share(language, rows, reported),
            are(reported, "incident signalé", "incidents signalés"),
            are(rows, "est répertorié", "sont répertoriés")
        ),
    );
    if reported > rows {
        let k = reported - rows;
        body += &language.of(
            format!(
                " {} {} known from published yearly totals only, which come from another publication.",
                n(k),
                are(k, "is", "are")
            ),
            format!(
                " {} {} que par les totaux annuels publiés, d’une autre publication.",
                n(k),
                are(k, "n’est connu", "ne sont connus")
            ),
        );
    }
    Paragraph { head: language.of("Coverage", "Couverture").into(), body }
}

/// Note on what has no month: so many of a total.
pub fn undrawn_note(language: Language, undrawn: u32, total: u32) -> Paragraph {
    let known = share(language, undrawn, total);
    Paragraph {
        head: language.of("Without a month", "Sans mois connu").into(),
        body: language.of(
            format!("{known} are not drawn: they have no row, or one with a year only."),
            format!("{known} ne sont pas dessinés : sans ligne, ou avec l’année seule."),
        ),
    }
}

/// The alternative text.
pub fn bars_description(language: Language, title: &str, drawn: &Drawn) -> String {
    let shown = drawn.bars().filter_map(|(group, name, bar)| Some((group, name, bar.total().known()?)));
    let mut bars: Vec<(String, u32)> =
        shown.map(|(group, name, total)| (format!("{name} {group}").trim().to_string(), total)).collect();
    if drawn.by != By::Year {
        bars.sort_by_key(|(_, total)| std::cmp::Reverse(*total));
    }
    let one = |(name, total): &(String, u32)| format!("{name} {}", count(language, (*total).into()));
    let most: Vec<String> = bars.iter().take(DESCRIBED).filter(|(_, total)| *total > 0).map(one).collect();
    let most = most.join(", ");
    if drawn.withheld() > 0 {
        let held = capitalised(&withheld_label(language, drawn.withheld()));
        let bars = language
            .of("Bars, parted by what is known of the place", "Barres, divisées selon ce que l’on sait du lieu");
        let most = if most.is_empty() { most } else { format!(" {most}.") };
        return format!("{title}. {bars}. {held}.{most}");
    }
    let parts: Vec<Split> = drawn.bars().filter_map(|(.., bar)| Bar::parts(bar)).collect();
    let total = |part: fn(&Split) -> u32| count(language, parts.iter().map(|s| u64::from(part(s))).sum());
    let (located, region, other) = (total(|s| s.located), total(|s| s.region_only), total(|s| s.other));
    let (sum, all) = (told(language, drawn.sum()), told(language, drawn.total));
    language.of(
        format!("{title}. Bars, parted by what is known of the place: {located} located, {region} known by region only, {other} unknown. Drawn: {sum} of {all}. {most}."),
        format!("{title}. Barres, divisées selon ce que l’on sait du lieu : {located} localisés, {region} connus par région seulement, {other} inconnus. Dessinés : {sum} sur {all}. {most}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Shown;
    use Language::{English, French};

    fn regions(counts: &[(&str, u32)], label: &str) -> Drawn {
        let bar = |(name, n): &(&str, u32)| (name.to_string(), Bar::Parts(Split { located: *n, ..Split::default() }));
        let tally = (!label.is_empty()).then(|| "x".to_string());
        Drawn {
            by: By::Region,
            shown: Shown { tally, year: None, label: label.into() },
            groups: vec![(String::new(), counts.iter().map(bar).collect())],
            total: Number::Known(99),
            rest: Number::Known(0),
            located_only: false,
        }
    }

    fn said(counts: &[(&str, u32)], label: &str) -> [String; 2] {
        [English, French].map(|language| bars_subtitle(language, &Coverage::default(), &regions(counts, label)))
    }

    #[test]
    fn shares_of_twenty_or_more_are_percentages() {
        let [en, fr] = said(&[("Mopti", 12), ("Gao", 5), ("Kayes", 3), ("Kidal", 0)], "");
        assert_eq!(en, "Mopti 60% and Gao 25% of the 20 incidents whose region is known; 3 of 4 regions affected.");
        assert_eq!(fr, "Mopti 60 % et Gao 25 % des 20 incidents dont la région est connue ; 3 régions sur 4 touchées.");
    }

    #[test]
    fn shares_of_fewer_are_counts() {
        let [en, fr] = said(&[("Mopti", 18), ("Gao", 1), ("Kayes", 0)], "Abducted");
        assert_eq!(en, "Mopti 18 and Gao 1 of the 19 abducted whose region is known; 2 of 3 regions affected.");
        assert_eq!(fr, "Mopti 18 et Gao 1 des 19 abducted dont la région est connue ; 2 régions sur 3 touchées.");
    }

    #[test]
    fn ties_and_none_are_not_led_by_anybody() {
        let [en, _] = said(&[("Mopti", 7), ("Gao", 7), ("Kayes", 7)], "");
        assert_eq!(en, "The region is known of 21 incidents; all 3 regions affected.");
        assert_eq!(said(&[("Mopti", 0)], ""), ["No region is known.", "Aucune région n’est connue."]);
    }
}
