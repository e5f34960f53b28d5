//! Styles that GIS programs show a layer with, made from the same classes and colours as the figure.
//!
//! A style is a list of rules (`rule`), written as QGIS's QML (`qml`) and as OGC's SLD (`sld`), so that both say the same.
//!
//! ```
//! use cercle::language::Language;
//! use cercle::style::{IncidentLook, incident_styles};
//!
//! let look = IncidentLook {
//!     located: "located to 25 km or on a road".into(),
//!     district: "located to a district".into(),
//!     region: "region only".into(),
//!     language: Language::English,
//! };
//! let styles = incident_styles(&look);
//! assert!(styles[0].qml.starts_with("<!DOCTYPE qgis") && styles[0].sld.contains("located to 25 km or on a road"));
//! ```

mod cells;
mod districts;
mod incidents;
mod layout;
mod qgs;
mod qml;
mod qml_symbol;
mod regions;
mod rule;
mod sld;
mod xml;

pub use cells::{Bands, contour_styles, hexagon_styles};
pub use districts::{DistrictLook, district_styles};
pub use incidents::{IncidentLook, incident_styles};

pub use layout::legend_box;
pub use qgs::{MapProject, qgs};
pub use regions::region_styles;

use crate::classify::Classes;
use crate::color::Color;
use crate::language::Language;
use crate::palette::Palette;

/// One style of a layer, as QGIS and other programs read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerStyle {
    /// What the user sees in the list of styles.
    pub name: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// QGIS layer style (`<!DOCTYPE qgis>`).
    pub qml: String,
    /// The same for a table of the layer that QGIS reads: points keep their look, other shapes are not in it.
    pub table: String,
    /// OGC Styled Layer Descriptor.
    pub sld: String,
}

/// Classes with their words and colours, as the legend of a figure has them.
#[derive(Debug, Clone, PartialEq)]
pub struct Classed {
    /// What the colours stand for, with the unit.
    pub title: String,
    /// The classes.
    pub classes: Classes,
    /// The label of each class, lowest first.
    pub labels: Vec<String>,
    /// Where the colours come from.
    pub palette: Palette,
    /// The highest value of the layer.
    pub highest: f64,
    /// The language of the labels.
    pub language: Language,
}

impl Classed {
    /// The colour of each class, lowest first.
    pub fn colors(&self) -> Vec<Color> {
        self.palette.take(self.classes.len())
    }
}

/// A style before it is text.
#[derive(Debug, Clone, PartialEq)]
struct Style {
    name: String,
    description: String,
    qml: qml::Qml,
    rules: Vec<rule::Rule>,
}

impl Style {
    fn written(&self, layer: &str) -> LayerStyle {
        LayerStyle {
            name: self.name.clone(),
            description: self.description.clone(),
            qml: self.qml.text(),
            table: self.qml.table(),
            sld: sld::sld(layer, (&self.name, &self.description), &self.rules),
        }
    }
}

/// The smallest difference of densities in a file, which has six decimals: half of it parts one range from the next.
const HALF_DIGIT: f64 = 5e-7;

/// Ranges of the classes as QGIS has them: its ranges hold their upper bound too, ours do not.
fn ranges(classed: &Classed) -> Vec<qml::Range> {
    let classes = classed.labels.iter().zip(classed.colors()).enumerate();
    let range = |(class, (label, color)): (usize, (&String, Color))| {
        let (low, high) = classed.classes.extent(class);
        qml::Range {
            low: low.map_or(0.0, |v| v - HALF_DIGIT),
            // The highest value may have been rounded up.
            high: high.map_or(classed.highest.max(low.unwrap_or(0.0)) + HALF_DIGIT, |v| v - HALF_DIGIT),
            label: label.clone(),
            color,
        }
    };
    classes.map(range).collect()
}

#[cfg(test)]
mod style_tests;
