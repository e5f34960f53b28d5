//! The coordinate reference system of a .prj (well-known text).

use crate::error::{Error, Result};

/// Makes sure that the text says WGS 84 in degrees.
///
/// # Errors
/// `Kind::Data` naming the system if it is projected or another one.
pub(super) fn check(file: &str, prj: &[u8]) -> Result<()> {
    let text = String::from_utf8_lossy(prj);
    let text = text.trim_start_matches('\u{feff}').trim();
    let keyword: String = text.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let name = text.split('"').nth(1).unwrap_or("without a name").to_string();
    let other = |what: String| {
        Err(Error::data(format!("{file}: {what}"))
            .hint("reproject it to EPSG:4326 (longitude and latitude in degrees), for instance: ogr2ogr -t_srs EPSG:4326 new.shp old.shp"))
    };
    match keyword.as_str() {
        "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEODETICCRS" | "GEOGRAPHICCRS" => {}
        "PROJCS" | "PROJCRS" | "PROJECTEDCRS" => {
            return other(format!("its coordinate reference system '{name}' is projected, not in degrees"));
        }
        _ => {
            return other(format!("the .prj does not say a coordinate reference system that is known ('{name}')"));
        }
    }
    let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let wgs84 = ["WGS84", "WGS1984", "WORLDGEODETICSYSTEM1984"].iter().any(|w| plain.contains(w));
    if !wgs84 || plain.contains("WGS1972") {
        return other(format!("its coordinate reference system is '{name}', not WGS 84"));
    }
    if !plain.contains("DEGREE") {
        return other(format!("the unit of '{name}' is not the degree"));
    }
    if let Some(meridian) = after(text, "PRIMEM[")
        && meridian.split(',').nth(1).is_some_and(|n| n.trim_end_matches(']').trim().parse() != Ok(0.0))
    {
        return other(format!("the prime meridian of '{name}' is not Greenwich"));
    }
    Ok(())
}

/// What follows the word (in any case), up to the next closing bracket.
fn after<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let at = text.to_ascii_uppercase().find(word)? + word.len();
    let rest = &text[at..];
    Some(&rest[..rest.find(']').unwrap_or(rest.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    const WGS84: &str = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

    fn refusal(prj: &str) -> String {
        check("b.shp", prj.as_bytes()).err().map_or(String::new(), |e| e.message)
    }

    #[test]
    fn wgs_84_in_its_spellings_is_taken() {
        let wkt2 = r#"GEOGCRS["WGS 84",ENSEMBLE["World Geodetic System 1984 ensemble"],PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174]],CS[ellipsoidal,2],ANGLEUNIT["degree",0.0174]]"#;
        assert_eq!(check("b.shp", WGS84.as_bytes()), Ok(()));
        assert_eq!(check("b.shp", wkt2.as_bytes()), Ok(()));
        assert_eq!(check("b.shp", WGS84.replace("GCS_WGS_1984", "WGS 84").as_bytes()), Ok(()));
    }

    #[test]
    fn other_systems_are_refused_by_name() {
        assert!(
            refusal(r#"PROJCS["WGS_1984_UTM_Zone_30N",GEOGCS["GCS_WGS_1984"]]"#).contains("UTM_Zone_30N' is projected")
        );
        assert!(
            refusal(r#"GEOGCS["NAD27",DATUM["D_North_American_1927"],UNIT["Degree",0.017]]"#)
                .contains("'NAD27', not WGS 84")
        );
        assert!(refusal(&WGS84.replace("Degree", "Grad")).contains("unit"));
        assert!(refusal(&WGS84.replace("\"Greenwich\",0.0", "\"Paris\",2.337")).contains("meridian"));
        assert!(refusal("").contains("known"));
        assert!(refusal(r#"LOCAL_CS["x"]"#).contains("known"));
    }
}
