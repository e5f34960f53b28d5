//! Which field of a boundary file is what, by the conventions that publishers follow.

use std::collections::HashMap;

use geo::MultiPolygon;

use super::BoundaryColumns;
use super::encoding::mend;
use super::heading::Headings;
use crate::boundary::{Boundaries, District};
use crate::error::{Error, Result};
use crate::name::without_controls;

/// A boundary file as read: every field as text, every shape oriented.
pub(super) struct Layer {
    /// File name for messages.
    pub file: String,
    /// Field names as written.
    pub fields: Vec<String>,
    /// Features in file order.
    pub features: Vec<Feature>,
    /// What had to be assumed or mended.
    pub notes: Vec<String>,
}

/// One feature: "feature 3" or "record 3", a value for each field (empty if missing), and the shape.
pub(super) struct Feature {
    pub label: String,
    pub values: Vec<String>,
    pub shape: MultiPolygon<f64>,
}

/// Fields of the layer, as indices.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Fields {
    id: Option<usize>,
    name: Option<usize>,
    region_id: Option<usize>,
    region: Option<usize>,
    vintage: Option<usize>,
    version: Option<usize>,
}

/// Letters that a shapefile has for the name of a field.
const SHAPEFILE_NAME: usize = 10;

/// Turns a layer into boundaries.
///
/// # Errors
/// `Kind::Data` if a named field is missing, no identifier can be found, or identifiers are empty or not unique.
pub(super) fn boundaries(mut layer: Layer, columns: &BoundaryColumns) -> Result<Boundaries> {
    let fields = fields(&layer, columns)?;
    let (id, name) = match (fields.id, fields.name) {
        (Some(id), name) => (id, name.unwrap_or(id)),
        (None, Some(name)) if unique(&layer, name) => {
            let heading = &layer.fields[name];
            layer.notes.push(format!("no identifier recognised: the name in '{heading}' serves as one"));
            (name, name)
        }
        _ => return Err(unrecognised(&layer)),
    };
    clean_names(&mut layer, [Some(id), Some(name), fields.region_id, fields.region]);
    check_ids(&layer, id)?;
    let vintage = fields.vintage.and_then(|field| common_day(&layer, field));
    let vintage = vintage.or_else(|| fields.version.and_then(|field| common(&layer, field)).map(str::to_string));
    mend_names(&mut layer, [Some(name).filter(|name| *name != id), fields.region.filter(|region| *region != id)]);
    let districts = layer.features.into_iter().map(|Feature { values, shape, .. }| {
        let value = |field: Option<usize>| field.map_or(String::new(), |f| values[f].clone());
        District {
            id: value(Some(id)),
            name: value(Some(name)),
            region_id: value(fields.region_id),
            region: value(fields.region),
            shape,
        }
    });
    Ok(Boundaries { districts: districts.collect(), file: layer.file, vintage, notes: layer.notes })
}

fn unrecognised(layer: &Layer) -> Error {
    Error::data(format!(
        "{}: no field is recognised as the districts' identifier (fields: {})",
        layer.file,
        layer.fields.join(", ")
    ))
    .hint("name the fields: --district-id and --district-name, or id and name under [boundaries]")
}

/// Reads names back that were UTF-8 once and were saved as Windows-1252 (`SÃ©gou`), and says so.
fn mend_names(layer: &mut Layer, fields: [Option<usize>; 2]) {
    let (mut count, mut example) = (0u64, None);
    for feature in &mut layer.features {
        for field in fields.into_iter().flatten() {
            let Some(mended) = mend(&feature.values[field]) else { continue };
            let said = std::mem::replace(&mut feature.values[field], mended);
            count += 1;
            example.get_or_insert_with(|| format!("'{said}' as '{}' in {}", feature.values[field], feature.label));
        }
    }
    if let Some(example) = example {
        layer.notes.push(format!("{count} × a name garbled by a wrong encoding was read back, first {example}"));
    }
}

/// Takes control characters out of names and identifiers, which no figure can show and no XML may hold, and says so.
fn clean_names(layer: &mut Layer, fields: [Option<usize>; 4]) {
    let (mut count, mut example) = (0u64, None);
    for feature in &mut layer.features {
        for field in fields.into_iter().flatten() {
            let Some(clean) = without_controls(&feature.values[field]) else { continue };
            count += 1;
            example.get_or_insert_with(|| format!("in {}, now '{clean}'", feature.label));
            feature.values[field] = clean;
        }
    }
    if let Some(example) = example {
        layer.notes.push(format!("{count} × a name or identifier lost its control characters, first {example}"));
    }
}

fn check_ids(layer: &Layer, id: usize) -> Result<()> {
    let field = &layer.fields[id];
    let mut seen: HashMap<&str, &str> = HashMap::with_capacity(layer.features.len());
    for feature in &layer.features {
        let value = feature.values[id].as_str();
        if value.trim().is_empty() {
            return Err(Error::data(format!("{}, {}: '{field}' is empty", layer.file, feature.label))
                .hint("give every district an identifier, or name another field"));
        }
        if let Some(first) = seen.insert(value, &feature.label) {
            return Err(Error::data(format!(
                "{}: {first} and {} have the same identifier '{value}' in '{field}'",
                layer.file, feature.label
            ))
            .hint("merge the two features, or name a field that is unique"));
        }
    }
    Ok(())
}

fn unique(layer: &Layer, field: usize) -> bool {
    let mut seen = std::collections::HashSet::new();
    layer.features.iter().all(|f| !f.values[field].trim().is_empty() && seen.insert(f.values[field].as_str()))
}

/// What all features share.
fn common(layer: &Layer, field: usize) -> Option<&str> {
    let first = layer.features.first()?.values[field].trim();
    let alike = !first.is_empty() && layer.features.iter().all(|f| f.values[field].trim() == first);
    alike.then_some(first)
}

/// The day that all features share, as `YYYY-MM-DD`.
fn common_day(layer: &Layer, field: usize) -> Option<String> {
    let first = common(layer, field)?;
    let digits: String = first.chars().take(10).filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (month, day) = (i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?);
    jiff::civil::Date::new(number(0..4)?, month, day).ok().map(|d| d.to_string())
}

fn fields(layer: &Layer, columns: &BoundaryColumns) -> Result<Fields> {
    let headings = Headings::new(&layer.file, &layer.fields);
    let known = Schema(&headings).fields();
    let choose = |named: &Option<String>, known: Option<usize>| match named {
        Some(name) => headings.named(name).map(Some),
        None => Ok(known),
    };
    Ok(Fields {
        id: choose(&columns.id, known.id)?,
        name: choose(&columns.name, known.name)?,
        region_id: choose(&columns.region_id, known.region_id)?,
        region: choose(&columns.region, known.region)?,
        vintage: known.vintage,
        version: known.version,
    })
}

struct Schema<'a>(&'a Headings<'a>);

impl Schema<'_> {
    /// The first convention that the fields follow; the deepest administrative level wins.
    fn fields(&self) -> Fields {
        let vintage = self.one("validon").or_else(|| self.one("valid_on"));
        let found = self
            .ours()
            .or_else(|| (0..=5).rev().find_map(|level| self.cod_ab(level)))
            .or_else(|| (0..=5).rev().find_map(|level| self.old_cod_ab(level)))
            .or_else(|| self.geoboundaries())
            .or_else(|| self.natural_earth())
            .or_else(|| self.whos_on_first())
            .or_else(|| (0..=5).rev().find_map(|level| self.gadm(level)));
        // the day from which a COD-AB is valid says more than the number of its version
        Fields { vintage, version: self.one("version"), ..found.unwrap_or_else(|| self.generic()) }
    }

    /// The field of that name, or of its first letters where a shapefile has cut it.
    fn one(&self, name: &str) -> Option<usize> {
        let cut = |n: &str| n.get(..SHAPEFILE_NAME).filter(|cut| cut.len() < n.len()).map(str::to_string);
        self.0.first(&[name]).or_else(|| self.0.first(&[&cut(name)?]))
    }

    fn ours(&self) -> Option<Fields> {
        let (id, name) = (self.one("pcode")?, self.one("name")?);
        let (region_id, region) = (self.one("region_pcode"), self.one("region"));
        Some(Fields { id: Some(id), name: Some(name), region_id, region, ..Fields::default() })
    }

    /// OCHA's common operational datasets: `ADM2_PCODE` with `ADM2_FR`, or `adm2_pcode` with `adm2_name`.
    fn cod_ab(&self, level: u8) -> Option<Fields> {
        let id = self.one(&format!("adm{level}_pcode"))?;
        let name = |level: u8| {
            let prefix = format!("adm{level}_");
            let language = |f: &String| f.strip_prefix(&prefix).is_some_and(|rest| rest.len() == 2);
            self.one(&format!("adm{level}_name")).or_else(|| self.0.folded().iter().position(language))
        };
        let (region_id, region) = if level >= 2 { (self.one("adm1_pcode"), name(1)) } else { (None, None) };
        Some(Fields { id: Some(id), name: name(level), region_id, region, ..Fields::default() })
    }

    /// The field names of OCHA's datasets until about 2019: `admin2Pcode` with `admin2Name_fr`, cut in shapefiles.
    fn old_cod_ab(&self, level: u8) -> Option<Fields> {
        let id = |level: u8| self.one(&format!("admin{level}pcode"));
        let name = |level: u8| {
            let prefix = format!("admin{level}na");
            self.0.folded().iter().position(|f| f.starts_with(&prefix) && !f.contains("alt"))
        };
        let (region_id, region) = if level >= 2 { (id(1), name(1)) } else { (None, None) };
        Some(Fields { id: Some(id(level)?), name: name(level), region_id, region, ..Fields::default() })
    }

    fn geoboundaries(&self) -> Option<Fields> {
        Some(Fields { id: Some(self.one("shapeid")?), name: self.one("shapename"), ..Fields::default() })
    }

    fn natural_earth(&self) -> Option<Fields> {
        if let Some(id) = self.one("adm1_code") {
            return Some(Fields {
                id: Some(id),
                name: self.one("name"),
                region_id: self.one("adm0_a3"),
                region: self.one("admin"),
                ..Fields::default()
            });
        }
        let id = self.one("iso_a3")?;
        let name = self.one("name").or_else(|| self.one("admin"))?;
        Some(Fields { id: Some(id), name: Some(name), ..Fields::default() })
    }

    fn whos_on_first(&self) -> Option<Fields> {
        let either = |name: &str| self.one(&format!("wof:{name}"));
        let id = self.one("wof_id").or_else(|| either("id"))?;
        Some(Fields {
            id: Some(id),
            name: either("name").or_else(|| self.one("name")),
            region_id: either("parent_id").or_else(|| self.one("parent_id")),
            ..Fields::default()
        })
    }

    fn gadm(&self, level: u8) -> Option<Fields> {
        let id = self.one(&format!("gid_{level}"))?;
        let (region_id, region) = if level >= 2 { (self.one("gid_1"), self.one("name_1")) } else { (None, None) };
        let name = self.one(&format!("name_{level}"));
        Some(Fields { id: Some(id), name, region_id, region, ..Fields::default() })
    }

    fn generic(&self) -> Fields {
        let first_of = |names: &[&str]| names.iter().find_map(|name| self.one(name));
        Fields {
            id: first_of(&[
                "id",
                "pcode",
                "code",
                "uid",
                "district_id",
                "district_pcode",
                "district_code",
                "adm2_id",
                "adm2_code",
            ]),
            name: first_of(&["name", "nom", "label", "district", "district_name", "adm2_name", "admin2"]),
            region_id: first_of(&["region_id", "region_pcode", "region_code"]),
            region: first_of(&["region", "region_name"]),
            ..Fields::default()
        }
    }
}

#[cfg(test)]
#[path = "boundary_schema_tests.rs"]
mod tests;
