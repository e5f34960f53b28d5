//! Writers: districts, incidents and the ledger as files of geographic information systems and tables.

mod geojson;
mod table;

pub use geojson::{districts_geojson, incidents_geojson};
pub use table::{counts_csv, ledger_csv};
