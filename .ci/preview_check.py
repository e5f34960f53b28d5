"""Serves a tile set of vector tiles, and one of pictures if there is one, and uses the preview page in a headless Chromium as a reader would.

Usage: preview_check.py CERCLE FOLDER_WITH_TILE_SETS [FOLDER_FOR_SCREENSHOTS]

The folder has a set "vector" (or vector.pmtiles, vector.mbtiles), and perhaps a set "raster". Needs what page_check.py needs, and a program
that was built with its preview page.
"""
import re, shutil, struct, subprocess, sys, tempfile, time, traceback, urllib.error, urllib.request, zlib
from pathlib import Path

from page_check import FLAGS, KEYS, Page, ok, passed, require

WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
BUSY = "document.querySelector('#map').getAttribute('aria-busy')"
POPUP = "document.querySelector('.readout')?.innerText ?? ''"
KEYS |= {"-": 189, "ArrowLeft": 37, "ArrowUp": 38}

def visit(page, url):
    page.complaints.clear(), page.requests.clear()
    page.loaded = False
    page.call("Page.navigate", url=url)
    while not page.loaded:
        page.ask("1")
    settle(page, url)

def settle(page, what):
    for _ in range(300):
        if page.ask(BUSY) == "false":
            return
        time.sleep(0.1)
    sys.exit(f"FAILED  {what}: the map does not come to rest: {page.ask('document.body.innerText')} {page.complaints}")

def colors(png):
    """Number of different colours in a picture as Chromium writes it: 8 bits, RGB or RGBA, no interlacing."""
    data, at, packed = Path(png).read_bytes(), 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IHDR":
            width, height, _, color = struct.unpack(">IIBB", data[at + 8:at + 18])
        elif kind == b"IDAT":
            packed += data[at + 8:at + 8 + length]
        at += 12 + length
    rows, size = zlib.decompress(packed), 4 if color == 6 else 3
    # filtered bytes are enough to tell a picture from a blank one
    stride = width * size + 1
    return len({rows[i:i + size] for r in range(0, height, 4) for i in range(r * stride + 1, (r + 1) * stride - size, size * 4)})

def shoot(page, path):
    settle(page, path.name)
    page.picture(path, whole=False)
    found = colors(path)
    require(found > 60, f"{path.name}: only {found} different colours: blank")

def click(page, x, y):
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1, "buttons": 1}
        page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **button)
    time.sleep(0.2)
    settle(page, "click")

def middle(page):
    return page.ask("(() => { const b = document.querySelector('#map').getBoundingClientRect(); "
                    "return [b.left + b.width / 2, b.top + b.height / 2]; })()")

def read_district(page, shots):
    x, y = middle(page)
    for dx, dy in [(0, 0), (90, 120), (-150, 160), (40, 200)]:
        click(page, x + dx, y + dy)
        told = page.ask(POPUP)
        if "Area" in told:
            break
    require(re.search(r"Incidents located in the district\s+\d", told), f"vector: a click on a district tells '{told}'")
    shoot(page, shots / "vector-popup.png")
    page.press("Escape")
    require(page.ask(POPUP) == "", "vector: escape does not close the popup")
    ok(f"vector: a click reads {' '.join(told.split())}")

def read_by_keyboard(page, shots):
    select = "document.querySelector('#districts select')"
    require(page.ask(f"{select}.options.length") > 20, f"vector: {page.ask(f'{select}.options.length')} districts in the list")
    page.ask(f"{select}.focus()")
    page.press("ArrowDown", "ArrowDown", "ArrowDown")
    time.sleep(0.6)
    settle(page, "choice")
    told, name = page.ask(POPUP), page.ask(f"{select}.selectedOptions[0]?.textContent")
    require(told.startswith(name), f"vector: {name} chosen in the list, '{told}' read")
    shoot(page, shots / "vector-chosen.png")
    page.press("Escape")
    ok(f"vector: {name} read from the list by keyboard")

def legend_is_whole(page):
    rows = page.ask("[...document.querySelectorAll('#classes li')].map(l => l.textContent)")
    require(len(rows) > 3 and all(rows) and len(set(rows)) == len(rows), f"vector: the legend says {rows}")
    ok(f"vector: legend {', '.join(rows)}")

def choose_years(page, shots):
    years = page.ask("[...document.querySelectorAll('input[name=year]')].map(i => i.value).filter(Boolean)")
    require(len(years) > 1, f"vector: years to choose are {years}")
    pictures = {}
    for year in ["", *years]:
        page.ask(f"document.querySelector('input[name=year][value=\"{year}\"]').click()")
        time.sleep(0.3)
        path = shots / f"vector-{year or 'all'}.png"
        shoot(page, path)
        pictures[year] = path.read_bytes()
    require(len(set(pictures.values())) == len(pictures), "vector: years look the same")
    # the incidents alone: the map's part of the picture, without the panel that says which year it is
    switch = "document.querySelector('input[name=layer][value=districts]').click()"
    page.ask(switch)
    left = page.ask("document.querySelector('#map').getBoundingClientRect().left")
    clip = {"x": left, "y": 0, "width": 1280 - left, "height": 800, "scale": 1}
    dots = set()
    for year in ["", *years]:
        page.ask(f"document.querySelector('input[name=year][value=\"{year}\"]').click()")
        time.sleep(0.3)
        settle(page, "years")
        dots.add(page.call("Page.captureScreenshot", format="png", clip=clip)["data"])
    page.ask(switch)
    require(len(dots) == len(pictures), "vector: incidents of the years look the same")
    require(years[-1] in page.ask("document.querySelector('#remark').textContent"), "vector: nothing says which year is shown")
    page.ask("document.querySelector('input[name=year][value=\"\"]').click()")
    ok(f"vector: {', '.join(years)} recolour the districts")

def move_by_keyboard(page, name):
    zoom = lambda: page.ask("document.querySelector('#zoom').textContent")
    page.ask("document.querySelector('.maplibregl-canvas').focus()")
    before = zoom()
    page.press("+")
    time.sleep(0.6)
    settle(page, "zoom")
    near = zoom()
    page.press("-")
    time.sleep(0.8)
    settle(page, "zoom")
    require(before != near and zoom() == before, f"{name}: + and − zoom from '{before}' to '{near}' to '{zoom()}'")
    ok(f"{name}: + zooms from {before} to {near}, − goes back")

def layers_switch(page, shots):
    names = page.ask("[...document.querySelectorAll('input[name=layer]')].map(i => i.value)")
    require({"districts", "labels"} <= set(names), f"vector: layers to choose are {names}")
    for name in names:
        page.ask(f"document.querySelector('input[name=layer][value={name}]').click()")
    time.sleep(0.3)
    settle(page, "layers")
    page.picture(shots / "vector-no-layers.png", whole=False)
    left = colors(shots / "vector-no-layers.png")
    for name in names:
        page.ask(f"document.querySelector('input[name=layer][value={name}]').click()")
    time.sleep(0.3)
    shoot(page, shots / "vector-layers.png")
    require(colors(shots / "vector-layers.png") > left, f"vector: layers do not come back")
    ok(f"vector: layers {', '.join(names)} can be hidden")

def narrow(page, name, shots):
    page.size(320, 640)
    visit(page, page.ask("location.href"))
    shoot(page, shots / f"{name}-320.png")
    width = page.ask("document.scrollingElement.scrollWidth")
    require(width <= 320, f"{name}: {width} pixels wide on a screen of 320")
    small = page.ask("""[...document.querySelectorAll('button, label, select')].map(e => e.getBoundingClientRect())
        .filter(b => b.width && Math.min(b.width, b.height) < 24).length""")
    require(small == 0, f"{name}: {small} targets are smaller than 24 pixels")
    page.ask("scrollTo(0, 9999)")
    page.picture(shots / f"{name}-320-below.png", whole=False)
    page.size(1280, 800)
    ok(f"{name}: {width} pixels wide at 320, targets of 24 pixels and more")

def quiet(page, name, url):
    require(not page.complaints, f"{name}: {page.complaints}")
    outside = [r for r in page.requests if not r.startswith((url, "data:", "blob:"))]
    require(not outside, f"{name}: fetches {outside}")
    ok(f"{name}: no complaint of console or security policy, nothing fetched but from the server")

def strangers_learn_nothing(page, url):
    """A page of another origin on this machine can neither read a tile nor a description, though it knows the address."""
    answer = page.ask(f"fetch('{url}tiles.json').then(a => a.text(), e => 'refused')")
    require(answer == "refused", f"a page of another origin reads {answer[:80]}")
    ok("a page of another origin reads nothing")
    try:
        urllib.request.urlopen(re.sub(r"/[0-9a-f]{32}/", "/" + "0" * 32 + "/", url) + "tiles.json")
        sys.exit("FAILED  another token is answered")
    except urllib.error.HTTPError as error:
        require(error.code == 404, f"another token: {error.code}")

class Served:
    def __init__(self, binary, path):
        self.process = subprocess.Popen([binary, "serve", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().strip()
    def __enter__(self):
        return self.url
    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

def found(folder, name):
    return next((p for p in [folder / name, folder / f"{name}.pmtiles", folder / f"{name}.mbtiles"] if p.exists()), None)

def main(binary, sets, shots):
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        profile = Path(name) / "profile"
        chromium = subprocess.Popen([shutil.which("chromium"), *FLAGS, *WEBGL, f"--user-data-dir={profile}", "about:blank"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            started = profile / "DevToolsActivePort"
            for _ in range(300):
                if started.exists() and started.read_text():
                    break
                time.sleep(0.1)
            page = Page(int(started.read_text().split()[0]))
            page.size(1280, 800)
            with Served(binary, found(sets, "vector")) as url:
                visit(page, url)
                shoot(page, shots / "vector.png")
                legend_is_whole(page)
                read_district(page, shots)
                read_by_keyboard(page, shots)
                visit(page, url)
                choose_years(page, shots)
                move_by_keyboard(page, "vector")
                layers_switch(page, shots)
                quiet(page, "vector", url)
                narrow(page, "vector", shots)
                quiet(page, "vector on a narrow screen", url)
                with Served(binary, found(sets, "vector")) as other:
                    strangers_learn_nothing(page, other)
            if found(sets, "raster"):
                with Served(binary, found(sets, "raster")) as url:
                    visit(page, url)
                    shoot(page, shots / "raster.png")
                    legend = page.ask("(() => { const i = document.querySelector('#legend img'); return [i?.naturalWidth, i?.alt]; })()")
                    require(legend[0] and "ncidents" in legend[1], f"raster: the legend is {legend}")
                    ok(f"raster: a legend of {legend[0]} pixels that says: {legend[1][:80]}…")
                    move_by_keyboard(page, "raster")
                    quiet(page, "raster", url)
                    narrow(page, "raster", shots)
        finally:
            chromium.terminate()
            chromium.wait()
    print(f"{len(passed)} passed, 0 failed")

if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    if not shutil.which("chromium"):
        sys.exit(print("skipped: no chromium"))
    try:
        with tempfile.TemporaryDirectory() as place:
            main(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2]), Path(sys.argv[3] if len(sys.argv) > 3 else place))
    except Exception:
        traceback.print_exc()
        sys.exit("FAILED  the preview is not as expected: see above")
