"""Kernels for the notebooks that depend on this environment alone: its Python, its packages, and no settings of the reader's.

A reader's shell may hold startup files, warnings turned into errors, another backend, kernels of other environments: none reaches
a notebook. Kernels talk over socket files in a temporary folder instead of network ports: jupyter_client picks a free port, lets it go
and hands its number on, so that of kernels that start at the same time one can find its port taken.
"""

import atexit
import functools
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path

import ipykernel.kernelspec
import zmq
from jupyter_client import AsyncKernelManager, KernelManager
from jupyter_client.kernelspec import KernelSpec

PACKAGE = Path(__file__).resolve().parents[2]  # the folder from which this package is imported
LONGEST_SOCKET = 100  # bytes; the system allows 103 to 107
SETTINGS = ("PYTHON", "IPYTHON", "JUPYTER", "MPL", "MATPLOTLIB")  # how their variables begin
KEPT = {"PYTHONNOUSERSITE", "PYTHONUSERBASE", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}  # where files lie; no behaviour
_numbers = itertools.count()


@functools.cache
def _folder() -> str:
    """The temporary folder of this process, for sockets and empty settings; removed when the process ends."""
    base = tempfile.gettempdir()
    if len(os.fsencode(base)) > LONGEST_SOCKET - 30 and os.access("/tmp", os.W_OK):
        base = "/tmp"
    folder = tempfile.mkdtemp(prefix="af-", dir=base)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def own_environment(given) -> dict[str, str]:
    """Return the variables ``given`` without a reader's settings of Python, IPython, Jupyter and matplotlib, which get empty folders."""
    settings = Path(_folder()) / "settings"
    for name in ("ipython", "jupyter", "matplotlib"):
        (settings / name).mkdir(parents=True, exist_ok=True)
    kept = {name: value for name, value in given.items() if name in KEPT or not name.startswith(SETTINGS)}
    return kept | {
        "PYTHONPATH": str(PACKAGE),
        "IPYTHONDIR": str(settings / "ipython"),
        **dict.fromkeys(("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"), str(settings / "jupyter")),
        "JUPYTER_NO_CONFIG": "1",
        "MPLCONFIGDIR": str(settings / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # ipykernel's debugger warns about Python's frozen modules
    }


class _Own:
    """What the managers below share: this interpreter, sockets of the kernel's own, a clean environment."""

    def __init__(self, **options):
        place = f"{_folder()}/{next(_numbers)}"
        sockets = {"transport": "ipc", "ip": place} if zmq.has("ipc") else {}
        super().__init__(connection_file=f"{place}.json", **sockets, **options)

    @property
    def kernel_spec(self):
        return KernelSpec(resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict())

    def start_kernel(self, **options):
        return super().start_kernel(**options | {"env": own_environment(options.get("env") or os.environ)})


class OwnKernelManager(_Own, KernelManager):
    """For nbval, which runs cells one by one."""


class OwnAsyncKernelManager(_Own, AsyncKernelManager):
    """For nbclient."""
