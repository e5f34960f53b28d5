//! The layers of districts and of the regions that they form.

use geo::MultiPolygon;

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded, rounded_shape};
use crate::boundary::District;
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::language::Language;
use crate::measure::{Findings, Number, Values};
use crate::topology::Topology;

/// What densities are in.
fn per_area(language: Language) -> &'static str {
    language.of("incidents per 10,000 km² per year", "incidents pour 10\u{202f}000\u{202f}km² et par an")
}

/// Districts with `pcode, name, region_pcode, region, area_km2, count, count_YEAR…, density, class`.
///
/// `density` is incidents per 10,000 km² per year; `class` counts from 1, is 0 where none is located and null without data.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a district without area.
pub fn districts(findings: &Findings, density: &Values, classes: &Classes, origin: &Origin) -> Result<Layer> {
    let all = &findings.boundaries.districts;
    let language = origin.language;
    let say = |english: &'static str, french: &'static str| language.of(english, french);
    let texts = |of: fn(&District) -> &String| Column::texts(all.iter().map(of));
    let class = |value: &Option<f64>| match *value {
        Some(value) if value > 0.0 => classes.class_of(value).map(|class| class as i64 + 1),
        Some(_) => Some(0),
        None => None,
    };
    let mut fields = vec![
        Field::new(
            "pcode",
            say(
                "identifier of the district as in the boundary file",
                "identifiant du district, comme dans ses limites",
            ),
            texts(|d| &d.id),
        ),
        Field::new("name", say("name of the district", "nom du district"), texts(|d| &d.name)),
        Field::new(
            "region_pcode",
            say("identifier of its region", "identifiant de sa région"),
            texts(|d| &d.region_id),
        ),
        Field::new("region", say("name of its region", "nom de sa région"), texts(|d| &d.region)),
        area(language, findings.areas_km2.iter().copied()),
        Field::new(
            "count",
            or_null(
                say("incidents counted in it, of the whole period", "incidents comptés, sur toute la période"),
                findings,
                language,
            ),
            numbers(findings.incidents_by_district(None).by_district),
        ),
    ];
    for (year, counts) in &findings.counts.by_year {
        fields.push(of_year(language, *year, Column::counts(counts.iter().copied())));
    }
    let words = say("incidents counted in it by area and time", "incidents comptés, par surface et par durée");
    fields.push(rate("density", words, density).unit(per_area(language)));
    let classes = Column::Integer(density.values().iter().map(class).collect());
    let words = say(
        "class of the density from 1; 0 where none is counted",
        "classe de densité à partir de 1 ; 0 si aucun incident n’est compté",
    );
    fields.push(Field::new("class", language.spaced(words), classes));
    let shapes = all.iter().map(|d| with_area(&d.shape, || format!("district {}", d.id))).collect::<Result<_>>()?;
    Ok(Layer {
        name: "districts".into(),
        title: "Districts".into(),
        description: say(
            "Districts with their incidents by year and in all, and the density that the map shows.",
            "Districts avec leurs incidents par année et au total, et la densité que montre la carte.",
        )
        .into(),
        fields,
        shapes: Shapes::Polygons(shapes),
        styles: Vec::new(),
        origin: origin.clone(),
    })
}

/// Regions, dissolved from their districts along the borders that these share, with `pcode, name, districts, area_km2, count,
/// count_YEAR…, region_only, density`, and `people, rate` where a census says so; `None` if the boundary file names no regions.
///
/// `count` is what is counted in the districts; `density` and `rate` also count `region_only`, the incidents of which only the
/// region is known.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a region without area.
pub fn regions(findings: &Findings, origin: &Origin) -> Result<Option<Layer>> {
    let (all, language) = (&findings.regions, origin.language);
    let say = |english: &'static str, french: &'static str| language.of(english, french);
    if all.is_empty() {
        return Ok(None);
    }
    let areas = all.iter().map(|r| r.districts.iter().map(|&d| findings.areas_km2[d]).sum());
    let mut fields = vec![
        Field::new(
            "pcode",
            say("identifier of the region as in the boundary file", "identifiant de la région, comme dans ses limites"),
            Column::texts(all.iter().map(|r| &r.id)),
        ),
        Field::new("name", say("name of the region", "nom de la région"), Column::texts(all.iter().map(|r| &r.name))),
        Field::new(
            "districts",
            say("districts that form it", "districts qui la composent"),
            Column::counts(all.iter().map(|r| r.districts.len() as i64)),
        ),
        area(language, areas),
        Field::new(
            "count",
            or_null(
                say(
                    "incidents counted in its districts, of the whole period",
                    "incidents comptés dans ses districts, sur toute la période",
                ),
                findings,
                language,
            ),
            numbers(findings.located_by_region(None)),
        ),
    ];
    for year in findings.counts.by_year.keys() {
        fields.push(of_year(language, *year, numbers(findings.located_by_region(Some(*year)))));
    }
    let words = say(
        "further incidents, of which the source gives the region only",
        "autres incidents, dont la source ne donne que la région",
    );
    let hides = findings.withheld.hides_incidents();
    let only = (!hides).then(|| Field::new("region_only", words, numbers(findings.region_only_in(None))));
    fields.extend(only);
    let words = match hides {
        true => say("count by area and time", "count, par surface et par durée"),
        false => say("count and region_only by area and time", "count et region_only, par surface et par durée"),
    };
    fields.push(rate("density", words, &findings.region_density_in(None)?).unit(per_area(language)));
    if findings.people.iter().any(Option::is_some) {
        let people = findings.people.iter().map(|p| p.and_then(|p| i64::try_from(p).ok())).collect();
        fields.push(Field::new(
            "people",
            say("people of the region", "habitants de la région"),
            Column::Integer(people),
        ));
        let words = match hides {
            true => say("count by people and time", "count, par habitants et par durée"),
            false => {
                say("count and region_only by people and time", "count et region_only, par habitants et par durée")
            }
        };
        let unit = say("incidents per 100,000 people per year", "incidents pour 100\u{202f}000 habitants et par an");
        fields.push(rate("rate", words, &findings.region_rate_in(None)?).unit(unit));
    }
    Ok(Some(Layer {
        name: "regions".into(),
        title: say("Regions", "Régions").into(),
        description: say(
            "Regions, dissolved from their districts, with the incidents of these.",
            "Régions, fusionnées à partir de leurs districts, avec les incidents de ceux-ci.",
        )
        .into(),
        fields,
        shapes: Shapes::Polygons(dissolved(findings)?),
        styles: Vec::new(),
        origin: origin.clone(),
    }))
}

fn dissolved(findings: &Findings) -> Result<Vec<MultiPolygon<f64>>> {
    let mut of = vec![None; findings.boundaries.districts.len()];
    for (i, region) in findings.regions.iter().enumerate() {
        region.districts.iter().for_each(|&d| of[d] = Some(i));
    }
    let shapes = Topology::of_clean(&findings.boundaries).dissolve(&of, findings.regions.len());
    let named = shapes.iter().zip(&findings.regions);
    named.map(|(shape, region)| with_area(shape, || format!("region {}", region.id))).collect()
}

fn with_area(shape: &MultiPolygon<f64>, what: impl Fn() -> String) -> Result<MultiPolygon<f64>> {
    let shape = rounded_shape(shape);
    if shape.0.is_empty() {
        return Err(Error::data(format!("{} has no area at six decimals of a degree", what()))
            .hint("remove it from the boundary file, or mend its shape"));
    }
    Ok(shape)
}

pub(super) fn area(language: Language, km2: impl Iterator<Item = f64>) -> Field {
    let values = km2.map(|km2| Some(rounded(km2, 10.0))).collect();
    let words = language.of("geodesic area on WGS 84", "surface géodésique sur WGS 84");
    Field::new("area_km2", words, Column::Real(values)).unit("km²")
}

/// Counts; those that are held back are null.
fn numbers(counts: Vec<Number>) -> Column {
    Column::Integer(counts.into_iter().map(|n| n.known().map(i64::from)).collect())
}

/// What a count is, and in an edition that holds some back what null is.
fn or_null(words: &str, findings: &Findings, language: Language) -> String {
    let null = language.of("; null where it is not shown", " ; nul là où il n’est pas diffusé");
    if findings.withheld.hides_incidents() { language.spaced(&format!("{words}{null}")) } else { words.to_string() }
}

fn of_year(language: Language, year: i16, counts: Column) -> Field {
    let words = language.of(format!("incidents counted in it, of {year}"), format!("incidents comptés, en {year}"));
    Field::new(format!("count_{year}"), words, counts)
}

fn rate(name: &str, words: &str, values: &Values) -> Field {
    Field::new(name, words, Column::Real(values.values().iter().map(|v| v.map(|v| rounded(v, DECIMALS))).collect()))
}
