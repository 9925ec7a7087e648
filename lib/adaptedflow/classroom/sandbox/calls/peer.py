"""One end of a socket over which two processes call each other's functions, one call at a time."""

import builtins
import contextlib
import itertools
import json
import os
import secrets

import numpy as np

from .values import Values

LARGEST = 64 * 2 ** 20  # bytes of a message


class Peer:
    """The end with the file ``descriptor``. Messages are lines; a line that is none is passed over."""

    def __init__(self, descriptor: int):
        self.descriptor, self.rest, self.functions, self.names = descriptor, b"", [], itertools.count(secrets.randbits(60))
        self.values = Values(self._keep, self._remote)

    def send(self, **message) -> None:
        data = memoryview(f"\n{json.dumps(message)}\n".encode("utf-8", "surrogatepass"))
        while data:
            data = data[os.write(self.descriptor, data):]

    def receive(self) -> dict:
        """Return the next message. Raises EOFError where the other end is closed."""
        parts = [self.rest]
        while True:
            line, end, rest = parts[-1].partition(b"\n")
            if not end:
                parts.append(os.read(self.descriptor, 2 ** 20))
                if not parts[-1] or sum(map(len, parts)) > LARGEST:
                    raise EOFError("the other side has ended, or sent too much")
                continue
            whole, parts, self.rest = b"".join([*parts[:-1], line]), [rest], rest
            try:
                message = json.loads(whole)
            except (ValueError, RecursionError):
                continue
            if isinstance(message, dict):
                return message

    def call(self, number: int, arguments, named):
        """Call the other side's function ``number``, answer its calls meanwhile, and return the value or raise the error."""
        name = next(self.names)
        self.send(call=number, name=name, arguments=self.values.encode(list(arguments)), named=self.values.encode(named))
        while True:
            message = self.receive()
            if "call" in message:
                self.answer(message)
            elif message.get("reply") == name:
                break
        if "error" in message:
            raise _error(*map(str, list(message["error"])[:11]))
        try:
            return self.values.decode(message["value"])
        except Exception:
            raise ValueError("what came back could not be read") from None

    def answer(self, message) -> None:
        """Call the function that the other side asks for, and send what it returns. Its arrays are copies, and it may write into them."""
        try:
            function = self.functions[message["call"]]
            arguments, named = self.values.decode(message["arguments"]), self.values.decode(message["named"])
            value = self.values.encode(function(*arguments, **named))
        except (Exception, SystemExit) as error:
            self.send(reply=message.get("name"), error=[str(error)[:1000], *(kind.__name__ for kind in type(error).__mro__[:10])])
        else:
            self.send(reply=message.get("name"), value=value)

    def _keep(self, function) -> dict:
        number = getattr(function, "_other_side", None)
        if isinstance(number, int):
            return {"yours": number}
        self.functions.append(function)
        return {"mine": len(self.functions) - 1}

    def _remote(self, tag, number):
        if tag == "yours":
            return self.functions[number]
        if tag != "mine" or not isinstance(number, int):
            raise ValueError(f"expected a function, got {tag!r}")

        def function(*arguments, **named):
            return self.call(number, arguments, named)

        function._other_side = number
        return function


def serve(descriptor: int, word: str, user: dict, names: list[str]) -> None:
    """In the kernel: hand out those of ``names`` that ``user`` has, and answer calls, until the other side has done with them."""
    peer = Peer(descriptor)
    while peer.receive().get("begin") != word:
        pass
    found = {}
    for name in names:
        if name in user:
            found[name] = peer.values.encode(user[name])
    peer.send(ready=word, names=found)
    while True:
        message = peer.receive()
        if message.get("end") == word:
            return
        if "call" in message:
            peer.answer(message)


def _error(text: str = "", *kinds: str) -> BaseException:
    """An error of the first of these kinds, derived from the first that Python or numpy know: a test catches it as it would in one process."""
    for kind in kinds:
        known = getattr(builtins, kind, None) or getattr(np.linalg, kind, None)
        if isinstance(known, type) and issubclass(known, Exception):
            with contextlib.suppress(Exception):
                return known(text) if kind == kinds[0] else type(kinds[0][:100], (known,), {})(text)
    return type(kinds[0][:100] if kinds else "Error", (Exception,), {})(text)
