//! The formats of layers, and the files that a set of layers is in each.

use super::csv::{dictionary, layer_csv, layer_csvt};
use super::fgb::fgb;
use super::geojson::{geojson, geojson_lines};
use super::geoparquet::geoparquet;
use super::gpkg::gpkg;
use super::layer::Layer;
use super::xlsx::xlsx;
use crate::error::Result;
use crate::ledger::Account;

/// Names of the layers that districts and incidents make.
pub const LAYERS: [&str; 3] = ["districts", "regions", "incidents"];
/// Name of the file that says what the columns of tables hold.
const DICTIONARY: &str = "fields.csv";

/// A format of layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LayerFormat {
    /// GeoJSON, a file a layer.
    GeoJson,
    /// Newline-delimited GeoJSON, a file a layer.
    GeoJsonLines,
    /// One GeoPackage.
    GeoPackage,
    /// FlatGeobuf, a file a layer.
    FlatGeobuf,
    /// GeoParquet, a file a layer.
    Parquet,
    /// Tables of text, a file a layer, with their types and what they hold.
    Csv,
    /// One workbook.
    Xlsx,
}

impl LayerFormat {
    /// Every format.
    pub const ALL: [LayerFormat; 7] = [
        LayerFormat::GeoJson,
        LayerFormat::GeoJsonLines,
        LayerFormat::GeoPackage,
        LayerFormat::FlatGeobuf,
        LayerFormat::Parquet,
        LayerFormat::Csv,
        LayerFormat::Xlsx,
    ];

    /// The word for it, which is also the extension of its files.
    pub fn word(self) -> &'static str {
        match self {
            LayerFormat::GeoJson => "geojson",
            LayerFormat::GeoJsonLines => "geojsonl",
            LayerFormat::GeoPackage => "gpkg",
            LayerFormat::FlatGeobuf => "fgb",
            LayerFormat::Parquet => "parquet",
            LayerFormat::Csv => "csv",
            LayerFormat::Xlsx => "xlsx",
        }
    }

    /// The format with the word.
    pub fn find(word: &str) -> Option<LayerFormat> {
        LayerFormat::ALL.into_iter().find(|format| format.word() == word)
    }

    /// Whether one file holds all layers.
    pub fn holds_all(self) -> bool {
        matches!(self, LayerFormat::GeoPackage | LayerFormat::Xlsx)
    }

    /// Whether QGIS finds the style of a layer beside its file, by the name: that of a file with one layer of shapes.
    pub fn styled_by_name(self) -> bool {
        matches!(
            self,
            LayerFormat::GeoJson | LayerFormat::GeoJsonLines | LayerFormat::FlatGeobuf | LayerFormat::Parquet
        )
    }

    /// Names of the files that layers of these names make.
    pub fn file_names(self, layers: &[&str]) -> Vec<String> {
        let word = self.word();
        match self {
            _ if self.holds_all() => vec![format!("layers.{word}")],
            // Values as they are, for programs: a workbook is for people (see `xlsx`).
            LayerFormat::Csv => {
                let of = |name: &&str| [format!("{name}.data.csv"), format!("{name}.data.csvt")];
                layers.iter().flat_map(of).chain([DICTIONARY.to_string()]).collect()
            }
            _ => layers.iter().map(|name| format!("{name}.{word}")).collect(),
        }
    }

    /// One file with one layer, or with all where it holds them.
    ///
    /// # Errors
    /// As the writers.
    pub fn file(self, layers: &[Layer], account: &Account) -> Result<Vec<u8>> {
        let one = |write: fn(&Layer) -> Result<Vec<u8>>| layers.first().map_or(Ok(Vec::new()), write);
        match self {
            LayerFormat::GeoJson => one(geojson),
            LayerFormat::GeoJsonLines => one(geojson_lines),
            LayerFormat::GeoPackage => gpkg(layers),
            LayerFormat::FlatGeobuf => one(fgb),
            LayerFormat::Parquet => one(geoparquet),
            LayerFormat::Csv => one(layer_csv),
            LayerFormat::Xlsx => xlsx(layers, account),
        }
    }

    /// All files that the layers make, with their names.
    ///
    /// # Errors
    /// As the writers.
    pub fn files(self, layers: &[Layer], account: &Account) -> Result<Vec<(String, Vec<u8>)>> {
        let names: Vec<&str> = layers.iter().map(|l| l.name.as_str()).collect();
        let names = self.file_names(&names).into_iter();
        if self.holds_all() {
            return Ok(names.zip([self.file(layers, account)?]).collect());
        }
        let mut files = Vec::new();
        for layer in layers {
            files.push(self.file(std::slice::from_ref(layer), account)?);
            if self == LayerFormat::Csv {
                files.push(layer_csvt(layer));
            }
        }
        if self == LayerFormat::Csv {
            files.push(dictionary(layers)?);
        }
        Ok(names.zip(files).collect())
    }
}
