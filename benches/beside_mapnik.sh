#!/usr/bin/env bash
# The wall and CPU time of cercle beside Debian's mapnik, for figures of the same size in pixels, one after the other.
# usage: benches/beside_mapnik.sh target/release/cercle    (BENCH_DATA: folder of make_data.py's files; RUNS: 7)
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0"; exit 64; }
cercle="$(realpath "$1")"
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
bench="$root/../shared/bench"
data="${BENCH_DATA:-/tmp/bench-data}"
[ -d "$bench" ] || { echo "skipped: no ../shared/bench"; exit 0; }
for file in points_1e2.csv points_1e2.geojson adm_53.geojson; do
    [ -f "$data/$file" ] || { echo "skipped: no $data/$file (make it with shared/bench/make_data.py)"; exit 0; }
done
mapnik=
for python in /usr/bin/python3 python3; do
    if [ -z "$mapnik" ] && "$python" -c 'import mapnik' 2>/dev/null; then mapnik="$python"; fi
done
[ -n "$mapnik" ] || { echo "skipped: no mapnik (Debian package python3-mapnik)"; exit 0; }

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$bench/common.py" "$bench/tasks/t2_mapnik.py" "$work"
# The embedded project with its first figure only, as PNG, and mapnik's picture of the same size.
"$cercle" list project | awk '/^\[\[figure\]\]/ { n++ } n < 2' | sed 's/^formats = .*/formats = ["png"]/' > "$work/first.toml"
"$cercle" build "$work/first.toml" --out "$work/built" --force 2> "$work/said"
size="$(python3 -c 'import struct, sys
print("%d, %d" % struct.unpack(">II", open(sys.argv[1], "rb").read(24)[16:]))' "$work"/built/*.png)"
sed "s/^W, H = .*/W, H = $size/" "$work/t2_mapnik.py" > "$work/t2_mapnik_main.py"

export BENCH_DATA="$data" BENCH_OUT="$work" PYTHONPATH="$work" PYTHONDONTWRITEBYTECODE=1
python3 - "$cercle" "$mapnik" "$work" "$data" "${RUNS:-7}" <<'PYTHON'
import os, resource, statistics, struct, subprocess, sys, time

cercle, mapnik, work, data, runs = sys.argv[1:]
figures = [
    ("choropleth and points, 180x150 mm",
     [cercle, "map", f"{data}/points_1e2.csv", "--boundaries", f"{data}/adm_53.geojson", "--layer", "choropleth",
      "--layer", "points", "--size", "180x150mm", "--dpi", "300", "--out", f"{work}/x.png"],
     f"{work}/x.png", "t2_mapnik.py"),
    ("build of the embedded project's first figure, layers and ledger",
     [cercle, "build", "--force", f"{work}/first.toml", "--out", f"{work}/built"],
     f"{work}/built/known-locations-2022-2024.png", "t2_mapnik_main.py"),
]


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def seconds(command):
    """Wall and CPU time of a command."""
    start, before = time.perf_counter(), cpu()
    done = subprocess.run(command, cwd=work, capture_output=True, text=True)
    taken = time.perf_counter() - start, cpu() - before
    if done.returncode:
        sys.exit(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}")
    return taken


def pixels(path):
    with open(path, "rb") as f:
        return struct.unpack(">II", f.read(24)[16:])


for title, ours, picture, script in figures:
    theirs = [mapnik, f"{work}/{script}", "1e2", "53"]
    seconds(ours), seconds(theirs)  # once without the clock
    size = pixels(picture)
    if size != pixels(f"{work}/t2_mapnik.png"):
        sys.exit(f"{title}: {size} pixels beside {pixels(f'{work}/t2_mapnik.png')}")
    print(f"{title}, {size[0]}x{size[1]} px, {runs} runs")
    runs_of_both = [(seconds(ours), seconds(theirs)) for _ in range(int(runs))]
    for kind, name in enumerate(["wall", "CPU"]):
        pairs = [(our[kind], their[kind]) for our, their in runs_of_both]
        a, b = (statistics.median(t) for t in zip(*pairs))
        low, high = min(x / y for x, y in pairs), max(x / y for x, y in pairs)
        print(f"  {name}: cercle {a * 1000:.0f} ms, mapnik {b * 1000:.0f} ms, "
              f"ratio {a / b:.2f} (pairs {low:.2f} to {high:.2f})")
    print(f"  load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
PYTHON
