// What the page itself says, in the language of the tile set.

const WORDS = {
  en: {
    about: "About this map", years: "Years", district: "District", choose: "choose one to read its figures", show: "Show",
    keys: "Arrow keys move the map, + and − zoom.", reading: " Click a place to read it; Escape closes.", licences: "licences",
    set: "Tile set", preview: (name) => `${name}: preview of tiles`, legend: "Legend", all: "all", incident: "Incident",
    incidents: "Incidents", place: "Place", zoom: (now, last) => `Zoom ${now}, tiles to ${last}`,
    under: (high) => `under ${high}`, over: (low) => `${low} and over`, between: (low, high) => `${low} to under ${high}`, any: "all",
    remark: (year, districts, incidents) => `${districts ? "Districts" : "Incidents"}${districts && incidents ? " and incidents" : ""} ` +
      `are those of ${year}${districts ? ", in the same classes" : ""}.`,
    partly: (why) => `The map could not be shown in full: ${why}`, not: (why) => `The tile set cannot be shown: ${why}`,
    layers: {},
    map: (name) => ({ "Map.Title": `Map: ${name}. Arrow keys move, plus and minus zoom` }),
  },
  fr: {
    about: "À propos de cette carte", years: "Années", district: "District", choose: "choisir pour lire ses chiffres", show: "Afficher",
    keys: "Les flèches déplacent la carte, + et − changent le zoom.", reading: " Cliquer sur un lieu pour le lire ; Échap ferme.",
    licences: "licences", set: "Jeu de tuiles", preview: (name) => `${name} : aperçu des tuiles`, legend: "Légende", all: "toutes",
    incident: "Incident", incidents: "Incidents", place: "Lieu", zoom: (now, last) => `Zoom ${now}, tuiles jusqu’à ${last}`,
    under: (high) => `moins de ${high}`, over: (low) => `${low} et plus`, between: (low, high) => `${low} à moins de ${high}`, any: "plus de 0",
    remark: (year, districts, incidents) => `${districts ? "Districts" : "Incidents"}${districts && incidents ? " et incidents" : ""} ` +
      `de ${year}${districts ? ", dans les mêmes classes" : ""}.`,
    partly: (why) => `La carte n’a pas pu être montrée en entier : ${why}`, not: (why) => `Le jeu de tuiles ne peut pas être montré : ${why}`,
    layers: { borders: "limites", labels: "noms", tiles: "tuiles" },
    map: (name) => ({
      "Map.Title": `Carte : ${name}. Les flèches déplacent, plus et moins changent le zoom`, "NavigationControl.ZoomIn": "Zoom avant",
      "NavigationControl.ZoomOut": "Zoom arrière", "Popup.Close": "Fermer",
    }),
  },
};

/** The words of a language, English for one that has none here, and its numbers. */
export function wordsOf(language) {
  const tag = language in WORDS ? language : "en";
  const tenth = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  const [number, whole, one] = [{ maximumSignificantDigits: 4 }, {}, tenth].map((how) => new Intl.NumberFormat(tag, how));
  return { tag, ...WORDS[tag], number: (value) => (Number.isInteger(value) ? whole : number).format(value), tenth: one.format };
}

/** Words each element of the page that has a `data-word`. */
export function worded(words) {
  document.documentElement.lang = words.tag;
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = words[one.dataset.word];
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", words[one.dataset.label]);
}
