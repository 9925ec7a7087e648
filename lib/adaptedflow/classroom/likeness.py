"""Answers that are alike: to the model solution, or to another student's, whatever their names are called. For a teacher to look at."""

import ast
import difflib
import io
import tokenize

ALIKE, SHORTEST, MOST = 0.95, 40, 3   # the share of tokens, the tokens of an answer that says something, and how many of the class are named


def answers_of(assignment, book) -> dict[str, tuple[str, ...]]:
    """Return the tokens of each function of ``book`` that answers a task, without comments, names of its own in the order they come."""
    wanted = {node.name for cell in assignment.source.cells if cell.cell_type == "code" and cell.id.endswith("-answer") for node in ast.parse(cell.source).body
              if isinstance(node, ast.FunctionDef)}
    found = {}
    for cell in book.cells:
        if cell.cell_type == "code":
            try:
                nodes = ast.parse(cell.source.replace("\r\n", "\n")).body
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found |= {node.name: _tokens(node) for node in nodes if isinstance(node, ast.FunctionDef) and node.name in wanted}
    return found


def lines_of(book) -> int:
    """How many lines of code there are, without comments and empty ones."""
    lines = [line.strip() for cell in book.cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    return sum(bool(line) and not line.startswith("#") for line in lines)


def alike(answers: dict[str, dict], model: dict) -> dict[str, list[str]]:
    """Return sentences for each student whose ``answers`` are like the ``model`` or another's, where they are long enough to tell."""
    said = {student: [] for student in answers}
    for student, own in answers.items():
        same = _same(own, model)
        if same:
            said[student].append(f"like the model solution: {', '.join(same)}")
        others = {other: found for other, theirs in answers.items() if other != student and (found := _same(own, theirs))}
        for other in sorted(others, key=lambda other: -len(others[other]))[:MOST]:
            said[student].append(f"like {other}: {', '.join(others[other])}")
    return said


def _same(own, others) -> list[str]:
    def close(a, b):
        if min(len(a), len(b)) < SHORTEST or abs(len(a) - len(b)) > (1 - ALIKE) * (len(a) + len(b)):
            return a == b and len(a) >= SHORTEST
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

    return [name for name in own if name in others and close(own[name], others[name])]


def _tokens(node) -> tuple[str, ...]:
    """The tokens of a function, its own names numbered."""
    own = ({each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
           | {each.arg for each in ast.walk(node) if isinstance(each, ast.arg)})
    numbers, tokens = {}, []
    for token in tokenize.generate_tokens(io.StringIO(ast.unparse(node)).readline):
        if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING):
            tokens.append(f"#{numbers.setdefault(token.string, len(numbers))}" if token.string in own else token.string)
    return tuple(tokens)
