//! How things of an SVG file look, as far as presentation attributes and declarations of their own say; and which fonts a style
//! sheet carries.

use super::markup::Element;
use super::place::points;
use crate::color::Color;
use crate::font::Face;

/// A look that elements hand on to those in them (SVG 2, 6.6); lengths in the file's units.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Look {
    pub fill: Option<Color>,
    pub stroke: Option<Color>,
    pub stroke_width: f64,
    pub dash: Vec<f64>,
    /// Family names as written.
    pub family: String,
    pub size: f64,
    pub weight: u16,
    pub italic: bool,
    pub spacing: f64,
    /// Share of a line's length by which it is left of its place: 0, 0.5 or 1.
    pub anchor: f64,
    pub hidden: bool,
}

impl Default for Look {
    fn default() -> Look {
        Look {
            fill: Some(Color::hex(0)),
            stroke: None,
            stroke_width: 1.0,
            dash: Vec::new(),
            family: String::new(),
            size: 16.0,
            weight: 400,
            italic: false,
            spacing: 0.0,
            anchor: 0.0,
            hidden: false,
        }
    }
}

impl Look {
    /// The look of an element in one of this look; `odd` is told of what cannot be judged.
    pub fn within(&self, element: &Element, odd: &mut dyn FnMut(String)) -> Look {
        let mut look = self.clone();
        for (name, value) in &element.attributes {
            look.set(name, value.trim(), odd);
        }
        let declarations = element.get("style").unwrap_or_default().split(';').filter_map(|d| d.split_once(':'));
        declarations.for_each(|(name, value)| look.set(name.trim(), value.trim(), odd));
        look
    }

    fn set(&mut self, name: &str, value: &str, odd: &mut dyn FnMut(String)) {
        let length = || points(value).map(|v| v / 0.75);
        match name {
            "fill" => self.fill = color(value, odd),
            "stroke" => self.stroke = color(value, odd),
            "stroke-width" => self.stroke_width = length().unwrap_or(self.stroke_width),
            "stroke-dasharray" => {
                self.dash = value.split([',', ' ']).filter_map(points).map(|v| v / 0.75).collect();
            }
            "font-family" => self.family = value.to_string(),
            "font-size" => match length() {
                Some(size) => self.size = size,
                None => odd(format!("the type size '{value}'")),
            },
            "font-weight" => {
                self.weight = match value {
                    "bold" => 700,
                    "normal" => 400,
                    number => number.parse().unwrap_or(self.weight),
                }
            }
            "font-style" => self.italic = matches!(value, "italic" | "oblique"),
            "letter-spacing" => self.spacing = length().unwrap_or(0.0),
            "text-anchor" => self.anchor = if value == "middle" { 0.5 } else { f64::from(u8::from(value == "end")) },
            "display" => self.hidden |= value == "none",
            "visibility" => self.hidden = matches!(value, "hidden" | "collapse"),
            "opacity" | "fill-opacity" | "stroke-opacity" if value.parse() != Ok(1.0) => {
                odd(format!("transparency ({name} = {value})"));
            }
            _ => {}
        }
    }

    /// The cut of our typeface that is most like it: only letters' widths depend on it.
    pub fn face(&self) -> Face {
        match (self.italic, self.weight) {
            (true, _) => Face::Italic,
            (false, ..450) => Face::Regular,
            (false, 450..550) => Face::Medium,
            (false, _) => Face::SemiBold,
        }
    }

    /// The first family that is asked for, without quotes.
    pub fn first_family(&self) -> &str {
        self.family.split(',').next().unwrap_or_default().trim().trim_matches(['"', '\''])
    }
}

fn color(value: &str, odd: &mut dyn FnMut(String)) -> Option<Color> {
    let named = || {
        Some(match value {
            "black" => Color::hex(0),
            "white" => Color::hex(0xFFFFFF),
            "gray" | "grey" => Color::hex(0x808080),
            "red" => Color::hex(0xFF0000),
            "green" => Color::hex(0x008000),
            "blue" => Color::hex(0x0000FF),
            _ => return None,
        })
    };
    let short = || {
        let digits = value.strip_prefix('#').filter(|d| d.len() == 3)?;
        Color::parse(&format!("#{}", digits.chars().flat_map(|c| [c, c]).collect::<String>()))
    };
    let parts = || {
        let inner = value.strip_prefix("rgb(")?.strip_suffix(')')?;
        let bytes = inner.split(',').map(|p| p.trim().parse().ok()).collect::<Option<Vec<u8>>>()?;
        <[u8; 3]>::try_from(bytes).ok().map(|[r, g, b]| Color { r, g, b })
    };
    if matches!(value, "none" | "transparent") {
        return None;
    }
    let found = Color::parse(value).or_else(short).or_else(parts).or_else(named);
    if found.is_none() {
        odd(format!("the colour '{value}'"));
    }
    found
}

/// A font that a style sheet carries.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Carried {
    family: String,
    weight: u16,
    italic: bool,
}

impl Carried {
    /// Whether it is the font of a look.
    pub fn suits(&self, look: &Look) -> bool {
        self.family == look.first_family() && self.weight == look.weight && self.italic == look.italic
    }
}

/// The fonts whose data are in a style sheet, and the sheet without its rules on fonts.
pub(super) fn fonts(sheet: &str) -> (Vec<Carried>, String) {
    let (mut carried, mut rest) = (Vec::new(), String::new());
    let mut parts = sheet.split("@font-face");
    rest += parts.next().unwrap_or_default();
    for part in parts {
        let (rule, after) = part.split_once('}').unwrap_or((part, ""));
        rest += after;
        let rule = rule.trim_start().trim_start_matches('{');
        if !rule.contains("url(data:") {
            continue;
        }
        let value = |name: &str| {
            let found = rule.split(';').filter_map(|d| d.split_once(':')).find(|(key, _)| key.trim() == name);
            found.map_or("", |(_, value)| value.trim().trim_matches(['"', '\''])).to_string()
        };
        let weight = value("font-weight").parse().unwrap_or(400);
        carried.push(Carried { family: value("font-family"), weight, italic: value("font-style") == "italic" });
    }
    (carried, rest)
}
