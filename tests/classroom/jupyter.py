"""The score of a submission in a plain Jupyter kernel: no sandbox, and every cell runs where the student's names are."""

import queue

from adaptedflow.classroom.restore import cells_to_run
from adaptedflow.cli.kernels import OwnKernelManager

from .planted import SEED


class Ended(Exception):
    """The kernel has ended in a cell."""


def score(assignment, book, folder) -> int:
    """Run the cells of ``book``, tests as they were set, in one kernel in ``folder``, and return the points of the tests that raise nothing.

    A cell that ends the kernel is left out, and the rest runs again, as a student would do.
    """
    cells, left_out = cells_to_run(assignment, SEED, book)[0], set()
    while True:
        manager = OwnKernelManager()
        manager.start_kernel(cwd=str(folder))
        client = manager.blocking_client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=60)
            passed = []
            for number, cell in enumerate(cells):
                if number not in left_out and _runs(manager, client, cell.source, number) and cell.is_test:
                    passed.append(cell.name)
            return sum(assignment.tests[name] for name in passed)
        except Ended as ended:
            left_out.add(ended.args[0])
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)


def _runs(manager, client, source, number) -> bool:
    """Whether the cell raises no error."""
    sent = client.execute(source, allow_stdin=False, stop_on_error=False)
    while True:
        try:
            message = client.get_shell_msg(timeout=1)
        except queue.Empty:
            if not manager.is_alive():
                raise Ended(number) from None
            continue
        if message["parent_header"].get("msg_id") == sent:
            if any(each.get("source") == "ask_exit" for each in message["content"].get("payload", [])):
                raise Ended(number)
            return message["content"]["status"] == "ok"
