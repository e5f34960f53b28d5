//! The spatial index of a table (OGC 12-128r18, annex F.3): an R-tree, and triggers that keep it true when others edit.

use rusqlite::{Connection, Result, params};

use super::schema::quoted;
use crate::write::layer::{GEOMETRY, KEY, Layer};

/// Makes and fills the index of a table that is filled, then its triggers.
pub(super) fn index(file: &Connection, layer: &Layer) -> Result<()> {
    let plain = format!("rtree_{}_{GEOMETRY}", layer.name);
    let tree = quoted(&plain);
    file.execute_batch(&format!("CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy);"))?;
    let mut insert = file.prepare(&format!("INSERT INTO {tree} VALUES (?, ?, ?, ?, ?)"))?;
    for row in 0..layer.len() {
        if let Some([west, south, east, north]) = layer.bounds_of(row) {
            insert.execute(params![row as i64 + 1, west, east, south, north])?;
        }
    }
    file.execute(
        "INSERT INTO gpkg_extensions VALUES (?, ?, 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        params![layer.name, GEOMETRY],
    )?;
    file.execute_batch(&triggers(&layer.name, &plain))
}

/// The triggers of version 1.4: `update1` and `update3` of earlier ones are replaced by `update6`, `update7` and `update5`.
fn triggers(name: &str, plain: &str) -> String {
    let (table, tree) = (quoted(name), quoted(plain));
    let there = |row: &str| format!("({row}.\"{GEOMETRY}\" NOTNULL AND NOT ST_IsEmpty({row}.\"{GEOMETRY}\"))");
    let gone = |row: &str| format!("({row}.\"{GEOMETRY}\" ISNULL OR ST_IsEmpty({row}.\"{GEOMETRY}\"))");
    let side = |of: &str| format!("ST_{of}(NEW.\"{GEOMETRY}\")");
    let [x0, x1, y0, y1] = ["MinX", "MaxX", "MinY", "MaxY"].map(side);
    let values = format!("VALUES (NEW.\"{KEY}\", {x0}, {x1}, {y0}, {y1})");
    let (new, old, no_new, no_old) = (there("NEW"), there("OLD"), gone("NEW"), gone("OLD"));
    let (same, other) = (format!("OLD.\"{KEY}\" = NEW.\"{KEY}\""), format!("OLD.\"{KEY}\" != NEW.\"{KEY}\""));
    let moved = format!("AFTER UPDATE OF \"{GEOMETRY}\" ON {table} WHEN {same}");
    let renamed = format!("AFTER UPDATE ON {table} WHEN {other}");
    let insert = format!("INSERT OR REPLACE INTO {tree} {values};");
    let delete = format!("DELETE FROM {tree} WHERE id = OLD.\"{KEY}\";");
    let update =
        format!("UPDATE {tree} SET minx = {x0}, maxx = {x1}, miny = {y0}, maxy = {y1} WHERE id = NEW.\"{KEY}\";");
    let both = format!("DELETE FROM {tree} WHERE id IN (OLD.\"{KEY}\", NEW.\"{KEY}\");");
    let rules = [
        ("insert", format!("AFTER INSERT ON {table} WHEN {new} BEGIN {insert}")),
        ("update2", format!("{moved} AND {no_new} BEGIN {delete}")),
        ("update4", format!("{renamed} AND {no_new} BEGIN {both}")),
        ("update5", format!("{renamed} AND {new} BEGIN {delete} {insert}")),
        ("update6", format!("{moved} AND {new} AND {old} BEGIN {update}")),
        ("update7", format!("{moved} AND {new} AND {no_old} BEGIN INSERT INTO {tree} {values};")),
        ("delete", format!("AFTER DELETE ON {table} WHEN OLD.\"{GEOMETRY}\" NOT NULL BEGIN {delete}")),
    ];
    let create = |(suffix, rule): (&str, String)| {
        format!("CREATE TRIGGER {} {rule} END;\n", quoted(&format!("{plain}_{suffix}")))
    };
    rules.map(create).concat()
}
