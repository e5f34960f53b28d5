//! What the metadata and the headers of pages say of a file before any page is unpacked.

use parquet::column::page::PageReader;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::file::statistics::Statistics;

use super::{Parquet, ROWS, Rows, guarded};

/// A file with fewer row groups than this is cut within them, so that all threads have something to read.
const FEW: usize = 8;

impl Parquet {
    /// The rows of the file in parts that can be read independently: row groups, or where there are few and large ones,
    /// pieces of them that begin with a page of the column that takes the most bytes. They do not depend on the number of
    /// threads.
    pub(in crate::read) fn parts(&self, headings: &[usize]) -> Vec<Rows> {
        let pieces = FEW.div_ceil(self.groups().max(1));
        let of = |group: usize| {
            let rows = self.rows(group);
            let mut cuts = vec![0];
            let least = rows.div_ceil(pieces).max(ROWS);
            if rows > least {
                for start in self.pages(group, headings) {
                    if start >= cuts[cuts.len() - 1] + least && start + ROWS <= rows {
                        cuts.push(start);
                    }
                }
            }
            let ends = cuts.clone().into_iter().skip(1).chain([rows]);
            cuts.into_iter().zip(ends).map(move |(start, end)| (group, start..end)).collect::<Vec<_>>()
        };
        (0..self.groups()).flat_map(of).collect()
    }

    /// The first rows of the pages of the largest of the columns; none where that cannot be known.
    fn pages(&self, group: usize, headings: &[usize]) -> Vec<usize> {
        let of = self.meta.row_group(group);
        let Some(leaf) = self.leaves(headings).into_iter().max_by_key(|leaf| of.column(*leaf).compressed_size()) else {
            return Vec::new();
        };
        let flat = self.meta.file_metadata().schema_descr().column(leaf).max_rep_level() == 0;
        // what is wrong with the file is found where it is read
        let starts = guarded("", || {
            let mut pages = SerializedPageReader::new(self.store.clone(), of.column(leaf), self.rows(group), None)?;
            let (mut starts, mut row) = (Vec::new(), 0usize);
            while let Some(page) = pages.peek_next_page()? {
                if !page.is_dict {
                    starts.push(row);
                    let Some(rows) = page.num_rows.or(page.num_levels) else { return Ok(Vec::new()) };
                    row = row.saturating_add(rows);
                }
                pages.skip_next_page()?;
            }
            Ok(starts)
        });
        if flat { starts.unwrap_or_default() } else { Vec::new() }
    }

    /// The least and the greatest value of a column of floating-point numbers, as the file says; `None` where it does not.
    /// It may be wrong, and says nothing of values that are not a number.
    pub(in crate::read) fn said_range(&self, heading: usize) -> Option<(f64, f64)> {
        let (leaf, ..) = self.fields[heading];
        let of = |group: usize| match self.meta.row_group(group).column(leaf).statistics()? {
            Statistics::Double(s) => Some((*s.min_opt()?, *s.max_opt()?)),
            Statistics::Float(s) => Some((f64::from(*s.min_opt()?), f64::from(*s.max_opt()?))),
            _ => None,
        };
        let all = (0..self.groups()).filter(|group| self.rows(*group) > 0).map(of);
        all.reduce(|a, b| a.zip(b).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)))).flatten()
    }
}
