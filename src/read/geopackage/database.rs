//! A stranger's SQLite database in memory, with everything switched off that is not needed.

use std::fs::File;
use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode};

use super::super::input::{Input, MOST_BYTES};
use crate::error::{Error, Kind, Result};

/// How long the reading of one file may take.
const MOST_TIME: Duration = Duration::from_secs(60);
/// Steps of SQLite's machine between looks at the clock.
const STEPS: i32 = 100_000;
/// Bytes that one geometry may have.
const MOST_BLOB: i32 = 512 << 20;
/// Tables that any layer may be found by.
const REGISTERS: [&str; 5] =
    ["sqlite_master", "sqlite_schema", "gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"];
/// The header of a database file.
const HEADER: usize = 100;

/// What SQLite complains of, as a refusal of the file.
pub(super) fn failed(file: &str, error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
        let what = format!("{file}: reading took more than {} seconds", MOST_TIME.as_secs());
        return Error::new(Kind::Limit, what)
            .hint("copy the layer to a file of its own (ogr2ogr new.gpkg old.gpkg LAYER)");
    }
    let what = match error.sqlite_error_code() {
        Some(ErrorCode::AuthorizationForStatementDenied) => "asks for more than reading its table".to_string(),
        _ => error.to_string(),
    };
    Error::data(format!("{file}: the GeoPackage is damaged: {what}"))
        .hint("get the file again, or copy it with ogr2ogr new.gpkg old.gpkg")
}

/// A name within SQL.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Copies the database into memory and opens the copy; answers notes on what lies beside the file.
///
/// # Errors
/// `Kind::NoInput` or `Kind::Io`, `Kind::Limit` beyond 2 GiB, `Kind::Data` if it is no database or cut short.
pub(super) fn open(input: &Input) -> Result<(Connection, Vec<String>)> {
    let name = input.name();
    let mut notes = Vec::new();
    let mut content: Box<dyn Read> = match input {
        Input::Bundled { bytes, .. } => Box::new(*bytes),
        Input::Bytes { bytes, .. } => Box::new(bytes.as_ref()),
        Input::File(path) | Input::Apart { path, .. } => {
            for beside in ["-wal", "-journal"] {
                let mut other = path.as_os_str().to_owned();
                other.push(beside);
                if std::fs::metadata(&other).is_ok_and(|m| m.len() > 0) {
                    notes.push(format!(
                        "{name}{beside} lies beside it and was ignored: close the program that has the file open, so that \
                         its changes are saved"
                    ));
                }
            }
            Box::new(File::open(path).map_err(|e| Error::reading(path, &e))?)
        }
    };
    let reading = |e: std::io::Error| match input {
        Input::File(path) | Input::Apart { path, .. } => Error::reading(path, &e),
        Input::Bundled { .. } | Input::Bytes { .. } => Error::internal(format!("{name}: {e}")),
    };
    let mut header = Vec::with_capacity(HEADER);
    content.by_ref().take(HEADER as u64).read_to_end(&mut header).map_err(reading)?;
    let size = size(&name, &mut header)?;
    let mut database = Connection::open_in_memory().map_err(|e| failed(&name, e))?;
    harden(&mut database).map_err(|e| failed(&name, e))?;
    let whole = Cursor::new(header).chain(content.take(size as u64 - HEADER as u64));
    database.deserialize_read_exact("main", whole, size, true).map_err(|_| {
        Error::data(format!("{name}: states {size} bytes but has fewer"))
            .hint("the GeoPackage is cut short: get it again")
    })?;
    allow(&mut database, None).map_err(|e| failed(&name, e))?;
    Ok((database, notes))
}

/// Bytes of the database by its header, which is made to say that no log belongs to it.
fn size(name: &str, header: &mut [u8]) -> Result<usize> {
    let no_database = || {
        Error::data(format!("{name}: no GeoPackage: its content is not an SQLite database"))
            .hint("a GeoPackage begins with the words 'SQLite format 3'")
    };
    if header.len() < HEADER || !header.starts_with(b"SQLite format 3\0") {
        return Err(no_database());
    }
    let word = |at: usize| u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size if size >= 512 && size.is_power_of_two() => u64::from(size),
        _ => return Err(no_database()),
    };
    let size = page * u64::from(word(28));
    // writers before 2010 did not keep the number of pages
    if word(24) != word(92) || size == 0 {
        return Err(Error::data(format!("{name}: does not say how many pages it has"))
            .hint("copy it with ogr2ogr new.gpkg old.gpkg"));
    }
    if size > MOST_BYTES {
        return Err(Error::new(Kind::Limit, format!("{name}: larger than 2 GiB"))
            .hint("copy the layer to a file of its own (ogr2ogr new.gpkg old.gpkg LAYER)"));
    }
    (header[18], header[19]) = (1, 1);
    Ok(size as usize)
}

/// Makes sure that a table has no column that is computed as it is read: what a short expression makes has no limit.
///
/// # Errors
/// `Kind::Data` naming the column.
pub(super) fn refuse_computed(file: &str, database: &Connection, table: &str) -> Result<()> {
    let computed = |e| failed(file, e);
    let mut statement = database.prepare(&format!("PRAGMA table_xinfo({})", quoted(table))).map_err(computed)?;
    let mut columns = statement.query([]).map_err(computed)?;
    while let Some(column) = columns.next().map_err(computed)? {
        // 2 is a virtual generated column (https://sqlite.org/pragma.html#pragma_table_xinfo)
        if column.get::<_, i64>("hidden").map_err(computed)? == 2 {
            let name: String = column.get("name").map_err(computed)?;
            return Err(Error::data(format!(
                "{file}: the column '{name}' of '{table}' is computed, which is not read"
            ))
            .hint("copy it with ogr2ogr new.gpkg old.gpkg"));
        }
    }
    Ok(())
}

fn harden(database: &mut Connection) -> rusqlite::Result<()> {
    use DbConfig as C;
    for (setting, on) in [
        (C::SQLITE_DBCONFIG_DEFENSIVE, true),
        (C::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (C::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (C::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (C::SQLITE_DBCONFIG_DQS_DML, false),
    ] {
        database.set_db_config(setting, on)?;
    }
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, MOST_BLOB)?;
    database.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, 1 << 20)?;
    database.set_limit(Limit::SQLITE_LIMIT_EXPR_DEPTH, 100)?;
    database.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    let start = Instant::now();
    database.progress_handler(STEPS, Some(move || start.elapsed() > MOST_TIME))
}

/// Lets statements read the registers of layers and this table, and nothing else.
pub(super) fn allow(database: &mut Connection, table: Option<&str>) -> rusqlite::Result<()> {
    let table = table.map(str::to_string);
    database.authorizer(Some(move |context: AuthContext<'_>| {
        let own = |name: &str| table.as_deref().is_some_and(|table| table.eq_ignore_ascii_case(name));
        let register = |name: &str| REGISTERS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let fine = context.accessor.is_none()
            && match context.action {
                AuthAction::Select => true,
                AuthAction::Read { table_name, .. } => own(table_name) || register(table_name),
                AuthAction::Pragma { pragma_name: "table_xinfo", .. } => true,
                AuthAction::Function { function_name } => {
                    ["count", "min", "lower", "upper"].iter().any(|known| known.eq_ignore_ascii_case(function_name))
                }
                _ => false,
            };
        if fine { Authorization::Allow } else { Authorization::Deny }
    }))
}
