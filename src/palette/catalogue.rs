//! Every palette, a line each.

use colorous as source;

use super::{Colors, Kind, Palette};
use crate::color::Color;

const COLORBREWER: &str = "ColorBrewer 2.0, Cynthia Brewer, Apache-2.0";
const MATPLOTLIB: &str = "matplotlib, Smith, van der Walt and Firing, CC0";

/// Changes: blue-green for decrease, ember for increase. The middle is straw, not plain paper: white is no incident at all, and a
/// lighter grey is land beyond the map.
pub(super) const CHANGE: Palette =
    arms("change", [0x155F60, 0x3D9896, 0x9ACDC9, 0xF7F2E0, 0xF3B78F, 0xD26A3B, 0x8C3014]);

/// Kinds of incidents: ember, navy, ochre, ink, teal, violet; each is dark enough for a small symbol on white paper.
pub(super) const KINDS: Palette =
    set("kinds", "Cercle", &[rgb(0xB23A14), rgb(0x1D4E89), rgb(0xB8860B), rgb(0x1F1D1A), rgb(0x2A9187), rgb(0x7B4FA6)]);

const fn rgb(hex: u32) -> source::Color {
    let Color { r, g, b } = Color::hex(hex);
    source::Color { r, g, b }
}

/// Every palette; the first is the default. No greys: grey is what has no data or is not covered.
pub static ALL: [Palette; 36] = [
    five("ember", "Cercle", [0xFBE3CF, 0xF3B78F, 0xDF8456, 0xB84C26, 0x74230F]),
    five("orrd", COLORBREWER, [0xFEF0D9, 0xFDCC8A, 0xFC8D59, 0xE34A33, 0xB30000]),
    five("ylorrd", COLORBREWER, [0xFFFFB2, 0xFECC5C, 0xFD8D3C, 0xF03B20, 0xBD0026]),
    five("blues", COLORBREWER, [0xEFF3FF, 0xBDD7E7, 0x6BAED6, 0x3182BD, 0x08519C]),
    five("purples", COLORBREWER, [0xF2F0F7, 0xCBC9E2, 0x9E9AC8, 0x756BB1, 0x54278F]),
    brewer("greens", source::GREENS),
    brewer("oranges", source::ORANGES),
    brewer("reds", source::REDS),
    brewer("bugn", source::BLUE_GREEN),
    brewer("bupu", source::BLUE_PURPLE),
    brewer("gnbu", source::GREEN_BLUE),
    brewer("pubu", source::PURPLE_BLUE),
    brewer("pubugn", source::PURPLE_BLUE_GREEN),
    brewer("purd", source::PURPLE_RED),
    brewer("rdpu", source::RED_PURPLE),
    brewer("ylgn", source::YELLOW_GREEN),
    brewer("ylgnbu", source::YELLOW_GREEN_BLUE),
    brewer("ylorbr", source::YELLOW_ORANGE_BROWN),
    dark_first("viridis", MATPLOTLIB, source::VIRIDIS),
    dark_first("magma", MATPLOTLIB, source::MAGMA),
    dark_first("inferno", MATPLOTLIB, source::INFERNO),
    dark_first("plasma", MATPLOTLIB, source::PLASMA),
    dark_first("cividis", "Nuñez, Anderton and Renslow 2018", source::CIVIDIS),
    CHANGE,
    diverging("rdbu", source::RED_BLUE),
    diverging("brbg", source::BROWN_GREEN),
    diverging("puor", source::PURPLE_ORANGE),
    diverging("piyg", source::PINK_GREEN),
    diverging("prgn", source::PURPLE_GREEN),
    diverging("rdylbu", source::RED_YELLOW_BLUE),
    KINDS,
    set("dark2", COLORBREWER, &source::DARK2),
    set("set2", COLORBREWER, &source::SET2),
    set("paired", COLORBREWER, &source::PAIRED),
    set("tableau10", "Tableau Software 2016", &source::TABLEAU10),
    set("category10", "D3, Mike Bostock", &source::CATEGORY10),
];

const fn five(name: &'static str, source: &'static str, hex: [u32; 5]) -> Palette {
    let colors = [Color::hex(hex[0]), Color::hex(hex[1]), Color::hex(hex[2]), Color::hex(hex[3]), Color::hex(hex[4])];
    Palette { name, source, kind: Kind::Sequential, colors: Colors::Five(colors) }
}

const fn arms(name: &'static str, hex: [u32; 7]) -> Palette {
    let mut colors = [crate::color::WHITE; 7];
    let mut i = 0;
    while i < 7 {
        colors[i] = Color::hex(hex[i]);
        i += 1;
    }
    Palette { name, source: "Cercle", kind: Kind::Diverging, colors: Colors::Arms(colors) }
}

const fn brewer(name: &'static str, gradient: source::Gradient) -> Palette {
    Palette { name, source: COLORBREWER, kind: Kind::Sequential, colors: Colors::Gradient(gradient) }
}

const fn dark_first(name: &'static str, source: &'static str, gradient: source::Gradient) -> Palette {
    Palette { name, source, kind: Kind::Sequential, colors: Colors::DarkFirst(gradient) }
}

const fn diverging(name: &'static str, gradient: source::Gradient) -> Palette {
    Palette { name, source: COLORBREWER, kind: Kind::Diverging, colors: Colors::Gradient(gradient) }
}

const fn set(name: &'static str, source: &'static str, colors: &'static [source::Color]) -> Palette {
    Palette { name, source, kind: Kind::Qualitative, colors: Colors::Set(colors) }
}
