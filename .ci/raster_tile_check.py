"""Raster tiles read by others: `raster_tile_check.py CERCLE`.

Pillow opens every tile of a folder; PMTiles and MBTiles are read with the `pmtiles` package, SQLite and, where it is there, GDAL, and
hold the same tiles; pixels go on over the edges of tiles; retina tiles look like the others.
"""

import json
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image
from pmtiles.reader import MmapSource, Reader, all_tiles

MALI = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"]
KINDS = {
    "choropleth": ["--layer", "choropleth"],
    "points": ["--layer", "choropleth,points"],
    "density": ["--layer", "heat", "--bandwidth", "40km"],
    "counts": ["--layer", "heat"],
    "hexbin": ["--layer", "hexbin"],
}


def tile(cercle, out, *arguments):
    subprocess.run([cercle, "tile", *MALI, *arguments, "--out", str(out)], check=True, stderr=subprocess.DEVNULL)


def folder_tiles(folder, extension):
    found = {}
    for path in sorted(folder.glob(f"*/*/*.{extension}")):
        z, x, y = int(path.parts[-3]), int(path.parts[-2]), int(path.stem)
        image = Image.open(path)
        image.load()
        found[z, x, y] = np.asarray(image.convert("RGBA"))
    return found


def jump(a, b):
    """How much more neighbouring pixels differ over an edge than inside: 1 is no more."""
    def steps(left, right):
        return np.abs(left.astype(int) - right.astype(int)).sum(axis=-1).mean()
    inside = steps(a[:, :-1], a[:, 1:]) + steps(b[:, :-1], b[:, 1:])
    return steps(a[:, -1], b[:, 0]), inside / 2


def check_edges(name, tiles):
    over, inside = 0.0, 0.0
    for (z, x, y), pixels in tiles.items():
        for neighbour, turned in (((z, x + 1, y), False), ((z, x, y + 1), True)):
            if neighbour in tiles:
                pair = pixels, tiles[neighbour]
                o, i = jump(*(p.transpose(1, 0, 2) for p in pair) if turned else pair)
                over, inside = over + o, inside + i
    assert inside > 0 and over < 1.5 * inside + 1, f"{name}: pixels jump over edges: {over} against {inside} inside"
    print(f"{name}: {len(tiles)} tiles, step over edges {over / max(inside, 1e-9):.2f} of that inside")


def check_archives(cercle, folder, name, arguments):
    tile(cercle, folder / f"{name}.mbtiles", *arguments)
    tile(cercle, folder / f"{name}.pmtiles", *arguments)
    tile(cercle, folder / name, *arguments)
    files = {tuple(map(int, (p.parts[-3], p.parts[-2], p.stem))): p.read_bytes() for p in (folder / name).glob("*/*/*.*")}
    base = sqlite3.connect(folder / f"{name}.mbtiles")
    rows = base.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
    assert {(z, x, 2**z - 1 - y): bytes(data) for z, x, y, data in rows} == files, f"{name}: MBTiles hold other tiles"
    with open(folder / f"{name}.pmtiles", "rb") as file:
        reader = Reader(MmapSource(file))
        assert {tuple(key): bytes(data) for key, data in all_tiles(MmapSource(file))} == files, f"{name}: PMTiles differ"
        assert "Colours" in reader.metadata()["legend"], "what colours stand for is said"
    assert json.loads((folder / name / "metadata.json").read_text())["description"]
    # without its notes on checksums, which it would leave in the folder of the caller
    ask = ["gdalinfo", "--config", "GDAL_PAM_ENABLED", "NO", "-checksum", str(folder / f"{name}.mbtiles")]
    gdal = subprocess.run(ask, capture_output=True, text=True) if have_gdal() else None
    if gdal is not None:
        assert gdal.returncode == 0 and "Checksum=" in gdal.stdout and "3857" in gdal.stdout, gdal.stderr
        print(f"{name}: GDAL reads the MBTiles")


def have_gdal():
    try:
        return subprocess.run(["gdalinfo", "--version"], capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


def main(cercle):
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, arguments in KINDS.items():
            for format, size, more in (("png", 256, []), ("png", 512, ["--retina"]), ("webp", 256, [])):
                out = folder / f"{name}-{format}-{size}"
                tile(cercle, out, *arguments, "--zoom", "0-7", "--format", format, *more)
                tiles = folder_tiles(out, format)
                assert tiles and all(p.shape == (size, size, 4) for p in tiles.values())
                assert all(p[..., 3].any() for p in tiles.values()), "a tile in which nothing is seen"
                if format == "webp":
                    plain = folder_tiles(folder / f"{name}-png-256", "png")
                    visible = lambda p: np.where(p[..., 3:] > 0, p, 0)
                    assert tiles.keys() == plain.keys()
                    assert all((visible(tiles[k]) == visible(plain[k])).all() for k in tiles), "WebP shows other pixels"
                else:
                    check_edges(f"{name} {size}", tiles)
        for name in ("choropleth", "density"):
            check_archives(cercle, folder, f"archive-{name}", [*KINDS[name], "--zoom", "0-7"])


main(sys.argv[1])
