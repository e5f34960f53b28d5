//! The tile sets of a build: made beside their places, and put there with everything else.

use std::path::Path;

use super::digest::of_place;
use super::draw::shading_of;
use super::manifest::Output;
use super::plan::Plan;
use super::styles::layer_shading;
use super::tile::{Counting, ReadyTiles, TileJob, ready_tiles, whole_content};
use crate::classify::Method;
use crate::error::{Error, Kind, Result};
use crate::figure::Shading;
use crate::ledger::Ledger;
use crate::measure::{Findings, Values};
use crate::project::{Edition, Project, Scale, TileSpec};
use crate::tile::{Layer, Pyramid};

/// A tile set that waits beside its place, and what the manifest will say of it.
type Made = (ReadyTiles, Output);

/// Makes the tile sets that the plan says, one after the other, each on all cores, and answers what the manifest will say of each;
/// and what else should be known of them.
///
/// # Errors
/// As `ready_tiles`, naming the set; nothing is in its place then.
pub(super) fn tile_sets(
    (project, plan): (&Project, &Plan),
    folder: &Path,
    (findings, ledger): (&Findings, &Ledger),
    scale: &Scale,
) -> Result<(Vec<Made>, Vec<String>)> {
    let (mut sets, mut remarks) = (Vec::new(), Vec::new());
    for spec in project.tiles.iter().filter(|spec| plan.makes(&spec.place)) {
        let made = tile_set(project, spec, folder, (findings, ledger, scale));
        let (tiles, beyond) = made.map_err(|e| e.within(format!("tiles '{}'", spec.name)))?;
        if beyond > 0 {
            remarks.push(format!("tiles '{}': {beyond} of those counted lie beyond their extent", spec.name));
        }
        let waits = tiles.set.path();
        let found = of_place(waits).map_err(|e| Error::new(Kind::Io, format!("{}: {e}", waits.display())))?;
        let output = Output {
            name: spec.place.clone(),
            bytes: found.bytes,
            sha256: found.sha256,
            files: found.files,
            from: String::new(),
            errors: 0,
        };
        sets.push((tiles, output));
    }
    Ok((sets, remarks))
}

/// A tile set, and how many incidents that count lie beyond it.
fn tile_set(
    project: &Project,
    spec: &TileSpec,
    folder: &Path,
    (findings, ledger, scale): (&Findings, &Ledger, &Scale),
) -> Result<(ReadyTiles, u64)> {
    let districts = findings.boundaries.clone();
    let pyramid = Pyramid::new(spec.zooms.clone(), spec.bounds.unwrap_or_else(|| districts.degrees()))?;
    let shading = |values: &Values| shading(project, spec, values, scale);
    let counting = Counting {
        pyramid: &pyramid,
        places: spec.layers.iter().any(|layer| *layer != Layer::Choropleth),
        years: Some(findings.period),
        shading: &shading,
    };
    let incidents = (&findings.incidents, &findings.joined);
    let content = whole_content(districts, incidents, spec.category.as_deref(), &counting)?;
    let (account, out) = (ledger.into(), folder.join(&spec.place));
    let tiles = ready_tiles(&content, &pyramid, &job(project, spec), (&account, &out))?;
    Ok((tiles, content.beyond))
}

/// Classes and colours: those of the set, or those that districts have in the layers.
fn shading(project: &Project, spec: &TileSpec, values: &Values, scale: &Scale) -> Result<Shading> {
    let layers = layer_shading(project, values, scale)?;
    let palette = spec.palette.unwrap_or(layers.palette);
    match (&spec.classes, spec.method) {
        (None, None) => Ok(Shading { palette, ..layers }),
        (classes, method) => shading_of(classes.as_ref(), method.unwrap_or(Method::OneTwoFive), values, palette),
    }
}

fn job(project: &Project, spec: &TileSpec) -> TileJob {
    let language = project.language;
    let credits = project.credits.of(language);
    let edition = project.edition.words(language);
    let known = || {
        let named = [&credits.sources, &credits.boundaries].map(|s| s.trim_end_matches('.'));
        named.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(". ")
    };
    let mut attribution = spec.attribution.of(language).clone().unwrap_or_else(known);
    if project.edition == Edition::Partner {
        // maps on the web show this line, and no other
        attribution = format!("{}. {edition}", attribution.trim_end_matches('.'));
    }
    let headline = || project.subject.of(language).headline(language, &project.period.label());
    TileJob {
        layers: spec.layers.clone(),
        look: spec.look.in_language(language),
        name: spec.title.of(language).clone().unwrap_or_else(headline),
        attribution,
        base_url: spec.base_url.clone(),
        edition,
        // as every output takes the place of what has its name
        force: true,
    }
}
