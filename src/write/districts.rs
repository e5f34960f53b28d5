//! The layers of districts and of the regions that they form.

use geo::MultiPolygon;

use super::layer::{Column, DECIMALS, Field, Layer, Origin, Shapes, rounded, rounded_shape};
use crate::boundary::{District, Region};
use crate::classify::Classes;
use crate::error::{Error, Result};
use crate::measure::{Findings, Values};
use crate::topology::Topology;

/// What densities are in.
const DENSITY: &str = "incidents per 10,000 km² per year";

/// Districts with `pcode, name, region_pcode, region, area_km2, count, count_YEAR…, density, class`.
///
/// `density` is incidents per 10,000 km² per year; `class` counts from 1, is 0 where none is located and null without data.
///
/// # Errors
/// `Kind::Data` if rounding to six decimals leaves a district without area.
pub fn districts(findings: &Findings, density: &Values, classes: &Classes, origin: &Origin) -> Result<Layer> {
    let all = &findings.boundaries.districts;
    let texts = |of: fn(&District) -> &String| Column::texts(all.iter().map(of));
    let class = |value: &Option<f64>| match *value {
        Some(value) if value > 0.0 => classes.class_of(value).map(|class| class as i64 + 1),
        Some(_) => Some(0),
        None => None,
    };
    let mut fields = vec![
        Field::new("pcode", "identifier of the district as in the boundary file", texts(|d| &d.id)),
        Field::new("name", "name of the district", texts(|d| &d.name)),
        Field::new("region_pcode", "identifier of its region", texts(|d| &d.region_id)),
        Field::new("region", "name of its region", texts(|d| &d.region)),
        area(findings.areas_km2.iter().copied()),
        Field::new(
            "count",
            "incidents counted in it, of the whole period",
            Column::counts(findings.counts.total.clone()),
        ),
    ];
    for (year, counts) in &findings.counts.by_year {
        fields.push(of_year(*year, counts.iter().copied()));
    }
    fields.push(rate("density", "incidents counted in it by area and time", density).unit(DENSITY));
    let classes = Column::Integer(density.values().iter().map(class).collect());
    fields.push(Field::new("class", "class of the density from 1; 0 where none is counted", classes));
    let shapes = all.iter().map(|d| with_area(&d.shape, || format!("district {}", d.id))).collect::<Result<_>>()?;
    Ok(Layer {
        name: "districts".into(),
        title: "Districts".into(),
        description: "Districts with their incidents by year and in all, and the density that the map shows.".into(),
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
    let all = &findings.regions;
    if all.is_empty() {
        return Ok(None);
    }
    let sum = |counts: &[u32], region: &Region| region.districts.iter().map(|&d| counts[d]).sum::<u32>();
    let areas = all.iter().map(|r| r.districts.iter().map(|&d| findings.areas_km2[d]).sum());
    let counts = Column::counts(all.iter().map(|r| sum(&findings.counts.total, r)));
    let mut fields = vec![
        Field::new(
            "pcode",
            "identifier of the region as in the boundary file",
            Column::texts(all.iter().map(|r| &r.id)),
        ),
        Field::new("name", "name of the region", Column::texts(all.iter().map(|r| &r.name))),
        Field::new("districts", "districts that form it", Column::counts(all.iter().map(|r| r.districts.len() as i64))),
        area(areas),
        Field::new("count", "incidents counted in its districts, of the whole period", counts),
    ];
    for (year, counts) in &findings.counts.by_year {
        fields.push(of_year(*year, all.iter().map(|r| sum(counts, r))));
    }
    let only = Column::counts(findings.region_only(|_| true));
    fields.push(Field::new("region_only", "further incidents, of which the source gives the region only", only));
    let words = "count and region_only by area and time";
    fields.push(rate("density", words, &findings.region_density_in(None)?).unit(DENSITY));
    if findings.people.iter().any(Option::is_some) {
        let people = findings.people.iter().map(|p| p.and_then(|p| i64::try_from(p).ok())).collect();
        fields.push(Field::new("people", "people of the region", Column::Integer(people)));
        let words = "count and region_only by people and time";
        let unit = "incidents per 100,000 people per year";
        fields.push(rate("rate", words, &findings.region_rate_in(None)?).unit(unit));
    }
    Ok(Some(Layer {
        name: "regions".into(),
        title: "Regions".into(),
        description: "Regions, dissolved from their districts, with the incidents of these.".into(),
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

fn area(km2: impl Iterator<Item = f64>) -> Field {
    let values = km2.map(|km2| Some(rounded(km2, 10.0))).collect();
    Field::new("area_km2", "geodesic area on WGS 84", Column::Real(values)).unit("km²")
}

fn of_year(year: i16, counts: impl Iterator<Item = u32>) -> Field {
    Field::new(format!("count_{year}"), format!("incidents counted in it, of {year}"), Column::counts(counts))
}

fn rate(name: &str, words: &str, values: &Values) -> Field {
    Field::new(name, words, Column::Real(values.values().iter().map(|v| v.map(|v| rounded(v, DECIMALS))).collect()))
}
