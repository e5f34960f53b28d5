//! What the program says to a person.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

use crate::boundary::Boundaries;
use crate::error::Error;
use crate::ledger::{Bucket, Ledger};
use crate::lint::{Finding, Severity};
use crate::run::Linted;

/// Text without control characters, which a hostile file could use to steer the terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

/// A line on standard error.
pub fn note(text: &str) {
    eprintln!("{}", plain(text));
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

    /// Stops showing.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// What had to be assumed or mended in a boundary file.
pub fn remarks(districts: &Boundaries) {
    for remark in &districts.notes {
        note(&format!("note: {}: {remark}", districts.file));
    }
}

/// The account of the rows: how many were read, and where they went.
pub fn summary(ledger: &Ledger) {
    account(ledger, ["counted in a district", "outside all districts"]);
}

/// The same where those that count, and those that lie elsewhere, have other names.
pub fn account(ledger: &Ledger, [counted, outside]: [&str; 2]) {
    note(&format!("{} rows read", ledger.rows_read()));
    for bucket in Bucket::ALL {
        let meaning = match bucket {
            Bucket::Joined => counted,
            Bucket::Outside => outside,
            Bucket::LowPrecision => "of too low precision for a district",
            Bucket::NoLocation => "without location",
            Bucket::Filtered => "not asked for (period, country or category)",
            Bucket::Rejected => "rejected",
        };
        note(&format!("{:>8} {meaning}", ledger.count(bucket)));
    }
    for file in &ledger.files {
        for remark in &file.notes {
            note(&format!("note: {}: {remark}", file.name));
        }
    }
    let rejected = ledger.entries.iter().filter(|e| e.bucket == Some(Bucket::Rejected));
    for entry in rejected.clone().take(5) {
        note(&format!("rejected: {}, row {}: {}", ledger.files[entry.file].name, entry.row, entry.reason));
    }
    let more = rejected.count().saturating_sub(5);
    if more > 0 {
        note(&format!("rejected: {more} more, listed in the ledger"));
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
