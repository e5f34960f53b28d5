"""Attacks public editions as a reader would who knows the exact rows: python3 .ci/leak_check.py PROGRAM

Rows are made with places, days, identifiers and words of their own; editions of them are built by several policies; every file
is unpacked (streams of PNG and PDF, members of XLSX and QGZ, pages of SQLite with the free ones, text of HTML and SVG, columns of
Parquet and FlatGeobuf, scripts and data in pages) and searched for

- identifiers, words and days, plain, in UTF-16 and as whole numbers of four and eight bytes,
- degrees as text from three decimals on, as floats of four and eight bytes, as whole numbers scaled by ten to the 4th to 7th,
- metres of Web Mercator, as text and as numbers,
- marks on pages at the places of rows: positions in SVG are mapped back to the ground by the map's own corners.

A search that finds nothing proves nothing unless it can find: the internal edition of the same rows is searched too, and must
give the rows away in each of the ways that it has files for. Standard library only.
"""

import collections
import io
import math
import pathlib
import random
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib

FORMATS = ["geojson", "gpkg", "fgb", "parquet", "csv", "xlsx"]
RADIUS = 6378137.0
HEAD = "Date,Country ISO,Admin 1,Latitude,Longitude,Geo Precision,Location of Incident,Health Workers Killed,SiND Event ID,Source\n"
# What the map itself has in common with places: borders, rivers and towns.
GROUND = ["boundaries/mali_districts.geojson", "boundaries/mali_regions.geojson", "assets/rivers.geojson",
          "assets/lakes.geojson", "assets/neighbours.geojson", "assets/mali_towns.csv"]

Row = collections.namedtuple("Row", "lon lat day id word")


def rows(seed):
    """Places some hundred metres off the program's own, with days, identifiers and words that are found nowhere else."""
    source = random.Random(seed)
    made, text = [], HEAD
    for line in open("assets/mali_incidents.csv", encoding="utf-8"):
        cells = line.split(",")
        try:
            lat, lon = float(cells[4]), float(cells[5])
        except ValueError:
            continue
        if cells[2] != "MLI" or not "2022" <= cells[0][:4] <= "2024" or '"(3)' in line:
            continue
        lon, lat = (round(degrees, 3) + source.randint(1, 9999) / 1e7 for degrees in (lon, lat))
        row = Row(lon, lat, f"{cells[0][:7]}-{source.randint(1, 28):02}", source.randint(71_000_000, 79_999_999),
                  f"Zq{source.randint(10**8, 10**9)}xw")
        made.append(row)
        text += (f"{row.day},MLI,{cells[3]},{lat:.7f},{lon:.7f},(1) Exact Location,Place {row.word},{len(made) % 3},{row.id},"
                 f"By {row.word}\n")
    return made, text


def unpacked(name, data):
    """The bytes of a file and of everything packed in it, without the pixels of pictures."""
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return b"\n".join(chunks(data))
    parts = [data]
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.namelist():
                parts += [member.encode(), unpacked(member, archive.read(member))]
    if data[:4] == b"%PDF":
        for start in re.finditer(rb"stream\r?\n", data):
            try:
                parts.append(zlib.decompressobj().decompress(data[start.end():]))
            except zlib.error:
                pass
    if name.endswith((".svg", ".html")):
        parts.append(re.sub(rb"<[^>]*>", b"", data))
    return b"\n".join(parts)


def chunks(data):
    """The chunks of a PNG but its pixels, unpacked."""
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I", data[at:at + 4])[0], data[at + 4:at + 8]
        body = data[at + 8:at + 8 + length]
        at += 12 + length
        if kind == b"IDAT":
            continue
        yield kind + body
        for packed in range(len(body)):
            if kind in (b"zTXt", b"iTXt") and body[packed:packed + 1] == b"\x78":
                try:
                    yield zlib.decompressobj().decompress(body[packed:])
                except zlib.error:
                    pass
    yield data[at:]


def mercator(row):
    x = math.radians(row.lon) * RADIUS
    return x, math.log(math.tan(math.pi / 4 + math.radians(row.lat) / 2)) * RADIUS


def packed(row):
    """A row's numbers as they would stand in a file of columns: pairs of which both are told, and what tells it alone."""
    pairs = {(row.lon, row.lat)} | {(round(row.lon, n), round(row.lat, n)) for n in (4, 5, 6)} | {mercator(row)}
    for pair in pairs:
        for kind in ("<d", ">d", "<f", ">f"):
            yield "floats", [struct.pack(kind, value) for value in pair]
    for digits in (4, 5, 6, 7):
        for kind in ("<i", ">i", "<q", ">q"):
            yield "whole numbers", [struct.pack(kind, round(degrees * 10**digits)) for degrees in (row.lon, row.lat)]
    yield from (("whole numbers", [struct.pack(kind, row.id)]) for kind in ("<i", ">i", "<q", ">q"))
    yield from (("floats", [struct.pack(kind, float(row.id))]) for kind in ("<d", ">d"))


NUMBER = re.compile(rb"(?<![\w.])-?\d+\.\d{3,}")
WHOLE = re.compile(rb"(?<![\w.])-?\d{5,9}(?![\w.])")


def numbers_told(data, ground):
    """Numbers of a text with three decimals or more, rounded to three; and long whole ones. Those of the ground are left out."""
    decimals = {round(float(n), 3) for n in NUMBER.findall(data)} - ground[0]
    return decimals, {int(n) for n in WHOLE.findall(data)} - ground[1]


def both(pairs, told):
    """The places of which both numbers are told: one alone is a chance."""
    return [pair for pair in pairs if pair[0] in told and pair[1] in told]


def leaks(files, made, ground):
    """Ways in which rows are told, and how many, by file."""
    found = collections.defaultdict(collections.Counter)
    ids, words, days = ({getattr(row, of) for row in made} for of in ("id", "word", "day"))
    for name, data in files.items():
        data = unpacked(name, data)
        # UTF-16 without its zeros is plain.
        plain = data.replace(b"\0", b"")
        told = {
            "words": words & {w.decode() for w in re.findall(rb"Zq\d+xw", plain)},
            "identifiers": ids & {int(n) for n in re.findall(rb"(?<!\d)7\d{7}(?!\d)", plain)},
            "days": {f"{y}-{m}-{d}" for y, m, d in re.findall(r"(20\d\d)[-/.]?(\d\d)[-/.]?(\d\d)", plain.decode("latin-1"))} & days,
        }
        decimals, whole = numbers_told(plain, ground)
        told["degrees"] = both([(round(r.lon, 3), round(r.lat, 3)) for r in made], decimals)
        told["metres"] = both([tuple(round(m) for m in mercator(r)) for r in made], whole | {round(d) for d in decimals})
        told["scaled degrees"] = [row for row in made for e in (4, 5, 6, 7)
                                  if {round(row.lon * 10**e), round(row.lat * 10**e)} <= whole]
        if name.endswith((".gpkg", ".fgb", ".parquet")):
            for row in made:
                for way, values in packed(row):
                    if all(value in data for value in values):
                        told.setdefault(way, set()).add(row.id)
        if name.endswith(".svg"):
            told["marks"] = marks(data.decode("utf-8", "replace"), made)
        found[name].update({way: len(rows) for way, rows in told.items() if rows})
    return {name: dict(by) for name, by in found.items() if by}


BORDER = re.compile(r'<g id="country-border[^"]*">(.*?)</g>', re.S)
SHORT = re.compile(r' d="[mM] ?(-?[\d.]+)[ ,]?(-?[\d.]+)[^"]{0,60}"')
# The projection of an edition, and what the country measures in it.
SCALE = {}
# Points on the page: a line ends at the place itself, drawn to a hundredth.
NEAR = 0.15


def marks(svg, made):
    """Rows that have a mark of their own: places are taken to the page by the projection that scale.toml states, laid on the
    country's border as each map draws it."""
    drawn = {(float(x), float(y)) for x, y in SHORT.findall(svg)}
    cells = collections.defaultdict(list)
    for x, y in drawn:
        cells[int(x), int(y)].append((x, y))
    told = set()
    for border in BORDER.findall(svg):
        fitted = fit(border)
        for row in made if fitted else []:
            x, y = fitted(row.lon, row.lat)
            around = (spot for dx in (-1, 0, 1) for dy in (-1, 0, 1) for spot in cells[int(x) + dx, int(y) + dy])
            if any(math.hypot(x - a, y - b) < NEAR for a, b in around):
                told.add(row.id)
    return told


def fit(border):
    """Degrees to points on the page, from the border of the country on it; None for a part of the country."""
    spots = [spot for d in re.findall(r' d="([^"]*)"', border) for spot in outline(d)]
    left, top = min(x for x, _ in spots), min(y for _, y in spots)
    right, low = max(x for x, _ in spots), max(y for _, y in spots)
    x0, y0, x1, y1 = SCALE["country"]
    by = (right - left) / (x1 - x0)
    if abs((low - top) / (y1 - y0) - by) > 0.005 * by:
        return None

    def page(lon, lat):
        x, y = azimuthal(lon, lat)
        return left + (x - x0) * by, top + (y1 - y) * by

    return page


def outline(d):
    """The corners of a path of lines."""
    x = y = 0.0
    for command, rest in re.findall(r"([mlhvzMLHVZ])([^mlhvzMLHVZ]*)", d):
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]
        step = {"h": 1, "v": 1, "z": 0}.get(command.lower(), 2)
        for at in range(0, len(numbers), step or 1):
            dx, dy = (numbers[at:at + 2] if step == 2 else [numbers[at], 0.0] if command in "hH" else [0.0, numbers[at]])
            if command.islower():
                x, y = x + dx, y + dy
            else:
                x, y = dx if command != "V" else x, dy if command != "H" else y
            yield x, y


def azimuthal(lon, lat):
    """Lambert's azimuthal equal-area projection of a sphere with authalic latitudes (Snyder 1987, 3-12 and 24-2)."""
    e2 = 0.0066943799901413165
    e = math.sqrt(e2)

    def q(phi):
        s = math.sin(phi)
        return (1 - e2) * (s / (1 - e2 * s * s) - math.log((1 - e * s) / (1 + e * s)) / (2 * e))

    polar = q(math.pi / 2)
    radius = RADIUS * math.sqrt(polar / 2)
    beta, beta0 = (math.asin(q(math.radians(d)) / polar) for d in (lat, SCALE["lat"]))
    phi0, turn = math.radians(SCALE["lat"]), math.radians(lon - SCALE["lon"])
    d = RADIUS * math.cos(phi0) / math.sqrt(1 - e2 * math.sin(phi0) ** 2) / (radius * math.cos(beta0))
    b = radius * math.sqrt(2 / (1 + math.sin(beta0) * math.sin(beta) + math.cos(beta0) * math.cos(beta) * math.cos(turn)))
    return b * d * math.cos(beta) * math.sin(turn), b / d * (
        math.cos(beta0) * math.sin(beta) - math.sin(beta0) * math.cos(beta) * math.cos(turn))


def build(program, folder, arguments, out):
    made = subprocess.run([program, "build", "my.toml", "--out", out, *arguments], cwd=folder, capture_output=True)
    if made.returncode:
        sys.exit(f"{out}: {made.stderr.decode()}")
    files = {p.name: p.read_bytes() for p in sorted((folder / out).iterdir())}
    return files | {"standard output": made.stdout, "standard error": made.stderr}


def known_ground():
    decimals, whole = set(), set()
    for name in GROUND:
        found = numbers_told(pathlib.Path(name).read_bytes(), (set(), set()))
        decimals |= found[0]
        whole |= found[1]
    return decimals, whole


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    made, text = rows(7)
    ground = known_ground()
    listed = lambda what: subprocess.run([program, "list", what], capture_output=True, check=True, text=True).stdout
    project = listed("project").replace("bundled:mali_incidents.csv", "secret clinic.csv")
    project = project.replace('layers = ["geojson", "gpkg", "xlsx"]', f"layers = {FORMATS}".replace("'", '"'))
    # these rows have no other counts of people
    tables = project.split("[[figure]]")
    project = "[[figure]]".join(t for t in tables if "column =" not in t)
    policy = listed("policy")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "my.toml").write_text(project, encoding="utf-8")
        (folder / "secret clinic.csv").write_text(text, encoding="utf-8")
        internal = build(program, folder, [], "internal")
        internal["the rows"] = text.encode()
        read_scale(internal["scale.toml"].decode())
        found = leaks(internal, made, ground)
        ways = set().union(*(set(by) for by in found.values()))
        print(f"internal edition: {len(found)} of {len(internal)} files tell rows: {', '.join(sorted(ways))}")
        missing = {"words", "identifiers", "days", "floats", "degrees", "marks"} - ways
        files = [f"incidents.{e}" for e in ("geojson", "fgb", "parquet", "data.csv")] + ["layers.gpkg", "layers.xlsx", "ledger.csv"]
        unseen = [name for name in files if name not in found]
        if missing or unseen:
            sys.exit(f"the search cannot see {sorted(missing)} in the internal edition, nor anything in {unseen}")
        wrong = 0
        for rule in ('"district"', '"town"', '"grid"\ngrid_km = 20'):
            (folder / "policy.toml").write_text(policy.replace('generalise = "district"', f"generalise = {rule}"), "utf-8")
            out = f"public-{rule.split()[0].strip(chr(34))}"
            public = build(program, folder, ["--audience", "public", "--policy", "policy.toml"], out)
            found = leaks(public, made, ground)
            # One of many marks lies where one of many rows does by chance, not where several do.
            found = {name: by for name, by in found.items() if set(by) != {"marks"} or by["marks"] > 3}
            wrong += len(found)
            names = [name for name, data in public.items() if b"secret clinic" in unpacked(name, data)]
            wrong += len(names)
            print(f"{out}: {len(public)} files searched for {len(made)} rows: {found or 'nothing'}, name of the file: {names or 'nowhere'}")
        sys.exit(1 if wrong else 0)


def read_scale(text):
    SCALE.update((key, float(value)) for key, value in re.findall(r"^(lon|lat) = ([-\d.]+)", text, re.M))
    outline = [(float(x), float(y)) for x, y in
               re.findall(r"\[(-?\d+\.\d+), ?(-?\d+\.\d+)\]", pathlib.Path(GROUND[0]).read_text(encoding="utf-8"))]
    plane = [azimuthal(lon, lat) for lon, lat in outline]
    SCALE["country"] = (min(x for x, _ in plane), min(y for _, y in plane), max(x for x, _ in plane), max(y for _, y in plane))


if __name__ == "__main__":
    main()
