//! `cercle tile` with pictures, as its users run it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use image::RgbaImage;

const MALI: [&str; 3] = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"];

fn tile(folder: &Path, arguments: &[&str], threads: &str) -> String {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", threads)
        .arg("tile")
        .args(MALI)
        .args(arguments)
        .output()
        .expect("runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{said}");
    said
}

fn refused(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command.arg("tile").args(MALI).args(arguments).output().expect("runs");
    (output.status.code().expect("an exit code"), String::from_utf8(output.stderr).expect("text"))
}

/// The tiles of a folder by zoom, column and row.
fn tiles(folder: &Path, extension: &str) -> BTreeMap<[u32; 3], RgbaImage> {
    let names = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder").map(|e| e.expect("an entry").file_name());
        entries.map(|name| name.to_string_lossy().into_owned()).collect()
    };
    let mut found = BTreeMap::new();
    for z in names(folder).iter().filter_map(|name| name.parse::<u32>().ok()) {
        for x in names(&folder.join(z.to_string())) {
            let column = folder.join(z.to_string()).join(&x);
            for file in names(&column) {
                let (y, end) = file.split_once('.').expect("an extension");
                assert_eq!(end, extension);
                let picture = image::open(column.join(&file)).expect("a picture").to_rgba8();
                found.insert([z, x.parse().expect("a column"), y.parse().expect("a row")], picture);
            }
        }
    }
    found
}

/// The pixel of a place at a zoom: degrees to Web Mercator by its textbook formula.
fn at(tiles: &BTreeMap<[u32; 3], RgbaImage>, z: u32, [lon, lat]: [f64; 2]) -> [u8; 4] {
    let side = f64::from(tiles.values().next().expect("a tile").width());
    let lat = lat.to_radians();
    let x = (lon + 180.0) / 360.0;
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    let [x, y] = [x, y].map(|v| v * f64::from(1u32 << z) * side);
    let Some(tile) = tiles.get(&[z, (x / side) as u32, (y / side) as u32]) else { return [0; 4] };
    tile.get_pixel((x % side) as u32, (y % side) as u32).0
}

#[test]
fn the_legend_goes_with_the_tiles_in_their_language() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |path: &str| fs::read(folder.path().join(path)).expect("written");
    let json = |path: &str| -> serde_json::Value { serde_json::from_slice(&read(path)).expect("JSON") };
    let with = ["--layer", "choropleth,points", "--zoom", "4-5", "--language", "fr"];
    tile(folder.path(), &[&with[..], &["--out", "t"]].concat(), "2");
    let svg = String::from_utf8(read("t/legend.svg")).expect("text");
    for words in ["Incidents pour 10\u{202f}000\u{202f}km²", "aucun localisé", "lieu connu", "Incidents localisés"] {
        assert!(svg.contains(words), "{words} is not said");
    }
    let picture = image::load_from_memory(&read("t/legend.png")).expect("a picture").to_rgb8();
    // its swatches have the colours of the tiles
    let mut colors: Vec<[u8; 3]> = picture.pixels().map(|p| p.0).collect();
    colors.sort_unstable();
    colors.dedup();
    let tiles = tiles(&folder.path().join("t"), "png");
    let [r, g, b, _] = at(&tiles, 5, [-2.0, 21.5]);
    assert!(colors.contains(&[r, g, b]), "{:?} is explained", [r, g, b]);
    let html = json("t/metadata.json")["legend"].as_str().expect("a legend").to_string();
    assert!(
        html.starts_with("<img alt=\"Incidents par district") && html.contains("Couleurs : incidents pour"),
        "{html}"
    );
    use base64::Engine;
    let encoded = html.split("base64,").nth(1).and_then(|rest| rest.strip_suffix("\">")).expect("a picture");
    let within = base64::engine::general_purpose::STANDARD.decode(encoded).expect("base64");
    assert!(within == read("t/legend.png"), "the same picture within the description");
    for archive in ["t.mbtiles", "t.pmtiles"] {
        tile(folder.path(), &[&with[..], &["--out", archive]].concat(), "1");
    }
    let database = rusqlite::Connection::open(folder.path().join("t.mbtiles")).expect("opens");
    let row = database.query_row("SELECT value FROM metadata WHERE name = 'legend'", [], |row| row.get::<_, String>(0));
    assert_eq!(row.expect("a legend"), html);
    let base = ["--base-url", "https://example.org", "--name", "t", "--out", "u.pmtiles"];
    tile(folder.path(), &[&with[..], &base].concat(), "1");
    assert!(
        read("u.pmtiles.legend.svg") == read("t/legend.svg") && !folder.path().join("t.pmtiles.legend.svg").exists()
    );
}

#[test]
fn districts_have_the_colours_that_the_description_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = tile(folder.path(), &["--years", "2022-2024", "--zoom", "0-6", "--no-labels", "--out", "t"], "2");
    assert!(said.contains("zoom 0 to 6"), "{said}");
    let found = tiles(&folder.path().join("t"), "png");
    assert!(found.values().all(|t| t.dimensions() == (256, 256)));
    let metadata = fs::read_to_string(folder.path().join("t/metadata.json")).expect("there");
    let hex = |[r, g, b, a]: [u8; 4]| if a == 255 { format!("#{r:02X}{g:02X}{b:02X}") } else { "clear".into() };
    // Bandiagara is dense, Tessalit without incidents, Mauritania no part of the country
    let dense = hex(at(&found, 6, [-3.4, 14.4]));
    assert!(metadata.contains(&dense) && dense != "#FFFFFF", "{dense} in {metadata}");
    assert_eq!(hex(at(&found, 6, [1.0, 20.5])), "#FFFFFF");
    assert_eq!(hex(at(&found, 6, [-14.0, 20.0])), "clear");
}

#[test]
fn threads_containers_and_interrupted_runs_make_the_same_tiles() {
    let folder = tempfile::tempdir().expect("a folder");
    let read = |name: &str| fs::read(folder.path().join(name)).expect("written");
    let layers = ["--layer", "choropleth,points", "--zoom", "3-6", "--out"];
    tile(folder.path(), &[&layers[..], &["a.pmtiles"]].concat(), "1");
    tile(folder.path(), &[&layers[..], &["b.pmtiles"]].concat(), "3");
    tile(folder.path(), &[&layers[..], &["a.mbtiles"]].concat(), "1");
    tile(folder.path(), &[&layers[..], &["b.mbtiles"]].concat(), "2");
    tile(folder.path(), &[&layers[..], &["t"]].concat(), "2");
    // the name of the set is that of its file: in the metadata, and nowhere else
    let same = |a: Vec<u8>, b: Vec<u8>| a.len() == b.len() && a.iter().zip(&b).filter(|(a, b)| a != b).count() <= 200;
    assert!(same(read("a.mbtiles"), read("b.mbtiles")));
    let database = rusqlite::Connection::open(folder.path().join("a.mbtiles")).expect("opens");
    let files = tiles(&folder.path().join("t"), "png");
    let mut query =
        database.prepare("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").expect("a query");
    let mut rows = query.query([]).expect("rows");
    let mut count = 0;
    while let Some(row) = rows.next().expect("a row") {
        let number = |i: usize| row.get::<_, u32>(i).expect("a number");
        let (z, x, south) = (number(0), number(1), number(2));
        let bytes: Vec<u8> = row.get(3).expect("a tile");
        let picture = image::load_from_memory(&bytes).expect("a picture").to_rgba8();
        assert!(files[&[z, x, (1 << z) - 1 - south]] == picture);
        count += 1;
    }
    assert_eq!(count, files.len());
}

#[test]
fn every_kind_of_picture_is_made_and_lies_where_it_should() {
    let folder = tempfile::tempdir().expect("a folder");
    let kinds: [(&str, &[&str]); 4] = [
        ("points", &["--layer", "points", "--retina"]),
        ("density", &["--layer", "heat", "--bandwidth", "60km"]),
        ("counts", &["--layer", "heat", "--scaling", "linear"]),
        ("hexbin", &["--layer", "hexbin", "--hexagon", "60km"]),
    ];
    for (name, arguments) in kinds {
        let format = if name == "hexbin" { "webp" } else { "png" };
        let with = ["--zoom", "5-6", "--format", format, "--no-labels", "--out", name];
        tile(folder.path(), &[arguments, &with].concat(), "2");
        let found = tiles(&folder.path().join(name), format);
        let side = if name == "points" { 512 } else { 256 };
        assert!(found.len() > 5 && found.values().all(|t| t.dimensions() == (side, side)), "{name}: {}", found.len());
        let seen = |at: [f64; 2]| self::at(&found, 6, at)[3];
        assert_eq!(seen([-14.0, 20.0]), 0, "{name}: nothing beyond the country");
        let inside = seen([-3.0, 22.5]);
        assert_eq!(inside, if ["density", "counts"].contains(&name) { 255 } else { 0 }, "{name}: zero");
        let colors: std::collections::BTreeSet<[u8; 4]> =
            found.values().flat_map(|t| t.pixels().map(|p| p.0)).collect();
        assert!(colors.len() > 5, "{name}");
    }
}

#[test]
fn retina_has_twice_the_pixels_of_the_same_look() {
    let folder = tempfile::tempdir().expect("a folder");
    let zoom = ["--zoom", "6", "--layer", "choropleth,points", "--out"];
    tile(folder.path(), &[&zoom[..], &["one"]].concat(), "2");
    tile(folder.path(), &[&["--retina"][..], &zoom, &["two"]].concat(), "2");
    let (one, two) = (tiles(&folder.path().join("one"), "png"), tiles(&folder.path().join("two"), "png"));
    assert_eq!(one.keys().collect::<Vec<_>>(), two.keys().collect::<Vec<_>>());
    for (key, small) in &one {
        let halved = image::imageops::resize(&two[key], 256, 256, image::imageops::FilterType::Triangle);
        let far = |(a, b): (&image::Rgba<u8>, &image::Rgba<u8>)| (0..4).any(|i| a.0[i].abs_diff(b.0[i]) > 90);
        let differing = small.pixels().zip(halved.pixels()).filter(|pair| far(*pair)).count();
        assert!(differing < 256 * 256 / 50, "{key:?}: {differing} pixels look different");
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let cases: [(&[&str], &str); 4] = [
        (&["--layer", "heat,choropleth", "--out", "t"], "colour the same ground"),
        (&["--layer", "points", "--bandwidth", "10km", "--out", "t"], "--bandwidth says nothing"),
        (&["--layer", "heat", "--hexagon", "10km", "--out", "t"], "--hexagon says nothing"),
        (&["--vector", "--retina", "--out", "t"], "cannot be used with"),
    ];
    for (arguments, message) in cases {
        let (code, said) = refused(arguments);
        assert!(code == 64 && said.contains(message), "{code}: {said}");
    }
}
