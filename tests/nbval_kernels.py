"""A plugin of pytest (``-p nbval_kernels``): nbval starts the same kernels as the commands do. It has no option for them."""

import nbval.kernel

from adaptedflow.cli.kernels import OwnKernelManager


def pytest_configure(config):
    nbval.kernel.KernelManager = OwnKernelManager
