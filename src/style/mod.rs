//! Styles that GIS programs show a layer with, made from the same classes and colours as the figure.

/// One style of a layer, as QGIS and other programs read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerStyle {
    /// What the user sees in the list of styles.
    pub name: String,
    /// What it shows, in a sentence.
    pub description: String,
    /// QGIS layer style (`<!DOCTYPE qgis>`).
    pub qml: String,
    /// OGC Styled Layer Descriptor.
    pub sld: String,
}
