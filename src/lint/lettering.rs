//! Sizes of type.

use super::finding::Remark;
use super::shape::Turned;
use super::view::View;

/// Smallest type in points, and smallest figures of a scale bar.
const LEAST: f64 = 6.0;
const LEAST_ON_SCALE_BAR: f64 = 5.5;
/// Largest to smallest name on a map.
const RATIO: f64 = 1.6;

/// Type below the minimum.
pub fn minimum(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for text in &view.texts {
        let least = if text.within("scale-bar") { LEAST_ON_SCALE_BAR } else { LEAST };
        if text.item.size < least - 1e-6 {
            let words =
                format!("'{}' ({}) is {:.2} pt, below {least} pt", text.item.text, text.layer(), text.item.size);
            remarks.push(Remark::new(words).at(Turned::of(text.item).bounds()));
        }
    }
    remarks
}

/// Names of one map too different in size.
pub fn ratio(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for map in &view.maps {
        let sizes = || view.names(map).map(|t| t.item.size);
        let (least, most) = (sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max));
        if most > RATIO * least + 1e-6 {
            let times = most / least;
            let words = format!(
                "names of {} run from {least:.1} to {most:.1} pt, {times:.2} times, above {RATIO} times",
                map.name
            );
            remarks.push(Remark::new(words).at(map.frame));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use crate::lint::samples::{broken, in_layer, in_map, words};
    use crate::scene::{Item, Text};

    fn sized(size: f64) -> Item {
        Item::Text(Text { size, ..words("Gao", [120.0, 120.0]) })
    }

    #[test]
    fn small_type_is_found_and_a_scale_bar_may_be_smaller() {
        assert_eq!(broken("type-minimum", in_map(sized(6.0))), [""; 0]);
        assert_eq!(broken("type-minimum", in_map(sized(5.8))), ["'Gao' (map) is 5.80 pt, below 6 pt"]);
        assert_eq!(broken("type-minimum", in_layer("scale-bar", sized(5.5))), [""; 0]);
        assert_eq!(broken("type-minimum", in_layer("scale-bar", sized(5.4))).len(), 1);
    }

    #[test]
    fn names_of_very_different_size_are_found() {
        assert_eq!(broken("type-ratio", in_map(sized(9.5))), [""; 0]);
        assert_eq!(
            broken("type-ratio", in_map(sized(12.0))),
            ["names of map run from 6.0 to 12.0 pt, 2.00 times, above 1.6 times"]
        );
    }
}
