"""An ecoSpold 1 data set as a record, everything as stated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pcf.importing.ilcd.walk import at, many, names, number, word
from pcf.importing.intake import row_id
from pcf.importing.package import (
    Allocation,
    Direction,
    Exchange,
    Names,
    Place,
    Process,
    ProcessKind,
    Uncertainty,
)
from pcf.importing.xml_tree import Tree

#: Types of data sets; 1 and 5 (several products) are unit processes.
_KINDS: dict[str, ProcessKind] = {"0": "unit", "1": "unit", "2": "result", "5": "unit"}
_TYPES = {"0": "system non-terminated", "1": "unit process", "2": "system terminated",
          "3": "elementary flow", "4": "impact category", "5": "multioutput process"}  # fmt: skip
_SPREADS = {"1": "log-normal", "2": "normal", "3": "triangular", "4": "uniform"}
_REFERENCE, _AVOIDED, _COPRODUCT = "0", "1", "2"


def process(tree: Tree, place: Place, meet: Callable[[Tree, str, str], str]) -> Process:
    """Read a data set.

    Parameters
    ----------
    tree
        The ``dataset`` element.
    place
        Where it stands.
    meet
        Is told every exchange with its direction and group, and gives the id of its flow.
    """
    information = at(tree, "metaInformation", "processInformation")
    function, period = at(information, "referenceFunction"), at(information, "timePeriod")
    kind = word(at(information, "dataSetInformation", "@type"))
    infrastructure = word(at(function, "@infrastructureProcess")).casefold() == "true"
    rows = _exchanges(tree, meet)
    groups = {row.id: row.derivation for row in rows}
    references = tuple(id for id, group in groups.items() if group == _REFERENCE)
    products = tuple(id for id, group in groups.items() if group == _COPRODUCT)
    rows = _allocated(tree, tuple(replace(row, derivation="") for row in rows))
    if not references and products:
        stated = any(row.allocations for row in rows)
        references = products[:1] if stated else products
    return Process(
        id=row_id(word(at(tree, "@number"))),
        version=word(at(information, "dataSetInformation", "@version")),
        names=both_names(function, information),
        kind=_KINDS.get(kind, "unit"),
        place=place,
        kind_text=_TYPES.get(kind, kind) + (", infrastructure" if infrastructure else ""),
        categories=_steps(function),
        location=word(at(information, "geography", "@location")),
        year=_year(period, "startYear", "startYearMonth", "startDate"),
        valid_until=_year(period, "endYear", "endYearMonth", "endDate"),
        technology=word(at(information, "technology", "@text")),
        comment=word(at(function, "@generalComment")),
        licence=_licence(tree),
        sources=_sources(tree),
        references=references,
        market=_is_market(word(at(function, "@name"))),
        exchanges=rows,
    )


def _is_market(name: str) -> bool:
    return name.casefold().startswith(("market for ", "market group "))


def both_names(tree: Any, information: Any) -> Names:
    """Name, and the one in the local language of the data set."""
    own, local = word(at(tree, "@name")), word(at(tree, "@localName"))
    code = word(at(information, "dataSetInformation", "@localLanguageCode")).lower()[:2]
    found = names(" ".join(own.split()))
    if not local or local == own or code in ("", "en"):
        return found
    local = " ".join(local.split())
    if code == "zh":
        return replace(found, zh=local)
    return replace(found, other=((code, local),))


def _steps(tree: Any) -> tuple[str, ...]:
    return tuple(s for s in (word(at(tree, "@category")), word(at(tree, "@subCategory"))) if s)


def _year(period: Any, *keys: str) -> str:
    return next((word(at(period, key))[:4] for key in keys if word(at(period, key))), "")


def _licence(tree: Tree) -> str:
    place = at(tree, "metaInformation", "administrativeInformation", "dataGeneratorAndPublication")
    copyright, access = word(at(place, "@copyright")), word(at(place, "@accessRestrictedTo"))
    if not copyright and not access:
        return ""
    return f"copyright: {copyright or '-'}; access restricted to group {access or '-'}"


def _sources(tree: Tree) -> tuple[str, ...]:
    listed = many(at(tree, "metaInformation", "modellingAndValidation", "source"))
    return tuple(dict.fromkeys(source_id(part) for part in listed))


def source_id(tree: Any) -> str:
    """Id of a source: its number with its first author and year.

    Numbers of sources are unique in a file of one program only.
    """
    parts = (word(at(tree, key)) for key in ("@number", "@firstAuthor", "@year", "@title"))
    return row_id("source " + " ".join(parts))


def _exchanges(tree: Tree, meet: Callable[[Tree, str, str], str]) -> tuple[Exchange, ...]:
    made: list[Exchange] = []
    seen: set[str] = set()
    for position, part in enumerate(many(at(tree, "flowData", "exchange")), 1):
        if not isinstance(part, dict):
            continue
        stated = row_id(word(at(part, "@number"))) or f"row{position}"
        id = stated if stated not in seen else f"{stated}~{position}"
        seen.add(id)
        made.append(_exchange(part, id, position, meet))
    return tuple(made)


def _exchange(
    part: Tree, id: str, position: int, meet: Callable[[Tree, str, str], str]
) -> Exchange:
    into, out = word(at(part, "inputGroup")), word(at(part, "outputGroup"))
    direction: Direction = "input" if into else "output" if out else ""
    stated, line = word(at(part, "@meanValue")), at(part, "#line")
    amount = number(stated)
    return Exchange(
        id=id,
        direction=direction,
        flow=meet(part, direction, into or out),
        amount=amount,
        pointer=f"exchange[{position}]",
        line=line if isinstance(line, int) else None,
        stated=stated,
        unit=word(at(part, "@unit")),
        location=word(at(part, "@location")),
        uncertainty=_uncertainty(part, amount),
        derivation=out,  # the group, until the references are known
        comment=word(at(part, "@generalComment")),
        avoided=out == _AVOIDED,
    )


def _uncertainty(part: Tree, amount: float | None) -> Uncertainty | None:
    """Read a spread: the squared geometric deviation, or twice the standard deviation."""
    kind = _SPREADS.get(word(at(part, "@uncertaintyType")), "")
    low, high = number(at(part, "@minValue")), number(at(part, "@maxValue"))
    if not kind:
        return None
    deviation = number(at(part, "@standardDeviation95"))
    if kind == "normal" and deviation is not None:
        deviation = 100.0 * deviation / abs(amount) if amount else None
    mode = number(at(part, "@mostLikelyValue")) if kind == "triangular" else None
    return Uncertainty(kind, low, high, deviation, mode)


def _allocated(tree: Tree, rows: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    """Put the shares of ``allocation`` elements on the exchanges that they name."""
    shares: dict[str, list[Allocation]] = {}
    for part in many(at(tree, "flowData", "allocation")):
        percent = number(at(part, "@fraction"))
        share = None if percent is None else percent / 100
        product = row_id(word(at(part, "@referenceToCoProduct")))
        for row in many(at(part, "referenceToInputOutput")):
            shares.setdefault(row_id(word(row)), []).append(Allocation(product, share))
    return tuple(
        replace(row, allocations=tuple(shares[row.id.partition("~")[0]]))
        if row.id.partition("~")[0] in shares
        else row
        for row in rows
    )
