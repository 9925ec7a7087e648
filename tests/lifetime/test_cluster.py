"""A cluster counts what one process counts; needs the extra ``cluster``, which 'make test-all' installs beside other Pythons."""

import os
import signal

import joblib
import pytest

from adaptedflow.lifetime import Cell, survival_map

distributed = pytest.importorskip("distributed")
CELLS = [Cell((1, 2, 1), 7), Cell((1, 2, 1), 4)]


@pytest.mark.filterwarnings("ignore")                                  # of distributed, about its own ports and processes
def test_the_dask_backend_counts_the_same_with_a_worker_killed():
    """Two workers on this machine, one of which is killed: its orbits go to the other, or to the one that takes its place."""
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        with distributed.Client(cluster), joblib.parallel_config("dask"):
            spread = survival_map(CELLS, 4)                            # n_jobs=None: every worker
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)
            assert survival_map(CELLS, 4) == spread
    assert spread == survival_map(CELLS, 4)
