"""What students get: no solution, no hidden test, the same as nbgrader would make."""

import ast
import io
import re
import zipfile

import nbformat
import pytest
from click.testing import CliRunner

from adaptedflow import paths
from adaptedflow.classroom import Assignment, class_seed, markers, sources
from adaptedflow.classroom.cells import grade_id, is_answer
from adaptedflow.classroom.release import write_release
from adaptedflow.cli import main

each_assignment = pytest.mark.parametrize("name", sources())


@pytest.fixture
def build(tmp_path, monkeypatch):
    real = sources()
    monkeypatch.setattr(paths, "BUILD", tmp_path / "build")
    assert sources() == real
    return tmp_path / "build" / "classroom"


def secrets_of(assignment):
    """Lines of solutions and hidden tests that no public cell has."""
    public = {line.strip() for cell in assignment.student(7).cells for line in cell.source.splitlines()}
    inside = [region for cell in assignment.source.cells for pair in (markers.SOLUTION, markers.HIDDEN_TESTS) for region in markers.regions(cell.source, pair)]
    return {line.strip() for region in inside for line in region.splitlines()} - public - {""}


@each_assignment
def test_no_solution_in_the_zip(name, tmp_path):
    assignment = Assignment(sources()[name])
    archive = zipfile.ZipFile(write_release(assignment, tmp_path, 7))
    assert sorted(archive.namelist()) == [f"{name}/LICENSE", f"{name}/README.txt", f"{name}/{name}.ipynb"]
    book = nbformat.reads(archive.read(f"{name}/{name}.ipynb").decode(), as_version=4)
    nbformat.validate(book)
    texts = [archive.read(file).decode() for file in archive.namelist()] + [cell.source for cell in book.cells]
    leaks = secrets_of(assignment)
    assert len(leaks) > 50
    for text in texts:
        assert "BEGIN" not in text and "CLASS_SEED" not in text
        assert [line for line in leaks if line in text.splitlines() or len(line) > 12 and line in text] == []
    assert not any(cell.get("outputs") for cell in book.cells)


@each_assignment
def test_each_source_is_in_order(name):
    book = Assignment(sources()[name]).source
    nbformat.validate(book)
    names = [grade_id(cell) for cell in book.cells]
    assert len(set(names)) == len(names) and names == [cell.id for cell in book.cells]
    assert book.cells[0].source.startswith("# ")
    for cell in book.cells:
        assert bool(markers.regions(cell.source, markers.SOLUTION)) == is_answer(cell)
        if cell.cell_type == "code":
            ast.parse(cell.source)
            assert cell.outputs == [] and cell.execution_count is None
            assert max(map(len, cell.source.splitlines())) <= 100, grade_id(cell)


@each_assignment
def test_each_part_of_a_task_says_its_points(name):
    parts = []
    for cell in Assignment(sources()[name]).source.cells:
        if cell.cell_type == "markdown":
            parts += re.findall(r"\*\*\(([a-z])\)\*\*(?:(?!\n\nTested).)*?\((\d) points\)", cell.source, re.DOTALL)
        lettered = re.fullmatch(r"task-\d([a-z])-(?:test|answer)", cell.id)
        if lettered and "points" in cell.metadata.nbgrader:
            assert parts[-1] == (lettered[1], str(cell.metadata.nbgrader.points)), cell.id


@each_assignment
def test_the_first_gap_says_what_is_missing(name):
    namespace = {}
    with pytest.raises(NotImplementedError, match="still missing"):
        for cell in Assignment(sources()[name]).student(7).cells:
            if cell.cell_type == "code":
                exec(cell.source, namespace)


def test_the_command_keeps_the_seed(build):
    first = CliRunner().invoke(main, ["assignments"])
    assert first.exit_code == 0, first.output
    seed = int((build / "class_seed.txt").read_text())
    assert str(seed) in first.output
    teacher = (build / "course/source/adapted_flow/adapted_flow.ipynb").read_text()
    assert f"default_rng([{seed}, 1])" in teacher and "CLASS_SEED" not in teacher and "BEGIN SOLUTION" in teacher
    archive = (build / "release/adapted_flow.zip").read_bytes()
    assert CliRunner().invoke(main, ["assignments"]).exit_code == 0
    assert class_seed.kept(build) == seed and (build / "release/adapted_flow.zip").read_bytes() == archive
    assert CliRunner().invoke(main, ["assignments", "--seed", "5"]).exit_code == 0 and class_seed.kept(build) == 5


def test_seeds_are_drawn_apart_and_kept(tmp_path):
    folders = [tmp_path / name for name in "abc"]
    drawn = [class_seed.keep(folder) for folder in folders]
    assert len(set(drawn)) == 3 and max(drawn) < 2 ** 32
    assert [class_seed.keep(folder) for folder in folders] == drawn == [class_seed.kept(folder) for folder in folders]
    assert class_seed.keep(folders[0], 7) == 7 == class_seed.kept(folders[0])


@pytest.mark.parametrize("text", ["seven", "-1", "1.0", "\u0663", ""])
def test_what_is_no_seed_is_not_read_as_one(text, tmp_path):
    (tmp_path / "class_seed.txt").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="expected the class seed, a whole number, in .*; give --seed"):
        class_seed.kept(tmp_path)


def test_a_broken_seed_is_refused(build):
    build.mkdir(parents=True)
    (build / "class_seed.txt").write_text("seven")
    result = CliRunner().invoke(main, ["assignments"])
    assert result.exit_code == 2 and "got 'seven'; give --seed" in result.output


@pytest.mark.parametrize("name, title", [("adapted_flow", "Assignment 1: the adapted flow"), ("borderline", "Assignment 6: the borderline case K = QN\n")])
def test_the_readme_of_the_zip_names_the_notebook(tmp_path, name, title):
    with zipfile.ZipFile(io.BytesIO(write_release(Assignment(sources()[name]), tmp_path, 1).read_bytes())) as archive:
        readme = archive.read(f"{name}/README.txt").decode()
    assert readme.startswith(title) and f"{name}.ipynb" in readme


@pytest.mark.parametrize("name", sources())
def test_students_can_write_answers_and_change_no_test(name):
    book = Assignment(sources()[name]).student(7)
    for cell in book.cells:
        if grade_id(cell):
            assert cell.metadata["deletable"] is False
            assert cell.metadata.get("editable", True) is is_answer(cell)
        else:
            assert "editable" not in cell.metadata
