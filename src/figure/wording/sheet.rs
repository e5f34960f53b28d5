//! The words of the table and of the choices beside a figure.

use super::Subject;
use crate::language::Language;

impl Subject {
    /// "Reported incidents affecting health care in Mali, 2022–2024".
    pub fn headline(&self, language: Language, period: &str) -> String {
        let words = language.spaced(&self.reported(language));
        let mut letters = words.chars();
        let first = letters.next().map(char::to_uppercase);
        format!("{}{}, {period}", first.into_iter().flatten().collect::<String>(), letters.as_str())
    }
}

/// "Incidents by cercle".
pub fn table_title(language: Language, unit: &str) -> String {
    language.of(format!("Incidents by {unit}"), format!("Incidents par {unit}"))
}

/// What a unit of the table is called: "cercle", "region".
pub fn unit_word(language: Language, by_region: bool, subject: &Subject) -> String {
    if by_region { language.of("region", "région").to_string() } else { subject.district.clone() }
}

/// Heading of the column of regions.
pub fn region_heading(language: Language) -> &'static str {
    language.of("Region", "Région")
}

/// Headings of the sum over years, and of the class; the first cell of the last line.
pub fn headings(language: Language) -> [&'static str; 3] {
    [language.of("All years", "Total"), language.of("Class", "Classe"), language.of("Total", "Total")]
}

/// How to get at the figures of a unit.
pub fn hint(language: Language, unit: &str) -> String {
    language.of(
        format!("Point at the map, or tap it, for the figures of a {unit}; or go to it with the tab key and use the arrow keys."),
        format!("Pointez ou touchez la carte pour lire ses chiffres par {unit}, ou allez-y avec la touche de tabulation puis les flèches."),
    )
}

/// The choice of a year: what is chosen, and the whole.
pub fn periods(language: Language) -> [&'static str; 2] {
    [language.of("Year", "Année"), language.of("All", "Toutes")]
}

/// What a chosen year does not change on the one map of a period.
pub fn period_remark(language: Language, period: &str) -> String {
    language.of(
        format!("Numbers with a plus sign on the map are those of {period} as a whole."),
        format!("Les nombres précédés d’un plus sur la carte portent sur toute la période {period}."),
    )
}

/// What a chosen year changes on a coloured map.
pub fn recolored_remark(language: Language) -> String {
    language.of(
        "Colours, legend and the figures after names are those of the chosen year, in the same classes. A year alone rests on \
         few incidents.",
        "Les couleurs, la légende et les chiffres après les noms portent sur l’année choisie, dans les mêmes classes. Une année \
         seule repose sur peu d’incidents.",
    )
    .to_string()
}

/// How to get at the figures of a bar or of a key figure.
pub fn chart_hint(language: Language, bars: bool) -> String {
    let [what, quoi] = if bars { ["bar", "barre"] } else { ["number", "nombre"] };
    language.of(
        format!("Point at a {what}, or tap it, for its figures; or go to it with the tab key and use the arrow keys."),
        format!("Pointez ou touchez un{} {quoi} pour lire ses chiffres, ou allez-y avec la touche de tabulation puis les flèches.", if bars { "e" } else { "" }),
    )
}

/// Layers that a reader may hide: the group's name and what it is called.
pub fn layers(language: Language) -> Vec<[String; 2]> {
    [
        ("incidents", "Incidents", "Incidents"),
        ("known-by-region", "Known by region only", "Connus par région seulement"),
        ("circles", "Circles", "Cercles proportionnels"),
        ("choropleth", "Colours", "Couleurs"),
        ("hexbin", "Hexagons", "Hexagones"),
        ("change-marks", "New and vanished", "Nouveaux et disparus"),
        ("names", "Names", "Noms"),
        ("region-names", "Names of regions", "Noms des régions"),
        ("town-names", "Towns", "Villes"),
        ("river-names", "Names of rivers", "Noms des cours d’eau"),
        ("grid", "Meridians and parallels", "Méridiens et parallèles"),
        ("neighbour-names", "Neighbours’ names", "Noms des voisins"),
        ("district-borders", "Fine borders", "Limites fines"),
        ("water", "Rivers and lakes", "Cours d’eau et lacs"),
    ]
    .map(|(name, english, french)| [name.to_string(), language.of(english, french).to_string()])
    .to_vec()
}
