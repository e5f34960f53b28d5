// The legend of a style, and the colours of a year in its classes.

const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/**
 * What `metadata["cercle:legend"]` of a style says: its title, and entries of colour and label in the order of a legend. Rows of
 * classes have their bounds, `from` and `under`, of which the outermost may be open; class 0 is none located, and null no data.
 */
export function legendOf(style) {
  const given = style.metadata?.["cercle:legend"];
  if (!Array.isArray(given?.rows)) return null;
  const color = (value) => (/^#[0-9a-f]{6}$/i.test(value) ? value : "#ffffff");
  const isClass = (row) => row.class > 0;
  const isOpen = (value) => !Number.isFinite(value);
  const bounds = ({ from, under }) => {
    if (isOpen(from)) return isOpen(under) ? "all" : `under ${number.format(under)}`;
    return `${number.format(from)} ${isOpen(under) ? "and over" : `to under ${number.format(under)}`}`;
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
