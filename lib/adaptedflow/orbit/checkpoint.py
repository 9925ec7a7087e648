"""Checkpoints: a file from which a long integration goes on after Ctrl-C, a crash, or a machine that was switched off."""

import hashlib
import io
import json
import os
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import numpy as np

from ..files import write_whole
from ..flows.pseudo_inverse import rounding_of
from ..foreign_code import original
from .packing import memory_of, packed, restore

FORMAT = "adaptedflow checkpoint 2"
SECONDS = 60             # between two writings,
SHARE = 50               # or so many times as long as one takes
SAME = 1e-9              # outputs of one problem on two machines agree to this; those of two problems do not


class Checkpoint:
    """Keeps ``run`` in the file ``path``, and takes it up from there; ``facts`` are what an integration has to share with the file,
    which may not have made more than ``max_steps``."""

    def __init__(self, path, run, facts, max_steps):
        if not isinstance(path, (str, os.PathLike)):
            raise TypeError(f"checkpoint: expected the path of a file, got {path!r}.")
        self.path, self.run, self.facts, self.max_steps, self.wait = Path(path), run, facts, max_steps, SECONDS
        self.memory, self.written = None, None
        self.found = self._read()

    def __enter__(self):
        """Take up the run where the file has one; else see that the file can be written."""
        if self.found:
            restore(self.run, self.found)
        self.memory, self.written = memory_of(self.run), time.monotonic()
        if not self.found:
            self._write()
        self.found = None
        return self

    def __exit__(self, *_):
        """Keep the last of it, however the integration has ended: called again, it makes its last step again."""
        self._write_or_warn()

    def note(self, run):
        """Between two steps; writes where it is time to."""
        self.memory = memory_of(run)
        if time.monotonic() - self.written >= self.wait:
            self._write_or_warn()

    def _write_or_warn(self):
        try:
            self._write()
        except OSError as error:                                       # a full disk does not end hours of work
            warnings.warn(f"checkpoint: {self.path} was not written: {error.strerror or error}. The integration goes on without.", stacklevel=2)
            self.written = time.monotonic()

    def _write(self):
        begin, stream = time.monotonic(), io.BytesIO()
        np.savez(stream, format=FORMAT, facts=json.dumps(self.facts), **packed(self.run, self.memory))
        write_whole(self.path, stream.getvalue())
        self.written = time.monotonic()
        self.wait = max(SECONDS, SHARE * (self.written - begin))

    def _read(self):
        """The arrays of the file; None where there is none. ValueError where it holds something else."""
        try:
            with np.load(io.BytesIO(self.path.read_bytes()), allow_pickle=False) as file:
                found = {name: file[name] for name in file.files}
            if str(found.get("format")) != FORMAT:
                raise ValueError(f"it is not of the kind {FORMAT!r}.")
            self._check(json.loads(str(found["facts"])), found)
            return found
        except FileNotFoundError:
            return None
        except Other as other:
            raise ValueError(f"checkpoint: expected a new file, or one of this integration, got {self.path}, where {other}. "
                             "Give another path, or move the file away.") from None
        except PermissionError:
            raise
        except (OSError, ValueError, TypeError, LookupError, EOFError, MemoryError, zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(f"checkpoint: expected a new file, or one that an integration wrote, got {self.path}: {error} "
                             "Give another path, or move the file away.") from None

    def _check(self, facts, found):
        """Other, with the first difference, where the file belongs to another integration."""
        for name, here in self.facts.items():
            if facts.get(name) != here:
                raise Other(f"{name} is {facts.get(name)}, and here {here}")
        problem, steps = self.run.problem, len(found["theta"]) - 1
        if steps > self.max_steps:
            raise Other(f"there are {steps} steps already, more than max_steps = {self.max_steps}")
        tolerance = max(SAME, 1e3 * rounding_of(problem)) * np.abs(found["outputs"]).max()
        for k in (0, -1):
            if not np.allclose(problem.outputs(found["theta"][k].copy()), found["outputs"][k], rtol=0, atol=tolerance):
                raise Other("the network, or its inputs X, are others: they give other outputs")


class Other(Exception):
    """The file is that of another integration."""


def facts_of(flow, theta0, stop, **options):
    """What tells one integration from another, as texts and numbers: the first that differs is named."""
    problem = flow.problem
    model = original(getattr(problem, "model", None))
    return {"flow": _told(flow), "the model": _told(model), "K": problem.K, "N": problem.N, "theta0": _digest(theta0),
            "the targets y": _digest(problem.y), "stop": _told(stop), **{name: repr(value) for name, value in options.items()}}


def _told(thing):
    """The kind of ``thing``, and those of its attributes that are numbers, texts or arrays of them."""
    parts = []
    for name, value in sorted(getattr(thing, "__dict__", {}).items()):
        value = getattr(value, "name", value)                          # of an activation
        if name.startswith("_"):
            continue
        if isinstance(value, (bool, int, float, str, tuple, np.number)):
            parts.append(f"{name}={value!r}")
        elif isinstance(value, np.ndarray):
            parts.append(f"{name}={_digest(value)}")
    return f"{type(thing).__name__}({', '.join(parts)})"


def _digest(array):
    """A short text that is another for another array."""
    return "array " + hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:12]
