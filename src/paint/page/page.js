"use strict";
// The table is the only source of figures: the map's readout is read from it. Without this script the page is a still
// drawing with its table.
(() => {
  const $ = (id) => document.getElementById(id);
  const map = $("map"), svg = map.querySelector("svg"), readout = $("readout"), table = $("figures");
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  // ---- The view: a window on the drawing, changed by its viewBox only ----

  const whole = svg.getAttribute("viewBox").split(" ").map(Number);
  const closest = 24;
  let view = whole;

  function look([x, y, width, height]) {
    const scale = Math.min(1, Math.max(1 / closest, width / whole[2], height / whole[3]));
    const [w, h] = [whole[2] * scale, whole[3] * scale];
    const within = (at, size, i) => Math.min(whole[i] + whole[i + 2] - size, Math.max(whole[i], at));
    view = [within(x + (width - w) / 2, w, 0), within(y + (height - h) / 2, h, 1), w, h];
    svg.setAttribute("viewBox", view.map((v) => +v.toFixed(3)).join(" "));
    map.classList.toggle("zoomed", scale < 1);
    for (const id of ["zoom-out", "zoom-whole"]) $(id).disabled = scale === 1;
    $("zoom-in").disabled = scale <= 1 / closest;
    place();
  }

  const middle = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];

  /** Zooms by a factor; the point of the drawing stays where it is on the screen. */
  function zoom(factor, [x, y] = middle()) {
    const k = Math.min(whole[2] / view[2], Math.max(whole[2] / closest / view[2], 1 / factor));
    look([x - (x - view[0]) * k, y - (y - view[1]) * k, view[2] * k, view[3] * k]);
  }

  const pan = (dx, dy) => look([view[0] + dx, view[1] + dy, view[2], view[3]]);

  /** Place on the drawing of a place on the screen. */
  function spot(x, y) {
    const p = new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    return [p.x, p.y];
  }

  function reveal(box) {
    const [x, y, w, h] = view;
    const inside = box.x >= x && box.y >= y && box.x + box.width <= x + w && box.y + box.height <= y + h;
    if (!inside) look([box.x + box.width / 2 - w / 2, box.y + box.height / 2 - h / 2, w, h]);
  }

  // Shapes that can be pointed at and come again on other maps stand in the file once.
  for (const use of all('[data-name="areas"] use', svg)) {
    const shape = svg.querySelector(use.getAttribute("href")).cloneNode();
    shape.removeAttribute("id");
    shape.setAttribute("transform", `translate(${use.getAttribute("x")} ${use.getAttribute("y")})`);
    use.replaceWith(shape);
  }

  // ---- Units: shapes of the drawing and the line of the table that says what is known of each ----

  const lines = new Map(all("tbody tr[data-target]").map((line) => [line.dataset.target, line]));
  const shapes = all("[data-name]", svg).filter((g) => lines.has(g.dataset.name) && g.firstElementChild);
  const boxes = new Map(shapes.map((shape) => [shape, shape.getBBox()]));
  const centre = (shape) => {
    const b = boxes.get(shape);
    return [b.x + b.width / 2, b.y + b.height / 2];
  };

  /** As one reads: map by map, in bands from north to south, in each from west to east. */
  function readingOrder() {
    const panels = [...new Set(shapes.map((shape) => shape.parentElement))];
    return panels.flatMap((panel) => {
      const members = shapes.filter((shape) => shape.parentElement === panel);
      const box = panel.getBBox();
      const band = (shape) => Math.floor((8 * (centre(shape)[1] - box.y)) / box.height);
      return members.sort((a, b) => band(a) - band(b) || centre(a)[0] - centre(b)[0]);
    });
  }
  const order = readingOrder();
  let here = null; // the shape whose figures are shown
  let ring = null;

  const headings = all("thead th", table ?? document);
  const nameOf = (shape) => lines.get(shape.dataset.name).cells[0].textContent;

  function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    parent.append(made);
    return made;
  }

  /** Name and figures of a line: all years, or the year that is chosen. */
  function tell(line) {
    readout.replaceChildren();
    element("strong", line.cells[0].textContent, readout);
    const list = element("dl", "", readout);
    headings.forEach((heading, i) => {
      const period = heading.dataset.period;
      if (i === 0 || (period && chosen && period !== chosen)) return;
      element("dt", heading.textContent, list);
      element("dd", line.cells[i].textContent, list);
    });
  }

  /** Draws a ring around a shape: dark on light, so that it is seen on every colour. */
  function mark(shape) {
    if (here === shape) return;
    hide();
    here = shape;
    ring = document.createElementNS(svg.namespaceURI, "g");
    ring.setAttribute("class", "ring");
    for (let i = 0; i < 2; i++) {
      const line = shape.lastElementChild.cloneNode();
      for (const name of ["pointer-events", "id"]) line.removeAttribute(name);
      ring.append(line);
    }
    shape.parentElement.append(ring);
    lines.get(shape.dataset.name).classList.add("here");
  }

  function show(shape) {
    mark(shape);
    tell(lines.get(shape.dataset.name));
    place();
  }

  function hide() {
    if (!here) return;
    lines.get(here.dataset.name).classList.remove("here");
    ring.remove();
    here = null;
    readout.replaceChildren();
    readout.style.translate = "";
  }

  /** Puts the readout beside the shape where the screen is wide enough for it to float (see the style). */
  function place() {
    if (!here || getComputedStyle(readout).position !== "absolute") return;
    const stage = $("stage").getBoundingClientRect(), shape = here.getBoundingClientRect();
    const own = readout.getBoundingClientRect(), gap = 12;
    const right = shape.right - stage.left + gap;
    const x = right + own.width <= stage.width ? right : shape.left - stage.left - gap - own.width;
    const y = (shape.top + shape.bottom) / 2 - stage.top - own.height / 2;
    const within = (v, most) => Math.round(Math.max(0, Math.min(most, v)));
    readout.style.translate = `${within(x, stage.width - own.width)}px ${within(y, stage.height - own.height)}px`;
  }

  function focusOn(shape) {
    if (!shape) return;
    order.forEach((other) => other.setAttribute("tabindex", other === shape ? "0" : "-1"));
    reveal(boxes.get(shape));
    shape.focus();
  }

  /** The nearest shape of the same map above (-1) or below (1). */
  function nearest(from, direction) {
    const [x, y] = centre(from);
    let best = null, least = Infinity;
    for (const shape of order) {
      if (shape === from || shape.parentElement !== from.parentElement) continue;
      const [cx, cy] = centre(shape), down = (cy - y) * direction;
      const far = down + 2 * Math.abs(cx - x);
      if (down > 0 && far < least) [best, least] = [shape, far];
    }
    return best;
  }

  order.forEach((shape, i) => {
    shape.setAttribute("tabindex", i === 0 ? "0" : "-1");
    shape.setAttribute("role", "img");
    shape.setAttribute("aria-label", nameOf(shape));
    shape.addEventListener("pointerenter", () => held.size === 0 && show(shape));
    shape.addEventListener("focus", () => show(shape));
    shape.addEventListener("blur", hide);
    shape.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "touch") return;
      const focused = document.activeElement;
      order.includes(focused) ? show(focused) : hide();
    });
  });
  for (const [name, line] of lines) {
    line.addEventListener("pointerenter", () => {
      const shape = order.find((s) => s.dataset.name === name);
      if (shape) mark(shape);
    });
    line.addEventListener("pointerleave", hide);
  }

  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = order.indexOf(document.activeElement), step = view[2] / 8;
    const moves = {
      ArrowLeft: () => focusOn(order[Math.max(0, at - 1)]),
      ArrowRight: () => focusOn(order[Math.min(order.length - 1, at + 1)]),
      ArrowUp: () => focusOn(nearest(order[at], -1)),
      ArrowDown: () => focusOn(nearest(order[at], 1)),
      Home: () => focusOn(order[0]),
      End: () => focusOn(order[order.length - 1]),
      Escape: hide,
      "+": () => zoom(1.5, here ? centre(here) : middle()),
      "=": () => zoom(1.5, here ? centre(here) : middle()),
      "-": () => zoom(1 / 1.5),
      0: () => look(whole),
    };
    const shifted = {
      ArrowLeft: () => pan(-step, 0),
      ArrowRight: () => pan(step, 0),
      ArrowUp: () => pan(0, -step),
      ArrowDown: () => pan(0, step),
    };
    const act = (event.shiftKey && shifted[event.key]) || moves[event.key];
    if (act && (at >= 0 || !event.key.startsWith("Arrow"))) {
      event.preventDefault();
      act();
    }
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // ---- Pointers: drag, pinch, wheel with ctrl ----

  const held = new Map(); // places of the fingers or the mouse that press
  let moved = 0;

  svg.addEventListener("pointerdown", (event) => {
    held.set(event.pointerId, [event.clientX, event.clientY]);
    moved = 0;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!held.has(event.pointerId)) return;
    const before = [...held.values()], old = held.get(event.pointerId), at = [event.clientX, event.clientY];
    held.set(event.pointerId, at);
    moved += Math.hypot(at[0] - old[0], at[1] - old[1]);
    if (held.size === 2) {
      const apart = (p) => Math.hypot(p[0][0] - p[1][0], p[0][1] - p[1][1]), after = [...held.values()];
      const mid = [(after[0][0] + after[1][0]) / 2, (after[0][1] + after[1][1]) / 2];
      if (apart(before) > 0) zoom(apart(after) / apart(before), spot(...mid));
    } else if (held.size === 1 && map.classList.contains("zoomed") && moved > 4) {
      map.classList.add("held");
      if (!svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
      const [from, to] = [spot(...old), spot(...at)];
      pan(from[0] - to[0], from[1] - to[1]);
    }
  });
  const release = (event) => {
    held.delete(event.pointerId);
    map.classList.remove("held");
  };
  for (const kind of ["pointerup", "pointercancel", "pointerleave"]) svg.addEventListener(kind, release);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 250), spot(event.clientX, event.clientY));
  }, { passive: false });
  $("zoom-in").addEventListener("click", () => zoom(1.5));
  $("zoom-out").addEventListener("click", () => zoom(1 / 1.5));
  $("zoom-whole").addEventListener("click", () => look(whole));

  // ---- Years and layers: groups of the drawing by their names ----

  let chosen = "";
  const periods = all("input[name=period]").map((input) => input.value).filter(Boolean);

  // Coloured areas show a year alone in the same classes: areas, legend, names, title and table say the same then. What is
  // changed is put back before the next choice.
  const shades = JSON.parse(table?.dataset.shades ?? "null");
  let back = [];

  function write(node, text) {
    const old = node.textContent;
    node.textContent = text;
    back.push(() => (node.textContent = old));
  }

  function put(node, name, value) {
    const old = node.getAttribute(name);
    value === null ? node.removeAttribute(name) : node.setAttribute(name, value);
    back.push(() => (old === null ? node.removeAttribute(name) : node.setAttribute(name, old)));
  }

  function insert(group, shape, look) {
    const made = shape.cloneNode();
    for (const name of ["pointer-events", "id"]) made.removeAttribute(name);
    for (const [name, value] of Object.entries(look)) made.setAttribute(name, value);
    group.append(made);
    back.push(() => made.remove());
  }

  const part = (name) => svg.querySelector(`[data-name="${name}"]`);
  const texts = (group) => (group ? all("text", group) : []);
  const isNumber = (text) => /^[\d,\u202f]+$/.test(text.textContent);
  const isDark = (color) => {
    const [r, g, b] = [1, 3, 5].map((i) => (parseInt(color.slice(i, i + 2), 16) / 255) ** 2.2);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b < 0.18;
  };

  function recolor(period) {
    back.reverse().forEach((undo) => undo());
    back = [];
    const at = periods.indexOf(period);
    if (!shades || at < 0) return;
    const known = [...lines.values()].map((line) => {
      const [text, value, index] = JSON.parse(line.dataset.parts)[at];
      const count = +all(`[data-period="${period}"]`, line)[0].dataset.value;
      return { line, text, value, index, count, color: shades.classes[index][1], shape: shapes.find((s) => s.dataset.name === line.dataset.target) };
    });
    recolorAreas(known);
    recolorNames(known);
    recount(known, period);
    retable(known, shades.titles[at]);
    for (const lead of shades.leads.length ? all(".lead") : []) write(lead, shades.leads[at]);
    for (const heading of all("h1")) write(heading, heading.textContent.replace(shades.period, period));
  }

  function recolorAreas(known) {
    const none = shades.classes.length - 1; // areas without data keep their hatch
    for (const { shape, index, color } of known) {
      if (shape && index !== none) insert(part("choropleth"), shape.firstElementChild, { fill: color, stroke: color, "stroke-width": 0.25 });
    }
    const outlines = part("stable-outlines"), stable = known.filter((unit) => unit.shape && unit.count >= shades.stable);
    for (const old of outlines ? [...outlines.children] : []) {
      put(old, "visibility", "hidden");
      const look = Object.fromEntries(["stroke", "stroke-width", "stroke-linejoin"].map((name) => [name, old.getAttribute(name)]));
      for (const { shape } of stable) insert(outlines, shape.lastElementChild, look);
    }
  }

  /** A name is a text or some, on a border in the colour of its area where it stands in it; then comes its number. */
  function recolorNames(known) {
    const plain = (text) => text.replace(/[\s-]/g, "");
    const named = new Map(known.map((unit) => [plain(unit.line.cells[0].textContent), unit]));
    let words = "", label = [];
    for (const text of texts(part("names"))) {
      label.push(text);
      if (text.hasAttribute("stroke")) continue;
      if (!isNumber(text)) {
        words += plain(text.textContent);
        continue;
      }
      const unit = named.get(words), borders = label.filter((t) => t.hasAttribute("stroke"));
      for (const t of unit ? label : []) {
        if (isNumber(t)) write(t, unit.count.toLocaleString(document.documentElement.lang));
        if (borders.includes(t)) ["fill", "stroke"].forEach((name) => put(t, name, unit.color));
        else if (borders.length) put(t, "fill", isDark(unit.color) ? "#ffffff" : "#1f1d1a");
      }
      [words, label] = ["", []];
    }
  }

  function recount(known, period) {
    const legend = texts(part("legend")), counts = legend.filter(isNumber);
    legend.forEach((text) => text.textContent.includes(shades.period) && write(text, text.textContent.replace(shades.period, period)));
    const numbers = shades.classes.map((_, i) => known.filter((unit) => unit.index === i).length);
    numbers.push(known.filter((unit) => unit.count >= shades.stable).length);
    if (counts.length !== numbers.length) return;
    counts.forEach((text, i) => {
      const box = text.getBBox();
      put(text, "x", box.x + box.width);
      put(text, "text-anchor", "end");
      write(text, numbers[i]);
    });
  }

  function retable(known, title) {
    const [value, shade] = headings.slice(-2);
    write(value.firstChild, title);
    for (const { line, text, value: v, index, color } of known) {
      const [label, , rank] = shades.classes[index];
      const [first, second] = [line.cells[value.cellIndex], line.cells[shade.cellIndex]];
      write(first, text);
      put(first, "data-value", v);
      put(second, "data-value", rank);
      put(second.querySelector("path"), "fill", color);
      write(second.lastChild, label);
    }
  }

  function choose(period) {
    chosen = period;
    recolor(period);
    const named = all("[data-name]", svg);
    for (const group of named.filter((g) => !lines.has(g.dataset.name))) {
      const own = periods.find((p) => group.dataset.name.endsWith(`-${p}`));
      if (!own) continue;
      const panel = group.parentElement === svg; // a map of one year stays, paler; its dots go with the others
      group.classList.toggle("aside", panel && period !== "" && own !== period);
      if (!panel) group.setAttribute("visibility", period === "" || own === period ? "inherit" : "hidden");
    }
    const panels = named.filter((g) => g.parentElement === svg && period && g.dataset.name.endsWith(`-${period}`));
    const box = panels.map((panel) => panel.getBBox()).reduce((all, b) => {
      const [x, y] = [Math.min(all?.x ?? b.x, b.x), Math.min(all?.y ?? b.y, b.y)];
      const [right, low] = [Math.max(all ? all.x + all.width : 0, b.x + b.width), Math.max(all ? all.y + all.height : 0, b.y + b.height)];
      return { x, y, width: right - x, height: low - y };
    }, null);
    look(box ? [box.x - 4, box.y - 4, box.width + 8, box.height + 8] : whole);
    map.scrollLeft = box ? (map.scrollWidth - map.clientWidth) / 2 : 0;
    all("th[data-period]", table ?? svg).forEach((head) => {
      const column = head.cellIndex, on = head.dataset.period === period;
      for (const line of table.rows) line.cells[column].classList.toggle("chosen", on);
    });
    $("remark").hidden = !period || !$("remark").textContent;
    if (here) show(here);
  }

  document.addEventListener("change", ({ target }) => {
    if (target.name === "period") choose(target.value);
    if (target.name !== "layer") return;
    for (const group of all("[data-name]", svg)) {
      if (group.dataset.name === target.value) group.setAttribute("display", target.checked ? "inline" : "none");
    }
  });

  // ---- The table: sorted by the column whose heading is pressed ----

  const printed = all("tbody tr", table ?? svg);

  function sort(heading) {
    const column = heading.cellIndex, number = heading.classList.contains("number");
    const first = number ? "descending" : "ascending", other = number ? "ascending" : "descending";
    const wanted = heading.getAttribute("aria-sort") === first ? other : first;
    headings.forEach((h) => h.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", wanted);
    const sign = wanted === "ascending" ? 1 : -1;
    const words = new Intl.Collator(document.documentElement.lang);
    const compare = (a, b) => {
      const [p, q] = [a.cells[column], b.cells[column]], [v, w] = [p.dataset.value, q.dataset.value];
      if (v !== undefined && w !== undefined) return sign * (v - w);
      if (v !== undefined || w !== undefined) return v === undefined ? 1 : -1; // unknown last, whatever the order
      return sign * words.compare(p.textContent, q.textContent);
    };
    table.tBodies[0].append(...[...printed].sort(compare)); // what is equal stays as it was printed
  }

  for (const heading of headings) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => sort(heading));
  }

  for (const form of document.forms) form.hidden = false;
  if ($("hint")) $("hint").hidden = false;
  addEventListener("resize", place);
  look(whole);
})();
