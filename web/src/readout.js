// What is said of a district or an incident.

/** The uppermost thing that has something to say: a point near the pointer, or else the district under it. */
export function pickable(near, under) {
  const isDot = (feature) => feature.sourceLayer !== "labels" && feature.geometry.type === "Point";
  const isArea = (feature) => /Polygon$/.test(feature.geometry.type);
  return near.find(isDot) ?? under.find(isArea) ?? null;
}

/** Title, region and lines of a feature; the line of a year that is chosen is marked. */
export function described(feature, tiles, { year, words }) {
  const properties = feature.properties;
  const fields = tiles.vector_layers?.find((layer) => layer.id === feature.sourceLayer)?.fields ?? {};
  const value = (given) => (typeof given === "number" ? words.number(given) : String(given));
  // a year is a name, not a quantity whose thousands are parted
  const shown = (name) => (name === "year" ? String(properties.year) : value(properties[name]));
  const row = (name) => ({ label: labelOf(name, fields), value: shown(name), now: !!year && name === `count_${year}` });
  const said = ["name", "pcode", "region", "class"];
  const rows = Object.keys(fields).filter((name) => !said.includes(name) && properties[name] !== undefined).map(row);
  const rest = Object.keys(properties).filter((name) => !(name in fields) && !said.includes(name)).map(row);
  const title = properties.name || properties.pcode || feature.sourceLayer || words.place;
  const named = feature.sourceLayer === "incidents" ? (properties.count > 1 ? words.incidents : words.incident) : title;
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
