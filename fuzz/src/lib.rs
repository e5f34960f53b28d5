//! What the targets do with bytes. `tests/fuzz_corpus.rs` does the same with the files of the corpus.

mod container;
mod join;
mod read;
mod round_trip;

/// A target: its name, which is that of its folder in the corpus, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const TARGETS: &[Target] = &[
    ("csv", read::csv),
    ("ndjson", read::ndjson),
    ("json", read::json),
    ("xlsx", container::xlsx),
    ("parquet", read::parquet),
    ("geojson", read::geojson),
    ("shapefile", container::shapefile),
    ("zip", read::zip),
    ("gpkg", read::gpkg),
    ("fgb", read::fgb),
    ("crs", read::crs),
    ("tables", read::tables),
    ("project", read::project),
    ("proof", read::proof),
    ("join", join::join),
    ("round_trip", round_trip::round_trip),
];

/// Runs a target.
///
/// # Panics
/// If there is none of that name; if the program breaks a promise.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    target.1(bytes);
}

/// Lets panics pass that the program catches, as its command line does: those of the decoder of Parquet and of the overlay of
/// polygons. libFuzzer's own hook would end the process.
pub fn quieten() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic
            .location()
            .is_some_and(|at| ["parquet-", "i_overlay-", "rusqlite-"].iter().any(|of| at.file().contains(of)))
        {
            report(panic);
        }
    }));
}
