//! What becomes of a project whose results are for partners or the public: figures are adapted or refused before any work.

use std::path::{Path, PathBuf};

use super::lock::LOCK;
use crate::disclose::{Dates, INCIDENTS, Policy, Shown};
use crate::error::{Error, Result, nearest};
use crate::figure::{By, Credits};
use crate::language::Spoken;
use crate::project::{Edition, FigureSpec, Kind, Project};

/// The project as its audience may have it: figures name the edition, and those of the public show nothing finer than the
/// policy allows. Maps of locations become circles by district; what cannot be adapted must be left out by the policy.
///
/// # Errors
/// `Kind::Disclosure` naming the figure and why.
pub(super) fn adapted(project: &Project) -> Result<Project> {
    let mut made = project.clone();
    if project.edition == Edition::Internal {
        return Ok(made);
    }
    made.credits = Spoken::each(|language| Credits {
        edition: project.edition.words(language),
        ..project.credits.of(language).clone()
    });
    if let Some(policy) = project.edition.policy() {
        let figures = kept(project, policy)?.into_iter().map(|spec| public(spec, policy));
        made.figures = figures.collect::<Result<_>>()?;
        made.tiles.retain(|spec| !policy.leave_out.contains(&spec.name));
        if let Some((file, _)) = project.scale.as_ref().filter(|_| policy.incidents_below > 0) {
            let what = format!("{}: a kept scale may tell counts of incidents that the policy holds back", file.name());
            return Err(Error::disclosure(what).hint("build without --scale and [scale] file"));
        }
        if let Some(spec) = made.tiles.first() {
            return Err(Error::disclosure(format!("tiles '{}': tiles show exact places and small counts", spec.name))
                .hint(leave_out(&spec.name)));
        }
    }
    Ok(made)
}

/// Makes sure that nothing else lies in the folder of a public edition: an exact ledger of an earlier build would be published
/// with it.
///
/// # Errors
/// `Kind::Disclosure` naming such a file; `Kind::CannotCreate` if the folder cannot be listed.
pub(super) fn refuse_others(folder: &Path, outputs: &[PathBuf]) -> Result<()> {
    if !folder.exists() {
        return Ok(());
    }
    let failed = |e: std::io::Error| {
        Error::new(crate::error::Kind::CannotCreate, format!("{}: cannot be listed: {e}", folder.display()))
    };
    let found: std::io::Result<Vec<_>> =
        std::fs::read_dir(folder).map_err(failed)?.map(|entry| entry.map(|e| e.file_name())).collect();
    let mut others = found.map_err(failed)?;
    others.retain(|name| *name != LOCK && !outputs.iter().any(|out| out.file_name() == Some(name)));
    others.sort();
    match others.first() {
        None => Ok(()),
        Some(other) => {
            let what = format!("{} is no part of the public edition", folder.join(other).display());
            Err(Error::disclosure(what).hint("build the public edition into a folder of its own: --out FOLDER"))
        }
    }
}

fn leave_out(name: &str) -> String {
    format!("leave it out of the public edition: [figures] leave_out = [\"{name}\"] in the policy")
}

/// The figures that the policy does not leave out.
fn kept(project: &Project, policy: &Policy) -> Result<Vec<FigureSpec>> {
    let tiles = || project.tiles.iter().map(|t| t.name.as_str());
    let names = || project.figures.iter().map(|f| f.name.as_str()).chain(tiles());
    if let Some(unknown) = policy.leave_out.iter().find(|out| !names().any(|name| name == **out)) {
        let near = nearest(unknown, names()).map_or(String::new(), |n| format!("did you mean '{n}'? "));
        let all = names().collect::<Vec<_>>().join(", ");
        return Err(Error::disclosure(format!("[figures] leave_out: the project has no figure or tiles '{unknown}'"))
            .hint(format!("{near}it has {all}")));
    }
    Ok(project.figures.iter().filter(|f| !policy.leave_out.contains(&f.name)).cloned().collect())
}

/// A figure that shows nothing finer than the policy allows.
fn public(spec: FigureSpec, policy: &Policy) -> Result<FigureSpec> {
    let refused =
        |why: &str| Err(Error::disclosure(format!("figure '{}': {why}", spec.name)).hint(leave_out(&spec.name)));
    match spec.kind {
        Kind::Locations if spec.category.is_some() => refused("kinds of incidents tell what happened in a place"),
        Kind::Locations => {
            let yearly = Some(spec.yearly.unwrap_or(true) && policy.incidents_below == 0);
            Ok(FigureSpec { kind: Kind::Circles, yearly, enlarge: None, ..spec })
        }
        Kind::Change if policy.incidents_below > 0 => {
            refused("counts of incidents by district and year are not shown where the policy holds counts back")
        }
        Kind::Circles if policy.incidents_below > 0 && spec.counts.is_empty() && spec.yearly == Some(true) => {
            refused("counts of incidents by district and year are not shown where the policy holds counts back")
        }
        Kind::Heat => refused("a surface of exact places shows where they are"),
        Kind::Hexbin => refused("hexagons of exact places show nearly where they are"),
        Kind::Bars(By::Month) if policy.dates != Dates::Month => refused("dates are generalised to more than months"),
        Kind::Bars(_) | Kind::Choropleth(_) | Kind::Circles | Kind::Change | Kind::Strip => Ok(spec),
    }
}

/// What the figures of a project show of counts of people, and of incidents if these are held back.
pub(super) fn shown(project: &Project) -> Vec<(String, Shown)> {
    let of = |spec: &FigureSpec| match spec.kind {
        Kind::Circles if spec.yearly == Some(true) => Shown::DistrictYears,
        Kind::Circles => Shown::Districts,
        Kind::Bars(By::Region) => Shown::Regions,
        Kind::Bars(By::Month) => Shown::Months,
        Kind::Bars(By::Year) => Shown::Parts,
        Kind::Strip | Kind::Locations | Kind::Heat | Kind::Hexbin | Kind::Change | Kind::Choropleth(_) => Shown::Years,
    };
    let people =
        project.figures.iter().flat_map(|spec| spec.counts.iter().map(move |count| (count.column.clone(), of(spec))));
    let holds = project.edition.policy().is_some_and(|policy| policy.incidents_below > 0);
    // layers show districts and regions
    let layers = [Shown::Districts, Shown::Regions].into_iter();
    let figures = project.figures.iter().filter(|spec| spec.counts.is_empty()).map(of);
    let incidents = layers.chain(figures).filter(|_| holds).map(|shown| (INCIDENTS.to_string(), shown));
    people.chain(incidents).collect()
}
