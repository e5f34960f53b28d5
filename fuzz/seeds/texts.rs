//! Seeds that are texts.

use std::io::Write;

const WGS84: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
const UTM: &str = r#"PROJCS["WGS_1984_UTM_Zone_30N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-3.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#;

use super::Seed;

/// Target, name and content.
pub fn seeds() -> Vec<Seed> {
    let mut seeds = Vec::new();
    let mut add = |target, name, text: &str| seeds.push((target, name, text.as_bytes().to_vec()));
    add("csv", "plain", "id,date,lat,lon\n1,2024-03-04,12.5,-3.5\n2,04.03.2024,99,0\n\n3,,,\n");
    add(
        "csv",
        "semicolon",
        "\u{feff}Nummer;Datum;Latitude;Longitude\r\n\"a;\n\"\"b\";13/12/2023;12,5;-3,5\r\nc;1/2/2023;13,25;-2\r\n",
    );
    add(
        "csv",
        "sind",
        "Date,Country ISO,Admin 1,Latitude,Longitude,Geo Precision,SiND Event ID\n2024-11-05,MLI,Gao,13.0,-2.0,(1) census place,54321\n2023-01-01,MLI,Gao,,,\"(4) region\",54322\n",
    );
    add(
        "csv",
        "acled",
        "event_id_cnty,event_date,year,event_type,admin1,admin2,latitude,longitude,geo_precision\nMLI1,05 November 2024,2024,Battles,Gao,Ansongo,13.5,-2.5,1\nMLI2,2024-11-06,2024,Riots,Gao,Kayes,13.5,-2.5,3\n",
    );
    add(
        "csv",
        "words",
        "id\tadmin1\tadmin2\tadm2_pcode\tlat\tlon\n1\tKayes\tKayes\tML01\t\t\n2\t\tcercle de kayes\t\t\t\n3\tGao\tNowhere\tML99\t12°30'15\"N\t3 30 W\n",
    );
    let one = "{\"id\":\"1\",\"date\":\"2024-03-04\",\"lat\":12.5,\"lon\":-3.5}\n";
    add("ndjson", "rows", &format!("{one}{{\"id\":2,\"date\":null,\"lat\":\"13,5\",\"lon\":\"x\"}}\n\n[1]\n"));
    add(
        "ndjson",
        "features",
        "\u{1e}{\"type\":\"Feature\",\"id\":7,\"geometry\":{\"type\":\"Point\",\"coordinates\":[-3.5,12.5]},\"properties\":{\"id\":\"a\",\"date\":\"2024-03\"}}\n{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"id\":\"b\",\"date\":\"2024\"}}\n",
    );
    add("json", "array", &format!("[{},\n{}]", one.trim(), one.trim()));
    add("json", "wrapped", &format!("{{\"status\":200,\"data\":[{}]}}", one.trim()));
    let feature = |id: &str, geometry: &str| {
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{id}\",\"date\":\"2024-01-02\"}},\"geometry\":{geometry}}}"
        )
    };
    let collection =
        |features: &[String]| format!("{{\"type\":\"FeatureCollection\",\"features\":[{}]}}", features.join(",\n"));
    let point = "{\"type\":\"Point\",\"coordinates\":[-3.5,12.5,300]}";
    add("json", "points", &collection(&[feature("1", point), feature("2", "null")]));
    let hole = "[[-4,12],[-1,12],[-1,15],[-4,15],[-4,12]],[[-3,13],[-3,14],[-2,14],[-2,13],[-3,13]]";
    let polygon = format!("{{\"type\":\"Polygon\",\"coordinates\":[{hole}]}}");
    let multi = "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,10],[1,10],[1,11],[0,10]]],[[[2,10,5],[3,10,5],[3,11,5],[2,10,5]]]]}";
    add("geojson", "districts", &collection(&[feature("ML01", &polygon), feature("ML02", multi)]));
    let codes = "{\"ADM2_PCODE\":\"ML0101\",\"ADM2_FR\":\"Kayes\",\"ADM1_PCODE\":\"ML01\",\"ADM1_FR\":\"Kayes\",\"validOn\":\"2021-12-20\"}";
    let metres = "{\"type\":\"Polygon\",\"coordinates\":[[[400000,1500000],[500000,1500000],[500000,1600000],[400000,1500000]]]}";
    add(
        "geojson",
        "metres",
        &format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::32630\"}}}},\"features\":[{{\"type\":\"Feature\",\"properties\":{codes},\"geometry\":{metres}}}]}}"
        ),
    );
    add(
        "geojson",
        "context",
        &collection(&[
            feature("r", "{\"type\":\"LineString\",\"coordinates\":[[-4,12],[-3,13]]}"),
            feature("c", "{\"type\":\"GeometryCollection\",\"geometries\":[]}"),
        ]),
    );
    for (name, words) in [
        ("wgs84", WGS84),
        ("utm", UTM),
        ("code", "EPSG:32630"),
        ("urn", "urn:ogc:def:crs:OGC:1.3:CRS84"),
        (
            "proj",
            "+proj=lcc +lat_1=43 +lat_2=62 +lat_0=30 +lon_0=10 +x_0=0 +y_0=0 +ellps=intl +towgs84=-87,-98,-121,0,0,0,0 +units=m",
        ),
        (
            "wkt2",
            r#"PROJCRS["a",BASEGEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563]]],CONVERSION["c",METHOD["Mercator (variant A)"],PARAMETER["Longitude of natural origin",0]],CS[Cartesian,2],UNIT["metre",1],ID["EPSG",3395]]"#,
        ),
    ] {
        add("crs", name, words);
    }
    add("tables", "aliases", "name,means,parent\nTombouctou,ML06,\nTin Zaouatène,Abeïbara,Kidal\n");
    add("tables", "towns", "name,lat,lon,population\nGao,16.27,-0.04,86633\n");
    add("tables", "totals", "year,month,incidents,killed\n2022,,57,3\n2023,1,4,\n");
    add("tables", "population", "region_pcode,population\nML01,\"1,840,329\"\nML02,2255157\n");
    add(
        "project",
        "small",
        "[subject]\nincidents = \"incidents\"\nplace = \"Mali\"\n[period]\nfirst = 2022\nlast = 2024\n[[incidents]]\nfile = \"a.csv\"\nonly = { \"Country ISO\" = [\"MLI\"] }\n[boundaries]\nfile = \"d.zip\"\ncrs = \"EPSG:4326\"\n[labels]\ntowns = 0\n[precision]\nsnap = \"500m\"\n[output]\nformats = [\"png\", \"svg\"]\n[[figure]]\nname = \"a\"\nkind = \"change\"\nfrom = 2022\nto = [2023, 2024]\nsize = \"a4\"\n[[figure]]\nname = \"b\"\nkind = \"heat\"\nwidth = 120\nbandwidth = 25\nenlarge = [-4, 12, -1, 15]\ngraticule = 5\n",
    );
    add(
        "project",
        "scale",
        "[map]\nprojection = \"lambert-azimuthal\"\nlon = -4.0\nlat = 17.5\nextent = [-909553.7, -830000.5, 910380.0, 860123.25]\n\n[figure.density]\nbreaks = [0.2, 0.5, 1.0, 2.0]\nmethod = \"1-2-5\"\n\n[figure.circles]\nlargest = 10\ndiameter = 8.96\n",
    );
    add(
        "proof",
        "svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"40mm\" viewBox=\"0 0 170 113\"><title>t</title><desc>d</desc><style>.a{fill:#cc0000}</style><g id=\"districts\" transform=\"translate(1 2) rotate(3)\"><path class=\"a\" d=\"M1 1l20 0c1,2 3 4 5-6a3 4 0 0 1 9 9q1 2 3 4z\" stroke=\"black\" stroke-width=\".3\"/><circle cx=\"5\" cy=\"6\" r=\"2\"/><use href=\"#districts\"/></g><text x=\"9\" y=\"20\" font-size=\"5\">Kayes<tspan dx=\"1\">&amp;</tspan></text></svg>",
    );
    add(
        "proof",
        "html",
        "<!doctype html><html lang=\"en\"><head><title>t</title><meta name=\"description\" content=\"d\"></head><body><svg viewBox=\"0 0 9 9\"><rect width=\"3\" height=\"3\"/></svg></body></html>",
    );
    add(
        "proof",
        "pdf",
        "%PDF-1.7\n1 0 obj <</Type/Catalog/Lang(fr)/MarkInfo<</Marked true>>/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj\n3 0 obj <</Type/Page/MediaBox[0 0 300 200]/Resources<</Font<</F 4 0 R>>>>>> endobj\n4 0 obj <</Type/Font/FontDescriptor<</FontFile3 5 0 R>>>> endobj\n5 0 obj <</Length 4>> stream\n<</>\nendstream endobj\n6 0 obj <</Title(t)/S/Figure/Alt<FEFF00E9>>> endobj\n%%EOF\n",
    );
    for (name, bits) in [("plain", 0_u8), ("holes", 0x0f), ("parts", 0xf0)] {
        let mut bytes = vec![bits];
        bytes.extend("Kayes\nN'Diaye\n=1+1 \"é\"".as_bytes());
        seeds.push(("round_trip", name, bytes));
    }
    seeds.push(("join", "squares", [2, 0, 0, 1, 0, 0, 4, 0, 4, 4, 0, 4, 1, 0, 1, 4, 0, 8, 0, 8, 4, 4, 4].to_vec()));
    seeds.push(("join", "near", [3, 5, 2, 5, 0xe0, 4, 0xe5, 9, 3, 2, 0xff, 0xea, 1, 7, 8, 1, 0, 0xe9, 0xfe].to_vec()));
    seeds.extend(parts());
    seeds
}

/// Parts of workbooks and shapefiles with a separator between them.
fn parts() -> Vec<Seed> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let strings = format!(
        "<sst xmlns=\"{main}\" count=\"4\" uniqueCount=\"4\"><si><t>id</t></si><si><t>lat</t></si><si><t>lon</t></si><si><r><t>da</t></r><r><t>te</t></r></si></sst>"
    );
    let head = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c><c r=\"D1\" t=\"s\"><v>3</v></c></row>";
    let rows = "<row r=\"3\"><c r=\"A3\"><v>42</v></c><c r=\"B3\"><v>12.5</v></c><c r=\"C3\"><v>-3.5</v></c><c r=\"D3\" s=\"1\"><v>45355.75</v></c></row><row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>007</t></is></c><c r=\"B4\" t=\"e\"><v>#N/A</v></c><c r=\"C4\"><f>1+1</f></c></row>";
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><dimension ref=\"A1:D4\"/><sheetData>{head}{rows}</sheetData></worksheet>"
    );
    let workbook = format!("{sheet}\n==part==\n{strings}").into_bytes();

    let ring: [[f64; 2]; 5] = [[-4.0, 12.0], [-4.0, 15.0], [-1.0, 15.0], [-1.0, 12.0], [-4.0, 12.0]];
    let mut content: Vec<u8> = Vec::new();
    content.extend(5_i32.to_le_bytes());
    for v in [-4.0_f64, 12.0, -1.0, 15.0] {
        content.extend(v.to_le_bytes());
    }
    for v in [1_i32, 5, 0] {
        content.extend(v.to_le_bytes());
    }
    ring.iter().flatten().for_each(|v| content.extend(v.to_le_bytes()));
    let words = |bytes: usize| (bytes as i32 / 2).to_be_bytes();
    let header = |length: usize| {
        let mut header: Vec<u8> = 9994_i32.to_be_bytes().to_vec();
        header.resize(24, 0);
        header.extend(words(length));
        header.extend([1000_i32, 5].iter().flat_map(|v| v.to_le_bytes()));
        header.extend([-4.0_f64, 12.0, -1.0, 15.0].iter().flat_map(|v| v.to_le_bytes()));
        header.resize(100, 0);
        header
    };
    let mut shp = header(108 + content.len());
    shp.extend(1_i32.to_be_bytes());
    shp.extend(words(content.len()));
    shp.extend(&content);
    let mut shx = header(108);
    shx.extend(50_i32.to_be_bytes());
    shx.extend(words(content.len()));
    let mut dbf = vec![3, 121, 1, 1, 1, 0, 0, 0, 97, 0, 15, 0];
    dbf.resize(32, 0);
    for (name, width) in [("ID", 4), ("NAME", 10)] {
        let mut field = [0_u8; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        (field[11], field[16]) = (b'C', width);
        dbf.extend(field);
    }
    dbf.extend(b"\rxML01Kayes     \x1a");
    let at = dbf.len() - 16;
    dbf[at] = b' ';
    let between = b"\n==part==\n".as_slice();
    let shapefile = [&shp, &dbf, &shx, WGS84.as_bytes(), b"UTF-8"].join(between);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("d.shp", shp), ("d.dbf", dbf), ("d.shx", shx), ("d.prj", WGS84.as_bytes().to_vec())] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("in memory");
        zip.write_all(&bytes).expect("in memory");
    }
    let archive = zip.finish().expect("in memory").into_inner();
    vec![("xlsx", "sheet", workbook), ("shapefile", "square", shapefile), ("zip", "square", archive)]
}
