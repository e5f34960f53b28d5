//! Opaque sRGB colours, and the measures by which a palette is judged.
//!
//! ```
//! use cercle::color::{Color, Vision, WHITE};
//!
//! let red = Color::parse("#B23A14").expect("six digits");
//! assert!(red.contrast(WHITE) > 4.5); // enough for text (WCAG 2.2)
//! let seen = red.seen_by(Vision::Protan);
//! assert!(seen.luminance() < red.luminance()); // without long-wave cones red is darker
//! ```

/// An opaque colour in sRGB. Transparency is mixed beforehand, so that every output stays a plain vector file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Color {
    /// Red, 0 to 255.
    pub r: u8,
    /// Green, 0 to 255.
    pub g: u8,
    /// Blue, 0 to 255.
    pub b: u8,
}

/// White paper.
pub const WHITE: Color = Color::hex(0xFFFFFF);

impl Color {
    /// A colour from `0xRRGGBB`.
    pub const fn hex(rgb: u32) -> Color {
        Color { r: (rgb >> 16) as u8, g: (rgb >> 8) as u8, b: rgb as u8 }
    }

    /// A colour from `#RRGGBB`; `None` if the text is anything else.
    pub fn parse(text: &str) -> Option<Color> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6)?;
        u32::from_str_radix(digits, 16).ok().map(Color::hex)
    }

    /// Red, green and blue as linear light, 0 to 1 (IEC 61966-2-1).
    fn linear(self) -> [f64; 3] {
        [self.r, self.g, self.b].map(|byte| {
            let v = f64::from(byte) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn from_linear(rgb: [f64; 3]) -> Color {
        let [r, g, b] = rgb.map(|v| {
            let v = v.clamp(0.0, 1.0);
            let v = if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
            (v * 255.0).round() as u8
        });
        Color { r, g, b }
    }

    /// The colour that far on the way to another, 0 to 1, in sRGB as it is stored.
    pub fn mix(self, other: Color, share: f64) -> Color {
        let byte = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
        Color { r: byte(self.r, other.r), g: byte(self.g, other.g), b: byte(self.b, other.b) }
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2).
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.linear();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The grey of the same luminance.
    pub fn grey(self) -> Color {
        Color::from_linear([self.luminance(); 3])
    }

    /// How far from grey, in CIELAB: 0 is grey.
    pub fn chroma(self) -> f64 {
        let [_, a, b] = self.lab();
        a.hypot(b)
    }

    /// Contrast ratio to another colour, 1 to 21 (WCAG 2.2).
    pub fn contrast(self, other: Color) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// CIE L*, a*, b* under D65.
    pub fn lab(self) -> [f64; 3] {
        let [r, g, b] = self.linear();
        let x = (0.412_456_4 * r + 0.357_576_1 * g + 0.180_437_5 * b) / 0.950_47;
        let y = 0.212_672_9 * r + 0.715_152_2 * g + 0.072_175_0 * b;
        let z = (0.019_333_9 * r + 0.119_192_0 * g + 0.950_304_1 * b) / 1.088_83;
        let f = |t: f64| {
            if t > 216.0 / 24389.0 { t.cbrt() } else { (24389.0 / 27.0 * t + 16.0) / 116.0 }
        };
        let (fx, fy, fz) = (f(x), f(y), f(z));
        [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
    }

    /// The colour as somebody with the full deficiency sees it
    /// (Machado, Oliveira and Fernandes 2009, severity 1.0).
    pub fn seen_by(self, vision: Vision) -> Color {
        let m = vision.matrix();
        let [r, g, b] = self.linear();
        Color::from_linear([0, 1, 2].map(|i| m[i][0] * r + m[i][1] * g + m[i][2] * b))
    }
}

impl std::fmt::Display for Color {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02X}{:02X}{:02X}", self.r, self.g, self.b)
    }
}

/// Ways of seeing colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vision {
    /// All three cones.
    Normal,
    /// No long-wave cones.
    Protan,
    /// No middle-wave cones.
    Deutan,
    /// No short-wave cones.
    Tritan,
}

impl Vision {
    /// Every way of seeing.
    pub const ALL: [Vision; 4] = [Vision::Normal, Vision::Protan, Vision::Deutan, Vision::Tritan];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Vision::Normal => "normal",
            Vision::Protan => "protan",
            Vision::Deutan => "deutan",
            Vision::Tritan => "tritan",
        }
    }

    fn matrix(self) -> [[f64; 3]; 3] {
        match self {
            Vision::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Vision::Protan => {
                [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
            }
            Vision::Deutan => {
                [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
            }
            Vision::Tritan => {
                [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
            }
        }
    }
}

/// Colour difference CIEDE2000 (Sharma, Wu and Dalal 2005) between two L*a*b* colours.
pub fn delta_e2000(one: [f64; 3], two: [f64; 3]) -> f64 {
    let chroma = |lab: [f64; 3]| lab[1].hypot(lab[2]);
    let c7 = ((chroma(one) + chroma(two)) / 2.0).powi(7);
    let g = 0.5 * (1.0 - (c7 / (c7 + 25f64.powi(7))).sqrt());
    let (a1, a2) = (one[1] * (1.0 + g), two[1] * (1.0 + g));
    let (c1, c2) = (a1.hypot(one[2]), a2.hypot(two[2]));
    let hue = |b: f64, a: f64| if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) };
    let (h1, h2) = (hue(one[2], a1), hue(two[2], a2));
    let gray = c1 * c2 == 0.0;
    let mut dh = if gray { 0.0 } else { h2 - h1 };
    if dh > 180.0 {
        dh -= 360.0;
    } else if dh < -180.0 {
        dh += 360.0;
    }
    let mut hm = if gray { h1 + h2 } else { (h1 + h2) / 2.0 };
    if !gray && (h1 - h2).abs() > 180.0 {
        hm += if h1 + h2 < 360.0 { 180.0 } else { -180.0 };
    }
    let (lm, cm) = ((one[0] + two[0]) / 2.0, (c1 + c2) / 2.0);
    let cos = |degrees: f64| degrees.to_radians().cos();
    let t =
        1.0 - 0.17 * cos(hm - 30.0) + 0.24 * cos(2.0 * hm) + 0.32 * cos(3.0 * hm + 6.0) - 0.2 * cos(4.0 * hm - 63.0);
    let sl = 1.0 + 0.015 * (lm - 50.0).powi(2) / (20.0 + (lm - 50.0).powi(2)).sqrt();
    let (sc, sh) = (1.0 + 0.045 * cm, 1.0 + 0.015 * cm * t);
    let cm7 = cm.powi(7);
    let rc = 2.0 * (cm7 / (cm7 + 25f64.powi(7))).sqrt();
    let rt = -rc * (60.0 * (-((hm - 275.0) / 25.0).powi(2)).exp()).to_radians().sin();
    let l = (two[0] - one[0]) / sl;
    let c = (c2 - c1) / sc;
    let h = 2.0 * (c1 * c2).sqrt() * (dh / 2.0).to_radians().sin() / sh;
    (l * l + c * c + h * h + rt * c * h).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_goes_both_ways() {
        assert_eq!(Color::parse("#B23A14").map(|c| c.to_string()).as_deref(), Some("#B23A14"));
        assert_eq!(Color::parse("B23A14"), None);
        assert_eq!(Color::parse("#B23A1"), None);
    }

    #[test]
    fn mixing_goes_from_one_colour_to_the_other() {
        let (black, white) = (Color::hex(0), WHITE);
        assert_eq!([0.0, 0.5, 1.0].map(|s| black.mix(white, s)), [black, Color::hex(0x808080), white]);
    }

    #[test]
    fn contrast_agrees_with_the_published_figures() {
        assert!((Color::hex(0x000000).contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((Color::hex(0x808080).contrast(WHITE) - 3.95).abs() < 0.005);
    }

    #[test]
    fn lab_and_difference_agree_with_published_values() {
        let [l, a, b] = Color::hex(0xFF0000).lab();
        assert!((l - 53.24).abs() < 0.01 && (a - 80.09).abs() < 0.02 && (b - 67.20).abs() < 0.02);
        // Sharma, Wu and Dalal 2005, table 1, pairs 1, 7, 17 and 25.
        for (one, two, expected) in [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
            ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ] {
            assert!((delta_e2000(one, two) - expected).abs() < 1e-4, "{one:?} {two:?}");
        }
    }
}
