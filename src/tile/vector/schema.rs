//! What the layers of vector tiles are, and what their fields mean.

use crate::tile::content::Content;
use crate::tile::pyramid::Pyramid;
use crate::tile::tile_set::{Field, FieldKind, VectorLayer};

fn field(name: &str, kind: FieldKind, description: &str) -> Field {
    Field { name: name.to_string(), kind, description: description.to_string() }
}

/// The layers of a set that shows districts, incidents as points from a zoom, or both.
pub fn layers(content: &Content, pyramid: &Pyramid, districts: bool, points_from: Option<u8>) -> Vec<VectorLayer> {
    let layer = |id: &str, description: &str, fields| VectorLayer {
        id: id.to_string(),
        description: description.to_string(),
        zooms: pyramid.zooms.clone(),
        fields,
    };
    let mut layers = Vec::new();
    if districts {
        layers.push(layer("districts", "Districts with the incidents located in them", district_fields(content)));
        let levels = vec![field("level", FieldKind::String, "what the border parts: country, region or district")];
        layers.push(layer("borders", "Borders, each once", levels));
        let said = ["pcode", "name", "region", "count", "class"];
        let named = district_fields(content).into_iter().filter(|f| said.contains(&f.name.as_str())).collect();
        layers.push(layer("labels", "A point in each district for its name, at every zoom", named));
    }
    if let Some(zoom) = points_from {
        let description = format!(
            "Located incidents: from zoom {zoom} at their places, below and where too many are near by cells of a grid; \
             counts add up to all of them at every zoom"
        );
        layers.push(layer("incidents", &description, incident_fields(content)));
    }
    layers
}

fn district_fields(content: &Content) -> Vec<Field> {
    let mut fields = vec![
        field("pcode", FieldKind::String, "identifier of the district"),
        field("name", FieldKind::String, "name of the district"),
    ];
    if content.boundaries.districts.iter().any(|d| !d.region.is_empty()) {
        fields.push(field("region", FieldKind::String, "name of the region"));
    }
    fields.push(field("count", FieldKind::Number, "incidents located in the district"));
    for (year, _) in &content.by_year {
        fields.push(field(&format!("count_{year}"), FieldKind::Number, &format!("the same in {year}")));
    }
    let per = if content.period.is_some() { "incidents per 10,000 km² per year" } else { "incidents per 10,000 km²" };
    fields.extend([
        field("area_km2", FieldKind::Number, "area in km²"),
        field("density", FieldKind::Number, per),
        field("class", FieldKind::Number, "class of the density, from 1; 0 where none is located, absent without data"),
    ]);
    fields
}

fn incident_fields(content: &Content) -> Vec<Field> {
    let of = &content.places.attributes;
    let mut fields = vec![field("count", FieldKind::Number, "number of incidents")];
    if of.iter().any(|a| a.year != 0) {
        fields.push(field("year", FieldKind::Number, "year, at zooms of points"));
    }
    if of.iter().any(|a| !a.date.is_empty()) {
        fields.push(field("date", FieldKind::String, "date as exact as the source, at zooms of points"));
    }
    if of.iter().any(|a| !a.category.is_empty()) {
        fields.push(field("category", FieldKind::String, "category, at zooms of points"));
    }
    if of.iter().any(|a| a.precision.is_some()) {
        fields.push(field("precision", FieldKind::String, "how exactly the place is known, at zooms of points"));
    }
    fields
}
