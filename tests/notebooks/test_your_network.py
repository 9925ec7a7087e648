"""The code of torch that the notebook shows is that of the script which made its runs."""

import re

import nbformat

from adaptedflow import paths

SHOWN = re.compile(r"```python\n(.*?)```", re.DOTALL)


def test_what_is_shown_is_what_was_run():
    script = (paths.NOTEBOOKS / "your_network.py").read_text(encoding="utf-8")
    script = re.sub(r'\n +"""[^"]*"""\n\n?', "\n", script)              # docstrings are in the text around the cell
    text = "\n".join(cell.source for cell in nbformat.read(paths.NOTEBOOKS / "your_network.ipynb", as_version=4).cells if cell.cell_type == "markdown")
    definitions = [block.partition("\n\nmodel = ")[0] for block in SHOWN.findall(text)]
    assert len(definitions) == 2
    for code in definitions:
        assert code in script, code
