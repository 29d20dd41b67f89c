r"""The search index of a background: every name of every product, and where each feature stands.

A *row* is one form of one name of one product. A feature *f* that stands in names of :math:`n_f`
of :math:`N` products counts :math:`\ln(1 + N/n_f)` times its weight in the name. The index lies
beside the compiled background, found by content, and is built again when it is damaged.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pcf.background import store
from pcf.background.background import Background
from pcf.background.match_terms import (
    Terms,
    formula_key,
    is_chinese,
    is_number,
    load_terms,
    plain,
    terms_digest,
)
from pcf.background.match_text import Features, cas_numbers, dry, forms, without_brackets
from pcf.background.records import FlowRecord
from pcf.whole import write_whole

FORMAT = 1
Field = Literal[
    "flow", "name", "synonym", "id", "cas", "formula", "location", "technology", "category"
]
FIELDS: tuple[Field, ...] = get_args(Field)
#: Fields that tell where and how a good is made: they support a name and do not name the good.
CONTEXT: tuple[Field, ...] = ("location", "technology", "category")
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile)
_SEPARATOR = "\n"
_CHINESE = re.compile(r"[\u3400-\u9fff]{3,}")


@dataclass(frozen=True)
class Index:
    r"""Names of the products of a background as sparse rows.

    Parameters
    ----------
    features
        All features, separated by line ends, as UTF-8 bytes.
    starts
        Where the postings of each feature begin; one more than there are features.
    rows, weights
        Postings: row, and weight of the feature in that row times its rarity.
    rarity
        :math:`\ln(1 + N/n_f)` of each feature.
    product, field, total
        Of each row: position of its product, position in `FIELDS`, sum of its weights.
    names
        Text of each row in the form of `plain`, separated by line ends, as UTF-8 bytes.
    """

    features: NDArray[np.uint8]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    rarity: NDArray[np.float32]
    product: NDArray[np.int32]
    field: NDArray[np.uint8]
    total: NDArray[np.float32]
    names: NDArray[np.uint8]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Position of each feature."""
        return {feature: k for k, feature in enumerate(_texts(self.features))}

    @cached_property
    def row_names(self) -> Sequence[str]:
        """Text of each row."""
        return _texts(self.names)

    @cached_property
    def own_words(self) -> tuple[str, ...]:
        """Latin words of the names, in order."""
        return tuple(sorted(f for f in self.position if f.isalpha() and not is_chinese(f[0])))

    @cached_property
    def words(self) -> frozenset[str]:
        """Latin words of the names and of the list of terms."""
        return load_terms().words.union(self.own_words)

    @cached_property
    def chinese(self) -> Mapping[str, None]:
        """Chinese words of three signs or more: names without what stands in brackets, terms."""
        named = np.isin(self.field, [FIELDS.index(f) for f in ("flow", "name", "synonym")])
        outer = (without_brackets(self.row_names[row]) for row in np.flatnonzero(named).tolist())
        own = (run for text in outer for run in _CHINESE.findall(text))
        listed = ("".join(found) for found in load_terms().by_tokens)
        return dict.fromkeys((*own, *(text for text in listed if _CHINESE.fullmatch(text))))

    @cached_property
    def formulas(self) -> Mapping[str, str]:
        """Formulas of the names and of the list of terms as they are written, by lower case."""
        own = [f[1:] for f in self.position if f.startswith("#")]
        return {f.lower(): f for f in (*load_terms().by_formula, *own)}


def _texts(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode("utf-8")
    return text.split(_SEPARATOR) if text else []


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(texts).encode("utf-8"), dtype=np.uint8)


@lru_cache(maxsize=2)
def open_index(background: Background) -> Index:
    """Give the index of a background: from the cache, else built and, where possible, kept."""
    path = _place(background)
    try:
        return _load(path)
    except _UNREADABLE:
        made = build_index(background)
        _save(made, path)
        return made


def _place(background: Background) -> Path:
    beside = store.store_folder(background.sha256, background.allocation)
    key = sha256(f"{FORMAT} {terms_digest()}".encode()).hexdigest()[:16]
    return beside.with_name(f"{beside.name}-{key}.search.npz")


def _load(path: Path) -> Index:
    """Read an index; the archive holds a checksum of every part, so that damage is met here."""
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as parts:
        made = Index(**{part.name: parts[part.name] for part in fields(Index)})
    whole = len(made.starts) == len(made.position) + 1 and len(made.row_names) == len(made.product)
    if not whole or made.starts[-1] != len(made.rows):
        raise ValueError(path.name)
    return made


def _save(index: Index, path: Path) -> None:
    """Keep an index, whole or not at all; the cache is a convenience, a full disk is no fault."""
    made = io.BytesIO()
    np.savez(made, **{part.name: getattr(index, part.name) for part in fields(Index)})
    with suppress(OSError):
        write_whole(path, (made.getbuffer(),), lasting=False)


def build_index(background: Background) -> Index:
    """Make the index of a background."""
    terms = load_terms()
    entries = list(_entries(background, terms))
    users: dict[str, set[int]] = {}
    for product, _, _, form in entries:
        for feature in form:
            users.setdefault(feature, set()).add(product)
    features = sorted(users)
    count = len(background.products)
    rarity = {f: math.log(1 + count / len(users[f])) for f in features}
    postings: dict[str, list[tuple[int, float]]] = {f: [] for f in features}
    for row, (_, _, _, form) in enumerate(entries):
        for feature, weight in form.items():
            postings[feature].append((row, weight * rarity[feature]))
    flat = [item for f in features for item in postings[f]]
    lengths = [len(postings[f]) for f in features]
    return Index(
        features=_packed(features),
        starts=np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.int64),
        rows=np.array([row for row, _ in flat], dtype=np.int32),
        weights=np.array([weight for _, weight in flat], dtype=np.float32),
        rarity=np.array([rarity[f] for f in features], dtype=np.float32),
        product=np.array([product for product, _, _, _ in entries], dtype=np.int32),
        field=np.array([FIELDS.index(name) for _, name, _, _ in entries], dtype=np.uint8),
        total=np.array(
            [sum(w * rarity[f] for f, w in form.items()) for _, _, _, form in entries],
            dtype=np.float32,
        ),
        names=_packed([name for _, _, name, _ in entries]),
    )


_Entry = tuple[int, Field, str, Features]


def _entries(background: Background, terms: Terms) -> Iterator[_Entry]:
    """Give product, field, text and features of every row."""
    of_flow: dict[str, list[tuple[Field, str, Features]]] = {}
    for position, (process_id, flow_id) in enumerate(background.products):
        process = background.process(process_id)
        if flow_id not in of_flow:
            of_flow[flow_id] = list(_flow_rows(background.flow(flow_id), terms))
        rows = list(of_flow[flow_id])
        if process.product == flow_id:
            rows += _named("id", process.id, terms)
            rows += _named("name", process.name_zh, terms)
            rows += _named("name", process.name_en, terms)
        rows += _named("location", process.location, terms)
        rows += _named("technology", process.technology, terms)
        rows += _named("category", process.category, terms)
        for name, text, form in rows:
            yield position, name, text, form


def _named(name: Field, text: str, terms: Terms) -> Iterator[tuple[Field, str, Features]]:
    shown = plain(text)
    if shown:
        for form in forms(text, terms):
            if form:
                yield name, shown, form


def _flow_rows(flow: FlowRecord, terms: Terms) -> Iterator[tuple[Field, str, Features]]:
    yield from _named("id", flow.id, terms)
    for text in dict.fromkeys((flow.name_zh, flow.name_en)):
        yield from _named("flow", text, terms)
    for text in flow.synonyms:
        yield from _named("synonym", text, terms)
    for cas in cas_numbers(flow.cas) or _cas_by_name(flow, terms):
        yield "cas", cas, {f"@{cas}": 1.0}
    formula = formula_key(flow.formula)
    for part in dict.fromkeys((formula, dry(formula))):
        if len(part) > 1:
            yield "formula", part.lower(), {f"#{part}": 1.0}


def _cas_by_name(flow: FlowRecord, terms: Terms) -> Iterator[str]:
    """CAS numbers of the one substance that the names of a flow mean, and nothing besides."""
    meant: set[str] = set()
    for text in (flow.name_zh, flow.name_en):
        strong = {
            feature
            for feature, weight in forms(text, terms)[0].items()
            if weight > 0.5 and "~" not in feature and not is_number(feature)
        }
        if len(strong) == 1:
            meant |= {feature[1:] for feature in strong if feature.startswith("=")}
    for cas, ids in terms.by_cas.items():
        if any(name in meant and terms.weight[name] > 1.0 for name in ids):
            yield cas
