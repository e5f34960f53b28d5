//! Writers: districts, incidents and the ledger as files of geographic information systems and tables.

mod cells;
mod crs;
mod geojson;
mod geotiff;
mod heat_png;
mod qgz;
mod table;

pub use cells::{contours_geojson, hexagons_geojson};
pub use geojson::{districts_geojson, incidents_geojson};
pub use geotiff::{Band, geotiff};
pub use heat_png::{aux_xml, heat_png, world_file};
pub use qgz::qgz;
pub use table::{counts_csv, flag_duplicates, ledger_csv, ledger_head, ledger_lines};
