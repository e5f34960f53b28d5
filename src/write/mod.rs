//! Writers: districts, incidents and the ledger as files of geographic information systems and tables.
//!
//! What is written is a `Layer`, whatever the format; the formats do not know what a district is.
//!
//! ```
//! use cercle::ledger::Account;
//! use cercle::write::{Column, Field, Layer, LayerFormat, Shapes};
//!
//! let layer = Layer {
//!     name: "places".into(),
//!     fields: vec![Field::new("name", "what it is called", Column::texts(["Gao", "Kidal"]))],
//!     shapes: Shapes::Points(vec![Some([-0.04, 16.27]), Some([1.41, 18.44])]),
//!     ..Layer::default()
//! };
//! let table = LayerFormat::FlatGeobuf.file(&[layer.clone()], &Account::default())?;
//! assert!(table.starts_with(b"fgb"));
//! assert!(cercle::write::geojson(&layer)?.starts_with(b"{\"type\":\"FeatureCollection\""));
//! # Ok::<(), cercle::error::Error>(())
//! ```

mod boundaries;
mod cells;
mod crosswalk;
mod crs;
mod csv;
mod districts;
mod fgb;
mod format;
mod geojson;
mod geoparquet;
mod geotiff;
mod gpkg;
mod heat_png;
mod incidents;
mod layer;
mod qgz;
mod table;
mod wkb;
mod xlsx;

pub use boundaries::boundaries;
pub use cells::{contours, hexagons};
pub use crosswalk::{areas_csv, crosswalk_csv};
pub use csv::{dictionary, layer_csv, layer_csvt, layer_prj};
pub use districts::{districts, regions};
pub use fgb::fgb;
pub use format::{LAYERS, LayerFormat};
pub use geojson::{geojson, geojson_lines};
pub use geoparquet::geoparquet;
pub use geotiff::{Band, geotiff};
pub use gpkg::gpkg;
pub use heat_png::{aux_xml, heat_png, world_file};
pub use incidents::{GENERALISED, incidents, public_incidents};
pub use layer::{Column, Field, Layer, Origin, Shapes, Value};
pub use qgz::qgz;
pub use table::{counts_csv, flag_duplicates, ledger_csv, ledger_head, ledger_lines, sums_csv};
pub use xlsx::xlsx;
