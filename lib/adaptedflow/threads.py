"""How many threads matrix products take: one, where the matrices are small.

numpy and scipy hand products and factorisations to BLAS, which shares each among all cores. For matrices of a few hundred rows, as orbits
of small networks meet thousands of times, waking the threads takes longer than the work, and much longer where other programs run:
on two busy cores a velocity of 60 rows took 1.4 ms with one thread and 1.6 s with two (medians), one of 600 rows 0.17 s and 2.4 s.
Whoever wants threads says so in the environment before Python starts, as in ``OMP_NUM_THREADS=4``; then nothing is changed here.
"""

import contextlib
import functools
import os
import threading

VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
SMALL = 1000  # rows of D; larger products keep several cores at work, where there are idle ones


@functools.cache
def _controller():
    try:
        from threadpoolctl import ThreadpoolController
    except ModuleNotFoundError:  # an environment made before it was asked for: slower, not wrong
        return None
    return ThreadpoolController()


@contextlib.contextmanager
def one_thread(rows=0):
    """Within this block BLAS takes one thread, unless the environment says how many or there are more than ``SMALL`` rows.

    In Python's main thread only: set from another, the number would hold for all of them, and OpenBLAS does not take it from there.
    """
    told = any(os.environ.get(variable) for variable in VARIABLES)
    if rows > SMALL or told or threading.current_thread() is not threading.main_thread() or _controller() is None:
        yield
    else:
        with _controller().limit(limits=1, user_api="blas"):
            yield
