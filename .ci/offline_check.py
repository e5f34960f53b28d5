#!/usr/bin/env python3
"""Watches the program's system calls: no network but the preview's own address on this machine, no file that was not named.

usage: offline_check.py BINARY    (needs strace)

A build of the embedded project and of one with files of its own, a tile set, a lint of a file that refers to another, and a
server that is asked for everything it has. What may be opened besides: libraries, and what the system says of itself.
"""
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SYSTEM = ("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/", "/etc/ld.so", "/proc/", "/sys/", "/dev/null", "/dev/urandom")
# parts of one program speak over these; they reach nobody else
WITHIN = re.compile(r"^(socketpair\(AF_UNIX|(getsockopt|setsockopt|getsockname|getpeername|shutdown|recvfrom|recvmsg|sendto|sendmsg|listen|accept4?)\()")
LOOPBACK = re.compile(r"^(socket\(AF_INET, |bind\(\d+, \{sa_family=AF_INET, sin_port=htons\(\d+\), sin_addr=inet_addr\(\"127\.0\.0\.1\"\)\})")


def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")


def ok(what):
    print("ok     ", what, flush=True)


def traced(binary, arguments, folder, log):
    calls = ["strace", "-f", "-qq", "-s", "400", "-o", log, "-e", "trace=%network,open,openat,openat2,creat", binary, *arguments]
    return [str(part) for part in calls], {"cwd": folder, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}


def calls(log):
    """What was called, without the number of the process; the ends of calls that were interrupted are left out."""
    lines = [re.sub(r"^\d+ +", "", line) for line in log.read_text(errors="replace").splitlines()]
    return [line for line in lines if not line.startswith(("<...", "+++", "---"))]


def look(log, named, what, loopback=False):
    """Every call of a run is one that it may make. `named` are the files and folders that it was told of."""
    opened, spoken = 0, 0
    for call in calls(log):
        if found := re.match(r"(?:open|openat|openat2|creat)\((?:AT_FDCWD, |\d+(?:<[^>]*>)?, )?\"([^\"]*)\"", call):
            path = Path(found[1]) if found[1].startswith("/") else Path(log.parent / "run" / found[1])
            inside = any(path == one or one in path.parents for one in named)
            require(inside or str(path).startswith(SYSTEM), f"{what}: opens {path}: {call}")
            opened += 1
        else:
            spoken += 1
            abroad = re.search(r'inet_addr\("(?!127\.0\.0\.1")|sin6_addr|AF_INET6|AF_NETLINK', call)
            allowed = loopback and not abroad and (WITHIN.match(call) or LOOPBACK.match(call))
            require(allowed, f"{what}: {call}")
    require(opened > 0, f"{what}: nothing was seen")
    ok(f"{what}: {opened} files opened, all named or the system's; {spoken} calls of the network{', all on this machine' if spoken else ''}")


def run(binary, arguments, place, named, what):
    folder = place / "run"
    folder.mkdir(exist_ok=True)
    command, how = traced(binary, arguments, folder, place / "log")
    done = subprocess.run(command, **how)
    # what is wrong with a drawing is found, and said by the code
    require(done.returncode == 0 or arguments[0] == "lint", f"{what}: {done.stderr}")
    look(place / "log", named, what)


def serve(binary, tiles, place):
    """Asks a server for its page, descriptions, letters, tiles and archive, and for what it has not."""
    command, how = traced(binary, ["serve", tiles], place / "run", place / "log")
    child = subprocess.Popen(command, start_new_session=True, **how)
    try:
        address = child.stdout.readline().strip()
        require(address.startswith("http://127.0.0.1:"), f"serve: {address}")
        for name in ("", "tiles.json", "style.json", "worker.js", "notices.txt", "inter-400.woff2", "archive.pmtiles",
                     "0/0/0.pbf", "4/7/7.pbf", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "nothing"):
            try:
                urllib.request.urlopen(address + name, timeout=20).read()
            except urllib.error.HTTPError as error:
                require(error.code in (404, 204), f"serve: {name}: {error.code}")
    finally:
        # the program under strace is its only child; what a shell runs in the background does not hear SIGINT
        for pid in Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split():
            subprocess.run(["kill", "-TERM", pid], check=False)
        time.sleep(0.5)
        child.send_signal(signal.SIGTERM)
        child.wait(timeout=20)
    look(place / "log", [tiles], "serve", loopback=True)


def main(binary):
    if not shutil.which("strace"):
        return print("skipped: strace is not installed, so nothing was watched")
    incidents, districts = ROOT / "assets" / "mali_incidents.csv", ROOT / "boundaries" / "mali_districts.geojson"
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        canary = place / "canary.png"
        canary.write_bytes(b"nobody reads this")
        out = place / "run" / "out"
        run(binary, ["build", "--out", out], place, [out, place / "run" / "cercle.toml"], "build of the embedded project")
        table, tiles = place / "run" / "i.csv", place / "run" / "t.pmtiles"
        shutil.copy(incidents, table)
        run(binary, ["tile", table, "--boundaries", districts, "--vector", "--layer", "choropleth,points", "--zoom", "0-5", "--out",
                     tiles], place, [table, districts, tiles.parent], "tile")
        drawing = place / "run" / "d.svg"
        drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="{canary}" width="9" height="9"/>'
                           f'<image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>')
        run(binary, ["lint", drawing], place, [drawing], "lint of a drawing that refers to others")
        serve(binary, tiles, place)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
