"""Small mistakes that mean something here, one at a time, made in the syntax tree of a module.

Left alone are texts (messages, docstrings, f-strings, what raises and what is printed), annotations and decorators.
"""

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

SWAPPED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
COMPARED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
            ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
CALLED = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "argmin": "argmax", "argmax": "argmin",
          "any": "all", "all": "any", "zeros": "ones", "ones": "zeros"}
LAYERS = {"l", "layer", "ell", "i", "j", "k"}
BIASES = {"b", "bias"}
WRITTEN = {"echo", "secho", "print", "print_text", "write_text", "ClickException", "BadParameter", "UsageError"}  # calls that only say something


@dataclass(frozen=True)
class Mutant:
    """One change: ``old`` becomes ``new`` in function ``place`` of ``module``; ``source`` is the whole module after it."""

    module: str
    place: str
    line: int
    old: str
    new: str
    source: str


def mutants(module: str, source: str) -> list[Mutant]:
    """Return every mutant of ``source``, in the order of its lines."""
    tree = ast.parse(source)
    found = []
    for place, parent, field, index, node in _nodes(tree, "module"):
        for new in _changes(node, parent):
            _put(parent, field, index, new)
            altered = ast.unparse(ast.fix_missing_locations(tree))
            _put(parent, field, index, node)
            found.append(Mutant(module, place, node.lineno, ast.unparse(node), ast.unparse(new), altered))
    return sorted(found, key=lambda mutant: mutant.line)


def _put(parent, field, index, node):
    if index is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[index] = node


def _nodes(node: ast.AST, place: str) -> Iterator[tuple]:
    """Yield (function, parent, field, index, expression) for every expression that a mutation may change."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        place = node.name if place == "module" else f"{place}.{node.name}"
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "exc", "cause", "type"):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or isinstance(child, ast.JoinedStr) or _only_says(child):
                continue
            if isinstance(child, ast.expr):
                yield place, node, field, index, child
            yield from _nodes(child, place)


def _only_says(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node) in WRITTEN


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _changes(node: ast.expr, parent: ast.AST) -> Iterator[ast.expr]:
    """Yield what ``node`` may be mistaken for."""
    match node:
        case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div()) if not _text(node):
            yield ast.BinOp(node.left, SWAPPED[type(node.op)](), node.right)
            if isinstance(node.op, ast.Add) and getattr(node.right, "id", "") in BIASES:
                yield node.left                                                          # a dropped bias
            if isinstance(node.op, (ast.Mult, ast.Div)):
                if _is(node.left, 2) and isinstance(node.op, ast.Mult):
                    yield node.right                                                     # a dropped factor 2
                if _is(node.right, 2):
                    yield node.left
            if isinstance(node.op, ast.Mult) and {_tail(node.left), _tail(node.right)} == {"N", "Q"} and isinstance(node.left, ast.Attribute):
                yield ast.Attribute(node.left.value, "K", ast.Load())                    # K for QN
        case ast.BinOp(op=ast.Pow()):
            yield node.left                                                              # a dropped power
        case ast.BinOp(op=ast.MatMult()) if isinstance(node.left, ast.Name):
            yield ast.BinOp(ast.Attribute(node.left, "T", ast.Load()), node.op, node.right)   # a transpose too many
        case ast.UnaryOp(op=ast.USub() | ast.Not()):
            yield node.operand                                                           # the other sign
        case ast.Attribute(attr="T", ctx=ast.Load()):
            yield node.value                                                             # a dropped transpose
        case ast.Attribute(attr="N", ctx=ast.Load()):
            yield ast.BinOp(ast.Constant(2), ast.Mult(), node)                           # 2N for N
        case ast.Attribute(attr="K", ctx=ast.Load()):
            yield ast.BinOp(ast.Attribute(node.value, "N", ast.Load()), ast.Mult(), ast.Attribute(node.value, "Q", ast.Load()))
        case ast.Name(id="N", ctx=ast.Load()):
            yield ast.BinOp(ast.Constant(2), ast.Mult(), node)
        case ast.Constant(value=bool()):
            yield ast.Constant(not node.value)
        case ast.Constant(value=float()) if 0 < node.value <= 1e-3:
            yield ast.Constant(node.value * 1e3)                                         # another cutoff
        case ast.Constant(value=1) if isinstance(parent, ast.BinOp) and isinstance(parent.op, (ast.Add, ast.Sub)):
            yield ast.Constant(0)                                                        # a dropped 1
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield ast.Compare(node.left, [COMPARED[type(op)]()], node.comparators)
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        case ast.Subscript(slice=ast.Name(id=name), ctx=ast.Load()) if name in LAYERS:
            yield ast.Subscript(node.value, ast.BinOp(node.slice, ast.Sub(), ast.Constant(1)), ast.Load())   # the layer below
        case ast.Call(func=ast.Name(id=name)) if name in CALLED:
            yield _renamed(node, ast.Name(CALLED[name], ast.Load()))
        case ast.Call(func=ast.Attribute(attr=name)) if name in CALLED:
            yield _renamed(node, ast.Attribute(node.func.value, CALLED[name], ast.Load()))
        case ast.Call(func=ast.Name(id="range"), args=[_]):
            yield ast.Call(node.func, [ast.BinOp(node.args[0], ast.Sub(), ast.Constant(1))], [])     # one too few
        case ast.Call(func=ast.Attribute(attr="sqrt" | "abs" | "exp"), args=[argument], keywords=[]):
            yield argument


def _renamed(call: ast.Call, function: ast.expr) -> ast.Call:
    renamed = copy.copy(call)
    renamed.func = function
    return renamed


def _is(node: ast.expr, value: int) -> bool:
    return isinstance(node, ast.Constant) and node.value == value


def _tail(node: ast.expr) -> str:
    return getattr(node, "attr", "")


def _text(node: ast.expr) -> bool:
    """Whether ``node`` puts texts together."""
    return any(isinstance(part, ast.JoinedStr) or isinstance(getattr(part, "value", None), str) and isinstance(part, ast.Constant)
               for part in (node.left, node.right))
