//! Classes of a choropleth: how many, of what, in which colours.

use super::finding::Remark;
use super::view::View;
use crate::color::{Color, Vision, delta_e2000};
use crate::scene::Shades;
use crate::unit::Rect;

/// Most classes that a reader tells apart, on either side of a middle too, and the numbers that are good.
const MOST: usize = 6;
const MOST_ARM: usize = 3;
const GOOD: [usize; 2] = [3, 5];
/// Fewer areas with a value than this call for the lower of the good numbers.
const FEW_AREAS: usize = 10;
/// Neighbours in the legend: difference of lightness, CIEDE2000 for normal vision and for colour-blind readers.
const LIGHTNESS: f64 = 10.0;
const DIFFERENCE: f64 = 8.0;
const DIFFERENCE_SIMULATED: f64 = 6.0;

/// The first rows of the legend that are colours, in order: highest class first, then zero, then no data.
pub fn swatches(view: &View) -> Vec<(Color, Rect)> {
    let fills = view.paths.iter().filter(|p| p.within("legend"));
    fills.filter_map(|p| Some((p.item.fill?, super::shape::bounds(&p.item.outline, 0.0)))).collect()
}

/// Colours of the classes as the legend shows them, lowest class first.
fn colors(view: &View) -> Vec<Color> {
    let classes = view.scene.facts.shading.map_or(0, |s| s.classes);
    let mut colors: Vec<Color> = swatches(view).into_iter().take(classes).map(|(color, _)| color).collect();
    colors.reverse();
    colors
}

/// Classes from light to dark: all of them, or the middle one and those on one side of it.
fn steps(shades: &Shades) -> usize {
    if shades.diverging { shades.classes / 2 + 1 } else { shades.classes }
}

/// Numbers of classes from light to dark: one row of all, or two from the middle outwards.
fn rows(classes: usize, diverging: bool) -> Vec<Vec<usize>> {
    if !diverging {
        return vec![(0..classes).collect()];
    }
    vec![(0..classes.div_ceil(2)).rev().collect(), (classes / 2..classes).collect()]
}

fn diverges(view: &View) -> bool {
    view.scene.facts.shading.is_some_and(|s| s.diverging)
}

/// More classes than can be told apart.
pub fn limit(view: &View) -> Vec<Remark> {
    let words = match view.scene.facts.shading {
        Some(s) if s.diverging && s.classes / 2 > MOST_ARM => {
            format!("{} classes on either side of the middle, above {MOST_ARM}", s.classes / 2)
        }
        Some(s) if !s.diverging && s.classes > MOST => format!("{} classes, above {MOST}", s.classes),
        _ => return Vec::new(),
    };
    vec![Remark::new(words)]
}

/// Too few or too many classes for what is shown.
pub fn count(view: &View) -> Vec<Remark> {
    let Some(s) = view.scene.facts.shading.filter(|s| steps(s) <= MOST) else { return Vec::new() };
    let [least, most] = if s.areas < FEW_AREAS { [GOOD[0].min(s.areas), GOOD[0]] } else { GOOD };
    if (least..=most).contains(&steps(&s)) {
        return Vec::new();
    }
    let words = if s.diverging { "classes from the middle to an end for" } else { "classes for" };
    let value = if s.diverging { "other than zero" } else { "above zero" };
    vec![Remark::new(format!("{} {words} {} areas with a value {value}, not {least} to {most}", steps(&s), s.areas))]
}

/// Raw counts as colours, unless the legend's title says that they are numbers.
pub fn counts(view: &View) -> Vec<Remark> {
    let title = view.words("legend").unwrap_or_default().to_lowercase();
    let said = title.contains("number") || title.contains("nombre");
    match view.scene.facts.shading {
        Some(s) if s.counts && !said => {
            vec![Remark::new(
                "areas are coloured by raw counts, which grow with the size of an area; draw circles or a rate",
            )]
        }
        _ => Vec::new(),
    }
}

/// Classes too alike in greyscale, or not from light to dark; of diverging ones from the middle outwards.
pub fn lightness(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let colors = colors(view);
    for pair in rows(colors.len(), diverges(view)).iter().flat_map(|row| row.windows(2)) {
        let (lighter, darker) = (colors[pair[0]], colors[pair[1]]);
        let step = lighter.lab()[0] - darker.lab()[0];
        if step < LIGHTNESS {
            let words = format!("classes {} and {} ({lighter} and {darker})", pair[0] + 1, pair[1] + 1);
            remarks.push(Remark::new(format!("{words} are {step:.1} apart in L*, below {LIGHTNESS}")));
        }
    }
    remarks
}

/// Classes that some readers cannot tell apart: neighbours in the legend, and of diverging ones those as far from the middle.
pub fn difference(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let colors = colors(view);
    let mut pairs: Vec<[usize; 2]> = (1..colors.len()).map(|i| [i - 1, i]).collect();
    if diverges(view) {
        pairs.extend((0..colors.len() / 2).map(|i| [i, colors.len() - 1 - i]).filter(|[low, high]| low + 1 < *high));
    }
    for [low, high] in pairs {
        let pair = [colors[low], colors[high]];
        for vision in Vision::ALL {
            let least = if vision == Vision::Normal { DIFFERENCE } else { DIFFERENCE_SIMULATED };
            let seen = delta_e2000(pair[0].seen_by(vision).lab(), pair[1].seen_by(vision).lab());
            if seen < least {
                let words = format!("classes {} and {} ({} and {})", low + 1, high + 1, pair[0], pair[1]);
                let reader = format!("{vision:?}").to_lowercase();
                remarks.push(Remark::new(format!("{words} differ by {seen:.1} for {reader} vision, below {least}")));
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use crate::lint::samples::{broken, choropleth, figure};
    use crate::scene::{Scene, Shades};

    fn with(classes: usize, areas: usize, counts: bool) -> Scene {
        let mut scene = figure();
        scene.facts.shading = Some(Shades { classes, diverging: false, areas, counts });
        scene
    }

    #[test]
    fn too_many_and_too_few_classes_are_found() {
        assert_eq!(broken("class-limit", with(6, 40, false)), [""; 0]);
        assert_eq!(broken("class-limit", with(7, 40, false)), ["7 classes, above 6"]);
        assert_eq!(broken("class-count", with(5, 40, false)), [""; 0]);
        assert_eq!(broken("class-count", with(6, 40, false)).len(), 1);
        assert_eq!(broken("class-count", with(2, 40, false)).len(), 1);
        assert_eq!(
            broken("class-count", with(4, 9, false)),
            ["4 classes for 9 areas with a value above zero, not 3 to 3"]
        );
        assert_eq!(broken("class-count", with(2, 2, false)), [""; 0]);
    }

    #[test]
    fn a_diverging_legend_is_judged_from_its_middle() {
        let drawn = |hex: &[u32]| {
            let mut scene = choropleth("Change in incidents per 10,000 km²", hex);
            scene.facts.shading = Some(Shades { classes: hex.len(), diverging: true, areas: 40, counts: false });
            scene
        };
        let rules = ["class-limit", "class-count", "palette-lightness", "palette-difference"];
        let good = [0x155F60, 0x3D9896, 0x9ACDC9, 0xF7F2E0, 0xF3B78F, 0xD26A3B, 0x8C3014];
        assert!(rules.iter().all(|rule| broken(rule, drawn(&good)).is_empty()));
        let found = broken("palette-lightness", choropleth("Incidents per 10,000 km²", &good));
        assert_eq!(found.len(), 3, "as a sequence its first half runs from dark to light: {found:?}");
        let nine = [0x155F60, 0x3D9896, 0x9ACDC9, 0xCCE5E2, 0xF7F2E0, 0xF9D9C0, 0xF3B78F, 0xD26A3B, 0x8C3014];
        assert_eq!(broken("class-limit", drawn(&nine)), ["4 classes on either side of the middle, above 3"]);
        assert_eq!(
            broken("class-count", drawn(&[0x3D9896, 0xF7F2E0, 0xD26A3B])),
            ["2 classes from the middle to an end for 40 areas with a value other than zero, not 3 to 5"]
        );
        let middle = broken("palette-lightness", drawn(&[0x3D9896, 0xCF6A3B, 0xD26A3B, 0xF3B78F, 0x8C3014]));
        assert!(middle[0].starts_with("classes 3 and 2 (#D26A3B and #CF6A3B) are 0."), "{middle:?}");
        // Green and red of one lightness are one colour to some: the two ends would say the same.
        let ends = broken("palette-difference", drawn(&[0x6B6B1F, 0xC9C08A, 0xF7F2E0, 0xE0BC86, 0x7A641E]));
        assert!(ends.iter().any(|f| f.starts_with("classes 1 and 5") && !f.contains("normal")), "{ends:?}");
    }

    #[test]
    fn counts_are_no_colours_of_areas_unless_the_legend_says_number() {
        assert_eq!(broken("choropleth-of-counts", with(3, 40, false)), [""; 0]);
        assert_eq!(broken("choropleth-of-counts", with(3, 40, true)).len(), 1);
        let mut said = choropleth("Number of incidents", &[0xFBE3CF, 0xDF8456, 0x74230F]);
        said.facts.shading = Some(Shades { classes: 3, diverging: false, areas: 40, counts: true });
        assert_eq!(broken("choropleth-of-counts", said), [""; 0]);
    }

    #[test]
    fn classes_that_look_alike_are_found() {
        let drawn = |hex: [u32; 3]| choropleth("Incidents per 10,000 km²", &hex);
        let good = drawn([0xFBE3CF, 0xDF8456, 0x74230F]);
        assert_eq!(broken("palette-lightness", good.clone()), [""; 0]);
        assert_eq!(broken("palette-difference", good), [""; 0]);
        let gray = drawn([0xFBE3CF, 0xF8DFCA, 0x74230F]);
        let found = broken("palette-lightness", gray.clone());
        assert!(found.len() == 1 && found[0].starts_with("classes 1 and 2 (#FBE3CF and #F8DFCA) are 1."), "{found:?}");
        assert_eq!(broken("palette-difference", gray).len(), 4);
        // Orange and olive are one colour without long-wave or middle-wave cones.
        let found = broken("palette-difference", drawn([0xFBE3CF, 0xC0803A, 0x9A9036]));
        assert!(!found.is_empty() && found.iter().all(|f| !f.contains("normal")), "{found:?}");
    }
}
