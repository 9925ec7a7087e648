"""How the notebooks are stored: nbval passes a cell that was never run, so these tests ask that each was."""

import ast
import copy
import re

import nbformat
import pytest

from adaptedflow import paths
from adaptedflow.cli.execution import normalised
from adaptedflow.cli.parameters import known_parameters

BOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize(
    "path", BOOKS or [pytest.param(None, marks=pytest.mark.skip(reason="there are no notebooks yet"))],
    ids=lambda path: path.stem if path else "none",
)


def faults(book) -> list[str]:
    """Return a sentence for each thing that is wrong with how ``book`` is stored."""
    found = []
    if book.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("the kernelspec is not python3")
    if normalised(copy.deepcopy(book)) != book:
        found.append("run-time metadata is stored; 'make notebooks' leaves it out")
    code = [cell for cell in book.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(code, start=1):
        place = f"code cell {number}"
        if cell.execution_count != number:
            found.append(f"{place} was not run, or not in order: its count is {cell.execution_count}")
        raises = any(output.output_type == "error" for output in cell.outputs)
        if raises != ("raises-exception" in cell.metadata.get("tags", [])):
            found.append(f"{place} " + ("stores an error" if raises else "is tagged raises-exception and raises nothing"))
        if any(output.output_type == "stream" and output.name == "stderr" for output in cell.outputs):
            found.append(f"{place} stores stderr")
        if cell.source.rstrip().endswith(";"):
            found.append(f"{place} ends with a semicolon: nbval sees the value that it hides")
    return found + _parameter_faults(code)


def _parameter_faults(code) -> list[str]:
    cells = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        return [f"{len(cells)} cells are tagged parameters, not one"]
    lines = ast.parse(cells[0].source).body
    found = [] if 1 <= len(lines) <= 6 else [f"the parameters cell has {len(lines)} lines, not one to six"]
    for line in lines:
        try:
            assert isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
            ast.literal_eval(line.value)
        except (AssertionError, ValueError):
            found.append(f"the parameters cell has more than literals: {ast.unparse(line)}")
    return found


@each_notebook
def test_notebook_is_stored_as_it_ran(path):
    assert faults(nbformat.read(path, as_version=4)) == []


@each_notebook
def test_every_picture_has_alternative_text(path):
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("image/png", {}).get("alt"), f"no alt text in the output of: {cell.source}"


def good_book():
    """A notebook as it should be: parameters, a result, an error shown on purpose."""
    v4 = nbformat.v4
    parameters = v4.new_code_cell("N = 4", execution_count=1, metadata={"tags": ["parameters"]})
    result = v4.new_code_cell("N + 1", execution_count=2)
    result.outputs = [v4.new_output("execute_result", {"text/plain": "5"}, execution_count=2)]
    on_purpose = v4.new_code_cell("1 / 0", execution_count=3, metadata={"tags": ["raises-exception"]})
    on_purpose.outputs = [v4.new_output("error", ename="ZeroDivisionError", evalue="division by zero", traceback=[])]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    return v4.new_notebook(cells=[parameters, result, on_purpose], metadata={"kernelspec": kernel})


def spoil(book, how):
    parameters, result, on_purpose = book.cells
    match how:
        case "unrun": result.execution_count, result.outputs = None, []
        case "order": result.execution_count, on_purpose.execution_count = 3, 2
        case "error": on_purpose.metadata.tags = []
        case "no error": on_purpose.outputs = []
        case "semicolon": result.source += ";"
        case "stderr": result.outputs = [nbformat.v4.new_output("stream", name="stderr", text="Warning")]
        case "kernel": book.metadata.kernelspec.name = "conda-env-py"
        case "times": result.metadata["execution"] = {"iopub.execute_input": "12:00"}
        case "version": book.metadata["language_info"] = {"name": "python", "version": "3.11.7"}
        case "no parameters": parameters.metadata.tags = []
        case "derived": parameters.source = "N = 4\nK = 2 * N"
        case "seven": parameters.source = "\n".join(f"a{i} = {i}" for i in range(7))


def test_a_good_notebook_has_no_faults():
    assert faults(good_book()) == []


@pytest.mark.parametrize("how", [
    "unrun", "order", "error", "no error", "semicolon", "stderr", "kernel", "times", "version", "no parameters", "derived", "seven",
])
def test_a_spoiled_notebook_is_caught(how):
    book = good_book()
    spoil(book, how)
    assert faults(book) != []


@each_notebook
def test_the_commands_it_names_are_what_run_takes(path):
    """``python -m adaptedflow run NOTEBOOK -p name=value``, with a parameter of that notebook and a value of its kind."""
    texts = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    for name, assignment in re.findall(r"adaptedflow run (\S+) -p ([^`\n]+)", texts):
        parameter, equals, value = assignment.partition("=")
        known = known_parameters(paths.NOTEBOOKS / f"{name}.ipynb")
        assert equals and known[parameter].value(value) != known[parameter].default, assignment
