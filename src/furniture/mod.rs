//! What stands around a map: titles, legends, scale bar, notes. Text is never made smaller to fit: overflow is an error.
//!
//! ```
//! use cercle::furniture::{number, range};
//! use cercle::language::Language;
//!
//! assert_eq!(number(Language::English, 2500.0), "2,500");
//! assert_eq!(range(Language::English, Some(0.2), Some(0.5)), "0.2 to under 0.5");
//! assert_eq!(range(Language::French, Some(0.5), None), "0,5 et plus");
//! ```

mod circles;
mod header;
mod legend;
mod map_legend;
mod north_arrow;
mod notes;
mod number;
mod ramp;
mod scale_bar;
mod title;

pub use circles::CircleLegend;
pub use header::{Header, UnitBar, header, unit_bar};
pub use legend::{Key, KeyRow, Legend, LegendRow, Sign, backing, key, legend, legend_size};
pub use map_legend::MapLegend;
pub use north_arrow::{NORTH_ARROW, north_arrow};
pub use notes::notes;
pub use number::{count, fixed, number, range, whole_range};
pub use ramp::RampLegend;
pub use scale_bar::{scale_bar, scale_bar_size};
pub use title::titles;

use crate::error::{Error, Result};
use crate::scene::Text;
use crate::unit::to_mm;

/// Makes sure that a text keeps to its width.
///
/// # Errors
/// `Kind::Data` naming the element and the excess in millimetres.
pub(crate) fn fits(element: &str, text: &Text, width: f64) -> Result<()> {
    if text.width <= width + 1e-6 {
        return Ok(());
    }
    Err(Error::data(format!(
        "the {element} '{}' is {:.1} mm wide, but has {:.1} mm",
        text.text,
        to_mm(text.width),
        to_mm(width)
    ))
    .hint("shorten it or widen the figure; type is never made smaller to fit"))
}
