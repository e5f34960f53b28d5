//! Names of towns beside their marks, in the room that all other names leave.

use super::frame::Frame;
use super::ground::Town;
use super::label::{Block, Obstacles, around};
use crate::color::WHITE;
use crate::error::Result;
use crate::font::Face;
use crate::palette::ink;
use crate::scene::{Item, group};
use crate::symbol;
use crate::text::{Style, Typesetter};
use crate::unit::{Rect, mm};

const NAME: Style = Style::new(Face::Regular, 6.0, ink::TEXT).halo(WHITE, 0.8);
/// Half the side of what a mark keeps free, in points.
const MARK: f64 = mm(0.45);
/// Space between a mark and its name, in points.
const GAP: f64 = mm(0.75);
/// Cost of a millimetre of border under a name, in ranks of preference.
const CROSSED: f64 = 1.0;
/// A place that costs more is not taken.
const MOST: f64 = 14.0;

/// Towns of a map with their names, in the order given, each at the best of eight places that hides nothing; answers the names
/// that found no room too. A town whose mark would be hidden or hide something has no room. What is placed is added to the
/// boxes that are taken.
///
/// # Errors
/// If the font lacks a letter of a name.
pub fn town_names(
    set: &Typesetter,
    frame: &Frame,
    towns: &[&Town],
    taken: &mut Obstacles,
) -> Result<(Item, Vec<String>)> {
    let (mut items, mut unplaced) = (Vec::new(), Vec::new());
    for town in towns {
        let at = frame.at(town.at);
        if !frame.page.contains(at) {
            continue;
        }
        let mark = Rect::new(at[0], at[1], 0.0, 0.0).grown(MARK);
        let free = |bounds: &Rect| {
            frame.page.holds(bounds)
                && taken.boxes.iter().all(|b| b.overlap(bounds) == 0.0)
                && taken.dots_under(bounds) == 0.0
        };
        let block = Block::new(set, &[vec![(town.name.clone(), NAME)]], NAME.size)?;
        let places = around(at, GAP + MARK, block.size);
        let cost = |(rank, bounds): &(usize, &Rect)| *rank as f64 + CROSSED * taken.lines_under(bounds);
        let best = places
            .iter()
            .enumerate()
            .filter(|(_, bounds)| free(&bounds.grown(mm(0.4))))
            .filter(|place| cost(place) <= MOST)
            .min_by(|a, b| cost(a).total_cmp(&cost(b)))
            .map(|(_, bounds)| *bounds);
        match best.filter(|_| free(&mark)) {
            Some(bounds) => {
                taken.boxes.extend([bounds, mark]);
                items.push(symbol::town(at));
                items.extend(block.at(bounds).texts.into_iter().map(Item::Text));
            }
            None => unplaced.push(town.name.clone()),
        }
    }
    Ok((group("town-names", items), unplaced))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn town(name: &str, at: [f64; 2]) -> Town {
        Town { name: name.into(), at, people: 1 }
    }

    #[test]
    fn a_name_stands_right_of_its_mark_unless_a_dot_is_there() {
        let frame = Frame::wide([0.0, 0.0], mm(50.0), Rect::new(0.0, 0.0, 50.0, 50.0));
        let set = Typesetter::default();
        let (gao, x) = (town("Gao", [25.0, 25.0]), frame.at([25.0, 25.0])[0]);
        let side = |dots: &[[f64; 2]]| {
            let mut taken = Obstacles::new(&frame, &[], &[]);
            taken.dots.extend(dots.iter().map(|&p| (frame.at(p), mm(0.7))));
            let (item, unplaced) = town_names(&set, &frame, &[&gao], &mut taken).expect("shapes");
            let Item::Group(made) = item else { panic!("a layer") };
            let name = made.items.iter().find_map(|i| if let Item::Text(t) = i { Some(t.origin[0] > x) } else { None });
            (name, unplaced)
        };
        assert_eq!(side(&[]), (Some(true), vec![]));
        assert_eq!(side(&[[27.0, 25.0]]).0, Some(false));
        assert_eq!(side(&[[25.2, 25.0]]), (None, vec!["Gao".to_string()]), "a dot hides the mark");
    }

    #[test]
    fn the_first_of_two_neighbours_is_named_and_none_beyond_the_map() {
        let frame = Frame::wide([0.0, 0.0], mm(50.0), Rect::new(0.0, 0.0, 50.0, 50.0));
        let towns = [town("Bamako", [25.0, 25.0]), town("Kati", [25.4, 25.0]), town("Dakar", [-9.0, 25.0])];
        let towns: Vec<&Town> = towns.iter().collect();
        let mut taken = Obstacles::new(&frame, &[], &[]);
        let (_, unplaced) = town_names(&Typesetter::default(), &frame, &towns, &mut taken).expect("shapes");
        assert_eq!(unplaced, ["Kati"]);
    }
}
