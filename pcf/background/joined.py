"""Several backgrounds of one study, side by side as one.

The first keeps the ids of its processes; those of another one are ``ID:PROCESS``. Flows of the
same id, unit and kind are one flow; one that differs keeps apart as ``ID:FLOW``. Nothing is linked
across: A is block diagonal, and the greenhouse-gas columns are put together by flow and ledger. The
intensities stay where they are, and a line is addressed by its background and its place there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from pcf.background.background import Background
from pcf.background.compiled import Details, Head
from pcf.background.opening import open_background
from pcf.background.records import (
    ExchangeRecord,
    FlowRecord,
    GhgColumn,
    ProcessRecord,
    Source,
)

if TYPE_CHECKING:
    from scipy.sparse import csc_array

    from pcf.model import BackgroundChoice

#: Lines of intensities that are put together at once.
_LINES = 4096
#: Between the id of a background and that of a process; it stands in no id.
MARK = ":"


def open_study(choice: BackgroundChoice, home: Path | None = None) -> Background:
    """Open all backgrounds of a study as one; errors as in `open_background`."""
    first = open_background(choice.id, choice.allocation, home=home)
    others = [open_background(c.id, c.allocation, home=home) for c in choice.also]
    return join(first, others)


def join(first: Background, others: Sequence[Background]) -> Background:
    """Put backgrounds side by side; their order after the first changes nothing.

    Parameters
    ----------
    first
        The one whose datasets are meant by an id alone.
    others
        Further ones, each with an id of its own.
    """
    if not others:
        return first
    parts = [_Part(first, "", {})]
    known = {flow.id: flow for flow in first.flows()}
    for other in sorted(others, key=lambda b: b.id):
        part = _Part(other, f"{other.id}{MARK}", {})
        for flow in other.flows():
            met = known.setdefault(flow.id, flow)
            if (met.unit, met.kind) != (flow.unit, flow.kind):
                part.renamed[flow.id] = f"{part.prefix}{flow.id}"
        parts.append(part)
    return _Joined(tuple(parts))


def beside(study: Background, part: Background) -> Background:
    """Give the backgrounds of a study with `part` in the place of the one of its id."""
    first, *others = (part if one.id == part.id else one for one in study.components)
    return join(first, others)


@dataclass(frozen=True, slots=True)
class _Part:
    """A background, the prefix of its processes, and its flows that bear another id here."""

    background: Background
    prefix: str
    renamed: dict[str, str]

    def flow(self, id: str) -> str:
        return self.renamed.get(id, id)

    def head(self, record: ProcessRecord) -> ProcessRecord:
        if not self.prefix:
            return record
        return replace(
            record,
            id=self.prefix + record.id,
            product=self.flow(record.product),
            sources=self._keys(record.sources),
        )

    def row(self, row: ExchangeRecord) -> ExchangeRecord:
        if not self.prefix:
            return row
        return replace(
            row,
            id=self.prefix + row.id,
            process=self.prefix + row.process,
            flow=self.flow(row.flow),
            provider=self.prefix + row.provider if row.provider else "",
            sources=self._keys(row.sources),
        )

    def flows(self) -> Iterator[FlowRecord]:
        for flow in self.background.flows():
            provider = self.prefix + flow.default_provider if flow.default_provider else ""
            yield replace(flow, id=self.flow(flow.id), default_provider=provider)

    def _keys(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(self.prefix + key for key in keys)


class _Joined(Background):
    """Backgrounds side by side; rows and matrices are put together when somebody asks."""

    def __init__(self, parts: tuple[_Part, ...]) -> None:
        columns = tuple(dict.fromkeys(c for p in parts for c in p.background.columns))
        super().__init__(_head(parts, columns), SideBySide(parts, columns), _nothing)
        self.components = tuple(part.background for part in parts)
        self.imported = any(part.background.imported for part in parts)
        self._parts = parts

    def exchanges(self, process: str) -> tuple[ExchangeRecord, ...]:
        part = self._part(self.process(process).id)
        rows = part.background.exchanges(process.removeprefix(part.prefix))
        return tuple(map(part.row, rows))

    def _part(self, process: str) -> _Part:
        found = (p for p in self._parts[1:] if process.startswith(p.prefix))
        return next(found, self._parts[0])

    def matrices(self) -> tuple[csc_array[np.float64], csc_array[np.float64]]:
        from scipy.sparse import block_diag, csc_array, hstack

        technosphere, biosphere = [], []
        for part in self._parts:
            a, b = part.background.matrices()
            place = _places(part, self.columns)
            spread = csc_array(
                (np.ones(len(place)), (place, np.arange(len(place)))),
                shape=(len(self.columns), len(place)),
            )
            technosphere.append(a)
            biosphere.append(spread @ b)
        return csc_array(block_diag(technosphere)), csc_array(hstack(biosphere))


def _nothing() -> Details:
    raise NotImplementedError  # rows and matrices come from the parts


def _head(parts: tuple[_Part, ...], columns: tuple[GhgColumn, ...]) -> Head:
    first = parts[0].background
    found = {repr(item): item for part in parts for item in part.background.findings}
    return Head(
        manifest=first.manifest,
        sha256=_digest(parts),
        allocation=first.allocation,
        columns=columns,
        findings=tuple(found.values()),
        part=lambda name: tuple(_LISTS[name](parts)),
    )


def _products(parts: tuple[_Part, ...]) -> Iterator[tuple[str, str]]:
    for part in parts:
        for process, flow in part.background.products:
            yield part.prefix + process, part.flow(flow)


def _shares(parts: tuple[_Part, ...]) -> Iterator[float]:
    for part in parts:
        for product in part.background.products:
            yield part.background.share(*product)


def _sources(parts: tuple[_Part, ...]) -> Iterator[Source]:
    for part in parts:
        for source in part.background.sources():
            yield replace(source, key=part.prefix + source.key)


def _flows(parts: tuple[_Part, ...]) -> Iterator[FlowRecord]:
    flows: dict[str, FlowRecord] = {}
    for part in parts:
        for flow in part.flows():
            flows.setdefault(flow.id, flow)
    return iter(flows.values())


def _processes(parts: tuple[_Part, ...]) -> Iterator[ProcessRecord]:
    for part in parts:
        yield from map(part.head, part.background.processes())


_LISTS: Mapping[str, Callable[[tuple[_Part, ...]], Iterable[Any]]] = {
    "products": _products,
    "shares": _shares,
    "sources": _sources,
    "flows": _flows,
    "processes": _processes,
}


def _digest(parts: tuple[_Part, ...]) -> str:
    """Hash of the whole: the same parts in the same roles give the same one."""
    stated = [(p.background.id, p.background.allocation, p.background.sha256) for p in parts]
    return sha256(json.dumps(stated).encode()).hexdigest()


def _places(part: _Part, columns: tuple[GhgColumn, ...]) -> NDArray[np.intp]:
    position = {column: k for k, column in enumerate(columns)}
    return np.array([position[c] for c in part.background.columns], dtype=np.intp)


class SideBySide:
    """Intensities of several backgrounds as one array that is nowhere in memory.

    A line is made when it is asked for: that of its background, put to the joined columns.
    """

    def __init__(self, parts: tuple[_Part, ...], columns: tuple[GhgColumn, ...]) -> None:
        self._arrays = [part.background.intensities for part in parts]
        self._places = [_places(part, columns) for part in parts]
        self._ends = np.cumsum([array.shape[0] for array in self._arrays])
        self.shape = (int(self._ends[-1]), len(columns))

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, key: Any, /) -> Any:
        """Give the line of a product, or those of several; further keys choose among them."""
        row, *rest = key if isinstance(key, tuple) else (key,)
        if isinstance(row, int | np.integer):
            found = self._line(range(self.shape[0])[int(row)])
        else:
            asked = np.arange(self.shape[0])[row]
            found = np.array([self._line(int(n)) for n in asked]).reshape(-1, self.shape[1])
        found.setflags(write=False)
        return found[(..., *rest)] if rest else found

    def _line(self, row: int) -> NDArray[np.float64]:
        number = int(np.searchsorted(self._ends, row, side="right"))
        begin = int(self._ends[number - 1]) if number else 0
        line = np.zeros(self.shape[1])
        line[self._places[number]] = self._arrays[number][row - begin]
        return line

    def __matmul__(self, factors: Any, /) -> NDArray[np.float64]:
        """Give the score of every product; a part of the lines at a time."""
        return np.concatenate([block @ factors for block in self._blocks()])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.float64]:
        """Give all lines as one array in memory, for whoever asks for exactly that."""
        if copy is False:
            raise ValueError("side by side there is no array without a copy")
        return np.concatenate(list(self._blocks())).astype(dtype or np.float64, copy=False)

    def _blocks(self) -> Iterator[NDArray[np.float64]]:
        for array, places in zip(self._arrays, self._places, strict=True):
            for begin in range(0, array.shape[0], _LINES):
                lines = np.asarray(array[begin : begin + _LINES])
                block = np.zeros((len(lines), self.shape[1]))
                block[:, places] = lines
                yield block
