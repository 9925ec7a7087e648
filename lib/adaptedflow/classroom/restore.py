"""The cells to run for a submission: the student's cells as they came, and every test as it was set."""

import ast
import re
from dataclasses import dataclass

from . import cells
from .sandbox import Cell


def cells_to_run(assignment, seed: int, submitted) -> tuple[list[Cell], list[str]]:
    """Return the cells to run, and a sentence for each thing that was put right.

    Every code cell of the student's runs in its place, whatever it is called: split, copied, moved, without metadata. What was set
    runs as it was set, hidden tests included: a test where the student has it, but after its answer; where it is missing, after its answer.
    """
    setting = _Setting.of(assignment, seed)
    found = [_Found(number, *setting.identify(cell), cell) for number, cell in enumerate(submitted.cells)]
    run, remarks = [], []
    for each in found:
        run += _own(each, setting, found, remarks)
    for name, source in setting.given.items():
        place = next((each.number for each in found if each.name == name), -1)
        remarks += [] if place >= 0 else [f"The cell {name} is missing; it was run as it was set."]
        run.append((place, 1, Cell(name, source)))
    for test, task in setting.tasks.items():
        remarks += _missing(test, task, setting, found)
        run.append((_place(test, task, found), 2, Cell(test, task.test, task.functions, "\n".join(setting.given.values()), True)))
    return [cell for *_, cell in sorted(run, key=lambda item: item[:2])], remarks


@dataclass(frozen=True)
class _Found:
    number: int
    name: str | None
    as_set: bool
    cell: object

    def defines(self, functions) -> bool:
        return self.cell.cell_type == "code" and not self.as_set and any(re.search(rf"\b{name}\b *=[^=]|\bdef +{name}\b", self.cell.source) for name in functions)


@dataclass(frozen=True)
class _Task:
    answers: tuple[str, ...]     # names of cells
    functions: tuple[str, ...]
    test: str


@dataclass(frozen=True)
class _Setting:
    """What was set: texts as released by name, the code that was given, and the task of each test."""

    released: dict[str, tuple[str, str]]
    given: dict[str, str]
    tasks: dict[str, _Task]
    answers: frozenset[str]

    @classmethod
    def of(cls, assignment, seed):
        released = {cells.grade_id(cell): (cell.cell_type, _text(cell.source)) for cell in assignment.student(seed).cells if cells.grade_id(cell)}
        given, tasks, answers, functions, everything = {}, {}, (), (), set()
        for cell in assignment.teacher(seed).cells:
            name = cells.grade_id(cell)
            if cell.cell_type != "code" or not name:
                continue
            if cells.is_answer(cell):
                answers, functions = (*answers, name), (*functions, *_functions(cell.source))
                everything.add(name)
            elif cells.is_test(cell):
                tasks[name] = _Task(answers, functions, cell.source)
                answers, functions = (), ()
            else:
                given[name] = cell.source
        return cls(released, given, tasks, frozenset(everything))

    def identify(self, cell) -> tuple[str | None, bool]:
        """The name of a cell by its metadata, its id or its text, and whether it is as it was released."""
        text = (cell.cell_type, _text(cell.source))
        for name in (cells.grade_id(cell), str(cell.get("id"))):
            if name in self.released:
                return name, text == self.released[name]
        return next(((name, True) for name, known in self.released.items() if known == text and name not in self.answers), (None, False))


def _own(each, setting, found, remarks):
    """The student's own code in a cell: all of it, unless the cell is one that was set and as it was set."""
    name, is_code = each.name, each.cell.cell_type == "code"
    copies = [other.number for other in found if other.name == name]
    if name is None or name not in {*setting.given, *setting.tasks}:
        called = f"number {each.number + 1}" if name is None else name
        called += f", part {copies.index(each.number) + 1}" if name and each.number != copies[0] else ""
        return [(each.number, 0, Cell(called, each.cell.source))] if is_code else []
    if each.as_set:
        return []
    if each.number == copies[0]:
        remarks.append(f"The cell {name} was changed; it was run as it was set.")
    return [(each.number, 0, Cell(f"{name}, changed (number {each.number + 1})", each.cell.source))] if is_code else []


def _place(test, task, found) -> int:
    """Where the test runs: in its own place if its answer stands before it, else before what follows its answer, else last."""
    own = [each.number for each in found if each.name == test]
    answers = [each.number for each in found if each.name in task.answers or each.defines(task.functions)]
    if own and (not answers or answers[0] < own[-1]):
        return own[-1]
    if answers:
        following = [each.number for each in found if each.number > answers[-1] and each.name not in (None, test, *task.answers)]
        if following:
            return following[0] - 1
    return len(found)


def _missing(test, task, setting, found) -> list[str]:
    names = {each.name for each in found}
    remarks = [f"The cell {name} is missing, and the answer with it." for name in task.answers
               if name not in names and not any(each.defines(task.functions) for each in found)]
    return remarks if test in names else [*remarks, f"The cell {test} is missing; it was run as it was set."]


def _functions(source: str) -> tuple[str, ...]:
    return tuple(node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))


def _text(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))
