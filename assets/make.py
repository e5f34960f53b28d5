#!/usr/bin/env python3
"""Make the embedded data of the project from the folder of facts.

    pip install -r assets/make-requirements.txt
    python3 assets/make.py --facts FOLDER --inter FOLDER

Run from the root of the repository with Python 3.11 or later. FOLDER of --facts holds the
compiled tables, FOLDER of --inter the Inter fonts (OTF). Writes boundaries/ and assets/ and
prints the size and SHA-256 of each file: the same input gives the same bytes, on any day.

Not made here, kept by hand: the README files, assets/fonts/OFL.txt, assets/cercle.toml.
"""

import argparse
import datetime
import hashlib
import json
from collections import Counter
from pathlib import Path

import shapefile
from fontTools import subset
from fontTools.otlLib.optimize import compact
from fontTools.ttLib import TTFont

VALID_ON = datetime.date(2021, 12, 20)  # COD-AB Mali v01, the date the set came into force
TABLES = [
    "mali_incidents.csv",
    "mali_published_totals.csv",
    "mali_census_2022.csv",
    "mali_towns.csv",
]
CONTEXT = {"countries": "neighbours", "rivers": "rivers", "lakes": "lakes"}

# French names of the neighbours, by ISO 3166 code, in the spelling of the United
# Nations: the compiled tables have English ones only.
NAMES_FR = {
    "012": "Algérie", "120": "Cameroun", "204": "Bénin", "226": "Guinée équatoriale",
    "270": "Gambie", "288": "Ghana", "324": "Guinée", "384": "Côte d’Ivoire", "430": "Libéria",
    "434": "Libye", "478": "Mauritanie", "504": "Maroc", "562": "Niger", "566": "Nigéria",
    "624": "Guinée-Bissau", "686": "Sénégal", "694": "Sierra Leone", "724": "Espagne",
    "732": "Sahara occidental", "768": "Togo", "854": "Burkina Faso",
}

# The WKT that ESRI software writes, and that COD-AB itself carries.
GCS_WGS_1984 = (
    'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]'
)

# Names and kinds are those of COD-AB, so that a reader of the original reads this file too;
# AREA_KM2 is ours. Lengths count UTF-8 bytes.
FIELDS = [
    ("ADM2_PCODE", "C", 50, 0, "pcode"),
    ("ADM2_FR", "C", 50, 0, "name"),
    ("ADM1_PCODE", "C", 50, 0, "region_pcode"),
    ("ADM1_FR", "C", 50, 0, "region"),
    ("AREA_KM2", "N", 12, 1, "area_km2"),
    ("validOn", "D", 8, 0, None),
]

STYLES = ["Regular", "Medium", "SemiBold", "Italic"]
# tnum and lnum for columns of figures, case for punctuation beside capitals, locl for Romanian
# and its like. Inter 3.19 has no liga, lnum or mkmk: asked for, in case a later one has.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "calt",
            "tnum", "lnum", "case", "sups", "subs", "frac"]
# 16 and 17 tie Medium and Semi Bold to the family "Inter": without them a reader of the SVG
# who looks for Inter at weight 600 finds only a family named "Inter Semi Bold".
NAME_IDS = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]
BLOCKS = [
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1, with NBSP and the soft hyphen
    (0x0100, 0x024F),  # Latin Extended-A and -B
    (0x0300, 0x036F),  # combining diacritics
    (0x1E00, 0x1EFF),  # Latin Extended Additional
]
SYMBOLS = (
    "–—‘’“”‚„«»…·•†‡‰′″‹›⁄−×÷±≤≥≠≈∞°ºª²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉№€£¥©®™→←↑↓■□●○▲△"
    "ʻʼʾʿ"  # the apostrophes of romanised names
    "\u2007\u2009\u202f\u2010\u2011"  # figure, thin and narrow no-break space; hyphens
)


def signed_area(ring):
    """Planar shoelace in degrees: positive is counter-clockwise. Only the sign is used."""
    x0, y0 = ring[0]  # relative to a vertex, so that a tiny ring keeps its sign
    return sum(
        (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
        for (ax, ay), (bx, by) in zip(ring, ring[1:])
    )


def wind(polygon, outer_ccw):
    """The same rings, turned so that the outer one runs as asked and the holes against it."""
    turned = []
    for i, ring in enumerate(polygon):
        area = signed_area(ring)
        if len(ring) < 4 or ring[0] != ring[-1] or area == 0:
            raise SystemExit(f"ring is open, too short or flat, near {ring[0]}")
        ccw = outer_ccw if i == 0 else not outer_ccw
        turned.append(ring if (area > 0) == ccw else ring[::-1])
    return turned


def wound(geometry):
    """RFC 7946 section 3.1.6: outer rings counter-clockwise, holes clockwise."""
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        coordinates = wind(coordinates, outer_ccw=True)
    elif geometry["type"] == "MultiPolygon":
        coordinates = [wind(polygon, outer_ccw=True) for polygon in coordinates]
    return {"type": geometry["type"], "coordinates": coordinates}


def positions(nested):
    if isinstance(nested[0], (int, float)):
        yield nested
    else:
        for part in nested:
            yield from positions(part)


def edges(features):
    """Undirected edges and how many rings use each: 2 is a border of two districts."""
    return Counter(
        frozenset((tuple(a), tuple(b)))
        for feature in features
        for ring in feature["geometry"]["coordinates"]
        for a, b in zip(ring, ring[1:])
    )


def read_features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


def write_geojson(path, features):
    """One feature a line, so that a change shows as a line; bbox on the collection."""
    features = [
        {"type": "Feature", "properties": f["properties"], "geometry": wound(f["geometry"])}
        for f in features
    ]
    lon, lat = zip(*(p for f in features for p in positions(f["geometry"]["coordinates"])))
    bbox = [min(lon), min(lat), max(lon), max(lat)]

    # Floats are written as their shortest decimal form, so each is the number that was read.
    def text(value):
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    lines = ",\n".join(text(f) for f in features)
    path.write_bytes(
        f'{{"type":"FeatureCollection","bbox":{text(bbox)},"features":[\n{lines}\n]}}\n'.encode()
    )
    return features


def admin_areas(path, count):
    features = sorted(read_features(path), key=lambda f: f["properties"]["pcode"])
    pcodes = {f["properties"]["pcode"] for f in features}
    if len(features) != count or len(pcodes) != count:
        raise SystemExit(f"{path.name}: {len(features)} areas, {len(pcodes)} pcodes, not {count}")
    return features


def with_french_names(features):
    """The features with `name_fr`, the key of Natural Earth, after `name`."""
    for feature in features:
        p = feature["properties"]
        feature["properties"] = {"name": p["name"], "name_fr": NAMES_FR[p["iso_n3"]], **p}
    return features


def write_shapefile(base, features):
    with shapefile.Writer(str(base), shapeType=shapefile.POLYGON, encoding="utf-8") as writer:
        for name, kind, size, decimal, _ in FIELDS:
            writer.field(name, kind, size=size, decimal=decimal)
        for feature in features:
            # The opposite of GeoJSON: the ESRI description wants outer rings clockwise.
            writer.poly(wind(feature["geometry"]["coordinates"], outer_ccw=False))
            writer.record(
                *(feature["properties"][key] if key else VALID_ON for *_, key in FIELDS)
            )
    # The header of a .dbf holds the day of writing (year since 1900, month, day).
    dbf = base.with_suffix(".dbf")
    data = bytearray(dbf.read_bytes())
    data[1:4] = bytes([VALID_ON.year - 1900, VALID_ON.month, VALID_ON.day])
    dbf.write_bytes(data)
    base.with_suffix(".prj").write_bytes(GCS_WGS_1984.encode())
    base.with_suffix(".cpg").write_bytes(b"UTF-8")


def wanted_characters():
    wanted = {c for first, last in BLOCKS for c in range(first, last + 1)} | set(map(ord, SYMBOLS))
    # Ɛ Ɔ Ɲ Ɓ Ɗ stand in Extended-B, their small letters ɛ ɔ ɲ ɓ ɗ among the IPA letters: names
    # in Bambara, Fulfulde and Tamasheq need both.
    return wanted | {ord(chr(c).lower()) for c in range(0x0180, 0x0250) if len(chr(c).lower()) == 1}


def write_font(source, target):
    options = subset.Options()
    options.layout_features = FEATURES
    options.layout_scripts = ["DFLT", "latn"]
    options.name_IDs = NAME_IDS
    options.hinting = False
    options.desubroutinize = False
    options.notdef_outline = True
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)  # head.modified stays that of the original
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted_characters())
    subsetter.subset(font)
    compact(font, 5)  # splits the kerning classes, without loss: 6 KB less
    # A packer of tables that is there on one machine and not on the next would change the bytes.
    font.cfg["fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"] = False
    font.save(target)
    font.flavor = "woff2"  # what SVG and HTML files carry
    font.save(target.with_suffix(".woff2"))
    font.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--facts", type=Path, required=True, help="folder of the compiled tables")
    parser.add_argument("--inter", type=Path, required=True, help="folder of the Inter OTF files")
    args = parser.parse_args()
    assets = Path(__file__).resolve().parent
    boundaries = assets.parent / "boundaries"
    (assets / "fonts").mkdir(exist_ok=True)
    boundaries.mkdir(exist_ok=True)
    made = []

    districts = admin_areas(args.facts / "mali_districts.geojson", 53)
    base = boundaries / "mali_districts"
    written = write_geojson(base.with_suffix(".geojson"), districts)
    if edges(written) != edges(districts):
        raise SystemExit("the borders of the districts changed")
    write_shapefile(base, districts)
    made += [base.with_suffix(s) for s in (".geojson", ".shp", ".shx", ".dbf", ".prj", ".cpg")]
    made.append(boundaries / "mali_regions.geojson")
    write_geojson(made[-1], admin_areas(args.facts / "mali_regions.geojson", 10))

    for name in TABLES:  # byte for byte: the dirt in them is real, and tests need it
        made.append(assets / name)
        made[-1].write_bytes((args.facts / name).read_bytes())
    for source, target in CONTEXT.items():
        made.append(assets / f"{target}.geojson")
        features = read_features(args.facts / f"context_{source}.geojson")
        write_geojson(made[-1], with_french_names(features) if target == "neighbours" else features)
    for style in STYLES:
        made.append(assets / "fonts" / f"Inter-{style}.otf")
        write_font(args.inter / made[-1].name, made[-1])
        made.append(made[-1].with_suffix(".woff2"))

    for path in made:
        data = path.read_bytes()
        print(hashlib.sha256(data).hexdigest(), f"{len(data):>8}", path.relative_to(assets.parent))


if __name__ == "__main__":
    main()
