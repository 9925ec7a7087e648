"""Our times against those of every peer on the same work: results compared first, then timed, repetitions interleaved."""

import importlib

import numpy as np

import ours
from timing import interleaved

PEERS = {"numpy": "peer_numpy", "jax": "peer_jax", "torch": "peer_torch", "nngeometry": "peer_nngeometry"}
WORKS = ("D", "D in place", "D v", "D^T u", "D D^T", "velocity")
TOLERANCE = {"velocity": 1e-6}   # relative, in the maximum norm: without refinement Cholesky of D D^T errs by eps cond(D)^2
EXACT = 1e-12                    # the others differ by rounding
NOT_RUN = {"neural-tangents": "does not run on a current jax"}


def find_peers():
    """``(modules, left_out)``: the peers that can be imported, and why the others are left out."""
    modules, left_out = [ours], dict(NOT_RUN)
    for name, module in PEERS.items():
        try:
            modules.append(importlib.import_module(module))
        except ImportError as reason:
            left_out[name] = f"not installed ({reason})"
    return modules, left_out


def compare(case, modules):
    """``{work: {name: Times}}`` for one case, our own first, and ``{work: {name: difference}}`` of the results from ours."""
    everyone = [contender for module in modules for contender in module.contenders(case)]
    times, differences = {}, {}
    for work in WORKS:
        chosen = [contender for contender in everyone if contender.work == work]
        differences[work] = _differences(chosen)
        limit = TOLERANCE.get(work, EXACT)
        agreeing = [c for c in chosen if differences[work].get(c.name, 0.0) <= limit]
        times[work] = interleaved({c.name: c.call for c in agreeing})
    return times, differences


def _differences(chosen):
    reference = chosen[0].call()
    scale = np.abs(reference).max()
    return {c.name: float(np.abs(c.array(c.call()) - reference).max() / scale) for c in chosen[1:]}
