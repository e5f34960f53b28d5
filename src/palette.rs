//! Palettes as data: light is low, dark is high.

use crate::color::Color;

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

/// A sequential palette for up to five classes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Palette {
    /// The word used in project files and on the command line.
    pub name: &'static str,
    /// Where it comes from.
    pub source: &'static str,
    /// Five colours, lightest first.
    pub colors: [Color; 5],
}

const COLORBREWER: &str = "ColorBrewer 2.0, Cynthia Brewer, Apache-2.0";

/// Every palette; the first is the default.
pub const ALL: [Palette; 5] = [
    palette("ember", "Cercle", [0xFBE3CF, 0xF3B78F, 0xDF8456, 0xB84C26, 0x74230F]),
    palette("orrd", COLORBREWER, [0xFEF0D9, 0xFDCC8A, 0xFC8D59, 0xE34A33, 0xB30000]),
    palette("ylorrd", COLORBREWER, [0xFFFFB2, 0xFECC5C, 0xFD8D3C, 0xF03B20, 0xBD0026]),
    palette("blues", COLORBREWER, [0xEFF3FF, 0xBDD7E7, 0x6BAED6, 0x3182BD, 0x08519C]),
    palette("purples", COLORBREWER, [0xF2F0F7, 0xCBC9E2, 0x9E9AC8, 0x756BB1, 0x54278F]),
];

const fn palette(name: &'static str, source: &'static str, hex: [u32; 5]) -> Palette {
    Palette {
        name,
        source,
        colors: [Color::hex(hex[0]), Color::hex(hex[1]), Color::hex(hex[2]), Color::hex(hex[3]), Color::hex(hex[4])],
    }
}

/// The palette of that name.
pub fn find(name: &str) -> Option<&'static Palette> {
    ALL.iter().find(|p| p.name == name)
}

impl Palette {
    /// Colours for `classes` classes (1 to 5), lightest first, as far apart as the palette allows.
    ///
    /// # Panics
    /// Never for the numbers that `classify` allows; more than five classes answer five colours.
    pub fn take(&self, classes: usize) -> Vec<Color> {
        let picks: &[usize] = match classes {
            0 => &[],
            1 => &[2],
            2 => &[1, 3],
            3 => &[0, 2, 4],
            4 => &[0, 1, 2, 3],
            _ => &[0, 1, 2, 3, 4],
        };
        picks.iter().map(|&i| self.colors[i]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Vision, delta_e2000};

    /// Rules 11 and 12 of humanitarian map design that the project keeps: neighbours in the legend can be told apart,
    /// in greyscale and with any colour vision.
    #[test]
    fn adjacent_classes_can_be_told_apart() {
        for palette in &ALL {
            for classes in 2..=5 {
                for pair in palette.take(classes).windows(2) {
                    let name = palette.name;
                    assert!(pair[0].lab()[0] - pair[1].lab()[0] >= 9.5, "{name} {classes} {pair:?}");
                    for vision in Vision::ALL {
                        let floor = if vision == Vision::Normal { 8.0 } else { 6.0 };
                        let seen = delta_e2000(pair[0].seen_by(vision).lab(), pair[1].seen_by(vision).lab());
                        assert!(seen >= floor, "{name} {classes} {vision:?}: {seen}");
                    }
                }
            }
        }
    }

    #[test]
    fn names_are_unique() {
        for (i, p) in ALL.iter().enumerate() {
            assert_eq!(find(p.name), Some(&ALL[i]));
        }
    }
}
