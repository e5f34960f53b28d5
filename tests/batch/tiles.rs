//! Tile sets that a project file asks for: made as `cercle tile` makes them, and kept as every other output is.

use std::collections::BTreeMap;
use std::fs;

use cercle::run::Manifest;

use super::{build, files, folder_of, made, run, sha256};

const PROJECT: &str = r#"
[subject]
incidents = "attacks"
place = "Mali"
fr.incidents = "attaques"
fr.in_place = "au Mali"
[period]
first = 2022
last = 2024
[[incidents]]
file = "incidents.csv"
only = { "Country ISO" = ["MLI"] }
[boundaries]
file = "bundled:mali_districts.geojson"
[output]
formats = ["html"]
layers = []
[[figure]]
name = "density"
kind = "density"
width = 120
breaks = [0.2, 0.5, 1, 2]
[[tiles]]
name = "map"
layers = ["choropleth", "points"]
vector = true
zoom = [0, 5]
title = "Attacks"
attribution = "Somebody"
base_url = "https://example.org/tiles"
method = "quantile"
palette = "oranges"
[[tiles]]
name = "heat"
container = "folder"
layers = ["heat"]
bandwidth = 50
zoom = [3, 5]
"#;

#[test]
fn they_are_those_of_the_verb_to_the_last_byte() {
    let here = folder_of(PROJECT);
    build(here.path(), &[]);
    let verb = [
        "tile",
        "incidents.csv",
        "--boundaries",
        "bundled:mali_districts.geojson",
        "--only",
        "Country ISO=MLI",
        "--years",
        "2022-2024",
        "--place-by",
        "coordinates",
    ];
    let place = |name: &str| here.path().join(name);
    let vector = [
        "--vector",
        "--layer",
        "choropleth,points",
        "--zoom",
        "0-5",
        "--name",
        "Attacks",
        "--attribution",
        "Somebody",
        "--base-url",
        "https://example.org/tiles",
        "--method",
        "quantile",
        "--palette",
        "oranges",
        "--out",
        "alone/map.pmtiles",
    ];
    let alone = run(here.path(), &[&verb[..], &vector].concat());
    assert!(alone.status.success(), "{}", String::from_utf8_lossy(&alone.stderr));
    for name in ["map.pmtiles", "map.pmtiles.style.json"] {
        let [ours, verbs] = ["maps", "alone"].map(|of| fs::read(place(of).join(name)).expect("made"));
        assert!(ours == verbs, "{name}");
    }
    let heat =
        ["--layer", "heat", "--bandwidth", "50km", "--zoom", "3-5", "--name", "Known locations", "--out", "alone/heat"];
    assert!(run(here.path(), &[&verb[..], &heat].concat()).status.success());
    let tiles = |of: &str| -> BTreeMap<String, Vec<u8>> {
        files(&place(of)).into_iter().filter(|(name, _)| name.ends_with(".png") && name.contains('/')).collect()
    };
    assert!(!tiles("maps/heat").is_empty() && tiles("maps/heat") == tiles("alone/heat"));
}

#[test]
fn the_manifest_knows_archives_and_folders_and_nothing_is_made_twice() {
    let here = folder_of(PROJECT);
    let names = made(here.path(), &[]);
    for name in ["map.pmtiles", "map.pmtiles.style.json", "heat"] {
        assert!(names.iter().any(|of| of == name), "{name}: {names:?}");
    }
    let maps = here.path().join("maps");
    let first = files(&maps);
    let manifest = Manifest::read(&maps.join("manifest.json")).expect("a manifest");
    let output = |name: &str| manifest.outputs.iter().find(|o| o.name == name).expect("listed").clone();
    let archive = &first["map.pmtiles"];
    assert_eq!((output("map.pmtiles").sha256, output("map.pmtiles").files), (sha256(archive), None));
    // what `sha256sum` says of every file, line by line
    let tiles: Vec<(&str, &Vec<u8>)> =
        first.iter().filter_map(|(name, bytes)| Some((name.strip_prefix("heat/")?, bytes))).collect();
    let lines: String = tiles.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
    let heat = output("heat");
    assert_eq!((heat.sha256, heat.files), (sha256(lines.as_bytes()), Some(tiles.len() as u64)));
    assert_eq!(heat.bytes, tiles.iter().map(|(_, bytes)| bytes.len() as u64).sum::<u64>());
    let page = String::from_utf8(first["index.html"].clone()).expect("text");
    assert!(page.contains("href=\"map.pmtiles\"") && page.contains("href=\"heat/metadata.json\""));

    let (again, said) = build(here.path(), &[]);
    assert!(again.is_empty() && said.contains("nothing to do"), "{again:?} {said}");
    let tile = first.keys().find(|name| name.starts_with("heat/5/")).expect("a tile");
    fs::remove_file(maps.join(tile)).expect("removed");
    fs::remove_file(maps.join("map.pmtiles.style.json")).expect("removed");
    let plan = made(here.path(), &["--dry-run"]);
    assert_eq!(plan.len(), 3, "{plan:?}");
    assert_eq!(made(here.path(), &["--only", "heat"]), ["heat"]);
    let names = made(here.path(), &[]);
    assert_eq!(names, ["map.pmtiles", "map.pmtiles.style.json"], "a set is made as a whole");
    assert!(files(&maps) == first, "as if it had been made at once, and nothing is left beside it");
}

#[test]
fn a_set_without_classes_of_its_own_has_those_of_the_density_figure() {
    let own = PROJECT.replace("method = \"quantile\"\npalette = \"oranges\"\n", "");
    let here = folder_of(&own);
    build(here.path(), &[]);
    let style = fs::read_to_string(here.path().join("maps/map.pmtiles.style.json")).expect("made");
    assert!(["0.2", "0.5"].iter().all(|bound| style.contains(bound)), "{style}");
    let first = files(&here.path().join("maps"));
    fs::write(here.path().join("my.toml"), own.replace("breaks = [0.2, 0.5, 1, 2]", "breaks = [0.3, 0.7, 1, 2]"))
        .expect("writes");
    let names = made(here.path(), &[]);
    assert!(names.iter().any(|name| name == "map.pmtiles") && names.iter().any(|name| name == "heat"), "{names:?}");
    let second = files(&here.path().join("maps"));
    assert!(first["map.pmtiles"] != second["map.pmtiles"]);
    // a figure that lends nothing is none of its business
    fs::write(here.path().join("my.toml"), format!("{PROJECT}[[figure]]\nname = \"more\"\nkind = \"strip\"\n"))
        .expect("writes");
    build(here.path(), &[]);
    fs::write(here.path().join("my.toml"), PROJECT).expect("writes");
    let names = made(here.path(), &[]);
    assert!(!names.iter().any(|name| name == "map.pmtiles"), "{names:?}");
}

#[test]
fn the_public_has_none_and_partners_are_told() {
    let here = folder_of(&PROJECT.replace("attribution = \"Somebody\"\n", ""));
    let policy = run(here.path(), &["list", "policy"]).stdout;
    fs::write(here.path().join("policy.toml"), &policy).expect("writes");
    let public = ["build", "my.toml", "--audience", "public", "--policy", "policy.toml", "--out", "public"];
    let refused = run(here.path(), &public);
    let said = String::from_utf8(refused.stderr).expect("text");
    assert_eq!(refused.status.code(), Some(81), "{said}");
    assert!(said.contains("tiles 'map'") && said.contains("leave_out"), "{said}");
    assert!(!here.path().join("public").exists());
    let text = String::from_utf8(policy).expect("text");
    let without =
        text.lines().map(|line| if line.starts_with("leave_out") { "leave_out = [\"map\", \"heat\"]" } else { line });
    fs::write(here.path().join("policy.toml"), without.collect::<Vec<_>>().join("\n")).expect("writes");
    let names = run(here.path(), &public);
    assert!(names.status.success(), "{}", String::from_utf8_lossy(&names.stderr));
    assert!(!files(&here.path().join("public")).keys().any(|name| name.contains("tiles")));

    build(here.path(), &["--audience", "partner"]);
    let tiles = fs::read_to_string(here.path().join("maps/heat/metadata.json")).expect("made");
    assert!(tiles.matches("not for publication").count() >= 2, "in the description and the attribution: {tiles}");
}

#[test]
fn an_input_in_the_place_of_a_folder_of_tiles_is_spared() {
    let here = folder_of(&PROJECT.replace("file = \"incidents.csv\"", "file = \"maps/heat/incidents.csv\""));
    fs::create_dir_all(here.path().join("maps/heat")).expect("made");
    fs::rename(here.path().join("incidents.csv"), here.path().join("maps/heat/incidents.csv")).expect("moved");
    let refused = run(here.path(), &["build", "my.toml", "--out", "maps"]);
    assert_eq!(refused.status.code(), Some(73), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(here.path().join("maps/heat/incidents.csv").exists());
}

#[test]
fn what_fails_leaves_every_set_as_it_was() {
    let here = folder_of(PROJECT);
    build(here.path(), &[]);
    let first = files(&here.path().join("maps"));
    // without this file the folder is somebody else's, and the set before it is ready by then
    fs::remove_file(here.path().join("maps/heat/metadata.json")).expect("removed");
    fs::write(here.path().join("my.toml"), PROJECT.replace("\"attacks\"", "\"raids\"")).expect("writes");
    let refused = run(here.path(), &["build", "my.toml", "--out", "maps"]);
    assert_eq!(refused.status.code(), Some(73), "{}", String::from_utf8_lossy(&refused.stderr));
    let mut now = files(&here.path().join("maps"));
    now.retain(|name, _| !name.starts_with(".cercle-"));
    assert!(first.iter().filter(|(name, _)| *name != "heat/metadata.json").all(|(name, bytes)| now[name] == *bytes));
}
