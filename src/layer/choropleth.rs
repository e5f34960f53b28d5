//! Districts or regions coloured by class; zero and no data have looks of their own.

use super::borders::outline;
use super::frame::Frame;
use super::ground::Ground;
use crate::classify::Classes;
use crate::color::{Color, WHITE};
use crate::measure::Values;
use crate::palette::ink;
use crate::scene::{Item, Stroke, filled, group, stroked};
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
    for (class, &color) in colors.iter().enumerate() {
        let fill = shape(Look::Class(class));
        // Two classes that meet would leave a light seam between them; a hairline of the fill closes it.
        items.push(stroked(fill.clone(), Stroke::solid(color, 0.25)));
        items.push(filled(fill, color));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::manual;

    #[test]
    fn zero_no_data_and_classes_are_three_looks() {
        let values = Values::new(vec![None, Some(0.0), Some(0.1), Some(0.2)], vec![0, 0, 1, 2]).expect("finite");
        let classes = manual(&[0.2]).expect("one break");
        assert_eq!(looks(&values, &classes), [Look::NoData, Look::Zero, Look::Class(0), Look::Class(1)]);
    }
}
