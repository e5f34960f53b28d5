//! Tiles as bytes: Mapbox vector tile 2.1, compressed by gzip.

use std::io::Write;

use fast_mvt::{MvtCoord, MvtError, MvtFeatureBuilder, MvtGeomType, MvtLayerBuilder, MvtValueRef};

use super::incidents::Dot;
use super::mend::{Polygon, Spot};
use super::outlines::Level;
use crate::error::{Error, Result};
use crate::tile::content::Content;
use crate::tile::places::Attributes;

/// Level of compression.
const COMPRESSION: u32 = 6;

/// What a field holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A count.
    Whole(u64),
    /// A measure.
    Decimal(f64),
}

/// Fields of a feature.
pub type Fields = Vec<(String, Value)>;

/// Fields of every district: what its polygon and its label say. A district without data has no density and no class.
pub fn district_fields(content: &Content) -> Vec<Fields> {
    let fields = |i: usize| {
        let district = &content.boundaries.districts[i];
        let text = |name: &str, of: &str| (name.to_string(), Value::Text(of.to_string()));
        let mut fields = vec![text("pcode", &district.id), text("name", &district.name)];
        fields.extend((!district.region.is_empty()).then(|| text("region", &district.region)));
        let whole = |name: &str, of: u32| (name.to_string(), Value::Whole(of.into()));
        fields.push(whole("count", content.density.counts()[i]));
        fields.extend(content.by_year.iter().map(|(year, counts)| whole(&count_of(*year), counts[i])));
        fields.push(("area_km2".into(), Value::Decimal((content.areas_km2[i] * 10.0).round() / 10.0)));
        if let Some(value) = content.density.values()[i] {
            fields.push(("density".into(), Value::Decimal((value * 1e6).round() / 1e6)));
            fields.extend(class(content, value).map(|class| ("class".into(), Value::Whole(class))));
        }
        fields
    };
    (0..content.boundaries.districts.len()).map(fields).collect()
}

/// The field that holds the count of a year.
pub fn count_of(year: i16) -> String {
    format!("count_{year}")
}

/// Classes count from 1; 0 is where none is located.
fn class(content: &Content, value: f64) -> Option<u64> {
    if value > 0.0 { content.classes.class_of(value).map(|class| class as u64 + 1) } else { Some(0) }
}

/// A layer that is being encoded.
pub struct Layer(MvtLayerBuilder);

fn broken(e: MvtError) -> Error {
    Error::internal(format!("cannot encode a vector tile: {e}"))
}

fn coord(spot: &Spot) -> MvtCoord {
    MvtCoord { x: spot[0], y: spot[1] }
}

fn tag(feature: &mut MvtFeatureBuilder, name: &str, value: &Value) -> Result<()> {
    let value = match value {
        Value::Text(text) => MvtValueRef::String(text),
        Value::Whole(number) => MvtValueRef::UInt(*number),
        Value::Decimal(number) => MvtValueRef::Double(*number),
    };
    feature.tag_ref(name, value).map(drop).map_err(broken)
}

impl Layer {
    /// A layer without features.
    pub fn new(name: &str) -> Result<Layer> {
        MvtLayerBuilder::new(name).map(Layer).map_err(broken)
    }

    /// Adds a district.
    pub fn district(self, id: u64, polygons: &[Polygon], fields: &Fields) -> Result<Layer> {
        let mut feature = self.0.feature_of(MvtGeomType::Polygon);
        feature.id(Some(id));
        for polygon in polygons {
            for (i, ring) in polygon.iter().enumerate() {
                feature.ring(ring.iter().map(coord), i == 0).map_err(broken)?;
            }
        }
        fields.iter().try_for_each(|(name, value)| tag(&mut feature, name, value))?;
        Ok(Layer(feature.end()))
    }

    /// Adds lines of one level.
    pub fn borders(self, level: Level, lines: &[Vec<Spot>]) -> Result<Layer> {
        let mut feature = self.0.feature_of(MvtGeomType::LineString);
        for line in lines {
            feature.line(line.iter().map(coord)).map_err(broken)?;
        }
        feature.tag_ref("level", MvtValueRef::String(level.word())).map_err(broken)?;
        Ok(Layer(feature.end()))
    }

    /// Adds the label of a district.
    pub fn label(self, id: u64, at: Spot, fields: &Fields) -> Result<Layer> {
        let mut feature = self.0.feature_of(MvtGeomType::Point);
        feature.id(Some(id)).points([coord(&at)]).map_err(broken)?;
        let said = |name: &str| ["pcode", "name", "region", "count", "class"].contains(&name);
        for (name, value) in fields.iter().filter(|(name, _)| said(name)) {
            tag(&mut feature, name, value)?;
        }
        Ok(Layer(feature.end()))
    }

    /// Adds incidents.
    pub fn dots(self, dots: &[Dot], attributes: &[Attributes]) -> Result<Layer> {
        let mut layer = self.0;
        for dot in dots {
            let mut feature = layer.feature_of(MvtGeomType::Point);
            feature.points([coord(&dot.at)]).map_err(broken)?;
            feature.tag_ref("count", MvtValueRef::UInt(dot.count)).map_err(broken)?;
            if let Some(of) = dot.attributes.map(|number| &attributes[number as usize]) {
                said(&mut feature, of)?;
            }
            for (year, count) in &dot.years {
                feature.tag_ref(&count_of(*year), MvtValueRef::UInt(*count)).map_err(broken)?;
            }
            layer = feature.end();
        }
        Ok(Layer(layer))
    }

    /// The bytes of the layer, to be put one after the other with those of others.
    pub fn bytes(self) -> Vec<u8> {
        self.0.encode()
    }
}

fn said(feature: &mut MvtFeatureBuilder, of: &Attributes) -> Result<()> {
    if of.year != 0 {
        feature.tag_ref("year", MvtValueRef::UInt(of.year.unsigned_abs().into())).map_err(broken)?;
    }
    let texts =
        [("date", of.date.as_str()), ("category", &of.category), ("precision", of.precision.map_or("", |p| p.word()))];
    for (name, text) in texts.into_iter().filter(|(_, text)| !text.is_empty()) {
        feature.tag_ref(name, MvtValueRef::String(text)).map_err(broken)?;
    }
    Ok(())
}

/// Compresses a tile; the same bytes at any time and on any machine.
pub fn gzipped(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(COMPRESSION));
    let done = out.write_all(bytes).and_then(|()| out.finish());
    done.map_err(|e| Error::internal(format!("cannot compress a tile: {e}")))
}
