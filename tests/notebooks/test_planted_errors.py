"""A wrong digit in any stored output of any notebook is caught, and what may differ from run to run is times and paths alone.

nbval's own comparison is asked, without a kernel: the stored outputs against the same with one digit altered.
"""

import copy
import re
from types import SimpleNamespace

import nbformat
import pytest
from nbformat import NotebookNode
from nbval.plugin import IPyNbCell, get_sanitize_patterns, nocolors

from adaptedflow import paths

BOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
PATTERNS = dict(get_sanitize_patterns((paths.ROOT / "tests/sanitize.cfg").read_text(encoding="utf-8")))
PICTURES = ("image/png", "image/jpeg")                                # compared through the tables behind them: test_figures
SKIPPED = ("metadata", "traceback", "execution_count", "output_type", "name", *PICTURES)      # by nbval

# What a pattern of sanitize.cfg has to leave alone: results as notebooks print them.
RESULTS = ["rank D = 12   QN = 12", "s* = 0.693147", "1.000e-06", "holds", "K = 76, N = 5", "[ 1.  -0.5]", "0.25 s", "3 s", "time 12.5", "s = 41.4", "| 65 | 65 |"]
HIDDEN = ["wall time 1.23 s", "wall time 0.1 s", "~/companion/figures/a.png", "/" + "home/ann/a.png",
          '<iframe srcdoc="&lt;p&gt;1&lt;/p&gt;">', '<img src="data:image/png;base64,iVBORw0KGgo=">']


def agree(new, stored) -> bool:
    """Whether nbval, with the patterns of sanitize.cfg, takes the outputs ``new`` for those ``stored``."""
    cell = SimpleNamespace(parent=SimpleNamespace(sanitize_patterns=PATTERNS, skip_compare=SKIPPED), colors=nocolors, format_output_compare=lambda *_: None)
    cell.sanitize = lambda text: IPyNbCell.sanitize(cell, text)
    return IPyNbCell.compare_outputs(cell, [NotebookNode(output) for output in new], [NotebookNode(output) for output in stored])


def planted(outputs):
    """Yield ``outputs`` with one digit altered, for each digit of each text that is no time."""
    for number, output in enumerate(outputs):
        for holder in (output, output.get("data", {})):
            for kind in [kind for kind, text in holder.items() if isinstance(text, str) and kind not in SKIPPED]:
                text = holder[kind]
                hidden = [match.span() for pattern in PATTERNS for match in re.finditer(pattern, text)]
                for digit in re.finditer(r"\d", text):
                    if not any(start <= digit.start() < stop for start, stop in hidden):
                        wrong = {kind: text[:digit.start()] + str((int(digit.group()) + 1) % 10) + text[digit.end():]}
                        spoiled = output | wrong if holder is output else output | {"data": holder | wrong}
                        yield outputs[:number] + [spoiled] + outputs[number + 1:]


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_a_wrong_digit_anywhere_is_caught(path):
    tried = 0
    for cell in nbformat.read(path, as_version=4).cells:
        outputs = [{kind: value for kind, value in output.items() if kind != "metadata"} for output in cell.get("outputs", [])]
        assert agree(copy.deepcopy(outputs), outputs)
        for altered in planted(outputs):
            tried += 1
            assert not agree(altered, outputs), altered
    assert tried > 20


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_match_times_and_explorables_only(pattern):
    assert any(re.search(pattern, text) for text in HIDDEN), f"{pattern} matches no time and no explorable"
    for result in RESULTS:
        assert not re.search(pattern, result), f"{pattern} would hide the result {result!r}"
        hidden = re.search(pattern, f"wall time 1.23 s   {result}")
        assert hidden is None or hidden.end() <= len("wall time 1.23 s"), f"{pattern} would hide {result!r} after a time"


@pytest.mark.parametrize("pattern", [r"[0-9.]+ s", r"\d+", r"wall time.*", r"e-\d\d", r"time [0-9.]+"])
def test_a_pattern_that_hides_results_is_refused(pattern):
    with pytest.raises(AssertionError):
        test_patterns_match_times_and_explorables_only(pattern)
