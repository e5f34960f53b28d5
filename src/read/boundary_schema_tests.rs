use super::*;

/// A layer whose fields and values are given as rows; the shapes are empty.
fn layer(fields: &[&str], rows: &[&[&str]]) -> Layer {
    let own = |list: &[&str]| list.iter().map(|s| s.to_string()).collect::<Vec<String>>();
    let feature = |(index, row): (usize, &&[&str])| Feature {
        label: format!("feature {}", index + 1),
        values: own(row),
        shape: MultiPolygon(Vec::new()),
    };
    Layer {
        file: "b.geojson".to_string(),
        fields: own(fields),
        features: rows.iter().enumerate().map(feature).collect(),
        notes: Vec::new(),
    }
}

fn read(fields: &[&str], rows: &[&[&str]]) -> Result<Boundaries> {
    boundaries(layer(fields, rows), &BoundaryColumns::default())
}

#[test]
fn every_convention_finds_its_fields() {
    let cases: [(&[&str], &[&str], [&str; 4]); 13] = [
        (
            &["ADM2_FR", "ADM2_PCODE", "ADM2ALT1FR", "ADM1_FR", "ADM1_PCODE", "ADM0_PCODE"],
            &["Gao", "ML0703", "x", "GAO", "ML07", "ML"],
            ["ML0703", "Gao", "ML07", "GAO"],
        ),
        (
            &["adm2_name", "adm2_pcode", "adm1_name", "adm1_pcode"],
            &["Gao", "ML0703", "GAO", "ML07"],
            ["ML0703", "Gao", "ML07", "GAO"],
        ),
        (&["ADM1_EN", "ADM1_PCODE"], &["Gao", "ML07"], ["ML07", "Gao", "", ""]),
        (&["region", "pcode", "name", "region_pcode"], &["R", "P", "N", "RP"], ["P", "N", "RP", "R"]),
        (&["shapeName", "shapeISO", "shapeID"], &["Gao", "", "892"], ["892", "Gao", "", ""]),
        (&["name", "adm1_code", "admin", "adm0_a3"], &["Gao", "MLI-1", "Mali", "MLI"], ["MLI-1", "Gao", "MLI", "Mali"]),
        (&["wof_id", "name", "parent_id"], &["11", "Gao", "5"], ["11", "Gao", "5", ""]),
        (&["GID_1", "NAME_1", "GID_2", "NAME_2"], &["M.1", "R", "M.1.1", "D"], ["M.1.1", "D", "M.1", "R"]),
        (
            &["admin2Na_1", "admin2Pcod", "admin1Name", "admin1Pcod"],
            &["Gao", "ML0703", "GAO", "ML07"],
            ["ML0703", "Gao", "ML07", "GAO"],
        ),
        // ours, as a shapefile cuts it
        (&["region", "pcode", "name", "region_pco"], &["R", "P", "N", "RP"], ["P", "N", "RP", "R"]),
        (&["District_Name", "District_Code"], &["Gao", "7"], ["7", "Gao", "", ""]),
        (&["OBJECTID", "ADM2_NAME"], &["1", "Gao"], ["Gao", "Gao", "", ""]),
        (&["id", "name"], &["0", "District 0"], ["0", "District 0", "", ""]),
    ];
    for (fields, values, expected) in cases {
        let read = read(fields, &[values]).expect("recognised");
        let d = &read.districts[0];
        assert_eq!([&d.id[..], &d.name, &d.region_id, &d.region], expected, "{fields:?}");
    }
}

#[test]
fn named_fields_win_and_must_exist() {
    let columns = |id: &str| BoundaryColumns { id: Some(id.to_string()), ..BoundaryColumns::default() };
    let rows: &[&[&str]] = &[&["1", "a", "Gao"]];
    let read = boundaries(layer(&["id", "key", "name"], rows), &columns("KEY")).expect("named");
    assert_eq!(read.districts[0].id, "a");
    let error = boundaries(layer(&["id", "key", "name"], rows), &columns("kez")).expect_err("unknown");
    assert!(error.message.contains("'id', 'key', 'name'") && error.hint.is_some_and(|h| h.contains("'key'")));
}

#[test]
fn a_unique_name_serves_as_identifier() {
    let read_ok = read(&["NAME"], &[&["Gao"], &["Kidal"]]).expect("unique names");
    assert_eq!((read_ok.districts[1].id.as_str(), read_ok.notes.len()), ("Kidal", 1));
    assert!(read(&["NAME"], &[&["Gao"], &["Gao"]]).is_err());
    let error = read(&["foo", "bar"], &[&["1", "2"]]).expect_err("nothing known");
    assert!(error.message.contains("foo, bar"));
}

#[test]
fn doubled_and_empty_identifiers_are_refused() {
    let error = read(&["id", "name"], &[&["1", "a"], &["2", "b"], &["1", "c"]]).expect_err("doubled");
    assert!(error.message.contains("feature 1 and feature 3"));
    let error = read(&["id", "name"], &[&["1", "a"], &[" ", "b"]]).expect_err("empty");
    assert!(error.message.contains("feature 2"));
}

#[test]
fn the_vintage_is_the_day_that_all_features_share() {
    let vintage = |a: &str, b: &str| {
        let rows: [&[&str]; 2] = [&["1", a], &["2", b]];
        read(&["id", "validOn"], &rows).expect("read").vintage
    };
    assert_eq!(vintage("20211220", "20211220").as_deref(), Some("2021-12-20"));
    assert_eq!(vintage("2021-12-20T00:00:00Z", "2021-12-20T00:00:00Z").as_deref(), Some("2021-12-20"));
    assert_eq!(vintage("20211220", "20220101"), None);
    assert_eq!(vintage("", ""), None);
    let versions = |day: &str| {
        let rows: [&[&str]; 2] = [&["1", day, "v02"], &["2", day, "v02"]];
        read(&["adm2_pcode", "valid_on", "version"], &rows).expect("read").vintage
    };
    assert_eq!((versions("2024-05-01").as_deref(), versions("").as_deref()), (Some("2024-05-01"), Some("v02")));
    assert_eq!(vintage("20211399", "20211399"), None);
}

#[test]
fn garbled_names_are_read_back_and_noted() {
    let rows: [&[&str]; 2] = [&["SÃ©gou", "SÃ©gou", "MÃ©naka"], &["2", "Gao", "Gao"]];
    let read = read(&["pcode", "name", "region"], &rows).expect("read");
    let first = &read.districts[0];
    // an identifier stays as it is
    assert_eq!([&first.id[..], &first.name, &first.region], ["SÃ©gou", "Ségou", "Ménaka"]);
    assert!(read.notes[0].starts_with("2 × ") && read.notes[0].contains("'SÃ©gou' as 'Ségou' in feature 1"));
}
