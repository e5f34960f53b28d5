#!/usr/bin/env python3
"""Judges the program's vector tiles with software that this project did not write.

usage: tile_check.py BINARY    (packages: gis-requirements.txt, tile-requirements.txt; npm for the style, if it is there)
"""
import gzip
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import mapbox_vector_tile
import pyogrio.raw
from pmtiles.reader import MmapSource, Reader, all_tiles
from shapely.geometry import shape
from shapely.validation import explain_validity

ROOT = Path(__file__).resolve().parent.parent
ZOOMS = range(0, 9)
DISTRICTS, POINTS, LIMIT = 53, 20_000, 50_000
EXTENT, BUFFER = 4096, 64


def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")


def equal(found, expected, what):
    require(found == expected, f"{what}: found {found!r}, expected {expected!r}")


def ok(what):
    print("ok     ", what, flush=True)


def incidents(path):
    """Points around towns and far from them, some beyond the country, a hundred on one spot."""
    random.seed(7)
    towns = [(-7.99, 12.65), (-4.20, 14.49), (-3.01, 16.77), (-0.04, 16.27), (-1.54, 12.36)]
    rows = [(12.65, -7.99)] * 100
    while len(rows) < POINTS:
        lon, lat = random.choice(towns)
        spread = 0.05 if len(rows) % 3 else 2.0
        rows.append((random.gauss(lat, spread), random.gauss(lon, spread)))
    text = "".join(f"{lat:.6f},{lon:.6f},{2020 + i % 5}-0{1 + i % 9}-11\n" for i, (lat, lon) in enumerate(rows))
    path.write_text("lat,lon,date\n" + text)


def make(binary, folder, table, out):
    command = [binary, "tile", table, "--boundaries", ROOT / "boundaries" / "mali_districts.shp", "--vector", "--layer",
               "choropleth,points", "--zoom", f"{ZOOMS[0]}-{ZOOMS[-1]}", "--limit", str(LIMIT // 1000),
               "--base-url", "https://example.org/tiles", "--out", folder / out]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    return folder / out, int(next(line for line in said.splitlines() if "counted in a district" in line).split()[0])


def from_folder(path):
    return {tuple(int(part.split(".")[0]) for part in tile.relative_to(path).parts): tile.read_bytes()
            for tile in path.glob("*/*/*.pbf")}


def from_mbtiles(path):
    database = sqlite3.connect(path)
    equal(database.execute("PRAGMA integrity_check").fetchone(), ("ok",), "integrity of MBTiles")
    metadata = dict(database.execute("SELECT name, value FROM metadata"))
    equal([metadata[k] for k in ("format", "minzoom", "maxzoom")], ["pbf", str(ZOOMS[0]), str(ZOOMS[-1])], "metadata")
    layers = {layer["id"] for layer in json.loads(metadata["json"])["vector_layers"]}
    equal(layers, {"districts", "borders", "labels", "incidents"}, "layers of MBTiles")
    rows = database.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    require(all(len(data) <= LIMIT for *_, data in rows), "a tile is larger than the limit")
    return {(z, x, 2**z - 1 - y): gzip.decompress(data) for z, x, y, data in rows}


def from_pmtiles(path):
    with open(path, "rb") as file:
        source = MmapSource(file)
        header, metadata = Reader(source).header(), Reader(source).metadata()
        tiles = {place: gzip.decompress(data) for place, data in all_tiles(source)}
    equal(header["addressed_tiles_count"], len(tiles), "tiles that the header counts")
    equal(header["tile_contents_count"], len(set(tiles.values())), "contents that the header counts")
    equal((header["min_zoom"], header["max_zoom"], header["clustered"]), (ZOOMS[0], ZOOMS[-1], True), "header")
    equal([layer["id"] for layer in metadata["vector_layers"]], ["districts", "borders", "labels", "incidents"], "layers")
    return tiles


def ring_area(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:])) / 2


def check_polygon(geometry, place):
    polygon = shape(geometry)
    require(polygon.is_valid, f"{place}: {explain_validity(polygon)}")
    for rings in [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]:
        areas = [ring_area(ring) for ring in rings]
        require(areas[0] > 0 and all(a < 0 for a in areas[1:]), f"{place}: winding {areas}")


def check_contents(tiles, located):
    counts, labels, districts = Counter(), Counter(), {z: set() for z in ZOOMS}
    years = {z: Counter() for z in ZOOMS}
    for place, data in tiles.items():
        z = place[0]
        layers = mapbox_vector_tile.decode(data, default_options={"y_coord_down": True})
        for layer in layers.values():
            equal((layer["version"], layer["extent"]), (2, EXTENT), f"{place}: version and extent")
        for feature in layers.get("districts", {"features": []})["features"]:
            check_polygon(feature["geometry"], place)
            districts[z].add(feature["properties"]["pcode"])
        points = [f for name in ("incidents", "labels") for f in layers.get(name, {"features": []})["features"]]
        require(all(0 <= v < EXTENT for f in points for v in f["geometry"]["coordinates"]), f"{place}: a point in a buffer")
        for name, sums in (("incidents", counts), ("labels", labels)):
            sums[z] += sum(f["properties"]["count"] for f in layers.get(name, {"features": []})["features"])
        for said in (f["properties"] for f in layers.get("incidents", {"features": []})["features"]):
            of_cell = {int(name[6:]): count for name, count in said.items() if name.startswith("count_")}
            years[z].update(of_cell or {said["year"]: said["count"]})
    equal([dict(years[z]) for z in ZOOMS], [dict(years[ZOOMS[-1]])] * len(ZOOMS), "incidents of each year by zoom")
    equal(sum(years[ZOOMS[0]].values()), located, "incidents of all years")
    equal([counts[z] for z in ZOOMS], [located] * len(ZOOMS), "sums of incidents by zoom")
    equal([labels[z] for z in ZOOMS], [located] * len(ZOOMS), "sums of the counts of labels by zoom")
    require(all(len(districts[z]) == DISTRICTS for z in ZOOMS if z > 2), "districts are missing")


def check_style(path, folder):
    if not shutil.which("npm"):
        print("skipped style: npm is not there")
        return
    install = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", folder / "npm",
               "@maplibre/maplibre-gl-style-spec@26"]
    if subprocess.run(install, capture_output=True).returncode:
        print("skipped style: its validator cannot be installed")
        return
    validator = folder / "npm" / "node_modules" / ".bin" / "gl-style-validate"
    found = subprocess.run([validator, path], capture_output=True, text=True)
    equal((found.returncode, found.stdout, found.stderr), (0, "", ""), "MapLibre style")
    ok("the style is valid by the specification of MapLibre")


def main(binary):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        table = folder / "incidents.csv"
        incidents(table)
        path, located = make(binary, folder, table, "t")
        require(POINTS * 0.7 < located < POINTS, f"{located} located")
        tiles = from_folder(path)
        check_contents(tiles, located)
        ok(f"{len(tiles)} tiles decode, rings are valid, counts are {located} at every zoom")
        mbtiles, pmtiles = (make(binary, folder, table, f"t.{kind}")[0] for kind in ("mbtiles", "pmtiles"))
        require(from_mbtiles(mbtiles) == tiles, "MBTiles and folder differ")
        require(from_pmtiles(pmtiles) == tiles, "PMTiles and folder differ")
        ok("folder, MBTiles and PMTiles hold the same tiles, and say what they hold")
        for archive in (mbtiles, pmtiles):
            layers = {name for name, _ in pyogrio.list_layers(archive)}
            equal(layers, {"districts", "borders", "labels", "incidents"}, f"layers that GDAL finds in {archive.suffix}")
            meta, _, _, fields = pyogrio.raw.read(archive, layer="incidents", read_geometry=False)
            equal(int(fields[list(meta["fields"]).index("count")].sum()), located, f"incidents that GDAL counts in {archive.suffix}")
        ok("GDAL reads both archives, and counts the same")
        described = json.loads((path / "tiles.json").read_text())
        equal((described["tilejson"], described["tiles"]), ("3.0.0", ["https://example.org/tiles/{z}/{x}/{y}.pbf"]), "TileJSON")
        check_style(path / "style.json", folder)


main(sys.argv[1])
