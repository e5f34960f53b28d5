//! Reported incidents, or what they count, as bars: by month, by year, by region.

use super::columns::{Bars, columns};
use super::of_count;
use super::rows::{Row, rows};
use super::table::bars_table;
use crate::error::Result;
use crate::figure::circles::Shown;
use crate::figure::layout::{Figure, Setting};
use crate::figure::orientation::Orientation;
use crate::figure::wording::{
    Credits, Subject, bars_description, bars_key, bars_subtitle, bars_title, boundaries_note, chart_hint, listed_note,
    month_name, reported_note, rest_name, sources_note, undrawn_note, withheld_label, withheld_note,
};
use crate::furniture::{Key, KeyRow, Sign};
use crate::language::Language;
use crate::measure::{Bar, Findings, Number, Split};
use crate::scene::{Facts, Scene};
use crate::symbol::Known;

/// What a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A month.
    Month,
    /// A year.
    Year,
    /// A region.
    Region,
}

impl By {
    /// Every one.
    pub const ALL: [By; 3] = [By::Month, By::Year, By::Region];

    /// The word used in project files.
    pub fn word(self) -> &'static str {
        match self {
            By::Month => "month",
            By::Year => "year",
            By::Region => "region",
        }
    }
}

/// What the bars of a figure show: bars by name, in groups, and what is in none of them.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// What a bar stands for.
    pub by: By,
    /// What is counted; incidents if its tally is `None`.
    pub shown: Shown,
    /// The bars, largest first where they are regions.
    pub groups: Vec<Bars>,
    /// Sum of the whole period, with what published totals add.
    pub total: Number,
    /// What is in no bar.
    pub rest: Number,
    /// Whether bars of regions have only what is located, as counts of incidents are held back.
    pub located_only: bool,
}

impl Drawn {
    /// Every bar: name of its group, own name, sum.
    pub fn bars(&self) -> impl Iterator<Item = (&str, &str, &Bar)> {
        self.groups.iter().flat_map(|(group, bars)| bars.iter().map(move |(n, s)| (group.as_str(), n.as_str(), s)))
    }

    /// What is in no bar, as a bar.
    pub fn rest(&self) -> Bar {
        let other = |other| Bar::Parts(Split { other, ..Split::default() });
        self.rest.known().map_or(Bar::Withheld, other)
    }

    /// Sum over the bars, if none is held back.
    pub fn sum(&self) -> Number {
        self.bars().map(|(.., bar)| bar.total()).sum()
    }

    /// How many bars, or parts of bars, are held back.
    pub fn withheld(&self) -> usize {
        let rest = usize::from(self.by == By::Region && self.rest.known().is_none());
        self.bars().filter(|(.., bar)| bar.parts().is_none()).count() + rest
    }
}

/// Bars of incidents, or of a count that they carry (`shown`, whose year is not looked at).
///
/// # Errors
/// If no incident file has the count, a text does not fit the page or the font lacks a letter.
pub fn bars_figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    (by, shown): (By, &Shown),
    setting: Setting,
) -> Result<Scene> {
    let language = setting.language;
    let drawn = drawn(findings, (by, shown), setting)?;
    let period = findings.period.label();
    let title = setting.title.map_or_else(|| bars_title(language, subject, &drawn, &period), str::to_string);
    let mut notes = vec![
        ("note-coverage", listed_note(language, &findings.coverage)),
        ("note-reported", reported_note(language, false)),
    ];
    if let (By::Month, Number::Known(rest @ 1..), Number::Known(total)) = (by, drawn.rest, drawn.total) {
        notes.insert(1, ("note-undrawn", undrawn_note(language, rest, total)));
    }
    if drawn.withheld() > 0 {
        notes.insert(1, ("note-withheld", withheld_note(language, &findings.withheld)));
    }
    if by == By::Region {
        notes.push(("note-boundaries", boundaries_note(language, findings, subject, &without_context(credits))));
    }
    notes.push(("note-sources", sources_note(language, credits)));
    let figure = Figure {
        page: setting.page,
        language,
        description: bars_description(language, &title, &drawn),
        title,
        subtitle: setting.subtitle.map_or_else(|| bars_subtitle(language, &findings.coverage, &drawn), str::to_string),
        panels: Vec::new(),
        legend: None,
        enlarge: None,
        key: key(bars_key(language), &drawn, language),
        notes,
        locator: false,
        orientation: Orientation::NONE,
    };
    let facts = Facts { place: subject.in_place.clone(), period, shading: None, ..Facts::default() };
    let beside = (bars_table(language, &drawn), chart_hint(language, true));
    figure.without_map(facts, beside, &|set, area| match by {
        By::Month | By::Year => columns(set, language, area, &drawn.groups),
        By::Region => {
            let mut lines: Vec<Row> =
                drawn.bars().map(|(_, name, sum)| Row { name: name.to_string(), sum: *sum, apart: false }).collect();
            lines.push(Row { name: rest_name(language, &drawn).to_string(), sum: drawn.rest(), apart: true });
            rows(set, language, area, &lines)
        }
    })
}

/// A figure without a map has no context layers to credit.
fn without_context(credits: &Credits) -> Credits {
    Credits { context: String::new(), ..credits.clone() }
}

fn drawn(findings: &Findings, (by, shown): (By, &Shown), setting: Setting) -> Result<Drawn> {
    let count = shown.tally.as_deref();
    let years = of_count(findings, count, |c| findings.by_year(c))?;
    let total: Number = years.iter().map(|y| y.bar.total()).sum();
    let mut elsewhere = None;
    let groups = match by {
        By::Year => vec![(String::new(), years.iter().map(|y| (y.year.to_string(), y.bar)).collect())],
        By::Month => {
            let months = of_count(findings, count, |c| findings.by_month(c))?;
            let name = |i: usize| month_name(setting.language, i).to_string();
            let group = |(year, months): &(i16, [Bar; 12])| {
                (year.to_string(), months.iter().enumerate().map(|(i, bar)| (name(i), *bar)).collect())
            };
            months.years.iter().map(group).collect()
        }
        By::Region => {
            let sums = of_count(findings, count, |c| findings.by_region(c))?;
            let names = findings.regions.iter().map(|r| r.name.clone());
            let mut bars: Vec<(String, Bar)> = names.zip(sums.regions).collect();
            // Stable: regions of equal sums, and last those that are held back, stay in the order of the boundary file.
            bars.sort_by_key(|(_, bar)| std::cmp::Reverse(bar.total()));
            elsewhere = Some(sums.elsewhere);
            vec![(String::new(), bars)]
        }
    };
    let located_only = by == By::Region && count.is_none() && findings.withheld.hides_incidents();
    let made = Drawn { by, shown: shown.clone(), groups, total, rest: Number::Withheld, located_only };
    let rest = match (made.sum(), total) {
        (Number::Known(sum), Number::Known(total)) => Number::Known(total.saturating_sub(sum)),
        _ => Number::Withheld,
    };
    Ok(Drawn { rest: elsewhere.unwrap_or(rest), ..made })
}

/// A row that is named for it needs no sign for what is in no region.
fn key(labels: [String; 3], drawn: &Drawn, language: Language) -> Key {
    let known = [Known::Located, Known::Region, Known::Nothing];
    let known = &known[..if drawn.by == By::Region { 2 } else { 3 }];
    let rows = known.iter().zip(labels).map(|(k, label)| KeyRow { signs: vec![Sign::Part(*k)], label });
    let held = drawn.withheld();
    let row = KeyRow { signs: vec![Sign::Withheld], label: withheld_label(language, held) };
    rows.chain((held > 0).then_some(row)).map(|row| vec![row]).collect()
}
