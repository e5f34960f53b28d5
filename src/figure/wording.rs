//! The sentences of a figure, generated from what was measured.

use crate::furniture::count;
use crate::measure::{Coverage, Findings};
use crate::text::Paragraph;

/// A year whose share of located incidents is below this is named in the subtitle: its map looks emptier than it was.
const SCANT: f64 = 0.25;

/// What the incidents are, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// "incidents affecting health care".
    pub incidents: String,
    /// "Mali".
    pub place: String,
    /// Plural of the districts: "cercles".
    pub districts: String,
}

/// Who and what stands behind the data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Credits {
    /// Sources of the incidents, with licence, as a sentence.
    pub sources: String,
    /// When they were accessed: "November 2026".
    pub accessed: String,
    /// Who made the figure.
    pub creator: String,
    /// When the boundaries are or were in force: "in force from December 2021 to 2025".
    pub vintage: String,
    /// Publisher, set and licence of the boundaries.
    pub boundaries: String,
    /// A remark on the boundaries: "the set that was official in 2023".
    pub official: String,
    /// Source of neighbours and rivers.
    pub context: String,
    /// Source and year of the population figures.
    pub population: String,
}

/// "78 of 141 can be placed on the map", and a warning where a year is hardly known.
pub fn subtitle(coverage: &Coverage) -> String {
    let (located, reported) = (coverage.sum(|y| y.located), coverage.sum(|y| y.reported()));
    let mut words = format!("{} of {} can be placed on the map.", count(located.into()), count(reported.into()));
    let share = |y: &&crate::measure::YearCoverage| f64::from(y.located) / f64::from(y.reported().max(1));
    let scant = coverage.years.iter().filter(|y| y.reported() > 0 && share(y) < SCANT);
    if coverage.years.len() > 1
        && let Some(y) = scant.min_by(|a, b| share(a).total_cmp(&share(b)))
    {
        words += &format!(
            " In {} only {} of {} can: an emptier map does not mean a safer year.",
            y.year,
            y.located,
            y.reported()
        );
    }
    words
}

/// What the total counts: published reports, or the rows of the file.
pub fn of_word(coverage: &Coverage) -> &'static str {
    if coverage.is_published() { "reported" } else { "listed" }
}

/// Note on how many incidents are on the map and where the others are.
pub fn coverage_note(findings: &Findings, choropleth: bool) -> Paragraph {
    let c = &findings.coverage;
    let mut body = format!(
        "{} of {} {} incidents {}",
        count(c.sum(|y| y.located).into()),
        count(c.sum(|y| y.reported()).into()),
        of_word(c),
        if choropleth { "counted" } else { "mapped" }
    );
    if choropleth && (2..=5).contains(&c.years.len()) {
        let years = c.years.iter().map(|y| format!("{} of {} in {}", y.located, y.reported(), y.year));
        body += &format!(": {}", years.collect::<Vec<_>>().join(", "));
    }
    body += ".";
    let mut others = Vec::new();
    for (n, what) in [
        (c.sum(|y| y.region_only), "known by region only (code 4)"),
        (c.sum(|y| y.country_only), "by country only (code 6)"),
        (c.sum(|y| y.outside), "outside the districts"),
    ] {
        if n > 0 {
            others.push(format!("{} {what}", count(n.into())));
        }
    }
    if !others.is_empty() {
        let fate = if choropleth { "left out" } else { "counted, not drawn" };
        body += &format!(" {} are {fate}", others.join(" and "));
    }
    let unplaced = c.sum(|y| y.unplaced());
    if unplaced > 0 {
        body += &format!(
            "{}{} have no published place",
            if others.is_empty() { " " } else { "; " },
            count(unplaced.into())
        );
    }
    if !others.is_empty() || unplaced > 0 {
        body += ".";
    }
    if c.is_published() {
        body += " Totals and places come from different publications and are matched by year.";
    }
    Paragraph { head: "Coverage".into(), body }
}

/// Note that reports are not a full count.
pub fn reported_note(choropleth: bool) -> Paragraph {
    let body = if choropleth {
        "An empty district is not a safe district."
    } else {
        "Differences between years may reflect reporting."
    };
    Paragraph { head: "Reported, not a full count".into(), body: body.into() }
}

/// Note on the precision of the places; `dot_km` is what a dot covers.
pub fn precision_note(findings: &Findings, dot_km: Option<f64>) -> Paragraph {
    let mut body = match dot_km {
        Some(_) => "Dots show approximate locations; some are district or town centres.".to_string(),
        None => "Locations are approximate; some are district or town centres.".to_string(),
    };
    if let Some(km) = dot_km {
        body += &format!(" A dot covers about {km:.0}\u{a0}km; dots may hide each other.");
    }
    let border = findings.joined.on_boundary.iter().filter(|b| **b).count();
    if border > 0 {
        body += &format!(" {border} on a border {} counted in one district.", if border == 1 { "is" } else { "are" });
    }
    Paragraph { head: "Precision".into(), body }
}

/// Note on the boundary set and its vintage.
pub fn boundaries_note(findings: &Findings, subject: &Subject, credits: &Credits) -> Paragraph {
    let mut body = format!("{} {}", findings.boundaries.districts.len(), subject.districts);
    if !findings.regions.is_empty() {
        body += &format!(" and {} regions", findings.regions.len());
    }
    let vintage = match (&credits.vintage, &findings.boundaries.vintage) {
        (stated, _) if !stated.is_empty() => stated.clone(),
        (_, Some(day)) => format!("valid on {day}"),
        _ => "of a vintage that the file does not state".to_string(),
    };
    body += &format!(" {vintage}");
    if !credits.boundaries.is_empty() {
        body += &format!(" ({})", credits.boundaries);
    }
    if !credits.official.is_empty() {
        body += &format!(": {}", credits.official);
    }
    body += ".";
    if !credits.context.is_empty() {
        body += &format!(" Context: {}.", credits.context);
    }
    Paragraph { head: "Boundaries".into(), body }
}

/// Note on sources, access and creator.
pub fn sources_note(credits: &Credits) -> Paragraph {
    let mut body = format!("{}.", credits.sources.trim_end_matches('.'));
    for (lead, words) in [("Accessed", &credits.accessed), ("Figure:", &credits.creator)] {
        if !words.is_empty() {
            body += &format!(" {lead} {}.", words.trim_end_matches('.'));
        }
    }
    Paragraph { head: "Sources".into(), body }
}

/// The designations disclaimer.
pub fn designations_note() -> Paragraph {
    Paragraph {
        head: "Designations".into(),
        body: "The boundaries, names and designations used on this map do not imply official endorsement or acceptance by \
               the authors or publishers."
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::YearCoverage;

    fn year(year: i16, located: u32, published: u32) -> YearCoverage {
        YearCoverage { year, located, rows: located, published: Some(published), ..Default::default() }
    }

    #[test]
    fn a_hardly_known_year_is_named() {
        let known = Coverage { years: vec![year(2022, 50, 57), year(2023, 24, 48)] };
        assert_eq!(subtitle(&known), "74 of 105 can be placed on the map.");
        let scant = Coverage { years: vec![year(2022, 50, 57), year(2024, 4, 36)] };
        assert!(subtitle(&scant).ends_with("In 2024 only 4 of 36 can: an emptier map does not mean a safer year."));
    }

    #[test]
    fn sources_end_in_one_full_stop() {
        let credits = Credits { sources: "A. CC BY.".into(), creator: "B".into(), ..Default::default() };
        assert_eq!(sources_note(&credits).body, "A. CC BY. Figure: B.");
    }
}
