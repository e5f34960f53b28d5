//! The words of a page's own parts.

use crate::language::Language;

/// The word for a place in a template, where it is a word.
pub fn words(language: Language, name: &str) -> Option<&'static str> {
    Some(match name {
        "word:show" => language.of("Layers", "Couches"),
        "word:zoom" => language.of("Zoom", "Zoom"),
        "word:zoom-in" => language.of("Zoom in", "Agrandir"),
        "word:zoom-out" => language.of("Zoom out", "Réduire"),
        "word:zoom-whole" => language.of("Whole figure", "Figure entière"),
        "word:notes" => language.of("Notes", "Notes"),
        "word:description" => language.of("The figure in words", "La figure en mots"),
        "word:keys" => language.of(
            "In the figure: left and right arrows for the next one, up and down for the nearest above or below, + and − to \
             zoom, 0 for the whole figure, shift with arrows to move, escape to close.",
            "Dans la figure\u{202f}: flèches gauche et droite pour le suivant, haut et bas pour le plus proche, + et − pour \
             agrandir ou réduire, 0 pour la figure entière, majuscule et flèches pour déplacer, échap pour fermer.",
        ),
        "word:data" => language.of("Data", "Données"),
        _ => return None,
    })
}
