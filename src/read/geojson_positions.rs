//! The coordinates of a GeoJSON geometry, whose depth says what they are before its type is known: the two members may stand in
//! either order.

use std::cell::Cell;
use std::fmt;

use geo::Coord;
use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};

use super::ring::Positions;

/// Coordinates by their depth.
#[derive(Debug, PartialEq)]
pub(super) enum Nest {
    /// So many lists that are empty, of whatever.
    Hollow(usize),
    Position(Coord<f64>),
    Line(Positions),
    Rings(Vec<Positions>),
    Polygons(Vec<Vec<Positions>>),
}

/// A position of two numbers; the cell says if one had more.
#[derive(Clone, Copy)]
struct Position<'a>(&'a Cell<bool>);

impl Position<'_> {
    /// The position that begins with `x`.
    fn rest<'de, A: SeqAccess<'de>>(self, x: f64, mut numbers: A) -> Result<Coord<f64>, A::Error> {
        let Some(y) = numbers.next_element()? else { return Err(short()) };
        while numbers.next_element::<Option<f64>>()?.is_some() {
            self.0.set(true);
        }
        Ok(Coord { x, y })
    }
}

fn short<E: Error>() -> E {
    E::custom("a position has fewer than two numbers")
}

impl<'de> DeserializeSeed<'de> for Position<'_> {
    type Value = Coord<f64>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Coord<f64>, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Position<'_> {
    type Value = Coord<f64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a position")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Coord<f64>, A::Error> {
        match numbers.next_element()? {
            Some(x) => self.rest(x, numbers),
            None => Err(short()),
        }
    }
}

/// A list of what the seed reads.
#[derive(Clone, Copy)]
pub(super) struct List<S>(pub S);

impl<S: Copy> List<S> {
    /// The list that begins with `found`.
    fn more<'de, A: SeqAccess<'de>>(self, mut found: Vec<S::Value>, mut list: A) -> Result<Vec<S::Value>, A::Error>
    where
        S: DeserializeSeed<'de>,
    {
        while let Some(element) = list.next_element_seed(self.0)? {
            found.push(element);
        }
        // a list grows by doubling: what it has to spare adds up
        found.shrink_to_fit();
        Ok(found)
    }
}

impl<'de, S: DeserializeSeed<'de> + Copy> DeserializeSeed<'de> for List<S> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, S: DeserializeSeed<'de> + Copy> Visitor<'de> for List<S> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        self.more(Vec::new(), list)
    }
}

/// A number, or lists of them.
pub(super) enum Item {
    Number(f64),
    Nest(Nest),
}

impl Item {
    /// The lists.
    ///
    /// # Errors
    /// If it is a bare number.
    pub(super) fn list<E: Error>(self) -> Result<Nest, E> {
        match self {
            Item::Nest(nest) => Ok(nest),
            Item::Number(_) => Err(E::custom("\"coordinates\" must be a list")),
        }
    }
}

/// Coordinates of whatever depth; the cell says if a position had more than two numbers.
#[derive(Clone, Copy)]
pub(super) struct Any<'a>(pub &'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Item;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Item, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Item;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or a list of coordinates")
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Item, E> {
        Ok(Item::Number(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Item, E> {
        Ok(Item::Number(number as f64))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Item, E> {
        Ok(Item::Number(number as f64))
    }

    /// The first element that is not empty says what the list is of; the others are read as that.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Item, A::Error> {
        let position = Position(self.0);
        let mut hollow = 0;
        let nest = loop {
            match list.next_element_seed(self)? {
                None => break Nest::Hollow(hollow),
                Some(Item::Nest(Nest::Hollow(_))) => hollow += 1,
                Some(Item::Number(x)) if hollow == 0 => break Nest::Position(position.rest(x, list)?),
                Some(Item::Nest(Nest::Position(first))) if hollow == 0 => {
                    break Nest::Line(List(position).more(vec![first], list)?);
                }
                Some(Item::Number(_) | Item::Nest(Nest::Position(_))) => return Err(short()),
                Some(Item::Nest(Nest::Line(first))) => {
                    let mut found = vec![Vec::new(); hollow];
                    found.push(first);
                    break Nest::Rings(List(List(position)).more(found, list)?);
                }
                Some(Item::Nest(Nest::Rings(first))) => {
                    let mut found = vec![Vec::new(); hollow];
                    found.push(first);
                    break Nest::Polygons(List(List(List(position))).more(found, list)?);
                }
                Some(Item::Nest(Nest::Polygons(_))) => {
                    return Err(A::Error::custom("coordinates lie deeper in each other than those of a MultiPolygon"));
                }
            }
        };
        Ok(Item::Nest(nest))
    }
}
