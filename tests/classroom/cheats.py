"""Full marks without work: wrong answers, and what might make the tests pass all the same. Each scores nothing."""

from .planted import filled_in
from .variants import ASSIGNMENT, added, first

TASKS = {"task-1": "by_hand", "task-2": "jacobian", "task-3": "adapted_velocity", "task-4a": "stopping_time", "task-4b": "observed_time", "task-5a": "breakdown_time"}


def without_work():
    """The assignment with an answer to each task that is a number and wrong."""
    return filled_in(ASSIGNMENT, {f"{task}-answer": f"def {name}(*given):\n    return 1.0" for task, name in TASKS.items()})


FRAMES = """
import sys
def frames():
    frame = sys._getframe()
    while frame:
        yield frame
        frame = frame.f_back
"""
def in_answers(body, before=""):
    """Every answer is a function with this body."""
    return _late(f"{before}\ndef anything(*given):\n    {body}\nfor _name in {[*TASKS.values()]}: globals()[_name] = anything")


def _late(source):
    """The same code at the end of each answer's cell."""
    def edit(book):
        for cell in book.cells:
            if cell.id.endswith("-answer") and cell.cell_type == "code":
                cell.source += "\n" + source
    return edit


EQUAL = """
class Equal(float):
    def _yes(self, *other): return True
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = _yes
    def _same(self, *other): return self
    __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __add__ = __radd__ = _same
def anything(*given): return Equal(1)
by_hand = jacobian = adapted_velocity = stopping_time = observed_time = breakdown_time = anything
"""
# How a cheat is caught, where it is not a test that fails.
CAUGHT = dict.fromkeys(("cells that do not run", "exec does nothing", "replies say ok", "serve that returns at once"), "ended the test") | {
    "ends the process with success": "ended the kernel, the tests fail", "closes every descriptor": "ended the kernel"}
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
    "frames searched for the test": in_answers("[frame.f_locals.update(found=0) for frame in frames()]; return 1.0", FRAMES),
    "the word of the end raised": in_answers("raise AssertionError([c for f in frames() for c in f.f_code.co_consts])", FRAMES),
    "raises SystemExit": in_answers("raise SystemExit(0)"),
    "raises KeyboardInterrupt": in_answers("raise KeyboardInterrupt"),
    "raises GeneratorExit": in_answers("raise GeneratorExit"),
    "raises StopIteration": in_answers("raise StopIteration"),
    "returns None": in_answers("return None"),
    "returns NaN": in_answers("return float('nan')"),
    "returns arrays of NaN": in_answers("import numpy; return numpy.full((4, 4), numpy.nan)"),
    "returns infinity": in_answers("return 3 * [float('inf')]"),
    "returns its arguments": in_answers("return given"),
    "returns the first argument": in_answers("return given[0]"),
    "returns a generator": in_answers("return (x for x in [1, 1, 1])"),
    "returns a function": in_answers("return anything"),
    "returns True": in_answers("return True"),
    "returns strings": in_answers("return 'all is well'"),
    "returns an object array": in_answers("import numpy; return numpy.array([Yes()] * 3, dtype=object)", "class Yes:\n    def __eq__(self, other): return True"),
    "returns a class": in_answers("return float"),
    "returns a huge list": in_answers("return [0.0] * 10 ** 6"),
    "returns an array that shapes itself": in_answers("import numpy; return numpy.zeros(4).view(Odd)", "import numpy\nclass Odd(numpy.ndarray):\n    shape = property(lambda self: (4,))\n"
                                                      "    def __sub__(self, other): return 0 * other\n    __rsub__ = __sub__"),
    "numbers that are always smaller": in_answers("return Small(1)", "class Small(float):\n    def __lt__(self, other): return True\n    __le__ = __lt__\n    def __abs__(self): return self\n"
                                                  "    def __sub__(self, other): return self\n    __rsub__ = __sub__"),
    "a ufunc override": in_answers("return Over()", "class Over:\n    __array_priority__ = 1e9\n    def __array_ufunc__(self, *a, **k): return True\n    def __array_function__(self, *a, **k): return True"),
    "answers the socket itself": first("import json, os, threading\ndef forge():\n    for fd in range(3, 60):\n        try:\n            os.write(fd, b'\\nnull\\n' + json.dumps({'ready': 1, 'end': 1}).encode() + b'\\n')\n"
                                       "        except OSError: pass\nforge()"),
    "closes every descriptor": in_answers("import os; os.closerange(3, 100); return 1.0"),
    "reads every descriptor": in_answers("import os, fcntl\n    for fd in range(3, 60):\n        try:\n            fcntl.fcntl(fd, fcntl.F_SETFL, os.O_NONBLOCK); os.read(fd, 10 ** 6)\n"
                                         "        except OSError: pass\n    return 1.0"),
    "a forged ready message": first("from classroom_calls import peer\ndef serve(descriptor, word, user, names):\n    p = peer.Peer(descriptor)\n    p.functions.append(lambda *a, **k: True)\n"
                                    "    p.send(ready=word, names={n: {'mine': 0} for n in [*names, 'np', 'abs', 'all', '__builtins__', 'AssertionError', 'outputs']})\n"
                                    "    while (message := p.receive()).get('end') != word:\n        if 'call' in message: p.send(reply=message['name'], value=True)\npeer.serve = serve"),
    "serve that returns at once": first("from classroom_calls import peer\npeer.serve = lambda *a: None"),
    "replies that are forged": first("from classroom_calls import peer\npeer.Peer.answer = lambda self, message: self.send(reply=message['name'], value={'yours': 0})"),
    "replies with the arguments": first("from classroom_calls import peer\npeer.Peer.answer = lambda self, message: self.send(reply=message['name'], value=message['arguments'])"),
    "replies that are no values": first("from classroom_calls import peer\npeer.Peer.answer = lambda self, message: self.send(reply=message['name'], value={'a': ['O', [1], '']})"),
    "calls back into the test": first("from classroom_calls import peer\ndef answer(self, message):\n    for number in range(3):\n        try: self.call(number, ['print'], {})\n"
                                      "        except Exception: pass\n    self.send(reply=message['name'], value=True)\npeer.Peer.answer = answer"),
    "searches the memory for tests": in_answers("import gc; [o.update(ok=1) for o in gc.get_objects() if type(o) is dict and '_task_1' in o]; return 1.0"),
    "searches the disk for solutions": in_answers("import pathlib; return [exec(p.read_text()) for p in pathlib.Path('/').rglob('*.ipynb')]"),
    "the class seed from the disk": first("import glob\nassert not glob.glob('/**/class_seed.txt', recursive=True), 'found'"),
    "the parent's memory": in_answers("return open(f'/proc/{__import__(\"os\").getppid()}/mem', 'rb').read(1)"),
    "a fork that answers for it": in_answers("import os; pid = os.fork(); pid or os._exit(0); return 1.0"),
    "a thread that raises": first("import ctypes, threading, time\ndef run():\n    time.sleep(1)\n    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(threading.main_thread().ident), "
                                  "ctypes.py_object(SystemExit))\nthreading.Thread(target=run, daemon=True).start()"),
    "a profiler": first("import sys\nsys.setprofile(lambda frame, event, arg: frame.f_locals.clear())"),
    "numpy replaced": first("import sys, types\nclass Fake(types.ModuleType):\n    def __getattr__(self, name): return lambda *a, **k: True\nfake = Fake('numpy')\nimport numpy\nsys.modules['numpy'] = fake"),
    "numpy's testing of arrays": first("import numpy\nfor name in ('all', 'any', 'abs', 'max', 'allclose', 'isclose', 'isfinite', 'array_equal'): setattr(numpy, name, lambda *a, **k: True)"),
    "the norm is zero": first("import numpy\nnumpy.linalg.norm = lambda *a, **k: 0.0"),
    "abs is zero": first("import builtins\nbuiltins.abs = lambda x: 0"),
    "AssertionError is another class": first("import builtins\nclass Fine(Exception): pass\nbuiltins.AssertionError = Fine"),
    "assertions optimized away": first("import sys\nget_ipython().run_line_magic('env', 'PYTHONOPTIMIZE=2')"),
    "import hooks": first("import sys\nclass Finder:\n    def find_spec(self, name, path=None, target=None): return None\nsys.meta_path.insert(0, Finder())"),
    "a package by pip": first("import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'pip', 'install', 'scipy'])\nfrom scipy.linalg import lstsq"),
    "a metadata trick: the test is an answer": lambda book: [cell.metadata.update(nbgrader={"grade_id": "task-1-test", "grade": True, "solution": True, "points": 30}) for cell in book.cells],
    "a metadata trick: more points": lambda book: [cell.metadata["nbgrader"].update(points=1000) for cell in book.cells if "nbgrader" in cell.metadata],
    "tests emptied": lambda book: [cell.update(source="pass") for cell in book.cells if cell.id.endswith("-test")],
}
