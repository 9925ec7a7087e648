"""Which cell of a notebook is what, by nbgrader's metadata."""


def grade_id(cell) -> str | None:
    """The name of a cell that belongs to the assignment, or None for a cell of the student's own."""
    name = _metadata(cell).get("grade_id")
    return name if isinstance(name, str) else None


def is_test(cell) -> bool:
    """Whether the cell is run for points."""
    return cell.cell_type == "code" and bool(_metadata(cell).get("grade")) and not _metadata(cell).get("solution")


def is_manual(cell) -> bool:
    """Whether a person marks the cell."""
    return bool(_metadata(cell).get("grade")) and bool(_metadata(cell).get("solution"))


def is_answer(cell) -> bool:
    """Whether the student writes in the cell."""
    return bool(_metadata(cell).get("solution"))


def points(cell) -> int:
    """The points of a cell with a grade."""
    return _metadata(cell)["points"]


def _metadata(cell) -> dict:
    found = cell.metadata.get("nbgrader", {})
    return found if isinstance(found, dict) else {}
