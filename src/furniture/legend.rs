//! Legends: the upright one of a choropleth and the flowing one under a row of panels.

use super::fits;
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::{CAP_HEIGHT, Face};
use crate::language::Language;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, Text, filled, group, stroked};
use crate::symbol::{self, Emblem, Known, Turn, framed};
use crate::text::{Paragraph, Style, Typesetter, balanced_lines};
use crate::unit::{Rect, mm};

const TITLE: Style = Style::new(Face::SemiBold, 7.5, ink::TITLE);
const ROW: Style = Style::new(Face::Regular, 7.0, ink::TEXT);
const KEY_HEAD: Style = Style::new(Face::SemiBold, 7.0, ink::TITLE);
const COUNT: Style = Style::new(Face::Regular, 7.0, ink::FAINT);
const SMALL: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
/// Line height of the title.
const TITLE_LEAD: f64 = mm(3.6);
/// A swatch of the upright legend.
const SWATCH: [f64; 2] = [mm(7.0), mm(3.9)];
/// Where row labels start, from the left.
const LABEL_X: f64 = mm(9.0);
/// Where counts end, from the left: the least, and the most where labels are long.
const COUNT_X: [f64; 2] = [mm(33.5), mm(38.0)];
/// Least space between a label and its count.
const BEFORE_COUNT: f64 = mm(2.2);
/// From the last base line of the title to the first swatch.
const BELOW_HEAD: f64 = mm(2.2);
/// Space between the halves of a legend in two columns.
const HALVES: f64 = mm(6.0);
/// Space before zero, no data and the like.
const APART: f64 = mm(1.5);

/// A symbol in a legend.
#[derive(Debug, Clone, PartialEq)]
pub enum Sign {
    /// A class of a choropleth.
    Fill(Color),
    /// The hatch of no data.
    NoData,
    /// A class with the outline of a stable rate.
    Outlined(Color),
    /// A tick of a unit bar.
    Tick(Known),
    /// A part of a bar.
    Part(Known),
    /// A bar that is held back.
    Withheld,
    /// A located incident.
    Dot,
    /// An incident located to a district.
    Ring,
    /// An incident of a kind; hollow where it is located to a district.
    Kind(Emblem, bool),
    /// A badge of incidents known by region only.
    Badge,
    /// A line.
    Line(Stroke),
    /// A district with none before or none now, on the colour of a class.
    Turned(Color, Turn),
}

/// A row of the upright legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendRow {
    /// The symbol.
    pub sign: Sign,
    /// What it means.
    pub label: String,
    /// How many units look so; `None` where they are not counted.
    pub count: Option<u32>,
    /// Whether it stands apart from the row above.
    pub apart: bool,
}

/// The upright legend of a choropleth.
#[derive(Debug, Clone, PartialEq)]
pub struct Legend {
    /// Title; broken into lines as wide as the legend.
    pub title: String,
    /// What is counted: "districts".
    pub unit: String,
    /// Rows, highest class first.
    pub rows: Vec<LegendRow>,
    /// The language of the counts.
    pub language: Language,
    /// Least width in points: legends one under the other have their counts in one column.
    pub least: f64,
}

impl LegendRow {
    /// The number that stands at its end; empty where nothing is counted.
    fn figure(&self, language: Language) -> String {
        self.count.map_or(String::new(), |count| super::count(language, u64::from(count)))
    }
}

/// Where counts end: as far right as the longest label asks, within bounds.
fn count_x(set: &Typesetter, legend: &Legend) -> Result<f64> {
    let mut wanted = COUNT_X[0];
    for row in &legend.rows {
        let count = row.figure(legend.language);
        let widths = set.line(&row.label, &ROW)?.width + set.line(&count, &COUNT)?.width;
        wanted = wanted.max(LABEL_X + widths + BEFORE_COUNT);
    }
    Ok(wanted.min(COUNT_X[1]).max(legend.least))
}

fn title_lines(set: &Typesetter, legend: &Legend, width: f64) -> Result<Vec<Vec<Text>>> {
    let title = Paragraph { head: String::new(), body: legend.title.clone() };
    balanced_lines(set, &title, &TITLE, width)
}

/// Width and height of an upright legend in points.
///
/// # Errors
/// As `legend`.
pub fn legend_size(set: &Typesetter, legend: &Legend) -> Result<[f64; 2]> {
    let apart = legend.rows.iter().filter(|r| r.apart).count() as f64 * APART;
    let width = count_x(set, legend)?;
    let head = TITLE.size * CAP_HEIGHT + TITLE_LEAD * title_lines(set, legend, width)?.len() as f64 + BELOW_HEAD;
    Ok([width, head + SWATCH[1] * legend.rows.len() as f64 + apart])
}

/// An upright legend with its upper left corner at `at`.
///
/// # Errors
/// If a label is wider than its column or the font lacks a letter.
pub fn legend(set: &Typesetter, [x, y]: [f64; 2], legend: &Legend) -> Result<Item> {
    let mut items = Vec::new();
    let mut baseline = y + TITLE.size * CAP_HEIGHT;
    let count_x = count_x(set, legend)?;
    for line in title_lines(set, legend, count_x)? {
        items.extend(line.into_iter().map(|t| Item::Text(Text { origin: [x, baseline], ..t })));
        baseline += TITLE_LEAD;
    }
    if legend.rows.iter().any(|row| row.count.is_some()) {
        let width = set.line(&legend.unit, &SMALL)?.width;
        items.push(Item::Text(set.at([x + count_x - width, baseline + mm(1.2)], &legend.unit, &SMALL)?));
    }
    let mut top = baseline + BELOW_HEAD;
    for row in &legend.rows {
        top += if row.apart { APART } else { 0.0 };
        let swatch = Rect::new(x, top, SWATCH[0], SWATCH[1]);
        items.extend(draw(set, &row.sign, swatch)?);
        let baseline = swatch.center()[1] + ROW.size * CAP_HEIGHT / 2.0;
        let label = set.at([x + LABEL_X, baseline], &row.label, &ROW)?;
        let figure = row.figure(legend.language);
        let width = set.line(&figure, &COUNT)?.width;
        fits("legend row", &label, count_x - LABEL_X - width - 2.0)?;
        items.push(Item::Text(label));
        if !figure.is_empty() {
            items.push(Item::Text(set.at([x + count_x - width, baseline], &figure, &COUNT)?));
        }
        top += SWATCH[1];
    }
    Ok(group("legend", items))
}

/// A part of a legend and its place from the upper left corner of the whole.
pub type Placed = ([f64; 2], Legend);

/// An upright legend as two side by side, classes left and the rest right; `None` if they are wider than `width` or there is no rest.
///
/// # Errors
/// As `legend`.
pub fn legend_halves(set: &Typesetter, whole: &Legend, width: f64) -> Result<Option<[Placed; 2]>> {
    let Some(classes) = whole.rows.iter().position(|r| r.apart) else { return Ok(None) };
    let mut rest = whole.rows[classes..].to_vec();
    rest[0].apart = false;
    let left = Legend { rows: whole.rows[..classes].to_vec(), ..whole.clone() };
    let right = Legend { title: String::new(), rows: rest, ..whole.clone() };
    let x = count_x(set, &left)? + HALVES;
    // Their first swatches stand on one line.
    let lines = title_lines(set, &left, count_x(set, &left)?)?.len() - title_lines(set, &right, width)?.len();
    let fits = x + count_x(set, &right)? <= width;
    Ok(fits.then_some([([0.0, 0.0], left), ([x, TITLE_LEAD * lines as f64], right)]))
}

/// A row of the flowing legend: some symbols side by side and what they mean. A row without symbols is a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyRow {
    /// The symbols, first the one of the unit bar, then the one on the map.
    pub signs: Vec<Sign>,
    /// What they mean.
    pub label: String,
}

/// The flowing legend under a row of panels: columns of rows.
pub type Key = Vec<Vec<KeyRow>>;

/// Distance of two rows of the flowing legend in points.
const KEY_LEAD: f64 = mm(3.8);
/// Where labels start, from the column's left.
const KEY_LABEL: f64 = mm(6.5);
/// Distance of two symbols.
const KEY_SIGN: f64 = mm(3.6);

/// The flowing legend; `columns` are the left edges and widths of its columns, `baseline` the first base line.
/// Answers the items and the last base line.
///
/// # Errors
/// If a label is wider than its column or the font lacks a letter.
pub fn key(set: &Typesetter, columns: &[[f64; 2]], baseline: f64, rows: &Key) -> Result<(Item, f64)> {
    let mut items = Vec::new();
    let mut last = baseline;
    for (&[x, width], rows) in columns.iter().zip(rows) {
        // Labels of a column start on one line: after one symbol if none of its rows has two.
        let signs = rows.iter().map(|r| r.signs.len()).max().unwrap_or(0);
        let label_x = KEY_LABEL - if signs < 2 { mm(2.0) } else { 0.0 };
        for (i, row) in rows.iter().enumerate() {
            let line = baseline + KEY_LEAD * i as f64;
            let middle = line - ROW.size * CAP_HEIGHT / 2.0;
            for (k, sign) in row.signs.iter().enumerate() {
                // A badge is wide: it moves up to the tick.
                let step = if *sign == Sign::Badge { mm(1.9) } else { KEY_SIGN };
                items.extend(draw(set, sign, small(sign, x + step * k as f64, middle))?);
            }
            let (style, label_x) = if row.signs.is_empty() { (KEY_HEAD, 0.0) } else { (ROW, label_x) };
            if !row.label.is_empty() {
                let label = set.at([x + label_x, line], &row.label, &style)?;
                fits("legend row", &label, width - label_x)?;
                items.push(Item::Text(label));
            }
            last = last.max(line);
        }
    }
    Ok((group("legend", items), last))
}

/// The box of a symbol in the flowing legend, from its left edge and middle.
fn small(sign: &Sign, x: f64, middle: f64) -> Rect {
    let [width, height] = match sign {
        Sign::Tick(_) => [mm(0.66), mm(1.7)],
        Sign::Dot | Sign::Ring => [symbol::RIM, symbol::RIM],
        Sign::Kind(..) => [mm(2.2), symbol::RIM],
        Sign::Badge => [mm(4.0), mm(2.5)],
        Sign::Line(_) => [mm(3.2), mm(1.0)],
        Sign::Fill(_) | Sign::NoData | Sign::Outlined(_) | Sign::Part(_) | Sign::Withheld => [mm(3.2), mm(2.0)],
        Sign::Turned(..) => [mm(3.4), mm(2.7)],
    };
    Rect::new(x, middle - height / 2.0, width, height)
}

fn draw(set: &Typesetter, sign: &Sign, place: Rect) -> Result<Vec<Item>> {
    let frame = Stroke::solid(ink::UNKNOWN, 0.35);
    Ok(match sign {
        Sign::Fill(color) => vec![framed(Outline::rect(place), *color, frame)],
        Sign::NoData => {
            let ring = [[place.x0, place.y0], [place.x1, place.y0], [place.x1, place.y1], [place.x0, place.y1]];
            vec![framed(Outline::rect(place), ink::NO_DATA, frame), symbol::hatch(&[ring.to_vec()], &place.grown(0.01))]
        }
        Sign::Outlined(color) => {
            vec![framed(Outline::rect(place.grown(-0.5)), *color, Stroke::solid(ink::TITLE, 1.0))]
        }
        Sign::Turned(color, turn) => {
            let mut items = vec![framed(Outline::rect(place), *color, frame)];
            items.extend(symbol::turn(place.center(), *turn, WHITE));
            items
        }
        Sign::Tick(known) | Sign::Part(known) => vec![symbol::tick(place, *known)],
        Sign::Withheld => vec![symbol::withheld_bar(place)],
        Sign::Dot => symbol::dot(place.center()),
        Sign::Ring => symbol::ring(place.center()),
        Sign::Kind(emblem, hollow) => emblem.at(place.center(), *hollow),
        Sign::Badge => vec![symbol::badge(set, place.center(), "+n")?],
        Sign::Line(stroke) => {
            let mut line = Outline::default();
            line.polyline(&[[place.x0, place.center()[1]], [place.x1, place.center()[1]]], false);
            vec![stroked(line, stroke.clone())]
        }
    })
}

/// What lies behind a legend in a map: a white panel where it must stand over the country, else the quiet land tone, which
/// ends the lines that would run under its words.
pub fn backing(bounds: Rect, over_country: bool) -> Item {
    if over_country {
        return framed(Outline::rect(bounds), WHITE, Stroke::solid(ink::HAIRLINE, 0.35));
    }
    filled(Outline::rect(bounds), ink::NOT_COVERED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, apart: bool) -> LegendRow {
        LegendRow { sign: Sign::Fill(WHITE), label: label.into(), count: Some(11), apart }
    }

    #[test]
    fn the_last_swatch_ends_inside_the_announced_size() {
        let rows =
            vec![row("2 and over", false), row("under 2", false), row("none located", true), row("no data", true)];
        let sample = Legend {
            title: "Incidents per 100,000 people per year, 2022–2024".into(),
            unit: "districts".into(),
            rows,
            language: Language::English,
            least: 0.0,
        };
        let Item::Group(drawn) = legend(&Typesetter::default(), [0.0, 0.0], &sample).expect("fits") else { panic!() };
        let mut bounds = Rect::EMPTY;
        for item in &drawn.items {
            if let Item::Path(path) = item {
                path.outline.segments.iter().for_each(|s| {
                    if let crate::scene::Segment::Move(p) | crate::scene::Segment::Line(p) = s {
                        bounds.add(*p);
                    }
                });
            }
        }
        assert!(
            (bounds.y1 - legend_size(&Typesetter::default(), &sample).expect("fits")[1]).abs() < 0.01,
            "{bounds:?}"
        );
    }

    #[test]
    fn a_label_too_long_for_its_row_is_an_error() {
        let sample = Legend {
            title: String::new(),
            unit: "".into(),
            rows: vec![row("a label that is much too long for it", false)],
            language: Language::English,
            least: 0.0,
        };
        assert!(legend(&Typesetter::default(), [0.0, 0.0], &sample).is_err());
    }
}
