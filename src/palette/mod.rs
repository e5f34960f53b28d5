//! Palettes as data: light is low, dark is high.
//!
//! ```
//! use cercle::color::WHITE;
//! use cercle::palette::find;
//!
//! let colors = find("viridis").expect("a name of `ALL`").take(4);
//! assert_eq!(colors.len(), 4);
//! assert!(colors.windows(2).all(|pair| pair[0].luminance() > pair[1].luminance())); // light is low
//! ```

mod catalogue;
mod check;

pub use catalogue::ALL;
pub use check::Shortfall;

use crate::color::{Color, WHITE};

/// Colours with one meaning in every figure.
pub mod ink {
    use crate::color::Color;

    /// Titles and figures that carry the message.
    pub const TITLE: Color = Color::hex(0x1F1D1A);
    /// Legends and other text.
    pub const TEXT: Color = Color::hex(0x3D3A36);
    /// Subtitles and notes.
    pub const QUIET: Color = Color::hex(0x55514B);
    /// Counts in legends, names of neighbours.
    pub const FAINT: Color = Color::hex(0x6A655E);
    /// Heads of notes.
    pub const HEAD: Color = Color::hex(0x222222);
    /// Hairlines and undetermined borders.
    pub const HAIRLINE: Color = Color::hex(0xB9B3A9);
    /// A located incident.
    pub const INCIDENT: Color = Color::hex(0xB23A14);
    /// An incident known by region only.
    pub const REGION_ONLY: Color = Color::hex(0xE0976F);
    /// Outline of what is unknown.
    pub const UNKNOWN: Color = Color::hex(0x8A847A);
    /// Land that the map does not cover.
    pub const NOT_COVERED: Color = Color::hex(0xEFEDE9);
    /// Sea.
    pub const SEA: Color = Color::hex(0xE1EAEF);
    /// Band along the outside of the country's border.
    pub const BAND: Color = Color::hex(0xE0DCD5);
    /// The country's border.
    pub const COUNTRY: Color = Color::hex(0x4F4A43);
    /// Borders of regions on white.
    pub const REGION: Color = Color::hex(0x8A847A);
    /// Borders of regions over fills.
    pub const REGION_ON_FILL: Color = Color::hex(0x6E685F);
    /// Proportional circles.
    pub const CIRCLE: Color = Color::hex(0xBC4F2C);
    /// Circles of a nested legend.
    pub const LEGEND_CIRCLE: Color = Color::hex(0xF7E4DB);
    /// Borders of districts on white.
    pub const DISTRICT: Color = Color::hex(0xC0BAB0);
    /// Names of regions.
    pub const REGION_NAME: Color = Color::hex(0x57524B);
    /// Names of regions behind names of districts.
    pub const QUIET_REGION: Color = Color::hex(0x6F695F);
    /// Rivers.
    pub const RIVER: Color = Color::hex(0x7FB0C8);
    /// Names of rivers.
    pub const RIVER_NAME: Color = Color::hex(0x3E7590);
    /// Lakes.
    pub const LAKE: Color = Color::hex(0xBFD9E5);
    /// No data, under its hatch.
    pub const NO_DATA: Color = Color::hex(0xD9D9D9);
    /// Lines of the no-data hatch.
    pub const HATCH: Color = Color::hex(0x8C8C8C);
}

/// Most colours of any palette.
pub const MOST_COLORS: usize = 9;

/// What an order of colours says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From low (light) to high (dark).
    Sequential,
    /// From a light middle to a dark low end and a dark high end: changes, differences.
    Diverging,
    /// No order: kinds of things.
    Qualitative,
}

impl Kind {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Sequential => "sequential",
            Kind::Diverging => "diverging",
            Kind::Qualitative => "qualitative",
        }
    }
}

/// A named order of colours.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    /// The word used in project files and on the command line.
    pub name: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// What its order says.
    pub kind: Kind,
    colors: Colors,
}

/// Names are unique.
impl PartialEq for Palette {
    fn eq(&self, other: &Palette) -> bool {
        self.name == other.name
    }
}

#[derive(Debug, Clone, Copy)]
enum Colors {
    /// Five, lightest first.
    Five([Color; 5]),
    /// Three from the dark low end, the middle, three to the dark high end.
    Arms([Color; 7]),
    /// From light to dark, or from end to end.
    Gradient(colorous::Gradient),
    /// From dark to light: taken from its end, for paper is white.
    DarkFirst(colorous::Gradient),
    /// No order.
    Set(&'static [colorous::Color]),
}

/// The palette of that name.
pub fn find(name: &str) -> Option<&'static Palette> {
    ALL.iter().find(|p| p.name == name)
}

/// The palette of maps that show change: blue-green for decrease, ember for increase, pale straw for neither.
pub fn changes() -> &'static Palette {
    &catalogue::CHANGE
}

/// The palette of symbols that stand for kinds.
pub fn kinds() -> &'static Palette {
    &catalogue::KINDS
}

impl Palette {
    /// The most classes that `take` has different colours for: nine, or eight of a set of eight.
    pub fn most(&self) -> usize {
        match self.colors {
            Colors::Set(colors) => colors.len().min(MOST_COLORS),
            _ => MOST_COLORS,
        }
    }

    /// Colours for `classes` classes (1 to `most`), lowest first: of sequential palettes the lightest, of diverging ones the low
    /// end. As far apart as the palette allows. More classes than it has colours for answer `most` colours.
    pub fn take(&self, classes: usize) -> Vec<Color> {
        let classes = classes.min(self.most());
        match (&self.colors, classes) {
            (Colors::Five(five), _) => picked(five, &FIVE, classes),
            (Colors::Arms(seven), _) => picked(seven, &SEVEN, classes),
            (Colors::Set(colors), _) => colors[..classes].iter().map(plain).collect(),
            // One class is neither low nor high.
            (_, 1) => vec![self.take(3)[1]],
            (Colors::Gradient(gradient), _) => {
                (0..classes).map(|i| plain(&gradient.eval_rational(i, classes))).collect()
            }
            (Colors::DarkFirst(gradient), _) => {
                (0..classes).rev().map(|i| plain(&gradient.eval_rational(i, classes))).collect()
            }
        }
    }
}

impl Palette {
    /// So many colours for a continuous scale, lowest first, with even steps between those of `take`; from white if it begins with
    /// nothing.
    pub fn ramp(&self, steps: usize, from_white: bool) -> Vec<Color> {
        let mut stops = self.take(if matches!(self.colors, Colors::Five(_)) { 5 } else { self.most() });
        if from_white {
            stops.insert(0, WHITE);
        }
        let between = |i: usize| {
            let place = i as f64 * (stops.len() - 1) as f64 / (steps - 1).max(1) as f64;
            let below = (place as usize).min(stops.len() - 2);
            stops[below].mix(stops[below + 1], place - below as f64)
        };
        (0..steps).map(between).collect()
    }
}

/// Which of five colours stand for 0, 1, 2, … classes.
const FIVE: [&[usize]; 6] = [&[], &[2], &[1, 3], &[0, 2, 4], &[0, 1, 2, 3], &[0, 1, 2, 3, 4]];

/// Which of seven colours of two arms do; the middle one where the number is odd.
const SEVEN: [&[usize]; 8] =
    [&[], &[3], &[1, 5], &[1, 3, 5], &[0, 2, 4, 6], &[0, 2, 3, 4, 6], &[0, 1, 2, 4, 5, 6], &[0, 1, 2, 3, 4, 5, 6]];

/// The colours that the table names; for more classes than it has rows, even steps through all.
fn picked(colors: &[Color], table: &[&[usize]], classes: usize) -> Vec<Color> {
    if let Some(picks) = table.get(classes) {
        return picks.iter().map(|&i| colors[i]).collect();
    }
    let between = |i: usize| {
        let place = i as f64 * (colors.len() - 1) as f64 / (classes - 1) as f64;
        let below = (place as usize).min(colors.len() - 2);
        colors[below].mix(colors[below + 1], place - below as f64)
    };
    (0..classes).map(between).collect()
}

fn plain(color: &colorous::Color) -> Color {
    Color { r: color.r, g: color.g, b: color.b }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_the_default_is_first() {
        for (i, palette) in ALL.iter().enumerate() {
            assert_eq!(find(palette.name).map(std::ptr::from_ref), Some(std::ptr::from_ref(&ALL[i])));
            assert!(palette.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "{}", palette.name);
        }
        assert_eq!(ALL[0].name, "ember");
        assert_eq!(find(changes().name), Some(changes()));
        assert_eq!(find(kinds().name), Some(kinds()));
    }

    #[test]
    fn every_palette_has_as_many_colours_as_it_says() {
        for palette in &ALL {
            for classes in 0..=palette.most() {
                let mut colors = palette.take(classes);
                assert_eq!(colors.len(), classes, "{}", palette.name);
                colors.sort();
                colors.dedup();
                assert_eq!(colors.len(), classes, "{} {classes}: none twice", palette.name);
            }
            assert_eq!(palette.take(50).len(), palette.most(), "{}", palette.name);
        }
    }

    #[test]
    fn a_ramp_runs_from_the_lightest_to_the_darkest_colour() {
        for palette in ALL.iter().filter(|p| p.kind == Kind::Sequential) {
            let (ramp, white) = (palette.ramp(254, false), palette.ramp(254, true));
            let take = palette.take(if palette.name == "ember" { 5 } else { palette.most() });
            assert_eq!((ramp.len(), ramp[253]), (254, white[253]), "{}", palette.name);
            assert_eq!(white[0], WHITE);
            if palette.name == "ember" {
                assert_eq!((ramp[0], ramp[253]), (take[0], take[4]));
            }
            let light = white.windows(2).filter(|w| w[1].lab()[0] > w[0].lab()[0] + 0.5).count();
            assert_eq!(light, 0, "{}: never lighter", palette.name);
        }
    }

    #[test]
    fn five_classes_are_the_published_ones() {
        let hex = |name: &str| find(name).expect("listed").take(5).iter().map(Color::to_string).collect::<Vec<_>>();
        assert_eq!(hex("greens"), ["#EDF8E9", "#BAE4B3", "#74C476", "#31A354", "#006D2C"]);
        assert_eq!(hex("rdbu"), ["#CA0020", "#F4A582", "#F7F7F7", "#92C5DE", "#0571B0"]);
        let viridis = hex("viridis");
        assert_eq!((viridis[0].as_str(), viridis[4].as_str()), ("#FDE725", "#440154"), "light is low");
        assert_eq!(hex("dark2")[0], "#1B9E77");
    }
}
