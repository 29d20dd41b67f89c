"""Two contents of a background in one metric, and what the newer does to a project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum

from pcf.background import Background
from pcf.background.versions import Root, Side, VersionDifference
from pcf.calc.calculate import Linked, link_model, solve_linked
from pcf.calc.compare import Change, Difference, compare
from pcf.calc.data_check import Scores
from pcf.calc.footprint import Footprint
from pcf.calc.result import footprint_of
from pcf.climate import load_factor_set
from pcf.climate.factors import Biogenic
from pcf.errors import PcfError
from pcf.findings import Finding, Findings, finding
from pcf.model import Model, Supplier


@dataclass(frozen=True, slots=True)
class Compared:
    """A difference of two contents, with the metric it is told in."""

    difference: VersionDifference
    factors: str
    biogenic: Biogenic
    findings: tuple[Finding, ...]


def compare_backgrounds(a: Background, b: Background, factors: str, biogenic: Biogenic) -> Compared:
    """Compare two contents.

    Parameters
    ----------
    factors
        Id of the set; gases for which it has no factor are left out and told (``DS067``).
    """
    sides = []
    missing: dict[str, None] = {}
    for background in (a, b):
        scores = Scores(background, factors, biogenic)
        sides.append(Side(background, scores.values, scores.factors))
        missing |= dict.fromkeys(scores.missing)
    told = [finding("DS067", observed=", ".join(missing), set=factors)] if missing else []
    return Compared(VersionDifference(*sides), factors, biogenic, tuple(told))


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of the project that another content moves.

    change
        Effects per functional unit.
    roots
        Own changes of background products that make its intensity effect, the largest first, per
        functional unit; empty when its supplier is in one content only.
    """

    change: Change
    roots: tuple[Root, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a newer content does to a project; without `before` nothing can be compared.

    linked
        The project on the newer content, from which a lock is made.
    roots
        Own changes of background products summed over all rows, the largest first.
    """

    before: Footprint | None
    after: Footprint
    linked: Linked
    difference: Difference | None
    moved: tuple[Moved, ...]
    roots: tuple[Root, ...]


def calculate_with(
    model: Model, decisions: Mapping[str, Supplier], background: Background
) -> tuple[Footprint, Linked]:
    """Solve a project on a content that is opened already.

    Raises
    ------
    PcfError
        With every error, e.g. rows whose supplier the content does not have.
    """
    linked = link_model(model, background, decisions)
    faults = Findings(linked.findings)
    if faults.errors:
        raise PcfError(faults.ordered())
    solved = solve_linked(linked, load_factor_set(model.method.gwp_set))
    return footprint_of(solved, background.findings, locked=False), linked


def preview(
    model: Model,
    decisions: Mapping[str, Supplier],
    old: Background | None,
    new: Background,
) -> Preview:
    """Solve a project on two contents and attribute what moves.

    Parameters
    ----------
    old
        None when the old content is not at hand: then only the new result is given.
    """
    after, linked = calculate_with(model, decisions, new)
    if old is None:
        return Preview(None, after, linked, None, (), ())
    before, _ = calculate_with(model, decisions, old)
    difference = compare(before, after)
    compared = compare_backgrounds(old, new, model.method.gwp_set, model.method.biogenic)
    versions = compared.difference
    moved = tuple(Moved(c, _roots(c, linked, versions)) for c in difference.changes)
    return Preview(before, after, linked, difference, moved, _summed(moved))


def _roots(change: Change, linked: Linked, versions: VersionDifference) -> tuple[Root, ...]:
    """Roots of the intensity effect of a row, scaled so that they add up to it."""
    link = linked.links.get(change.address)
    if link is None or link.index is None or not change.intensity_effect:
        return ()
    try:
        roots = versions.roots(*linked.background.products[link.index])
    except KeyError:
        return ()
    total = fsum(root.value for root in roots)
    if not total:
        return ()
    scale = change.intensity_effect / total
    return tuple(Root(root.process, root.flow, root.value * scale) for root in roots)


def _summed(moved: tuple[Moved, ...]) -> tuple[Root, ...]:
    found: dict[tuple[str, str], list[float]] = {}
    for item in moved:
        for root in item.roots:
            found.setdefault((root.process, root.flow), []).append(root.value)
    roots = [Root(process, flow, fsum(values)) for (process, flow), values in found.items()]
    return tuple(sorted(roots, key=lambda r: (-abs(r.value), r.process, r.flow)))
