"""Formulas as expressions: which signs and names one may hold, before anything is computed.

Allowed: numbers, names, ``+ - * / **``, parentheses, and the functions ``min max abs sqrt``.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

from pcf.project.cells import CellFault

FUNCTIONS = ("min", "max", "abs", "sqrt")
MAX_LENGTH = 4000
MAX_DEPTH = 150
_WIDE = str.maketrans("０１２３４５６７８９＋－−×÷＊／（），．　", "0123456789+--*/*/(),. ")
_ALLOWED = re.compile(r"[\w\s.+\-*/(),]*")
_NUMBER = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?").fullmatch
_NODES = (
    ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.Load,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UAdd, ast.USub,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that holds only what is allowed.

    Parameters
    ----------
    text
        The formula as it is understood (full-width signs replaced).
    tree
        Its syntax tree; every constant is a float.
    names
        Parameters that it uses, in the order of their first use.
    """

    text: str
    tree: ast.expr
    names: tuple[str, ...]


@lru_cache(maxsize=65_536)
def parse(text: str) -> Expression:
    """Read a formula.

    Raises
    ------
    CellFault
        ``NU007`` no formula, ``NU009`` something that is not allowed, ``NU014`` too long or deep.
    """
    source = " ".join(text.translate(_WIDE).split())
    if len(source) > MAX_LENGTH:
        raise CellFault("NU014", len(source), MAX_LENGTH)
    allowed = _ALLOWED.match(source)
    if allowed is not None and allowed.end() < len(source):
        sign = source[allowed.end()]
        hint = {"^": "**", "=": source.lstrip("= ")}.get(sign)
        raise CellFault("NU009", source, sign=sign, suggestion=hint)
    tree = _tree(source)
    _check_depth(tree)
    names = _check_nodes(tree, source.encode())
    return Expression(source, tree, names)


def is_parameter_name(name: str) -> bool:
    """Whether formulas can use `name`: letters of any script, digits and ``_``, no function."""
    try:
        return parse(name).names == (name,) and name not in FUNCTIONS
    except CellFault:
        return False


def _tree(source: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what python finds odd is judged below
            return ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError) as error:
        raise CellFault("NU007", source, position=getattr(error, "offset", None) or 1) from error
    except (RecursionError, MemoryError) as error:
        raise CellFault("NU014", len(source), MAX_DEPTH) from error


def _check_depth(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise CellFault("NU014", f"> {MAX_DEPTH}", MAX_DEPTH)


def _check_nodes(tree: ast.expr, source: bytes) -> tuple[str, ...]:
    """Refuse what is not allowed; turn constants into floats; give the names used."""
    names: dict[str, None] = {}
    called: set[int] = set()
    for node in ast.walk(tree):
        part = source[getattr(node, "col_offset", 0) : getattr(node, "end_col_offset", 0)].decode()
        if not isinstance(node, _NODES):
            raise CellFault("NU009", source.decode(), sign=part or source.decode())
        if isinstance(node, ast.Constant):
            if _NUMBER(part) is None:
                raise CellFault("NU009", source.decode(), sign=part)
            node.value = float(part)
        elif isinstance(node, ast.Call):
            called.add(id(_function(node, source.decode(), part)))
        elif isinstance(node, ast.Name) and id(node) not in called:
            names[node.id] = None
    return tuple(names)


def _function(node: ast.Call, source: str, part: str) -> ast.expr:
    """Check a call: a known function by name, with as many arguments as it takes."""
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    many = len(node.args)
    fits = many >= 2 if name in ("min", "max") else many == 1
    if name not in FUNCTIONS or node.keywords or not fits:
        raise CellFault("NU009", source, sign=part)
    return node.func
