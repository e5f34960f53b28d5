//! The sets of a matrix: each planned, locked and made as a build of its own, several at a time, from inputs that are read once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::build::{Told, make_of, refuse_places};
use super::digest::Looked;
use super::edition::{adapted, refuse_others, shown};
use super::lock::Lock;
use super::names::output_paths;
use super::plan::{Ask, Plan, can_choose, unknown_choice};
use super::publish::{check_target, publish, spare_inputs};
use super::sets::{MATRIX, Sets};
use super::shelf::{Basis, Shelf};
use crate::disclose::Shown;
use crate::error::{Error, Result};
use crate::project::{Cell, Project};

/// Sets that are made at a time: more would fill the memory, and each uses all cores.
const MOST_AT_A_TIME: usize = 6;

/// How long the thread of the pool that waits for the sets leaves the others alone when there is nothing to do.
const IDLE: Duration = Duration::from_micros(200);

/// What a set of a matrix came to.
pub struct SetDone {
    /// Its folder in the folder for the results.
    pub folder: String,
    /// What had to be made, and why.
    pub plan: Plan,
    /// What was made; `None` if there was nothing to do.
    pub told: Option<Told>,
}

/// What a matrix came to.
pub struct MatrixDone {
    /// The sets that were asked for, in the order of the axes.
    pub sets: Vec<SetDone>,
    /// Folders of sets that the matrix no longer makes; they are left alone.
    pub left: Vec<String>,
}

/// Told which set is meant, and what is being done.
pub type SetStep<'a> = dyn Fn(&str, &str) + Sync + 'a;

/// A set that is asked for: its place in the matrix, its project as its audience may have it, and what of it is asked for.
struct Wanted {
    at: usize,
    folder: String,
    project: Project,
    only: Vec<String>,
}

/// Brings a folder up to what a matrix makes of its inputs now, as `bring` does for each set in its own folder. The list of
/// the sets is written last.
///
/// # Errors
/// Whatever went wrong in the first of the sets; sets that were made before are in their places, each whole.
/// `Kind::Locked` if another run builds there.
pub fn bring_all(cells: &[Cell], out: &Path, ask: &Ask<'_>, step: &SetStep<'_>) -> Result<MatrixDone> {
    let (wanted, shown) = wanted(cells, out, ask.only)?;
    check_target(out)?;
    let _lock = Lock::take(out)?;
    let left = no_longer_made(cells, out);
    let (looked, shelf) = (Looked::of(wanted.iter().map(|set| &set.project))?, Shelf::new(shown));
    let made = at_a_time(wanted.len(), |i| {
        let set = &wanted[i];
        let done = bring_set(set, out, (ask, &looked, &shelf), &|what| step(&set.folder, what));
        done.map_err(|e| e.within(&set.folder))
    })?;
    if cells.iter().all(|cell| cell.project.edition.policy().is_none()) {
        let list = (MATRIX.to_string(), Sets::of(cells, out)?.text()?.into_bytes());
        if std::fs::read(out.join(MATRIX)).ok().as_ref() != Some(&list.1) {
            publish(out, &[list])?;
        }
    }
    Ok(MatrixDone { sets: in_order(&wanted, made), left })
}

/// What `bring_all` would make, and why. Nothing is written.
///
/// # Errors
/// As `bring_all` before it reads the incidents.
pub fn plan_all(cells: &[Cell], out: &Path, ask: &Ask<'_>) -> Result<MatrixDone> {
    let (wanted, _) = wanted(cells, out, ask.only)?;
    let looked = Looked::of(wanted.iter().map(|set| &set.project))?;
    let plan = |i: usize| {
        let set: &Wanted = &wanted[i];
        let ask = Ask { only: &set.only, ..*ask };
        let plan = Plan::new(&set.project, (&out.join(&set.folder), &looked), &ask);
        let plan = plan.map_err(|e| e.within(&set.folder))?;
        Ok(SetDone { folder: set.folder.clone(), plan, told: None })
    };
    let plans = (0..wanted.len()).map(plan).collect::<Result<Vec<_>>>()?;
    Ok(MatrixDone { sets: in_order(&wanted, plans), left: no_longer_made(cells, out) })
}

fn bring_set(
    set: &Wanted,
    out: &Path,
    (ask, looked, shelf): (&Ask<'_>, &Looked, &Shelf),
    step: &(dyn Fn(&str) + Sync),
) -> Result<SetDone> {
    let (project, folder) = (&set.project, out.join(&set.folder));
    check_target(&folder)?;
    let _lock = Lock::take(&folder)?;
    let plan = Plan::new(project, (&folder, looked), &Ask { only: &set.only, ..*ask })?;
    let told = if plan.is_done() {
        None
    } else {
        step("reading and joining");
        let seen = shelf.seen(project)?;
        Some(make_of(project, &folder, (&plan, ask.strict), &seen, step)?)
    };
    Ok(SetDone { folder: set.folder.clone(), plan, told })
}

/// What a set shows of a count of people.
type ShownCount = (String, Shown);

/// The sets that are asked for, and what all sets show of people: those that share findings stand together, so that these are
/// measured once.
///
/// # Errors
/// `Kind::Usage` for a name that no set has; `Kind::CannotCreate` if an output would take the place of an input of any set;
/// as `adapted`.
fn wanted(cells: &[Cell], out: &Path, only: &[String]) -> Result<(Vec<Wanted>, Vec<ShownCount>)> {
    let mut projects = Vec::new();
    for cell in cells {
        projects.push(adapted(&cell.project).map_err(|e| e.within(&cell.folder))?);
    }
    refuse_harm(cells, &projects, out)?;
    let shown = shown_together(&projects)?;
    let chosen = chosen(cells, &projects, only)?;
    let mut bases: Vec<Basis> = Vec::new();
    let mut wanted = Vec::new();
    for (at, ((cell, project), only)) in cells.iter().zip(projects).zip(chosen).enumerate() {
        let Some(only) = only else { continue };
        let basis = Basis::of(&project);
        let group = bases.iter().position(|known| *known == basis).unwrap_or(bases.len());
        if group == bases.len() {
            bases.push(basis);
        }
        wanted.push((group, Wanted { at, folder: cell.folder.clone(), project, only }));
    }
    wanted.sort_by_key(|(group, _)| *group);
    Ok((wanted.into_iter().map(|(_, set)| set).collect(), shown))
}

/// What all sets show of counts of people. Small numbers are held back so that nothing that is shown gives them away: of sets
/// that have other rows, periods or districts, that is not known.
///
/// # Errors
/// `Kind::Disclosure` for such sets of the public edition.
fn shown_together(projects: &[Project]) -> Result<Vec<ShownCount>> {
    let all: BTreeSet<ShownCount> = projects.iter().flat_map(shown).collect();
    let held = projects.iter().filter(|project| project.edition.policy().is_some_and(|p| p.people_below > 0));
    let mut bases = held.map(Basis::of);
    let first = bases.next();
    if !all.is_empty() && bases.any(|basis| Some(&basis) != first.as_ref()) {
        return Err(Error::disclosure(
            "the sets of the matrix show numbers of people of several periods, places or files, or of incidents that are held \
             back: together they may tell those that are held back",
        )
        .hint("leave the figures of people out in the policy, or make a matrix of languages alone"));
    }
    Ok(all.into_iter().collect())
}

/// What is asked for of each set; `None` of those of which nothing is. A name is that of a set or of a folder of sets, of
/// something that is made in any set, or both with a slash between.
fn chosen(cells: &[Cell], projects: &[Project], only: &[String]) -> Result<Vec<Option<Vec<String>>>> {
    if only.is_empty() {
        return Ok(vec![Some(Vec::new()); cells.len()]);
    }
    let mut chosen: Vec<Option<Vec<String>>> = vec![None; cells.len()];
    let mut whole = vec![false; cells.len()];
    for name in only {
        let mut found = false;
        for (i, (cell, project)) in cells.iter().zip(projects).enumerate() {
            let below = |part: &str, all: &str| {
                all.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            if below(name, &cell.folder) {
                (found, whole[i]) = (true, true);
                continue;
            }
            let own = name.strip_prefix(&cell.folder).and_then(|rest| rest.strip_prefix('/')).unwrap_or(name);
            if can_choose(project, own)? {
                found = true;
                chosen[i].get_or_insert_default().push(own.to_string());
            }
        }
        if !found {
            let folders = cells.iter().map(|cell| cell.folder.clone()).collect();
            return Err(projects
                .first()
                .map_or_else(|| Error::internal("a matrix of no sets"), |p| unknown_choice(p, name, folders)));
        }
    }
    Ok(chosen.into_iter().zip(whole).map(|(only, whole)| if whole { Some(Vec::new()) } else { only }).collect())
}

fn refuse_harm(cells: &[Cell], projects: &[Project], out: &Path) -> Result<()> {
    let mut all = vec![out.join(MATRIX)];
    let mut public = false;
    for (cell, project) in cells.iter().zip(projects) {
        let outputs = output_paths(project, &out.join(&cell.folder));
        refuse_places(project, &out.join(&cell.folder), &outputs)?;
        public |= project.edition.policy().is_some();
        all.extend(outputs);
    }
    spare_inputs(&all, projects.iter().flat_map(Project::inputs))?;
    if public {
        // what lies above the sets would be published with them
        let tops = cells.iter().filter_map(|cell| cell.folder.split('/').next());
        refuse_others(out, &tops.map(|top| out.join(top)).collect::<Vec<PathBuf>>())?;
    }
    Ok(())
}

/// Folders that the list of an earlier build has and the matrix has not.
fn no_longer_made(cells: &[Cell], out: &Path) -> Vec<String> {
    let place = out.join(MATRIX);
    let earlier = if place.is_file() { Sets::read(&place).ok().flatten() } else { None };
    let gone = |folder: &String| cells.iter().all(|cell| cell.folder != *folder);
    let sets = earlier.into_iter().flat_map(|list| list.sets).filter(|set| set.manifest.is_some());
    sets.map(|set| set.folder).filter(gone).collect()
}

/// Sets in the order of the axes.
fn in_order(wanted: &[Wanted], done: Vec<SetDone>) -> Vec<SetDone> {
    let mut sets: Vec<(usize, SetDone)> = wanted.iter().map(|set| set.at).zip(done).collect();
    sets.sort_by_key(|(at, _)| *at);
    sets.into_iter().map(|(_, set)| set).collect()
}

/// Does some pieces of work, a few at a time, on threads beside the pool: so the pool has work while one of them waits for the
/// disk, and no more than those few are in memory.
///
/// # Errors
/// That of the first piece, by its number, that fails; pieces after it may not have been begun.
fn at_a_time<T: Send>(count: usize, work: impl Fn(usize) -> Result<T> + Sync) -> Result<Vec<T>> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let results: Mutex<Vec<Option<Result<T>>>> = Mutex::new((0..count).map(|_| None).collect());
    let threads = (rayon::current_num_threads() + 1).min(MOST_AT_A_TIME).min(count);
    let worker = || {
        // pieces are begun in order: whatever is before the first that fails, is done
        while !failed.load(Ordering::Relaxed) {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= count {
                break;
            }
            let result = work(i);
            failed.fetch_or(result.is_err(), Ordering::Relaxed);
            results.lock().unwrap_or_else(PoisonError::into_inner)[i] = Some(result);
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        // this thread may be one of the pool, on which the others wait: it does its share meanwhile
        while workers.iter().any(|worker| !worker.is_finished()) {
            if rayon::yield_now() != Some(rayon::Yield::Executed) {
                std::thread::sleep(IDLE);
            }
        }
    });
    results.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_the_first_that_fails_is_heard() {
        let begun = AtomicUsize::new(0);
        let squares = at_a_time(100, |i| {
            begun.fetch_add(1, Ordering::Relaxed);
            Ok(i * i)
        });
        assert_eq!(squares, Ok((0..100).map(|i| i * i).collect()));
        assert_eq!(begun.into_inner(), 100);
        for _ in 0..50 {
            let failed = at_a_time(100, |i| if i % 7 == 5 { Err(Error::data(i.to_string())) } else { Ok(()) });
            assert_eq!(failed.expect_err("fails").message, "5");
        }
        assert_eq!(at_a_time(0, |_| Ok(())), Ok(Vec::new()));
    }
}
