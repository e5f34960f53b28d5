//! A table as plain texts, to be compared with what was written.

use super::incident_rows::display;
use super::input::Input;
use super::json_record::{POINT_LAT, POINT_LON};
use super::table::table;
use crate::error::Result;

/// The headings that the places of points have.
pub const PLACE: [&str; 2] = ["longitude", "latitude"];

/// A table with every cell as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Plain {
    /// Reads a table or layer of points or attributes in any format; `sheet` names a sheet or layer.
    ///
    /// # Errors
    /// As `incidents`, if the file cannot be read.
    pub fn of(input: &Input, sheet: Option<&str>) -> Result<Plain> {
        let table = table(input, sheet, &|_, headings| Ok((0..headings.len()).collect()))?;
        let heading = |heading: &String| match heading.as_str() {
            POINT_LON => PLACE[0].to_string(),
            POINT_LAT => PLACE[1].to_string(),
            other => other.to_string(),
        };
        let row = |row: usize| (0..table.headings.len()).map(|column| display(table.value(row, column))).collect();
        Ok(Plain {
            rows: (0..table.rows.len()).map(row).collect(),
            headings: table.headings.iter().map(heading).collect(),
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The cells of the column with that heading, empty where nothing is known; `None` if there is no such column.
    pub fn column(&self, heading: &str) -> Option<Vec<&str>> {
        let at = self.headings.iter().position(|h| h == heading)?;
        Some(self.rows.iter().map(|row| row[at].as_str()).collect())
    }
}
