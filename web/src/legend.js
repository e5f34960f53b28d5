// The legend of a style, and the colours of a year in its classes.

/**
 * What `metadata["cercle:legend"]` of a style says: its title, and entries of colour and label in the order of a legend. Rows of
 * classes have their bounds, `from` and `under`, of which the outermost may be open; class 0 is none located, and null no data.
 */
export function legendOf(style, words) {
  const given = style.metadata?.["cercle:legend"];
  if (!Array.isArray(given?.rows)) return null;
  const color = (value) => (/^#[0-9a-f]{6}$/i.test(value) ? value : "#ffffff");
  const isClass = (row) => row.class > 0;
  const isOpen = (value) => !Number.isFinite(value);
  const bounds = ({ from, under }) => {
    if (isOpen(from)) return isOpen(under) ? words.any : words.under(words.number(under));
    return isOpen(under) ? words.over(words.number(from)) : words.between(words.number(from), words.number(under));
  };
  const entries = given.rows.map((row) => ({
    color: color(row.color), label: isClass(row) ? bounds(row) : String(row.label ?? ""), apart: !isClass(row),
    class: row.class, from: row.from,
  }));
  const breaks = entries.filter((entry) => entry.class > 0).sort((a, b) => a.class - b.class);
  const title = String(given.title ?? "");
  return {
    title: title && title[0].toUpperCase() + title.slice(1),
    note: given.period ? String(given.period) : "",
    entries,
    breaks: breaks.length ? breaks : null,
    zero: entries.find((entry) => entry.class === 0)?.color,
    none: entries.find((entry) => entry.class === null)?.color,
  };
}

/** The colour of a district by its count of one year for its area, an expression of the style. */
export function yearColors(legend, year) {
  const count = ["get", `count_${year}`];
  const density = ["/", ["*", ["to-number", count], 10000], ["to-number", ["get", "area_km2"]]];
  const [first, ...more] = legend.breaks;
  const classed = ["step", density, first.color, ...more.flatMap((entry) => [entry.from, entry.color])];
  const none = legend.none ?? "#ffffff";
  const zero = legend.zero ?? first.color;
  return ["case", ["!", ["has", "class"]], none, ["!", ["has", `count_${year}`]], zero, ["==", count, 0], zero, classed];
}

/** Whether a feature has incidents of a year: a cell by its counts, a point by its year. */
export const isOfYear = (year) => ["any", ["has", `count_${year}`], ["==", ["get", "year"], +year]];

/** An expression with the count of a year in the place of the count of all; points, which are of one year, have that alone. */
export function countsOf(given, year) {
  if (!Array.isArray(given)) return given;
  if (given.length === 2 && given[0] === "get" && given[1] === "count") return ["coalesce", ["get", `count_${year}`], given];
  return given.map((part) => countsOf(part, year));
}

/** The picture of a legend (the property of TileJSON, which may be HTML) and its words; `null` if it is none of its own. */
export function pictureOf(html) {
  const given = typeof html === "string" && new DOMParser().parseFromString(html, "text/html").querySelector("img");
  if (!given || !/^data:image\/png;base64,/.test(given.getAttribute("src"))) return null;
  const [width, height] = ["width", "height"].map((name) => parseInt(given.getAttribute(name), 10) || undefined);
  return { src: given.getAttribute("src"), alt: given.getAttribute("alt") ?? "", ...(width && height ? { width, height } : {}) };
}
