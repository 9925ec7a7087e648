"""A plugin of pytest (``-p nbval_kernels``): nbval starts the same kernels as the commands do, and a damaged notebook is one sentence.

nbval has no option for either.
"""

import nbval.kernel
import nbval.plugin

from adaptedflow.cli.kernels import OwnKernelManager
from adaptedflow.cli.reading import read_notebook


_collect = nbval.plugin.IPyNbFile.collect


def collect(self):
    try:
        read_notebook(self.path)
    except ValueError as error:
        raise self.CollectError(str(error)) from None
    return _collect(self)


def pytest_configure(config):
    nbval.kernel.KernelManager = OwnKernelManager
    nbval.plugin.IPyNbFile.collect = collect
