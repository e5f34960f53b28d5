#!/usr/bin/env python3
"""Kills runs, and looks at what they left.

usage: crash_check.py BINARY [PROJECT] [--every N]       a build, at each of its system calls that could change a file
       crash_check.py BINARY [PROJECT] --random N        N runs of build, tile, join and heat, at random times and calls

Needs strace; without it runs are killed at random times alone.

A folder holds a build in French whose files were all changed since; over it goes one in English, which is killed on entering
one call: the first, the second and so on (or every Nth), for each kind of call. Then each file must have all of its old or all
of its new bytes, the new manifest only among files that are all new, and the next run must leave the folder as an undisturbed
one does, with nothing beside it.
"""
import argparse
import hashlib
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

CALLS = ["openat", "write", "fchmod", "fsync", "flock", "rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir"]
ALONE = dict(os.environ, RAYON_NUM_THREADS="1")  # calls come in one order


def hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def build(binary, project, folder, *more, wrapper=(), env=None):
    arguments = [*wrapper, binary, "build", *project, "--out", folder, *more]
    return subprocess.run([str(a) for a in arguments], capture_output=True, encoding="utf-8", env=env)


def straight(*arguments):
    done = build(*arguments)
    if done.returncode:
        sys.exit(f"FAILED  an undisturbed build: {done.stderr}")


def calls(binary, project, folder, log):
    """How often a build enters each call."""
    trace = ["strace", "-f", "-o", log, "-e", "trace=" + ",".join(CALLS)]
    if build(binary, project, folder, wrapper=trace, env=ALONE).returncode:
        sys.exit("FAILED  a build under strace")
    return Counter(re.findall(r"^\d+ +(\w+)\(", Path(log).read_text(errors="replace"), re.MULTILINE))


def fault(old, new, left):
    """What is wrong with a folder that a killed build left; nothing if all is well."""
    for name, digest in left.items():
        if not name.startswith(".cercle-") and digest not in (old.get(name), new.get(name)):
            return f"{name} is neither old nor new"
    for name in old:
        if name not in left:
            return f"{name} is gone"
    whole = all(left.get(name) == digest for name, digest in new.items())
    return None if whole or left["manifest.json"] == old["manifest.json"] else "the manifest is new and other files are not"


MALI = ["bundled:mali_incidents.csv", "--boundaries", "bundled:mali_districts.geojson"]
TILE = ["tile", *MALI, "--vector", "--layer", "choropleth,points"]
# verb: arguments of the run before, those of the run that is killed, and what they make; a folder of tiles is one thing
JOBS = {
    "tile to a file": ([*TILE, "--zoom", "0-3", "--out", "t.pmtiles"], [*TILE, "--zoom", "0-6", "--out", "t.pmtiles"], ["t.pmtiles"]),
    "tile to a database": ([*TILE, "--zoom", "0-3", "--out", "t.mbtiles"], [*TILE, "--zoom", "0-6", "--out", "t.mbtiles"], ["t.mbtiles"]),
    "tile to a folder": ([*TILE, "--zoom", "0-3", "--out", "t"], [*TILE, "--zoom", "0-6", "--out", "t"], ["t"]),
    "join": (
        ["join", *MALI, "--only", "Country ISO=MLI", "--out", "o.csv", "--ledger", "l.csv"],
        ["join", *MALI, "--out", "o.csv", "--ledger", "l.csv"],
        ["o.csv", "l.csv"],
    ),
    "join part by part": (
        ["join", "rows.csv.gz", *MALI[1:], "--only", "Country ISO=MLI", "--out", "o.csv", "--ledger", "l.csv"],
        ["join", "rows.csv.gz", *MALI[1:], "--out", "o.csv", "--ledger", "l.csv"],
        ["o.csv", "l.csv"],
    ),
    "heat": (
        ["heat", *MALI, "--cell", "30km", "--out", "h.png"],
        ["heat", *MALI, "--cell", "20km", "--out", "h.png"],
        ["h.png", "h.pgw", "h.png.aux.xml"],
    ),
}


def tree(folder, names=None):
    """Digest of each file or folder in a folder; of a folder, everything below it."""
    def digest(path):
        if path.is_dir():
            inner = sorted(p for p in path.rglob("*") if p.is_file())
            return hashlib.sha256(repr([(str(p.relative_to(path)), digest(p)) for p in inner]).encode()).hexdigest()
        return hashlib.sha256(path.read_bytes()).hexdigest()
    return {p.name: digest(p) for p in folder.iterdir() if names is None or p.name in names}


def run(binary, arguments, folder, wrapper=()):
    return subprocess.run([*wrapper, str(binary), *arguments], cwd=folder, capture_output=True, encoding="utf-8")


def interrupted(binary, arguments, folder, seconds, counted, dice):
    """Kills a run at a random time, or at a random call where strace is there; whether it was killed before its end."""
    if counted and dice.random() < 0.5:
        call = dice.choices(list(counted), [counted[c] for c in counted])[0]
        number = dice.randint(1, counted[call])
        inject = ["strace", "-f", "-qqq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
        return run(binary, arguments, folder, inject).returncode != 0
    with subprocess.Popen([str(binary), *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
        time.sleep(dice.uniform(0, seconds))
        child.kill()
        return child.wait() != 0


def job(binary, old, new, place, inputs):
    """Folders before and after an undisturbed run, how long it takes and which calls it makes."""
    for name, arguments in [("old", old), ("new", new)]:
        (place / name).mkdir()
        for path in inputs:
            shutil.copy(path, place / name)
        done = run(binary, arguments, place / name)
        if done.returncode:
            sys.exit(f"FAILED  {arguments}: {done.stderr}")
    shutil.copytree(place / "old", place / "timed")
    start = time.monotonic()
    run(binary, new, place / "timed")
    seconds = time.monotonic() - start
    counted = Counter()
    if shutil.which("strace"):
        shutil.rmtree(place / "timed")
        shutil.copytree(place / "old", place / "timed")
        trace = ["strace", "-f", "-o", place / "log", "-e", "trace=" + ",".join(CALLS)]
        run(binary, new, place / "timed", [str(t) for t in trace])
        counted = Counter(re.findall(r"^\d+ +(\w+)\(", (place / "log").read_text(errors="replace"), re.MULTILINE))
    return tree(place / "old"), tree(place / "new"), seconds, counted


def judge(old, new, left, outputs, is_build):
    """What is wrong with a folder that a killed run left; nothing if all is well."""
    if is_build:
        return fault(old, new, left)
    for name in outputs:
        if left.get(name) not in (old[name], new[name]):
            return f"{name} is " + ("neither old nor new" if name in left else "gone")
    others = [name for name in left if name not in old and not name.startswith(".cercle-")]
    return f"{others} is there" if others else None


def random_kills(binary, project, many, place):
    """Kills runs of every job in turn; answers the number of bad states."""
    import gzip
    rows = place / "rows.csv.gz"
    source = Path(__file__).parent.parent / "assets/mali_incidents.csv"
    rows.write_bytes(gzip.compress(source.read_bytes(), mtime=0))
    build = ["build", *[str(Path(p).resolve()) for p in project], "--out", ".", "--force", "--language"]
    jobs = {"build": ([*build, "fr"], [*build, "en"], None), **JOBS}
    ready = {}
    for number, (name, (before, after, outputs)) in enumerate(jobs.items()):
        (place / str(number)).mkdir()
        ready[name] = (after, outputs, *job(binary, before, after, place / str(number), [rows] if "rows.csv.gz" in after else []))
    seed = random.randrange(1 << 30)
    dice, bad, counts = random.Random(seed), 0, {name: [0, 0, 0, 0] for name in jobs}
    print(f"seed {seed}", flush=True)
    for turn in range(many):
        number, name = turn % len(jobs), list(jobs)[turn % len(jobs)]
        after, outputs, old, new, seconds, counted = ready[name]
        here = place / str(number) / "maps"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(place / str(number) / "old", here)
        killed = interrupted(binary, after, here, seconds, counted, dice)
        left = tree(here)
        wrong = judge(old, new, left, outputs, name == "build")
        done = run(binary, after, here)
        if not wrong and (done.returncode or tree(here) != new):
            wrong = f"the next run does not repair it: {done.stderr} {sorted(set(tree(here)) ^ set(new))}"
        tally = counts[name]
        tally[0] += 1
        tally[1] += killed
        tally[2] += any(n.startswith(".cercle-") for n in left)
        if wrong:
            bad += 1
            tally[3] += 1
            print(f"BAD     {name}, turn {turn}: {wrong}", flush=True)
        if turn % 100 == 99:
            print(f"{turn + 1} runs, {bad} bad states", flush=True)
    for name, (runs, killed, leftovers, wrong) in counts.items():
        print(f"{name:20} {runs:5} runs, {killed:5} killed before their end, {leftovers:5} left something beside, {wrong} bad states")
    return bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=Path)
    parser.add_argument("project", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--random", type=int, metavar="N")
    asked = parser.parse_args()
    if asked.random:
        with tempfile.TemporaryDirectory() as place:
            sys.exit(1 if random_kills(asked.binary.resolve(), asked.project, asked.random, Path(place)) else 0)
    if not shutil.which("strace"):
        return print("skipped: strace is not installed, so no build was killed at its system calls")
    binary, project = asked.binary.resolve(), asked.project
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        straight(binary, project, place / "old", "--language", "fr")
        straight(binary, project, place / "new", "--language", "en")
        for path in (place / "old").iterdir():
            if path.name != "manifest.json":
                path.write_bytes(path.read_bytes() + b"old")
        old, new = hashes(place / "old"), hashes(place / "new")
        same = sum(old[name] == new[name] for name in new)
        shutil.copytree(place / "old", place / "maps")
        counted = calls(binary, [*project, "--language", "en"], place / "maps", place / "log")
        print(f"{len(new)} files, of which {len(new) - same} change; calls of a build: {dict(counted)}", flush=True)
        points, killed, mixed, bad = 0, 0, 0, 0
        for call, many in counted.items():
            for number in range(1, many + 1, asked.every):
                shutil.rmtree(place / "maps")
                shutil.copytree(place / "old", place / "maps")
                inject = ["strace", "-f", "-qqq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={number}"]
                done = build(binary, [*project, "--language", "en"], place / "maps", wrapper=inject, env=ALONE)
                left = hashes(place / "maps")
                wrong = fault(old, new, left)
                points += 1
                killed += done.returncode != 0
                mixed += left["manifest.json"] == old["manifest.json"] and any(
                    digest == new.get(name) != old.get(name) for name, digest in left.items())
                straight(binary, project, place / "maps", "--language", "en")
                if not wrong and hashes(place / "maps") != new:
                    wrong = "the next run does not repair it"
                if wrong:
                    bad += 1
                    print(f"BAD     killed at {call} {number}: {wrong}", flush=True)
        print(f"{points} points, {killed} builds killed, {mixed} of them between two files, {bad} bad states")
        sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
