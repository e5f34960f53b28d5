//! What a page says in words and figures beside a scene: the table that is the drawing's twin, and what its parts are
//! called.
//!
//! ```
//! use cercle::sheet::{Cell, Column, Row, Sheet, Table};
//!
//! let column = |title: &str, numeric| Column { title: title.into(), numeric, period: None };
//! let row = Row { target: "kayes".into(), cells: vec![Cell::words("Kayes"), Cell::number(3.0, "3".into())], parts: vec![] };
//! let columns = vec![column("District", false), column("Incidents", true)];
//! let table = Table { columns, rows: vec![row], ..Table::default() };
//! let loud = Sheet { table, ..Sheet::default() }.mapped(str::to_uppercase);
//! assert_eq!((loud.table.columns[0].title.as_str(), loud.table.rows[0].cells[0].text.as_str()), ("DISTRICT", "KAYES"));
//! ```

use crate::color::Color;

/// Words and figures beside a scene; empty where the scene says everything itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// The line under the title.
    pub lead: String,
    /// The notes.
    pub notes: Vec<Note>,
    /// How to get at the figures of a unit, in a sentence.
    pub hint: String,
    /// Groups of the scene that a reader may hide: name and label. Those that the scene has not are passed over.
    pub layers: Vec<[String; 2]>,
    /// The choice between parts of the period.
    pub periods: Periods,
    /// The table.
    pub table: Table,
}

/// A note under a figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Note {
    /// Name of its layer in the scene: "note-sources".
    pub name: String,
    /// The word or two that it begins with, in bold.
    pub head: String,
    /// The rest.
    pub text: String,
}

/// A choice between parts of the period. Groups of the scene whose names end in a hyphen and a part belong to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Periods {
    /// What is chosen: "Year".
    pub title: String,
    /// The whole: "all years".
    pub whole: String,
    /// The parts: "2023".
    pub parts: Vec<String>,
    /// What a chosen part does not change; empty if it changes everything.
    pub remark: String,
}

/// A table with a row for each unit that can be pointed at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it holds, in a few words.
    pub title: String,
    /// The columns; the first one names the units.
    pub columns: Vec<Column>,
    /// Rows in the order of `sorted`.
    pub rows: Vec<Row>,
    /// The last line: a text a column, empty where nothing can be summed up.
    pub total: Vec<String>,
    /// Index of the column by which the rows are in order, largest first.
    pub sorted: usize,
    /// What coloured areas show of single parts of the period, if they can: the last two columns and the colours change then.
    pub shades: Option<PartShades>,
}

/// How areas are coloured for a part of the period: in the same classes as for all of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PartShades {
    /// The whole period as title and legend write it: "2022–2024".
    pub period: String,
    /// Heading of the values for each part.
    pub titles: Vec<String>,
    /// The line under the title for each part; none if it says the same of all.
    pub leads: Vec<String>,
    /// Label, colour and rank of each class, in the order of the legend.
    pub classes: Vec<(String, Color, f64)>,
    /// Areas with at least so many have an outline.
    pub stable: u32,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// Whether its cells are numbers.
    pub numeric: bool,
    /// The part of the period that it is about.
    pub period: Option<String>,
}

/// A line of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// Name of the groups of the scene that it is about.
    pub target: String,
    /// A cell for each column.
    pub cells: Vec<Cell>,
    /// For each part of the period that has shades: the value, and the index of its class.
    pub parts: Vec<(Cell, usize)>,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// What stands in it, worded for the reader.
    pub text: String,
    /// What it is ordered by; texts are ordered by themselves, and a number that is not known stands last.
    pub value: Option<f64>,
    /// The colour that says the same in the drawing.
    pub color: Option<Color>,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Cell {
        Cell { text: text.into(), ..Cell::default() }
    }

    /// A number and how it is written.
    pub fn number(value: f64, text: String) -> Cell {
        Cell { text, value: Some(value), color: None }
    }
}

impl Sheet {
    /// The same with each text that a reader sees as `change` makes it.
    pub fn mapped(mut self, change: impl Fn(&str) -> String) -> Sheet {
        let (p, t) = (&mut self.periods, &mut self.table);
        let single = [&mut self.lead, &mut self.hint, &mut p.title, &mut p.whole, &mut p.remark, &mut t.title];
        let columns = t.columns.iter_mut().map(|c| &mut c.title);
        let cells = t.rows.iter_mut().flat_map(|r| &mut r.cells).map(|c| &mut c.text);
        let labels = self.layers.iter_mut().map(|[_, label]| label);
        let notes = self.notes.iter_mut().flat_map(|note| [&mut note.head, &mut note.text]);
        let all = single.into_iter().chain(columns).chain(cells).chain(&mut t.total).chain(labels).chain(notes);
        all.for_each(|text| *text = change(text));
        self
    }
}
