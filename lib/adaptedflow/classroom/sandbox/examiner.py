"""A process that runs tests, outside the sandbox: the answers they call are in the student's kernel, on the other end of a socket.

    python examiner.py DESCRIPTOR

It reads a request a line from its standard input, and writes a line for each: null where the test passed, or the kind and the text of the error.
A test that knows parts of its task ends in a number, the points of the parts that are right, and prints what is wrong with the others; nbgrader takes
such a number as well. Then the line has ``points``.
It runs as a file, so that it starts fast.
"""

import ast
import contextlib
import io
import json
import sys

from calls import Peer


def examine(peer: Peer, word: str, given: str, test: str, answers: list[str]) -> dict | None:
    """Run ``test`` after what the assignment has ``given``, with the answers of the other side; return its error."""
    space: dict = {"__name__": "__main__"}
    try:
        exec(compile(given, "<given>", "exec"), space)
        peer.send(begin=word)
        while (message := peer.receive()).get("ready") != word:
            pass
        space |= {name: peer.values.decode(message["names"][name]) for name in answers if name in message["names"]}
        return _in_parts(ast.parse(test), space)
    except Exception as error:
        return {"kind": type(error).__name__, "text": str(error)[:1000]}


def _in_parts(tree, space: dict) -> dict | None:
    """Run a test; return the points of what is right and what was printed, where a number comes last and something was printed."""
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(compile(tree, "<test>", "exec"), space)
        points = eval(compile(last, "<test>", "eval"), space) if last else None
    return {"kind": "Parts", "text": said.getvalue()[:1000], "points": points} if type(points) is int and said.getvalue().strip() else None


if __name__ == "__main__":
    for line in sys.stdin:
        request, other_side = json.loads(line), Peer(int(sys.argv[1]))
        print(json.dumps(examine(other_side, **request)), flush=True)
        with contextlib.suppress(OSError):
            other_side.send(end=request["word"])          # last: when the kernel replies, the line above is there to be read
