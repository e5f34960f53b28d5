//! What the layers of vector tiles are, and what their fields mean.

use super::encode::count_of;
use crate::language::Language;
use crate::tile::content::Content;
use crate::tile::pyramid::Pyramid;
use crate::tile::tile_set::{Field, FieldKind, VectorLayer};

fn field(name: &str, kind: FieldKind, description: &str) -> Field {
    Field { name: name.to_string(), kind, description: description.to_string() }
}

/// The layers of a set that shows districts, incidents as points from a zoom, or both.
pub fn layers(
    content: &Content,
    pyramid: &Pyramid,
    (districts, points_from): (bool, Option<u8>),
    language: Language,
) -> Vec<VectorLayer> {
    let layer = |id: &str, description: &str, fields| VectorLayer {
        id: id.to_string(),
        description: description.to_string(),
        zooms: pyramid.zooms.clone(),
        fields,
    };
    let mut layers = Vec::new();
    if districts {
        let all = district_fields(content, language);
        let said = ["pcode", "name", "region", "count", "class"];
        let named = all.iter().filter(|f| said.contains(&f.name.as_str())).cloned().collect();
        let what =
            language.of("Districts with the incidents located in them", "Districts et incidents qui y sont localisés");
        layers.push(layer("districts", what, all));
        let of_level = language.of(
            "what the border parts: country, region or district",
            "ce que la limite sépare : country (pays), region ou district",
        );
        let levels = vec![field("level", FieldKind::String, of_level)];
        layers.push(layer("borders", language.of("Borders, each once", "Limites, chacune une fois"), levels));
        let points = language.of(
            "A point in each district for its name, at every zoom",
            "Un point par district pour son nom, à chaque zoom",
        );
        layers.push(layer("labels", points, named));
    }
    if let Some(zoom) = points_from {
        let description = language.of(
            format!(
                "Located incidents: from zoom {zoom} at their places, below and where too many are near by cells of a \
                 grid; counts add up to all of them at every zoom"
            ),
            format!(
                "Incidents localisés : à leur lieu dès le zoom {zoom}, en deçà et où ils sont trop nombreux par cellules \
                 d’une grille ; la somme est la même à chaque zoom"
            ),
        );
        layers.push(layer("incidents", &description, incident_fields(content, language)));
    }
    layers
}

fn district_fields(content: &Content, language: Language) -> Vec<Field> {
    let text = |name: &str, english: &str, french: &str| field(name, FieldKind::String, language.of(english, french));
    let number = |name: &str, english: &str, french: &str| field(name, FieldKind::Number, language.of(english, french));
    let mut fields = vec![
        text("pcode", "identifier of the district", "identifiant du district"),
        text("name", "name of the district", "nom du district"),
    ];
    if content.boundaries.districts.iter().any(|d| !d.region.is_empty()) {
        fields.push(text("region", "name of the region", "nom de la région"));
    }
    fields.push(number("count", "incidents located in the district", "incidents localisés dans le district"));
    for (year, _) in &content.by_year {
        fields.push(number(&count_of(*year), &format!("the same in {year}"), &format!("les mêmes en {year}")));
    }
    let density = match content.period {
        Some(_) => ["incidents per 10,000 km² per year", "incidents pour 10 000 km² et par an"],
        None => ["incidents per 10,000 km²", "incidents pour 10 000 km²"],
    };
    fields.extend([
        number("area_km2", "area in km²", "superficie en km²"),
        number("density", density[0], density[1]),
        number(
            "class",
            "class of the density, from 1; 0 where none is located, absent without data",
            "classe de la densité, dès 1 ; 0 si aucun n’est localisé, absente sans données",
        ),
    ]);
    fields
}

fn incident_fields(content: &Content, language: Language) -> Vec<Field> {
    let of = &content.places.attributes;
    let at_points = language.of(", at zooms of points", ", aux zooms des points");
    let text = |name: &str, english: &str, french: &str| {
        field(name, FieldKind::String, &format!("{}{at_points}", language.of(english, french)))
    };
    let mut fields = vec![field("count", FieldKind::Number, language.of("number of incidents", "nombre d’incidents"))];
    if of.iter().any(|a| a.year != 0) {
        fields.push(field("year", FieldKind::Number, &format!("{}{at_points}", language.of("year", "année"))));
        let in_cell = |year| language.of(format!("those of {year}, in cells"), format!("ceux de {year}, en cellules"));
        let counts = content.by_year.iter().map(|(year, _)| *year);
        fields.extend(counts.map(|year| field(&count_of(year), FieldKind::Number, &in_cell(year))));
    }
    if of.iter().any(|a| !a.date.is_empty()) {
        fields.push(text("date", "date as exact as the source", "date aussi précise que la source"));
    }
    if of.iter().any(|a| !a.category.is_empty()) {
        fields.push(text("category", "category", "catégorie"));
    }
    if of.iter().any(|a| a.precision.is_some()) {
        fields.push(text("precision", "how exactly the place is known", "précision du lieu"));
    }
    fields
}
