// The preview of a tile set. What is shown comes from style.json and tiles.json beside this page; texts of data go in as text.
import { Map as WebMap, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { countsOf, isOfYear, legendOf, pictureOf, yearColors } from "./legend.js";
import { described, pickable } from "./readout.js";
import { worded, wordsOf } from "./words.js";

const by = (id) => document.getElementById(id);
const here = (name) => new URL(name, document.baseURI).href;
const load = async (name) => {
  const answer = await fetch(here(name));
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return answer.json();
};
/** An element with a class and a text. */
const element = (tag, text = "", name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
/** What the attribution, which may be HTML, says. */
const plain = (html) => new DOMParser().parseFromString(html ?? "", "text/html").body.textContent.trim();
const shown = (node, is = true) => (node.hidden = !is);

function introduce(tiles, words) {
  const name = tiles.name || words.set;
  document.title = words.preview(name);
  by("name").textContent = name;
  by("description").textContent = tiles.description ?? "";
  by("attribution").textContent = plain(tiles.attribution);
}

/** Letters are those of the page; MapLibre then asks nobody for them. */
function lettered(style) {
  for (const layer of style.layers) {
    if (layer.type === "symbol" && layer.layout?.["text-field"]) layer.layout["text-font"] = ["Inter"];
  }
  return style;
}

function makeMap(style, tiles, words) {
  setWorkerUrl(here("worker.js"));
  const map = new WebMap({
    container: "map", style, attributionControl: false, maplibreLogo: false, dragRotate: false, pitchWithRotate: false,
    maxPitch: 0, touchPitch: false, maxZoom: Math.min(22, (tiles.maxzoom ?? 14) + 4),
    locale: words.map(tiles.name || words.set),
    ...(tiles.bounds ? { bounds: tiles.bounds, fitBoundsOptions: { padding: 24 } } : {}),
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
  const busy = (is) => by("map").setAttribute("aria-busy", is);
  map.on("idle", () => busy(false));
  for (const event of ["movestart", "dataloading", "styledata"]) map.on(event, () => busy(true));
  const zoom = () => (by("zoom").textContent = words.zoom(words.tenth(map.getZoom()), tiles.maxzoom));
  map.on("zoom", zoom);
  zoom();
  map.on("error", (event) => (by("trouble").textContent = words.partly(event.error?.message ?? "?")));
  return map;
}

/** A switch for each layer of the tiles, or of a style of pictures. */
function switches(map, style, tiles, words) {
  const groups = new Map();
  for (const layer of style.layers) {
    const name = layer["source-layer"] ?? (layer.source ? "tiles" : null);
    if (name) groups.set(name, [...(groups.get(name) ?? []), layer.id]);
  }
  const about = new Map((tiles.vector_layers ?? []).map((layer) => [layer.id, layer.description]));
  for (const [name, ids] of groups) {
    const label = element("label");
    const box = Object.assign(element("input"), { type: "checkbox", name: "layer", value: name, checked: true });
    label.append(box, words.layers[name] ?? name);
    label.title = about.get(name) ?? "";
    box.addEventListener("change", () => ids.forEach((id) => map.setLayoutProperty(id, "visibility", box.checked ? "visible" : "none")));
    by("layers").append(label);
  }
  shown(by("layers"), groups.size > 1);
}

/** The legend of pictures is a picture, as their figures have it; of other tiles it is made from what the style says. */
function showLegend(legend, tiles, words) {
  const picture = pictureOf(tiles.legend);
  if (picture) {
    by("legend").append(Object.assign(element("img"), picture));
    by("legend").setAttribute("aria-label", words.legend);
    by("legend").removeAttribute("aria-labelledby");
    shown(by("legend-title"), false);
    return shown(by("legend"));
  }
  if (!legend) return;
  by("legend-title").textContent = legend.title;
  by("classes").replaceChildren(...legend.entries.map((entry, i) => {
    const line = element("li", "", entry.apart ? "apart" : legend.entries[i + 1]?.apart ? "last" : "");
    const swatch = element("i");
    swatch.style.background = entry.color;
    line.append(swatch, element("span", entry.label));
    return line;
  }));
  by("legend-note").textContent = legend.note;
  shown(by("legend"));
}

/** The years that districts or incidents have counts of, and what choosing one does. */
function offerYears(map, style, tiles, legend, chosen) {
  const { words } = chosen;
  const fieldsOf = (id) => Object.keys(tiles.vector_layers?.find((layer) => layer.id === id)?.fields ?? {});
  const yearsOf = (fields) => fields.map((name) => /^count_(\d{4})$/.exec(name)?.[1]).filter(Boolean);
  const layersOf = (id, more = () => true) => style.layers.filter((layer) => layer["source-layer"] === id && more(layer));
  const fields = fieldsOf("districts");
  const recolored = legend?.breaks && fields.includes("area_km2") && yearsOf(fields).length > 0;
  const fills = recolored ? layersOf("districts", (layer) => layer.type === "fill") : [];
  const dots = yearsOf(fieldsOf("incidents")).length ? layersOf("incidents") : [];
  const years = [...new Set([...(fills.length ? yearsOf(fields) : []), ...(dots.length ? yearsOf(fieldsOf("incidents")) : [])])].sort();
  if (years.length < 2) return;
  const choose = (year) => {
    chosen.year = year;
    for (const layer of fills) map.setPaintProperty(layer.id, "fill-color", year ? yearColors(legend, year) : layer.paint["fill-color"]);
    for (const layer of dots) {
      const only = isOfYear(year);
      map.setFilter(layer.id, year ? (layer.filter ? ["all", layer.filter, only] : only) : layer.filter);
      const counted = (given) => (year ? countsOf(given, year) : given);
      for (const [name, given] of Object.entries(layer.paint ?? {})) map.setPaintProperty(layer.id, name, counted(given));
      for (const [name, given] of Object.entries(layer.layout ?? {})) map.setLayoutProperty(layer.id, name, counted(given));
    }
    by("legend-note").textContent = year || legend.note;
    by("remark").textContent = year ? words.remark(year, fills.length > 0, dots.length > 0) : "";
    chosen.again();
  };
  for (const [value, text] of [["", words.all], ...years.map((year) => [year, year])]) {
    const label = element("label");
    const button = Object.assign(element("input"), { type: "radio", name: "year", value, checked: !value });
    button.addEventListener("change", () => choose(value));
    label.append(button, text);
    by("years").append(label);
  }
  shown(by("years"));
}

/** Reads districts and incidents by pointer, and districts by a list. */
function readouts(map, style, tiles, chosen) {
  const popup = new Popup({ maxWidth: "none", focusAfterOpen: false, closeOnClick: false });
  let last = null;
  shown(by("reading"), !!tiles.vector_layers);
  const ring = districtRing(map, style);
  const open = (feature, at) => {
    last = [feature, at];
    const { title, region, rows } = described(feature, tiles, chosen);
    const box = element("div", "", "readout");
    box.setAttribute("role", "status");
    box.append(element("strong", title));
    if (region) box.append(element("em", region));
    const list = element("dl");
    for (const row of rows) list.append(element("dt", row.label, row.now ? "now" : ""), element("dd", row.value, row.now ? "now" : ""));
    box.append(list);
    popup.setLngLat(at).setDOMContent(box).addTo(map);
    ring(feature);
  };
  const close = () => popup.remove();
  popup.on("close", () => {
    last = null;
    ring(null);
    by("districts").querySelector("select").value = "";
  });
  chosen.again = () => last && open(...last);
  const found = (point) => pickable(map.queryRenderedFeatures([[point.x - 3, point.y - 3], [point.x + 3, point.y + 3]]), map.queryRenderedFeatures(point));
  map.on("click", (event) => {
    const feature = found(event.point);
    if (feature) open(feature, feature.geometry.type === "Point" ? feature.geometry.coordinates : event.lngLat);
    else close();
  });
  map.on("mousemove", (event) => (map.getCanvas().style.cursor = found(event.point) ? "pointer" : ""));
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  listDistricts(map, style, open);
}

/** The ring around the district that is read. */
function districtRing(map, style) {
  const fill = style.layers.find((layer) => layer["source-layer"] === "districts");
  const of = (code) => ["==", ["get", "pcode"], code];
  if (!fill) return () => {};
  for (const [id, color, width] of [["ring-paper", "#fff", 5], ["ring", "#1f1d1a", 2.5]]) {
    const paint = { "line-color": color, "line-width": width };
    map.addLayer({ id, type: "line", source: fill.source, "source-layer": "districts", filter: of(""), paint, layout: { "line-join": "round" } });
  }
  return (feature) => {
    const code = feature?.properties.pcode ?? "";
    for (const id of ["ring-paper", "ring"]) map.setFilter(id, of(code));
  };
}

/** A list of the districts that were seen, which grows with what the map loads. */
function listDistricts(map, style, open) {
  const source = style.layers.find((layer) => layer["source-layer"] === "districts")?.source;
  if (!source) return;
  const select = by("districts").querySelector("select");
  const seen = new Map();
  const look = () => {
    let grown = false;
    // labels have a place; a district whose label is on no tile that is loaded is listed when it is
    const labels = new Map(map.querySourceFeatures(source, { sourceLayer: "labels" }).map((f) => [f.properties.pcode, f.geometry.coordinates]));
    for (const feature of map.querySourceFeatures(source, { sourceLayer: "districts" })) {
      const code = feature.properties.pcode;
      const at = labels.get(code) ?? seen.get(code)?.at;
      if (!code || !at || seen.has(code)) continue;
      // what is found in a source does not say its layer
      seen.set(code, { at, feature: { properties: feature.properties, sourceLayer: "districts" } });
      grown = true;
    }
    if (!grown) return;
    const order = new Intl.Collator(document.documentElement.lang).compare;
    const name = ({ feature: { properties: p } }) => p.name || p.pcode;
    const options = [...seen].sort((a, b) => order(name(a[1]), name(b[1])))
      .map(([code, one]) => Object.assign(element("option", name(one)), { value: code }));
    const now = select.value;
    select.replaceChildren(select.options[0], ...options);
    select.value = now;
    shown(by("districts"));
  };
  map.on("idle", look);
  select.addEventListener("change", () => {
    const one = seen.get(select.value);
    if (!one) return;
    const code = select.value;
    if (!map.getBounds().contains(one.at)) map.easeTo({ center: one.at, duration: 300 });
    open(one.feature, one.at);
    select.value = code;
  });
}

let words = wordsOf("en");
try {
  const [tiles, given] = await Promise.all([load("tiles.json"), load("style.json")]);
  words = wordsOf(given.metadata?.["cercle:language"]);
  worded(words);
  introduce(tiles, words);
  const style = lettered(given);
  const legend = legendOf(style, words);
  const map = makeMap(style, tiles, words);
  const chosen = { year: "", again: () => {}, words };
  map.on("load", () => {
    showLegend(legend, tiles, words);
    switches(map, style, tiles, words);
    readouts(map, style, tiles, chosen);
    offerYears(map, style, tiles, legend, chosen);
  });
} catch (error) {
  by("trouble").textContent = words.not(error.message);
  by("map").setAttribute("aria-busy", "false");
}
