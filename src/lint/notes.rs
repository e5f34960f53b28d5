//! The lines that no figure may lack. What they say is not judged, beyond the years and names that they must carry.

use super::finding::Remark;
use super::view::View;

fn present(view: &View, note: &str) -> Vec<Remark> {
    if view.words(note).is_some() {
        return Vec::new();
    }
    vec![Remark::new(format!("there is no {}", note.replace('-', " on ")))]
}

/// The same for notes that only a map needs: key figures and bars draw no boundaries.
fn on_a_map(view: &View, note: &str) -> Vec<Remark> {
    if view.maps.is_empty() { Vec::new() } else { present(view, note) }
}

/// Whether a text holds a year: four figures that start with 19, 20 or 21.
pub(super) fn has_year(text: &str) -> bool {
    let digits = text.split(|c: char| !c.is_ascii_digit());
    digits.filter(|d| d.len() == 4).any(|d| ["19", "20", "21"].iter().any(|century| d.starts_with(century)))
}

/// A remark if the note is there and holds no year.
fn dated(view: &View, note: &str, of: &str) -> Vec<Remark> {
    match view.words(note) {
        Some(words) if !has_year(&words) => {
            vec![Remark::new(format!("{} gives no year of {of}", note.replace('-', " on ")))]
        }
        _ => Vec::new(),
    }
}

/// Where the data come from.
pub fn sources(view: &View) -> Vec<Remark> {
    present(view, "note-sources")
}

/// When they were taken from there.
pub fn accessed(view: &View) -> Vec<Remark> {
    dated(view, "note-sources", "access")
}

/// Whose boundaries they are, where there is a map.
pub fn boundaries(view: &View) -> Vec<Remark> {
    on_a_map(view, "note-boundaries")
}

/// When the boundaries were in force.
pub fn vintage(view: &View) -> Vec<Remark> {
    dated(view, "note-boundaries", "the boundaries")
}

/// How many incidents are on the map, of how many.
pub fn coverage(view: &View) -> Vec<Remark> {
    present(view, "note-coverage")
}

/// How exact the places are, where there is a map.
pub fn precision(view: &View) -> Vec<Remark> {
    on_a_map(view, "note-precision")
}

/// That reports are not a full count.
pub fn reported(view: &View) -> Vec<Remark> {
    present(view, "note-reported")
}

/// That names and boundaries are no endorsement, where there is a map.
pub fn designations(view: &View) -> Vec<Remark> {
    on_a_map(view, "note-designations")
}

/// Who made the figure: "Figure: …", in French with a blank before the colon.
pub fn creator(view: &View) -> Vec<Remark> {
    let plain = |c: char| if c.is_whitespace() { ' ' } else { c };
    let words: String = view.words("note-sources").unwrap_or_default().chars().map(plain).collect();
    if words.contains("Figure:") || words.contains("Figure :") {
        return Vec::new();
    }
    vec![Remark::new("the note on sources does not say who made the figure")]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::samples::{broken, figure, in_layer, without, words};
    use crate::scene::{Item, Scene};

    #[test]
    fn every_missing_note_is_found() {
        for note in ["sources", "boundaries", "coverage", "precision", "reported", "designations"] {
            let rule = format!("note-{note}");
            assert_eq!(broken(&rule, figure()), [""; 0]);
            assert_eq!(broken(&rule, without(&rule)), [format!("there is no note on {note}")]);
        }
    }

    #[test]
    fn a_figure_without_a_map_needs_no_notes_on_maps() {
        let missing = |rule: &str| broken(rule, Scene::default()).len();
        assert_eq!(["note-boundaries", "note-precision", "note-designations"].map(missing), [0, 0, 0]);
        assert_eq!(["note-sources", "note-coverage", "note-reported"].map(missing), [1, 1, 1]);
    }

    #[test]
    fn notes_on_sources_and_boundaries_carry_years_and_the_creator() {
        let said = |note: &str, text: &str| {
            let mut scene = without(note);
            scene.items.extend(in_layer(note, Item::Text(words(text, [20.0, 280.0]))).items.pop());
            scene
        };
        assert_eq!(broken("note-vintage", figure()), [""; 0]);
        assert_eq!(broken("note-vintage", said("note-boundaries", "53 districts, v01")).len(), 1);
        assert_eq!(broken("note-accessed", figure()), [""; 0]);
        assert_eq!(broken("note-accessed", said("note-sources", "a.csv")).len(), 1);
        assert_eq!(broken("note-creator", figure()), [""; 0]);
        assert_eq!(broken("note-creator", said("note-sources", "Figure\u{202f}: A")), [""; 0]);
        assert_eq!(broken("note-creator", said("note-sources", "a.csv")).len(), 1);
    }

    #[test]
    fn a_year_is_four_figures() {
        assert!(has_year("in force from December 2021.") && has_year("2022–2024"));
        assert!(!has_year("12021 rows") && !has_year("4711") && !has_year(""));
    }
}
