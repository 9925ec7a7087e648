"""An explorable in a notebook."""

import base64
import html
import sys

import matplotlib.pyplot as plt

from ..figures.save import render
from .pages import ALT, TITLES, page
from .stills import picture, table


def show(name: str) -> None:
    """Show the explorable ``name`` in a notebook: its page in a frame, with a link to the page alone.

    Where pages do not run (in a notebook that is not trusted yet, or on a site that takes them out) a still picture stands in its place,
    drawn from what this package computes. Elsewhere than in a notebook nothing happens.

    Raises ValueError for a name that is none, FileNotFoundError without the repository.
    """
    text = page(name)
    ipython = sys.modules.get("IPython")
    if ipython is not None and ipython.get_ipython() is not None:
        from IPython.display import display

        display({"text/html": frame(name, text), "text/plain": f"{TITLES[name]}. {ALT[name]}"}, raw=True)


def frame(name, text):
    """The HTML of the output: the picture, and in its place the page ``text`` as soon as that reports its height."""
    figure = picture(name, table(name))
    png = base64.b64encode(render(figure, "png", dpi=90)).decode()
    plt.close(figure)
    values = {"NAME": name, "TITLE": html.escape(TITLES[name]), "ALT": html.escape(ALT[name]), "PNG": png, "PAGE": html.escape(text)}
    return "".join(values.get(piece, piece) for piece in _FRAME.split("@"))


_FRAME = """<div class="explorable" id="explorable-@NAME@">
<div style="position:relative"><img src="data:image/png;base64,@PNG@" alt="@ALT@" style="max-width:100%">
<iframe title="@TITLE@" style="border:0;height:100%;left:0;position:absolute;top:0;visibility:hidden;width:100%" srcdoc="@PAGE@"></iframe></div>
<p><a href="explorables/@NAME@.html" target="_blank">@TITLE@, on a page of its own</a></p>
</div>
<script>
(() => {
  const frame = document.querySelector("#explorable-@NAME@ iframe"), lab = () => document.body.dataset.jpThemeLight;
  const theme = () => frame.contentWindow && frame.contentWindow.postMessage(
    {theme: document.documentElement.dataset.theme || {true: "light", false: "dark"}[lab()] || "auto"}, "*");
  window.addEventListener("message", event => {
    if (event.source !== frame.contentWindow || !event.data.explorable) return;
    frame.previousElementSibling.style.display = "none";
    frame.parentNode.style.height = event.data.explorable + "px";
    frame.style.visibility = "visible";
    theme();
  });
  for (const node of [document.documentElement, document.body]) new MutationObserver(theme).observe(node, {attributes: true});
})();
</script>
"""
