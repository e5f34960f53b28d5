//! The tables beside bars and key figures: the drawing's twins on a page.

use super::axis::target_name;
use super::bars::{By, Drawn};
use super::strip::Block;
use crate::figure::wording::{bars_key, by_words, count_word, headings, key_label, of_what, place_unknown};
use crate::furniture::count;
use crate::language::Language;
use crate::measure::Split;
use crate::sheet::{Cell, Column, Row, Table};

fn words(title: impl Into<String>) -> Column {
    Column { title: title.into(), ..Column::default() }
}

fn number(title: impl Into<String>) -> Column {
    Column { numeric: true, ..words(title) }
}

fn cell(language: Language, n: u32) -> Cell {
    Cell::number(n.into(), count(language, n.into()))
}

/// A line a bar: its parts and their sum, in the order of the drawing.
pub fn bars_table(language: Language, drawn: &Drawn) -> Table {
    let [_, _, total] = headings(language);
    let parts = |s: &Split| [s.located, s.region_only, s.other, s.total()];
    let row = |line: usize, (group, name, split): (&str, &str, &Split)| {
        let mut cells = vec![Cell::words(format!("{name} {group}").trim())];
        cells.extend(parts(split).map(|n| cell(language, n)));
        Row { target: target_name(line), cells, ..Row::default() }
    };
    let mut rows: Vec<Row> = drawn.bars().enumerate().map(|(line, bar)| row(line, bar)).collect();
    let unknown = drawn.rest();
    if drawn.by == By::Region {
        rows.push(row(rows.len(), ("", place_unknown(language), &unknown)));
    }
    let rest = (drawn.by == By::Region).then_some(&unknown);
    let all = drawn.bars().map(|(.., split)| split).chain(rest).map(parts);
    let sums = all.fold([0; 4], |sum, n| std::array::from_fn(|i| sum[i] + n[i]));
    let [name, title] = by_words(language, drawn.by);
    let columns = bars_key(language).into_iter().chain([total.to_string()]);
    Table {
        title: format!("{} {title}", of_what(drawn)),
        columns: std::iter::once(words(name)).chain(columns.map(number)).collect(),
        rows,
        total: std::iter::once(total.to_string()).chain(sums.map(|n| count(language, n.into()))).collect(),
        // Years and months stand in their order: no column is sorted.
        sorted: if drawn.by == By::Region { 4 } else { usize::MAX },
        shades: None,
    }
}

/// A line a count, a column a block.
pub fn strip_table(language: Language, title: &str, blocks: &[Block]) -> Table {
    let Some(last) = blocks.last() else { return Table::default() };
    let row = |i: usize| {
        let mut cells = vec![Cell::words(key_label(language, &last.figures[i]))];
        cells.extend(blocks.iter().map(|b| cell(language, b.figures[i].value)));
        Row { target: target_name(i), cells, ..Row::default() }
    };
    Table {
        title: title.to_string(),
        columns: std::iter::once(words(count_word(language)))
            .chain(blocks.iter().map(|b| number(b.period.clone())))
            .collect(),
        rows: (0..last.figures.len()).map(row).collect(),
        // Counts of different things have no sum.
        total: Vec::new(),
        sorted: usize::MAX,
        shades: None,
    }
}
