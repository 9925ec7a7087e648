"""Right answers in every way in which they run in Jupyter: each has all points."""

import copy

import nbformat

from .planted import ASSIGNMENTS, Short, filled_in

ASSIGNMENT = Short(ASSIGNMENTS["adapted_flow"].path)
code = nbformat.v4.new_code_cell


def at(book, name):
    return next(number for number, cell in enumerate(book.cells) if cell.id == name)


def first(source):
    """Put a cell with ``source`` before all others."""
    return lambda book: book.cells.insert(0, code(source))


def before(name, source):
    return lambda book: book.cells.insert(at(book, name), code(source))


def added(name, source, end=True):
    def edit(book):
        cell = book.cells[at(book, name)]
        cell.source = f"{cell.source}\n{source}" if end else f"{source}\n{cell.source}"
    return edit


def split(book):
    """The front end splits an answer cell, and both halves keep the metadata."""
    place = at(book, "task-4a-answer")
    half = copy.deepcopy(book.cells[place])
    book.cells[place].source, half.source, half.id = "half = 0.5", book.cells[place].source.replace("N / 2", "N * half"), "other"
    book.cells.insert(place + 1, half)


def split_the_other_way(book):
    split(book)
    place = at(book, "task-4a-answer")
    del book.cells[place + 1]["metadata"]["nbgrader"]


def copied(book):
    for name in ("task-1-answer", "task-3-test"):
        again = copy.deepcopy(book.cells[at(book, name)])
        again.id = f"{name}-again"
        book.cells.insert(at(book, name), again)


def tests_last(book):
    tests = [cell for cell in book.cells if cell.id.endswith("-test")]
    book.cells[:] = [cell for cell in book.cells if cell not in tests] + tests


def tests_first(book):
    tests = [cell for cell in book.cells if cell.id.endswith("-test")]
    book.cells[:] = tests + [cell for cell in book.cells if cell not in tests]


def without_tests(book):
    book.cells[:] = [cell for cell in book.cells if not cell.id.endswith("-test")]


def only_code(book):
    book.cells[:] = [cell for cell in book.cells if cell.cell_type == "code"]


def without_metadata(book):
    for number, cell in enumerate(book.cells):
        cell.metadata, cell.id = {}, f"c{number}"


def without_metadata_and_tests(book):
    without_tests(book)
    without_metadata(book)


def line_ends(book):
    for cell in book.cells:
        cell.source = cell.source.replace("\n", "\r\n")


def one_cell(book):
    """All answers in the first answer's cell."""
    answers = [cell for cell in book.cells if cell.id.endswith("-answer") and cell.cell_type == "code"]
    answers[0].source = "\n".join(cell.source for cell in answers)
    for cell in answers[1:]:
        book.cells.remove(cell)


def module(book):
    """An answer in a module that another cell writes."""
    cell = book.cells[at(book, "task-4a-answer")]
    book.cells.insert(at(book, "network"), code(f"%%writefile times.py\nimport numpy as np\n{cell.source}"))
    cell.source = "from times import stopping_time"


RIGHT = {
    "pictures": first("%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()"),
    "magics": first("%config InlineBackend.figure_format = 'svg'\n%load_ext autoreload\n%autoreload 2\n%time sum(range(10))\n!echo hello\nhere = %pwd"),
    "a cell magic": first("%%time\nx = 1"),
    "top-level await": added("task-1-answer", "import asyncio\nawait asyncio.sleep(0.01)", end=False),
    "several processes": added("task-1-answer", "import multiprocessing\ndef double(x):\n    return 2 * x\nwith multiprocessing.Pool(2) as pool:\n"
                               "    assert pool.map(double, [1, 2]) == [2, 4]"),
    "threads": first("from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n    assert list(pool.map(abs, [-1])) == [1]"),
    "a module written by a cell": module,
    "an answer in two cells": split,
    "an answer in two cells, one without metadata": split_the_other_way,
    "cells copied": copied,
    "tests after all answers": tests_last,
    "tests before all answers": tests_first,
    "tests deleted": without_tests,
    "text deleted": only_code,
    "cells without metadata": without_metadata,
    "cells without metadata, tests deleted": without_metadata_and_tests,
    "line ends of Windows": line_ends,
    "all answers in one cell": one_cell,
    "helpers named as variables of tests": before("task-1-answer", "D = standard = adapted = v = s = lambda *a: a\nrng = check = found = name = 3"),
    "names of Python's for numbers": before("task-1-test", "zip, sorted, any, all, enumerate, name = 1, 2, 3, 4, 5, 6"),
    "a helper in the set-up cell": added("network", "def product(a, b):\n    return a @ b"),
    "a helper in a test cell": added("task-1-test", "def product(a, b):\n    return a @ b"),
    "an error in a cell of one's own": before("task-2-answer", "1 / 0"),
    "exit": before("task-2-answer", "exit()"),
    "a crash": before("task-2-answer", "import os; os._exit(1)"),
    "a named tuple": added("task-1-answer", "from collections import namedtuple\nFlows = namedtuple('Flows', 'D standard adapted')\n"
                           "def by_hand(*numbers, _plain=by_hand):\n    return Flows(*_plain(*numbers))"),
    "an array of one's own class": added("task-3-answer", "class Mine(np.ndarray):\n    pass\ndef adapted_velocity(*given, _plain=adapted_velocity):\n"
                                         "    return _plain(*given).view(Mine)"),
    "numpy's random numbers seeded": first("import numpy as np\nnp.random.seed(0)\nnp.set_printoptions(precision=3)\nnp.seterr(all='ignore')"),
    "warnings are errors": first("import warnings\nwarnings.simplefilter('error')"),
    "much output": first("for line in range(10 ** 4): print(line)\n'x' * 10 ** 6"),
    "a magic that times": added("task-1-answer", "%timeit -n 1 -r 1 by_hand(1.0, 0.0, 1.0, 0.0, 1.0, 3.0)"),
    "the working folder": first("%mkdir work\n%cd work\n%ls"),
    "a file read back": first("import numpy as np\nnp.save('a.npy', np.arange(3))\nassert np.load('a.npy').sum() == 3"),
    "a shell's output": first("lines = !echo one\nassert lines == ['one']"),
    "a cell of bash": first("%%bash\necho hello"),
    "a cell of html": first("%%html\n<b>hello</b>"),
    "captured output": before("task-1-test", "%%capture said\nprint('x')"),
    "help": first("?len\nlen??"),
    "await in a loop": first("import asyncio\nasync def one():\n    return 1\nassert sum(await asyncio.gather(one(), one())) == 2"),
    "a display": first("from IPython.display import Markdown, clear_output, display\ndisplay(Markdown('# x'))\nclear_output()"),
    "the last result": first("3\n") ,
    "another name for numpy": first("import numpy\nimport numpy as xp"),
    "everything of math": before("task-1-test", "from math import *"),
    "random numbers of its own": first("import random\nrandom.seed(1)\nimport numpy as np\nnp.random.default_rng(3).normal()"),
    "errors of floating point raise": first("import numpy as np\nnp.seterr(over='raise', divide='raise', invalid='raise')"),
    "a lambda for a function": added("task-4a-answer", "stopping_time = lambda C0, eps, N, _time=stopping_time: _time(C0, eps, N)"),
    "a function with defaults": added("task-4a-answer", "def stopping_time(C0, eps, N=1, *more, _time=stopping_time, **named):\n    return _time(C0, eps, N)"),
    "a method for a function": added("task-4a-answer", "class Times:\n    def of(self, C0, eps, N, _time=stopping_time):\n        return _time(C0, eps, N)\nstopping_time = Times().of"),
    "an object that is called": added("task-4a-answer", "class Time:\n    def __call__(self, C0, eps, N, _time=stopping_time):\n        return _time(C0, eps, N)\nstopping_time = Time()"),
    "a cache": added("task-5a-answer", "from functools import lru_cache\nbreakdown_time = lru_cache(breakdown_time)"),
    "a partial function": added("task-4a-answer", "from functools import partial\nstopping_time = partial(stopping_time)"),
    "a decorator that counts": added("task-3-answer", "calls = []\ndef counted(f):\n    def g(*a):\n        calls.append(1)\n        return f(*a)\n    return g\n"
                                     "adapted_velocity = counted(adapted_velocity)"),
    "a number of numpy's": added("task-4a-answer", "def stopping_time(*given, _time=stopping_time):\n    return np.float64(_time(*given))"),
    "an array with one number": added("task-4a-answer", "def stopping_time(*given, _time=stopping_time):\n    return np.array(_time(*given))"),
    "a list for an array": added("task-3-answer", "def adapted_velocity(*given, _velocity=adapted_velocity):\n    return _velocity(*given).tolist()"),
    "arguments written into": added("task-3-answer", "def adapted_velocity(D, x, y, N, _velocity=adapted_velocity):\n    v = _velocity(D.copy(), x, y, N)\n    D *= 0\n    return v"),
    "text before and after": lambda book: book.cells.extend([nbformat.v4.new_markdown_cell("# Thanks"), nbformat.v4.new_raw_cell("raw")]),
    "outputs and counts stored": lambda book: [cell.update(execution_count=9, outputs=[nbformat.v4.new_output("stream", text="x")]) for cell in book.cells if cell.cell_type == "code"],
    "tags and comments of a front end": lambda book: [cell.metadata.update(tags=["x"], collapsed=True, vscode={"languageId": "python"}) for cell in book.cells],
    "a cell that is switched off": before("task-2-answer", "%%script false --no-raise-error\n1 / 0"),
    "a syntax error in a cell of one's own": before("task-2-answer", "def ("),
    "an assertion that fails in a cell of one's own": before("task-2-answer", "assert False, 'mine'"),
    "the answers after an earlier try": before("task-4a-answer", "def stopping_time(*given):\n    return 0"),
    "a warning": first("import warnings\nwarnings.warn('careful')"),
    "logging": first("import logging\nlogging.basicConfig(level=10)\nlogging.debug('x')"),
    "a dataclass": first("from dataclasses import dataclass\n@dataclass\nclass Point:\n    x: float = 1.0"),
    "a deep recursion": first("import sys\nsys.setrecursionlimit(5000)"),
    "a plot in an answer": added("task-2-answer", "import matplotlib.pyplot as plt\nplt.figure()\nplt.close('all')", end=False),
}
# What moves, joins or loses cells, or ends the kernel; all the others can stand in one notebook.
APART = ("a module written by a cell", "an answer in two cells", "an answer in two cells, one without metadata", "cells copied", "tests after all answers",
         "tests before all answers", "tests deleted", "text deleted", "cells without metadata", "cells without metadata, tests deleted", "line ends of Windows",
         "all answers in one cell", "exit", "a crash", "warnings are errors")


def together(book):
    for name, edit in RIGHT.items():
        if name not in APART:
            edit(book)


# nbgrader's points where they are not all, None where it gives up, and why.
TWICE = "it takes the metadata off a cell that is there twice, takes the rest for an old format, and ends its run for the whole class"
AWAY = "it knows a test by its metadata, and one that it does not find has no points"
DEAD = "it gives up where the kernel ends"
NBGRADER_DIFFERS = {
    "an answer in two cells": (None, TWICE), "cells copied": (None, TWICE),
    "tests before all answers": (0, "it runs each test where it stands"),
    "tests deleted": (0, AWAY), "cells without metadata": (0, AWAY), "cells without metadata, tests deleted": (0, AWAY),
    "exit": (None, DEAD), "a crash": (None, DEAD),
}
