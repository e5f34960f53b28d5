//! What a rule has to say.

use super::Rule;
use crate::unit::Rect;

/// How bad a finding is, least bad first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth a look.
    Note,
    /// Should be better; may be accepted for a reason.
    Warning,
    /// Must not be published so.
    Error,
}

impl Severity {
    /// The word used in texts and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One place where a figure breaks a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Name of the rule.
    pub rule: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Number of the rule in the guide to cartography.
    pub number: u8,
    /// The element, what was measured and the limit.
    pub message: String,
    /// Where, in points of the page; `None` if it is nowhere in particular.
    pub place: Option<Rect>,
}

/// A finding before it knows its rule.
pub struct Remark {
    message: String,
    place: Option<Rect>,
}

impl Remark {
    /// A remark on the whole figure.
    pub fn new(message: impl Into<String>) -> Remark {
        Remark { message: message.into(), place: None }
    }

    /// The same remark with its place, in points.
    pub fn at(self, place: Rect) -> Remark {
        Remark { place: Some(place), ..self }
    }

    /// The remark as a finding under a rule.
    pub fn under(self, rule: &Rule) -> Finding {
        Finding {
            rule: rule.id,
            severity: rule.severity,
            number: rule.number,
            message: self.message,
            place: self.place,
        }
    }
}
