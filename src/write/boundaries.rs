//! A boundary file: districts without counts, as a layer.

use super::districts::area;
use super::layer::{Column, Field, Layer, Origin, Shapes};
use crate::boundary::{Boundaries, District};

/// Districts with `pcode, name, region_pcode, region, area_km2` and, where the set says it, `valid_on`: a day, or the words for
/// it. Every place is as it is: round before. `regions` says that these are regions.
pub fn boundaries(set: &Boundaries, km2: &[f64], regions: bool) -> Layer {
    let all = &set.districts;
    let texts = |of: fn(&District) -> &String| Column::texts(all.iter().map(of));
    let origin =
        Origin { source: set.file.clone(), vintage: set.vintage.clone().unwrap_or_default(), ..Origin::default() };
    let mut fields = vec![
        Field::new(
            "pcode",
            if regions { "identifier of the region" } else { "identifier of the district" },
            texts(|d| &d.id),
        ),
        Field::new("name", if regions { "name of the region" } else { "name of the district" }, texts(|d| &d.name)),
        Field::new("region_pcode", "identifier of its region", texts(|d| &d.region_id)),
        Field::new("region", "name of its region", texts(|d| &d.region)),
        area(origin.language, km2.iter().copied()),
    ];
    if let Some(valid) = &set.vintage {
        let column = match valid.parse() {
            Ok(day) => Column::Date(vec![Some(day); all.len()]),
            Err(_) => Column::texts(vec![valid.as_str(); all.len()]),
        };
        fields.push(Field::new("valid_on", "edition of the boundaries", column));
    }
    Layer {
        name: if regions { "regions" } else { "districts" }.into(),
        title: if regions { "Regions" } else { "Districts" }.into(),
        description: if regions { "Regions with their areas." } else { "Districts with their areas." }.into(),
        fields,
        shapes: Shapes::Polygons(all.iter().map(|d| d.shape.clone()).collect()),
        styles: Vec::new(),
        origin,
    }
}
