//! Where texts and names stand: not over each other, not over dots, not beyond the edge.

use super::finding::Remark;
use super::shape::{Turned, bounds};
use super::view::View;
use crate::unit::{Rect, to_mm};

/// Share of the smaller of two boxes of text that may lie over the other: the foot of a letter, not a letter.
const TOUCH: f64 = 0.02;
/// Share of a name's box that dots and circles may take.
const MOST_UNDER: f64 = 0.1;
/// What is no more than this beyond an edge lies on it; in points.
const SLACK: f64 = 0.02;

/// Texts over texts.
pub fn overlap(view: &View) -> Vec<Remark> {
    let boxes: Vec<Turned> = view.texts.iter().map(|t| Turned::of(t.item)).collect();
    let mut remarks = Vec::new();
    for (i, a) in boxes.iter().enumerate() {
        for (j, b) in boxes.iter().enumerate().skip(i + 1) {
            let share = a.shared(b) / a.area().min(b.area());
            if share > TOUCH {
                let [one, two] = [i, j].map(|k| &view.texts[k]);
                let words = format!(
                    "'{}' ({}) and '{}' ({}) share {:.0} % of the smaller, above {:.0} %",
                    one.item.text,
                    one.layer(),
                    two.item.text,
                    two.layer(),
                    100.0 * share,
                    100.0 * TOUCH
                );
                remarks.push(Remark::new(words).at(b.bounds()));
            }
        }
    }
    remarks
}

/// Names over or under dots and circles; a figure wholly inside its circle is meant so.
pub fn over_symbols(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for name in view.maps.iter().flat_map(|map| view.names(map)) {
        let label = Turned::of(name.item);
        let symbols = view.symbols(&label.bounds());
        let points: Vec<_> = label.points(30, 8).collect();
        if symbols.iter().any(|s| points.iter().all(|&p| s.contains(p))) {
            continue;
        }
        let share =
            points.iter().filter(|p| symbols.iter().any(|s| s.contains(**p))).count() as f64 / points.len() as f64;
        if share > MOST_UNDER {
            let words = format!(
                "'{}' ({}) shares {:.0} % of its box with dots or circles, above {:.0} %",
                name.item.text,
                name.layer(),
                100.0 * share,
                100.0 * MOST_UNDER
            );
            remarks.push(Remark::new(words).at(label.bounds()));
        }
    }
    remarks
}

/// Texts that something drawn later hides.
pub fn covered(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for text in &view.texts {
        let label = Turned::of(text.item);
        let near = view.near(&label.bounds());
        let points: Vec<_> = label.points(12, 3).collect();
        let share = points.iter().filter(|p| near.hidden(**p, text.order)).count() as f64 / points.len() as f64;
        if share > TOUCH {
            let words =
                format!("'{}' ({}) is hidden by {:.0} %, above 0 %", text.item.text, text.layer(), 100.0 * share);
            remarks.push(Remark::new(words).at(label.bounds()));
        }
    }
    remarks
}

/// How far a box reaches beyond a frame, in points.
fn excess(inner: &Rect, frame: &Rect) -> f64 {
    [frame.x0 - inner.x0, frame.y0 - inner.y0, inner.x1 - frame.x1, inner.y1 - frame.y1].into_iter().fold(0.0, f64::max)
}

/// Texts and shapes beyond the edge of the page.
pub fn outside_page(view: &View) -> Vec<Remark> {
    let page = Rect::new(0.0, 0.0, view.scene.width, view.scene.height);
    let beyond = |place: &Rect| !place.is_empty() && excess(place, &page) > SLACK;
    let remark = |name: String, place: Rect| {
        Remark::new(format!("{name} reaches {:.2} mm beyond the page", to_mm(excess(&place, &page)))).at(place)
    };
    let texts = view.texts.iter().filter_map(|t| {
        let place = Turned::of(t.item).bounds();
        beyond(&place).then(|| remark(format!("'{}' ({})", t.item.text, t.layer()), place))
    });
    let paths = view.paths.iter().filter_map(|p| {
        let place = bounds(&p.item.outline, p.item.stroke.as_ref().map_or(0.0, |s| s.width));
        beyond(&place).then(|| remark(format!("a shape of {}", p.layer()), place))
    });
    texts.chain(paths).collect()
}

/// Names beyond the frame of their map.
pub fn outside_map(view: &View) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for map in &view.maps {
        for name in view.names(map) {
            let place = Turned::of(name.item).bounds();
            let excess = excess(&place, &map.frame);
            if excess > SLACK {
                let words =
                    format!("'{}' ({}) reaches {:.2} mm beyond its map", name.item.text, name.layer(), to_mm(excess));
                remarks.push(Remark::new(words).at(place));
            }
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Color, WHITE};
    use crate::lint::samples::{broken, figure, in_layer, in_map, words};
    use crate::scene::{Item, Outline, filled, group};

    fn name(origin: [f64; 2]) -> Item {
        Item::Text(words("Gao", origin))
    }

    #[test]
    fn a_name_over_another_is_found() {
        assert_eq!(broken("text-overlap", in_map(name([120.0, 120.0]))), [""; 0]);
        let found = broken("text-overlap", in_map(name([61.0, 101.0])));
        assert!(found.len() == 1 && found[0].starts_with("'Kayes' (map / names) and 'Gao' (map) share"), "{found:?}");
    }

    #[test]
    fn a_name_on_a_dot_is_found_and_a_figure_in_its_circle_is_not() {
        let dot = |radius: f64| {
            let circle = filled(Outline::circle([123.0, 118.0], radius), Color::hex(0xFBE3CF));
            in_map(group("set", vec![group("circles", vec![circle]), name([117.0, 120.0])]))
        };
        assert_eq!(broken("text-over-symbol", dot(0.8)), [""; 0]);
        assert_eq!(broken("text-over-symbol", dot(3.0)).len(), 1);
        assert_eq!(broken("text-over-symbol", dot(12.0)), [""; 0]);
    }

    #[test]
    fn a_name_under_a_later_shape_is_found() {
        let panel = filled(Outline::rect(Rect::new(118.0, 110.0, 4.0, 20.0)), WHITE);
        let under = in_map(group("set", vec![name([117.0, 120.0]), panel.clone()]));
        assert_eq!(broken("text-covered", under).len(), 1);
        assert_eq!(broken("text-covered", in_map(group("set", vec![panel, name([117.0, 120.0])]))), [""; 0]);
    }

    #[test]
    fn what_leaves_the_page_is_found() {
        assert_eq!(broken("outside-page", in_layer("notes", name([20.0, 280.0]))), [""; 0]);
        let width = figure().width;
        assert_eq!(broken("outside-page", in_layer("notes", name([width - 2.0, 280.0]))).len(), 1);
        let band = filled(Outline::rect(Rect::new(-3.0, 0.0, 10.0, 1.0)), WHITE);
        assert_eq!(
            broken("outside-page", in_layer("title", band)),
            ["a shape of title reaches 1.06 mm beyond the page"]
        );
    }

    #[test]
    fn a_name_that_leaves_its_map_is_found() {
        let found = broken("outside-map", in_map(name([10.0, 120.0])));
        assert!(found.len() == 1 && found[0].ends_with("beyond its map"), "{found:?}");
        assert_eq!(broken("outside-map", in_map(name([120.0, 120.0]))), [""; 0]);
    }
}
