"""The pure function of a portfolio: a chunk of variants in, their results out.

It runs in this process, in worker processes and on the machines of a cluster, and gives the same
bits everywhere: what it does depends on the chunk alone. A process keeps the projects it has
opened, their backgrounds and what it has compiled, in bounded numbers.
"""

from __future__ import annotations

import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import numpy as np

from pcf.calc.uncertain.compiled import Mask
from pcf.calc.uncertain.formulas import NotEvaluatedError
from pcf.engine.system import Floats
from pcf.errors import PcfError
from pcf.findings import Finding, Location, finding
from pcf.portfolio.compiled import EQUAL, CompiledScores, Solves
from pcf.portfolio.identity import has_project, inputs_of
from pcf.portfolio.model import Product, Variant
from pcf.portfolio.scores import Scores, scores_of
from pcf.portfolio.structures import Structure, compile_structure, structure_of
from pcf.project.overrides import Override

#: Variants of one structure in a chunk from which they are computed together.
FEW = 8
_PROJECTS = 4
_STRUCTURES = 32
Way = Literal["compiled", "full"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Job:
    """One chunk of a portfolio.

    columns
        Addresses of the columns of the table of variants, by product.
    stamps
        Digest of the inputs of each project: another one is refused.
    load
        Opens the project of a folder.
    version
        Version of the program that the chunk is meant for.
    """

    chunk: int
    products: Mapping[int, Product]
    sets: Mapping[str, tuple[Override, ...]]
    columns: Mapping[int, tuple[str, ...]]
    rows: tuple[Variant, ...]
    stamps: Mapping[int, str]
    load: Callable[[Path], Solves]
    version: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of a variant: scores, or the errors that kept it from being computed."""

    variant: Variant
    product: Product
    scores: Scores | None
    errors: tuple[Finding, ...]
    way: Way


def evaluate(job: Job) -> list[Outcome]:
    """Compute the variants of a chunk, in their order.

    Raises
    ------
    PcfError
        ``BA020`` when a project is not the one that the batch began with.
    """
    made = _Chunk(job).outcomes()
    for place in sorted({variant.product for variant in job.rows}):
        product = job.products[place]
        if inputs_of(product.folder) != job.stamps[place]:
            raise PcfError([finding("BA020", Location(product.id), observed=product.id)])
    return made


class _Kept(OrderedDict[object, T]):
    """The last few things made, by their key."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def get_or(self, key: object, make: Callable[[], T]) -> T:
        """Give what is kept, or make it."""
        if key not in self:
            self[key] = make()
        self.move_to_end(key)
        while len(self) > self._most:
            self.popitem(last=False)
        return self[key]


_projects: _Kept[Solves] = _Kept(_PROJECTS)
_structures: _Kept[CompiledScores | None] = _Kept(_STRUCTURES)


class _Chunk:
    def __init__(self, job: Job) -> None:
        self._job = job
        self._found: dict[int, Outcome] = {}

    def outcomes(self) -> list[Outcome]:
        groups: dict[Structure, list[tuple[Variant, list[float]]]] = {}
        for variant in self._job.rows:
            columns = self._job.columns.get(variant.product, ())
            structure, values = structure_of(variant, columns)
            groups.setdefault(structure, []).append((variant, values))
        for structure, members in groups.items():
            if len(members) < FEW or not self._together(structure, members):
                for variant, _ in members:
                    self._keep(variant, *self._in_full(variant), "full")
        return [self._found[variant.number] for variant in self._job.rows]

    def _together(
        self, structure: Structure, members: Sequence[tuple[Variant, list[float]]]
    ) -> bool:
        """Compute variants at once; False when they have to be computed one by one."""
        compiled = self._compiled(structure)
        if compiled is None:
            return False
        lines = np.array([values for _, values in members], dtype=np.float64).reshape(
            len(members), len(structure.moving)
        )
        values = {a: lines[:, n].copy() for n, a in enumerate(structure.moving)}
        try:
            scores, failed, scale = compiled.scores(values, len(members))
        except NotEvaluatedError:
            return False
        full = {n: self._in_full(members[n][0]) for n in np.flatnonzero(failed).tolist()}
        for n in _to_check(np.array([s.total for s in scores]), failed):
            exact = self._in_full(members[n][0])[0]
            if exact is None or not _is_near(scores[n], exact, float(scale[n])):
                return False
        for n, (variant, _) in enumerate(members):
            if n in full:
                self._keep(variant, *full[n], "full")
            else:
                self._keep(variant, scores[n], (), "compiled")
        return True

    def _keep(
        self, variant: Variant, scores: Scores | None, errors: tuple[Finding, ...], way: Way
    ) -> None:
        product = self._job.products[variant.product]
        self._found[variant.number] = Outcome(variant, product, scores, errors, way)

    def _in_full(self, variant: Variant) -> tuple[Scores | None, tuple[Finding, ...]]:
        """Read, link and solve a variant as ``pcf calc`` does."""
        product = self._job.products[variant.product]
        columns = self._job.columns.get(variant.product, ())
        stated = [
            Override("set", a, t, Location(product.variants, variant.line, a))
            for a, t in zip(columns, variant.texts, strict=True)
            if t
        ]
        if not has_project(product.folder):
            at = Location(product.folder.name)
            return None, (finding("BA004", at, observed=product.folder.name),)
        try:
            footprint = self._project(variant.product).calculate_changed(
                product.scenario,
                (*self._shared(variant.product, variant.suppliers), *stated),
                product.target,
            )
            found = scores_of(footprint, product.target or "")
        except PcfError as error:
            return None, _errors(error.findings)
        except MemoryError:  # no fault of the variant: the batch goes on later
            raise
        except Exception as error:  # a fault of the program stops this variant, and no other
            return None, (_fault(error),)
        if not np.isfinite(found.total):
            return None, (finding("BA021", observed=repr(found.total)),)
        return found, ()

    def _shared(self, product: int, suppliers: str) -> tuple[Override, ...]:
        return (*self._job.products[product].changes, *self._job.sets.get(suppliers, ()))

    def _project(self, place: int) -> Solves:
        folder, stamp = self._job.products[place].folder, self._job.stamps[place]
        return _projects.get_or((folder, stamp), lambda: self._job.load(folder))

    def _compiled(self, structure: Structure) -> CompiledScores | None:
        product = self._job.products[structure.product]
        shared = self._shared(structure.product, structure.suppliers)
        key = (product.folder, self._job.stamps[structure.product], product.scenario,
               product.target, repr(shared), structure.fixed, structure.moving)  # fmt: skip
        return _structures.get_or(
            key,
            lambda: compile_structure(
                structure,
                product,
                shared,
                self._project(structure.product),
                self._job.stamps[structure.product],
            ),
        )


def _errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Keep errors; that an address leads nowhere is no news where files could not be read."""
    found = tuple(item for item in findings if item.level == "error")
    known = tuple(item for item in found if item.code != "US006")
    return known if any(item.code.startswith("IO") for item in known) else found


def _fault(error: Exception) -> Finding:
    """Tell of an error that nobody foresaw, with the place in the program."""
    steps = traceback.extract_tb(error.__traceback__)
    at = f"{Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""
    told = f"{type(error).__name__} {at}"
    return finding("BA027", Location(told), observed=told)


def _to_check(totals: Floats, failed: Mask) -> list[int]:
    """Variants that are calculated in full as well: the first, the lowest and the highest."""
    known = np.flatnonzero(~failed)
    if not len(known):
        return []
    own = totals[known]
    chosen = {known[0], known[int(np.argmin(own))], known[int(np.argmax(own))]}
    return sorted(int(n) for n in chosen)


def _is_near(one: Scores, other: Scores, scale: float) -> bool:
    """Whether two ways gave the same numbers."""
    if (one.unit, one.basis, one.errors) != (other.unit, other.basis, other.errors):
        return False
    pairs = [
        (one.total, other.total),
        *zip(one.stages, other.stages, strict=True),
        *zip(one.ledger, other.ledger, strict=True),
    ]
    return all(a is b if a is None or b is None else abs(a - b) <= EQUAL * scale for a, b in pairs)
