//! Kernels: how the incidents of a cell are spread over the cells around it. Widths are kilometres on the ground, so that a kernel takes
//! more cells where the map is stretched.

use rayon::prelude::*;

use super::Grid;

/// A Gaussian is cut off at so many bandwidths; 0.03 % of its mass lie beyond, and are spread over the rest.
const GAUSSIAN_REACH: f64 = 4.0;

/// Difference of width between rows a bandwidth apart that shows: twice that of a 10 km kernel in the Sahel.
const UNEVEN: f64 = 0.001;

/// The shape of a kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Normal distribution; its bandwidth is the standard deviation.
    Gaussian,
    /// Biweight, (1 − d²/h²)²: its bandwidth is the radius, beyond which it is nothing (Silverman 1986).
    Quartic,
}

impl Shape {
    /// Every shape; the first is the default.
    pub const ALL: [Shape; 2] = [Shape::Gaussian, Shape::Quartic];

    /// The word used in project files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Shape::Gaussian => "gaussian",
            Shape::Quartic => "quartic",
        }
    }
}

/// A kernel with its width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kernel {
    /// The shape.
    pub shape: Shape,
    /// Bandwidth in kilometres on the ground.
    pub km: f64,
}

impl Kernel {
    /// Distance in kilometres beyond which an incident adds nothing.
    pub fn reach_km(&self) -> f64 {
        match self.shape {
            Shape::Gaussian => GAUSSIAN_REACH * self.km,
            Shape::Quartic => self.km,
        }
    }

    /// The most cells of a grid, in any direction, that the reach covers.
    pub fn reach_cells(&self, grid: &Grid) -> usize {
        let metres = self.reach_km() * 1000.0;
        let least = |lengths: Vec<f64>| lengths.into_iter().fold(f64::INFINITY, f64::min);
        let narrowest = least(grid.widths()).min(least(grid.heights()));
        (metres / narrowest).ceil().min(grid.columns.max(grid.rows) as f64) as usize
    }

    /// Height of the kernel at a squared distance in metres², 1 in the middle.
    fn height(&self, squared: f64) -> f64 {
        let metres = self.km * 1000.0;
        let share = squared / (metres * metres);
        match self.shape {
            Shape::Gaussian if share <= GAUSSIAN_REACH * GAUSSIAN_REACH => (-share / 2.0).exp(),
            Shape::Quartic if share < 1.0 => (1.0 - share) * (1.0 - share),
            _ => 0.0,
        }
    }
}

/// Where the rows of cells lie on the ground, in metres: widths of their cells, positions of their middles, heights.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    width: Vec<f64>,
    north: Vec<f64>,
    height: Vec<f64>,
}

impl Metric {
    /// Rows of a grid of degrees on the ellipsoid.
    pub fn of(grid: &Grid) -> Metric {
        Metric { width: grid.widths(), north: grid.norths(), height: grid.heights() }
    }

    /// Square cells of a plane that is true to scale.
    pub fn plane(rows: usize, cell: f64) -> Metric {
        let north = (0..rows).map(|r| -(r as f64) * cell).collect();
        Metric { width: vec![cell; rows], north, height: vec![cell; rows] }
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.width.len()
    }

    /// Whether rows a bandwidth apart differ so much in width that it shows, where there are cells enough to show it.
    fn is_uneven(&self, kernel: &Kernel) -> bool {
        let bandwidth = kernel.km * 1000.0;
        (1..self.rows()).any(|r| {
            let slope = (self.width[r] / self.width[r - 1]).ln() / (self.north[r - 1] - self.north[r]);
            slope.abs() * bandwidth > UNEVEN && bandwidth > 3.0 * self.width[r]
        })
    }

    /// Positions, heights and widths of rows beyond either end, as many as the kernel reaches: what falls there is lost to the grid, not
    /// added to its rows.
    fn beyond(&self, reach: f64) -> impl Iterator<Item = [f64; 3]> + '_ {
        let last = self.rows() - 1;
        let more = move |r: usize| (reach / self.height[r]).ceil() as usize;
        let row = move |r: usize, north: f64| [north, self.height[r], self.width[r]];
        let above = (1..=more(0)).map(move |i| row(0, self.north[0] + self.height[0] * i as f64));
        let below = (1..=more(last)).map(move |i| row(last, self.north[last] - self.height[last] * i as f64));
        above.chain(below)
    }
}

/// What reaches one row from another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reaching {
    /// The row that it comes from.
    pub from: usize,
    /// Weight of the cell straight above or below, then of those one, two, … columns away on either side.
    pub taps: Vec<f32>,
}

/// What reaches a row from those around it, straight from above and below.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Column {
    /// The first row that it comes from.
    pub first: usize,
    /// Weights of this and the following rows.
    pub taps: Vec<f32>,
}

/// For each row, what it takes from which others.
pub(super) enum Across {
    Straight(Vec<Column>),
    Profiles(Vec<Vec<Reaching>>),
}

impl Across {
    /// The weights from the side of the giver: for each row what its incidents lay on which others.
    pub fn turned(&self) -> Across {
        match self {
            Across::Straight(columns) => Across::Straight(turned(columns)),
            Across::Profiles(rows) => {
                let mut turned: Vec<Vec<Reaching>> = vec![Vec::new(); rows.len()];
                for (to, reaching) in rows.iter().enumerate() {
                    for Reaching { from, taps } in reaching {
                        turned[*from].push(Reaching { from: to, taps: taps.clone() });
                    }
                }
                Across::Profiles(turned)
            }
        }
    }
}

/// Columns of weights by the rows that they point to. The rows that reach a row follow each other, for they do so on the ground.
fn turned(columns: &[Column]) -> Vec<Column> {
    let mut turned = vec![Column::default(); columns.len()];
    for (from, column) in columns.iter().enumerate() {
        for (to, tap) in turned[column.first..].iter_mut().zip(&column.taps) {
            if to.taps.is_empty() {
                to.first = from;
            }
            debug_assert_eq!(to.first + to.taps.len(), from, "rows within reach follow each other");
            to.taps.push(*tap);
        }
    }
    turned
}

/// The weights with which the incidents of rows are spread, such that those of one incident sum to 1 over an endless grid.
pub(super) struct Weights {
    /// For each row, along itself before rows are mixed: weight of the cell itself and of those beside it. Empty where the kernel is
    /// not a product of two directions.
    pub before: Vec<Vec<f32>>,
    /// How rows are mixed.
    pub across: Across,
    /// For each row, along itself after rows are mixed; empty where once is enough.
    pub after: Vec<Vec<f32>>,
}

/// Weights of a Gaussian: along each row, then across rows.
///
/// On a plane it is a product of the two directions. On the ellipsoid the distance along parallels between two rows is the geometric
/// mean of that in either. Where rows within a bandwidth differ in width by more than `UNEVEN`, half of the variance is therefore spread
/// in the row of the incident and half in the row that is reached; elsewhere all of it in the row of the incident.
pub(super) fn separable(metric: &Metric, kernel: &Kernel, columns: usize) -> Weights {
    let halved = metric.is_uneven(kernel);
    let half = Kernel { km: kernel.km * std::f64::consts::FRAC_1_SQRT_2, ..*kernel };
    let width = |w: &f64| profile(*w, if halved { &half } else { kernel }, columns);
    let along: Vec<Vec<f32>> = metric.width.par_iter().map(width).collect();
    let laid = |from: usize| {
        let weight = |north: f64, height: f64| kernel.height((north - metric.north[from]).powi(2)) * height;
        let reached = reached(metric, kernel, from);
        let first = reached.start;
        let weights: Vec<f64> = reached.map(|to| weight(metric.north[to], metric.height[to])).collect();
        let outside: f64 = metric.beyond(kernel.reach_km() * 1000.0).map(|[n, h, _]| weight(n, h)).sum();
        let sum = weights.iter().sum::<f64>() + outside;
        Column { first, taps: weights.into_iter().map(|w| (w / sum) as f32).collect() }
    };
    let laid: Vec<Column> = (0..metric.rows()).into_par_iter().map(laid).collect();
    let across = Across::Straight(turned(&laid));
    Weights { after: if halved { along.clone() } else { Vec::new() }, before: along, across }
}

/// Weights along a row of cells so wide.
fn profile(width: f64, kernel: &Kernel, columns: usize) -> Vec<f32> {
    let reach = (kernel.reach_km() * 1000.0 / width) as usize;
    let heights: Vec<f64> = (0..=reach).map(|k| kernel.height((k as f64 * width).powi(2))).collect();
    let sum = heights[0] + 2.0 * heights[1..].iter().sum::<f64>();
    heights.iter().take(columns).map(|h| (h / sum) as f32).collect()
}

/// Weights of a kernel that is no product of two directions: every row reaches every other with a profile of its own.
pub(super) fn whole(metric: &Metric, kernel: &Kernel, columns: usize) -> Weights {
    let mut across: Vec<Vec<Reaching>> = vec![Vec::new(); metric.rows()];
    let reach = kernel.reach_km() * 1000.0;
    for from in 0..metric.rows() {
        let profile = |north: f64, height: f64, width: f64| -> Vec<f64> {
            let apart = (north - metric.north[from]).powi(2);
            let between = (width * metric.width[from]).sqrt();
            let tap = |k: usize| kernel.height(apart + (k as f64 * between).powi(2)) * height * width;
            (0..=(reach / between) as usize).map(tap).take_while(|w| *w > 0.0).collect()
        };
        let mass = |profile: &[f64]| 2.0 * profile.iter().sum::<f64>() - profile.first().unwrap_or(&0.0);
        let inside = |to: usize| (to, profile(metric.north[to], metric.height[to], metric.width[to]));
        let profiles: Vec<(usize, Vec<f64>)> = reached(metric, kernel, from).map(inside).collect();
        let outside = metric.beyond(reach).filter(|[north, ..]| (north - metric.north[from]).abs() < reach);
        let lost: f64 = outside.map(|[n, h, w]| mass(&profile(n, h, w))).sum();
        let sum = profiles.iter().map(|(_, p)| mass(p)).sum::<f64>() + lost;
        for (to, profile) in profiles.into_iter().filter(|(_, p)| !p.is_empty()) {
            let taps = profile.iter().take(columns).map(|w| (w / sum) as f32).collect();
            across[to].push(Reaching { from, taps });
        }
    }
    Weights { before: Vec::new(), across: Across::Profiles(across), after: Vec::new() }
}

/// The rows of the grid within reach of a row.
fn reached(metric: &Metric, kernel: &Kernel, from: usize) -> std::ops::Range<usize> {
    let (reach, here) = (kernel.reach_km() * 1000.0, metric.north[from]);
    let first = metric.north.partition_point(|north| *north > here + reach);
    let end = metric.north.partition_point(|north| *north >= here - reach);
    first.min(from)..end.max(from + 1)
}
