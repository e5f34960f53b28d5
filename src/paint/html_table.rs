//! The table of a page: what the drawing shows, for readers who do not see it and for those who want the figures.

use std::fmt::Write;

use super::svg::{escaped, hex};
use crate::sheet::{Cell, Column, Table};

/// A heading of more letters than this goes over several lines.
const LONG: usize = 16;

/// The table in a region of its own, which scrolls where the screen is narrow; nothing if it has no columns.
pub(super) fn table(table: &Table) -> String {
    if table.columns.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let mut add = |text: std::fmt::Arguments| out.write_fmt(text).expect("writing into memory cannot fail");
    add(format_args!(
        "<section aria-labelledby=\"table\">\n<h2 id=\"table\">{}</h2>\n\
         <div class=\"scroll\" role=\"region\" aria-labelledby=\"table\" tabindex=\"0\">\n\
         <table id=\"figures\" aria-labelledby=\"table\">\n<thead>\n<tr>",
        escaped(&table.title)
    ));
    for (i, column) in table.columns.iter().enumerate() {
        let order = if i == table.sorted { " aria-sort=\"descending\"" } else { "" };
        add(format_args!("<th scope=\"col\"{}{order}>{}</th>", kind(column), escaped(&column.title)));
    }
    add(format_args!("</tr>\n</thead>\n<tbody>\n"));
    for row in &table.rows {
        add(format_args!("<tr data-target=\"{}\">", escaped(&row.target)));
        for (i, (cell, column)) in row.cells.iter().zip(&table.columns).enumerate() {
            let tag = if i == 0 { "th" } else { "td" };
            let scope = if i == 0 { " scope=\"row\"" } else { "" };
            add(format_args!("<{tag}{scope}{}{}>{}</{tag}>", kind(column), value(cell), content(cell)));
        }
        add(format_args!("</tr>\n"));
    }
    add(format_args!("</tbody>\n<tfoot>\n<tr>"));
    for (i, (text, column)) in table.total.iter().zip(&table.columns).enumerate() {
        let (tag, scope) = if i == 0 { ("th", " scope=\"row\"") } else { ("td", "") };
        add(format_args!("<{tag}{scope}{}>{}</{tag}>", kind(column), escaped(text)));
    }
    add(format_args!("</tr>\n</tfoot>\n</table>\n</div>\n</section>\n"));
    out
}

/// Class and period of a column's cells.
fn kind(column: &Column) -> String {
    let class = match (column.numeric, column.title.chars().count() > LONG) {
        (true, true) => " class=\"number long\"",
        (true, false) => " class=\"number\"",
        (false, _) => "",
    };
    let period = column.period.as_ref().map(|p| format!(" data-period=\"{}\"", escaped(p)));
    format!("{class}{}", period.unwrap_or_default())
}

fn value(cell: &Cell) -> String {
    cell.value.map(|value| format!(" data-value=\"{value}\"")).unwrap_or_default()
}

fn content(cell: &Cell) -> String {
    let swatch = |color| {
        let color = hex(color);
        format!(
            "<svg class=\"swatch\" viewBox=\"0 0 2 1\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><path d=\"M0 0h2v1H0z\" fill=\"{color}\"/></svg>"
        )
    };
    format!("{}{}", cell.color.map(swatch).unwrap_or_default(), escaped(&cell.text))
}
