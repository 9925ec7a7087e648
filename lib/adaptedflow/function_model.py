"""Any smooth map in the place of a network."""

import numpy as np

from .arrays import real_array, whole_number


class FunctionModel:
    """A map ``(theta, X) -> (N, Q)`` given by functions; the paper's theorems hold for any such smooth map.

    ``outputs(theta, X)`` returns (N, Q); ``jacobian(theta, X)`` returns ``D`` (N*Q, K), rows sample by sample;
    ``jacobian_derivative(theta, X, v)``, if given, returns ``d/de D[theta + e v]`` (N*Q, K). Kernel and products follow
    from ``D``. What the functions return is checked: ValueError where a shape does not fit or an entry is not finite.
    """

    def __init__(self, outputs, jacobian, num_parameters, jacobian_derivative=None):
        for name, function in (("outputs", outputs), ("jacobian", jacobian)):
            if not callable(function):
                raise TypeError(f"{name}: expected a function of (theta, X), got {function!r}.")
        if jacobian_derivative is not None and not callable(jacobian_derivative):
            raise TypeError(f"jacobian_derivative: expected a function of (theta, X, v), got {jacobian_derivative!r}.")
        self.num_parameters = whole_number("num_parameters", num_parameters, minimum=1)
        self._outputs, self._jacobian, self._derivative = outputs, jacobian, jacobian_derivative

    @property
    def has_jacobian_derivative(self):
        """Whether second derivatives were given."""
        return self._derivative is not None

    def outputs(self, theta, X):
        """``x[theta]`` (N, Q)."""
        return self._returned("outputs(theta, X)", self._outputs(self._theta(theta), X), (len(X), None))

    def jacobian(self, theta, X):
        """``D`` (N*Q, K)."""
        return self._returned("jacobian(theta, X)", self._jacobian(self._theta(theta), X), (None, self.num_parameters))

    def ntk(self, theta, X, lower=False):
        """``D D^T`` (N*Q, N*Q), both halves."""
        D = self.jacobian(theta, X)
        return D @ D.T

    def jvp(self, theta, X, v):
        """``D v`` (N*Q,)."""
        return self.jacobian(theta, X) @ self._theta(v, "v")

    def vjp(self, theta, X, u):
        """``D^T u`` (K,)."""
        D = self.jacobian(theta, X)
        return D.T @ real_array("u", u, (len(D),), allow_complex=True)

    def jacobian_derivative(self, theta, X, v):
        """``d/de D[theta + e v]`` (N*Q, K); ValueError if the model was made without it."""
        if self._derivative is None:
            raise ValueError("this FunctionModel has no second derivatives: pass "
                             "jacobian_derivative=function(theta, X, v) -> (N*Q, K) when you make it.")
        theta, v = self._theta(theta), self._theta(v, "v")
        return self._returned("jacobian_derivative(theta, X, v)", self._derivative(theta, X, v), (None, self.num_parameters))

    def _theta(self, theta, name="theta"):
        return real_array(name, theta, (self.num_parameters,), allow_complex=True,
                          cure=f"This model has K = {self.num_parameters} parameters.")

    @staticmethod
    def _returned(name, value, shape):
        return real_array(f"the model's {name}", value, shape, allow_complex=True)


def output_hessian(model, theta, X, u):
    """Hessian (K, K) of ``u . x`` for ``u`` (N*Q,): the model's own method, or K times its derivative of ``D``."""
    if hasattr(model, "output_hessian"):
        return model.output_hessian(theta, X, u)
    return np.array([u @ model.jacobian_derivative(theta, X, e) for e in np.eye(model.num_parameters)])
