//! A legend by itself, for maps that are drawn elsewhere: tiles.

use super::choropleth::Shading;
use super::heat::{HeatLook, TICKS};
use super::key::extent_words;
use super::measure::Measure;
use super::wording::{heat_legend_note, legend_title, no_data, none_located};
use crate::classify::{Ramp, STEPS};
use crate::color::{Color, WHITE};
use crate::error::Result;
use crate::font::Face;
use crate::furniture::{Legend, LegendRow, MapLegend, RampLegend, Sign, number, range};
use crate::language::Language;
use crate::layer::Look;
use crate::measure::Period;
use crate::palette::{Palette, ink};
use crate::scene::{Item, Scene, Text};
use crate::symbol::{Emblem, Shape};
use crate::text::{Paragraph, Style, Typesetter, balanced_lines};
use crate::unit::mm;

/// White space around the legends, and between two of them.
const MARGIN: f64 = mm(3.0);
const BETWEEN: f64 = mm(4.0);
const NOTE: Style = Style::new(Face::Regular, 6.0, ink::FAINT);
const NOTE_LEAD: f64 = mm(2.9);
/// From the last legend to the first base line of the note.
const BEFORE_NOTE: f64 = mm(3.6);

/// What the ground of a map is coloured by.
#[derive(Debug, Clone, PartialEq)]
pub enum Colored {
    /// Incidents per 10,000 km² (and year), by district.
    Districts(Shading, Vec<Look>),
    /// Incidents per 1,000 km² (and year) of hexagons, and how many hexagons each class has.
    Hexagons(Shading, Vec<u32>),
    /// A kernel density of so many incidents.
    Density(Ramp, HeatLook, usize),
    /// Incidents by pixel, on a scale that is another at each zoom.
    Pixels(Palette),
}

/// Incidents that are dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Dotted {
    /// How many are known by place, and how many by district or commune.
    pub counts: [u32; 2],
    /// Their colour.
    pub color: Color,
    /// What else there is to say of them; may be empty.
    pub note: String,
}

/// The legends of a map.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    /// What it shows, in a few words, and in all.
    pub title: String,
    /// The alternative text.
    pub description: String,
    /// What its ground is coloured by.
    pub ground: Option<Colored>,
    /// The incidents, where they are drawn.
    pub dots: Option<Dotted>,
    /// The years; `None` if no incident has a date.
    pub period: Option<Period>,
    /// The language.
    pub language: Language,
}

impl Alone {
    /// The legends on white, one under the other.
    ///
    /// # Errors
    /// If the font lacks a letter.
    pub fn scene(&self) -> Result<Scene> {
        let set = Typesetter::default();
        let ground = self.ground.as_ref().map(|ground| self.colors(ground));
        let dots = self.dots.as_ref().map(|dots| self.symbols(dots));
        let legends: Vec<MapLegend> = ground.into_iter().chain(dots).collect();
        let counting = legends.iter().filter(|legend| matches!(legend, MapLegend::Classes(_)));
        let sizes = counting.map(|legend| legend.size(&set)).collect::<Result<Vec<_>>>()?;
        let widest = sizes.iter().map(|size| size[0]).fold(0.0, f64::max);
        let (mut items, mut width, mut y) = (Vec::new(), 0.0_f64, MARGIN);
        for legend in legends.into_iter().map(|legend| legend.widened(widest)) {
            y += if items.is_empty() { 0.0 } else { BETWEEN };
            let size = legend.size(&set)?;
            items.push(legend.draw(&set, [MARGIN, y])?);
            (width, y) = (width.max(size[0]), y + size[1]);
        }
        let note = self.dots.as_ref().map_or("", |dots| &dots.note);
        for (i, line) in note_lines(&set, note, width)?.into_iter().enumerate() {
            y += if i == 0 { BEFORE_NOTE } else { NOTE_LEAD };
            items.extend(line.into_iter().map(|t| Item::Text(Text { origin: [MARGIN + t.origin[0], y], ..t })));
        }
        let [width, height] = [width + 2.0 * MARGIN, y + MARGIN];
        let (title, description) = (self.title.clone(), self.description.clone());
        Ok(Scene { width, height, title, description, language: self.language, items, ..Scene::default() })
    }

    fn colors(&self, ground: &Colored) -> MapLegend {
        let language = self.language;
        match ground {
            Colored::Districts(shading, looks) => {
                let count = |wanted: Look| looks.iter().filter(|look| **look == wanted).count() as u32;
                let counts: Vec<u32> = (0..shading.classes.len()).map(|class| count(Look::Class(class))).collect();
                let mut rows = class_rows(language, shading, &counts);
                for (sign, label, look) in [
                    (Sign::Fill(WHITE), none_located(language), Look::Zero),
                    (Sign::NoData, no_data(language), Look::NoData),
                ] {
                    let row = LegendRow { sign, label: label.to_string(), count: Some(count(look)), apart: true };
                    rows.extend((row.count > Some(0)).then_some(row));
                }
                let title = self.period.map_or_else(
                    || {
                        language
                            .of("Incidents per 10,000\u{a0}km²", "Incidents pour 10\u{202f}000\u{202f}km²")
                            .to_string()
                    },
                    |years| legend_title(language, Measure::Density, &years.label()),
                );
                MapLegend::Classes(Legend { title, unit: "districts".into(), rows, language, least: 0.0 })
            }
            Colored::Hexagons(shading, counts) => {
                let (title, _) = extent_words(language, &[], self.period);
                let unit = language.of("hexagons", "hexagones").to_string();
                let rows = class_rows(language, shading, counts);
                MapLegend::Classes(Legend { title, unit, rows, language, least: 0.0 })
            }
            Colored::Density(ramp, look, n) => {
                let tick = |value: f64| (f64::from(ramp.share(value as f32)), number(language, value));
                MapLegend::Ramp(RampLegend {
                    title: extent_words(language, &[], self.period).0,
                    colors: look.palette.ramp(usize::from(STEPS), ramp.low == 0.0),
                    ticks: ramp.ticks(TICKS).into_iter().map(tick).collect(),
                    note: language.spaced(&heat_legend_note(language, look, *n)),
                })
            }
            Colored::Pixels(palette) => MapLegend::Ramp(RampLegend {
                title: language.of("Incidents by pixel", "Incidents par pixel").to_string(),
                colors: palette.ramp(usize::from(STEPS), false),
                ticks: vec![(0.0, "1".to_string()), (1.0, language.of("most", "le plus").to_string())],
                note: language.spaced(language.of(
                    "White: none. Each zoom has a scale of its own, to the most in one of its pixels.",
                    "Blanc : aucun. Chaque zoom a sa propre échelle, jusqu’au plus grand nombre d’un de ses pixels.",
                )),
            }),
        }
    }

    fn symbols(&self, dots: &Dotted) -> MapLegend {
        let language = self.language;
        let emblem = Emblem { shape: Shape::Disc, color: dots.color };
        let labels = [language.of("place known", "lieu connu"), language.of("district only", "district seul")];
        let rows = [false, true].into_iter().zip(labels).zip(dots.counts).filter(|(_, count)| *count > 0);
        let row = |((hollow, label), count): ((bool, &str), u32)| LegendRow {
            sign: Sign::Kind(emblem, hollow),
            label: label.to_string(),
            count: Some(count),
            apart: false,
        };
        let what = language.of("Located incidents", "Incidents localisés");
        // a title over them has said the years
        let years = self.period.filter(|_| self.ground.is_none());
        MapLegend::Classes(Legend {
            title: years.map_or_else(|| what.to_string(), |years| format!("{what}, {}", years.label())),
            unit: "incidents".into(),
            rows: rows.map(row).collect(),
            language,
            least: 0.0,
        })
    }
}

fn class_rows(language: Language, shading: &Shading, counts: &[u32]) -> Vec<LegendRow> {
    let colors = shading.palette.take(shading.classes.len());
    let row = |class: usize| {
        let (low, high) = shading.classes.extent(class);
        let label = language.spaced(&range(language, low, high));
        LegendRow {
            sign: Sign::Fill(colors[class]),
            label,
            count: Some(counts.get(class).copied().unwrap_or(0)),
            apart: false,
        }
    };
    (0..shading.classes.len()).rev().map(row).collect()
}

fn note_lines(set: &Typesetter, note: &str, width: f64) -> Result<Vec<Vec<Text>>> {
    if note.is_empty() {
        return Ok(Vec::new());
    }
    balanced_lines(set, &Paragraph { head: String::new(), body: note.to_string() }, &NOTE, width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Scaling, manual};
    use crate::measure::heat::{Kernel, Shape as KernelShape};
    use crate::palette;

    fn texts(items: &[Item]) -> Vec<&Text> {
        items
            .iter()
            .flat_map(|item| match item {
                Item::Text(text) => vec![text],
                Item::Group(group) => texts(&group.items),
                _ => Vec::new(),
            })
            .collect()
    }

    fn grounds() -> Vec<Option<Colored>> {
        let shading =
            Shading { classes: manual(&[0.2, 2000.0]).expect("breaks"), method: None, palette: palette::ALL[0] };
        let looks = vec![Look::Class(0), Look::Class(2), Look::Class(2), Look::Zero, Look::NoData];
        let ramp = Ramp::new(Scaling::Sqrt, &[0.001, 0.5, 3.0], false);
        let kernel = Kernel { shape: KernelShape::Quartic, km: 12.5 };
        let look = HeatLook { kernel, scaling: Scaling::Sqrt, palette: palette::ALL[0] };
        vec![
            None,
            Some(Colored::Districts(shading.clone(), looks)),
            Some(Colored::Hexagons(shading, vec![3, 2, 1])),
            Some(Colored::Density(ramp, look, 1_234_567)),
            Some(Colored::Pixels(palette::ALL[0])),
        ]
    }

    #[test]
    fn every_legend_has_its_words_inside_in_both_languages() {
        for language in Language::ALL {
            for (ground, period) in
                grounds().into_iter().zip([None, Some(Period { first: 2022, last: 2024 })].into_iter().cycle())
            {
                let note =
                    language.of("Incidents of one place stand around it.", "Les incidents d’un même lieu l’entourent.");
                let dots = Dotted { counts: [1_234_567, 12], color: ink::TITLE, note: note.into() };
                let alone =
                    Alone { title: "t".into(), description: "d".into(), dots: Some(dots), ground, period, language };
                let scene = alone.scene().expect("fits");
                let found = texts(&scene.items);
                assert!(found.len() > 6, "{alone:?}");
                for text in found {
                    let [x, y] = text.origin;
                    assert!(x >= MARGIN - 1e-6 && x + text.width <= scene.width - MARGIN + 1e-6, "{}", text.text);
                    assert!(y > MARGIN && y < scene.height - 1.0, "{}", text.text);
                }
            }
        }
    }

    #[test]
    fn counts_of_both_legends_end_on_one_line() {
        for ground in grounds().into_iter().skip(1).take(2) {
            let alone = Alone {
                title: String::new(),
                description: String::new(),
                ground,
                dots: Some(Dotted { counts: [1_234_567, 12], color: ink::TITLE, note: String::new() }),
                period: None,
                language: Language::English,
            };
            let scene = alone.scene().expect("fits");
            let is_count = |text: &&Text| text.text.chars().all(|c| c.is_ascii_digit() || c == ',');
            let ends: Vec<f64> =
                texts(&scene.items).into_iter().filter(is_count).map(|t| t.origin[0] + t.width).collect();
            assert!(ends.len() >= 5 && ends.iter().all(|end| (end - ends[0]).abs() < 1e-9), "{ends:?}");
        }
    }

    #[test]
    fn what_no_unit_has_is_not_explained_but_classes_are() {
        let shading = Shading { classes: manual(&[0.2]).expect("breaks"), method: None, palette: palette::ALL[0] };
        let ground = Some(Colored::Districts(shading, vec![Look::Class(1), Look::Class(1)]));
        let alone = Alone {
            title: String::new(),
            description: String::new(),
            ground,
            dots: Some(Dotted { counts: [7, 0], color: ink::INCIDENT, note: String::new() }),
            period: Some(Period { first: 2024, last: 2024 }),
            language: Language::English,
        };
        let scene = alone.scene().expect("fits");
        let words: Vec<&str> = texts(&scene.items).into_iter().map(|t| t.text.as_str()).collect();
        let said = words.join("|");
        assert!(
            said.contains("under 0.2|0") && said.contains("0.2 and over|2") && said.contains("place known|7"),
            "{said}"
        );
        assert!(
            !said.contains("no data") && !said.contains("none located") && !said.contains("district only"),
            "{said}"
        );
    }
}
