//! The words for numbers that are held back.

use super::no_data;
use crate::furniture::count;
use crate::language::Language;
use crate::measure::{Number, Withheld};
use crate::sheet::Cell;
use crate::text::Paragraph;

/// The number, or that it is not shown.
pub fn told(language: Language, number: Number) -> String {
    number.known().map_or_else(|| not_shown(language).to_string(), |n| count(language, n.into()))
}

/// What stands in place of a number.
pub fn not_shown(language: Language) -> &'static str {
    language.of("not shown", "non diffusé")
}

/// The label of units without a value, of which so many are held back: all of them, some or none.
pub fn without_value(language: Language, (held, units): (usize, usize)) -> &'static str {
    match held {
        0 => no_data(language),
        held if held == units => not_shown(language),
        _ => language.of("no data or not shown", "sans données ou non diffusé"),
    }
}

/// A number of a table, or that it is not shown: such a cell has no value, and stands last.
pub fn number_cell(language: Language, number: Number) -> Cell {
    let text = told(language, number);
    number.known().map_or_else(|| Cell::words(&text), |n| Cell::number(n.into(), text.clone()))
}

/// "not shown: 7 numbers".
pub fn withheld_label(language: Language, held: usize) -> String {
    let n = count(language, held as u64);
    let one = held as u64;
    language.of(
        format!("not shown: {n} {}", language.plural(one, "number", "numbers")),
        format!("{n} {}", language.plural(one, "nombre non diffusé", "nombres non diffusés")),
    )
}

/// Note on what is held back.
pub fn withheld_note(language: Language, withheld: &Withheld) -> Paragraph {
    let most = count(language, withheld.below.saturating_sub(1).into());
    let of = match withheld.hides_incidents() {
        true => language.of("incidents or people", "d’incidents ou de personnes"),
        false => language.of("people", "de personnes"),
    };
    Paragraph {
        head: language.of("Not shown", "Non diffusé").into(),
        body: language.of(
            format!("Numbers of {of} from 1 to {most}, and others from which these could be worked out. None of them is zero."),
            format!("Les nombres {of} de 1 à {most}, et d’autres dont on pourrait les déduire. Aucun n’est zéro."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, French};

    #[test]
    fn what_is_held_back_is_said_in_words_and_has_no_value() {
        let cell = number_cell(English, Number::Withheld);
        assert_eq!((cell.text.as_str(), cell.value), ("not shown", None));
        assert_eq!(number_cell(French, Number::Known(1200)).value, Some(1200.0));
        assert_eq!([1, 7].map(|n| withheld_label(English, n)), ["not shown: 1 number", "not shown: 7 numbers"]);
        assert_eq!([1, 7].map(|n| withheld_label(French, n)), ["1 nombre non diffusé", "7 nombres non diffusés"]);
        let mut withheld = Withheld::new(5);
        assert!(withheld_note(English, &withheld).body.starts_with("Numbers of people from 1 to 4,"));
        withheld.hide_incidents([]);
        assert!(withheld_note(French, &withheld).body.starts_with("Les nombres d’incidents ou de personnes de 1 à 4,"));
    }
}
