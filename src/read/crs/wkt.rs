//! Well-known text: of ESRI (.prj), of OGC's first version, and WKT2 (ISO 19162).

use super::{REPROJECT, System, names, shortened};
use crate::error::{Error, Result};

/// Brackets that a text may have: a system has a few dozen.
const MOST_BRACKETS: usize = 1000;
/// Brackets that may lie in each other.
const DEEPEST: usize = 32;

/// The system that the text describes.
///
/// # Errors
/// `Kind::Data` if it is none that is known, or there is no exact way to WGS 84.
pub(super) fn system(text: &str) -> Result<System> {
    let text = text.trim_start_matches('\u{feff}').trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let text = first(text);
    let name = text.split('"').nth(1).unwrap_or("without a name").to_string();
    let quoted = format!("'{}'", shortened(&name));
    let keyword: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let keyword = keyword.to_uppercase();
    let geographic = matches!(keyword.as_str(), "GEOGCS" | "GEOGCRS" | "GEODCRS" | "GEODETICCRS" | "GEOGRAPHICCRS");
    let known = geographic
        || matches!(keyword.as_str(), "PROJCS" | "PROJCRS" | "PROJECTEDCRS" | "COMPD_CS" | "COMPOUNDCRS" | "BOUNDCRS");
    if !known || !balanced(text) {
        let what = format!("the text does not say a coordinate system that is known ({quoted})");
        return Err(Error::data(what).hint(REPROJECT));
    }
    if geographic && !degrees(text) {
        return Err(Error::data(format!("the unit of {quoted} is not the degree")).hint(REPROJECT));
    }
    let written = proj4wkt::wkt_to_projstring(text);
    let found = match written {
        Ok(definition) => System::defined(&quoted, &definition),
        Err(_) => {
            let what = format!("the coordinate system {quoted} has a projection that is not known");
            Err(Error::data(what).hint(REPROJECT))
        }
    };
    // a text that does not say how its datum lies to WGS 84, but has a number: the registry may know
    match (found, code(text)) {
        (Err(of_text), Some(code)) => System::coded(code).or(Err(of_text)),
        (found, _) => found,
    }
}

/// The text up to the bracket that closes its first system: programs of ESRI write a system of heights after it.
fn first(text: &str) -> &str {
    let (mut depth, mut quoted) = (0i32, false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '[' | '(' if !quoted => depth += 1,
            ']' | ')' if !quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 && !quoted && matches!(c, ']' | ')') {
            return &text[..=at];
        }
    }
    text
}

/// Whether brackets outside of quotes are paired, and not too many: the parser trusts them.
fn balanced(text: &str) -> bool {
    let (mut depth, mut count, mut quoted) = (0usize, 0, false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '[' | '(' if !quoted => (depth, count) = (depth + 1, count + 1),
            ']' | ')' if !quoted => match depth.checked_sub(1) {
                Some(less) => depth = less,
                None => return false,
            },
            _ => {}
        }
        if depth > DEEPEST || count > MOST_BRACKETS {
            return false;
        }
    }
    depth == 0 && !quoted && count > 0
}

/// Whether every unit of a geographic system is the degree; lengths belong to its ellipsoid.
fn degrees(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase();
    let units: Vec<&str> = ["ANGLEUNIT[\"", ",UNIT[\"", ",UNIT(\"", "ANGLEUNIT(\""]
        .iter()
        .flat_map(|head| plain.split(head).skip(1))
        .map(|rest| rest.split('"').next().unwrap_or_default())
        .filter(|unit| !unit.starts_with("MET"))
        .collect();
    !units.is_empty() && units.iter().all(|unit| unit.starts_with("DEG"))
}

/// The number in the registry of EPSG that stands last: the whole system's own.
fn code(text: &str) -> Option<u32> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && *c != '"').collect::<String>().to_uppercase();
    let inner = plain.trim_end_matches([']', ')']);
    let at = ["AUTHORITY[EPSG,", "ID[EPSG,", "AUTHORITY(EPSG,"].iter().filter_map(|head| inner.rfind(head)).max()?;
    let tail = &inner[at..];
    // only what ends the text belongs to the whole: after it nothing but brackets may follow
    let number = tail.split(',').nth(1)?;
    (tail.matches(',').count() == 1).then(|| names::code(number)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_checked_before_they_are_trusted() {
        assert!(balanced(r#"GEOGCS["a]",UNIT["Degree",1]]"#));
        for text in ["GEOGCS[", "GEOGCS]", "GEOGCS", r#"GEOGCS["a]"#] {
            assert!(!balanced(text), "{text}");
        }
        assert!(!balanced(&format!("{}{}", "A[".repeat(100_000), "]".repeat(100_000))));
    }

    #[test]
    fn heights_after_the_system_are_left_aside() {
        assert_eq!(first(r#"GEOGCS["a]",UNIT["Degree",1]],VERTCS["h"]"#), r#"GEOGCS["a]",UNIT["Degree",1]]"#);
        assert_eq!((first("GEOGCS["), first("")), ("GEOGCS[", ""));
    }

    #[test]
    fn the_number_of_the_whole_is_the_last_one() {
        assert_eq!(code(r#"GEOGCS["x",DATUM["d",AUTHORITY["EPSG","6326"]],AUTHORITY["EPSG","4326"]]"#), Some(4326));
        assert_eq!(code(r#"GEOGCS["x",DATUM["d",AUTHORITY["EPSG","6326"]],AXIS["Lat",NORTH]]"#), None);
        assert_eq!(code(r#"GEOGCRS["x",ID["EPSG",4326]]"#), Some(4326));
    }
}
