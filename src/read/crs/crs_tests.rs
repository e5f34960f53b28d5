use super::*;

const GCS: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

fn esri(projection: &str, parameters: &[(&str, f64)]) -> String {
    let parameters: String = parameters.iter().map(|(k, v)| format!(r#"PARAMETER["{k}",{v:?}],"#)).collect();
    format!(r#"PROJCS["{projection}",{GCS},PROJECTION["{projection}"],{parameters}UNIT["Meter",1.0]]"#)
}

fn albers() -> String {
    let parallels = [("Standard_Parallel_1", 20.0), ("Standard_Parallel_2", -23.0), ("Latitude_Of_Origin", 0.0)];
    esri("Albers", &[&[("Central_Meridian", 25.0)][..], &parallels].concat())
}

fn moved(words: &str, place: (f64, f64)) -> Option<(f64, f64)> {
    let system = System::parse(words).unwrap_or_else(|e| panic!("{words}: {e}"));
    let mut positions = [Coord { x: place.0, y: place.1 }];
    system.to_wgs84(&mut positions).ok().map(|()| (positions[0].x, positions[0].y))
}

/// Longitudes and latitudes that PROJ 9.5.1 answers.
#[test]
fn places_are_where_proj_has_them() {
    let near = 1e-9;
    for (words, place, (lon, lat)) in [
        ("EPSG:32630", (450_000.0, 1_600_000.0), (-3.463_961_034_137_810_6, 14.472_191_854_027_16)),
        ("EPSG:3857", (-445_277.96, 1_584_000.5), (-3.999_999_971_495_609, 14.085_264_150_921_804)),
        ("EPSG:3395", (-445_277.96, 1_584_000.5), (-3.999_999_971_495_609, 14.176_370_563_849_039)),
        ("EPSG:2154", (650_000.0, 6_860_000.0), (2.318_790_597_037_762_7, 48.838_110_122_582_96)),
        ("EPSG:3035", (4_321_000.0, 3_210_000.0), (10.0, 52.0)),
        ("EPSG:32737", (260_000.0, 9_860_000.0), (36.843_170_238_266_424, -1.265_718_762_957_520_8)),
        ("EPSG:2193", (1_600_000.0, 5_400_000.0), (173.0, -41.551_664_523_452_835)),
    ] {
        let found = moved(words, place).expect("has a place");
        assert!((found.0 - lon).abs() < near && (found.1 - lat).abs() < near, "{words}: {found:?}");
    }
    let mercator = [("Central_Meridian", 0.0), ("Standard_Parallel_1", 0.0), ("Auxiliary_Sphere_Type", 0.0)];
    for (text, place, (lon, lat)) in [
        (albers(), (-3_000_000.0, 1_700_000.0), (-3.738_482_589_639_440_7, 14.677_972_200_944_446)),
        (
            esri("Mercator_Auxiliary_Sphere", &mercator),
            (-445_277.96, 1_584_000.5),
            (-3.999_999_971_495_609, 14.085_264_150_921_804),
        ),
        (
            esri("Mollweide", &[("Central_Meridian", 0.0)]),
            (-400_000.0, 2_000_000.0),
            (-4.092_990_386_099_663, 16.259_168_769_998_66),
        ),
    ] {
        let found = moved(&text, place).expect("has a place");
        assert!((found.0 - lon).abs() < near && (found.1 - lat).abs() < near, "{text}: {found:?}");
    }
    // by seven parameters, as PROJ does with the same definition
    let minna = moved("EPSG:26391", (230_000.0, 500_000.0)).expect("has a place");
    assert!(
        (minna.0 - 4.492_516_348_231_462_5).abs() < near && (minna.1 - 8.523_123_139_271_137).abs() < near,
        "{minna:?}"
    );
}

#[test]
fn wgs_84_in_its_spellings_needs_no_change() {
    let wkt2 = r#"GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble",MEMBER["World Geodetic System 1984 (Transit)"],ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]],ENSEMBLEACCURACY[2.0]],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],AXIS["geodetic latitude (Lat)",north,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],AXIS["geodetic longitude (Lon)",east,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]"#;
    for words in ["EPSG:4326", "OGC:CRS84", GCS, wkt2, &GCS.replace("GCS_WGS_1984", "WGS 84")] {
        let system = System::parse(words).unwrap_or_else(|e| panic!("{words}: {e}"));
        assert!(system.way.is_none() && system.note().is_none(), "{words}: {system:?}");
    }
}

#[test]
fn what_has_no_exact_way_is_refused_by_name() {
    let nad27 = r#"GEOGCS["GCS_North_American_1927",DATUM["D_North_American_1927",SPHEROID["Clarke_1866",6378206.4,294.9786982]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    let refusal = |words: &str| System::parse(words).expect_err(words).message;
    for (words, expected) in [
        ("EPSG:4267", "grids"),
        (nad27, "'GCS_North_American_1927' has a datum"),
        (&GCS.replace("Degree", "Grad"), "not the degree"),
        ("EPSG:99999", "EPSG:99999 is not known"),
        ("EPSG:5555555", "is not known"),
        ("Lambert", "'Lambert' is not known"),
        (r#"LOCAL_CS["site"]"#, "'site'"),
        (r#"PROJCS["odd",GEOGCS["#, "'odd'"),
        (&esri("Bonne_of_nowhere", &[]), "projection that is not known"),
        ("+proj=utm +zone=99 +datum=WGS84", "cannot be computed"),
        ("EPSG:4978", "not one of maps"),
    ] {
        let found = refusal(words);
        assert!(found.contains(expected), "{words}: {found}");
    }
    assert!(System::parse("").is_err() && System::parse("[").is_err());
}

#[test]
fn a_continental_datum_is_said_and_another_meridian_is_followed() {
    let note = System::parse("EPSG:4258").expect("ETRS89").note().expect("said");
    assert!(note.contains("two metres"), "{note}");
    // NTF (Paris) in degrees would be +pm=paris
    let paris = moved("+proj=longlat +datum=WGS84 +pm=paris", (0.0, 10.0)).expect("has a place");
    assert!((paris.0 - 2.337_229_166_666_67).abs() < 1e-9, "{paris:?}");
}

#[test]
fn places_outside_of_a_projection_have_no_longitude() {
    for (words, place) in [
        ("EPSG:32630", (f64::NAN, 0.0)),
        ("EPSG:32630", (f64::INFINITY, 0.0)),
        ("EPSG:32630", (1e308, 0.0)),
        ("EPSG:32630", (1e9, 1e9)),
        ("EPSG:3857", (1e9, 0.0)),
        ("EPSG:3035", (1e8, 1e8)),
        ("EPSG:4258", (400.0, 0.0)),
        ("EPSG:4258", (0.0, 91.0)),
    ] {
        assert_eq!(moved(words, place), None, "{words} {place:?}");
    }
}

#[test]
fn the_antimeridian_stays_on_the_side_of_its_ring() {
    let system = System::parse("EPSG:3857").expect("known");
    for sign in [1.0, -1.0] {
        let edge = 20_037_508.342_789_244 * sign;
        let mut ring = [Coord { x: edge, y: 0.0 }, Coord { x: edge * 0.9, y: 1e6 }, Coord { x: edge, y: 1e6 }];
        system.to_wgs84(&mut ring).expect("on the globe");
        assert!(ring[0].x == 180.0 * sign && ring[2].x == 180.0 * sign, "{ring:?}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_a_system_or_refused(text in "(GEOGCS|PROJCS|PROJCRS|EPSG|urn)?[\\[\\](),:\"A-Za-z0-9.+= _-]{0,80}") {
        let _ = System::parse(&text);
    }

    #[test]
    fn the_way_out_leads_back(x in 200_000.0..800_000.0f64, y in 0.0..9_000_000.0f64) {
        let (lon, lat) = moved("EPSG:32630", (x, y)).expect("in the zone");
        proptest::prop_assert!((-10.0..4.0).contains(&lon) || lat > 60.0);
        proptest::prop_assert!((0.0..82.0).contains(&lat));
    }
}
