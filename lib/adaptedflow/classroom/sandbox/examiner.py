"""A process that runs tests, outside the sandbox: the answers they call are in the student's kernel, on the other end of a socket.

    python examiner.py DESCRIPTOR

It reads a request a line from its standard input, and writes a line for each: null where the test passed, or the kind and the text of the error.
It runs as a file, so that it starts fast.
"""

import json
import sys

from calls import Peer


def examine(descriptor: int, word: str, given: str, test: str, answers: list[str]) -> dict | None:
    """Run ``test`` after what the assignment has ``given``, with the answers of the other side; return its error."""
    space: dict = {"__name__": "__main__"}
    peer = Peer(descriptor)
    try:
        exec(compile(given, "<given>", "exec"), space)
        peer.send(begin=word)
        while (message := peer.receive()).get("ready") != word:
            pass
        space |= {name: peer.values.decode(message["names"][name]) for name in answers if name in message["names"]}
        exec(compile(test, "<test>", "exec"), space)
    except Exception as error:
        return {"kind": type(error).__name__, "text": str(error)[:1000]}
    finally:
        try:
            peer.send(end=word)
        except OSError:
            pass
    return None


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(examine(int(sys.argv[1]), **json.loads(line))), flush=True)
