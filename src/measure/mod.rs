//! From joined incidents to one value a unit: counts, densities, rates.

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
