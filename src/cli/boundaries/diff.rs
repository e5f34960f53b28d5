//! `cercle boundaries diff`: what became of the districts.

use std::path::PathBuf;

use clap::Args;

use super::super::apart::named;
use super::super::args::{ColumnArgs, IncidentArgs};
use super::super::{deliver, say};
use super::share;
use crate::boundary::Boundaries;
use crate::error::Result;
use crate::ledger::Ledger;
use crate::read;
use crate::run::{check_places, spare_inputs};
use crate::vintage::{Crosswalk, Recount, Relation, Row, compare, recount};
use crate::write::crosswalk_csv;

/// Say what became of the districts from one edition to the next, and write the crosswalk.
///
/// Districts are compared by area, on the ellipsoid, not by name or identifier. A district is the same one where most of
/// either lies in the other; it is split if several new ones lie mostly in it, merged if several old ones do in the new one.
/// Overlaps smaller than --drawing of both districts are differences in drawing. With --incidents the same rows are counted by
/// either edition. The crosswalk has the columns old_id, old_name, new_id, new_name, area_km2, share_of_old, share_of_new,
/// relation: one row for each overlap, and one with an empty identifier for land that the other edition does not cover. With
/// --incidents it has the column incidents too: those that both editions count in the districts of the row.
#[derive(Args)]
#[command(mut_arg("incidents", |arg| arg.long("incidents").num_args(1..).value_name("FILE")))]
pub struct Diff {
    /// Boundary file of the older edition
    old: String,
    /// Boundary file of the newer edition
    new: String,
    /// Write the crosswalk as CSV to a file or to standard output (-)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Overlaps smaller than this share of both districts are differences in drawing
    #[arg(long, value_name = "PERCENT", default_value = "0.1%", value_parser = share)]
    drawing: f64,
    /// Field of a district's identifier in the newer edition [default: as --district-id]
    #[arg(long, value_name = "FIELD")]
    new_id: Option<String>,
    /// Field of a district's name in the newer edition [default: as --district-name]
    #[arg(long, value_name = "FIELD")]
    new_name: Option<String>,
    #[command(flatten)]
    columns: ColumnArgs,
    #[command(flatten)]
    incidents: IncidentArgs,
}

impl Diff {
    pub(super) fn run(self) -> Result<()> {
        let files = [&self.old, &self.new].into_iter().chain(&self.incidents.incidents);
        let inputs = files.map(named).collect::<Result<Vec<_>>>()?;
        if let Some(out) = self.out.as_ref().filter(|out| out.as_os_str() != "-") {
            spare_inputs(std::slice::from_ref(out), &inputs)?;
            check_places(std::slice::from_ref(out))?;
        }
        let columns = self.columns.columns();
        let mut of_new = columns.clone();
        of_new.id = self.new_id.clone().or(of_new.id);
        of_new.name = self.new_name.clone().or(of_new.name);
        let (old, new) =
            rayon::join(|| read::boundaries(&inputs[0], &columns), || read::boundaries(&inputs[1], &of_new));
        let (old, new) = (old?, new?);
        let walk = compare(&old, &new, self.drawing)?;
        let counted = self.counted((&old, &new), &walk)?;
        let incidents = counted.as_ref().map(|(recount, _)| recount.rows.as_slice());
        let table = crosswalk_csv(&old, &new, &walk, incidents)?;
        let silent = self.out.as_ref().is_some_and(|out| out.as_os_str() == "-");
        if let Some(out) = &self.out {
            deliver(out, table)?;
        }
        let report = Report { old: &old, new: &new, walk: &walk };
        let counts = counted.iter().flat_map(|(recount, _)| report.recount(recount));
        let lines = report.lines(self.drawing).into_iter().chain(counts);
        lines.for_each(|line| if silent { say::note(&line) } else { say::line(&line) });
        [&old, &new].into_iter().for_each(say::remarks);
        if let Some((_, ledger)) = &counted {
            say::summary(&ledger.into());
        }
        walk.notes.iter().for_each(|note| say::note(&format!("note: {note}")));
        if let Some((recount, _)) = counted.as_ref().filter(|(recount, _)| recount.beside > 0) {
            say::note(&format!(
                "note: {} incidents lie on borders, in districts that share no area: no row of the crosswalk counts them",
                recount.beside
            ));
        }
        Ok(())
    }

    /// The incidents counted by either edition, and the ledger of the newer one, if there are any.
    fn counted(&self, sets: (&Boundaries, &Boundaries), walk: &Crosswalk) -> Result<Option<(Recount, Ledger)>> {
        if self.incidents.incidents.is_empty() {
            return Ok(None);
        }
        let mut ledger = Ledger::default();
        let incidents = self.incidents.read(&mut ledger)?;
        let recount = recount(sets, walk, &incidents, &self.incidents.policy()?)?;
        recount.joined.settle(sets.1, &incidents, &mut ledger);
        ledger.balance()?;
        ledger.refuse_nothing_but_rejects()?;
        Ok(Some((recount, ledger)))
    }
}

/// The comparison in words.
struct Report<'a> {
    old: &'a Boundaries,
    new: &'a Boundaries,
    walk: &'a Crosswalk,
}

/// "ML0101 Bafoulabé".
fn title(set: &Boundaries, of: Option<usize>) -> String {
    match of.map(|i| &set.districts[i]) {
        None => "none".to_string(),
        Some(d) if d.id == d.name => d.name.clone(),
        Some(d) => format!("{} {}", d.id, d.name),
    }
}

/// "53 districts of mali.shp (2021-12-20)".
fn edition(set: &Boundaries) -> String {
    let vintage = set.vintage.as_deref().unwrap_or("of a vintage that the file does not state");
    format!("{}: {} districts, {vintage}", set.file, set.districts.len())
}

impl Report<'_> {
    fn lines(&self, drawing: f64) -> Vec<String> {
        let mut lines = vec![format!("old  {}", edition(self.old)), format!("new  {}", edition(self.new))];
        let of = |relation: Relation| self.walk.rows.iter().filter(move |r| r.relation == relation);
        let old_ends = |relation: Relation| distinct(of(relation).map(|r| r.old));
        let new_ends = |relation: Relation| distinct(of(relation).map(|r| r.new));
        let count = [Relation::Unchanged, Relation::Renamed, Relation::Recoded, Relation::Moved]
            .map(|relation| format!("{} {}", of(relation).count(), relation.word()));
        lines.push(format!(
            "{}; {} split, {} merged; {} added, {} removed; overlaps below {} % of both are drawing",
            count.join(", "),
            old_ends(Relation::Split).len(),
            new_ends(Relation::Merged).len(),
            of(Relation::Added).count(),
            of(Relation::Removed).count(),
            drawing * 100.0
        ));
        for relation in [Relation::Renamed, Relation::Recoded] {
            lines.extend(of(relation).map(|r| format!("{}: {}", relation.word(), self.pair(r))));
        }
        lines.extend(of(Relation::Moved).map(|r| self.moved(r)));
        for i in old_ends(Relation::Split) {
            let rows = self.walk.rows.iter().filter(|r| r.old == i && r.relation == Relation::Split);
            let into = rows.map(|r| format!("{} ({:.1} %)", title(self.new, r.new), r.share_of_old * 100.0));
            lines.push(format!("split: {} → {}", title(self.old, i), into.collect::<Vec<_>>().join(", ")));
        }
        for j in new_ends(Relation::Merged) {
            let rows = self.walk.rows.iter().filter(|r| r.new == j && r.relation == Relation::Merged);
            let from = rows.map(|r| format!("{} ({:.1} %)", title(self.old, r.old), r.share_of_new * 100.0));
            lines.push(format!("merged: {} → {}", from.collect::<Vec<_>>().join(" + "), title(self.new, j)));
        }
        lines.extend(of(Relation::Regrouped).map(|r| format!("regrouped: {}, {:.1} km²", self.pair(r), r.km2)));
        lines.extend(of(Relation::Added).map(|r| format!("added: {}, {:.1} km²", title(self.new, r.new), r.km2)));
        lines.extend(of(Relation::Removed).map(|r| format!("removed: {}, {:.1} km²", title(self.old, r.old), r.km2)));
        lines
    }

    fn pair(&self, row: &Row) -> String {
        format!("{} → {}", title(self.old, row.old), title(self.new, row.new))
    }

    /// A district whose border moved: its area before and after, and what stayed.
    fn moved(&self, row: &Row) -> String {
        let (Some(i), Some(j)) = (row.old, row.new) else { return String::new() };
        let (before, after) = (self.walk.old_km2[i], self.walk.new_km2[j]);
        format!(
            "moved: {}, {before:.1} → {after:.1} km² ({:+.1} km², {:+.2} %); {:.2} % of the old one is in the new one, {:.2} % of \
             the new one was in the old one",
            self.pair(row),
            after - before,
            (after / before - 1.0) * 100.0,
            row.share_of_old * 100.0,
            row.share_of_new * 100.0
        )
    }

    /// What changes for the incidents.
    fn recount(&self, recount: &Recount) -> Vec<String> {
        let sums = [&recount.old, &recount.new].map(|counts| counts.iter().sum::<u64>());
        let mut lines = vec![format!(
            "incidents: {} counted by the old districts, {} by the new ones; {} only by the old, {} only by the new",
            sums[0], sums[1], recount.only_old, recount.only_new
        )];
        for row in self.walk.rows.iter().filter(|r| r.relation.same_district()) {
            let (Some(i), Some(j)) = (row.old, row.new) else { continue };
            if recount.old[i] != recount.new[j] {
                lines.push(format!("count changes: {}, {} → {}", self.pair(row), recount.old[i], recount.new[j]));
            }
        }
        for shift in &recount.shifted {
            let (from, to) = (title(self.old, shift.old), title(self.new, shift.new));
            lines.push(format!("counted elsewhere: {} from {from} to {to}", shift.count));
        }
        lines
    }
}

/// Each of them once, in ascending order.
fn distinct(ends: impl Iterator<Item = Option<usize>>) -> Vec<Option<usize>> {
    let mut ends: Vec<Option<usize>> = ends.collect();
    ends.sort_unstable();
    ends.dedup();
    ends
}
