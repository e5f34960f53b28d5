use super::super::shapefile_sample::{four_squares, squares_at};
use super::*;

fn refusal(parts: Parts) -> String {
    layer(parts, None).err().map_or(String::from("was read"), |e| e.message)
}

/// Ids of the layer with the western edge of their shapes.
fn pairs(layer: &Layer) -> Vec<(&str, f64)> {
    let edge = |f: &Feature| f.shape.0[0].exterior().0.iter().map(|p| p.x).fold(f64::INFINITY, f64::min);
    layer.features.iter().map(|f| (f.values[0].as_str(), edge(f))).collect()
}

fn put(bytes: &mut [u8], at: usize, value: [u8; 4]) {
    bytes[at..at + 4].copy_from_slice(&value);
}

#[test]
fn every_shape_gets_its_own_attributes() {
    let layer = layer(four_squares(), None).expect("sound");
    assert_eq!(pairs(&layer), [("A", 0.0), ("B", 1.0), ("C", 2.0), ("D", 3.0)]);
    assert_eq!(layer.fields, ["ID", "NAME"]);
    assert!(layer.notes.is_empty());
}

#[test]
fn a_deleted_record_is_refused_and_shifts_nothing() {
    let mut parts = four_squares();
    let table = parts.dbf.as_mut().expect("made");
    let second = 32 + 64 + 1 + 15;
    table[second] = b'*';
    let message = refusal(parts);
    assert!(message.contains("record 2 is deleted in the .dbf"), "{message}");
}

#[test]
fn counts_that_differ_are_refused_with_their_numbers() {
    let mut parts = four_squares();
    put(parts.dbf.as_mut().expect("made"), 4, 2u32.to_le_bytes());
    assert!(refusal(parts).contains("4 shapes but the .dbf states 2"));
    let mut parts = four_squares();
    put(parts.dbf.as_mut().expect("made"), 4, 4_000_000_000u32.to_le_bytes());
    assert!(refusal(parts).contains("states 4000000000"));

    let mut parts = four_squares();
    let shx = parts.shx.as_mut().expect("made");
    shx.truncate(100 + 2 * 8);
    assert!(refusal(parts).contains(".shx states 132 bytes but has 116"));
    let mut parts = four_squares();
    let shx = parts.shx.as_mut().expect("made");
    shx.truncate(100 + 2 * 8);
    put(shx, 24, 58u32.to_be_bytes());
    assert!(refusal(parts).contains("lists 2 records but the .shp has 4"));
}

#[test]
fn a_header_that_lies_is_refused() {
    for stated in [50i32, -5, i32::MAX, 0] {
        let mut parts = four_squares();
        put(&mut parts.shp, 24, stated.to_be_bytes());
        assert!(refusal(parts).contains("bytes but has"), "{stated}");
    }
    for (at, value) in [
        (100 + 4, i32::MAX.to_be_bytes()),
        (100 + 4, (-1i32).to_be_bytes()),
        (100 + 8 + 36, i32::MAX.to_le_bytes()),
        (100 + 8 + 40, 0x7fff_ffffi32.to_le_bytes()),
        (100 + 8 + 44, 3i32.to_le_bytes()),
        (100 + 8 + 36, 0i32.to_le_bytes()),
    ] {
        let mut parts = four_squares();
        put(&mut parts.shp, at, value);
        let message = refusal(parts);
        assert!(message.contains("record 1"), "byte {at}: {message}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = four_squares();
    for length in 0..whole.shp.len() {
        let mut parts = four_squares();
        parts.shp.truncate(length);
        assert!(layer(parts, None).is_err(), ".shp of {length} bytes");
    }
    let table = whole.dbf.map_or(0, |d| d.len());
    // the last byte is only the mark at the end
    for length in 0..table - 1 {
        let mut parts = four_squares();
        parts.dbf.as_mut().expect("made").truncate(length);
        assert!(layer(parts, None).is_err(), ".dbf of {length} bytes");
    }
}

#[test]
fn only_the_table_must_be_there() {
    let mut parts = four_squares();
    (parts.shx, parts.prj, parts.cpg) = (None, None, None);
    let read = layer(parts, None).expect("enough");
    assert!(read.notes.iter().any(|n| n.contains("assumed to be WGS 84")));
    let mut parts = four_squares();
    parts.dbf = None;
    assert!(refusal(parts).contains(".dbf that belongs to it is missing"));
}

#[test]
fn metres_are_refused_with_and_without_prj() {
    for prj in [true, false] {
        let mut parts = four_squares();
        if !prj {
            parts.prj = None;
        }
        // first x of the first shape: header, record header, type, box, counts, one ring start
        parts.shp[100 + 8 + 48..100 + 8 + 56].copy_from_slice(&450_000.0f64.to_le_bytes());
        assert!(refusal(parts).contains("metres"));
    }
}

#[test]
fn empty_shapes_and_other_types_are_refused_with_their_record() {
    let mut parts = four_squares();
    put(&mut parts.shp, 108, 0i32.to_le_bytes());
    assert!(refusal(parts).contains("record 1: has no shape"));
    let mut parts = four_squares();
    put(&mut parts.shp, 108, 3i32.to_le_bytes());
    assert!(refusal(parts).contains("record 1: a Polyline is not a district"));
}

#[test]
fn no_changed_byte_ends_the_process() {
    let whole = four_squares();
    let lengths = [whole.shp.len(), whole.dbf.map_or(0, |b| b.len()), whole.shx.map_or(0, |b| b.len())];
    for (which, length) in lengths.into_iter().enumerate() {
        for (at, value) in (0..length).flat_map(|at| [0, 1, 0x7f, 0x80, 0xff].map(|value| (at, value))) {
            let mut parts = four_squares();
            let bytes = match which {
                0 => Some(&mut parts.shp),
                1 => parts.dbf.as_mut(),
                _ => parts.shx.as_mut(),
            };
            bytes.expect("made")[at] = value;
            if let Ok(layer) = layer(parts, None) {
                assert_eq!(layer.features.len(), 4, "part {which}, byte {at} = {value}");
            }
        }
    }
}

/// Twelve texts of a .prj, six ranges of coordinates, and what must come of each: r(ead), d(egrees where metres should be),
/// m(etres where degrees should be), p(lace that there is not), f(inite it is not), s(ystem refused).
#[test]
fn what_the_prj_says_and_the_coordinates_do_not_is_refused() {
    let degree = r#"UNIT["Degree",0.0174532925199433]]"#;
    let geographic = |name: &str, datum: &str, ellipsoid: &str, meridian: &str| {
        format!(r#"GEOGCS["{name}",DATUM["{datum}",SPHEROID["{datum}",{ellipsoid}]],PRIMEM["{meridian}],{degree}"#)
    };
    let wgs84 = geographic("GCS_WGS_1984", "D_WGS_1984", "6378137.0,298.257223563", "Greenwich\",0.0");
    let etrs = geographic("GCS_ETRS_1989", "D_ETRS_1989", "6378137.0,298.257222101", "Greenwich\",0.0");
    let nad27 = geographic("GCS_North_American_1927", "D_NAD27", "6378206.4,294.9786982", "Greenwich\",0.0");
    let projected = |base: &str, method: &str, values: &str| {
        format!(r#"PROJCS["{method}",{base},PROJECTION["{method}"],{values},UNIT["Meter",1.0]]"#)
    };
    let utm = |north: &str| {
        let values = r#"PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",NORTH],PARAMETER["Central_Meridian",-3.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0]"#;
        projected(&wgs84, "Transverse_Mercator", &values.replace("NORTH", north))
    };
    let mercator = r#"PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0]"#;
    let laea = r#"PARAMETER["False_Easting",4321000.0],PARAMETER["False_Northing",3210000.0],PARAMETER["Central_Meridian",10.0],PARAMETER["Latitude_Of_Origin",52.0]"#;
    let systems: [(Option<String>, &str); 12] = [
        (None, "rrmmmf"),
        (Some(wgs84.clone()), "rrmmmf"),
        (Some(wgs84.replace("GCS_WGS_1984", "WGS 84")), "rrmmmf"),
        (Some(etrs.clone()), "rrmmmf"),
        (Some(nad27), "ssssss"),
        (Some(wgs84.replace("Degree", "Grad")), "ssssss"),
        (Some("LOCAL_CS[\"site\"]".to_string()), "ssssss"),
        (Some(String::new()), "ssssss"),
        (Some(utm("0.0")), "ddrrpf"),
        (Some(utm("10000000.0")), "ddrrpf"),
        (Some(projected(&wgs84, "Mercator_Auxiliary_Sphere", mercator)), "ddrrpf"),
        (Some(projected(&etrs, "Lambert_Azimuthal_Equal_Area", laea)), "ddrrpf"),
    ];
    let ranges = [
        ((0.0, 0.0), 1.0),
        ((200.0, 10.0), 1.0),
        ((450_000.0, 1_600_000.0), 1000.0),
        ((-445_000.0, 1_584_000.0), 1000.0),
        ((1e9, 1e9), 1000.0),
        ((f64::NAN, 0.0), 1.0),
    ];
    let words = [('d', "look like degrees"), ('m', "not degrees"), ('p', "no place"), ('f', "not finite")];
    for (prj, expected) in systems {
        let verdict = |(corner, side): ((f64, f64), f64)| {
            let parts = Parts { prj: prj.as_ref().map(|p| p.as_bytes().to_vec()), ..squares_at(corner, side) };
            match layer(parts, None) {
                Ok(_) => 'r',
                Err(e) => words.iter().find(|(_, word)| e.message.contains(word)).map_or('s', |(letter, _)| *letter),
            }
        };
        let found: String = ranges.into_iter().map(verdict).collect();
        assert_eq!(found, expected, "{prj:?}");
    }
}

#[test]
fn the_system_asked_for_counts_more_than_the_prj() {
    let system = System::parse("EPSG:32630").expect("known");
    let read = layer(squares_at((450_000.0, 1_600_000.0), 1000.0), Some(&system)).expect("in metres");
    let corner = read.features[0].shape.0[0].exterior().0[0];
    assert!((corner.x + 3.464).abs() < 0.01 && (corner.y - 14.472).abs() < 0.01, "{corner:?}");
    assert!(read.notes.iter().any(|n| n.contains("asked for, EPSG:32630")), "{:?}", read.notes);
}
