#!/usr/bin/env python3
"""Judges the program's files with software that this project did not write.

usage: gis_check.py BINARY    (packages: gis-requirements.txt)
"""
import csv
import json
import math
import re
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
import traceback
from collections import Counter
from pathlib import Path

import geojson_validator
import geopandas
import jsonschema
import numpy
import openpyxl
import pandas
import pyarrow.parquet
import pyogrio
import rasterio
from PIL import Image
from pyproj import Geod, Transformer
from shapely import coverage_is_valid, segmentize, transform, union_all
from shapely.geometry import LinearRing, MultiPolygon, Point, Polygon, box, shape

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "assets" / "mali_incidents.csv"
SHAPEFILE = ROOT / "boundaries" / "mali_districts.shp"
REFERENCE = ROOT.parent / "shared" / "data" / "reference"
WORKBOOK = REFERENCE / "incidents" / "2016-2023-attacks-on-health-care-incident-data.xlsx"
YEARS, BREAKS = (2022, 2023, 2024), (0.2, 0.5, 1, 2)  # of the embedded project
COUNTS = ["count", *(f"count_{y}" for y in YEARS)]
DISTRICT_FIELDS = ["pcode", "name", "region_pcode", "region", "area_km2", *COUNTS, "density", "class"]
INCIDENT_FIELDS = ["id", "date", "bucket", "district_pcode", "precision"]
LEDGER_FIELDS = ["file", "row", "id", "bucket", "reason", "district_pcode"]
BUCKETS = {"joined": 78, "low_precision": 2, "no_location": 7, "filtered": 69}
PICTURES = {"known-locations-2022-2024": 170, "density-2022-2024": 120, "density-by-region-per-100k-2022-2024": 120,
            "circles-2022-2024": 120, "people-2022-2024": 170, "change-2022-2023": 120, "strip-2022-2024": 170,
            "bars-by-month-2022-2024": 170, "bars-by-year-2022-2024": 85, "bars-by-region-2022-2024": 120}  # mm
ALL_PRECISIONS = "exact,25km,district,line,region,country,sea_or_air,blank,unstated"
KNOWN = {"Ansongo": 22, "Gao": 19, "Bandiagara": 11, "Tessalit": 9, "Gourma-Rharous": 8, "Niafunké": 7}
PUBLISHED = [("codab-20211220/mli_admbnda_adm2_1m_gov_20211220.shp", "ADM2_PCODE", "id", KNOWN),
             ("geoboundaries-2023/mali-cercles-polygons.json", "shapeName", "name", {}),
             ("mesoshapes/wof-ml-county.geojson", "name", "name", {})]
passed = []

def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")

def equal(found, expected, what):
    if isinstance(found, dict) and isinstance(expected, dict):  # show only what differs
        found, expected = dict(found.items() - expected.items()), dict(expected.items() - found.items())
    require(found == expected, f"{what}: found {found!r}, expected {expected!r}")

def ok(what):
    passed.append(what)
    print("ok     ", what, flush=True)

def run(binary, folder, *arguments):
    done = subprocess.run([binary, *map(str, arguments)], cwd=folder, capture_output=True, encoding="utf-8")
    require(done.returncode == 0, f"{' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}".rstrip())

def csv_rows(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))

def point_frame(rows):
    frame = pandas.DataFrame(rows)
    place = geopandas.points_from_xy(frame["Longitude"].astype(float), frame["Latitude"].astype(float))
    return geopandas.GeoDataFrame(frame, geometry=place, crs=4326)

def rings_of(geometry):
    """Each ring with its number in its polygon, 0 for the outer one; a point is a ring of one position."""
    kind, coordinates = (geometry["type"], geometry["coordinates"]) if geometry else ("MultiPolygon", [])
    require(kind in ("Point", "Polygon", "MultiPolygon"), f"geometry type {kind}")
    polygons = {"Point": [[[coordinates]]], "Polygon": [coordinates]}.get(kind, coordinates)
    return [(i, ring) for polygon in polygons for i, ring in enumerate(polygon)]

def text_and_members_follow_rfc7946(path):
    """Returns the features, and once more with each number as the text that stands in the file."""
    text = path.read_bytes().decode("utf-8")
    require(not text.startswith("\ufeff"), f"{path.name} starts with a byte order mark")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    wrong = re.search(r"\d+\.\d{7,}|\d[eE]|NaN|Infinity", bare)
    require(not wrong, f"{path.name}: {wrong and wrong.group()} has more than six decimals or is no plain number")
    top, written = json.loads(text), json.loads(text, parse_float=str, parse_int=str)
    equal((list(top), top["type"]), (["type", "bbox", "features"], "FeatureCollection"), f"{path.name}: members")
    for f in top["features"]:
        equal((set(f) - {"id"}, f["type"]), ({"type", "geometry", "properties"}, "Feature"), f"{path.name}: feature")
    every = [position for f in top["features"] for _, ring in rings_of(f["geometry"]) for position in ring]
    require(all(len(p) == 2 and abs(p[0]) <= 180 and abs(p[1]) <= 90 for p in every), f"{path.name}: not lon, lat")
    lon, lat = zip(*every)
    equal(top["bbox"], [min(lon), min(lat), max(lon), max(lat)], f"{path.name}: bbox")
    ok(f"{path.name}: RFC 7946 members, six decimals at most, bbox of {len(every)} positions")
    return top["features"], written["features"]

def rings_are_closed_wound_and_valid(features, written):
    for f, text in zip(features, written):
        name = f["properties"]["name"]
        for (i, ring), (_, as_text) in zip(rings_of(f["geometry"]), rings_of(text["geometry"])):
            require(len(ring) >= 4 and as_text[-1] == as_text[0], f"{name}: ring {i} is short or open: {as_text[:1]} … {as_text[-1:]}")
            equal(LinearRing(ring).is_ccw, i == 0, f"{name}: ring {i} is counter-clockwise")
        require(shape(f["geometry"]).is_valid, f"{name}: not a valid polygon")
    ok(f"districts.geojson: rings closed, wound and valid in {len(features)} features")

def others_read_it(path, count, kind, allowed):
    geojson_validator.configure_logging(enabled=False)
    equal(geojson_validator.validate_structure(str(path), check_crs=True), {}, f"{path.name}: geojson-validator")
    found = geojson_validator.validate_geometries(str(path))
    equal(found["invalid"], {}, f"{path.name}: geojson-validator, invalid")
    equal(set(found["problematic"]) - allowed, set(), f"{path.name}: geojson-validator, problematic")
    info = pyogrio.read_info(path)
    equal((info["crs"], info["features"], info["geometry_type"]), ("EPSG:4326", count, kind), f"{path.name}: pyogrio")
    equal(len(geopandas.read_file(path)), count, f"{path.name}: geopandas")
    ok(f"{path.name}: geojson-validator has no complaint, pyogrio opens {count} {kind} in EPSG:4326")

def ledger_accounts_for_each_row(path):
    with open(TABLE, encoding="utf-8", newline="") as f:
        reader, start, id_at_line = csv.DictReader(f), 2, {}
        for row in reader:
            id_at_line[start], start = row["SiND Event ID"], reader.line_num + 1
    ledger = csv_rows(path)
    equal(len(ledger), 156, "ledger.csv: data lines")
    for line in ledger:
        equal((list(line), line["file"]), (LEDGER_FIELDS, TABLE.name), "ledger.csv: columns and file")
        equal(line["id"], id_at_line.pop(int(line["row"]), None), f"ledger.csv: id of row {line['row']}")
        equal(bool(line["district_pcode"]), line["bucket"] == "joined", f"ledger.csv: row {line['row']} names a district")
    equal(dict(Counter(line["bucket"] for line in ledger)), BUCKETS, "ledger.csv: buckets")
    ok(f"ledger.csv: 156 lines, each a row of {TABLE.name}: {BUCKETS}")
    return ledger

def incidents_equal_table_and_ledger(features, rows, ledger):
    equal((len(features), len({f["properties"]["id"] for f in features})), (87, 87), "incidents.geojson: features, ids")
    line_of = {line["id"]: line for line in ledger}
    for f in features:
        p = f["properties"]
        equal(list(p)[:5], INCIDENT_FIELDS, "incidents.geojson: first properties")
        row, line = rows[p["id"] or ""], line_of[p["id"] or ""]
        expected = (row["Date"], line["bucket"], line["district_pcode"] or None, not row["Latitude"])
        equal((p["date"], p["bucket"], p["district_pcode"], not f["geometry"]), expected, f"incident {p['id']}")
        if f["geometry"]:
            there = [float(row["Longitude"]), float(row["Latitude"])]
            require(math.dist(f["geometry"]["coordinates"], there) < 1e-6, f"incident {p['id']}: not at {there}")
    ok("incidents.geojson: 87 features as in the table and the ledger; geometry null without coordinates")

def counts_equal_geopandas(features, rows, districts):
    located = [r for r in rows.values() if re.match(r"\s*\([1235]\)", r["Geo Precision"])
               and r["Latitude"] and r["Longitude"] and int(r["Date"][:4]) in YEARS]
    joined = geopandas.sjoin(point_frame(located), districts, predicate="intersects")
    equal(len(joined), len(located), "incidents in exactly one district")
    expected = Counter((code, c) for code, date in zip(joined["ADM2_PCODE"], joined["Date"])
                       for c in ("count", f"count_{date[:4]}"))
    equal([f["properties"]["pcode"] for f in features], sorted(districts["ADM2_PCODE"]), "districts.geojson: pcodes")
    for p in (f["properties"] for f in features):
        equal(list(p), DISTRICT_FIELDS, "districts.geojson: properties")
        equal({c: p[c] for c in COUNTS}, {c: expected[p["pcode"], c] for c in COUNTS}, f"{p['name']}: counts")
    ok(f"districts.geojson: counts of {len(located)} incidents equal geopandas, in total and by year")

def names_areas_densities_and_classes_hold(features, districts):
    geod, known = Geod(ellps="WGS84"), {d.ADM2_PCODE: d for d in districts.itertuples()}
    for p in (f["properties"] for f in features):
        d = known[p["pcode"]]
        equal((p["name"], p["region_pcode"], p["region"]), (d.ADM2_FR, d.ADM1_PCODE, d.ADM1_FR), f"{p['pcode']}: names")
        km2 = abs(geod.geometry_area_perimeter(d.geometry)[0]) / 1e6
        require(math.isclose(p["area_km2"], km2, rel_tol=1e-4), f"{p['name']}: {p['area_km2']} km², geodesic {km2}")
        density = p["count"] / km2 * 10000 / len(YEARS)
        require(math.isclose(p["density"], density, rel_tol=1e-3), f"{p['name']}: density {p['density']}, not {density}")
        equal(p["class"], sum(density >= b for b in BREAKS) + (density > 0), f"{p['name']}: class")
    ok("districts.geojson: names, geodesic areas within 0.01 %, densities within 0.1 %, classes")

def project_files_follow_their_schema(binary, folder):
    """The schema is one, the embedded and a new project follow it, and mistakes do not."""
    run(binary, folder, "init", TABLE, SHAPEFILE, "--out", "new.toml")
    schema, project = (subprocess.run([binary, *words], capture_output=True, check=True).stdout.decode()
                       for words in (["schema"], ["list", "project"]))
    judge = jsonschema.Draft202012Validator
    judge.check_schema(json.loads(schema))
    complaints = lambda text: [e.message for e in judge(json.loads(schema)).iter_errors(tomllib.loads(text))]
    for text in (project, (folder / "new.toml").read_text(encoding="utf-8")):
        equal(complaints(text), [], "complaints of jsonschema")
    for right, wrong in (("vintage =", "vintge ="), ('"density"', '"densty"'), ("width = 170", 'width = "wide"')):
        equal(len(complaints(project.replace(right, wrong, 1))), 1, f"complaints of jsonschema about {wrong}")
    ok("schema: draft 2020-12; the embedded project and a new one follow it by jsonschema, mistakes do not")

def pictures_have_their_size(folder):
    equal({p.stem for p in folder.glob("*.png")}, set(PICTURES), "pictures")
    for name, mm in PICTURES.items():
        with Image.open(folder / f"{name}.png") as picture:
            picture.load()
            equal(picture.width, round(mm / 25.4 * 300), f"{name}: pixels across for {mm} mm")
            require(0.5 < picture.height / picture.width < 1.75, f"{name}: {picture.size} pixels")
            equal([round(d, 2) for d in picture.info.get("dpi", ())], [300, 300], f"{name}: dpi in pHYs")
    ok(f"{len(PICTURES)} pictures: as wide as the project says, 300 dpi")

def published_incidents_count_as_in_geopandas(binary, folder, mali, boundaries, key, column, known):
    run(binary, folder, "join", WORKBOOK, "--only", "Country ISO=MLI", "--counted", ALL_PRECISIONS,
        "--boundaries", REFERENCE / boundaries, "--out", "counts.csv")
    districts = geopandas.read_file(REFERENCE / boundaries)
    districts = districts[districts.geom_type.isin(["Polygon", "MultiPolygon"])]  # one set has a point among them
    joined = geopandas.sjoin(point_frame(mali), districts, predicate="intersects")
    rows, expected = csv_rows(folder / "counts.csv"), {**dict.fromkeys(districts[key], 0), **Counter(joined[key])}
    equal((len(rows), len(expected)), (len(districts), len(districts)), f"{boundaries}: districts with a {key} of their own")
    equal({r[column]: int(r["count"]) for r in rows}, expected, f"{boundaries}: counts")
    equal({r["name"]: int(r["count"]) for r in rows if r["name"] in known}, known, f"{boundaries}: known counts")
    ok(f"{boundaries}: {sum(expected.values())} incidents in {len(districts)} districts as in geopandas")

def grid_points_count_once(binary, folder, name, corner):
    """20 x 20 cells that share edges; a point on each vertex, each edge's middle and each cell's centre, some outside."""
    ring = {f"c{i:02}{j:02}": [corner(i + a, j + b) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]
            for i in range(20) for j in range(20)}
    features = [{"type": "Feature", "properties": {"id": c, "name": f"cell {c}"},
                 "geometry": {"type": "Polygon", "coordinates": [r]}} for c, r in ring.items()]
    (folder / "grid.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    places = [corner(i / 2, j / 2) for i in range(41) for j in range(41)] + [corner(-0.01, 5), corner(5, 20.01)]
    lines = [f"{k},2024-01-01,{y!r},{x!r}\n" for k, (x, y) in enumerate(places)]
    (folder / "points.csv").write_text("id,date,lat,lon\n" + "".join(lines))
    run(binary, folder, "join", "points.csv", "--boundaries", "grid.geojson", "--out", "grid.csv")
    cells = geopandas.GeoDataFrame({"cell": list(ring)}, geometry=[Polygon(r) for r in ring.values()])
    points = geopandas.GeoDataFrame({"point": range(len(places))}, geometry=[Point(p) for p in places])
    lowest = geopandas.sjoin(points, cells, predicate="intersects").groupby("point")["cell"].min()
    counts = {r["id"]: int(r["count"]) for r in csv_rows(folder / "grid.csv")}
    equal(sum(counts.values()), len(lowest), f"{name}: points counted")
    equal(counts, {**dict.fromkeys(ring, 0), **Counter(lowest)}, f"{name}: counts by cell")
    ok(f"{name}: {len(lowest)} points in 400 cells, each counted once, for the smallest identifier it touches")

def heat_equals_sums_over_all_incidents(binary, folder, rows):
    """Counts by cell and kernel density of the incidents of the period, against numpy and geodesic distances."""
    located = [r for r in rows.values() if re.match(r"\s*\([1235]\)", r["Geo Precision"])
               and r["Latitude"] and int(r["Date"][:4]) in YEARS]
    lon, lat = (numpy.array([float(r[c]) for r in located]) for c in ("Longitude", "Latitude"))
    for grid in ("equal-area", "web-mercator"):
        common = ["heat", TABLE, "--years", "2022-2024", "--grid", grid, "--bounds=-13,9,5,26", "--size", "600x600"]
        run(binary, folder, *common, "--out", "counts.tif")
        with rasterio.open(folder / "counts.tif") as counts:
            found, crs, back = counts.read(1), counts.crs, ~counts.transform
        x, y = Transformer.from_crs(4326, crs, always_xy=True).transform(lon, lat)
        columns, lines = back @ (x, y)
        expected = numpy.zeros_like(found)
        numpy.add.at(expected, (lines.astype(int), columns.astype(int)), 1)
        require((found == expected).all() and found.sum() == len(located), f"{grid}: counts differ from numpy")
        run(binary, folder, *common, "--bandwidth", "50km", "--out", "density.tif")
        with rasterio.open(folder / "density.tif") as density:
            found, places = density.read(1), density.transform
            equal((density.dtypes[0], math.isnan(density.nodata)), ("float32", True), f"{grid}: type and nodata")
            equal(density.units[0], "incidents per 1,000 km² per year", f"{grid}: unit")
        if grid == "web-mercator":
            equal(crs.to_epsg(), 3857, "web-mercator: EPSG code")
        worst = 0
        for line, column in ((l, c) for l in range(15, 600, 45) for c in range(15, 600, 45)):
            there = Transformer.from_crs(crs, 4326, always_xy=True).transform(*(places @ (column + .5, line + .5)))
            n = len(lon)
            away = Geod(ellps="WGS84").inv([there[0]] * n, [there[1]] * n, lon, lat)[2]
            kernel = numpy.exp(-(numpy.array(away) / 50000) ** 2 / 2) / (2 * math.pi * 50**2)
            worst = max(worst, abs(found[line, column] - kernel.sum() * 1000 / 3) / found.max())
        require(worst < 0.01, f"{grid}: density differs by {worst:.2%} of the highest")
        ok(f"heat, {grid}: {len(located)} counts as in numpy, density within {worst:.2%} of geodesic kernels")

def editions_compare_as_in_shapely(binary, folder, districts):
    """A made-up later edition: Gao and Ansongo merged, Goundam split, Kati renamed, Kayes widened, Bamako gone."""
    later = districts[["ADM2_PCODE", "ADM2_FR", "geometry"]].copy()
    at = {name: i for i, name in later["ADM2_FR"].items()}
    later.loc[at["Gao"], "geometry"] = later.loc[[at["Gao"], at["Ansongo"]]].geometry.union_all()
    west = box(-10, 10, -4, 26)
    part = later.loc[at["Goundam"]].copy()
    part["ADM2_PCODE"], part["ADM2_FR"] = "ML0602B", "Goundam Ouest"
    part["geometry"] = later.geometry[at["Goundam"]].intersection(west)
    later.loc[at["Goundam"], "geometry"] = later.geometry[at["Goundam"]].difference(west)
    strip = later.geometry[at["Bafoulabe"]].intersection(box(-12, 12, -10.9, 16))
    later.loc[at["Kayes"], "geometry"] = later.geometry[at["Kayes"]].union(strip)
    later.loc[at["Bafoulabe"], "geometry"] = later.geometry[at["Bafoulabe"]].difference(strip)
    later.loc[at["Kati"], "ADM2_FR"] = "Kati-Cercle"
    later = pandas.concat([later.drop([at["Ansongo"], at["Bamako"]]), part.to_frame().T]).set_geometry("geometry", crs=4326)
    later.to_file(folder / "later.geojson", driver="GeoJSON", COORDINATE_PRECISION=15)
    run(binary, folder, "boundaries", "diff", SHAPEFILE, "later.geojson", "--out", "walk.csv")
    rows = csv_rows(folder / "walk.csv")
    to = Transformer.from_crs(4326, "+proj=laea +lat_0=17.5 +lon_0=-4 +datum=WGS84", always_xy=True)
    plane = lambda g: transform(segmentize(g, 0.01), lambda a: numpy.column_stack(to.transform(a[:, 0], a[:, 1])))
    old = {i: plane(g) for i, g in zip(districts["ADM2_PCODE"], districts.geometry)}
    new = {i: plane(g) for i, g in zip(later["ADM2_PCODE"], later.geometry)}
    found = {(r["old_id"], r["new_id"]): float(r["area_km2"]) for r in rows}
    expected = {(i, j): g.intersection(h).area / 1e6 for i, g in old.items() for j, h in new.items()}
    expected |= {(i, ""): g.difference(union_all(list(new.values()))).area / 1e6 for i, g in old.items()}
    equal([k for k in found if k not in expected], [], "diff: overlaps that shapely has not")
    worst = max(abs(found.get(k, 0) - area) for k, area in expected.items())
    require(worst < 0.02, f"diff: an overlap differs by {worst} km² from shapely's")
    for i in old:
        require(abs(sum(float(r["share_of_old"]) for r in rows if r["old_id"] == i) - 1) < 1e-5, f"diff: shares of {i}")
    said = {(r["old_name"], r["new_name"]): r["relation"] for r in rows}
    wanted = {("Gao", "Gao"): "merged", ("Ansongo", "Gao"): "merged", ("Goundam", "Goundam"): "split",
              ("Goundam", "Goundam Ouest"): "split", ("Kati", "Kati-Cercle"): "renamed", ("Kayes", "Kayes"): "moved",
              ("Bafoulabe", "Kayes"): "part", ("Bamako", ""): "removed", ("Kita", "Kita"): "unchanged"}
    equal({k: said.get(k) for k in wanted}, wanted, "diff: relations")
    run(binary, folder, "boundaries", "diff", SHAPEFILE, "later.geojson", "--incidents", TABLE, "--out", "counted.csv")
    located = [r for r in csv_rows(TABLE) if re.match(r"\s*\([1235]\)", r["Geo Precision"]) and r["Latitude"] and r["Longitude"]]
    one, other = (geopandas.sjoin(point_frame(located), frame, predicate="intersects", how="left")["ADM2_PCODE"].fillna("")
                  for frame in (districts, later))
    both = Counter(pair for pair in zip(one, other) if pair != ("", ""))
    found = {(r["old_id"], r["new_id"]): int(r["incidents"]) for r in csv_rows(folder / "counted.csv") if r["incidents"] != "0"}
    equal(found, dict(both), "diff: incidents by both editions")
    ok(f"boundaries diff: {len(rows)} overlaps as in shapely, {worst * 1e6:.0f} m² apart at most")

def cleaned_files_are_coverages(binary, folder, districts):
    for extension in ("gpkg", "fgb", "parquet"):
        path = folder / f"clean.{extension}"
        run(binary, folder, "boundaries", "clean", SHAPEFILE, "--decimals", 5, "--vintage", "2021-12-20", "--out", path)
        found = geopandas.read_parquet(path) if extension == "parquet" else geopandas.read_file(path)
        equal((len(found), {str(day)[:10] for day in found["valid_on"]}), (53, {"2021-12-20"}), f"{path.name}: rows, edition")
        require(coverage_is_valid(list(found.geometry)), f"{path.name}: neighbours do not fit")
    for options in (["--decimals", 5], ["--simplify", "500m", "--decimals", 5], ["--simplify", "10km", "--decimals", 3]):
        run(binary, folder, "boundaries", "clean", SHAPEFILE, *options, "--out", "clean.geojson")
        features, written = text_and_members_follow_rfc7946(folder / "clean.geojson")
        rings_are_closed_wound_and_valid(features, written)
        require(coverage_is_valid([shape(f["geometry"]) for f in features]), f"clean {options}: neighbours do not fit")
        equal(len(features), 53, "clean: districts")
    run(binary, folder, "boundaries", "clean", SHAPEFILE, "--dissolve", "region", "--out", "regions.geojson")
    regions = geopandas.read_file(folder / "regions.geojson").set_index("pcode")
    for code, region in districts.dissolve("ADM1_PCODE").geometry.items():
        apart = region.symmetric_difference(regions.geometry[code]).area
        require(apart < 1e-6, f"dissolve: {code} is {apart} square degrees off geopandas' union")
    ok("boundaries clean: valid coverages by shapely's measure, regions as geopandas dissolves them")

def other_systems_and_formats_join_the_same(binary, folder):
    """The embedded districts in UTM, Web Mercator and Lambert, as four formats: counts, areas and corners stay."""
    districts = geopandas.read_file(SHAPEFILE)
    def joined(path):
        out = folder / f"{path.name}.joined.geojson"
        run(binary, folder, "join", TABLE, "--only", "Country ISO=MLI", "--boundaries", path, "--out", out)
        return {f["properties"]["pcode"]: f for f in json.loads(out.read_bytes())["features"]}
    expected = joined(SHAPEFILE)
    for name, crs in {"utm": "EPSG:32630", "mercator": "EPSG:3857", "lambert": "ESRI:102024", "degrees": "EPSG:4326"}.items():
        moved = districts.to_crs(crs)
        for extension in ["shp", "gpkg", "fgb", *(["geojson"] if crs.startswith("EPSG") else [])]:
            path = folder / f"{name}.{extension}"
            options = {"RFC7946": "NO", "COORDINATE_PRECISION": 15} if extension == "geojson" else {}
            moved.to_file(path, **options)
            found = joined(path)
            equal(set(found), set(expected), f"{path.name}: districts")
            for code, feature in found.items():
                other = expected[code]
                equal(feature["properties"], other["properties"], f"{path.name}: {code}")
                ours, theirs = shape(feature["geometry"]), shape(other["geometry"])
                far = max(abs(a - b) for a, b in zip(ours.bounds, theirs.bounds))
                # the layers have six decimals, so that a last digit may fall either way
                require(far < 1.1e-6 and ours.hausdorff_distance(theirs) < 2e-6, f"{path.name}: {code} lies {far} off")
    ok("the districts in UTM, Web Mercator and Lambert, as .shp, .gpkg, .fgb and .geojson, join like those in degrees")
def multi(shapes):
    return shapes.apply(lambda s: MultiPolygon([s]) if s.geom_type == "Polygon" else s)

def layers_hold_what_the_geojson_holds(binary, folder):
    """Every format of layers, read by GDAL, against the GeoJSON of the same build."""
    project = subprocess.run([binary, "list", "project"], capture_output=True, encoding="utf-8").stdout
    asked = project.split("[[figure]]")[0].replace('["geojson", "gpkg", "xlsx"]', '["geojson", "geojsonl", "gpkg", "fgb", "parquet", "csv", "xlsx"]')
    (folder / "layers.toml").write_text(asked, encoding="utf-8")
    run(binary, folder, "build", "layers.toml", "--out", "layers")
    made, key = folder / "layers", {"districts": "pcode", "regions": "pcode", "incidents": "row"}
    for layer, rows in (("districts", 53), ("regions", 10), ("incidents", 87)):
        told = geopandas.read_file(made / f"{layer}.geojson").sort_values(key[layer], ignore_index=True)
        kind = "Point" if layer == "incidents" else "MultiPolygon"
        for name in (f"{layer}.geojsonl", "layers.gpkg", f"{layer}.fgb"):
            which = {"layer": layer} if name.endswith("gpkg") else {}
            info = pyogrio.read_info(made / name, **which)
            equal((info["crs"], info["features"]), ("EPSG:4326", rows), f"{name}, {layer}: system and features")
            if which or name.endswith("fgb"):
                equal(info["geometry_type"], kind, f"{name}, {layer}: geometry type")
            found = geopandas.read_file(made / name, **which).sort_values(key[layer], ignore_index=True)
            equal(list(found.columns), list(told.columns), f"{name}, {layer}: columns")
            require(found.geometry.isna().equals(told.geometry.isna()), f"{name}, {layer}: rows without a place differ")
            there = told.geometry.notna()
            one, other = (multi(frame.geometry[there]).normalize() for frame in (found, told))
            require(one.geom_equals_exact(other, 1e-6).all(), f"{name}, {layer}: shapes differ")
            require(one.is_valid.all(), f"{name}, {layer}: a shape is not valid")
            for column in told.columns.drop("geometry"):
                same = [a == b or (pandas.isna(a) and pandas.isna(b)) for a, b in zip(found[column], told[column])]
                require(all(same), f"{name}, {layer}: {column} differs")
        box = found[there].total_bounds
        inside = geopandas.read_file(made / "layers.gpkg", layer=layer, bbox=tuple(box))
        equal(len(inside), int(there.sum()), f"layers.gpkg, {layer}: rows found through the index")
    ok("geojsonl, gpkg and fgb: GDAL reads counts, system, columns, values and shapes of the GeoJSON, also through the index")
    return made

def geoparquet_is_valid_and_holds_the_geojson(made):
    for layer, kind in (("districts", "MultiPolygon"), ("regions", "MultiPolygon"), ("incidents", "Point")):
        path = made / f"{layer}.parquet"
        told = geopandas.read_file(made / f"{layer}.geojson")
        found = geopandas.read_parquet(path)
        equal(found.crs.to_authority(), ("OGC", "CRS84"), f"{path.name}: system")
        found = found.set_crs(told.crs, allow_override=True)  # both are read longitude first
        equal((list(found.columns), len(found)), (list(told.columns), len(told)), f"{path.name}: columns and rows")
        equal(set(found.geometry.dropna().geom_type), {kind}, f"{path.name}: geometry types")
        require(found.geometry.isna().equals(told.geometry.isna()), f"{path.name}: rows without a place differ")
        there = told.geometry.notna()
        one, other = (multi(frame.geometry[there]).normalize() for frame in (found, told))
        require(one.geom_equals_exact(other, 1e-9).all(), f"{path.name}: shapes differ")
        for column in told.columns.drop("geometry"):
            # a day is a day here and a text or a moment in the other reader
            pairs = [(a, b) if column != "date" else (str(a)[:10], str(b)[:10]) for a, b in zip(found[column], told[column])]
            require(all(a == b or (pandas.isna(a) and pandas.isna(b)) for a, b in pairs), f"{path.name}: {column} differs")
        schema = pyarrow.parquet.read_schema(path)
        types = {name: str(schema.field(name).type) for name in schema.names}
        expected = {"int64": ["count", "class", "row"], "double": ["density", "area_km2"], "string": ["pcode", "name", "bucket"],
                    "binary": ["geometry"]}
        if layer == "incidents":  # days, unless a date is a month or a year
            exact = all(len(str(f["properties"]["date"])) == 10 for f in json.loads((made / f"{layer}.geojson").read_bytes())["features"])
            equal(types["date"], "date32[day]" if exact else "string", f"{path.name}: type of date")
        for kind_of, names in expected.items():
            for name in set(names) & set(types):
                equal(types[name], kind_of, f"{path.name}: type of {name}")
        geo = json.loads(schema.metadata[b"geo"])
        equal((geo["version"], geo["primary_column"]), ("1.1.0", "geometry"), f"{path.name}: metadata")
        equal(geo["columns"]["geometry"]["bbox"], list(told.total_bounds), f"{path.name}: bbox")
        validator = Path(sys.executable).parent / "geoparquet-validator"
        said = subprocess.run([validator, "check", "--class", "core", path], capture_output=True, encoding="utf-8")
        require(said.returncode == 0, f"{path.name}: geoparquet-validator\n{said.stdout}{said.stderr}")
    ok("parquet: geopandas and pyarrow read the values, types and shapes of the GeoJSON; geoparquet-validator has no complaint")

def geopackage_follows_its_rules(path):
    """Rules of OGC 12-128r18 as queries, each of which finds what breaks it; then edits, as a program makes them."""
    base = sqlite3.connect(path)
    value = lambda sql: base.execute(sql).fetchone()[0]
    equal(path.read_bytes()[:16], b"SQLite format 3\0", "layers.gpkg: magic")
    marks = ("application_id", 0x47504B47), ("user_version", 10400), ("integrity_check", "ok"), ("freelist_count", 0)
    for name, expected in marks:
        equal(value(f"PRAGMA {name}"), expected, f"layers.gpkg: {name}")
    equal(base.execute("PRAGMA foreign_key_check").fetchall(), [], "layers.gpkg: foreign keys")
    equal(value("SELECT count(*) FROM gpkg_spatial_ref_sys WHERE (srs_id, organization_coordsys_id, lower(organization)) "
                "IN ((-1, -1, 'none'), (0, 0, 'none'), (4326, 4326, 'epsg'))"), 3, "layers.gpkg: systems")
    rules = {
        "contents name tables": "SELECT table_name FROM gpkg_contents WHERE table_name NOT IN (SELECT name FROM sqlite_schema)",
        "times are ISO 8601": "SELECT last_change FROM gpkg_contents WHERE last_change NOT GLOB '????-??-??T??:??:??.???Z'",
        "features have a geometry column": "SELECT table_name FROM gpkg_contents WHERE data_type = 'features' AND table_name "
                                           "NOT IN (SELECT table_name FROM gpkg_geometry_columns)",
        "one system a table": "SELECT table_name FROM gpkg_contents c JOIN gpkg_geometry_columns g USING (table_name) WHERE c.srs_id != g.srs_id",
        "extensions name tables": "SELECT table_name FROM gpkg_extensions WHERE table_name NOT IN (SELECT name FROM sqlite_schema)",
        "scopes": "SELECT scope FROM gpkg_extensions WHERE scope NOT IN ('read-write', 'write-only')",
        "metadata is referred to": "SELECT id FROM gpkg_metadata WHERE id NOT IN (SELECT md_file_id FROM gpkg_metadata_reference)",
    }
    for rule, sql in rules.items():
        equal(base.execute(sql).fetchall(), [], f"layers.gpkg: {rule}")
    if value("SELECT count(*) FROM sqlite_schema WHERE name = 'layer_styles'"):
        equal(value("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'"), "attributes", "layers.gpkg: styles")
        sql = "SELECT f_table_name FROM layer_styles GROUP BY f_table_name HAVING sum(useAsDefault) != 1"
        equal(base.execute(sql).fetchall(), [], "layers.gpkg: one default style a layer")
    for table, in base.execute("SELECT table_name FROM gpkg_geometry_columns").fetchall():
        triggers = {n for n, in base.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", [table])}
        suffixes = ("insert", "update2", "update4", "update5", "update6", "update7", "delete")
        equal(triggers, {f"rtree_{table}_geom_{s}" for s in suffixes}, f"layers.gpkg, {table}: triggers")
    corner = lambda blob, i: numpy.frombuffer(blob[-16:], "<f8")[i] if blob else None  # of a point
    for i, name in enumerate(("ST_MinX", "ST_MinY", "ST_MaxX", "ST_MaxY")):
        base.create_function(name, 1, lambda blob, i=i: float(corner(blob, i % 2)))
    base.create_function("ST_IsEmpty", 1, lambda blob: 0)
    count = lambda: value("SELECT count(*) FROM rtree_incidents_geom")
    before, one = count(), "(SELECT fid FROM incidents WHERE geom NOT NULL LIMIT 1)"
    none, point = "(SELECT fid FROM incidents WHERE geom IS NULL LIMIT 1)", "(SELECT geom FROM incidents WHERE geom NOT NULL LIMIT 1)"
    for sql, change in ((f"DELETE FROM incidents WHERE fid = {one}", -1), (f"UPDATE incidents SET geom = NULL WHERE fid = {one}", -2),
                        (f"UPDATE incidents SET geom = {point} WHERE fid = {none}", -1), (f"UPDATE incidents SET geom = geom WHERE fid = {one}", -1),
                        (f"UPDATE incidents SET fid = 1000 WHERE fid = {one}", -1), (f"INSERT INTO incidents (geom) VALUES ({point})", 0)):
        base.execute(sql)
        equal(count() - before, change, f"layers.gpkg: the index after {sql}")
    lost = "SELECT count(*) FROM incidents WHERE (geom NOT NULL) != (fid IN (SELECT id FROM rtree_incidents_geom))"
    equal(value(lost), 0, "layers.gpkg: rows beside the index")
    base.rollback()
    base.close()
    try:
        from osgeo import gdal  # Debian's; PyPI has no built one
        from osgeo_utils.samples.validate_gpkg import GPKGChecker
        GPKGChecker(str(path), extra_checks=True, abort_at_first_error=True).check()
        ok(f"layers.gpkg: GDAL {gdal.__version__} validates it")
    except ImportError:
        print("skipped: GDAL's validator of GeoPackage files is not installed")
    ok("layers.gpkg: rules of the specification hold, and the index follows edits")

def workbook_has_typed_cells(folder):
    book = openpyxl.load_workbook(folder / "layers.xlsx")
    equal(book.sheetnames, ["README", "districts", "regions", "incidents", "ledger"], "layers.xlsx: sheets")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    require(not any(cell.data_type == "f" for cell in cells), "layers.xlsx: a cell is a formula")
    for layer in ("districts", "regions", "incidents"):
        told = [f["properties"] for f in json.loads((folder / f"{layer}.geojson").read_text(encoding="utf-8"))["features"]]
        head, *rows = book[layer].iter_rows(values_only=True)
        found = [{k: v for k, v in zip(head, row) if k not in ("longitude", "latitude")} for row in rows]
        equal(found, told, f"layers.xlsx, {layer}: values")
        equal((book[layer].freeze_panes, book[layer].auto_filter.ref is not None), ("A2", True), f"layers.xlsx, {layer}: head")
        table = pandas.read_csv(folder / f"{layer}.data.csv", keep_default_na=False, dtype=str)
        equal(len(table), len(told), f"{layer}.data.csv: rows")
    ok(f"layers.xlsx: {len(cells)} typed cells with the values of the GeoJSON, no formula")

def main(binary):
    rows, districts = {r["SiND Event ID"]: r for r in csv_rows(TABLE)}, geopandas.read_file(SHAPEFILE)
    with tempfile.TemporaryDirectory() as name:
        folder, maps = Path(name), Path(name) / "maps"
        run(binary, folder, "build", "--out", "maps")
        features, written = text_and_members_follow_rfc7946(maps / "districts.geojson")
        rings_are_closed_wound_and_valid(features, written)
        others_read_it(maps / "districts.geojson", 53, "Polygon", {"holes", "excessive_vertices"})  # Kati; real borders
        incidents, _ = text_and_members_follow_rfc7946(maps / "incidents.geojson")
        others_read_it(maps / "incidents.geojson", 87, "Point", set())
        ledger = ledger_accounts_for_each_row(maps / "ledger.csv")
        incidents_equal_table_and_ledger(incidents, rows, ledger)
        counts_equal_geopandas(features, rows, districts)
        names_areas_densities_and_classes_hold(features, districts)
        other_systems_and_formats_join_the_same(binary, folder)
        pictures_have_their_size(maps)
        project_files_follow_their_schema(binary, folder)
        layers = layers_hold_what_the_geojson_holds(binary, folder)
        geoparquet_is_valid_and_holds_the_geojson(layers)
        geopackage_follows_its_rules(layers / "layers.gpkg")
        workbook_has_typed_cells(layers)
        heat_equals_sums_over_all_incidents(binary, folder, rows)
        editions_compare_as_in_shapely(binary, folder, districts)
        cleaned_files_are_coverages(binary, folder, districts)
        if REFERENCE.is_dir():
            world = pandas.read_excel(WORKBOOK, dtype=str)
            mali = world[(world["Country ISO"] == "MLI") & world["Latitude"].notna() & world["Longitude"].notna()]
            for boundaries in PUBLISHED:
                published_incidents_count_as_in_geopandas(binary, folder, mali, *boundaries)
        else:
            print("skipped: no reference files")
        grid_points_count_once(binary, folder, "square grid", lambda i, j: (round(i * 0.1 - 1, 6), round(j * 0.1 + 9, 6)))
        grid_points_count_once(binary, folder, "slanted grid", lambda i, j: (i * 0.1 + j * 0.03, 9 + j * 0.1 - i * 0.07))
    print(f"{len(passed)} passed, 0 failed")

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        main(str(Path(sys.argv[1]).resolve()))
    except Exception:
        traceback.print_exc()
        sys.exit("FAILED  a file is not as expected: see above")
