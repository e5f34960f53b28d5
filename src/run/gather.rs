//! From input files to findings.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use super::edition::shown;
use crate::boundary::Boundaries;
use crate::disclose::{Public, Shown, generalise, sums};
use crate::error::{Error, Result, nearest};
use crate::gazetteer::Alias;
use crate::incident::Incidents;
use crate::join::{Policy, join};
use crate::language::Language;
use crate::layer::{Context, Ground};
use crate::ledger::{Bucket, Ledger};
use crate::measure::{Findings, areas_km2};
use crate::project::{IncidentSource, Project, Sources};
use crate::read::{self, Input, Opened, Placemark};
use crate::unit::LonLat;

/// Reads every incident file of a project into one set.
///
/// # Errors
/// As the readers; also if one file is named twice.
pub fn read_incidents(sources: &[IncidentSource], ledger: &mut Ledger) -> Result<Incidents> {
    // each is let go before the next is opened
    gathered(sources, (0..sources.len()).map(|i| open(sources, i)), ledger)
}

/// Opens every incident file, to read them for several periods.
///
/// # Errors
/// As the readers; also if one file is named twice.
pub(super) fn opened(sources: &[IncidentSource]) -> Result<Vec<Opened>> {
    (0..sources.len()).map(|i| open(sources, i)).collect()
}

/// The incidents of files that were opened, in one set.
///
/// # Errors
/// As the readers.
pub(super) fn incidents_of(sources: &[IncidentSource], opened: &[Opened], ledger: &mut Ledger) -> Result<Incidents> {
    gathered(sources, opened.iter().map(Ok), ledger)
}

fn open(sources: &[IncidentSource], i: usize) -> Result<Opened> {
    let source = &sources[i];
    if sources[..i].iter().any(|s| s.input == source.input && s.options.sheet == source.options.sheet) {
        return Err(Error::project(format!("the file {} is named twice", source.input.name())));
    }
    Opened::new(&source.input, &source.options)
}

fn gathered<T: Borrow<Opened>>(
    sources: &[IncidentSource],
    files: impl Iterator<Item = Result<T>>,
    ledger: &mut Ledger,
) -> Result<Incidents> {
    let mut all = Incidents::default();
    for (source, file) in sources.iter().zip(files) {
        all.append(file?.borrow().incidents(&source.options, ledger)?);
    }
    let wanted = sources.iter().flat_map(|source| &source.options.texts);
    match wanted.into_iter().find(|name| all.texts.iter().all(|t| t.name != **name)) {
        Some(missing) => Err(no_texts(missing, ledger)),
        None => Ok(all),
    }
}

/// The error that no file has a column of texts; the note of a file says which heading may have been meant.
fn no_texts(column: &str, ledger: &Ledger) -> Error {
    let error = Error::data(format!("no incident file has a column '{column}'"));
    let near = ledger.files.iter().flat_map(|f| &f.notes).find(|n| n.contains(column) && n.contains("did you mean"));
    error.hint(near.cloned().unwrap_or("name the column by its heading".to_string()))
}

/// What a project measures, as exact as its edition may have it.
pub enum Gathered {
    /// Every place as its source has it.
    Exact(Findings),
    /// What the public may see.
    Public(Public),
}

impl Gathered {
    /// What figures are drawn from.
    pub fn findings(&self) -> &Findings {
        match self {
            Gathered::Exact(findings) => findings,
            Gathered::Public(public) => public.findings(),
        }
    }

    /// The same, given away.
    pub fn into_findings(self) -> Findings {
        match self {
            Gathered::Exact(findings) => findings,
            Gathered::Public(public) => public.into_findings(),
        }
    }
}

/// Reads, joins and measures; the ledger is balanced when this answers. The ground for the figures is prepared meanwhile.
///
/// For the public edition nothing exact leaves this function: places and dates are generalised, and the ledger has no rows.
///
/// # Errors
/// As the readers and the join; `Kind::Internal` if a record is unaccounted for; `Kind::Disclosure` if a policy cannot be kept.
pub fn gather(project: &Project, ledger: &mut Ledger) -> Result<(Gathered, Ground)> {
    let (boundaries, incidents) = rayon::join(
        || {
            let districts = read::boundaries(&project.boundaries.0, &project.boundaries.1)?;
            let (areas, ground) = rayon::join(|| areas_km2(&districts), || ground(project, &districts));
            Ok::<_, Error>(((districts, areas), ground?))
        },
        || {
            let mut ledger = Ledger::default();
            read_incidents(&project.incidents, &mut ledger).map(|incidents| (incidents, ledger))
        },
    );
    let (boundaries, ground) = boundaries?;
    let (incidents, read) = incidents?;
    *ledger = read;
    Ok((measured((project, &shown(project)), boundaries, incidents, ledger)?, ground))
}

/// What figures of a project are drawn from, and their ground.
///
/// # Errors
/// As `gather`.
pub fn findings(project: &Project, ledger: &mut Ledger) -> Result<(Findings, Ground)> {
    let (gathered, ground) = gather(project, ledger)?;
    Ok((gathered.into_findings(), ground))
}

/// What surrounds the districts on maps, and how they are projected.
///
/// # Errors
/// As `context`, and if a kept scale is that of other districts.
pub(super) fn ground(project: &Project, districts: &Boundaries) -> Result<Ground> {
    let context = context(&project.sources, project.language)?;
    match &project.scale {
        Some((_, kept)) => Ground::kept(districts, &context, (kept.projection, kept.extent)),
        None => Ok(Ground::new(districts, &context)),
    }
}

/// Joins and measures incidents that were read, in districts with their areas; for the public edition generalised, given all
/// that will be published of people.
///
/// # Errors
/// As `gather`.
pub(super) fn measured(
    (project, shown): (&Project, &[(String, Shown)]),
    districts: (Boundaries, Vec<f64>),
    incidents: Incidents,
    ledger: &mut Ledger,
) -> Result<Gathered> {
    let findings = exact(project, districts, incidents, ledger)?;
    let Some(policy) = project.edition.policy() else { return Ok(Gathered::Exact(findings)) };
    *ledger = sums(ledger);
    ledger.balance()?;
    let towns = project.sources.towns.as_ref().map(read::towns).transpose()?.unwrap_or_default();
    let towns: Vec<LonLat> = towns.iter().map(|town| town.place).collect();
    Ok(Gathered::Public(generalise(findings, policy, &towns, (shown, project.edition.earlier()))?))
}

/// The findings with every place as its source has it.
fn exact(
    project: &Project,
    (boundaries, areas): (Boundaries, Vec<f64>),
    incidents: Incidents,
    ledger: &mut Ledger,
) -> Result<Findings> {
    let policy = Policy { aliases: aliases(&project.incidents)?, ..project.policy.clone() };
    let joined = join(&boundaries, &incidents, &policy)?;
    joined.settle(&boundaries, &incidents, ledger);
    ledger.balance()?;
    ledger.refuse_nothing_but_rejects()?;
    let counted = joined.district.iter().flatten().count();
    if counted != ledger.count(Bucket::Joined) {
        return Err(Error::internal(format!(
            "{counted} incidents joined, {} in the ledger",
            ledger.count(Bucket::Joined)
        )));
    }
    let totals = project.sources.totals.as_ref().map(read::reported_totals).transpose()?.unwrap_or_default();
    let published: Vec<(i16, u32)> = totals.iter().map(|t| (t.year, t.incidents)).collect();
    let people = people(project, &boundaries)?;
    let people = |id: &str| people.get(id).copied();
    let counts = totals.into_iter().flat_map(|t| t.counts.into_iter().map(move |(name, sum)| (t.year, name, sum)));
    let measured = Findings::new((boundaries, areas), (incidents, joined), project.period, people, &published);
    Ok(Findings { published_counts: counts.collect(), ..measured })
}

/// The other names of all files, each table read once.
///
/// # Errors
/// As `read::aliases`.
pub fn aliases(sources: &[IncidentSource]) -> Result<Vec<Alias>> {
    let mut tables: Vec<&Input> = Vec::new();
    for table in sources.iter().filter_map(|s| s.aliases.as_ref()) {
        if !tables.contains(&table) {
            tables.push(table);
        }
    }
    let all = tables.into_iter().map(read::aliases).collect::<Result<Vec<_>>>()?;
    Ok(all.into_iter().flatten().collect())
}

fn people(project: &Project, boundaries: &Boundaries) -> Result<BTreeMap<String, u64>> {
    let Some((input, region, people)) = &project.sources.population else { return Ok(BTreeMap::new()) };
    let people = read::population(input, region, people)?;
    if !boundaries.regions().iter().any(|r| people.contains_key(&r.id)) {
        return Err(Error::data(format!("{}: no region of {} is in column '{region}'", input.name(), boundaries.file))
            .hint("the column must hold the region identifiers of the boundary file, such as P-codes"));
    }
    Ok(people)
}

/// Reads neighbours, with names in the language where the file has them, rivers, lakes and the capital.
///
/// # Errors
/// As the readers; `Kind::Project` if the capital is not among the towns.
pub fn context(sources: &Sources, language: Language) -> Result<Context> {
    let read = |input: &Option<read::Input>| Ok(input.as_ref().map(read::context).transpose()?.unwrap_or_default());
    let named = |input: &Option<read::Input>| -> Result<Vec<(String, geo::Geometry<f64>)>> {
        Ok(read(input)?.into_iter().map(|p| (p.name, p.geometry)).collect())
    };
    let neighbours: Vec<Placemark> = read(&sources.neighbours)?;
    let shown = |p: &Placemark| p.name_in(language.tag()).to_string();
    let undetermined = neighbours.iter().filter(|p| sources.undetermined.contains(&p.name)).map(shown).collect();
    let towns = sources.towns.as_ref().map(read::towns).transpose()?.unwrap_or_default();
    let capital = match (&sources.capital, &sources.towns) {
        (Some(name), Some(_)) => {
            let Some(town) = towns.iter().find(|t| t.name == *name) else {
                let near = nearest(name, towns.iter().map(|t| t.name.as_str()));
                let error = Error::project(format!("[context] capital = \"{name}\" is not among the towns"));
                return Err(error.hint(near.map_or("name one of them".into(), |n| format!("did you mean '{n}'?"))));
            };
            Some((town.name.clone(), town.place))
        }
        _ => None,
    };
    Ok(Context {
        neighbours: neighbours.into_iter().map(|p| (shown(&p), p.geometry)).collect(),
        rivers: named(&sources.rivers)?,
        lakes: named(&sources.lakes)?,
        undetermined,
        shown_rivers: sources.shown_rivers.clone(),
        main_rivers: sources.main_rivers.clone(),
        towns: towns
            .into_iter()
            .filter(|t| capital.as_ref().is_none_or(|(name, _)| *name != t.name))
            .map(|t| (t.name, t.place, t.population))
            .collect(),
        capital,
    })
}
