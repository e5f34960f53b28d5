#!/usr/bin/env bash
# What one figure alone takes, from its files to the finished SVG or PDF: wall and processor time, and size.
# usage: benches/one_figure.sh target/release/cercle    (RUNS: 25)
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0"; exit 64; }
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
python3 - "$(realpath "$1")" "$work" "${RUNS:-25}" <<'PYTHON'
import os, resource, statistics, subprocess, sys, time

cercle, work, runs = sys.argv[1:]
data = ["map", "bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson", "--years", "2022-2024",
        "--neighbours", "bundled:neighbours.geojson", "--rivers", "bundled:rivers.geojson", "--lakes", "bundled:lakes.geojson"]
figures = [("three maps of points, 170 mm", ["--yearly", "--width", "170"]),
           ("choropleth, 120 mm", ["--layer", "choropleth", "--width", "120"])]


def spent():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), used.ru_utime + used.ru_stime


for title, options in figures:
    for extension in ("svg", "pdf"):
        out = f"{work}/x.{extension}"
        walls, processors = [], []
        for run in range(int(runs) + 1):
            before = spent()
            subprocess.run([cercle, *data, *options, "--out", out], check=True, capture_output=True)
            wall, processor = (b - a for a, b in zip(before, spent()))
            if run > 0:  # the first one fills the caches
                walls.append(1000 * wall), processors.append(1000 * processor)
        print(f"{title}, {extension}: wall {statistics.median(walls):.0f} ms (least {min(walls):.0f}), "
              f"processor {statistics.median(processors):.0f} ms, {os.path.getsize(out) / 1000:.0f} kB")
print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, medians of {runs} runs")
PYTHON
