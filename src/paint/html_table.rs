//! The table of a page: what the drawing shows, for readers who do not see it and for those who want the figures.

use std::fmt::Write;

use serde_json::json;

use super::svg::{escaped, hex};
use crate::sheet::{Cell, Column, PartShades, Row, Table};

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
         <table id=\"figures\" aria-labelledby=\"table\"{}>\n<thead>\n<tr>",
        escaped(&table.title),
        table.shades.as_ref().map(shades).unwrap_or_default()
    ));
    for (i, column) in table.columns.iter().enumerate() {
        let order = if i == table.sorted { " aria-sort=\"descending\"" } else { "" };
        add(format_args!("<th scope=\"col\"{}{order}>{}</th>", kind(column), escaped(&column.title)));
    }
    add(format_args!("</tr>\n</thead>\n<tbody>\n"));
    for row in &table.rows {
        add(format_args!("<tr data-target=\"{}\"{}>", escaped(&row.target), parts(row)));
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

/// How areas are coloured for a part of the period, for the script.
fn shades(shades: &PartShades) -> String {
    let classes: Vec<_> = shades.classes.iter().map(|(label, color, rank)| json!([label, hex(*color), rank])).collect();
    let all = json!({
        "period": shades.period, "titles": shades.titles, "leads": shades.leads, "classes": classes, "stable": shades.stable,
    });
    format!(" data-shades=\"{}\"", escaped(&all.to_string()))
}

/// Value and class of a line for each part of the period: how it is written, its rank, index of the class.
fn parts(row: &Row) -> String {
    if row.parts.is_empty() {
        return String::new();
    }
    // Four digits order the lines as well as all of them would.
    let short = |value: f64| format!("{value:.3e}").parse::<f64>().unwrap_or(value);
    let parts: Vec<_> =
        row.parts.iter().map(|(cell, class)| json!([cell.text, cell.value.map(short), class])).collect();
    format!(" data-parts=\"{}\"", escaped(&json!(parts).to_string()))
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
