"""Search of datasets: names in Chinese (both scripts) and English, CAS, formula, id, place.

Synonyms and abbreviations come from ``datasets/materials``; words with typing errors are read as
the nearest word of the names. `match` ranks datasets for the rows of a bill of materials with
the same index.
"""

from __future__ import annotations

from dataclasses import dataclass

from pcf.background.background import Background
from pcf.background.match_index import Index, open_index
from pcf.background.match_query import near_cas, read_query
from pcf.background.match_score import Answer, find, with_cas
from pcf.background.records import APART as APART

_TAGS = {"published": 0.03, "derived": 0.02, "link": 0.0, "recall": 0.01, "estimate": 0.0}
_LEAST = 0.25
#: Hits below this part of the best one are no answer to the same question.
_BESIDE = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """A dataset that answers a search; `score` is 0..1, higher fits better.

    reason
        Where the query was met: ``id``, ``name``, ``flow``, ``synonym``, ``cas``, ``formula``,
        ``location``, ``technology``, ``category``; ``coproduct`` when the flow is not the
        reference product; ``like WORD`` when a word of the query was read as WORD.
    """

    process: str
    flow: str
    score: float
    name_zh: str
    name_en: str
    unit: str
    location: str
    year: str
    reason: str
    kind: str = "unit"


def search(background: Background, text: str, limit: int = 20) -> list[Hit]:
    """Find datasets, best first.

    Parameters
    ----------
    background
        Where to search.
    text
        Words, a CAS number, a formula, an id or part of one.
    limit
        Most hits wanted.
    """
    if not text.strip() or limit < 1:
        return []
    index = open_index(background)
    query = read_query(text, index)
    found = find(query, index, _LEAST, 4 * limit + 100)
    for cas in query.cas:
        found = _and_cas(index, cas, found)
    hits = sorted(
        (_hit(background, answer) for answer in found),
        key=lambda h: (-h.score, h.kind in APART, h.process, h.flow),
    )
    return [hit for hit in hits if hit.score >= _BESIDE * hits[0].score][:limit]


def _and_cas(index: Index, cas: str, found: list[Answer]) -> list[Answer]:
    """Take the products of a CAS number; words beside it put them in order."""
    read, note = cas, ""
    products = with_cas(index, cas)
    if not products:
        read = note = near_cas(cas, index)
        products = with_cas(index, read) if read else frozenset()
    if not products:
        return found
    named = {answer.product: answer.score for answer in found}
    plain = 0.0 if named else 1.0
    return [Answer(p, 0.6 + 0.4 * named.get(p, plain), "cas", "cas", note) for p in products]


def _hit(background: Background, answer: Answer) -> Hit:
    process_id, flow_id = background.products[answer.product]
    process, flow = background.process(process_id), background.flow(flow_id)
    return Hit(
        process.id,
        flow.id,
        round(min(answer.score * preference(background, answer.product), 1.0), 4),
        process.name_zh,
        process.name_en,
        flow.unit,
        process.location,
        process.year,
        _reason(answer, flow.id == process.product),
        process.kind,
    )


def _reason(answer: Answer, own: bool) -> str:
    if not own:
        return "coproduct"
    if answer.note:
        return f"like {answer.note}"
    if answer.way == "meaning":
        return "synonym"
    return "formula" if answer.way == "formula" else answer.by


def preference(background: Background, product: int) -> float:
    """Small factor (0..1) that puts suppliers of one flow in order; it decides nothing.

    Reference products before co-products, the default provider of the flow before others, read
    figures before estimates.
    """
    process_id, flow_id = background.products[product]
    process, flow = background.process(process_id), background.flow(flow_id)
    factor = 1.0 if flow_id == process.product else 0.9
    factor *= 1.0 if flow.default_provider == process_id else 0.97
    return factor * (0.97 + _TAGS.get(process.tag, 0.0))
