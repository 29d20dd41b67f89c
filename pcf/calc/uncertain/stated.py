"""Inputs with a distribution: parameters, rows, mixes, and rows by their pedigree when asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import log, sqrt
from typing import TYPE_CHECKING, Literal

from pcf.calc.distributions import stated_distribution
from pcf.calc.uncertain.laws import Law, law_of
from pcf.errors import PcfError
from pcf.findings import finding
from pcf.project.mixes import address_of, mixable, rows_of
from pcf.project.reparametrize import names_in

if TYPE_CHECKING:
    from pcf.model import Exchange, Model, Parameter
    from pcf.model.spread import Mix, PedigreeTable

#: Which statement a distribution rests on.
Basis = Literal["stated", "assumed", "pedigree", "mix"]
_SCORES = re.compile(r"[1-5]")


@dataclass(frozen=True, slots=True)
class Input:
    """A value that is drawn.

    address
        ``parameters.NAME`` or ``row:TABLE/ID``.
    law
        None for a member of a Dirichlet mix.
    is_factor
        Whether the draw is a factor on an amount that a formula gives.
    basis
        ``assumed`` for bounds without a distribution, which count as uniform.
    statement
        All that is stated of it, as text: two inputs with the same address and the same statement
        are the same input.
    """

    address: str
    value: float
    unit: str
    law: Law | None
    basis: Basis
    is_factor: bool = False
    mix: str = ""
    statement: str = ""

    @property
    def distribution(self) -> str:
        """Name of the distribution."""
        return self.law.name if self.law is not None else "dirichlet"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A stated spread that is not drawn.

    why
        ``formula``: the value is given by one; ``bounds`` do not fit the distribution; ``put_in``:
        the value was put in, or that of another member of its mix, and the spread is of the one
        that it replaced.
    """

    address: str
    why: Literal["formula", "bounds", "put_in"]


@dataclass(frozen=True, slots=True)
class StatedInputs:
    """Inputs in the order of their addresses, and what is not drawn."""

    inputs: tuple[Input, ...]
    left_out: tuple[LeftOut, ...]
    mixes: tuple[Mix, ...]


def stated_inputs(model: Model) -> StatedInputs:
    """Give every input of a model that has a distribution.

    Raises
    ------
    PcfError
        ``MC022`` for a member of a renormalised mix that states no spread.
    """
    settings = model.uncertainty
    pedigree = settings.pedigree if settings else None
    found: dict[str, Input | LeftOut] = {}
    for item in (*_parameters(model), *_rows(model, pedigree)):
        found[item.address] = item
    mixes = []
    for mix in settings.mixes if settings else ():
        if _is_held(mix, found):
            found.update(_held(model, mix))
        else:
            found.update(_members(model, mix, found))
            mixes.append(mix)
    ordered = [found[address] for address in sorted(found)]
    return StatedInputs(
        tuple(item for item in ordered if isinstance(item, Input)),
        tuple(item for item in ordered if isinstance(item, LeftOut)),
        tuple(mixes),
    )


def stated_law(
    word: str | None, value: float, bounds: tuple[float | None, float | None], item: object
) -> tuple[Law | None, Basis] | None:
    """Law of a value with its basis; None when no spread is stated, a law None when it is unfit."""
    gsd: float | None = getattr(item, "gsd", None)
    values: tuple[tuple[float, float], ...] = getattr(item, "values", ())
    if gsd is not None:
        return (Law("lognormal", value, log(gsd)) if value > 0.0 else None), "stated"
    if values:
        return Law("discrete", values=values), "stated"
    low, high = bounds
    if low is None or high is None:
        return None
    name, assumed = stated_distribution(word)
    return law_of(name, value, low, high), "assumed" if assumed else "stated"


def _parameters(model: Model) -> Iterator[Input | LeftOut]:
    for p in model.parameters:
        address = f"parameters.{p.name}"
        known = stated_law(p.distribution, p.value, (p.low, p.high), p)
        if known is None and p.spread_of_another:
            yield LeftOut(address, "put_in")
        if known is None:
            continue
        law, basis = known
        if p.formula is not None or law is None:
            yield LeftOut(address, "bounds" if p.formula is None else "formula")
        else:
            yield Input(address, p.value, p.unit, law, basis, statement=_said(p))


def _rows(model: Model, pedigree: PedigreeTable | None) -> Iterator[Input | LeftOut]:
    for row in rows_of(model):
        known = stated_law(row.uncertainty, row.amount.value, (row.low, row.high), row)
        if known is None and pedigree is not None:
            known = _by_pedigree(row, pedigree)
        if known is not None:
            yield _row(row, *known)
        elif row.spread_of_another:
            yield LeftOut(row.address, "put_in")


def _row(row: Exchange, law: Law | None, basis: Basis) -> Input | LeftOut:
    formula = bool(names_in(row.amount.text))
    around = row.gsd is not None or basis == "pedigree"
    if law is None or (formula and not around):
        return LeftOut(row.address, "formula" if formula and law is not None else "bounds")
    law = Law(law.name, 1.0, law.b) if formula else law
    law = law.not_below(0.0) if law.name == "normal" else law
    value, unit = (1.0, "1") if formula else (row.amount.value, row.amount.unit)
    return Input(row.address, value, unit, law, basis, formula, statement=_said_row(row))


def sigma_of_pedigree(text: str | None, table: PedigreeTable) -> float | None:
    """Standard deviation of the logarithm by five scores; None without five whole scores."""
    scores = _SCORES.findall(text or "")
    plain = re.sub(r"[\s,;()（），、；]", "", text or "")
    if "=" in plain or len(plain) not in (5, 6) or len(scores) != len(plain):
        return None
    parts = [v[int(s) - 1] for v, s in zip(table.variances, scores[:5], strict=True)]
    return sqrt(table.basic + sum(parts))


def _by_pedigree(row: Exchange, table: PedigreeTable) -> tuple[Law | None, Basis] | None:
    sigma = sigma_of_pedigree(row.dq, table)
    if not sigma or row.amount.value <= 0.0:
        return None
    return Law("lognormal", row.amount.value, sigma), "pedigree"


def _is_held(mix: Mix, found: dict[str, Input | LeftOut]) -> bool:
    """Whether a mix is not drawn, as the spread of a member is of a value that was replaced."""
    own = [found.get(address_of(m)) for m in mix.members if mix.kind == "renormalised"]
    return mix.held or any(isinstance(o, LeftOut) and o.why == "put_in" for o in own)


def _held(model: Model, mix: Mix) -> dict[str, LeftOut]:
    """Members of a mix that is not drawn; one without the others would move their sum."""
    there = {f"parameters.{p.name}" for p in model.parameters}
    there |= {row.address for row in rows_of(model)}
    return {a: LeftOut(a, "put_in") for a in map(address_of, mix.members) if a in there}


def _members(model: Model, mix: Mix, found: dict[str, Input | LeftOut]) -> dict[str, Input]:
    """Inputs of the members of a mix, in the order in which they are written."""
    plain = mixable(model)
    said = {f"parameters.{p.name}": _said(p) for p in model.parameters}
    said |= {row.address: _said_row(row) for row in rows_of(model)}
    made: dict[str, Input] = {}
    for member in mix.members:
        address = address_of(member)
        own = found.get(address)
        law = own.law if isinstance(own, Input) and mix.kind == "renormalised" else None
        if law is None and mix.kind == "renormalised":
            raise PcfError([finding("MC022", mix.place, node=mix.id, observed=member)])
        made[address] = Input(address, *plain[address], law, "mix", False, mix.id, said[address])
    return made


def _said(p: Parameter) -> str:
    stated = (p.value, p.unit, p.low, p.high, p.distribution, p.gsd, p.values, p.source)
    return repr(stated)


def _said_row(row: Exchange) -> str:
    stated = (row.process, row.flow, row.amount.text or row.amount.value, row.amount.unit,
              str(row.supplier), row.low, row.high, row.uncertainty, row.gsd, row.values,
              row.dq, row.source)  # fmt: skip
    return repr(stated)
