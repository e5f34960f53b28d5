//! What the sets of a matrix share: each thing is read or measured once for those that follow each other and need the same.
//!
//! One of each is kept, so that memory does not grow with the number of sets. Whoever takes from here works outside of the
//! pool of threads: waiting for what another one reads must not keep a thread of the pool from reading it.

use std::sync::{Arc, Mutex, PoisonError};

use super::gather::{Gathered, incidents_of, measured, opened};
use crate::boundary::Boundaries;
use crate::disclose::Shown;
use crate::error::Result;
use crate::join::Policy;
use crate::ledger::Ledger;
use crate::measure::{Period, areas_km2};
use crate::project::{Edition, IncidentSource, Project, Sources};
use crate::read::{self, BoundaryColumns, Input, Opened};

/// What was measured.
pub(super) struct Seen {
    pub gathered: Gathered,
    pub ledger: Ledger,
    /// The districts as they were read, with their areas.
    pub districts: Arc<Districts>,
}

type Districts = (Boundaries, Vec<f64>);

impl Seen {
    /// Does work on the pool of threads, and waits for it.
    pub fn in_pool<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        rayon::scope(|_| work())
    }
}

/// One thing, by what it is made from.
struct Slot<K, T>(Mutex<Option<(K, Arc<T>)>>);

impl<K: PartialEq, T> Slot<K, T> {
    fn new() -> Slot<K, T> {
        Slot(Mutex::new(None))
    }

    /// The thing of the key; made if another one is here.
    fn get(&self, key: K, make: impl FnOnce(&K) -> Result<T>) -> Result<Arc<T>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, thing)) = kept.as_ref()
            && *known == key
        {
            return Ok(Arc::clone(thing));
        }
        // what was here goes before more is read, unless somebody works with it
        *kept = None;
        let thing = Arc::new(make(&key)?);
        *kept = Some((key, Arc::clone(&thing)));
        Ok(thing)
    }
}

/// All that findings depend on.
#[derive(PartialEq, Clone)]
pub(super) struct Basis {
    incidents: Vec<IncidentSource>,
    boundaries: (Input, BoundaryColumns),
    sources: Sources,
    policy: Policy,
    period: Period,
    edition: Edition,
}

impl Basis {
    pub fn of(project: &Project) -> Basis {
        Basis {
            incidents: project.incidents.clone(),
            boundaries: project.boundaries.clone(),
            sources: project.sources.clone(),
            policy: project.policy.clone(),
            period: project.period,
            edition: project.edition.clone(),
        }
    }
}

/// What sets of a matrix share.
pub(super) struct Shelf {
    districts: Slot<(Input, BoundaryColumns), Districts>,
    rows: Slot<Vec<IncidentSource>, Vec<Opened>>,
    seen: Slot<Basis, Seen>,
    /// What all sets show of counts of people: the public has them all.
    shown: Vec<(String, Shown)>,
}

impl Shelf {
    pub fn new(shown: Vec<(String, Shown)>) -> Shelf {
        Shelf { districts: Slot::new(), rows: Slot::new(), seen: Slot::new(), shown }
    }

    /// The findings of a project.
    ///
    /// # Errors
    /// As `run::findings`.
    pub fn seen(&self, project: &Project) -> Result<Arc<Seen>> {
        self.seen.get(Basis::of(project), |basis| {
            let districts = self.districts.get(basis.boundaries.clone(), |(input, columns)| {
                let districts = read::boundaries(input, columns)?;
                let areas = areas_km2(&districts);
                Ok((districts, areas))
            })?;
            // the rows of a file are the same whatever the period
            let mut sources = basis.incidents.clone();
            sources.iter_mut().for_each(|source| source.options.period = None);
            let rows = self.rows.get(sources, |sources| opened(sources))?;
            let measured = rayon::scope(|_| {
                let mut ledger = Ledger::default();
                let incidents = incidents_of(&project.incidents, &rows, &mut ledger)?;
                let project = (project, self.shown.as_slice());
                Ok((measured(project, Districts::clone(&districts), incidents, &mut ledger)?, ledger))
            });
            let (gathered, ledger) = measured?;
            Ok(Seen { gathered, ledger, districts })
        })
    }
}
