//! The scale bar.

use crate::error::Result;
use crate::font::Face;
use crate::language::Language;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, group, stroked};
use crate::text::{Style, Typesetter};
use crate::unit::mm;

const FIGURE: Style = Style::new(Face::Regular, 6.0, ink::TEXT);
const TICK: f64 = mm(0.9);

/// Length in kilometres and parts of a bar: the roundest length between 15 and 25 % of the map's width.
fn choose(map_width_km: f64) -> (f64, u32) {
    let most = 0.25 * map_width_km;
    let exponent = most.log10().floor() as i32;
    let unit = 10f64.powi(exponent);
    // 1, 2 and 5 divide best; 3 and 4 step in where none of those is long enough.
    let fits = |digit: f64| digit * unit <= most && digit * unit >= 0.15 * map_width_km;
    let lengths = [(5.0, 2), (2.0, 2), (1.0, 2), (4.0, 2), (3.0, 3), (6.0, 3), (8.0, 2)];
    lengths.into_iter().find(|(digit, _)| fits(*digit)).map_or((unit, 2), |(digit, parts)| (digit * unit, parts))
}

/// Width with the hanging unit, and height, of the scale bar of a map, in points.
///
/// # Errors
/// As `scale_bar`.
pub fn scale_bar_size(set: &Typesetter, language: Language, map_width: f64, metres_per_point: f64) -> Result<[f64; 2]> {
    let (km, _) = choose(map_width * metres_per_point / 1000.0);
    let figure = super::number(language, km);
    let hang = set.line(&with_unit(language, &figure), &FIGURE)?.width - set.line(&figure, &FIGURE)?.width / 2.0;
    Ok([km * 1000.0 / metres_per_point + hang, TICK + mm(2.6)])
}

fn with_unit(language: Language, figure: &str) -> String {
    format!("{figure}{}km", language.unit_space())
}

/// Least distance of two figures in points.
const ROOM: f64 = mm(4.5);

/// A scale bar whose line starts at `at` (left end, points) for a map of the width and scale.
/// "km" hangs outside the bar after the last figure.
///
/// # Errors
/// If the font lacks a figure, which it does not.
pub fn scale_bar(
    set: &Typesetter,
    language: Language,
    [x, y]: [f64; 2],
    map_width: f64,
    metres_per_point: f64,
) -> Result<Item> {
    let (km, parts) = choose(map_width * metres_per_point / 1000.0);
    let width = km * 1000.0 / metres_per_point;
    // Figures that would touch leave those of the ends.
    let longest = set.line(&super::number(language, km), &FIGURE)?.width;
    let parts = if width / f64::from(parts) < longest + mm(1.0) { 1 } else { parts };
    let mut line = Outline::default();
    line.polyline(&[[x, y], [x + width, y]], false);
    let mut ticks = Outline::default();
    let mut items = vec![stroked(line, Stroke::solid(ink::TITLE, 0.8))];
    for i in 0..=parts {
        let share = f64::from(i) / f64::from(parts);
        let at = x + width * share;
        let inset = if i == 0 {
            0.25
        } else if i == parts {
            -0.25
        } else {
            0.0
        };
        ticks.polyline(&[[at + inset, y + 0.4], [at + inset, y - TICK]], false);
        // In a short bar the figure in the middle would touch its neighbours.
        if i != 0 && i != parts && width / f64::from(parts) < ROOM {
            continue;
        }
        let figure = super::number(language, km * share);
        let middle = set.line(&figure, &FIGURE)?.width / 2.0;
        let words = if i == parts { with_unit(language, &figure) } else { figure };
        items.push(Item::Text(set.at([at - middle, y - TICK - mm(0.8)], &words, &FIGURE)?));
    }
    items.push(stroked(ticks, Stroke::solid(ink::TITLE, 0.5)));
    Ok(group("scale-bar", items))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::projection::Projection;
    use crate::unit::{LonLat, Rect};
    use geo::{Distance, Geodesic, Point};

    #[test]
    fn a_bar_is_a_sixth_to_a_quarter_of_the_map() {
        for km in [3.0, 17.0, 99.0, 480.0, 1822.0, 20_000.0] {
            let (length, _) = choose(km);
            assert!(length <= 0.25 * km && length >= 0.099 * km, "{km}: {length}");
        }
        assert_eq!(choose(1822.0), (400.0, 2));
        assert_eq!(choose(1000.0), (200.0, 2));
    }

    #[test]
    fn figures_of_a_short_bar_do_not_touch() {
        let set = Typesetter::default();
        let figures = |map_width: f64| {
            let bar =
                scale_bar(&set, Language::English, [0.0, 0.0], map_width, 2_400_000.0 / map_width).expect("draws");
            let Item::Group(bar) = bar else { panic!("a layer") };
            bar.items.iter().filter(|i| matches!(i, Item::Text(_))).count()
        };
        assert_eq!([mm(100.0), mm(25.0)].map(figures), [3, 2]);
    }

    #[test]
    fn at_the_middle_of_the_map_the_bar_is_right_within_a_hundredth() {
        let bounds = Rect { x0: -12.24, y0: 10.14, x1: 4.26, y1: 25.0 };
        let projection = Projection::for_extent(bounds);
        let [west, east] = [-6.0, -2.0].map(|lon| LonLat { lon, lat: 17.5 });
        let [a, b] = [west, east].map(|p| projection.forward(p));
        let plane = (b[0] - a[0]).hypot(b[1] - a[1]);
        let ground = Geodesic.distance(Point::new(west.lon, west.lat), Point::new(east.lon, east.lat));
        assert!((plane / ground - 1.0).abs() < 0.01);
    }
}
