//! Key figures: a block a year, or one for the period.

use super::axis::{line, target};
use super::of_count;
use super::table::strip_table;
use crate::error::Result;
use crate::figure::circles::Shown;
use crate::figure::layout::{Figure, GUTTER, Setting};
use crate::figure::orientation::Orientation;
use crate::figure::wording::{
    Credits, Subject, change_words, chart_hint, key_label, listed_note, origin_words, reported_note, sources_note,
    strip_description, strip_note, strip_subtitle, strip_title,
};
use crate::font::{CAP_HEIGHT, Face};
use crate::furniture::{count, fits};
use crate::language::Language;
use crate::measure::{Findings, Number, YearSum};
use crate::palette::ink;
use crate::scene::{Facts, Item, Scene, Text, group};
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

/// Blocks narrower than this have no room for their words, and no more stand side by side than these.
const NARROWEST: f64 = mm(48.0);
const ACROSS: usize = 3;
/// From the top of a block to its head, from there to the first line and from figure to figure.
const HEAD: f64 = mm(2.6);
const FIRST: f64 = mm(11.0);
const PITCH: f64 = mm(10.6);
/// Space between rows of blocks.
const APART: f64 = mm(5.0);
/// From the widest figure to the words beside it.
const BESIDE: f64 = mm(2.6);
const YEAR: Style = Style::new(Face::SemiBold, 10.0, ink::TITLE);
const LABEL: Style = Style::new(Face::SemiBold, 7.0, ink::TEXT);
const SMALL: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
const CHANGE: Style = Style::new(Face::Regular, 6.0, ink::QUIET);
const LEAD: f64 = mm(2.7);

/// Where a key figure comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A publisher's total.
    Published,
    /// Summed over so many rows, of so many reported incidents.
    Rows(u32, u32),
    /// Published for some years, summed over rows for others.
    Mixed,
}

/// One figure of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFigure {
    /// What is counted; incidents if its tally is `None`.
    pub shown: Shown,
    /// The figure.
    pub value: Number,
    /// Where it comes from.
    pub origin: Origin,
    /// The year before and its figure, where both are published totals.
    pub before: Option<(i16, u32)>,
    /// Sum over the rows, where that is more than the published total.
    pub more_rows: Option<Number>,
}

/// A block: its period and its figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// "2024" or "2022–2024".
    pub period: String,
    /// Incidents first.
    pub figures: Vec<KeyFigure>,
}

/// Key figures of each year, or of the period if the setting is not yearly: incidents and the `counts` that they carry.
///
/// # Errors
/// If no incident file has a count, a text does not fit the page or the font lacks a letter.
pub fn strip_figure(
    findings: &Findings,
    (subject, credits): (&Subject, &Credits),
    counts: &[Shown],
    setting: Setting,
) -> Result<Scene> {
    let language = setting.language;
    let blocks = blocks(findings, counts, setting.yearly)?;
    let period = findings.period.label();
    let title = setting.title.map_or_else(|| strip_title(language, subject, setting.yearly, &period), str::to_string);
    let figure = Figure {
        page: setting.page,
        language,
        description: strip_description(language, &title, &blocks),
        title,
        subtitle: setting.subtitle.map_or_else(|| strip_subtitle(language, findings), str::to_string),
        panels: Vec::new(),
        legend: None,
        enlarge: None,
        key: Vec::new(),
        notes: vec![
            ("note-coverage", listed_note(language, &findings.coverage)),
            ("note-figures", strip_note(language, &blocks, &findings.withheld)),
            ("note-reported", reported_note(language, false)),
            ("note-sources", sources_note(language, credits)),
        ],
        locator: false,
        orientation: Orientation::NONE,
    };
    let facts = Facts { place: subject.in_place.clone(), period, shading: None, ..Facts::default() };
    let beside = (strip_table(language, &figure.title, &blocks), chart_hint(language, false));
    figure.without_map(facts, beside, &|set, area| strip(set, language, area, &blocks))
}

fn blocks(findings: &Findings, counts: &[Shown], yearly: bool) -> Result<Vec<Block>> {
    let all: Vec<Shown> = std::iter::once(Shown::default()).chain(counts.iter().cloned()).collect();
    let sums = |shown: &Shown| of_count(findings, shown.tally.as_deref(), |c| findings.by_year(c));
    let sums: Vec<Vec<YearSum>> = all.iter().map(sums).collect::<Result<_>>()?;
    if !yearly {
        let figures = all.iter().zip(&sums).map(|(shown, sums)| whole(findings, shown, sums)).collect();
        return Ok(vec![Block { period: findings.period.label(), figures }]);
    }
    let block = |(i, year): (usize, &i16)| Block {
        period: year.to_string(),
        figures: all.iter().zip(&sums).map(|(shown, sums)| of_year(findings, shown, sums, i)).collect(),
    };
    Ok(findings.period.years().iter().enumerate().map(block).collect())
}

/// The figure of a year. A published total below the rows does not hide them where incidents are counted.
fn of_year(findings: &Findings, shown: &Shown, sums: &[YearSum], index: usize) -> KeyFigure {
    let (sum, coverage) = (&sums[index], &findings.coverage.years[index]);
    let published = sum.published.filter(|_| shown.tally.is_some() || !sum.exceeds);
    let before = index.checked_sub(1).map(|i| &sums[i]);
    KeyFigure {
        shown: shown.clone(),
        value: published.map_or(sum.rows, Number::Known),
        origin: published.map_or(Origin::Rows(coverage.rows, coverage.reported()), |_| Origin::Published),
        before: published.and(before).and_then(|b| b.published.map(|n| (b.year, n))),
        more_rows: published.filter(|_| sum.exceeds).map(|_| sum.rows),
    }
}

/// The figure of the period.
fn whole(findings: &Findings, shown: &Shown, sums: &[YearSum]) -> KeyFigure {
    let years: Vec<KeyFigure> = (0..sums.len()).map(|i| of_year(findings, shown, sums, i)).collect();
    let published = years.iter().filter(|y| y.origin == Origin::Published).count();
    let c = &findings.coverage;
    KeyFigure {
        shown: shown.clone(),
        value: years.iter().map(|y| y.value).sum(),
        origin: match published {
            0 => Origin::Rows(c.sum(|y| y.rows), c.sum(|y| y.reported())),
            n if n == years.len() => Origin::Published,
            _ => Origin::Mixed,
        },
        before: None,
        more_rows: years.iter().any(|y| y.more_rows.is_some()).then(|| sums.iter().map(|s| s.rows).sum()),
    }
}

/// Draws blocks into a box, side by side; answers the items and their lowest y.
fn strip(set: &Typesetter, language: Language, area: Rect, blocks: &[Block]) -> Result<(Vec<Item>, f64)> {
    let room = ((area.width() + GUTTER) / (NARROWEST + GUTTER)) as usize;
    let across = room.min(blocks.len()).clamp(1, ACROSS);
    // A lone block is as wide as one of several, so that figures of one report look alike.
    let columns = room.clamp(1, ACROSS).max(across) as f64;
    let width = (area.width() - (columns - 1.0) * GUTTER) / columns;
    let mut widest = 0.0f64;
    for figure in blocks.iter().flat_map(|b| &b.figures) {
        widest = widest.max(set.line(&big_words(language, figure), &big(figure))?.width);
    }
    let figures = blocks.first().map_or(0, |b| b.figures.len());
    // Under the last figure there is a line less where nothing is compared.
    let compared = blocks.iter().any(|b| b.figures.last().is_some_and(|f| f.before.is_some()));
    let height = FIRST + PITCH * (figures as f64 - 1.0) + if compared { LEAD } else { 0.0 };
    let mut items = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let x = area.x0 + (i % across) as f64 * (width + GUTTER);
        let y = area.y0 + (i / across) as f64 * (height + APART);
        items.push(draw(set, language, (Rect::new(x, y, width, height), widest), block)?);
    }
    let rows = blocks.len().div_ceil(across) as f64;
    Ok((items, area.y0 + rows * (height + APART) - APART))
}

/// The number, or a dash where it is held back: what it means stands beside it.
fn big_words(language: Language, figure: &KeyFigure) -> String {
    figure.value.known().map_or_else(|| "–".to_string(), |n| count(language, n.into()))
}

/// Incidents stand out by colour and size.
fn big(figure: &KeyFigure) -> Style {
    match figure.shown.tally {
        None => Style::new(Face::SemiBold, 18.0, ink::INCIDENT),
        Some(_) => Style::new(Face::SemiBold, 18.0, ink::TITLE),
    }
}

fn draw(set: &Typesetter, language: Language, (area, widest): (Rect, f64), block: &Block) -> Result<Item> {
    let mut items = vec![Item::Text(set.at([area.x0, area.y0 + HEAD], &block.period, &YEAR)?)];
    let rule = area.y0 + HEAD + mm(1.6);
    items.push(line([area.x0, rule], [area.x1, rule], ink::UNKNOWN, 0.35));
    let beside = area.x0 + widest + BESIDE;
    let put = |text: Text| -> Result<Item> {
        fits("label of a key figure", &text, area.x1 - beside)?;
        Ok(Item::Text(text))
    };
    let mut targets = Vec::new();
    for (i, figure) in block.figures.iter().enumerate() {
        let style = big(figure);
        let baseline = area.y0 + FIRST + PITCH * i as f64;
        let top = baseline - CAP_HEIGHT * style.size - mm(1.2);
        targets.push(target(i, Rect { x0: area.x0 - mm(1.2), y0: top, y1: top + PITCH, ..area }));
        let words = big_words(language, figure);
        items.push(Item::Text(set.at([area.x0, baseline], &words, &style)?));
        // The label's capitals are level with the tops of the figure.
        let mut y = baseline - CAP_HEIGHT * (style.size - LABEL.size);
        items.push(put(set.at([beside, y], &key_label(language, figure), &LABEL)?)?);
        y += LEAD;
        items.push(put(set.at([beside, y], &origin_words(language, figure), &SMALL)?)?);
        if let Some(change) = change_words(language, figure) {
            items.push(put(set.at([beside, y + LEAD], &change, &CHANGE)?)?);
        }
    }
    items.push(group("areas", targets));
    Ok(group(&format!("key-figures-{}", block.period), items))
}
