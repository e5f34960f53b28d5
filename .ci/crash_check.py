#!/usr/bin/env python3
"""Kills a build at each of its system calls that could change a file, and looks at what it left.

usage: crash_check.py BINARY [PROJECT] [--every N]    (needs strace)

A folder holds a build in French whose files were all changed since; over it goes one in English, which is killed on entering
one call: the first, the second and so on (or every Nth), for each kind of call. Then each file must have all of its old or all
of its new bytes, the new manifest only among files that are all new, and the next run must leave the folder as an undisturbed
one does, with nothing beside it.
"""
import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=Path)
    parser.add_argument("project", nargs="*")
    parser.add_argument("--every", type=int, default=1)
    asked = parser.parse_args()
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
