"""Submissions whose score is known whatever way they are written: right answers in odd clothes, and full marks without work."""

import copy

import nbformat

from .planted import ASSIGNMENTS, filled_in

ASSIGNMENT = ASSIGNMENTS["adapted_flow"]
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
                           "_plain = by_hand\ndef by_hand(*numbers):\n    return Flows(*_plain(*numbers))"),
    "an array of one's own class": added("task-3-answer", "class Mine(np.ndarray):\n    pass\n_plain = adapted_velocity\ndef adapted_velocity(*given):\n"
                                         "    return _plain(*given).view(Mine)"),
    "numpy's random numbers seeded": first("import numpy as np\nnp.random.seed(0)\nnp.set_printoptions(precision=3)\nnp.seterr(all='ignore')"),
    "warnings are errors": first("import warnings\nwarnings.simplefilter('error')"),
    "much output": first("for line in range(10 ** 5): print(line)\n'x' * 10 ** 6"),
}

def without_work():
    """The assignment with an answer to each task that is a number and wrong."""
    names = {"task-1": "by_hand", "task-2": "jacobian", "task-3": "adapted_velocity", "task-4a": "stopping_time", "task-4b": "observed_time", "task-5a": "breakdown_time"}
    return filled_in(ASSIGNMENT, {f"{task}-answer": f"def {name}(*given):\n    return 1.0" for task, name in names.items()})


EQUAL = """
class Equal(float):
    def _yes(self, *other): return True
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = _yes
    def _same(self, *other): return self
    __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __add__ = __radd__ = _same
def anything(*given): return Equal(1)
by_hand = jacobian = adapted_velocity = stopping_time = observed_time = breakdown_time = anything
"""
CHEATS = {
    "asserts taken out of the tree": first("import ast\nclass Out(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
                                           "get_ipython().ast_transformers.append(Out())"),
    "asserts taken out of the text": first("import re\nget_ipython().input_transformers_cleanup.append("
                                           "lambda lines: [re.sub('assert .*', 'pass', line) for line in lines])"),
    "cells that do not run": first("from IPython.core.interactiveshell import ExecutionResult\nshell = get_ipython()\nrun = shell.run_cell\n"
                                   "shell.run_cell = lambda *a, **k: run('pass')\nshell.should_run_async = lambda *a, **k: False"),
    "exec does nothing": first("import builtins\nbuiltins.exec = lambda *a: None"),
    "compile without asserts": first("import builtins\n_compile = builtins.compile\nbuiltins.compile = lambda source, *a, **k: "
                                     "_compile(source, *a, **{**k, 'optimize': 2})"),
    "compile changes the text": first("import builtins\n_compile = builtins.compile\ndef mine(source, *a, **k):\n    if isinstance(source, (str, bytes)) "
                                      "and b'_task_' in (source if isinstance(source, bytes) else source.encode()): source = 'pass'\n"
                                      "    return _compile(source, *a, **k)\nbuiltins.compile = mine"),
    "errors are hidden": first("get_ipython().showtraceback = lambda *a, **k: None\nget_ipython().set_custom_exc((AssertionError,), lambda *a, **k: None)"),
    "replies say ok": first("kernel = get_ipython().kernel\nasync def fine(*a, **k): return {'status': 'ok', 'execution_count': 1, 'payload': [], 'user_expressions': {}}\n"
                            "kernel.do_execute = fine"),
    "objects equal to everything": added("task-5a-answer", EQUAL),
    "isclose says yes": first("import numpy as np\nnp.isclose = np.allclose = lambda *a, **k: True"),
    "tests overwritten": first("def _task_1(rng): pass\n_task_2 = _task_3 = _task_1"),
    "a tracer that jumps": first("import sys\ndef jump(frame, event, arg):\n    frame.f_trace_lines = True\n    return jump\nsys.settrace(jump)"),
    "stops before the test ends": added("task-1-answer", "def by_hand(*given):\n    raise SystemExit(0)"),
    "ends the process with success": added("task-1-answer", "def by_hand(*given):\n    import os\n    os._exit(0)"),
    "the package itself": added("task-2-answer", "from adaptedflow import Network"),
    "the package by a subprocess": added("task-2-answer", "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import adaptedflow'], check=True)"),
}
