"""The plan of the house holds: imports go down the table, heavy libraries stay inside functions."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pcf"

#: Floors from the ground up; a module may import its own floor's room and any floor below.
FLOORS = (
    {
        "cache",
        "collection",
        "errors",
        "i18n",
        "units",
        "findings",
        "hashing",
        "leftovers",
        "location",
        "plain",
        "progress",
        "suggest",
        "whole",
    },
    {"model", "engine"},
    {"project", "background", "climate"},
    {"importing"},
    {"graph"},
    {"calc"},
    {"rules"},
    {"targets"},
    {"exchange", "fixing", "locking", "status", "duties", "documents"},
    {"ranking", "spread"},
    {"questions"},
    {"assurance", "portfolio"},
    {"api"},
    {"report"},
    {"commands"},
)
#: Rooms of one floor that may use another room of the same floor.
SIDEWAYS = {("climate", "background"), ("documents", "duties")}
HEAVY = {"scipy", "pandas", "networkx", "bw2calc", "bw_processing", "matrix_utils", "openpyxl",
         "pint", "rich", "simpleeval", "bw2data", "bw2io", "matplotlib", "jinja2", "typst",
         "docx"}  # fmt: skip
#: Modules that only their own verb imports may name a heavy library at the top.
NUMPY_ROOMS = {"assurance", "background", "climate", "calc", "engine", "exchange", "portfolio"}


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py"))


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def floor_of(room: str) -> int | None:
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), None)


def imports(path: Path, *, top_only: bool) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found: set[str] = set()
    typing_only: set[ast.AST] = set()
    nodes = list(tree.body) if top_only else list(ast.walk(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            typing_only |= set(ast.walk(node))
    for node in nodes:
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    floor = floor_of(own)
    if floor is None:  # the package's own face and door
        assert own in {"__init__", "__main__"}
        return
    for name in imports(path, top_only=False):
        if name.startswith("pcf."):
            room = room_of(name)
            if room == own or (own, room) in SIDEWAYS:
                continue
            below = floor_of(room)
            assert below is not None, name
            assert below < floor or (floor == 0 and below == 0), f"{own} must not import {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    own = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    tops = {name.split(".")[0] for name in imports(path, top_only=True)}
    assert not tops & HEAVY
    if own not in NUMPY_ROOMS:
        assert "numpy" not in tops


def test_modules_and_functions_stay_small() -> None:
    long_modules = {
        str(p.relative_to(ROOT)): n
        for p in modules()
        if (n := len(p.read_text(encoding="utf-8").splitlines())) > 330
    }
    assert not long_modules
    long_functions = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.lineno
                if lines > 75:
                    long_functions[f"{path.relative_to(ROOT)}:{node.name}"] = lines
    assert not long_functions


def test_the_core_never_imports_bw2data() -> None:
    named = {
        str(p): name
        for p in modules()
        for name in imports(p, top_only=False)
        if name.split(".")[0] in ("bw2data", "bw2io")
    }
    assert not named


def test_import_of_pcf_is_light() -> None:
    import subprocess

    code = "import pcf, sys; print([m for m in ('numpy','typer','pint') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
