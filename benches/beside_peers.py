"""Runs cercle beside the programs that its users would pick instead, one after the other, and prints the ratios.

usage: benches/beside_peers.py target/release/cercle [--full] [--runs 3] [--only REGEX] [--geopandas 1e6]

Needs the folder ../shared/bench (peers, data) and, in BENCH_PYTHON (default /tmp/venv-bench/bin/python), its packages; what
is not there is skipped and named. --full takes 10 million rows and 100 million points besides a million of each. geopandas
takes 40 seconds for 10 million rows: it joins --geopandas rows, 1e6 (the default), 1e7 or both (1e6,1e7). The order is turned in every
round, so that a busy minute hits every program. Medians; wall and CPU seconds.
"""
import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT.parent / "shared" / "bench"
DATA = Path(os.environ.get("BENCH_DATA", "/tmp/bench-data"))
PYTHON = os.environ.get("BENCH_PYTHON", "/tmp/venv-bench/bin/python")
RUST = os.environ.get("BENCH_RUST", str(BENCH / "rust-baseline/target/release/rust-baseline"))


def joins(cercle, out, n, geopandas):
    """Counts of a table by district; with one thread too, for what a second one brings."""
    csv = DATA / f"points_{n}.csv"
    for k in ("53", "159"):
        task, polygons = f"join of {n} rows to {k} districts", DATA / f"adm_{k}.geojson"
        own = [cercle, "join", csv, "--boundaries", polygons, "--out", out / "counts.csv"]
        yield task, "cercle", own
        yield task, "cercle, one thread", ["env", "RAYON_NUM_THREADS=1", *own]
        yield task, "sedonadb", [PYTHON, "tasks/t1_sedonadb.py", n, k]
        yield task, "Rust geo, interval trees", [RUST, csv, polygons, out / "rust.csv", "indexed"]
        if geopandas:
            yield task, "geopandas", [PYTHON, "tasks/t1_geopandas.py", n, k]


def heats(cercle, out, n):
    """Heat maps of a Parquet file."""
    parquet = DATA / f"points_{n}.parquet"
    for how, extra in (("count", []), ("kde", ["--bandwidth", "10km"])):
        task = f"heat of {n} points, {'counts' if how == 'count' else '10 km kernel'}"
        own = [cercle, "heat", parquet, "--size", "2048x2048", *extra, "--out", out / "heat.png"]
        yield task, "cercle", own
        yield task, "cercle, one thread", ["env", "RAYON_NUM_THREADS=1", *own]
        yield task, "numpy and scipy", [PYTHON, "tasks/t3_numpy.py", n, how]
        yield task, "datashader", [PYTHON, "tasks/t3_datashader.py", n, how]


def jobs(cercle, out, full, geopandas):
    """Task, peer and command; the program itself comes first in each task."""
    for n in ("1e6", "1e7") if full else ("1e6",):
        yield from joins(cercle, out, n, n in geopandas.split(","))
    task = "figure of 53 districts and 100 points"
    yield task, "cercle", [cercle, "map", DATA / "points_1e2.csv", "--boundaries", DATA / "adm_53.geojson", "--layer",
                           "choropleth", "--layer", "points", "--size", "180x150mm", "--out", out / "map.png"]
    yield task, "mapnik", ["/usr/bin/python3", "tasks/t2_mapnik.py", "1e2", "53"]
    yield task, "geopandas and matplotlib", [PYTHON, "tasks/t2_geopandas.py", "1e2", "53", "lean"]
    for n in ("1e6", "1e7", "1e8") if full else ("1e6",):
        yield from heats(cercle, out, n)


def measure(command, out):
    """Wall seconds, CPU seconds and peak memory in MB of one run; None if it fails."""
    env = os.environ | {"PYTHONPATH": str(BENCH), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONWARNINGS": "ignore",
                        "BENCH_DATA": str(DATA), "BENCH_OUT": str(out)}
    start = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], cwd=BENCH, env=env, stdout=subprocess.DEVNULL,
                             stderr=subprocess.PIPE)
    error = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        print(f"failed: {' '.join(map(str, command))}\n  {error.decode(errors='replace').strip()[-300:]}", file=sys.stderr)
        return None
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def usable(command):
    program = str(command[0])
    inputs = [part for part in command[1:] if isinstance(part, Path) and part.is_relative_to(DATA)]
    for part, n in zip(command[1:], command[2:]):
        kind = {"tasks/t1": "csv", "tasks/t3": "parquet"}.get(str(part)[:8])
        inputs += [DATA / f"points_{n}.{kind}"] if kind else []
    missing = [str(path) for path in inputs if not path.exists()]
    if shutil.which(program) is None:
        missing.append(program)
    return missing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cercle", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    parser.add_argument("--geopandas", default="1e6")
    args = parser.parse_args()
    if not BENCH.is_dir():
        sys.exit("skipped: no ../shared/bench")
    out = Path(tempfile.mkdtemp(prefix="cercle-bench-"))
    todo = [job for job in jobs(args.cercle.resolve(), out, args.full, args.geopandas) if re.search(args.only, " ".join(job[:2]))]
    for task, peer, command in list(todo):
        if missing := usable(command):
            print(f"skipped: {task}, {peer}: no {', '.join(missing)}", file=sys.stderr)
            todo.remove((task, peer, command))
    runs = {(task, peer): [] for task, peer, _ in todo}
    for turn in range(args.runs):
        for task, peer, command in todo if turn % 2 == 0 else reversed(todo):
            if result := measure(command, out):
                runs[task, peer].append(result)
    shutil.rmtree(out)
    medians = {key: [statistics.median(column) for column in zip(*rows)] for key, rows in runs.items() if rows}
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {args.runs}\n")
    print("| work | program | wall s | CPU s | peak MB | wall ratio | CPU ratio |\n|---|---|---|---|---|---|---|")
    for (task, peer), (wall, cpu, peak) in medians.items():
        own = medians.get((task, "cercle"))
        ratio = f"{wall / own[0]:.1f} | {cpu / own[1]:.1f}" if own and peer != "cercle" else "|"
        print(f"| {task} | {peer} | {wall:.3f} | {cpu:.3f} | {peak:.0f} | {ratio} |")


if __name__ == "__main__":
    main()
