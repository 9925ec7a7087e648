"""Calls between two processes: the test runs in one, outside, and the answers in the other, in the student's kernel.

Numbers, lists and arrays cross as text; functions stay where they are and are called from afar. This package is mounted in the sandbox as
``classroom_calls``; it holds no secret, and whatever a student makes of it there, only values come out.
"""

from .peer import Peer
from .values import Values

__all__ = ["Peer", "Values"]
