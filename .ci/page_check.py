"""Opens the pages in a headless Chromium and uses them as a reader would: by keyboard, on a wide and on a narrow screen.

Usage: page_check.py CERCLE [FOLDER_FOR_SCREENSHOTS]

Speaks the DevTools protocol itself; needs the Debian package chromium and the Python package websocket-client.
"""
import base64, itertools, json, os, re, shutil, subprocess, sys, tempfile, time, traceback, urllib.request
from pathlib import Path

import websocket

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
         "--remote-allow-origins=*"]
KEYS = {"Tab": 9, "Escape": 27, "ArrowRight": 39, "ArrowDown": 40, "Enter": 13, "End": 35, "+": 187, "0": 48}
passed = []

def require(truth, message):
    if not truth:
        sys.exit(f"FAILED  {message}")

def ok(what):
    passed.append(what)
    print("ok     ", what, flush=True)

class Page:
    """One tab, spoken to over its socket; keeps what the console and the security policy complain of."""
    def __init__(self, port):
        tabs = json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json"))
        address = next(t["webSocketDebuggerUrl"] for t in tabs if t["type"] == "page")
        self.socket, self.numbers, self.complaints, self.requests = websocket.create_connection(address), itertools.count(1), [], []
        self.loaded = False
        for domain in ("Page", "Runtime", "Log", "Audits", "Network"):
            self.call(f"{domain}.enable")

    def call(self, method, **parameters):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            self.note(message)
            if message.get("id") == number:
                require("error" not in message, f"{method}: {message.get('error')}")
                return message["result"]

    def note(self, message):
        kind, about = message.get("method"), message.get("params", {})
        if kind == "Runtime.exceptionThrown" or kind == "Audits.issueAdded":
            self.complaints.append(json.dumps(about)[:600])
        elif kind == "Log.entryAdded" and about["entry"]["level"] in ("error", "warning"):
            self.complaints.append(about["entry"]["text"])
        elif kind == "Runtime.consoleAPICalled":
            self.complaints.append(json.dumps(about["args"])[:300])
        elif kind == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"][:100])
        elif kind == "Page.loadEventFired":
            self.loaded = True

    def ask(self, script):
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        require("exceptionDetails" not in answer, f"{script}: {answer.get('exceptionDetails')}")
        return answer["result"].get("value")

    def open(self, path, scripts=True):
        self.complaints.clear(), self.requests.clear()
        self.call("Emulation.setScriptExecutionDisabled", value=not scripts)
        self.loaded = False
        self.call("Page.navigate", url=path.resolve().as_uri())
        while not self.loaded:
            self.note(json.loads(self.socket.recv()))
        if scripts:
            self.ask("document.fonts.ready.then(() => true)")

    def size(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def press(self, *keys):
        for key in keys:
            about = {"key": key, "windowsVirtualKeyCode": KEYS[key], "code": key}
            text = {"text": "\r"} if key == "Enter" else {"text": key} if len(key) == 1 else {}
            self.call("Input.dispatchKeyEvent", type="keyDown", **about, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", **about)

    def picture(self, path, whole=True):
        shot = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(shot["data"]))

def tab_to(page, found):
    page.ask("document.activeElement.blur()")
    for _ in range(60):
        page.press("Tab")
        if page.ask(found):
            return
    sys.exit(f"FAILED  the tab key never leads to {found}")

FOCUSED = "document.activeElement?.dataset?.name ?? ''"
READOUT = "document.querySelector('[role=status]').innerText.replace(/\\s+/g, ' ')"
VIEW = "document.querySelector('#map svg').getAttribute('viewBox')"

def keyboard_reads_units(page, name):
    tab_to(page, f"/^(district|region)-/.test({FOCUSED})")
    first, told = page.ask(FOCUSED), page.ask(READOUT)
    page.press("ArrowRight", "ArrowRight")
    second, then = page.ask(FOCUSED), page.ask(READOUT)
    line = page.ask(f"[...document.querySelector(`tr[data-target='${{{FOCUSED}}}']`).cells].map(c => c.textContent)")
    require(first != second and told != then, f"{name}: arrows do not move: {first}, {second}")
    require(all(text in then for text in line), f"{name}: '{then}' does not tell {line}")
    require(page.ask("getComputedStyle(document.querySelector('.ring path')).strokeWidth") == "5px", f"{name}: no focus ring")
    ok(f"{name}: keyboard reaches {second}: {then}")
    page.press("ArrowDown")
    require(page.ask(FOCUSED) not in (second, ""), f"{name}: the down arrow does not move")
    before = page.ask(VIEW)
    page.press("+")
    zoomed = page.ask(VIEW)
    require(zoomed != before, f"{name}: + does not zoom")
    page.press("0")
    require(page.ask(VIEW) == before, f"{name}: 0 does not show the whole map")
    page.press("Escape")
    require(page.ask(READOUT) == "" and not page.ask("!!document.querySelector('.ring')"), f"{name}: escape does not close")
    ok(f"{name}: + zooms from {before} to {zoomed}, 0 goes back, escape closes")

def pointer_moves_and_reads(page, name):
    page.ask("scrollTo(0, 0)")
    x, y = page.ask("""(() => { const b = document.querySelector('#map [tabindex]').parentElement.getBoundingClientRect();
        return [b.left + b.width / 2, b.top + b.height / 2]; })()""")
    mouse = lambda kind, x, y, **more: page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)
    mouse("mouseMoved", x, y)
    told = page.ask(READOUT)
    require("2022" in told, f"{name}: pointing at the middle of the map tells '{told}'")
    before = page.ask(VIEW)
    mouse("mouseWheel", x, y, deltaX=0, deltaY=-200)
    require(page.ask(VIEW) == before, f"{name}: the wheel alone zooms and does not scroll the page")
    page.ask("scrollTo(0, 0)")
    mouse("mouseWheel", x, y, deltaX=0, deltaY=-200, modifiers=2)
    zoomed = page.ask(VIEW)
    require(zoomed != before, f"{name}: the wheel with ctrl does not zoom")
    mouse("mousePressed", x, y, button="left", buttons=1, clickCount=1)
    for step in range(1, 5):
        mouse("mouseMoved", x - 10 * step, y - 5 * step, button="left", buttons=1)
    mouse("mouseReleased", x - 40, y - 20, button="left", clickCount=1)
    dragged = page.ask(VIEW)
    require(dragged.split()[2:] == zoomed.split()[2:] and dragged.split()[:2] != zoomed.split()[:2], f"{name}: {zoomed} dragged to {dragged}")
    page.ask("document.querySelector('#zoom-whole').click()")
    require(page.ask(VIEW) == before, f"{name}: the button does not show the whole map")
    mouse("mouseMoved", 2, 2)
    ok(f"{name}: pointing tells of {told.split(' ')[0]}; ctrl and wheel zoom, dragging moves")

def years_filter(page, name, dots):
    page.ask("document.querySelector('input[name=period][value=\"2023\"]').click()")
    seen = page.ask("""Object.fromEntries([...document.querySelectorAll('#map [data-name^="incidents-"]')]
        .map(g => [g.dataset.name, getComputedStyle(g).visibility]))""")
    expected = {f"incidents-{y}": "visible" if y == 2023 else "hidden" for y in (2022, 2023, 2024)} if dots else {}
    require(seen == expected, f"{name}: dots of 2023 alone should be seen: {seen}")
    require(page.ask("document.querySelectorAll('td.chosen').length") > 5, f"{name}: the column of 2023 is not marked")
    tab_to(page, f"/^(district|region)-/.test({FOCUSED})")
    told = page.ask(READOUT)
    require("2023" in told and not re.search(r"\b2022 \d", told), f"{name}: '{told}' is not of 2023")
    page.ask("document.querySelector('input[name=period][value=\"\"]').click()")
    shown = page.ask("[...document.querySelectorAll('#map [data-name]')].every(g => getComputedStyle(g).visibility === 'visible')")
    require(shown, f"{name}: not all dots come back")
    ok(f"{name}: the year 2023 hides other years' dots and figures: {told}")

# Colour of a unit's area as it is drawn now, and what legend, title and table say.
DRAWN = """(() => {
    const row = document.querySelector('#figures tbody tr'), area = document.querySelector(`#map [data-name="${row.dataset.target}"] path`);
    const drawn = [...document.querySelectorAll('#map [data-name="choropleth"] > [d]')].filter(p => p.getAttribute('d') === area.getAttribute('d'));
    const legend = [...document.querySelectorAll('#map [data-name="legend"] text')].map(t => t.textContent);
    const names = [...document.querySelectorAll('#map [data-name="names"] text')].filter(t => !t.hasAttribute('stroke')).map(t => t.textContent);
    return {drawn: drawn.at(-1)?.getAttribute('fill') ?? null, swatch: row.querySelector('.swatch path').getAttribute('fill'),
        legend: legend.join(' '), counts: legend.filter(t => /^\\d+$/.test(t)).map(Number), names: names.join(' '),
        title: document.querySelector('h1').textContent, lead: document.querySelector('.lead').textContent, head: [...document.querySelectorAll('thead th')].map(h => h.textContent).join(' '),
        row: [...row.cells].map(c => c.textContent)};
})()"""

def years_recolor(page, name, shots):
    choose = lambda year: page.ask(f"document.querySelector('input[name=period][value=\"{year}\"]').click()")
    whole = page.ask(DRAWN)
    units = page.ask("document.querySelectorAll('#figures tbody tr').length")
    colors = {}
    for year in ("2022", "2023", "2024"):
        choose(year)
        now = page.ask(DRAWN)
        require(now["drawn"] == now["swatch"], f"{name}: {year} draws {now['drawn']}, the table says {now['swatch']}")
        for where in ("legend", "title", "head"):
            require(year in now[where] and "2022–2024" not in now[where], f"{name}: {where} of {year}: {now[where]}")
        require(sum(now["counts"][:-1]) == units, f"{name}: the legend of {year} counts {now['counts']}, not {units} in all")
        require(now["lead"] != whole["lead"], f"{name}: {year} has the line under the title of the whole period: {now['lead']}")
        require(now["row"][:-2] == whole["row"][:-2], f"{name}: counts of years change: {now['row']}")
        require(page.ask("!document.querySelector('#remark').hidden"), f"{name}: nothing says what {year} changes")
        colors[year] = now["drawn"]
        page.picture(shots / f"{name}-{year}.png")
    require(len(set(colors.values())) > 1, f"{name}: every year has the colour {colors}")
    page.ask("document.querySelectorAll('thead button')[document.querySelectorAll('thead button').length - 2].click()")
    values = page.ask("[...document.querySelectorAll('#figures tbody tr')].map(r => +r.cells[r.cells.length - 2].dataset.value)")
    require(values == sorted(values, reverse=True), f"{name}: not sorted by the values of 2024: {values}")
    column = page.ask("document.querySelectorAll('thead button').length") - 3
    page.ask(f"document.querySelectorAll('thead button')[{column}].click()")
    choose("")
    require(page.ask(DRAWN) == whole, f"{name}: the whole period does not come back: {page.ask(DRAWN)} for {whole}")
    ok(f"{name}: a year recolours areas, legend, title and table in the same classes: {colors}")

def chart_page(page, path, shots):
    name = path.stem
    page.size(1280, 900)
    page.open(path)
    tab_to(page, f"/^bar-/.test({FOCUSED})")
    first, told = page.ask(FOCUSED), page.ask(READOUT)
    line = page.ask(f"[...document.querySelector(`tr[data-target='${{{FOCUSED}}}']`).cells].map(c => c.textContent)")
    require(all(text in told for text in line), f"{name}: '{told}' does not tell {line}")
    label = page.ask("document.activeElement.getAttribute('aria-label')")
    require(label == line[0], f"{name}: a screen reader hears '{label}', not '{line[0]}'")
    page.press("ArrowRight")
    second, then = page.ask(FOCUSED), page.ask(READOUT)
    require((first, told) != (second, then), f"{name}: the right arrow does not move from {first}: {told}")
    page.picture(shots / f"{name}-focus.png", whole=False)
    page.press("Escape")
    require(page.ask(READOUT) == "", f"{name}: escape does not close")
    page.ask("document.activeElement.blur()")
    x, y = page.ask("""(() => { const b = [...document.querySelectorAll('#map [tabindex]')].at(-1).getBoundingClientRect();
        return [b.left + b.width / 2, b.top + b.height / 2]; })()""")
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
    last = page.ask(READOUT)
    require(last, f"{name}: pointing at the last one tells nothing")
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=2, y=2)
    targets = page.ask("document.querySelectorAll('#map [tabindex]').length")
    narrow_screen(page, name, shots)
    quiet(page, name)
    ok(f"{name}: {targets} places to point at; {then}; {last}")

def layers_switch(page, name):
    layers = page.ask("[...document.querySelectorAll('input[name=layer]')].map(i => i.value)")
    for layer in layers:
        group = f"document.querySelector('#map [data-name=\"{layer}\"]')"
        page.ask(f"document.querySelector('input[value=\"{layer}\"]').click()")
        require(page.ask(f"getComputedStyle({group}).display") == "none", f"{name}: {layer} cannot be hidden")
        page.ask(f"document.querySelector('input[value=\"{layer}\"]').click()")
        require(page.ask(f"getComputedStyle({group}).display") != "none", f"{name}: {layer} does not come back")
    ok(f"{name}: layers {', '.join(layers)} can be hidden")

def table_sorts(page, name):
    first = "[...document.querySelector('#figures tbody tr').cells].map(c => c.textContent).slice(0, 6)"
    heading = "document.querySelector('th[aria-sort]')"
    require(page.ask(f"{heading}.getAttribute('aria-sort')") == "descending", f"{name}: no order at first")
    column = page.ask(f"{heading}.cellIndex")
    top = page.ask(first)
    page.ask("document.querySelector('thead button').focus()")
    page.press("Enter")
    by_name = page.ask("[...document.querySelectorAll('#figures tbody th')].map(c => c.textContent)")
    require(page.ask(f"{heading}.cellIndex") == 0, f"{name}: not sorted by name")
    require(page.ask(f"JSON.stringify({by_name!r}) === JSON.stringify({by_name!r}.sort(new Intl.Collator('en').compare))"), f"{name}: {by_name}")
    page.ask(f"document.querySelectorAll('thead button')[{column}].focus()")
    page.press("Enter")
    require(page.ask(first) == top and page.ask(f"{heading}.getAttribute('aria-sort')") == "descending", f"{name}: {page.ask(first)}")
    numbers = page.ask(f"[...document.querySelectorAll('#figures tbody tr')].map(r => +r.cells[{column}].dataset.value)")
    require(numbers == sorted(numbers, reverse=True), f"{name}: {numbers}")
    ok(f"{name}: sorted by name and by count from the keyboard; first {top}")

def narrow_screen(page, name, shots):
    page.size(320, 640)
    width = page.ask("document.scrollingElement.scrollWidth")
    require(width <= 320, f"{name}: {width} pixels wide on a screen of 320")
    small = page.ask("""[...document.querySelectorAll('button, label, summary')].map(e => e.getBoundingClientRect())
        .filter(b => b.width && Math.min(b.width, b.height) < 24).length""")
    require(small == 0, f"{name}: {small} targets are smaller than 24 pixels")
    page.picture(shots / f"{name}-320.png")
    page.ask("[...document.querySelectorAll('#map [tabindex]')].slice(0, 5).at(-1).focus()")
    page.picture(shots / f"{name}-320-focus.png", whole=False)
    page.size(1280, 900)
    ok(f"{name}: {width} pixels wide at 320, targets of 24 pixels and more")

def quiet(page, name):
    require(not page.complaints, f"{name}: {page.complaints}")
    outside = [r for r in page.requests if not r.startswith(("file:", "data:"))]
    require(not outside, f"{name}: fetches {outside}")
    ok(f"{name}: no complaint of console or security policy, nothing fetched")

def figure_page(page, path, shots, dots):
    name = path.stem
    page.size(1280, 900)
    page.open(path)
    page.picture(shots / f"{name}-1280.png")
    keyboard_reads_units(page, name)
    page.picture(shots / f"{name}-1280-end.png", whole=False)
    pointer_moves_and_reads(page, name)
    years_filter(page, name, dots)
    if page.ask("!!document.querySelector('#figures').dataset.shades"):
        years_recolor(page, name, shots)
    layers_switch(page, name)
    table_sorts(page, name)
    page.ask("[...document.querySelectorAll('#map [tabindex]')].slice(0, 5).at(-1).focus()")
    page.picture(shots / f"{name}-1280-focus.png", whole=False)
    page.ask("document.querySelector('input[name=period][value=\"2023\"]').click()")
    page.picture(shots / f"{name}-1280-year.png", whole=False)
    page.ask("document.querySelector('input[name=period][value=\"\"]').click()")
    narrow_screen(page, name, shots)
    quiet(page, name)
    print_file = page.call("Page.printToPDF", preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
    (shots / f"{name}.pdf").write_bytes(base64.b64decode(print_file["data"]))
    page.open(path, scripts=False)
    page.picture(shots / f"{name}-no-script.png")

# One page of each kind of map.
PAGES = ["known-locations", "density", "density-by-region-per-100k", "circles", "people"]
CHARTS = ["bars-by-month", "bars-by-year", "bars-by-region", "strip"]

def main(binary, shots):
    shots.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([binary, "build", "--out", folder / "maps"], check=True, capture_output=True)
        profile = folder / "profile"
        chromium = subprocess.Popen([shutil.which("chromium"), *FLAGS, f"--user-data-dir={profile}", "about:blank"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            started = profile / "DevToolsActivePort"
            for _ in range(300):
                if started.exists() and started.read_text():
                    break
                time.sleep(0.1)
            page = Page(int(started.read_text().split()[0]))
            for path in [folder / "maps" / f"{name}-2022-2024.html" for name in PAGES]:
                figure_page(page, path, shots, dots="locations" in path.stem)
            for path in [folder / "maps" / f"{name}-2022-2024.html" for name in CHARTS]:
                chart_page(page, path, shots)
            index = folder / "maps" / "index.html"
            page.size(1280, 900)
            page.open(index)
            broken = page.ask("[...document.images].filter(i => !i.naturalWidth).map(i => i.src)")
            require(not broken, f"index: pictures not shown: {broken}")
            links = page.ask("[...document.links].map(a => a.getAttribute('href'))")
            missing = [link for link in links if not (folder / "maps" / link).exists()]
            require(links and not missing, f"index: leads to files that are not there: {missing}")
            page.picture(shots / "index-1280.png")
            page.size(320, 640)
            require(page.ask("document.scrollingElement.scrollWidth") <= 320, "index: wider than 320 pixels")
            page.picture(shots / "index-320.png")
            quiet(page, "index")
        finally:
            chromium.terminate()
            chromium.wait()
    print(f"{len(passed)} passed, 0 failed")

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if not shutil.which("chromium"):
        sys.exit(print("skipped: no chromium"))
    try:
        with tempfile.TemporaryDirectory() as place:
            main(str(Path(sys.argv[1]).resolve()), Path(sys.argv[2] if len(sys.argv) > 2 else place))
    except Exception:
        traceback.print_exc()
        sys.exit("FAILED  a page is not as expected: see above")
