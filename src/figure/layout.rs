//! The page: grid, panels, legend and notes (all distances in points, down the page).

use std::collections::BTreeSet;
use std::sync::{Mutex, OnceLock};

use super::category::Category;
use super::corner::free_corner;
use super::orientation::Orientation;
use super::page::Page;
use crate::classify::CircleScale;
use crate::error::{Error, Result};
use crate::furniture::{
    Header, Key, MapLegend, UnitBar, header, key, notes, scale_bar, scale_bar_size, titles, unit_bar,
};
use crate::language::Language;
use crate::layer::{Frame, Ground, Sums, country_raster, graticule};
use crate::palette::ink;
use crate::scene::{Facts, Item, Outline, Scene, Stroke, group, stroked};
use crate::sheet::{Note, Sheet};
use crate::text::{Paragraph, Typesetter};
use crate::unit::{Rect, mm, to_mm};

pub(super) const MARGIN: f64 = mm(4.0);
pub(super) const GUTTER: f64 = mm(4.0);
/// Most panels side by side before a new row begins.
const ACROSS: usize = 3;
/// Share of a page's height that title and notes usually leave for maps.
const MAPS_SHARE: f64 = 0.7;
/// A panel narrower than this has no room for its header.
const NARROWEST: f64 = mm(48.0);
/// Share of furniture in a map that may lie over the country: a tip of it that the eye does not miss.
pub(super) const MOST_HIDDEN: f64 = 0.001;

/// How a figure is set, whatever it shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting<'a> {
    /// Size of the page.
    pub page: Page,
    /// A title instead of the generated one.
    pub title: Option<&'a str>,
    /// A line under it instead of the generated one.
    pub subtitle: Option<&'a str>,
    /// Locations: one panel a year instead of one for the period.
    pub yearly: bool,
    /// Choropleth: incidents as small dots over the colours.
    pub dots: bool,
    /// The language of every word.
    pub language: Language,
    /// Locations: a part of the country (west, south, east, north, in degrees) that is also drawn larger.
    pub enlarge: Option<[f64; 4]>,
    /// Circles: their scale, if not the one that the values ask for.
    pub circles: Option<CircleScale>,
    /// Whether the scale is that of an earlier map.
    pub kept: bool,
    /// Locations: symbols by kind instead of dots.
    pub category: Option<&'a Category>,
    /// What orients the reader.
    pub orientation: Orientation,
}

impl Setting<'_> {
    /// A page in English with generated title, a panel a year and no dots over colours.
    pub const fn new(page: Page) -> Setting<'static> {
        let language = Language::English;
        let (title, subtitle) = (None, None);
        let (circles, kept, enlarge) = (None, false, None);
        let (category, orientation) = (None, Orientation::NONE);
        Setting {
            page,
            title,
            subtitle,
            yearly: true,
            dots: false,
            language,
            circles,
            kept,
            enlarge,
            category,
            orientation,
        }
    }
}

/// One map of a figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Panel {
    /// The line over the map, where there are several.
    pub header: Option<Header>,
    /// The unit bar under it.
    pub bar: Option<UnitBar>,
}

/// A figure ready to be laid out.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// Size of the page.
    pub page: Page,
    /// Title.
    pub title: String,
    /// Line under it.
    pub subtitle: String,
    /// The panels; all have the same extent and scale.
    pub panels: Vec<Panel>,
    /// Upright legend in the map.
    pub legend: Option<MapLegend>,
    /// A part of the plane, in metres, that is drawn larger under each map.
    pub enlarge: Option<Rect>,
    /// Legend under the panels, in columns.
    pub key: Key,
    /// Notes, each with the name of its layer: "note-sources".
    pub notes: Vec<(&'static str, Paragraph)>,
    /// Alternative text.
    pub description: String,
    /// The language of every word.
    pub language: Language,
    /// Whether a small map shows where the country lies.
    pub locator: bool,
    /// What orients the reader.
    pub orientation: Orientation,
}

/// What a figure is drawn with.
pub struct Stage<'a> {
    /// The typeface.
    pub set: &'a Typesetter,
    /// The country.
    pub ground: &'a Ground,
    country: OnceLock<Sums>,
    unplaced: Mutex<BTreeSet<String>>,
}

impl<'a> Stage<'a> {
    /// A typeface and a country.
    pub fn new(set: &'a Typesetter, ground: &'a Ground) -> Stage<'a> {
        Stage { set, ground, country: OnceLock::new(), unplaced: Mutex::default() }
    }

    /// Takes note of what found no room on the map.
    pub(super) fn leave_out(&self, names: impl IntoIterator<Item = String>) {
        self.unplaced.lock().expect("no thread panics while it notes names").extend(names);
    }

    fn left_out(&self) -> Vec<String> {
        self.unplaced.lock().expect("no thread panics while it notes names").iter().cloned().collect()
    }
}

/// Draws the map of a panel (by index) into its frame, in order. The last argument are boxes of furniture that names keep off.
pub type Draw<'a> = dyn Fn(usize, &Frame, &[Rect]) -> Result<Vec<Item>> + Sync + 'a;

impl Figure {
    /// Panels side by side: as many as have room, or on a page of fixed height so many that the maps are largest.
    fn across(&self) -> usize {
        let room = (self.page.width - 2.0 * MARGIN + GUTTER) / (NARROWEST + GUTTER);
        let most = self.panels.len().min(room as usize).clamp(1, ACROSS);
        let Some(height) = self.page.height else { return most };
        let side = |across: usize| {
            let rows = self.panels.len().div_ceil(across) as f64;
            let wide = (self.page.width - 2.0 * MARGIN) / across as f64 - GUTTER;
            wide.min(MAPS_SHARE * height / rows - self.head())
        };
        (1..=most).max_by(|a, b| side(*a).total_cmp(&side(*b))).unwrap_or(most)
    }

    /// Columns of text that fit side by side.
    pub(super) fn text_columns(&self) -> Vec<[f64; 2]> {
        self.columns(if self.page.width > mm(150.0) {
            3
        } else if self.page.width > mm(100.0) {
            2
        } else {
            1
        })
    }

    /// Width of one panel's map in points.
    pub fn panel_width(&self) -> f64 {
        let across = self.across() as f64;
        (self.page.width - 2.0 * MARGIN - (across - 1.0) * GUTTER) / across
    }

    /// Lays the figure out; `draw` is called once a panel, in order.
    ///
    /// # Errors
    /// If a text does not fit or a page of fixed height leaves no room for the map.
    pub fn scene(&self, stage: &Stage, draw: &Draw) -> Result<Scene> {
        self.spaced().laid_out(stage, draw)
    }

    fn laid_out(&self, stage: &Stage, draw: &Draw) -> Result<Scene> {
        let set = stage.set;
        let (title, below_title) = titles(set, [&self.title, &self.subtitle], [MARGIN, self.page.width - MARGIN])?;
        let frames = self.frames(stage, below_title)?;
        let bottom = frames.iter().map(|f| f.page.y1).fold(0.0, f64::max) + self.under_map(self.panel_width());
        let mut items = vec![title];
        let panel = |(index, frame): (usize, &Frame)| self.panel(stage, index, frame, draw);
        let panels = || -> Result<Vec<Vec<Item>>> { frames.iter().enumerate().map(panel).collect() };
        let (panels, below) = rayon::join(panels, || self.below(stage, &frames[0], bottom));
        items.extend(panels?.into_iter().flatten());
        let (below, height) = below?;
        items.extend(below);
        Ok(Scene {
            width: self.page.width,
            height: self.page.height.unwrap_or(height),
            title: self.title.clone(),
            description: self.description.clone(),
            language: self.language,
            edition: String::new(),
            facts: Facts { unplaced: stage.left_out(), ..Facts::default() },
            sheet: self.words_beside(),
            items,
        })
    }

    /// What a page says beside the drawing.
    pub(super) fn words_beside(&self) -> Sheet {
        let note =
            |(name, n): &(&str, Paragraph)| Note { name: name.to_string(), head: n.head.clone(), text: n.body.clone() };
        Sheet { lead: self.subtitle.clone(), notes: self.notes.iter().map(note).collect(), ..Sheet::default() }
    }

    /// Space over a map for header and bar.
    fn head(&self) -> f64 {
        let has = |part: fn(&Panel) -> bool| self.panels.iter().any(part);
        match (has(|p| p.header.is_some()), has(|p| p.bar.is_some())) {
            (true, true) => mm(8.2 + 1.9 + 3.4),
            (true, false) => mm(8.2 + 2.2),
            _ => mm(3.4),
        }
    }

    /// The frames of all panels, of equal size.
    fn frames(&self, stage: &Stage, below_title: f64) -> Result<Vec<Frame>> {
        let across = self.across();
        let rows = self.panels.len().div_ceil(across);
        let width = self.panel_width();
        let extent = stage.ground.extent;
        let under = self.under_map(width);
        let map_height = match self.page.height {
            None => width * extent.height() / extent.width(),
            Some(height) => self.height_left(stage, height, below_title)? / rows as f64 - self.head() - under,
        };
        if map_height < mm(20.0) {
            return Err(Error::data(format!("title, legend and notes leave {:.0} mm for the map", to_mm(map_height)))
                .hint("give the figure more height, or none, so that the height follows from its content"));
        }
        let any = Frame::filling(Rect::new(0.0, 0.0, width, map_height), extent);
        // A page of another shape than the country shows more around it, but not what nobody knows.
        let any = stage.ground.known.map_or(any, |known| any.within(&known));
        let frame = |i: usize| {
            let x = MARGIN + (i % across) as f64 * (width + GUTTER);
            let y = below_title + (i / across) as f64 * (any.page.height() + under + self.head()) + self.head();
            Frame { page: Rect::new(x, y, any.page.width(), any.page.height()), ..any }
        };
        Ok((0..self.panels.len()).map(frame).collect())
    }

    /// Height that a page of fixed height leaves for the rows of panels.
    fn height_left(&self, stage: &Stage, height: f64, below_title: f64) -> Result<f64> {
        let width = self.panel_width();
        let any = Frame::filling(Rect::new(MARGIN, 0.0, width, width), stage.ground.extent);
        let (_, below) = self.below(stage, &any, 0.0)?;
        Ok(height - below_title - below)
    }

    fn panel(&self, stage: &Stage, index: usize, frame: &Frame, draw: &Draw) -> Result<Vec<Item>> {
        let panel = &self.panels[index];
        let mut items = Vec::new();
        let top = frame.page.y0;
        if let Some(words) = &panel.header {
            let baseline = top - if panel.bar.is_some() { mm(1.9 + 3.4) } else { mm(2.2) };
            items.push(header(stage.set, [frame.page.x0, baseline], frame.page.width(), words)?);
        }
        if let Some(bar) = &panel.bar {
            let most = self.panels.iter().filter_map(|p| p.bar).map(|b| b.total()).max().unwrap_or(1).max(1);
            items.push(unit_bar([frame.page.x0, top - mm(3.4)], frame.page.width() / f64::from(most), bar));
        }
        let (furniture, boxes) = self.in_map(stage, index, frame)?;
        let boxes: Vec<Rect> = boxes.into_iter().chain(self.marked(frame)).collect();
        items.extend(self.drawn(stage, index, frame, (draw, &boxes))?);
        items.extend(furniture);
        let mut enlarged = Vec::new();
        if let Some([mark, larger]) = self.enlarged(stage, index, frame, draw)? {
            items.push(mark);
            enlarged.push(larger);
        }
        Ok([group(&self.panel_name(index), items)].into_iter().chain(enlarged).collect())
    }

    /// The map itself, with its graticule over land and colours and under all else.
    fn drawn(&self, stage: &Stage, index: usize, frame: &Frame, (draw, boxes): (&Draw, &[Rect])) -> Result<Vec<Item>> {
        let mut items = draw(index, frame, boxes)?;
        if let Some(lines) = self.orientation.graticule {
            let colored = ["land", "choropleth", "hexbin"];
            let ground = |item: &Item| matches!(item, Item::Group(g) if colored.contains(&g.id.as_str()));
            let over = items.iter().rposition(ground).map_or(0, |last| last + 1);
            items.insert(over, graticule(stage.ground, frame, lines.step(stage.ground, frame)));
        }
        Ok(items)
    }

    /// The name of a panel's layer, the same in every language: "map", "map-2022", "map-2-2022" for the second of 2022.
    pub(super) fn panel_name(&self, index: usize) -> String {
        let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let period = |i: usize| Some(self.panels[i].header.as_ref()?.period.chars().map(plain).collect::<String>());
        let Some(own) = period(index) else { return "map".to_string() };
        match (0..index).filter(|&i| period(i).as_ref() == Some(&own)).count() {
            0 => format!("map-{own}"),
            before => format!("map-{}-{own}", before + 1),
        }
    }

    /// Legend, hairline and notes under the maps, which end at `bottom`; answers the height of the page too.
    fn below(&self, stage: &Stage, frame: &Frame, bottom: f64) -> Result<(Vec<Item>, f64)> {
        let (mut items, mut bottom) = (Vec::new(), bottom);
        let legend_below = self.legend_below(stage)?;
        if let Some(rows) = self.legend.as_ref().filter(|_| legend_below) {
            let room = self.page.width - 2.0 * MARGIN;
            let (drawn, height) = rows.below(stage.set, [MARGIN, bottom + mm(3.2)], room)?;
            items.push(drawn);
            bottom += height + mm(3.4);
        }
        let mut hairline = bottom + mm(3.2);
        if !self.key.is_empty() {
            let columns = self.text_columns();
            let mut rows = vec![Vec::new(); columns.len()];
            for (i, column) in self.key.iter().enumerate() {
                rows[i % columns.len()].extend(column.iter().cloned());
            }
            // An empty heading keeps columns side by side on one line; in a single column it would be a gap.
            if columns.len() == 1 {
                rows[0].retain(|row| !row.signs.is_empty() || !row.label.is_empty());
            }
            let (drawn, last) = key(stage.set, &columns, bottom + mm(5.4), &rows)?;
            items.push(drawn);
            hairline = last + mm(3.4);
            if !self.bar_below() {
                return self.notes_below(stage.set, items, hairline);
            }
            let [width, _] = scale_bar_size(stage.set, self.language, frame.page.width(), frame.metres_per_point())?;
            let at = [self.page.width - MARGIN - width, last];
            items.push(scale_bar(stage.set, self.language, at, frame.page.width(), frame.metres_per_point())?);
        }
        self.notes_below(stage.set, items, hairline)
    }

    /// Whether the legend stands under the map, because no corner of the map is free enough for it.
    pub(super) fn legend_below(&self, stage: &Stage) -> Result<bool> {
        let Some(rows) = &self.legend else { return Ok(false) };
        let frame = Frame::wide([MARGIN, 0.0], self.panel_width(), stage.ground.extent);
        let country = stage.country.get_or_init(|| country_raster(stage.ground, &frame).sums());
        Ok(free_corner(country, &frame, rows.size(stage.set)?, &[], &[]).covers > MOST_HIDDEN)
    }

    /// Whether the scale bar stands in the last column of the legend: a panel as narrow as a column has a bar that fits.
    pub(super) fn bar_below(&self) -> bool {
        !self.key.is_empty() && self.across() == ACROSS
    }

    /// Hairline and notes; answers the height of the page too.
    pub(super) fn notes_below(
        &self,
        set: &Typesetter,
        mut items: Vec<Item>,
        hairline: f64,
    ) -> Result<(Vec<Item>, f64)> {
        if self.notes.is_empty() {
            return Ok((items, hairline - mm(3.2) + MARGIN));
        }
        let mut line = Outline::default();
        line.polyline(&[[MARGIN, hairline], [self.page.width - MARGIN, hairline]], false);
        let rule = stroked(line, Stroke::solid(ink::HAIRLINE, 0.35));
        let (drawn, last) = notes(set, &self.notes, &self.text_columns(), hairline + mm(3.6))?;
        items.push(group("notes", vec![rule, drawn]));
        Ok((items, last + MARGIN))
    }

    /// Left edges and widths of so many columns.
    pub(super) fn columns(&self, across: usize) -> Vec<[f64; 2]> {
        let width = (self.page.width - 2.0 * MARGIN - (across as f64 - 1.0) * GUTTER) / across as f64;
        (0..across).map(|i| [MARGIN + i as f64 * (width + GUTTER), width]).collect()
    }
}
