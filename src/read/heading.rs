//! Finding a column by its heading, whatever its case, accents and blanks.

use crate::error::{Error, Result, nearest};
pub(super) use crate::name::fold;

/// Headings that an error lists before it says how many more there are.
const LISTED: usize = 40;

/// The headings of one table, ready to be searched.
pub(super) struct Headings<'a> {
    file: &'a str,
    raw: &'a [String],
    folded: Vec<String>,
}

impl<'a> Headings<'a> {
    /// Headings of the named file.
    pub(super) fn new(file: &'a str, raw: &'a [String]) -> Self {
        let folded = raw.iter().map(|h| fold(h)).collect();
        Headings { file, raw, folded }
    }

    /// The heading as written.
    pub(super) fn written(&self, column: usize) -> &'a str {
        &self.raw[column]
    }

    /// Every heading, folded, in the order of the columns.
    pub(super) fn folded(&self) -> &[String] {
        &self.folded
    }

    /// Whether any of the names (already folded) is a heading.
    pub(super) fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|n| self.folded.iter().any(|f| f == n))
    }

    /// The first column headed by one of the names (already folded), repeated or not.
    pub(super) fn first(&self, names: &[&str]) -> Option<usize> {
        self.folded.iter().position(|f| names.contains(&f.as_str()))
    }

    /// The one column headed by one of the names (already folded).
    ///
    /// # Errors
    /// `Kind::Data` if several columns are.
    pub(super) fn one(&self, names: &[&str]) -> Result<Option<usize>> {
        let found: Vec<usize> = (0..self.raw.len()).filter(|i| names.contains(&self.folded[*i].as_str())).collect();
        match found[..] {
            [] => Ok(None),
            [column] => Ok(Some(column)),
            _ => {
                let which: Vec<String> = found.iter().map(|i| format!("column {} '{}'", i + 1, self.raw[*i])).collect();
                Err(Error::data(format!("{}: more than one heading fits: {}", self.file, which.join(", ")))
                    .hint("rename or remove all but one of them, or name another column"))
            }
        }
    }

    /// The one column that the user named.
    ///
    /// # Errors
    /// `Kind::Data` if there is none (with the headings found and the nearest) or several.
    pub(super) fn named(&self, name: &str) -> Result<usize> {
        match self.one(&[&fold(name)])? {
            Some(column) => Ok(column),
            None => Err(self.missing(name)),
        }
    }

    /// The heading that may have been meant, as the end of a sentence; empty if none is near.
    pub(super) fn suggestion(&self, name: &str) -> String {
        nearest(name, self.raw.iter().map(String::as_str)).map_or(String::new(), |n| format!(": did you mean '{n}'?"))
    }

    /// The error that a column is not there, with the headings found and the nearest of them.
    pub(super) fn missing(&self, name: &str) -> Error {
        let mut list: Vec<String> = self.raw.iter().take(LISTED).map(|h| format!("'{h}'")).collect();
        if self.raw.len() > LISTED {
            list.push(format!("{} more", self.raw.len() - LISTED));
        }
        let error = Error::data(format!("{}: no column '{name}' (headings found: {})", self.file, list.join(", ")));
        match nearest(name, self.raw.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean '{near}'? name the column by its heading")),
            None => error.hint("name the column by its heading, or choose another preset"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(list: &[&str]) -> Vec<String> {
        list.iter().map(|s| s.to_string()).collect()
    }

    #[test]
    fn case_accents_and_blanks_do_not_matter() {
        assert_eq!(fold("  Précision   Géo "), "precision geo");
        assert_eq!(fold("Location\u{a0}"), "location");
    }

    #[test]
    fn a_heading_that_is_there_twice_is_asked_for() {
        let raw = strings(&[" Lat ", "lon", "LAT"]);
        let headings = Headings::new("a.csv", &raw);
        let error = headings.named("lat").expect_err("ambiguous");
        assert!(error.message.contains("column 1 ' Lat ', column 3 'LAT'"));
        assert_eq!(headings.named("LON"), Ok(1));
    }

    #[test]
    fn a_missing_heading_is_answered_with_the_list_and_the_nearest() {
        let raw = strings(&["Latitude_dd", "Longitude_dd"]);
        let error = Headings::new("a.csv", &raw).named("latitude").expect_err("missing");
        assert!(error.message.contains("'Latitude_dd', 'Longitude_dd'"));
        assert!(error.hint.is_some_and(|h| h.contains("Latitude_dd")));
    }
}
