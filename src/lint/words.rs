//! Title and alternative text.

use super::finding::Remark;
use super::notes::has_year;
use super::view::View;

/// Characters of an alternative text.
const DESCRIPTION: std::ops::RangeInclusive<usize> = 150..=400;
/// A title of fewer words cannot say what is shown.
const FEWEST_WORDS: usize = 3;

/// What the title does not say; where and when may stand in the line under it.
pub fn title(view: &View) -> Vec<Remark> {
    let facts = &view.scene.facts;
    let block = view.words("title").unwrap_or_default();
    let lower = block.to_lowercase();
    let mut lacks = Vec::new();
    if view.scene.title.split_whitespace().count() < FEWEST_WORDS {
        lacks.push("what is shown");
    }
    if facts.place.is_empty() || !block.contains(&facts.place) {
        lacks.push("where");
    }
    let said = if facts.period.is_empty() { has_year(&block) } else { block.contains(&facts.period) };
    if !said {
        lacks.push("when");
    }
    if !["reported", "signalé"].iter().any(|word| lower.contains(word)) {
        lacks.push("that incidents are reported ones");
    }
    if lacks.is_empty() {
        Vec::new()
    } else {
        vec![Remark::new(format!("the title does not say {}", lacks.join(", ")))]
    }
}

/// An alternative text too short to tell or too long to hear.
pub fn alternative(view: &View) -> Vec<Remark> {
    let length = view.scene.description.chars().count();
    if DESCRIPTION.contains(&length) {
        return Vec::new();
    }
    let (least, most) = (DESCRIPTION.start(), DESCRIPTION.end());
    vec![Remark::new(format!("the alternative text has {length} characters, not {least} to {most}"))]
}

#[cfg(test)]
mod tests {
    use crate::lint::samples::{broken, figure, titled};
    use crate::scene::Scene;

    #[test]
    fn a_title_says_what_where_when_and_reported() {
        assert_eq!(broken("title", figure()), [""; 0]);
        assert_eq!(broken("title", titled("Incidents signalés au Mali, 2022–2024")), [""; 0]);
        assert_eq!(
            broken("title", titled("Attacks")),
            ["the title does not say what is shown, where, when, that incidents are reported ones"]
        );
        assert_eq!(broken("title", titled("Reported incidents in Mali, 2022")), ["the title does not say when"]);
    }

    #[test]
    fn an_alternative_text_is_neither_short_nor_long() {
        let described = |length: usize| Scene { description: "é".repeat(length), ..figure() };
        assert_eq!(broken("alternative-text", described(150)), [""; 0]);
        assert_eq!(broken("alternative-text", described(149)).len(), 1);
        let long = ["the alternative text has 401 characters, not 150 to 400"];
        assert_eq!(broken("alternative-text", described(401)), long);
    }
}
