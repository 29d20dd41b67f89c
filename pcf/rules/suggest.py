"""Which rule packs fit a product, in the order in which China ranks standards.

A national standard comes first, of a product before the general one, then the sector's standard and
its declaration, group standards, labels and the family rules of pcf, international ones last. A
family pack that renders a product standard in force has the rank of that standard. For a plant in
China the packs that another market asks for (EU) follow after all of these.
"""

from __future__ import annotations

from dataclasses import dataclass

from pcf.rules.case import Case
from pcf.rules.packs import Registry
from pcf.rules.read_pack import Head
from pcf.rules.subjects import Subjects

#: Levels of packs by rank; those not named come last.
RANKS = ("national", "sector", "declaration", "group", "label", "family", "international")
CHINA = "CN"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A pack that fits.

    reason
        Label key: ``fits_family`` it names the product's family, ``fits_every`` it holds for every
        product, ``state_first`` the project has to state `needs` first.
    needs
        Keys that the project has to state before it is known whether the pack applies.
    status_zh, status_en
        Status of the standard behind the pack.
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
    needs: tuple[str, ...] = ()
    status_zh: str = ""
    status_en: str = ""


def fitting_packs(case: Case, known: Registry) -> tuple[Suggestion, ...]:
    """Give the packs that fit a product, the first to be applied first.

    A pack whose conditions the project leaves open is among them with its `needs`: it is not run
    until they are stated.
    """
    family = case_family(case)
    home = str(_stated(case, "location")).partition("-")[0].upper()
    fits = [head for head in known.heads.values() if _fits(head, family)]
    fits.sort(key=lambda head: _rank(head, home))
    found = []
    for head in fits:
        needs = _open(head, case)
        if needs is not None:
            found.append(_suggestion(head, family, needs))
    return tuple(found)


def _suggestion(head: Head, family: str, needs: tuple[str, ...]) -> Suggestion:
    reason = "fits_family" if family in head.families else "fits_every"
    return Suggestion(
        head.id,
        head.name_zh,
        head.name_en,
        head.standard,
        head.edition,
        head.status,
        head.level,
        head.evidence,
        "state_first" if needs else reason,
        needs,
        head.remarks.get("status_zh", head.status),
        head.remarks.get("status_en", head.status),
    )


def case_family(case: Case) -> str:
    """Family that the project states; empty when it states none."""
    return _stated(case, "family")


def _stated(case: Case, key: str) -> str:
    """Text that ``[product]`` of ``pcf.toml`` states; empty when it states none."""
    settings = case.reading.settings
    product = settings.data.get("product") if settings else None
    text = product.get(key) if isinstance(product, dict) else None
    return text if isinstance(text, str) else ""


def _fits(head: Head, family: str) -> bool:
    """Whether a pack is for the family, or for every product and more than the base of others."""
    return family in head.families or (not head.families and head.level != "base")


def _rank(head: Head, home: str) -> tuple[bool, bool, int, bool, str]:
    """Order: what applies before what it may; the home market before another; then by level."""
    abroad = home == CHINA and head.market not in ("", CHINA)
    level = head.remarks.get("standard_level", head.level)
    rank = RANKS.index(level) if level in RANKS else len(RANKS)
    return abroad, bool(head.level == "base"), rank, not head.families, head.id


def _open(head: Head, case: Case) -> tuple[str, ...] | None:
    """Keys to be stated before it is known whether a pack applies; None when it does not apply."""
    facts = Subjects(case).facts
    unknown = []
    for condition in head.when:
        if facts[condition.field] in (None, ""):
            unknown.append(condition.field)
        elif not condition.holds(facts):
            return None
    return tuple(unknown)
