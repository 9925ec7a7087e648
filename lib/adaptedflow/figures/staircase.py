"""Drawings of holonomy for notebook 04, Section 2.4: each takes the table that is saved with it."""

import json

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from .labels import log_scale
from .style import HUES, style
from .tables import curves


@style()
def holonomy_against_area(table):
    """Displacement after one loop (points), curvature times area (line), and what is left, at two starts.

    Columns: ``curve`` (the start), ``area``, ``displacement``, ``predicted``, ``remainder`` (lengths).
    """
    figure, axes = plt.subplots(figsize=(6.0, 4.2))
    for (name, curve), hue, marker in zip(curves(table), HUES, "os"):
        axes.plot(curve["area"], curve["predicted"], color=hue, linestyle="-", linewidth=1.0)
        axes.plot(curve["area"], curve["displacement"], marker, color=hue, label=f"{name}: displacement")
        axes.plot(curve["area"], curve["remainder"], marker, color=hue, mfc="white", linestyle="--", linewidth=1.0,
                  label=f"{name}: remainder")
    axes.set(xlabel="area $A$ of the loop in the plane of $(p, q)$", ylabel="length in parameter space")
    log_scale(axes.xaxis)
    log_scale(axes.yaxis)
    axes.legend(loc="upper left", fontsize=9)
    axes.set_ylim(top=30 * max(table["displacement"]))
    return figure


@style()
def staircase(table):
    """The lift of a circle run through several times, over the plane of the two outputs.

    Columns: ``turns`` (elapsed), ``p``, ``q``, ``height`` (the fibre coordinate).
    """
    figure = plt.figure(figsize=(6.0, 5.6))
    axes = figure.add_subplot(projection="3d", computed_zorder=False)
    p, q, height, turns = (table[name] for name in ("p", "q", "height", "turns"))
    floor = height.min() - 0.25 * np.ptp(height)
    axes.plot(p, q, np.full_like(p, floor), color="#777777", linestyle="-", linewidth=1.4)
    for k in range(int(turns.max())):
        part = (turns >= k) & (turns <= k + 1 + 1e-9)
        axes.plot(p[part], q[part], height[part], color=plt.colormaps["viridis"](0.85 * k / turns.max()), linestyle="-", linewidth=2.2)
    landing = np.abs(turns - np.round(turns)) < 1e-9
    axes.plot(p[landing], q[landing], height[landing], "o", color=HUES[1], linestyle=":", linewidth=1.2, markersize=5)
    axes.plot(p[:1], q[:1], [floor], "o", color="#777777")
    axes.text2D(0.98, 0.93, "orange: same outputs,\nother parameters", color=HUES[1], ha="right", transform=axes.transAxes)
    axes.set(xlabel="$p$", ylabel="$q$", zlabel="fibre coordinate")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(4))
    axes.view_init(elev=22, azim=-52)
    axes.set_box_aspect((1, 1, 1.1), zoom=0.86)
    return figure


def staircase_slider(table):
    """HTML with two sliders, radius and turns, over rounds of several radii; plain JavaScript, nothing is fetched.

    Long table; columns: ``curve`` ("r = ..."), ``turns``, ``height``, ``predicted`` (curvature times area, turn by turn).

    Heights are stored in thousandths, so that the text is the same on every machine. Without scripts a sentence points
    to the picture.
    """
    data = {name.removeprefix("r = "): np.rint(1000 * curve["height"]).astype(int).tolist() for name, curve in curves(table)}
    slopes = [round(float(curve["predicted"][-1] / curve["turns"][-1]), 4) for _, curve in curves(table)]
    per_turn = int(np.rint(1 / (table["turns"][1] - table["turns"][0])))
    return _PAGE.replace("DATA", json.dumps(data, separators=(",", ":"))).replace("SLOPES", json.dumps(slopes)).replace(
        "PER_TURN", str(per_turn)).replace("RADII", str(len(data) - 1)).replace("TURNS", str(int(table["turns"].max())))


_PAGE = """<div id="staircase" style="font-family:serif;max-width:680px">
<p id="staircase-still">These sliders need JavaScript; the picture above shows one of their settings.</p>
<div id="staircase-live" style="display:none">
<label>radius <input id="staircase-radius" type="range" min="0" max="RADII" value="RADII"></label> &nbsp;
<label>turns <input id="staircase-turns" type="range" min="1" max="TURNS" value="3"></label>
<p id="staircase-words" aria-live="polite"></p>
<svg id="staircase-picture" viewBox="0 0 660 260" width="100%" role="img" aria-label="Left: the loop of outputs. Right: fibre coordinate of its lift against turns."></svg>
</div></div>
<script>
(function () {
  var data = DATA, slopes = SLOPES, perTurn = PER_TURN, radii = Object.keys(data);
  var by = function (id) { return document.getElementById("staircase-" + id); };
  var top = Math.max.apply(null, data[radii[radii.length - 1]]) / 1000 * 1.35;
  function line(points, style) {
    return '<polyline fill="none" points="' + points.map(function (a) { return a[0].toFixed(1) + "," + a[1].toFixed(1); }).join(" ") + '" style="' + style + '"/>';
  }
  function text(x, y, words, anchor) {
    return '<text x="' + x + '" y="' + y + '" font-size="14" text-anchor="' + (anchor || "middle") + '">' + words + "</text>";
  }
  function draw() {
    var k = +by("radius").value, n = +by("turns").value, r = +radii[k], steps = n * perTurn;
    var heights = data[radii[k]], circle = [], lift = [], i, a;
    for (i = 0; i <= perTurn; i++) {
      a = 2 * Math.PI * i / perTurn;
      circle.push([205 + 100 * r * (Math.cos(a) - 1), 125 - 100 * r * Math.sin(a)]);
    }
    for (i = 0; i <= steps; i++) lift.push([290 + 340 * i / perTurn / TURNS, 225 - 195 * heights[i] / 1000 / top]);
    var reach = Math.min(n, top / slopes[k]), end = lift[steps];
    by("picture").innerHTML =
      line([[20, 225], [230, 225]], "stroke:#999") + line([[20, 225], [20, 20]], "stroke:#999") + text(125, 246, "p") + text(8, 125, "q") +
      line(circle, "stroke:#0072B2;stroke-width:2") + '<circle cx="205" cy="125" r="4" fill="#D55E00"/>' +
      line([[290, 225], [640, 225]], "stroke:#999") + line([[290, 225], [290, 20]], "stroke:#999") +
      text(465, 246, "turns") + text(296, 30, "fibre coordinate", "start") +
      line([[290, 225], [290 + 340 * reach / TURNS, 225 - 195 * slopes[k] * reach / top]], "stroke:#555;stroke-dasharray:6 4") +
      line(lift, "stroke:#0072B2;stroke-width:2") + '<circle cx="' + end[0] + '" cy="' + end[1] + '" r="4" fill="#D55E00"/>';
    by("words").textContent = "radius " + r + ", " + n + (n > 1 ? " turns" : " turn") + ": the lift ends at height " +
      (heights[steps] / 1000).toFixed(3) + "; area times curvature says " + (slopes[k] * n).toFixed(3) + " (dashed).";
  }
  by("still").style.display = "none";
  by("live").style.display = "block";
  by("radius").oninput = by("turns").oninput = draw;
  draw();
})();
</script>
"""
