//! A project file to start from, written from what was found in the user's files.

use toml::{Table, Value};

use crate::boundary::Boundaries;
use crate::read::Recognised;

/// Years of the sketched period: more maps of a year each than these do not fit beside each other.
const YEARS: i16 = 3;

/// What was found.
#[derive(Debug)]
pub struct Look<'a> {
    /// What the maps are of.
    pub place: &'a str,
    /// Incident files.
    pub incidents: Vec<Found>,
    /// The boundary file as it is to be named, and its districts.
    pub boundaries: (String, &'a Boundaries),
    /// First and last year of the incidents.
    pub years: [i16; 2],
}

/// What was found in a file of incidents.
#[derive(Debug)]
pub struct Found {
    /// The file as it is to be named.
    pub file: String,
    /// What it is.
    pub recognised: Recognised,
    /// Rows that it has.
    pub rows: u64,
    /// Heading and value of the rows of the place, where it has rows of others too.
    pub only: Option<(String, String)>,
}

/// The text of the project file.
pub fn sketch(look: &Look<'_>) -> String {
    let [earliest, last] = look.years;
    let first = earliest.max(last - YEARS + 1);
    let mut text = format!(
        "# Maps of {}. Build them with: cercle build FILE --out FOLDER\n\
         # Every key is in the schema (cercle schema), and most are in an example (cercle list project).\n\n\
         [subject]\n\
         incidents = \"incidents\"            # what they are, for titles: \"incidents affecting health care\"\n\
         place = {}\n\
         # district = \"district\"            # what a district is called, and districts in the plural\n\
         # districts = \"districts\"\n\n\
         [period]                           # the incidents are from {earliest} to {last}\n\
         first = {first}\n\
         last = {last}\n",
        plain(look.place),
        quoted(look.place),
    );
    look.incidents.iter().for_each(|file| text += &incidents(file));
    text += &boundaries(&look.boundaries);
    text += &format!(
        "\n[credits]\n\
         # sources = \"…\"                    # who stands behind the incidents, for the notes\n\
         # accessed = \"…\"\n\
         # creator = \"…\"\n\
         # licence = \"…\"\n\n\
         [output]\n\
         language = \"en\"                    # or \"fr\"\n\
         formats = [\"png\", \"svg\", \"pdf\", \"html\"]\n\
         layers = [\"geojson\", \"gpkg\", \"xlsx\"]\n\n\
         [[figure]]\n\
         name = \"known-locations-{first}-{last}\"\n\
         kind = \"locations\"                 # one map a year\n\
         width = 170                        # millimetres; or size = \"a4\": cercle list sizes\n\n\
         [[figure]]\n\
         name = \"density-{first}-{last}\"\n\
         kind = \"density\"                   # by area and year; cercle list figures has more\n\
         width = 120\n\
         # breaks = [0.2, 0.5, 1, 2]        # chosen by method = \"1-2-5\" if they are not given\n\n\
         [[figure]]\n\
         name = \"circles-{first}-{last}\"\n\
         kind = \"circles\"\n\
         width = 120\n\n\
         # [[tiles]]                        # map tiles for the web: cercle tile --help says what else can be asked for\n\
         # name = \"tiles\"\n\
         # layers = [\"choropleth\", \"points\"]\n\
         # vector = true\n\
         # zoom = [0, 8]\n"
    );
    text
}

fn incidents(Found { file, recognised: found, rows, only }: &Found) -> String {
    let mut text = format!(
        "\n[[incidents]]                      # {rows} rows; one table a file\nfile = {}\npreset = {}\n",
        quoted(file),
        quoted(found.preset.word())
    );
    let (what, them) =
        (found.preset.describe().replace('\n', " "), if found.columns.is_empty() { "" } else { "; its columns:" });
    text += &format!("# {what}{them}\n");
    for (key, heading) in &found.columns {
        text += &format!("# {key} = {}\n", quoted(&plain(heading)));
    }
    let country = found.countries.first().map_or("Column", String::as_str);
    let (sign, heading, value) = match only {
        Some((heading, value)) => ("", heading.as_str(), value.as_str()),
        None => ("# ", country, "value"),
    };
    let heading = plain(heading);
    let only = Table::from_iter([(heading, Value::Array(vec![Value::String(value.to_string())]))]);
    text + &format!("{sign}only = {}   # other rows are kept in the ledger as filtered\n", Value::Table(only))
}

fn boundaries((file, set): &(String, &Boundaries)) -> String {
    let mut text = format!("\n[boundaries]\nfile = {}\n", quoted(file));
    let (districts, regions) = (set.districts.len(), set.regions().len());
    text += &format!("# {districts} districts in {regions} regions");
    if let Some(d) = set.districts.first() {
        let named = |id: &str, name: &str| if id == name { plain(name) } else { plain(&format!("{id} {name}")) };
        text += &format!("; the first is {}", named(&d.id, &d.name));
        if !d.region.is_empty() {
            text += &format!(" ({})", named(&d.region_id, &d.region));
        }
    }
    text += "\n";
    match &set.vintage {
        Some(day) => text += &format!("# vintage = {}   # as the file says\n", quoted(&plain(day))),
        None => text += "# vintage = \"…\"                    # the edition: a day, a year or words\n",
    }
    text + "# source = \"…\"                     # source and licence, for the notes\n"
}

/// A text on one line, for comments.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    Value::String(text.to_string()).to_string()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::project::Project;
    use crate::read::Preset;

    #[test]
    fn names_of_any_kind_make_a_valid_file() {
        for name in ["a b.csv", "l'été \"x\".csv", "a\\b\n[x]\u{7}.csv"] {
            let recognised =
                Recognised { preset: Preset::Plain, columns: vec![("lat", name.to_string())], countries: Vec::new() };
            let only = Some((name.to_string(), name.to_string()));
            let found = Found { file: name.to_string(), recognised, rows: 3, only };
            let set = Boundaries { vintage: Some(name.to_string()), ..Boundaries::default() };
            let look = Look {
                place: "Mali",
                incidents: vec![found],
                boundaries: (name.to_string(), &set),
                years: [2016, 2024],
            };
            let text = sketch(&look);
            let project = Project::parse(&text, "my.toml", Path::new("")).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
            assert_eq!((project.period.first, project.period.last, project.figures.len()), (2022, 2024, 3));
            assert_eq!(project.incidents[0].input, crate::read::Input::File(name.into()));
        }
    }
}
