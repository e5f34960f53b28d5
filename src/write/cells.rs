//! Hexagons and contours of heat maps as layers.

use geo::MultiPolygon;

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded, rounded_shape};
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::measure::heat::{Hexagon, Isoband};

/// What densities are in.
fn unit(language: Language, years: Option<f64>) -> &'static str {
    match years {
        Some(_) => language.of("incidents per 1,000 km² per year", "incidents pour 1\u{202f}000\u{202f}km² et par an"),
        None => language.of("incidents per 1,000 km²", "incidents pour 1\u{202f}000\u{202f}km²"),
    }
}

/// Hexagons with `h3` (where they have an index), `count`, `area_km2`, `density` (incidents per 1,000 km², and per year if they stand for years) and `class`, from 1.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a hexagon without area.
pub fn hexagons(hexagons: &[Hexagon], years: Option<f64>, classes: &Classes, origin: &Origin) -> Result<Layer> {
    let mut fields = Vec::new();
    let language = origin.language;
    let say = |english: &'static str, french: &'static str| language.of(english, french);
    if hexagons.iter().any(|h| h.h3.is_some()) {
        let indices = hexagons.iter().map(|h| h.h3.clone()).collect();
        fields.push(Field::new(
            "h3",
            say("index of the cell in H3", "indice de la cellule dans H3"),
            Column::Text(indices),
        ));
    }
    let counts = hexagons.iter().map(|h| i64::try_from(h.count).ok()).collect();
    fields.push(Field::new("count", say("incidents in it", "incidents qu’il contient"), Column::Integer(counts)));
    let real =
        |of: &dyn Fn(&Hexagon) -> f64| Column::Real(hexagons.iter().map(|h| Some(rounded(of(h), DECIMALS))).collect());
    fields.push(Field::new("area_km2", say("area on the ground", "surface au sol"), real(&|h| h.km2)).unit("km²"));
    let densities = real(&|h| h.density(years));
    fields.push(
        Field::new("density", say("incidents by area", "incidents par surface"), densities).unit(unit(language, years)),
    );
    let class = |h: &Hexagon| classes.class_of(h.density(years)).map(|class| class as i64 + 1);
    fields.push(Field::new(
        "class",
        say("class of the density from 1", "classe de densité à partir de 1"),
        Column::Integer(hexagons.iter().map(class).collect()),
    ));
    let shapes: Vec<_> = hexagons.iter().map(|h| rounded_shape(&MultiPolygon(vec![h.shape.clone()]))).collect();
    if shapes.iter().any(|shape| shape.0.is_empty()) {
        return Err(Error::data("a hexagon has no area at six decimals of a degree")
            .hint("make the hexagons larger: --hexagon 1km, or --h3 12 and less"));
    }
    Ok(Layer {
        name: "hexagons".into(),
        title: say("Incidents by hexagon", "Incidents par hexagone").into(),
        description: say(
            "Hexagons that hold incidents, with their number and density.",
            "Hexagones où se trouvent des incidents, avec leur nombre et leur densité.",
        )
        .into(),
        fields,
        shapes: Shapes::Polygons(shapes),
        styles: Vec::new(),
        origin: origin.clone(),
    })
}

/// Contours with `class` from 1, `lower` and `upper` (null for the highest), `density` (the lower one) and `count`, the incidents that the surface lays into the band.
/// A band without area at six decimals of a degree is left out.
pub fn contours(bands: &[Isoband], years: Option<f64>, origin: &Origin) -> Layer {
    let shaped = bands.iter().enumerate().map(|(i, band)| (i, band, rounded_shape(&band.shape)));
    let kept: Vec<_> = shaped.filter(|(_, _, shape)| !shape.0.is_empty()).collect();
    let real = |of: &dyn Fn(&Isoband) -> Option<f64>| Column::Real(kept.iter().map(|(_, band, _)| of(band)).collect());
    let classes = Column::counts(kept.iter().map(|(i, ..)| *i as i64 + 1));
    let language = origin.language;
    let say = |english: &'static str, french: &'static str| language.of(english, french);
    let unit = unit(language, years);
    Layer {
        name: "contours".into(),
        title: say("Density of incidents", "Densité des incidents").into(),
        description: say(
            "Bands between densities of incidents, one inside the other.",
            "Plages entre des densités d’incidents, l’une dans l’autre.",
        )
        .into(),
        fields: vec![
            Field::new(
                "class",
                say("number of the band from 1, the lowest", "numéro de la plage à partir de 1, la plus basse"),
                classes,
            ),
            Field::new(
                "lower",
                say("lowest density of the band", "densité la plus basse de la plage"),
                real(&|b| Some(b.lower)),
            )
            .unit(unit),
            Field::new(
                "upper",
                say("density where the next band begins", "densité où commence la plage suivante"),
                real(&|b| b.upper),
            )
            .unit(unit),
            Field::new(
                "density",
                say("lowest density of the band", "densité la plus basse de la plage"),
                real(&|b| Some(b.lower)),
            )
            .unit(unit),
            Field::new(
                "count",
                say("incidents that the surface lays into it", "incidents que la surface y place"),
                real(&|b| Some(rounded(b.count, 10.0))),
            ),
        ],
        shapes: Shapes::Polygons(kept.iter().map(|(.., shape)| shape.clone()).collect()),
        styles: Vec::new(),
        origin: origin.clone(),
    }
}
