"""An ecoSpold 2 activity as a record, everything as stated."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pcf.importing.ilcd.walk import at, many, names, number, word
from pcf.importing.intake import row_id
from pcf.importing.package import (
    Direction,
    Exchange,
    Parameter,
    Place,
    Process,
    ProcessKind,
    Uncertainty,
)
from pcf.importing.xml_tree import Tree

#: Special activities: markets and market groups; what an input-output table gave.
_MARKETS = ("1", "10")
_SECTOR = "2"
_TYPES = {"1": "unit process", "2": "system terminated"}
_SPECIAL = {
    "0": "ordinary", "1": "market", "2": "input-output", "3": "residual", "4": "production mix",
    "5": "import", "6": "supply mix", "7": "export", "8": "re-export", "9": "correction",
    "10": "market group",
}  # fmt: skip
_REFERENCE = "0"
_SPREADS = {"lognormal": "log-normal", "normal": "normal", "triangular": "triangular",
            "uniform": "uniform", "undefined": "undefined"}  # fmt: skip
_SCORES = ("reliability", "completeness", "temporalCorrelation", "geographicalCorrelation",
           "furtherTechnologyCorrelation")  # fmt: skip


def process(tree: Tree, place: Place, meet: Callable[[Tree, bool], str]) -> Process:
    """Read an activity.

    Its id is that of the activity and, when it has one reference product, of the product: system
    models divide an activity into one data set for each product. Suppliers are ids of activities
    until all are read.

    Parameters
    ----------
    tree
        The data set.
    place
        Its file.
    meet
        Is told every exchange and whether it is elementary, and gives the id of its flow.
    """
    head = at(tree, "activityDescription")
    activity, period = at(head, "activity"), at(head, "timePeriod")
    kind, special = word(at(activity, "@type")), word(at(activity, "@specialActivityType"))
    rows, references = _exchanges(tree, meet)
    listed = {row.id: row for row in rows}
    products = [listed[id].flow for id in references]
    id = activity_id(word(at(activity, "@id")))
    named = names(at(activity, "activityName"))
    own = at(tree, "administrativeInformation")
    return Process(
        id=data_set_id(id, products),
        version=_version(at(own, "fileAttributes")),
        names=named,
        kind=_kind(kind, special),
        place=place,
        kind_text=", ".join(w for w in (_TYPES.get(kind, kind), _SPECIAL.get(special, special))
                            if w),
        categories=_categories(head),
        location=word(at(head, "geography", "shortname")),
        year=word(at(period, "@startDate"))[:4],
        valid_until=word(at(period, "@endDate"))[:4],
        technology=_text(at(head, "technology", "comment")),
        comment=_comment(activity, tree),
        licence=_licence(at(own, "dataGeneratorAndPublication")),
        references=references,
        market=special in _MARKETS,
        parameters=_parameters(tree),
        exchanges=rows,
    )  # fmt: skip


def activity_id(text: str) -> str:
    """Id of an activity as it begins the ids of its data sets: without ``_``."""
    return row_id(text.lower()).replace("_", "-")


def data_set_id(activity: str, products: Sequence[str]) -> str:
    """Id of a data set: its activity and, when it has one, its product."""
    if not activity or len(products) != 1:
        return activity
    return f"{activity}_{row_id(products[0])}"


def _kind(kind: str, special: str) -> ProcessKind:
    if special == _SECTOR:
        return "sector"
    return "result" if kind == "2" else "unit"


def _version(attributes: Any) -> str:
    keys = ("@majorRelease", "@minorRelease", "@majorRevision", "@minorRevision")
    return ".".join(text for key in keys if (text := word(at(attributes, key))))


def _categories(head: Any) -> tuple[str, ...]:
    """Value of the first classification: ISIC in data of ecoinvent."""
    for part in many(at(head, "classification")):
        value = word(at(part, "classificationValue"))
        if value:
            return (value,)
    return ()


def _text(tree: Any) -> str:
    """Join the paragraphs of a text in English, else of any language."""
    parts = sorted(many(at(tree, "text")), key=lambda p: number(at(p, "@index")) or 0.0)
    english = [p for p in parts if str(at(p, "@xml:lang") or "en").startswith("en")]
    return " ".join(word(part) for part in english or parts)


def _comment(activity: Any, tree: Tree) -> str:
    model = at(tree, "modellingAndValidation", "representativeness", "systemModelName")
    parts = [_text(at(activity, "generalComment")), names(model).any]
    return " | ".join(part for part in parts if part)


def _licence(tree: Any) -> str:
    protected = word(at(tree, "@isCopyrightProtected"))
    access = word(at(tree, "@accessRestrictedTo"))
    if not protected and not access:
        return ""
    return f"copyright: {protected or '-'}; access restricted to group {access or '-'}"


def _parameters(tree: Tree) -> tuple[Parameter, ...]:
    made = []
    for part in many(at(tree, "flowData", "parameter")):
        spread = _uncertainty(at(part, "uncertainty"), None)
        made.append(
            Parameter(
                word(at(part, "@variableName")),
                number(at(part, "@amount")),
                word(at(part, "@mathematicalRelation")),
                spread.low if spread else None,
                spread.high if spread else None,
                names(at(part, "name")).any,
            )
        )
    return tuple(made)


def _exchanges(
    tree: Tree, meet: Callable[[Tree, bool], str]
) -> tuple[tuple[Exchange, ...], tuple[str, ...]]:
    """Read the exchanges, and which are reference products.

    Of several reference products those with an amount count: the data set of one product lists the
    others with an amount of zero.
    """
    made: list[Exchange] = []
    references: list[str] = []
    seen: set[str] = set()
    for kind in ("intermediateExchange", "elementaryExchange"):
        for position, part in enumerate(many(at(tree, "flowData", kind)), 1):
            if not isinstance(part, dict):
                continue
            stated = row_id(word(at(part, "@id"))) or f"{kind[:1]}{position}"
            id = stated if stated not in seen else f"{stated}~{position}"
            seen.add(id)
            flow = meet(part, kind == "elementaryExchange")
            made.append(_exchange(part, id, f"{kind}[{position}]", flow))
            if kind == "intermediateExchange" and word(at(part, "outputGroup")) == _REFERENCE:
                references.append(id)
    if len(references) > 1:
        amounts = {row.id: row.amount for row in made}
        references = [id for id in references if amounts[id] != 0] or references
    return tuple(made), tuple(references)


def _exchange(part: Tree, id: str, pointer: str, flow: str) -> Exchange:
    into, out = word(at(part, "inputGroup")), word(at(part, "outputGroup"))
    direction: Direction = "input" if into else "output" if out else ""
    stated, line = word(at(part, "@amount")), at(part, "#line")
    amount = number(stated)
    return Exchange(
        id=id,
        direction=direction,
        flow=flow,
        amount=amount,
        pointer=pointer,
        line=line if isinstance(line, int) else None,
        stated=stated,
        unit=word(at(part, "unitName")),
        formula=word(at(part, "@mathematicalRelation")),
        provider=activity_id(word(at(part, "@activityLinkId"))),
        uncertainty=_uncertainty(at(part, "uncertainty"), amount),
        derivation=_pedigree(at(part, "uncertainty", "pedigreeMatrix")),
        comment=_remark(part),
    )


def _remark(part: Tree) -> str:
    volume = word(at(part, "@productionVolumeAmount"))
    own = names(at(part, "comment")).any
    return " | ".join(t for t in (f"production volume {volume}" if volume else "", own) if t)


def _pedigree(tree: Any) -> str:
    scores = [word(at(tree, f"@{name}")) for name in _SCORES]
    return f"pedigree ({';'.join(scores)})" if all(scores) else ""


def _uncertainty(tree: Any, amount: float | None) -> Uncertainty | None:
    r"""Read a spread; the variance with pedigree counts where there is one.

    The squared geometric deviation of a log-normal spread with variance :math:`v` of the logarithm
    is :math:`e^{2\sqrt v}`; a normal one is :math:`200\sqrt v/|x|` percent.
    """
    kind = next((name for name in _SPREADS if isinstance(at(tree, name), dict)), "")
    if not kind:
        return None
    spread = at(tree, kind)
    low, high = number(at(spread, "@minValue")), number(at(spread, "@maxValue"))
    variance = number(at(spread, "@varianceWithPedigreeUncertainty"))
    if variance is None:
        variance = number(at(spread, "@variance"))
    deviation: float | None = None
    if variance is not None and 0 <= variance < _LARGEST and kind == "lognormal":
        deviation = math.exp(2.0 * math.sqrt(variance))
    elif variance is not None and variance >= 0 and kind == "normal" and amount:
        deviation = 200.0 * math.sqrt(variance) / abs(amount)
    elif kind == "undefined":
        deviation = number(at(spread, "@standardDeviation95"))
    mode = number(at(spread, "@mostLikelyValue")) if kind == "triangular" else None
    return Uncertainty(_SPREADS[kind], low, high, deviation, mode)


#: Variance of a logarithm beyond which a spread says nothing (and its exponential overflows).
_LARGEST = 1e4
