"use strict";
// What the explorables share: plots with axes, points to drag, sliders, a clock, numbers named in text, an integrator.
// A page calls explorable(initial, draw) once. Its state is a flat object of finite numbers; draw(state) fills plots and texts anew.
//   window.explorable.set({name: number})   changes the state, as dragging does, and draws at once
//   window.explorable.values()              every number shown, as text, by name;  .state() and .reset() as they say

function explorable(initial, draw) {
  const by = id => document.getElementById(id), state = {...initial}, plots = [], points = [], inputs = [], stops = [], limits = {};
  const shown = by("values"), words = by("words"), controls = by("controls");
  const live = element("p", {class: "hidden", "aria-live": "polite"}, document.querySelector("main"));
  let constrain = values => values, announce, playing = 0;

  function element(name, attributes, parent, space) {
    const node = space ? document.createElementNS(space, name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    if (parent) parent.append(node);
    return node;
  }

  function set(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (!(name in initial)) throw new Error(`expected one of ${Object.keys(initial).join(", ")}, got ${name}`);
      if (!Number.isFinite(value)) throw new Error(`${name}: expected a finite number, got ${value}`);
      state[name] = limits[name] ? Math.min(limits[name][1], Math.max(limits[name][0], value)) : value;
    }
    Object.assign(state, constrain({...state}));
    render();
  }

  function render() {
    plots.forEach(plot => plot.clear());
    shown.textContent = "";
    draw(state);
    plots.forEach(plot => plot.render());
    points.forEach(point => point.place());
    inputs.forEach(update => update());
    clearTimeout(announce);
    announce = setTimeout(() => { if (!playing) live.textContent = words.textContent; }, 700);
  }

  // One number in a text: its name is what a test asks for. Minus signs are typographic.
  function number(key, value, digits = 3, kind = "") {
    return `<b data-value="${key}" class="${kind}">${explorable.format(value, digits)}</b>`;
  }

  function show(key, label, value, digits, kind = "") {
    const box = element("div", {class: kind}, shown);
    element("dt", {}, box).innerHTML = label;
    element("dd", {}, box).innerHTML = number(key, value, digits);
  }

  function slider(name, {label, min, max, step, digits = 2, say}) {
    limits[name] = [min, max];
    const frame = element("label", {}, controls);
    element("span", {}, frame).innerHTML = label;
    const input = element("input", {type: "range", min, max, step, id: name, "aria-label": label.replace(/<[^>]*>/g, "")}, frame);
    const output = element("output", {for: name}, frame);
    input.addEventListener("input", () => set({[name]: +input.value}));
    inputs.push(() => {
      input.value = state[name];
      output.textContent = say ? say(state[name]) : explorable.format(state[name], digits);
    });
    return input;
  }

  // Time runs from where it is to its end in about `seconds` (for the whole range); at the end it starts again.
  function clock(name, {seconds, ...options}) {
    const button = element("button", {type: "button", class: "play"}, controls);
    const face = () => { button.textContent = playing ? "❚❚ Pause" : "▶ Play"; };
    const stop = () => { cancelAnimationFrame(playing); playing = 0; face(); };
    const input = slider(name, options), [least, most] = limits[name];
    let before;
    const tick = now => {
      const next = state[name] + (most - least) * Math.min(now - before, 100) / 1000 / seconds;
      before = now;
      playing = requestAnimationFrame(tick);
      if (next >= most) stop();
      set({[name]: Math.min(next, most)});
    };
    button.addEventListener("click", () => {
      if (playing) { stop(); render(); return; }
      if (state[name] >= most) set({[name]: least});
      before = performance.now();
      playing = requestAnimationFrame(tick);
      face();
    });
    input.addEventListener("pointerdown", stop);
    face();
    stops.push(stop);
  }
  function choice(name, label, options) {
    limits[name] = [0, options.length - 1];
    const frame = element("label", {}, controls);
    element("span", {}, frame).textContent = label;
    const select = element("select", {id: name}, frame);
    options.forEach((text, index) => { element("option", {value: index}, select).textContent = text; });
    select.addEventListener("change", () => set({[name]: +select.value}));
    inputs.push(() => { select.value = state[name]; });
  }

  function reset() { stops.forEach(stop => stop()); set(initial); }
  function plot(id, options) { plots.push(new Plot(by(id), options)); return plots.at(-1); }

  // A point to drag in a plot: get(state) -> [x, y], move(x, y) -> changes of the state; arrow keys step, finer with Shift.
  function point(plot, {name, label, kind, get, move, step, say, dx = 13, dy = -11}) {
    const svg = plot.svg, SVG = plot.space, names = Array.isArray(step) ? step : [step, step];
    const group = element("g", {class: `handle ${kind}`, tabindex: 0, role: "slider", id: name, "aria-label": label,
                                "aria-roledescription": "point to drag"}, plot.handles, SVG);
    for (const [part, r] of [["reach", 24], ["ring", 15], ["knob", 7.5]]) element("circle", {class: part, r}, group, SVG);
    element("text", {class: "halo", x: dx, y: dy, "text-anchor": dx < 0 ? "end" : "start"}, group, SVG).textContent = label.split(" ")[0];
    let grip;
    const here = event => {
      const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return [place.x, place.y];
    };
    group.addEventListener("pointerdown", event => {
      const [x, y] = get(state), at = here(event);
      grip = [at[0] - plot.X(x), at[1] - plot.Y(y)];
      group.setPointerCapture(event.pointerId);
      group.classList.add("held");
      document.body.classList.remove("fresh");
      group.focus({preventScroll: true});
      event.preventDefault();
    });
    group.addEventListener("pointermove", event => {
      if (!grip) return;
      const at = here(event);
      set(move(plot.inverseX(at[0] - grip[0]), plot.inverseY(at[1] - grip[1]), false));
    });
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      group.addEventListener(end, () => { grip = undefined; group.classList.remove("held"); });
    }
    group.addEventListener("keydown", event => {
      const way = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1]}[event.key];
      if (!way) return;
      event.preventDefault();
      document.body.classList.remove("fresh");
      const [x, y] = get(state), size = event.shiftKey ? 0.1 : 1;
      set(move(x + size * way[0] * names[0], y + size * way[1] * names[1], true));
    });
    points.push({place() {
      const [x, y] = get(state);
      group.setAttribute("transform", `translate(${plot.X(x)},${plot.Y(y)})`);
      group.setAttribute("aria-valuenow", x);
      group.setAttribute("aria-valuetext", say(state));
    }});
  }

  // A plot that shows three dimensions: dragging its background changes two angles of the state.
  function turnable(plot, turn, tilt) {
    let last;
    plot.svg.style.touchAction = "pan-y";
    plot.svg.addEventListener("pointerdown", event => { last = [event.clientX, event.clientY]; plot.svg.setPointerCapture(event.pointerId); });
    plot.svg.addEventListener("pointermove", event => {
      if (!last) return;
      set({[turn]: state[turn] + 0.5 * (event.clientX - last[0]), [tilt]: state[tilt] + 0.5 * (event.clientY - last[1])});
      last = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) plot.svg.addEventListener(end, () => { last = undefined; });
  }
  function begin(rule) {
    if (rule) constrain = rule;
    const again = Object.assign(element("button", {type: "button", id: "reset"}, controls), {textContent: "Reset"});
    again.addEventListener("click", reset);
    document.body.classList.add("fresh");
    render();
    const tell = () => { if (window.parent !== window) window.parent.postMessage({explorable: document.querySelector("main").offsetHeight}, "*"); };
    new ResizeObserver(tell).observe(document.querySelector("main"));
    window.addEventListener("message", event => {
      const theme = event.data && event.data.theme;
      if (["light", "dark"].includes(theme)) document.documentElement.dataset.theme = theme;
      else if (theme === "auto") delete document.documentElement.dataset.theme;
    });
    window.explorable = Object.assign(explorable, {set, reset, state: () => ({...state}), values: () =>
      Object.fromEntries([...document.querySelectorAll("[data-value]")].map(node => [node.dataset.value, node.textContent]))});
  }

  return {state, set, show, number, slider, clock, choice, plot, point, turnable, begin, words: html => { words.innerHTML = html; }};
}

explorable.format = (value, digits = 3) => {
  if (typeof value === "string") return value;
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  const size = Math.abs(value), text = size >= 1e5 || (size > 1e-8 && size < 0.5 * 10 ** -digits) ? value.toExponential(1).replace("e+", "e") : value.toFixed(digits);
  return (/[1-9]/.test(text) ? text : text.replace("-", "")).replaceAll("-", "−");
};

class Plot {
  constructor(svg, {x, y, width = 420, height = 390, xlabel = "", ylabel = "", xticks, yticks, xname = Plot.label, yname = Plot.label, margin = [14, 14, 44, 54]}) {
    this.space = "http://www.w3.org/2000/svg";
    const [top, right, bottom, left] = margin, clip = `clip-${svg.id}`;
    Object.assign(this, {svg, x, y, box: [left, top, width - left - right, height - top - bottom], content: ""});
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("role", "group");
    svg.style.setProperty("--width", width);
    svg.innerHTML = `<clipPath id="${clip}"><rect x="${left}" y="${top}" width="${this.box[2]}" height="${this.box[3]}"/></clipPath>` +
      `<g class="axes"></g><g class="scene"></g><g class="handles"></g>`;
    [, this.axes, this.scene, this.handles] = svg.children;
    Object.assign(this, {clip, xlabel, ylabel, xticks, yticks, xname, yname, width, height});
    this.frame();
  }

  // Grid, numbers and names of the axes; called again where a range changes.
  frame(x = this.x, y = this.y) {
    Object.assign(this, {x, y});
    const [left, top, width, height] = this.box, bottom = top + height, part = [];
    for (const value of this.xticks || Plot.ticks(x)) {
      part.push(`<line class="grid" x1="${this.X(value)}" x2="${this.X(value)}" y1="${top}" y2="${bottom}"/>`,
                `<text class="tick" x="${this.X(value)}" y="${bottom + 17}" text-anchor="middle">${this.xname(value)}</text>`);
    }
    for (const value of this.yticks || Plot.ticks(y)) {
      part.push(`<line class="grid" x1="${left}" x2="${left + width}" y1="${this.Y(value)}" y2="${this.Y(value)}"/>`,
                `<text class="tick" x="${left - 8}" y="${this.Y(value) + 4}" text-anchor="end">${this.yname(value)}</text>`);
    }
    part.push(`<text class="math" x="${left + width / 2}" y="${this.height - 8}" text-anchor="middle">${this.xlabel}</text>`,
              `<text class="math" transform="translate(15,${top + height / 2}) rotate(-90)" text-anchor="middle">${this.ylabel}</text>`);
    this.axes.innerHTML = part.join("");
  }

  X(x) { return this.box[0] + this.box[2] * (x - this.x[0]) / (this.x[1] - this.x[0]); }
  Y(y) { return this.box[1] + this.box[3] * (this.y[1] - y) / (this.y[1] - this.y[0]); }
  inverseX(u) { return this.x[0] + (u - this.box[0]) / this.box[2] * (this.x[1] - this.x[0]); }
  inverseY(v) { return this.y[1] - (v - this.box[1]) / this.box[3] * (this.y[1] - this.y[0]); }

  clear() { this.content = ""; this.front = ""; }
  render() { this.scene.innerHTML = `<g clip-path="url(#${this.clip})">${this.content}</g>${this.front}`; }

  path(points) {
    let pen = "M", d = "";
    for (const [x, y] of points) {
      if (Number.isFinite(x) && Number.isFinite(y)) {
        const bound = v => Math.max(-5e3, Math.min(5e3, v)).toFixed(2);
        d += `${pen}${bound(this.X(x))},${bound(this.Y(y))}`;
        pen = "L";
      } else pen = "M";
    }
    return d;
  }

  line(points, kind) { this.content += `<path class="${kind}" d="${this.path(points)}"/>`; }
  area(points, kind) { this.content += `<path class="area ${kind}" d="${this.path(points)}Z"/>`; }
  dot([x, y], kind, r = 5) { this.content += `<circle class="${kind}" cx="${this.X(x).toFixed(2)}" cy="${this.Y(y).toFixed(2)}" r="${r}"/>`; }
  square([x, y], kind, r = 5) {
    this.content += `<rect class="${kind}" x="${(this.X(x) - r).toFixed(2)}" y="${(this.Y(y) - r).toFixed(2)}" width="${2 * r}" height="${2 * r}" rx="1"/>`;
  }
  cross([x, y], kind, r = 7) {
    const u = this.X(x), v = this.Y(y);
    this.front += `<path class="${kind}" d="M${u - r},${v - r}L${u + r},${v + r}M${u - r},${v + r}L${u + r},${v - r}"/>`;
  }
  text([x, y], words, kind = "", anchor = "start", dx = 0, dy = 0) {
    this.front += `<text class="halo ${kind}" x="${(this.X(x) + dx).toFixed(1)}" y="${(this.Y(y) + dy).toFixed(1)}" text-anchor="${anchor}">${words}</text>`;
  }

  static ticks([a, b]) {
    const rough = (b - a) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find(m => m * power >= rough * 0.999), first = Math.ceil(a / step - 1e-9);
    return Array.from({length: Math.floor(b / step + 1e-9) - first + 1}, (_, k) => +((first + k) * step).toPrecision(10));
  }
  static label(value) { return String(value).replace("-", "−"); }
}

const sequence = (a, b, n) => Array.from({length: n + 1}, (_, k) => a + (b - a) * k / n);  // n + 1 numbers from a to b

// For x = w1 w2: the point with output x on the curve w1^2 - w2^2 = c through (w1, w2); for c = 0, the half of it up to the origin.
function lift({w1, w2}, x) {
  const c = w1 ** 2 - w2 ** 2, root = Math.hypot(c, 2 * x), sign = v => v < 0 ? -1 : 1;
  if (c === 0) return [sign(w1), sign(w2)].map(side => side * Math.sqrt(Math.abs(x)));
  const large = Math.sqrt((root + Math.abs(c)) / 2);
  return c > 0 ? [sign(w1) * large, x / (sign(w1) * large)] : [x / (sign(w2) * large), sign(w2) * large];
}

// theta' = field(theta) from theta0 over [0, end], Runge-Kutta of order 5 with steps held to `tolerance`; gives theta(s) at the times asked for, in order.
function integrate(field, theta0, times, tolerance = 1e-9, most = 40000) {
  const A = [[1 / 5], [3 / 40, 9 / 40], [44 / 45, -56 / 15, 32 / 9], [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
             [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656], [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]];
  const E = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40], found = [];
  let theta = theta0.slice(), s = 0, h = 1e-3;
  for (const end of times) {
    while (s < end - 1e-12 && most-- > 0) {
      const step = Math.min(h, end - s), k = [field(theta)];
      let next = theta;
      for (const row of A) {
        next = theta.map((value, i) => value + step * row.reduce((sum, a, j) => sum + a * k[j][i], 0));
        k.push(field(next));
      }
      const error = Math.max(1e-16, ...theta.map((value, i) => Math.abs(step * E.reduce((sum, e, j) => sum + e * k[j][i], 0)) / (1 + Math.abs(value))));
      const grown = step * Math.min(5, Math.max(0.2, 0.9 * (tolerance / error) ** 0.2));
      if (error <= tolerance) { theta = next; s += step; }
      h = error <= tolerance ? Math.max(step < h ? h : 0, grown) : grown;
    }
    found.push(theta.slice());
  }
  return found;
}
