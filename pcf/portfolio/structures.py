"""Structures: what variants that are computed together share, and how one is compiled."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pcf.errors import PcfError
from pcf.portfolio.compiled import CompiledScores, Solves, may_move, moving_of, plain
from pcf.portfolio.model import Product, Variant
from pcf.project.cells import CellFault, number
from pcf.project.overrides import Override
from pcf.project.raw import END_OF_LIFE_FILE
from pcf.project.reparametrize import names_in, uses_of

#: Projects of which it is kept what stands beside their rows.
_PROJECTS = 4


@dataclass(frozen=True, slots=True)
class Structure:
    """What variants that are computed together share.

    fixed
        Addresses with the texts that are put in and do not move.
    moving
        Addresses of numbers, in the order of the columns.
    """

    product: int
    suppliers: str
    fixed: tuple[tuple[str, str], ...]
    moving: tuple[str, ...]


def structure_of(variant: Variant, columns: Sequence[str]) -> tuple[Structure, list[float]]:
    """Tell what of a variant moves, with its values, and what does not."""
    fixed, moving, values = [], [], []
    for address, text in zip(columns, variant.texts, strict=True):
        value = _number(text) if text and may_move(address) else None
        if value is not None:
            moving.append(address)
            values.append(value)
        elif text:
            fixed.append((address, text))
    made = Structure(variant.product, variant.suppliers, tuple(fixed), tuple(moving))
    return made, values


def compile_structure(
    structure: Structure,
    product: Product,
    shared: Sequence[Override],
    project: Solves,
    stamp: str,
) -> CompiledScores | None:
    """Compile a structure; None when its variants have to be calculated in full.

    Parameters
    ----------
    shared
        Changes of the product and of the supplier set.
    stamp
        Digest of the inputs of the project.
    """
    if _is_tangled(structure):
        return None
    fixed = [Override("set", address, text) for address, text in structure.fixed]
    try:
        base = project.calculate_changed(product.scenario, (*shared, *fixed), product.target)
        model = base.solved.linked.model
        found = {a: moving_of(a, model) for a in structure.moving}
        moving = {a: m for a, m in found.items() if m is not None}
        # Without any change the project is no variant: findings are of another level then.
        every = not (shared or fixed)
        pins = [Override("set", a, repr(m.base)) for a, m in moving.items() if m.formula or every]
        if pins:
            base = project.calculate_changed(
                product.scenario, (*shared, *fixed, *pins), product.target
            )
    except PcfError:  # every variant is calculated in full and says why
        return None
    names = {m.parameter for m in moving.values() if m.parameter}
    careful, barred = _beside(product.folder, stamp)
    uses = uses_of(model)
    behind = frozenset(careful).union(*(uses.get(name, ()) for name in careful))
    if len(moving) < len(found) or (names and barred is None):
        return None
    if barred and names & behind:
        return None
    return CompiledScores(base, moving, careful, product.target or "")


def _is_tangled(structure: Structure) -> bool:
    """Whether two columns set the same thing, an amount and its formula among them."""
    words = [plain(a) for a in (*(a for a, _ in structure.fixed), *structure.moving)]
    places = {plain(a).rpartition(".")[0] for a in structure.moving}
    places |= {plain(a) for a in structure.moving if a.startswith("param")}
    return len(set(words)) < len(words) or any(
        "formula" in word.rpartition(".")[2] and word.rpartition(".")[0] in places for word in words
    )


@functools.lru_cache(maxsize=_PROJECTS)
def _beside(folder: Path, _stamp: str) -> tuple[frozenset[str], bool | None]:
    """Find formulas that enter no amount of a row but may be refused.

    Returns
    -------
    tuple
        Parameters of the factors of alternative units, and whether one of these subtracts, so that
        positive parameters may give what is refused; None when parameters move shares of materials.
    """
    try:
        data = tomllib.loads((folder / "pcf.toml").read_text(encoding="utf-8-sig"))
        entries = data["unit"].get("alternative", [])
        texts = [str(entry["formula"]) for entry in entries if "formula" in entry]
        end = folder / END_OF_LIFE_FILE
        shares = end.is_file() and "share_formula" in end.read_text(encoding="utf-8-sig")
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return frozenset(), None  # the reader of the project says what is wrong
    names = frozenset(name for text in texts for name in names_in(text))
    return names, None if shares else any("-" in text for text in texts)


def _number(text: str) -> float | None:
    try:
        return number(text)
    except CellFault:
        return None
