"""A reader's own settings do not reach the kernels, and kernels that start together do not meet."""

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow import paths
from adaptedflow.cli import kernels, main

LINEWIDTH = "import matplotlib; print(matplotlib.rcParams['lines.linewidth'])"
NAMES = "print('strange' in globals())"
SPEC = json.dumps({"argv": ["false"], "display_name": "another environment", "language": "python"})


def startup(folder):
    return {"profile_default/startup/00.py": "strange = 1"}, {"IPYTHONDIR": folder}, NAMES, "False"


def ipython_config(folder):
    return {"profile_default/ipython_config.py": "get_config().InteractiveShellApp.exec_lines = ['strange = 1']"}, {"IPYTHONDIR": folder}, NAMES, "False"


def startup_at_home(folder):
    return {".ipython/profile_default/startup/00.py": "strange = 1"}, {"HOME": folder}, NAMES, "False"


def matplotlibrc_at_home(folder):
    return {".config/matplotlib/matplotlibrc": "lines.linewidth: 9"}, {"HOME": folder}, LINEWIDTH, "1.5"


def matplotlibrc_named(folder):
    return {"matplotlibrc": "lines.linewidth: 9"}, {"MATPLOTLIBRC": f"{folder}/matplotlibrc"}, LINEWIDTH, "1.5"


def matplotlib_folder(folder):
    return {"matplotlibrc": "lines.linewidth: 9"}, {"MPLCONFIGDIR": folder}, LINEWIDTH, "1.5"


def backend(folder):
    return {}, {"MPLBACKEND": "pdf"}, "import matplotlib; print('inline' in matplotlib.get_backend())", "True"


def python_startup(folder):
    return {"startup.py": "strange = 1"}, {"PYTHONSTARTUP": f"{folder}/startup.py"}, NAMES, "False"


def python_path(folder):
    return {"strange.py": ""}, {"PYTHONPATH": folder}, "import importlib.util; print(importlib.util.find_spec('strange'))", "None"


def python_warnings(folder):
    return {}, {"PYTHONWARNINGS": "error"}, "import sys; print(sys.warnoptions)", "[]"


def python_optimize(folder):
    return {}, {"PYTHONOPTIMIZE": "2"}, "import sys; print(sys.flags.optimize)", "0"


def jupyter_path(folder):
    return {"kernels/python3/kernel.json": SPEC}, {"JUPYTER_PATH": folder}, "print('this one')", "this one"


def jupyter_data(folder):
    return {"kernels/python3/kernel.json": SPEC}, {"JUPYTER_DATA_DIR": folder}, "print('this one')", "this one"


def jupyter_config(folder):
    return {}, {"JUPYTER_CONFIG_DIR": folder}, "import os; print(os.listdir(os.environ['JUPYTER_CONFIG_DIR']))", "[]"


def jupyter_runtime(folder):
    return {"file": ""}, {"JUPYTER_RUNTIME_DIR": f"{folder}/file"}, "print('runs')", "runs"


STRANGE = [startup, ipython_config, startup_at_home, matplotlibrc_at_home, matplotlibrc_named, matplotlib_folder, backend, python_startup,
           python_path, python_warnings, python_optimize, jupyter_path, jupyter_data, jupyter_config, jupyter_runtime]


def set_up(case, folder, monkeypatch):
    """Make the reader's setting; return (code that shows it, what it prints where the setting has not arrived)."""
    files, variables, source, printed = case(str(folder))
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return source, printed


def stdout(path):
    return "".join(output.text for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", []) if output.get("name") == "stdout")


@pytest.mark.parametrize("case", STRANGE, ids=lambda case: case.__name__)
def test_a_setting_does_not_reach_the_notebooks(case, companion, write, monkeypatch, tmp_path_factory):
    source, printed = set_up(case, tmp_path_factory.mktemp("reader"), monkeypatch)
    write("02_shows", "# Shows", "N = 1", source)
    result = CliRunner().invoke(main, ["figures", "--only", "02_shows"])
    assert result.exit_code == 0, result.output
    assert stdout(companion / "build/notebooks/02_shows.ipynb").strip() == printed


def test_no_setting_reaches_nbval(tmp_path, tmp_path_factory, monkeypatch):
    book = nbformat.v4.new_notebook()
    for case in STRANGE:
        if case not in (python_path, python_warnings, python_optimize, jupyter_config):     # pytest's own, and the folder's name
            source, printed = set_up(case, tmp_path_factory.mktemp("reader"), monkeypatch)
            output = nbformat.v4.new_output("stream", name="stdout", text=f"{printed}\n")
            book.cells.append(nbformat.v4.new_code_cell(source, execution_count=len(book.cells) + 1, outputs=[output]))
    nbformat.write(book, tmp_path / "book.ipynb")
    monkeypatch.setenv("PYTHONPATH", str(paths.ROOT / "tests"))
    run = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "nbval_kernels", "-p", "no:cacheprovider", "-p", "no:xdist", "--nbval", "book.ipynb"],
                         cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0 and f"{len(book.cells)} passed" in run.stdout, run.stdout


@pytest.fixture
def fresh():
    """A temporary folder that no kernel has used yet."""
    kernels._folder.cache_clear()
    yield
    kernels._folder.cache_clear()


def test_folders_of_settings_are_empty_and_the_package_is_this_one(fresh):
    environment = kernels.own_environment({"PATH": "/bin", "PYTHONHASHSEED": "0", "PYTHONNOUSERSITE": "1", "IPYTHONDIR": "/x"})
    assert environment["PATH"] == "/bin" and environment["PYTHONNOUSERSITE"] == "1" and "PYTHONHASHSEED" not in environment
    assert Path(environment["PYTHONPATH"]) == paths.ROOT / "lib"
    assert os.listdir(environment["IPYTHONDIR"]) == os.listdir(environment["JUPYTER_CONFIG_DIR"]) == []


def test_sockets_are_files_of_each_kernel_and_short_enough(fresh, monkeypatch, tmp_path):
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    one, other = kernels.OwnKernelManager(), kernels.OwnAsyncKernelManager()
    assert {one.transport, other.transport} == {"ipc"} and one.ip != other.ip
    assert len(os.fsencode(f"{one.ip}-12345")) <= kernels.LONGEST_SOCKET
    assert one.kernel_spec.argv[0] == sys.executable


def test_kernels_that_start_together_all_answer(companion, write):
    """Threads stand for commands: what differs between them is the number of the kernel, as between processes the folder."""
    write("02_other", "# Other", "N = 1", "print(N)")
    runs = {}

    def run(name):
        from adaptedflow.cli.execution import execute
        from jupyter_core.utils import ensure_event_loop

        runs[name] = execute(paths.NOTEBOOKS / f"{name}.ipynb", paths.BUILD / f"{name}.ipynb", figures=companion / "drawn")
        ensure_event_loop().close()                                    # each thread has its own, and nobody else would

    threads = [threading.Thread(target=run, args=[name]) for name in ("01_good", "02_other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [runs[name].failure for name in sorted(runs)] == [None, None]
