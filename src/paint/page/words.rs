//! The words of a page's own parts.

use crate::language::Language;

/// The word for a place in a template, where it is a word.
pub fn words(language: Language, name: &str) -> Option<&'static str> {
    Some(match name {
        "word:show" => language.of("Layers", "Couches"),
        "word:zoom" => language.of("Zoom", "Zoom"),
        "word:zoom-in" => language.of("Zoom in", "Agrandir"),
        "word:zoom-out" => language.of("Zoom out", "Réduire"),
        "word:zoom-whole" => language.of("Whole map", "Carte entière"),
        "word:notes" => language.of("Notes", "Notes"),
        "word:description" => language.of("The map in words", "La carte en mots"),
        "word:keys" => language.of(
            "On the map: left and right arrows for the next one, up and down for the nearest above or below, + and − to \
             zoom, 0 for the whole map, shift with arrows to move, escape to close.",
            "Sur la carte\u{202f}: flèches gauche et droite pour le suivant, haut et bas pour le plus proche, + et − pour \
             agrandir ou réduire, 0 pour la carte entière, majuscule et flèches pour déplacer, échap pour fermer.",
        ),
        "word:data" => language.of("Data", "Données"),
        _ => return None,
    })
}
