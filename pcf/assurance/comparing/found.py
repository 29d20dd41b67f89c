"""What differs between two results: links, backgrounds, factors, method, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pcf.assurance.comparing.resting import Resting, clauses_that_differ
from pcf.assurance.comparing.sides import Side
from pcf.calc.footprint import BackgroundIdentity, Footprint, RowResult
from pcf.climate import FactorSet
from pcf.errors import PcfError
from pcf.rules.evaluation import PackResult


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A row that is in both and draws from another supplier, or for another reason."""

    address: str
    supplier_a: str
    supplier_b: str
    reason_a: str
    reason_b: str


@dataclass(frozen=True, slots=True)
class BackgroundChange:
    """A background that is in one of the two only, or with another content; empty = not there."""

    id: str
    version_a: str
    version_b: str
    sha256_a: str
    sha256_b: str
    allocation_a: str
    allocation_b: str


@dataclass(frozen=True, slots=True)
class DatasetChange:
    """A dataset whose score moved with the background, kg CO2e per `unit`.

    before, after
        Under the same factors, where the sides can be computed.
    value
        What it does to the total at the amounts before.
    """

    supplier: str
    name_zh: str
    name_en: str
    unit: str
    before: float
    after: float
    value: float


@dataclass(frozen=True, slots=True)
class GasFactor:
    """Factor of a gas, kg CO2e per kg; None = the set has none."""

    flow: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class FactorChange:
    """Another factor set.

    gases
        Those with another factor, the one that weighs most in the results first.
    known
        False when the content of one of the sets is not here: no gases then.
    """

    id_a: str
    id_b: str
    sha256_a: str
    sha256_b: str
    gases: tuple[GasFactor, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A setting of the method, unit or boundary that differs; empty = not stated."""

    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A clause with another verdict; empty = the clause is not in the pack of that side."""

    code: str
    text_zh: str
    text_en: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule pack that differs, or whose verdicts do.

    chain_a, chain_b
        The pack with its parents and their editions; empty = that side does not declare it.
    clauses
        Codes of clauses, or files, that differ although the packs bear the same names.
    asked
        Those of them that ask something else, not only in other words.
    """

    id: str
    name_zh: str
    name_en: str
    chain_a: tuple[str, ...]
    chain_b: tuple[str, ...]
    verdicts: tuple[VerdictChange, ...]
    clauses: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


def link_changes(a: Footprint, b: Footprint) -> tuple[LinkChange, ...]:
    """Rows in both whose supplier differs, by address."""
    old = {row.address: row for row in a.rows}
    return tuple(
        LinkChange(row.address, known.supplier, row.supplier, known.reason, row.reason)
        for row in sorted(b.rows, key=lambda r: r.address)
        if (known := old.get(row.address)) is not None
        and (known.supplier, known.reason) != (row.supplier, row.reason)
    )


def background_changes(a: Footprint, b: Footprint) -> tuple[BackgroundChange, ...]:
    """Backgrounds that differ, by id."""
    old, new = _identities(a), _identities(b)
    made = []
    for id in sorted(old.keys() | new.keys()):
        one, other = old.get(id, _NOBODY), new.get(id, _NOBODY)
        if (one.sha256, one.allocation) != (other.sha256, other.allocation):
            made.append(_background_change(id, one, other))
    return tuple(made)


def _background_change(id: str, a: BackgroundIdentity, b: BackgroundIdentity) -> BackgroundChange:
    versions, hashes = (a.version, b.version), (a.sha256, b.sha256)
    return BackgroundChange(id, *versions, *hashes, a.allocation, b.allocation)


_NOBODY = BackgroundIdentity("", "", "", "", "", "", "", False)


def _identities(footprint: Footprint) -> Mapping[str, BackgroundIdentity]:
    i = footprint.identity
    first = BackgroundIdentity(
        i.background, i.background_version, i.background_sha256, i.background_allocation,
        "", "", "", True,
    )  # fmt: skip
    return {first.id: first, **{part.id: part for part in i.backgrounds}}


def dataset_changes(before: Footprint, after: Footprint) -> tuple[DatasetChange, ...]:
    """Datasets in both with another score, the one that moves the total most first."""
    old, new = _drawn(before), _drawn(after)
    made = []
    for key in old.keys() & new.keys():
        (row, amount), (other, _) = old[key], new[key]
        if row.intensity != other.intensity:
            value = amount * (other.intensity - row.intensity)
            names = row.supplier_zh, row.supplier_en
            scores = row.intensity, other.intensity
            made.append(DatasetChange(row.supplier, *names, row.unit, *scores, value))
    return tuple(sorted(made, key=lambda d: (-abs(d.value), d.supplier, d.unit)))


def _drawn(footprint: Footprint) -> dict[tuple[str, str], tuple[RowResult, float]]:
    """Row and summed amount of each dataset of the background."""
    made: dict[tuple[str, str], tuple[RowResult, float]] = {}
    for row in footprint.rows:
        if row.supplier.startswith("bg:"):
            known = made.get((row.supplier, row.unit))
            made[row.supplier, row.unit] = (row, row.amount + (known[1] if known else 0.0))
    return made


def factor_change(a: Side, b: Side) -> FactorChange | None:
    """Give another factor set gas by gas; None when it is the same one."""
    one, other = a.footprint.identity, b.footprint.identity
    if one.factors_sha256 == other.factors_sha256:
        return None
    before, after = _factors(a), _factors(b)
    gases: tuple[GasFactor, ...] = ()
    if before is not None and after is not None:
        weights = {**_weights(b.footprint), **_weights(a.footprint)}
        known = {*before.flows(), *after.flows()}
        flows = sorted(known, key=lambda flow: (-weights.get(flow, 0.0), flow))
        pairs = ((flow, before.factor(flow), after.factor(flow)) for flow in flows)
        gases = tuple(GasFactor(*pair) for pair in pairs if pair[1] != pair[2])
    return FactorChange(
        one.factors, other.factors, one.factors_sha256, other.factors_sha256, gases,
        before is not None and after is not None,
    )  # fmt: skip


def _weights(footprint: Footprint) -> dict[str, float]:
    """Size of the gas of each elementary flow in a result, where that is known."""
    if footprint.context is None:
        return {}
    parts = {part.id: abs(part.value) for part in footprint.gases}
    columns = footprint.context.linked.background.columns
    return {column.flow: parts.get(column.gas, 0.0) for column in columns}


def _factors(side: Side) -> FactorSet | None:
    """Factor set of a side, when a set of that content is here."""
    from pcf.climate import load_factor_set

    identity = side.footprint.identity
    load: Callable[[str], FactorSet] = load_factor_set
    if side.system is not None:
        load = side.system.data.factors
    try:
        found = load(identity.factors)
    except PcfError:
        return None
    return found if found.sha256 == identity.factors_sha256 else None


def rule_changes(a: Side, b: Side) -> tuple[RuleChange, ...]:
    """Rule packs of which the sides say different things; sides without rules declare none."""
    if a.system is None or b.system is None or a.system.rules is b.system.rules:
        return ()
    old, new = ({r.pack.id: r for r in s.rules()} for s in (a.system, b.system))
    return tuple(_rule_changes(old, new, (a.system.resting, b.system.resting)))


def _rule_changes(
    old: Mapping[str, PackResult],
    new: Mapping[str, PackResult],
    on: tuple[Resting, Resting],
) -> Iterator[RuleChange]:
    for id in dict.fromkeys([*old, *new]):
        one, other = old.get(id), new.get(id)
        known = other or one
        if known is None:
            continue
        before, after = (() if r is None else r.pack.chain for r in (one, other))
        verdicts = () if one is None or other is None else tuple(_verdicts(one, other))
        shared = [name for name in before if name in after]
        clauses, asked = (clauses_that_differ(shared, *on, worded=w) for w in (True, False))
        if before != after or verdicts or clauses:
            pack = known.pack
            names = pack.name_zh, pack.name_en
            yield RuleChange(id, *names, before, after, verdicts, clauses, asked)


def _verdicts(a: PackResult, b: PackResult) -> Iterator[VerdictChange]:
    old = {v.clause.code: v for v in a.verdicts}
    new = {v.clause.code: v for v in b.verdicts}
    for code in dict.fromkeys([*old, *new]):
        one, other = old.get(code), new.get(code)
        known = other or one
        before, after = one.outcome if one else "", other.outcome if other else ""
        if known is not None and before != after:
            clause = known.clause
            yield VerdictChange(code, clause.text_zh, clause.text_en, before, after)
