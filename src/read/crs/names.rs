//! Names of coordinate systems: numbers of EPSG in all the ways they are written.

/// WGS 84 in degrees: in two dimensions, and in three.
pub(super) fn is_wgs84(code: u32) -> bool {
    matches!(code, 4326 | 4979)
}

/// The number of a system that is named by one: `EPSG:32630`, `epsg:32630`, `32630`, `urn:ogc:def:crs:EPSG:6.9:32630`,
/// `http://www.opengis.net/def/crs/EPSG/0/32630`, `http://www.opengis.net/gml/srs/epsg.xml#32630`; longitude and latitude of
/// OGC (`CRS84`) are those of EPSG:4326.
pub(super) fn code(words: &str) -> Option<u32> {
    let words = words.trim().to_uppercase();
    if words.ends_with("CRS84") || words.ends_with("CRS84H") || words == "WGS84" || words == "WGS 84" {
        return Some(4326);
    }
    let last = words.rsplit([':', '/', '#']).next()?.trim();
    let number: u32 = last.parse().ok().filter(|n| *n > 0)?;
    let named = words.len() == last.len() || words.contains("EPSG");
    named.then(|| synonym(number))
}

/// Numbers that Web Mercator had before it got its own.
fn synonym(code: u32) -> u32 {
    match code {
        900_913 | 102_100 | 102_113 | 3785 => 3857,
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_a_number_is_read() {
        for words in [
            "EPSG:32630",
            "epsg:32630 ",
            "32630",
            "urn:ogc:def:crs:EPSG::32630",
            "urn:ogc:def:crs:EPSG:6.9:32630",
            "http://www.opengis.net/def/crs/EPSG/0/32630",
            "http://www.opengis.net/gml/srs/epsg.xml#32630",
        ] {
            assert_eq!(code(words), Some(32630), "{words}");
        }
        for words in ["OGC:CRS84", "urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "WGS84"] {
            assert_eq!(code(words), Some(4326), "{words}");
        }
        assert_eq!(code("EPSG:900913"), Some(3857));
        for words in ["", "EPSG:", "ESRI:54009", "EPSG:-1", "0", "Mercator", "IAU:2015:30100"] {
            assert_eq!(code(words), None, "{words}");
        }
    }
}
