"""Functions and objects that a user wrote: they get copies, and what they return is checked and copied.

A function may return the same buffer each time, write into its arguments, keep them, return one of them, work in float32, or return
a masked array. None of this may change an orbit; what is no array of numbers is refused.
"""

from functools import partial

import numpy as np

from .arrays import own_array, real_array, real_number
from .foreign_arrays import EPS, rounding

OURS = __package__ + "."
MODEL = {"outputs": (None, None), "jacobian": (None, "K"), "ntk": (None, None), "jvp": (None,), "vjp": ("K",),
         "jacobian_derivative": (None, "K"), "output_hessian": ("K", "K")}
PROBLEM = {"outputs": ("n",), "jacobian": ("n", "K"), "ntk": ("n", "n"), "jvp": ("n",), "vjp": ("K",), "jacobian_derivative": ("n", "K"),
           "output_hessian": ("K", "K"), "output_gradient": ("n",), "cost_gradient": ("K",), "cost_hessian": ("K", "K")}


class Guarded:
    """A user's function. ``guarded(name, shape, *arguments)`` calls it with copies and returns an array of ``shape`` of our own;
    ``rounding`` is the relative rounding error of the coarsest array it has returned."""

    def __init__(self, function):
        self.function, self.rounding = function, EPS

    def __call__(self, name, shape, *arguments, allow_infinite=False, **options):
        return self.ours(name, shape, self.function(*[_copied(argument) for argument in arguments], **options), allow_infinite)

    def ours(self, name, shape, returned, allow_infinite=False):
        """What the function ``returned``, as an array of our own."""
        array = real_array(name, returned, shape, allow_complex=True, allow_infinite=allow_infinite)
        if array is not returned:                                      # converted, from float32 perhaps
            self.rounding = max(self.rounding, rounding(returned))
        return array.copy()


class Pointwise(Guarded):
    """A user's function of an array, entry by entry; a number stands for that number in every entry."""

    def __init__(self, name, function):
        super().__init__(function)
        self.name = name

    def __call__(self, u):
        value, shape = self.function(_copied(u)), np.shape(u)
        return self.ours(self.name, shape, np.full(shape, value) if isinstance(value, (int, float, np.number)) else value)[()]


class GuardedObject:
    """A model or a problem of a user's own class, with its methods of arrays guarded; other attributes are its own.

    ``shapes`` says what the methods return, by the names ``sizes`` ("K", "n") of lengths. Methods that this package defines are left as they are.
    """

    def __init__(self, original, shapes, sizes):
        self.original, self._shapes, self._sizes, self._methods = original, shapes, sizes, {}

    def __repr__(self):
        return repr(self.original)

    def __getattr__(self, name):
        if name.startswith("__") or name == "original":
            raise AttributeError(name)
        value = getattr(self.original, name)
        if name not in self._shapes or not callable(value) or is_ours(value):
            return value
        if name not in self._methods:
            self._methods[name] = Guarded(value)
        shape = tuple(self._sizes.get(length, length) for length in self._shapes[name])
        return partial(self._methods[name], f"the {name} of {type(self.original).__name__}", shape)

    @property
    def rounding(self):
        """The relative rounding error of the coarsest array that its methods have returned."""
        return max([getattr(self.original, "rounding", EPS), *(method.rounding for method in self._methods.values())])


def is_ours(method):
    """Whether this package defines the ``method``."""
    return (getattr(method, "__module__", None) or "").startswith(OURS)


def guarded_model(model):
    """``model`` itself where this package defines its methods, else a guarded one."""
    return _guarded(model, MODEL, lambda: {"K": model.num_parameters})


def guarded_problem(problem):
    """``problem`` itself where this package defines its methods, else a guarded one."""
    guarded = _guarded(problem, PROBLEM, lambda: {"K": problem.K, "n": problem.N * problem.Q})
    if guarded is not problem:
        guarded.y = own_array(f"the y of {type(problem).__name__}", problem.y, (problem.N * problem.Q,))
    return guarded


def original(thing):
    """What a guarded object stands for; other things themselves."""
    return thing.original if isinstance(thing, GuardedObject) else thing


def number_of(name, value):
    """The float that a user's function returned, infinite ones too; TypeError or ValueError (NaN) for anything else."""
    if isinstance(value, np.ndarray) and value.size == 1 and not isinstance(value, np.ma.MaskedArray):
        value = value.item()
    return real_number(name, value, allow_inf=True)


def _guarded(thing, shapes, sizes):
    if isinstance(thing, GuardedObject) or all(is_ours(getattr(thing, name)) for name in shapes if callable(getattr(thing, name, None))):
        return thing
    return GuardedObject(thing, shapes, sizes())


def _copied(argument):
    return argument.copy() if isinstance(argument, np.ndarray) else argument
