//! From joined incidents to one value a unit: counts, densities, rates.

mod area;
mod count;
mod rate;

pub use area::areas_km2;
pub use count::{Counts, counts};
pub use rate::{Values, per_area, per_people};
