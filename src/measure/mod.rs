//! From joined incidents to one value a unit: counts, densities, rates.
//!
//! ```
//! use cercle::measure::{per_area, per_people};
//!
//! // 10 and 0 incidents in three years
//! let density = per_area(&[10, 0], &[20_000.0, 5_000.0], 3.0)?; // per 10,000 km² and year
//! assert_eq!(density.values(), [Some(10.0 / 3.0 / 2.0), Some(0.0)]);
//! let rate = per_people(&[10, 0], &[Some(500_000), None], 1.0)?; // per 100,000 people and year
//! assert_eq!(rate.values(), [Some(2.0), None]); // no data is not zero
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod area;
mod change;
mod count;
mod coverage;
mod findings;
pub mod heat;
mod number;
mod people;
mod rate;
mod region_only;
mod series;
mod sorting;
mod tally;

pub use area::areas_km2;
pub use change::{Change, Seen};
pub use count::{Counts, counts};
pub use coverage::{Coverage, YearCoverage, coverage};
pub use findings::{Findings, Period};
pub use number::{Bar, Cell, Number, Withheld};
pub use people::Tallied;
pub use rate::{Values, per_area, per_people};
pub use region_only::region_only;
pub use series::{Months, Part, RegionSums, Split, YearSum, leaders};
pub use sorting::{Kind, Sorting};
pub use tally::Tally;
