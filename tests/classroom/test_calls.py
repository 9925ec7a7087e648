"""Values and calls between the examiner and the kernel: what crosses, and what cannot."""

import collections
import math
import re
import socket
import threading

import numpy as np
import pytest

from adaptedflow.classroom.sandbox.calls import Peer, Values
from adaptedflow.classroom.sandbox.calls.peer import serve


def crossed(value):
    ends = Values(lambda function: pytest.fail("no function"), lambda tag, held: pytest.fail("no function"))
    return ends.decode(ends.encode(value))


@pytest.mark.parametrize("value", [
    None, True, 0, -3, 2 ** 80, 0.1, -0.0, math.inf, 1e-320, 1 + 2j, "a\n\ud800", [], [1, [2.0, "x"]], (1, (2,)), {1: "a", "b": [2]}, {1, 2}, frozenset({3}),
    np.float64(0.1), np.int32(7), np.bool_(True), np.complex128(1j), np.float32(0.1),
])
def test_a_value_comes_out_as_it_went_in(value):
    found = crossed(value)
    assert type(found) is type(value) and found == value and str(found) == str(value)


@pytest.mark.parametrize("array", [
    np.arange(6.0).reshape(2, 3), np.arange(6).reshape(2, 3).T, np.zeros((0, 3)), np.array(2.0), np.array([1 + 2j]), np.array([True]),
    np.array(["a", "bc"]), np.array([1, "a", None], dtype=object), np.array([np.nan, np.inf]), np.arange(3, dtype=">i2"), np.float32([1])[::-1],
])
def test_an_array_comes_out_as_it_went_in(array):
    found = crossed(array)
    assert type(found) is np.ndarray and found.dtype == array.dtype and found.shape == array.shape and repr(found) == repr(array)
    assert found.flags.writeable


class Equal(float):
    def yes(self, *other):
        return True

    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = yes
    __hash__ = float.__hash__

    def __float__(self):
        return self

    def __add__(self, other):
        return self

    __radd__ = __sub__ = __rsub__ = __add__


class EqualArray(np.ndarray):
    def __array__(self, *given, **named):
        return self


class Floaty:
    def __float__(self):
        return 3.0


Pair = collections.namedtuple("Pair", "a b")


@pytest.mark.parametrize("value, plain", [
    (Equal(2.0), 2.0), (Pair(1, 2), (1, 2)), (type("Mine", (str,), {})("x"), "x"), (type("Mine", (list,), {})([1]), [1]), (type("Mine", (int,), {})(4), 4),
    (range(3), [0, 1, 2]), ((n for n in (1, 2)), [1, 2]), (Floaty(), 3.0), (collections.OrderedDict(a=1), {"a": 1}), (np.ones(2).view(EqualArray), np.ones(2)),
    ([Equal(1.0)], [1.0]), (np.array([Equal(1.0)], dtype=object), np.array([1.0], dtype=object)),
])
def test_an_object_of_a_class_becomes_what_it_holds(value, plain):
    found = crossed(value)
    assert type(found) is type(plain) and repr(found) == repr(plain)


@pytest.mark.parametrize("value", [object(), type("Empty", (), {})()])
def test_what_holds_no_number_is_refused(value):
    with pytest.raises(TypeError, match="expected numbers, lists and arrays"):
        crossed(value)


def test_a_list_in_itself_is_refused():
    endless = []
    endless.append(endless)
    with pytest.raises(TypeError, match="without end"):
        crossed(endless)


@pytest.mark.parametrize("forged", [
    {"a": ["O", [1], ""]}, {"a": ["<f8", [2], ""]}, {"a": ["<f8", [-1, -1], ""]}, {"a": "x"}, {"mine": "__import__"}, {"other": 1}, {}, {"l": 3}, {"yours": 10 ** 9},
    {"yours": "x"}, {"d": [[{"l": []}, 1]]}, {"i": "zz"},
])
def test_forged_values_are_errors(forged):
    with pytest.raises(Exception):
        Peer(-1).values.decode(forged)


@pytest.fixture
def answers():
    """Return a function that serves a dictionary in a thread, and gives the test's end and the names it is told."""
    ends = []

    def start(user, names):
        outside, inside = socket.socketpair()
        thread, peer = threading.Thread(target=serve, args=(inside.fileno(), "word", user, names)), Peer(outside.fileno())
        thread.start()
        ends.append((peer, thread, outside, inside))
        outside.sendall(b"rubbish\n[1]\n{\"call\": 0}\n")            # left by an earlier test
        peer.send(begin="word")
        message = peer.receive()
        assert message["ready"] == "word"
        return peer, {name: peer.values.decode(value) for name, value in message["names"].items()}

    yield start
    for peer, thread, *sockets in ends:
        peer.send(end="word")
        thread.join()
        for each in sockets:
            each.close()


def test_functions_are_called_over_the_socket_and_call_back(answers):
    def slope(f, x):
        return (f(x + 1e-20j) / 1e-20).imag

    _, user = answers({"slope": slope, "N": 3, "secret": 4}, ["slope", "N", "missing"])
    assert set(user) == {"slope", "N"} and user["N"] == 3
    assert np.allclose(user["slope"](lambda x: x ** 3, np.array([1.0, 2.0])), [3, 12])
    assert user["slope"](f=lambda x: x * x, x=2.0) == 4.0


def test_arrays_are_copies(answers):
    def overwrite(D):
        D[...] = 0
        return D

    _, user = answers({"overwrite": overwrite}, ["overwrite"])
    D = np.ones(3)
    assert user["overwrite"](D).tolist() == [0, 0, 0] and D.tolist() == [1, 1, 1]


def test_a_function_that_comes_back_is_the_same(answers):
    _, user = answers({"same": lambda f: f, "make": lambda: lambda x: x + 1}, ["same", "make"])
    assert user["same"](math.sqrt) is math.sqrt and user["make"]()(2) == 3


@pytest.mark.parametrize("error, kind", [
    (ValueError("x"), ValueError), (np.linalg.LinAlgError("singular"), np.linalg.LinAlgError), (NotImplementedError("missing"), NotImplementedError),
    (SystemExit("out"), Exception), (type("Own", (Exception,), {})("own"), Exception), (type("Mine", (KeyError, ValueError), {})("mine"), KeyError),
    (np._core._exceptions._ArrayMemoryError((3,), np.dtype(float)), MemoryError),
])
def test_errors_come_over(error, kind, answers):
    def fail():
        raise error

    _, user = answers({"fail": fail}, ["fail"])
    with pytest.raises(kind, match=re.escape(str(error))) as caught:
        user["fail"]()
    assert type(caught.value).__name__ == type(error).__name__


def test_an_object_that_is_no_number_is_an_error_of_the_call(answers):
    _, user = answers({"odd": object}, ["odd"])
    with pytest.raises(TypeError, match="class object"):
        user["odd"]()


def test_the_end_of_a_socket_is_an_error():
    outside, inside = socket.socketpair()
    inside.close()
    with pytest.raises(EOFError):
        Peer(outside.fileno()).receive()
    outside.close()
