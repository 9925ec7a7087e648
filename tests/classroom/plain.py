"""An assignment run cell by cell in this process: no sandbox, no grader, as in a kernel of the student's own."""

import contextlib
import io

from adaptedflow.classroom.cells import grade_id, is_answer, is_test


def failures(assignment, seed: int, answers=None, before: str = "", after: str = "", only=None) -> dict[str, str]:
    """Return what each test cell that fails says. ``answers`` take the place of the model's; ``only`` names the tasks to run.

    ``before`` is run first, ``after`` once the answers are there and before the tests.
    """
    names, failed = {"__name__": "__main__"}, {}
    exec(before, names)
    cells = [cell for cell in assignment.teacher(seed).cells if cell.cell_type == "code"]
    tests = [cell for cell in cells if is_test(cell) and (only is None or grade_id(cell).removesuffix("-test") in only)]
    for cell in cells:
        if not is_test(cell):
            exec((answers or {}).get(grade_id(cell), cell.source) if is_answer(cell) else cell.source, names)
    exec(after, names)
    for cell in tests:
        try:
            with contextlib.redirect_stdout(io.StringIO()) as said:
                exec(compile(cell.source, grade_id(cell), "exec"), names)
            if said.getvalue().strip():                                # what is wrong with a part of the task
                failed[grade_id(cell)] = said.getvalue()
        except AssertionError as error:
            failed[grade_id(cell)] = str(error)
    return failed
