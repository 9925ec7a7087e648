"""What a terminal, a file or a pipe cannot write."""

import io
import sys


def question_marks_for_what_it_lacks() -> None:
    """Let the standard streams write ``?`` for a character that their encoding has not. On Windows, what goes to a file or a pipe has the encoding of old
    programs, which has no "greater or equal"; a command would end there with an error. JSON is ASCII and loses nothing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")
