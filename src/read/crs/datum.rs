//! The datum of a system: how exactly its coordinates are related to WGS 84.

/// What a definition in PROJ's words says of its datum.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Datum {
    /// WGS 84 itself.
    Wgs84,
    /// One that moves with its continent (ETRS89, NAD83, RGF93, SIRGAS 2000 and the like): within about two metres of WGS 84.
    Continental,
    /// Moved by a translation, or by seven parameters; as text.
    Moved(String),
}

impl Datum {
    /// The datum of a definition.
    ///
    /// # Errors
    /// Why there is no exact way to WGS 84, as the end of a sentence.
    pub(super) fn of(definition: &str) -> Result<Datum, String> {
        let get = |key: &str| {
            let pairs = definition.split_whitespace().filter_map(|word| word.trim_start_matches('+').split_once('='));
            pairs.filter(|(k, _)| *k == key).map(|(_, value)| value).next_back()
        };
        match get("nadgrids") {
            None => {}
            Some("@null" | "null") => return Ok(Datum::Wgs84),
            Some(grids) => return Err(format!("needs grids of corrections that are not at hand ({grids})")),
        }
        if let Some(parameters) = get("towgs84") {
            let numbers: Option<Vec<f64>> = parameters.split(',').map(|n| n.trim().parse().ok()).collect();
            let Some(numbers) = numbers.filter(|n| matches!(n.len(), 3 | 7) && n.iter().all(|n| n.is_finite())) else {
                return Err(format!("has a datum whose relation to WGS 84 cannot be read ({parameters})"));
            };
            return Ok(match numbers.iter().all(|n| *n == 0.0) {
                false => Datum::Moved(parameters.to_string()),
                true if is_wgs84_ellipsoid(get("ellps"), get("rf")) => Datum::Wgs84,
                true => Datum::Continental,
            });
        }
        match (get("datum"), get("ellps")) {
            (Some("WGS84"), _) => Ok(Datum::Wgs84),
            (Some("NAD83"), _) => Ok(Datum::Continental),
            (Some("NAD27"), _) => Err("needs grids of corrections that are not at hand (NAD27)".to_string()),
            (Some(other), _) => Ok(Datum::Moved(format!("those that PROJ has for {other}"))),
            (None, Some("WGS84")) => Ok(Datum::Wgs84),
            (None, Some("GRS80")) => Ok(Datum::Continental),
            _ => Err("has a datum whose relation to WGS 84 is not stated".to_string()),
        }
    }

    /// The definition with the datum spelt out, so that it is not taken for an unknown one.
    pub(super) fn completed(&self, definition: &str) -> String {
        let stated = ["towgs84=", "datum=", "nadgrids="].iter().any(|key| definition.contains(key));
        if stated { definition.to_string() } else { format!("{definition} +towgs84=0,0,0") }
    }

    /// What is to be said of it.
    pub(super) fn note(&self, name: &str) -> Option<String> {
        match self {
            Datum::Wgs84 => None,
            Datum::Continental => {
                Some(format!("the datum of {name} was taken for WGS 84, from which it is within about two metres"))
            }
            Datum::Moved(parameters) => {
                Some(format!("moved to WGS 84 by the parameters {parameters}, which are exact to some metres"))
            }
        }
    }
}

fn is_wgs84_ellipsoid(name: Option<&str>, flattening: Option<&str>) -> bool {
    name == Some("WGS84")
        || flattening.and_then(|f| f.parse::<f64>().ok()).is_some_and(|f| (f - 298.257_223_563).abs() < 1e-7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_exact_is_said_or_refused() {
        for (definition, datum) in [
            ("+proj=utm +zone=30 +datum=WGS84", Datum::Wgs84),
            ("+proj=merc +a=6378137 +b=6378137 +nadgrids=@null", Datum::Wgs84),
            ("+proj=lcc +ellps=GRS80 +towgs84=0,0,0,0,0,0,0", Datum::Continental),
            ("+proj=utm +zone=30 +a=6378137 +rf=298.257223563 +towgs84=0,0,0", Datum::Wgs84),
            ("+proj=longlat +ellps=GRS80", Datum::Continental),
            ("+proj=longlat +ellps=clrk80 +towgs84=-92,-93,122,0,0,0,0", Datum::Moved("-92,-93,122,0,0,0,0".into())),
        ] {
            assert_eq!(Datum::of(definition), Ok(datum), "{definition}");
        }
        for definition in [
            "+proj=longlat +datum=NAD27",
            "+proj=longlat +ellps=clrk66 +nadgrids=conus",
            "+proj=longlat +ellps=clrk80",
            "+proj=longlat +R=6371000",
            "+proj=longlat +ellps=clrk80 +towgs84=1,2",
            "+proj=longlat +ellps=clrk80 +towgs84=1,2,nan",
        ] {
            assert!(Datum::of(definition).is_err(), "{definition}");
        }
    }
}
