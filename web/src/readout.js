// What is said of a district or an incident.

const number = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const whole = new Intl.NumberFormat("en");

/** The uppermost thing that has something to say: a point near the pointer, or else the district under it. */
export function pickable(near, under) {
  const isDot = (feature) => feature.sourceLayer !== "labels" && feature.geometry.type === "Point";
  const isArea = (feature) => /Polygon$/.test(feature.geometry.type);
  return near.find(isDot) ?? under.find(isArea) ?? null;
}

const value = (given) => {
  if (typeof given !== "number") return String(given);
  return Number.isInteger(given) ? whole.format(given) : number.format(given);
};

/** Title, region and lines of a feature; the line of a year that is chosen is marked. */
export function described(feature, tiles, year) {
  const properties = feature.properties;
  const fields = tiles.vector_layers?.find((layer) => layer.id === feature.sourceLayer)?.fields ?? {};
  const row = (name) => ({ label: labelOf(name, fields), value: value(properties[name]), now: !!year && name === `count_${year}` });
  const said = ["name", "pcode", "region", "class"];
  const rows = Object.keys(fields).filter((name) => !said.includes(name) && properties[name] !== undefined).map(row);
  const rest = Object.keys(properties).filter((name) => !(name in fields) && !said.includes(name)).map(row);
  const title = properties.name || properties.pcode || feature.sourceLayer || "Place";
  const named = feature.sourceLayer === "incidents" ? (properties.count > 1 ? "Incidents" : "Incident") : title;
  return { title: named, region: properties.region ?? "", rows: [...rows, ...rest] };
}

/** "count_2022" as "2022"; other fields by what they mean, if that is said in few words. */
function labelOf(name, fields) {
  const year = /^count_(\d{4})$/.exec(name)?.[1];
  if (year) return year;
  const words = fields[name];
  if (!words || words.length > 44 || /^(Number|String|Boolean)$/.test(words)) return name.replaceAll("_", " ");
  return words[0].toUpperCase() + words.slice(1);
}
