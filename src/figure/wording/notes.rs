//! The notes under a figure, generated from what was measured.

use super::{Credits, Subject};
use crate::classify::Method;
use crate::figure::Measure;
use crate::furniture::count;
use crate::language::Language;
use crate::measure::{Coverage, Findings, YearCoverage};
use crate::text::Paragraph;

pub(super) fn note(head: &str, body: impl Into<String>) -> Paragraph {
    Paragraph { head: head.to_string(), body: body.into() }
}

/// What a map makes of an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It draws those that are located.
    Drawn,
    /// It colours the ground by their places, and leaves out those that only name their district.
    ByPlace,
    /// It counts them by district.
    ByDistrict,
    /// It counts by region, and so those too of which only the region is known.
    ByRegion,
}

/// Note on how many incidents are on the map and where the others are.
pub fn coverage_note(language: Language, findings: &Findings, counted: Counted) -> Paragraph {
    let choropleth = counted != Counted::Drawn;
    let by_region = counted == Counted::ByRegion;
    let c = &match counted {
        Counted::Drawn | Counted::ByPlace => findings.coverage.clone(),
        Counted::ByDistrict => findings.coverage.by_district(),
        Counted::ByRegion => findings.coverage_by_region(),
    };
    let mut body = match language {
        Language::English => on_the_map(c, choropleth),
        Language::French => sur_la_carte(c, choropleth),
    };
    let known = if by_region { findings.known_by_region() } else { 0 };
    if known > 0 {
        body += &known_by_region(language, known);
    }
    body += &otherwise(language, c);
    if choropleth && (2..=5).contains(&c.years.len()) {
        // No line ends between the numbers of a year.
        let share = |y: &YearCoverage| super::share(language, y.located, y.reported()).replace(' ', "\u{a0}");
        let year = |year: i16| format!("{}\u{a0}{year}", language.of("in", "en"));
        let years = c.years.iter().map(|y| format!("{} {}", share(y), year(y.year)));
        body += &format!("{} {}", language.of(":", " :"), years.collect::<Vec<_>>().join(", "));
    }
    body += ".";
    let others: Vec<String> = [elsewhere(language, c, choropleth), unplaced(language, c)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    if !others.is_empty() {
        body += &format!(" {}.", others.join(language.of("; ", " ; ")));
    }
    if c.is_published() {
        body += language.of(
            " Totals and places come from different publications and are matched by year.",
            " Totaux et lieux viennent de publications différentes, rapprochées par année.",
        );
    }
    note(language.of("Coverage", "Couverture"), body)
}

/// ", 7 of them known by region only (code 4)".
fn known_by_region(language: Language, known: u32) -> String {
    let n = count(language, known.into());
    let seen = Language::French.plural(known.into(), "connu", "connus");
    language.of(
        format!(", {n} of them known by region only (code\u{a0}4)"),
        format!(", dont {n} {seen} par région seulement (code\u{a0}4)"),
    )
}

/// ", 3 of them by the name or P-code of the district, 2 outside for the nearest"; empty if all lie in their districts.
fn otherwise(language: Language, c: &Coverage) -> String {
    let (named, snapped) = (c.sum(|y| y.named), c.sum(|y| y.snapped));
    let mut parts = Vec::new();
    if named > 0 {
        let by = language.of("by the name or P-code of the district", "par le nom ou le code du district");
        parts.push((named, by));
    }
    if snapped > 0 {
        let outside =
            language.of("just outside, for the nearest district", "juste hors des limites, au district voisin");
        parts.push((snapped, outside));
    }
    let words: Vec<String> = parts.into_iter().map(|(n, how)| format!("{} {how}", count(language, n.into()))).collect();
    match words.split_first() {
        None => String::new(),
        Some((first, rest)) => {
            let (number, how) = first.split_once(' ').unwrap_or((first, ""));
            let first = language.of(format!(", {number} of them {how}"), format!(", dont {number} {how}"));
            std::iter::once(first).chain(rest.iter().cloned()).collect::<Vec<_>>().join(", ")
        }
    }
}

/// "78 of 141 reported incidents mapped".
fn on_the_map(c: &Coverage, choropleth: bool) -> String {
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let language = Language::English;
    format!(
        "{} {} {} {}",
        super::share(language, located, reported),
        super::of_word(language, c, reported),
        language.plural(reported.into(), "incident", "incidents"),
        if choropleth { "counted" } else { "mapped" }
    )
}

/// « 78 des 141 incidents signalés sont cartographiés ».
fn sur_la_carte(c: &Coverage, choropleth: bool) -> String {
    let (located, reported) = (c.sum(|y| y.located), c.sum(|y| y.reported()));
    let language = Language::French;
    let plural = |n: u32, one, many| language.plural(n.into(), one, many);
    let done = if choropleth {
        plural(located, "est compté", "sont comptés")
    } else {
        plural(located, "est cartographié", "sont cartographiés")
    };
    format!(
        "{} {} {} {} {} {done}",
        count(language, located.into()),
        plural(reported, "sur", "des"),
        count(language, reported.into()),
        plural(reported, "incident", "incidents"),
        super::of_word(language, c, reported),
    )
}

/// Incidents that are known, but not by a place that the map can show; empty if there are none.
pub(super) fn elsewhere(language: Language, c: &Coverage, choropleth: bool) -> String {
    let wordings = [
        (c.sum(|y| y.by_words), "by the name of the district", "par le nom du district"),
        (c.sum(|y| y.region_only), "by region only (code\u{a0}4)", "par région seulement (code\u{a0}4)"),
        (c.sum(|y| y.country_only), "by country only (code\u{a0}6)", "par pays seulement (code\u{a0}6)"),
    ];
    let mut parts = Vec::new();
    for (n, english, french) in wordings.into_iter().filter(|(n, ..)| *n > 0) {
        let known = language.of("known ", language.plural(n.into(), "connu ", "connus "));
        let known = if parts.is_empty() { known } else { "" };
        parts.push(format!("{} {known}{}", count(language, n.into()), language.of(english, french)));
    }
    let outside = c.sum(|y| y.outside);
    if outside > 0 {
        parts.push(format!(
            "{} {}",
            count(language, outside.into()),
            language.of("outside the districts", "hors des limites")
        ));
    }
    let all = outside + c.sum(|y| y.by_words + y.region_only + y.country_only);
    let plural = |one, many| language.plural(all.into(), one, many);
    let fate = match (language, choropleth) {
        _ if parts.is_empty() => return String::new(),
        (Language::English, true) => plural("is left out", "are left out"),
        (Language::English, false) => plural("is counted, not drawn", "are counted, not drawn"),
        (Language::French, true) => plural("est laissé de côté", "sont laissés de côté"),
        (Language::French, false) => plural("est compté, non dessiné", "sont comptés, non dessinés"),
    };
    format!("{} {fate}", language.list(&parts))
}

/// Reported incidents of which nothing but the year is known; empty if there are none.
pub(super) fn unplaced(language: Language, c: &Coverage) -> String {
    let n = c.sum(|y| y.unplaced());
    if n == 0 {
        return String::new();
    }
    let has = language.of(
        language.plural(n.into(), "has no published place", "have no published place"),
        language.plural(n.into(), "n’a pas de lieu publié", "n’ont pas de lieu publié"),
    );
    format!("{} {has}", count(language, n.into()))
}

/// Note that reports are not a full count.
pub fn reported_note(language: Language, choropleth: bool) -> Paragraph {
    let body = if choropleth {
        let empty = "L’absence d’incident localisé ne veut pas dire l’absence de danger.";
        language.of("An empty district is not a safe district.", empty)
    } else {
        let between = "Les écarts entre années peuvent tenir au signalement.";
        language.of("Differences between years may reflect reporting.", between)
    };
    note(language.of("Reported, not a full count", "Incidents signalés, non un décompte complet"), body)
}

/// Note on the precision of the places; `dot_km` is what a dot covers.
pub fn precision_note(language: Language, findings: &Findings, subject: &Subject, dot_km: Option<f64>) -> Paragraph {
    let district = &subject.district;
    let mut body = language.of(
        format!(
            "{}; some are {district} or town centres.",
            if dot_km.is_some() { "Dots show approximate locations" } else { "Locations are approximate" }
        ),
        format!(
            "{} ; certains sont des centres de {district} ou de ville.",
            if dot_km.is_some() {
                "Les points indiquent des lieux approximatifs"
            } else {
                "Les lieux sont approximatifs"
            }
        ),
    );
    if let Some(km) = dot_km {
        let km = format!("{}{}km", count(language, km.round() as u64), language.unit_space());
        body += &language.of(
            format!(" A dot covers about {km}; dots that would hide each other are moved by at most that."),
            format!(" Un point couvre environ {km} ; ceux qui se cacheraient sont déplacés d’autant au plus."),
        );
    }
    let border = findings.joined.on_boundary.iter().filter(|b| **b).count() as u64;
    if border > 0 {
        let n = count(language, border);
        let one =
            language.of(" on a border is counted in one district.", " situé sur une limite n’est compté qu’une fois.");
        let many = language
            .of(" on a border are counted in one district.", " situés sur une limite ne sont comptés qu’une fois.");
        body += &format!(" {n}{}", language.plural(border, one, many));
    }
    note(language.of("Precision", "Précision"), body)
}

/// Note on the classes of a choropleth: how they were found (by hand if by no method), and from how many incidents a rate is
/// stable.
pub fn classes_note(language: Language, found: (Option<Method>, bool), measure: Measure, stable: u32) -> Paragraph {
    note("Classes", classes_body(language, bounds(language, found), measure, stable))
}

/// How the bounds of the classes were found: by a method or by hand, now or (if `kept`) for an earlier map.
pub(super) fn bounds(language: Language, (method, kept): (Option<Method>, bool)) -> &'static str {
    if kept {
        return language.of("Bounds kept from an earlier map", "Bornes reprises d’une carte antérieure");
    }
    match method {
        None => language.of("Bounds set by hand", "Bornes fixées à la main"),
        Some(Method::OneTwoFive) => language.of("Bounds from the 1–2–5 series", "Bornes de la série 1–2–5"),
        Some(Method::Quantile) => language.of("The same number of units in each class", "Classes d’effectifs égaux"),
        Some(Method::Equal) => language.of("Classes of equal width", "Classes d’amplitude égale"),
        Some(Method::Natural) => language
            .of("Least variance within classes (Fisher-Jenks)", "Variance minimale au sein des classes (Fisher-Jenks)"),
        Some(Method::Pretty) => language.of("Round bounds at even steps", "Bornes rondes, à pas égal"),
        Some(Method::Deviation) => language
            .of("Classes one standard deviation wide around the mean", "Classes d’un écart-type autour de la moyenne"),
        Some(Method::Geometric) => {
            language.of("Bounds that grow by the same factor", "Bornes en progression géométrique")
        }
        Some(Method::HeadTail) => language.of(
            "Head/tail breaks: each bound is the mean of what lies above the last",
            "Méthode head/tail : chaque borne est la moyenne de ce qui dépasse la précédente",
        ),
    }
}

fn classes_body(language: Language, bounds: &str, measure: Measure, stable: u32) -> String {
    let mut body = language.of(
        format!(
            "{bounds}. Figures after names: number of incidents. Rates from fewer than {stable} incidents are unstable."
        ),
        format!(
            "{bounds}. Chiffres après les noms : nombre d’incidents. Les taux fondés sur moins de {stable} incidents sont \
             instables."
        ),
    );
    if measure == Measure::RegionRate {
        body += language.of(
            " A region without a census figure has no data.",
            " Une région absente du recensement est sans données.",
        );
    }
    body
}

/// The edition in the middle of a sentence: a day, a year or words.
fn vintage(language: Language, words: Option<&String>) -> String {
    let Some(words) = words else {
        let unknown = " of a vintage that the file does not state";
        return language.of(unknown, " d’un millésime que le fichier n’indique pas").to_string();
    };
    let shape: String = words.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    match shape.as_str() {
        "9999-99-99" => language.of(format!(" valid on {words}"), format!(" valables au {words}")),
        "9999" => language.of(format!(" of {words}"), format!(" de {words}")),
        _ => format!(" {words}"),
    }
}

/// Note on the boundary set and its vintage.
pub fn boundaries_note(language: Language, findings: &Findings, subject: &Subject, credits: &Credits) -> Paragraph {
    let [districts, regions] = [findings.boundaries.districts.len(), findings.regions.len()].map(|n| n as u64);
    let name = language.plural(districts, &subject.district, &subject.districts);
    let mut body = format!("{} {name}", count(language, districts));
    if regions > 0 {
        let word = language.plural(regions, language.of("region", "région"), language.of("regions", "régions"));
        body += &format!(" {} {} {word}", language.of("and", "et"), count(language, regions));
    }
    let stated = Some(&credits.vintage).filter(|words| !words.is_empty());
    body += &vintage(language, stated.or(findings.boundaries.vintage.as_ref()));
    if !credits.boundaries.is_empty() {
        body += &format!(" ({})", credits.boundaries);
    }
    if !credits.official.is_empty() {
        body += &format!("{} {}", language.of(":", " :"), credits.official);
    }
    body += ".";
    if !credits.context.is_empty() {
        body += &format!(" {} {}.", language.of("Context:", "Contexte :"), credits.context);
    }
    note(language.of("Boundaries", "Limites"), body)
}

/// Note on sources, access and creator.
pub fn sources_note(language: Language, credits: &Credits) -> Paragraph {
    let mut body = format!("{}.", credits.sources.trim_end_matches('.'));
    let leads = language.of(["Accessed", "Figure:"], ["Consulté en", "Figure :"]);
    for (lead, words) in leads.into_iter().zip([&credits.accessed, &credits.creator]) {
        if !words.is_empty() {
            body += &format!(" {lead} {}.", words.trim_end_matches('.'));
        }
    }
    if !credits.edition.is_empty() {
        body += &format!(" {}.", credits.edition);
    }
    note("Sources", body)
}

/// Credits that also name the population figures where a rate rests on them.
pub fn with_population(language: Language, credits: &Credits, measure: Measure) -> Credits {
    let mut all = credits.clone();
    if measure == Measure::RegionRate && !credits.population.is_empty() {
        let lead = language.of("Population:", "Population :");
        all.sources = format!("{}. {lead} {}", credits.sources.trim_end_matches('.'), credits.population);
    }
    all
}

/// The designations disclaimer.
pub fn designations_note(language: Language) -> Paragraph {
    let body = language.of(
        "The boundaries, names and designations used on this map do not imply official endorsement or acceptance by the \
         authors or publishers.",
        "Les limites, noms et désignations figurant sur cette carte n’impliquent ni reconnaissance ni acceptation \
         officielle de la part des auteurs ou éditeurs.",
    );
    note(language.of("Designations", "Désignations"), body)
}

#[cfg(test)]
#[path = "notes_tests.rs"]
mod tests;
