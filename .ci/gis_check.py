#!/usr/bin/env python3
"""Judges the program's files with software that this project did not write.

usage: gis_check.py BINARY    (packages: gis-requirements.txt)
"""
import collections
import csv
import json
import math
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import geojson_validator
import geopandas
import pandas
import pyogrio
from PIL import Image
from pyproj import Geod
from shapely.geometry import LinearRing, Point, Polygon, shape

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
WORKBOOK = REFERENCE / "incidents" / "2016-2023-attacks-on-health-care-incident-data.xlsx"
YEARS = (2022, 2023, 2024)
BREAKS = (0.2, 0.5, 1, 2)  # of the embedded project
DISTRICT_FIELDS = ["pcode", "name", "region_pcode", "region", "area_km2", "count",
                   *(f"count_{y}" for y in YEARS), "density", "class"]
INCIDENT_FIELDS = ["id", "date", "bucket", "district_pcode", "precision"]
LEDGER_FIELDS = ["file", "row", "id", "bucket", "reason", "district_pcode"]
BUCKETS = {"joined": 78, "low_precision": 2, "no_location": 7, "filtered": 69}
ALL_PRECISIONS = "exact,25km,district,line,region,country,sea_or_air,blank,unstated"
passed = 0


def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")


def equal(found, expected, what):
    if found != expected and isinstance(found, dict) and isinstance(expected, dict):
        keys = [k for k in {**found, **expected} if found.get(k) != expected.get(k)]
        found, expected = ({k: d.get(k) for k in keys} for d in (found, expected))
    require(found == expected, f"{what}: found {found!r}, expected {expected!r}")


def ok(what):
    global passed
    passed += 1
    print("ok     ", what, flush=True)


def run(binary, folder, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], cwd=folder, capture_output=True, text=True)
    require(done.returncode == 0, f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")


def csv_rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def positions(geometry):
    """Rings of a polygon or multipolygon, or the point, as a flat list of positions (numbers as written)."""
    coordinates, kind = geometry["coordinates"], geometry["type"]
    if kind == "Point":
        return [coordinates]
    return [p for polygon in polygons(geometry) for ring in polygon for p in ring]


def polygons(geometry):
    require(geometry["type"] in ("Polygon", "MultiPolygon"), f"geometry type {geometry['type']}")
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def rfc7946_text_and_members(path):
    """UTF-8 without a mark, no crs, no number with more than six decimals, bbox recomputed. Returns the features
    with numbers as the text that stands in the file."""
    raw = path.read_bytes()
    require(not raw.startswith(b"\xef\xbb\xbf"), f"{path.name} starts with a byte order mark")
    text = raw.decode("utf-8")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    long = re.search(r"-?\d+\.\d{7,}|\d[eE][-+]?\d|NaN|Infinity", bare)
    require(not long, f"{path.name}: number {long and long.group()} has more than six decimals or an exponent")
    top = json.loads(text, parse_float=str, parse_int=str)
    equal(list(top), ["type", "bbox", "features"], f"{path.name}: members")
    equal(top["type"], "FeatureCollection", f"{path.name}: type")
    for f in top["features"]:
        equal(set(f) - {"id"}, {"type", "geometry", "properties"}, f"{path.name}: members of a feature")
        equal(f["type"], "Feature", f"{path.name}: type of a feature")
    every = [p for f in top["features"] if f["geometry"] for p in positions(f["geometry"])]
    require(all(len(p) == 2 and abs(float(p[0])) <= 180 and abs(float(p[1])) <= 90 for p in every),
            f"{path.name}: a position is not longitude, latitude")
    lon, lat = zip(*((float(x), float(y)) for x, y in every))
    equal([float(v) for v in top["bbox"]], [min(lon), min(lat), max(lon), max(lat)], f"{path.name}: bbox")
    ok(f"{path.name}: RFC 7946 members, six decimals at most, bbox of {len(every)} positions")
    return top["features"]


def rings_are_closed_and_wound(features):
    for f in features:
        name = f["properties"]["name"]
        for polygon in polygons(f["geometry"]):
            for i, ring in enumerate(polygon):
                require(len(ring) >= 4, f"{name}: ring of {len(ring)} positions")
                equal(ring[-1], ring[0], f"{name}: last position of a ring, as text")
                ccw = LinearRing([(float(x), float(y)) for x, y in ring]).is_ccw
                equal(ccw, i == 0, f"{name}: ring {i} counter-clockwise")
    for f in json_features(features):
        require(shape(f["geometry"]).is_valid, f"{f['properties']['name']}: not a valid polygon")
    ok(f"districts.geojson: rings closed, wound and valid in {len(features)} features")


def json_features(features):
    """The same features with their coordinates as numbers again."""
    def numbers(v):
        return [numbers(x) for x in v] if isinstance(v, list) else float(v)
    return [{**f, "geometry": f["geometry"] and {**f["geometry"], "coordinates": numbers(f["geometry"]["coordinates"])}}
            for f in features]


def validator_finds_nothing(path, allowed):
    geojson_validator.configure_logging(enabled=False)
    equal(geojson_validator.validate_structure(str(path), check_crs=True), {}, f"{path.name}: geojson-validator, structure")
    found = geojson_validator.validate_geometries(str(path))
    equal(found["invalid"], {}, f"{path.name}: geojson-validator, invalid")
    equal(set(found["problematic"]) - allowed, set(), f"{path.name}: geojson-validator, problematic")
    ok(f"{path.name}: geojson-validator has no complaint")


def pyogrio_opens(path, count, kind):
    info = pyogrio.read_info(path)
    equal((info["crs"], info["features"], info["geometry_type"]), ("EPSG:4326", count, kind), f"{path.name}: pyogrio")
    frame = geopandas.read_file(path)
    equal((len(frame), frame.crs.to_epsg()), (count, 4326), f"{path.name}: geopandas")
    ok(f"{path.name}: opens in pyogrio as {count} {kind} in EPSG:4326")


def incident_features_are_complete(features, rows, ledger):
    """One feature a row of the period, in place or null, with the values of the table and of the ledger."""
    equal(len(features), 87, "incidents.geojson: features")
    line_of = {line["id"]: line for line in ledger}
    for f in json_features(features):
        p = f["properties"]
        equal(list(p)[:5], INCIDENT_FIELDS, "incidents.geojson: first properties")
        row, line = rows[p["id"] or ""], line_of[p["id"] or ""]
        equal(p["date"], row["Date"], f"incident {p['id']}: date")
        equal((p["bucket"], p["district_pcode"] or ""), (line["bucket"], line["district_pcode"]), f"incident {p['id']}: ledger")
        equal(f["geometry"] is None, p["bucket"] == "no_location", f"incident {p['id']}: geometry is null")
        equal(f["geometry"] is None, not row["Latitude"], f"incident {p['id']}: geometry against the table")
        if f["geometry"]:
            off = max(abs(a - float(row[c])) for a, c in zip(f["geometry"]["coordinates"], ("Longitude", "Latitude")))
            require(off < 6e-7, f"incident {p['id']}: is {off} degrees away from its place in the table")
    equal(len({f["properties"]["id"] for f in features}), 87, "incidents.geojson: different ids")
    ok("incidents.geojson: 87 features as in the table and the ledger, without a place null")


def point_frame(rows, latitude, longitude):
    frame = pandas.DataFrame(rows)
    place = geopandas.points_from_xy(frame[longitude].astype(float), frame[latitude].astype(float))
    return geopandas.GeoDataFrame(frame, geometry=place, crs=4326)


def counts_equal_geopandas(features, rows):
    districts = geopandas.read_file(ROOT / "boundaries" / "mali_districts.shp")
    digit = {i: re.match(r"\s*\((\d)\)", r["Geo Precision"]) for i, r in rows.items()}
    located = [r for i, r in rows.items() if digit[i] and digit[i].group(1) in "1235"
               and r["Latitude"] and r["Longitude"] and int(r["Date"][:4]) in YEARS]
    joined = geopandas.sjoin(point_frame(located, "Latitude", "Longitude"), districts, predicate="intersects")
    equal(len(joined), len(located), "incidents in exactly one district")
    expected = collections.Counter()
    for pcode, date in zip(joined["ADM2_PCODE"], joined["Date"]):
        expected[pcode, "count"] += 1
        expected[pcode, f"count_{date[:4]}"] += 1
    equal([f["properties"]["pcode"] for f in features], sorted(districts["ADM2_PCODE"]), "districts.geojson: pcodes in order")
    for f in features:
        p = f["properties"]
        equal(list(p), DISTRICT_FIELDS, "districts.geojson: properties")
        for column in ("count", *(f"count_{y}" for y in YEARS)):
            equal(int(p[column]), expected[p["pcode"], column], f"{p['name']}: {column}")
    ok(f"districts.geojson: counts of {len(located)} incidents equal geopandas, in total and by year")


def areas_densities_classes_hold(features):
    geod, districts = Geod(ellps="WGS84"), geopandas.read_file(ROOT / "boundaries" / "mali_districts.shp")
    area = {d.ADM2_PCODE: abs(geod.geometry_area_perimeter(d.geometry)[0]) / 1e6 for d in districts.itertuples()}
    fields = {d.ADM2_PCODE: (d.ADM2_FR, d.ADM1_PCODE, d.ADM1_FR) for d in districts.itertuples()}
    for f in features:
        p, km2 = f["properties"], area[f["properties"]["pcode"]]
        equal((p["name"], p["region_pcode"], p["region"]), fields[p["pcode"]], f"{p['pcode']}: names")
        require(math.isclose(float(p["area_km2"]), km2, rel_tol=1e-4), f"{p['name']}: {p['area_km2']} km², geodesic {km2}")
        density = int(p["count"]) / km2 * 10000 / len(YEARS)
        require(math.isclose(float(p["density"]), density, rel_tol=1e-3), f"{p['name']}: density {p['density']}, not {density}")
        equal(int(p["class"]), int(density > 0) + sum(density >= b and density > 0 for b in BREAKS), f"{p['name']}: class")
    ok("districts.geojson: names, geodesic areas within 0.01 %, densities within 0.1 %, classes")


def ledger_accounts_for_each_row(path, table):
    with open(table, encoding="utf-8", newline="") as f:
        reader = csv.DictReader(f)
        start, id_at_line = 2, {}
        for row in reader:
            id_at_line[start], start = row["SiND Event ID"], reader.line_num + 1
    ledger = csv_rows(path)
    equal(len(ledger), 156, "ledger.csv: data lines")
    for line in ledger:
        equal(list(line), LEDGER_FIELDS, "ledger.csv: columns")
        equal(line["file"], table.name, "ledger.csv: file")
        equal(line["id"], id_at_line.pop(int(line["row"]), None), f"ledger.csv: id of row {line['row']}")
        equal(bool(line["district_pcode"]), line["bucket"] == "joined", f"ledger.csv: row {line['row']} names a district")
    equal(dict(collections.Counter(line["bucket"] for line in ledger)), BUCKETS, "ledger.csv: buckets")
    ok(f"ledger.csv: 156 lines, each a row of {table.name}; {BUCKETS}")
    return ledger


def pictures_have_their_size(folder):
    names = {"known-locations-2022-2024": 170, "density-2022-2024": 120, "density-by-region-per-100k-2022-2024": 120}
    equal({p.stem for p in folder.glob("*.png")}, set(names), "pictures")
    for name, mm in names.items():
        with Image.open(folder / f"{name}.png") as picture:
            picture.load()
            width, height = picture.size
            equal(width, round(mm / 25.4 * 300), f"{name}: pixels across for {mm} mm")
            require(0.5 < height / width < 1.75, f"{name}: {width} by {height} pixels")
            equal([round(d, 2) for d in picture.info.get("dpi", ())], [300, 300], f"{name}: dpi in pHYs")
            colours = picture.convert("RGB").getcolors(1 << 24)
            require(max(n for n, _ in colours) < 0.9 * width * height, f"{name}: is nearly one flat colour")
    ok("pictures: 170, 120 and 120 mm wide, 300 dpi")


def reference_counts_equal_geopandas(binary, folder, boundaries, key, column, known):
    """All located rows of the published workbook in a published set of boundaries."""
    out = folder / "counts.csv"
    run(binary, folder, "join", WORKBOOK, "--only", "Country ISO=MLI", "--counted", ALL_PRECISIONS,
        "--boundaries", REFERENCE / boundaries, "--out", out)
    frame = pandas.read_excel(WORKBOOK, dtype=str)
    mali = frame[(frame["Country ISO"] == "MLI") & frame["Latitude"].notna() & frame["Longitude"].notna()]
    equal(len(mali), 142, "located rows of Mali in the workbook")
    districts = geopandas.read_file(REFERENCE / boundaries)
    require(districts[key].is_unique, f"{boundaries}: {key} is not unique")
    joined = geopandas.sjoin(point_frame(mali, "Latitude", "Longitude"), districts, predicate="intersects")
    expected = {**dict.fromkeys(districts[key], 0), **collections.Counter(joined[key])}
    rows = csv_rows(out)
    equal({r[column]: int(r["count"]) for r in rows}, expected, f"{boundaries}: counts")
    equal(len(rows), len(districts), f"{boundaries}: lines")
    by_name = {r["name"]: int(r["count"]) for r in rows}
    equal({n: by_name.get(n) for n in known}, known, f"{boundaries}: counts known beforehand")
    ok(f"{boundaries}: {sum(expected.values())} incidents in {len(districts)} districts as in geopandas")


def grid_points_count_once(binary, folder, name, corner):
    """20 x 20 cells that share edges; a point on each vertex, each edge's middle and each cell's centre."""
    n, eps = 20, []
    cells = {f"c{i:02}{j:02}": [corner(i, j), corner(i + 1, j), corner(i + 1, j + 1), corner(i, j + 1), corner(i, j)]
             for i in range(n) for j in range(n)}
    features = [{"type": "Feature", "properties": {"id": c, "name": f"cell {c}"},
                 "geometry": {"type": "Polygon", "coordinates": [ring]}} for c, ring in cells.items()]
    (folder / "grid.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    places = [corner(i / 2, j / 2) for i in range(2 * n + 1) for j in range(2 * n + 1)]
    places += [corner(-0.01, 5), corner(5, n + 0.01), corner(n + 1, n + 1)]  # outside
    with open(folder / "points.csv", "w", encoding="utf-8") as f:
        f.write("id,date,lat,lon\n" + "".join(f"{k},2024-01-01,{y!r},{x!r}\n" for k, (x, y) in enumerate(places)))
    run(binary, folder, "join", "points.csv", "--boundaries", "grid.geojson", "--out", "grid.csv")
    squares = geopandas.GeoDataFrame({"id": list(cells)}, geometry=[Polygon(r) for r in cells.values()], crs=4326)
    points = geopandas.GeoDataFrame({"point": range(len(places))}, geometry=[Point(p) for p in places], crs=4326)
    touched = geopandas.sjoin(points, squares, predicate="intersects").groupby("point")["id"]
    counts = {r["id"]: int(r["count"]) for r in csv_rows(folder / "grid.csv")}
    equal(sum(counts.values()), touched.ngroups, f"{name}: points counted")
    equal(counts, {**dict.fromkeys(cells, 0), **collections.Counter(touched.min())}, f"{name}: counts by cell")
    ok(f"{name}: {touched.ngroups} points in 400 cells, each counted once, on the smallest identifier")


def main(binary):
    table = ROOT / "assets" / "mali_incidents.csv"
    rows = {r["SiND Event ID"]: r for r in csv_rows(table)}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(binary, folder, "build", "--out", folder / "maps")
        maps = folder / "maps"
        districts = rfc7946_text_and_members(maps / "districts.geojson")
        rings_are_closed_and_wound(districts)
        validator_finds_nothing(maps / "districts.geojson", {"holes", "excessive_vertices"})  # of Kati; of real borders
        pyogrio_opens(maps / "districts.geojson", 53, "Polygon")
        incidents = rfc7946_text_and_members(maps / "incidents.geojson")
        validator_finds_nothing(maps / "incidents.geojson", set())
        pyogrio_opens(maps / "incidents.geojson", 87, "Point")
        ledger = ledger_accounts_for_each_row(maps / "ledger.csv", table)
        incident_features_are_complete(incidents, rows, ledger)
        counts_equal_geopandas(districts, rows)
        areas_densities_classes_hold(districts)
        pictures_have_their_size(maps)
        grid_points_count_once(binary, folder, "square grid", lambda i, j: (round(i * 0.1 - 1, 6), round(j * 0.1 + 9, 6)))
        grid_points_count_once(binary, folder, "slanted grid", lambda i, j: (i * 0.1 + j * 0.03, 9 + j * 0.1 - i * 0.07))
        if REFERENCE.is_dir():
            known = {"Ansongo": 22, "Gao": 19, "Bandiagara": 11, "Tessalit": 9, "Gourma-Rharous": 8, "Niafunké": 7}
            reference_counts_equal_geopandas(binary, folder, "codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp", "ADM2_PCODE", "id", known)
            reference_counts_equal_geopandas(binary, folder, "geoboundaries-2023/mali-cercles-polygons.json", "shapeName", "name", {})
            reference_counts_equal_geopandas(binary, folder, "mesoshapes/wof-ml-county.geojson", "name", "name", {})
        else:
            print("skipped: no reference files")
    print(f"{passed} passed, 0 failed")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(str(Path(sys.argv[1]).resolve()))
