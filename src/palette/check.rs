//! Whether classes can be told apart: on a screen, in greyscale, and with any colour vision.
//!
//! The minima are rules that the project keeps for humanitarian maps. Many palettes in wide use pass them for few classes only.

use std::fmt;

use super::{Kind, Palette};
use crate::color::{Vision, delta_e2000};

/// Least difference in L* between neighbours in an order: what a photocopy keeps.
const LEAST_LIGHTNESS: f64 = 10.0;
/// Least CIEDE2000 difference for normal vision.
const LEAST_DIFFERENCE: f64 = 8.0;
/// Least CIEDE2000 difference under simulated colour-vision deficiency.
const LEAST_DEFICIENT: f64 = 6.0;

/// A reason why readers may mistake one class for another; classes are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shortfall {
    /// There are fewer colours than classes.
    TooFew {
        /// How many there are.
        colors: usize,
    },
    /// The second class is not darker than the first by 10 L*.
    Lightness {
        /// The two classes.
        classes: (usize, usize),
        /// By how much it is; below zero if it is lighter.
        found: f64,
    },
    /// Two classes differ by less than 8 (normal vision) or 6 (others) in CIEDE2000.
    Difference {
        /// The two classes.
        classes: (usize, usize),
        /// Who sees them.
        vision: Vision,
        /// By how much they differ.
        found: f64,
    },
}

impl fmt::Display for Shortfall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Shortfall::TooFew { colors } => write!(f, "the palette has only {colors} colours"),
            Shortfall::Lightness { classes: (a, b), found } => {
                let (a, b) = (a + 1, b + 1);
                write!(f, "class {b} is darker than class {a} by {found:.1} L*, not by {LEAST_LIGHTNESS}")
            }
            Shortfall::Difference { classes: (a, b), vision, found } => {
                let (a, b, least) = (a + 1, b + 1, least(vision));
                write!(f, "classes {a} and {b} differ by {found:.1} ΔE2000, not by {least} ({} vision)", vision.word())
            }
        }
    }
}

fn least(vision: Vision) -> f64 {
    if vision == Vision::Normal { LEAST_DIFFERENCE } else { LEAST_DEFICIENT }
}

impl Palette {
    /// Whether every class can be told from those beside it in the legend.
    pub fn passes(&self, classes: usize) -> bool {
        self.shortfalls(classes).is_empty()
    }

    /// Where so many classes cannot be told apart.
    ///
    /// Sequential: each class must be darker than the one before and differ from it. Diverging: so from the middle outwards on
    /// either arm, and the two classes as far from the middle must differ. Qualitative: every two must differ.
    pub fn shortfalls(&self, classes: usize) -> Vec<Shortfall> {
        let colors = self.take(classes);
        let mut found = Vec::new();
        if colors.len() < classes {
            found.push(Shortfall::TooFew { colors: colors.len() });
        }
        for (a, b, darker) in pairs(self.kind, colors.len()) {
            let step = colors[a].lab()[0] - colors[b].lab()[0];
            if darker && step < LEAST_LIGHTNESS {
                found.push(Shortfall::Lightness { classes: (a, b), found: step });
            }
            for vision in Vision::ALL {
                let difference = delta_e2000(colors[a].seen_by(vision).lab(), colors[b].seen_by(vision).lab());
                if difference < least(vision) {
                    found.push(Shortfall::Difference { classes: (a, b), vision, found: difference });
                }
            }
        }
        found
    }
}

/// Pairs of classes to be told apart, and whether the second must be the darker.
fn pairs(kind: Kind, classes: usize) -> Vec<(usize, usize, bool)> {
    match kind {
        Kind::Sequential => (1..classes).map(|i| (i - 1, i, true)).collect(),
        Kind::Diverging => {
            // Of an even number none is the middle: the two innermost are each other's mirror.
            let arm = (1..classes.div_ceil(2)).map(|i| (i, i - 1, true));
            let other = (classes / 2 + 1..classes).map(|i| (i - 1, i, true));
            let mirrored = (0..classes / 2).map(|i| (i, classes - 1 - i, false));
            arm.chain(other).chain(mirrored).collect()
        }
        Kind::Qualitative => (0..classes).flat_map(|b| (0..b).map(move |a| (a, b, false))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ALL, changes, find, ink, kinds};
    use super::*;
    use crate::color::WHITE;

    fn house() -> impl Iterator<Item = &'static Palette> {
        ["ember", "orrd", "ylorrd", "blues", "purples"].into_iter().map(|name| find(name).expect("listed"))
    }

    /// Lightness falls from class to class, or from the middle to either end.
    fn monotone(palette: &Palette, classes: usize) -> bool {
        let light: Vec<f64> = palette.take(classes).iter().map(|c| c.lab()[0]).collect();
        pairs(palette.kind, classes).into_iter().all(|(a, b, darker)| !darker || light[a] > light[b])
    }

    #[test]
    fn classes_of_the_house_palettes_can_be_told_apart() {
        for palette in house() {
            for classes in 1..=5 {
                assert_eq!(palette.shortfalls(classes), [], "{} {classes}", palette.name);
            }
        }
        for classes in 1..=7 {
            assert_eq!(changes().shortfalls(classes), [], "change {classes}");
        }
    }

    /// WCAG 2.2, 1.4.11: graphics that carry meaning stand out from their ground by 3 to 1.
    #[test]
    fn kinds_can_be_told_apart_and_from_other_and_stand_out_from_paper() {
        for classes in 1..=6 {
            assert_eq!(kinds().shortfalls(classes), [], "{classes}");
        }
        for color in kinds().take(6) {
            assert!(color.contrast(WHITE) >= 3.0, "{color}");
            for vision in Vision::ALL {
                let other = delta_e2000(color.seen_by(vision).lab(), ink::FAINT.seen_by(vision).lab());
                assert!(other >= least(vision), "{color} and the grey of other kinds: {other}");
            }
        }
    }

    /// Greyscale is judged by the lightness of what is seen, and so is what each way of seeing makes of it.
    #[test]
    fn house_palettes_keep_their_order_in_greyscale_for_everybody() {
        for palette in house().chain([changes()]) {
            for classes in 3..=5 {
                let colors = palette.take(classes);
                for vision in Vision::ALL {
                    for (a, b, darker) in pairs(palette.kind, classes) {
                        let [a, b] = [a, b].map(|i| colors[i].seen_by(vision).luminance());
                        assert!(!darker || a > b, "{} {classes} {vision:?}", palette.name);
                    }
                }
            }
        }
    }

    #[test]
    fn lightness_of_every_palette_with_an_order_falls() {
        for palette in ALL.iter().filter(|p| p.kind != Kind::Qualitative) {
            for classes in 1..=palette.most() {
                assert!(monotone(palette, classes), "{} {classes}", palette.name);
            }
        }
    }

    #[test]
    fn what_cannot_be_told_apart_is_reported() {
        let greens = find("greens").expect("listed");
        assert!(greens.passes(3) && !greens.passes(4));
        let told: Vec<String> = greens.shortfalls(4).iter().map(ToString::to_string).collect();
        assert_eq!(told[0], "class 2 is darker than class 1 by 9.8 L*, not by 10");
        assert_eq!(find("dark2").expect("listed").shortfalls(9)[0], Shortfall::TooFew { colors: 8 });
    }

    #[test]
    fn each_kind_has_its_pairs() {
        assert_eq!(pairs(Kind::Sequential, 3), [(0, 1, true), (1, 2, true)]);
        let three = [(1, 0, true), (1, 2, true), (0, 2, false)];
        assert_eq!(pairs(Kind::Diverging, 3), three);
        assert_eq!(pairs(Kind::Diverging, 4), [(1, 0, true), (2, 3, true), (0, 3, false), (1, 2, false)]);
        assert_eq!(pairs(Kind::Qualitative, 3), [(0, 1, false), (0, 2, false), (1, 2, false)]);
        for kind in [Kind::Sequential, Kind::Diverging, Kind::Qualitative] {
            assert_eq!((pairs(kind, 0), pairs(kind, 1)), (vec![], vec![]));
        }
    }
}
