//! What colours stand for, in words: it goes with the tiles, whose readers draw their own legend.

use crate::classify::{Classes, Ramp, Scaling};
use crate::color::Color;
use crate::layer::Look;
use crate::measure::heat::Kernel;
use crate::tile::content::Content;

/// Figures of a continuous scale.
const TICKS: usize = 5;

fn per_year(yearly: bool) -> &'static str {
    if yearly { " and year" } else { "" }
}

fn rows(classes: &Classes, colors: &[Color]) -> String {
    let row = |(class, color): (usize, &Color)| {
        let range = match classes.extent(class) {
            (Some(low), Some(high)) => format!("{low} to under {high}"),
            (Some(low), None) => format!("{low} and more"),
            (None, Some(high)) => format!("under {high}"),
            (None, None) => "any".to_string(),
        };
        format!("{range} {}", color)
    };
    colors.iter().enumerate().map(row).collect::<Vec<_>>().join(", ")
}

/// Of districts.
pub(super) fn classes(content: &Content, colors: &[Color], looks: &[Look]) -> String {
    let unit = format!("incidents per 10,000 km²{}", per_year(content.period.is_some()));
    let unknown = if looks.contains(&Look::NoData) { ", no data grey and hatched" } else { "" };
    format!("Colours: {unit}: {}; none white{unknown}.", rows(&content.classes, colors))
}

/// Of hexagons.
pub(super) fn hexagons(classes: &Classes, colors: &[Color], km: f64, yearly: bool) -> String {
    let unit = format!("incidents per 1,000 km²{}", per_year(yearly));
    format!("Colours: hexagons of {km} km, {unit}: {}; none left out.", rows(classes, colors))
}

/// Of a surface: one scale for all zooms of a density, one for each zoom of counts.
pub(super) fn surface(
    ramp: Option<&Ramp>,
    (kernel, scaling): (Option<Kernel>, Scaling),
    yearly: bool,
    colors: &[Color],
) -> String {
    let scaling = scaling.word();
    let ends = [colors.first(), colors.last()].map(|c| c.map(|c| c.to_string()).unwrap_or_default());
    let (Some(ramp), Some(kernel)) = (ramp, kernel) else {
        return format!(
            "Colours: incidents by pixel, {scaling} scale from 1 ({}) to the highest of each zoom ({}); none white.",
            ends[0], ends[1]
        );
    };
    let color = |value: f64| {
        let place = (f64::from(ramp.share(value as f32)) * (colors.len() - 1) as f64).round() as usize;
        colors.get(place).map(|c| c.to_string()).unwrap_or_default()
    };
    let ticks: Vec<String> = ramp.ticks(TICKS).into_iter().map(|v| format!("{v} {}", color(v))).collect();
    format!(
        "Colours: incidents per 1,000 km²{} ({} kernel of {} km), {scaling} scale, the same at all zooms: {}.",
        per_year(yearly),
        kernel.shape.word(),
        kernel.km,
        ticks.join(", ")
    )
}
