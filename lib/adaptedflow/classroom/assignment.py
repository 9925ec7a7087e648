"""An assignment: its source, and the notebooks made from it for the teacher and for students."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from . import cells, class_numbers, markers

if TYPE_CHECKING:
    from nbformat import NotebookNode

SEED_NAME = "CLASS_SEED"  # stands in the hidden tests for the class seed


def sources() -> dict[str, Path]:
    """Return the source notebooks of the assignments by name."""
    return {path.stem: path for path in sorted((paths.NOTEBOOKS / "assignments" / "source").glob("*.ipynb"))}


@dataclass(frozen=True)
class Assignment:
    """The source notebook at ``path``; ``name`` is the name of its file."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @cached_property
    def source(self) -> NotebookNode:
        """The notebook as it is stored, with model solutions and the class seed as a name."""
        import nbformat

        return nbformat.read(self.path, as_version=4)

    @property
    def tests(self) -> dict[str, int]:
        """The points of each test cell, in order."""
        return {cells.grade_id(cell): cells.points(cell) for cell in self.source.cells if cells.is_test(cell)}

    @property
    def manual(self) -> dict[str, int]:
        """The points of each cell that a person marks, in order."""
        return {cells.grade_id(cell): cells.points(cell) for cell in self.source.cells if cells.is_manual(cell)}

    def teacher(self, seed: int) -> NotebookNode:
        """Return the notebook with model solutions, the class seed and the numbers of the class filled in: nbgrader's source version."""
        book = copy.deepcopy(self.source)
        class_numbers.fill_in(book, self.name, seed)
        for cell in book.cells:
            if cell.cell_type == "code":
                cell.source = re.sub(rf"\b{SEED_NAME}\b", str(seed), cell.source)
        return book

    def student(self, seed: int) -> NotebookNode:
        """Return the notebook without solutions and hidden tests, with the numbers of the class; what students must not change is read-only."""
        book = copy.deepcopy(self.source)
        class_numbers.fill_in(book, self.name, seed)
        for cell in book.cells:
            stub = markers.CODE_STUB if cell.cell_type == "code" else markers.TEXT_STUB
            cell.source = markers.without(cell.source, markers.SOLUTION, stub)
            cell.source = markers.without(cell.source, markers.HIDDEN_TESTS)
            if cells.grade_id(cell):
                cell.metadata["deletable"] = False
            if cells.grade_id(cell) and not cells.is_answer(cell):
                cell.metadata["editable"] = False
        return book

    def solved(self) -> NotebookNode:
        """Return the source without the hidden tests."""
        book = copy.deepcopy(self.source)
        for cell in book.cells:
            cell.source = markers.without(cell.source, markers.HIDDEN_TESTS)
        return book
