//! What the program says to a person.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressState, ProgressStyle};

use crate::boundary::Boundaries;
use crate::error::Error;
use crate::gazetteer::{Gazetteer, Misses};
use crate::join::Policy;
use crate::ledger::{Account, Bucket, Marks};
use crate::lint::{Finding, Severity};
use crate::read::stream::Meter;
use crate::run::Linted;

/// Text without control characters, which a hostile file could use to steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// A line on standard error.
pub fn note(text: &str) {
    use std::io::Write;
    // nobody may listen any more; the exit code says it all the same
    let _ = writeln!(std::io::stderr(), "{}", plain(text));
}

/// A line on standard output.
pub fn line(text: &str) {
    use std::io::Write;
    // A reader that has seen enough closes the pipe; that is no failure of ours.
    let _ = writeln!(std::io::stdout(), "{}", plain(text));
}

/// An error with its hint.
pub fn error(error: &Error) {
    note(&format!("error: {}", error.message));
    if let Some(hint) = &error.hint {
        note(&format!(" hint: {hint}"));
    }
}

/// Shows what is being done, on a terminal only.
pub struct Progress(ProgressBar);

impl Progress {
    /// Starts to show.
    pub fn start() -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        Progress(bar)
    }

    /// Names the step that begins.
    pub fn step(&self, what: &str) {
        self.0.set_message(what.to_string());
    }

    /// Shows how far a stream is: rows, share of the bytes, rows a second and the time left.
    pub fn watch(&self, meter: &Arc<Meter>) {
        let (meter, start) = (Arc::clone(meter), Instant::now());
        let far = move |_: &ProgressState, out: &mut dyn std::fmt::Write| {
            let _ = out.write_str(&how_far(&meter, start.elapsed()));
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {far}") {
            self.0.set_style(style.with_key("far", far));
        }
    }

    /// Stops showing.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// "12.3 million rows, 45 %, 20.1 million a second, 3 s left".
fn how_far(meter: &Meter, since: Duration) -> String {
    let (rows, (bytes, total)) = (meter.rows() as f64, meter.bytes());
    let seconds = since.as_secs_f64().max(0.001);
    let mut text = format!("{:.1} million rows, {:.1} million a second", rows / 1e6, rows / 1e6 / seconds);
    if total > 0 && bytes > 0 {
        let share = bytes as f64 / total as f64;
        text += &format!(", {:.0} %, {:.0} s left", share * 100.0, seconds * (1.0 / share - 1.0));
    }
    text
}

/// What had to be assumed or mended in a boundary file.
pub fn remarks(districts: &Boundaries) {
    for remark in &districts.notes {
        note(&format!("note: {}: {remark}", districts.file));
    }
}

/// The account of the rows: how many were read, and where they went.
pub fn summary(account: &Account) {
    buckets(account, ["counted in a district", "outside all districts"]);
    if account.misses.rows() > 0 {
        note(&format!("note: {} rows name a district that was not found", account.misses.rows()));
    }
}

/// The same where those that count, and those that lie elsewhere, have other names.
pub fn buckets(account: &Account, [counted, outside]: [&str; 2]) {
    note(&format!("{} rows read", account.rows_read()));
    for bucket in Bucket::ALL {
        let meaning = match bucket {
            Bucket::Joined => counted,
            Bucket::Outside => outside,
            Bucket::LowPrecision => "of too low precision for a district",
            Bucket::NoLocation => "without location",
            Bucket::Filtered => "not asked for (period, country or category)",
            Bucket::Rejected => "rejected",
        };
        note(&format!("{:>8} {meaning}", account.count(bucket)));
        apart(bucket, &account.marks);
    }
    for file in &account.files {
        for remark in &file.notes {
            note(&format!("note: {}: {remark}", file.name));
        }
    }
    for (file, row, reason) in &account.rejected {
        note(&format!("rejected: {file}, row {row}: {reason}"));
    }
    if account.marks.differs > 0 {
        let n = account.marks.differs;
        note(&format!("note: {n} rows whose P-code is another district's than that of their coordinates, which count"));
    }
    let more = account.count(Bucket::Rejected) - account.rejected.len() as u64;
    if more > 0 {
        note(&format!("rejected: {more} more, listed in the ledger"));
    }
}

/// Rows that count for a district told apart by how they came there.
fn apart(bucket: Bucket, marks: &Marks) {
    let parts = [
        (marks.by_code, "by the P-code of the district"),
        (marks.by_name, "by the name of the district"),
        (marks.snapped, "outside, for the nearest district (--snap)"),
    ];
    for (rows, how) in parts.iter().filter(|(rows, _)| *rows > 0 && bucket == Bucket::Joined) {
        note(&format!("{rows:>12} of them {how}"));
    }
}

/// Rows outside that are near a district.
pub fn near(account: &Account) {
    let near = account.marks.near;
    if near > 0 {
        note(&format!("note: {near} rows outside lie within 1 km of a district; --snap 500m, say, counts them there"));
    }
}

/// Names that lead to no district or region, as many lines as asked for.
pub fn misses(misses: &Misses, most: usize) {
    let lines = misses.lines();
    if lines.is_empty() {
        return;
    }
    note("names that the boundary file does not have, or that mean several districts:");
    lines.iter().take(most).for_each(|line| note(&format!("  {line}")));
    if lines.len() > most {
        note(&format!("  and {} more: cercle check lists them", lines.len() - most));
    }
}

/// Other names of the user's that mean nothing in the boundary file.
pub fn idle_aliases(districts: &Boundaries, policy: &Policy) {
    if policy.aliases.is_empty() {
        return;
    }
    for alias in Gazetteer::new(districts, &policy.aliases).idle(&policy.aliases) {
        let (name, means) = (&alias.name, &alias.means);
        note(&format!("note: alias '{name}' means '{means}', which {} does not have", districts.file));
    }
}

/// A finding as a line: "error type-minimum: …".
pub fn finding(finding: &Finding) -> String {
    format!("{} {}: {}", finding.severity.word(), finding.rule, finding.message)
}

/// The worst of what figures break, in a few lines; `rest` says where the others are found. Notes are left out.
pub fn findings(linted: &[Linted], rest: &str) {
    const MOST: usize = 5;
    let mut all: Vec<(&str, &Finding)> =
        linted.iter().flat_map(|l| l.findings.iter().map(|f| (l.figure.as_str(), f))).collect();
    all.retain(|(_, f)| f.severity > Severity::Note);
    all.sort_by_key(|(_, f)| std::cmp::Reverse(f.severity));
    for (figure, f) in all.iter().take(MOST) {
        note(&format!("lint: {figure}: {}", finding(f)));
    }
    if all.len() > MOST {
        note(&format!("lint: and {} more; {rest}", all.len() - MOST));
    }
}
