//! One error for the whole program: what was found, and what to do about it.
//!
//! ```
//! use cercle::error::{Error, Kind, nearest};
//!
//! let error = Error::data("95 is not a latitude").within("incidents.csv, line 7").hint("check the column");
//! assert_eq!(error.to_string(), "incidents.csv, line 7: 95 is not a latitude");
//! assert_eq!((error.kind, error.kind.exit_code()), (Kind::Data, 65));
//! assert_eq!(nearest("boundries", ["boundaries", "incidents"]), Some("boundaries"));
//! ```

use std::path::Path;

/// What kind of failure it is; each kind has its exit code (after BSD `sysexits.h`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The command line is wrong.
    Usage,
    /// A file's content was refused.
    Data,
    /// An input file is not there or cannot be opened.
    NoInput,
    /// The program contradicts itself: a fault of ours.
    Internal,
    /// An output cannot be created.
    CannotCreate,
    /// Reading or writing failed half way.
    Io,
    /// The project file is wrong.
    Project,
    /// Another run is writing the same output.
    Locked,
    /// An input is larger than the program takes.
    Limit,
    /// What was asked for would disclose more than its audience may see.
    Disclosure,
}

impl Kind {
    /// Every kind, for help texts and tests.
    pub const ALL: [Kind; 10] = [
        Kind::Usage,
        Kind::Data,
        Kind::NoInput,
        Kind::Internal,
        Kind::CannotCreate,
        Kind::Io,
        Kind::Locked,
        Kind::Project,
        Kind::Limit,
        Kind::Disclosure,
    ];

    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::Usage => 64,
            Kind::Data => 65,
            Kind::NoInput => 66,
            Kind::Internal => 70,
            Kind::CannotCreate => 73,
            Kind::Io => 74,
            Kind::Locked => 75,
            Kind::Project => 78,
            Kind::Limit => 80,
            Kind::Disclosure => 81,
        }
    }

    /// What the code means, for the help text.
    pub fn meaning(self) -> &'static str {
        match self {
            Kind::Usage => "the command line is wrong",
            Kind::Data => "a file's content was refused",
            Kind::NoInput => "an input file is missing or cannot be opened",
            Kind::Internal => "the program contradicts itself (please report it)",
            Kind::CannotCreate => "an output cannot be created",
            Kind::Io => "reading or writing failed half way",
            Kind::Locked => "another run is writing the same output",
            Kind::Project => "the project file is wrong",
            Kind::Limit => "an input is larger than the program takes",
            Kind::Disclosure => "the audience may not see what was asked for",
        }
    }
}

/// A failure: kind, message (lower case, names the place) and the next step.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// Which kind of failure.
    pub kind: Kind,
    /// What was found, and where: "incidents.csv, line 7, column 'Latitude': 95 is not a latitude".
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

/// The library's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of the given kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), hint: None }
    }

    /// A file's content was refused.
    pub fn data(message: impl Into<String>) -> Error {
        Error::new(Kind::Data, message)
    }

    /// The project file is wrong.
    pub fn project(message: impl Into<String>) -> Error {
        Error::new(Kind::Project, message)
    }

    /// The command line is wrong.
    pub fn usage(message: impl Into<String>) -> Error {
        Error::new(Kind::Usage, message)
    }

    /// The audience may not see what was asked for.
    pub fn disclosure(message: impl Into<String>) -> Error {
        Error::new(Kind::Disclosure, message)
    }

    /// A fault of ours.
    pub fn internal(message: impl Into<String>) -> Error {
        Error::new(Kind::Internal, message)
    }

    /// An input could not be opened or read.
    pub fn reading(path: &Path, cause: &std::io::Error) -> Error {
        let kind = match cause.kind() {
            std::io::ErrorKind::NotFound | std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::IsADirectory => {
                Kind::NoInput
            }
            _ => Kind::Io,
        };
        Error::new(kind, format!("{}: cannot read it: {cause}", path.display()))
    }

    /// The same error with a next step.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with the place before the message.
    pub fn within(mut self, place: impl std::fmt::Display) -> Error {
        self.message = format!("{place}: {}", self.message);
        self
    }
}

/// The candidate nearest to a mistyped word, if one is near enough to suggest.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::jaro_winkler(&word.to_lowercase(), &c.to_lowercase()), c))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_distinct() {
        let mut codes: Vec<u8> = Kind::ALL.iter().map(|k| k.exit_code()).collect();
        codes.dedup();
        assert_eq!(codes.len(), Kind::ALL.len());
        assert!(codes.is_sorted());
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let words = ["boundaries", "incidents", "period"];
        assert_eq!(nearest("boundries", words), Some("boundaries"));
        assert_eq!(nearest("zebra", words), None);
    }
}
