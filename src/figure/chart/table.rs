//! The tables beside bars and key figures: the drawing's twins on a page.

use super::axis::target_name;
use super::bars::{By, Drawn};
use super::strip::Block;
use crate::figure::wording::{
    bars_key, by_words, count_word, headings, key_label, number_cell, of_what, rest_name, told,
};
use crate::language::Language;
use crate::measure::{Bar, Number, Split};
use crate::sheet::{Cell, Column, Row, Table};

fn words(title: impl Into<String>) -> Column {
    Column { title: title.into(), ..Column::default() }
}

fn number(title: impl Into<String>) -> Column {
    Column { numeric: true, ..words(title) }
}

/// Located, known by region, others, all.
fn parts(bar: &Bar) -> [Number; 4] {
    let split = bar.parts();
    let part = |of: fn(&Split) -> u32| split.as_ref().map_or(Number::Withheld, |s| Number::Known(of(s)));
    [part(|s| s.located), part(|s| s.region_only), part(|s| s.other), bar.total()]
}

/// A line a bar: its parts and their sum, in the order of the drawing.
pub fn bars_table(language: Language, drawn: &Drawn) -> Table {
    let [_, _, total] = headings(language);
    let row = |line: usize, (group, name, bar): (&str, &str, &Bar)| {
        let mut cells = vec![Cell::words(format!("{name} {group}").trim())];
        cells.extend(parts(bar).map(|n| number_cell(language, n)));
        Row { target: target_name(line), cells, ..Row::default() }
    };
    let mut rows: Vec<Row> = drawn.bars().enumerate().map(|(line, bar)| row(line, bar)).collect();
    let unknown = drawn.rest();
    if drawn.by == By::Region {
        rows.push(row(rows.len(), ("", rest_name(language, drawn), &unknown)));
    }
    let rest = (drawn.by == By::Region).then_some(&unknown);
    let all: Vec<[Number; 4]> = drawn.bars().map(|(.., bar)| bar).chain(rest).map(parts).collect();
    let mut sums: [Number; 4] = std::array::from_fn(|i| all.iter().map(|numbers| numbers[i]).sum());
    if drawn.by == By::Region {
        sums[3] = drawn.total;
    }
    let [name, title] = by_words(language, drawn.by);
    let columns = bars_key(language).into_iter().chain([total.to_string()]);
    Table {
        title: format!("{} {title}", of_what(drawn)),
        columns: std::iter::once(words(name)).chain(columns.map(number)).collect(),
        rows,
        total: std::iter::once(total.to_string()).chain(sums.map(|n| told(language, n))).collect(),
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
        cells.extend(blocks.iter().map(|b| number_cell(language, b.figures[i].value)));
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
