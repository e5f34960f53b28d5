//! Districts or regions coloured by class; zero and no data have looks of their own.

use super::borders::outline;
use super::clip;
use super::frame::Frame;
use super::ground::Ground;
use crate::classify::Classes;
use crate::color::{Color, WHITE};
use crate::measure::Values;
use crate::palette::ink;
use crate::scene::{Item, Outline, Stroke, filled, group, stroked};
use crate::symbol::hatch;

/// How one unit is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By its class, counted from 0.
    Class(usize),
    /// Counted, and nothing was there.
    Zero,
    /// Not known.
    NoData,
}

/// The look of each unit.
pub fn looks(values: &Values, classes: &Classes) -> Vec<Look> {
    let look = |value: &Option<f64>| match *value {
        None => Look::NoData,
        Some(0.0) => Look::Zero,
        Some(v) => classes.class_of(v).map_or(Look::NoData, Look::Class),
    };
    values.values().iter().map(look).collect()
}

/// Fills units (groups of districts) by their looks; units of one class are one shape, so that no seam shows between them.
pub fn choropleth(ground: &Ground, frame: &Frame, units: &[Vec<usize>], looks: &[Look], colors: &[Color]) -> Item {
    let shape = |wanted: Look| {
        let members = units.iter().zip(looks).filter(|(_, l)| **l == wanted).flat_map(|(u, _)| u.iter().copied());
        outline(ground, frame, members)
    };
    let mut items = Vec::new();
    for (class, (&color, seam)) in colors.iter().zip(seams(ground, frame, (units, looks), colors.len())).enumerate() {
        items.extend((!seam.is_empty()).then(|| stroked(seam, Stroke::solid(color, 0.25))));
        items.push(filled(shape(Look::Class(class)), color));
    }
    items.push(filled(shape(Look::Zero), WHITE));
    let unknown = units.iter().zip(looks).filter(|(_, l)| **l == Look::NoData);
    for (unit, _) in unknown {
        let rings: Vec<Vec<[f64; 2]>> = unit
            .iter()
            .flat_map(|&d| &ground.borders.rings[d])
            .map(|ring| frame.all(&ground.borders.ring(ring)))
            .collect();
        items.push(filled(outline(ground, frame, unit.iter().copied()), ink::NO_DATA));
        items.push(hatch(&rings, &frame.page));
    }
    group("choropleth", items)
}

/// Where a class meets a look that is filled after it, or a sliver between districts: the two fills would leave a light
/// seam, which a hairline of the first one's colour under both closes.
fn seams(ground: &Ground, frame: &Frame, (units, looks): (&[Vec<usize>], &[Look]), classes: usize) -> Vec<Outline> {
    let borders = &ground.borders;
    let mut look_of: Vec<Option<Look>> = vec![None; borders.rings.len()];
    for (unit, &look) in units.iter().zip(looks) {
        unit.iter().for_each(|&district| look_of[district] = Some(look));
    }
    let mut sides = vec![0; borders.arcs.len()];
    borders.rings.iter().flatten().flatten().for_each(|&(arc, _)| sides[arc] += 1);
    let mut seams = vec![Outline::default(); classes];
    for (arc, sides) in borders.arcs.iter().zip(sides) {
        let [left, right] = [arc.left, arc.right].map(|district| district.and_then(|d| look_of[d]));
        let class = |look: Option<Look>| match look {
            Some(Look::Class(class)) => Some(class),
            Some(Look::Zero | Look::NoData) | None => None,
        };
        let first = match (sides, arc.right) {
            (1, None) => None,
            (1, Some(_)) => class(left),
            _ if left == right => None,
            _ => [left, right].into_iter().filter_map(class).min(),
        };
        if let Some(class) = first {
            clip::line(&mut seams[class], frame, &arc.points);
        }
    }
    seams
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::boundary::{Boundaries, District};
    use crate::classify::manual;
    use crate::layer::Context;
    use crate::scene::Segment;
    use geo::{MultiPolygon, polygon};

    /// Four unit squares in a row: two of a class, one of the next, one without incidents.
    fn row() -> Boundaries {
        let square = |i: u8| {
            let x = f64::from(i);
            District {
                id: i.to_string(),
                name: String::new(),
                region_id: String::new(),
                region: String::new(),
                shape: MultiPolygon(vec![
                    polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)],
                ]),
            }
        };
        Boundaries { districts: (0..4).map(square).collect(), file: String::new(), vintage: None, notes: Vec::new() }
    }

    #[test]
    fn a_seam_is_closed_once_and_in_the_colour_that_is_filled_first() {
        let ground = Ground::new(&row(), &Context::default());
        let frame = Frame::wide([0.0, 0.0], 100.0, ground.extent);
        let units: Vec<Vec<usize>> = (0..4).map(|d| vec![d]).collect();
        let looks = [Look::Class(0), Look::Class(0), Look::Class(1), Look::Zero];
        let [first, second]: [Outline; 2] =
            seams(&ground, &frame, (&units, &looks), 2).try_into().expect("two classes");
        let middle = |outline: &Outline| {
            let ends: Vec<[f64; 2]> = outline
                .segments
                .iter()
                .filter_map(|s| match *s {
                    Segment::Move(p) | Segment::Line(p) => Some(p),
                    Segment::Curve(..) | Segment::Close => None,
                })
                .collect();
            assert_eq!(ends.len(), 2, "{ends:?}");
            (ends[0][0] + ends[1][0]) / 2.0
        };
        assert!((middle(&first) - 50.0).abs() < 1.0, "where the second district meets the third");
        assert!(middle(&second) > 60.0, "where the third meets the one without incidents");
    }

    #[test]
    fn zero_no_data_and_classes_are_three_looks() {
        let values = Values::new(vec![None, Some(0.0), Some(0.1), Some(0.2)], vec![0, 0, 1, 2]).expect("finite");
        let classes = manual(&[0.2]).expect("one break");
        assert_eq!(looks(&values, &classes), [Look::NoData, Look::Zero, Look::Class(0), Look::Class(1)]);
    }
}
