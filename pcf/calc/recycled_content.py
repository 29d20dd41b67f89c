r"""Recycled content per metal, as Article 8 of Regulation (EU) 2023/1542 counts it.

Of cobalt, nickel and lithium the metal in active materials counts, of lead all metal in the
battery. The masses come from the same bill of materials as the footprint; nothing of the footprint
depends on them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING, Any

from pcf.calc.mass import FlowMasses
from pcf.calc.recycled_table import Minimum, metals_of, minimums
from pcf.findings import Finding, finding
from pcf.i18n import Language, label
from pcf.model.recycled import METALS, Metal, RecycledRow
from pcf.plain import PlainData

if TYPE_CHECKING:
    from pcf.calc.calculate import Linked, Solved
    from pcf.calc.footprint import Footprint

#: Key of ``study.toml`` that names the chemistry.
CHEMISTRY = "battery.chemistry"
#: Two shares that differ by no more are the same (limit of pcf).
SAME_SHARE = 0.005
_NAMES: Mapping[str, Metal] = {"cobalt": "Co", "nickel": "Ni", "lithium": "Li", "lead": "Pb"}


@dataclass(frozen=True, slots=True)
class MetalMass:
    """Metal that one row brings in, kg per functional unit; None without content or mass."""

    row: RecycledRow
    kg: float | None


@dataclass(frozen=True, slots=True)
class MetalContent:
    r"""Recycled content of one metal.

    .. math:: s = \frac{\sum_i m_i\,s_i}{\sum_i m_i}

    over the counting rows i with their mass of metal :math:`m_i`.

    kg
        Metal in the basis, kg per functional unit, what later steps lose included; 0 when no row
        counts, None when the mass of a counting row is not known.
    kg_product
        The same per piece of the product; None when no reference flow is in pieces.
    pre_share, post_share, share
        0..1; None when one counting row does not state it, or when there is no such metal.
    minimum
        What the law asks for; see `met`.
    rows
        All rows of the metal, counting or not.
    """

    metal: Metal
    kg: float | None
    kg_product: float | None
    pre_share: float | None
    post_share: float | None
    share: float | None
    minimum: Minimum
    rows: tuple[MetalMass, ...]

    @property
    def counts(self) -> bool:
        """Whether the battery has metal in the basis."""
        return any(mass.row.counts for mass in self.rows)

    def met(self, step: int) -> bool | None:
        """Whether the share reaches the minimum of step 1 or 2; None while it is not known."""
        least = self.minimum.step_1 if step == 1 else self.minimum.step_2
        return None if self.share is None else self.share >= least


@dataclass(frozen=True, slots=True)
class RecycledContent(PlainData):
    """Recycled content of the metals that a project states, in the order Co, Ni, Li, Pb."""

    metals: tuple[MetalContent, ...]
    findings: tuple[Finding, ...]

    def metal(self, name: str) -> MetalContent | None:
        """One metal; None when the project states none of it."""
        return next((m for m in self.metals if m.metal == name), None)

    def to_dict(self, lang: Language = "en") -> dict[str, Any]:
        """Give the content as plain data; shares are 0..1."""
        return {
            "metals": [_metal_json(metal, lang) for metal in self.metals],
            "findings": [item.code for item in self.findings],
        }


def _metal_json(metal: MetalContent, lang: Language) -> dict[str, Any]:
    least = metal.minimum
    return {
        "metal": metal.metal,
        "basis": label(f"basis_of_{least.basis.replace(' ', '_')}", lang),
        "kg": metal.kg,
        "kg_per_product": metal.kg_product,
        "pre_consumer_share": metal.pre_share,
        "post_consumer_share": metal.post_share,
        "share": metal.share,
        "minimum": [
            {"from": least.step_1_from, "share": least.step_1, "met": metal.met(1)},
            {"from": least.step_2_from, "share": least.step_2, "met": metal.met(2)},
        ],
        "source": least.source,
        "rows": [
            {"id": m.row.id, "row": m.row.row, "counts": m.row.counts, "kg": m.kg}
            for m in metal.rows
        ],
    }


def recycled_content(footprint: Footprint) -> RecycledContent:
    """Work out the recycled content of a result; see `RecycledContent`."""
    return recycled_of(footprint.solved)


def recycled_of(solved: Solved) -> RecycledContent:
    """Work out the recycled content of a solved system, with what is wrong about it."""
    masses = _masses(solved)
    by_metal: dict[Metal, list[MetalMass]] = defaultdict(list)
    for mass in masses:
        by_metal[mass.row.metal].append(mass)
    pieces = _pieces(solved)
    metals = tuple(_metal(name, by_metal[name], pieces) for name in METALS if name in by_metal)
    return RecycledContent(metals, tuple(_findings(solved.linked, masses)))


def _masses(solved: Solved) -> list[MetalMass]:
    """Metal of each stated row, from the row as stated: before its recycled part is split off."""
    linked = solved.linked
    flows = FlowMasses(linked)
    inputs = {e.address: e for e in linked.model.exchanges if e.direction == "input"}
    made = []
    for stated in linked.model.recycled:
        row = inputs.get(stated.row)
        kg = None
        if row is not None and stated.content is not None:
            material = flows.kg(row.flow, row.amount.value, row.amount.unit, row.direction)
            if material is not None:
                kg = material * solved.activity[row.process] * stated.content
        made.append(MetalMass(stated, kg))
    return made


def _pieces(solved: Solved) -> float | None:
    """Pieces of the product per functional unit, from its first reference flow in pieces."""
    flows = solved.linked.model.unit.reference_flows
    return next(
        (f.amount.value for f in flows if f.amount.unit == "piece" and f.amount.value), None
    )


def _metal(name: Metal, masses: list[MetalMass], pieces: float | None) -> MetalContent:
    counting = [mass for mass in masses if mass.row.counts]
    known = [mass.kg for mass in counting if mass.kg is not None]
    kg = fsum(known) if len(known) == len(counting) else None
    pre = _share(counting, kg, [mass.row.pre_share for mass in counting])
    post = _share(counting, kg, [mass.row.post_share for mass in counting])
    return MetalContent(
        metal=name,
        kg=kg,
        kg_product=kg / pieces if kg is not None and pieces else None,
        pre_share=pre,
        post_share=post,
        share=None if pre is None or post is None else pre + post,
        minimum=minimums()[name],
        rows=tuple(masses),
    )


def _share(
    counting: list[MetalMass], whole: float | None, shares: list[float | None]
) -> float | None:
    """Mean of the shares by mass of metal; None while one of them or a mass is not known."""
    if not whole or any(share is None for share in shares):
        return None
    weighted = fsum((m.kg or 0.0) * (s or 0.0) for m, s in zip(counting, shares, strict=True))
    return weighted / whole


def _findings(linked: Linked, masses: list[MetalMass]) -> Iterator[Finding]:
    """``RC010`` to ``RC016``: what keeps the shares from being what the law asks for."""
    if not masses:
        return
    for mass in masses:
        yield from _of_row(mass)
    yield from _twice(linked, [mass.row for mass in masses if mass.row.counts])
    yield from _missing(linked, masses)
    yield from _other_r1(linked, [mass.row for mass in masses])


def _of_row(mass: MetalMass) -> Iterator[Finding]:
    row = mass.row
    stated = [share for share in (row.pre_share, row.post_share) if share is not None]
    if row.content is not None and mass.kg is None:
        yield _told("RC010", row)
    if row.counts and len(stated) < 2:
        yield _told("RC011", row)
    if not row.counts and any(stated):
        yield _told("RC012", row)
    if row.counts and any(stated) and row.evidence is None:
        yield _told("RC013", row)


def _told(code: str, row: RecycledRow) -> Finding:
    about = row.row.removeprefix("row:")
    return finding(code, row.place, node=row.id, observed=row.metal, row=about)


def _other_r1(linked: Linked, rows: Iterable[RecycledRow]) -> Iterator[Finding]:
    """Tell of a share that is not the R1 of the same row in the circular footprint formula.

    A material whose id names another metal of the four is another material flow.
    """
    end = linked.model.end_of_life
    taken = [
        (address, _metal_named(material.id), material.factors.r1)
        for material in (end.materials if end else ())
        for address in material.rows
    ]
    for row in rows:
        for address, metal, r1 in taken:
            same = address == row.row and metal in (None, row.metal)
            if same and row.share is not None and abs(r1 - row.share) > SAME_SHARE:
                yield finding(
                    "RC016", row.place, node=row.id, observed=row.metal, share=f"{row.share:g}",
                    r1=f"{r1:g}",
                )  # fmt: skip


def _metal_named(material: str) -> Metal | None:
    return next((metal for name, metal in _NAMES.items() if name in material.lower()), None)


def _twice(linked: Linked, rows: Iterable[RecycledRow]) -> Iterator[Finding]:
    """Tell of a metal that is stated again further up the chain of the same material."""
    by_address = {row.address: row for row in linked.rows}
    fed = _fed_by(linked)
    stated = [row for row in rows if row.row in by_address]
    for lower in stated:
        link = linked.links.get(lower.row)
        if link is None or link.supplier.kind != "process":
            continue
        above = _above(link.supplier.id, fed)
        for upper in stated:
            if upper.metal == lower.metal and by_address[upper.row].process in above:
                yield finding(
                    "RC014", lower.place, node=lower.id, observed=lower.metal, first=upper.id
                )


def _fed_by(linked: Linked) -> Mapping[str, set[str]]:
    """Unit processes that supply each unit process."""
    fed: dict[str, set[str]] = defaultdict(set)
    for row in linked.rows:
        link = linked.links.get(row.address)
        if link is not None and link.supplier.kind == "process":
            fed[row.process].add(link.supplier.id)
    return fed


def _above(process: str, fed: Mapping[str, set[str]]) -> set[str]:
    """Give the process and everything that supplies it inside the project."""
    seen: set[str] = set()
    waiting = [process]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting.extend(fed.get(name, ()))
    return seen


def _missing(linked: Linked, masses: list[MetalMass]) -> Iterator[Finding]:
    """Metals that the stated chemistry contains and the table does not."""
    stated = linked.model.study.get(CHEMISTRY)
    if stated is None:
        return
    there = {mass.row.metal for mass in masses if mass.row.counts}
    named = [metals_of(word) for word in stated.spoken]
    for metal in next(filter(None, named), ()):
        if metal not in there:
            observed = " / ".join(stated.spoken)
            yield finding("RC015", stated.place, observed=observed, metal=metal)
