r"""How well the names of a background answer a query.

With *m* the weight of the features that query and name share, *q* and *n* those of each alone,

.. math:: s = \frac{m}{m + \alpha\, q + \beta\, n}

so 1 means the same name, and what a buyer adds (grade, size, packing) costs little when no name
of the background holds such a word. Words about place and technology are not held against a
query that names them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pcf.background.match_index import CONTEXT, FIELDS, Field, Index
from pcf.background.match_query import Query, Reading, Way, respelt
from pcf.background.match_terms import is_chinese

ALPHA, BETA = 0.5, 0.35
FIELD_WORTH: Mapping[Field, float] = {
    "flow": 1.0,
    "name": 1.0,
    "synonym": 0.98,
    "id": 0.97,
    "cas": 1.0,
    "formula": 0.95,
    "location": 0.75,
    "technology": 0.5,
    "category": 0.45,
}
_WORTH = np.array([FIELD_WORTH[name] for name in FIELDS], dtype=np.float32)
_IS_CONTEXT = np.array([name in CONTEXT for name in FIELDS])
_BY_MEANING = 0.1
_WELL = 0.85
_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answer:
    """A product (position in `Background.products`) that answers a query.

    by
        Field of the name that answers best; `way` how the query was read for it, `note` the words
        read instead of mistyped ones.
    """

    product: int
    score: float
    by: Field
    way: Way
    note: str = ""


def find(query: Query, index: Index, least: float, most: int = 200) -> list[Answer]:
    """Give the products that answer the words of a query, best first, without regard to CAS.

    When no name answers well, Chinese words are taken for mistyped ones as well.

    Parameters
    ----------
    least
        Smallest score (0..1) of interest.
    most
        Most products wanted.
    """
    found = answers(query, index, least, most)
    if query.readings and (not found or found[0].score < _WELL):
        again = respelt(query, index)
        if len(again.readings) > len(query.readings):
            found = answers(again, index, least, most)
    return found


def answers(query: Query, index: Index, least: float, most: int = 200) -> list[Answer]:
    """Give the products that answer the readings of a query, best first; see `find`."""
    count = int(index.product.max(initial=-1)) + 1
    best: _Floats = np.zeros(count, dtype=np.float32)
    surface: _Floats = np.zeros(count, dtype=np.float32)
    scored = [(reading, row_scores(reading, index)) for reading in query.readings]
    for reading, scores in scored:
        np.maximum.at(best, index.product, scores)
        if reading.way == "surface" or len(scored) == 1:
            np.maximum.at(surface, index.product, scores)
    chosen = np.flatnonzero(best >= least)
    chosen = chosen[np.argsort(-best[chosen], kind="stable")][:most]
    return [_answer(int(p), scored, index, float(surface[p])) for p in chosen]


def _answer(
    product: int, scored: Iterable[tuple[Reading, _Floats]], index: Index, surface: float
) -> Answer:
    first, last = np.searchsorted(index.product, [product, product + 1])
    peak, by, way, note = -1.0, FIELDS[0], "surface", ""
    for reading, scores in scored:
        row = first + int(np.argmax(scores[first:last]))
        if scores[row] > peak:
            peak, by = float(scores[row]), FIELDS[index.field[row]]
            way, note = reading.way, reading.note
    if way == "meaning" and peak - surface < _BY_MEANING:
        way = "surface"
    return Answer(product, min(peak, 1.0), by, way, note)  # type: ignore[arg-type]


def row_scores(reading: Reading, index: Index) -> _Floats:
    """Score every row of the index for one reading."""
    shared: _Floats = np.zeros(len(index.product), dtype=np.float32)
    whole = 0.0
    rarest = float(index.rarity.max(initial=1.0))
    for feature, weight in reading.features.items():
        k = index.position.get(feature)
        if k is None:
            whole += weight * rarest * _unknown(feature)
            continue
        asked = np.float32(weight * index.rarity[k])
        whole += float(asked)
        span = slice(index.starts[k], index.starts[k + 1])
        shared[index.rows[span]] += np.minimum(index.weights[span], asked)
    about = _IS_CONTEXT[index.field]
    context: _Floats = np.zeros(int(index.product.max(initial=-1)) + 1, dtype=np.float32)
    np.maximum.at(context, index.product[about], shared[about])
    support = np.where(about, np.float32(0), context[index.product])
    met = np.maximum(shared, support)  # they may rest on the same words: never count those twice
    asked_alone = np.maximum(np.float32(whole) - met, 0)
    named_alone = np.maximum(index.total - shared, 0)
    below = shared + ALPHA * asked_alone + BETA * named_alone
    made = np.divide(shared, below, out=np.zeros_like(shared), where=shared > 0)
    scores: _Floats = (made * _WORTH[index.field] * reading.worth).astype(np.float32)
    return scores


def _unknown(feature: str) -> float:
    """What a feature that no name holds counts against an answer, beside a known one."""
    if "~" in feature or feature[0].isdigit() or (feature.isascii() and len(feature) == 1):
        return 0.02
    if is_chinese(feature[0]):
        return 0.4
    return 0.6


def with_cas(index: Index, cas: str) -> frozenset[int]:
    """Products of the substance of a CAS number; empty when the index does not know it."""
    k = index.position.get(f"@{cas}")
    if k is None:
        return frozenset()
    rows = index.rows[index.starts[k] : index.starts[k + 1]]
    return frozenset(index.product[rows].tolist())


def has_cas(index: Index, products: Iterable[int]) -> frozenset[int]:
    """Those of `products` whose CAS number is known."""
    rows = np.flatnonzero(index.field == FIELDS.index("cas"))
    return frozenset(index.product[rows].tolist()).intersection(products)
