"""Many independent computations over the processes of this machine or a cluster; what a dead worker leaves undone is done again."""

from concurrent.futures.process import BrokenProcessPool

ATTEMPTS = 3             # pools in a row that may die before a single task is done


def spread(function, tasks, n_jobs=None, progress=None, unit="orbit"):
    """Yield ``(task, function(*task))`` for each of ``tasks``, distinct tuples, in any order, as they are done.

    joblib runs them: in ``n_jobs`` processes, or, for None, in what ``joblib.parallel_config`` has set (a Dask cluster, say; one process where nothing is set).
    A worker that dies (killed, out of memory) takes joblib's whole pool with it. The tasks that have not come back then go to a new one; what has come back is
    kept. RuntimeError where a pool dies three times in a row without a single result. ``progress`` is a title for a bar on a terminal, or None,
    and ``unit`` what a task is called there.
    """
    from joblib import Parallel, delayed                               # each takes longer to import than most of this package
    from tqdm import tqdm

    left, deaths = dict.fromkeys(tasks), 0
    with tqdm(total=len(left), desc=progress, unit=unit, disable=None if progress else True) as bar:
        while left:
            try:
                for task, result in Parallel(n_jobs=n_jobs, return_as="generator_unordered")(delayed(_with_task)(function, task) for task in list(left)):
                    del left[task]
                    deaths = 0
                    bar.update()
                    yield task, result
            except BrokenProcessPool as error:                         # joblib's TerminatedWorkerError is one
                deaths += 1
                if deaths == ATTEMPTS:
                    raise RuntimeError(f"workers died {ATTEMPTS} times in a row with {len(left)} {unit}s left to do, mostly a sign of too little memory. "
                                       "Take fewer processes (n_jobs, --jobs); what is done is kept.") from error


def _with_task(function, task):
    return task, function(*task)
