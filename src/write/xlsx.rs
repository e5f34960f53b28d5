//! Layers as a workbook (Office Open XML) for people: a sheet each, one that explains them, and the sums of the ledger.
//!
//! Cells have types: a text is a text whatever it starts with, never a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::layer::{Column, Field, Layer, Shapes, Value};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::ledger::{Account, Bucket};

/// Rows of a sheet, the head among them.
const MOST_ROWS: usize = 1 << 20;
/// Characters of a cell (UTF-16).
const MOST_TEXT: usize = 32_767;
/// Narrowest and widest column in characters.
const WIDTHS: [usize; 2] = [8, 48];

/// Layers as a workbook, with the account of the rows that they are from.
///
/// # Errors
/// `Kind::Data` if a layer has more rows, or a text more characters, than a sheet holds.
pub fn xlsx(layers: &[Layer], account: &Account) -> Result<Vec<u8>> {
    layers.iter().try_for_each(fits)?;
    made(layers, account).map_err(|e| Error::internal(format!("cannot make the workbook: {e}")))
}

fn fits(layer: &Layer) -> Result<()> {
    let name = &layer.name;
    if layer.len() >= MOST_ROWS {
        return Err(Error::data(format!("the layer {name} has {} rows, a sheet at most {MOST_ROWS}", layer.len()))
            .hint("write a .gpkg or .csv instead"));
    }
    for field in &layer.fields {
        let Column::Text(texts) = &field.column else { continue };
        let long = |text: &String| text.len() > MOST_TEXT && text.encode_utf16().count() > MOST_TEXT;
        if let Some(row) = texts.iter().position(|text| text.as_ref().is_some_and(long)) {
            let what =
                format!("the layer {name}, row {}: '{}' has more than {MOST_TEXT} characters", row + 1, field.name);
            return Err(
                Error::data(format!("{what}, the most that a cell holds")).hint("write a .gpkg or .csv instead")
            );
        }
    }
    Ok(())
}

/// How cells look.
struct Look {
    head: Format,
    date: Format,
    wrapped: Format,
}

fn made(layers: &[Layer], account: &Account) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // A file of the same data is the same file: no clock.
    let year = layers.iter().find_map(|l| l.origin.year).and_then(|y| u16::try_from(y).ok()).unwrap_or(1970);
    let created = ExcelDateTime::from_ymd(year.clamp(1900, 9999), 12, 31)?;
    book.set_properties(&DocProperties::new().set_author("cercle").set_creation_datetime(&created));
    let look = Look {
        head: Format::new().set_bold(),
        date: Format::new().set_num_format("yyyy-mm-dd"),
        wrapped: Format::new().set_text_wrap(),
    };
    readme(book.add_worksheet(), layers, &look)?;
    for layer in layers {
        sheet(book.add_worksheet(), layer, &look)?;
    }
    let language = layers.first().map_or_else(Language::default, |l| l.origin.language);
    ledger(book.add_worksheet(), account, language, &look)?;
    book.save_to_buffer()
}

/// What the sheets and their columns are, and where they are from.
fn readme(sheet: &mut Worksheet, layers: &[Layer], look: &Look) -> std::result::Result<(), XlsxError> {
    sheet.set_name("README")?;
    let mut row = 0;
    let language = layers.first().map_or_else(Language::default, |l| l.origin.language);
    if let Some(origin) = layers.first().map(|l| &l.origin) {
        let borders = language.of("Boundaries", "Limites");
        let lines = [("Source", &origin.source), ("Licence", &origin.licence), (borders, &origin.vintage)];
        for (what, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
            sheet.write_string_with_format(row, 0, what, &look.head)?;
            sheet.write_string(row, 1, text)?;
            row += 1;
        }
    }
    for layer in layers {
        sheet.write_string_with_format(row, 0, &layer.name, &look.head)?;
        sheet.write_string(row, 1, &layer.description)?;
        row += 1;
    }
    row += 1;
    let head = language
        .of(["Sheet", "Column", "Type", "Unit", "What it holds"], ["Feuille", "Colonne", "Type", "Unité", "Contenu"]);
    for (column, word) in head.into_iter().enumerate() {
        sheet.write_string_with_format(row, column as u16, word, &look.head)?;
    }
    for (layer, field) in layers.iter().flat_map(|layer| layer.fields.iter().map(move |field| (layer, field))) {
        row += 1;
        let cells = [&layer.name, &field.name, field.column.word(), &field.unit, &field.description];
        for (column, text) in cells.into_iter().enumerate() {
            sheet.write_string(row, column as u16, text)?;
        }
    }
    for (column, width) in [12, 32, 9, 36, 60].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    Ok(())
}

/// A layer: its fields in a head that stays and filters, then its rows.
fn sheet(sheet: &mut Worksheet, layer: &Layer, look: &Look) -> std::result::Result<(), XlsxError> {
    sheet.set_name(&layer.name)?;
    let places = places(layer);
    let columns: Vec<&Field> = layer.fields.iter().chain(&places).collect();
    let mut widest: Vec<usize> = columns.iter().map(|field| field.name.chars().count()).collect();
    for (column, field) in (0..).zip(&columns) {
        sheet.write_string_with_format(0, column, &field.name, &look.head)?;
    }
    // row by row, as the crate keeps cells: column by column takes half as long again
    for row in 0..layer.len() {
        let at = row as u32 + 1;
        for ((column, field), widest) in (0..).zip(&columns).zip(&mut widest) {
            match field.column.value(row) {
                Value::Null => continue,
                Value::Integer(value) => sheet.write_number(at, column, value as f64)?,
                Value::Real(value) => sheet.write_number(at, column, value)?,
                Value::Text(value) => {
                    *widest = (*widest).max(value.chars().count());
                    // control characters have a way to be written, these two have none
                    sheet.write_string(at, column, value.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"))?
                }
                Value::Date(value) => day(sheet, (at, column), value, look)?,
                Value::Boolean(value) => sheet.write_boolean(at, column, value)?,
            };
        }
    }
    for (column, widest) in (0..).zip(widest) {
        sheet.set_column_width(column, (widest + 2).clamp(WIDTHS[0], WIDTHS[1]) as u16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if !columns.is_empty() {
        sheet.autofilter(0, 0, layer.len() as u32, columns.len() as u16 - 1)?;
    }
    Ok(())
}

/// A day as a date, or as a text before 1900, from where workbooks count.
fn day<'a>(
    sheet: &'a mut Worksheet,
    (row, column): (u32, u16),
    day: jiff::civil::Date,
    look: &Look,
) -> std::result::Result<&'a mut Worksheet, XlsxError> {
    match (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day())) {
        (Ok(year), Ok(month), Ok(of_month)) if year >= 1900 => {
            let date = ExcelDateTime::from_ymd(year, month, of_month)?;
            sheet.write_datetime_with_format(row, column, date, &look.date)
        }
        _ => sheet.write_string(row, column, day.to_string()),
    }
}

/// Longitude and latitude of points as columns.
fn places(layer: &Layer) -> Vec<Field> {
    let Shapes::Points(points) = &layer.shapes else { return Vec::new() };
    let axis = |axis: usize| Column::Real(points.iter().map(|p| p.map(|p| p[axis])).collect());
    vec![Field::new("longitude", "", axis(0)), Field::new("latitude", "", axis(1))]
}

/// How many rows of the input ended where.
fn ledger(
    sheet: &mut Worksheet,
    account: &Account,
    language: Language,
    look: &Look,
) -> std::result::Result<(), XlsxError> {
    sheet.set_name("ledger")?;
    let heads = language.of(
        ["Input", "Rows", "Where its rows went", "Rows", "Meaning"],
        ["Fichier lu", "Lignes", "Ce que les lignes sont devenues", "Lignes", "Sens"],
    );
    let files = account.files.len() as u32;
    for (row, words) in [(0, &heads[..2]), (files + 2, &heads[2..])] {
        for (column, word) in words.iter().enumerate() {
            sheet.write_string_with_format(row, column as u16, *word, &look.head)?;
        }
    }
    for (row, file) in (1..).zip(&account.files) {
        sheet.write_string_with_format(row, 0, &file.name, &look.wrapped)?;
        sheet.write_number(row, 1, file.rows_read as f64)?;
    }
    for (row, bucket) in (files + 3..).zip(Bucket::ALL) {
        // The word is that of the column "bucket" in every other file.
        sheet.write_string(row, 0, bucket.word())?;
        sheet.write_number(row, 1, account.count(bucket) as f64)?;
        sheet.write_string(row, 2, meaning(language, bucket))?;
    }
    for (column, width) in [40, 10, 60].into_iter().enumerate() {
        sheet.set_column_width(column as u16, width)?;
    }
    Ok(())
}

/// What a bucket means.
fn meaning(language: Language, bucket: Bucket) -> &'static str {
    match bucket {
        Bucket::Joined => language.of("counted in a district", "comptées dans un district"),
        Bucket::Outside => language.of("located, but in no district", "localisées, mais hors de tout district"),
        Bucket::LowPrecision => language
            .of("located, but not exactly enough for a district", "localisées, mais trop vaguement pour un district"),
        Bucket::NoLocation => language.of("without a place", "sans lieu"),
        Bucket::Filtered => language.of(
            "not asked for: another period, country or category",
            "non demandées : autre période, autre pays ou autre catégorie",
        ),
        Bucket::Rejected => language.of("cannot be used", "inutilisables"),
    }
}
