//! Well-known binary (OGC 06-103r4, and PostGIS's flags), read with every count checked against the bytes that are there.

use geo::Coord;

use super::ring::Positions;

/// Geometries may lie in each other so deep.
const DEEPEST: u8 = 16;
const DAMAGED: &str = "the geometry is damaged";

/// A reader's answer, or what is wrong with the geometry.
pub(super) type Found<T> = std::result::Result<T, &'static str>;

/// What a geometry is made of.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Shapes {
    /// The rings of each polygon, the outer one first.
    pub polygons: Vec<Vec<Positions>>,
    /// Points that are not empty.
    pub points: Vec<[f64; 2]>,
    /// Whether heights or measures were left behind.
    pub flattened: bool,
}

/// Polygons and points of a geometry, of multi-geometries and of collections in it.
///
/// # Errors
/// What it is instead, or that it is damaged.
pub(super) fn shapes(wkb: &[u8]) -> Found<Shapes> {
    let mut shapes = Shapes::default();
    let mut cursor = Cursor { rest: wkb, little: true };
    cursor.geometry(0, &mut shapes)?;
    if cursor.rest.is_empty() { Ok(shapes) } else { Err("bytes are left after the geometry") }
}

/// Longitude and latitude of a point; `None` for an empty one.
///
/// # Errors
/// What it is instead.
pub(super) fn point(wkb: &[u8]) -> Found<Option<[f64; 2]>> {
    let mut cursor = Cursor { rest: wkb, little: true };
    let (kind, dimensions) = cursor.head()?;
    if kind != 1 {
        return Err("the geometry is not a point");
    }
    cursor.point(dimensions)
}

struct Cursor<'a> {
    rest: &'a [u8],
    little: bool,
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Found<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>().ok_or(DAMAGED)?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn count(&mut self) -> Found<u32> {
        let bytes = self.take()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn number(&mut self) -> Found<f64> {
        let bytes = self.take()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// Which geometry it is, and how many numbers a position has.
    fn head(&mut self) -> Found<(u32, usize)> {
        self.little = match self.take::<1>()? {
            [0] => false,
            [1] => true,
            _ => return Err(DAMAGED),
        };
        let word = self.count()?;
        if word & 0x2000_0000 != 0 {
            self.take::<4>()?;
        }
        let (thousands, kind) = ((word & 0x0fff_ffff) / 1000, (word & 0x0fff_ffff) % 1000);
        if thousands > 3 {
            return Err(DAMAGED);
        }
        let heights = word & 0x8000_0000 != 0 || thousands % 2 == 1;
        let measures = word & 0x4000_0000 != 0 || thousands >= 2;
        Ok((kind, 2 + usize::from(heights) + usize::from(measures)))
    }

    /// So many parts, each of which takes at least `size` bytes.
    fn parts(&mut self, size: usize) -> Found<usize> {
        let count = self.count()? as usize;
        if count > self.rest.len() / size { Err(DAMAGED) } else { Ok(count) }
    }

    fn point(&mut self, dimensions: usize) -> Found<Option<[f64; 2]>> {
        let place = [self.number()?, self.number()?];
        for _ in 2..dimensions {
            self.number()?;
        }
        Ok((!place.iter().all(|n| n.is_nan())).then_some(place))
    }

    fn geometry(&mut self, depth: u8, shapes: &mut Shapes) -> Found<()> {
        if depth > DEEPEST {
            return Err("geometries lie too deep in each other");
        }
        let (kind, dimensions) = self.head()?;
        shapes.flattened |= dimensions > 2;
        match kind {
            1 => shapes.points.extend(self.point(dimensions)?),
            3 => {
                let rings = self.parts(4)?;
                let rings = (0..rings).map(|_| self.ring(dimensions)).collect::<Found<Vec<_>>>()?;
                shapes.polygons.push(rings);
            }
            4..=7 => {
                let little = self.little;
                for _ in 0..self.parts(9)? {
                    self.geometry(depth + 1, shapes)?;
                }
                self.little = little;
            }
            2 => return Err("the geometry is a line"),
            8..=14 => return Err("the geometry has curves, which are not read"),
            15..=17 => return Err("the geometry is a surface of triangles or patches, which is not read"),
            _ => return Err(DAMAGED),
        }
        Ok(())
    }

    fn ring(&mut self, dimensions: usize) -> Found<Positions> {
        let count = self.parts(8 * dimensions)?;
        let position = |cursor: &mut Self| {
            let found = Coord { x: cursor.number()?, y: cursor.number()? };
            cursor.rest = cursor.rest.get(8 * (dimensions - 2)..).ok_or(DAMAGED)?;
            Ok(found)
        };
        (0..count).map(|_| position(self)).collect()
    }
}

#[cfg(test)]
#[path = "wkb_tests.rs"]
pub(super) mod tests;
