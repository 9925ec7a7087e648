"""Models, problems and networks that a user passes in: refused where they lack something, guarded where they are of her own class."""

from .foreign_code import guarded_model, guarded_problem


def checked_problem(problem):
    """``problem``, guarded where it is foreign; TypeError where it has not what an :class:`adaptedflow.Problem` has."""
    return guarded_problem(_having("problem", problem, ("K", "N", "Q", "y", "outputs", "jacobian", "vjp"), "an af.Problem"))


def checked_model(model, name="model"):
    """``model``, guarded where it is foreign; TypeError where it has not what an :class:`adaptedflow.Network` or FunctionModel has."""
    return guarded_model(_having(name, model, ("num_parameters", "outputs", "jacobian"), "an af.Network or af.FunctionModel"))


def checked_network(net):
    """``net`` itself; TypeError where it has no layers."""
    return _having("net", net, ("num_parameters", "widths", "activation", "unpack"), "an af.Network")


def _having(name, value, attributes, expected):
    if isinstance(value, type) or not all(hasattr(value, attribute) for attribute in attributes):
        raise TypeError(f"{name}: expected {expected}, got {value!r}.")
    return value
