//! The file that says what the public may see, and the edition that it makes.

use std::path::Path;

use serde::Deserialize;

use super::spec::{choose, syntax};
use crate::disclose::{Allowed, Audience, Dates, EDITION, Places, Policy, Published};
use crate::error::{Error, Kind, Result, nearest};
use crate::language::Language;
use crate::read::Input;

/// Narrowest cell of a grid in kilometres: less would tell villages apart.
const NARROWEST: f64 = 5.0;
/// Bounds of small numbers that statistical offices use.
const SMALL_BELOW: [u32; 4] = [3, 5, 10, 11];
/// Widest cell.
const WIDEST: f64 = 500.0;

/// Who the results are for.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Edition {
    /// Those who work with the rows.
    #[default]
    Internal,
    /// Named partners.
    Partner,
    /// Everybody, by a policy and the file that it is from, after an earlier edition.
    Public(Input, Policy, Option<Box<Published>>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    places: PlacesTable,
    dates: DatesTable,
    incidents: IncidentsTable,
    counts: CountsTable,
    #[serde(default)]
    figures: FiguresTable,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlacesTable {
    generalise: String,
    grid_km: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DatesTable {
    generalise: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct IncidentsTable {
    layer: bool,
    columns: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountsTable {
    incidents: String,
    people: String,
    small_below: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FiguresTable {
    #[serde(default)]
    leave_out: Vec<String>,
}

impl Edition {
    /// The edition for an audience; the public has one by a policy only.
    ///
    /// # Errors
    /// `Kind::Disclosure` without a policy for the public, or if it is incomplete; `Kind::Usage` for a policy without the
    /// public; as `Input::bytes`.
    pub fn of(audience: Audience, policy: Option<Input>) -> Result<Edition> {
        match (audience, policy) {
            (Audience::Internal, None) => Ok(Edition::Internal),
            (Audience::Partner, None) => Ok(Edition::Partner),
            (Audience::Public, None) => Err(Error::disclosure("the public edition needs a policy")
                .hint("name its file: --policy FILE; print one to start from: cercle list policy")),
            (Audience::Public, Some(file)) => {
                let policy = parse(&file)?;
                Ok(Edition::Public(file, policy, None))
            }
            (_, Some(_)) => Err(Error::usage("--policy is for the public edition").hint("add --audience public")),
        }
    }

    /// The policy of the public edition.
    pub fn policy(&self) -> Option<&Policy> {
        if let Edition::Public(_, policy, _) = self { Some(policy) } else { None }
    }

    /// The public edition that it comes after.
    pub fn earlier(&self) -> Option<&Published> {
        if let Edition::Public(_, _, earlier) = self { earlier.as_deref() } else { None }
    }

    /// The edition, which comes after an earlier one: a folder, or the file in it that says what was published.
    ///
    /// # Errors
    /// `Kind::Usage` if it is not public; as `Input::bytes` and `Published::parse`.
    pub fn after(self, earlier: &Path) -> Result<Edition> {
        let Edition::Public(file, policy, _) = self else {
            return Err(Error::usage("--previous is for the public edition").hint("add --audience public"));
        };
        let path = if earlier.is_dir() { earlier.join(EDITION) } else { earlier.to_path_buf() };
        let input = Input::File(path);
        if policy.incidents_below > 0 {
            return Err(Error::disclosure(
                "--previous: what came since an earlier edition cannot be kept where counts of incidents are held back",
            )
            .hint("publish one edition of the period; a second tells by how many incidents it differs"));
        }
        let earlier = Published::parse(&input.bytes()?, &input.name())?;
        earlier.refuse_other(&policy)?;
        Ok(Edition::Public(file, policy, Some(Box::new(earlier))))
    }

    /// Which edition it is, for readers: a sentence without its full stop.
    pub fn words(&self, language: Language) -> String {
        match self {
            Edition::Internal => {
                language.of("Internal edition: exact locations", "Édition interne : lieux exacts").into()
            }
            Edition::Partner => language
                .of(
                    "Edition for partners: exact locations, not for publication",
                    "Édition pour les partenaires : lieux exacts, à ne pas publier",
                )
                .into(),
            Edition::Public(_, policy, _) => public(language, policy),
        }
    }
}

/// "Public edition: locations by district, dates by month".
fn public(language: Language, policy: &Policy) -> String {
    let places = match policy.places {
        Places::District => language.of("district", "district").to_string(),
        Places::Town => language.of("town or district", "ville ou district").to_string(),
        Places::Grid(km) => {
            language.of(format!("cell of {km}\u{a0}km or district"), format!("maille de {km}\u{202f}km ou district"))
        }
    };
    let dates = match policy.dates {
        Dates::Month => language.of("month", "mois"),
        Dates::Quarter => language.of("quarter", "trimestre"),
        Dates::Year => language.of("year", "année"),
    };
    language.of(
        format!("Public edition: locations by {places}, dates by {dates}"),
        format!("Édition publique : lieux par {places}, dates par {dates}"),
    )
}

fn parse(file: &Input) -> Result<Policy> {
    let name = file.name();
    let bytes = file.bytes()?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Error::disclosure(format!("{name}: is no text")))?;
    let refused = |e: Error| Error { kind: Kind::Disclosure, ..e };
    let table: PolicyFile = toml::from_str(text).map_err(|e| refused(syntax(text, &name, &e)))?;
    checked(table).map_err(|e| refused(e).within(&name))
}

fn checked(table: PolicyFile) -> Result<Policy> {
    let (people_below, incidents_below) = small_below(&table)?;
    let columns = table.incidents.columns.iter().map(|word| column(word)).collect::<Result<Vec<_>>>()?;
    Ok(Policy {
        places: places(&table.places)?,
        dates: choose("[dates] generalise", &table.dates.generalise, &Dates::ALL, Dates::word)?,
        columns: table.incidents.layer.then_some(columns),
        people_below,
        incidents_below,
        leave_out: table.figures.leave_out,
    })
}

/// Below what numbers of people and of incidents are held back; 0 for none.
fn small_below(file: &PolicyFile) -> Result<(u32, u32)> {
    let table = &file.counts;
    let held = |key: &str, word: &str| {
        let words = ["published", "suppressed"];
        choose(key, word, &words, |w| w).map(|word| word == "suppressed")
    };
    let (incidents, people) = (held("[counts] incidents", &table.incidents)?, held("[counts] people", &table.people)?);
    if incidents && file.incidents.layer {
        return Err(Error::disclosure(
            "[counts] incidents = \"suppressed\": a list of incidents gives their counts away",
        )
        .hint("leave it out: [incidents] layer = false"));
    }
    if incidents && !people {
        return Err(Error::disclosure(
            "[counts] incidents = \"suppressed\": numbers of people tell where incidents were",
        )
        .hint("hold them back too: people = \"suppressed\""));
    }
    let below = table.small_below;
    if !SMALL_BELOW.contains(&below) {
        return Err(Error::disclosure(format!("[counts] small_below = {below} is no bound of small numbers"))
            .hint("give 3, 5, 10 or 11: numbers from 1 to below it are small"));
    }
    Ok((if people { below } else { 0 }, if incidents { below } else { 0 }))
}

fn column(word: &str) -> Result<Allowed> {
    choose("[incidents] columns", word, &Allowed::ALL, Allowed::word)
}

fn places(table: &PlacesTable) -> Result<Places> {
    match (table.generalise.as_str(), table.grid_km) {
        ("district", None) => Ok(Places::District),
        ("town", None) => Ok(Places::Town),
        ("grid", Some(km)) if (NARROWEST..=WIDEST).contains(&km) => Ok(Places::Grid(km)),
        ("grid", Some(km)) => Err(Error::disclosure(format!("[places] grid_km = {km} is no width of a cell"))
            .hint("give kilometres from 5 to 500")),
        ("grid", None) => Err(Error::disclosure("[places] generalise = \"grid\" needs grid_km")
            .hint("give kilometres from 5 to 500, such as grid_km = 20")),
        ("district" | "town", Some(_)) => Err(Error::disclosure("[places] grid_km is for generalise = \"grid\"")),
        (word, _) => {
            let near = nearest(word, ["district", "town", "grid"]).map(|n| format!("did you mean '{n}'? "));
            let error = Error::disclosure(format!("[places] generalise = \"{word}\" is not known"));
            Err(error.hint(format!("{}known are district, town, grid", near.unwrap_or_default())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::POLICY;

    fn parsed(text: &str) -> Result<Policy> {
        let bytes: &'static [u8] = Box::leak(text.to_string().into_bytes().into_boxed_slice());
        parse(&Input::Bundled { name: "policy.toml", bytes })
    }

    #[test]
    fn the_policy_to_start_from_is_complete() {
        let policy = parsed(POLICY).expect("valid");
        assert_eq!((policy.places, policy.dates, policy.people_below), (Places::District, Dates::Month, 5));
    }

    #[test]
    fn an_incomplete_or_mistyped_policy_is_a_refusal_to_disclose() {
        for (from, to) in [
            ("[dates]\n", "[date]\n"),
            ("generalise = \"month\"", "generalise = \"day\""),
            ("generalise = \"month\"", ""),
            ("generalise = \"district\"", "generalise = \"exact\""),
            ("generalise = \"district\"", "generalise = \"grid\""),
            ("generalise = \"district\"", "generalise = \"grid\"\ngrid_km = 1"),
            ("\"district_pcode\"", "\"id\""),
            ("small_below = 5", ""),
            ("small_below = 5", "small_below = 4"),
            ("incidents = \"published\"", "incidents = \"suppressed\""),
            ("people = \"suppressed\"", "people = \"hidden\""),
            ("layer = true", ""),
        ] {
            let changed = POLICY.replacen(from, to, 1);
            assert_ne!(changed, POLICY, "{from}");
            let error = parsed(&changed).expect_err(to);
            assert_eq!(error.kind, Kind::Disclosure, "{to}: {error}");
        }
        let error = parsed(&POLICY.replace("columns", "colums")).expect_err("mistyped");
        assert_eq!(error.hint.as_deref(), Some("did you mean 'columns'?"));
    }

    #[test]
    fn the_public_needs_a_policy_and_nobody_else_has_one() {
        assert_eq!(Edition::of(Audience::Public, None).map_err(|e| e.kind), Err(Kind::Disclosure));
        let file = Input::Bundled { name: "policy.toml", bytes: POLICY.as_bytes() };
        assert_eq!(Edition::of(Audience::Partner, Some(file)).map_err(|e| e.kind), Err(Kind::Usage));
        assert_eq!(Edition::of(Audience::Internal, None), Ok(Edition::Internal));
    }
}
