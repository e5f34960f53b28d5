//! A ledger of every row of files of any size, written while they are read.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::publish::{put, refuse_odd, sweep};
use crate::boundary::Boundaries;
use crate::draft;
use crate::error::{Error, Kind, Result};
use crate::incident::{Batch, Named, Placed};
use crate::join::{Atlas, Policy, join_some, refuse_exchanged};
use crate::ledger::{Account, Bucket, Ledger};
use crate::measure::Tally;
use crate::read::Input;
use crate::read::stream::{Ask, Piece, Words, in_order};
use crate::write::{flag_duplicates, ledger_head, ledger_lines};

/// Identifiers that are remembered to find those that are there twice: 9 bytes each. Later ones are not compared.
pub const MOST_IDS: usize = 3_500_000;

/// A ledger that is written, but not yet in its place.
#[derive(Debug)]
pub struct Book {
    file: Draft,
    place: PathBuf,
}

/// Where a ledger is written to: beside its place, or to a file without a name for what goes to standard output.
#[derive(Debug)]
enum Draft {
    Beside(NamedTempFile),
    Nameless(File),
}

impl Draft {
    fn file(&mut self) -> &mut File {
        match self {
            Draft::Beside(file) => file.as_file_mut(),
            Draft::Nameless(file) => file,
        }
    }
}

/// Counts, account and ledger of some files.
#[derive(Debug)]
pub struct Booked {
    /// Counts by district and year, and by category if that is asked for.
    pub tally: Tally,
    /// Rows in each bucket.
    pub account: Account,
    /// Every row.
    pub book: Book,
}

/// What comes of a part of a file.
struct Page {
    ledger: Ledger,
    lines: Vec<u8>,
    tally: Tally,
    /// Hashes of file and identifier of each incident that has one.
    ids: Vec<u64>,
    empty_rows: u64,
}

/// Identifiers by hash: all that are remembered, and those met again.
#[derive(Default)]
struct Seen {
    once: HashSet<u64>,
    twice: HashSet<u64>,
    forgotten: u64,
    empty_rows: u64,
}

/// Counts the incidents of the files by district, year and category, and writes what became of each row to a file beside `place` (`-`
/// for one that is copied to standard output), in input order.
///
/// The lines are those of a ledger in memory, except that identifiers beyond the first `MOST_IDS` are not flagged when they
/// are there twice; the account has a note then. Identifiers are compared by a hash of 64 bits.
///
/// # Errors
/// As `count`; `Kind::CannotCreate` or `Kind::Io` if the ledger cannot be written.
pub fn book(
    inputs: &[Input],
    (districts, policy): (&Boundaries, &Policy),
    ask: &Ask<'_>,
    (place, most): (&Path, usize),
) -> Result<Booked> {
    let atlas = Atlas::new(districts, policy, None);
    let words = |words: &Named| atlas.meant(words);
    let ask = &Ask { words: Some(Words(&words)), ..*ask };
    let map = |piece: Piece| page(&atlas, (districts, policy), piece);
    for thorough in [false, true] {
        let mut file = begin(place)?;
        let mut sum = (Tally::new(districts.districts.len()), Account::default(), Seen::default());
        let failed = failed(place);
        {
            let mut out = BufWriter::new(file.file());
            out.write_all(&ledger_head()?).map_err(&failed)?;
            let mut then = |page: Page| {
                out.write_all(&page.lines).map_err(&failed)?;
                sum.take(page, most);
                Ok(())
            };
            if !in_order(inputs, (ask, thorough), &map, &mut then)? {
                continue;
            }
            out.flush().map_err(&failed)?;
        }
        let (tally, mut account, seen) = sum;
        let tally = tally.complete()?;
        let (outside, exchanged) = tally.outside();
        let by_words = account.marks.by_code + account.marks.by_name;
        let places = account.count(Bucket::Joined) + account.count(Bucket::Outside) - by_words;
        refuse_exchanged(places, outside + tally.snapped(), exchanged)?;
        account.balance()?;
        account.refuse_nothing_but_rejects()?;
        if !seen.twice.is_empty() {
            file = flagged(file, place, &seen.twice)?;
        }
        if seen.empty_rows > 0 {
            account.note(format!("empty rows passed over: {}", seen.empty_rows));
        }
        if seen.forgotten > 0 {
            account.note(format!(
                "only the first {most} identifiers were compared: of {} later incidents it is not known whether theirs is \
                 there twice",
                seen.forgotten
            ));
        }
        return Ok(Booked { tally, account, book: Book { file, place: place.to_path_buf() } });
    }
    Err(Error::internal("files that were looked through cannot be read"))
}

fn failed(place: &Path) -> impl Fn(std::io::Error) -> Error {
    move |e| {
        Error::new(Kind::Io, format!("{}: cannot write the ledger: {e}", place.display()))
            .hint("the old file, if there was one, is as it was")
    }
}

fn folder(place: &Path) -> &Path {
    place.parent().unwrap_or(Path::new(""))
}

fn begin(place: &Path) -> Result<Draft> {
    let made = match place.as_os_str() == "-" {
        true => tempfile::tempfile().map(Draft::Nameless),
        false => {
            sweep(folder(place));
            draft::file(folder(place)).map(Draft::Beside)
        }
    };
    made.map_err(|e| {
        Error::new(Kind::CannotCreate, format!("{}: cannot write there: {e}", place.display()))
            .hint("choose another folder with --ledger")
    })
}

/// Joins the incidents of a part and writes its lines.
fn page(atlas: &Atlas<'_>, (districts, policy): (&Boundaries, &Policy), piece: Piece) -> Result<Page> {
    let Piece { incidents, mut ledger, categories, empty_rows } = piece;
    let joined = join_some(atlas, &incidents, policy);
    joined.settle(districts, &incidents, &mut ledger);
    ledger.balance()?;
    let mut batch = Batch::default();
    let mut codes = HashMap::new();
    for (i, place) in incidents.location.iter().enumerate() {
        let year = incidents.year(i).unwrap_or(0);
        let mut code = |batch: &mut Batch| {
            let next = batch.categories.len() as u32;
            let category = categories.get(i)?;
            let code = *codes.entry(category.as_str()).or_insert(next);
            if code == next {
                batch.categories.push(category.clone());
            }
            Some(code)
        };
        match (place, joined.district[i]) {
            (_, Some(district)) if joined.means[i].by_words() => {
                let category = code(&mut batch).unwrap_or(0);
                batch.placed.push(Placed { district: district as u32, year, category });
            }
            (Some(place), _) if matches!(joined.bucket[i], Bucket::Joined | Bucket::Outside) => {
                batch.push(*place);
                batch.year.push(year);
                let category = code(&mut batch);
                batch.category.extend(category);
            }
            _ => {}
        }
    }
    let mut tally = Tally::new(districts.districts.len());
    tally.add_near(&atlas.index, &batch, &|place| atlas.snapped(place));
    let file = ledger.files.first().map_or("", |file| file.name.as_str());
    let ids = incidents.id.iter().filter(|id| !id.is_empty()).map(|id| hash(file, id)).collect();
    Ok(Page { lines: ledger_lines(&ledger)?, ledger, tally, ids, empty_rows })
}

fn hash(file: &str, id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (file, id).hash(&mut hasher);
    hasher.finish()
}

/// What is summed up over all parts.
trait Sum {
    fn take(&mut self, page: Page, most: usize);
}

impl Sum for (Tally, Account, Seen) {
    fn take(&mut self, page: Page, most: usize) {
        let (tally, account, seen) = self;
        tally.merge(page.tally);
        account.add_part((&page.ledger).into());
        seen.empty_rows += page.empty_rows;
        for id in page.ids {
            if seen.once.contains(&id) {
                seen.twice.insert(id);
            } else if seen.once.len() < most {
                seen.once.insert(id);
            } else {
                seen.forgotten += 1;
            }
        }
    }
}

/// The same ledger with the flags of identifiers that are there twice.
fn flagged(mut file: Draft, place: &Path, twice: &HashSet<u64>) -> Result<Draft> {
    let failed = failed(place);
    file.file().rewind().map_err(&failed)?;
    let mut copy = begin(place)?;
    let from = BufReader::new(file.file());
    flag_duplicates(from, BufWriter::new(copy.file()), |file, id| twice.contains(&hash(file, id)))?;
    Ok(copy)
}

impl Book {
    /// Puts the ledger in its place, for its owner alone, or copies it to the function that is given for standard output.
    ///
    /// # Errors
    /// `Kind::CannotCreate` or `Kind::Io`.
    pub fn publish(self, out: &mut dyn Write) -> Result<()> {
        let failed = failed(&self.place);
        match self.file {
            Draft::Nameless(mut file) => {
                file.rewind().map_err(&failed)?;
                std::io::copy(&mut file, out).map(drop).map_err(&failed)
            }
            Draft::Beside(file) => {
                refuse_odd(std::slice::from_ref(&self.place))?;
                file.as_file().sync_all().map_err(&failed)?;
                put(file, &self.place, None)?;
                draft::settle(folder(&self.place));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
#[path = "ledger_tests.rs"]
mod tests;
