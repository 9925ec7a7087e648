"""The cells to run for a submission: the student's answers, and every test as it was set."""

from . import cells


def cells_to_run(assignment, seed: int, submitted) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the code cells to run as (name, source), and a sentence for each thing that was put right.

    The student's cells keep their order. A cell that was set (a test, the set-up) runs as it was set, hidden tests
    included; where it is missing it runs at its place. Cells of the student's own are called by their number.
    """
    as_set = {cells.grade_id(cell): cell for cell in assignment.teacher(seed).cells if cells.grade_id(cell)}
    released = {cells.grade_id(cell): cell for cell in assignment.student().cells if cells.grade_id(cell)}
    run, remarks, seen = [], [], set()
    for number, cell in enumerate(submitted.cells, start=1):
        name = _name(cell, as_set)
        if name in seen:
            remarks.append(f"There was a second copy of the cell {name}; the first one counts.")
            continue
        if name is None:
            if cell.cell_type == "code":
                run.append((f"number {number}", cell.source))
            continue
        seen.add(name)
        if cells.is_answer(as_set[name]):
            run.append((name, cell.source))
            continue
        if cell.source.strip() != released[name].source.strip():
            remarks.append(f"The cell {name} was changed; it was run as it was set.")
        run.append((name, as_set[name].source))
    _put_back(run, remarks, seen, as_set)
    code = {name for name, cell in as_set.items() if cell.cell_type == "code"}
    return [(name, source) for name, source in run if name in code or name not in as_set], remarks


def _name(cell, as_set) -> str | None:
    """The name of the cell in the source: front ends that drop foreign metadata keep the id, which is the same there."""
    names = (cells.grade_id(cell), str(cell.get("id")))
    return next((name for name in names if name in as_set), None)


def _put_back(run, remarks, seen, as_set) -> None:
    """Put what is missing after the cell that it follows in the source."""
    before = None
    for name, cell in as_set.items():
        if name not in seen:
            if cells.is_answer(cell):
                remarks.append(f"The cell {name} is missing, and the answer with it.")
                continue
            remarks.append(f"The cell {name} is missing; it was run as it was set.")
            places = [name for name, _ in run]
            run.insert(places.index(before) + 1 if before else 0, (name, cell.source))
        before = name
