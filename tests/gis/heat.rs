//! `cercle heat` as its users run it, its files read by others.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use assert_cmd::Command;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

const MALI: [&str; 3] = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"];

fn heat(folder: &Path, arguments: &[&str], threads: &str) -> String {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command.current_dir(folder).env("RAYON_NUM_THREADS", threads).arg("heat").args(arguments).output();
    let output = output.expect("runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(output.status.success(), "{said}");
    said
}

fn refused(arguments: &[&str]) -> (i32, String) {
    let mut command = Command::cargo_bin("cercle").expect("the program is built");
    let output = command.arg("heat").args(arguments).output().expect("runs");
    (output.status.code().expect("an exit code"), String::from_utf8(output.stderr).expect("text"))
}

/// Sum of an array of a GeoTIFF and its cells that are not covered, with the size of a cell in metres.
fn read_back(bytes: &[u8]) -> (f64, usize, f64) {
    let mut decoder = Decoder::new(Cursor::new(bytes)).expect("a TIFF");
    let scale = decoder.get_tag_f64_vec(Tag::ModelPixelScaleTag).expect("a scale");
    assert_eq!(decoder.get_tag_ascii_string(Tag::GdalNodata).expect("nodata"), "nan");
    let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).expect("keys");
    assert_eq!((keys.len() - 4) / 4, usize::from(keys[3]), "as many keys as the directory says");
    let ids: Vec<u16> = keys[4..].chunks(4).map(|k| k[0]).collect();
    assert!(ids.is_sorted(), "GeoTIFF wants its keys in order: {ids:?}");
    let DecodingResult::F32(values) = decoder.read_image().expect("decodes") else { panic!("not 32-bit floats") };
    let (columns, rows) = decoder.dimensions().expect("a size");
    assert_eq!(values.len(), (columns * rows) as usize);
    let covered: f64 = values.iter().filter(|v| !v.is_nan()).map(|v| f64::from(*v)).sum();
    (covered, values.iter().filter(|v| v.is_nan()).count(), scale[0])
}

#[test]
fn a_geotiff_reads_back_and_sums_to_the_incidents() {
    let folder = tempfile::tempdir().expect("a folder");
    for kernel in ["gaussian", "quartic"] {
        let with = ["--bandwidth", "60km", "--kernel", kernel, "--size", "300x290", "--out", "a.tif"];
        heat(folder.path(), &[&MALI[..], &with].concat(), "2");
        let (sum, not_covered, side) = read_back(&fs::read(folder.path().join("a.tif")).expect("written"));
        // Incidents per 1,000 km² and year, of the years 2016 to 2024.
        let incidents = sum * side * side / 1e9 * 9.0;
        assert!((incidents / 137.0 - 1.0).abs() < 5e-3, "{kernel}: {incidents}");
        assert!(not_covered > 30_000, "beyond the border is not zero: {not_covered}");
    }
    heat(folder.path(), &[&MALI[..], &["--cell", "40km", "--out", "n.tif"]].concat(), "1");
    assert_eq!(read_back(&fs::read(folder.path().join("n.tif")).expect("written")).0, 137.0);
}

#[test]
fn any_number_of_threads_writes_the_same_bytes() {
    let made = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let run = |arguments: &[&str]| heat(folder.path(), &[&MALI[..1], arguments].concat(), threads);
        run(&["--bandwidth", "30km", "--size", "200x200", "--out", "a.png"]);
        run(&["--bandwidth", "30km", "--grid", "web-mercator", "--size", "200x200", "--out", "a.tif"]);
        run(&["--hexbin", "50km", "--out", "h.geojson"]);
        run(&["--h3", "4", "--out", "i.geojson"]);
        run(&["--bandwidth", "50km", "--size", "200x200", "--contours", "4", "--out", "c.geojson"]);
        let mut names: Vec<_> = fs::read_dir(&folder).expect("lists").map(|e| e.expect("an entry").path()).collect();
        names.sort();
        names.iter().map(|n| (n.file_name().map(|n| n.to_os_string()), fs::read(n).expect("reads"))).collect::<Vec<_>>()
    };
    let one = made("1");
    let names: Vec<_> = one.iter().filter_map(|(name, _)| name.as_ref().and_then(|n| n.to_str())).collect();
    let pictures = ["a.pgw", "a.png", "a.png.aux.xml", "a.tif"];
    let shapes = ["c.geojson", "c.qml", "h.geojson", "h.qml", "i.geojson", "i.qml"];
    assert_eq!(names, [&pictures[..], &shapes].concat());
    assert!(made("2") == one && made("7") == one);
}

#[test]
fn in_a_picture_zero_is_white_and_not_covered_is_transparent() {
    let folder = tempfile::tempdir().expect("a folder");
    let said = heat(
        folder.path(),
        &[&MALI[..], &["--bandwidth", "30km", "--size", "120x110", "--out", "a.png"]].concat(),
        "2",
    );
    assert!(said.contains("137 counted in a district") && said.contains("9 of too low precision"), "{said}");
    let picture = image::open(folder.path().join("a.png")).expect("a PNG").to_rgba8();
    assert_eq!(picture.dimensions(), (120, 110));
    let looks = |look: [u8; 4]| picture.pixels().filter(|p| p.0 == look).count();
    assert!(looks([255, 255, 255, 0]) > 4000 && looks([255, 255, 255, 255]) > 1000);
    let darkest = picture.pixels().map(|p| p.0[1]).min();
    assert_eq!(darkest, Some(0x23), "the highest value has the darkest colour");
}

#[test]
fn years_and_bounds_say_which_incidents_are_on_the_map() {
    let folder = tempfile::tempdir().expect("a folder");
    let with = ["--years", "2022-2024", "--bounds=-5,13,2,17", "--cell", "20km", "--out", "a.tif"];
    let said = heat(folder.path(), &[&MALI[..1], &with].concat(), "2");
    assert!(said.contains("beyond the map"), "{said}");
    let shown: f64 =
        said.lines().find_map(|l| l.strip_suffix(" on the map")).expect("a line").trim().parse().expect("a number");
    assert_eq!(read_back(&fs::read(folder.path().join("a.tif")).expect("written")).0, shown);
    let hexagons = ["--years", "2022-2024", "--bounds=-5,13,2,17", "--hexbin", "40km", "--out", "a.geojson"];
    heat(folder.path(), &[&MALI[..1], &hexagons].concat(), "2");
    let layer: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("a.geojson")).expect("written")).expect("JSON");
    let counts = layer["features"].as_array().expect("features").iter().map(|f| f["properties"]["count"].as_f64());
    assert_eq!(counts.flatten().sum::<f64>(), shown);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_hint() {
    let with = |arguments: &[&str]| refused(&[&MALI[..1], arguments].concat());
    for (arguments, code, word) in [
        (&["--out", "a.geojson"][..], 64, "--hexagon"),
        (&["--hexagon", "20km", "--out", "a.png"], 64, ".geojson"),
        (&["--size", "90000x90000", "--out", "a.png"], 80, "larger"),
        (&["--bounds=4,10,-12,25", "--out", "a.png"], 64, "west"),
        (&["--palette", "nothing", "--out", "a.png"], 64, "list palettes"),
        (&["--years", "1990", "--out", "a.png"], 65, "--bounds"),
        (&["--out", "a.bmp"], 64, ".tif"),
    ] {
        let (found, said) = with(arguments);
        assert!(found == code && said.contains(word), "{arguments:?}: {found} {said}");
    }
}

/// Every painter holds the surface as one picture under the borders, with the legend's unit beside it, in both languages.
#[test]
fn heat_is_a_figure_of_the_project_file_in_both_languages() {
    use cercle::ledger::Ledger;
    use cercle::project::{EMBEDDED, Project};
    use cercle::scene::{Group, Item};
    let figure = "[[figure]]\nname = \"heat\"\nkind = \"heat\"\nwidth = 120\nbandwidth = 50\n";
    let wrong = format!("{EMBEDDED}\n{figure}kernel = \"square\"\n");
    assert!(Project::parse(&wrong, "my.toml", Path::new("")).is_err_and(|e| e.message.contains("square")));
    let stray = format!("{EMBEDDED}\n[[figure]]\nname = \"a\"\nkind = \"circles\"\nwidth = 120\nbandwidth = 50\n");
    assert!(Project::parse(&stray, "my.toml", Path::new("")).is_err_and(|e| e.message.contains("bandwidth")));
    for (language, unit) in [("en", "Incidents per 1,000"), ("fr", "Incidents pour 1")] {
        let text =
            format!("{EMBEDDED}\n{figure}").replace("language = \"en\" ", &format!("language = \"{language}\" "));
        let project = Project::parse(&text, "my.toml", Path::new("")).expect("valid");
        let (findings, ground) = cercle::run::findings(&project, &mut Ledger::default()).expect("reads");
        let spec = project.figures.last().expect("added");
        let scene = cercle::run::scene(&project, &ground, &findings, spec).expect("draws");
        fn pictures(items: &[Item]) -> Vec<String> {
            let inner = |g: &Group| match g.items.iter().any(|i| matches!(i, Item::Image(_))) {
                true => vec![g.id.clone()],
                false => pictures(&g.items),
            };
            items.iter().flat_map(|i| if let Item::Group(g) = i { inner(g) } else { Vec::new() }).collect()
        }
        assert_eq!(pictures(&scene.items), ["heat"]);
        assert!(scene.description.contains(unit) && scene.description.contains("78"), "{}", scene.description);
        let errors = cercle::lint::lint(&scene).into_iter().filter(|f| f.severity == cercle::lint::Severity::Error);
        assert_eq!(errors.map(|f| f.message).collect::<Vec<_>>(), [] as [String; 0]);
    }
}

#[test]
fn a_table_read_part_by_part_makes_the_same_map_as_one_read_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<[f64; 2]> =
        (0..5000).map(f64::from).map(|i| [(i * 0.37) % 9.0 - 9.0, (i * 0.73) % 8.0 + 11.0]).collect();
    let line = |p: &[f64; 2]| format!("{},{},2024-01-02\n", p[0], p[1]);
    let table: String = rows.iter().map(line).collect();
    fs::write(folder.path().join("p.csv"), format!("lon,lat,date\n{table}")).expect("written");
    let record = |p: &[f64; 2]| format!("{{\"lon\":{},\"lat\":{},\"date\":\"2024-01-02\"}}", p[0], p[1]);
    let records: Vec<String> = rows.iter().map(record).collect();
    fs::write(folder.path().join("p.json"), format!("[{}]", records.join(","))).expect("written");
    for with in [
        &["--size", "200x100"][..],
        &["--bandwidth", "50km", "--bounds", "-8,12,-2,17"],
        &["--boundaries", "bundled:mali_districts.geojson", "--bandwidth", "30km"],
    ] {
        let said = ["p.csv", "p.json"].map(|file| {
            let said = heat(folder.path(), &[&[file], with, &["--out", &format!("{file}.tif")]].concat(), "2");
            said.lines().filter(|l| !l.contains("columns guessed")).map(str::to_string).collect::<Vec<_>>()
        });
        assert_eq!(said[0], said[1], "{with:?}");
        let files = ["p.csv", "p.json"].map(|f| fs::read(folder.path().join(format!("{f}.tif"))).expect("written"));
        assert!(files[0] == files[1], "{with:?}: the files differ");
    }
}

/// A Parquet file of places.
fn parquet_of(places: &[(f64, f64)]) -> Vec<u8> {
    use parquet::data_type::DoubleType;
    let schema = "message t { required double lat; required double lon; }";
    let schema = parquet::schema::parser::parse_message_type(schema).expect("a schema");
    let mut writer = parquet::file::writer::SerializedFileWriter::new(Vec::new(), schema.into(), Default::default());
    let writer = writer.as_mut().expect("a writer");
    for places in places.chunks(3) {
        let mut group = writer.next_row_group().expect("a row group");
        let [lats, lons]: [Vec<f64>; 2] = [places.iter().map(|p| p.0).collect(), places.iter().map(|p| p.1).collect()];
        for values in [lats, lons] {
            let mut column = group.next_column().expect("writes").expect("a column");
            column.typed::<DoubleType>().write_batch(&values, None, None).expect("writes");
            column.close().expect("writes");
        }
        group.close().expect("writes");
    }
    writer.finish().expect("writes");
    writer.inner().clone()
}

#[test]
fn bounds_that_a_parquet_file_says_hold_only_if_its_incidents_have_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let places: Vec<(f64, f64)> =
        (0..50).map(|i| (12.0 + f64::from(i % 7) / 3.0, -8.0 + f64::from(i % 11) / 2.0)).collect();
    // of a row without latitude the file says the longitude too
    let odd: Vec<(f64, f64)> = places.iter().copied().chain([(f64::NAN, 60.0)]).collect();
    for (name, places) in [("plain", places), ("odd", odd)] {
        let table: String = places.iter().map(|(lat, lon)| format!("{lat},{lon}\n")).collect();
        fs::write(folder.path().join("t.csv"), format!("lat,lon\n{table}")).expect("written");
        fs::write(folder.path().join("t.parquet"), parquet_of(&places)).expect("written");
        for more in [&[][..], &["--bandwidth", "30km"]] {
            for file in ["t.csv", "t.parquet"] {
                heat(folder.path(), &[&[file, "--out", &format!("{file}.png")], more].concat(), "2");
            }
            let [table, columns] =
                ["t.csv.png", "t.parquet.png"].map(|f| fs::read(folder.path().join(f)).expect("written"));
            assert!(table == columns, "{name} {more:?}");
        }
    }
}
