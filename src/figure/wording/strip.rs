//! The words of key figures.

use super::{Subject, not_shown, share, told, withheld_note};
use crate::figure::chart::{Block, KeyFigure, Origin};
use crate::furniture::count;
use crate::language::Language;
use crate::measure::{Findings, Number, Withheld};
use crate::text::Paragraph;

/// "Reported incidents in Mali: key figures by year, 2022–2024".
pub fn strip_title(language: Language, subject: &Subject, yearly: bool, period: &str) -> String {
    let figures = match yearly {
        true => language.of(": key figures by year", " : chiffres clés par année"),
        false => language.of(": key figures", " : chiffres clés"),
    };
    format!("{}{figures}, {period}", super::capitalised(&subject.reported(language)))
}

/// Where the figures come from.
pub fn strip_subtitle(language: Language, findings: &Findings) -> String {
    let any = findings.coverage.years.iter().any(|y| y.published.is_some()) || !findings.published_counts.is_empty();
    let words = match any {
        true => language.of(
            "Published totals where there are any, otherwise sums over the incidents that are listed one by one.",
            "Totaux publiés lorsqu’il y en a, sinon sommes des incidents répertoriés un à un.",
        ),
        false => language
            .of("Sums over the incidents that are listed one by one.", "Sommes des incidents répertoriés un à un."),
    };
    words.to_string()
}

/// Heading of the column of counts.
pub fn count_word(language: Language) -> &'static str {
    language.of("Count", "Effectif")
}

/// What a figure counts.
pub fn key_label(language: Language, figure: &KeyFigure) -> String {
    let of = |one: &str, many: &str| {
        language.plural(figure.value.known().unwrap_or_default().into(), one.to_string(), many.to_string())
    };
    match (&figure.shown.tally, figure.origin) {
        (Some(_), _) => figure.shown.label.clone(),
        (None, Origin::Rows(..)) => {
            language.of(of("Listed incident", "Listed incidents"), of("Incident répertorié", "Incidents répertoriés"))
        }
        (None, _) => {
            language.of(of("Reported incident", "Reported incidents"), of("Incident signalé", "Incidents signalés"))
        }
    }
}

/// "published total", or how many rows of how many incidents.
pub fn origin_words(language: Language, figure: &KeyFigure) -> String {
    match figure.origin {
        _ if figure.value == Number::Withheld => not_shown(language).to_string(),
        Origin::Published => language.of("published total", "total publié").to_string(),
        Origin::Mixed => language.of("published totals and rows", "totaux publiés et lignes").to_string(),
        Origin::Rows(rows, reported) if rows == reported => {
            let n = count(language, rows.into());
            let row = language.of(
                language.plural(rows.into(), "listed row", "listed rows"),
                language.plural(rows.into(), "ligne répertoriée", "lignes répertoriées"),
            );
            format!("{} {n} {row}", language.of("from", "d’après"))
        }
        Origin::Rows(rows, reported) => {
            let of = share(language, rows, reported);
            language.of(format!("from rows: {of} incidents"), format!("d’après {of} incidents"))
        }
    }
}

/// "9 fewer than 2022"; nothing without a published total of both years.
pub fn change_words(language: Language, figure: &KeyFigure) -> Option<String> {
    let (year, before) = figure.before?;
    let value = figure.value.known()?;
    let n = count(language, value.abs_diff(before).into());
    Some(match value.cmp(&before) {
        std::cmp::Ordering::Less => {
            language.of(format!("{n} fewer than in {year}"), format!("{n} de moins qu’en {year}"))
        }
        std::cmp::Ordering::Greater => {
            language.of(format!("{n} more than in {year}"), format!("{n} de plus qu’en {year}"))
        }
        std::cmp::Ordering::Equal => language.of(format!("as many as in {year}"), format!("autant qu’en {year}")),
    })
}

/// Note on the two kinds of figures, and where they disagree.
pub fn strip_note(language: Language, blocks: &[Block], withheld: &Withheld) -> Paragraph {
    let mut body = language
        .of(
            "Figures from rows leave out the incidents that are known from published totals only.",
            "Les chiffres tirés des lignes ne comprennent pas les incidents connus par les seuls totaux publiés.",
        )
        .to_string();
    let figures = || blocks.iter().flat_map(|b| b.figures.iter().map(move |f| (b, f)));
    for (block, figure, rows) in figures().filter_map(|(b, f)| f.more_rows.map(|rows| (b, f, rows))) {
        let rows = rows.known().map(|rows| count(language, rows.into()));
        let rows = rows.unwrap_or_else(|| language.of("more", "plus").to_string());
        let (n, label) = (told(language, figure.value), figure.shown.label.to_lowercase());
        body += &language.of(
            format!(" {}, {label}: the published total is {n}, the rows add up to {rows}.", block.period),
            format!(" {}, {label} : le total publié est de {n}, la somme des lignes de {rows}.", block.period),
        );
    }
    if figures().any(|(_, f)| f.value == Number::Withheld || f.more_rows == Some(Number::Withheld)) {
        let held = withheld_note(language, withheld);
        body += &language.of(format!(" {}: {}", held.head, held.body), format!(" {} : {}", held.head, held.body));
    }
    Paragraph { head: language.of("Key figures", "Chiffres clés").into(), body }
}

/// The alternative text: each count with its figures in the order of the blocks.
pub fn strip_description(language: Language, title: &str, blocks: &[Block]) -> String {
    let Some(last) = blocks.last() else { return title.to_string() };
    let row = |(i, figure): (usize, &KeyFigure)| {
        let values: Vec<String> = blocks.iter().map(|b| told(language, b.figures[i].value)).collect();
        format!("{} {}", key_label(language, figure).to_lowercase(), values.join(", "))
    };
    let rows: Vec<String> = last.figures.iter().enumerate().map(row).collect();
    let periods = blocks.iter().map(|b| b.period.as_str()).collect::<Vec<_>>().join(", ");
    let rows = rows.join(language.of("; ", " ; "));
    language.of(
        format!("{title}. Numbers for {periods}, in this order: {rows}."),
        format!("{title}. Nombres pour {periods}, dans cet ordre : {rows}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figure::Shown;
    use Language::{English, French};

    fn figure(value: u32, origin: Origin, before: Option<(i16, u32)>) -> KeyFigure {
        KeyFigure { shown: Shown::default(), value: Number::Known(value), origin, before, more_rows: None }
    }

    #[test]
    fn changes_are_plain_numbers() {
        let said = |value, before| {
            let figure = figure(value, Origin::Published, Some((2022, before)));
            [English, French].map(|language| change_words(language, &figure).unwrap_or_default())
        };
        assert_eq!(said(48, 57), ["9 fewer than in 2022", "9 de moins qu’en 2022"]);
        assert_eq!(said(1, 0), ["1 more than in 2022", "1 de plus qu’en 2022"]);
        assert_eq!(said(5, 5), ["as many as in 2022", "autant qu’en 2022"]);
        assert_eq!(change_words(English, &figure(5, Origin::Rows(5, 9), None)), None);
    }

    #[test]
    fn a_figure_says_where_it_comes_from() {
        let said = |origin| [English, French].map(|language| origin_words(language, &figure(0, origin, None)));
        assert_eq!(said(Origin::Published), ["published total", "total publié"]);
        assert_eq!(said(Origin::Rows(48, 48)), ["from 48 listed rows", "d’après 48 lignes répertoriées"]);
        assert_eq!(said(Origin::Rows(1, 1)), ["from 1 listed row", "d’après 1 ligne répertoriée"]);
        assert_eq!(said(Origin::Rows(10, 36)), ["from rows: 10 of 36 incidents", "d’après 10 sur 36 incidents"]);
    }
}
