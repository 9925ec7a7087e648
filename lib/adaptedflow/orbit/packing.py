"""A run as arrays, and a run that goes on from them as if it had never stopped: the same numbers to the last bit."""

import json
from dataclasses import asdict

import numpy as np

from ..flows.lift import Lift
from .kinks import KinkCrossing
from .node import Node
from .pieces import PIECES

_OF_NODES = ("tau", "theta", "time", "outputs", "velocity", "condition", "norm")


def packed(run, memory):
    """The arrays of ``run`` as it was when its ``memory`` was taken (:func:`memory_of`)."""
    nodes, pieces = run.nodes[:memory["nodes"]], run.pieces[:memory["nodes"] - 1]
    arrays = {name: np.array([getattr(node, name) for node in nodes]) for name in _OF_NODES}
    arrays |= {"route": np.array([node.route for node in nodes]), "scale": memory["scale"],
               "events": json.dumps([asdict(event) for event in run.kinks.events[:memory["events"]]])}
    for k, piece in enumerate(pieces):
        ends, state, coefficients = piece.packed()
        arrays |= {f"piece {k} {piece.kind}": np.array(ends), f"piece {k} state": state, f"piece {k} coefficients": coefficients}
    return arrays | {f"stepper {name}": value for name, value in memory["stepper"].items()}


def memory_of(run):
    """What else is to be known of ``run`` between two steps, without copies: its lists grow, and arrays are replaced."""
    return {"nodes": len(run.nodes), "events": len(run.kinks.events), "scale": run.field.norm, "stepper": run.stepper.memory(run.nodes[-1])}


def restore(run, arrays):
    """Bring ``run``, which is at its start, to where ``arrays`` were :func:`packed`."""
    clock, field = run.nodes[0].clock, run.field
    run.kinks.events[:] = [KinkCrossing(**event) for event in json.loads(str(arrays["events"]))]
    columns = [arrays[name] for name in (*_OF_NODES, "route")]
    run.nodes.clear()
    run.witness.clear()
    for tau, theta, time, outputs, velocity, condition, norm, route in zip(*columns):
        clock = clock.aimed(outputs, time)
        run.keep(Node(float(tau), theta.copy(), float(time), outputs.copy(), clock, velocity.copy(), float(condition), float(norm), str(route)))
    run.pieces[:] = [_piece(run.stepper, node.clock, k, arrays) for k, node in enumerate(run.nodes[:-1])]
    node = run.nodes[-1]
    field.clock, field.norm = clock, float(arrays["scale"])
    field.latest = clock, node.theta.tobytes(), node.time, Lift(node.velocity, node.condition, node.norm, node.route)
    clock.velocity(node.theta, node.time, field.norm)                  # leaves a factor of D D^T for the next stages, as it did before
    run.stepper.recall({name.removeprefix("stepper "): value for name, value in arrays.items() if name.startswith("stepper ")}, node, run.witness.length)


def _piece(stepper, clock, k, arrays):
    kind = next(kind for kind in PIECES if f"piece {k} {kind}" in arrays)
    return PIECES[kind].unpacked(stepper, clock, arrays[f"piece {k} {kind}"].tolist(), arrays[f"piece {k} state"], arrays[f"piece {k} coefficients"])
