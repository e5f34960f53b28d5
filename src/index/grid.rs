//! The cells that the index cuts the world into.

/// Cells along one side of a block.
pub(super) const SIDE: u32 = 8;
/// Most cells along one side of the grid: their numbers fit 32 bits.
const MOST: f64 = 16_384.0;
/// Cells for each edge of the districts, measured: more cells cost memory and time to build, fewer leave more edges to test.
const CELLS_AN_EDGE: f64 = 200.0;
/// Cells that edges may touch: so many for each edge on the average, and so many besides.
const TOUCHES_AN_EDGE: f64 = 16.0;
const TOUCHES: f64 = 1e6;
/// Width of the rim, in cells, by which a cell is taken larger than it is, so that rounding never loses an edge.
const RIM: f64 = 1e-6;

/// Square cells over the extent of the districts, in columns and rows counted from the lower left corner.
///
/// A place's column follows from its longitude by a subtraction and a multiplication, both of which keep the order of
/// doubles. So the places of a column are those of one interval, and whatever lies between two places lies in the columns
/// between theirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Grid {
    low: [f64; 2],
    high: [f64; 2],
    width: f64,
    per_degree: f64,
    /// Columns and rows; multiples of `SIDE`.
    pub size: [u32; 2],
    /// Width of the rim in degrees.
    pub rim: f64,
}

impl Grid {
    /// A grid over the extent, for so many edges of that length together; `coarse` divides the number of cells along a side.
    pub(super) fn new(low: [f64; 2], high: [f64; 2], (edges, length): (usize, f64), coarse: f64) -> Grid {
        let sides = [high[0] - low[0], high[1] - low[1]];
        let cells = (edges as f64 * CELLS_AN_EDGE).clamp(64.0, MOST * MOST);
        // cells of a millionth of a micron would be narrower than the doubles that tell places apart
        let greatest = low.iter().chain(&high).fold(1.0f64, |most, x| most.max(x.abs()));
        let fair = (sides[0] * sides[1] / cells).sqrt() * coarse;
        // long edges side by side, as a comb has them, each touch many cells: there the cells are wider
        let fair = fair.max(length / (edges as f64 * TOUCHES_AN_EDGE + TOUCHES));
        let width = fair.max(sides[0].max(sides[1]) / (MOST - 8.0)).max(greatest * 1e-9);
        let count = |side: f64| ((side / width) as u32 + 1).next_multiple_of(SIDE);
        Grid { low, high, width, per_degree: width.recip(), size: [count(sides[0]), count(sides[1])], rim: width * RIM }
    }

    /// Whether the place lies in the extent.
    pub(super) fn holds(&self, place: [f64; 2]) -> bool {
        place[0] >= self.low[0] && place[0] <= self.high[0] && place[1] >= self.low[1] && place[1] <= self.high[1]
    }

    /// The column (axis 0) or row (axis 1) of a coordinate; those beyond the extent get the nearest.
    #[inline(always)]
    pub(super) fn at(&self, axis: usize, coordinate: f64) -> u32 {
        (((coordinate - self.low[axis]) * self.per_degree) as u32).min(self.size[axis] - 1)
    }

    /// The lower edge of a column or row.
    pub(super) fn edge(&self, axis: usize, index: u32) -> f64 {
        self.low[axis] + f64::from(index) * self.width
    }
}
