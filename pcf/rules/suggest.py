"""Which rule packs fit a product, in the order in which China ranks standards.

A national standard comes before a sector standard, and that before a recommended group standard;
where none of them is a pack, the family rules of pcf stand in. A pack of the product comes before
one for every product. Labels and declarations follow: they add to a footprint study.
"""

from __future__ import annotations

from dataclasses import dataclass

from pcf.rules.case import Case
from pcf.rules.packs import Registry
from pcf.rules.read_pack import Head

#: Levels of packs by rank; those not named come last.
RANKS = ("national", "sector", "group", "family", "international", "declaration", "label")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pack that fits.

    reason
        Label key: ``fits_family`` it names the product's family, ``fits_every`` it holds for every
        product.
    """

    id: str
    name_zh: str
    name_en: str
    standard: str
    edition: str
    status: str
    level: str
    evidence: str
    reason: str


def fitting_packs(case: Case, known: Registry) -> tuple[Suggestion, ...]:
    """Give the packs that fit a product, the first to be applied first."""
    family = str(case_family(case))
    fits = [head for head in known.heads.values() if _fits(head, family)]
    fits.sort(key=lambda head: _rank(head, family))
    return tuple(
        Suggestion(
            head.id,
            head.name_zh,
            head.name_en,
            head.standard,
            head.edition,
            head.status,
            head.level,
            head.evidence,
            "fits_family" if family in head.families else "fits_every",
        )
        for head in fits
    )


def case_family(case: Case) -> str:
    """Family that the project states; empty when it states none."""
    settings = case.reading.settings
    product = settings.data.get("product") if settings else None
    family = product.get("family") if isinstance(product, dict) else None
    return family if isinstance(family, str) else ""


def _fits(head: Head, family: str) -> bool:
    """Whether a pack is for the family, or for every product and more than the base of others."""
    return family in head.families or (not head.families and head.level != "base")


def _rank(head: Head, family: str) -> tuple[int, int, str]:
    overlay = head.level in ("declaration", "label")
    group = 2 if overlay else 0 if family in head.families else 1
    rank = RANKS.index(head.level) if head.level in RANKS else len(RANKS)
    return group, rank, head.id
