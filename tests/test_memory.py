"""Scratch memory that is used again within a block, and nowhere else."""

import threading

import numpy as np

from adaptedflow.memory import kept_scratch, scratch


def test_scratch_is_kept_within_a_block_only():
    assert scratch((2, 3)) is None
    with kept_scratch():
        first = scratch((2, 3))
        assert first.shape == (2, 3) and scratch((2, 3)) is first
        other = scratch((3, 2))
        assert other.shape == (3, 2) and not np.shares_memory(first, other)
        with kept_scratch():
            assert scratch((3, 2)) is not other
        assert scratch((3, 2)) is other
    assert scratch((3, 2)) is None


def test_threads_do_not_share_scratch():
    found = []

    def work():
        found.append(scratch((2, 2)))
        with kept_scratch():
            found.append(scratch((2, 2)))

    with kept_scratch():
        mine = scratch((2, 2))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert found[0] is None and found[1] is not mine
