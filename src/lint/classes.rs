//! Classes of a choropleth: how many, of what, in which colours.

use super::finding::Remark;
use super::view::View;
use crate::color::{Color, Vision, delta_e2000};
use crate::unit::Rect;

/// Most classes that a reader tells apart, and the numbers that are good.
const MOST: usize = 6;
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

/// More classes than can be told apart.
pub fn limit(view: &View) -> Vec<Remark> {
    let shades = view.scene.facts.shading.filter(|s| s.classes > MOST);
    shades.map(|s| Remark::new(format!("{} classes, above {MOST}", s.classes))).into_iter().collect()
}

/// Too few or too many classes for what is shown.
pub fn count(view: &View) -> Vec<Remark> {
    let Some(s) = view.scene.facts.shading.filter(|s| s.classes <= MOST) else { return Vec::new() };
    let [least, most] = if s.areas < FEW_AREAS { [GOOD[0].min(s.areas), GOOD[0]] } else { GOOD };
    if (least..=most).contains(&s.classes) {
        return Vec::new();
    }
    vec![Remark::new(format!(
        "{} classes for {} areas with a value above zero, not {least} to {most}",
        s.classes, s.areas
    ))]
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

/// Classes too alike in greyscale, or not from light to dark.
pub fn lightness(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (i, pair) in colors(view).windows(2).enumerate() {
        let step = pair[0].lab()[0] - pair[1].lab()[0];
        if step < LIGHTNESS {
            let words = format!("classes {} and {} ({} and {})", i + 1, i + 2, pair[0], pair[1]);
            remarks.push(Remark::new(format!("{words} are {step:.1} apart in L*, below {LIGHTNESS}")));
        }
    }
    remarks
}

/// Classes that some readers cannot tell apart.
pub fn difference(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (i, pair) in colors(view).windows(2).enumerate() {
        for vision in Vision::ALL {
            let least = if vision == Vision::Normal { DIFFERENCE } else { DIFFERENCE_SIMULATED };
            let seen = delta_e2000(pair[0].seen_by(vision).lab(), pair[1].seen_by(vision).lab());
            if seen < least {
                let words = format!("classes {} and {} ({} and {})", i + 1, i + 2, pair[0], pair[1]);
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
        scene.facts.shading = Some(Shades { classes, areas, counts });
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
    fn counts_are_no_colours_of_areas_unless_the_legend_says_number() {
        assert_eq!(broken("choropleth-of-counts", with(3, 40, false)), [""; 0]);
        assert_eq!(broken("choropleth-of-counts", with(3, 40, true)).len(), 1);
        let mut said = choropleth("Number of incidents", &[0xFBE3CF, 0xDF8456, 0x74230F]);
        said.facts.shading = Some(Shades { classes: 3, areas: 40, counts: true });
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
