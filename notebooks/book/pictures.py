"""The stored figures as PDF, drawn from their tables, so that no notebook has to run."""

import ast
import importlib
import json
from pathlib import Path

import matplotlib.pyplot as plt

from adaptedflow import figures, paths


def draw_pdfs(folder: Path) -> None:
    """Write NAME.pdf into ``folder`` for every figure that the call in its notebook draws from its table: figures.save(draw.NAME(table), ...).

    What the call may name besides its table: drawing functions, and variables to which the notebook assigns constants. A figure that a cell
    draws line by line is left out.
    """
    for notebook in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        known = {}
        for statement in ast.parse("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")).body:
            if isinstance(statement, ast.ImportFrom) and statement.module == "adaptedflow.figures":
                known |= {name.asname or name.name: importlib.import_module(f"adaptedflow.figures.{name.name}") for name in statement.names}
            elif isinstance(statement, ast.Assign) and _is_constant(statement):
                exec(ast.unparse(statement), known)
            for call in ast.walk(statement):
                if isinstance(call, ast.Call) and ast.unparse(call.func) == "figures.save":
                    if not isinstance(call.args[0], ast.Call):
                        continue
                    drawing, name, table = call.args[0], call.args[1].value, call.args[2].id
                    figure = eval(ast.unparse(drawing), known | {table: figures.read_table(paths.ROOT / "figures" / f"{name}.csv")})
                    with figures.style():
                        figure.savefig(folder / f"{name}.pdf")
                    plt.close(figure)


def _is_constant(statement: ast.Assign) -> bool:
    """Whether it gives names constants: ``Q = 2``, ``M, N = 4, 3``."""
    names = [part for target in statement.targets for part in ast.walk(target)]
    parts = list(ast.walk(statement.value))
    return (all(isinstance(part, (ast.Name, ast.Tuple, ast.Store)) for part in names)
            and all(isinstance(part, (ast.Constant, ast.Tuple, ast.List, ast.UnaryOp, ast.USub, ast.Load)) for part in parts))
