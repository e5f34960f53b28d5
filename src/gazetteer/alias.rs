//! Other names of units: what a table calls a place that the boundary file calls otherwise.

/// One other name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name as tables write it.
    pub name: String,
    /// The name or the identifier that the boundary file has for the unit.
    pub means: String,
    /// Name or identifier of the region in which that holds; empty for all.
    pub parent: String,
}

/// Spellings of Malian names in other languages, which go behind whatever the boundary file and the user say: name, meaning.
/// They are common knowledge and written down for this program, under its licence.
const BUNDLED: [(&str, &str); 9] = [
    ("Timbuktu", "Tombouctou"),
    ("Timbuctu", "Tombouctou"),
    ("Timbuctoo", "Tombouctou"),
    ("Timbouctou", "Tombouctou"),
    ("Segu", "Ségou"),
    ("Jenne", "Djenné"),
    ("Djenne", "Djenné"),
    ("Taoudeni", "Taoudénit"),
    ("Taudeni", "Taoudénit"),
];

/// The other names that come with the program.
pub fn bundled() -> Vec<Alias> {
    let alias = |(name, means): &(&str, &str)| Alias {
        name: name.to_string(),
        means: means.to_string(),
        parent: String::new(),
    };
    BUNDLED.iter().map(alias).collect()
}
