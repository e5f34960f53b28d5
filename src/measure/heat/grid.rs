//! A grid of square cells over a part of the world, and the cell of a place.

use crate::error::{Error, Kind, Result};
use crate::projection::{Cylindrical, meridian_arc, zone_km2};
use crate::unit::Rect;

/// Most cells of a grid: a count of 4 bytes each for every thread must fit in the promised memory.
pub const MOST_CELLS: usize = 1 << 26;
/// Degrees of rows that have no height, as those beyond a pole.
const NO_HEIGHT: f64 = 1e-12;
/// Strips of latitude for each row: in Web Mercator the lowest rows have a twelfth of the height of the highest.
const MOST_STRIPS: f64 = 16.0;

/// How fine a grid is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fineness {
    /// So many columns and rows; the extent is widened in one direction so that cells are square.
    Cells([usize; 2]),
    /// So many cells along the longer side.
    Longest(usize),
    /// Cells so many kilometres wide on the ground, in the middle of the extent.
    Kilometres(f64),
}

/// Square cells of a cylindrical projection, row 0 in the north.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The projection.
    pub projection: Cylindrical,
    /// Cells from west to east.
    pub columns: usize,
    /// Cells from north to south.
    pub rows: usize,
    /// Upper left corner in metres of the projection.
    pub corner: [f64; 2],
    /// Side of a cell in metres of the projection.
    pub cell: f64,
    /// Latitudes of the edges between rows, north first: one more than rows.
    edges: Vec<f64>,
    west: f64,
    per_degree: f64,
    table: Table,
}

/// The row of a latitude: strips of latitude so narrow that each holds one edge between rows at most.
///
/// A latitude's strip follows from it by a subtraction and a multiplication, both of which keep the order of doubles, and so do those of
/// the edges: an edge and the latitudes of other strips are in the same order as their strips.
#[derive(Debug, Clone, PartialEq)]
struct Table {
    per_degree: f64,
    strips: Vec<Strip>,
}

/// The edge between rows in a strip, or one that no latitude reaches, and the row south of it; `SEARCHED` where there are several edges.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Strip {
    edge: f64,
    row: u32,
}

/// The row of strips with several edges: rows beyond a pole have no height, and all their edges lie on it.
const SEARCHED: u32 = u32::MAX;

impl Grid {
    /// A grid that covers bounds in degrees (west, south, east, north).
    ///
    /// # Errors
    /// `Kind::Usage` if the bounds are none or the projection cannot show them, `Kind::Limit` if there would be more than
    /// `MOST_CELLS` cells.
    pub fn new(projection: Cylindrical, degrees: Rect, fineness: Fineness) -> Result<Grid> {
        let [lowest, highest] = projection.latitudes();
        let world = Rect { x0: -180.0, y0: lowest, x1: 180.0, y1: highest };
        if !(degrees.x0 < degrees.x1 && degrees.y0 < degrees.y1 && world.grown(1e-9).holds(&degrees)) {
            let Rect { x0, y0, x1, y1 } = degrees;
            return Err(Error::usage(format!("no grid can be made over {x0}, {y0}, {x1}, {y1}")).hint(format!(
                "give west, south, east and north in degrees, west before east, within {lowest:.2}° and {highest:.2}° of latitude"
            )));
        }
        let map = Rect {
            x0: projection.x(degrees.x0),
            y0: projection.y(degrees.y0),
            x1: projection.x(degrees.x1),
            y1: projection.y(degrees.y1),
        };
        let (cell, [columns, rows]) = sides(projection, degrees, map, fineness)?;
        let [x, y] = map.center();
        let corner = [x - cell * columns as f64 / 2.0, y + cell * rows as f64 / 2.0];
        let snapped = |edge: f64, bound: f64| if (edge - bound).abs() < 1e-9 { bound } else { edge };
        let mut edges: Vec<f64> = (0..=rows).map(|r| projection.lat(corner[1] - cell * r as f64)).collect();
        edges[0] = snapped(edges[0], degrees.y1);
        edges[rows] = snapped(edges[rows], degrees.y0);
        let west = snapped(projection.lon(corner[0]), degrees.x0);
        let east = snapped(projection.lon(corner[0] + cell * columns as f64), degrees.x1);
        let table = Table::new(&edges);
        let per_degree = columns as f64 / (east - west);
        Ok(Grid { projection, columns, rows, corner, cell, edges, west, per_degree, table })
    }

    /// Number of cells.
    pub fn len(&self) -> usize {
        self.columns * self.rows
    }

    /// Never: a grid has at least one cell.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// The index of the cell at a place in degrees, row by row from the north-west; `None` beyond the grid. The southern and western edge
    /// of a cell belong to it, the northern and eastern edge of the grid to its outermost cells.
    #[inline(always)]
    pub fn at(&self, lon: f64, lat: f64) -> Option<usize> {
        let (cell, within) = self.cell(lon, lat);
        within.then_some(cell as usize)
    }

    /// The cell of a place and whether the place is within the grid, found without a jump; any cell for those that are not.
    #[inline(always)]
    pub(super) fn cell(&self, lon: f64, lat: f64) -> (u32, bool) {
        let x = (lon - self.west) * self.per_degree;
        let (south, north) = (self.edges[self.rows], self.edges[0]);
        let within = (x >= 0.0) & (x <= self.columns as f64) & (lat >= south) & (lat <= north);
        let Strip { edge, row } = self.table.strips[self.table.strip(lat, south)];
        let row = if row == SEARCHED { self.searched(lat) } else { row.saturating_sub(u32::from(lat >= edge)) };
        (row * self.columns as u32 + (x as u32).min(self.columns as u32 - 1), within)
    }

    /// The row of a latitude, by the edges alone.
    #[cold]
    fn searched(&self, lat: f64) -> u32 {
        self.edges[1..self.rows].partition_point(|edge| *edge > lat) as u32
    }

    /// Latitudes of the southern and northern edge of a row.
    pub fn latitudes(&self, row: usize) -> [f64; 2] {
        [self.edges[row + 1], self.edges[row]]
    }

    /// Bounds in degrees.
    pub fn degrees(&self) -> Rect {
        let east = self.west + self.columns as f64 / self.per_degree;
        Rect { x0: self.west, y0: self.edges[self.rows], x1: east, y1: self.edges[0] }
    }

    /// Area of a cell of a row on the ground, in km².
    pub fn cell_km2(&self, row: usize) -> f64 {
        let [south, north] = self.latitudes(row);
        zone_km2(south, north) / self.per_degree
    }

    /// A place in degrees in units of cells, from the upper left corner.
    pub fn cells(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        let y = self.projection.y(lat.clamp(-89.999, 89.999));
        [(lon - self.west) * self.per_degree, (self.corner[1] - y) / self.cell]
    }

    /// A corner of cells (columns from the west, rows from the north) in degrees.
    pub fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        [self.west + x / self.per_degree, self.projection.lat(self.corner[1] - y * self.cell)]
    }

    /// The same cells and so many more on every side, as far as the world reaches; answers how many were added left, above.
    pub fn padded(&self, by: usize) -> Result<(Grid, [usize; 2])> {
        let [lowest, highest] = self.projection.latitudes().map(|lat| self.projection.y(lat));
        let rows_left = |metres: f64| ((metres / self.cell + 1e-6).max(0.0) as usize).min(by);
        let above = rows_left(highest - self.corner[1]);
        let below = rows_left(self.corner[1] - self.cell * self.rows as f64 - lowest);
        let east = self.degrees().x1;
        let columns_left = |degrees: f64| ((degrees * self.per_degree + 1e-6).max(0.0) as usize).min(by);
        let (left, right) = (columns_left(self.west + 180.0), columns_left(180.0 - east));
        let (columns, rows) = (self.columns + left + right, self.rows + above + below);
        within_limit([columns as f64, rows as f64])?;
        let corner = [self.corner[0] - self.cell * left as f64, self.corner[1] + self.cell * above as f64];
        let mut edges: Vec<f64> = (0..=rows).map(|r| self.projection.lat(corner[1] - self.cell * r as f64)).collect();
        // The rows of the smaller grid keep their edges to the last bit: a place is in the same cell of both.
        edges[above..=above + self.rows].copy_from_slice(&self.edges);
        let table = Table::new(&edges);
        let west = self.west - left as f64 / self.per_degree;
        Ok((Grid { columns, rows, corner, edges, west, table, ..self.clone() }, [left, above]))
    }

    /// North-south position of the middle of each row, in metres along the meridian.
    pub(super) fn norths(&self) -> Vec<f64> {
        (0..self.rows).map(|r| self.latitudes(r).map(meridian_arc).iter().sum::<f64>() / 2.0).collect()
    }

    /// Height of each row on the ground in metres.
    pub(super) fn heights(&self) -> Vec<f64> {
        (0..self.rows).map(|r| self.latitudes(r).map(meridian_arc)).map(|[south, north]| north - south).collect()
    }

    /// Width of a cell of each row on the ground in metres.
    pub(super) fn widths(&self) -> Vec<f64> {
        let middle = |row: usize| self.latitudes(row).iter().sum::<f64>() / 2.0;
        (0..self.rows).map(|r| self.cell / self.projection.scale_east(middle(r))).collect()
    }
}

impl Table {
    fn new(edges: &[f64]) -> Table {
        let (north, south) = (edges[0], edges[edges.len() - 1]);
        let heights = edges.windows(2).map(|e| e[0] - e[1]).filter(|height| *height > NO_HEIGHT);
        let lowest = heights.fold(f64::INFINITY, f64::min);
        // a little narrower than the lowest row, for what is lost to rounding
        let strips = ((1.0 + 1e-6) * (north - south) / lowest).ceil().min(MOST_STRIPS * edges.len() as f64);
        let per_degree = strips / (north - south);
        let mut table = Table { per_degree, strips: vec![Strip { edge: f64::INFINITY, row: 0 }; strips as usize + 1] };
        let mut row = edges.len() - 2;
        for number in 0..table.strips.len() {
            let before = row;
            while row > 0 && table.strip(edges[row], south) <= number {
                row -= 1;
            }
            table.strips[number] = match before - row {
                0 => Strip { edge: f64::INFINITY, row: row as u32 },
                1 => Strip { edge: edges[before], row: before as u32 },
                _ => Strip { edge: f64::INFINITY, row: SEARCHED },
            };
        }
        table
    }

    /// The strip of a latitude; of those beyond the grid the nearest.
    #[inline(always)]
    fn strip(&self, lat: f64, south: f64) -> usize {
        (((lat - south) * self.per_degree) as u32 as usize).min(self.strips.len() - 1)
    }
}

/// Side of a cell, and columns and rows.
fn sides(projection: Cylindrical, degrees: Rect, map: Rect, fineness: Fineness) -> Result<(f64, [usize; 2])> {
    let whole = |length: f64, cell: f64| (length / cell - 1e-9).ceil().max(1.0);
    let (cell, cells) = match fineness {
        Fineness::Cells([columns, rows]) => {
            let [columns, rows] = [columns, rows].map(|n| n.max(1) as f64);
            ((map.width() / columns).max(map.height() / rows), [columns, rows])
        }
        Fineness::Longest(cells) => {
            let cell = map.width().max(map.height()) / cells.max(1) as f64;
            (cell, [whole(map.width(), cell), whole(map.height(), cell)])
        }
        Fineness::Kilometres(side) => {
            let cell = side * 1000.0 * projection.scale_east(degrees.center()[1]);
            (cell, [whole(map.width(), cell), whole(map.height(), cell)])
        }
    };
    if !(cell.is_finite() && cell > 0.0) {
        return Err(Error::usage("the cells of the grid would have no size").hint("give --cell or --size above 0"));
    }
    within_limit(cells)?;
    Ok((cell, cells.map(|n| n as usize)))
}

fn within_limit([columns, rows]: [f64; 2]) -> Result<()> {
    if columns * rows <= MOST_CELLS as f64 {
        return Ok(());
    }
    Err(Error::new(Kind::Limit, format!("a grid of {columns} × {rows} cells is more than {MOST_CELLS} cells"))
        .hint("make the cells larger or the bounds smaller"))
}
